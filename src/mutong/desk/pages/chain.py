"""The chains of an area: one line each, sorted and searched as people like, with what they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.area_duties import Stat
from mutong.desk.pages.chain_tree import show_tree
from mutong.desk.pages.outbreak import Heading
from mutong.desk.parts import Empty, Tab, address, exports_of, page_number, turn_pages, with_query
from mutong.desk.writing import day_words
from mutong.kernel.words import Words
from mutong.outbreak.chain_book import IMPORTED, ChainBook
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.chain_rows import DrawnCase, access_drawn_cases, find_cases
from mutong.workflows.chains import AreaChains, chains_of_area
from mutong.workflows.jobs import ask_for_chains

PURPOSE = "查看传播链 / look at the chains"
_SIZE = 50
_FOUND_NAMED = 3
_COLUMNS = (
    ("chain", Words("链（首例）", "Chain (first case)")),
    ("cases", Words("病例", "Cases")),
    ("first", Words("首例发病", "First onset")),
    ("last", Words("最近发病", "Latest onset")),
    ("origin", Words("来源", "Source")),
    ("generations", Words("代数", "Generations")),
    ("most", Words("一人最多传给", "Most infected by one")),
    ("probable", Words("推测的链接", "Probable links")),
)
_ORIGINS = {
    "yes": Words("输入", "imported"),
    "no": Words("本土", "local"),
    "unknown": Words("不详", "unknown"),
}


@dataclass(frozen=True)
class ChainLine:
    """One chain as a line; `found` are the cases of it that a search found, with their addresses."""

    chain: str
    name: str
    url: str
    cases: str
    strangers: Words | None
    first: Words
    last: Words
    origin: Words
    not_found: bool
    generations: str
    most: str
    probable: str
    ambiguous: Words | None
    found: tuple[tuple[str, str], ...]
    found_left: int


@signed_in
@require_GET
def show_chain(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The chains of the viewer's area; with `case` or `chain` in the address, that one's picture."""
    holding = check_anywhere(viewer, "read_health", PURPOSE)
    held = chains_of_area(viewer, holding.area_code, purpose=PURPOSE)
    if held.behind and not ask_for_chains(holding.area_code):
        held = replace(held, failed=True)
    if request.GET.get("case") or request.GET.get("chain"):
        return show_tree(request, viewer, held)
    return _show_lines(request, viewer, held)


