"""Small pieces of WordprocessingML that python-docx has no call for: elements, fields, fonts of two scripts."""

from typing import Any
from xml.sax.saxutils import quoteattr

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


def parsed(xml: str) -> Any:
    """An element from XML that uses the prefixes above without declaring them."""
    from docx.oxml import parse_xml

    end = min(i for i in (xml.find(" "), xml.find(">"), xml.find("/>")) if i > 0)
    return parse_xml(f"{xml[:end]} {_DECLARED}{xml[end:]}")


def element(name: str, attributes: dict[str, str] | None = None, inside: str = "") -> Any:
    """One element, as `element("w:num", {"w:numId": "9"}, "<w:x/>")`; values are escaped, `inside` is XML already."""
    told = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
    return parsed(f"<{name}{told}>{inside}</{name}>")


def set_fonts(style: Any, latin: str, chinese: str) -> None:
    """Give a style's element its font for Latin and for Chinese signs; fonts of the theme would go before them."""
    properties = style.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    w = f"{{{NAMESPACES['w']}}}"
    for key, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(f"{w}{key}", name)


def field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word works out, with what stands there until it does."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    run._r.append(parsed(f'<w:instrText xml:space="preserve"> {code} </w:instrText>'))
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def begin_field(paragraph: Any, code: str) -> None:
    """Open a field that reaches over several paragraphs; `end_field` closes it."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    run._r.append(parsed(f'<w:instrText xml:space="preserve"> {code} </w:instrText>'))
    _mark(paragraph, "separate")


def end_field(paragraph: Any) -> None:
    """Close a field."""
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", {"w:fldCharType": kind}))
