"""A month from the books alone: heads, sales, feed and cash, for whoever lays it beside a plan."""

from datetime import date

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied
from mutong.records.actions.enter_sheep import Lambing
from mutong.records.actions.keep_day_books import (
    DayEntry,
    enter_cash,
    enter_feed,
    enter_manure,
    withdraw_entry,
)
from mutong.village.flock_transition import transition_of
from mutong.workflows.flock_book import enter_litter, rules_of
from mutong.workflows.flock_month import books_month
from tests.records.small_register import PURPOSE, fill_register, viewer_of
from tests.workflows.flock_village import VILLAGE, D, happens, open_book, tag

pytestmark = [pytest.mark.database, pytest.mark.django_db]
STOVER = Words("玉米秸秆", "maize stover")


def feed(sent_id: str, kind: str, day: int, kg: float, **more: object) -> None:
    """An entry of the feed book in August."""
    entry = DayEntry(sent_id, kind, D(2022, 8, day), item="maize_stover", item_words=STOVER, kg=kg, **more)
    enter_feed(viewer_of("SEC"), VILLAGE, entry, purpose=PURPOSE)


def cash(sent_id: str, kind: str, day: date, fen: int) -> None:
    """A line of the cash book."""
    enter_cash(viewer_of("SEC"), VILLAGE, DayEntry(sent_id, kind, day, fen=fen), purpose=PURPOSE)


@pytest.fixture
def august(db: None) -> None:
    """Five ewes and a ram listed on 1 August; a litter of two, a death, two sales; feed and cash."""
    fill_register()
    open_book(5)
    happens("died", D(2022, 8, 3), (tag(5),), disposal="buried")
    happens("sold", D(2022, 8, 9), (tag(4),), buyer="甲", price=130000, weight_kg=52.0, culled=True)
    happens("sold", D(2022, 8, 10), (tag(3),), buyer="甲")
    happens("mated", D(2022, 8, 12), (tag(2),))
    lambing = Lambing("l", tag(1), D(2022, 8, 20), (("female", None), ("male", 3.0)), dead=1)
    enter_litter(viewer_of("SEC"), VILLAGE, lambing, purpose=PURPOSE)
    feed("f1", "harvested", 2, 1000)
    feed("f2", "fed", 5, 120)
    feed("f3", "fed", 6, 130)
    feed("f4", "loss", 7, 10)
    feed("f5", "count", 8, 700)
    cash("c0", "opening", D(2022, 7, 1), 500000)
    cash("c1", "sheep_sold", D(2022, 8, 9), 130000)
    cash("c2", "wages", D(2022, 8, 10), 30050)
    cash("c3", "wages", D(2022, 8, 11), 10000)


def test_august_by_hand(august: None) -> None:
    """Every figure of the month, worked out on paper from the entries above."""
    month = books_month(viewer_of("SEC"), VILLAGE, D(2022, 8, 15))
    assert (month.month, month.until) == (D(2022, 8, 1), D(2022, 8, 22))
    assert month.heads_start == {}
    assert month.heads_end == {
        "ewe_nursing": 1,
        "ewe_pregnant": 1,
        "lamb_female": 1,
        "lamb_male": 1,
        "ram": 1,
    }
    assert (month.litters, month.born_alive, month.born_dead, month.died, month.culled) == (1, 2, 1, 1, 1)
    sold = month.sold
    assert (sold.heads, sold.kg, sold.without_weight, sold.fen, sold.without_price) == (2, 52.0, 1, 130000, 1)
    assert month.account.total.closing == 5
    assert month.account.total.unexplained == 0
    assert (month.fed, month.feed_in, month.feed_lost) == (
        {"maize_stover": 250.0}, {"maize_stover": 1000.0}, {"maize_stover": 10.0},
    )  # fmt: skip
    assert (month.counted_off, month.stored) == ({"maize_stover": -40.0}, {"maize_stover": 700.0})
    assert (month.cash_in, month.cash_out) == ({"sheep_sold": 130000}, {"wages": 40050})
    assert month.balance == 500000 + 130000 - 40050


def test_the_planner_can_start_from_the_books(august: None) -> None:
    """Heads by label are those of the transition; a ewe mated and not checked counts by the share that conceives."""
    states = books_month(viewer_of("SEC"), VILLAGE, D(2022, 8, 22)).states_end
    assert tuple(states) == transition_of(rules_of(VILLAGE).flock).labels
    assert states["ewe_pregnant_1"] == pytest.approx(0.8)
    assert states["ewe_open_0"] == pytest.approx(0.2)
    assert (states["ewe_nursing_1"], states["lamb_male_0"], states["ram_0"]) == (1, 1, 1)


def test_a_month_before_the_book_is_empty_and_the_next_one_begins_where_this_ended(august: None) -> None:
    """July has the opening balance only; nothing of August leaks into it."""
    july = books_month(viewer_of("SEC"), VILLAGE, D(2022, 7, 10))
    assert (july.account.total.closing, july.balance, july.cash_in, july.fed) == (0, 500000, {}, {})


def test_withdrawn_entries_are_in_no_figure(august: None) -> None:
    """The wages written twice and withdrawn once count once."""
    withdraw_entry(viewer_of("SEC"), VILLAGE, "cash", "c3", sent_id="w", reason="重复", purpose=PURPOSE)
    month = books_month(viewer_of("SEC"), VILLAGE, D(2022, 8, 15))
    assert month.cash_out == {"wages": 30050}


def test_stores_of_households_do_not_feed_each_other(august: None) -> None:
    """H1 cannot feed from the cooperative's stover, nor the heap of manure of one from another."""

    with pytest.raises(MutongError) as refused:
        feed("h", "fed", 15, 5, household="H1")
    assert refused.value.code == "short_stock"
    entry = DayEntry("m", "spread", D(2022, 8, 15), household="H1", kg=10)
    with pytest.raises(MutongError):
        enter_manure(viewer_of("SEC"), VILLAGE, entry, purpose=PURPOSE)


def test_who_may_not_read_books_gets_no_month(august: None) -> None:
    """A doctor is refused; a township's leader reads."""
    with pytest.raises(AccessDenied):
        books_month(viewer_of("DOC"), VILLAGE, D(2022, 8, 15))
    assert books_month(viewer_of("TLD"), VILLAGE, D(2022, 8, 15)).account.total.closing == 5
