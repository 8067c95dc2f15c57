"""What is due in the flock by day and pen, and the vaccination calendar with its sources, confirmed or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutong.desk.book_frame import (
    PURPOSE,
    BookForm,
    FormField,
    book_place,
    book_tabs,
    options_of,
)
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.flock_lines import home_words
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Empty, Tab, address, exports_of, turn_pages, with_query
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_day_books import ChangedLine, change_vaccination
from mutong.records.reads.flock import FlockBook
from mutong.village.book.due import Due
from mutong.village.book.vaccination import GROUPS, Span, VaccinationLine, read_span
from mutong.workflows.flock_book import due_now, flock_book, vaccination_lines

_SIZE = 100
_WHEN = {
    "overdue": Words("逾期", "Overdue"),
    "today": Words("今天", "Today"),
    "week": Words("七天内", "Within a week"),
    "open": Words("可以办了", "May be done"),
    "later": Words("以后", "Later"),
}
_HEADINGS = (
    Words("什么事", "What"),
    Words("耳标", "Tag"),
    Words("自", "From"),
    Words("最迟", "By"),
    Words("圈舍", "Pen"),
    Words("归哪户", "Household"),
    Words("待确认", "To be confirmed"),
)
_SPANS = {
    "first_dose_age": Words("首免日龄", "Age at the first dose"),
    "booster_after": Words("加强间隔", "Booster after"),
    "repeat_every": Words("重复间隔", "Repeated every"),
    "before_lambing": Words("产前多久", "Before lambing"),
}


@dataclass(frozen=True)
class DueGroup:
    """The same thing due for sheep of one pen and household: how many, when, and the way to enter it."""

    words: Words
    pen: str
    home: Words
    names: tuple[tuple[str, str], ...]
    from_day: date
    by_day: date | None
    to_confirm: bool
    late: bool
    enter_url: str

    @property
    def count(self) -> int:
        """How many sheep."""
        return len(self.names)


@signed_in
@require_GET
def show_due(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is overdue, due today, within a week, or may be done; by pen."""
    place = book_place(request, viewer)
    book = flock_book(viewer, place.area, purpose=PURPOSE)
    today = clock.today()
    every = due_now(book)
    by_when = {name: [one for one in every if one.when(today) == name] for name in _WHEN}
    chosen = request.GET.get("when", "")
    if chosen not in _WHEN:
        chosen = next((name for name in ("overdue", "today", "week", "open") if by_when[name]), "today")
    if kind := wanted_format(request):
        return send_list(
            kind, "due", _HEADINGS, (_cells(book, one) for one in every if one.when(today) == chosen)
        )
    groups = _groups(book, by_when[chosen], place.area, today, place.may_keep)
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock_due"),
        "open_numbers": book.flock.rules.open if book.flock.animals else (),
        "whens": tuple(
            Tab(words, address(request, when=name), name == chosen, len(by_when[name]))
            for name, words in _WHEN.items()
        ),
        "pager": turn_pages(request, groups, _SIZE),
        "exports": exports_of(request) if groups else None,
        "vaccination_url": with_query(reverse("flock_vaccination"), area=place.area),
        "empty": Empty(
            "check",
            Words("没有要做的", "Nothing is due"),
            Words(
                "登记配种、出生、免疫、用药后，到期的事会列在这里。",
                "Once matings, births, vaccinations and treatments are entered, what falls due stands here.",
            ),
        ),
    }
    return show(request, "pages/flock_due.html", "flock", page=page)


@signed_in
@require_http_methods(["GET", "POST"])
def show_vaccination(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The vaccination calendar: every line with source and grade; the township vet station's word is entered here."""
    place = book_place(request, viewer)
    lines = vaccination_lines(place.area)
    asked = request.POST.get("line", "") or request.GET.get("line", "")
    chosen = next((one for one in lines if one.line == asked), None)
    form = None
    if request.method == "POST":
        form = _change(request, viewer, place.area, chosen)
        if form is None:
            messages.success(
                request,
                say(
                    Words(
                        "已按此执行，原来的留着备查。",
                        "It counts from now on; the earlier line stays on record.",
                    )
                ),
            )
            return redirect(with_query(reverse("flock_vaccination"), area=place.area))
    elif chosen is not None:
        form = _line_form(chosen, {}, {})
    headings = (
        Words("疫苗", "Vaccine"),
        Words("对象", "For"),
        *_SPANS.values(),
        Words("剂量", "Dose"),
        Words("出处", "Source"),
        Words("分级", "Grade"),
        Words("确认人", "Confirmed by"),
    )
    if kind := wanted_format(request):
        return send_list(kind, "vaccination", headings, (_line_cells(one) for one in lines))
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock_due"),
        "open_numbers": (),
        "lines": lines,
        "groups": GROUPS,
        "chosen": chosen.line if chosen else "",
        "form": form,
        "exports": exports_of(request),
        "due_url": with_query(reverse("flock_due"), area=place.area),
    }
    wrong = form is not None and form.problem is not None
    return show(request, "pages/flock_vaccination.html", "flock", status=400 if wrong else 200, page=page)


