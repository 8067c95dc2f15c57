"""The completion check: open answers whose completions all agree, and those that are rightly open."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.truth import Truth
from mutong.standards.choices import load_choices
from mutong.standards.completions import (
    AGREE,
    ALSO_A_STANDARD,
    COLUMNS,
    DISAGREE,
    FOR_A_STANDARD,
    STAYS_OPEN,
    OpenAnswer,
    by_rule,
    completion_row,
    completions,
    household_rows,
)
from mutong.standards.pack import Pack, load_packs
from mutong.standards.verdicts import numpy_verdicts
from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot import Snapshot
from tests.standards.made_packs import made_pack, number
from tests.standards.random_rules import random_packs
from tests.standards.registers import (
    HOUSEHOLD_FACTS,
    ON,
    PACKS,
    PERSON_FACTS,
    SAMPLE_CHOICES,
    known_value,
    on_no_list,
    register,
    snapshot,
)

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
AREA = "140109901001"
_INCOME = "sum(m.monthly_income for m in household.members)"
_PER_HEAD = f"{_INCOME} / count(household.members)"
_CERTIFIED = "anyone(m.disability_certificate for m in household.members)"
_PARENTS = "anyone(p.alive for p in person.parents)"
_MONTHS = "months_between(person.job_started_on, screening_day)"
_HUKOU = "household.hukou_area_code"
_LATE = "add_months(person.job_started_on, 6)"

# Each rule by what is said of it where nothing is known; `line` is 700 yuan a month, `gap` is null.
COULD_TELL = {
    "any_age": ("person", "age(person) < 18 or age(person) >= 18", True),
    "any_level": ("person", "person.disability_level <= 2 or person.disability_level >= 3", True),
    "any_month": ("person", f"{_MONTHS} >= 6 or {_MONTHS} < 6", True),
    "within_half_a_year": ("person", f"{_LATE} <= screening_day and {_LATE} > screening_day", False),
    "same_fact_twice": (
        "household",
        "household.property_conforms and not household.property_conforms",
        False,
    ),
    "certified_or_not": ("household", f"not {_CERTIFIED} or {_CERTIFIED}", True),
    "sum_twice": ("household", f"{_INCOME} < parameter.line or {_INCOME} >= parameter.line", True),
    "head_twice": ("household", f"{_PER_HEAD} < parameter.line and {_PER_HEAD} >= parameter.line", False),
    "inner_area": ("household", f'not in_area({_HUKOU}, "140106") or in_area({_HUKOU}, "1401")', True),
    "any_tenure": (
        "household",
        'household.tenure in ("public_rental", "low_rent") or not household.tenure == "low_rent"',
        True,
    ),
    "rounded_twice": (
        "person",
        "round_up(person.monthly_income, 100) < 500 or round_up(person.monthly_income, 100) >= 500",
        True,
    ),
    "whatever_the_gap": (
        "household",
        f"household.property_conforms or not household.property_conforms or {_INCOME} < parameter.gap",
        True,
    ),
    "on_another_rule": ("household", "household.property_conforms and not finding_of.conforms(household)", False),
}  # fmt: skip
RIGHTLY_OPEN = {
    "adult": ("person", "age(person) >= 18"),
    "conforms": ("household", "household.property_conforms"),
    "not_at_the_line": ("household", f"{_INCOME} < parameter.line or {_INCOME} > parameter.line"),
    "head_not_at_the_line": ("household", f"{_PER_HEAD} < parameter.line or {_PER_HEAD} > parameter.line"),
    "not_at_the_third": ("person", "not person.disability_level == 3"),
    "between_two_incomes": ("person", "person.monthly_income <= 2 or person.monthly_income >= 3"),
    "not_that_month": ("person", f"{_MONTHS} < 6 or {_MONTHS} > 6"),
    "rounded_at_the_line": (
        "person",
        "round_up(person.monthly_income, 100) < 500 or round_up(person.monthly_income, 100) > 500",
    ),
    "two_areas": ("household", f'in_area({_HUKOU}, "1401") or in_area({_HUKOU}, "1402")'),
    "two_conditions": ("household", f"household.property_conforms and {_INCOME} < parameter.line"),
}
OTHERS = {
    "below_the_gap": ("household", f"{_INCOME} < parameter.gap"),
    "and_below_the_gap": ("household", f"household.property_conforms and {_INCOME} < parameter.gap"),
    "poor": ("household", f"{_PER_HEAD} < parameter.line"),
    "poor_alone": (
        "person",
        "person.monthly_income < parameter.line and not finding_of.poor(person.household)",
    ),
    "product_twice": (
        "household",
        "household.debts * household.dwelling_m2 < 5 or household.debts * household.dwelling_m2 >= 5",
    ),
    "parents": ("person", f"{_PARENTS} or not {_PARENTS}"),
    "per_square_metre": (
        "household",
        "household.debts / household.dwelling_m2 < 5 or household.debts / household.dwelling_m2 >= 5",
    ),
}


def _text(name: str, of: str, who: str) -> str:
    return (
        f'@rule(of="{of}", service="{name}", zh="甲", en="{name}", clauses=["a1"])\n'
        f"def {name}({of}):\n    return finding(who={who})\n\n\n"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, ...]:
    """A made-up pack of all these rules."""
    rules = {name: each[:2] for name, each in (COULD_TELL | RIGHTLY_OPEN | OTHERS).items()}
    folder: Path = tmp_path_factory.mktemp("packs") / "assistance"
    pack = made_pack(
        folder,
        "gaps",
        rows=number("line", 700) + number("gap", ""),
        files={"rules/all.py": "".join(_text(name, *rules[name]) for name in rules)},
    )
    return (pack,)


def answers(homes: list[dict], packs: tuple[Pack, ...], **more) -> list[OpenAnswer]:
    """Every open answer about some households."""
    return [one for home in completions(snapshot(homes, **more), packs, CHOICES) for one in home]


def of_rule(found: list[OpenAnswer], name: str) -> list[OpenAnswer]:
    """The open answers of one rule."""
    return [one for one in found if one.rule_id == f"gaps:{name}"]


def test_what_the_facts_leave_no_choice_about_could_be_told(made: tuple[Pack, ...]) -> None:
    """One unknown fact in two places: every completion agrees, each was looked at, and the answer is told."""
    found = answers([{"area_code": AREA, "members": [{}, {}]}], made)
    for name, (of, _, told) in COULD_TELL.items():
        mine = of_rule(found, name)
        assert len(mine) == (2 if of == "person" else 1), name
        for one in mine:
            assert (one.outcome, one.told, one.sampled) == (AGREE, Truth.YES if told else Truth.NO, False), (
                name
            )


def test_what_is_rightly_open_stays_open(made: tuple[Pack, ...]) -> None:
    """T5: a value exactly at a limit is tried too, so that a rule which leaves the limit out is rightly open."""
    found = answers([{"area_code": AREA, "members": [{}, {}, {}]}], made)
    for name in RIGHTLY_OPEN:
        outcomes = {(one.outcome, one.told, one.sampled) for one in of_rule(found, name)}
        assert outcomes == {(DISAGREE, None, False)}, name


@pytest.mark.parametrize(
    ("income", "name", "outcome"),
    [
        ((60_000, 80_000), "sum_twice", AGREE),
        ((60_000, 80_000), "not_at_the_line", DISAGREE),
        ((50_000, 70_000), "not_at_the_line", DISAGREE),
        ((50_000, 69_999), "not_at_the_line", None),
        (None, "between_two_incomes", DISAGREE),
        ((2.5, 2.75), "between_two_incomes", None),
    ],
)
def test_an_interval_is_filled_in_within_its_ends(
    made: tuple[Pack, ...], income: tuple | None, name: str, outcome: str | None
) -> None:
    """T1: of what is known as an interval only values within it are tried, both ends among them."""
    found = of_rule(answers([{"area_code": AREA, "members": [{"monthly_income": income}]}], made), name)
    assert [one.outcome for one in found] == ([outcome] if outcome else [])


def test_the_rest_of_a_sum_is_taken_into_account(made: tuple[Pack, ...]) -> None:
    """With one income known the other's cut point is the limit times the heads less what is known."""
    told = [{"monthly_income": 12_345}, {"monthly_income": None}]
    found = answers([{"area_code": AREA, "members": told}], made)
    (at_line,) = of_rule(found, "head_not_at_the_line")
    assert (at_line.outcome, at_line.facts) == (DISAGREE, ("person/P2.monthly_income",))
    (twice,) = of_rule(found, "head_twice")
    assert (twice.outcome, twice.told, twice.sampled) == (AGREE, Truth.NO, False)


