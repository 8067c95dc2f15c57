"""What the pictures of a plan share: columns and lines over months or seasons, above and below nought, in own units."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.pictures.curve_axes import NARROW, WIDE, Room, framed, ticks
from mutong.kernel.words import Words

NO_PICTURE: tuple[SafeString, SafeString] = (mark_safe(""), mark_safe(""))
_LETTERS_OF_A_NAME = 5


@dataclass(frozen=True)
class Bars:
    """One part of stacked columns: its words for the key, its tone (`p-…` in plan.css) and a value for each place."""

    label: Words
    tone: str
    values: Sequence[float]


@dataclass(frozen=True)
class Line:
    """A line over the columns, a value for each place."""

    label: Words
    tone: str
    values: Sequence[float]


@dataclass(frozen=True)
class Point:
    """A place that is pointed at, with what stands beside it."""

    place: int
    value: float
    words: Words


@dataclass(frozen=True)
class Unit:
    """What an axis counts in: its words, and how many yuan, kg … one of it is in either language."""

    words: Words
    zh: float = 1.0
    en: float = 1.0

    def shown(self, value: float) -> Words:
        """A value of the axis without its unit."""
        return Words(f"{value / self.zh:,.6g}", f"{value / self.en:,.6g}")


HEADS = Unit(Words("只", "head"))
DAYS = Unit(Words("工日", "days of work"))
MU = Unit(Words("亩", "mu"))
MONEY = Unit(Words("万元", "thousand yuan"), 10_000.0, 1_000.0)


@dataclass(frozen=True)
class Axes:
    """Where a place and a value stand: places in equal columns, values from `low` up to `top`."""

    room: Room
    count: int
    low: float
    top: float

    @property
    def column(self) -> float:
        """The width of one place."""
        return self.room.inner / max(1, self.count)

    def across(self, place: float) -> float:
        """The left edge of a place counted from 0; half a place further is its middle."""
        return self.room.left + place * self.column

    def up(self, value: float) -> float:
        """The height of a value; what lies outside the picture stands at its edge."""
        share = min(max((value - self.low) / (self.top - self.low), 0.0), 1.0)
        return self.room.ground - share * (self.room.ground - self.room.top)


def draw_over_time(
    kind: str,
    title: Words,
    told: Words,
    names: Sequence[Words],
    unit: Unit,
    bars: Sequence[Bars] = (),
    lines: Sequence[Line] = (),
    point: Point | None = None,
) -> tuple[SafeString, SafeString]:
    """Stacked columns and lines over named places, for a desk and for a phone; nothing where there are no places.

    `told` says in words what is seen. A part below nought hangs from the line.
    """
    if not names:
        return NO_PICTURE
    sums = [sum(max(one.values[k], 0.0) for one in bars) for k in range(len(names))]
    below = [sum(min(one.values[k], 0.0) for one in bars) for k in range(len(names))]
    values = [*sums, *below, *(v for line in lines for v in line.values), 0.0]
    low, top = min(values), max(max(values), 1.0)
    span = top - low
    if low < 0:
        low -= 0.04 * span
    top += 0.06 * span
    wide, narrow = (
        framed(kind, room, title, told, _inside(room, names, unit, bars, lines, point, low, top))
        for room in (WIDE, NARROW)
    )
    return wide, narrow


def _inside(
    room: Room,
    names: Sequence[Words],
    unit: Unit,
    bars: Sequence[Bars],
    lines: Sequence[Line],
    point: Point | None,
    low: float,
    top: float,
) -> SafeString:
    axes = Axes(room, len(names), low, top)
    pieces = [
        _ground(axes, unit),
        _names(axes, names),
        *_columns(axes, bars),
        *(_way(axes, line) for line in lines),
    ]
    if point is not None:
        pieces.append(_pointed(axes, point))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _ground(axes: Axes, unit: Unit) -> SafeString:
    """The lines across with their numbers, the line of nought stronger, the unit above."""
    room = axes.room
    values = ticks(axes.top)
    if axes.low < 0:
        step = values[1] if len(values) > 1 else axes.top
        values = [-step * k for k in range(ceil(-axes.low / step) - 1, 0, -1)] + values
    lines = format_html_join(
        "",
        '<path class="{}" d="M{} {}H{}"/><text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="end">{}</text>',
        (
            (
                "p-nought" if value == 0 else "c-line",
                room.left,
                f"{axes.up(value):.1f}",
                room.width - room.right,
                room.left - 6,
                f"{axes.up(value) + room.letters * 0.35:.1f}",
                room.letters,
                say(unit.shown(value)),
            )
            for value in values
        ),
    )
    return format_html(
        '{}<text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="end">{}</text>',
        lines,
        room.width - room.right,
        f"{room.top - 1:.1f}",
        room.letters - 1,
        say(unit.words),
    )


def _names(axes: Axes, names: Sequence[Words]) -> SafeString:
    room = axes.room
    every = max(1, ceil(_LETTERS_OF_A_NAME * room.letters / axes.column))
    return format_html_join(
        "",
        '<text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        (
            (f"{_kept_inside(axes, place):.1f}", f"{room.height - 9:.1f}", room.letters, say(names[place]))
            for place in range(0, len(names), every)
        ),
    )


def _kept_inside(axes: Axes, place: int) -> float:
    half = _LETTERS_OF_A_NAME * axes.room.letters * 0.3
    return min(max(axes.across(place + 0.5), half), axes.room.width - half)


def _columns(axes: Axes, bars: Sequence[Bars]) -> list[SafeString]:
    inset, pieces = min(3.0, axes.column * 0.1), []
    feet = [[0.0, 0.0] for _ in range(axes.count)]
    for one in bars:
        for place, value in enumerate(one.values):
            if abs(value) < 1e-9:
                continue
            foot = feet[place][value < 0]
            feet[place][value < 0] = head = foot + value
            high, deep = max(foot, head), min(foot, head)
            pieces.append(
                format_html(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                    one.tone,
                    f"{axes.across(place) + inset:.2f}",
                    f"{axes.up(high):.1f}",
                    f"{max(0.6, axes.column - 2 * inset):.2f}",
                    f"{max(0.0, axes.up(deep) - axes.up(high)):.1f}",
                )
            )
    return pieces


def _way(axes: Axes, line: Line) -> SafeString:
    points = (f"{axes.across(k + 0.5):.1f} {axes.up(v):.1f}" for k, v in enumerate(line.values))
    return format_html('<path class="p-line {}" d="M{}"/>', line.tone, "L".join(points))


def _pointed(axes: Axes, point: Point) -> SafeString:
    room, x, y = axes.room, axes.across(point.place + 0.5), axes.up(point.value)
    # The words stand on the side with more room, above the point where it lies low.
    end = x > room.left + room.inner / 2
    return format_html(
        '<circle class="p-point" cx="{}" cy="{}" r="5"/>'
        '<text class="p-said" x="{}" y="{}" font-size="{}" text-anchor="{}">{}</text>',
        f"{x:.1f}",
        f"{y:.1f}",
        f"{x - 9 if end else x + 9:.1f}",
        f"{y - 9 if y > room.top + 3 * room.letters else y + room.letters + 6:.1f}",
        room.letters,
        "end" if end else "start",
        say(point.words),
    )
