"""A flow picture of a Word file: a group of shapes with text in them, which a person can move and rewrite."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mutong.tables.documents.blocks import Flow
from mutong.tables.documents.colours import colour_of
from mutong.tables.documents.flow_layout import BandPlace, lay_out
from mutong.tables.documents.word_styles import HEI
from mutong.tables.documents.word_xml import parsed

_POINT = 12_700  # English metric units
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_LEGEND = 18.0


def add_flow(document: Any, paragraph: Any, flow: Flow, lang: str) -> None:
    """Put the picture into a paragraph of its own. Programs without such shapes show its amounts as text."""
    places = lay_out(flow)
    kinds = list(flow.kinds)
    shapes: list[str] = []
    number = 2000 + 100 * sum(1 for _ in document.element.iter(f"{{{_GROUP}}}wgp"))
    for band in places.bands:
        shapes.append(_band(number + len(shapes), band, colour_of(kinds.index(band.link.kind))))
    labels = {node.key: node.label.say(lang) for node in flow.nodes}
    for box in places.boxes:
        shapes.append(
            _box(
                number + len(shapes),
                box.x,
                box.y + _LEGEND,
                box.width,
                box.height,
                labels[box.key],
                "FFFFFF",
                "1B1F24",
            )
        )
    for band in places.bands:
        y = band.y0 + (band.y1 - band.y0) * 0.2 + band.width / 2 - 7 + _LEGEND
        shapes.append(
            _box(number + len(shapes), band.x0 + 1, y, 74, 14, band.link.text.say(lang), "", "", "left")
        )
    x = 0.0
    for place, words in enumerate(flow.kinds.values()):
        shapes.append(_box(number + len(shapes), x, 3, 9, 9, "", colour_of(place).lstrip("#"), ""))
        shapes.append(_box(number + len(shapes), x + 10, 0, 110, 14, words.say(lang), "", "", "left"))
        x += 125.0
    wide, high = int(places.width * _POINT), int((places.height + _LEGEND + 2) * _POINT)
    told = "; ".join(one.text.say(lang) for one in flow.links)
    drawing = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="Flow {number}" descr={quoteattr(flow.caption.say(lang) + ": " + told)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/><a:chOff x="0" y="0"/>'
        f'<a:chExt cx="{wide}" cy="{high}"/></a:xfrm></wpg:grpSpPr>{"".join(shapes)}</wpg:wgp></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    run = paragraph.add_run()
    run._r.append(
        parsed(
            f'<mc:AlternateContent><mc:Choice Requires="wpg">{drawing}</mc:Choice>'
            f"<mc:Fallback><w:t>{escape(told)}</w:t></mc:Fallback></mc:AlternateContent>"
        )
    )


def _box(
    number: int,
    x: float,
    y: float,
    width: float,
    height: float,
    words: str,
    fill: str,
    line: str,
    align: str = "center",
) -> str:
    filled = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else "<a:noFill/>"
    lined = (
        f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{line}"/></a:solidFill></a:ln>'
        if line
        else "<a:ln><a:noFill/></a:ln>"
    )
    fonts = f'<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="{HEI}"/>'
    size = "16" if line else "14"
    text = (
        f'<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r><w:rPr>{fonts}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
        if words
        else ""
    )
    is_text = ' txBox="1"' if words else ""
    return (
        f'<wps:wsp><wps:cNvPr id="{number + 1}" name="Box {number + 1}"/><wps:cNvSpPr{is_text}/>'
        f'<wps:spPr><a:xfrm><a:off x="{_emu(x)}" y="{_emu(y)}"/>'
        f'<a:ext cx="{_emu(width)}" cy="{_emu(height)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{filled}{lined}</wps:spPr>{text}'
        '<wps:bodyPr lIns="18000" tIns="0" rIns="18000" bIns="0" anchor="ctr"/></wps:wsp>'
    )


def _band(number: int, band: BandPlace, colour: str) -> str:
    """A band as a free shape between two curves."""
    top, wide = min(band.y0, band.y1), band.x1 - band.x0
    high = abs(band.y1 - band.y0) + band.width
    left, right = band.y0 - top, band.y1 - top
    point = lambda x, y: f'<a:pt x="{_emu(x)}" y="{_emu(y)}"/>'  # noqa: E731
    curve = lambda *points: "<a:cubicBezTo>" + "".join(point(*p) for p in points) + "</a:cubicBezTo>"  # noqa: E731
    half, low_left, low_right = wide / 2, left + band.width, right + band.width
    path = (
        f"<a:moveTo>{point(0, left)}</a:moveTo>"
        + curve((half, left), (half, right), (wide, right))
        + f"<a:lnTo>{point(wide, low_right)}</a:lnTo>"
        + curve((half, low_right), (half, low_left), (0, low_left))
        + "<a:close/>"
    )
    return (
        f'<wps:wsp><wps:cNvPr id="{number + 1}" name="Band {number + 1}"/><wps:cNvSpPr/><wps:spPr><a:xfrm>'
        f'<a:off x="{_emu(band.x0)}" y="{_emu(top + _LEGEND)}"/><a:ext cx="{_emu(wide)}" cy="{_emu(high)}"/></a:xfrm>'
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{_emu(wide)}" h="{_emu(high)}">{path}</a:path></a:pathLst></a:custGeom><a:solidFill>'
        f'<a:srgbClr val="{colour.lstrip("#")}"><a:alpha val="45000"/></a:srgbClr></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def _emu(points: float) -> int:
    return round(points * _POINT)
