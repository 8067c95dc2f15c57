"""The situation of an outbreak: is control faster than spread, its curve, its numbers, the time of each step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk import situation_sheets as sheets
from mutong.desk.day_fields import day_or_problem
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.barrel import depth
from mutong.desk.parts import Empty, Exports, Option, address, with_query
from mutong.desk.pictures.curve import draw_curve, draw_forecast, draw_reproduction
from mutong.desk.situation_sheets import Cell, Sheet
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.case_groups import CaseGroup
from mutong.outbreak.incidence import BY
from mutong.outbreak.reproduction import WINDOW
from mutong.outbreak.situation import PAIRS_AT_LEAST, WINDOW_CASES
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.reads.areas import area_name, area_names, area_of_code, area_path, areas_under
from mutong.workflows.situation import AreaSituation, control_is_faster, situation_of_area

PURPOSE = "查看疫情形势 / look at the situation of the outbreak"
_CHAINS_SHOWN = 30
_DAYS_BEFORE = 21
_TONES = {Truth.YES: "good", Truth.NO: "alarm", Truth.UNKNOWN: "warn"}
_BY = {"onset": Words("按发病日", "by onset"), "report": Words("按报告日", "by report")}


_NO_STEPS = Empty(
    "clock",
    Words("还没有可以计时的步骤", "No step to time yet"),
    Words(
        "病例和密接登记之后，流调、告知、转运、采样各用多久会列在这里。",
        "Once cases and contacts are on record, how long interview, notice, transfer and test take stands here.",
    ),
)


@dataclass(frozen=True)
class Control:
    """Whether control is faster than spread, in words, with how it looks."""

    tone: str
    headline: Words
    why: Words


@dataclass(frozen=True)
class FigureCard:
    """One figure as a card."""

    label: Words
    value: Words
    interval: Words | None
    n: str
    method: Words


@dataclass(frozen=True)
class Picture:
    """A picture in its two sizes with its table; without a picture, `missing` says what is needed."""

    wide: SafeString
    narrow: SafeString
    sheet: Sheet
    missing: Words | None = None


@signed_in
@require_GET
def show_situation(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The situation of the viewer's area, or of one below it, at the end of a day."""
    own = check_anywhere(viewer, "read_health", PURPOSE)
    asked, problems = request.GET, []
    area = asked.get("area") or own.area_code
    by = asked.get("by") if asked.get("by") in BY else BY[0]
    day = day_or_problem(asked.get("day", ""), clock.today(), problems)
    held: AreaSituation | None = None
    if not problems:
        try:
            held = situation_of_area(viewer, area, day, by, purpose=PURPOSE)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problems.append(refusal.words)
    tables = _tables(request, held, area) if held and held.found else {}
    if (kind := wanted_format(request)) and tables:
        wanted = tables.get(asked.get("list", "") or "figures")
        if wanted is None:
            raise Http404
        return send_list(
            kind, f"situation-{wanted.name}", wanted.headings, ([c.text for c in row] for row in wanted.rows)
        )
    page = {
        "form": {
            "areas": _options(own.area_code, area),
            "day": day.isoformat(),
            "today": clock.today().isoformat(),
            "by": tuple(Option(name, label, name == by) for name, label in _BY.items()),
        },
        "problems": problems,
        "day": day,
        "today": day == clock.today(),
        "area": area_name(area),
        "empty": _no_case(viewer, area, day),
        "found": bool(tables),
        **(_parts(held, tables, by) if tables else {}),
    }
    return show(request, "pages/situation.html", "outbreak", status=400 if problems else 200, page=page)


def _parts(held: AreaSituation, tables: dict[str, Sheet], by: str) -> dict[str, object]:
    found = held.found
    days, numbers, coming = (
        sheets.days_of_cases(found), sheets.days_of_number(found), sheets.days_to_come(found),
    )  # fmt: skip
    before = [one for one in days if found.used_until and one.day <= found.used_until]
    needed = Words(
        f"要有 {PAIRS_AT_LEAST} 对都有发病日期的“谁传给谁”，得出代际间隔；还要有报告基本齐全的 {WINDOW} 天以上。",
        f"It takes {PAIRS_AT_LEAST} pairs of infector and infectee with their onsets, for a serial interval, and more "
        f"than {WINDOW} days that are nearly all reported.",
    )
    label = _BY[by]
    return {
        "control": control_words(held),
        "figures": [
            FigureCard(
                one.label,
                sheets.amount_words(one),
                sheets.interval_words(one),
                f"{one.n:,}",
                one.method,
            )
            for one in found.figures
        ],
        "figure_sheet": tables["figures"],
        "curve": Picture(
            *draw_curve(Words(f"流行曲线（{label.zh}）", f"Epidemic curve ({label.en})"), days),
            tables["curve"],
        ),
        "numbers": Picture(
            *draw_reproduction(Words("再生数 R", "The reproduction number R"), numbers, found.curve.days),
            tables["rt"],
            None if numbers else needed,
        ),
        "forecast": Picture(
            *draw_forecast(
                Words("今后几天的新增病例", "New cases of the coming days"), before[-_DAYS_BEFORE:], coming
            ),
            tables["forecast"],
            None if coming else needed,
        ),
        "tables": [_cut(tables["areas"]), _cut(tables["chains"])],
        "steps": replace(
            tables["steps"], **dict(zip(("headings", "rows"), sheets.step_page_rows(held.steps), strict=True))
        ),
        "no_steps": _NO_STEPS,
        "warnings": found.warnings,
        "notes": found.notes,
        "used_until": found.used_until,
    }


