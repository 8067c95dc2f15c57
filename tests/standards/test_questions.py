"""What to ask next (A4)."""

import pytest

from mutong.kernel.errors import MutongError
from mutong.standards.choices import load_choices
from mutong.standards.pack import load_packs
from mutong.standards.questions import TOPICS, Questions, open_questions, open_questions_of_all
from tests.standards.registers import PACKS, SAMPLE_CHOICES, on_no_list, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
GRID = "140109901001005"
RECEIPTS = {
    "receives_low_income_support": False,
    "recognised_edge_household": False,
    "receives_rent_subsidy": False,
}
HOME = {
    **on_no_list("household"),
    "tenure": "market_owned",
    "residence_years": 1,
    "area_code": GRID,
    "hukou_area_code": "140106",
    "property_conforms": True,
    "dwelling_m2": 60,
    **RECEIPTS,
}
PERSON = {**on_no_list("person"), "birth_date": "1980-01-01"}


def asked(*homes: dict, limit: int = 5) -> Questions:
    """The questions about household H1."""
    return open_questions(snapshot(homes), TAIYUAN, CHOICES, "H1", limit)


def test_the_one_fact_that_settles_two_answers_is_asked() -> None:
    """An income not known keeps the guarantee and the edge household open: one question, settling both."""
    questions = asked(HOME | {"members": [{"monthly_income": None, **PERSON}]})

    assert [(q.fact, q.person_id, q.settles, q.rank) for q in questions.family] == [
        ("monthly_income", "P1", 2, 1)
    ]
    assert questions.office == ()
    assert questions.family[0].worth_high == 73_000


def test_nothing_known_is_asked() -> None:
    """Where every answer is settled nothing is asked."""
    questions = asked(HOME | {"members": [{"monthly_income": 300_000, **PERSON}]})

    assert (questions.family, questions.office) == ((), ())


def test_offices_are_asked_apart_from_the_family() -> None:
    """The means check and the receipts are the offices' to answer; incomes are the family's."""
    home = HOME | {"property_conforms": None, "members": [{"monthly_income": None, **PERSON}]}
    questions = asked(home)

    assert {q.fact for q in questions.family} == {"monthly_income"}
    assert {q.fact for q in questions.office} == {"property_conforms"}


def test_whether_the_entitled_receive_is_asked_of_the_office() -> None:
    """T1: a receipt not known is a question, not a no."""
    home = HOME | {"receives_low_income_support": None, "members": [{"monthly_income": 0, **PERSON}]}

    assert "receives_low_income_support" in {q.fact for q in asked(home).office}


def test_the_most_valuable_are_kept_and_the_limit_holds() -> None:
    """Of many open facts the most valuable are kept, numbered by worth, shown in the order of topics."""
    unknown = {"birth_date": None, "disability_certificate": None, "monthly_income": None}
    home = HOME | {"members": [PERSON | unknown for _ in range(4)]}
    questions = asked(home, limit=4).family
    more = asked(home, limit=100).family

    assert len(questions) == 4
    assert sorted(q.rank for q in questions) == [1, 2, 3, 4]
    assert {(q.person_id, q.fact) for q in more} >= {(q.person_id, q.fact) for q in questions}
    topics = [TOPICS.index(q.topic) for q in more]
    assert topics == sorted(topics)


def test_facts_needed_together_are_asked_together() -> None:
    """A couple's two incomes settle the guarantee only together: with two questions both are asked, not one of many."""
    unknown = PERSON | {"monthly_income": None}
    home = HOME | {"members": [unknown, unknown | {"long_term_care_needed": None}]}

    assert {(q.fact, q.person_id) for q in asked(home, limit=2).family} == {
        ("monthly_income", "P1"),
        ("monthly_income", "P2"),
    }


