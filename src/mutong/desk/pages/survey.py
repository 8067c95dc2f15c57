"""How far the survey has come: every household with its state, who is next, what is still open, by group; files."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mutong.desk.exports import send_bytes, send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import current_language, say
from mutong.desk.pages.survey_household import next_to_ask
from mutong.desk.parts import Empty, Meter, Option, Tab, address, exports_of, turn_pages, with_query
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.reads.village_survey import SurveyHome, survey_areas, survey_homes, village_survey
from mutong.tables.code_words import code_label
from mutong.tables.filled_sheet_books import write_filled_book
from mutong.village.survey_book import HOUSEHOLDS, SHEETS, Survey, write_survey_template
from mutong.village.survey_coverage import (
    ASKED,
    NEXT_RULE,
    NOT_ASKED,
    PARTLY,
    STATE_WORDS,
    STATES,
    Coverage,
    HouseholdCoverage,
    coverage_of,
    survey_questions,
)
from mutong.workflows.surveying import PURPOSE, take_book

_SIZE = 50
_SHOWN_OPEN, _SHOWN_NEXT, _SHOWN_PROBLEMS = 3, 4, 10
_MOST_KEPT = 300
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TONES = {ASKED: "good", PARTLY: "warn", NOT_ASKED: "none", "refused": "late"}
_HEADINGS = (
    Words("户编号", "Household id"),
    Words("门牌", "Door"),
    Words("小组", "Group"),
    Words("调查情况", "State"),
    Words("意愿", "Willing"),
    Words("还没答的", "Still open"),
)


@dataclass(frozen=True)
class HomeLine:
    """One household of the list."""

    household_id: str
    url: str
    door: str
    group: str
    state: Words
    tone: str
    willing: Words
    left: Words


@dataclass(frozen=True)
class GroupLine:
    """One group: the meter of its households that were asked in full, and how many are in each other state."""

    name: str
    counts: tuple[int, ...]
    meter: Meter


@dataclass(frozen=True)
class AskLine:
    """A question that households leave open."""

    ask: Words
    left: Words


@signed_in
@require_GET
def show_survey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list of a village's households; with several villages, of the one chosen."""
    right = "record_survey" if viewer.may("record_survey") else "read_village"
    holding = check_anywhere(viewer, right, PURPOSE)
    if request.GET.get("format") == "template":
        return _send_template()
    areas = survey_areas(viewer)
    area = request.GET.get("area") or next(iter(areas), "")
    if not area:
        return show(request, "pages/survey.html", "survey", page={"empty": _no_village(viewer), "areas": ()})
    survey, homes = village_survey(viewer, area, PURPOSE), survey_homes(viewer, area, PURPOSE)
    if request.GET.get("format") == "book":
        return _send_book(survey)
    coverage = coverage_of(survey)
    lines = _lines(request, homes, coverage)
    if kind := wanted_format(request):
        rows = ((h.household_id, h.door, h.group, h.state, h.willing, h.left) for h in lines)
        return send_list(kind, "survey", _HEADINGS, rows)
    pager = turn_pages(request, lines, _SIZE)
    page = {
        "area": area,
        "areas": tuple(Option(code, Words(name, name), code == area) for code, name in areas.items())
        if len(areas) > 1
        else (),
        "find": request.GET.get("find", ""),
        "tabs": _tabs(request, coverage),
        "meter": Meter(
            Words("已问全的户", "Households asked in full"), coverage.count(ASKED), len(coverage.households)
        ),
        "groups": _groups(homes, coverage),
        "states": tuple(STATE_WORDS[state] for state in STATES if state != ASKED),
        "remark": coverage.remark if coverage.count(NOT_ASKED) < len(coverage.households) else None,
        "ask": _ask(coverage),
        "rule": NEXT_RULE,
        "next_url": next_to_ask(survey, homes, ""),
        "keep": " ".join(line.url for line in lines[:_MOST_KEPT]),
        "keep_count": min(len(lines), _MOST_KEPT),
        "doubts": len(survey.warnings),
        "pager": pager,
        "exports": exports_of(request),
        "book": address(request, format="book"),
        "template": with_query(reverse("survey"), format="template"),
        "may_record": viewer.may("record_survey", area),
        "nobody": Empty(
            "search",
            Words("没有符合的户", "No such household"),
            Words("换一个条件再查。", "Try another filter."),
            with_query(reverse("survey"), area=area),
            Words("看全部", "Show all"),
        ),
        "holding": holding.area_code,
    }
    return show(request, "pages/survey.html", "survey", page=page)


