"""The shape of the barrel: where points of its wall lie, outlines of pieces of the wall, and its colours."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPREAD = radians(88)  # how far round the front the staves go
TILT = 0.15  # how much of the barrel's top we look into
_BULGE = 0.11
_STEPS = 14


@dataclass(frozen=True)
class Shape:
    """One drawing's measures, in its own units."""

    width: int
    height: int
    radius: float
    body: float
    base: float
    names: bool

    def round_at(self, level: float) -> float:
        """How far the wall stands from the middle at a level."""
        return self.radius * (1 + _BULGE * (1 - (2 * level - 1) ** 2))

    def at(self, turn: float, level: float, inset: float = 0.0) -> tuple[float, float]:
        """Where a point of the barrel's wall lies: `turn` from the front, `level` 0 at the foot, 1 at the rim."""
        reach = self.round_at(level) - inset
        return self.width / 2 + reach * sin(turn), self.base - level * self.body + TILT * reach * cos(turn)


WIDE = Shape(880, 516, 262, 320, 374, True)
NARROW = Shape(360, 330, 146, 214, 264, False)


def turn_of_edge(share: float) -> float:
    """Where an edge between staves lies, -1..1 from left to right: half way to equal widths on the page."""
    return SPREAD * share / 2 + asin(share * sin(SPREAD)) / 2


def arc_at(
    shape: Shape, left: float, right: float, level: float, inset: float = 0.0
) -> list[tuple[float, float]]:
    """Points along the wall at one level, `inset` inside it."""
    return [shape.at(left + (right - left) * i / _STEPS, level, inset) for i in range(_STEPS + 1)]


def edge_at(shape: Shape, turn: float, low: float, high: float) -> list[tuple[float, float]]:
    """Points up the wall at one turn."""
    return [shape.at(turn, low + (high - low) * i / _STEPS) for i in range(_STEPS + 1)]


def wall_piece(shape: Shape, left: float, right: float, low: float, high: float) -> str:
    """The outline of a piece of the wall."""
    return path_of(
        edge_at(shape, left, low, high)
        + arc_at(shape, left, right, high)
        + edge_at(shape, right, low, high)[::-1]
        + arc_at(shape, left, right, low)[::-1]
    )


def path_of(points: Iterable[tuple[float, float]], *, closed: bool = True) -> str:
    """A line through points, closed unless told otherwise."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces of SVG, one after the other."""
    return mark_safe("".join(pieces))


def colours(prefix: str) -> SafeString:
    """The gradients and the hatching; their ids begin with `prefix`, as a page holds two drawings."""
    return format_html(
        '<defs><linearGradient id="{0}wood" x1="0" x2="1" y1="0" y2="0">'
        '<stop offset="0" stop-color="var(--wood-3)"/><stop offset=".18" stop-color="var(--wood-2)"/>'
        '<stop offset=".5" stop-color="var(--wood-1)"/><stop offset=".85" stop-color="var(--wood-2)"/>'
        '<stop offset="1" stop-color="var(--wood-3)"/></linearGradient>'
        '<linearGradient id="{0}hollow" x1="0" x2="1" y1="0" y2="0">'
        '<stop offset="0" stop-color="var(--wood-hollow)"/><stop offset=".5" stop-color="var(--wood-dark)"/>'
        '<stop offset="1" stop-color="var(--wood-hollow)"/></linearGradient>'
        '<linearGradient id="{0}water" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="var(--water-3)"/>'
        '<stop offset="1" stop-color="var(--water-1)"/></linearGradient>'
        '<linearGradient id="{0}fall" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="var(--water-1)"/>'
        '<stop offset=".3" stop-color="var(--water-2)" stop-opacity=".9"/>'
        '<stop offset="1" stop-color="var(--water-2)" stop-opacity=".55"/></linearGradient>'
        '<linearGradient id="{0}iron" x1="0" x2="1" y1="0" y2="0"><stop offset="0" stop-color="var(--iron-2)"/>'
        '<stop offset=".45" stop-color="var(--iron-1)"/><stop offset="1" stop-color="var(--iron-2)"/></linearGradient>'
        '<pattern id="{0}hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="9" height="9" fill="#f3dfc0" fill-opacity=".82"/>'
        '<rect width="3.5" height="9" fill="var(--wood-3)" fill-opacity=".75"/></pattern></defs>',
        prefix,
    )
