"""A report as a Word file: real styles, real tables, a table of contents, charts with their numbers behind them."""

from datetime import datetime
from io import BytesIO
from typing import Any

from mutong.tables.documents import house_words as house
from mutong.tables.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Cite,
    Flow,
    Grade,
    Heading,
    Open,
    Paragraph,
    Report,
    Strong,
    Table,
    Text,
    parts_of,
)
from mutong.tables.documents.notes import note_of
from mutong.tables.documents.word_charts import add_chart
from mutong.tables.documents.word_contents import add_contents
from mutong.tables.documents.word_flow import add_flow
from mutong.tables.documents.word_styles import prepare
from mutong.tables.documents.word_tables import add_table
from mutong.tables.documents.word_xml import element, field


def word_bytes(report: Report, lang: str) -> bytes:
    """The .docx of a checked report."""
    import docx

    document = docx.Document()
    prepare(document, report, lang)
    _properties(document, report, lang)
    _title_page(document, report, lang)
    add_contents(document, report, lang)
    writer = _Writer(document, report, lang)
    for block in report.blocks:
        writer.add(block)
    writer.add_sources(report)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


class _Writer:
    """Adds blocks to a document, and counts tables and figures."""

    def __init__(self, document: Any, report: Report, lang: str) -> None:
        self.document, self.lang = document, lang
        self.numbers = {one.key: n for n, one in enumerate(report.sources, start=1)}
        self.counted = {"table": 0, "figure": 0}
        self.lists = 0

    def add(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.document.add_paragraph(block.text.say(self.lang), style=f"Heading {block.level}")
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Bullets):
            self._list(block)
        elif isinstance(block, Table):
            self.caption("table", house.TABLE.say(self.lang), block.caption.say(self.lang), above=True)
            add_table(self.document, block, self.lang, self.write)
            self._note(block)
        elif isinstance(block, Chart | Flow):
            add = add_chart if isinstance(block, Chart) else add_flow
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            add(self.document, paragraph, block, self.lang)
            self.caption("figure", house.FIGURE.say(self.lang), block.caption.say(self.lang), above=False)
            self._note(block)
        else:
            self.document.add_page_break()

    def write(self, paragraph: Any, text: Text) -> None:
        """Append a text to a paragraph, each part in its style."""
        for part in parts_of(text):
            if isinstance(part, Strong):
                paragraph.add_run(part.words.say(self.lang), style="Stressed")
            elif isinstance(part, Open):
                shown = part.words.say(self.lang) + house.OPEN_MARK.say(self.lang)
                paragraph.add_run(shown, style="To Be Verified")
            elif isinstance(part, Cite):
                marks = "".join(f"[{self.numbers[key]}]" for key in part.keys)
                paragraph.add_run(marks, style="Source Mark")
            elif isinstance(part, Grade):
                paragraph.add_run(" ")
                paragraph.add_run(part.code, style="Grade Mark")
            else:
                paragraph.add_run(part.say(self.lang))

    def caption(self, kind: str, name: str, words: str, above: bool) -> None:
        """A caption whose number is a field, so that it follows when somebody adds one in Word."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.counted[kind] += 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = above
        paragraph.add_run(f"{name} ")
        field(paragraph, f"SEQ {name} \\* ARABIC", str(self.counted[kind]))
        paragraph.add_run(f"  {words}")

    def add_sources(self, report: Report) -> None:
        """The list of sources, under a heading like the others."""
        if not report.sources:
            return
        self.document.add_paragraph(house.SOURCES.say(self.lang), style="Heading 1")
        for number, one in enumerate(report.sources, start=1):
            told = house.source_words(one.words, one.grade).say(self.lang)
            self.document.add_paragraph(f"[{number}] {told}", style="Source Line")

    def _paragraph(self, block: Paragraph) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.document.add_paragraph()
        if self.lang == "zh":
            # Two signs of indentation, whatever size somebody gives the style later.
            paragraph._p.get_or_add_pPr().append(
                element("w:ind", {"w:firstLineChars": "200", "w:firstLine": "420"})
            )
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        self.write(paragraph, block.text)

    def _list(self, block: Bullets) -> None:
        number = self._numbered_list() if block.numbered else None
        for item in block.items:
            paragraph = self.document.add_paragraph(style="List Number" if block.numbered else "List Bullet")
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.append(element("w:ilvl", {"w:val": "0"}))
                properties.append(element("w:numId", {"w:val": str(number)}))
            self.write(paragraph, item)

    def _numbered_list(self) -> int:
        """A list of its own that starts at 1: lists of one style would count on."""
        self.lists += 1
        number = 900 + self.lists
        numbering = self.document.part.numbering_part.element
        ours = (
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
        )
        numbering.insert(0, element("w:abstractNum", {"w:abstractNumId": str(number)}, ours))
        numbering.append(element("w:num", {"w:numId": str(number)}, f'<w:abstractNumId w:val="{number}"/>'))
        return number

    def _note(self, block: Table | Chart | Flow) -> None:
        paragraph = self.document.add_paragraph(style="Table Note")
        self.write(paragraph, note_of(block))


def _properties(document: Any, report: Report, lang: str) -> None:
    known = document.core_properties
    known.title, known.subject = report.title.say(lang), report.subtitle.say(lang)
    known.author = known.last_modified_by = known.comments = ""
    known.language = "zh-CN" if lang == "zh" else "en"
    day = report.dated
    known.created = known.modified = datetime(day.year, day.month, day.day) if day else datetime(2000, 1, 1)  # noqa: DTZ001


def _title_page(document: Any, report: Report, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    lines = [
        (report.title.say(lang), "Title", 150),
        (report.subtitle.say(lang), "Subtitle", 12),
        (report.banner.say(lang) if report.banner else "", "Normal", 12),
    ]
    for words, style, before in lines:
        if words:
            paragraph = document.add_paragraph(words, style=style)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_before = Pt(before)
    for number, (name, words) in enumerate(report.details):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(110 if number == 0 else 0)
        paragraph.add_run(name.say(lang), style="Stressed")
        paragraph.add_run(("　" if lang == "zh" else ": ") + words.say(lang))
    if report.dated:
        day = report.dated
        paragraph = document.add_paragraph(house.dated_words(day.year, day.month, day.day).say(lang))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(60)
    document.add_page_break()
