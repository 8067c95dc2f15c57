"""What the language of rules means: relatives, other rules' amounts, rounding, steps and bands, months, and time."""

from calendar import monthrange
from datetime import date, timedelta
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.standards.pack import load_pack, load_packs
from mutong.standards.rule_cards import rule_card
from mutong.standards.rules import values as v
from mutong.standards.rules.calls import CALLED
from mutong.standards.rules.family import families
from mutong.standards.rules.groups import GROUPINGS
from mutong.standards.rules.heads import HEAD
from mutong.standards.rules.vocabulary import ALIASES
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from mutong.tables.snapshot_relations import RELATIONS
from tests.standards.random_rules import random_packs
from tests.standards.registers import (
    HOUSEHOLD_FACTS,
    OTHER_PACKS,
    PACKS,
    PERSON_FACTS,
    known_value,
    register,
    snapshot,
)

FERRY = load_pack(OTHER_PACKS / "ferry-aid")
LINE = load_packs(PACKS, ["cn-sx-ty"])
ON = date(2022, 8, 22)
CHILD = {"birth_date": "2010-01-01"}
people = st.sampled_from(["P1", "P2", "P3", "P4", "P99"])
kin = st.lists(
    st.tuples(people, people, st.sampled_from(["parent", "spouse", "guardian", "carer"])), max_size=6
)
days = st.dates(date(1950, 1, 1), date(2050, 12, 31))
_EPOCH = date(1970, 1, 1)


def number(day: date) -> v.Numbers:
    """A day as the evaluator holds it."""
    return v.exactly((day - _EPOCH).days)


def later(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last, in plain calendar arithmetic."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@given(day=days, months=st.integers(-400, 400))
def test_months_are_added_as_the_calendar_has_them(day: date, months: int) -> None:
    """A day so many months on is the same day of that month, or its last where there is none."""
    found = v.add_months(number(day), v.exactly(months))
    assert _EPOCH + timedelta(days=int(found.low)) == later(day, months)


@given(start=days, end=days)
def test_whole_months_are_the_most_that_fit(start: date, end: date) -> None:
    """The months between two days can be added to the first without passing the second, and not one more."""
    months = int(v.months_between(number(start), number(end)).low)
    assert later(start, months) <= end < later(start, months + 1)


@given(
    which=st.sampled_from(["up", "down", "half_up"]),
    ends=st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7)),
    share=st.floats(0, 1),
    step=st.sampled_from([0.1, 1.0, 100.0]),
)
def test_a_rounded_interval_holds_each_rounded_value(
    which: str, ends: tuple[float, float], share: float, step: float
) -> None:
    """Rounding both ends holds every rounded value between them, and each lies within a step of where it was."""
    low, high = min(ends), max(ends)
    inside = min(max(low + share * (high - low), low), high)
    whole = v.rounded(which, v.Numbers(np.float64(low), np.float64(high)), step)
    one = float(v.rounded(which, v.exactly(inside), step).low)
    assert whole.low <= one <= whole.high
    assert abs(one - inside) <= step * 1.000_01


@pytest.mark.parametrize(
    ("which", "value", "expected"),
    [
        ("up", 0.1 + 0.2, 0.3),
        ("up", 0.31, 0.4),
        ("down", 0.7 + 0.1, 0.8),
        ("down", 0.79, 0.7),
        ("half_up", 0.25, 0.3),
        ("half_up", 0.249, 0.2),
        ("half_up", -0.25, -0.2),
    ],
)
def test_rounding_does_not_see_the_last_digit(which: str, value: float, expected: float) -> None:
    """A sum of tenths is rounded as the tenths it stands for; a half goes up."""
    assert float(v.rounded(which, v.exactly(value), 0.1).low) == pytest.approx(expected, abs=1e-12)


def answers(
    homes: list[dict], rule: str, relations: list = (), known_at: date | None = None
) -> dict[str, str]:
    """The verdicts of a rule of the ferry by subject."""
    snap = snapshot(homes, ON, relations=relations, known_at=known_at)
    return {
        row["subject_id"]: row["verdict"]
        for row in rows_of(screen(snap, [FERRY]))
        if row["rule_id"] == f"ferry-aid:{rule}"
    }


@pytest.mark.parametrize(
    ("whole", "parents", "expected"),
    [
        (True, [False, False], "yes"),
        (True, [False, None], "unknown"),
        (True, [False, True], "no"),
        (True, [], "yes"),
        (None, [False, False], "unknown"),
        (False, [False, False], "unknown"),
        (None, [True], "no"),
        (None, [], "unknown"),
    ],
)
def test_relatives_nobody_recorded_keep_it_open(whole: bool | None, parents: list, expected: str) -> None:
    """T1: that all parents are gone is sure only where all are on record; one who lives settles it at once."""
    homes = [
        {"members": [CHILD | {"relatives_recorded": whole}]},
        *({"members": [{"alive": alive}]} for alive in parents),
    ]
    relations = [("P1", f"P{place}", "parent") for place in range(2, 2 + len(parents))]
    assert answers(homes, "ferry_orphan", relations)["P1"] == expected


def test_a_relative_outside_the_register_is_unknown() -> None:
    """T1: a parent of whom nothing else is known may live."""
    home = {"members": [CHILD | {"relatives_recorded": True}]}
    assert answers([home], "ferry_orphan", [("P1", "P99", "parent")])["P1"] == "unknown"


