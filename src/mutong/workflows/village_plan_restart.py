"""A plan begun anew from what there is today: sheep, feed, manure, cash and debts by the books, pens, crops sown.

Money that members have paid in is part of the cash in hand. The programme counts on all that they offered in its first
month, so that what they paid already is taken off the cash it begins with, and stands in the first month again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.flock_books import access_cash, access_manure
from mutong.records.reads.village_plans import WholePlan
from mutong.records.reads.village_survey import village_survey
from mutong.village.book.ledgers import MANURE, CashMove, StockMove, run
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import holdings_of
from mutong.village.programme.reading_off import LEFT
from mutong.village.programme.settings import OpeningState
from mutong.workflows.comparing_options import village_numbers
from mutong.workflows.flock_book import flock_book
from mutong.workflows.flock_month import books_month
from mutong.workflows.village_plan_orders import PlanOrder


@dataclass(frozen=True)
class StartNow:
    """What there is on a day. `flock` heads by the planner's labels, `heads` by class, `goods` kg; money in yuan,
    manure as kg of nitrogen; None where no book says it. `standing`: mu of crops of the cooperative in the ground by
    (plot, crop), as the plan has them. `remarks` say what was left out or assumed.
    """

    on: date
    flock: Mapping[str, float]
    heads: Mapping[str, int]
    goods: Mapping[str, float]
    cash: float | None
    loan: float | None
    paid_in: float | None
    manure_n: float | None
    house_m2: float | None
    silage_room_kg: float | None
    standing: Mapping[tuple[str, str], float]
    remarks: tuple[Words, ...]


def start_from_books(viewer: Viewer, held: WholePlan, *, purpose: str) -> StartNow:
    """What a new plan in place of this one would begin with. Raises AccessDenied without read_books over the area;
    MutongError `numbers_not_settled` where sheep cannot be told into classes."""
    area, today = held.row.area_code, clock.today()
    month = books_month(viewer, area, today, purpose=purpose)
    if month.states_end is None:
        raise MutongError(
            "numbers_not_settled",
            Words(
                f"羊还分不清类别，不能从现在的羊群重新计划。{''.join(one.zh for one in month.open)}",
                "The sheep cannot be told into classes, so that no plan can begin with them. "
                + " ".join(one.en for one in month.open),
            ),
        )
    numbers = village_numbers(area)
    remarks = []
    known = {item: kg for item, kg in month.stored.items() if item in goods() and kg > 0}
    unknown = [item for item, kg in month.stored.items() if item not in goods() and kg > 0]
    if unknown:
        remarks.append(
            Words(f"库里的{'、'.join(unknown)}不在计划的草料里，没有算进来。",
                  f"In store but unknown to plans, and left out: {', '.join(unknown)}.")
        )  # fmt: skip
    rooms = [
        room for household, room in flock_book(viewer, area, purpose=purpose).pens.values() if not household
    ]
    if any(room is None for room in rooms):
        remarks.append(
            Words("有合作社的圈舍没有登记面积，没有算进来；请先补上。",
                  "Some pens of the cooperative have no area in the book and are left out; add it first.")
        )  # fmt: skip
    cash = [row.move for row in access_cash(viewer, area, purpose=purpose) if isinstance(row.move, CashMove)]
    heaps: dict[tuple[str, str], list[StockMove]] = {}
    for row in access_manure(viewer, area, purpose=purpose):
        if isinstance(row.move, StockMove):
            heaps.setdefault(row.store, []).append(row.move)
    manure = sum(run(moves, MANURE)[-1].balance for moves in heaps.values())
    standing = _standing(held, today)
    if standing:
        remarks.append(
            Words(
                "地里的作物按原计划今年的种植算，请核对。",
                "Crops in the ground are taken as the plan has them; check that.",
            )
        )
    return StartNow(
        on=today,
        flock={label: heads for label, heads in month.states_end.items() if heads > 0},
        heads=month.heads_end,
        goods=known,
        cash=month.balance / 100 if cash else None,
        loan=max(_fen(cash, "loan_received") - _fen(cash, "loan_repaid"), 0) / 100 if cash else None,
        paid_in=_fen(cash, "shares_paid_in") / 100 if cash else None,
        manure_n=manure * numbers.value("composted_manure.n") if heaps else None,
        house_m2=sum(room for room in rooms if room is not None) if rooms else None,
        silage_room_kg=None,
        standing=standing,
        remarks=tuple(remarks),
    )


def order_from(
    viewer: Viewer, held: WholePlan, order: PlanOrder, start: StartNow, *, purpose: str
) -> PlanOrder:
    """The order with what there is as its opening state; what members paid in is taken off the cash, up to what they
    offered. Raises MutongError `start_not_told` for money, manure, pens or room of silage that nobody knows."""
    told = (start.cash, start.loan, start.paid_in, start.manure_n, start.house_m2, start.silage_room_kg)
    if any(one is None for one in told):
        raise MutongError(
            "start_not_told",
            Words("请填写现金、贷款、粪肥、合作社自有圈舍的面积和青贮窖的容量；没有就写 0。",
                  "Give cash, loan, manure, the area of the cooperative's own pens and the room of its silage pits; "
                  "0 where it has none."),
        )  # fmt: skip
    cash, loan, paid, manure_n, house_m2, silage_room = (float(one or 0.0) for one in told)
    area = held.row.area_code
    holdings = holdings_of(
        village_survey(viewer, area, purpose), village_numbers(area), order.settings.with_undecided
    )
    paid_in = min(paid, sum(one.cash for one in holdings.households))
    before = held.row.settings.get("by_household")
    opening = OpeningState(
        flock=start.flock,
        goods=start.goods,
        manure_n=manure_n,
        cash=cash - paid_in,
        loan=loan,
        house_m2=house_m2,
        silage_room_kg=silage_room,
        # Plots have other names where the village is taken together.
        standing=start.standing if before == order.settings.by_household else {},
    )
    settings = replace(order.settings, opening=opening)
    return replace(order, settings=settings, replaces=held.row.plan_id, paid_in=paid_in)


def _standing(held: WholePlan, today: date) -> dict[tuple[str, str], float]:
    plan = held.plan
    if plan is None or plan.start > today:
        return {}
    uses = [one for one in plan.plots if one.season == today.year and one.crop != LEFT]
    return {(one.plot_id, one.crop): one.mu for one in uses}


def _fen(moves: list[CashMove], kind: str) -> int:
    return sum(one.fen for one in moves if one.kind == kind)
