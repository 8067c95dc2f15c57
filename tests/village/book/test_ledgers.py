"""Feed, manure and cash: balances that run, shortages that are refused, counts that show what is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.book.ledgers import (
    CASH,
    COUNT,
    FEED,
    MANURE,
    CashMove,
    StockMove,
    refuse_short,
    refuse_withdrawal,
    run,
    run_cash,
    short_cash,
)

D = date
STOVER = Words("玉米秸秆", "maize stover")


def move(kind: str, day: int, kg: float, nth: int = 0) -> StockMove:
    """An entry of August."""
    return StockMove(f"{kind}{day}{nth}", "maize_stover", kind, D(2022, 8, day), kg, nth)


def test_a_feed_store_by_hand() -> None:
    """3,000 kg in, 40 fed, 10 spoiled, counted 2,900: 50 kg are missing and the book says so."""
    lines = run(
        [move("harvested", 1, 3000), move("fed", 2, 40), move("loss", 3, 10), move(COUNT, 4, 2900)], FEED
    )
    assert [line.balance for line in lines] == [3000, 2960, 2950, 2900]
    assert lines[-1].found == -50


def test_more_than_there_is_cannot_be_fed_until_somebody_counts() -> None:
    """The refusal names the day, what is there and what was asked; after a count the same entry is right."""
    stored = [move("bought", 1, 100)]
    with pytest.raises(MutongError) as refused:
        refuse_short(stored, move("fed", 2, 150), FEED, STOVER)
    assert "100" in refused.value.words.zh
    assert "150" in refused.value.words.en
    assert "盘点" in refused.value.words.zh
    counted = [*stored, move(COUNT, 1, 200, 1)]
    refuse_short(counted, move("fed", 2, 150), FEED, STOVER)


def test_a_back_dated_feeding_may_not_empty_the_store_under_a_later_one() -> None:
    """100 kg in, 80 fed on the 10th: another 30 on the 5th is refused though there were 100 that day."""
    stored = [move("bought", 1, 100), move("fed", 10, 80)]
    with pytest.raises(MutongError):
        refuse_short(stored, move("fed", 5, 30), FEED, STOVER)
    refuse_short(stored, move("fed", 5, 20), FEED, STOVER)


def test_what_later_entries_live_on_cannot_be_withdrawn() -> None:
    """Taking back the purchase would leave 80 kg fed from nothing."""
    stored = [move("bought", 1, 100), move("fed", 10, 80)]
    with pytest.raises(MutongError):
        refuse_withdrawal(stored, stored[0].entry_id, FEED, STOVER)
    refuse_withdrawal(stored, stored[1].entry_id, FEED, STOVER)


@given(st.lists(st.tuples(st.sampled_from([*FEED]), st.integers(1, 28), st.floats(0.5, 500)), max_size=30))
def test_whatever_the_checks_let_through_the_balance_is_never_below_nought(
    entries: list[tuple[str, int, float]],
) -> None:
    """In + found − out is what is there, after every entry, whatever the order of writing."""
    kept: list[StockMove] = []
    for nth, (kind, day, kg) in enumerate(entries):
        new = move(kind, day, kg, nth)
        try:
            refuse_short(kept, new, FEED, STOVER)
        except MutongError:
            continue
        kept.append(new)
    lines = run(kept, FEED)
    assert all(line.balance >= -1e-6 for line in lines)
    moved = sum(FEED[line.move.kind].sign * line.move.kg + line.found for line in lines)
    assert (lines[-1].balance if lines else 0) == pytest.approx(moved)


@given(st.lists(st.tuples(st.sampled_from([*CASH]), st.integers(1, 28), st.integers(1, 10**9)), max_size=40))
def test_cash_adds_up_to_the_fen(entries: list[tuple[str, int, int]]) -> None:
    """The last balance is exactly what came in less what went out, in whatever order it was written."""
    moves = [CashMove(str(n), kind, D(2022, 8, day), fen, n) for n, (kind, day, fen) in enumerate(entries)]
    lines = run_cash(moves)
    assert (lines[-1].balance if lines else 0) == sum(CASH[m.kind].sign * m.fen for m in moves)
    assert lines == run_cash(reversed(moves))
    assert (short_cash(lines) is None) == all(line.balance >= 0 for line in lines)


def test_a_till_that_goes_below_nought_is_told_with_the_day() -> None:
    """Wages of 500 paid from 300 yuan: kept, and asked about."""
    lines = run_cash(
        [CashMove("a", "opening", D(2022, 8, 1), 30000), CashMove("b", "wages", D(2022, 8, 2), 50000, 1)]
    )
    said = short_cash(lines)
    assert lines[-1].balance == -20000
    assert "2022-08-02" in said.zh
    assert "200.00" in said.zh


def test_no_word_stands_for_two_things() -> None:
    """Within each book every kind has its own words in both languages."""
    for book in (FEED, MANURE, CASH):
        for texts in ([w.label.zh for w in book.values()], [w.label.en for w in book.values()]):
            assert len(set(texts)) == len(texts)
