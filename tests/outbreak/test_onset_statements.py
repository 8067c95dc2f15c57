"""Two truths about one onset: the possible window covers both, the sure one only what both agree on."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.cli.told_onsets import with_told_onsets
from mutong.kernel.period import CHINA
from mutong.outbreak.exposers import Exposer, exposers_of_cases
from mutong.outbreak.onset_statements import SETTLED, about_case, statements_of, with_onset_span
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import load_pack
from mutong.tables.frames import write_table
from tests.outbreak.situations import CHOSEN, PLACES, case, lives, stay
from tests.outbreak.small_worlds import AS_OF, COVID, columns_of_rows

TOLD = datetime(2022, 8, 21, 12, tzinfo=CHINA)
DAYS = st.dates(date(2022, 8, 10), date(2022, 8, 20))


def fact(
    day: date | None, source: str = "hospital", hours: int = 0, person: str = "ill"
) -> dict[str, object]:
    """A row of table facts: somebody says when a person fell ill."""
    return {
        "subject_id": person, "fact": "symptom_onset_on", "state": "known" if day else "unknown",
        "value": day.isoformat() if day else None, "source": source, "recorded_at": TOLD + timedelta(hours=hours),
    }  # fmt: skip


@cache
def rules() -> ContactRules:
    """The contact rules of the pack with what was chosen."""
    return contact_rules(load_pack(COVID), CHOSEN, date(2022, 8, 22), "140109")


def window(row: dict[str, object]) -> Exposer:
    """The window of a case as tracing takes it."""
    (found,) = exposers_of_cases([row], rules(), AS_OF)
    return found


def days_of(*facts: dict[str, object]) -> list[date]:
    """The days still open for the person `ill`."""
    return [one.day for one in statements_of(facts).get("ill", [])]


@given(own=DAYS, told=DAYS)
@settings(max_examples=30, deadline=None)
def test_the_possible_window_covers_both_and_the_sure_one_what_both_agree_on(own: date, told: date) -> None:
    """Against the windows of each day alone: the union is possible, the intersection sure, and the doubt is named."""
    both = window(with_onset_span(case(date_onset=own), statements_of([fact(told)])["ill"]))
    one, other = window(case(date_onset=own)), window(case(date_onset=told))
    assert (both.from_, both.to) == (min(one.from_, other.from_), max(one.to, other.to))
    assert (both.sure_from, both.sure_to) == (max(one.sure_from, other.sure_from), one.sure_to)
    assert ("date_onset" in both.start_causes) == (own != told)


def test_a_case_without_a_day_takes_what_all_say() -> None:
    """One statement, or several alike, give the day; two that differ give a span and no day."""
    said = statements_of([fact(date(2022, 8, 18)), fact(date(2022, 8, 18), "family")])["ill"]
    assert with_onset_span(case(date_onset=None), said)["date_onset"] == date(2022, 8, 18)
    differ = statements_of([fact(date(2022, 8, 18)), fact(date(2022, 8, 16), "family")])["ill"]
    row = with_onset_span(case(date_onset=None), differ)
    assert (row["date_onset"], row["onset_earliest"], row["onset_latest"]) == (
        None, date(2022, 8, 16), date(2022, 8, 18),
    )  # fmt: skip


def test_a_decision_ends_what_was_said_before_it() -> None:
    """After settling only later statements count; a statement that nobody knows says no day."""
    before, decided, after = (
        fact(date(2022, 8, 16)),
        fact(date(2022, 8, 18), SETTLED, 1),
        fact(date(2022, 8, 17), "x", 2),
    )
    assert days_of(before) == [date(2022, 8, 16)]
    assert days_of(before, decided) == []
    assert days_of(decided, before, after) == [date(2022, 8, 17)]
    assert days_of(fact(None), fact(date(2022, 8, 16), person="other")) == []


def test_an_earlier_illness_is_not_this_one() -> None:
    """What was said of the spring's case does not widen the window of August's."""
    spring = case(case_id="C0", reported_at=TOLD - timedelta(days=150), outcome_at=date(2022, 4, 10))
    said = statements_of([fact(date(2022, 3, 20)), fact(date(2022, 8, 19))])["ill"]
    now = case() | {"outcome_at": None}
    assert [one.day for one in about_case(now, said, [spring, now])] == [date(2022, 8, 19)]
    assert [one.day for one in about_case(spring, said, [spring, now])] == [date(2022, 3, 20)]


def test_whoever_was_met_between_the_two_days_is_for_an_investigator(tmp_path: Path) -> None:
    """Onset on the 20th by the case, on the 17th by the hospital, two days back: the 16th is unknown, the 19th sure."""
    stays = [
        stay("ill", "bus9", "16 09:00", "16 10:00", "1A"), stay("early", "bus9", "16 09:00", "16 10:00", "1B"),
        stay("ill", "bus9", "19 09:00", "19 10:00", "1A"), stay("late", "bus9", "19 09:00", "19 10:00", "1B"),
    ]  # fmt: skip
    row = with_onset_span(case(), statements_of([fact(date(2022, 8, 17))])["ill"])
    store = StayStore.build(tmp_path, columns_of_rows(stays))
    traced = trace_contacts([row], store, PLACES, [lives("ill", "H1")], rules(), AS_OF)
    verdicts = {found["person_id"]: found["verdict"] for found in traced.rows if found["degree"] == 1}
    assert verdicts == {"early": "unknown", "late": "yes"}
    (early,) = [found for found in traced.rows if found["person_id"] == "early"]
    assert "date_onset" in early["facts_missing"]


def test_the_trace_command_takes_the_register_s_statements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fact of the register with another day widens the case's window, and the command says so."""
    told = {
        **fact(date(2022, 8, 17)), "subject_kind": "person", "valid_from": date(2022, 8, 17), "source": "hospital",
    }  # fmt: skip
    write_table([told], "facts", tmp_path / "facts.csv")
    (row,) = with_told_onsets([case(outcome_at=None)], tmp_path, "en")
    assert (row["onset_earliest"], row["onset_latest"]) == (date(2022, 8, 17), date(2022, 8, 20))
    assert "2022-08-17 to 2022-08-20" in capsys.readouterr().err
    assert with_told_onsets([case()], tmp_path / "nowhere", "en") == [case()]
