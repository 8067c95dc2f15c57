"""What the pictures of an outbreak over time share: their room, the days below, the numbers at the side, the frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.writing import day_words
from mutong.kernel.words import Words


@dataclass(frozen=True)
class Room:
    """The room of a picture in its own units, and the size of its letters there: one for a desk, one for a phone."""

    name: str
    width: int
    height: int
    letters: int
    left: int
    right: int = 8
    top: int = 12
    foot: int = 30

    @property
    def inner(self) -> int:
        """The width between the numbers at the side and the right edge."""
        return self.width - self.left - self.right

    @property
    def ground(self) -> int:
        """The height at which zero stands."""
        return self.height - self.foot


WIDE = Room("wide", 1000, 300, 15, 52)
NARROW = Room("narrow", 340, 240, 13, 40)
NO_MARKS = mark_safe("")
_STEPS = (1, 2, 5, 10)
_LETTERS_OF_A_DAY = 6


@dataclass(frozen=True)
class Axes:
    """Where a day and a value stand: days in equal columns from left to right, values from zero up to `top`."""

    room: Room
    days: Sequence[date]
    top: float

    @property
    def column(self) -> float:
        """The width of one day."""
        return self.room.inner / max(1, len(self.days))

    def across(self, place: float) -> float:
        """The left edge of the day at this place, counted from 0; half a place further is its middle."""
        return self.room.left + place * self.column

    def up(self, value: float) -> float:
        """The height of a value; what lies outside the picture stands at its edge."""
        share = min(max(value / self.top, 0.0), 1.0)
        return self.room.ground - share * (self.room.ground - self.room.top)

    def drawn(self) -> SafeString:
        """The lines across with their numbers, and the days below."""
        room = self.room
        lines = format_html_join(
            "",
            '<path class="c-line" d="M{} {}H{}"/><text class="c-soft" x="{}" y="{}" font-size="{}" '
            'text-anchor="end">{}</text>',
            (
                (
                    room.left,
                    f"{self.up(value):.1f}",
                    room.width - room.right,
                    room.left - 6,
                    f"{self.up(value) + room.letters * 0.35:.1f}",
                    room.letters,
                    f"{value:g}",
                )
                for value in ticks(self.top)
            ),
        )
        every = max(1, ceil(_LETTERS_OF_A_DAY * room.letters / self.column))
        # The last day always has its name: it is the day the picture is about.
        named = range(len(self.days) - 1, -1, -every)
        days = format_html_join(
            "",
            '<text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="{}">{}</text>',
            ((*self._under(place), say(day_words(self.days[place], year=False))) for place in named),
        )
        return mark_safe(lines + days)  # both parts are escaped

    def _under(self, place: int) -> tuple[str, str, int, str]:
        room, middle = self.room, self.across(place + 0.5)
        half = _LETTERS_OF_A_DAY * room.letters * 0.32
        end, at = ("end", room.width - room.right) if middle + half > room.width else ("middle", middle)
        return f"{at:.1f}", f"{room.height - 9:.1f}", room.letters, end


def ticks(top: float) -> list[float]:
    """Round values from 0 to `top`, five at most above zero."""
    step = next(
        size * 10**power
        for power in range(floor(log10(max(top, 1e-6))) - 1, 12)
        for size in _STEPS
        if size * 10**power * 5 >= top
    )
    return [round(step * k, 6) for k in range(int(top / step + 1e-9) + 1)]


def framed(
    kind: str, room: Room, title: Words, told: Words, inside: SafeString, marks: SafeString = NO_MARKS
) -> SafeString:
    """The picture as an SVG element with its title and what it shows in words; `marks` are patterns it uses."""
    name = f"{kind}-{room.name}"
    return format_html(
        '<svg class="curve curve-{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}</svg>',
        room.name,
        room.width,
        room.height,
        name,
        name,
        name,
        say(title),
        name,
        say(told),
        marks,
        inside,
    )
