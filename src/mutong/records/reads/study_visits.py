"""Study visits with their numbers, the readings they were put forward as, and options kept for a village."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.village.study_visits import KeptOptions, StudyVisit, VisitNumber
from mutong.village.options.kept import option_from_json
from mutong.village.options.results import OptionResult


@dataclass(frozen=True)
class BroughtNumber:
    """A number brought home: what of, from … to, in a unit, told by whom; `key` of the reading it was put forward as,
    empty while it was not."""

    number_id: str
    visit_id: str
    what: str
    low: float
    high: float
    unit: str
    told_by: str
    key: str


@dataclass(frozen=True)
class VisitRow:
    """A visit with its numbers in the order in which they were written down."""

    visit_id: str
    area_code: str
    on: date
    place: str
    host: str
    went: str
    seen: str
    papers: str
    numbers: tuple[BroughtNumber, ...]


@dataclass(frozen=True)
class KeptOptionRows:
    """Options kept for an area, worked out from what was known on `as_of`, at an instant."""

    options: tuple[OptionResult, ...]
    as_of: date
    recorded_at: datetime


def study_visits(viewer: Viewer, area_code: str, purpose: str) -> tuple[VisitRow, ...]:
    """The visits logged for an area and below, the latest first; one audit line.

    Raises AccessDenied without read_village over the area.
    """
    holding = check_area(viewer, "read_village", area_code, purpose)
    visits = list(StudyVisit.objects.filter(area_range(area_code)).order_by("-on", "-recorded_at"))
    numbers: dict[str, list[BroughtNumber]] = {}
    rows = VisitNumber.objects.filter(visit__in=[one.pk for one in visits]).select_related("reading")
    for row in rows.order_by("recorded_at"):
        reading = getattr(row, "reading", None)
        numbers.setdefault(row.visit_id, []).append(
            BroughtNumber(
                row.number_id, row.visit_id, row.what, row.low, row.high, row.unit, row.told_by,
                reading.key if reading else "",
            )
        )  # fmt: skip
    log_deed(
        viewer, holding, "read_study_visits", purpose, query=f"area={area_code}", count=len(visits),
        ids=[one.pk for one in visits],
    )  # fmt: skip
    return tuple(
        VisitRow(
            one.visit_id, one.area_code, one.on, one.place, one.host or "", one.went, one.seen, one.papers or "",
            tuple(numbers.get(one.visit_id, ())),
        )
        for one in visits
    )  # fmt: skip


def kept_options(viewer: Viewer, area_code: str, purpose: str) -> KeptOptionRows | None:
    """The options last kept for exactly this area; None where none were. Raises AccessDenied without read_village.

    Raises MutongError kept_option_broken where what was kept is of another form.
    """
    check_area(viewer, "read_village", area_code, purpose)
    row = KeptOptions.objects.filter(area_code=area_code).order_by("-recorded_at").first()
    if row is None:
        return None
    return KeptOptionRows(
        tuple(option_from_json(one) for one in json.loads(row.options)), row.as_of, row.recorded_at
    )
