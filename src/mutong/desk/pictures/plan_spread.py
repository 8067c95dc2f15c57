"""How a figure spreads over the futures that were drawn: columns of how many futures fall between two amounts."""

from collections.abc import Sequence
from math import floor, isnan

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mutong.desk.language import say
from mutong.desk.pictures.curve_axes import NARROW, WIDE, Room, framed, ticks
from mutong.desk.pictures.plan_axes import MONEY, NO_PICTURE
from mutong.kernel.words import Words
from mutong.village.plan_document.say import money

_COLUMNS = 16


def columns_of(values: Sequence[float]) -> tuple[float, float, list[int]]:
    """Where the columns begin, how wide one is (a round amount) and how many values fall in each; every value once."""
    low, high = min(values), max(values)
    # The tick that makes about so many columns of the span; a span of nought still has one column.
    width = next((t for t in ticks(max(high - low, 1.0) / _COLUMNS * 5)[1:2]), 1.0) or 1.0
    start = floor(low / width) * width
    counts = [0] * (int((high - start) / width) + 1)
    for value in values:
        counts[min(int((value - start) / width), len(counts) - 1)] += 1
    return start, width, counts


def draw_spread(
    kind: str, title: Words, values: Sequence[float], expected: float
) -> tuple[SafeString, SafeString]:
    """Yuan of each drawn future in columns, below nought in another tone, with a line at what the plan expects."""
    known = [one for one in values if not isnan(one)]
    if not known:
        return NO_PICTURE
    start, width, counts = columns_of(known)
    below = sum(one < 0 for one in known)
    least, most = money(min(known)), money(max(known))
    told = Words(
        f"{len(known)} 种情景，从 {least.zh}到 {most.zh}；低于 0 的有 {below} 种。",
        f"{len(known)} futures from {least.en} to {most.en}; {below} below nought.",
    )
    wide, narrow = (
        framed(kind, room, title, told, _inside(room, start, width, counts, expected))
        for room in (WIDE, NARROW)
    )
    return wide, narrow


def _inside(room: Room, start: float, width: float, counts: Sequence[int], expected: float) -> SafeString:
    end = max(start + width * len(counts), expected + width)
    left = min(start, expected - width)
    top = max(counts) * 1.15

    def across(value: float) -> float:
        return room.left + (value - left) / (end - left) * room.inner

    def up(count: float) -> float:
        return room.ground - count / top * (room.ground - room.top)

    columns = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        (
            (
                "p-5" if start + width * (k + 1) <= 0 else "p-1",
                f"{across(start + width * k) + 1:.1f}",
                f"{up(count):.1f}",
                f"{max(across(start + width * (k + 1)) - across(start + width * k) - 2, 1):.1f}",
                f"{room.ground - up(count):.1f}",
                f"{across(start + width * (k + 0.5)):.1f}",
                f"{up(count) - 4:.1f}",
                room.letters - 1,
                count,
            )
            for k, count in enumerate(counts)
            if count
        ),
    )
    wanted = max(1, round(len(counts) * room.letters * 3.4 / room.inner + 0.5))
    edges = [start + width * k for k in range(0, len(counts) + 1, wanted)]
    names = format_html_join(
        "",
        '<text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        (
            (f"{across(edge):.1f}", f"{room.height - 9:.1f}", room.letters, say(MONEY.shown(round(edge))))
            for edge in edges
            if room.left < across(edge) < room.width - room.letters
        ),
    )
    return format_html(
        '<path class="p-nought" d="M{0} {1}H{2}"/>{3}{4}<path class="c-one" d="M{5} {6}V{1}"/>'
        '<text class="c-soft" x="{2}" y="{7}" font-size="{8}" text-anchor="end">{9}</text>',
        room.left,
        room.ground,
        room.width - room.right,
        columns,
        names,
        f"{across(expected):.1f}",
        room.top,
        room.top - 1,
        room.letters - 1,
        say(MONEY.words),
    )
