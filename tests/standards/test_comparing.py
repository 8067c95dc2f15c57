"""What changes between two days, two states of knowledge or two packs, and for whom."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.standards.comparing import compare_packs
from mutong.standards.comparing_answers import compare_answers
from mutong.standards.comparing_courses import compare_courses
from mutong.standards.pack import Pack, load_packs
from tests.standards.made_packs import made_pack, number, protocol
from tests.standards.protocol_worlds import at, did, exposed
from tests.standards.registers import PACKS, snapshot

RULE = """@rule(of="household", service="aid", zh="补助", en="aid", clauses=["a1"]{dates})
def aid(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) {sign} parameter.line{more},
        amount=parameter.line,
        unit="fen/month",
    )
"""
OUTPUTS = "outputs:\n  line: {kinder: more, clause: a1}\n  stay: {kinder: less, clause: a1}"
LINE = (
    number("line", 700, end="2024-01-01")
    + number("line", 760, start="2023-01-01", end="2024-01-01", known="2023-04-27")
    + number("line", "", start="2024-01-01")
)
COURSE = number("tests", "1;4;7", "day_list") + number("day_one", 1, "day")
HOMES = [{"members": [{"monthly_income": income}]} for income in (50_000, 70_000, 75_999, 76_000, None)]
BEFORE, AFTER = date(2022, 12, 31), date(2023, 5, 1)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A line that rises for 2023, announced in April of that year, and is not known for 2024."""
    root = Path(tmp_path_factory.mktemp("packs"))
    return made_pack(
        root,
        "aid",
        OUTPUTS,
        rows=LINE + COURSE + number("days", 7, "day"),
        files={
            "rules/aid.py": RULE.format(dates="", sign="<", more=""),
            "protocols/stay.yaml": protocol("stay", "days"),
        },
    )


def differences(pack: Pack, on: tuple[date, date], known: tuple[date, date], homes=HOMES):
    """The changes by subject, and the one rule's sums."""
    sides = [snapshot(homes, day, when) for day, when in zip(on, known, strict=True)]
    found = compare_answers(sides[0], [pack], sides[1], [pack])
    return {one.subject_id: one for one in found.changes}, found.rules[0]


def test_a_rise_of_the_line_is_listed_for_whom_it_changes(pack: Pack) -> None:
    """Who now qualifies gains, who did already receives more, who is above both or not asked is not listed."""
    changes, rule = differences(pack, (BEFORE, AFTER), (BEFORE, AFTER))

    assert {who: one.change for who, one in changes.items()} == {"H1": "more", "H2": "gains", "H3": "gains"}
    assert (changes["H2"].verdict_before, changes["H2"].verdict_after) == ("no", "yes")
    assert (changes["H1"].amount_before, changes["H1"].amount_after) == ((70_000, 70_000), (76_000, 76_000))
    assert (rule.compared, rule.counts) == (5, {"gains": 2, "more": 1})
    assert rule.money == (2 * 76_000 + 6_000, 2 * 76_000 + 6_000)


def test_the_same_day_as_known_before_and_after_the_announcement(pack: Pack) -> None:
    """T6: for March 2023 the answers differ by what was known, in March or in June."""
    march, june = date(2023, 3, 1), date(2023, 6, 1)
    changes, _ = differences(pack, (march, march), (march, june))

    assert {who: one.change for who, one in changes.items()} == {"H1": "more", "H2": "gains", "H3": "gains"}
    (line,) = compare_packs(pack, pack, march, march, "14", known_old=march, known_new=june)
    assert (line.before.en, line.after.en, line.way) == ("700 yuan a month", "760 yuan a month", "kinder")


def test_a_number_that_lapses_opens_the_answers(pack: Pack) -> None:
    """T4: when the line is not known any more, every yes becomes unknown and none becomes no."""
    changes, rule = differences(pack, (AFTER, date(2024, 1, 1)), (AFTER, date(2024, 1, 1)))

    assert {one.change for one in changes.values()} == {"yes_opened", "no_opened"}
    assert set(changes) == {"H1", "H2", "H3", "H4"}
    assert rule.money is not None and rule.money[1] == np.inf


def test_a_rule_that_comes_into_force_is_named_so(tmp_path: Path) -> None:
    """T3: before the rule there was no answer, not a no; and who is only in one register is not compared."""
    rule = RULE.format(dates=', valid_from="2023-01-01"', sign="<", more="")
    new = made_pack(tmp_path, "aid", rows=LINE, files={"rules/aid.py": rule})
    sides = snapshot(HOMES, BEFORE), snapshot(HOMES[:2], AFTER)
    found = compare_answers(sides[0], [new], sides[1], [new])

    assert {one.subject_id: (one.verdict_before, one.rule_before, one.change) for one in found.changes} == {
        "H1": ("not_in_force", "", "gains"),
        "H2": ("not_in_force", "", "gains"),
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 90_000)), min_size=1, max_size=6))
def test_nothing_changes_between_a_thing_and_itself(pack: Pack, incomes: list) -> None:
    """Two equal sides differ in nothing, and turning the sides turns the money round."""
    homes = [{"members": [{"monthly_income": income}]} for income in incomes]

    assert differences(pack, (AFTER, AFTER), (AFTER, AFTER), homes)[0] == {}
    _, there = differences(pack, (BEFORE, AFTER), (BEFORE, AFTER), homes)
    _, back = differences(pack, (AFTER, BEFORE), (AFTER, BEFORE), homes)
    assert there.money == (-back.money[1], -back.money[0])