@signed_in
@require_POST
def work_out_again(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put the chains of the viewer's area into the queue."""
    ask_for_chains(check_anywhere(viewer, "read_health", PURPOSE).area_code, again=True)
    return redirect("chain")


def _show_lines(request: HttpRequest, viewer: Viewer, held: AreaChains) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    found: dict[int, list[int]] = {}
    if held.book is not None and asked:
        for case_id in find_cases(viewer, held.area_code, asked, purpose=PURPOSE):
            if (number := held.book.number_of(case_id)) >= 0:
                found.setdefault(int(held.book.chain[number]), []).append(number)
    by = request.GET.get("sort", "-cases")
    chosen = _chosen(held.book, request.GET.get("show", ""), found if asked else None)
    chosen = _sorted(held.book, chosen, by)
    kind = wanted_format(request)
    numbers = chosen if kind else chosen[(page_number(request) - 1) * _SIZE :][:_SIZE]
    if not kind and not len(numbers):
        numbers = chosen[max(0, len(chosen) - 1) // _SIZE * _SIZE :]
    firsts = [str(one) for one in held.book.ids[held.book.chain_first[numbers]]] if held.book else []
    hits = [str(held.book.ids[one]) for chain in numbers for one in found.get(int(chain), ())[:_FOUND_NAMED]]
    names = access_drawn_cases(viewer, held.area_code, [*firsts, *hits], purpose=PURPOSE) if firsts else {}
    if kind:
        rows = _file_rows(held.book, numbers, names) if held.book else ()
        return send_list(kind, "chains", _file_headings(), rows)
    lines = [_line(held.book, int(chain), names, found.get(int(chain), ())) for chain in numbers]
    pager = turn_pages(request, lines, _SIZE, total=len(chosen))
    column, down = by.lstrip("-"), by.startswith("-")
    page = {
        "held": held,
        "tabs": _tabs(request, held.book),
        "asked": asked,
        "sort": by,
        "shown": request.GET.get("show", ""),
        "columns": tuple(_heading(request, name, label, column, down) for name, label in _COLUMNS),
        "chains": pager,
        "stats": _stats(held),
        "exports": exports_of(request) if len(chosen) else None,
        "empty": _empty(held, viewer, asked),
    }
    return show(request, "pages/chain.html", "outbreak", page=page)


def _chosen(book: ChainBook | None, kind: str, found: dict[int, list[int]] | None) -> np.ndarray:
    if book is None:
        return np.zeros(0, dtype=np.int64)
    chosen = _of_kind(book, kind)
    if found is not None:
        among = np.zeros(len(chosen), dtype=bool)
        among[list(found)] = True
        chosen &= among
    return np.flatnonzero(chosen)


def _of_kind(book: ChainBook, kind: str) -> np.ndarray:
    together = book.chain_cases + book.chain_strangers
    return {
        "several": together > 1,
        "single": (together == 1) & (book.chain_unlinked > 0),
        "imported": book.chain_origin == IMPORTED.index("yes"),
        "not_found": book.chain_unlinked > 0,
        "ambiguous": book.chain_ambiguous > 0,
    }.get(kind, np.ones(len(book.chain_first), dtype=bool))


def _sorted(book: ChainBook | None, chosen: np.ndarray, by: str) -> np.ndarray:
    """Sorted by a column; a day that is not known stands last whichever way, equals by the name of the chain."""
    if book is None:
        return chosen
    columns = {
        "chain": book.chain_first, "cases": book.chain_cases, "first": book.chain_first_onset,
        "last": book.chain_last_onset, "origin": book.chain_origin, "generations": book.chain_generations,
        "most": book.chain_most, "probable": book.chain_probable,
    }  # fmt: skip
    name = by.lstrip("-") if by.lstrip("-") in columns else "cases"
    values = columns[name][chosen].astype(np.int64)
    missing = (values == 0) & (name in ("first", "last"))
    return chosen[np.lexsort((book.chain_first[chosen], -values if by.startswith("-") else values, missing))]


def _line(
    book: ChainBook, chain: int, names: dict[str, DrawnCase], found: list[int] | tuple[()]
) -> ChainLine:
    first = str(book.ids[book.chain_first[chain]])
    strangers, ambiguous = int(book.chain_strangers[chain]), int(book.chain_ambiguous[chain])
    ids = [str(book.ids[one]) for one in found[:_FOUND_NAMED]]
    return ChainLine(
        chain=first,
        name=names[first].name if first in names else "",
        url=with_query(reverse("chain"), chain=first),
        cases=f"{book.chain_cases[chain]:,}",
        strangers=Words(f"另有 {strangers} 个编号不在一览表", f"and {strangers} ids not in the line list")
        if strangers
        else None,
        first=_day(book.chain_first_onset[chain]),
        last=_day(book.chain_last_onset[chain]),
        origin=_ORIGINS[IMPORTED[book.chain_origin[chain]]],
        not_found=bool(book.chain_unlinked[chain]),
        generations=f"{book.chain_generations[chain]:,}",
        most=f"{book.chain_most[chain]:,}",
        probable=f"{book.chain_probable[chain]:,}",
        ambiguous=Words(f"{ambiguous} 例另有相近的可能", f"{ambiguous} with a second nearly as likely")
        if ambiguous
        else None,
        found=tuple(
            (f"{one} {names[one].name}" if one in names else one, with_query(reverse("chain"), case=one))
            for one in ids
        ),
        found_left=max(0, len(found) - _FOUND_NAMED),
    )


def _file_headings() -> list[Words]:
    more = (
        Words("姓名", "Name"),
        Words("来源未找到", "Source not found"),
        Words("不在一览表的编号", "Ids not in the line list"),
        Words("另有相近可能的病例", "Cases with a second infector nearly as likely"),
    )
    return [*(label for _, label in _COLUMNS), *more]


def _file_rows(
    book: ChainBook, chains: np.ndarray, names: dict[str, DrawnCase]
) -> Iterator[tuple[object, ...]]:
    """The same as lines, for a file: from whole columns, for there may be tens of thousands."""
    yes, no = Words("是", "yes"), Words("否", "no")
    columns = (
        book.ids[book.chain_first[chains]], book.chain_cases[chains], book.chain_first_onset[chains],
        book.chain_last_onset[chains], book.chain_origin[chains], book.chain_generations[chains],
        book.chain_most[chains], book.chain_probable[chains], book.chain_unlinked[chains],
        book.chain_strangers[chains], book.chain_ambiguous[chains],
    )  # fmt: skip
    for (
        first,
        cases,
        began,
        ended,
        origin,
        generations,
        most,
        probable,
        unlinked,
        strangers,
        ambiguous,
    ) in zip(*(column.tolist() for column in columns), strict=True):
        yield (
            first, cases, _day(began), _day(ended), _ORIGINS[IMPORTED[origin]], generations, most, probable,
            names[first].name if first in names else "", yes if unlinked else no, strangers, ambiguous,
        )  # fmt: skip


def _tabs(request: HttpRequest, book: ChainBook | None) -> list[Tab]:
    if book is None:
        return []
    kinds = (
        ("", Words("全部", "All")),
        ("several", Words("两例以上", "Two or more")),
        ("not_found", Words("来源未找到", "Source not found")),
        ("single", Words("孤立的一例", "Single, unlinked")),
        ("imported", Words("输入引起", "Begun by an import")),
        ("ambiguous", Words("另有相近的可能", "A second nearly as likely")),
    )
    now = request.GET.get("show", "")
    return [
        Tab(label, address(request, show=name or None), name == now, int(_of_kind(book, name).sum()))
        for name, label in kinds
    ]


def _stats(held: AreaChains) -> list[Stat]:
    book = held.book
    if book is None:
        return [Stat(Words("病例", "Cases"), held.cases)]
    together = book.chain_cases + book.chain_strangers
    return [
        Stat(Words("病例", "Cases"), held.cases),
        Stat(Words("传播链（两例以上）", "Chains of two or more"), int((together > 1).sum())),
        Stat(Words("未连到任何人、也非输入", "Linked to nobody, not imported"), int(book.unlinked.sum()), "unsure"),
        Stat(Words("另有相近的可能", "With a second infector nearly as likely"), int(book.ambiguous.sum())),
    ]  # fmt: skip


def _empty(held: AreaChains, viewer: Viewer, asked: str) -> Empty:
    if asked:
        return Empty(
            "search",
            Words(f"没有找到“{asked}”", f"Nothing found for “{asked}”"),
            Words(
                "请核对姓名或病例编号，或清除筛选。", "Check the name or the case id, or clear the filter."
            ),
            reverse("chain"),
            Words("看全部", "Show all"),
        )
    may = viewer.may("report_case") and not held.cases
    return Empty(
        "chain",
        Words("没有传播链", "No chains"),
        Words("报告阳性后，传播链会列在这里。", "When a positive is reported its chain stands here."),
        reverse("report_case") if may else "",
        Words("报告阳性", "Report a positive"),
    )


def _heading(request: HttpRequest, name: str, label: Words, column: str, down: bool) -> Heading:
    mine = name == column
    # Numbers and days are looked at from the greatest; names from the first.
    other = (name if down else f"-{name}") if mine else name if name == "chain" else f"-{name}"
    return Heading(
        label, address(request, sort=other), ("descending" if down else "ascending") if mine else ""
    )


def _day(ordinal: int) -> Words:
    return day_words(date.fromordinal(int(ordinal)) if ordinal else None)
