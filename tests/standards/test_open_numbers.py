"""What a deployment must fill, who can, and which choices are allowed."""

from datetime import date
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choice_checks import check_choices, refuse_wrong_choices
from mutong.standards.choices import Choice, Choices
from mutong.standards.open_numbers import COLUMNS, open_number_row, open_numbers
from mutong.standards.pack import Pack, load_packs
from tests.standards.made_packs import made_pack, number
from tests.standards.registers import PACKS

OUTPUTS = """outputs:
  rate: {kinder: more, set_by: city, least: 1, most: 3, clause: a1}
  line: {kinder: more, clause: a1}"""
LEVELS = {"city_office": "city", "county_office": "county", "province_office": "province"}


def packs(root: Path) -> tuple[Pack, ...]:
    """A national pack with an open rate that the city sets, and a city's pack in force from 2022 to 2024."""
    asked = ", asked_of: {zh: 市民政局, en: the city's office}"
    rates = number("rate", "", "ratio", end="2023-01-01") + number("rate", 2, "ratio", start="2023-01-01")
    made_pack(root, "outer", OUTPUTS, document=asked, rows=rates + number("line", 700))
    dates = "within: outer\nvalid_from: 2022-01-01\nvalid_to: 2024-01-01"
    rows = number("line", "", area="1401", clause="b1") + number("own", "", "day", area="1401", clause="b1")
    city = made_pack(root, "city", dates, key="b", area="1401", rows=rows)
    return (*city.ancestors, city)


def choice(parameter: str, value: str, *, pack: str = "city", area: str = "1401", start: str = "2022-06-01",
           post: str = "city_office") -> Choices:  # fmt: skip
    """One signed choice."""
    return Choices(
        (
            Choice(pack, parameter, area, value, Words("试", "try"), post, date(2022, 6, 1),
                   Period(date.fromisoformat(start), None), "choices.csv", 2),
        )
    )  # fmt: skip


def test_every_null_is_listed_with_whom_to_ask(tmp_path: Path) -> None:
    """A null says its clause and period, and who can fill it: the document's own word, or else its issuer."""
    found = {(one.pack, one.parameter): one for one in open_numbers(packs(tmp_path))}

    assert set(found) == {("outer", "rate"), ("city", "line"), ("city", "own")}
    assert found["outer", "rate"].asked_of.en == "the city's office"
    assert found["outer", "rate"].valid_to == date(2023, 1, 1)
    assert found["city", "own"].asked_of.zh == "甲局"
    assert list(open_number_row(found["city", "own"])) == list(COLUMNS)


def test_a_null_that_a_place_has_filled_says_so(tmp_path: Path) -> None:
    """The list shows the local choice beside the number it fills."""
    found = {one.parameter: one for one in open_numbers(packs(tmp_path), choice("own", "3"))}

    assert found["own"].chosen == ("3 (1401)",)
    assert found["line"].chosen == ()


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (choice("own", "3"), None),
        (choice("rate", "2"), None),
        (choice("rate", "2", post="province_office"), None),
        (choice("rate", "2", post="county_office"), "not_delegated"),
        (choice("rate", "2", post="nobody"), "not_delegated"),
        (choice("rate", "4"), "outside_bounds"),
        (choice("rate", "0.5"), "outside_bounds"),
        (choice("line", "699"), "harsher_than_outer"),
        (choice("line", "700"), None),
        (choice("own", "3", area="1402"), "outside_its_area"),
        (choice("own", "3", start="2024-01-01"), "pack_not_in_force"),
        (choice("own", "three"), "not_a_value"),
        (choice("rate", "2", start="2023-06-01"), "not_open"),
        (choice("ours", "3"), "unknown_parameter"),
        (choice("own", "3", pack="elsewhere"), None),
    ],
)
def test_a_choice_stays_within_what_is_open_and_delegated(
    tmp_path: Path, made: Choices, code: str | None
) -> None:
    """T4, T7: a choice fits the unit, the area, the days, the bounds and the level of whoever signed it."""
    assert [problem.code for problem in check_choices(made, packs(tmp_path), LEVELS)] == (
        [code] if code else []
    )


def test_a_wrong_choice_is_refused_with_its_line(tmp_path: Path) -> None:
    """A file of choices is refused with file, line, what was chosen and what is wrong with it."""
    known = packs(tmp_path)
    refuse_wrong_choices(choice("own", "3"), known)
    with pytest.raises(
        MutongError, match=r"choices.csv:2: the choice of “4” for “rate”: Beyond .* \(outer:a1\)"
    ):
        refuse_wrong_choices(choice("rate", "4"), known)


def test_every_open_number_that_ships_says_what_it_is() -> None:
    """The list of nulls of every shipped pack names each number in both languages, with its unit and its clause."""
    names = [path.parent.name for path in PACKS.glob("*/*/pack.yaml")]
    found = open_numbers(load_packs(PACKS, names))

    assert found
    assert [
        one.parameter for one in found if not (one.label.zh and one.label.en and one.unit and one.clause)
    ] == []
