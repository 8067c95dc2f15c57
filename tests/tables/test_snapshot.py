"""Snapshot: two clocks, unknown apart from no, absence closed only by a complete source."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth, all_of, any_of
from mutong.tables.snapshot import Snapshot
from mutong.tables.ternary import group_all, group_any, group_sum

PEOPLE = {"person_id": ["P1", "P2", "P3"], "birth_date": ["1950-01-02", None, "2014-05-01"]}
HOUSEHOLDS = {"household_id": ["H1", "H2"], "area_code": ["140109901001001", "140109901002001"]}
MEMBERSHIPS = {
    "person_id": ["P1", "P2", "P3", "P3"],
    "household_id": ["H1", "H1", "H1", "H2"],
    "kind": ["living", "living", "living", "living"],
    "valid_from": ["2020-01-01", "2020-01-01", "2020-01-01", "2022-08-01"],
    "valid_to": [None, None, "2022-08-01", None],
}


def facts(*rows: dict) -> dict[str, list]:
    """Rows of the facts table with the usual fields filled in."""
    usual = {
        "subject_kind": "person",
        "state": "known",
        "low": None,
        "high": None,
        "value": None,
        "valid_from": "2022-01-01",
        "valid_to": None,
        "recorded_at": "2022-01-02T09:00:00+08:00",
        "confirmed_at": None,
        "source": "home_visit",
        "unknown_reason": None,
    }
    full = [{**usual, **row} for row in rows]
    return {name: [row[name] for row in full] for name in full[0]} if full else {}


def snapshot(
    *rows: dict, on: date = date(2022, 3, 1), known_at: date | None = None, completeness=None
) -> Snapshot:
    """A small register with these facts."""
    return Snapshot.build(
        PEOPLE, HOUSEHOLDS, MEMBERSHIPS, facts(*rows), completeness, on=on, known_at=known_at
    )


def income(subject: str, low: float | None, high: float | None, **more: object) -> dict:
    """A row that states a monthly income in fen."""
    return {"subject_id": subject, "fact": "monthly_income", "low": low, "high": high, **more}


def test_an_unknown_number_is_its_declared_domain():
    """A number nobody asked for is an interval from zero without end, never zero (T1)."""
    found = snapshot(income("P1", 50000, 50000)).number("monthly_income")

    assert found.low.tolist() == [50000, 0, 0]
    assert found.high.tolist() == [50000, np.inf, np.inf]


def test_the_last_recorded_value_wins_only_once_it_is_known():
    """As known at K, a correction recorded after K is not there yet (T6)."""
    rows = (
        income("P1", 50000, 50000),
        income("P1", 90000, 90000, recorded_at="2022-02-20T10:00:00+08:00"),
    )

    assert snapshot(*rows, known_at=date(2022, 2, 19)).number("monthly_income").low[0] == 50000
    assert snapshot(*rows, known_at=date(2022, 2, 20)).number("monthly_income").low[0] == 90000


def test_a_fact_holds_from_its_first_day_up_to_its_last_exclusively():
    """On D means valid_from <= D < valid_to (T9)."""
    row = income("P1", 50000, 50000, valid_from="2022-02-01", valid_to="2022-03-01")

    assert snapshot(row, on=date(2022, 2, 1)).known("monthly_income")[0]
    assert snapshot(row, on=date(2022, 2, 28)).known("monthly_income")[0]
    assert not snapshot(row, on=date(2022, 3, 1)).known("monthly_income")[0]


def test_a_stale_fact_is_unknown_and_says_so():
    """Income goes stale 183 days after it was confirmed; the reason tells it from never asked (T9)."""
    row = income("P1", 50000, 50000, confirmed_at="2022-01-02T09:00:00+08:00")

    assert snapshot(row, on=date(2022, 7, 4)).reason("monthly_income").tolist() == [
        "",
        "never_asked",
        "never_asked",
    ]
    assert snapshot(row, on=date(2022, 7, 5)).reason("monthly_income").tolist() == [
        "stale",
        "never_asked",
        "never_asked",
    ]


def test_two_values_of_one_instant_conflict():
    """Two different values recorded at the same instant for the same day leave the fact unknown."""
    found = snapshot(income("P1", 1, 1), income("P1", 2, 2))

    assert found.reason("monthly_income")[0] == "conflicting"
    assert np.isinf(found.number("monthly_income").high[0])


def test_absence_is_no_only_where_a_source_declares_itself_complete():
    """Whoever a complete register does not list has no certificate; elsewhere it stays unknown (DESIGN.md 4.3)."""
    complete = {
        "source": ["disabled_federation"],
        "fact": ["disability_certificate"],
        "area_code": ["140109901001"],
        "valid_from": ["2022-01-01"],
        "valid_to": [None],
        "recorded_at": ["2022-01-05T09:00:00+08:00"],
    }
    row = {"subject_id": "P1", "fact": "disability_certificate", "value": "yes"}

    found = snapshot(row, on=date(2022, 8, 22), completeness=complete)

    assert found.truth("disability_certificate").tolist() == [Truth.YES, Truth.NO, Truth.UNKNOWN]


def test_a_source_that_says_unknown_is_not_overruled_by_completeness():
    """State unknown on record stays unknown even inside a complete source's area."""
    complete = {
        "source": ["federation"],
        "fact": ["disability_certificate"],
        "area_code": ["1401"],
        "valid_from": ["2022-01-01"],
        "valid_to": [None],
        "recorded_at": ["2022-01-05T09:00:00+08:00"],
    }
    row = {
        "subject_id": "P1",
        "fact": "disability_certificate",
        "state": "unknown",
        "unknown_reason": "awaiting_office",
    }

    found = snapshot(row, completeness=complete)

    assert found.truth("disability_certificate").tolist() == [Truth.UNKNOWN, Truth.NO, Truth.NO]
    assert found.reason("disability_certificate")[0] == "awaiting_office"


