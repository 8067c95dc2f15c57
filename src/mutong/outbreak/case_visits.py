"""Where cases were in a window of theirs, and which of these visits met: arrays, no object a stay."""

from dataclasses import dataclass, fields

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.overlaps import unsure_where
from mutong.outbreak.row_order import order_by
from mutong.outbreak.stays import StayStore, spread


@dataclass(frozen=True)
class CaseVisits:
    """Visits as parallel arrays, by place, start and case.

    `case` counts in the cases asked for; `place` and `seat` are codes of the store (`seat` -1: not known). Surely there
    in [from_, sure_to), possibly in [from_, to), both cut to the case's window, in seconds. `open_end`: nobody knows
    when the visit ended; `unsure_where`: the place is not sure; `in_window`: surely within the case's window.
    """

    case: np.ndarray
    place: np.ndarray
    seat: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    sure_to: np.ndarray
    open_end: np.ndarray
    unsure_where: np.ndarray
    in_window: np.ndarray

    def __len__(self) -> int:
        return len(self.case)

    def pick(self, rows: np.ndarray) -> "CaseVisits":
        """Those at these positions."""
        return CaseVisits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Spans:
    """A window for each person (code of the store, -1: none), in seconds: surely in [sure_from, sure_to), possibly in
    [from_, to)."""

    people: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    sure_from: np.ndarray
    sure_to: np.ndarray


def visits_of(store: StayStore, spans: Spans) -> CaseVisits:
    """The stays of these people that may lie in their windows."""
    case, row = store.rows_of(spans.people, spans.from_, spans.to)
    own = store.rows(row)
    latest = np.where(own.ends_by == UNKNOWN_END, spans.to[case], own.ends_by)
    known = np.where(own.left == UNKNOWN_END, own.arrived + 1, own.left)
    from_, to = np.maximum(own.arrived, spans.from_[case]), np.minimum(latest, spans.to[case])
    there = np.flatnonzero(from_ < to)
    order = there[order_by([own.place[there], from_[there], case[there]])]
    found = CaseVisits(
        case=case,
        place=own.place,
        seat=own.seat.astype(np.int64),
        from_=from_,
        to=to,
        sure_to=np.clip(known, from_, np.maximum(to, from_)),
        open_end=own.left == UNKNOWN_END,
        unsure_where=unsure_where(own.certainty, own.radius),
        in_window=np.maximum(own.arrived, spans.sure_from[case]) < np.minimum(known, spans.sure_to[case]),
    )
    return found.pick(order)


def met(
    visits: CaseVisits, others: CaseVisits, before: int = 0, after: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (place in `visits`, place in `others`) of one place whose possible times overlap, or follow each other.

    `before` seconds at most may lie between the end of an earlier visit of `others` and the start of the visit,
    `after` between the end of the visit and the start of a later one. A visit also pairs with itself where both
    are the same.
    """
    nothing = np.zeros(0, dtype=np.int64)
    if not len(visits) or not len(others):
        return nothing, nothing
    base = int(min(visits.from_.min(), others.from_.min())) - before
    width = int(max(visits.to.max(), others.to.max())) + before + after - base + 2
    starts = others.place * width + (others.from_ - base)
    # Visits may be long: the latest end of all before, place by place, tells where to begin looking.
    reach = np.maximum.accumulate(others.place * width + (others.to - base))
    first = np.searchsorted(reach, visits.place * width + (visits.from_ - before - base), side="right")
    last = np.searchsorted(starts, visits.place * width + (visits.to + after - base), side="left")
    one, turn = spread(np.maximum(last - first, 0))
    other = first[one] + turn
    long_enough = others.to[other] > visits.from_[one] - before
    return one[long_enough], other[long_enough]
