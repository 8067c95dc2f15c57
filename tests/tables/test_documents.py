"""A report as Word and as PDF: the same texts in both, none lost, and what is open is seen to be open."""

import re
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.documents import (
    Block,
    Bullets,
    Chart,
    Cite,
    Column,
    Flow,
    FlowLink,
    FlowNode,
    Grade,
    Heading,
    Open,
    PageBreak,
    Paragraph,
    Report,
    Series,
    Source,
    Strong,
    Table,
    write_report,
)
from mutong.tables.documents.blocks import RIGHT, parts_of
from mutong.tables.documents.checking import texts_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = Words("羊场规划书", "Plan of a sheep yard")


def report(*blocks: Block, **more: object) -> Report:
    """A report of some blocks, with two sources."""
    sources = (
        Source("trial", Words("寿阳试验", "Shouyang trial"), "G1"),
        Source("ask", Words("入户调查", "Survey")),
    )
    return Report(
        TITLE, Words("以养补种", "Sheep feed fields"), blocks, sources, dated=date(2022, 8, 22), **more
    )


def named(words: str) -> Words:
    """One text in both languages, told apart by a letter."""
    return Words(f"中{words}", f"E{words}")


def word_text(path: Path) -> str:
    """Every text of a Word file, charts and shapes included, without blanks."""
    found = []
    with zipfile.ZipFile(path) as opened:
        for name in opened.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*|charts/chart\d+)\.xml", name):
                xml = opened.read(name).decode()
                found += re.findall(r"<(?:w:t|c:v|a:t)(?: [^>]*)?>([^<]*)</", xml)
    unescaped = "".join(found).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return bare(unescaped.replace("&amp;", "&"))


def pdf_pages(path: Path) -> list[str]:
    """The text of each page, without blanks and without marks for breaking long words."""
    opened = pypdfium2.PdfDocument(path)
    try:
        return [bare(page.get_textpage().get_text_range()) for page in opened]
    finally:
        opened.close()


def bare(text: str) -> str:
    """A text without blanks and invisible signs, so that line breaks do not matter."""
    return re.sub(r"[\s\u200b\ufffe\u00ad]", "", text)


def shown(block: Block, lang: str) -> list[str]:
    """What must be read of a block in a file, in either form."""
    words = []
    for text in texts_of(block):
        for part in parts_of(text):
            if isinstance(part, Words):
                words.append(part.say(lang))
            elif isinstance(part, Strong | Open):
                words.append(part.words.say(lang))
            elif isinstance(part, Grade):
                words.append(part.code)
    return [bare(one) for one in words]


