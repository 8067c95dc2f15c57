"""Order a wider search for contacts, or end one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.outbreak.models import Case, Widening
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.register.models import Place

RIGHT = "order_widening"


@dataclass(frozen=True)
class Range:
    """Where an order looks: at a place (None: wherever the case was), from when to when, minutes before and after."""

    place_id: str | None
    start: datetime
    end: datetime
    minutes_around: float = 0


def order_widening(
    viewer: Viewer,
    case_id: str,
    where: Range,
    *,
    contact_class: str,
    reason: str,
    ends_at: datetime,
    purpose: str,
) -> str:
    """Write an order to search wider around a case; its id. It binds from now until `ends_at`.

    Whether the class may be given is the caller's to check: packs are not known here. Raises AccessDenied without
    order_widening in the case's area; MutongError `case_not_found`, `case_is_closed`, `place_unknown`,
    `range_backwards`, `range_in_future`, `order_without_reason`, `order_ends_too_early`.
    """
    case = Case.objects.filter(pk=case_id).first()
    holding = check_area(viewer, RIGHT, case.area_code if case else "0", purpose)
    if case is None:
        raise MutongError(
            "case_not_found",
            Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
        )
    if not Case.objects.filter(OPEN_CASE, pk=case_id).exists():
        raise MutongError(
            "case_is_closed",
            Words(
                f"病例 {case_id} 已结案；不再读取其行程。",
                f"Case {case_id} has ended; its movements are no longer read.",
            ),
        )
    now = clock.now()
    _check(where, reason, ends_at, now)
    with transaction.atomic():
        log_deed(
            viewer, holding, RIGHT, purpose, subject=("case", case_id),
            query=f"{where.place_id or '*'} {where.start:%m-%d %H:%M}–{where.end:%m-%d %H:%M}",
        )  # fmt: skip
        made = Widening.objects.filter(case_id=case_id).count() + 1
        order = Widening.objects.create(
            widening_id=f"{case_id}-W{made}",
            case=case,
            place_id=where.place_id,
            from_at=where.start,
            to_at=where.end,
            minutes_around=where.minutes_around,
            contact_class=contact_class,
            reason=reason.strip(),
            ordered_by=holding.post_id,
            ordered_at=now,
            ends_at=ends_at,
        )
    return order.widening_id


def end_widening(viewer: Viewer, widening_id: str, *, purpose: str) -> None:
    """End an order now; whoever it found stays on record.

    Raises AccessDenied; MutongError `widening_not_found`, or `widening_ended` where it has ended already.
    """
    order = Widening.objects.select_related("case").filter(pk=widening_id).first()
    area = order.case.area_code if order is not None and order.case else "0"
    holding = check_area(viewer, RIGHT, area, purpose)
    now = clock.now()
    if order is None:
        raise MutongError(
            "widening_not_found",
            Words(f"没有扩大排查令 {widening_id}。", f"There is no order {widening_id} to search wider."),
        )
    ended = order.ends_at.astimezone(CHINA)
    if order.ends_at <= now:
        raise MutongError(
            "widening_ended",
            Words(
                f"{widening_id} 已于 {ended:%Y-%m-%d %H:%M} 到期。",
                f"{widening_id} ended at {ended:%Y-%m-%d %H:%M}.",
            ),
        )
    with transaction.atomic():
        log_deed(viewer, holding, "end_widening", purpose, subject=("case", order.case_id or "*"))
        Widening.objects.filter(pk=widening_id).update(ends_at=now)


def _check(where: Range, reason: str, ends_at: datetime, now: datetime) -> None:
    if where.place_id is not None and not Place.objects.filter(pk=where.place_id).exists():
        raise MutongError(
            "place_unknown",
            Words(f"登记簿没有场所 {where.place_id}；请核对编号。",
                  f"The register has no place {where.place_id}; check the id."),
        )  # fmt: skip
    if where.end <= where.start:
        raise MutongError(
            "range_backwards",
            Words("范围的止要晚于起；请更正。", "The range must end after it begins; correct it."),
        )
    if where.start > now:
        raise MutongError(
            "range_in_future",
            Words(
                "范围还没有到来；只能查已经发生的停留。",
                "The range lies ahead; only stays that were can be searched.",
            ),
        )
    if not reason.strip():
        raise MutongError(
            "order_without_reason",
            Words("请写明理由；它会显示给被排查的人和督查者。",
                  "Give the reason; whoever is found and whoever checks will read it."),
        )  # fmt: skip
    if ends_at <= now + timedelta(minutes=1):
        raise MutongError(
            "order_ends_too_early",
            Words(
                "令的期限要晚于现在；每道令都要有止。",
                "The order must end later than now; every order has an end.",
            ),
        )
