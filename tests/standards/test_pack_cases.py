"""The worked cases that packs ship."""

from functools import cache

import pytest

from mutong.standards.cases import CaseResult, check_cases
from mutong.standards.pack import load_pack, load_packs
from tests.standards.registers import OTHER_PACKS, PACKS
from tests.standards.worked_cases import places_of

TAIYUAN = load_packs(PACKS, ["cn-sx-ty", "home-visits"])
HANZI = load_pack(OTHER_PACKS / "hanzi-aid")
FERRY = load_pack(OTHER_PACKS / "ferry-aid")
FAMILIES = [*((pack, TAIYUAN) for pack in TAIYUAN), (HANZI, [HANZI]), (FERRY, [FERRY])]


@cache
def results() -> dict[str, CaseResult]:
    """What each case came to, by its place; worked out once, when the first is asked for."""
    return {f"{one.file}:{one.line}": one for pack, family in FAMILIES for one in check_cases(pack, family)}


@pytest.mark.parametrize("place", [place for pack, _ in FAMILIES for place in places_of(pack)])
def test_a_worked_case_comes_out_as_written(place: str) -> None:
    """Each worked case of the shipped packs and of two made-up ones that use all the language has comes out as said."""
    result = results()[place]
    assert {key: result.found.get(key) for key in result.expected} == dict(result.expected), result.name


def test_every_rule_has_a_case_on_both_sides() -> None:
    """Each rule of the assistance packs has a case that says yes and one that says no."""
    seen: dict[str, set[str]] = {}
    for pack in TAIYUAN:
        for _, text in pack.cases:
            if "rule" in text:
                seen.setdefault(text["rule"], set()).update(str(case["verdict"]) for case in text["cases"])
    rules = {name for pack in TAIYUAN for name in pack.rules}

    assert set(seen) == rules
    assert [name for name, verdicts in seen.items() if "no" not in verdicts] == []
    assert [name for name, verdicts in seen.items() if "yes" not in verdicts] == []
