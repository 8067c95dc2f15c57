"""The pens: whose they are, how much room, how many sheep stand in each; and a new one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.book_frame import (
    PURPOSE,
    BookForm,
    FormField,
    book_place,
    book_tabs,
    home_options,
)
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.field_entries import refused, takes_entries
from mutong.desk.flock_lines import home_words
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Empty, exports_of, turn_pages, with_query
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.actions.keep_day_books import add_pen
from mutong.records.reads.flock import FlockBook
from mutong.village.book.event_kinds import read_number
from mutong.workflows.flock_book import flock_book

_SIZE = 100
_ROOM = Words("面积（平方米）", "Room (m²)")
_HEADINGS = (
    Words("圈舍", "Pen"), Words("归哪户", "Household"), _ROOM, Words("现有羊只", "Sheep now"),
    Words("每只平方米", "m² a head"),
)  # fmt: skip


@dataclass(frozen=True)
class PenLine:
    """One pen; room and m² a head are '' where nobody measured it."""

    name: str
    home: Words
    room: str
    heads: int
    each: str
    url: str


@takes_entries("flock_pen")
@signed_in
@require_http_methods(["GET", "POST"])
def show_pens(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every pen that is written down or has sheep in it."""
    place = book_place(request, viewer)
    wrong: dict[str, Words] = {}
    if request.method == "POST":
        wrong = _take(request, viewer, place.area)
        if not wrong:
            messages.success(request, say(Words("已登记。", "Kept.")))
            return redirect(with_query(request.path, area=place.area if place.areas else ""))
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    lines = _lines(book, place.area)
    if kind := wanted_format(request):
        return send_list(kind, "pens", _HEADINGS, ((x.name, x.home, x.room, x.heads, x.each) for x in lines))
    form = _form(request.POST if wrong else {}, wrong, book)
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock"),
        "open_numbers": (),
        "form": form,
        "pager": turn_pages(request, lines, _SIZE),
        "exports": exports_of(request) if lines else None,
        "empty": Empty(
            "door",
            Words("还没有登记圈舍", "No pen yet"),
            Words("在上面登记第一个。", "Enter the first above."),
        ),
    }
    response = show(request, "pages/pens.html", "flock", status=400 if wrong else 200, page=page)
    return refused(response, form.problem, wrong) if form.problem else response


def _take(request: HttpRequest, viewer: Viewer, area: str) -> dict[str, Words]:
    """What is wrong by field; nothing where the pen was written."""
    texts = request.POST
    text = texts.get("area_m2", "").strip()
    try:
        room = read_number(text, _ROOM) if text else None
    except MutongError as error:
        return {"area_m2": error.words}
    try:
        add_pen(viewer, area, texts.get("name", ""), texts.get("household", ""), room, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as error:
        return {str(error.fields.get("field") or "name"): error.words}
    return {}


def _lines(book: FlockBook, area: str) -> list[PenLine]:
    heads: dict[str, int] = {}
    homes: dict[str, set[str]] = {}
    for standing in book.flock.at(clock.today()).values():
        if standing.present and standing.pen:
            heads[standing.pen] = heads.get(standing.pen, 0) + 1
            homes.setdefault(standing.pen, set()).add(standing.household)
    lines = []
    for name in sorted({*book.pens, *heads}):
        owner, room = book.pens.get(name, ("", None))
        owners = {owner} if name in book.pens else homes[name]
        words = [home_words(one, book.homes) for one in sorted(owners)]
        count = heads.get(name, 0)
        lines.append(
            PenLine(
                name,
                Words("、".join(w.zh for w in words), ", ".join(w.en for w in words)),
                f"{room:g}" if room else "",
                count,
                f"{room / count:.2f}" if room and count else "",
                with_query(reverse("flock"), area=area, pen=name),
            )
        )
    return lines


def _form(texts: Mapping[str, str], wrong: Mapping[str, Words], book: FlockBook) -> BookForm:
    fields = (
        FormField(
            "name",
            Words("圈舍名称", "Name of the pen"),
            value=texts.get("name", ""),
            optional=False,
            problem=wrong.get("name"),
            hint=Words("全村不重名，如“东圈1号”。", "Once in the village, such as East 1."),
        ),
        FormField(
            "area_m2", _ROOM, value=texts.get("area_m2", ""), mode="decimal", problem=wrong.get("area_m2")
        ),
        FormField(
            "household",
            Words("归哪户", "Whose"),
            options=home_options(book.homes, texts.get("household", "")),
            problem=wrong.get("household"),
        ),
    )
    problem = Words("没有登记，请改正。", "Nothing was kept; mend it.") if wrong else None
    return BookForm(fields, problem=problem)
