"""The line list: every case the viewer may read, sorted as they like."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.area_duties import Stat
from mutong.desk.parts import Empty, address, exports_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words, instant_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_names
from mutong.records.reads.cases import CaseRow, list_cases

PURPOSE = "查看病例一览表 / look at the line list"


@dataclass(frozen=True)
class Heading:
    """A heading that sorts."""

    label: Words
    url: str
    sorted: str


@dataclass(frozen=True)
class CaseLine:
    """One case as a line."""

    case_id: str
    url: str
    name: Words
    classification: Words
    reported_at: object
    onset: object
    origin: Words
    area: str
    contacts: Words


_COLUMNS = (
    ("case_id", Words("病例", "Case")),
    ("person_name", Words("姓名", "Name")),
    ("classification", Words("分类", "Class")),
    ("reported_at", Words("报告", "Reported")),
    ("date_onset", Words("发病", "Onset")),
    ("origin", Words("来源", "Origin")),
    ("area_code", Words("区域", "Area")),
    ("contacts", Words("密接", "Contacts")),
)


@signed_in
@require_GET
def show_outbreak(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The cases of the viewer's area."""
    holding = check_anywhere(viewer, "read_health", PURPOSE)
    cases = list(list_cases(viewer, holding.area_code, PURPOSE))
    by = request.GET.get("sort", "-reported_at")
    column, down = by.lstrip("-"), by.startswith("-")
    if column in dict(_COLUMNS):
        # Missing values stand last whichever way one sorts.
        known = [case for case in cases if getattr(case, column) is not None]
        known.sort(key=lambda case: getattr(case, column), reverse=down)
        cases = known + [case for case in cases if getattr(case, column) is None]
    names = area_names({case.area_code for case in cases})
    lines = [_line(case, names) for case in cases]
    if kind := wanted_format(request):
        rows = (
            (
                c.case_id,
                c.name,
                c.classification,
                instant_words(c.reported_at),
                day_words(c.onset),
                c.origin,
                c.area,
                c.contacts,
            )
            for c in lines
        )
        return send_list(kind, "line-list", [label for _, label in _COLUMNS], rows)
    opened = [case for case in cases if case.is_open]
    page = {
        "rows": lines,
        "columns": tuple(_heading(request, name, label, column, down) for name, label in _COLUMNS),
        "stats": (
            Stat(Words("在管病例", "Open cases"), len(opened), "alarm" if opened else ""),
            Stat(Words("查到的接触者", "Contacts found"), sum(case.contacts for case in cases)),
            Stat(
                Words("来源不明", "Unknown source"),
                sum(case.origin == "unknown" for case in opened),
                "unsure",
            ),
        ),
        "may_report": viewer.may("report_case"),
        "exports": exports_of(request),
        "empty": Empty(
            "check",
            Words("没有病例", "No cases"),
            Words(
                "报告阳性后，病例和密接会列在这里。",
                "When a positive is reported, the case and its contacts appear here.",
            ),
            reverse("report_case") if viewer.may("report_case") else "",
            Words("报告阳性", "Report a positive"),
        ),
    }
    return show(request, "pages/outbreak.html", "outbreak", page=page)


def _line(case: CaseRow, names: dict[str, str]) -> CaseLine:
    return CaseLine(
        case_id=case.case_id,
        url=reverse("case", args=[case.case_id]),
        name=Words(case.person_name, case.person_name),
        classification=code_words(case.classification, "classification"),
        reported_at=case.reported_at,
        onset=case.date_onset,
        origin=code_words(case.origin, "origin"),
        area=names.get(case.area_code, case.area_code),
        contacts=Words(str(case.contacts), str(case.contacts)),
    )


def _heading(request: HttpRequest, name: str, label: Words, column: str, down: bool) -> Heading:
    mine = name == column
    other = f"-{name}" if mine and not down else name
    return Heading(
        label, address(request, sort=other), ("descending" if down else "ascending") if mine else ""
    )
