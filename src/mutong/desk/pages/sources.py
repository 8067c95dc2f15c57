"""The source of cases: places they shared while they may have been infected, and who may have infected one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk import source_sheets as sheets
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Exports, Option, address
from mutong.desk.pictures.presence import Bar, Line, draw_presence
from mutong.desk.situation_sheets import Sheet
from mutong.desk.vocabulary import code_words
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.common_place_words import METHOD, how_words, nothing_shared, place_words, units
from mutong.outbreak.common_places import CommonPlaces, SharedPlace
from mutong.outbreak.contact_rows import cause_words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.reads.areas import area_of_code, areas_under
from mutong.records.reads.source_rows import OpenCases
from mutong.workflows.sources import (
    ALL,
    CHAIN,
    CHOSEN,
    UNLINKED,
    AreaSources,
    SourceQuestion,
    chains_among,
    find_sources,
    open_cases_of,
    standard_incubation,
)

PURPOSE = "溯源：查找病例共同到过的场所 / look for the source: places cases shared"
_PLACES_TOLD, _LISTED = 10, 50
_PAD_SHARE = 0.08


@dataclass(frozen=True)
class PlaceCard:
    """One ranked place as the page tells it."""

    place: SharedPlace
    kind: Words
    how: Words
    words: Words
    wide: SafeString
    narrow: SafeString
    visits: Sheet


@dataclass(frozen=True)
class Asked:
    """The form as it was sent: which cases, and the numbers as they were written."""

    area: str
    which: str
    chosen: tuple[str, ...]
    source_of: str
    days_from: str
    days_to: str
    hours: str
    once: bool


@signed_in
@require_GET
def show_sources(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form; and, once it is sent, the ranked places and the possible sources of one case."""
    own = check_anywhere(viewer, "read_movement", PURPOSE)
    asked, problems = _asked(request, own.area_code), []
    held: AreaSources | None = None
    cases = open_cases_of(viewer, asked.area, purpose=PURPOSE)
    question = _question(asked, problems)
    if asked.which and not problems:
        try:
            held = find_sources(viewer, asked.area, cases, question, purpose=PURPOSE)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problems.append(refusal.words)
    tables = _tables(request, held, asked) if held else {}
    if (kind := wanted_format(request)) and tables:
        wanted = tables.get(request.GET.get("list", ""), tables["places"])
        rows = ([cell.text for cell in row] for row in wanted.rows)
        return send_list(kind, f"sources-{wanted.name}", wanted.headings, rows)
    page = {
        "form": _form(own.area_code, asked, cases),
        "problems": problems,
        "found": held is not None,
        "empty": _empty(cases, held),
        **(_parts(held, tables, asked) if held else {}),
    }
    return show(request, "pages/sources.html", "outbreak", status=400 if problems else 200, page=page)


def _asked(request: HttpRequest, own: str) -> Asked:
    given = request.GET
    source_of = given.get("of", "").strip()
    return Asked(
        area=given.get("area") or own,
        which=given.get("which", "") or (UNLINKED if source_of else ""),
        chosen=tuple(dict.fromkeys(given.getlist("case"))),
        source_of=source_of,
        days_from=given.get("days_from", "").strip(),
        days_to=given.get("days_to", "").strip(),
        hours=given.get("hours", "").strip(),
        once=given.get("once") == "1",
    )


def _question(asked: Asked, problems: list[Words]) -> SourceQuestion:
    most, least = _number(asked.days_from, problems), _number(asked.days_to, problems)
    if (most is None) != (least is None) and not problems:
        problems.append(Words("起止天数要一起填，或都不填", "Fill in both numbers of days, or neither"))
    hours = _number(asked.hours, problems)
    return SourceQuestion(
        which=asked.which,
        chosen=asked.chosen,
        source_of=asked.source_of,
        days=(most, least) if most is not None and least is not None else None,
        hours_apart=hours or 0.0,
        chains_once=asked.once,
    )


def _number(text: str, problems: list[Words]) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if 0 <= found < 1000:
        return found
    said = text[:40]
    problems.append(
        Words(f"“{said}”不是 0 至 999 的数字", f"“{said}” is no number from 0 to 999; write it like 7")
    )
    return None


def _form(own: str, asked: Asked, cases: OpenCases) -> dict[str, object]:
    incubation = standard_incubation(asked.area)
    chains = chains_among(cases)
    which = [
        (UNLINKED, Words("来源未明的病例（输入除外）", "cases without a known source (imported ones apart)")),
        (ALL, Words("全部在管病例", "every open case")),
        (CHOSEN, Words("下面勾选的病例", "the cases ticked below")),
        *(
            (
                f"{CHAIN}{first}",
                Words(f"传播链 {first}（{len(all_of)} 例）", f"chain {first} ({len(all_of)} cases)"),
            )
            for first, all_of in chains.items()
        ),
    ]
    ids = [(str(row["case_id"]), _case_name(row, cases)) for row in cases.cases]
    nobody = ("", Words("不查单个病例", "no single case"))
    return {
        "areas": _areas(own, asked.area),
        "which": tuple(Option(value, label, value == asked.which) for value, label in which),
        "cases": tuple(Option(value, label, value in asked.chosen) for value, label in ids),
        "of": tuple(Option(value, label, value == asked.source_of) for value, label in (nobody, *ids)),
        "days_from": asked.days_from,
        "days_to": asked.days_to,
        "hours": asked.hours,
        "once": asked.once,
        "settled": incubation.basis if incubation is not None and incubation.is_settled else None,
        "missing": [cause_words(one) for one in incubation.missing] if incubation is not None else [],
    }