def control_words(held: AreaSituation) -> Control:
    """Whether control is faster than spread, as the latest reproduction number tells it."""
    figure = held.figures.get("reproduction")
    answer = control_is_faster(figure)
    headline = {
        Truth.YES: Words("控制快于传播", "Control is faster than spread"),
        Truth.NO: Words("传播快于控制", "Spread is faster than control"),
        Truth.UNKNOWN: Words("控制和传播哪个快，还说不准", "Whether control is faster than spread cannot be told"),
    }[answer]  # fmt: skip
    if figure is None:
        why = Words("没有再生数，原因见下。", "There is no reproduction number; why stands below.")
        return Control(_TONES[answer], headline, why)
    said = f"R = {figure.value:.2f}"
    zh, en = (
        f"{said}（95% 区间 {figure.low:.2f} 至 {figure.high:.2f}）",
        f"{said} (95 % {figure.low:.2f} to {figure.high:.2f})",
    )
    if figure.n < WINDOW_CASES:
        why = Words(
            f"{zh}；最近窗口只有 {figure.n} 例本土病例，至少要 {WINDOW_CASES} 例才下结论。",
            f"{en}; the latest window holds {figure.n} local cases, and a conclusion takes at least {WINDOW_CASES}.",
        )
    elif answer == Truth.UNKNOWN:
        why = Words(f"{zh}；区间包含 1。", f"{en}; the interval holds 1.")
    else:
        side = (
            Words("整个区间低于 1", "the whole interval lies below 1")
            if answer == Truth.YES
            else Words("整个区间高于 1", "the whole interval lies above 1")
        )
        why = Words(f"{zh}；{side.zh}。", f"{en}; {side.en}.")
    return Control(_TONES[answer], headline, why)


def _tables(request: HttpRequest, held: AreaSituation, area: str) -> dict[str, Sheet]:
    found = held.found
    names = area_names({one.name for one in held.areas})
    areas = [(Cell(names.get(one.name, one.name), _area_url(request, one, area)), one) for one in held.areas]
    chains = [(sheets.chain_cell(one.name, held.readable), one) for one in held.chains]
    made = {
        "figures": (Words("指标", "Figures"), sheets.figure_rows(found.figures)),
        "curve": (Words("每天的病例", "Cases of each day"), sheets.curve_rows(sheets.days_of_cases(found))),
        "rt": (Words("每个窗口的再生数", "R of each window"), sheets.number_rows(found)),
        "forecast": (Words("每天的预测", "The forecast of each day"), sheets.forecast_rows(sheets.days_to_come(found))),
        "areas": (Words("按区域", "By area"), sheets.group_rows(areas, Words("区域", "Area"))),
        "chains": (
            Words("按传播链", "By chain"), sheets.group_rows(chains, Words("链（首例）", "Chain (its first case)")),
        ),
        "steps": (Words("每一步用了多久", "How long each step takes"), sheets.step_rows(held.steps)),
    }  # fmt: skip
    return {
        name: Sheet(name, title, tuple(headings), tuple(rows), _exports(request, name))
        for name, (title, (headings, rows)) in made.items()
    }


def _area_url(request: HttpRequest, one: CaseGroup, area: str) -> str:
    return address(request, area=one.name) if one.name != area else ""


def _cut(sheet: Sheet) -> Sheet:
    left = max(0, len(sheet.rows) - _CHAINS_SHOWN)
    return replace(sheet, rows=sheet.rows[:_CHAINS_SHOWN], left=left)


def _exports(request: HttpRequest, name: str) -> Exports:
    return Exports(address(request, format="csv", list=name), address(request, format="xlsx", list=name))


def _options(own: str, chosen: str) -> Sequence[Option]:
    """The viewer's area, the way down to the chosen one, and what lies below it."""
    top = area_of_code(own)
    way = [one for one in area_path(chosen) if own == "0" or one.area_code.startswith(own)]
    listed = dict.fromkeys([*([top] if top else []), *way, *areas_under(chosen)])
    return tuple(
        Option(
            one.area_code,
            Words(*(f"{'　' * max(0, depth(one, own))}{one.name}",) * 2),
            one.area_code == chosen,
        )
        for one in listed
    )


def _no_case(viewer: Viewer, area: str, day: date) -> Empty:
    name, on = area_name(area), day_words(day)
    may = viewer.may("report_case")
    return Empty(
        "check",
        Words(f"截至 {on.zh}，{name}没有病例", f"No case in {name} by {on.en}"),
        Words(
            "有病例报告后，曲线、再生数和每一步的用时会在这里。可以换一个区域或日期。",
            "When cases are reported, the curve, the reproduction number and the time of each step stand here. Another "
            "area or day can be chosen.",
        ),
        with_query(reverse("report_case")) if may else "",
        Words("报告阳性", "Report a positive"),
    )
