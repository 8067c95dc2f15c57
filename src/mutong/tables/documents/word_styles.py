"""The look of a Word document: page, styles with Chinese and Latin fonts, numbered headings, header and footer.

Everything hangs on named styles, so that a person changes a style in Word and the whole document follows.
"""

from typing import Any

from mutong.tables.documents import house_words as house
from mutong.tables.documents.blocks import Report
from mutong.tables.documents.word_xml import element, field, set_fonts

SONG, HEI = "宋体", "黑体"
BODY_PT, LINE = 10.5, 1.35


def prepare(document: Any, report: Report, lang: str) -> None:
    """Set page, styles, header and footer of an empty document made by python-docx."""
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.different_first_page_header_footer = True
    styles = document.styles
    normal = styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    set_fonts(normal.element, "Times New Roman", SONG)
    normal.paragraph_format.line_spacing = LINE
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (
        ("Title", 24),
        ("Subtitle", 14),
        ("Heading 1", 15),
        ("Heading 2", 12.5),
        ("Heading 3", 11),
    ):
        style = styles[name]
        set_fonts(style.element, "Arial", SONG if name == "Subtitle" else HEI)
        style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
        style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
    _no_rule_under(styles["Title"])
    caption = styles["Caption"]
    set_fonts(caption.element, "Arial", HEI)
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9.5), False, RGBColor(0x1B, 0x1F, 0x24)
    _add_styles(styles)
    _number_headings(document)
    _header_and_footer(section, report, lang)
    # Word brings contents and numbers up to date when the file is opened.
    settings = document.settings.element
    before = settings.find(element("w:compat").tag)
    update = element("w:updateFields", {"w:val": "true"})
    settings.append(update) if before is None else before.addprevious(update)
    language = normal.element.get_or_add_rPr()
    language.append(element("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}))


def _add_styles(styles: Any) -> None:
    """Styles of our own: cells of tables, notes, and the mark of what nobody has verified."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    for name, size in (("Table Text", 9), ("Table Text Small", 7.5), ("Table Note", 8.5), ("Source Line", 9)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = 1.1
        style.paragraph_format.space_after = Pt(0 if name.startswith("Table Text") else 6)
    for level in (1, 2, 3):
        style = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Pt(12 * (level - 1))
        style.paragraph_format.space_after = Pt(3)
    for name in ("To Be Verified", "Source Mark", "Grade Mark", "Stressed"):
        styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    set_fonts(styles["Stressed"].element, "Arial", HEI)
    set_fonts(styles["To Be Verified"].element, "Arial", HEI)
    shade = styles["To Be Verified"].element.get_or_add_rPr()
    shade.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "FFF2B3"}))
    styles["Source Mark"].font.superscript = True
    styles["Grade Mark"].font.size = Pt(7.5)
    border = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "808080"}
    styles["Grade Mark"].element.get_or_add_rPr().append(element("w:bdr", border))


def _no_rule_under(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for one in properties.findall(element("w:pBdr").tag):
        properties.remove(one)


def _number_headings(document: Any) -> None:
    """One list of three levels, 1 · 1.1 · 1.1.1, that the heading styles carry themselves."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{".".join(f"%{i + 1}" for i in range(n + 1))}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for n in range(3)
    )
    ours = element(
        "w:abstractNum", {"w:abstractNumId": "900"}, f'<w:multiLevelType w:val="multilevel"/>{levels}'
    )
    # Word wants all abstract lists before the lists that use them.
    numbering.insert(0, ours)
    numbering.append(element("w:num", {"w:numId": "900"}, '<w:abstractNumId w:val="900"/>'))
    for n in range(3):
        properties = document.styles[f"Heading {n + 1}"].element.get_or_add_pPr()
        old = properties.find(element("w:numPr").tag)
        if old is not None:
            properties.remove(old)
        properties.get_or_add_numPr().append(element("w:ilvl", {"w:val": str(n)}))
        properties.get_or_add_numPr().append(element("w:numId", {"w:val": "900"}))


def _header_and_footer(section: Any, report: Report, lang: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Cm, Pt

    header = section.header.paragraphs[0]
    header.style.paragraph_format.tab_stops.clear_all()
    header.paragraph_format.tab_stops.add_tab_stop(Cm(16.0), WD_TAB_ALIGNMENT.RIGHT)
    banner = f"\t{report.banner.say(lang)}" if report.banner else ""
    header.add_run(report.title.say(lang) + banner)
    header.style.font.size = Pt(8)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.style.font.size = Pt(8)
    before, rest = house.PAGE.say(lang).split("{page}")
    between, after = rest.split("{pages}")
    for words, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        footer.add_run(words)
        if code:
            field(footer, code, "1")
