"""Where every sheep of a month came from and went: nothing appears and nothing vanishes.

    opening + listed + born + bought + came + turned in − sold − slaughtered − died − left − turned out = closing

for each class; `turned` is a change of class (weaned, mated, lambed …), and over all classes cancels. Opening and
closing are counted from the sheep that are there, the flows from the events, so that they check each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.period import next_month, start_of_month
from mutong.village.book.classes import class_on
from mutong.village.book.event_kinds import event_kind
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Event
from mutong.village.flock_states import CLASSES

ARRIVALS = ("listed", "born", "bought", "came")
DEPARTURES = ("sold", "slaughtered", "died", "left")
FLOWS = (*ARRIVALS, "turned_in", *DEPARTURES, "turned_out")
_ADDS = frozenset((*ARRIVALS, "turned_in"))
GroupOf = Callable[[Flock, Animal, date], str | None]


@dataclass(frozen=True)
class AccountLine:
    """One class in one month: heads at its start, each of FLOWS, heads at its end."""

    kind: str
    opening: int
    flows: Mapping[str, int]
    closing: int

    @property
    def unexplained(self) -> int:
        """Heads that the flows do not explain; nought in a book that was kept by the checks."""
        moved = sum(count if name in _ADDS else -count for name, count in self.flows.items())
        return self.closing - self.opening - moved


@dataclass(frozen=True)
class MonthAccount:
    """A month's lines, class by class in the order of CLASSES, and all together (`kind` '')."""

    month: date
    lines: tuple[AccountLine, ...]
    total: AccountLine


def month_account(flock: Flock, month: date, until: date | None = None) -> MonthAccount:
    """The account of the month that holds a day, to its end or to the end of an earlier day of it."""
    first = start_of_month(month)
    kinds = (*CLASSES, "") if flock.rules.flock is None else tuple(CLASSES)

    def kind_of(flock: Flock, animal: Animal, day: date) -> str | None:
        found = class_on(flock, animal, day)
        return None if found is None else found.kind

    lines = _lines(flock, first, until or _last_of(first), kinds, kind_of)
    return MonthAccount(first, tuple(lines), _added("", lines))


def household_account(flock: Flock, month: date) -> list[AccountLine]:
    """The account of a month by household ('' for the cooperative's own); `turned` is a move between households."""
    first = start_of_month(month)
    last = _last_of(first)
    homes = {one.household for day in (first - timedelta(days=1), last) for one in flock.at(day).values()}
    homes |= {str(e.details.get("household", "")) for events in flock.events.values() for e in events}

    def home_of(flock: Flock, animal: Animal, day: date) -> str | None:
        standing = flock.at(day)[animal.animal_id]
        return standing.household if standing.present else None

    lines = _lines(flock, first, last, tuple(sorted(homes | {""})), home_of)
    return [one for one in lines if one.opening or one.closing or any(one.flows.values())]


def _lines(
    flock: Flock, first: date, last: date, groups: Sequence[str], group_of: GroupOf
) -> list[AccountLine]:
    eve = first - timedelta(days=1)
    opening, closing = dict.fromkeys(groups, 0), dict.fromkeys(groups, 0)
    flows = {group: dict.fromkeys(FLOWS, 0) for group in groups}
    for key, animal in flock.animals.items():
        here = group_of(flock, animal, eve)
        if here is not None:
            opening[here] += 1
        for event in _crossings(flock.events[key], first, last):
            if event_kind(event.kind).way == "in":
                # What it is as it comes: a sheep bought and sold on one day was the same all day.
                here = _on_arrival(flock, animal, event, group_of)
                flows[here][event.kind] += 1
            elif here is not None:
                leaving = _before_leaving(flock, animal, event, here, group_of)
                if leaving != here:
                    flows[here]["turned_out"] += 1
                    flows[leaving]["turned_in"] += 1
                flows[leaving][event.kind] += 1
                here = None
        end = group_of(flock, animal, last)
        if end is not None:
            closing[end] += 1
        if here is not None and end is not None and here != end:
            flows[here]["turned_out"] += 1
            flows[end]["turned_in"] += 1
    return [AccountLine(group, opening[group], flows[group], closing[group]) for group in groups]


def _last_of(first: date) -> date:
    return next_month(first) - timedelta(days=1)


def _crossings(events: Sequence[Event], first: date, last: date) -> list[Event]:
    """The arrivals and departures of a month in their order."""
    place = {"in": 0, "out": 1}
    found = [one for one in events if first <= one.on <= last and event_kind(one.kind).way]
    return sorted(found, key=lambda one: (one.on, place[event_kind(one.kind).way], one.nth))


def _on_arrival(flock: Flock, animal: Animal, event: Event, group_of: GroupOf) -> str:
    """The group at the end of the day of arrival; where it left again that day, as it would stand had it stayed."""
    found = group_of(flock, animal, event.on)
    return found if found is not None else _as_if_there(flock, animal, event.on, group_of)


def _before_leaving(flock: Flock, animal: Animal, event: Event, here: str, group_of: GroupOf) -> str:
    """The group on the eve of leaving; where it came that very day, the one it came in."""
    found = group_of(flock, animal, event.on - timedelta(days=1))
    return here if found is None else found


def _as_if_there(flock: Flock, animal: Animal, day: date, group_of: GroupOf) -> str:
    stayed = [
        one
        for events in flock.events.values()
        for one in events
        if (one.animal_id, one.on) != (animal.animal_id, day) or event_kind(one.kind).way != "out"
    ]
    return group_of(Flock(flock.animals.values(), stayed, flock.rules), animal, day) or ""


def _added(kind: str, lines: Sequence[AccountLine]) -> AccountLine:
    return AccountLine(
        kind,
        sum(one.opening for one in lines),
        {name: sum(one.flows[name] for one in lines) for name in FLOWS},
        sum(one.closing for one in lines),
    )
