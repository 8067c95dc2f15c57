"""What the clock brings: people under a protocol, the nightly screen, the monthly round, the ladder.

The worker comes by every second and mostly finds nothing to do; moving the sample clock comes by at once. Each part
can be run again to the same end, so nothing needs to be remembered over a restart.
"""

from datetime import datetime, timedelta

from mutong.kernel import clock
from mutong.records.access import Viewer, system_viewer
from mutong.records.reads.findings import last_screen
from mutong.records.reads.obligation_rows import subjects_with_event, townships_with_households
from mutong.workflows.deployment import load_deployment
from mutong.workflows.handover_lists import take_in_lists
from mutong.workflows.obligations import Obliged, oblige
from mutong.workflows.reporting_up import report_overdue
from mutong.workflows.screening import screen_area

PURPOSE = "按流程到期办理 / what the protocols bring with time"
_EVERY = timedelta(minutes=10)
_last: datetime | None = None


def do_rounds(*, force: bool = False) -> Obliged:
    """Bring everyone under a protocol in line, screen townships not screened today, report overdue duties.

    Does nothing when this process made a round less than ten minutes of the register's clock ago, unless forced.
    """
    global _last
    now = clock.now()
    if not force and _last is not None and timedelta(0) <= now - _last < _EVERY:
        return Obliged()
    viewer = system_viewer("rounds")
    take_in_lists()
    total = oblige_people(viewer) + oblige_elsewhere(viewer)
    for area_code in townships_with_households():
        screened = last_screen(area_code)
        if screened is None or screened[0] < clock.today():
            total += screen_area(viewer, area_code).obliged
    report_overdue(viewer)
    _last = now
    return total


def oblige_people(viewer: Viewer) -> Obliged:
    """Bring the duties about everyone of whom a protocol's start is known in line with what is expected now."""
    return _oblige_started(viewer, "person")


def oblige_elsewhere(viewer: Viewer) -> Obliged:
    """The same for areas, places and organisations; households are brought in line when they are screened."""
    total = Obliged()
    for kind in ("area", "place", "organisation"):
        total += _oblige_started(viewer, kind)
    return total


def _oblige_started(viewer: Viewer, kind: str) -> Obliged:
    starts = {
        protocol.start.event
        for protocol in load_deployment().protocols
        if protocol.start is not None and protocol.subject_kind == kind
    }
    if not starts:
        return Obliged()
    return oblige(viewer, kind, subjects_with_event(sorted(starts), kind), purpose=PURPOSE)


def forget_rounds() -> None:
    """Make the next round look at everything again: another register is open in this process."""
    global _last
    _last = None
