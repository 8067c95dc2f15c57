"""Which steps are timed, from what, with which limit; when control is called faster than spread."""

from datetime import date, datetime, timedelta

import pytest

from mutong.kernel.period import CHINA
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.situation import WINDOW_CASES
from mutong.outbreak.situation_figures import Figure
from mutong.records.actions.withdraw_deed import WITHDRAWN
from mutong.workflows.situation import control_is_faster
from mutong.workflows.step_clocks import (
    FIRST_TEST,
    ON_RECORD,
    RESULT,
    StepLine,
    protocols_timed,
    time_steps,
    work_timed,
)

ON = date(2022, 8, 20)
NINE = datetime(2022, 8, 20, 9, tzinfo=CHINA)
END = datetime(2022, 8, 21, tzinfo=CHINA)
HOUR = timedelta(hours=1)
CLOSE = "close_contact"


def event(kind: str, hours: float, recorded: float | None = None, **more) -> dict:
    """An event so many hours after nine."""
    return {
        "event_id": f"{kind}{hours}{recorded}", "kind": kind, "at": NINE + hours * HOUR,
        "recorded_at": NINE + (hours if recorded is None else recorded) * HOUR, "result": None, "contact_class": None,
        "tube_id": None, "duty_id": None,
    } | more  # fmt: skip


def duty(step: str, due: float | None, state: str = "open", closed: float | None = None) -> dict:
    """A duty of the close contact's protocol, given at nine."""
    return {
        "protocol": CLOSE, "step": step, "kind": "", "state": state, "created_at": NINE,
        "due_at": NINE + due * HOUR if due is not None else None,
        "closed_at": NINE + closed * HOUR if closed is not None else None,
    }  # fmt: skip


def lines_of(events: dict, duties: dict, at: datetime = END, known: datetime = END) -> dict[str, StepLine]:
    """The close contact's steps by the first kind of duty in their words, in English."""
    protocols = [one for one in protocols_timed({CLOSE}, ON) if one.name == CLOSE]
    return {line.step.en: line for line in time_steps(protocols, events, duties, at, known)}


def step(lines: dict[str, StepLine], start: str) -> StepLine:
    """The one line whose step begins so."""
    (found,) = (line for name, line in lines.items() if name.startswith(start))
    return found


def test_the_protocols_of_cases_and_of_the_classes_found_are_timed() -> None:
    """Cases always, contacts by the classes found; nothing before a pack is in force."""
    names = {one.name for one in protocols_timed((), ON)}
    assert "case" in names
    assert CLOSE not in names
    assert CLOSE in {one.name for one in protocols_timed({CLOSE}, ON)}
    assert protocols_timed({CLOSE}, date(2019, 1, 1)) == ()
    asked = work_timed()
    assert {"exposed", "case_reported", "test", "moved", WITHDRAWN} <= asked.events
    assert {"notify", "move", "test", "interview"} <= asked.duties
    assert "health_check" not in asked.duties
    assert not {"listed", "start"} & asked.events


def test_a_contact_counts_from_being_listed_to_each_deed() -> None:
    """Told after 2 hours, moved after 5 with a limit of 8; another still waits past it; the reception counts from the
    move; the first test has the earliest limit of all tests."""
    listed = event("exposed", -30, 0, contact_class=CLOSE)
    events = {
        "A": [listed, event("notified", 2), event("moved", 5), event("received", 6), event("test", 7)],
        "B": [listed],
        "C": [event("arrived", 0)],
    }
    duties = {
        "A": [
            duty("move", 8, "done", 5),
            duty("central_test.d1", 9, "done", 7),
            duty("central_test.d2", 33),
        ],
        "B": [
            duty("notify", None),
            duty("move", 8),
            duty("central_test.d1", 9),
            duty("central_test.d2", 33),
        ],
    }
    lines = lines_of(events, duties)
    told, moved, received = step(lines, "Tell"), step(lines, "Move"), step(lines, "Receive at the isolation")

    assert (told.times.done, told.times.waiting, told.times.limited) == (1, 1, 0)
    assert (told.times.median, told.since) == (2 * HOUR, "listed")
    assert (moved.times.within, moved.times.judged, moved.times.overdue) == (1, 2, 1)
    assert (received.times.done, received.times.waiting, received.times.median) == (1, 0, HOUR)
    assert received.since == "moved"
    first = lines[FIRST_TEST.en].times
    assert (first.done, first.within, first.judged, first.overdue, first.median) == (1, 1, 2, 1, 7 * HOUR)
    assert ON_RECORD.en not in lines


