"""Every pack is a document: what a reader is shown, and that the pages in docs/reference are those of the packs."""

import pytest

from mutong.cli.pack_check_commands import every_pack
from mutong.cli.reference_commands import documents, indexes, roles_here
from mutong.standards.coverage import coverage
from mutong.standards.reference import pack_reference
from tests.architecture.source import ROOT

PACKS = every_pack()
REFERENCES = [pack_reference(pack) for pack in PACKS]
NAMES = [pack.pack for pack in PACKS]
BY_NAME = dict(zip(NAMES, REFERENCES, strict=True))


def test_the_committed_pages_are_those_of_the_packs() -> None:
    """docs/reference is what `make reference` writes now: no page differs, none is missing, none is left over."""
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/reference").glob("*.md")}
    pages = documents(REFERENCES, roles_here()) | indexes(PACKS, REFERENCES)
    assert sorted(written) == sorted(pages)
    assert [name for name, text in pages.items() if written[name] != text] == [], "run make reference"


@pytest.mark.parametrize("pack", PACKS, ids=NAMES)
def test_nothing_of_a_pack_is_left_out(pack) -> None:
    """Each clause, row, rule version, protocol step, stacking, prohibition and case of a pack is in its reference."""
    found = BY_NAME[pack.pack]
    shown = [
        clause.id for entry in found.documents for article in entry.articles for clause in article.clauses
    ]
    assert sorted(shown) == sorted(pack.own_clauses)
    assert sum(len(row.areas) for number in found.numbers for row in number.rows) == len(
        pack.own_parameter_rows
    )
    assert {one.name: len(one.versions) for one in found.rules} == {
        name: len(versions) for name, versions in pack.rules.items()
    }
    assert len(found.protocols) == len(pack.raw_protocols)
    assert all(protocol.steps for protocol in found.protocols)
    assert len(found.together) == len(pack.stackings)
    assert len(found.banned) == len(pack.prohibitions)
    assert len(found.cases) == sum(len(text.get("cases") or ()) for _, text in pack.cases)
    assert found.articles[1] == sum(row.listed for row in coverage(pack))


@pytest.mark.parametrize("reference", REFERENCES, ids=NAMES)
def test_every_null_is_shown_as_open_with_who_can_fill_it(reference) -> None:
    """A row without a value is told as open in both languages, and stands among the open numbers with whom to ask."""
    nulls = [(number.name, row) for number in reference.numbers for row in number.rows if row.value is None]
    assert sorted(name for name, row in nulls for _ in row.areas) == sorted(
        one.parameter for one in reference.open
    )
    pages = documents([reference], roles_here())
    name = reference.head.name
    assert pages[f"{name}.zh.md"].count("**没有查实的数字**") == len(nulls)
    assert pages[f"{name}.en.md"].count("**no verified number**") == len(nulls)
    for _, row in nulls:
        if row.asked_of is not None:
            assert row.asked_of.zh in pages[f"{name}.zh.md"]


@pytest.mark.parametrize("reference", REFERENCES, ids=NAMES)
def test_a_page_has_no_machine_words(reference) -> None:
    """No page shows an object, an unfilled blank or a None in place of words."""
    for text in documents([reference], roles_here()).values():
        assert not [mark for mark in ("Words(", "None |", "None)", "{", "Period(") if mark in text]


def test_cases_are_worked_out_when_asked() -> None:
    """With `check` each worked case of rules says that it comes out as written; a protocol's says nothing."""
    pack = next(one for one in PACKS if one.pack == "cn-measles")
    found = pack_reference(pack, among=PACKS, check=True).cases
    assert {case.passes for case in found if case.source} == {True}
    assert {case.passes for case in found if not case.source} == {None}
