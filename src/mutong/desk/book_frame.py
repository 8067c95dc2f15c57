"""What every page of the flock book shares: which area's books, the tabs between the books, the fields of a form."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from mutong.desk.field_entries import entry_of
from mutong.desk.language import say
from mutong.desk.parts import NO_WORDS, Option, Tab, with_query
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.actions.keep_flock_book import Kept
from mutong.records.reads.flock import KEEP, READ, book_areas
from mutong.village.book.event_kinds import Field
from mutong.village.book.vaccination import VaccinationLine

PURPOSE = "登记和查看羊群账 / keep and read the flock book"
SEXES: dict[str, Words] = {"female": Words("母", "female"), "male": Words("公", "male")}
_BOOKS = (
    ("flock", Words("羊只", "Sheep")),
    ("flock_due", Words("要做的", "What is due")),
    ("flock_enter", Words("登记", "Enter")),
    ("flock_lambing", Words("产羔", "Lambing")),
    ("book_feed", Words("饲草料", "Feed")),
    ("book_cash", Words("现金", "Cash")),
    ("book_manure", Words("粪肥和消毒", "Manure and care")),
    ("flock_month", Words("月账", "Month")),
    ("farm_record", Words("养殖档案", "Farm record")),
)
_SHOWN_LINES = 60


@dataclass(frozen=True)
class BookPlace:
    """Whose books: the area, the areas to choose from, and whether the viewer may write there."""

    area: str
    name: str
    areas: tuple[Option, ...]
    may_keep: bool


@dataclass(frozen=True)
class FormField:
    """One field of a form as its template draws it: `options` make it a list to choose from, `list` suggests words."""

    name: str
    label: Words
    type: str = "text"
    value: str = ""
    optional: bool = True
    options: tuple[Option, ...] = ()
    suggests: tuple[Option, ...] = ()
    mode: str = ""
    hint: Words = NO_WORDS
    problem: Words | None = None
    rows: int = 0
    checked: bool = False


@dataclass(frozen=True)
class BookForm:
    """A form: its fields, its own id (a form sent twice is taken once), and what is wrong with all of it."""

    fields: tuple[FormField, ...]
    sent_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    problem: Words | None = None


@dataclass(frozen=True)
class Choices:
    """What a form can offer: households by door, pens, vaccines."""

    homes: Mapping[str, str]
    pens: Iterable[str]
    vaccines: Sequence[VaccinationLine] = ()


def book_place(request: HttpRequest, viewer: Viewer) -> BookPlace:
    """The area asked for, else the first whose books the viewer may read. Raises AccessDenied without read_books."""
    holding = check_anywhere(viewer, READ, PURPOSE)
    found = book_areas(viewer)
    asked = request.POST.get("area") or request.GET.get("area", "")
    area = asked if asked.isascii() and asked.isdigit() else next(iter(found), holding.area_code)
    options = tuple(Option(code, Words(name, name), code == area) for code, name in found.items())
    return BookPlace(area, found.get(area, area), options if len(options) > 1 else (), viewer.may(KEEP, area))


def book_tabs(place: BookPlace, current: str) -> tuple[Tab, ...]:
    """The way between the books; forms only for whoever may write."""
    return tuple(
        Tab(label, with_query(reverse(name), area=place.area if place.areas else ""), name == current)
        for name, label in _BOOKS
        if place.may_keep or name not in ("flock_enter", "flock_lambing")
    )


def sent_id_of(request: HttpRequest) -> str:
    """The id of the form that was sent: the phone's entry, else the form's own."""
    entry = entry_of(request)
    if entry is not None:
        return entry.entry_id
    try:
        return str(uuid.UUID(request.POST.get("sent_id", "")))
    except ValueError:
        return str(uuid.uuid4())


def day_of_entry(request: HttpRequest) -> date:
    """The day for a form that says none: that on which it was filled in."""
    entry = entry_of(request)
    return entry.at.astimezone(clock.now().tzinfo).date() if entry else clock.today()


def options_of(words: Mapping[str, Words], chosen: str, nothing: Words | None = None) -> tuple[Option, ...]:
    """Options from codes; `nothing` adds an empty first one."""
    first = () if nothing is None else (Option("", nothing, not chosen),)
    return (*first, *(Option(code, label, code == chosen) for code, label in words.items()))


def home_options(homes: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    """The cooperative's own, then every household by its door."""
    own = Option("", Words("合作社（集体）", "the cooperative"), not chosen)
    return (own, *(Option(home, Words(door, door), home == chosen) for home, door in homes.items()))


def event_form_fields(
    fields: Iterable[Field], texts: Mapping[str, str], wrong: Mapping[str, Words], choices: Choices
) -> tuple[FormField, ...]:
    """The fields of a kind of event as a form shows them, with what was typed and what is wrong."""
    return tuple(_form_field(one, texts.get(one.name, ""), wrong.get(one.name), choices) for one in fields)


def _form_field(one: Field, value: str, problem: Words | None, choices: Choices) -> FormField:
    told: dict[str, object] = {"value": value, "optional": not one.required, "problem": problem}
    if one.type == "code":
        told["options"] = options_of(one.codes, value, Words("不填", "not said"))
    elif one.type == "household":
        told["options"] = home_options(choices.homes, value)
    elif one.type == "vaccine":
        told["options"] = tuple(Option(v.line, v.label, v.line == value) for v in choices.vaccines)
    elif one.type == "pen":
        told["suggests"] = tuple(Option(pen, Words(pen, pen)) for pen in choices.pens)
    elif one.type == "day":
        told["type"] = "date"
    elif one.type == "yesno":
        told |= {"type": "checkbox", "value": "1", "checked": bool(value)}
    elif one.type in ("kg", "fen"):
        told["mode"] = "decimal"
    elif one.type in ("count", "days", "tag"):
        told["mode"] = "numeric"
    return FormField(one.name, one.label, **told)


def tell_kept(request: HttpRequest, kept: Kept, what: Words) -> None:
    """Say how many lines were kept, and of each bad line what is wrong with it."""
    done = Words(f"{what.zh}：登记 {kept.written} 只。", f"{what.en}: {kept.written} sheep kept.")
    if kept.again:
        done = Words(
            f"{done.zh}另有 {kept.again} 只此前已登记，没有重复。",
            f"{done.en} {kept.again} had been kept before.",
        )
    messages.success(request, say(done))
    if kept.bad:
        count = Words(f"有 {len(kept.bad)} 行没有登记：", f"{len(kept.bad)} lines were not kept: ")
        messages.error(request, say(count) + say(lines_words(kept.bad)))
    if kept.warned:
        count = Words(f"有 {len(kept.warned)} 行请核对：", f"{len(kept.warned)} lines to check: ")
        messages.warning(request, say(count) + say(lines_words(kept.warned)))


def lines_words(lines: Sequence) -> Words:
    """Each line's number with what is said of it; a long list is cut off and says so."""
    shown = lines[:_SHOWN_LINES]
    zh = "".join(f"{line.key}：{''.join(w.zh for w in line.words)}" for line in shown)
    en = " ".join(f"{line.key}: {' '.join(w.en for w in line.words)}" for line in shown)
    rest = len(lines) - len(shown)
    return Words(f"{zh}……另有 {rest} 行。", f"{en} … and {rest} more.") if rest else Words(zh, en)
