"""Protocols that come round, and those that start from a finding."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.clock import SAMPLE_START
from mutong.standards.protocols import FindingStatus, Subject, expected_steps, kinds_by_status
from tests.standards.protocol_worlds import (
    OTHER_AID,
    ROOT,
    at,
    did,
    protocol_of,
    with_choices,
)

HOUSE = Subject("household", "H1")


def monthly():
    """The shipped monthly visit."""
    return protocol_of(ROOT / "packs/assistance/home-visits", "monthly_visit")


def visits(as_of: str, *events, since: date | None = None):
    return expected_steps(monthly(), HOUSE, events, {}, at(as_of), with_choices(OTHER_AID), since=since)


def told(as_of, *events, since=None):
    return [(s.anchor, s.due_at, s.done_event) for s in visits(as_of, *events, since=since)]


def test_a_household_is_due_once_in_the_month() -> None:
    """The visit of August is due by the end of August and a visit on any of its days fulfils it."""
    end = at("2022-09-01 00:00")

    assert told("2022-08-22 08:00") == [("2022-08", end, "")]
    assert told("2022-08-22 08:00", did("v", "home_visit", "2022-08-01 00:00")) == [("2022-08", end, "v")]
    assert told("2022-08-22 08:00", did("v", "home_visit", "2022-07-31 23:59"))[-1] == ("2022-08", end, "")


def test_nothing_is_overdue_when_the_sample_world_opens() -> None:
    """At the first instant of the sample's clock no visit is past its limit, however little is on record."""
    steps = expected_steps(
        monthly(), HOUSE, (), {}, SAMPLE_START, with_choices(OTHER_AID), since=SAMPLE_START.date()
    )

    assert [step.due_at > SAMPLE_START for step in steps] == [True]


def test_a_missed_month_stays_owed_until_the_next_visit() -> None:
    """With `since` a month without a visit is still expected in the next, and the next visit closes both."""
    since = date(2022, 8, 22)

    missed = told("2022-09-05 08:00", since=since)
    visited = told("2022-09-06 08:00", did("v", "home_visit", "2022-09-06 07:00"), since=since)

    assert [(anchor, done) for anchor, _, done in missed] == [("2022-08", ""), ("2022-09", "")]
    assert [(anchor, done) for anchor, _, done in visited] == [("2022-08", "v"), ("2022-09", "v")]


def test_last_month_is_closed_by_its_own_visit_even_when_looked_at_later() -> None:
    """A visit on the last evening of August is found on the first morning of September."""
    steps = told("2022-09-01 02:00", did("v", "home_visit", "2022-08-31 23:00"))

    assert [(anchor, done) for anchor, _, done in steps] == [("2022-08", "v"), ("2022-09", "")]


def test_months_long_done_are_not_told_again() -> None:
    """Only the month before is looked at when it was fulfilled on time; older ones have been closed long ago."""
    monthly_visits = [did(f"v{month}", "home_visit", f"2022-{month:02}-10 09:00") for month in range(1, 9)]

    steps = told("2022-09-02 08:00", *monthly_visits, since=date(2022, 1, 1))

    assert [(anchor, done) for anchor, _, done in steps] == [("2022-08", "v8"), ("2022-09", "")]


def test_a_round_of_days_is_counted_from_its_start_event() -> None:
    """The made-up pack's oil comes every 14 days from enrolment: 1, 15 and 29 March."""
    enrolled = did("e", "oil_enrolled", "2030-03-01 09:00")
    protocol, parameters = protocol_of(OTHER_AID, "oil_round"), with_choices(OTHER_AID)

    def rounds(as_of, *events):
        steps = expected_steps(protocol, HOUSE, events, {}, at(as_of), parameters, since=date(2030, 1, 1))
        return [(s.anchor, s.due_at, s.done_event) for s in steps]

    assert rounds("2030-03-01 08:00", enrolled) == []
    assert rounds("2030-03-14 12:00", enrolled) == [("2030-03-01/14", at("2030-03-15 00:00"), "")]
    assert [r[0] for r in rounds("2030-03-15 00:00", enrolled)] == ["2030-03-01/14", "2030-03-15/14"]


@given(st.dates(date(2021, 1, 1), date(2024, 12, 31)), st.integers(0, 23))
def test_every_instant_lies_in_exactly_one_open_round(day, hour) -> None:
    """Whatever the instant, the current visit is due after it and opened before it."""
    as_of = at(f"{day} {hour:02}:30")

    (step,) = expected_steps(monthly(), HOUSE, (), {}, as_of, with_choices(OTHER_AID))

    assert step.not_before <= as_of < step.due_at


def test_a_family_is_told_once_for_each_rule_and_not_before_it_is_found() -> None:
    """Two findings of one rule make one duty, another status none, and telling the family fulfils it."""
    protocol, parameters = protocol_of(OTHER_AID, "tell_oil"), with_choices(OTHER_AID)
    found = FindingStatus("entitled_not_receiving", "other-aid:lamp_oil")
    other = [
        FindingStatus("entitled_receiving", "other-aid:lamp_oil"),
        FindingStatus("entitled_not_receiving", "b:c"),
    ]

    def tell(findings, *events):
        steps = expected_steps(
            protocol, HOUSE, events, {}, at("2030-03-01 08:00"), parameters, findings=findings
        )
        return [(s.anchor, s.due_at, s.limit_null, s.done_event) for s in steps]

    assert tell(other) == []
    assert tell([found, found]) == [("other-aid:lamp_oil", None, "", "")]
    assert tell([found], did("t", "oil_told", "2030-03-01 07:00", "other-aid:lamp_oil"))[0][3] == "t"
    assert tell([found], did("t", "oil_told", "2030-03-01 07:00", "b:c"))[0][3] == ""


def test_the_office_is_asked_once_for_each_missing_standard() -> None:
    """Households that wait for the same number raise one question in their area; an answer closes that one alone."""
    protocol = protocol_of(ROOT / "packs/assistance/cn", "ask_office")
    findings = [
        FindingStatus("cannot_tell_standard", "a:one", ("line", "ceiling")),
        FindingStatus("cannot_tell_standard", "a:two", ("line",)),
        FindingStatus("cannot_tell_fact", "a:three", ("other",)),
    ]
    area = Subject("area", "140109901")

    steps = expected_steps(
        protocol,
        area,
        [did("o", "office_answered", "2022-08-22 07:00", "line")],
        {},
        at("2022-08-22 08:00"),
        with_choices(OTHER_AID),
        findings=findings,
    )

    assert [(s.subject_kind, s.anchor, s.done_event) for s in steps] == [
        ("area", "ceiling", ""),
        ("area", "line", "o"),
    ]
    assert "line" in steps[1].words.en and "line" in steps[1].words.zh


def test_the_kinds_of_duty_behind_a_status_come_from_the_packs() -> None:
    """Which duties bring a family its due is read from the protocols, not from the code."""
    assert kinds_by_status([protocol_of(OTHER_AID, "tell_oil"), protocol_of(OTHER_AID, "oil_round")]) == {
        "entitled_not_receiving": frozenset({"tell_oil"})
    }
