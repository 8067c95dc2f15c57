"""Who was at a place when: a bar for each visit, a line for each case, time from left to right.

Drawn twice, for a desk and for a phone, of which the page shows one. The same times stand in a table below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.pictures.curve_axes import NARROW, WIDE, Room, framed
from mutong.desk.writing import day_words
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words

MOST_LINES = 16
_LINE, _BAR, _LEAST = 26, 14, 3.0
_STEPS_HOURS = (0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672)


@dataclass(frozen=True)
class Bar:
    """One visit, in seconds; `doubtful` where the time or the place is not sure."""

    start: int
    end: int
    doubtful: bool


@dataclass(frozen=True)
class Line:
    """One case with its visits."""

    name: str
    bars: tuple[Bar, ...]


def draw_presence(
    kind: str, title: Words, lines: Sequence[Line], start: int, end: int
) -> tuple[SafeString, SafeString]:
    """The visits between two instants (seconds) for desk and phone; `kind` names the picture, once on a page.

    Empty where there is nothing to draw. Of many cases the first are drawn.
    """
    shown = [line for line in lines if any(bar.start < end and bar.end > start for bar in line.bars)]
    if not shown or end <= start:
        return mark_safe(""), mark_safe("")
    told = _told(shown, start, end)
    return tuple(_drawn(kind, room, title, told, shown[:MOST_LINES], start, end) for room in (WIDE, NARROW))


def _drawn(
    kind: str, room: Room, title: Words, told: Words, lines: Sequence[Line], start: int, end: int
) -> SafeString:
    letters = max(len(line.name.encode("gbk", "replace")) for line in lines)
    left = min(round(letters * room.letters * 0.58) + 10, round(room.width * 0.45))
    room = replace(room, left=left, height=room.top + _LINE * len(lines) + room.foot)
    scale = room.inner / (end - start)

    def across(second: float) -> float:
        return room.left + (min(max(second, start), end) - start) * scale

    ticks = format_html_join(
        "",
        '<path class="c-line" d="M{0} {1}V{2}"/><text class="c-soft" x="{0}" y="{3}" font-size="{4}" '
        'text-anchor="middle">{5}</text>',
        (
            (f"{across(at):.1f}", room.top, room.ground, room.height - 9, room.letters, say(words))
            for at, words in _ticks(start, end, room)
        ),
    )
    names = format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}" text-anchor="end">{}</text>',
        (
            (
                room.left - 6,
                f"{room.top + _LINE * (i + 0.5) + room.letters * 0.35:.1f}",
                room.letters,
                line.name,
            )
            for i, line in enumerate(lines)
        ),
    )
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>',
        (
            (
                "c-stay c-stay--doubtful" if bar.doubtful else "c-stay",
                f"{across(bar.start):.1f}",
                f"{room.top + _LINE * i + (_LINE - _BAR) / 2:.1f}",
                f"{max(_LEAST, across(bar.end) - across(bar.start)):.1f}",
                _BAR,
            )
            for i, line in enumerate(lines)
            for bar in line.bars
            if bar.start < end and bar.end > start
        ),
    )
    return framed(kind, room, title, told, mark_safe(ticks + names + bars))  # all parts are escaped


def _ticks(start: int, end: int, room: Room) -> list[tuple[int, Words]]:
    """Round times on China's clocks, as many as fit."""
    fits = max(2, int(room.inner / (room.letters * 4.2)))
    hours = next((step for step in _STEPS_HOURS if (end - start) / 3600 / step <= fits), _STEPS_HOURS[-1])
    step = timedelta(hours=hours)
    first = datetime.fromtimestamp(start, CHINA)
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + step * ceil((first - day) / step)
    found = []
    while at.timestamp() <= end:
        clock = f"{at:%H:%M}"
        found.append(
            (int(at.timestamp()), day_words(at.date(), year=False) if hours >= 24 else Words(clock, clock))
        )
        at += step
    # A word in the middle of which the picture ends would be cut.
    edge = room.letters * 1.7 * (end - start) / room.inner
    return [(second, words) for second, words in found if second <= end - edge]


def _told(lines: Sequence[Line], start: int, end: int) -> Words:
    first, last = (datetime.fromtimestamp(one, CHINA) for one in (start, end))
    a, b = day_words(first.date()), day_words(last.date())
    more = len(lines) - MOST_LINES
    return Words(
        f"{len(lines)} 例，{a.zh} {first:%H:%M} 至 {b.zh} {last:%H:%M}"
        + (f"；只画出前 {MOST_LINES} 例，其余在表里" if more > 0 else ""),
        f"{len(lines)} cases, {a.en} {first:%H:%M} to {b.en} {last:%H:%M}"
        + (f"; the first {MOST_LINES} are drawn, the rest stand in the table" if more > 0 else ""),
    )
