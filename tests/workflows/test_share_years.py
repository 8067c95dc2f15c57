"""A surplus from figures to accounts: to the fen, decided in order, booked once, refused with its clause."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

import pytest

from mutong.kernel.errors import MutongError
from mutong.records.reads.shares import access_members
from mutong.workflows.share_decisions import course_of, enter_step, take_back
from mutong.workflows.surplus_years import YearFigures, book, keep, year_of
from tests.records.small_register import PURPOSE, fill_register, viewer_of
from tests.workflows.made_up_coop import PAID, YEAR, make_coop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIGURES = YearFigures(YEAR, 10_000_000, 1_000_000, 3_000_000, Fraction(1, 10), Fraction(3, 5), "trade")
COURSE = (
    ("papers", date(2022, 8, 1), {}),
    ("notice", date(2022, 8, 10), {}),
    ("meeting", date(2022, 8, 20), {"attended": 4, "votes_for": 3}),
    ("minutes", date(2022, 8, 20), {}),
)


@pytest.fixture
def coop(db: None) -> str:
    """The cooperative of the worked case; its charter asks for seven days of notice."""
    from mutong.workflows.shares import settle

    fill_register()
    made = make_coop()
    terms = {"notice_days": 7, "reserve_share": "1/10", "return_share": "3/5", "reserve_by": "trade"}
    settle(viewer_of("SEC"), made, date(2021, 1, 1), terms, purpose=PURPOSE)
    return made


@contextmanager
def refused(zh: str, code: str = "") -> Iterator[None]:
    """What is done within is refused in these words."""
    with pytest.raises(MutongError) as told:
        yield
    assert zh in told.value.words.zh
    assert told.value.words.en != told.value.words.zh
    assert code in ("", told.value.code)


def decide(decision_id: str) -> None:
    """Every step of the law, in time."""
    for step, on, counts in COURSE:
        enter_step(viewer_of("SEC"), decision_id, step, on, purpose=PURPOSE, **counts)


def test_the_worked_case_from_figures_to_accounts(coop: str) -> None:
    """The worked case comes out to the fen; it is booked once the decision stands, once only, reserve and payment."""
    keeper = viewer_of("SEC")
    kept = keep(keeper, coop, FIGURES, key="y1", purpose=PURPOSE)
    row, _, course = year_of(keeper, kept, PURPOSE)
    parts = row.result["parts"].values()
    assert {part["name"]: part["paid"] for part in parts} == PAID
    assert sum(part["paid"] for part in parts) == row.result["distributable"] == 8_100_000
    with refused("第四十条", "decision_does_not_stand"):
        book(keeper, kept, purpose=PURPOSE)
    decide(course.row.decision_id)
    assert book(keeper, kept, purpose=PURPOSE) == 9
    assert book(keeper, kept, purpose=PURPOSE) == 0
    accounts = {
        member.name: {line.ledger: line.fen for line in member.entries}
        for member in access_members(keeper, coop, PURPOSE)[1]
    }
    assert {name: of["paid"] for name, of in accounts.items()} == PAID
    assert sum(of.get("reserve", 0) for of in accounts.values()) == 900_000
    with refused("已经入账"):
        keep(keeper, coop, FIGURES, key="y2", purpose=PURPOSE)


def test_a_share_below_the_law_is_refused_with_its_clause(coop: str) -> None:
    """59 % by trade is refused, naming Article 44; nothing is kept."""
    figures = YearFigures(YEAR, 10_000_000, 0, 0, Fraction(0), Fraction(59, 100))
    with refused("第四十四条", "return_below_least"):
        keep(viewer_of("SEC"), coop, figures, key="y", purpose=PURPOSE)


def test_a_new_working_before_anybody_was_told_takes_the_old_ones_place(coop: str) -> None:
    """Worked out again the year keeps its decision; once the papers lie open it gets a new one."""
    keeper = viewer_of("SEC")
    first = keep(keeper, coop, FIGURES, key="a", purpose=PURPOSE)
    second = keep(keeper, coop, FIGURES, key="b", purpose=PURPOSE)
    old, new = (year_of(keeper, one, PURPOSE)[0] for one in (first, second))
    assert old.decision_id == new.decision_id
    assert (old.latest, new.latest) == (False, True)
    enter_step(keeper, new.decision_id, "papers", date(2022, 8, 1), purpose=PURPOSE)
    third = year_of(keeper, keep(keeper, coop, FIGURES, key="c", purpose=PURPOSE), PURPOSE)[0]
    assert third.decision_id != new.decision_id
    with refused("后来又算过"):
        book(keeper, second, purpose=PURPOSE)


def test_a_meeting_too_early_breaks_the_decision_and_a_slip_is_taken_back(coop: str) -> None:
    """Papers open for 18 days with a meeting on the 12th day break it; the day corrected, it stands; both are kept."""
    keeper = viewer_of("SEC")
    kept = keep(keeper, coop, FIGURES, key="y", purpose=PURPOSE)
    decision = year_of(keeper, kept, PURPOSE)[0].decision_id
    enter_step(keeper, decision, "papers", date(2022, 8, 1), purpose=PURPOSE)
    enter_step(keeper, decision, "notice", date(2022, 8, 2), purpose=PURPOSE)
    enter_step(keeper, decision, "meeting", date(2022, 8, 12), attended=5, votes_for=5, purpose=PURPOSE)
    _, course = course_of(keeper, decision, PURPOSE)
    assert [(step.name, step.earliest) for step in course.state.broken] == [("meeting", date(2022, 8, 17))]
    with refused("理由"):
        take_back(keeper, decision, "meeting", " ", purpose=PURPOSE)
    take_back(keeper, decision, "meeting", "日期写错", purpose=PURPOSE)
    enter_step(keeper, decision, "meeting", date(2022, 8, 20), attended=5, votes_for=5, purpose=PURPOSE)
    enter_step(keeper, decision, "minutes", date(2022, 8, 20), purpose=PURPOSE)
    _, course = course_of(keeper, decision, PURPOSE)
    assert course.stands.word == "yes"
    assert [(one.on.day, one.taken_back) for one in course.row.steps if one.step == "meeting"] == [
        (12, "日期写错"),
        (20, None),
    ]


def test_counts_that_cannot_be_are_refused(coop: str) -> None:
    """More came than are members, a day to come, a step twice: each is refused in words."""
    keeper = viewer_of("SEC")
    decision = year_of(keeper, keep(keeper, coop, FIGURES, key="y", purpose=PURPOSE), PURPOSE)[0].decision_id
    with refused("成员 5 名"):
        enter_step(keeper, decision, "meeting", date(2022, 8, 20), attended=6, votes_for=5, purpose=PURPOSE)
    with refused("还没有到"):
        enter_step(keeper, decision, "papers", date(2022, 8, 23), purpose=PURPOSE)
    enter_step(keeper, decision, "papers", date(2022, 8, 1), purpose=PURPOSE)
    with refused("已经登记"):
        enter_step(keeper, decision, "papers", date(2022, 8, 2), purpose=PURPOSE)