def _areas(own: str, chosen: str) -> tuple[Option, ...]:
    top = area_of_code(own)
    listed = [*([top] if top else []), *areas_under(own)]
    return tuple(Option(one.area_code, Words(one.name, one.name), one.area_code == chosen) for one in listed)


def _case_name(row: Mapping[str, object], cases: OpenCases) -> Words:
    return Words(*(f"{row['case_id']} {cases.names.get(str(row['person_id']), '')}".strip(),) * 2)


def _parts(held: AreaSources, tables: Mapping[str, Sheet], asked: Asked) -> dict[str, object]:
    found = held.places
    return {
        "picked": len(held.picked),
        "surprising": sum(one.surprising for one in found.places) if found else 0,
        "warnings": held.warnings,
        "cards": [_card(one, found, held, tables) for one in found.places[:_PLACES_TOLD]] if found else [],
        "places": tables["places"],
        "listed": sheets.places_listed(tables["places"], _LISTED),
        "visits_url": tables["visits"].exports.csv,
        "one": asked.source_of,
        "sources": tables["sources"],
        "nothing": _nothing(held),
        "no_source": _no_source(asked.source_of),
        "method": METHOD,
    }


def _card(one: SharedPlace, found: CommonPlaces, held: AreaSources, tables: Mapping[str, Sheet]) -> PlaceCard:
    visits = list(found.visits_at(one.place_id))
    start, end = (one.occasion.start, one.occasion.end) if one.occasion else (one.first, one.last)
    pad = round((end - start) * _PAD_SHARE) + 60
    bars: dict[str, list[Bar]] = {}
    for visit in visits:
        doubtful = visit["left"] is None or visit["unsure_where"] or not visit["in_window"]
        bars.setdefault(str(visit["case_id"]), []).append(Bar(visit["arrived"], visit["until"], doubtful))
    person = {str(visit["case_id"]): str(visit["person_id"]) for visit in visits}
    lines = [
        Line(f"{case_id} {held.names.get(person[case_id], '')}".strip(), tuple(of_case))
        for case_id, of_case in bars.items()
    ]
    title = Words(f"谁何时在 {one.name}", f"Who was at {one.name} when")
    return PlaceCard(
        one,
        code_words(one.kind, "kind"),
        how_words(one.how, found.search.gap),
        place_words(one, found),
        *draw_presence(f"presence-{one.rank}", title, lines, start - pad, end + pad),
        sheets.visits_of_place(tables["visits"], one),
    )


def _tables(request: HttpRequest, held: AreaSources, asked: Asked) -> dict[str, Sheet]:
    made = {
        "places": sheets.place_sheet(held.places),
        "visits": sheets.visit_sheet(held.places, held.names),
        "sources": sheets.source_sheet(held.sources, held.place_names, held.names, asked.source_of),
    }
    return {
        name: Sheet(
            name, title, tuple(headings), tuple(rows),
            Exports(address(request, format="csv", list=name), address(request, format="xlsx", list=name)),
        )
        for name, (title, (headings, rows)) in made.items()
    }  # fmt: skip


def _nothing(held: AreaSources) -> Empty | None:
    if held.places is not None and held.places.places:
        return None
    if held.no_stays:
        return Empty(
            "import", Words("登记册里没有停留记录", "The register has no stays"),
            Words("导入停留表后才能查行程。", "Import table stays; then movements can be searched."),
        )  # fmt: skip
    if held.places is not None:
        unit = units(held.places)
        return Empty(
            "search", Words(f"没有两{unit.zh}病例共同到过的场所", f"No place shared by cases of two {unit.en}"),
            nothing_shared(held.places),
        )  # fmt: skip
    return Empty(
        "search",
        Words("不足两例，没有共同的场所可查", "Fewer than two cases: there is no shared place to look for"),
        Words(
            f"选中 {len(held.picked)} 例。可以换一组病例，或查某一例可能的来源。",
            f"{len(held.picked)} cases are picked. Pick others, or ask for the possible sources of one case.",
        ),
    )


def _no_source(case_id: str) -> Empty:
    return Empty(
        "question",
        Words(f"没有查到 {case_id} 可能的来源", f"No possible source of {case_id} was found"),
        Words(
            "在其可能受感染的日子里，没有查到与传染期病例或其接触者同处。请补问行程，或放宽天数和间隔小时。",
            "While it may have been infected it met no infectious case and no contact of one, as far as stays tell. "
            "Interview the case again, or widen the days and the hours apart.",
        ),
    )


def _empty(cases: OpenCases, held: AreaSources | None) -> Empty | None:
    if held is not None:
        return None
    if not cases.cases:
        return Empty(
            "check",
            Words("没有在管病例", "No open cases"),
            Words(
                "报告阳性后可以在这里溯源。", "When a positive is reported its source can be looked for here."
            ),
            reverse("outbreak"),
            Words("回到疫情", "Back to the outbreak"),
        )
    return Empty(
        "search",
        Words("选好病例再查", "Pick cases first"),
        Words(
            "查看病例行程会逐例记录在案，所以要先选病例。",
            "Looking at cases' movements is on record case by case; so pick them first.",
        ),
    )
