"""Time drawn from left to right: the course of a protocol, and a case's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.writing import day_words
from mutong.kernel.words import Words

_WIDTH, _LEFT, _RIGHT = 720, 16, 16


@dataclass(frozen=True)
class Stretch:
    """A stretch of days, the last not included; `tone` is phase-0, phase-1, phase-2 or window."""

    label: Words
    start: float
    end: float
    tone: str


@dataclass(frozen=True)
class Mark:
    """Something on one day; marks of one `row` stand on one line."""

    label: Words
    at: float
    row: int = 0


def draw_days(
    title: Words, stretches: Sequence[Stretch], marks: Sequence[Mark], first: int = 1
) -> SafeString:
    """A protocol's days, counted from `first`: stretches above, the steps' marks below on their rows."""
    if not stretches and not marks:
        return mark_safe("")
    last = max([s.end for s in stretches] + [m.at + 1 for m in marks])
    start = min([s.start for s in stretches] + [m.at for m in marks])
    scale = (_WIDTH - _LEFT - _RIGHT) / max(1.0, last - start)

    def across(day: float) -> float:
        return _LEFT + (day - start) * scale

    rows = sorted({mark.row for mark in marks})
    names = {mark.row: mark.label for mark in marks}
    height = 62 + 44 * len(rows)
    bands = format_html_join(
        "",
        '<rect class="t-{}" x="{}" y="24" width="{}" height="{}" rx="6"/><text x="{}" y="17" font-size="13">{}</text>',
        (
            (
                s.tone,
                f"{across(s.start):.1f}",
                f"{(s.end - s.start) * scale:.1f}",
                height - 24,
                f"{across(s.start) + 6:.1f}",
                say(s.label),
            )
            for s in stretches
        ),
    )
    days = format_html_join(
        "",
        '<text class="t-soft" x="{}" y="42" font-size="12" text-anchor="middle">{}</text>',
        ((f"{across(d + 0.5):.1f}", first + d) for d in range(int(start), int(last))),
    )
    dots = format_html_join(
        "",
        '<circle class="t-mark" cx="{}" cy="{}" r="5.5"/>',
        ((f"{across(m.at + 0.5):.1f}", 84 + 44 * rows.index(m.row)) for m in marks),
    )
    lines = format_html_join(
        "",
        '<text class="t-soft" x="{}" y="{}" font-size="12">{}</text>',
        ((_LEFT + 8, 68 + 44 * i, say(names[row])) for i, row in enumerate(rows)),
    )
    return _svg("days", title, height, mark_safe(bands + days + lines + dots))


def draw_case_days(
    title: Words,
    window: tuple[date, date] | None,
    moments: Sequence[tuple[Words, date]],
    today: date,
) -> SafeString:
    """A case's calendar: the infectious window as a band, onset, specimen, report and isolation as marks."""
    days = [day for _, day in moments] + ([window[0], window[1] - timedelta(days=1)] if window else [])
    if not days:
        return mark_safe("")
    start, end = min(days) - timedelta(days=1), max([*days, min(today, max(days) + timedelta(days=3))])
    count = (end - start).days + 1
    scale = (_WIDTH - _LEFT - _RIGHT) / count

    def across(day: date) -> float:
        return _LEFT + (day - start).days * scale

    band = mark_safe("")
    if window:
        band = format_html(
            '<rect class="t-window" x="{}" y="26" width="{}" height="34" rx="6"/>'
            '<text x="{}" y="18" font-size="13">{}</text>',
            f"{across(window[0]):.1f}",
            f"{max(1, (window[1] - window[0]).days) * scale:.1f}",
            f"{across(window[0]) + 4:.1f}",
            say(Words("可能传染他人的日子", "days it may have been passed on")),
        )
    every = max(1, round(count / 12))
    ticks = format_html_join(
        "",
        '<text class="t-soft" x="{}" y="48" font-size="12" text-anchor="middle">{}</text>',
        (
            (
                f"{across(start + timedelta(days=i)) + scale / 2:.1f}",
                say(day_words(start + timedelta(days=i), year=False)),
            )
            for i in range(0, count, every)
        ),
    )
    ordered = sorted(moments, key=lambda pair: pair[1])
    marks = format_html_join(
        "",
        '<path class="t-onset" d="M{0} 60V{1}"/><circle class="t-mark" cx="{0}" cy="{1}" r="5"/>'
        '<text x="{2}" y="{3}" font-size="13" text-anchor="{5}">{4}</text>',
        (
            (
                f"{across(day) + scale / 2:.1f}",
                84 + 24 * i,
                f"{across(day) + scale / 2 + (10 if across(day) < _WIDTH * 0.66 else -10):.1f}",
                88 + 24 * i,
                f"{say(label)} {say(day_words(day, year=False))}",
                "start" if across(day) < _WIDTH * 0.66 else "end",
            )
            for i, (label, day) in enumerate(ordered)
        ),
    )
    return _svg("case", title, 84 + 24 * len(ordered), mark_safe(band + ticks + marks))


def _svg(prefix: str, title: Words, height: float, inside: SafeString) -> SafeString:
    return format_html(
        '<svg class="timeline" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t">'
        '<title id="{}-t">{}</title>{}</svg>',
        _WIDTH,
        round(height),
        prefix,
        prefix,
        say(title),
        inside,
    )
