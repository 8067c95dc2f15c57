"""The farm record of Art. 41 to print or keep, and the month's account of heads, feed and cash from the books."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutong.desk.book_frame import PURPOSE, book_place, book_tabs
from mutong.desk.day_book_forms import feed_words
from mutong.desk.day_fields import day_field
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.flock_lines import breed_words, home_words
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import address, exports_of
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.money import yuan_of
from mutong.kernel.period import add_years, next_month, start_of_month
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_day_books import CARE
from mutong.records.reads.flock_books import DayRow, access_care, access_feed, access_manure
from mutong.village.book.accounts import FLOWS, AccountLine
from mutong.village.book.farm_record import BookRow, RecordNames, Section, farm_record
from mutong.village.book.ledgers import CASH, FEED, MANURE, StockMove
from mutong.village.flock_states import CLASSES
from mutong.workflows.flock_book import flock_book, vaccination_lines
from mutong.workflows.flock_month import BooksMonth, books_month

_FLOW_WORDS = {
    "listed": Words("建账", "listed"),
    "born": Words("出生", "born"),
    "bought": Words("购入", "bought"),
    "came": Words("调入", "moved in"),
    "turned_in": Words("转入", "turned in"),
    "sold": Words("出售", "sold"),
    "slaughtered": Words("屠宰", "slaughtered"),
    "died": Words("死亡", "died"),
    "left": Words("调出", "moved out"),
    "turned_out": Words("转出", "turned out"),
}
_ALL = Words("合计", "All")


@signed_in
@require_GET
def show_farm_record(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The record from one day to another, section by section, for printing or as a table."""
    place = book_place(request, viewer)
    today = clock.today()
    last, wrong_last = day_field(request.GET.get("to", ""), today)
    last = min(last, today)
    first, wrong_first = day_field(request.GET.get("from", ""), add_years(last, -1) + timedelta(days=1))
    book = flock_book(viewer, place.area, purpose=PURPOSE)

    def rows(found: Sequence[DayRow], words: Mapping[str, Words]) -> list[BookRow]:
        return [_book_row(row, words) for row in found if row.withdrawn is None and first <= row.on <= last]

    names = RecordNames(
        breed_words,
        lambda home: home_words(home, book.homes),
        {one.line: one.label for one in vaccination_lines(place.area)},
    )
    sections = farm_record(
        book.flock,
        rows(access_feed(viewer, place.area, purpose=PURPOSE), {k: w.label for k, w in FEED.items()}),
        rows(access_care(viewer, place.area, purpose=PURPOSE), CARE),
        rows(access_manure(viewer, place.area, purpose=PURPOSE), {k: w.label for k, w in MANURE.items()}),
        first,
        last,
        names,
    )
    if kind := wanted_format(request):
        return send_list(kind, "farm-record", _record_headings(sections), _record_rows(sections))
    page = {
        "place": place,
        "tabs": book_tabs(place, "farm_record"),
        "open_numbers": (),
        "first": first,
        "last": last,
        "first_words": day_words(first),
        "last_words": day_words(last),
        "problem": wrong_first or wrong_last,
        "sections": [
            (section, [tuple(zip(section.headings, row, strict=True)) for row in section.rows])
            for section in sections
        ],
        "exports": exports_of(request),
    }
    return show(request, "pages/farm_record.html", "flock", page=page)


@signed_in
@require_GET
def show_month(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A month's account: every sheep accounted for, what was fed, sold and paid."""
    place = book_place(request, viewer)
    today = clock.today()
    asked, wrong = day_field(f"{request.GET['month']}-01" if request.GET.get("month") else "", today)
    month = books_month(viewer, place.area, min(asked, today), purpose=PURPOSE)
    lines = [*month.account.lines, month.account.total]
    lines = [
        line
        for line in lines
        if line.opening or line.closing or any(line.flows.values()) or line is lines[-1]
    ]
    if kind := wanted_format(request):
        headings = (
            Words("类别", "Class"),
            Words("期初", "Opening"),
            *_FLOW_WORDS.values(),
            Words("期末", "Closing"),
        )
        return send_list(
            kind, f"flock-month-{month.month:%Y-%m}", headings, (_account_cells(x, lines) for x in lines)
        )
    before = start_of_month(month.month - timedelta(days=1))
    after = next_month(month.month)
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock_month"),
        "open_numbers": month.open if month.account.total.closing else (),
        "month": month,
        "title": Words(f"{month.month.year} 年 {month.month.month} 月", f"{month.month:%B %Y}"),
        "value": f"{month.month:%Y-%m}",
        "problem": wrong,
        "flows": [(name, _FLOW_WORDS[name]) for name in FLOWS if month.account.total.flows[name]],
        "lines": [
            {
                "label": _ALL
                if line is lines[-1]
                else CLASSES.get(line.kind, Words("未能分类", "class not known")),
                "line": line,
                "cells": [
                    (words, line.flows[name])
                    for name, words in _FLOW_WORDS.items()
                    if month.account.total.flows[name]
                ],
            }
            for line in lines
        ],
        "figures": _figures(month),
        "feed": _feed(month),
        "cash": _cash(month),
        "before_url": address(request, month=f"{before:%Y-%m}"),
        "after_url": address(request, month=f"{after:%Y-%m}") if after <= today else "",
        "exports": exports_of(request),
    }
    return show(request, "pages/flock_month.html", "flock", page=page)


