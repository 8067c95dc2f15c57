"""Shared places, visits and possible sources as tables: in words, nothing is worked out here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.urls import reverse

from mutong.desk.situation_sheets import Cell, Sheet, cells
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, instant_words
from mutong.kernel.words import Words
from mutong.outbreak.case_sources import PossibleSource, source_words
from mutong.outbreak.columns import instant_of
from mutong.outbreak.common_place_words import chance_text, expected_text, how_words, place_words
from mutong.outbreak.common_places import CommonPlaces, SharedPlace

Rows = tuple[Words, tuple[Sequence[Words], list[tuple[Cell, ...]]]]
_YES, _NO = Words("是", "yes"), Words("否", "no")
_TO_LOOK_INTO = Words("待查明", "to look into")


def place_sheet(found: CommonPlaces | None) -> Rows:
    """The ranked places."""
    headings = (
        Words("场所", "Place"), Words("类别", "Kind"), Words("不寻常", "Surprising"), Words("病例", "Cases"),
        Words("户", "Households"), Words("偶然应有", "By chance"), Words("偶然概率", "Chance"),
        Words("错误发现率", "False discovery"), Words("到过的人", "People there"), Words("怎样共同", "How shared"),
        Words("同处分钟", "Minutes together"), Words("病例编号", "Case ids"), Words("说明", "In words"),
    )  # fmt: skip
    rows = [
        cells(
            Cell(Words(f"{one.rank}. {one.name}", f"{one.rank}. {one.name}")), code_words(one.kind, "kind"),
            _YES if one.surprising else _NO, f"{len(one.cases)}", f"{one.households}", expected_text(one.expected),
            chance_text(one.chance), f"{one.false_rate:.2g}", f"{one.people:,}", how_words(one.how, found.search.gap),
            f"{one.minutes:.0f}", ", ".join(one.cases), place_words(one, found),
        )
        for one in (found.places if found else ())
    ]  # fmt: skip
    return Words("共同到过的场所", "Places shared"), (headings, rows)


def places_listed(places: Sheet, most: int) -> Sheet:
    """The places as the page lists them: the first so many, and of the columns those that fit beside each other."""

    def kept(row: tuple) -> tuple:
        return row[:7] + row[8:10]

    return replace(
        places,
        headings=kept(places.headings),
        rows=tuple(kept(row) for row in places.rows[:most]),
        left=max(0, len(places.rows) - most),
    )


def visit_sheet(found: CommonPlaces | None, names: Mapping[str, str]) -> Rows:
    """Every visit of the cases to the ranked places, place by place in the order of time."""
    headings = (
        Words("病例", "Case"), Words("姓名", "Name"), Words("场所", "Place"), Words("到达", "Arrived"),
        Words("离开", "Left"), Words("座位", "Seat"), Words("位置准确", "Position sure"),
        Words("确在可能受感染的日子里", "Surely while it may have been infected"),
    )  # fmt: skip
    rows = []
    for place in found.places if found else ():
        for visit in found.visits_at(place.place_id):
            case_id, left = str(visit["case_id"]), visit["left"]
            rows.append(
                cells(
                    Cell(case_id, reverse("case", args=[case_id])), names.get(str(visit["person_id"]), ""),
                    Words(place.name, place.name), instant_words(instant_of(visit["arrived"])),
                    UNKNOWN if left is None else instant_words(instant_of(left)), visit["seat"],
                    _TO_LOOK_INTO if visit["unsure_where"] else _YES, _YES if visit["in_window"] else _TO_LOOK_INTO,
                )
            )  # fmt: skip
    return Words("谁何时在场", "Who was there when"), (headings, rows)


def visits_of_place(visits: Sheet, place: SharedPlace) -> Sheet:
    """The visits to one place, out of those to all, without the column of the place."""
    kept = [k for k in range(len(visits.headings)) if k != 2]
    return replace(
        visits,
        name=f"visits-{place.rank}",
        headings=tuple(visits.headings[k] for k in kept),
        rows=tuple(
            tuple(row[k] for k in kept) for row in visits.rows if row[2].text == Words(place.name, place.name)
        ),
    )


def source_sheet(
    sources: Sequence[PossibleSource], places: Mapping[str, str], names: Mapping[str, str], case_id: str
) -> Rows:
    """The possible sources of one case, ranked."""
    headings = (
        Words("可能的来源", "Possible source"), Words("判定", "Judged"), Words("理由", "Why"), Words("首次", "First"),
        Words("末次", "Last"), Words("分钟", "Minutes"), Words("当时在场", "People there"),
    )  # fmt: skip
    rows = []
    for one in sources:
        name = names.get(one.person, "")
        shown = f"{one.source_case or one.person} {name}".strip()
        rows.append(
            cells(
                Cell(
                    Words(f"{one.rank}. {shown}", f"{one.rank}. {shown}"),
                    reverse("case", args=[one.source_case]) if one.source_case else "",
                ),
                Words("确定", "sure") if one.sure else _TO_LOOK_INTO,
                source_words(one, places.get(one.place_id or "", one.place_id or ""), names),
                UNKNOWN if one.first is None else instant_words(instant_of(one.first)),
                UNKNOWN if one.last is None else instant_words(instant_of(one.last)),
                None if one.minutes is None else f"{one.minutes:.0f}",
                None if one.people is None else f"{one.people:,}",
            )
        )  # fmt: skip
    return Words(f"{case_id} 可能的来源", f"Possible sources of {case_id}"), (headings, rows)