def test_relations_are_read_both_ways() -> None:
    """A parent's child is a child's parent; a marriage holds for both, whoever's row it is."""
    snap = snapshot(
        [{"members": [{}, {}, {}]}], ON, relations=[("P1", "P2", "parent"), ("P3", "P2", "spouse")]
    )
    pairs = {word: list(zip(*map(list, snap.related(word)), strict=True)) for word in RELATIONS}
    assert pairs["parents"] == [(0, 1)]
    assert pairs["children"] == [(1, 0)]
    assert pairs["spouses"] == [(1, 2), (2, 1)]


def test_what_was_not_known_yet_is_no_finding() -> None:
    """T3, T6: a rule announced on the fifteenth for the whole month is not there as known on the tenth."""
    home = {"members": [{}]}
    snap = snapshot([home], date(2022, 8, 10))
    later_known = snapshot([home], date(2022, 8, 10), known_at=date(2022, 8, 15))
    rules = [{row["rule_id"] for row in rows_of(screen(one, [FERRY]))} for one in (snap, later_known)]
    assert rules[1] - rules[0] == {"ferry-aid:drying"}


def test_a_version_announced_later_takes_over(tmp_path) -> None:
    """T6: of two versions for the same days the one known last holds, and the first before it was known."""
    head = '@rule(of="person", service="s", zh="甲", en="A", clauses=["f1"]{})'
    rule = head + "\ndef a(person):\n    return finding(who={})\n"
    folder = tmp_path / "retro"
    for name in ("parameters", "rules"):
        (folder / name).mkdir(parents=True)
    text = (OTHER_PACKS / "ferry-aid/pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(text.replace("pack: ferry-aid", "pack: retro"), encoding="utf-8")
    second = rule.format(', valid_from="2022-01-01", known_from="2022-09-01"', "age(person) < 20")
    (folder / "rules/a.py").write_text(
        rule.format("", "age(person) < 10") + "\n\n" + second, encoding="utf-8"
    )
    family = families([load_pack(folder)], None)[0]
    lines = [family.in_force(ON, known)["a"][0].rule.line for known in (date(2022, 8, 31), date(2022, 9, 1))]
    assert lines == [2, 7]


@settings(max_examples=120, deadline=None)
@given(homes=register(), relations=kin, seed=st.integers(0, 2**32), answers=st.data())
def test_filling_in_never_turns_a_yes_or_a_no(homes: list, relations: list, seed: int, answers) -> None:
    """T1: over random trees of every kind of node, what was yes or no stays so, and amounts stay within their ends."""
    packs = random_packs(LINE, seed, 3, 3)
    facts = (*PERSON_FACTS, "relatives_recorded", "carers_recorded")
    filled = [
        {
            **{
                key: home[key] if home[key] is not None else answers.draw(known_value(key))
                for key in HOUSEHOLD_FACTS
            },
            "members": [
                {
                    key: answers.draw(known_value(key))
                    if member.get(key) is None and key != "alive"
                    else member.get(key)
                    for key in facts
                }
                for member in home["members"]
            ],
        }
        for home in homes
    ]
    with np.errstate(all="ignore"):
        before, after = (
            {
                (row["rule_id"], row["subject_id"]): row
                for row in rows_of(screen(snapshot(homes_then, ON, relations=relations), packs))
            }
            for homes_then in (homes, filled)
        )
    assert set(before) == set(after)
    for key, row in before.items():
        then = after[key]
        if row["verdict"] != "unknown":
            assert then["verdict"] == row["verdict"], key
        if (
            "no" in (row["verdict"], then["verdict"])
            or row["amount_low"] is None
            or then["amount_low"] is None
        ):
            continue
        slack = 1e-6 * max(1.0, abs(row["amount_low"]))
        assert row["amount_low"] - slack <= then["amount_low"], key
        if row["amount_high"] is not None:
            assert then["amount_high"] is not None, key
            assert then["amount_high"] <= row["amount_high"] + 1e-6 * max(1.0, abs(row["amount_high"])), key


@given(limit=st.integers(0, 500), value=st.integers(0, 600))
def test_bands_are_what_lies_in_each_times_its_rate(limit: int, value: int) -> None:
    """A band's share is what lies of the value above its lower limit and not above its upper one."""
    high = max(limit, 300)
    part = v.calculate("-", v.extreme("min", [v.exactly(value), v.exactly(high)]), v.exactly(limit))
    found = v.extreme("max", [v.exactly(0), part])
    assert float(found.low) == len([fen for fen in range(value) if limit <= fen < high])


def test_every_word_of_the_language_has_a_chinese_one() -> None:
    """Whatever a rule may call, name or be told in its head can be written in Chinese."""
    words = {
        *CALLED, *GROUPINGS, *RELATIONS, *HEAD, "named", "finding_of", "amount_of", "parameter", "members",
        "household", "screening_day", "rule", "finding", "who", "amount", "unit",
    }  # fmt: skip
    assert words <= set(ALIASES.values())


def test_a_card_says_bands_and_rounding_in_words() -> None:
    """The card of a rule with bands reads as a person would say it, in both languages."""
    card = rule_card(FERRY, "fare_aid")
    assert "近一年船费中第一段至第二段的部分" in card.zh
    assert "the part of fares of the last year from first band to second band" in card.en
    assert "舍去" in card.zh
    assert "rounded down to 1 yuan" in card.en
    assert "自 2022-08-15 起公布" in rule_card(FERRY, "drying").zh


def test_half_a_step_is_where_rounding_turns() -> None:
    """Beside plain arithmetic: half up is the floor of the value and a half."""
    for tenths in range(-30, 31):
        value = tenths / 4
        assert float(v.rounded("half_up", v.exactly(value), 1.0).low) == floor(value + 0.5)
        assert float(v.rounded("up", v.exactly(value), 1.0).low) == ceil(value)
