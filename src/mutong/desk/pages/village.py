"""What the village's households can offer: how far the survey has come, the sums, and each household."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.facts import number_words
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import NO_WORDS, Empty, Meter, Option, exports_of, turn_pages
from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.village import VillageAnswers, village_answers, village_areas
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.village.survey import ASKED, Offer, Offers, offers

PURPOSE = "查看产业调查 / look at the village survey"
_SIZE = 50
_COLUMNS = tuple(key for key in ASKED)
_NOT_ASKED = Words("还没问", "not asked yet")
_TONES = {"yes": "s-yes", "maybe": "s-maybe", "no": "s-no"}


@dataclass(frozen=True)
class Cell:
    """One cell of the table."""

    label: Words
    value: Words
    number: bool


@dataclass(frozen=True)
class HomeLine:
    """One household's answers."""

    name: Words
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class OfferStat:
    """The sum of one thing offered."""

    label: Words
    figure: Words
    note: Words


@signed_in
@require_GET
def show_village(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The village's offers; with several villages, of the one chosen."""
    holding = check_anywhere(viewer, "read_village", PURPOSE)
    villages = village_areas(viewer)
    area = request.GET.get("area") or next(iter(villages), holding.area_code)
    found = village_answers(viewer, area, ASKED, PURPOSE)
    offered = offers(_rows(found), found.doors) if villages or found.answers else offers([], [])
    lines = [_line(home, door, found) for home, door in found.doors.items()] if offered.households else []
    if kind := wanted_format(request):
        headings = (Words("户", "Household"), *(_heading(key) for key in _COLUMNS))
        return send_list(kind, "village", headings, ((h.name, *(c.value for c in h.cells)) for h in lines))
    page = {
        "areas": tuple(Option(code, Words(name, name), code == area) for code, name in villages.items())
        if len(villages) > 1
        else (),
        "meter": Meter(Words("已经问过的户", "Households asked"), offered.asked, offered.households)
        if offered.households
        else None,
        "willing_bar": _bar(offered),
        "willing_words": _willing(offered),
        "stats": tuple(_stat(one) for one in offered.sums),
        "columns": tuple({"label": _heading(key), "number": _is_number(key)} for key in _COLUMNS),
        "pager": turn_pages(request, lines, _SIZE),
        "exports": exports_of(request),
        "empty": Empty(
            "village",
            Words("这里还没有村里的调查", "No village survey here yet"),
            Words("把入户调查表导入后，这里会显示每户能拿出什么。",
                  "Import the survey sheet and this page shows what each household offers."),
            reverse("imports") if viewer.may("import_tables") else "",
            Words("去导入", "Import"),
        ),
    }  # fmt: skip
    return show(request, "pages/village.html", "village", page=page)


def _rows(found: VillageAnswers) -> list[dict[str, object]]:
    """The answers as rows of the table survey; money in yuan again, as that table has it."""
    rows: dict[str, dict[str, object]] = {
        home: {"household_id": home, "asked_at": day} for home, day in found.asked.items()
    }
    for (home, fact), value in found.answers.items():
        if isinstance(value, tuple):
            low, high = value
            if low is None or low != high:
                continue
            value = low / 100 if fact_spec(fact).unit.startswith("fen") else low
        rows[home][fact] = value
    return list(rows.values())


def _is_number(key: str) -> bool:
    return fact_spec(key).type == "number"


def _heading(key: str) -> Words:
    """What a column holds, with its unit; money in yuan."""
    spec = fact_spec(key)
    if spec.type != "number":
        return spec.label
    unit = Words("元", "yuan") if spec.unit.startswith("fen") else code_words(spec.unit, "unit")
    if unit.en in spec.label.en:
        return spec.label
    return Words(f"{spec.label.zh}（{unit.zh}）", f"{spec.label.en} ({unit.en})")


def _bare(spec: FactSpec, low: float | None, high: float | None) -> Words:
    """A number without its unit, which the heading has."""
    scale = 100 if spec.unit.startswith("fen") else 1
    ends = [f"{end / scale:,.10g}" for end in dict.fromkeys((low, high)) if end is not None]
    return Words("～".join(ends) or "—", " to ".join(ends) or "—")


def _line(home: str, door: str, found: VillageAnswers) -> HomeLine:
    cells = []
    for key in _COLUMNS:
        spec, value = fact_spec(key), found.answers.get((home, key))
        if value is None:
            words = _NOT_ASKED
        elif isinstance(value, tuple):
            words = _bare(spec, *value)
        else:
            words = code_words(value, key) if spec.type == "code" else Words(value, value)
        cells.append(Cell(_heading(key), words, _is_number(key)))
    return HomeLine(Words(door, door), reverse("household", args=[home]), tuple(cells))


def _stat(one: Offer) -> OfferStat:
    """What is surely offered; that more may come where some have not said is told, not added."""
    note = Words(f"另有 {one.unknown} 户未说", f"{one.unknown} have not said") if one.unknown else NO_WORDS
    return OfferStat(one.label, number_words(fact_spec(one.fact), one.low, one.low), note)


def _willing(offered: Offers) -> Words:
    w = offered.willing
    return Words(
        f"愿意 {w['yes']} 户，未定 {w['maybe']} 户，不愿意 {w['no']} 户，还没问 {w['unknown']} 户",
        f"{w['yes']} willing, {w['maybe']} undecided, {w['no']} not willing, {w['unknown']} not asked yet",
    )


def _bar(offered: Offers) -> SafeString:
    """The answers as one bar; the words stand under it."""
    if not offered.households:
        return mark_safe("")
    at, pieces = 0.0, []
    for word, tone in _TONES.items():
        width = 600 * offered.willing[word] / offered.households
        pieces.append(
            format_html(
                '<rect class="{}" x="{}" y="0" width="{}" height="12"/>', tone, f"{at:.1f}", f"{width:.1f}"
            )
        )
        at += width
    return format_html(
        '<svg class="sharebar" viewBox="0 0 600 12" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        mark_safe("".join(pieces)),
    )
