"""What a tracing says it could not look up: no stays, stays of other days, stays to come, zeros that went astray."""

from datetime import date
from pathlib import Path

import pytest

from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from tests.outbreak.situations import CHOSEN, PLACES, case, lives, stay
from tests.outbreak.small_worlds import AS_OF, COVID, columns_of_rows

HOME = [lives("ill", "H1"), lives("wife", "H1")]


def trace(folder: Path, cases: list[dict], stays: list[dict]) -> Traced:
    """The contacts of some cases among stays."""
    rules = contact_rules(load_pack(COVID), CHOSEN, date(2022, 8, 22), "140109")
    store = StayStore.build(folder, columns_of_rows(stays)) if stays else None
    return trace_contacts(cases, store, PLACES, HOME, rules, AS_OF)


def said(traced: Traced) -> list[str]:
    """The warnings in English."""
    return [words.en for words in traced.warnings]


def test_a_case_with_stays_in_its_window_is_told_nothing(tmp_path: Path) -> None:
    """Two days before onset until isolation: a stay on the 19th lies within."""
    assert said(trace(tmp_path, [case()], [stay("ill", "shop", "19 09:00", "19 10:00")])) == []


def test_a_case_without_stays_is_told_and_the_household_is_found_all_the_same(tmp_path: Path) -> None:
    """The store has other people only; and there is no store at all."""
    for stays in ([stay("other", "shop", "19 09:00", "19 10:00")], []):
        traced = trace(tmp_path / str(len(stays)), [case()], stays)
        assert said(traced) == [
            "Case C1 has no stays; contacts at places cannot be found: interview the case."
        ]
        assert {row["person_id"] for row in traced.rows} == {"wife"}


def test_stays_of_other_days_are_not_taken_for_stays_of_the_window(tmp_path: Path) -> None:
    """The store ends on the 14th, the window begins on the 18th: both are named, and what to do."""
    stays = [stay("ill", "shop", "01 09:00", "01 10:00"), stay("ill", "shop", "14 09:00", "14 10:00")]
    (words,) = trace(tmp_path, [case()], stays).warnings
    for text in (words.zh, words.en):
        for day in ("2022-08-01", "2022-08-14", "2022-08-18", "2022-08-21"):
            assert day in text
    assert "load the stays of these days" in words.en


def test_a_stay_without_an_end_may_reach_into_the_window(tmp_path: Path) -> None:
    """Nobody knows when the case left: that stay counts as possible, so nothing is said to be missing."""
    assert said(trace(tmp_path, [case()], [stay("ill", "office", "14 09:00", None)])) == []


def test_stays_to_come_are_counted_and_left_aside(tmp_path: Path) -> None:
    """Two stays after the instant as of which is traced are counted once for all cases."""
    stays = [
        stay("ill", "shop", "19 09:00", "19 10:00"),
        stay("ill", "shop", "28 09:00", "28 10:00"),
        stay("ill", "shop", "29 09:00", "29 10:00"),
    ]
    (words,) = said(trace(tmp_path, [case()], stays))
    assert words.startswith("2 stays of these cases begin after 2022-08-2")


@pytest.mark.parametrize(("person", "stored"), [("12", "0012"), ("0012", "12")])
def test_an_id_that_differs_in_zeros_only_is_pointed_at(tmp_path: Path, person: str, stored: str) -> None:
    """A spreadsheet dropped or added zeros: the warning names the id that is there."""
    found = said(trace(tmp_path, [case(person_id=person)], [stay(stored, "shop", "19 09:00", "19 10:00")]))
    assert any(
        f"The store has {stored}, which differs from {person} in leading zeros only" in one for one in found
    )
