"""The comparison as a document: every option, reason, condition and open number is in the blocks and the files."""

from datetime import date
from pathlib import Path

import docx

from mutong.kernel.words import Words
from mutong.tables.documents import Heading, Table, write_report
from mutong.tables.documents.blocks import Open, parts_of
from mutong.tables.documents.checking import texts_of
from mutong.village.businesses.working_out import other_businesses
from mutong.village.options.businesses import load_businesses
from mutong.village.options.comparing import compare_options
from mutong.village.options.document import comparison_blocks, comparison_report
from mutong.village.options.means import means_of
from tests.village.options.small_village import option, survey_of_one
from tests.village.village_numbers import cited, sample


def told(blocks) -> str:
    """All that the blocks say in Chinese."""
    found = [part for block in blocks for text in texts_of(block) for part in parts_of(text)]
    return "\n".join(
        (one.words if isinstance(one, Open) else one).zh for one in found if isinstance(one, Words | Open)
    )


def test_nothing_of_the_comparison_is_left_out(tmp_path: Path) -> None:
    """Labels, sizes, reasons, risks, conditions with their citation, and numbers without a source are all there."""
    survey = survey_of_one(tmp_path)
    found = compare_options(other_businesses(survey, sample(), load_businesses()), means=means_of(survey))
    blocks, sources = comparison_blocks(found)
    said = told(blocks)
    for line in found.lines:
        one = line.result
        wanted = [one.label, *line.reasons, *one.notes, *(c.words for c in one.conditions)]
        wanted += [c.citation for c in one.conditions] + [n.label for n in one.open_numbers] + list(one.risks)
        assert [words.zh for words in wanted if words.zh not in said] == []
        assert {words.zh for words in one.sources} <= {source.words.zh for source in sources}
    assert found.rule_words.zh in said and all(words.zh in said for words in found.why)


def test_what_nobody_knows_is_marked_open(tmp_path: Path) -> None:
    """By cited numbers alone each gain of a business is marked, not left blank and not nought."""
    survey = survey_of_one(tmp_path)
    found = compare_options(other_businesses(survey, cited(), load_businesses()), means=means_of(survey))
    blocks, _ = comparison_blocks(found)
    table = next(block for block in blocks if isinstance(block, Table))
    assert all(isinstance(cell, Open) for row in table.rows[1:] for cell in row[1:4])


def test_it_can_begin_at_a_deeper_level_and_be_written(tmp_path: Path) -> None:
    """Within a longer document its headings begin where they are told; alone it becomes a Word file and a PDF."""
    survey = survey_of_one(tmp_path)
    found = compare_options(other_businesses(survey, sample(), load_businesses()), means=means_of(survey))
    blocks, _ = comparison_blocks(found, level=2)
    assert {block.level for block in blocks if isinstance(block, Heading)} == {2, 3}
    report = comparison_report(found, Words("样例村", "Sample village"), date(2022, 8, 22))
    for lang in ("zh", "en"):
        write_report(report, tmp_path / "a.docx", lang)
        write_report(report, tmp_path / "a.pdf", lang)
        opened = docx.Document(str(tmp_path / "a.docx"))
        assert any(found.lines[1].result.label.say(lang) in p.text for p in opened.paragraphs)
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_staying_as_now_alone_is_a_document_too(tmp_path: Path) -> None:
    """Without any candidate there is no chart and nothing to cite, and it is still written."""
    report = comparison_report(compare_options([option("as_now")]), Words("村", "Village"), date(2022, 8, 22))
    write_report(report, tmp_path / "a.docx")
    write_report(report, tmp_path / "a.pdf")
    assert report.sources == []
