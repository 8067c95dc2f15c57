"""Where somebody was: the days one under the other, hour by hour, and the places of a township as a plain map."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.writing import day_words
from mutong.kernel.period import CHINA, civil_day, start_of_day
from mutong.kernel.words import Words

_LEFT, _RIGHT, _TOP, _ROW = 64, 14, 26, 30
WIDE, NARROW = 720, 360
_HOURS = (0, 6, 12, 18, 24)
_MAP_WIDTH, _MAP_HEIGHT, _MAP_EDGE = 360, 280, 34
_LEAST_BAR = 2.0
_SHOWN_NAME = 9


@dataclass(frozen=True)
class Bar:
    """A stretch of time; `tone` is seen (imported), said (told) or gap (not known)."""

    label: Words
    start: datetime
    end: datetime
    tone: str


@dataclass(frozen=True)
class Spot:
    """A place on the map, in the order of the first visit."""

    number: int
    name: str
    longitude: float
    latitude: float
    said: bool


def draw_whereabouts(
    title: Words,
    bars: Sequence[Bar],
    start: datetime,
    end: datetime,
    infectious_from: datetime,
    width: int = WIDE,
) -> SafeString:
    """One row for each civil day of [start, end); days on which others may have been infected are marked.

    `width` is WIDE for a desk and NARROW for a phone, so that the letters stay legible on both.
    """
    first, last = civil_day(start), civil_day(end - timedelta(seconds=1))
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    height = _TOP + _ROW * len(days) + 6
    # Gaps lie behind what is known.
    ordered = sorted(bars, key=lambda bar: bar.tone != "gap")
    rows = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/><text x="4" y="{}" font-size="13">{}</text>',
        (
            (
                "t-window" if start_of_day(day) + timedelta(days=1) > infectious_from else "w-row",
                _LEFT, _TOP + _ROW * k + 1, width - _LEFT - _RIGHT, _ROW - 2, _TOP + _ROW * k + 20,
                say(day_words(day, year=False)),
            )
            for k, day in enumerate(days)
        ),
    )  # fmt: skip
    ticks = format_html_join(
        "",
        '<text class="t-soft" x="{0}" y="17" font-size="12" text-anchor="middle">{1}</text>'
        '<path class="t-line" d="M{0} 22V{2}"/>',
        ((f"{_across(hour * 3600, width):.1f}", f"{hour}:00", height - 6) for hour in _HOURS),
    )
    drawn = format_html_join(
        "",
        '<rect class="w-{}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>',
        (
            (bar.tone, f"{x:.1f}", _TOP + _ROW * row + 5, f"{long:.1f}", _ROW - 10, say(bar.label))
            for bar in ordered
            for row, x, long in _pieces(bar, days[0], len(days), width)
        ),
    )
    return format_html(
        '<svg class="whereabouts" viewBox="0 0 {} {}" role="img" aria-labelledby="where-{}">'
        '<title id="where-{}">{}</title>{}{}{}</svg>',
        width, height, width, width, say(title), rows, ticks, drawn,
    )  # fmt: skip


def _pieces(bar: Bar, first_day: date, days: int, width: int) -> list[tuple[int, float, float]]:
    """The bar cut at midnights: row, left edge, width; what lies outside the days is left out."""
    found = []
    day = max(civil_day(bar.start), first_day)
    while (row := (day - first_day).days) < days:
        midnight = start_of_day(day)
        start = max((bar.start - midnight).total_seconds(), 0)
        end = min((bar.end - midnight).total_seconds(), 86_400)
        if (bar.end - midnight).total_seconds() < 0:
            break
        if end > start or bar.start == bar.end:
            left = _across(start, width)
            found.append((row, left, max(_across(end, width) - left, _LEAST_BAR)))
        if (bar.end - midnight).total_seconds() <= 86_400:
            break
        day += timedelta(days=1)
    return found


def _across(second: float, width: int) -> float:
    return _LEFT + (width - _LEFT - _RIGHT) * second / 86_400


def draw_places(title: Words, number: int, spots: Sequence[Spot], path: Sequence[int]) -> SafeString:
    """Places by longitude and latitude, joined in the order of visit; `path` are numbers of spots as they followed.

    A schematic: equal scale along both axes at the places' latitude, without streets.
    """
    across, up = _scales(spots)
    at = {one.number: (across(one.longitude), up(one.latitude)) for one in spots}
    walked = [at[one] for one in path if one in at]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in walked) if len(walked) > 1 else ""
    marks = format_html_join(
        "",
        '<circle class="w-spot w-spot--{}" cx="{}" cy="{}" r="11"/>'
        '<text class="w-number" x="{}" y="{}" font-size="11" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" font-size="11" text-anchor="{}">{}</text>',
        (
            (
                "said" if one.said else "seen", f"{x:.1f}", f"{y:.1f}", f"{x:.1f}", f"{y + 4:.1f}", one.number,
                f"{x + 14 if x < _MAP_WIDTH * 0.6 else x - 14:.1f}", f"{y + 4:.1f}",
                "start" if x < _MAP_WIDTH * 0.6 else "end",
                one.name if len(one.name) <= _SHOWN_NAME else one.name[: _SHOWN_NAME - 1] + "…",
            )
            for one in spots
            for x, y in [at[one.number]]
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="whereabouts whereabouts--map" viewBox="0 0 {} {}" role="img" aria-labelledby="map-{}-t">'
        '<title id="map-{}-t">{}</title>{}{}</svg>',
        _MAP_WIDTH, _MAP_HEIGHT, number, number, say(title),
        format_html('<path class="w-path" d="{}"/>', line) if line else mark_safe(""), marks,
    )  # fmt: skip


def _scales(spots: Sequence[Spot]) -> tuple[Callable[[float], float], Callable[[float], float]]:
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    narrowing = math.cos(math.radians((south + north) / 2))
    wide, high = _MAP_WIDTH - 2 * _MAP_EDGE, _MAP_HEIGHT - 2 * _MAP_EDGE
    spans = [(east - west) * narrowing / wide, (north - south) / high]
    unit = max(spans) or 1.0

    def across(longitude: float) -> float:
        return _MAP_WIDTH / 2 + (longitude - (west + east) / 2) * narrowing / unit

    def up(latitude: float) -> float:
        return _MAP_HEIGHT / 2 - (latitude - (south + north) / 2) / unit

    return across, up


def local(instant: datetime) -> str:
    """An instant as a form's field of date and time takes it."""
    return f"{instant.astimezone(CHINA):%Y-%m-%dT%H:%M}"
