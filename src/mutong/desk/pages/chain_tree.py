"""One chain, or one case with those above and below it, as a picture of generations and time and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from mutong.desk.chain_words import LinkWords, chance_words
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show
from mutong.desk.parts import Empty, Option, Pager, address, exports_of, page_number, turn_pages, with_query
from mutong.desk.pictures.generations import Beside, Mark, draw_generations
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, day_words
from mutong.kernel.words import Words
from mutong.outbreak.chain_book import ORIGINS, STATED, ChainBook
from mutong.outbreak.chain_picture import MOST_DRAWN, Unfolded, above_and_beside, unfold, way_down
from mutong.records.access import Viewer
from mutong.records.reads.cases import access_case
from mutong.records.reads.chain_rows import access_drawn_cases
from mutong.workflows.chains import AreaChains

PURPOSE = "查看传播链 / look at the chains"
_SIZE = 50
_UP = (0, 1, 3, 10, 100)
_USUAL_UP = 3
_HEADINGS = (
    Words("病例", "Case"), Words("姓名", "Name"), Words("第几代", "Generation"), Words("发病", "Onset"),
    Words("由谁传给", "Infected by"), Words("概率", "Probability"), Words("依据", "Basis"),
    Words("也可能", "Also possible"), Words("之后共", "Below it"),
)  # fmt: skip


@dataclass(frozen=True)
class CaseLine:
    """One case of the chain as a row of its table."""

    case_id: str
    name: str
    url: str
    here_url: str
    generation: str
    day: Words
    infector: Words
    chance: str
    basis: Words
    also: Words
    below: str


def show_tree(request: HttpRequest, viewer: Viewer, held: AreaChains) -> HttpResponse:
    """The chain of the case named by `chain`, or the case named by `case` with `up` generations above it."""
    book = held.book
    case_id = request.GET.get("case") or request.GET.get("chain", "")
    number = book.number_of(case_id) if book is not None else -1
    if number < 0:
        return _not_there(request, viewer, held, case_id)
    one_case = bool(request.GET.get("case"))
    way = way_down(book, number, _up(request)) if one_case else ()
    tops = way[:1] if one_case else book.roots_of(int(book.chain[number])).tolist()
    if kind := wanted_format(request):
        return _send(kind, viewer, held, book, book.subtree(tops).tolist())
    opened = [k for one in request.GET.getlist("open") if (k := book.number_of(one)) >= 0]
    drawn = unfold(book, tops, opened, way)
    rows = book.subtree(tops)
    start = (min(page_number(request), max(1, -(-len(rows) // _SIZE))) - 1) * _SIZE
    listed = rows[start : start + _SIZE].tolist()
    near = {*drawn.cases, *listed}
    ids = [str(book.ids[k]) for k in near | {i for k in near for i, _, _ in book.infectors_of(k)}]
    told = LinkWords(book, access_drawn_cases(viewer, held.area_code, ids, purpose=PURPOSE))
    here = f"{request.path}?{_asked_so_far(request)}"
    marks = [_mark(told, k, drawn, here, number if one_case else -1) for k in drawn.cases]
    above, beside = above_and_beside(book, tops[0]) if one_case else (0, drawn.tops_left)
    page = {
        "held": held,
        "title": told.name(number),
        "case_id": case_id,
        "one_case": one_case,
        "ups": _ups(request),
        "picture": draw_generations(marks, _beside(book, drawn)),
        "drawn": len(drawn.cases),
        "hidden": sum(drawn.hidden.values()),
        "all": len(rows),
        "limit": MOST_DRAWN,
        "full": bool(drawn.unasked),
        "above": above,
        "beside": beside,
        "fold_url": address(request, open=None) if opened else "",
        "chain_url": with_query(reverse("chain"), chain=case_id),
        "case_url": with_query(reverse("chain"), case=case_id),
        "contacts_url": reverse("case_contacts", args=[case_id]) if book.known[number] else "",
        "headings": _HEADINGS,
        "table": _turned(request, [_line(told, k) for k in listed], len(rows)),
        "exports": exports_of(request),
    }
    return show(request, "pages/chain_tree.html", "outbreak", page=page)


def _not_there(request: HttpRequest, viewer: Viewer, held: AreaChains, case_id: str) -> HttpResponse:
    """A case that the chains do not hold: refused, or reported after they were worked out."""
    access_case(viewer, case_id, PURPOSE)
    if not held.kept:
        raise Http404(case_id)  # a case of another area that the viewer reads by a duty has no chain here
    page = {
        "held": held,
        "case_id": case_id,
        "empty": Empty(
            "clock",
            Words("传播链正在推算", "The chains are being worked out"),
            Words(
                "这个病例是在上次推算之后报告的；推算好后本页会自动刷新。可以先看病例。",
                "This case was reported after the chains were last worked out; the page refreshes when they are there. "
                "The case itself can be opened now.",
            ),
            reverse("case", args=[case_id]),
            Words("打开病例", "Open the case"),
        ),
    }
    return show(request, "pages/chain_waiting.html", "outbreak", page=page)


def _send(kind: str, viewer: Viewer, held: AreaChains, book: ChainBook, cases: Sequence[int]) -> HttpResponse:
    near = {*cases} | {int(book.parent[k]) for k in cases if book.parent[k] >= 0}
    ids = [str(book.ids[k]) for k in near]
    told = LinkWords(book, access_drawn_cases(viewer, held.area_code, ids, purpose=PURPOSE))
    rows = (
        (one.case_id, one.name, one.generation, one.day, one.infector, one.chance, one.basis, one.also, one.below)
        for one in (_line(told, k) for k in cases)
    )  # fmt: skip
    return send_list(kind, "chain", _HEADINGS, rows)


def _asked_so_far(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _mark(told: LinkWords, case: int, drawn: Unfolded, here: str, focus: int) -> Mark:
    book = told.book
    case_id, parent = str(book.ids[case]), int(book.parent[case])
    known = bool(book.known[case])
    hidden = drawn.hidden.get(case, 0)
    return Mark(
        case_id=case_id,
        name=told.name(case),
        kind=ORIGINS[book.origin[case]] if known else "stranger",
        generation=int(book.depth[case]) + 1,
        day=_day_drawn(book, case),
        parent=str(book.ids[parent]) if parent >= 0 else "",
        certain=book.is_certain(case),
        chance="" if parent < 0 or book.is_certain(case) else chance_words(float(book.probability[case])),
        unlinked=bool(book.unlinked[case]),
        hidden=hidden,
        lines=_lines(told, case),
        url=reverse("case", args=[case_id]) if case_id in told.names else "",
        here_url=with_query(reverse("chain"), case=case_id, up="0"),
        open_url=f"{here}&{urlencode({'open': case_id})}#n-{case_id}" if hidden else "",
        focus=case == focus,
    )


def _lines(told: LinkWords, case: int) -> tuple[Words, ...]:
    book, names = told.book, told.names
    case_id = str(book.ids[case])
    origin = code_words(ORIGINS[book.origin[case]], "origin")
    onset = day_words(date.fromordinal(int(book.onset[case]))) if book.onset[case] else UNKNOWN
    if not book.known[case]:
        stranger = Words(
            f"{case_id} 不在病例一览表中；只有链接写到它。",
            f"{case_id} is not in the line list; only links name it.",
        )
        return (stranger,)
    kind = code_words(names[case_id].classification, "classification") if case_id in names else UNKNOWN
    lines = [
        Words(f"病例 {case_id}，{kind.zh}，{origin.zh}", f"case {case_id}, {kind.en}, {origin.en}"),
        Words(f"发病 {onset.zh}", f"onset {onset.en}"),
        *told.infectors(case),
    ]
    if book.below[case] > 1:
        under = int(book.below[case]) - 1
        lines.append(Words(f"之后共 {under} 例", f"{under} cases below"))
    return tuple(lines)


def _line(told: LinkWords, case: int) -> CaseLine:
    book, names = told.book, told.names
    case_id, parent = str(book.ids[case]), int(book.parent[case])
    others = [one for one in book.infectors_of(case) if one[0] != parent]
    also = [f"{told.name(one)} {chance_words(chance)}" for one, chance, _ in others]
    hangs = told.name(parent) if parent >= 0 else ""
    none = (
        Words("来源未找到", "source not found")
        if book.unlinked[case]
        else Words("输入", "imported")
        if ORIGINS[book.origin[case]] == "imported"
        else Words("—", "—")
    )
    return CaseLine(
        case_id=case_id,
        name=names[case_id].name if case_id in names else "",
        url=reverse("case", args=[case_id]) if case_id in names else "",
        here_url=with_query(reverse("chain"), case=case_id),
        generation=str(int(book.depth[case]) + 1),
        day=day_words(date.fromordinal(int(book.onset[case])) if book.onset[case] else None),
        infector=Words(hangs, hangs) if hangs else none,
        chance="" if parent < 0 else chance_words(float(book.probability[case])),
        basis=told.basis(case),
        also=Words("；".join(also), "; ".join(also)),
        below=f"{int(book.below[case]) - 1:,}",
    )


def _beside(book: ChainBook, drawn: Unfolded) -> list[Beside]:
    there = set(drawn.cases)
    return [
        Beside(str(book.ids[infector]), str(book.ids[case]))
        for case in drawn.cases
        for infector, _, basis in book.infectors_of(case)
        if basis in STATED and infector in there and infector != book.parent[case]
    ]


def _day_drawn(book: ChainBook, case: int) -> int:
    """The day a case stands at; one without any day at the nearest of those above it, else of those below."""
    at = case
    while at >= 0 and not book.day[at]:
        at = int(book.parent[at])
    if at >= 0:
        return int(book.day[at])
    below = [int(book.day[k]) for k in book.subtree([case]).tolist() if book.day[k]]
    return min(below, default=1)


def _up(request: HttpRequest) -> int:
    asked = request.GET.get("up", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in _UP else _USUAL_UP


def _ups(request: HttpRequest) -> tuple[Option, ...]:
    chosen = _up(request)
    said = {0: Words("从这一例往下", "from this case down"), 1: Words("往上 1 代", "1 generation above")}
    return tuple(
        Option(
            str(one),
            said.get(one) or Words(f"往上至多 {one} 代", f"up to {one} generations above"),
            one == chosen,
        )
        for one in _UP
    )


def _turned(request: HttpRequest, lines: list[CaseLine], total: int) -> Pager[CaseLine]:
    pager = turn_pages(request, lines, _SIZE, total=total)
    return replace(
        pager,
        before=pager.before and f"{pager.before}#table",
        after=pager.after and f"{pager.after}#table",
    )