def test_a_fact_that_three_persons_share_goes_before_one_that_one_needs() -> None:
    """Whether the household receives the guarantee decides three members' subsidy: it is asked first."""
    certified = {**PERSON, "disability_certificate": True, "monthly_income": 300_000,
                 "disability_level": 4}  # fmt: skip
    home = HOME | {"receives_low_income_support": None, "members": [certified] * 3 + [
        {**certified, "work_injury_nursing_benefit": None}]}  # fmt: skip
    first = next(q for q in asked(home).office if q.rank == 1)

    assert first.fact == "receives_low_income_support"
    assert first.settles >= 4


def test_the_dearer_answer_comes_first() -> None:
    """With one question left the old person's birth date, worth 200 yuan a month, goes before a subsidy of 71."""
    certified = PERSON | {
        "monthly_income": 300_000,
        "disability_certificate": None,
        "birth_date": "1980-01-01",
    }
    old = PERSON | {"monthly_income": 300_000, "birth_date": None}
    home = HOME | {"receives_low_income_support": True, "members": [certified, old]}

    assert [q.fact for q in asked(home, limit=1).family] == ["birth_date"]


@pytest.mark.parametrize(
    ("reason", "again"), [("declined", False), ("awaiting_office", False), ("never_asked", True)]
)
def test_whoever_would_not_say_is_not_pressed(reason: str, again: bool) -> None:
    """What was declined, or an office was written to about, is not asked again; the answer stays open."""
    whole = snapshot([HOME | {"members": [{"monthly_income": None, **PERSON}]}])
    whole.reason("monthly_income")[0] = reason
    questions = open_questions(whole, TAIYUAN, CHOICES, "H1")

    assert bool(questions.family) == again


def test_the_same_register_is_asked_the_same() -> None:
    """Asking twice, with a register to learn from or without, gives the same questions in the same order."""
    unknown = {"birth_date": None, "disability_certificate": None, "monthly_income": None}
    home = HOME | {"members": [PERSON | unknown for _ in range(3)]}
    known = [HOME | {"members": [{**PERSON, "monthly_income": 1000 * order, "birth_date": "1940-05-05"}]}
             for order in range(60)]  # fmt: skip

    assert asked(home) == asked(home)
    assert asked(home, *known) == asked(home, *known)


def test_a_register_of_the_well_off_asks_less_for_income() -> None:
    """What is known of like people weighs: where incomes are high throughout, other questions come first."""
    open_home = HOME | {"members": [{**PERSON, "monthly_income": None, "birth_date": None}]}
    well_off = [HOME | {"members": [{**PERSON, "monthly_income": 900_000, "birth_date": "1930-05-05"}]}] * 60
    poor = [HOME | {"members": [{**PERSON, "monthly_income": 10_000, "birth_date": "1990-05-05"}]}] * 60

    assert [q.fact for q in asked(open_home, *well_off, limit=1).family] == ["birth_date"]
    assert [q.fact for q in asked(open_home, *poor, limit=1).family] == ["monthly_income"]


def test_a_null_standard_is_a_question_for_the_office_that_issues_it() -> None:
    """T4: where only a standard is missing the family is asked nothing and the standard is named."""
    home = HOME | {"dwelling_m2": 10, "members": [{"monthly_income": 0, **PERSON}]}
    questions = asked(home)

    assert questions.standards == ("minimum_wage_last_year",)
    assert "dwelling_m2" not in {q.fact for q in questions.family}


def test_asking_all_is_asking_each() -> None:
    """The questions of everyone at once are those of each household alone."""
    homes = [
        HOME | {"members": [{"monthly_income": None, **PERSON}]},
        HOME | {"members": [{**PERSON, "birth_date": None}]},
    ]
    whole = snapshot(homes)
    every = open_questions_of_all(whole, TAIYUAN, CHOICES)

    assert every == {name: open_questions(whole, TAIYUAN, CHOICES, name) for name in ("H1", "H2")}


def test_a_household_that_is_not_there_is_refused() -> None:
    """Asking about an unknown household says so."""
    with pytest.raises(MutongError, match="There is no “H7”"):
        open_questions(snapshot([HOME]), TAIYUAN, CHOICES, "H7")
