"""A worker's day: one stop at each door, in the order to walk it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from mutong.duties.duty import Duty, overdue
from mutong.kernel.period import civil_day, end_of_day

OVERDUE, TODAY, UNCLAIMED, LATER = range(4)


@dataclass(frozen=True)
class Stop:
    """One door and everything to do there, the most pressing first.

    `rank` says why it stands where it does: overdue, due today, unclaimed entitlement, or the rest.
    """

    door: str
    duties: tuple[Duty, ...]
    rank: int


def order_for_today(
    duties: Iterable[Duty], now: datetime, unclaimed: Collection[str] = frozenset()
) -> tuple[Stop, ...]:
    """The stops of today: overdue first, then what is due today by its time, unclaimed entitlements, the rest.

    Each door appears once, at the place of its most pressing duty, with every open duty whose time has come; what may
    not begin before tomorrow waits. `unclaimed` holds the kinds of duty that bring a family what it is entitled to (the
    caller knows them from the packs). The same duties in any order give the same stops.
    """
    tonight = end_of_day(civil_day(now))
    doors: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.is_open and (duty.not_before is None or duty.not_before < tonight):
            doors.setdefault(duty.place_of_work, []).append(duty)
    stops = []
    for door, there in doors.items():
        there.sort(key=lambda duty: _urgency(duty, now, unclaimed))
        stops.append(Stop(door, tuple(there), _rank(there[0], now, unclaimed)))
    return tuple(sorted(stops, key=lambda stop: (_urgency(stop.duties[0], now, unclaimed), stop.door)))


def _rank(duty: Duty, now: datetime, unclaimed: Collection[str]) -> int:
    if overdue(duty, now):
        return OVERDUE
    if duty.due_at is not None and duty.due_at <= end_of_day(civil_day(now)):
        return TODAY
    return UNCLAIMED if duty.kind in unclaimed else LATER


def _urgency(duty: Duty, now: datetime, unclaimed: Collection[str]) -> tuple:
    """Within a rank the earlier limit first; without a limit whatever was asked first."""
    no_limit = duty.due_at is None
    return (
        _rank(duty, now, unclaimed),
        no_limit,
        (duty.created_at if no_limit else duty.due_at).timestamp(),
        duty.identity,
        duty.duty_id,
    )
