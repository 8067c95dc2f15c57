"""A chart of a Word file: Word's own kind, with a workbook of its numbers behind it, so that it can be changed there.

The chart part is made by the same library that writes our workbooks; only the frame around it is Word's.
"""

import zipfile
from io import BytesIO
from typing import Any

from mutong.tables.documents.blocks import BARS, COLUMNS, LINE, STACKED, Chart
from mutong.tables.documents.chart_scale import ends_of
from mutong.tables.documents.colours import colour_of
from mutong.tables.documents.word_xml import parsed

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_KINDS = {
    LINE: {"type": "line"},
    STACKED: {"type": "column", "subtype": "stacked"},
    COLUMNS: {"type": "column"},
    BARS: {"type": "bar"},
}
_WIDTH, _HEIGHT = 5_650_000, 2_700_000  # English metric units, 360,000 a centimetre
_SHEET = "Sheet1"


def add_chart(document: Any, paragraph: Any, chart: Chart, lang: str) -> None:
    """Put the chart into a paragraph of its own."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package
    number = 1 + sum("/charts/" in str(part.partname) for part in package.iter_parts())
    shape = _chart_xml(_workbook(chart, lang, with_chart=True))
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, shape, package)
    book = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"),
        _BOOK_TYPE,
        _workbook(chart, lang, with_chart=False),
        package,
    )
    # The id that the chart part names for the workbook behind it.
    assert part.relate_to(book, f"{_RELATION}package") == "rId1"
    named = document.part.relate_to(part, f"{_RELATION}chart")
    height = _HEIGHT if chart.kind != BARS else min(7_200_000, 900_000 + 360_000 * len(chart.categories))
    told = chart.caption.say(lang)
    inline = parsed(
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDTH}" cy="{height}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{named}"/></a:graphicData></a:graphic></wp:inline>'
    )
    inline.find(f"{{{inline.nsmap['wp']}}}docPr").set("descr", told)
    paragraph.add_run()._r.add_drawing(inline)


def _workbook(chart: Chart, lang: str, with_chart: bool) -> bytes:
    """The chart's numbers as a sheet: categories down, series across; with the chart itself where asked."""
    import xlsxwriter

    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_SHEET)
        sheet.write_string(0, 0, chart.unit.say(lang))
        for row, words in enumerate(chart.categories, start=1):
            sheet.write_string(row, 0, words.say(lang))
        for column, one in enumerate(chart.series, start=1):
            sheet.write_string(0, column, one.name.say(lang))
            for row, value in enumerate(one.values, start=1):
                if value is not None:
                    sheet.write_number(row, column, value)
        if with_chart:
            sheet.insert_chart(0, 0, _drawn(book, chart, lang))
    return kept.getvalue()


def _drawn(book: Any, chart: Chart, lang: str) -> Any:
    drawn = book.add_chart(_KINDS[chart.kind])
    last = len(chart.categories)
    for column, _ in enumerate(chart.series, start=1):
        colour = colour_of(column - 1)
        shape: dict[str, Any] = {"fill": {"color": colour}, "gap": 60}
        if chart.kind == LINE:
            dash = ("solid", "dash", "round_dot", "dash_dot")[(column - 1) % 4]
            shape = {
                "line": {"color": colour, "width": 1.75, "dash_type": dash},
                "marker": {
                    "type": "circle",
                    "size": 4,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
        drawn.add_series(
            {
                "name": [_SHEET, 0, column],
                "categories": [_SHEET, 1, 0, last, 0],
                "values": [_SHEET, 1, column, last, column],
                **shape,
            }
        )
    font = {"size": 9, "bold": False}
    ticks = {"minor_tick_mark": "none", "major_tick_mark": "none"}
    numbers: dict[str, Any] = ticks | {
        "name": chart.unit.say(lang),
        "name_font": font,
        "num_font": font,
        "num_format": "#,##0.##" if _has_parts(chart) else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#C9D0D6"}},
    }
    if ends_of(chart)[0] >= 0:
        numbers["min"] = 0
    names: dict[str, Any] = ticks | {
        "num_font": font,
        "label_position": "low",
        "major_gridlines": {"visible": False},
    }
    if chart.kind == BARS:
        drawn.set_x_axis(numbers)
        drawn.set_y_axis(names | {"reverse": True, "crossing": "max"})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(numbers)
    # Word would put the name of a single series above it; the caption stands below.
    drawn.set_title({"none": True})
    drawn.set_legend({"position": "top", "font": font})
    drawn.set_chartarea({"border": {"none": True}})
    return drawn


def _has_parts(chart: Chart) -> bool:
    """Whether the axis needs digits after the point."""
    known = [abs(v) for one in chart.series for v in one.values if v is not None]
    return bool(known) and max(known) < 10


def _chart_xml(book: bytes) -> bytes:
    """The chart part of a workbook, told where its numbers lie once it stands in Word."""
    with zipfile.ZipFile(BytesIO(book)) as opened:
        xml = opened.read("xl/charts/chart1.xml").decode()
    # Said outright, for programs differ in what they take the silence for: blanks stay gaps, lines stay straight.
    visible = xml.index("/>", xml.index("<c:plotVisOnly")) + 2
    xml = xml[:visible] + '<c:dispBlanksAs val="gap"/>' + xml[visible:]
    if "<c:lineChart>" in xml:
        xml = xml.replace("</c:val></c:ser>", '</c:val><c:smooth val="0"/></c:ser>')
    start = xml.index("<c:printSettings>")
    return (
        xml[:start] + '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()
