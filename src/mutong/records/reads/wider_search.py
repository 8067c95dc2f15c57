"""What stands beside a case's contacts: places that took in too many to list, and orders to search wider."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from mutong.kernel import clock
from mutong.outbreak.columns import instant_of
from mutong.records.outbreak.models import Contact, Crowd, Widening


@dataclass(frozen=True)
class CrowdRow:
    """One place where the case was with more people than are listed; `slices` are (from, to, people)."""

    place_id: str
    place_name: str
    rule: str
    contact_class: str
    people: int
    first_at: datetime
    last_at: datetime
    slices: tuple[tuple[datetime, datetime, int], ...]


@dataclass(frozen=True)
class OrderRow:
    """One order; `found` is how many people it found, `holds` whether it binds now."""

    widening_id: str
    place_id: str | None
    place_name: str
    from_at: datetime
    to_at: datetime
    minutes_around: float
    contact_class: str
    reason: str
    ordered_by: str
    ordered_at: datetime
    ends_at: datetime
    holds: bool
    found: int


def wider_search_of(case_id: str) -> tuple[tuple[CrowdRow, ...], tuple[OrderRow, ...]]:
    """The crowded places of a case, the largest first, and its orders, the newest first.

    They belong to the case's file: to be called after `access_case` let the viewer in.
    """
    crowds = tuple(
        CrowdRow(
            one.place_id, one.place.name, one.rule, one.contact_class, one.people, one.first_at, one.last_at,
            tuple((instant_of(start), instant_of(end), people) for start, end, people in one.slices),
        )
        for one in Crowd.objects.filter(case_id=case_id).select_related("place").order_by("-people", "place_id")
    )  # fmt: skip
    now = clock.now()
    orders = Widening.objects.filter(case_id=case_id).select_related("place").order_by("-ordered_at")
    by_order = Contact.objects.filter(case_id=case_id, rule__startswith="widened:").values("rule")
    found = dict(by_order.annotate(people=Count("person_id", distinct=True)).values_list("rule", "people"))
    return crowds, tuple(_order(one, now, found.get(f"widened:{one.widening_id}", 0)) for one in orders)


def _order(one: Widening, now: datetime, found: int) -> OrderRow:
    return OrderRow(
        widening_id=one.widening_id,
        place_id=one.place_id,
        place_name=one.place.name if one.place else "",
        from_at=one.from_at,
        to_at=one.to_at,
        minutes_around=one.minutes_around or 0,
        contact_class=one.contact_class,
        reason=one.reason,
        ordered_by=one.ordered_by,
        ordered_at=one.ordered_at,
        ends_at=one.ends_at,
        holds=one.ordered_at <= now < one.ends_at,
        found=found,
    )
