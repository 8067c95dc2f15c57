"""A plan beside the books, and a new plan from today's state: what stands where, what is off, what is not known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.enter_sheep import Lambing
from mutong.records.actions.keep_day_books import DayEntry, enter_cash, enter_feed
from mutong.records.actions.move_clock import advance_clock
from mutong.records.reads.village_plans import kept_plan
from mutong.village.programme.results import PlotUse
from mutong.workflows.flock_book import enter_litter
from mutong.workflows.village_plan_facts import KG, YUAN, FactLine, heads_at_end, months_against_fact
from mutong.workflows.village_plan_orders import usual_order
from mutong.workflows.village_plan_restart import order_from, start_from_books
from tests.desk.kept_village_plans import kept_plan_id, small_plan
from tests.records.small_register import PURPOSE, fill_register, viewer_of
from tests.workflows.flock_village import VILLAGE, D, happens, open_book, tag

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def books(db: None) -> None:
    """August in the books: three ewes, a ram, a litter of two, a sale, maize bought and fed, cash; it is September."""
    fill_register()
    open_book()
    viewer = viewer_of("SEC")
    litter = Lambing("lamb-1", tag(1), D(2022, 8, 20), (("female", 3.4), ("male", 3.0)))
    assert enter_litter(viewer, VILLAGE, litter, purpose=PURPOSE).written == 3
    happens("sold", D(2022, 8, 21), (tag(3),), buyer="甲", weight_kg=48.0, price=90_000)
    for entry in (
        DayEntry("f1", "bought", D(2022, 8, 2), "", item="maize_grain", kg=3000.0, fen=840_000),
        DayEntry("f2", "fed", D(2022, 8, 20), "", item="maize_grain", kg=500.0),
    ):
        enter_feed(viewer, VILLAGE, entry, purpose=PURPOSE)
    for nth, (kind, fen) in enumerate(
        (
            ("shares_paid_in", 3_000_000),
            ("loan_received", 1_000_000),
            ("sheep_sold", 90_000),
            ("loan_repaid", 200_000),
        )
    ):
        enter_cash(viewer, VILLAGE, DayEntry(f"c{nth}", kind, D(2022, 8, 3), "", fen=fen), purpose=PURPOSE)
    advance_clock(system_viewer("test"), timedelta(days=20), purpose=PURPOSE)


def lines_of(month) -> dict[str, FactLine]:
    """The lines of a month by key."""
    return {one.key: one for one in month.lines}


def test_each_month_so_far_stands_beside_the_books(books: None) -> None:
    """September runs, August is over: heads by group, births, sales, feed and cash as the books have them."""
    september, august = months_against_fact(viewer_of("SEC"), VILLAGE, small_plan(), purpose=PURPOSE)
    assert (august.day, august.running, september.running) == (date(2022, 8, 1), False, True)
    found = lines_of(august)
    told = {
        key: found[key].fact
        for key in ("heads_ewes", "heads_suckling", "heads_rams", "heads", "born", "died", "sold")
    }
    assert told == {
        "heads_ewes": 2,
        "heads_suckling": 2,
        "heads_rams": 1,
        "heads": 5,
        "born": 2,
        "died": 0,
        "sold": 1,
    }
    assert (found["sold_kg"].fact, found["sheep_income"].fact, found["cash"].fact) == (48.0, 900.0, 38_900.0)
    assert found["fed_maize_grain"].fact == 500.0
    month = small_plan().month_list[0]
    assert found["cash"].plan == month.cash and found["bought"].plan == sum(month.bought.values())
    fed = sum(of.get("maize_grain", 0.0) for of in month.fed.values())
    assert found["fed_maize_grain"].plan == pytest.approx(fed)


def test_books_that_nobody_kept_say_nothing(db: None) -> None:
    """Without a single entry every figure of fact is unknown, never nought, and nothing is off."""
    fill_register()
    (august,) = months_against_fact(viewer_of("SEC"), VILLAGE, small_plan(), purpose=PURPOSE)
    assert {one.fact for one in august.lines} == {None} and not any(one.off(0.1) for one in august.lines)


def test_heads_of_the_plan_at_a_months_end_are_before_the_next_months_trade() -> None:
    """What is bought in the next month is not there yet and what is sold in it still is; moves between classes of a
    group change nothing."""
    for month, after in zip(small_plan().month_list, small_plan().month_list[1:], strict=False):
        heads = heads_at_end(month, after)
        whole = sum(after.heads.values()) + sum(after.sold.values()) - sum(after.bought.values())
        assert sum(heads.values()) == pytest.approx(whole)
        # Nothing else happens to a flock within a month: births and deaths alone carry it over.
        assert sum(heads.values()) == pytest.approx(
            sum(month.heads.values()) + month.born - month.died, abs=1e-3
        )


@pytest.mark.parametrize(
    ("plan", "fact", "unit", "off"),
    [(1000.0, 1100.0, KG, False), (1000.0, 1201.0, KG, True), (1000.0, 799.0, KG, True), (0.0, 90.0, KG, False),
     (0.0, 600.0, YUAN, True), (10_000.0, None, YUAN, False), (-1000.0, -1900.0, YUAN, True)],
)  # fmt: skip
def test_what_is_off(plan: float, fact: float | None, unit: Words, off: bool) -> None:
    """Beyond a fifth of the plan, and beyond a trifle; what is not known is not off."""
    assert FactLine("x", Words("甲", "a"), unit, plan, fact).off(0.2) is off


def test_a_new_plan_begins_with_what_the_books_have(books: None) -> None:
    """Sheep by state, feed, debts and cash; what members paid in stands in the plan's first month and not twice."""
    viewer = viewer_of("SEC")
    uses = tuple(
        PlotUse("land/a", season, crop, mu)
        for season, crop, mu in ((2022, "maize", 12.0), (2022, "left", 3.0), (2023, "maize", 9.0))
    )
    held = kept_plan(viewer, kept_plan_id(replace(small_plan(), plots=uses)), PURPOSE)
    start = start_from_books(viewer, held, purpose=PURPOSE)
    assert sum(start.flock.values()) == pytest.approx(5) and start.heads["ram"] == 1
    assert start.goods == {"maize_grain": 2500.0}
    assert (start.cash, start.loan, start.paid_in) == (38_900.0, 8_000.0, 30_000.0)
    # The book has the pen 东圈 of a household and none of the cooperative: its area is unknown, not nought.
    assert start.house_m2 is None and start.silage_room_kg is None
    assert start.standing == {("land/a", "maize"): 12.0} and any(
        "地里的作物" in one.zh for one in start.remarks
    )
    with pytest.raises(MutongError) as refused:
        order_from(viewer, held, usual_order(), start, purpose=PURPOSE)
    assert refused.value.code == "start_not_told"
    assert start.manure_n is None  # nor is there an entry of manure
    told = replace(start, house_m2=120.0, silage_room_kg=0.0, manure_n=15.0)
    order = order_from(viewer, held, usual_order(), told, purpose=PURPOSE)
    # Nobody offered cash in the survey, so that the programme counts on none in its first month.
    assert order.settings.opening.cash == 38_900.0 and order.settings.opening.house_m2 == 120.0
    assert order.paid_in == 0.0
    assert order.replaces == held.row.plan_id and order.settings.opening.flock == start.flock
    # The kept plan took the village together and this order does not: its plots have other names.
    assert order.settings.opening.standing == {}
    together = replace(usual_order(), settings=replace(usual_order().settings, by_household=False))
    assert (
        order_from(viewer, held, together, told, purpose=PURPOSE).settings.opening.standing == start.standing
    )


def test_what_no_book_says_is_not_nought(db: None) -> None:
    """With empty books there are no sheep and no feed, and nobody knows cash, debts and manure."""
    fill_register()
    viewer = viewer_of("SEC")
    start = start_from_books(viewer, kept_plan(viewer, kept_plan_id(), PURPOSE), purpose=PURPOSE)
    assert (dict(start.flock), dict(start.goods)) == ({}, {})
    assert (start.cash, start.loan, start.paid_in, start.manure_n) == (None,) * 4


def test_who_may_not_read_the_books_sees_no_fact(books: None) -> None:
    """The doctor reads neither."""
    with pytest.raises(AccessDenied):
        months_against_fact(viewer_of("DOC"), VILLAGE, small_plan(), purpose=PURPOSE)