FLOW = Flow(
    named("流向"),
    (FlowNode("a", named("玉米地"), 0), FlowNode("b", named("羊群"), 1), FlowNode("c", named("地里"), 2)),
    (
        FlowLink("a", "b", 12.5, "feed", named("12.5吨")),
        FlowLink("b", "c", 7, "manure", named("7吨")),
        FlowLink("a", "c", 0.001, "feed", named("少许")),
    ),
    {"feed": named("饲料"), "manure": named("粪肥")},
)
MONTHS = tuple(named(f"{m}月") for m in range(1, 13))
CHART = Chart(
    named("每月工日"),
    "stacked",
    MONTHS,
    (
        Series(named("种地"), tuple(float(m) for m in range(12))),
        Series(named("喂羊"), (None, *[2.5] * 11)),
    ),
    named("工日"),
)
TABLE = Table(
    named("出地"),
    (Column(named("户")), Column(named("土地"), named("亩"), RIGHT)),
    ((named("甲"), (named("3.5"), Grade("G3"))), (named("乙"), None), (named("合计"), Open(named("3.5")))),
    note=(named("来自调查"), Cite(("ask",))),
    total=True,
)
EVERYTHING: tuple[Block, ...] = (
    Heading(named("村情")),
    Paragraph(
        (named("全村"), Open(named("120户")), named("，见"), Cite(("trial", "ask")), Strong(named("要点")))
    ),
    Heading(named("土地"), 2),
    Bullets((named("坡地多"), (named("水浇地少"), Grade("G1")))),
    Bullets((named("先问"), named("后定")), numbered=True),
    TABLE,
    PageBreak(),
    CHART,
    Chart(CHART.caption, "line", MONTHS, CHART.series, named("元")),
    Chart(named("收益"), "bars", MONTHS[:3], (Series(named("常年"), (-5.0, None, 9.0)),), named("元")),
    Chart(named("只数"), "columns", MONTHS[:2], (Series(named("母羊"), (100.0, 120.0)),), named("只")),
    FLOW,
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_files_hold_each_text(tmp_path: Path, lang: str) -> None:
    """Title, headings, runs, lists, tables, charts, flow picture, notes and sources stand in Word and in PDF."""
    ours = report(*EVERYTHING, banner=named("样例"))
    write_report(ours, tmp_path / "plan.docx", lang)
    write_report(ours, tmp_path / "plan.pdf", lang)
    wanted = [
        bare(TITLE.say(lang)),
        bare(ours.subtitle.say(lang)),
        *(bare(s.words.say(lang)) for s in ours.sources),
    ]
    wanted += [text for block in EVERYTHING for text in shown(block, lang)] + [
        "[1][2]",
        named("样例").say(lang),
    ]
    word, pdf = word_text(tmp_path / "plan.docx"), "".join(pdf_pages(tmp_path / "plan.pdf"))
    assert [text for text in wanted if text not in word] == []
    assert [text for text in wanted if text not in pdf] == []
    other = "E坡地多" if lang == "zh" else "中坡地多"
    assert other not in word and other not in pdf


def test_what_is_open_is_marked_in_words_not_only_in_colour(tmp_path: Path) -> None:
    """An unverified number is followed by its mark, an unknown cell says so, in both files and both languages."""
    for lang, mark, unknown in (
        ("zh", "中120户［待核实］", "未知"),
        ("en", "E120户[tobeverified]", "notknown"),
    ):
        write_report(report(*EVERYTHING), tmp_path / "a.docx", lang)
        write_report(report(*EVERYTHING), tmp_path / "a.pdf", lang)
        for text in (word_text(tmp_path / "a.docx"), "".join(pdf_pages(tmp_path / "a.pdf"))):
            assert mark in text and unknown in text


def test_a_person_can_edit_the_word_file(tmp_path: Path) -> None:
    """Headings are numbered styles, tables are tables, captions and contents are fields, fonts name both scripts."""
    path = tmp_path / "plan.docx"
    write_report(report(*EVERYTHING), path, "zh")
    opened = docx.Document(str(path))
    headings = [(p.style.name, p.text) for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [("Heading 1", "中村情"), ("Heading 2", "中土地"), ("Heading 1", "来源")]
    assert [(len(t.rows), len(t.columns)) for t in opened.tables] == [(4, 2)]
    assert opened.tables[0].rows[0]._tr.find(f".//{W}tblHeader") is not None
    fields = [one.text.strip() for one in opened.element.iter(f"{W}instrText")]
    assert fields == ['TOC \\o "1-3" \\h \\z \\u', "SEQ 表 \\* ARABIC", *["SEQ 图 \\* ARABIC"] * 5]
    for style, font in (("Normal", "宋体"), ("Heading 1", "黑体")):
        assert opened.styles[style].element.rPr.rFonts.get(f"{W}eastAsia") == font
    assert opened.styles["Heading 2"].element.pPr.numPr is not None
    assert not opened.inline_shapes or all(s.type != 3 for s in opened.inline_shapes)  # 3 would be a picture


def test_a_chart_in_word_has_its_numbers_behind_it(tmp_path: Path) -> None:
    """The workbook behind a chart holds categories and series; a number not known is an empty cell, no nought."""
    path = tmp_path / "plan.docx"
    write_report(report(CHART), path, "zh")
    with zipfile.ZipFile(path) as opened:
        book = opened.read("word/embeddings/chart1.xlsx")
        chart = opened.read("word/charts/chart1.xml").decode()
        assert "embeddings/chart1.xlsx" in opened.read("word/charts/_rels/chart1.xml.rels").decode()
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["中工日", "中种地", "中喂羊"]
    assert rows[1] == ["中1月", 0.0, ""] and rows[12] == ["中12月", 11.0, 2.5]
    assert '<c:dispBlanksAs val="gap"/>' in chart and '<c:externalData r:id="rId1">' in chart


def test_a_long_table_repeats_its_headings(tmp_path: Path) -> None:
    """A table of 300 households goes over pages, each with the heading row, and no row is lost or counted twice."""
    rows = tuple((named(f"第{i:03}户"), named(f"{i}")) for i in range(300))
    long = Table(named("户"), (Column(named("门牌名称")), Column(named("亩"))), rows)
    write_report(report(long), tmp_path / "a.pdf")
    write_report(report(long), tmp_path / "a.docx")
    pages = pdf_pages(tmp_path / "a.pdf")
    with_rows = [page for page in pages if "户" in page and re.search(r"第\d{3}户", page)]
    assert len(with_rows) > 3 and all("中门牌名称" in page for page in with_rows)
    assert re.findall(r"第(\d{3})户", "".join(pages)) == [f"{i:03}" for i in range(300)]
    opened = docx.Document(str(tmp_path / "a.docx"))
    assert len(opened.tables[0].rows) == 301


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    """Nothing to show is said, in both files."""
    write_report(report(Table(named("空"), TABLE.columns, ())), tmp_path / "a.pdf")
    write_report(report(Table(named("空"), TABLE.columns, ())), tmp_path / "a.docx")
    assert "（没有内容）" in "".join(pdf_pages(tmp_path / "a.pdf"))
    assert "（没有内容）" in word_text(tmp_path / "a.docx")


def test_long_words_stay_on_the_page(tmp_path: Path) -> None:
    """A row of 200 signs without a break, in a narrow cell and in a paragraph, does not run over the edge."""
    long = "x" * 200
    table = Table(
        named("长"), (Column(named("甲")), Column(named("乙"), share=9)), ((Words(long, long), named("")),)
    )
    write_report(report(Paragraph(Words(long, long)), table), tmp_path / "a.pdf")
    opened = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    for page in opened:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(i)
            assert left >= 0 and right <= page.get_width()
    opened.close()
    assert "".join(pdf_pages(tmp_path / "a.pdf")).count("x") == 400


def test_the_same_report_gives_the_same_pdf(tmp_path: Path) -> None:
    """Written twice, the PDF is the same to the byte: nothing of the machine or the hour is in it."""
    for name in ("a.pdf", "b.pdf"):
        write_report(report(*EVERYTHING), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


BROKEN: list[tuple[Block, str]] = [
    (Paragraph(Cite(("nobody",))), "nobody"),
    (Bullets((Words("\x07响", "a bell \x07"),)), "control sign"),
    (Heading(named("深"), 4), "level 4"),
    (Table(named("表"), TABLE.columns, ((named("只有一格"),),)), "row 1 has 1 cells, not 2"),
    (Table(named("表"), (), ()), "no columns"),
    (Chart(named("图"), "pie", MONTHS, CHART.series, named("元")), "pie"),
    (Chart(named("图"), "line", MONTHS[:2], CHART.series, named("元")), "12 numbers, not 2"),
    (
        Chart(named("图"), "line", MONTHS[:1], (Series(named("值"), (float("nan"),)),), named("元")),
        "no number",
    ),
    (
        Flow(named("图"), FLOW.nodes, (FlowLink("b", "a", 1, "feed", named("倒流")),), FLOW.kinds),
        "to the right",
    ),
    (
        Flow(named("图"), FLOW.nodes, (FlowLink("a", "b", 0, "feed", named("零")),), FLOW.kinds),
        "above nought",
    ),
]


@pytest.mark.parametrize(("block", "told"), BROKEN)
@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_a_broken_block_is_named_and_nothing_is_written(
    tmp_path: Path, block: Block, told: str, ending: str
) -> None:
    """The block's place and what is wrong are said, and no half file lies there."""
    with pytest.raises(MutongError) as refused:
        write_report(report(Heading(named("好")), block), tmp_path / f"a{ending}")
    assert refused.value.code == "report_broken" and refused.value.fields["block"] == 2
    assert told in refused.value.words.en and refused.value.words.zh.startswith("文档第2块")
    assert list(tmp_path.iterdir()) == []


def test_endings_and_languages_that_are_not_there(tmp_path: Path) -> None:
    """Only .docx and .pdf, only Chinese and English."""
    with pytest.raises(MutongError, match="must end in"):
        write_report(report(), tmp_path / "plan.doc")
    with pytest.raises(MutongError, match="zh or en"):
        write_report(report(), tmp_path / "plan.pdf", "fr")


def test_the_libraries_wait_until_a_document_is_written() -> None:
    """Importing the part loads neither python-docx nor typst, so that no command starts more slowly."""
    code = "import sys, mutong.tables.documents; print([m for m in ('docx', 'typst', 'lxml') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


SIGNS = st.text("村羊地粮abcXYZ012#*_$@[]<>&\"'\\=~`/{}", min_size=1, max_size=12)
TEXTS = SIGNS.map(lambda t: Words(t, t))
BLOCKS = st.one_of(
    TEXTS.map(Heading),
    TEXTS.map(Paragraph),
    st.lists(TEXTS, min_size=1, max_size=3).map(lambda items: Bullets(tuple(items))),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(
        lambda rows: Table(named("表"), (Column(named("甲")), Column(named("乙"))), tuple(rows))
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(BLOCKS, max_size=6))
def test_no_block_is_lost_and_no_sign_is_markup(tmp_path: Path, blocks: list[Block]) -> None:
    """Whatever signs a text holds, it is read back as it was from both files, in order."""
    ours = report(*blocks)
    write_report(ours, tmp_path / "a.docx")
    write_report(ours, tmp_path / "a.pdf")
    for text in (word_text(tmp_path / "a.docx"), "".join(pdf_pages(tmp_path / "a.pdf")[2:])):
        at = 0
        for block in blocks:
            for wanted in shown(block, "zh"):
                found = text.find(wanted, at)
                assert found >= 0, (wanted, text[at : at + 200])
                at = found + len(wanted)
