"""What must hold of every screen, on random registers."""

import ast
from datetime import date
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.period import age_on
from mutong.standards.choices import load_choices
from mutong.standards.explaining import explain
from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from tests.standards.registers import (
    HOUSEHOLD_FACTS,
    PACKS,
    PERSON_FACTS,
    SAMPLE_CHOICES,
    known_value,
    register,
    snapshot,
)

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
days = st.sampled_from([date(2022, 8, 22), date(2023, 1, 1), date(2024, 5, 1), date(2026, 7, 1)])


def screened(homes: list[dict], on: date) -> dict:
    """The findings of a register by rule and subject."""
    rows = rows_of(screen(snapshot(homes, on), TAIYUAN, CHOICES))
    return {(row["rule_id"], row["subject_id"]): row for row in rows}


@settings(max_examples=60, deadline=None)
@given(homes=register(), on=days)
def test_one_family_is_answered_as_the_bulk_screen_answers(homes: list[dict], on: date) -> None:
    """Screening a household alone gives the row it gets among all, and its explanation the same verdict."""
    whole = snapshot(homes, on)
    bulk = screened(homes, on)
    alone = {}
    for name in whole.ids("household"):
        for row in rows_of(screen(whole.pick([name]), TAIYUAN, CHOICES)):
            alone[row["rule_id"], row["subject_id"]] = row

    assert alone == bulk
    for (rule, subject), row in list(bulk.items())[:3]:
        assert explain(whole, TAIYUAN, CHOICES, rule, subject).truth == row["verdict"]


@settings(max_examples=80, deadline=None)
@given(homes=register(), on=days, answers=st.data())
def test_filling_in_what_is_unknown_never_turns_a_yes_or_a_no(homes: list[dict], on: date, answers) -> None:
    """T1: a yes or a no stands whatever the unknown facts turn out to be, and an amount stays within its ends."""
    filled = [
        {
            **{
                key: home[key] if home[key] is not None else answers.draw(known_value(key))
                for key in HOUSEHOLD_FACTS
            },
            "members": [
                {
                    key: member[key]
                    if member[key] is not None or key == "alive"
                    else answers.draw(known_value(key))
                    for key in PERSON_FACTS
                }
                for member in home["members"]
            ],
        }
        for home in homes
    ]
    before, after = screened(homes, on), screened(filled, on)

    assert set(before) == set(after)
    for key, row in before.items():
        if row["verdict"] != "unknown":
            assert after[key]["verdict"] == row["verdict"], key
        if after[key]["verdict"] == "yes" and row["amount_low"] is not None:
            high = float("inf") if row["amount_high"] is None else row["amount_high"]
            assert row["amount_low"] <= after[key]["amount_low"] <= high


@settings(max_examples=60, deadline=None)
@given(homes=register(), on=days)
def test_an_open_answer_names_what_keeps_it_open(homes: list[dict], on: date) -> None:
    """Every unknown verdict lists a missing fact or a missing standard, and a fact it lists is not known."""
    for row in screened(homes, on).values():
        if row["verdict"] == "unknown":
            nulls = [s for s in (row["standards_missing"] or "").split(";") if s and "unconfirmed" not in s]
            assert row["facts_missing"] or nulls


class _Known:
    """A person or household whose facts are all known, for running a rule as the plain Python that it also is."""

    def __init__(self, facts: dict, household=None) -> None:
        self.__dict__.update(facts)
        self.household = household


def _run_as_python(
    pack, name: str, subject, on: date, parameter, findings: dict
) -> tuple[bool, float | None]:
    """The oracle: the rule's own source, run by Python on known facts, with two-valued logic."""
    body = {}
    result: dict = {}
    words = {
        "rule": lambda **_: (
            lambda function: body.setdefault(function.__name__, []).append(function) or function
        ),
        "named": lambda value, zh, en: value,
        "finding": lambda who, amount=None, unit="": result.update(who=who, amount=amount),
        "count": lambda members: len(list(members)),
        "anyone": any,
        "everyone": all,
        "age": lambda person: age_on(date.fromisoformat(person.birth_date), on),
        "in_area": lambda code, *areas: any(code.startswith(area) for area in areas),
        "parameter": parameter,
        "finding_of": SimpleNamespace(**findings),
    }
    for path in sorted((pack.folder / "rules").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            exec(compile(tree, str(path), "exec"), words)
            body[name][0](subject)
    return bool(result["who"]), result["amount"]


@settings(max_examples=60, deadline=None)
@given(homes=register(), answers=st.data())
def test_where_all_is_known_a_rule_says_what_python_says(homes: list[dict], answers) -> None:
    """On known facts the evaluator gives what the same source gives when Python runs it."""
    on = date(2022, 8, 22)
    full = [
        {key: answers.draw(known_value(key)) for key in HOUSEHOLD_FACTS}
        | {
            "area_code": "140109901001",
            "members": [
                {key: answers.draw(known_value(key)) for key in PERSON_FACTS} | {"alive": True}
                for _ in home["members"]
            ],
        }
        for home in homes
    ]
    found = screened(full, on)
    parameter = SimpleNamespace(
        low_income_line=73_000, edge_multiple=1.5, disability_living_amount=7_100, disability_care_amount=9_400,
        old_age_from=80, old_age_all_from=90, old_age_hundred=100, old_age_amount=20_000,
        old_age_hundred_amount=50_000,
    )  # fmt: skip
    national, taiyuan, people = TAIYUAN[0], TAIYUAN[2], 0
    for h, home in enumerate(full, 1):
        household = _Known(home)
        household.members = [_Known(member, household) for member in home["members"]]
        low, gap = _run_as_python(national, "low_income_support", household, on, parameter, {})
        edge, _ = _run_as_python(
            national,
            "edge_household",
            household,
            on,
            parameter,
            {"low_income_support": lambda _, low=low: low},
        )
        assert found["cn:low_income_support", f"H{h}"]["verdict"] == ("yes" if low else "no")
        if low:
            assert abs(found["cn:low_income_support", f"H{h}"]["amount_low"] - gap) < 1e-6
        assert found["cn:edge_household", f"H{h}"]["verdict"] == ("yes" if edge else "no")
        for person in household.members:
            people += 1
            for pack, name in (
                (national, "disability_living"),
                (national, "disability_care"),
                (taiyuan, "old_age_allowance"),
            ):
                who, amount = _run_as_python(pack, name, person, on, parameter, {})
                row = found[f"{pack.pack}:{name}", f"P{people}"]
                assert row["verdict"] == ("yes" if who else "no")
                assert not who or row["amount_low"] == row["amount_high"] == amount
