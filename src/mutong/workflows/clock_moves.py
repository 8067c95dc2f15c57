"""Moving the sample clock, and what the moved clock brings."""

from datetime import datetime, timedelta

from mutong.kernel import clock
from mutong.records.access import Viewer
from mutong.records.actions.move_clock import advance_clock, set_clock
from mutong.workflows.rounds import do_rounds


def advance(viewer: Viewer, by: timedelta, *, purpose: str) -> datetime:
    """Move the sample clock forward by a span, bring duties and reports in line, and give the new instant."""
    advance_clock(viewer, by, purpose=purpose)
    do_rounds()
    return clock.now()


def advance_and_leave(viewer: Viewer, by: timedelta, *, purpose: str) -> datetime:
    """Move the sample clock forward and give the new instant; the worker, which looks every second, does the rest."""
    advance_clock(viewer, by, purpose=purpose)
    return clock.now()


def move_to(viewer: Viewer, at: datetime, *, purpose: str) -> datetime:
    """Move the sample clock forward to an instant, as `advance`."""
    set_clock(viewer, at, purpose=purpose)
    do_rounds()
    return clock.now()
