"""Log a study visit, the numbers brought home, and put a number forward as a reading of the plan's numbers."""

import math
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_area
from mutong.records.actions.share_keeping import log_keeping, new_id, refused, stamp
from mutong.records.village.study_visits import StudyVisit, VisitNumber, VisitReading
from mutong.village.coefficients import Coefficients
from mutong.village.measures import all_measures

RIGHT = "study_options"


def record_study_visit(
    viewer: Viewer,
    area_code: str,
    *,
    on: date,
    place: str,
    went: str,
    seen: str,
    host: str = "",
    papers: str = "",
    purpose: str,
) -> str:
    """Write down a visit; its id. The same visit (day, place, what was seen) sent twice is written once.

    Raises AccessDenied without study_options over the area; MutongError `visit_incomplete` (place, who went, what was
    seen) or `visit_to_come` for a day after today.
    """
    holding = check_area(viewer, RIGHT, area_code, purpose)
    told = {"place": place.strip(), "went": went.strip(), "seen": seen.strip()}
    if not all(told.values()):
        raise refused(
            "visit_incomplete",
            "请写明去了哪里、谁去的、看到了什么。",
            "Say where they went, who went and what was seen.",
        )
    if on > clock.today():
        raise refused("visit_to_come", "考察日期在今天之后。", "The day of the visit is after today.")
    with transaction.atomic():
        log_keeping(viewer, holding, "record_study_visit", purpose, "area", area_code)
        same = (
            StudyVisit.objects.filter(area_code=area_code, on=on, **told).values_list("pk", flat=True).first()
        )
        if same is not None:
            return same
        made = StudyVisit.objects.create(
            visit_id=new_id("V"),
            area_code=area_code,
            on=on,
            host=host.strip() or None,
            papers=papers.strip() or None,
            **told,
            **stamp(holding, StudyVisit),
        )
    return made.visit_id


def record_visit_number(
    viewer: Viewer,
    visit_id: str,
    *,
    what: str,
    low: float,
    high: float,
    unit: str,
    told_by: str,
    purpose: str,
) -> str:
    """Write down a number brought home from a visit, as told: what of, from … to, unit, by whom; its id.

    The same number of the same visit sent twice is written once. Raises AccessDenied; MutongError `visit_not_found`,
    `number_incomplete`, `number_ends` (no number, or from above to) or `unit_not_known`.
    """
    visit = StudyVisit.objects.filter(pk=visit_id).first()
    holding = check_area(viewer, RIGHT, visit.area_code if visit else "0", purpose)
    if visit is None:
        raise refused("visit_not_found", "没有这次考察。", "There is no such visit.")
    if not what.strip() or not told_by.strip():
        raise refused(
            "number_incomplete", "请写明是什么数、听谁说的。", "Say what the number is of, and who told it."
        )
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise refused(
            "number_ends",
            "请写一个数，或从小到大两个数。",
            "Write one number, or two with the smaller first.",
        )
    if unit not in all_measures():
        raise refused(
            "unit_not_known",
            f"不认识单位“{unit}”，请从列出的里面选。",
            f"No unit “{unit}”; choose a listed one.",
        )
    told = {"what": what.strip(), "low": low, "high": high, "unit": unit, "told_by": told_by.strip()}
    with transaction.atomic():
        log_keeping(viewer, holding, "record_visit_number", purpose, "area", visit.area_code)
        same = VisitNumber.objects.filter(visit=visit, **told).values_list("pk", flat=True).first()
        if same is not None:
            return same
        made = VisitNumber.objects.create(
            number_id=new_id("N"), visit=visit, **told, **stamp(holding, VisitNumber)
        )
    return made.number_id


def put_number_forward(
    viewer: Viewer, number_id: str, key: str, numbers: Coefficients, *, purpose: str
) -> None:
    """Put a number forward as a reading (grade G3) of the number `key` of the plan; a second time changes nothing.

    A reading of that grade is shown beside the others and never used by itself. Raises AccessDenied; MutongError
    `number_not_found`, `key_not_known`, `unit_does_not_fit` or `put_forward_already` for another key than before.
    """
    number = VisitNumber.objects.select_related("visit").filter(pk=number_id).first()
    holding = check_area(viewer, RIGHT, number.visit.area_code if number else "0", purpose)
    if number is None:
        raise refused("number_not_found", "没有这个数。", "There is no such number.")
    if key not in numbers:
        raise refused("key_not_known", f"系数表里没有“{key}”。", f"The coefficients have no “{key}”.")
    unit = numbers[key].unit
    if all_measures()[number.unit].base != unit.base:
        raise refused(
            "unit_does_not_fit",
            f"这个数的单位是“{number.unit}”，“{key}”按“{unit.name}”计，换算不了。",
            f"The number is in “{number.unit}”, “{key}” in “{unit.name}”: they do not convert.",
        )
    with transaction.atomic():
        log_keeping(viewer, holding, "put_number_forward", purpose, "area", number.visit.area_code)
        before = VisitReading.objects.filter(pk=number_id).values_list("key", flat=True).first()
        if before is None:
            VisitReading.objects.create(number=number, key=key, **stamp(holding, VisitReading))
        elif before != key:
            raise refused(
                "put_forward_already",
                f"这个数已经作为“{before}”的一个出处。",
                f"The number is put forward as a reading of “{before}” already.",
            )
