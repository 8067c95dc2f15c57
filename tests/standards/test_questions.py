"""What to ask next (A4)."""

import pytest

from mutong.kernel.errors import MutongError
from mutong.standards.choices import load_choices
from mutong.standards.pack import load_packs
from mutong.standards.questions import TOPICS, Questions, open_questions, open_questions_of_all
from tests.standards.registers import PACKS, SAMPLE_CHOICES, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
GRID = "140109901001005"
RECEIPTS = {
    "receives_low_income_support": False,
    "recognised_edge_household": False,
    "receives_rent_subsidy": False,
}
HOME = {
    "area_code": GRID,
    "hukou_area_code": "140106",
    "property_conforms": True,
    "dwelling_m2": 60,
    **RECEIPTS,
}
PERSON = {"destitute_support": False, "work_injury_nursing_benefit": False, "orphan_benefit": False,
          "disability_certificate": False, "birth_date": "1980-01-01"}  # fmt: skip


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


def test_the_most_settling_come_first_and_the_limit_holds() -> None:
    """Of many open facts those that settle most are kept, numbered by worth, shown in the order of topics."""
    unknown = {"birth_date": None, "disability_certificate": None, "monthly_income": None}
    home = HOME | {"members": [PERSON | unknown for _ in range(4)]}
    questions = asked(home, limit=4).family
    more = asked(home, limit=100).family

    assert len(questions) == 4
    assert sorted(q.rank for q in questions) == [1, 2, 3, 4]
    assert min(q.settles for q in questions) >= max(q.settles for q in more if q.rank > 4)
    topics = [TOPICS.index(q.topic) for q in more]
    assert topics == sorted(topics)


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
