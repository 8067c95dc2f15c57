"""The flock: who is there, filtered and sorted; and one sheep with its life, kin and what was withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutong.desk.book_frame import PURPOSE, BookPlace, book_place, book_tabs, sent_id_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.field_entries import takes_entries
from mutong.desk.flock_lines import (
    SheepLine,
    event_lines,
    held_words,
    kin_lines,
    sheep_lines,
    sheep_pairs,
)
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Empty, Option, exports_of, turn_pages, with_query
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.flock import FlockBook
from mutong.records.reads.flock_books import paid_in_cash
from mutong.village.book.classes import heads_by_class
from mutong.village.flock_states import CLASSES
from mutong.workflows.flock_book import due_now, flock_book, sheep_file, take_event_back, vaccination_lines

_SIZE = 50
_HEADINGS = (
    Words("耳标或场内编号", "Tag or own number"), Words("性别", "Sex"), Words("类别", "Class"), Words("年龄", "Age"),
    Words("品种", "Breed"), Words("圈舍", "Pen"), Words("归哪户", "Household"), Words("体重", "Weight"),
    Words("休药期", "Withdrawal"), Words("该做的", "Due"),
)  # fmt: skip
_SORTS = {
    "name": Words("按耳标", "by tag"),
    "age": Words("按年龄", "by age"),
    "class": Words("按类别", "by class"),
    "pen": Words("按圈舍", "by pen"),
}


@dataclass(frozen=True)
class ClassCount:
    """How many there are of a class, with the way to them."""

    label: Words
    count: int
    url: str


@signed_in
@require_GET
def show_flock(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The sheep of a village or grid, by class, pen, household or what is due."""
    place = book_place(request, viewer)
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    today = clock.today()
    every = sheep_lines(book, due_now(book), today)
    lines = _kept(every, request)
    if kind := wanted_format(request):
        return send_list(kind, "flock", _HEADINGS, (_cells(line) for line in lines))
    heads = heads_by_class(book.flock, today)
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock"),
        "open_numbers": book.flock.rules.open if every else (),
        "total": len(every),
        "counts": [
            ClassCount(words, heads[name], with_query(request.path, area=place.area, kind=name))
            for name, words in CLASSES.items()
            if heads.get(name)
        ],
        "find": request.GET.get("find", ""),
        "kinds": _options({n: CLASSES[n] for n in CLASSES if heads.get(n)}, request.GET.get("kind", "")),
        "pens": _options(
            {line.pen: Words(line.pen, line.pen) for line in every if line.pen}, request.GET.get("pen", "")
        ),
        "homes": _options(
            {line.household: line.home for line in every if line.household}, request.GET.get("household", "")
        ),
        "due_only": bool(request.GET.get("due")),
        "sorts": _options(_SORTS, request.GET.get("sort", "name")),
        "pager": turn_pages(request, lines, _SIZE),
        "exports": exports_of(request) if lines else None,
        "new_url": with_query(reverse("flock_new"), area=place.area),
        "pens_url": with_query(reverse("flock_pens"), area=place.area),
        "import_url": with_query(reverse("flock_import"), area=place.area),
        "empty": _empty(place, bool(every)),
    }
    return show(request, "pages/flock.html", "flock", page=page)


@takes_entries("flock_withdraw")
@signed_in
@require_http_methods(["GET", "POST"])
def show_sheep(request: HttpRequest, viewer: Viewer, animal_id: str) -> HttpResponse:
    """One sheep: what it is, its kin, its life; a wrong entry can be withdrawn with a reason."""
    place = book_place(request, viewer)
    if request.method == "POST":
        take_event_back(
            viewer, place.area, request.POST.get("event", ""), sent_id=sent_id_of(request),
            reason=request.POST.get("reason", ""), purpose=PURPOSE,
        )  # fmt: skip
        messages.success(
            request, say(Words("已撤回，原记录和理由都留着。", "Withdrawn; entry and reason stay on record."))
        )
        if paid_in_cash(request.POST.get("event", "")):
            still = Words(
                "同一张单子还记了现金账，请到现金账核对，需要时一并撤回。",
                "The same form wrote into the cash book; look there and withdraw it too if need be.",
            )
            messages.warning(request, say(still))
        return redirect(with_query(request.path, area=place.area if place.areas else ""))
    file = sheep_file(viewer, animal_id, place.area, purpose=PURPOSE)
    today = clock.today()
    now = file.flock.at(today)[animal_id]
    vaccines = vaccination_lines(file.area_code)
    book = FlockBook(file.area_code, file.flock, file.homes, {}, file.may_keep)
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock"),
        "open_numbers": (),
        "name": file.flock.name(animal_id),
        "pairs": sheep_pairs(file, today),
        "held": held_words(now, today),
        "due": [one for one in due_now(book) if one.animal_id == animal_id and one.when(today) != "later"],
        "kin": kin_lines(file, today),
        "events": event_lines(file, vaccines),
        "may_keep": file.may_keep,
        "enter_url": with_query(reverse("flock_enter"), area=place.area, keys=file.flock.name(animal_id))
        if now.present
        else "",
    }
    return show(request, "pages/flock_sheep.html", "flock", page=page)


def _kept(lines: Sequence[SheepLine], request: HttpRequest) -> list[SheepLine]:
    asked = request.GET
    found = [
        line
        for line in lines
        if asked.get("kind", "") in ("", line.kind)
        and asked.get("pen", "") in ("", line.pen)
        and asked.get("household", "") in ("", line.household)
        and (not asked.get("due") or line.due)
        and asked.get("find", "").strip() in line.name
    ]
    order = list(CLASSES)
    keys = {
        "age": lambda line: -line.age_days,
        "class": lambda line: order.index(line.kind) if line.kind in order else len(order),
        "pen": lambda line: line.pen,
    }
    key = keys.get(asked.get("sort", ""))
    return sorted(found, key=key) if key else found


def _cells(line: SheepLine) -> tuple[object, ...]:
    due = Words("；".join(w.zh for w in line.due), "; ".join(w.en for w in line.due))
    return (
        line.name, line.sex, line.class_words, line.age, line.breed, line.pen, line.home, line.weight, line.held, due,
    )  # fmt: skip


def _options(words: dict[str, Words], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(code, label, code == chosen) for code, label in words.items())


def _empty(place: BookPlace, filtered: bool) -> Empty:
    if filtered:
        return Empty(
            "filter", Words("没有符合条件的羊", "No sheep like that"), Words("换个条件看看。", "Try another filter."),
            with_query(reverse("flock"), area=place.area), Words("全部羊只", "All sheep"),
        )  # fmt: skip
    return Empty(
        "village",
        Words("账上还没有羊", "No sheep in the book yet"),
        Words(
            "把现有的羊从表格导入，或逐只登记；以后出生、买卖、死亡都记在这里。",
            "Bring in the sheep there are from a sheet, or enter them; births, sales and deaths follow here.",
        ),
        with_query(reverse("flock_import"), area=place.area) if place.may_keep else "",
        Words("从表格导入", "From a sheet"),
    )
