"""T7: a pack may be kinder than the one it is within, never harsher, longer or wider."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.standards.harsher_rules import harsher_rules
from mutong.standards.kindness import harsher, not_compared
from mutong.standards.pack import load_pack
from mutong.standards.refusals import PackError
from tests.standards.made_packs import made_pack, number, protocol
from tests.standards.registers import PACKS

OUTPUTS = """outputs:
  line: {kinder: more, clause: a1}
  multiple: {kinder: more, set_by: city, least: 1, most: ceiling, clause: a2}
  stay: {kinder: less, clause: a2}"""
NUMBERS = (
    number("line", 700)
    + number("multiple", "", "ratio")
    + number("ceiling", 2, "ratio", area="14")
    + number("ceiling", 3, "ratio", area="15")
    + number("ceiling", "", "ratio")
    + number("days", 7, "day")
    + number("tests", "1;4;7", "day_list")
    + number("day_one", 1, "day")
)
POOR_RULE = """@rule(of="household", service="aid", zh="补助", en="aid", clauses=["{clause}"], direction="{direction}")
def aid(household):
    return finding(who={who}, amount={amount}, unit="fen/month")
"""
PER_HEAD = "sum(m.monthly_income for m in household.members) {sign} parameter.line"


def outer(root: Path, who: str = "", amount: str = "parameter.line", direction: str = "benefit") -> None:
    """The outer pack, with a rule where `who` is given."""
    rule = POOR_RULE.format(clause="a1", who=who, amount=amount, direction=direction)
    files = {"protocols/stay.yaml": protocol("stay", "days")} | ({"rules/aid.py": rule} if who else {})
    made_pack(root, "outer", OUTPUTS, rows=NUMBERS, files=files)


def inner(root: Path, rows: str = "", area: str = "14", **more):
    """A pack within it."""
    return made_pack(root, "inner", "within: outer", key="b", area=area, rows=rows, **more)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (number("line", 700, area="1401"), ""),
        (number("line", 701, area="1401"), ""),
        (number("line", "699.99", area="1401"), "harsher_than_outer"),
        (number("line", 800, area="14") + number("line", 600, area="1402"), "harsher_than_outer"),
        (number("days", 8, "day", area="14"), "harsher_than_outer"),
        (number("days", 5, "day", area="14"), ""),
        (number("tests", "1;4", "day_list", area="14"), ""),
        (number("tests", "1;4;8", "day_list", area="14"), "harsher_than_outer"),
        (number("multiple", 2, "ratio", area="14"), ""),
        (number("multiple", "2.1", "ratio", area="14"), "outside_bounds"),
        (number("multiple", "0.9", "ratio", area="14"), "outside_bounds"),
    ],
)
def test_a_number_may_only_be_kinder(tmp_path: Path, rows: str, code: str) -> None:
    """T7: a number on the kinder side of the outer one, or on it, loads; on the other side the pack is refused."""
    outer(tmp_path)
    if not code:
        assert inner(tmp_path, rows).pack == "inner"
        return
    with pytest.raises(PackError) as refusal:
        inner(tmp_path, rows)
    assert refusal.value.code == code
    assert refusal.value.clause.startswith("outer:a")


def test_what_is_delegated_to_a_city_binds_the_county(tmp_path: Path) -> None:
    """A city sets what it may; a county within it may only be kinder than the city."""
    outer(tmp_path)
    made_pack(
        tmp_path,
        "city",
        "within: outer",
        key="c",
        area="1401",
        rows=number("multiple", "1.5", "ratio", area="1401"),
    )

    def county(value: str):
        rows = number("multiple", value, "ratio", area="140109")
        return made_pack(tmp_path, "county", "within: city", key="e", area="140109", rows=rows)

    assert county("1.6").pack == "county"
    with pytest.raises(PackError) as refusal:
        county("1.4")
    assert refusal.value.code == "harsher_than_outer"


def test_what_cannot_be_compared_is_listed(tmp_path: Path) -> None:
    """A null on either side, and an output nobody declared, are neither refused nor passed over in silence."""
    outer(tmp_path)
    pack = inner(tmp_path, number("line", "", area="14") + number("ceiling", 1, "ratio", area="1401"))

    assert {(one.name, one.why.en) for one in not_compared(pack)} == {
        ("line", "the inner number is null"),
        ("ceiling", "no direction is declared (outputs)"),
    }


def test_a_later_rise_of_the_outer_number_binds_from_its_day(tmp_path: Path) -> None:
    """T6, T7: an inner number that was kinder is refused for the days from which the outer pack gives more."""
    rows = NUMBERS.replace(
        number("line", 700), number("line", 700, end="2023-01-01") + number("line", 760, start="2023-01-01")
    )
    made_pack(tmp_path, "outer", OUTPUTS, rows=rows, files={"protocols/stay.yaml": protocol("stay", "days")})

    assert inner(tmp_path, number("line", 730, area="14", end="2023-01-01"))
    with pytest.raises(PackError, match="from 2023-01-01 is 730"):
        inner(tmp_path, number("line", 730, area="14"))


def test_a_longer_protocol_is_refused_with_other_parameters(tmp_path: Path) -> None:
    """T7: an inner protocol is compared by what it asks, whatever it calls its numbers."""
    outer(tmp_path)
    rows = number("here", 8, "day", area="14")
    with pytest.raises(PackError) as refusal:
        inner(tmp_path, rows, files={"protocols/stay.yaml": protocol("stay", "here", "b1")})

    assert (refusal.value.code, refusal.value.file.endswith("stay.yaml")) == ("harsher_than_outer", True)


values = st.one_of(
    st.integers(0, 9), st.sets(st.integers(1, 9), max_size=4).map(lambda days: tuple(sorted(days)))
)


@given(one=values, other=values)
def test_nothing_is_harsher_than_itself_and_the_directions_mirror(one, other) -> None:
    """A value is never harsher than itself, and more is harsher one way exactly where less is the other way."""
    assert harsher(one, one, "less") is False
    if isinstance(one, tuple) == isinstance(other, tuple):
        assert harsher(one, other, "less") == harsher(other, one, "more")


@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        ((PER_HEAD.format(sign="<"), "parameter.line"), (PER_HEAD.format(sign="<="), "parameter.line"), []),
        (
            (PER_HEAD.format(sign="<="), "parameter.line"),
            (PER_HEAD.format(sign="<"), "parameter.line"),
            ["yes no"],
        ),
        (
            (PER_HEAD.format(sign="<"), "parameter.line"),
            (PER_HEAD.format(sign="<") + " and household.property_conforms", "parameter.line"),
            ["yes no"],
        ),
        (
            (PER_HEAD.format(sign="<"), "parameter.line"),
            (PER_HEAD.format(sign="<"), "parameter.line * 0.5"),
            ["yes yes"],
        ),
    ],
)
def test_a_harsher_rule_is_found_with_a_household_that_shows_it(
    tmp_path: Path, theirs: tuple, ours: tuple, found: list[str]
) -> None:
    """T7: a rule that leaves somebody out, or gives less, is found with the household that it treats worse."""
    outer(tmp_path, *theirs)
    rule = POOR_RULE.format(clause="b1", who=ours[0], amount=ours[1], direction="benefit")
    pack = inner(tmp_path, files={"rules/aid.py": rule})

    worse = harsher_rules(pack)

    assert [f"{one.outer_verdict} {one.inner_verdict}" for one in worse] == found
    assert all((one.outer, one.inner, one.clause) == ("outer:aid", "inner:aid", "outer:a1") for one in worse)


def test_a_burden_is_harsher_where_it_is_wider(tmp_path: Path) -> None:
    """T7: of a rule that burdens, the wider one is the harsher."""
    outer(tmp_path, PER_HEAD.format(sign=">"), direction="burden")
    rule = POOR_RULE.format(
        clause="b1", who=PER_HEAD.format(sign=">="), amount="parameter.line", direction="burden"
    )

    (one,) = harsher_rules(inner(tmp_path, files={"rules/aid.py": rule}))
    assert (one.outer_verdict, one.inner_verdict) == ("no", "yes")


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in PACKS.glob("*/*/pack.yaml")), ids=lambda p: p.name
)
def test_no_shipped_rule_is_harsher_than_the_one_it_replaces(folder: Path) -> None:
    """T7: on households about every limit, no rule of a shipped pack gives less than the outer pack's."""
    assert harsher_rules(load_pack(folder)) == []


def test_the_widened_subsidies_are_tried_on_the_day_they_widen() -> None:
    """The search is not empty: Shanxi's rules do replace national ones, from 2023-01-01."""
    pack = load_pack(PACKS / "assistance/cn-sx")
    replaced = {name for name in pack.rules if name in pack.ancestors[-1].rules}

    assert replaced
    assert all(pack.rules[name][-1].valid.holds(date(2023, 1, 1)) for name in replaced)
