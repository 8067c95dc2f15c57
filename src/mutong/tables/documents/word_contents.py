"""The table of contents of a Word file: a field, filled with the headings until Word gives their pages."""

from typing import Any

from mutong.tables.documents import house_words as house
from mutong.tables.documents.blocks import Heading, Report
from mutong.tables.documents.word_xml import begin_field, end_field


def numbered_headings(report: Report, lang: str) -> list[tuple[int, str, str]]:
    """Every heading as (level, number, words), the list of sources at the end among them."""
    counts = [0, 0, 0]
    found = []
    headings = [one for one in report.blocks if isinstance(one, Heading)]
    for one in [*headings, Heading(house.SOURCES)] if report.sources else headings:
        counts[one.level - 1] += 1
        counts[one.level :] = [0] * (3 - one.level)
        found.append((one.level, ".".join(str(n) for n in counts[: one.level]), one.text.say(lang)))
    return found


def add_contents(document: Any, report: Report, lang: str) -> None:
    """The contents on a page of their own."""
    from docx.shared import Pt

    heading = document.add_paragraph()
    heading.add_run(house.CONTENTS.say(lang), style="Stressed").font.size = Pt(15)
    lines = numbered_headings(report, lang)
    paragraph = None
    for level, number, words in lines:
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if number == lines[0][1] and level == lines[0][0]:
            begin_field(paragraph, 'TOC \\o "1-3" \\h \\z \\u')
        paragraph.add_run(f"{number} {words}")
    if paragraph is not None:
        end_field(paragraph)
    document.add_paragraph(house.REFRESH.say(lang), style="Table Note")
    document.add_page_break()