def _book_row(row: DayRow, words: Mapping[str, Words]) -> BookRow:
    texts = row.texts
    amount = f"{row.move.kg:g} kg" if isinstance(row.move, StockMove) else texts.get("dose", "")
    name = feed_words().get(texts.get("item", ""), Words(texts.get("item", ""), texts.get("item", "")))
    if "product" in texts:
        name = Words(texts["product"], texts["product"])
    return BookRow(
        on=row.on,
        what=words.get(row.kind, Words(row.kind, row.kind)),
        name=name,
        amount=amount,
        to_whom=texts.get("fed_to", "") or texts.get("place", ""),
        source=texts.get("source", "") or texts.get("counterpart", "") or texts.get("done_by", ""),
        note=texts.get("note", ""),
    )


def _record_headings(sections: Sequence[Section]) -> tuple[Words, ...]:
    width = max(len(section.headings) for section in sections)
    return (Words("部分", "Section"), *(Words(f"第{n}栏", f"Column {n}") for n in range(1, width + 1)))


def _record_rows(sections: Sequence[Section]):
    """Section by section, each with its own headings as a row of its own."""
    for section in sections:
        yield (section.title, *section.headings)
        for row in section.rows:
            yield (section.title, *row)


def _account_cells(line: AccountLine, lines: Sequence[AccountLine]) -> tuple[object, ...]:
    label = _ALL if line is lines[-1] else CLASSES.get(line.kind, Words("未能分类", "class not known"))
    return (label, line.opening, *(line.flows[name] for name in _FLOW_WORDS), line.closing)


def _figures(month: BooksMonth) -> list[tuple[Words, Words]]:
    sold = Words(f"{month.sold.heads} 只", f"{month.sold.heads}")
    if month.sold.heads:
        kg = f"{month.sold.kg:,.10g}"
        sold = Words(
            f"{sold.zh}，{kg} 公斤，{yuan_of(month.sold.fen)} 元",
            f"{sold.en}, {kg} kg, ¥{yuan_of(month.sold.fen)}",
        )
        if month.sold.without_weight or month.sold.without_price:
            sold = Words(
                f"{sold.zh}（{month.sold.without_weight} 只没写体重，{month.sold.without_price} 只没写价钱）",
                f"{sold.en} ({month.sold.without_weight} without weight, {month.sold.without_price} without price)",
            )
    lambs = Words(
        f"{month.litters} 窝，活羔 {month.born_alive}，死羔 {month.born_dead}",
        f"{month.litters} litters, {month.born_alive} alive, {month.born_dead} dead",
    )
    until = day_words(month.until)
    return [
        (Words("截至", "Up to"), until),
        (Words("产羔", "Lambed"), lambs),
        (Words("死亡", "Died"), Words(f"{month.died} 只", f"{month.died}")),
        (Words("出售", "Sold"), sold),
        (Words("其中淘汰", "Of them culled"), Words(f"{month.culled} 只", f"{month.culled}")),
        (
            Words("购入", "Bought"),
            Words(
                f"{month.bought.heads} 只，{yuan_of(month.bought.fen)} 元",
                f"{month.bought.heads}, ¥{yuan_of(month.bought.fen)}",
            ),
        ),
        (
            Words("粪肥还田", "Manure spread"),
            Words(f"{month.manure_spread_kg:,.10g} 公斤", f"{month.manure_spread_kg:,.10g} kg"),
        ),
    ]


def _feed(month: BooksMonth) -> list[tuple[object, ...]]:
    codes = sorted({*month.fed, *month.feed_in, *month.feed_lost, *month.stored, *month.counted_off})
    return [
        (
            feed_words().get(code, Words(code, code)),
            *(
                _kg(of.get(code))
                for of in (month.feed_in, month.fed, month.feed_lost, month.counted_off, month.stored)
            ),
        )
        for code in codes
    ]


def _kg(kg: float | None) -> str:
    return "—" if kg is None else f"{kg:,.10g}"


def _cash(month: BooksMonth) -> list[tuple[Words, str, str]]:
    rows = [(CASH[kind].label, yuan_of(fen), "") for kind, fen in month.cash_in.items()]
    rows += [(CASH[kind].label, "", yuan_of(fen)) for kind, fen in month.cash_out.items()]
    total = (_ALL, yuan_of(sum(month.cash_in.values())), yuan_of(sum(month.cash_out.values())))
    return (
        [*rows, total, (Words("期末余额", "Balance at the end"), yuan_of(month.balance), "")] if rows else []
    )
