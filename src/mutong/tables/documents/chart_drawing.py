"""A chart or flow picture as a vector drawing (SVG), for the PDF."""

from xml.sax.saxutils import escape

from mutong.tables.documents.blocks import BARS, STACKED, Chart, Flow
from mutong.tables.documents.chart_scale import axis_marks, broken, ends_of, is_line, mark_words, width_of
from mutong.tables.documents.colours import INK, MUTED, PAPER, RULE, colour_of
from mutong.tables.documents.flow_layout import FlowPlaces, lay_out

SIZE = 8.0
_WIDTH, _HEIGHT, _TOP = 450.0, 190.0, 24.0


def chart_drawing(chart: Chart, lang: str) -> str:
    """The chart as an SVG text; a number not known is drawn as a question mark at nought, or as a gap in a line."""
    return _bars(chart, lang) if chart.kind == BARS else _upright(chart, lang)


def flow_drawing(flow: Flow, lang: str) -> str:
    """The flow picture as an SVG text."""
    places = lay_out(flow)
    legend, y = _legend([words.say(lang) for words in flow.kinds.values()], 0.0, SIZE)
    shift = y + 6
    drawn = [*legend, f'<g transform="translate(0 {shift:.1f})">', *_flow_shapes(flow, places, lang), "</g>"]
    return _svg(places.width, places.height + shift + 2, drawn)


def _upright(chart: Chart, lang: str) -> str:
    marks = axis_marks(*ends_of(chart))
    legend, top = _legend([one.name.say(lang) for one in chart.series], 0.0, SIZE)
    left = max(width_of(mark_words(m), SIZE) for m in marks) + 8
    top, bottom = top + 20, top + 20 + _HEIGHT
    unit = [_text(0, top - 9, chart.unit.say(lang), MUTED)]
    y_of = lambda v: bottom - (v - marks[0]) / (marks[-1] - marks[0]) * _HEIGHT  # noqa: E731
    drawn = legend + unit + [
        f'<path d="M{left:.1f} {y_of(m):.1f}H{_WIDTH}" stroke="{INK if m == 0 else RULE}" stroke-width="0.6"/>'
        + _text(left - 5, y_of(m) + 3, mark_words(m), MUTED, "end")
        for m in marks
    ]  # fmt: skip
    step = (_WIDTH - left) / len(chart.categories)
    middles = [left + step * (i + 0.5) for i in range(len(chart.categories))]
    drawn += _joined(chart, middles, y_of) if is_line(chart) else _columns(chart, middles, step, y_of)
    labels, below = _below(chart, middles, step, bottom, lang)
    return _svg(_WIDTH, below, drawn + labels)