def test_the_edge_households_gain_the_living_subsidy_on_the_first_of_january_2023() -> None:
    """A disabled member of an edge household gains; one on the guarantee receives the raised rate; others nothing."""
    packs = load_packs(PACKS, ["cn-sx"])
    clear = {"disability_certificate": True, "destitute_support": False, "work_injury_nursing_benefit": False,
             "orphan_benefit": False}  # fmt: skip
    homes = [
        {"area_code": "140109", "receives_low_income_support": low, "recognised_edge_household": edge,
         "property_conforms": False, "members": [dict(clear)]}
        for low, edge in ((False, True), (True, False), (False, False))
    ]  # fmt: skip
    sides = [snapshot(homes, day) for day in (date(2022, 12, 31), date(2023, 1, 1))]
    found = compare_answers(sides[0], packs, sides[1], packs)

    living = [one for one in found.changes if one.rule == "disability_living"]
    assert [(one.subject_id, one.change) for one in living] == [("P1", "gains"), ("P2", "more")]
    assert {one.rule_before + " → " + one.rule_after for one in living} == {
        "cn:disability_living → cn-sx:disability_living"
    }


def versions(root: Path) -> tuple[Pack, Pack]:
    """A stay of seven days, and of five from 2022-11-11; the other protocol is gone."""
    old = made_pack(
        root,
        "old",
        f"valid_from: 2022-01-01\nvalid_to: 2022-11-11\n{OUTPUTS}",
        rows=LINE + COURSE + number("days", 7, "day"),
        files={
            "protocols/stay.yaml": protocol("stay", "days"),
            "protocols/watch.yaml": protocol("watch", "days", class_="watched"),
        },
    )
    new = made_pack(
        root,
        "new",
        "valid_from: 2022-11-11\nsucceeds: old\ninherits: true\nremoved: [{protocol: watch, clause: b1}]",
        key="b",
        rows=number("days", 5, "day", clause="b1") + number("tests", "1;5", "day_list", clause="b1"),
    )
    return old, new


def test_what_a_new_version_changes_is_told_part_by_part(tmp_path: Path) -> None:
    """A number, the days and tests of a protocol, and a protocol that is gone, each with its way and its clause."""
    old, new = versions(tmp_path)
    found = {
        (one.what, one.name, one.part): one
        for one in compare_packs(old, new, date(2022, 11, 10), date(2022, 11, 11), "140109")
    }

    days = found["parameter", "days", "value"]
    assert (days.before.en, days.after.en, days.way, days.clause_after) == (
        "7 days",
        "5 days",
        "kinder",
        "new:b1",
    )
    part = found["protocol", "stay", "home.test"]
    assert (part.before.en, part.after.en, part.way) == ("3", "2", "kinder")
    gone = found["protocol", "watch", "in_force"]
    assert (gone.before.en, gone.after.en) == ("Stay", "none")
    assert ("parameter", "line", "value") not in found


def test_whoever_is_in_flight_is_shown_both_ways(tmp_path: Path) -> None:
    """A shorter stay ends earlier and drops a test; who was released or is not held is not listed."""
    old, new = versions(tmp_path)
    events = {
        "P1": [exposed("e1", "2022-11-06 10:00", "2022-11-06 12:00")],
        "P2": [exposed("e2", "2022-10-01 10:00", "2022-10-01 12:00")],
        "P3": [exposed("e3", "2022-11-08 10:00", "2022-11-08 12:00", "watched")],
        "P4": [did("e4", "moved", "2022-11-08 10:00")],
    }
    found = {
        (one.subject_id, one.protocol): one
        for one in compare_courses(events, old, new, at("2022-11-11 00:00"))
    }

    assert set(found) == {("P1", "stay"), ("P3", "stay"), ("P3", "watch")}
    one = found["P1", "stay"]
    assert (one.ends_before, one.ends_after) == (at("2022-11-14 00:00"), at("2022-11-12 00:00"))
    assert (one.steps_gone, one.steps_new) == (("test.d4", "test.d7"), ("test.d5",))
    assert (one.settled, "ask" in one.transition.en) == (False, True)
    assert found["P3", "watch"].goes_on is False and found["P3", "watch"].ends_after is None


def test_a_version_that_changes_nothing_moves_nobody(tmp_path: Path) -> None:
    """Compared with itself, no course changes."""
    old, _ = versions(tmp_path)
    events = {"P1": [exposed("e1", "2022-11-06 10:00", "2022-11-06 12:00")]}
    (one,) = compare_courses(events, old, old, at("2022-11-11 00:00"))

    assert not one.changed


def test_the_twenty_measures_shorten_the_stay_of_everyone_now_isolated() -> None:
    """2022-11-11: seven days of central isolation and three at home become five and three, for whoever is held."""
    old, new = load_packs(PACKS, ["cn-covid-9", "cn-20"])
    days = {
        (one.part): (one.before.en, one.after.en, one.way)
        for one in compare_packs(old, new, date(2022, 11, 10), date(2022, 11, 11), "140109")
        if one.name == "close_contact" and one.part in ("days", "central.days")
    }

    assert days == {"days": ("10", "8", "kinder"), "central.days": ("7", "5", "kinder")}
