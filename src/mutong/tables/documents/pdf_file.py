"""A report as PDF, set by typst from the layout beside this file; the fonts are carried along, not looked for.

Nothing of a text becomes markup: the layout gets the blocks as JSON and prints strings.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from mutong.tables.documents import house_words as house
from mutong.tables.documents.blocks import (
    TOGETHER,
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
from mutong.tables.documents.chart_drawing import chart_drawing, flow_drawing
from mutong.tables.documents.colours import HEAD, MARKED
from mutong.tables.documents.notes import note_of

_LAYOUT = Path(__file__).parent / "report.typ"
# A row of signs without a break that is longer than this may be broken anywhere, or it runs out of its cell.
_LONGEST_WORD = 18
_UNBROKEN = re.compile(rf"[!-~]{{{_LONGEST_WORD},}}")


def pdf_bytes(report: Report, lang: str) -> bytes:
    """The PDF of a checked report. The same report gives the same bytes."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    compiler = typst.Compiler(
        _LAYOUT,
        root=_LAYOUT.parent,
        font_paths=[sans_path().parent],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_told(report, lang), ensure_ascii=False)},
    )
    day = report.dated
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    content = compiler.compile(format="pdf", timestamp=stamp)
    assert isinstance(content, bytes)
    return content


def _told(report: Report, lang: str) -> dict[str, object]:
    numbers = {one.key: n for n, one in enumerate(report.sources, start=1)}
    day = report.dated
    return {
        "lang": lang,
        "title": report.title.say(lang),
        "subtitle": report.subtitle.say(lang),
        "details": [[_soft(a.say(lang)), _soft(b.say(lang))] for a, b in report.details],
        "dated": house.dated_words(day.year, day.month, day.day).say(lang) if day else "",
        "banner": report.banner.say(lang) if report.banner else "",
        "contents": house.CONTENTS.say(lang),
        "page": house.PAGE.say(lang),
        "head_colour": HEAD,
        "marked_colour": MARKED,
        "table": house.TABLE.say(lang),
        "figure": house.FIGURE.say(lang),
        "together": TOGETHER,
        "no_rows": house.NO_ROWS.say(lang),
        "sources_heading": house.SOURCES.say(lang),
        "sources": [_soft(house.source_words(one.words, one.grade).say(lang)) for one in report.sources],
        "blocks": [_block(block, lang, numbers) for block in report.blocks],
    }


def _block(block: Block, lang: str, numbers: dict[str, int]) -> dict[str, object]:
    tell = lambda text: _runs(text, lang, numbers)  # noqa: E731
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text.say(lang)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": tell(block.text)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "numbered": block.numbered, "items": [tell(one) for one in block.items]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption.say(lang),
            "columns": [
                {
                    "heading": _soft(one.heading.say(lang)),
                    "unit": _soft(one.unit.say(lang)) if one.unit else "",
                    "align": one.align,
                    "share": one.share,
                }
                for one in block.columns
            ],
            "rows": [[tell(house.NOT_KNOWN if cell is None else cell) for cell in row] for row in block.rows],
            "total": block.total,
            "note": tell(note_of(block)),
        }
    if isinstance(block, Chart | Flow):
        drawn = chart_drawing(block, lang) if isinstance(block, Chart) else flow_drawing(block, lang)
        return {
            "kind": "figure",
            "caption": block.caption.say(lang),
            "svg": drawn,
            "note": tell(note_of(block)),
        }
    return {"kind": "break"}


def _runs(text: Text, lang: str, numbers: dict[str, int]) -> list[list[str]]:
    """A text as pairs (style, words)."""
    found = []
    for part in parts_of(text):
        if isinstance(part, Strong):
            found.append(["strong", _soft(part.words.say(lang))])
        elif isinstance(part, Open):
            found.append(["open", _soft(part.words.say(lang)) + house.OPEN_MARK.say(lang)])
        elif isinstance(part, Cite):
            found.append(["cite", "".join(f"[{numbers[key]}]" for key in part.keys)])
        elif isinstance(part, Grade):
            found.append(["grade", part.code])
        else:
            found.append(["plain", _soft(part.say(lang))])
    return found


def _soft(words: str) -> str:
    return _UNBROKEN.sub(lambda found: "\u200b".join(found.group()), words)
