"""The collective beside the cooperative: another law from another day, other steps, returns by quantified shares."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from mutong.kernel.period import CHINA
from mutong.records.actions.keep_members import put_forward, step_member
from mutong.records.actions.move_clock import set_clock
from mutong.records.village.share_models import MemberStep, ShareMember
from mutong.workflows.share_decisions import course_of, courses_of, enter_step
from mutong.workflows.shares import confirm_member, found, give_quota, labels_of, standing_of
from mutong.workflows.surplus_years import YearFigures, book, keep, year_of
from tests.records.small_register import PURPOSE, fill_register, viewer_of
from tests.workflows.made_up_coop import HOMES, add_homes, found_coop, make_coop, members_by_name
from tests.workflows.test_share_years import refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AREA = "140109901001"
JOINED = date(2025, 5, 10)


@pytest.fixture
def in_2026(db: None) -> None:
    """The small register in March 2026, when the law on collectives is in force."""
    fill_register()
    set_clock(viewer_of("CLD"), datetime(2026, 3, 20, 8, tzinfo=CHINA), purpose=PURPOSE)


def make_collective() -> str:
    """A collective of five households with 3, 2, 1, 1 and 0 income-right shares; its id."""
    add_homes()
    keeper = viewer_of("SEC")
    own = found(keeper, "示例村股份经济合作社", "cn-collective", AREA, purpose=PURPOSE)
    members = put_forward(keeper, own, HOMES.values(), JOINED, source="desk", purpose=PURPOSE)
    for (name, home), member, quota in zip(HOMES.items(), members, (3, 2, 1, 1, 0), strict=True):
        confirm_member(
            keeper, own, member, JOINED, kind="farmer", name=name, person_id=f"P{home}", purpose=PURPOSE
        )
        if quota:
            give_quota(keeper, member, quota, purpose=PURPOSE)
    return own


def test_a_law_not_in_force_founds_nothing(db: None) -> None:
    """In August 2022 the law on collectives is three years away: nothing is founded by it, in words with its day."""
    fill_register()
    with refused("自 2025-05-01 起", "law_not_in_force"):
        found(viewer_of("SEC"), "示例", "cn-collective", AREA, purpose=PURPOSE)
    with refused("没有名为", "no_such_law"):
        found(viewer_of("SEC"), "示例", "cn-nothing", AREA, purpose=PURPOSE)


def test_returns_of_a_collective_go_by_quantified_shares(in_2026) -> None:
    """Without one member's shares nothing is split; then 70,000 less a tenth go 3:2:1:1:0, booked once its own law's
    steps are done: discussed first, ten days, two thirds of all members, published.
    """
    own, keeper = make_collective(), viewer_of("SEC")
    figures = YearFigures(2025, 7_000_000, reserve_share=Fraction(1, 10))
    with refused("还没有量化：戊", "quota_unknown"):
        keep(keeper, own, figures, key="y", purpose=PURPOSE)
    give_quota(keeper, members_by_name(own)["戊"], 0, purpose=PURPOSE)
    kept = keep(keeper, own, figures, key="y", purpose=PURPOSE)
    row, _, course = year_of(keeper, kept, PURPOSE)
    parts = {part["name"]: part["paid"] for part in row.result["parts"].values()}
    assert parts == {"甲": 2_700_000, "乙": 1_800_000, "丙": 900_000, "丁": 900_000, "戊": 0}
    assert row.result["reserve"] == 700_000
    names = [step.name for step in course.state.steps]
    assert names == ["proposal", "discussion", "papers", "notice", "meeting", "vote", "minutes", "publicity"]
    set_clock(viewer_of("CLD"), datetime(2026, 4, 20, 8, tzinfo=CHINA), purpose=PURPOSE)
    for step, on, counts in (
        ("discussed", date(2026, 3, 25), {}),
        ("papers", date(2026, 3, 28), {}),
        ("notice", date(2026, 3, 28), {}),
        ("meeting", date(2026, 4, 10), {"attended": 4, "votes_for": 4}),
        ("minutes", date(2026, 4, 10), {}),
    ):
        enter_step(keeper, row.decision_id, step, on, purpose=PURPOSE, **counts)
    with refused("公布", "decision_does_not_stand"):
        book(keeper, kept, purpose=PURPOSE)
    enter_step(keeper, row.decision_id, "published", date(2026, 4, 12), purpose=PURPOSE)
    assert course_of(keeper, row.decision_id, PURPOSE)[1].state.in_force_from == date(2026, 4, 12)
    assert book(keeper, kept, purpose=PURPOSE) == 5


def test_who_is_counted_is_who_was_in_that_day(db: None) -> None:
    """A member who joined after the meeting does not change what the meeting needed."""
    fill_register()
    own, keeper = make_coop(), viewer_of("SEC")
    kept = keep(keeper, own, YearFigures(2021, 100, 0, 0, Fraction(0), Fraction(1)), key="y", purpose=PURPOSE)
    decision = year_of(keeper, kept, PURPOSE)[0].decision_id
    enter_step(keeper, decision, "meeting", date(2022, 8, 1), attended=4, votes_for=3, purpose=PURPOSE)
    (late,) = put_forward(keeper, own, ["H1"], date(2022, 8, 10), source="desk", purpose=PURPOSE)
    confirm_member(
        keeper, own, late, date(2022, 8, 10), kind="farmer", name="试甲", person_id="P1", purpose=PURPOSE
    )
    standing, (course,) = courses_of(keeper, own, PURPOSE)
    assert len(standing.members) == 6
    assert (course.record.members, course.record.votes) == (5, 5)


def test_putting_forward_twice_adds_nobody_and_a_step_must_fit(db: None) -> None:
    """Households put forward again are on the list once; a candidate cannot leave, one who declined may come back."""
    fill_register()
    add_homes()
    keeper, own = viewer_of("SEC"), found_coop()
    added = put_forward(keeper, own, HOMES.values(), JOINED, source="desk", purpose=PURPOSE)
    assert put_forward(keeper, own, HOMES.values(), JOINED, source="desk", purpose=PURPOSE) == []
    assert ShareMember.objects.count() == MemberStep.objects.count() == len(added) == 5
    with refused("不能这样办", "member_step_refused"):
        step_member(keeper, added[0], "left", JOINED, reason="x", purpose=PURPOSE)
    for stranger in ("H-nothing", "H9"):
        with refused("您的辖区里没有这户", "household_not_found"):
            put_forward(keeper, own, [stranger], JOINED, source="desk", purpose=PURPOSE)
    step_member(keeper, added[0], "declined", JOINED, purpose=PURPOSE)
    assert put_forward(keeper, own, ["HC0"], JOINED, source="desk", purpose=PURPOSE) == [added[0]]


def test_two_members_of_one_name_are_told_apart(db: None) -> None:
    """Where two members have the same name their doors are told with it, in lists and in refusals."""
    fill_register()
    own = make_coop()
    rows = standing_of(viewer_of("SEC"), own, PURPOSE).rows
    twins = [replace(rows[0], name="张三"), replace(rows[1], name="张三"), rows[2]]
    assert list(labels_of(twins).values()) == ["张三（甲家）", "张三（乙家）", "丙"]
