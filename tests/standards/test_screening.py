"""The traps that T1 to T7 name, on the assistance packs that ship."""

from datetime import date

import pytest

from mutong.standards.choices import load_choices
from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from tests.standards.registers import PACKS, SAMPLE_CHOICES, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
GRID = "140109901001005"
POOR = {"area_code": GRID, "property_conforms": True}
CLEAR = {"destitute_support": False, "work_injury_nursing_benefit": False, "orphan_benefit": False}


def findings(
    *households: dict, on: date = date(2022, 8, 22), known_at: date | None = None, choices=None
) -> dict:
    """The findings by (rule, subject)."""
    rows = rows_of(screen(snapshot(households, on, known_at), TAIYUAN, choices))
    return {(row["rule_id"].split(":")[1], row["subject_id"]): row for row in rows}


def test_an_unknown_income_is_not_nought() -> None:
    """T1, T2: one unknown income among known ones keeps a household's answer open and names the one fact missing."""
    home = POOR | {"members": [{"monthly_income": 10_000, **CLEAR}, {"monthly_income": None, **CLEAR}]}
    row = findings(home)["low_income_support", "H1"]

    assert (row["verdict"], row["facts_missing"]) == ("unknown", "person/P2.monthly_income")


def test_the_known_part_alone_may_settle_a_sum() -> None:
    """T2: an unknown income cannot make a sum smaller, so a household already over the line is a firm no."""
    home = POOR | {"members": [{"monthly_income": 146_000, **CLEAR}, {"monthly_income": None, **CLEAR}]}
    row = findings(home)["low_income_support", "H1"]

    assert (row["verdict"], row["facts_missing"]) == ("no", None)


def test_an_unknown_member_does_not_answer_for_everyone() -> None:
    """T2: whether all are on destitute support is unknown while one member's is unknown and the others are."""
    home = POOR | {
        "members": [{"monthly_income": 0, **CLEAR, "destitute_support": True}, {"monthly_income": 0}]
    }
    row = findings(home)["low_income_support", "H1"]

    assert (row["verdict"], row["facts_missing"]) == ("unknown", "person/P2.destitute_support")


def test_facts_that_could_change_nothing_are_not_missing() -> None:
    """An unknown fact under an `and` that is already no is not listed, whatever else is unknown."""
    home = {"area_code": GRID, "property_conforms": False, "members": [{}]}
    row = findings(home)["low_income_support", "H1"]

    assert (row["verdict"], row["facts_missing"], row["facts_used"]) == ("no", None, "property_conforms")


def test_not_in_force_is_no_finding() -> None:
    """T3: the day before a rule begins there is no row, neither yes nor no."""
    home = POOR | {"members": [{"monthly_income": 0, **CLEAR}]}

    assert ("low_income_support", "H1") not in findings(home, on=date(2021, 6, 30))
    assert findings(home, on=date(2021, 7, 1))["low_income_support", "H1"]["verdict"] == "yes"


def test_a_rule_has_no_finding_outside_its_pack_s_area() -> None:
    """T3: a rule of Taiyuan says nothing about a household elsewhere, or whose area is not known."""
    elsewhere, nowhere = POOR | {"area_code": "140201", "members": [{}]}, {"members": [{}]}
    found = findings(elsewhere, nowhere)

    packs = {(subject, row["rule_id"].split(":")[0]) for (_, subject), row in found.items()}
    assert {pack for subject, pack in packs if subject == "H1"} == {"cn", "cn-sx"}
    assert {pack for subject, pack in packs if subject == "H2"} == {"cn"}


@pytest.mark.parametrize(
    ("income", "low", "edge"),
    [(72_999, "yes", "no"), (73_000, "no", "yes"), (109_499, "no", "yes"), (109_500, "no", "no")],
)
def test_limits_are_strict_where_the_text_is(income: int, low: str, edge: str) -> None:
    """T5: 低于 is <, so exactly the line is not below it, for both lines."""
    found = findings(POOR | {"members": [{"monthly_income": income, **CLEAR}]})

    assert (found["low_income_support", "H1"]["verdict"], found["edge_household", "H1"]["verdict"]) == (
        low,
        edge,
    )