def test_a_result_ends_the_wait_of_its_sample() -> None:
    """A sample whose result came 4 hours later, and one without a result."""
    listed = event("exposed", -30, 0, contact_class=CLOSE)
    events = {
        "A": [
            listed,
            event("test", 1, tube_id="T", result="pending"),
            event("test", 1, 5, tube_id="T", result="negative"),
        ],
        "B": [listed, event("test", 2, result="pending")],
    }
    times = lines_of(events, {})[RESULT.en].times
    assert (times.done, times.waiting, times.median) == (1, 1, 4 * HOUR)


def test_a_test_of_before_the_listing_is_no_first_test() -> None:
    """Somebody tested the day before in another round: neither that test nor its result counts here."""
    listed = event("exposed", -30, 0, contact_class=CLOSE)
    lines = lines_of({"A": [listed, event("test", -10, result="negative")]}, {"A": [duty("entry_test", 9)]})
    assert (lines[FIRST_TEST.en].times.done, lines[FIRST_TEST.en].times.waiting) == (0, 1)
    assert RESULT.en not in lines


def test_what_was_withdrawn_or_not_yet_known_does_not_count() -> None:
    """A deed withdrawn by mistake leaves the person waiting; so does one recorded after the day asked for."""
    listed = event("exposed", -30, 0, contact_class=CLOSE)
    moved = event("moved", 3, duty_id="D1")
    back = event(WITHDRAWN, 4, duty_id="D1")
    owed = {"A": [duty("move", 8)]}
    assert step(lines_of({"A": [listed, moved]}, owed), "Move").times.done == 1
    assert step(lines_of({"A": [listed, moved, back]}, owed), "Move").times.waiting == 1
    again = event("moved", 6, duty_id="D1")
    assert step(lines_of({"A": [listed, moved, back, again]}, owed), "Move").times.median == 6 * HOUR
    late = event("moved", 3, 20)
    assert step(lines_of({"A": [listed, late]}, owed), "Move").times.waiting == 1


def test_a_step_nobody_owes_any_more_has_lapsed() -> None:
    """A superseded duty without a deed: neither done nor waiting; while it stood, it waited."""
    listed = event("exposed", -30, 0, contact_class=CLOSE)
    duties = {"A": [duty("move", 8, "superseded", 4)]}
    now = step(lines_of({"A": [listed]}, duties), "Move").times
    before = step(lines_of({"A": [listed]}, duties, NINE + 3 * HOUR, NINE + 3 * HOUR), "Move").times
    assert (now.waiting, now.lapsed) == (0, 1)
    assert (before.waiting, before.lapsed) == (1, 0)


@pytest.mark.parametrize(
    ("low", "high", "n", "answer"),
    [
        (0.5, 0.99, 40, Truth.YES),
        (1.01, 2.0, 40, Truth.NO),
        (0.9, 1.1, 40, Truth.UNKNOWN),
        (0.5, 1.0, 40, Truth.UNKNOWN),
        (1.5, 3.0, WINDOW_CASES - 1, Truth.UNKNOWN),
        (0.1, 0.4, WINDOW_CASES - 1, Truth.UNKNOWN),
        (0.1, 0.4, WINDOW_CASES, Truth.YES),
    ],
)
def test_control_is_faster_only_where_the_interval_says_so(
    low: float, high: float, n: int, answer: Truth
) -> None:
    """Below 1 yes, above 1 no; an interval that holds 1 or a window of few cases cannot tell."""
    figure = Figure("reproduction", (low + high) / 2, low, high, n, "", Words("法", "method"))
    assert control_is_faster(figure) == answer


def test_without_a_number_nothing_is_told() -> None:
    """No reproduction number, no answer."""
    assert control_is_faster(None) == Truth.UNKNOWN
