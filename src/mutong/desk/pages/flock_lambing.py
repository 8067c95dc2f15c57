"""Lambing: which ewes are expected, and a lambing entered with its lambs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.book_frame import (
    PURPOSE,
    SEXES,
    BookForm,
    BookPlace,
    FormField,
    book_place,
    book_tabs,
    day_of_entry,
    options_of,
    sent_id_of,
)
from mutong.desk.day_fields import day_field
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.field_entries import refused, takes_entries
from mutong.desk.flock_lines import home_words
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Empty, Option, exports_of, with_query
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.actions.enter_sheep import Lambing
from mutong.records.reads.flock import FlockBook
from mutong.village.book.due import expected_lambings
from mutong.village.book.event_kinds import event_kind, read_number, read_whole
from mutong.workflows.flock_book import enter_litter, flock_book

_LAMBS = 4
_HEADINGS = (
    Words("耳标", "Tag"),
    Words("配种日", "Mated on"),
    Words("最早", "Earliest"),
    Words("最迟", "Latest"),
    Words("孕检", "Checked"),
    Words("圈舍", "Pen"),
    Words("归哪户", "Household"),
)
_CHECKED = {
    "yes": Words("已孕", "pregnant"),
    "unsure": Words("不能确定", "not sure"),
    "": Words("未孕检", "not checked"),
}


@dataclass(frozen=True)
class ExpectedLine:
    """A ewe expected to lamb."""

    name: str
    url: str
    enter_url: str
    mated_on: date | None
    earliest: date
    latest: date | None
    checked: Words
    pen: str
    home: Words
    late: bool


@takes_entries("lambing")
@signed_in
@require_http_methods(["GET", "POST"])
def show_lambing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The ewes expected to lamb, and the form of a lambing."""
    place = book_place(request, viewer)
    if request.method == "POST":
        answer = _take(request, viewer, place)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    else:
        form = _form({"ewe": request.GET.get("ewe", "")}, {}, clock.today())
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    lines = _expected(book, place)
    if kind := wanted_format(request):
        return send_list(
            kind,
            "lambings",
            _HEADINGS,
            ((x.name, x.mated_on, x.earliest, x.latest, x.checked, x.pen, x.home) for x in lines),
        )
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock_lambing"),
        "open_numbers": book.flock.rules.open if book.flock.animals else (),
        "gestation": book.flock.rules.gestation,
        "form": form,
        "lambs": _lamb_rows(request.POST if form.problem else {}),
        "expected": lines,
        "exports": exports_of(request) if lines else None,
        "empty": Empty(
            "today",
            Words("没有预产的母羊", "No ewe is expected to lamb"),
            Words(
                "登记配种后，这里按约 150 天列出预产日。",
                "Once matings are entered, they stand here by their due day.",
            ),
        ),
    }
    response = show(
        request, "pages/flock_lambing.html", "flock", status=400 if form.problem else 200, page=page
    )
    problems = {field.name: field.problem for field in form.fields if field.problem}
    return refused(response, form.problem, problems) if form.problem else response


