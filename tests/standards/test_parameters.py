"""Dated numbers: verified, chosen or null (T4), with two times (T6)."""

from datetime import date

import pytest

from mutong.kernel.errors import MutongError
from mutong.standards.choice_checks import check_choices
from mutong.standards.choices import Choices, load_choices
from mutong.standards.pack import load_packs
from mutong.standards.parameters import parameters_of
from mutong.standards.refusals import PackError
from tests.standards.registers import PACKS, SAMPLE_CHOICES

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
GRID = "140109901001005"
HEADING = "pack,parameter,area_code,value,reason_zh,reason_en,post,signed_at,valid_from,valid_to\n"


def line(on: date, known_at: date, area: str = GRID):
    """The low-income line on a day, as known at a day."""
    return parameters_of(TAIYUAN, None, on, known_at, area)["low_income_line"]


def test_a_rise_announced_later_changes_what_was_in_force() -> None:
    """T6: on 1 March 2023 the line was 730 as known then, and 760 as known in June."""
    march = date(2023, 3, 1)

    assert line(march, march).value == 73_000
    assert line(march, date(2023, 4, 26)).value == 73_000
    assert line(march, date(2023, 4, 27)).value == 76_000


def test_the_most_specific_area_wins() -> None:
    """A district's line holds in its grids; elsewhere in the city, and in China, the number is null."""
    on = date(2022, 8, 22)

    assert line(on, on, GRID).value == 73_000
    assert line(on, on, "140201").state == "null"
    assert line(on, on, "0").state == "null"


def test_a_number_is_not_carried_on() -> None:
    """T4: a year whose number is not loaded has a null, not last year's number."""
    found = line(date(2024, 1, 1), date(2026, 1, 1))

    assert (found.value, found.state, found.grade) == (None, "null", "U")


def test_a_weak_grade_is_unconfirmed() -> None:
    """A number worked out from another (grade D) is to be confirmed; a reported one (B) is not."""
    assert line(date(2021, 5, 1), date(2021, 5, 1)).unconfirmed
    assert not line(date(2022, 5, 1), date(2022, 5, 1)).unconfirmed


def test_a_choice_fills_a_null_and_says_so() -> None:
    """T4: the sample's choice fills Taiyuan's open subsidy, from the day it was signed, and is marked."""
    choices = load_choices(SAMPLE_CHOICES)
    on = date(2022, 8, 22)
    chosen = parameters_of(TAIYUAN, choices, on, on, GRID)["disability_living_amount"]
    before = parameters_of(TAIYUAN, choices, date(2022, 7, 1), date(2022, 5, 1), GRID)[
        "disability_living_amount"
    ]

    assert (chosen.value, chosen.state, chosen.unconfirmed) == (7_100, "chosen", True)
    assert chosen.choice.post == "civil_affairs"
    assert before.state == "null"


def test_a_choice_does_not_override_a_verified_number(tmp_path) -> None:
    """T4: where the number is verified and nobody disagrees, a choice is not used and is reported."""
    choices = chosen(tmp_path, "cn-sx-ty,low_income_line,140109,900,试,try,office,2022-01-01,2022-01-01,")
    on = date(2022, 8, 22)

    assert parameters_of(TAIYUAN, choices, on, on, GRID)["low_income_line"].value == 73_000
    assert [problem.code for problem in check_choices(choices, TAIYUAN)] == ["not_open"]


def test_a_choice_is_one_of_the_candidates(tmp_path) -> None:
    """Where the pack lists what the sources say, a choice of anything else is reported."""
    row = "cn-sx-ty,disability_living_amount,1401,{},试,try,office,2022-01-01,2022-01-01,2023-01-01"

    assert check_choices(chosen(tmp_path, row.format(71)), TAIYUAN) == []
    wrong = check_choices(chosen(tmp_path, row.format(99)), TAIYUAN)
    assert [problem.code for problem in wrong] == ["not_a_candidate"]


def test_the_sample_chooses_only_what_is_open() -> None:
    """Every choice of the sample deployment fits the packs that ship."""
    packs = load_packs(PACKS, ["cn-sx-ty", "home-visits", "cn-covid-9"])

    assert check_choices(load_choices(SAMPLE_CHOICES), packs) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("cn,a,0,1,试,try,,2022-01-01,,", "choice_incomplete"),
        ("cn,a,0,1,试,try,office,1 May,,", "not_a_day"),
        (
            "cn,a,0,1,试,try,office,2022-01-01,,\ncn,a,0,2,试,try,office,2022-01-01,2023-01-01,",
            "choices_overlap",
        ),
    ],
)
def test_a_choice_has_a_signature_a_reason_and_one_value_a_day(tmp_path, rows: str, code: str) -> None:
    """A choice nobody signed, on no day, or made twice for one day is refused."""
    with pytest.raises(PackError) as refusal:
        chosen(tmp_path, rows)

    assert refusal.value.code == code


def test_an_unknown_parameter_names_those_there_are() -> None:
    """Looking up a number the packs do not have lists those they have."""
    on = date(2022, 8, 22)
    with pytest.raises(MutongError, match="low_income_line"):
        parameters_of(TAIYUAN, None, on, on, GRID)["low_income_lime"]


def chosen(folder, rows: str) -> Choices:
    """Choices from rows of a choices.csv."""
    path = folder / "choices.csv"
    path.write_text(HEADING + rows + "\n", encoding="utf-8")
    return load_choices(path)
