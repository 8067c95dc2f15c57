"""Entering what happened: one event for many sheep, and sheep that come in; good lines are kept, bad ones told."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.book_frame import (
    PURPOSE,
    SEXES,
    BookForm,
    BookPlace,
    Choices,
    book_place,
    book_tabs,
    day_of_entry,
    sent_id_of,
    tell_kept,
)
from mutong.desk.day_fields import day_field
from mutong.desk.field_entries import refused, takes_entries
from mutong.desk.flock_forms import TAGGED, event_form, new_form
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Option, with_query
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_area
from mutong.records.actions.enter_sheep import Arrivals, NewSheep
from mutong.records.actions.keep_flock_book import GroupEvent, Kept, LineReport
from mutong.records.reads.flock import KEEP, FlockBook
from mutong.village.book.event_kinds import Kind, event_kind, event_kinds, read_fields
from mutong.village.book.pasted import PastedLine, new_tags, with_tags, with_weights
from mutong.workflows.flock_book import enter_for_many, enter_new_sheep, flock_book, vaccination_lines

_ARRIVALS = ("bought", "came", "listed")
_FIRST = "vaccinated"
_UNTAGGED_MOST = 200


@takes_entries("flock_event")
@signed_in
@require_http_methods(["GET", "POST"])
def show_enter(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One event for a pen or for pasted and scanned tags."""
    place = book_place(request, viewer)
    check_area(viewer, KEEP, place.area, PURPOSE)
    asked = request.POST if request.method == "POST" else request.GET
    kind = event_kinds().get(asked.get("kind", _FIRST)) or event_kind(_FIRST)
    if kind.way == "in" or kind.name == "lambed":
        return redirect(
            with_query(reverse("flock_lambing" if kind.name == "lambed" else "flock_new"), area=place.area)
        )
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    choices = Choices(book.homes, _pens(book), vaccination_lines(place.area))
    if request.method == "POST":
        answer = _take_event(request, viewer, place, book, kind, choices)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    else:
        typed = {name: request.GET.get(name, "") for name in ("keys", "whole_pen", "vaccine")}
        form = event_form(kind, typed, {}, choices, clock.today())
    page = _page(place, form, "flock_enter")
    page["kind"] = kind
    page["kinds"] = tuple(
        Option(one.name, one.label, one.name == kind.name)
        for one in event_kinds().values()
        if one.way != "in" and one.name != "lambed"
    )
    response = show(
        request, "pages/flock_enter.html", "flock", status=400 if form.problem else 200, page=page
    )
    return refused(response, form.problem, _problems(form)) if form.problem else response