def test_one_income_may_stand_in_two_quantities(made: tuple[Pack, ...]) -> None:
    """Of somebody who lives alone the own income is the income per head; with a second member it no longer is."""
    (alone,) = of_rule(answers([{"area_code": AREA, "members": [{}]}], made), "poor_alone")
    assert (alone.outcome, alone.told, alone.sampled) == (AGREE, Truth.NO, False)
    for rest in (None, 69_000, 71_000):
        two = [{}, {"monthly_income": rest}]
        first = of_rule(answers([{"area_code": AREA, "members": two}], made), "poor_alone")[0]
        assert first.outcome == (AGREE if rest == 69_000 else DISAGREE), rest


def test_values_that_cannot_be_derived_exactly_are_a_sample(made: tuple[Pack, ...]) -> None:
    """Where two unknown facts are multiplied no set of values stands for all: the result says that it is a sample."""
    (one,) = of_rule(answers([{"area_code": AREA, "members": [{}]}], made), "product_twice")
    assert (one.outcome, one.told, one.sampled) == (AGREE, Truth.YES, True)


def test_a_null_standard_is_no_fact(made: tuple[Pack, ...]) -> None:
    """T4: what a null standard keeps open, whatever the facts are, is counted apart; the rest is not touched by it."""
    nothing_known = answers([{"area_code": AREA, "members": [{}]}], made)
    found = answers(
        [{"area_code": AREA, "property_conforms": True, "members": [{"monthly_income": 5}]}], made
    )
    assert [one.outcome for one in of_rule(found, "below_the_gap")] == [FOR_A_STANDARD]
    (told,) = of_rule(nothing_known, "whatever_the_gap")
    assert (told.outcome, told.told) == (AGREE, Truth.YES)
    (either,) = of_rule(nothing_known, "and_below_the_gap")
    assert either.outcome == ALSO_A_STANDARD
    counted = {one.rule_id: one for one in by_rule(found)}["gaps:below_the_gap"]
    assert (counted.looked_at, counted.for_a_standard, counted.could_tell) == (0, 1, 0)
    (counted,) = by_rule([either])
    assert (counted.looked_at, counted.also_a_standard, counted.could_tell) == (1, 1, 0)