def test_two_screens_of_one_day_may_differ_by_what_was_known() -> None:
    """T6: 745 yuan a head on 1 March 2023 is no as known in March, and yes as known in June."""
    home = POOR | {"members": [{"monthly_income": 74_500, **CLEAR}]}
    day = date(2023, 3, 1)
    march, june = (findings(home, on=day, known_at=known) for known in (day, date(2023, 6, 1)))

    assert march["low_income_support", "H1"]["verdict"] == "no"
    assert june["low_income_support", "H1"]["verdict"] == "yes"


def test_a_null_standard_answers_unknown_and_names_itself() -> None:
    """T4: in 2024 the line is not loaded: unknown, the number named, and no family asked for anything."""
    row = findings(POOR | {"members": [{}]}, on=date(2024, 5, 1))["low_income_support", "H1"]

    assert row["verdict"] == "unknown"
    assert row["standards_missing"] == "low_income_line:null_standard"
    assert row["facts_missing"] is None


def test_a_choice_is_marked_wherever_it_is_used() -> None:
    """T4: a subsidy of a chosen amount carries the choice and “unconfirmed”; without it the amount is open."""
    person = {"disability_certificate": True, **CLEAR}
    home = {"area_code": GRID, "receives_low_income_support": True, "members": [person]}
    chosen = findings(home, choices=load_choices(SAMPLE_CHOICES))["disability_living", "P1"]
    open_ = findings(home)["disability_living", "P1"]

    assert (chosen["verdict"], chosen["amount_low"], chosen["amount_high"]) == ("yes", 7_100, 7_100)
    assert chosen["choices_used"] == "disability_living_amount"
    assert chosen["standards_missing"] == "disability_living_amount:unconfirmed_standard"
    assert (open_["verdict"], open_["amount_low"], open_["amount_high"]) == ("yes", 0, None)
    assert open_["standards_missing"] == "disability_living_amount:null_standard"


def test_the_dead_are_no_subjects_and_no_members() -> None:
    """Someone known to have died has no finding, and their income and their place at the table are gone."""
    earner = {"monthly_income": 900_000, "alive": False, **CLEAR}
    found = findings(POOR | {"members": [earner, {"monthly_income": 20_000, **CLEAR}]})

    assert ("disability_care", "P1") not in found
    assert found["low_income_support", "H1"]["verdict"] == "yes"
    assert found["low_income_support", "H1"]["amount_low"] == 53_000


def test_a_household_in_which_nobody_lives_has_no_finding() -> None:
    """An empty household is not decided about."""
    assert findings(POOR) == {}


def test_an_inner_pack_takes_the_place_of_the_outer_one_in_its_area() -> None:
    """From 2023 Shanxi's widened rule speaks in Shanxi and the national one elsewhere; nobody gets both."""
    people = [{"disability_certificate": True}]
    homes = [{"area_code": code, "members": people} for code in (GRID, "110101")]
    rows = rows_of(screen(snapshot(homes, date(2023, 1, 1)), TAIYUAN))
    by_subject = [
        (row["subject_id"], row["rule_id"]) for row in rows if "disability_living" in row["rule_id"]
    ]

    assert sorted(by_subject) == [("P1", "cn-sx:disability_living"), ("P2", "cn:disability_living")]


def test_reasons_say_each_condition_in_both_languages() -> None:
    """The reasons of a finding give each condition with its answer, in Chinese and in English."""
    row = findings(POOR | {"members": [{"monthly_income": 80_000, **CLEAR}]})["low_income_support", "H1"]

    assert row["reasons"] == (
        "人均月收入 < 低保标准：否；财产符合规定（经核对）：是；不是每个成员都属于：特困人员供养：是 | "
        "monthly income per head < low-income line: no; property conforms (checked): yes; "
        "not all members: receives destitute support: yes"
    )