def _take(request: HttpRequest, viewer: Viewer, place: BookPlace) -> HttpResponse | BookForm:
    texts = request.POST
    on, wrong_day = day_field(texts.get("on", ""), day_of_entry(request))
    wrong: dict[str, Words] = {} if wrong_day is None else {"on": wrong_day}
    lambs: list[tuple[str, float | None]] = []
    for n in range(1, _LAMBS + 1):
        sex, weight = texts.get(f"sex_{n}", ""), texts.get(f"kg_{n}", "").strip()
        if sex not in SEXES:
            if weight:
                wrong[f"sex_{n}"] = Words("写了初生重，请选公母", "Choose the sex of the lamb weighed")
            continue
        try:
            label = Words(f"第 {n} 只初生重", f"weight of lamb {n}")
            lambs.append((sex, read_number(weight, label) if weight else None))
        except MutongError as error:
            wrong[f"kg_{n}"] = error.words
    dead = 0
    try:
        dead = read_whole(texts.get("dead", "") or "0", Words("死羔", "lambs born dead"), 10)
    except MutongError as error:
        wrong["dead"] = error.words
    if not texts.get("ewe", "").strip():
        wrong["ewe"] = Words("请写母羊耳标", "Write the ewe's tag")
    if wrong:
        return _form(texts, wrong, on)
    help_given = texts.get("help", "")
    lambing = Lambing(
        sent_id_of(request),
        texts["ewe"].strip(),
        on,
        tuple(lambs),
        dead,
        {"help": help_given} if help_given in event_kind("lambed").field("help").codes else {},
        texts.get("genetic_mother", "").strip(),
    )
    try:
        kept = enter_litter(viewer, place.area, lambing, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as error:
        return _form(texts, {str(error.fields.get("field") or "ewe"): error.words}, on)
    numbers = "、".join(line.key for line in kept.lines[1:])
    done = Words(
        f"已登记产羔，羔羊编号：{numbers or '无活羔'}。30 天内戴耳标。",
        f"Lambing entered; lambs: {numbers or 'none alive'}. Tag them within 30 days.",
    )
    if kept.again:
        done = Words("这次产羔此前已登记，没有重复。", "This lambing had been entered before.")
    messages.success(request, say(done))
    for words in kept.lines[0].words if kept.lines else ():
        messages.warning(request, say(words))
    return redirect(with_query(reverse("flock_lambing"), area=place.area if place.areas else ""))


def _form(texts: Mapping[str, str], wrong: Mapping[str, Words], on: date) -> BookForm:
    helped = event_kind("lambed").field("help")
    fields = (
        FormField(
            "ewe",
            Words("母羊耳标", "The ewe's tag"),
            value=texts.get("ewe", ""),
            optional=False,
            mode="numeric",
            problem=wrong.get("ewe"),
        ),
        FormField(
            "on", Words("哪天产的", "Lambed on"), "date", on.isoformat(), False, problem=wrong.get("on")
        ),
        FormField(
            "dead",
            Words("死羔（只）", "Born dead"),
            value=texts.get("dead", ""),
            mode="numeric",
            problem=wrong.get("dead"),
        ),
        FormField(
            "help",
            helped.label,
            options=options_of(helped.codes, texts.get("help", ""), Words("不填", "not said")),
        ),
        FormField(
            "genetic_mother",
            Words("供体母羊（胚胎移植时）", "Donor ewe (embryo transfer)"),
            value=texts.get("genetic_mother", ""),
            problem=wrong.get("genetic_mother"),
        ),
    )
    problem = None
    if wrong:
        others = [words for name, words in wrong.items() if name.startswith(("sex_", "kg_"))]
        problem = Words(
            "没有登记，请改正：" + "；".join(w.zh for w in others or wrong.values()),
            "Nothing was kept; mend this: " + "; ".join(w.en for w in others or wrong.values()),
        )
    return BookForm(fields, problem=problem)


def _lamb_rows(texts: Mapping[str, str]) -> list[dict[str, object]]:
    nothing = Words("没有", "none")
    return [
        {
            "n": n,
            "options": (
                Option("", nothing, not texts.get(f"sex_{n}")),
                *(Option(code, words, texts.get(f"sex_{n}") == code) for code, words in SEXES.items()),
            ),
            "kg": texts.get(f"kg_{n}", ""),
        }
        for n in range(1, _LAMBS + 1)
    ]


def _expected(book: FlockBook, place: BookPlace) -> list[ExpectedLine]:
    today = clock.today()
    lines = []
    for animal, standing, due in expected_lambings(book.flock, today):
        name = book.flock.name(animal.animal_id)
        lines.append(
            ExpectedLine(
                name,
                reverse("flock_sheep", args=[animal.animal_id]),
                with_query(reverse("flock_lambing"), area=place.area, ewe=name),
                standing.mated_on,
                due.from_day,
                due.by_day,
                _CHECKED[standing.checked],
                standing.pen,
                home_words(standing.household, book.homes),
                due.when(today) == "overdue",
            )
        )
    return lines