def test_what_no_fact_can_settle_is_counted(made: tuple[Pack, ...]) -> None:
    """A relative who is not on record, or a division by nought, leaves a full completion open: never told."""
    on_record = {"relatives_recorded": True, "alive": True}
    homes = [{"area_code": AREA, "members": [{}, on_record, on_record]}]
    kin = [("P1", "P3", "parent"), ("P2", "P1", "parent")]
    found = answers(homes, made, relations=kin)
    parents = {one.subject_id: (one.outcome, one.told) for one in of_rule(found, "parents")}
    assert parents == {"P2": (AGREE, Truth.YES)}
    alone = of_rule(answers([{"area_code": AREA, "members": [{"alive": True}]}], made), "parents")
    assert [one.outcome for one in alone] == [STAYS_OPEN]
    assert [one.outcome for one in of_rule(found, "per_square_metre")] == [STAYS_OPEN]


def test_more_than_twelve_facts_are_sampled(made: tuple[Pack, ...]) -> None:
    """Up to twelve unknown facts every completion is looked at; beyond, a sample is drawn, and the result says so."""
    for size, sampled in ((12, False), (13, True)):
        (one,) = of_rule(answers([{"area_code": AREA, "members": [{}] * size}], made), "certified_or_not")
        assert (one.outcome, one.told, one.sampled, len(one.facts)) == (AGREE, Truth.YES, sampled, size)
    (counted,) = by_rule([one])
    assert (counted.exhaustive, counted.sampled, counted.could_tell_sampled) == (0, 1, 1)
    (rightly,) = of_rule(answers([{"area_code": AREA, "members": [{}] * 13}], made), "two_conditions")
    assert (rightly.outcome, rightly.sampled) == (DISAGREE, False)


def test_answers_are_counted_rule_by_rule(made: tuple[Pack, ...]) -> None:
    """The counts add up, the example is one that could be told, and a row has every column."""
    found = answers([{"area_code": AREA, "members": [{}]}] * 3, made)
    for one in by_rule(found):
        mine = [each for each in found if each.rule_id == one.rule_id]
        assert one.looked_at + one.for_a_standard == len(mine) == 3
        assert one.exhaustive + one.sampled == one.looked_at
        assert (one.example is None) == (one.could_tell == 0)
        row = completion_row(one)
        assert tuple(row) == COLUMNS
        assert bool(row["answer"]) == (one.could_tell > 0)


def test_households_are_taken_evenly_and_answer_the_same_again(made: tuple[Pack, ...]) -> None:
    """So many households at most, from the first to the last; a second run says the same."""
    homes = [{"area_code": AREA, "members": [{}] * 13}] * 10
    whole = snapshot(homes)
    assert household_rows(whole, 3).tolist() == [0, 3, 6]
    assert len(household_rows(whole, 99)) == len(household_rows(whole)) == 10
    first, again = (list(completions(whole, made, CHOICES, 2)) for _ in range(2))
    assert [home[0].household_id for home in first] == ["H1", "H6"]
    assert first == again


def test_a_household_in_which_nobody_lives_has_no_answers(made: tuple[Pack, ...]) -> None:
    """No answer is open about a household whose only member is known to have died."""
    assert answers([{"area_code": AREA, "members": [{"alive": False}]}], made) == []


