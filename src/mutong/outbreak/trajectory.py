"""Where one person was over some days: the times about which nothing is known, and what cannot both be true.

Times are whole seconds, half-open. A stay without a known end covers nothing after its arrival: from then on it is
not known where the person was.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mutong.outbreak.columns import UNKNOWN_END


@dataclass(frozen=True)
class Visit:
    """One stay as far as its time matters; `key` tells it from the others, `left` is -1 where nobody knows it."""

    key: str
    place_id: str
    arrived: int
    left: int = UNKNOWN_END


@dataclass(frozen=True)
class Gap:
    """A time about which nothing is known, with the stays it lies between (None at either end of the days asked)."""

    start: int
    end: int
    after: Visit | None
    before: Visit | None


@dataclass(frozen=True)
class Contradiction:
    """Two stays at different places at one time: both cannot be true. Together from `start` to `end`."""

    one: Visit
    other: Visit
    start: int
    end: int


def find_gaps(visits: Iterable[Visit], start: int, end: int) -> tuple[Gap, ...]:
    """What of [start, end) no stay covers, by time; stays and gaps together cover it exactly.

    An arrival without a known end parts a gap in two: what came before it and what came after are two questions.
    """
    known_until, last = start, None
    found: list[Gap] = []
    for visit in sorted(visits, key=lambda one: (one.arrived, one.left)):
        left = max(visit.left, visit.arrived)
        if left < start or visit.arrived >= end:
            continue
        if visit.arrived > known_until:
            found.append(Gap(known_until, visit.arrived, last, visit))
        if left >= known_until:
            known_until, last = left, visit
    if known_until < end:
        found.append(Gap(known_until, end, last, None))
    return tuple(found)


def cut_gap(gap: Gap, moments: Iterable[int]) -> tuple[Gap, ...]:
    """The gap in parts, cut at those of the moments that lie inside it."""
    edges = [gap.start, *sorted(one for one in set(moments) if gap.start < one < gap.end), gap.end]
    last = len(edges) - 2
    return tuple(
        Gap(edges[k], edges[k + 1], gap.after if k == 0 else None, gap.before if k == last else None)
        for k in range(last + 1)
    )


def find_contradictions(visits: Iterable[Visit]) -> tuple[Contradiction, ...]:
    """Every pair of stays at different places that overlap, by the start of the overlap.

    An arrival without a known end contradicts a stay elsewhere during which it falls.
    """
    found: list[Contradiction] = []
    going_on: list[Visit] = []
    for visit in sorted(visits, key=lambda one: (one.arrived, one.left)):
        going_on = [one for one in going_on if _end(one) > visit.arrived]
        found += [
            Contradiction(one, visit, visit.arrived, min(_end(one), _end(visit)))
            for one in going_on
            if one.place_id != visit.place_id
        ]
        going_on.append(visit)
    return tuple(found)


def _end(visit: Visit) -> int:
    return max(visit.left, visit.arrived + 1)
