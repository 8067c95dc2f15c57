"""Study visits of the village's team: who went where, what was seen, which numbers came home, and of whom."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_bytes, send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Empty, Option, address, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, problem_of
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, check_area
from mutong.records.actions.record_study_visit import (
    put_number_forward,
    record_study_visit,
    record_visit_number,
)
from mutong.records.reads.study_visits import BroughtNumber, VisitRow, study_visits
from mutong.records.reads.village_survey import survey_areas
from mutong.village.coefficient_rows import COLUMNS
from mutong.village.coefficients import Coefficients
from mutong.village.measures import all_measures
from mutong.workflows.comparing_options import village_numbers

PURPOSE = "产业考察 / study visits"
_HEADINGS = (
    Words("日期", "Day"),
    Words("去了哪里", "Where"),
    Words("接待", "Host"),
    Words("谁去的", "Who went"),
    Words("看到什么", "What was seen"),
    Words("带回的材料", "Papers"),
    Words("数", "Number of"),
    Words("从", "From"),
    Words("到", "To"),
    Words("单位", "Unit"),
    Words("听谁说", "Told by"),
    Words("作为哪个数的出处", "Put forward as"),
)


@dataclass(frozen=True)
class NumberLine:
    """A number as the page shows it; `form` puts it forward while it was not."""

    number_id: str
    what: str
    amount: Words
    told_by: str
    reading: Words
    options: tuple[Option, ...]


@dataclass(frozen=True)
class VisitCard:
    """A visit with its numbers."""

    row: VisitRow
    numbers: tuple[NumberLine, ...]


@signed_in
@require_http_methods(["GET", "POST"])
def show_visits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The visits of one village; whoever may study options logs new ones, adds numbers and puts them forward."""
    holding = check_anywhere(viewer, "read_village", PURPOSE)
    areas = {code: name for code, name in survey_areas(viewer).items() if viewer.may("read_village", code)}
    area = request.GET.get("area") or next(iter(areas), holding.area_code)
    numbers = village_numbers(area)
    keeps = viewer.may("study_options", area)
    done, forms = do_act(
        request,
        _acts(viewer, area, numbers) if keeps else {},
        lambda: check_area(viewer, "study_options", area, PURPOSE),
    )
    if done is not None:
        return done
    rows = study_visits(viewer, area, PURPOSE)
    if request.GET.get("format") == "readings":
        return _send_readings(rows, numbers)
    if kind := wanted_format(request):
        return send_list(kind, "study-visits", _HEADINGS, _lines(rows))
    problem = problem_of(forms)
    page = {
        "areas": tuple(Option(code, Words(name, name), code == area) for code, name in areas.items())
        if len(areas) > 1
        else (),
        "area": area,
        "cards": [VisitCard(row, tuple(_number(one, numbers) for one in row.numbers)) for row in rows],
        "may_keep": keeps,
        "units": _units(),
        "today": clock.today(),
        "sent": request.POST if problem else {},
        "exports": exports_of(request) if rows else None,
        "readings": address(request, format="readings")
        if any(n.key for r in rows for n in r.numbers)
        else "",
        "problem": problem,
        "empty": Empty(
            "visit",
            Words("还没有考察记录", "No study visits yet"),
            Words(
                "去别的村、羊场、市场看过以后，把谁去的、看到什么、听到的数记在这里；听到的数可以放到“还没有出处的数”旁边。",
                "After a visit to another village, a farm or a market, write down who went, what was seen and which "
                "numbers were told; they can then stand beside the numbers that have no source.",
            ),
        ),
    }
    status = 400 if problem else 200
    return show(request, "pages/visits.html", "village", status=status, page=page, forms=forms)


def _acts(viewer: Viewer, area: str, numbers: Coefficients) -> dict[str, Act]:
    return {
        "visit": Act(_visit_form(), lambda said: _log(viewer, area, said)),
        "number": Act(_number_form(), lambda said: _add(viewer, said)),
        "forward": Act(
            Form(
                (
                    field("number", "数", "Number", "hidden"),
                    field("key", "作为哪个数的出处", "Put forward as"),
                )
            ),
            lambda said: _forward(viewer, said, numbers),
        ),
    }


def _visit_form() -> Form:
    return Form(
        (
            field("on", "哪天", "Day", "date", value=clock.today()),
            field("place", "去了哪里", "Where"),
            field("host", "谁接待、看的谁家", "Host, whose farm", optional=True),
            field("went", "谁去的", "Who went"),
            field("seen", "看到什么", "What was seen", "long"),
            field("papers", "带回的材料", "Papers brought home", "long", optional=True),
        )
    )