@signed_in
@require_POST
def take_survey_book(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take in a filled workbook; what was refused or doubtful is said."""
    sent, onward = request.FILES.get("file"), reverse("survey")
    try:
        if sent is None:
            raise MutongError("no_file", Words("请先选择一个文件。", "Choose a file first."))
        if sent.size > settings.IMPORT_LIMIT_BYTES:
            raise MutongError(
                "file_too_large", Words("文件太大；请拆成几个。", "The file is too large; split it.")
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(sent.name).name
            path.write_bytes(sent.read())
            taken = take_book(viewer, path, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as refusal:
        messages.error(request, say(refusal.words))
        return redirect(onward)
    messages.success(
        request,
        say(
            Words(
                f"{path.name}：读入 {taken.rows_in} 行，涉及 {taken.households} 户，{taken.rows_new} 行有新内容。",
                f"{path.name}: {taken.rows_in} rows in, about {taken.households} households; {taken.rows_new} are new.",
            )
        ),
    )
    for problem in taken.problems[:_SHOWN_PROBLEMS]:
        place = Words(f"[{problem.sheet}] 第 {problem.row} 行", f"[{problem.sheet}] row {problem.row}")
        messages.error(request, f"{say(place)} {problem.value} {say(problem.remedy)}")
    left = len(taken.problems) - _SHOWN_PROBLEMS
    if left > 0:
        messages.error(request, say(Words(f"还有 {left} 行有问题。", f"{left} more rows are wrong.")))
    if taken.warnings:
        more = Words(
            f"有 {len(taken.warnings)} 处请再核对，进入各户可以看到。",
            f"{len(taken.warnings)} to check again; each stands in its household's form.",
        )
        messages.warning(request, say(more))
    return redirect(onward)


def _lines(request: HttpRequest, homes: Sequence[SurveyHome], coverage: Coverage) -> list[HomeLine]:
    """The households asked for, by grid and door; found by door, id or group, and by state."""
    by_id = {one.household_id: one for one in coverage.households}
    find, state = request.GET.get("find", "").strip().lower(), request.GET.get("state", "")
    lines = []
    for home in homes:
        one = by_id[home.household_id]
        group = one.group or home.grid
        if state in STATES and one.state != state:
            continue
        if find and not any(find in text.lower() for text in (home.door, home.household_id, group)):
            continue
        lines.append(_line(home, one))
    return lines


def _line(home: SurveyHome, one: HouseholdCoverage) -> HomeLine:
    labels = {q.name: q.label for q in survey_questions()}
    left = [labels[name] for name in one.open[:_SHOWN_OPEN]] if one.state == PARTLY else []
    more = len(one.open) - len(left)
    ends = (f" 等 {len(one.open)} 项", f" and {more} more") if left and more > 0 else ("", "")
    return HomeLine(
        household_id=home.household_id,
        url=reverse("survey_household", args=[home.household_id]),
        door=home.door,
        group=one.group or home.grid,
        state=STATE_WORDS[one.state],
        tone=_TONES[one.state],
        willing=Words("", "") if one.willing == "unknown" else code_label("willing", one.willing),
        left=Words("、".join(w.zh for w in left) + ends[0], ", ".join(w.en for w in left) + ends[1]),
    )


def _tabs(request: HttpRequest, coverage: Coverage) -> tuple[Tab, ...]:
    chosen = request.GET.get("state", "")
    every = Tab(
        Words("全部", "All"), address(request, state=None), chosen not in STATES, len(coverage.households)
    )
    order = (NOT_ASKED, PARTLY, ASKED, "refused")
    return (
        every,
        *(
            Tab(STATE_WORDS[one], address(request, state=one), chosen == one, coverage.count(one))
            for one in order
        ),
    )


def _groups(homes: Sequence[SurveyHome], coverage: Coverage) -> tuple[GroupLine, ...]:
    """The states by group of villagers; who named none is counted with the grid it lives in."""
    by_id = {one.household_id: one for one in coverage.households}
    groups: dict[str, list[str]] = {}
    for home in homes:
        one = by_id[home.household_id]
        groups.setdefault(one.group or home.grid, []).append(one.state)
    return tuple(
        GroupLine(
            name=name,
            counts=tuple(states.count(state) for state in STATES if state != ASKED),
            meter=Meter(Words(f"{name}：已问全", f"{name}: asked"), states.count(ASKED), len(states)),
        )
        for name, states in sorted(groups.items())
    )


def _ask(coverage: Coverage) -> tuple[AskLine, ...]:
    return tuple(
        AskLine(
            one.question.ask,
            Words(f"{len(one.households)} / {one.of} 户没答", f"{len(one.households)} of {one.of} open"),
        )
        for one in coverage.next[:_SHOWN_NEXT]
    )


def _no_village(viewer: Viewer) -> Empty:
    return Empty(
        "village",
        Words("您的辖区里没有要调查的村", "There is no village to survey in your area"),
        Words(
            "登记了地块的村会出现在这里；也可以导入填好的调查表。",
            "A village whose plots are registered appears here; or import a filled workbook.",
        ),
        reverse("imports") if viewer.may("import_tables") else "",
        Words("去导入", "Import"),
    )


def _send_template() -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.xlsx"
        write_survey_template(path, current_language())
        return send_bytes(path.read_bytes(), _XLSX, "survey-template.xlsx")


def _send_book(survey: Survey) -> HttpResponse:
    """Everything that was answered, as the workbook that can be filled in further and read in again."""
    sheets = {table: [row.values for row in survey.rows[table]] for table in SHEETS}
    sheets[HOUSEHOLDS] = list(survey.households.values())  # type: ignore[arg-type]
    written = datetime.combine(clock.today(), time(), CHINA)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.xlsx"
        write_filled_book(sheets, path, written, current_language())
        return send_bytes(path.read_bytes(), _XLSX, f"survey-{clock.today().isoformat()}.xlsx")
