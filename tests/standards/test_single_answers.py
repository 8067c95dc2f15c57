"""One household's answers are those of the bulk screen, reason for reason."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.standards.choices import Choices, load_choices
from mutong.standards.combining import combine
from mutong.standards.pack import Pack, load_pack, load_packs
from mutong.standards.prepared import prepare
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import families
from mutong.standards.rules.tracing import CHOSEN, NULL, USED, WEAK
from mutong.standards.screening import answers_of, screen
from mutong.standards.single_answers import alternatives_of, answer_home
from mutong.tables.frames import rows_of
from mutong.tables.snapshot import Snapshot
from tests.standards.registers import OTHER_PACKS, PACKS, SAMPLE_CHOICES, register, snapshot

ASSISTANCE = load_packs(
    PACKS, sorted(path.parent.name for path in (PACKS / "assistance").glob("*/pack.yaml"))
)
MADE_UP = tuple(load_pack(path.parent) for path in sorted(OTHER_PACKS.glob("*/rules")))
CHOICES = load_choices(SAMPLE_CHOICES)
days = st.sampled_from(
    [
        date(2022, 8, 22),
        date(2023, 1, 1),
        date(2023, 12, 31),
        date(2024, 5, 1),
        date(2025, 1, 1),
        date(2026, 7, 1),
    ]
)
known = st.sampled_from([date(2022, 8, 22), date(2024, 5, 1), date(2026, 11, 1)])


def by_arrays(whole: Snapshot, packs: tuple[Pack, ...], choices: Choices) -> dict:
    """What the bulk screen says of every subject, in words."""
    found = {}
    for family in families(packs, choices):
        for answers in answers_of(Evaluation(whole, family)):
            rule, names = answers.version.rule, answers.tracing.names
            for place, row in enumerate(answers.rows):
                bits, low, high = int(answers.bits[place]), answers.low[place], answers.high[place]
                found[rule.rule_id, str(whole.ids(rule.of)[row])] = (
                    int(answers.verdict[place]),
                    None if np.isnan(low) else (float(low), float(high)),
                    set(answers.missing.get(int(row), ())),
                    *(set(names(bits, kind)) for kind in (USED, NULL, WEAK, CHOSEN)),
                )
    return found


def one_by_one(whole: Snapshot, packs: tuple[Pack, ...], choices: Choices) -> dict:
    """What is said of every household alone."""
    return {
        (one.version.rule.rule_id, one.subject.id): (
            int(one.verdict),
            one.amount,
            set(one.missing),
            set(one.used),
            set(one.nulls),
            set(one.weak),
            set(one.chosen),
        )
        for name in whole.ids("household")
        for one in answer_home(whole, packs, choices, name)
    }


def assert_same(whole: Snapshot, packs: tuple[Pack, ...], choices: Choices) -> None:
    """Every answer, amount and reason agrees, and nobody is left out."""
    bulk, single = by_arrays(whole, packs, choices), one_by_one(whole, packs, choices)
    assert single.keys() == {key for key in bulk if key in single} and len(single) == len(bulk)
    for key, (verdict, amount, *reasons) in bulk.items():
        assert single[key][0] == verdict, key
        assert single[key][1] == pytest.approx(amount), key
        assert list(single[key][2:]) == reasons, key


@settings(max_examples=80, deadline=None)
@given(homes=register(), on=days, known_at=known)
def test_one_household_is_answered_as_the_bulk_screen_answers(
    homes: list[dict], on: date, known_at: date
) -> None:
    """Verdict, amount, missing facts, facts used and standards agree for every rule of every assistance pack."""
    assert_same(snapshot(homes, on, known_at), ASSISTANCE, CHOICES)


@settings(max_examples=40, deadline=None)
@given(homes=register(), on=days, sheep=st.lists(st.none() | st.integers(0, 9), min_size=4, max_size=4))
def test_made_up_packs_agree_as_well(homes: list[dict], on: date, sheep: list) -> None:
    """T5: rules written in Chinese and rules of made-up packs are worked out alike in both ways."""
    herds = [{**home, "sheep_now": flock} for home, flock in zip(homes, sheep, strict=False)]
    assert_same(snapshot(herds, on), MADE_UP, CHOICES)


people = st.sampled_from(["P1", "P2", "P3", "P4", "P5", "P99"])
relations = st.lists(st.tuples(people, people, st.sampled_from(["parent", "spouse"])), max_size=8)


@settings(max_examples=120, deadline=None)
@given(
    homes=register(),
    on=days,
    kin=relations,
    complete=st.lists(st.none() | st.booleans(), min_size=12, max_size=12),
)
def test_relatives_and_others_amounts_agree(homes: list[dict], on: date, kin: list, complete: list) -> None:
    """T2: relatives elsewhere, relatives not on record, other rules' amounts, rounding and months agree."""
    on_record = iter(complete)
    told = [
        {**home, "members": [{**one, "relatives_recorded": next(on_record)} for one in home["members"]]}
        for home in homes
    ]
    assert_same(snapshot(told, on, relations=kin), MADE_UP, CHOICES)


def test_a_household_that_is_not_there_is_refused() -> None:
    """Nobody is answered about who is not in the register."""
    with pytest.raises(MutongError, match="There is no “H9”"):
        answer_home(snapshot([{"members": [{}]}]), ASSISTANCE, CHOICES, "H9")


def test_two_entitlements_that_exclude_each_other_are_a_choice() -> None:
    """One household's answers give the same alternatives as the findings of the bulk screen do."""
    member = {"disability_certificate": True, "disability_level": 1, "long_term_care_needed": True,
              "work_injury_nursing_benefit": False, "destitute_support": False, "orphan_benefit": True,
              "birth_date": "2015-01-01", "monthly_income": 0, "no_one_supports": True,
              "cannot_live_alone": True}  # fmt: skip
    whole = snapshot(
        [{"area_code": "140109901001", "receives_low_income_support": True, "members": [member] * 2}]
    )
    answers = answer_home(whole, ASSISTANCE, CHOICES, "H1")
    found = alternatives_of(answers, ASSISTANCE)
    home_of = {name: "H1" for name in whole.ids("person")}

    assert found
    assert found == combine(rows_of(screen(whole, ASSISTANCE, CHOICES)), ASSISTANCE, home_of)


def test_packs_are_made_ready_once() -> None:
    """The same packs with choices that say the same share what was prepared, also when they were read anew."""
    again = load_choices(SAMPLE_CHOICES)

    assert prepare(ASSISTANCE, CHOICES) is prepare(ASSISTANCE, again)
    assert prepare(ASSISTANCE, None) is not prepare(ASSISTANCE, CHOICES)
