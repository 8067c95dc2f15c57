"""Single cells: ids, numbers, yes and no, texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.tables.cells import read_boolean, read_id, read_integer, read_number, read_text
from mutong.tables.remedies import CellRefused


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("0012", "0012"), ("9e0998", "9e0998"), ("9E0998", "9E0998"), (12.0, "12"), (" Ｐ００１２ ", "P0012"),
        ("1e5", "1e5"), ("007", "007"), ("+86", "+86"), ("\ufeffA1", "A1"), ("", None), ("NA", "NA"), ("nan", "nan"),
    ],
)  # fmt: skip
def test_ids_stay_text(cell: object, read: str | None) -> None:
    """An id that looks like a number stays the text that was written; a whole number has no point."""
    assert read_id(cell) == read


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1.10105194912310e17, "excel_lost_digits"), ("1.10105E+17", "excel_lost_digits"),
        ("9e+998", "excel_lost_digits"),
        (12.5, "id_has_decimals"), ("A\nB", "control_character"), ("\udcb5\udcc4", "bad_bytes"),
    ],
)  # fmt: skip
def test_ids_that_a_spreadsheet_spoilt(cell: object, code: str) -> None:
    """An id whose digits are lost is refused, not guessed."""
    with pytest.raises(CellRefused) as refused:
        read_id(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("1,234.5", 1234.5), ("１２３", 123.0), ("3.5万", 35_000.0), ("1 000", 1000.0), ("-5", -5.0), ("1e3", 1000.0),
        ("0", 0.0), ("", None), ("不详", None), (0.0, 0.0), ("1，234", 1234.0),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(cell: object, read: float | None) -> None:
    """Separators, full-width digits and 万 are understood; empty and unknown are never zero."""
    assert read_number(cell) == read


@pytest.mark.parametrize("cell", ["1,5", "12亩", "约10", "10-20", "1,23,456", "五", "1e999", True, "无"])
def test_doubtful_numbers_are_refused(cell: object) -> None:
    """A number with a unit, a range, a doubtful comma or a word for none is not guessed."""
    with pytest.raises(CellRefused):
        read_number(cell)


def test_whole_numbers() -> None:
    """12.0 is whole, 12.5 is refused, and a number beyond 64 bits is out of range."""
    assert read_integer("12.0") == 12
    for text in ("12.5", "9" * 25):
        with pytest.raises(CellRefused):
            read_integer(text)


@given(st.integers(-(2**62), 2**62))
def test_integers_round_trip(value: int) -> None:
    """Any whole number is read back exactly, with or without thousands separators."""
    assert read_integer(str(value)) == value == read_integer(f"{value:,}")


@pytest.mark.parametrize("yes", ["是", "有", "true", "Yes", "1", "√", True])
@pytest.mark.parametrize("no", ["否", "无", "FALSE", "no", "0", False])
def test_yes_and_no(yes: object, no: object) -> None:
    """The words people use for yes and no are told apart."""
    assert read_boolean(yes) is True
    assert read_boolean(no) is False


def test_unknown_is_neither() -> None:
    """An empty cell and a word for not knowing give no answer; another word is refused."""
    assert read_boolean("") is read_boolean("不清楚") is None
    with pytest.raises(CellRefused):
        read_boolean("大概")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes a reader fail in any other way than by refusing, and reading twice changes nothing more."""
    for reader in (read_text, read_id, read_number, read_integer, read_boolean):
        try:
            value = reader(text)
        except CellRefused:
            continue
        if isinstance(value, str) and not value.startswith("'"):
            assert reader(value) == value