def test_a_person_moves_between_households_on_the_day():
    """Membership is half-open: on the day of the move the person is in the new household only."""
    assert snapshot(on=date(2022, 7, 31)).group.tolist() == [0, 0, 0]
    assert snapshot(on=date(2022, 8, 1)).group.tolist() == [0, 0, 1]


def test_a_picked_household_keeps_its_members_and_values():
    """A Snapshot of one household gives the same answers as the whole."""
    whole = snapshot(income("P3", 700, 900, recorded_at="2022-07-01T09:00:00+08:00"), on=date(2022, 8, 1))
    one = whole.pick(["H2"])

    assert one.ids("person").tolist() == ["P3"]
    assert one.group.tolist() == [0]
    assert (one.number("monthly_income").low[0], one.number("monthly_income").high[0]) == (700, 900)
    assert one.code("area_code").words[one.code("area_code").index[0]] == "140109901002001"


def test_a_fact_the_dictionary_lacks_is_refused_with_near_keys():
    """A misspelt fact is named together with what it may have meant."""
    with pytest.raises(MutongError) as refused:
        snapshot({"subject_id": "P1", "fact": "monthly_incom", "low": 1, "high": 1})

    assert "monthly_income" in refused.value.words.en


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(Truth))), max_size=30))
def test_group_logic_is_kleene_for_every_group(rows):
    """Any and all over a group equal the plain Kleene or and and of its members (T2)."""
    groups = np.array([g for g, _ in rows], dtype=np.int64)
    answers = np.array([a for _, a in rows], dtype=np.int8)

    for group in range(4):
        members = [Truth(a) for g, a in rows if g == group]

        assert group_any(answers, groups, 4)[group] == any_of(members)
        assert group_all(answers, groups, 4)[group] == all_of(members)


def test_a_group_sum_keeps_both_ends():
    """An unknown member opens the upper end and leaves the lower end to the known (T2)."""
    low, high = group_sum(np.array([300.0, 0.0, 5.0]), np.array([300.0, np.inf, 5.0]), np.array([0, 0, 1]), 2)

    assert low.tolist() == [300, 5]
    assert high.tolist() == [np.inf, 5]