_NEAR = (0, 0.5, 1, 2, 2.5, 3, 4, 17, 18, 19, 72_999, 73_000, 73_001, 146_000, 219_000, 1_000_000)


def _completed(homes: list[dict], chance: Random, draw) -> list[dict]:
    """The households with a value for each fact that is not known; whoever may be alive is."""

    def value(key: str) -> object:
        spec = fact_spec(key)
        if spec.type == "number" and spec.high is None:
            return chance.choice(_NEAR)
        return True if key == "alive" else draw(known_value(key))

    def filled(known: dict, keys: tuple[str, ...]) -> dict:
        return {key: value(key) if known.get(key) is None else known[key] for key in keys}

    return [
        filled(home, (*HOUSEHOLD_FACTS, "debts", "tenure"))
        | {"members": [filled(one, (*PERSON_FACTS, "sex", "relatives_recorded")) for one in home["members"]]}
        for home in homes
    ]


def _verdicts(whole: Snapshot, packs: tuple[Pack, ...]) -> dict[tuple[str, str], int]:
    """What the bulk evaluation, which the check does not use, says of everyone."""
    return {
        (rule_id, str(whole.ids(one.version.rule.of)[row])): int(verdict)
        for rule_id, one in numpy_verdicts(whole, packs, CHOICES, amounts=False).items()
        for row, verdict in enumerate(one.verdict)
    }


def _assert_agreed(homes: list[dict], packs: tuple[Pack, ...], on: date, draw) -> None:
    found = [one for one in answers(homes, packs, on=on) if one.outcome == AGREE and not one.sampled]
    chance = draw(st.randoms(use_true_random=False))
    for _ in range(6 if found else 0):
        said = _verdicts(snapshot(_completed(homes, chance, draw), on), packs)
        for one in found:
            assert said[one.rule_id, one.subject_id] == one.told, one


days = st.sampled_from([date(2022, 8, 22), date(2023, 3, 1), date(2025, 3, 1), date(2026, 7, 1)])


@settings(max_examples=60, deadline=None)
@given(homes=register(), seed=st.integers(0, 10_000), draws=st.data())
def test_what_could_be_told_of_random_rules_is_agreed(homes: list[dict], seed: int, draws) -> None:
    """Whatever every completion is said to agree on, completions drawn at random agree on: rules that nobody wrote."""
    _assert_agreed(homes, random_packs(TAIYUAN, seed, 6, 3), ON, draws.draw)


@settings(max_examples=40, deadline=None)
@given(homes=register(), on=days, draws=st.data())
def test_what_could_be_told_of_shipped_rules_is_agreed(homes: list[dict], on: date, draws) -> None:
    """The same of the packs that ship, on days with different rules in force."""
    listed, household = on_no_list("person"), on_no_list("household")
    homes = [household | home | {"members": [listed | one for one in home["members"]]} for home in homes]
    _assert_agreed(homes, TAIYUAN, on, draws.draw)


# Rules whose wording lets one unknown fact stand in two places. A rule that is written anew may leave this list; one
# that joins it is worth a look.
# In a household of one, the person's means are the household's.
CONCERNED = {"cn:single_person_support"}


def _shipped_homes() -> Iterator[dict]:
    """Households of one to three, each with other facts unknown."""
    chance = Random(5)
    members = {
        "monthly_income": (None, 20_000, 90_000),
        "disability_certificate": (None, True),
        "disability_level": (None, 2),
        "disability_kind": (None, "mental"),
        "long_term_care_needed": (True, None),
        "birth_date": (None, "1950-01-01"),
        "destitute_support": (None, False),
    }
    for _ in range(60):
        yield {
            **on_no_list("household"),
            "area_code": AREA,
            "hukou_area_code": "140109",
            "property_conforms": chance.choice((None, True)),
            "members": [
                on_no_list("person")
                | {"alive": True}
                | {key: chance.choice(values) for key, values in members.items()}
                for _ in range(chance.randint(1, 3))
            ],
        }


@pytest.mark.parametrize("on", [date(2022, 8, 22), date(2023, 3, 1)])
def test_few_shipped_rules_are_concerned(on: date) -> None:
    """Of the shipped rules only those of the list say unknown where the facts leave no choice, and rarely."""
    found = answers(list(_shipped_homes()), TAIYUAN, on=on)
    counted = by_rule(found)
    assert {one.rule_id for one in counted if one.could_tell} <= CONCERNED
    assert sum(one.could_tell for one in counted) < 0.1 * sum(one.looked_at for one in counted)
    assert sum(one.looked_at for one in counted) > 300
    assert [one for one in found if one.sampled] == []
