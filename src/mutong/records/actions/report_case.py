"""Report a case."""

from datetime import date, datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, areas_of_subject, check_subject, log_deed
from mutong.records.outbreak.models import Case
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.reads.same_people import same_people
from mutong.records.register.models import Event

REPORTED = "case_reported"


def report_case(
    viewer: Viewer,
    *,
    person_id: str,
    classification: str,
    purpose: str,
    reported_at: datetime | None = None,
    date_onset: date | None = None,
    date_specimen: date | None = None,
    exposed_from: date | None = None,
    exposed_to: date | None = None,
    isolated_at: datetime | None = None,
    origin: str = "unknown",
    source_case_id: str | None = None,
    area_code: str | None = None,
) -> str:
    """Write one case and the event that it was reported; the case id (C, day, number of the day).

    `reported_at` is now unless told, `area_code` the person's. Raises AccessDenied; MutongError
    `case_already_open` naming the case, `case_without_area`, `report_in_future`.
    """
    holding = check_subject(viewer, "report_case", "person", person_id, purpose)
    now = clock.now()
    reported_at = reported_at or now
    if reported_at > now:
        raise MutongError(
            "report_in_future",
            Words(
                f"报告时间 {reported_at:%Y-%m-%d %H:%M} 晚于现在 {now:%Y-%m-%d %H:%M}；请更正。",
                f"It cannot be reported at {reported_at:%Y-%m-%d %H:%M}, after now ({now:%Y-%m-%d %H:%M}); correct it.",
            ),
        )
    areas = areas_of_subject("person", person_id) or ()
    area_code = area_code or max(areas, key=len, default=None)
    if area_code is None:
        raise MutongError(
            "case_without_area",
            Words(
                "此人没有居住区划，请选填病例所在区划。",
                "Nothing says where this person lives; give the area of the case.",
            ),
        )
    with transaction.atomic():
        # The audit line comes first: its lock makes two reports of one person follow each other.
        log_deed(viewer, holding, "report_case", purpose, subject=("person", person_id))
        records = same_people().all_of([person_id])
        there = Case.objects.filter(OPEN_CASE, person_id__in=records).first()
        if there:
            raise MutongError(
                "case_already_open",
                Words(
                    f"此人已有未结案的病例 {there.case_id}；请在该病例中补充。",
                    f"This person has the open case {there.case_id} already; add to that one.",
                ),
                case_id=there.case_id,
            )
        case_id = _next_case_id(reported_at)
        Case.objects.create(
            case_id=case_id,
            person_id=person_id,
            classification=classification,
            reported_at=reported_at,
            date_onset=date_onset,
            date_specimen=date_specimen,
            exposed_from=exposed_from,
            exposed_to=exposed_to,
            isolated_at=isolated_at,
            origin=origin,
            source_case_id=source_case_id,
            area_code=area_code,
        )
        Event.objects.create(
            event_id=f"{REPORTED}:{case_id}",
            subject_kind="person",
            subject_id=person_id,
            kind=REPORTED,
            at=reported_at,
            recorded_at=now,
            source="case_report",
            linked_kind="case",
            linked_id=case_id,
        )
    return case_id


def _next_case_id(reported_at: datetime) -> str:
    prefix = f"C{reported_at:%Y%m%d}-"
    last = Case.objects.filter(case_id__startswith=prefix).order_by("-case_id").first()
    number = int(last.case_id.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:04d}"
