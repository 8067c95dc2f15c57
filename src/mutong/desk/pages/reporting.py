"""Reporting a positive: who, when, what is known; contacts and duties follow at once."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.names import age_words
from mutong.desk.parts import NO_WORDS, Option
from mutong.desk.vocabulary import code_words
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.reads.people_search import search_people
from mutong.tables.schema import load_schema
from mutong.workflows.casework import report_and_trace

PURPOSE = "报告阳性 / report a positive"
_REQUIRED = Words("请填写", "Please fill this in")
_NOT_A_DAY = Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22")


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    label: Words
    type: str = "text"
    optional: bool = False
    options: tuple[Option, ...] = ()
    hint: Words = NO_WORDS
    unit: Words = NO_WORDS
    value: str = ""
    problem: Words | None = None


@dataclass(frozen=True)
class Form:
    """Fields as filled in, and what is wrong with the whole."""

    fields: tuple[Field, ...]
    problem: Words | None = None


def _codes(column: str) -> tuple[Option, ...]:
    return tuple(Option(c, code_words(c, column)) for c in load_schema("cases").column(column).codes)


def _fields() -> tuple[Field, ...]:
    return (
        Field(
            "classification",
            Words("分类", "Class"),
            options=tuple(o for o in _codes("classification") if o.value != "excluded"),
        ),
        Field("origin", Words("来源", "Origin"), options=_codes("origin")),
        Field(
            "date_onset",
            Words("发病日期", "Date of onset"),
            "date",
            True,
            hint=Words("没有症状就留空", "Leave empty if there are no symptoms"),
        ),
        Field(
            "date_specimen", Words("首次阳性采样日期", "Date of the first positive specimen"), "date", True
        ),
        Field("isolated_at", Words("隔离时间", "Isolated at"), "datetime-local", True),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def report_case(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Find the person, fill in what is known, report."""
    check_anywhere(viewer, "report_case", PURPOSE)
    find = (request.POST.get("find") or request.GET.get("find") or "").strip()
    people = search_people(viewer, find, PURPOSE)
    chosen = request.POST.get("person_id", people[0].person_id if len(people) == 1 else "")
    options = []
    for person in people:
        age = age_words(person.birth_date)
        about = Words(f"{person.name}，{age.zh}，{person.door}", f"{person.name}, {age.en}, {person.door}")
        options.append(Option(person.person_id, about, person.person_id == chosen))
    form = Form(_fields())
    if request.method == "POST":
        form, known = _read(form, request)
        if not chosen:
            form = replace(form, problem=Words("请先查找并选择是谁。", "First find and choose the person."))
        if not form.problem and not any(f.problem for f in form.fields):
            try:
                case_id, traced = report_and_trace(viewer, purpose=PURPOSE, person_id=chosen, **known)
            except AccessDenied:
                raise
            except MutongError as refusal:
                form = replace(form, problem=refusal.words)
            else:
                done = Words(
                    "已报告，密接已查找，任务已下达。", "Reported; contacts found and duties given out."
                )
                messages.success(request, say(done))
                for warning in traced.warnings:
                    messages.warning(request, say(warning))
                return redirect("case", case_id)
    wrong = bool(form.problem) or any(f.problem for f in form.fields)
    page = {"find": find, "people": options, "nobody": bool(find) and not options}
    return show(
        request, "pages/report_case.html", "outbreak", status=400 if wrong else 200, form=form, page=page
    )


def _read(form: Form, request: HttpRequest) -> tuple[Form, dict[str, object]]:
    """The form as filled in, and the values that could be read."""
    fields, known = [], {}
    for field in form.fields:
        written = request.POST.get(field.name, "").strip()
        filled = replace(
            field, value=written, options=tuple(replace(o, chosen=o.value == written) for o in field.options)
        )
        if field.options:
            if written not in {o.value for o in field.options}:
                filled = replace(filled, problem=_REQUIRED)
            known[field.name] = written
        elif written:
            try:
                known[field.name] = (
                    date.fromisoformat(written)
                    if field.type == "date"
                    else datetime.fromisoformat(written).replace(tzinfo=CHINA)
                )
            except ValueError:
                filled = replace(filled, problem=_NOT_A_DAY)
        fields.append(filled)
    return replace(form, fields=tuple(fields)), known
