"""A table of a Word file: rows of headings that come again on each page, rows that do not break within."""

from collections.abc import Callable
from typing import Any

from mutong.tables.documents import house_words as house
from mutong.tables.documents.blocks import CENTRE, RIGHT, TOGETHER, Table, Text
from mutong.tables.documents.colours import HEAD
from mutong.tables.documents.word_xml import element

_ROOM_CM = 16.0


def add_table(document: Any, table: Table, lang: str, write: Callable[[Any, Text], None]) -> None:
    """Append the table; `write` puts a text into a paragraph."""
    from docx.shared import Cm

    ours = document.add_table(rows=1, cols=len(table.columns))
    ours.style = document.styles["Table Grid"]
    ours.autofit = False
    _edges(ours)
    shares = sum(one.share for one in table.columns)
    heading_row = ours.rows[0]
    style = document.styles["Table Text Small" if len(table.columns) > 6 else "Table Text"]
    for grid, cell, column in zip(ours.columns, heading_row.cells, table.columns, strict=True):
        grid.width = cell.width = Cm(_ROOM_CM * column.share / shares)
        paragraph = _open_cell(cell, column.align, style)
        paragraph.add_run(column.heading.say(lang), style="Stressed")
        if column.unit:
            paragraph.add_run().add_break()
            paragraph.add_run(column.unit.say(lang))
        paragraph.paragraph_format.keep_with_next = True
        _shade(cell)
    properties = heading_row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    properties.append(element("w:tblHeader"))
    for number, row in enumerate(table.rows, start=1):
        for cell, column, text in zip(_add_row(ours), table.columns, row, strict=True):
            paragraph = _open_cell(cell, column.align, style)
            write(paragraph, house.NOT_KNOWN if text is None else text)
            if number < len(table.rows) <= TOGETHER:
                paragraph.paragraph_format.keep_with_next = True
            if table.total and number == len(table.rows):
                _stress(document, paragraph)
    if not table.rows:
        cells = _add_row(ours)
        joined = cells[0].merge(cells[-1]) if len(cells) > 1 else cells[0]
        write(_open_cell(joined, CENTRE, style), house.NO_ROWS)


def _add_row(ours: Any) -> list[Any]:
    row = ours.add_row()
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    return list(row.cells)


def _open_cell(cell: Any, align: str, style: Any) -> Any:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if align in (RIGHT, CENTRE):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == RIGHT else WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _shade(cell: Any) -> None:
    """Word wants the shade before the vertical alignment."""
    shade = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": HEAD.lstrip("#").upper()})
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(len(properties) - 1, shade)


def _stress(document: Any, paragraph: Any) -> None:
    for run in paragraph.runs:
        if run.style is None or run.style.name == "Default Paragraph Font":
            run.style = document.styles["Stressed"]


def _edges(ours: Any) -> None:
    """Lines above and below and between rows, none between columns, as in print."""
    top, bottom, within = (
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{colour}"/>'
        for side, weight, colour in (("top", 8, "1B1F24"), ("bottom", 8, "1B1F24"), ("insideH", 4, "A6A6A6"))
    )
    left, right, upright = (f'<w:{side} w:val="nil"/>' for side in ("left", "right", "insideV"))
    properties = ours._tbl.tblPr
    # Their place in the schema: after the width and the alignment, before the layout.
    after = [one for one in properties if one.tag.rsplit("}", 1)[1] in ("tblStyle", "tblW", "jc")]
    after[-1].addnext(element("w:tblBorders", {}, top + left + bottom + right + within + upright))
