"""Coverage: a pack answers for the articles it lists."""

from pathlib import Path

import pytest

from mutong.standards.coverage import coverage, uncited_clauses
from mutong.standards.pack import load_pack
from mutong.standards.refusals import PackError
from tests.standards.made_packs import made_pack, number
from tests.standards.registers import PACKS

LISTED = ", articles: [第一条, 第二条, {article: 第三条, none_needed: {zh: 原则, en: principles}}]"


def test_each_listed_article_says_what_cites_it_or_why_nothing_does(tmp_path: Path) -> None:
    """An article is covered by a parameter, by a clause of one of its paragraphs, or by its reason."""
    outputs = "outputs:\n  line: {kinder: more, clause: a2}"
    pack = made_pack(tmp_path, "p", outputs, document=LISTED, rows=number("line", 700))

    rows = {row.article: row for row in coverage(pack)}
    assert rows["第一条"].cited_by == ("parameter line",)
    assert rows["第二条"].cited_by == ("output line",)
    assert rows["第三条"].none_needed.en == "principles"
    assert all(row.covered and row.listed for row in rows.values())


def test_an_article_that_nothing_cites_is_refused(tmp_path: Path) -> None:
    """A pack that lists an article and does nothing about it does not load."""
    with pytest.raises(PackError) as refusal:
        made_pack(tmp_path, "p", document=LISTED, rows=number("line", 700))

    assert refusal.value.code == "article_uncovered"
    assert "第二条" in refusal.value.words.zh


def test_what_stands_outside_the_list_is_told(tmp_path: Path) -> None:
    """A cited article that is in no list, and a clause that nothing cites, are listed and not refused."""
    pack = made_pack(tmp_path, "p", rows=number("line", 700))

    assert [(row.article, row.listed) for row in coverage(pack)] == [("第一条", False)]
    assert [clause.id for clause in uncited_clauses(pack)] == ["a2"]


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in PACKS.glob("*/*/pack.yaml")), ids=lambda p: p.name
)
def test_every_shipped_pack_covers_what_it_lists(folder: Path) -> None:
    """Every article that a shipped pack lists is cited or marked as needing nothing."""
    assert [row.article for row in coverage(load_pack(folder)) if row.listed and not row.covered] == []
