"""The line list: the cases the viewer may read, a page at a time, searched, filtered and sorted as they like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.day_fields import day_or_problem
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.area_duties import Stat
from mutong.desk.parts import Empty, Option, address, exports_of, page_number, turn_pages
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words, instant_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_names
from mutong.records.reads.case_list import SORTS, CasesWanted, count_cases, each_case, page_of_cases
from mutong.records.reads.cases import CaseRow
from mutong.records.reads.handovers import waiting_handovers
from mutong.tables.schema import load_schema

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


_STATES = (
    ("", Words("全部病例", "every case")),
    ("open", Words("在管", "open")),
    ("ended", Words("已结案", "closed")),
    ("two_onsets", Words("发病日期说法不一", "sources differ on onset")),
)
_EVERY = {
    "classification": Words("全部分类", "every class"),
    "origin": Words("全部来源", "every origin"),
}
_NONE_FIT = Empty(
    "search",
    Words("没有这样的病例", "No such case"),
    Words("请放宽条件再查。", "Ask for less and search again."),
)
_SIZE = 50
_LONGEST = 100


@signed_in
@require_GET
def show_outbreak(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The cases of the viewer's area."""
    holding = check_anywhere(viewer, "read_health", PURPOSE)
    problems: list[Words] = []
    wanted = _wanted(request, problems)
    if kind := wanted_format(request):
        cases = each_case(viewer, holding.area_code, PURPOSE, wanted)
        return send_list(kind, "line-list", [label for _, label in _COLUMNS], _cells(cases))
    start = (page_number(request) - 1) * _SIZE
    found, total = page_of_cases(viewer, holding.area_code, PURPOSE, wanted, start=start, size=_SIZE)
    if not found and total:  # a page beyond the last is the last
        start = (total - 1) // _SIZE * _SIZE
        found, total = page_of_cases(viewer, holding.area_code, PURPOSE, wanted, start=start, size=_SIZE)
    names = area_names({case.area_code for case in found})
    counts = count_cases(viewer, holding.area_code, PURPOSE)
    column, down = wanted.sort.lstrip("-"), wanted.sort.startswith("-")
    narrowed = wanted != CasesWanted(sort=wanted.sort)
    page = {
        "pager": turn_pages(request, [_line(case, names) for case in found], _SIZE, total),
        "filter": _filter(wanted),
        "narrowed": narrowed,
        "problems": problems,
        "columns": tuple(_heading(request, name, label, column, down) for name, label in _COLUMNS),
        "stats": (
            Stat(Words("在管病例", "Open cases"), counts.opened, "alarm" if counts.opened else ""),
            Stat(Words("查到的接触者", "Contacts found"), counts.contacts),
            Stat(Words("来源不明", "Unknown source"), counts.unknown_source, "unsure"),
        ),
        "may_report": viewer.may("report_case"),
        "handovers": waiting_handovers(viewer),
        "may_search_sources": viewer.may("read_movement"),
        "exports": exports_of(request),
        "empty": _NONE_FIT if narrowed else _empty(viewer),
    }
    return show(request, "pages/outbreak.html", "outbreak", page=page)


def _wanted(request: HttpRequest, problems: list[Words]) -> CasesWanted:
    """What the address asks for; what it cannot mean is left aside, a day that is none is told."""
    asked = request.GET
    codes = {name: load_schema("cases").column(name).codes for name in ("classification", "origin")}
    sort = asked.get("sort", "")
    since, until = (_day(asked.get(name, ""), problems) for name in ("since", "until"))
    return CasesWanted(
        words=asked.get("q", "").strip()[:_LONGEST],
        state=asked.get("state", "") if asked.get("state") in dict(_STATES) else "",
        **{name: asked.get(name, "") if asked.get(name) in codes[name] else "" for name in codes},
        since=since,
        until=until,
        sort=sort if sort.removeprefix("-") in SORTS else "-reported_at",
    )


def _day(text: str, problems: list[Words]) -> date | None:
    return day_or_problem(text, clock.today(), problems) if text.strip() else None


def _filter(wanted: CasesWanted) -> dict[str, object]:
    """The fields over the list as they were filled in."""
    fields: dict[str, object] = {
        "words": wanted.words,
        "more": wanted != CasesWanted(words=wanted.words, sort=wanted.sort),
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "sort": wanted.sort,
        "states": tuple(Option(value, label, value == wanted.state) for value, label in _STATES),
    }
    for name, every in _EVERY.items():
        codes = load_schema("cases").column(name).codes
        chosen = getattr(wanted, name)
        fields[name] = (
            Option("", every, not chosen),
            *(Option(code, code_words(code, name), code == chosen) for code in codes),
        )
    return fields


def _cells(cases: Iterable[CaseRow]) -> Iterator[tuple[object, ...]]:
    """The list as a file has it; areas are looked up once each."""
    names: dict[str, str] = {}
    for case in cases:
        if case.area_code not in names:
            names |= {case.area_code: case.area_code} | area_names({case.area_code})
        yield (
            case.case_id,
            case.person_name,
            code_words(case.classification, "classification"),
            instant_words(case.reported_at),
            day_words(case.date_onset),
            code_words(case.origin, "origin"),
            names[case.area_code],
            case.contacts,
        )


def _empty(viewer: Viewer) -> Empty:
    may = viewer.may("report_case")
    return Empty(
        "check",
        Words("没有病例", "No cases"),
        Words(
            "报告阳性后，病例和密接会列在这里。",
            "When a positive is reported, the case and its contacts appear here.",
        ),
        reverse("report_case") if may else "",
        Words("报告阳性", "Report a positive"),
    )


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
