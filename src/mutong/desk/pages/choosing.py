"""Choosing a value where a standard leaves a number open (T4): value, reason, from, to, signed."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.amounts import value_words
from mutong.desk.bases import grade_words, pack_of
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.pages.case import Pair
from mutong.desk.pages.reporting import Field, Form
from mutong.desk.parts import Option
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.reads.areas import area_name
from mutong.standards.parameter_rows import parse_value
from mutong.standards.parameters import ParameterValue, may_be_chosen, parameters_of
from mutong.standards.units import Unit
from mutong.workflows.choosing import sign_choice
from mutong.workflows.local_choices import choices_now

PURPOSE = "选定标准 / choose an open number"


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, viewer: Viewer, pack: str, parameter: str) -> HttpResponse:
    """The form; signing it puts the choice in force and returns to the pack."""
    check_anywhere(viewer, "choose_standard", PURPOSE)
    found = pack_of(pack)
    if found is None or parameter not in found.parameters:
        raise Http404(parameter)
    areas = viewer.areas_with("choose_standard")
    area = request.POST.get("area") or areas[0]
    today = clock.today()
    value = parameters_of(found, choices_now(), today, today, area)[parameter]
    if not may_be_chosen(value) and value.state != "chosen":
        raise MutongError(
            "not_open",
            Words("这个数字已经核实，不能另行选定。", "This number is verified; it is not open to choice."),
        )
    unit = found.parameters.rows[parameter][0].unit
    back = reverse("pack", args=[pack]) + f"#p-{parameter}"
    form = Form(_fields(request, unit, areas, value))
    if request.method == "POST":
        form, choice = _read(form, unit)
        if choice is not None:
            try:
                sign_choice(viewer, pack=pack, parameter=parameter, area_code=area, purpose=PURPOSE, **choice)
            except AccessDenied:
                raise
            except MutongError as refusal:
                form = replace(form, problem=refusal.words)
            else:
                done = Words(
                    "已签字选定，据此得出的都会标明“待确认”。",
                    "Signed. Whatever rests on it says “to be confirmed”.",
                )
                messages.success(request, say(done))
                return redirect(back)
    wrong = bool(form.problem) or any(f.problem for f in form.fields)
    page = {
        "label": value.label,
        "pack_title": found.title,
        "back": back,
        "present": _present(value, unit),
    }
    return show(request, "pages/choose.html", "standards", status=400 if wrong else 200, form=form, page=page)


def _fields(
    request: HttpRequest, unit: Unit, areas: tuple[str, ...], value: ParameterValue
) -> tuple[Field, ...]:
    form = request.POST
    said = [value_words(one, unit) for one in value.candidates]
    hint = Words(
        f"各来源说法：{' / '.join(w.zh for w in said)}", f"Sources say: {' / '.join(w.en for w in said)}"
    )
    options = tuple(Option(a, Words(*(area_name(a),) * 2), a == form.get("area")) for a in areas)
    return (
        Field(
            "value",
            Words("值", "Value"),
            value=form.get("value", ""),
            unit=unit.words,
            hint=hint if said else Words("按单位填写数字", "A number in the unit shown"),
        ),
        Field("area", Words("适用区域", "For which area"), options=options),
        Field("reason", Words("理由", "Reason"), "long", value=form.get("reason", "")),
        Field(
            "valid_from",
            Words("从哪天起", "From"),
            "date",
            value=form.get("valid_from") or clock.today().isoformat(),
        ),
        Field("valid_to", Words("到哪天前", "To before"), "date", True, value=form.get("valid_to", "")),
    )


def _read(form: Form, unit: Unit) -> tuple[Form, dict[str, object] | None]:
    by = {field.name: field.value.strip() for field in form.fields}
    problems: dict[str, Words] = {}
    try:
        if parse_value(by["value"], unit, "desk", 0) is None:
            problems["value"] = Words("请填数值", "Give a value")
    except MutongError:
        problems["value"] = Words(
            f"请按“{unit.words.zh or unit.name}”填写", f"Write it in {unit.words.en or unit.name}"
        )
    if not by["reason"]:
        problems["reason"] = Words("请写理由，会一直留存", "Give the reason; it is kept for good")
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(by[name]) if by[name] else None
        except ValueError:
            problems[name] = Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22")
    fields = tuple(replace(field, problem=problems.get(field.name)) for field in form.fields)
    if problems:
        return replace(form, fields=fields), None
    return form, {"value": by["value"], "reason": by["reason"], **days}


def _present(value: ParameterValue, unit: Unit) -> list[Pair]:
    state = {
        "null": Words("没有查实的数字", "no verified number"),
        "chosen": Words("本地选定，待确认", "chosen locally, to be confirmed"),
    }.get(value.state, Words("来源较弱，待确认", "a weak source, to be confirmed"))
    pairs = [
        Pair(Words("状态", "State"), state),
        Pair(Words("值", "Value"), value_words(value.value, unit)),
        Pair(Words("来源", "Source"), value.citation),
        Pair(Words("等级", "Grade"), grade_words(value.grade)),
    ]
    if value.choice is not None:
        signed = day_words(value.choice.signed_at)
        reason = value.choice.reason
        pairs.append(
            Pair(
                Words("上次选定", "Last choice"),
                Words(f"{signed.zh}：{reason.zh}", f"{signed.en}: {reason.en}"),
            )
        )
    return pairs
