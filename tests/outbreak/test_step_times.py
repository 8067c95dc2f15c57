"""The times of steps: those who still wait count, limits are kept or not, what was recorded twice is one."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.period import CHINA
from mutong.outbreak.case_groups import group_cases
from mutong.outbreak.step_times import Span, first_deed, first_event, result_spans, step_times, time_until

NOON = datetime(2022, 8, 20, 12, tzinfo=CHINA)
HOUR = timedelta(hours=1)
OPEN = ("", "pending")


def at(hours: float) -> datetime:
    """So many hours after noon."""
    return NOON + hours * HOUR


def event(kind: str, hours: float, recorded: float | None = None, **more) -> dict:
    """An event, recorded when it happened unless said otherwise."""
    told = at(hours if recorded is None else recorded)
    return {
        "event_id": f"{kind}-{hours}-{recorded}", "kind": kind, "at": at(hours), "recorded_at": told, "result": None,
        "contact_class": None, "tube_id": None,
    } | more  # fmt: skip


def test_with_everybody_done_the_times_are_the_plain_ones() -> None:
    """Half of ten are done after the fifth shortest time, nine tenths after the ninth."""
    found = step_times([Span(NOON, at(k)) for k in range(1, 11)], at(100))
    assert (found.done, found.waiting, found.lapsed) == (10, 0, 0)
    assert (found.median, found.p90) == (5 * HOUR, 9 * HOUR)
    assert (found.limited, found.judged, found.share_within) == (0, 0, None)


def test_those_who_wait_make_it_longer() -> None:
    """Three done in 1, 2, 3 hours and three who wait longer: half are done after three hours, nine tenths never yet."""
    spans = [Span(NOON, at(k)) for k in (1, 2, 3)] + [Span(NOON)] * 3
    found = step_times(spans, at(10))
    assert (found.done, found.waiting) == (3, 3)
    assert (found.median, found.p90) == (3 * HOUR, None)
    assert step_times([Span(NOON, at(1)), *[Span(NOON)] * 4], at(10)).median is None


def test_a_wait_cut_off_early_says_little() -> None:
    """Kaplan and Meier by hand: done at 1 and 4, cut off after 2: of three 2/3 stay after 1, none after 4."""
    assert time_until(0.5, [1 * HOUR, 4 * HOUR], [2 * HOUR]) == 4 * HOUR
    assert time_until(0.3, [1 * HOUR, 4 * HOUR], [2 * HOUR]) == 1 * HOUR
    assert time_until(0.5, [], [2 * HOUR]) is None


def test_who_kept_the_limit() -> None:
    """Kept, missed, waiting past the limit, waiting before it, without a limit: one of three judged kept it."""
    spans = [
        Span(NOON, at(1), at(2)),
        Span(NOON, at(3), at(2)),
        Span(NOON, None, at(4)),
        Span(NOON, None, at(40)),
        Span(NOON, at(5)),
    ]
    found = step_times(spans, at(10))
    assert (found.within, found.judged, found.overdue, found.limited) == (1, 3, 1, 4)
    assert found.share_within == pytest.approx(1 / 3)


def test_as_it_stood_at_an_earlier_instant() -> None:
    """What began later is left out, what was done later waited, what nobody owes any more has lapsed."""
    spans = [Span(NOON, at(8)), Span(at(6), at(7)), Span(NOON, owed=False)]
    found = step_times(spans, at(5))
    assert (found.done, found.waiting, found.lapsed, found.median) == (0, 1, 1, None)
    assert step_times(spans, at(9)).done == 2


def test_a_deed_before_its_listing_took_no_time() -> None:
    """Moved at nine, written down at noon: no negative time."""
    assert step_times([Span(NOON, at(-3), at(1))], at(1)).median == timedelta(0)


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=40))
def test_the_ninth_tenth_is_never_shorter_than_half(rows: list[tuple[int, bool]]) -> None:
    """Counts add up, and the longer share never takes less time."""
    spans = [Span(NOON, at(k) if done else None, owed=True) for k, done in rows]
    found = step_times(spans, at(50))
    assert found.done + found.waiting + found.lapsed == len(rows)
    assert found.p90 is None or (found.median is not None and found.median <= found.p90)


def test_the_first_listing_counts() -> None:
    """The event recorded first, of the class where one is named; deeds from the start on, the earliest of them."""
    events = [
        event("exposed", -5, 2, contact_class="near"),
        event("exposed", -9, 3, contact_class="far"),
        event("moved", 4),
        event("moved", 6),
        event("moved", -20),
    ]
    assert first_event(events, ["exposed"])["at"] == at(-5)
    assert first_event(events, ["exposed"], "far")["at"] == at(-9)
    assert first_event(events, ["other"]) is None
    assert first_deed(events, ["moved"], at(-5)) == at(4)
    assert first_deed(events, ["notified"], at(-5)) is None


def test_a_sample_and_its_result_are_one() -> None:
    """A result of the same tube ends the wait when it was recorded; without one the sample waits; a sample that came
    with its result was known when it was recorded."""
    events = [
        event("test", 1, tube_id="T1", result="pending"),
        event("test", 1, 9, tube_id="T1", result="negative"),
        event("test", 2, tube_id="T2", result="pending"),
        event("test", 3, 5, result="positive"),
        event("visit", 3),
    ]
    spans = result_spans(events, ["test"], OPEN)
    assert [(one.start, one.done) for one in spans] == [
        (at(1), at(9)),
        (at(2), None),
        (at(3), at(5)),
    ]


def test_cases_by_group() -> None:
    """The largest group first; late are the reports of seven days; a group without an onset has none."""
    as_of = date(2022, 8, 20)

    def case(area: str, report: int, onset: int | None) -> dict:
        told = datetime(2022, 8, report, 9, tzinfo=CHINA)
        return {
            "area_code": area,
            "reported_at": told,
            "date_onset": date(2022, 8, onset) if onset else None,
        }

    rows = [case("b", 14, 11), case("b", 13, 9), case("b", 20, None), case("a", 20, None)]
    first, second = group_cases(rows, lambda one: one["area_code"], as_of)
    assert (first.name, first.cases, first.of_late, first.without_onset) == ("b", 3, 2, 1)
    assert (first.first_onset, first.last_onset) == (date(2022, 8, 9), date(2022, 8, 11))
    assert (second.name, second.cases, second.first_onset) == ("a", 1, None)
