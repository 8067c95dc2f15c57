"""The daily books: feed in store, cash, manure and the care of pens; each with its form, its lines and balances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mutong.desk.book_frame import (
    PURPOSE,
    BookPlace,
    book_place,
    book_tabs,
    day_of_entry,
    sent_id_of,
)
from mutong.desk.day_book_forms import AMOUNT, NOTE, feed_words, form_of, label_of, read_amount
from mutong.desk.day_fields import day_field
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.field_entries import refused, takes_entries
from mutong.desk.flock_lines import home_words
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import NO_WORDS, Empty, exports_of, turn_pages, with_query
from mutong.kernel.errors import MutongError
from mutong.kernel.money import yuan_of
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.actions.keep_day_books import (
    CARE,
    DayEntry,
    enter_care,
    enter_cash,
    enter_feed,
    enter_manure,
    withdraw_entry,
)
from mutong.records.reads.flock import homes_in, pens_in
from mutong.records.reads.flock_books import DayRow, access_care, access_cash, access_feed, access_manure
from mutong.village.book.ledgers import CASH, FEED, MANURE, CashMove, StockMove, run, run_cash, short_cash

_SIZE = 50
_KEPT = Words("已登记。", "Kept.")
_AGAIN = Words(
    "此前已登记过同样的一条，没有重复。", "The same entry was there before; nothing was kept twice."
)


@dataclass(frozen=True)
class BookLine:
    """One entry of a book as its page shows it; `amount` with its sign, `balance` after it ('' where it counts no
    more)."""

    entry_id: str
    book: str
    on: date
    what: Words
    about: Words
    amount: Words
    balance: Words
    found: Words
    home: Words
    recorded_at: datetime
    recorded_by: str
    withdrawn: str | None


@dataclass(frozen=True)
class Balance:
    """How much there is of something."""

    label: Words
    figure: Words


@takes_entries("book_feed")
@signed_in
@require_http_methods(["GET", "POST"])
def show_feed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Feed bought, harvested, fed, lost and counted, in kg as fed; what there is of each."""

    def balances(rows: Sequence[DayRow]) -> tuple[dict[str, tuple[float, float]], list[Balance]]:
        after: dict[str, tuple[float, float]] = {}
        left: dict[str, float] = {}
        stores: dict[tuple[object, str], list[StockMove]] = {}
        for row in rows:
            if isinstance(row.move, StockMove):
                stores.setdefault((row.store, row.move.item), []).append(row.move)
        for (_, item), moves in stores.items():
            lines = run(moves, FEED)
            after |= {line.move.entry_id: (line.balance, line.found) for line in lines}
            left[item] = left.get(item, 0.0) + lines[-1].balance
        names = feed_words()
        return after, [
            Balance(names.get(item, Words(item, item)), _kg(kg)) for item, kg in sorted(left.items())
        ]

    return _book(request, viewer, "feed", access_feed, enter_feed, balances)