def _groups(book: FlockBook, due: Sequence[Due], area: str, today: date, may_keep: bool) -> list[DueGroup]:
    together: dict[tuple[object, ...], list[Due]] = {}
    for one in due:
        together.setdefault((one.kind, one.line, one.words.zh, one.pen, one.household), []).append(one)
    groups = []
    for some in together.values():
        first = some[0]
        names = tuple(
            (book.flock.name(one.animal_id), reverse("flock_sheep", args=[one.animal_id])) for one in some
        )
        ends = [one.by_day for one in some if one.by_day]
        groups.append(
            DueGroup(
                first.words,
                first.pen,
                home_words(first.household, book.homes),
                names,
                min(one.from_day for one in some),
                min(ends) if ends else None,
                any(one.to_confirm for one in some),
                any(one.when(today) == "overdue" for one in some),
                _enter_url(first, [name for name, _ in names], area) if may_keep else "",
            )
        )
    return groups


def _enter_url(one: Due, names: Sequence[str], area: str) -> str:
    """Where the thing done is entered: the form with its sheep filled in."""
    keys = "\n".join(names[:200])
    kind = {
        "vaccinate": "vaccinated",
        "no_dose": "vaccinated",
        "check": "checked",
        "wean": "weaned",
        "tag": "tagged",
    }
    if one.kind == "lambing":
        return with_query(reverse("flock_lambing"), area=area, ewe=names[0] if len(names) == 1 else "")
    if one.kind not in kind:
        return ""
    return with_query(reverse("flock_enter"), area=area, kind=kind[one.kind], keys=keys, vaccine=one.line)


def _cells(book: FlockBook, one: Due) -> tuple[object, ...]:
    confirm = Words("待确认", "to be confirmed") if one.to_confirm else ""
    return (
        one.words,
        book.flock.name(one.animal_id),
        one.from_day,
        one.by_day,
        one.pen,
        home_words(one.household, book.homes),
        confirm,
    )


def _line_cells(one: VaccinationLine) -> tuple[object, ...]:
    spans = (one.first_dose_age, one.booster_after, one.repeat_every, one.before_lambing)
    confirmed = one.confirmed_by or Words(
        "待乡镇畜牧兽医站确认", "to be confirmed by the township vet station"
    )
    return (
        one.label,
        GROUPS[one.applies_to],
        *(span.words if span else "" for span in spans),
        one.dose,
        f"{one.source} {one.at}".strip(),
        one.grade_words,
        confirmed,
    )


def _change(request: HttpRequest, viewer: Viewer, area: str, old: VaccinationLine | None) -> BookForm | None:
    """The form again with what is wrong, or None where the line was written."""
    if old is None:
        raise MutongError("line_not_found", Words("免疫程序里没有这一行。", "The calendar has no such line."))
    texts = request.POST
    wrong: dict[str, Words] = {}
    spans = {}
    for name, label in _SPANS.items():
        try:
            span = read_span(texts.get(name, ""), label)
            spans[name] = span.text if span else ""
        except MutongError as error:
            wrong[name] = error.words
    if not texts.get("confirmed_by", "").strip():
        wrong["confirmed_by"] = Words("请写是谁确认的", "Write who confirmed it")
    if texts.get("applies_to") not in GROUPS:
        wrong["applies_to"] = Words("请选对象", "Choose for whom")
    if wrong:
        return _line_form(old, texts, wrong)
    changed = ChangedLine(
        line=old.line,
        label_zh=old.label.zh,
        label_en=old.label.en,
        applies_to=texts["applies_to"],
        dose=texts.get("dose", "").strip(),
        confirmed_by=texts["confirmed_by"].strip(),
        confirmed_on=clock.today(),
        reason=texts.get("reason", "").strip() or texts["confirmed_by"].strip(),
        **spans,
    )
    change_vaccination(viewer, area, changed, purpose=PURPOSE)
    return None


def _said(span: Span | None) -> str:
    return say(span.words) if span else ""


def _line_form(old: VaccinationLine, texts: dict[str, str], wrong: dict[str, Words]) -> BookForm:
    def value(name: str, kept: object) -> str:
        return texts.get(name, str(kept or "")) if texts else str(kept or "")

    spans = [
        FormField(
            name,
            label,
            value=value(name, _said(getattr(old, name))),
            problem=wrong.get(name),
            hint=Words("如：28-35 天、6 个月", "such as 28-35 days, 6 months"),
        )
        for name, label in _SPANS.items()
    ]
    fields = (
        FormField(
            "applies_to",
            Words("对象", "For"),
            options=options_of(GROUPS, value("applies_to", old.applies_to)),
            optional=False,
            problem=wrong.get("applies_to"),
        ),
        *spans,
        FormField("dose", Words("剂量", "Dose"), value=value("dose", old.dose)),
        FormField(
            "confirmed_by",
            Words("谁确认的", "Confirmed by"),
            value=value("confirmed_by", old.confirmed_by),
            optional=False,
            problem=wrong.get("confirmed_by"),
            hint=Words("如：乡镇畜牧兽医站，姓名", "such as the township vet station, name"),
        ),
        FormField("reason", Words("依据", "Why"), value=value("reason", "")),
    )
    problem = (
        Words("有地方要改，没有登记。", "Something is to be mended; nothing was kept.") if wrong else None
    )
    return BookForm(fields, problem=problem)
