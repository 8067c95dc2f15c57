"""The health packs that ship: every worked case of every one, and what they may and may not say."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from mutong.standards.cases import CaseResult, check_cases
from mutong.standards.protocols import protocols_of
from tests.standards.protocol_worlds import COVID, ROOT, pack_at
from tests.standards.test_protocols_cases import test_a_pack_does_what_its_worked_cases_say as work_out
from tests.standards.worked_cases import places_of

FOLDERS = sorted(path.parent for path in (ROOT / "packs/health").glob("*/pack.yaml"))
BY_NAME = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def protocol_cases() -> Iterator[object]:
    """Every protocol case of every health pack but those that the protocol tests already run."""
    for folder in FOLDERS:
        if folder == COVID:
            continue
        for path, text in pack_at(folder).cases:
            if "protocol" in text:
                for case in text["cases"]:
                    name = f"{folder.name} {path.stem}: {case['case']}"
                    yield pytest.param(folder, text["protocol"], case, id=name)


@pytest.mark.parametrize(("folder", "name", "case"), list(protocol_cases()))
def test_a_worked_protocol_case_comes_out(folder: Path, name: str, case: Mapping) -> None:
    """Each protocol case of each health pack gives its steps, their dates, and nothing that it says is absent."""
    work_out(folder, name, case)


@cache
def rule_results() -> dict[str, CaseResult]:
    """Every eligibility case of the health packs, by its place."""
    return {
        f"{result.file}:{result.line}": result
        for folder in FOLDERS
        for result in check_cases(pack_at(folder), (*pack_at(folder).ancestors, pack_at(folder)))
    }


@pytest.mark.parametrize("place", [place for folder in FOLDERS for place in places_of(pack_at(folder))])
def test_a_worked_rule_case_comes_out(place: str) -> None:
    """Each case of a classification rule has the verdict, and the missing facts, that it expects."""
    result = rule_results()[place]
    assert {key: result.found.get(key) for key in result.expected} == dict(result.expected), result.name


@BY_NAME
def test_every_protocol_has_worked_cases(folder: Path) -> None:
    """Each protocol that a health pack adds is worked through in at least three cases."""
    pack = pack_at(folder)
    written = {path.stem for path, _ in pack.raw_protocols if path.is_relative_to(folder)}
    worked = {
        text["protocol"]: len(text["cases"])
        for path, text in pack.cases
        if "protocol" in text and path.is_relative_to(folder)
    }

    assert {name for name, cases in worked.items() if cases >= 3} >= {
        protocol.name for protocol in protocols_of(pack) if protocol.name in written
    }


@BY_NAME
def test_every_rule_has_a_case_of_each_answer(folder: Path) -> None:
    """Each classification rule of a health pack has a case that says yes, one that says no and one unknown (T1, T5)."""
    pack = pack_at(folder)
    seen: dict[str, set[str]] = {
        name: set() for name, versions in pack.rules.items() if versions[0].pack == pack.pack
    }
    for _, text in pack.cases:
        if "rule" in text:
            seen[text["rule"]] |= {str(case["verdict"]) for case in text["cases"]}

    assert [name for name, verdicts in seen.items() if verdicts != {"yes", "no", "unknown"}] == []


@BY_NAME
def test_what_was_not_read_is_null_and_says_so(folder: Path) -> None:
    """T4: a number without a value has grade U and a note in both languages; no other number has grade U."""
    rows = pack_at(folder).own_parameter_rows

    assert [row.name for row in rows if (row.value is None) != (row.grade == "U")] == []
    assert [row.name for row in rows if row.value is None and not (row.note.zh and row.note.en)] == []
