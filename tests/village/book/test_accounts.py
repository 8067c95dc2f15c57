"""Classes, labels for the planner, and the account of every month: nothing appears and nothing vanishes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month, start_of_month
from mutong.village.book.accounts import FLOWS, household_account, month_account
from mutong.village.book.classes import class_on, heads_by_class, heads_by_state
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal
from mutong.village.book.rules import BookRules
from mutong.village.flock_transition import transition_of
from tests.village.book.made_up_flock import Book, ewe, rules, tag

D = date
TODAY = D(2023, 12, 31)


def test_a_ewe_goes_through_the_classes_of_the_planner() -> None:
    """Open, mated (in part), pregnant by months, nursing, and open again after weaning age."""
    book = Book()
    ewe(book)
    book.enter("E1", "mated", D(2022, 2, 1))

    def at(day: date) -> tuple[str, int, float]:
        found = class_on(book.flock, book.animals[0], day)
        return found.kind, found.month, found.chance

    assert at(D(2022, 1, 31)) == ("ewe_open", 0, 1.0)
    assert at(D(2022, 2, 1)) == ("ewe_pregnant", 1, 0.8)
    book.enter("E1", "checked", D(2022, 3, 20), pregnant="yes")
    assert at(D(2022, 3, 20)) == ("ewe_pregnant", 2, 1.0)
    assert at(D(2022, 6, 28)) == ("ewe_pregnant", 5, 1.0)
    book.enter("E1", "lambed", D(2022, 7, 1), alive=2)
    assert at(D(2022, 7, 1)) == ("ewe_nursing", 1, 1.0)
    assert at(D(2022, 8, 10)) == ("ewe_nursing", 2, 1.0)
    assert at(D(2022, 9, 10)) == ("ewe_open", 0, 1.0)


def test_an_empty_ewe_and_one_never_checked_are_open_again() -> None:
    """A negative check opens at once; without any check she is open once her time is long over."""
    book = Book()
    ewe(book)
    book.enter("E1", "mated", D(2022, 2, 1))
    assert class_on(book.flock, book.animals[0], D(2022, 7, 5)).kind == "ewe_open"
    book.enter("E1", "checked", D(2022, 3, 20), pregnant="no")
    assert class_on(book.flock, book.animals[0], D(2022, 3, 20)).kind == "ewe_open"


def test_a_young_sheep_is_fattened_unless_it_was_kept() -> None:
    """Suckling by age, then for slaughter, or kept and grown; the last month of fattening stays."""
    book = Book()
    for key, sex in (("F", "female"), ("M", "male")):
        book.sheep(key, sex, D(2022, 1, 10))
        book.enter(key, "born", D(2022, 1, 10))
    flock = book.flock
    assert class_on(flock, book.animals[0], D(2022, 2, 15)).kind == "lamb_female"
    assert class_on(flock, book.animals[0], D(2022, 2, 15)).month == 1
    assert class_on(flock, book.animals[1], D(2022, 4, 20)).kind == "fattening_male"
    assert class_on(flock, book.animals[1], D(2023, 4, 20)).month == 7
    book.enter("F", "kept", D(2022, 4, 1))
    book.enter("M", "kept", D(2022, 4, 1))
    kept = book.flock
    assert class_on(kept, book.animals[0], D(2022, 5, 10)).kind == "ewe_lamb"
    assert class_on(kept, book.animals[0], D(2022, 10, 10)).kind == "ewe_open"
    assert class_on(kept, book.animals[1], D(2023, 1, 9)).kind == "ram_lamb"
    assert class_on(kept, book.animals[1], D(2023, 1, 10)).kind == "ram"


def test_a_nursing_ewe_whose_lambs_are_gone_is_open() -> None:
    """When her lambs in the book have died she nurses nobody."""
    book = Book()
    ewe(book)
    book.enter("E1", "lambed", D(2022, 7, 1), alive=1)
    book.sheep("L1", "female", D(2022, 7, 1), mother_id="E1")
    book.enter("L1", "born", D(2022, 7, 1))
    assert class_on(book.flock, book.animals[0], D(2022, 7, 3)).kind == "ewe_nursing"
    book.enter("L1", "died", D(2022, 7, 5), disposal="buried")
    assert class_on(book.flock, book.animals[0], D(2022, 7, 5)).kind == "ewe_open"


def test_open_numbers_leave_the_class_unknown_and_the_book_running() -> None:
    """Without settled months nobody is put in a class, heads are still counted, and the planner is refused."""
    book = Book()
    ewe(book)
    flock = Flock(book.animals, book.events, BookRules(None, None, None, None))
    assert heads_by_class(flock, D(2022, 2, 1)) == {"": 1}
    assert month_account(flock, D(2022, 1, 1)).total.closing == 1
    with pytest.raises(MutongError):
        heads_by_state(flock, D(2022, 2, 1))


def test_a_month_by_hand() -> None:
    """10 ewes listed in May; in June one dies, two are sold, three lamb five lambs, of which one dies."""
    book = Book()
    for n in range(10):
        ewe(book, f"E{n}", D(2022, 5, 1))
    book.enter("E0", "died", D(2022, 6, 5), disposal="buried")
    for key in ("E1", "E2"):
        book.enter(key, "sold", D(2022, 6, 9), buyer="甲")
    for n, (mother, alive) in enumerate((("E3", 2), ("E4", 2), ("E5", 1))):
        book.enter(mother, "lambed", D(2022, 6, 10 + n), alive=alive)
        for k in range(alive):
            key = f"L{n}{k}"
            book.sheep(key, "male" if k else "female", D(2022, 6, 10 + n), mother_id=mother)
            book.enter(key, "born", D(2022, 6, 10 + n))
    book.enter("L00", "died", D(2022, 6, 20), disposal="buried")
    account = month_account(book.flock, D(2022, 6, 15))
    assert (account.total.opening, account.total.closing) == (10, 11)
    flows = account.total.flows
    assert (flows["born"], flows["died"], flows["sold"], flows["listed"]) == (5, 2, 2, 0)
    of = {line.kind: line for line in account.lines}
    assert (of["ewe_open"].opening, of["ewe_open"].closing, of["ewe_open"].flows["turned_out"]) == (10, 4, 3)
    assert (of["ewe_nursing"].closing, of["ewe_nursing"].flows["turned_in"]) == (3, 3)
    assert (of["lamb_female"].flows["born"], of["lamb_female"].flows["died"], of["lamb_female"].closing) == (
        3,
        1,
        2,
    )
    assert all(line.unexplained == 0 for line in account.lines)


def test_a_move_between_households_leaves_the_village_whole() -> None:
    """One household's sheep becomes another's: it turns out of one line and into the other."""
    book = Book()
    ewe(book, "E1", D(2022, 5, 1), household="H1")
    book.enter("E1", "moved", D(2022, 6, 10), household="H2")
    lines = {line.kind: line for line in household_account(book.flock, D(2022, 6, 1))}
    assert (lines["H1"].opening, lines["H1"].flows["turned_out"], lines["H1"].closing) == (1, 1, 0)
    assert (lines["H2"].opening, lines["H2"].flows["turned_in"], lines["H2"].closing) == (0, 1, 1)


_KINDS = st.sampled_from(
    ["listed", "born", "bought", "came", "mated", "checked", "lambed", "weaned", "kept", "moved", "treated",
     "sold", "slaughtered", "died", "left", "aborted", "fattened"]
)  # fmt: skip
_DETAILS = {
    "buyer": "甲", "seller": "乙", "from_whom": "丙", "to_whom": "丁", "disposal": "buried", "drug": "药",
    "withdrawal_days": 5, "alive": 1, "pregnant": "yes", "stage": "adult",
}  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), _KINDS, st.integers(0, 540), st.sampled_from(["H1", "H2", ""]), st.booleans()
        ),
        max_size=40,
    )
)
def test_whatever_is_entered_nothing_appears_or_vanishes(
    entries: list[tuple[int, str, int, str, bool]],
) -> None:
    """Of any entries, in any order and back-dated, what the checks let through adds up by class, household and month.

    Closing of one month is opening of the next, and the planner's heads are as many as the sheep.
    """
    book = Book()
    births = (D(2020, 3, 1), D(2022, 1, 5), None)
    for n in range(6):
        book.animals.append(
            Animal(f"S{n}", f"L22-{n:04d}", "male" if n % 3 == 2 else "female", None, births[n % 3])
        )
    for n, kind, day, home, unsure in entries:
        told = {**_DETAILS, "household": home, "pregnant": "unsure" if unsure else "yes"}
        book.enter(f"S{n}", kind, D(2022, 1, 1) + timedelta(day), TODAY, **told)
    flock = book.flock
    assert not [one for one in flock.troubles() if one.refused]
    month, closed = start_of_month(D(2022, 1, 1)), 0
    while month < D(2023, 8, 1):
        account = month_account(flock, month)
        homes = household_account(flock, month)
        for line in (*account.lines, account.total, *homes):
            assert line.unexplained == 0, (month, line)
        assert account.total.opening == closed
        assert account.total.flows["turned_in"] == account.total.flows["turned_out"]
        assert sum(line.closing for line in homes) == account.total.closing
        closed = account.total.closing
        month = next_month(month)
        eve = month - timedelta(days=1)
        assert sum(heads_by_state(flock, eve).values()) == pytest.approx(len(flock.present(eve)))
        assert closed == len(flock.present(eve))


def test_the_planner_knows_every_label() -> None:
    """The labels of heads are those of the transition, each exactly once."""
    book = Book()
    ewe(book)
    assert tuple(heads_by_state(book.flock, D(2022, 2, 1))) == transition_of(rules().flock).labels
    assert set(FLOWS) >= {"born", "sold", "died"}


def test_every_sheep_ever_entered_has_an_end_or_is_there() -> None:
    """Over a whole book: arrivals less departures are the sheep that stand in it (the warning of other flock books)."""
    book = Book()
    for n in range(4):
        ewe(book, f"E{n}", D(2022, 1, 1 + n))
        book.enter(f"E{n}", "tagged", D(2022, 1, 9), tag=tag(n + 1))
    book.enter("E0", "left", D(2022, 3, 1), to_whom="邻村", certificate="晋1")
    arrived = left = 0
    for month in range(1, 9):
        flows = month_account(book.flock, D(2022, month, 1)).total.flows
        arrived += flows["listed"] + flows["born"] + flows["bought"] + flows["came"]
        left += flows["sold"] + flows["died"] + flows["slaughtered"] + flows["left"]
    assert (arrived, left, len(book.flock.present(D(2022, 8, 22)))) == (4, 1, 3)
