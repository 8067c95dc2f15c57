"""The worked cases that packs ship."""

import pytest

from mutong.standards.cases import CaseResult, check_cases
from mutong.standards.pack import load_pack, load_packs
from tests.standards.registers import OTHER_PACKS, PACKS

TAIYUAN = load_packs(PACKS, ["cn-sx-ty", "home-visits"])
HANZI = load_pack(OTHER_PACKS / "hanzi-aid")
FERRY = load_pack(OTHER_PACKS / "ferry-aid")
RESULTS = [
    *(result for pack in TAIYUAN for result in check_cases(pack, TAIYUAN)),
    *check_cases(HANZI, [HANZI]),
    *check_cases(FERRY, [FERRY]),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.file}:{result.line}")
def test_a_worked_case_comes_out_as_written(result: CaseResult) -> None:
    """Each worked case of the shipped packs and of two made-up ones that use all the language has comes out as said."""
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
