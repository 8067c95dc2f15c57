"""Ear tags: read as people write them, and refused in words that say what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.village.book.tags import DIGITS, foreign_county, is_own_number, own_number, read_tag, split_pasted
from tests.village.village_numbers import cited


def test_a_tag_has_as_many_digits_as_the_rule_says() -> None:
    """The number of digits in the code is that of the cited rule of 2006."""
    assert cited().value("ear_tag.digits") == DIGITS


@pytest.mark.parametrize(
    "written",
    ["314012200000017", " 3 140122 00000017 ", "3-140122-00000017", "３１４０１２２００００００１７"],
)
def test_a_tag_is_understood_however_it_is_written(written: str) -> None:
    """Blanks, hyphens and full-width digits make no other tag."""
    tag = read_tag(written)
    assert (tag.digits, tag.county, tag.serial) == ("314012200000017", "140122", "00000017")
    assert tag.spaced == "3 140122 00000017"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31401220000001", "tag_length"),
        ("3140122000000177", "tag_length"),
        ("114012200000017", "tag_of_another_kind"),
        ("214012200000017", "tag_of_another_kind"),
        ("3140122000000I7", "tag_not_digits"),
        ("309012200000017", "tag_county"),
        ("314010000000017", "tag_county"),
        ("314012200000000", "tag_serial"),
        ("", "tag_not_digits"),
    ],
)
def test_a_wrong_tag_is_refused_by_what_is_wrong_with_it(written: str, code: str) -> None:
    """Each slip has its own words, which name the tag and what a right one looks like."""
    with pytest.raises(MutongError) as refused:
        read_tag(written)
    assert refused.value.code == code
    assert refused.value.fields["value"] == written.strip()
    assert "耳标" in refused.value.words.zh
    assert "ear" in refused.value.words.en


def test_a_pig_tag_is_told_as_one() -> None:
    """Whoever reads the wrong animal's tag learns which animal it is."""
    with pytest.raises(MutongError) as refused:
        read_tag("114012200000017")
    assert "猪" in refused.value.words.zh


def test_another_countys_tag_is_told_and_not_refused() -> None:
    """A sheep bought in another county keeps its tag; a tag of the own county is not mentioned."""
    assert foreign_county(read_tag("314012200000017"), "140122901201") is None
    said = foreign_county(read_tag("314010900000017"), "140122901201")
    assert said is not None
    assert "140109" in said.en


def test_the_farms_own_number_is_no_tag() -> None:
    """A lamb's number cannot be taken for a tag, nor a tag for a number."""
    assert own_number(2022, 7) == "L22-0007"
    assert is_own_number("l22-0007")
    assert not is_own_number("314012200000017")


def test_a_pasted_list_is_split_each_number_once() -> None:
    """Lines, commas, grouped digits and repeats all come out as single numbers in their order."""
    pasted = "314012200000017，314012200000018\n3 140122 00000019\n\n314012200000017;L22-0003\n"
    assert split_pasted(pasted) == [
        "314012200000017", "314012200000018", "314012200000019", "L22-0003",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_whatever_is_pasted_splits_into_nothing_twice(text: str) -> None:
    """No text breaks the splitting, and no number comes out twice or with a blank in it."""
    found = split_pasted(text)
    assert len(found) == len(set(found))
    assert all(one and not any(letter.isspace() for letter in one) for one in found)
