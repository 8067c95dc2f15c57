"""A plan beside the books: month by month the plan's figures and those of the flock book, feed and cash books.

The plan's heads at a month's end are those of the next month before that month's own purchases and sales, by groups
that neither mating nor keeping for breeding changes. A book in which nothing stands says nothing (None), never nought.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel import clock
from mutong.kernel.period import next_month, start_of_month
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.village.plan_document.names import good_name
from mutong.village.programme.results import PlanMonth, VillagePlan
from mutong.village.programme.telling import kind_of_state
from mutong.workflows.flock_month import BooksMonth, books_month

GROUPS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "ewes": (Words("繁殖母羊", "breeding ewes"), ("ewe_open", "ewe_pregnant", "ewe_nursing")),
    "suckling": (Words("哺乳羔羊", "suckling lambs"), ("lamb_female", "lamb_male")),
    "young": (Words("断奶后的育肥羊、后备羊", "weaned, fattened or kept"),
              ("fattening_female", "fattening_male", "ewe_lamb", "ram_lamb")),
    "rams": (Words("种公羊", "rams"), ("ram",)),
}  # fmt: skip
HEAD, KG, YUAN = Words("只", "head"), Words("公斤", "kg"), Words("元", "yuan")
# Below so much of its unit a difference is told but never marked: half a sheep is no deviation.
_SLIGHT = {HEAD: 2.0, KG: 100.0, YUAN: 500.0}


@dataclass(frozen=True)
class FactLine:
    """One figure of a month: by the plan, by the books (None: they do not say), in a unit."""

    key: str
    label: Words
    unit: Words
    plan: float
    fact: float | None

    def off(self, share: float) -> bool:
        """Whether the books differ from the plan by more than a share of it, and by more than a trifle."""
        if self.fact is None:
            return False
        apart = abs(self.fact - self.plan)
        return apart > max(share * abs(self.plan), _SLIGHT[self.unit])


@dataclass(frozen=True)
class FactMonth:
    """One month so far; `until` is the last day of it that the books cover, `open` what they could not say."""

    day: date
    until: date
    lines: tuple[FactLine, ...]
    open: tuple[Words, ...]

    @property
    def running(self) -> bool:
        """Whether the month is not over: then flows are those of a part of it."""
        return self.until < _last_day(self.day)


def months_against_fact(
    viewer: Viewer, area_code: str, plan: VillagePlan, *, most: int = 12, purpose: str
) -> tuple[FactMonth, ...]:
    """The months of a plan that have begun, the latest first and `most` of them.

    Raises AccessDenied without read_books over the area.
    """
    this_month = start_of_month(clock.today())
    begun = [place for place, month in enumerate(plan.month_list) if month.day <= this_month]
    found = []
    for place in reversed(begun[-most:]):
        month = plan.month_list[place]
        after = plan.month_list[place + 1] if place + 1 < len(plan.month_list) else None
        books = books_month(viewer, area_code, month.day, purpose=purpose)
        found.append(FactMonth(month.day, books.until, _lines(month, after, books), books.open))
    return tuple(found)


def heads_at_end(month: PlanMonth, after: PlanMonth | None) -> dict[str, float]:
    """The plan's heads by group at the end of a month: those after the next month's decisions, with its sales added and
    its purchases taken off; of the last month those after its own decisions."""
    if after is None:
        return {name: _sum(month.heads, kinds) for name, (_, kinds) in GROUPS.items()}
    sold, bought = _by_kind(after.sold), _by_kind(after.bought)
    return {
        name: _sum(after.heads, kinds) + _sum(sold, kinds) - _sum(bought, kinds)
        for name, (_, kinds) in GROUPS.items()
    }


def _lines(month: PlanMonth, after: PlanMonth | None, books: BooksMonth) -> tuple[FactLine, ...]:
    return (*_flock(month, heads_at_end(month, after), books), *_feed(month, books), *_money(month, books))


def _flock(month: PlanMonth, heads: Mapping[str, float], books: BooksMonth) -> list[FactLine]:
    kept = any(
        (*books.heads_start.values(), *books.heads_end.values(), books.litters, books.died, books.sold.heads)
    )
    unclear = "" in books.heads_end  # the class of some sheep rests on numbers nobody has settled
    lines = [
        FactLine(
            f"heads_{name}", Words(f"月末{words.zh}", f"{words.en} at the end"), HEAD, heads[name],
            _sum(books.heads_end, kinds) if kept and not unclear else None,
        )
        for name, (words, kinds) in GROUPS.items()
    ]  # fmt: skip
    whole = float(sum(books.heads_end.values()))
    gone = float(books.sold.heads + books.slaughtered)
    weighed = None if books.sold.without_weight else books.sold.kg
    told: tuple[tuple[str, Words, Words, float, float | None], ...] = (
        ("heads", Words("月末全群", "all sheep at the end"), HEAD, sum(heads.values()), whole),
        ("born", Words("产活羔", "lambs born alive"), HEAD, month.born, float(books.born_alive)),
        ("died", Words("死亡", "died"), HEAD, month.died, float(books.died)),
        ("bought", Words("购入", "bought"), HEAD, sum(month.bought.values()), float(books.bought.heads)),
        ("sold", Words("出售、屠宰", "sold or slaughtered"), HEAD, sum(month.sold.values()), gone),
        ("sold_kg", Words("出售活重", "live weight sold"), KG, month.sold_kg, weighed),
    )
    return lines + [
        FactLine(key, words, unit, plan, fact if kept else None) for key, words, unit, plan, fact in told
    ]


def _feed(month: PlanMonth, books: BooksMonth) -> list[FactLine]:
    kept = any((*books.fed.values(), *books.feed_in.values(), *books.stored.values()))
    fed: dict[str, float] = {}
    for of in month.fed.values():
        for good, kg in of.items():
            fed[good] = fed.get(good, 0.0) + kg
    return [
        FactLine(
            f"fed_{good}", Words(f"饲喂{good_name(good).zh}", f"{good_name(good).en} fed"), KG, fed.get(good, 0.0),
            books.fed.get(good, 0.0) if kept else None,
        )
        for good in dict.fromkeys((*fed, *books.fed))
        if fed.get(good, 0.0) >= 1 or books.fed.get(good, 0.0) >= 1
    ]  # fmt: skip


def _money(month: PlanMonth, books: BooksMonth) -> list[FactLine]:
    kept = any((*books.cash_in.values(), *books.cash_out.values(), books.balance))
    feed = month.cost.get("feed_cost", 0.0) + month.cost.get("straw_cost", 0.0)
    told = (
        ("sheep_income", Words("卖羊收入", "income from sheep"), month.income.get("sheep_income", 0.0),
         books.cash_in.get("sheep_sold", 0)),
        ("feed_cost", Words("买饲草料", "feed bought"), feed, books.cash_out.get("feed_bought", 0)),
        ("cash", Words("月末现金", "cash at the end"), month.cash, books.balance),
    )  # fmt: skip
    return [FactLine(key, words, YUAN, plan, fen / 100 if kept else None) for key, words, plan, fen in told]


def _sum(heads: Mapping[str, float], kinds: Iterable[str]) -> float:
    return float(sum(heads.get(kind, 0.0) for kind in kinds))


def _by_kind(heads: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, count in heads.items():
        kind = kind_of_state(label)
        found[kind] = found.get(kind, 0.0) + count
    return found


def _last_day(day: date) -> date:
    return next_month(day) - timedelta(days=1)