def _below(
    chart: Chart, middles: list[float], step: float, bottom: float, lang: str
) -> tuple[list[str], float]:
    """Names of the categories; of very many only as many as have room."""
    room = max(step - 3, 26.0)
    every = max(1, -(-len(middles) * 29 // int(_WIDTH)))
    drawn, lines_most = [], 1
    for i, (x, words) in enumerate(zip(middles, chart.categories, strict=True)):
        if i % every:
            continue
        lines = broken(words.say(lang), SIZE, room * every)
        lines_most = max(lines_most, len(lines))
        drawn += [_text(x, bottom + 11 + n * 10, line, INK, "middle") for n, line in enumerate(lines)]
    return drawn, bottom + 6 + lines_most * 10


def _columns(chart: Chart, middles: list[float], step: float, y_of) -> list[str]:  # type: ignore[no-untyped-def]
    drawn = []
    stacked = chart.kind == STACKED
    wide = min(step * 0.72, 60.0) / (1 if stacked else len(chart.series))
    for i, middle in enumerate(middles):
        up = down = 0.0
        for s, one in enumerate(chart.series):
            value = one.values[i]
            x = middle - wide / 2 if stacked else middle + (s - len(chart.series) / 2) * wide
            if value is None:
                drawn.append(_text(x + wide / 2, y_of(up) - 3, "?", colour_of(s), "middle"))
                continue
            start = (up if value >= 0 else down) if stacked else 0.0
            end = start + value
            if value >= 0:
                up = end
            else:
                down = end
            y, y2 = sorted((y_of(start), y_of(end)))
            drawn.append(_rect(x, y, wide, y2 - y, colour_of(s)))
    return drawn


def _joined(chart: Chart, middles: list[float], y_of) -> list[str]:  # type: ignore[no-untyped-def]
    drawn = []
    for s, one in enumerate(chart.series):
        path, open_ = "", False
        dots = []
        for x, value in zip(middles, one.values, strict=True):
            if value is None:
                open_ = False
                continue
            path += f"{'L' if open_ else 'M'}{x:.1f} {y_of(value):.1f}"
            dots.append(f'<circle cx="{x:.1f}" cy="{y_of(value):.1f}" r="1.9" fill="{colour_of(s)}"/>')
            open_ = True
        dash = ("", "5 2", "2 2", "7 2 2 2")[s % 4]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        drawn.append(f'<path d="{path}" fill="none" stroke="{colour_of(s)}" stroke-width="1.5"{dashes}/>')
        drawn += dots if len(middles) <= 36 else []
    return drawn


def _bars(chart: Chart, lang: str) -> str:
    """Lying bars, the names at the left; several series under each other."""
    marks = axis_marks(*ends_of(chart))
    legend, top = _legend([one.name.say(lang) for one in chart.series], 0.0, SIZE)
    names = [broken(words.say(lang), SIZE, 120.0) for words in chart.categories]
    left = max(width_of(line, SIZE) for lines in names for line in lines) + 8
    top += 20
    high = max(11.0 * len(chart.series), 10.0 * max(len(lines) for lines in names)) + 6
    bottom = top + high * len(names)
    room = _WIDTH - left - 12
    x_of = lambda v: left + (v - marks[0]) / (marks[-1] - marks[0]) * room  # noqa: E731
    drawn = [*legend, _text(left, top - 9, chart.unit.say(lang), MUTED)]
    for m in marks:
        colour = INK if m == 0 else RULE
        drawn.append(
            f'<path d="M{x_of(m):.1f} {top:.1f}V{bottom:.1f}" stroke="{colour}" stroke-width="0.6"/>'
        )
        drawn.append(_text(x_of(m), bottom + 11, mark_words(m), MUTED, "middle"))
    for i, lines in enumerate(names):
        y = top + i * high
        start = y + high / 2 - (len(lines) - 1) * 5 + 3
        drawn += [_text(left - 6, start + n * 10, line, INK, "end") for n, line in enumerate(lines)]
        thick = (high - 5) / len(chart.series)
        for s, one in enumerate(chart.series):
            value, at = one.values[i], y + 2.5 + s * thick
            if value is None:
                drawn.append(_text(x_of(0) + 5, at + thick / 2 + 3, "?", colour_of(s)))
                continue
            x, x2 = sorted((x_of(0), x_of(value)))
            drawn.append(_rect(x, at, x2 - x, thick, colour_of(s)))
    return _svg(_WIDTH, bottom + 16, drawn)


def _flow_shapes(flow: Flow, places: FlowPlaces, lang: str) -> list[str]:
    kinds = list(flow.kinds)
    drawn, labels = [], []
    for band in places.bands:
        middle, half = (band.x0 + band.x1) / 2, band.width
        drawn.append(
            f'<path d="M{band.x0:.1f} {band.y0:.1f}C{middle:.1f} {band.y0:.1f} {middle:.1f} {band.y1:.1f} '
            f"{band.x1:.1f} {band.y1:.1f}V{band.y1 + half:.1f}C{middle:.1f} {band.y1 + half:.1f} {middle:.1f} "
            f'{band.y0 + half:.1f} {band.x0:.1f} {band.y0 + half:.1f}Z" '
            f'fill="{colour_of(kinds.index(band.link.kind))}" fill-opacity="0.45"/>'
        )
        y = band.y0 + (band.y1 - band.y0) * 0.2 + half / 2 + 2.5
        labels.append(_text(band.x0 + 4, y, band.link.text.say(lang), INK, size=7.0))
    words = {node.key: node.label.say(lang) for node in flow.nodes}
    for box in places.boxes:
        drawn.append(_rect(box.x, box.y, box.width, box.height, PAPER, INK))
        lines = broken(words[box.key], SIZE, box.width - 6)
        start = box.y + box.height / 2 - (len(lines) - 1) * 5 + 3
        labels += [
            _text(box.x + box.width / 2, start + n * 10, li, INK, "middle") for n, li in enumerate(lines)
        ]
    return drawn + labels


def _legend(names: list[str], left: float, size: float) -> tuple[list[str], float]:
    """Coloured squares with names, in lines; gives the drawing and its lower end."""
    x, y, drawn = left, 9.0, []
    for number, name in enumerate(names):
        wide = width_of(name, size) + 26
        if x > left and x + wide > _WIDTH:
            x, y = left, y + 13
        drawn.append(_rect(x, y - 7.5, 9, 9, colour_of(number)))
        drawn.append(_text(x + 13, y, name, INK))
        x += wide
    return drawn, y + 2


def _text(x: float, y: float, words: str, fill: str, anchor: str = "start", size: float = SIZE) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="Noto Sans SC, Noto Sans CJK SC" font-size="{size}" '
        f'fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> str:
    line = f' stroke="{stroke}" stroke-width="0.8"' if stroke else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{line}/>'


def _svg(width: float, height: float, drawn: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" height="{height:.0f}pt" '
        f'viewBox="-1 -1 {width + 2:.0f} {height + 2:.0f}">{"".join(drawn)}</svg>'
    )
