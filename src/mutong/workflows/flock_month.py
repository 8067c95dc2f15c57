"""A month of a village's books, from the books alone, to lay beside a plan: heads, flows, sales, feed, cash."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month, start_of_month
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.flock_books import DayRow, access_cash, access_feed, access_manure
from mutong.village.book.accounts import MonthAccount, month_account
from mutong.village.book.classes import heads_by_class, heads_by_state
from mutong.village.book.flock import Flock
from mutong.village.book.ledgers import CASH, FEED, CashMove, StockMove, run, run_cash
from mutong.village.book.lives import Event
from mutong.workflows.flock_book import flock_book


@dataclass(frozen=True)
class Departed:
    """Sheep sold or bought: heads; kg and fen over those of which they are written, and of how many they are not."""

    heads: int
    kg: float
    without_weight: int
    fen: int
    without_price: int


@dataclass(frozen=True)
class BooksMonth:
    """What the books say of a month. Days are inclusive of both ends; a month that runs ends today (`until`).

    `heads_start` and `heads_end` are whole heads by class (flock_states.CLASSES), `states_end` heads by the planner's
    labels (None where numbers are not settled, told in `open`). `account` says where every sheep came from and went.
    `litters`, `born_alive` and `born_dead` are of lambings; `died` of all classes. Feed is kg as fed by feed: `fed`
    what was eaten, `stored` what is left at the end, `counted_off` what counts found (below 0: missing). Cash is whole
    fen by kind; `balance` at the end.
    """

    area_code: str
    month: date
    until: date
    heads_start: Mapping[str, int]
    heads_end: Mapping[str, int]
    states_end: Mapping[str, float] | None
    account: MonthAccount
    litters: int
    born_alive: int
    born_dead: int
    died: int
    sold: Departed
    culled: int
    bought: Departed
    slaughtered: int
    fed: Mapping[str, float]
    feed_in: Mapping[str, float]
    feed_lost: Mapping[str, float]
    counted_off: Mapping[str, float]
    stored: Mapping[str, float]
    cash_in: Mapping[str, int]
    cash_out: Mapping[str, int]
    balance: int
    manure_spread_kg: float
    open: tuple[Words, ...]


def books_month(
    viewer: Viewer, area_code: str, month: date, *, purpose: str = "看账 / read the books"
) -> BooksMonth:
    """The month that holds a day, of an area and below. Raises AccessDenied without read_books over the area."""
    first = start_of_month(month)
    last = min(next_month(first) - timedelta(days=1), clock.today())
    flock = flock_book(viewer, area_code, purpose=purpose).flock
    feed = access_feed(viewer, area_code, purpose=purpose)
    cash = access_cash(viewer, area_code, purpose=purpose)
    manure = access_manure(viewer, area_code, purpose=purpose)
    happened = _events(flock, first, last)
    litters = [one for one in happened if one.kind == "lambed"]
    sold = [one for one in happened if one.kind == "sold"]
    moved, counted, stored = _feed(feed, first, last)
    income, expense, balance = _cash(cash, first, last)
    try:
        states = heads_by_state(flock, last)
    except MutongError:
        states = None
    return BooksMonth(
        area_code=area_code,
        month=first,
        until=last,
        heads_start=heads_by_class(flock, first - timedelta(days=1)),
        heads_end=heads_by_class(flock, last),
        states_end=states,
        account=month_account(flock, first, last),
        litters=len(litters),
        born_alive=sum(_whole(one, "alive") for one in litters),
        born_dead=sum(_whole(one, "dead") for one in litters),
        died=sum(one.kind == "died" for one in happened),
        sold=_departed(sold),
        culled=sum(bool(one.details.get("culled")) for one in happened),
        bought=_departed([one for one in happened if one.kind == "bought"]),
        slaughtered=sum(one.kind == "slaughtered" for one in happened),
        fed=moved["fed"],
        feed_in=_sum(moved[kind] for kind, word in FEED.items() if word.sign > 0),
        feed_lost=moved["loss"],
        counted_off=counted,
        stored=stored,
        cash_in=income,
        cash_out=expense,
        balance=balance,
        manure_spread_kg=sum(
            row.move.kg
            for row in manure
            if isinstance(row.move, StockMove) and row.kind == "spread" and first <= row.on <= last
        ),
        open=flock.rules.open,
    )


def _events(flock: Flock, first: date, last: date) -> list[Event]:
    return [one for events in flock.events.values() for one in events if first <= one.on <= last]


def _departed(events: Iterable[Event]) -> Departed:
    found = list(events)
    weights = [one.details.get("weight_kg") for one in found]
    prices = [one.details.get("price") for one in found]
    return Departed(
        heads=len(found),
        kg=sum(float(str(kg)) for kg in weights if kg is not None),
        without_weight=weights.count(None),
        fen=sum(int(str(fen)) for fen in prices if fen is not None),
        without_price=prices.count(None),
    )


def _feed(
    rows: Iterable[DayRow], first: date, last: date
) -> tuple[dict[str, dict[str, float]], dict[str, float], dict[str, float]]:
    """By kind and feed what moved in the month, what its counts found, and what lies in all stores at its end."""
    stores: dict[tuple[tuple[str, str], str], list[StockMove]] = defaultdict(list)
    for row in rows:
        if isinstance(row.move, StockMove):
            stores[row.store, row.move.item].append(row.move)
    moved: dict[str, dict[str, float]] = {kind: {} for kind in FEED}
    counted: dict[str, float] = {}
    stored: dict[str, float] = {}
    for (_, item), moves in stores.items():
        lines = run([one for one in moves if one.on <= last], FEED)
        if lines:
            stored[item] = stored.get(item, 0.0) + lines[-1].balance
        for line in lines:
            if line.move.on < first:
                continue
            of = moved[line.move.kind]
            of[item] = of.get(item, 0.0) + line.move.kg
            if line.found:
                counted[item] = counted.get(item, 0.0) + line.found
    return moved, counted, stored


def _cash(rows: Iterable[DayRow], first: date, last: date) -> tuple[dict[str, int], dict[str, int], int]:
    """Income and expense of the month by kind, the opening balance left out, and the balance at its end."""
    moves = [row.move for row in rows if isinstance(row.move, CashMove) and row.on <= last]
    income: dict[str, int] = {}
    expense: dict[str, int] = {}
    for move in moves:
        if move.on < first or move.kind == "opening":
            continue
        side = income if CASH[move.kind].sign > 0 else expense
        side[move.kind] = side.get(move.kind, 0) + move.fen
    lines = run_cash(moves)
    return income, expense, lines[-1].balance if lines else 0


def _sum(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        for key, kg in part.items():
            found[key] = found.get(key, 0.0) + kg
    return found


def _whole(event: Event, name: str) -> int:
    return int(str(event.details.get(name, 0)))