@takes_entries("flock_new")
@signed_in
@require_http_methods(["GET", "POST"])
def show_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Sheep that come in: bought, moved in, or there when the book was opened."""
    place = book_place(request, viewer)
    check_area(viewer, KEEP, place.area, PURPOSE)
    asked = request.POST if request.method == "POST" else request.GET
    kind = event_kind(asked.get("kind", "") if asked.get("kind", "") in _ARRIVALS else _ARRIVALS[0])
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    choices = Choices(book.homes, _pens(book))
    if request.method == "POST":
        answer = _take_new(request, viewer, place, kind, choices)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    else:
        form = new_form(kind, {"sex": "female"}, {}, choices, clock.today())
    page = _page(place, form, "flock_enter")
    page["kind"] = kind
    page["kinds"] = tuple(Option(name, event_kind(name).label, name == kind.name) for name in _ARRIVALS)
    response = show(request, "pages/flock_new.html", "flock", status=400 if form.problem else 200, page=page)
    return refused(response, form.problem, _problems(form)) if form.problem else response


def _take_event(
    request: HttpRequest, viewer: Viewer, place: BookPlace, book: FlockBook, kind: Kind, choices: Choices
) -> HttpResponse | BookForm:
    """Where to go after the form, or the form again with what is wrong."""
    texts = request.POST
    on, wrong_day = day_field(texts.get("on", ""), day_of_entry(request))
    lines = (with_tags if kind.name in TAGGED else with_weights)(texts.get("keys", ""))
    known = {found.animal_id for line in lines if (found := book.flock.find(line.key))}
    pen = texts.get("whole_pen", "")
    if pen:
        stood = book.flock.at(on)
        lines += [
            PastedLine(book.flock.name(key), {})
            for key, standing in stood.items()
            if standing.present and standing.pen == pen and key not in known
        ]
    details, wrong = read_fields(kind.fields, texts)
    own = {line.key: line.details for line in lines if line.details}
    for name in ("weight_kg", "tag"):
        if name in wrong and lines and all(name in line.details or line.problem for line in lines):
            del wrong[name]
    if wrong_day:
        wrong["on"] = wrong_day
    if not lines:
        wrong["keys"] = Words("请选一个圈，或写耳标", "Choose a pen or write tags")
    if wrong:
        return event_form(kind, texts, wrong, choices, on)
    keys = tuple(line.key for line in lines if line.problem is None)
    unread = [LineReport(line.key, "", False, (line.problem,)) for line in lines if line.problem]
    try:
        kept = Kept(tuple(unread))
        if keys:
            group = GroupEvent(sent_id_of(request), kind.name, on, details, keys, own)
            done = enter_for_many(
                viewer, place.area, group, purpose=PURPOSE, into_cash=bool(texts.get("into_cash"))
            )
            kept = Kept((*done.lines, *unread), done.again)
    except AccessDenied:
        raise
    except MutongError as error:
        field = str(error.fields.get("field") or "keys")
        return event_form(kind, texts, {field: error.words}, choices, on)
    return _after(
        request, place, kind, kept, lambda wrong: event_form(kind, texts, wrong, choices, on), "flock_enter"
    )


def _take_new(
    request: HttpRequest, viewer: Viewer, place: BookPlace, kind: Kind, choices: Choices
) -> HttpResponse | BookForm:
    texts = request.POST
    on, wrong_day = day_field(texts.get("on", ""), day_of_entry(request))
    details, wrong = read_fields(kind.fields, texts)
    birth, wrong_birth = day_field(texts.get("birth", ""), date.min)
    untagged, count = texts.get("untagged", "").strip(), 0
    if untagged:
        if untagged.isascii() and untagged.isdigit() and int(untagged) <= _UNTAGGED_MOST:
            count = int(untagged)
        else:
            wrong["untagged"] = Words(
                f"写 0 到 {_UNTAGGED_MOST} 的整数", f"Write a whole number up to {_UNTAGGED_MOST}"
            )
    lines = new_tags(texts.get("keys", ""))
    for name, problem in (("on", wrong_day), ("birth", wrong_birth)):
        if problem:
            wrong[name] = problem
    if not lines and not count and "untagged" not in wrong:
        wrong["keys"] = Words("请写耳标，或写没有耳标的几只", "Write tags, or how many bear none")
    if texts.get("sex") not in SEXES:
        wrong["sex"] = Words("请选公母", "Choose the sex")
    if wrong:
        return new_form(kind, texts, wrong, choices, on)
    blank = NewSheep(
        "", texts["sex"], breed=texts.get("breed") or None, birth=None if birth == date.min else birth,
        birth_exact=not texts.get("birth_about"),
    )  # fmt: skip
    sheep = [replace(blank, key=line.key, tag=line.key) for line in lines if line.problem is None]
    sheep += [replace(blank, key=f"无耳标 / untagged {n + 1}") for n in range(count)]
    unread = [LineReport(line.key, "", False, (line.problem,)) for line in lines if line.problem]
    try:
        kept = Kept(tuple(unread))
        if sheep:
            arrivals = Arrivals(sent_id_of(request), kind.name, on, details, tuple(sheep))
            done = enter_new_sheep(
                viewer, place.area, arrivals, purpose=PURPOSE, into_cash=bool(texts.get("into_cash"))
            )
            kept = Kept((*done.lines, *unread), done.again)
    except AccessDenied:
        raise
    except MutongError as error:
        field = str(error.fields.get("field") or "keys")
        return new_form(kind, texts, {field: error.words}, choices, on)
    return _after(
        request, place, kind, kept, lambda wrong: new_form(kind, texts, wrong, choices, on), "flock_new"
    )


def _after(
    request: HttpRequest, place: BookPlace, kind: Kind, kept: Kept, again, page: str
) -> HttpResponse | BookForm:
    """Told and back to the form where anything was kept; the form again where nothing was."""
    if not kept.written and not kept.again:
        said = "".join(f"{line.key}：{''.join(w.zh for w in line.words)}" for line in kept.bad[:20])
        said_en = " ".join(f"{line.key}: {' '.join(w.en for w in line.words)}" for line in kept.bad[:20])
        return again({"keys": Words(f"一只也没有登记。{said}", f"None was kept. {said_en}")})
    tell_kept(request, kept, kind.label)
    return redirect(with_query(reverse(page), area=place.area if place.areas else "", kind=kind.name))


def _page(place: BookPlace, form: BookForm, current: str) -> dict[str, object]:
    return {"place": place, "tabs": book_tabs(place, current), "open_numbers": (), "form": form}


def _problems(form: BookForm) -> dict[str, Words]:
    return {field.name: field.problem for field in form.fields if field.problem}


def _pens(book: FlockBook) -> list[str]:
    """Pens written down, and those that sheep stand in."""
    used = {
        standing.pen
        for standing in book.flock.at(clock.today()).values()
        if standing.present and standing.pen
    }
    return sorted({*book.pens, *used})
