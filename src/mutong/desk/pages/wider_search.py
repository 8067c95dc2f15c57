"""A case's crowded places, and orders to search wider: who orders it, why, in which range, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from mutong.desk.bases import class_words
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.pages.reporting import Field, Form
from mutong.desk.parts import Empty, Option
from mutong.desk.writing import instant_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.areas import area_name
from mutong.records.reads.cases import CaseRow, access_case
from mutong.records.reads.wider_search import CrowdRow, OrderRow, wider_search_of
from mutong.workflows.wider_search import Range, end_widening, granted_classes, search_wider

PURPOSE = "扩大排查 / search wider"
_NOT_A_MOMENT = Words("请写成 2022-08-22 18:00 的样子", "Write it like 2022-08-22 18:00")
_ORDER_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class SliceLine:
    """A part of the time at a crowded place: how many, how full beside the fullest, and the link that opens it."""

    when: Words
    people: int
    share: int
    url: str


@dataclass(frozen=True)
class CrowdLine:
    """A crowded place."""

    place: str
    klass: Words
    people: int
    when: Words
    slices: tuple[SliceLine, ...]


@dataclass(frozen=True)
class OrderLine:
    """An order and what came of it."""

    widening_id: str
    place: Words
    when: Words
    klass: Words
    reason: str
    by: str
    until: Words
    holds: bool
    found: int


@signed_in
@require_http_methods(["GET", "POST"])
def show_wider_search(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """Crowded places with their slices, orders so far, and the form of a new one."""
    file = access_case(viewer, case_id, PURPOSE)
    case, crowds, orders = file.case, *wider_search_of(case_id)
    places = {one.place_id: one.place_name for one in (*file.contacts, *crowds) if one.place_id}
    may_order = case.is_open and viewer.may("order_widening", case.area_code)
    form = Form(_fields(request, case, places))
    if request.method == "POST":
        form, wanted = _read(form)
        if wanted is not None:
            try:
                order, found = search_wider(viewer, case_id, case.area_code, purpose=PURPOSE, **wanted)
            except AccessDenied:
                raise
            except MutongError as refusal:
                form = replace(form, problem=refusal.words)
            else:
                done = Words(
                    f"{order} 已下令并重新判定：新增登记 {found.events} 条。",
                    f"{order} is ordered and the case traced again: {found.events} new listings.",
                )
                messages.success(request, say(done))
                return redirect("wider_search", case_id)
    wrong = bool(form.problem) or any(field.problem for field in form.fields)
    page = {
        "case_id": case_id,
        "name": case.person_name,
        "area": area_name(case.area_code),
        "crowds": [_crowd(one, case_id) for one in crowds],
        "orders": [_order(one) for one in orders],
        "may_order": may_order,
        "no_crowds": Empty(
            "check",
            Words("没有人数超限的场所", "No crowded places"),
            Words(
                "一处的一般接触超过本地选定的人数时，在这里分段计数，不逐人列出。",
                "Where general contacts at one place exceed the number chosen here, they are counted by time.",
            ),
        ),
    }
    return show(
        request, "pages/wider_search.html", "outbreak", status=400 if wrong else 200, form=form, page=page
    )


@signed_in
@require_POST
def end_order(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """End one order now."""
    try:
        end_widening(viewer, request.POST.get("order", ""), purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as refusal:
        messages.error(request, say(refusal.words))
    else:
        done = Words("已终止；已经找到的人仍在册。", "Ended; whoever it found stays on record.")
        messages.success(request, say(done))
    return redirect("wider_search", case_id)


def _fields(request: HttpRequest, case: CaseRow, places: Mapping[str, str]) -> tuple[Field, ...]:
    form = request.POST if request.method == "POST" else request.GET
    ends = (clock.now() + _ORDER_LASTS).astimezone(CHINA)
    wanted = form.get("class", "")
    return (
        Field(
            "place", Words("场所", "Place"), "suggest", True, value=form.get("place", ""),
            options=tuple(Option(one, Words(name, name)) for one, name in sorted(places.items())),
            hint=Words(
                "从病例的接触场所中选，或填场所编号；留空：病例去过的所有场所",
                "Choose among the case's places, or give a place id; empty: wherever the case was",
            ),
        ),
        Field("from", Words("范围起", "Range from"), "datetime-local", value=form.get("from", "")),
        Field("to", Words("范围止", "Range to"), "datetime-local", value=form.get("to", "")),
        Field(
            "around", Words("病例到离前后", "Before and after the case"), "number", True,
            value=form.get("around", "0"), unit=Words("分钟", "minutes"),
        ),
        Field(
            "class", Words("归入类别", "Class"),
            options=tuple(Option(o.name, o.words, o.name == wanted) for o in granted_classes(case.area_code)),
        ),
        Field(
            "ends_at", Words("令止", "The order ends"), "datetime-local",
            value=form.get("ends_at") or f"{ends:%Y-%m-%dT%H:%M}",
        ),
        Field("reason", Words("理由", "Reason"), "long", value=form.get("reason", "")),
    )  # fmt: skip


def _read(form: Form) -> tuple[Form, dict[str, object] | None]:
    by = {field.name: field.value.strip() for field in form.fields}
    chosen = next(
        (o.value for field in form.fields if field.name == "class" for o in field.options if o.chosen), ""
    )
    problems: dict[str, Words] = {}
    moments: dict[str, datetime] = {}
    for name in ("from", "to", "ends_at"):
        try:
            moments[name] = datetime.fromisoformat(by[name]).replace(tzinfo=CHINA)
        except ValueError:
            problems[name] = _NOT_A_MOMENT
    minutes = 0.0
    try:
        minutes = float(by["around"] or 0)
    except ValueError:
        problems["around"] = Words("请填分钟数", "Give a number of minutes")
    if not 0 <= minutes <= 1440:
        problems["around"] = Words("请填 0 到 1440 分钟", "Give 0 to 1440 minutes")
    if not chosen:
        problems["class"] = Words("请选择", "Choose one")
    fields = tuple(replace(field, problem=problems.get(field.name)) for field in form.fields)
    if problems:
        return replace(form, fields=fields), None
    return replace(form, fields=fields), {
        "where": Range(by["place"] or None, moments["from"], moments["to"], minutes),
        "contact_class": chosen,
        "reason": by["reason"],
        "ends_at": moments["ends_at"],
    }


def _span(start: datetime, end: datetime) -> Words:
    first, last = instant_words(start), instant_words(end)
    return Words(f"{first.zh} – {last.zh}", f"{first.en} – {last.en}")


def _crowd(one: CrowdRow, case_id: str) -> CrowdLine:
    fullest = max((people for _, _, people in one.slices), default=1)

    def link(start: datetime, end: datetime) -> str:
        query = {
            "place": one.place_id, "from": f"{start.astimezone(CHINA):%Y-%m-%dT%H:%M}",
            "to": f"{(end + timedelta(seconds=59)).astimezone(CHINA):%Y-%m-%dT%H:%M}", "class": one.contact_class,
        }  # fmt: skip
        return f"{reverse('wider_search', args=[case_id])}?{urlencode(query)}#order"

    return CrowdLine(
        one.place_name,
        class_words(one.contact_class),
        one.people,
        _span(one.first_at, one.last_at),
        tuple(
            SliceLine(_span(start, end), people, round(100 * people / fullest), link(start, end))
            for start, end, people in one.slices
        ),
    )


def _order(one: OrderRow) -> OrderLine:
    place = Words(one.place_name, one.place_name)
    if one.place_id is None:
        place = Words("病例去过的所有场所", "wherever the case was")
    when = _span(one.from_at, one.to_at)
    if one.minutes_around:
        minutes = f"{one.minutes_around:g}"
        when = Words(f"{when.zh}，前后 {minutes} 分钟", f"{when.en}, {minutes} min before and after")
    return OrderLine(
        one.widening_id,
        place,
        when,
        class_words(one.contact_class),
        one.reason,
        one.ordered_by,
        instant_words(one.ends_at),
        one.holds,
        one.found,
    )