def _number_form() -> Form:
    return Form(
        (
            field("visit_id", "考察", "Visit", "hidden"),
            field("what", "是什么数", "What of"),
            field("low", "数（或从）", "Number (or from)"),
            field("high", "到", "to", optional=True),
            field("unit", "单位", "Unit", options=_units()),
            field("told_by", "听谁说的", "Told by"),
        )
    )


def _units() -> tuple[Option, ...]:
    return tuple(
        Option(name, measure.words if measure.words.zh else Words(name, name))
        for name, measure in all_measures().items()
        if measure.words.zh
    )


def _log(viewer: Viewer, area: str, said: Values) -> tuple[Words, str]:
    on = said["on"]
    assert isinstance(on, date)
    record_study_visit(
        viewer, area, on=on, place=str(said["place"]), host=str(said["host"]), went=str(said["went"]),
        seen=str(said["seen"]), papers=str(said["papers"]), purpose=PURPOSE,
    )  # fmt: skip
    return Words("已记下这次考察。", "The visit is written down."), ""


def _add(viewer: Viewer, said: Values) -> tuple[Words, str]:
    low = _amount(str(said["low"]))
    high = _amount(str(said["high"])) if said["high"] else low
    record_visit_number(
        viewer, str(said["visit_id"]), what=str(said["what"]), low=low, high=high, unit=str(said["unit"]),
        told_by=str(said["told_by"]), purpose=PURPOSE,
    )  # fmt: skip
    return Words("已记下这个数。", "The number is written down."), ""


def _forward(viewer: Viewer, said: Values, numbers: Coefficients) -> tuple[Words, str]:
    put_number_forward(viewer, str(said["number"]), str(said["key"]), numbers, purpose=PURPOSE)
    return Words("已作为出处放上，等级G3，只作参考。", "Put forward with grade G3, for direction only."), ""


def _amount(text: str) -> float:
    try:
        return float(text.replace(",", "").replace("，", ""))
    except ValueError:
        raise MutongError(
            "number_ends",
            Words(f"“{text}”不是数，单位写在旁边。", f"“{text}” is no number; the unit stands beside."),
        ) from None


def _number(one: BroughtNumber, numbers: Coefficients) -> NumberLine:
    base = all_measures()[one.unit].base
    fitting = (
        ()
        if one.key
        else tuple(
            Option(key, numbers[key].label)
            for key in numbers
            if numbers[key].unit.base == base and numbers[key].state != "measured"
        )
    )
    unit = all_measures()[one.unit].words
    ends = f"{one.low:g}" if one.low == one.high else f"{one.low:g}～{one.high:g}"
    reading = numbers[one.key].label if one.key in numbers else Words(one.key, one.key)
    return NumberLine(
        one.number_id,
        one.what,
        Words(f"{ends} {unit.zh}", f"{ends} {unit.en}"),
        one.told_by,
        reading,
        fitting,
    )


def _lines(rows: tuple[VisitRow, ...]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for row in rows:
        told = (row.on.isoformat(), row.place, row.host, row.went, row.seen, row.papers)
        found += [
            (*told, n.what, f"{n.low:g}", f"{n.high:g}", n.unit, n.told_by, n.key) for n in row.numbers
        ] or [(*told, "", "", "", "", "", "")]
    return found


def _send_readings(rows: tuple[VisitRow, ...], numbers: Coefficients) -> HttpResponse:
    """The numbers put forward as lines of a coefficient file, in its own columns, for whoever keeps those files."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for row in rows:
        for one in row.numbers:
            if one.key not in numbers:
                continue
            subject, quantity = one.key.split(".", 1)
            value = f"{one.low:g}" if one.low == one.high else ""
            low, high = ("", "") if value else (f"{one.low:g}", f"{one.high:g}")
            method = say(Words("考察听到", "heard on a study visit"))
            sheet.writerow(
                [one.key, subject, quantity, low, value, high, one.unit, "", row.place, row.on.isoformat(), method,
                 f"visit_{row.visit_id}", one.told_by, "G3", "", "", ""]
            )  # fmt: skip
    return send_bytes(
        written.getvalue().encode("utf-8-sig"),
        "text/csv; charset=utf-8",
        f"readings-{clock.today().isoformat()}.csv",
    )