@takes_entries("book_manure")
@signed_in
@require_http_methods(["GET", "POST"])
def show_manure(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Manure collected, spread, sold and lost; and pens disinfected and cleaned."""
    if request.method == "POST" and request.POST.get("kind") in CARE:
        return _book(request, viewer, "pen_care", access_care, enter_care, _nothing)

    def balances(rows: Sequence[DayRow]) -> tuple[dict[str, tuple[float, float]], list[Balance]]:
        stores: dict[tuple[str, str], list[StockMove]] = {}
        for row in rows:
            if isinstance(row.move, StockMove):
                stores.setdefault(row.store, []).append(row.move)
        after: dict[str, tuple[float, float]] = {}
        total = 0.0
        for moves in stores.values():
            lines = run(moves, MANURE)
            after |= {line.move.entry_id: (line.balance, line.found) for line in lines}
            total += lines[-1].balance
        return after, [Balance(Words("粪堆现存", "Manure in store"), _kg(total))] if stores else []

    return _book(request, viewer, "manure", access_manure, enter_manure, balances)


@takes_entries("book_cash")
@signed_in
@require_http_methods(["GET", "POST"])
def show_cash(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Money in and out with the running balance, to the fen."""

    def balances(rows: Sequence[DayRow]) -> tuple[dict[str, tuple[float, float]], list[Balance]]:
        lines = run_cash(row.move for row in rows if isinstance(row.move, CashMove))
        after = {line.move.entry_id: (float(line.balance), 0.0) for line in lines}
        if not lines:
            return after, []
        short = short_cash(lines)
        if short is not None:
            messages.warning(request, say(short))
        income = sum(line.signed for line in lines if line.signed > 0)
        expense = -sum(line.signed for line in lines if line.signed < 0)
        return after, [
            Balance(Words("余额", "Balance"), _yuan(lines[-1].balance)),
            Balance(Words("收入（含期初）", "In, opening included"), _yuan(income)),
            Balance(Words("支出", "Out"), _yuan(expense)),
        ]

    return _book(request, viewer, "cash", access_cash, enter_cash, balances)


Balances = Callable[[Sequence[DayRow]], tuple[dict[str, tuple[float, float]], list[Balance]]]


def _nothing(rows: Sequence[DayRow]) -> tuple[dict[str, tuple[float, float]], list[Balance]]:
    return {}, []


def _book(
    request: HttpRequest,
    viewer: Viewer,
    book: str,
    access: Callable[..., list[DayRow]],
    enter: Callable[..., bool],
    balances: Balances,
) -> HttpResponse:
    """A book's page; a post enters or withdraws and comes back to it."""
    place = book_place(request, viewer)
    homes, pens = homes_in(place.area), tuple(pens_in(place.area))
    wrong: dict[str, Words] = {}
    if request.method == "POST":
        back = redirect(with_query(request.path, area=place.area if place.areas else ""))
        if request.POST.get("do") == "withdraw":
            withdraw_entry(
                viewer,
                place.area,
                request.POST.get("book", book),
                request.POST.get("entry", ""),
                sent_id=sent_id_of(request),
                reason=request.POST.get("reason", ""),
                purpose=PURPOSE,
            )
            messages.success(
                request, say(Words("已撤回，原记录和理由都留着。", "Withdrawn; both stay on record."))
            )
            return back
        wrong = _take(request, viewer, place, book, enter)
        if not wrong:
            return back
    shown = "manure" if book == "pen_care" else book
    rows = (access_manure if book == "pen_care" else access)(viewer, place.area, purpose=PURPOSE)
    after, figures = balances(rows)
    lines = [_line(row, shown, after, homes) for row in reversed(rows)]
    if shown == "manure":
        care = [_line(row, "pen_care", {}, homes) for row in access_care(viewer, place.area, purpose=PURPOSE)]
        lines = sorted([*lines, *care], key=lambda line: line.on, reverse=True)
    if kind := wanted_format(request):
        return send_list(kind, shown, _headings(shown), (_cells(line) for line in lines))
    texts = request.POST if wrong else {}
    form = form_of(shown, texts, wrong, day_of_entry(request), homes, pens)
    page = {
        "place": place,
        "tabs": book_tabs(place, f"book_{shown}"),
        "open_numbers": (),
        "book": shown,
        "title": label_of(shown),
        "form": form,
        "figures": figures,
        "headings": _headings(shown),
        "pager": turn_pages(request, lines, _SIZE),
        "exports": exports_of(request) if lines else None,
        "empty": Empty(
            "report",
            Words("还没有记过", "Nothing entered yet"),
            Words("从上面的表格记第一笔。", "Enter the first line above."),
        ),
    }
    response = show(request, "pages/day_book.html", "flock", status=400 if wrong else 200, page=page)
    return refused(response, form.problem, wrong) if form.problem else response


def _take(
    request: HttpRequest, viewer: Viewer, place: BookPlace, book: str, enter: Callable[..., bool]
) -> dict[str, Words]:
    """What is wrong by field; nothing where the entry was kept or had been."""
    texts = request.POST
    on, wrong_day = day_field(texts.get("on", ""), day_of_entry(request))
    wrong: dict[str, Words] = {"on": wrong_day} if wrong_day else {}
    found: dict[str, object] = {}
    for name, label, is_money in AMOUNT[book]:
        amount, problem = read_amount(texts, name, label, is_money, book)
        if problem:
            wrong[name] = problem
        found[name] = amount
    if book == "feed" and texts.get("item") not in feed_words():
        wrong["item"] = Words("请选饲草料", "Choose the feed")
    if wrong:
        return wrong
    entry = DayEntry(
        sent_id_of(request),
        texts.get("kind", ""),
        on,
        household=texts.get("household", ""),
        item=texts.get("item", ""),
        item_words=feed_words().get(texts.get("item", ""), NO_WORDS),
        place=texts.get("place", "").strip(),
        who=texts.get("who", "").strip(),
        product=texts.get("product", "").strip(),
        dose=texts.get("dose", "").strip(),
        source=texts.get("source", "").strip(),
        voucher=texts.get("voucher", "").strip(),
        note=texts.get(NOTE, "").strip(),
        **found,
    )
    try:
        new = enter(viewer, place.area, entry, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as error:
        return {str(error.fields.get("field") or "kind"): error.words}
    messages.success(request, say(_KEPT if new else _AGAIN))
    return {}


def _line(
    row: DayRow, book: str, after: Mapping[str, tuple[float, float]], homes: Mapping[str, str]
) -> BookLine:
    kinds = {"feed": FEED, "cash": CASH, "manure": MANURE}.get(book, {})
    word = kinds.get(row.kind)
    label = word.label if word else CARE.get(row.kind, Words(row.kind, row.kind))
    what = label
    if book == "feed":
        item = feed_words().get(row.texts["item"], Words(row.texts["item"], row.texts["item"]))
        what = Words(f"{item.zh} {label.zh}", f"{item.en}, {label.en}")
    about = "，".join(text for name, text in row.texts.items() if text and name not in ("item", "about"))
    balance, found = after.get(row.entry_id, (None, 0.0))
    figure = _yuan if book == "cash" else _kg
    return BookLine(
        row.entry_id,
        book,
        row.on,
        what,
        Words(about, about),
        _amount(row, book, word.sign if word else 0),
        figure(balance) if balance is not None else NO_WORDS,
        _found(found) if found else NO_WORDS,
        home_words(row.store[1], homes),
        row.recorded_at,
        row.recorded_by,
        row.withdrawn,
    )


def _amount(row: DayRow, book: str, sign: int) -> Words:
    if book == "cash":
        text = f"{'−' if sign < 0 else ''}{yuan_of(row.fen or 0)}"
        return Words(f"{text} 元", f"¥{text}")
    if not isinstance(row.move, StockMove):
        return NO_WORDS
    amount = _kg(row.move.kg)
    paid = Words(f"，{yuan_of(row.fen)} 元", f", ¥{yuan_of(row.fen)}") if row.fen else NO_WORDS
    return Words(
        f"{'−' if sign < 0 else ''}{amount.zh}{paid.zh}", f"{'−' if sign < 0 else ''}{amount.en}{paid.en}"
    )


def _kg(kg: float) -> Words:
    return Words(f"{kg:,.10g} 公斤", f"{kg:,.10g} kg")


def _yuan(fen: float) -> Words:
    text = yuan_of(fen)
    return Words(f"{text} 元", f"¥{text}")


def _found(kg: float) -> Words:
    zh, en = ("多", "over") if kg > 0 else ("少", "short")
    return Words(f"盘点{zh} {abs(kg):,.10g} 公斤", f"{en} by {abs(kg):,.10g} kg")


def _headings(book: str) -> tuple[Words, ...]:
    return (
        Words("日期", "Day"),
        Words("事项", "What"),
        Words("说明", "About"),
        Words("金额", "Amount") if book == "cash" else Words("数量", "Amount"),
        Words("余额", "Balance") if book == "cash" else Words("结存", "Left"),
        Words("归哪户", "Household"),
        Words("登记", "Written by"),
        Words("撤回理由", "Withdrawn because"),
    )


def _cells(line: BookLine) -> tuple[object, ...]:
    return (
        line.on,
        line.what,
        line.about,
        line.amount,
        line.balance,
        line.home,
        line.recorded_by,
        line.withdrawn,
    )
