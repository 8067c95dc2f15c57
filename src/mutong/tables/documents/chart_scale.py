"""Axis marks and the width of words: what a drawing needs to know before a line is drawn."""

import math
from collections.abc import Iterable

from mutong.tables.documents.blocks import LINE, STACKED, Chart


def axis_marks(low: float, high: float, about: int = 5) -> list[float]:
    """Round marks from at most `low` to at least `high`, some `about` of them; nought is always within."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * i for i in range(first, last + 1)]


def ends_of(chart: Chart) -> tuple[float, float]:
    """The least and the most that the axis of numbers must reach."""
    if chart.kind == STACKED:
        columns = list(zip(*(one.values for one in chart.series), strict=True))
        ups = [sum(v for v in column if v is not None and v > 0) for column in columns]
        downs = [sum(v for v in column if v is not None and v < 0) for column in columns]
        return min([0.0, *downs]), max([0.0, *ups])
    known = [v for one in chart.series for v in one.values if v is not None]
    return min(known, default=0.0), max(known, default=0.0)


def has_gaps(chart: Chart) -> bool:
    """Whether some number of the chart is not known."""
    return any(v is None for one in chart.series for v in one.values)


def mark_words(value: float) -> str:
    """A number on an axis."""
    return f"{value:,.10g}" if abs(value) < 1e15 else f"{value:.3g}"


def width_of(words: str, size: float) -> float:
    """About how wide words are in points at a size: a Chinese sign is as wide as high, others about 0.55 of it."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.55 for sign in words)


def broken(words: str, size: float, room: float, most: int = 3) -> list[str]:
    """Words in lines of at most `room` points; what does not fit into `most` lines ends in an ellipsis."""
    pieces = _pieces(words)
    lines, line = [], ""
    for piece in pieces:
        if line and width_of((line + piece).rstrip(), size) > room:
            lines.append(line.strip())
            line = ""
        line += piece
    lines.append(line.strip())
    if len(lines) > most:
        return [*lines[: most - 1], lines[most - 1] + "…"]
    return lines


def _pieces(words: str) -> Iterable[str]:
    """Where a line may break: after each Chinese sign, after a space."""
    found, piece = [], ""
    for sign in words:
        if ord(sign) > 0x2E7F:
            if piece:
                found.append(piece)
            found.append(sign)
            piece = ""
        else:
            piece += sign
            if sign == " ":
                found.append(piece)
                piece = ""
    return [*found, piece] if piece else found


def is_line(chart: Chart) -> bool:
    """Whether points are joined."""
    return chart.kind == LINE
