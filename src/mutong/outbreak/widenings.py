"""A wider search by order: whom to look for where the rules end, by whose word, why, in which range and until when.

The class must be one that the pack allows a search to give, and the clause is the pack's: an order finds people, it
makes no rule. After its end an order finds nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.columns import instant_of, second_of
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRule, ContactRules


@dataclass(frozen=True)
class Widening:
    """One order. Seconds; '' for every case, or every place the case was at.

    Whoever stayed at the place between `start` and `end`, together with the case or up to `minutes_around` before or
    after, is found in `contact_class`. `ends_at` is when the order itself ends.
    """

    widening_id: str
    case_id: str
    place_id: str
    start: int
    end: int
    minutes_around: float
    contact_class: str
    ordered_by: str
    reason: str
    ordered_at: int
    ends_at: int

    def holds(self, now: int) -> bool:
        """Whether the order is in force at an instant (seconds)."""
        return self.ordered_at <= now < self.ends_at


def widenings_of(rows: Iterable[Mapping[str, object]]) -> tuple[Widening, ...]:
    """Rows of table widenings as orders (instants aware)."""
    return tuple(
        Widening(
            widening_id=str(row["widening_id"]),
            case_id=str(row.get("case_id") or ""),
            place_id=str(row.get("place_id") or ""),
            start=second_of(row["from"]),
            end=second_of(row["to"]),
            minutes_around=float(row.get("minutes_around") or 0),
            contact_class=str(row["class"]),
            ordered_by=str(row["ordered_by"]),
            reason=str(row["reason"]),
            ordered_at=second_of(row["ordered_at"]),
            ends_at=second_of(row["ends_at"]),
        )
        for row in rows
    )


def rule_of(one: Widening, rules: ContactRules) -> ContactRule:
    """The order as a rule that finds whoever was there.

    Raises MutongError `widening_not_allowed` where the pack grants no search in that class.
    """
    granted = rules.widening
    if granted is None or one.contact_class not in granted.classes:
        allowed = granted.classes if granted else ()
        raise MutongError(
            "widening_not_allowed",
            Words(
                f"扩大排查 {one.widening_id}：规则包“{rules.pack}”不许以“{one.contact_class}”扩大；"
                f"可以：{'、'.join(allowed) or '无'}。",
                f"Wider search {one.widening_id}: the pack “{rules.pack}” grants no search in "
                f"“{one.contact_class}”; it grants: {', '.join(allowed) or 'none'}.",
            ),
            widening=one.widening_id,
        )
    until = f"{instant_of(one.ends_at):%Y-%m-%d %H:%M}"
    return ContactRule(
        name=f"widened:{one.widening_id}", relation="place", kinds=(), ventilation="", household="", seats=(),
        minutes_at_least=None, distance_within=None, needs=(), switch=Truth.YES, switched_by=None,
        contact_class=one.contact_class, higher_risk=Truth.NO, higher_from_minutes=None, second_degree=False,
        clause=granted.clause,
        words=Words(
            f"扩大排查（{one.ordered_by} 令，至 {until}）：{one.reason}",
            f"found in a wider search (ordered by {one.ordered_by}, until {until}): {one.reason}",
        ),
        by_order=True,
    )  # fmt: skip


def widened_exposers(one: Widening, cases: Exposers, case_ids: Sequence[str], now: int) -> Exposers:
    """The cases that an order is about, exposing from its start to its end instead of in their own windows."""
    about = np.array([not one.case_id or case == one.case_id for case in case_ids], dtype=bool)
    found = cases.pick(np.flatnonzero(about[cases.case]))
    return found.within(one.start, min(one.end, now))


def in_force(widenings: Iterable[Widening], as_of: datetime) -> list[Widening]:
    """The orders that hold at an instant."""
    return [one for one in widenings if one.holds(second_of(as_of))]


def vain_orders(
    orders: Iterable[Widening], case_ids: Sequence[str], store: StayStore | None
) -> Iterator[Words]:
    """What is said of orders that can find nobody, for a case, a place or all stays are not there."""
    for one in orders:
        if one.case_id and one.case_id not in case_ids:
            yield Words(
                f"扩大排查 {one.widening_id}：没有追踪病例 {one.case_id}；请核对编号。",
                f"Wider search {one.widening_id}: case {one.case_id} is not traced here; check the id.",
            )
        elif store is None or (one.place_id and store.place_codes([one.place_id])[0] < 0):
            yield Words(
                f"扩大排查 {one.widening_id}：停留库里没有场所 {one.place_id} 的停留，因此没有找到人。",
                f"Wider search {one.widening_id}: there are no stays at {one.place_id}, so it found nobody.",
            )
