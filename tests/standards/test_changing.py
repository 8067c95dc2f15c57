"""What would change an answer: by facts, and by time alone (A3)."""

from datetime import date

import pytest
from hypothesis import given, settings

from mutong.kernel.truth import Truth
from mutong.standards.changing import Change, changes_of_facts, next_day
from mutong.standards.choices import load_choices
from mutong.standards.explaining import Explanation, explain
from mutong.standards.levers import Levers
from mutong.standards.pack import load_packs
from mutong.standards.single_answers import answer_home
from tests.standards.registers import PACKS, SAMPLE_CHOICES, register, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
GRID = "140109901001005"
CLEAR = {"destitute_support": False, "work_injury_nursing_benefit": False, "orphan_benefit": False}
HOME = {"area_code": GRID, "hukou_area_code": "140106", "property_conforms": True,
        "receives_low_income_support": False, "recognised_edge_household": False}  # fmt: skip


def told(rule: str, subject: str, home: dict, on: date = date(2022, 8, 22)) -> Explanation:
    """The explanation of a rule for a subject of one household."""
    return explain(snapshot([home], on), TAIYUAN, CHOICES, rule, subject)


def zh(changes: tuple[Change, ...]) -> list[str]:
    """Changes in Chinese."""
    return [change.words.zh for change in changes]


def test_a_no_names_the_one_fact_that_would_make_it_yes() -> None:
    """Ten yuan too much: below the line, and strictly below it (T5), it would be granted."""
    root = told("cn:low_income_support", "H1", HOME | {"members": [{"monthly_income": 74_000, **CLEAR}]})

    assert zh(root.changes) == ["人均月收入 740 元/月 → 低于 730 元/月：是"]
    assert root.changes[0].words.en == (
        "monthly income per head 740 yuan a month → below 730 yuan a month: yes"
    )


def test_exactly_on_the_line_is_not_below_it() -> None:
    """T5: at 730 the answer is no and only “below 730” changes it; at 729.99 only “not below 730” ends it."""
    on_it = told("cn:low_income_support", "H1", HOME | {"members": [{"monthly_income": 73_000, **CLEAR}]})
    under = told("cn:low_income_support", "H1", HOME | {"members": [{"monthly_income": 72_999, **CLEAR}]})

    assert zh(on_it.changes) == ["人均月收入 730 元/月 → 低于 730 元/月：是"]
    assert zh(under.changes)[0] == "人均月收入 729.99 元/月 → 不低于 730 元/月：否"


def test_two_facts_are_named_where_one_is_not_enough() -> None:
    """Too much income and too much property: both would have to be otherwise."""
    home = HOME | {"property_conforms": False, "members": [{"monthly_income": 74_000, **CLEAR}]}
    changes = told("cn:low_income_support", "H1", home).changes

    assert zh(changes) == ["人均月收入 740 元/月 → 低于 730 元/月；且 财产符合规定（经核对） 否 → 是：是"]
    assert len(changes[0].levers) == 2


def test_a_yes_names_what_would_end_it() -> None:
    """An edge household ends at the edge line, and also where it falls under the guarantee's own line."""
    root = told("cn:edge_household", "H1", HOME | {"members": [{"monthly_income": 84_000, **CLEAR}]})

    assert zh(root.changes) == [
        "人均月收入 840 元/月 → 不低于 1,095 元/月：否",
        "财产符合规定（经核对） 是 → 否：否",
        "人均月收入 840 元/月 → 低于 730 元/月：否",
        "P1：特困人员供养 否 → 是：否",
    ]


def test_a_no_that_facts_not_known_stand_behind_says_what_would_open_it() -> None:
    """Level 3 rules the care subsidy out; at level 2 it would be open, since the need for care was never asked."""
    member = {"disability_certificate": True, "disability_level": 3}
    root = told("cn:disability_care", "P1", HOME | {"members": [member]})

    assert zh(root.changes) == ["P1：残疾等级 3 级 → 不高于 2 级：未知"]
    assert root.changes[0].to == "unknown"


def test_a_birthday_turns_an_answer() -> None:
    """Whoever turns 90 on 2023-03-01 receives the allowance from that day, and a day later for the day after."""
    home = HOME | {"members": [{"birth_date": "1933-03-01"}]}
    turns = told("cn-sx-ty:old_age_allowance", "P1", home).turns

    assert (turns.on, turns.to) == (date(2023, 3, 1), "yes")
    assert turns.words.zh == "自 2023-03-01 起（P1 满 90 岁）：是"
    assert turns.words.en == "from 2023-03-01 (P1 turns 90): yes"


def test_a_standard_that_begins_turns_an_answer() -> None:
    """2023-01-01: an edge household's disabled member gains the living subsidy, as was known the summer before."""
    member = {"disability_certificate": True, "monthly_income": 84_000, **CLEAR}
    turns = told("cn:disability_living", "P1", HOME | {"members": [member]}).turns

    assert turns.words.zh == "自 2023-01-01 起（标准有变）：是"


def test_a_birthday_that_only_changes_the_amount_is_told() -> None:
    """At a hundred the allowance rises; the answer stays yes."""
    turns = told("cn-sx-ty:old_age_allowance", "P1", HOME | {"members": [{"birth_date": "1923-03-01"}]}).turns

    assert (turns.to, turns.words.zh) == ("yes", "自 2023-03-01 起（P1 满 100 岁）：金额为 500 元/月")


def test_nobody_is_told_to_grow_younger() -> None:
    """An age that has been reached is not among what would end an entitlement."""
    root = told("cn-sx-ty:old_age_allowance", "P1", HOME | {"members": [{"birth_date": "1923-03-01"}]})

    assert not any("年龄" in words for words in zh(root.changes))


@pytest.mark.parametrize("birth", ["1933-02-28", "1932-02-29", "1940-12-31"])
def test_the_day_before_nothing_has_changed(birth: str) -> None:
    """The day named is the first: on the day before the answer is as it was, on the day it is as was said."""
    home = HOME | {"receives_low_income_support": True, "members": [{"birth_date": birth}]}
    for on in (date(2021, 1, 1), date(2022, 2, 28), date(2019, 12, 31)):
        root = told("cn-sx-ty:old_age_allowance", "P1", home, on)
        if root.turns is not None and root.turns.to:
            day = root.turns.on
            known = told("cn-sx-ty:old_age_allowance", "P1", home, day)
            before = told("cn-sx-ty:old_age_allowance", "P1", home, date.fromordinal(day.toordinal() - 1))
            assert before.truth == root.truth
            assert known.truth == root.turns.to


@settings(max_examples=40, deadline=None)
@given(homes=register())
def test_a_change_that_is_named_does_change_the_answer(homes: list[dict]) -> None:
    """Whatever is said to turn an answer turns it as said, and of two levers neither is enough alone."""
    whole = snapshot(homes)
    for name in whole.ids("household")[:2]:
        for one in answer_home(whole, TAIYUAN, CHOICES, name):
            who, pulling = one.version.rule.who, Levers(one.place, one.place.family.titles)
            for change in changes_of_facts(one.place, one.version, one.subject):
                assert pulling.pulled(who, one.subject, change.levers) == Truth[change.to.upper()]
                if len(change.levers) == 2:
                    assert all(
                        pulling.pulled(who, one.subject, (each,)) != Truth.YES for each in change.levers
                    )
            turns = next_day(one.place, one.version, one.subject)
            assert turns is None or 0 < (turns.on - whole.on).days <= 366
