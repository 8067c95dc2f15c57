"""Pictures of an outbreak over time: cases of each day, the reproduction number, the days to come.

Each is drawn twice, for a desk and for a phone, of which the page shows one. The same numbers stand in a table below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.pictures.curve_axes import NARROW, WIDE, Axes, Room, framed
from mutong.desk.writing import day_words
from mutong.kernel.words import Words

# More columns than this are thinner than a pixel on a phone; the days before stand in the table.
MOST_DAYS = 150
_LEAST_TOP = 4.0
_NOTHING = mark_safe("")


@dataclass(frozen=True)
class DayOfCases:
    """The cases of one day; `expected` … are those of the end, once everything is reported (None: nothing to correct).

    `untold` marks a day of which too little is reported to say what it will hold.
    """

    day: date
    local: int
    imported: int
    unknown: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    untold: bool = False

    @property
    def total(self) -> int:
        """All cases known of the day."""
        return self.local + self.imported + self.unknown


@dataclass(frozen=True)
class DayOfNumber:
    """An estimate that stands for one day, with its interval."""

    day: date
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class DayToCome:
    """A day forecast; `past` where it lies before today, between the last day that is fully counted and now."""

    day: date
    middle: float
    low: float
    high: float
    past: bool


def draw_curve(title: Words, days: Sequence[DayOfCases]) -> tuple[SafeString, SafeString]:
    """Cases of each day in columns: local, imported, unknown origin, and hatched what is not yet reported."""
    shown = days[-MOST_DAYS:]
    if not shown:
        return _NOTHING, _NOTHING
    top = max([_LEAST_TOP, *(one.total for one in shown), *(one.high or 0.0 for one in shown)]) * 1.04
    return tuple(_curve(room, title, shown, top, len(days)) for room in (WIDE, NARROW))


def draw_reproduction(
    title: Words, estimates: Sequence[DayOfNumber], days: Sequence[date]
) -> tuple[SafeString, SafeString]:
    """The reproduction number as a line within its band, over the days of the curve; at the line at 1 the outbreak
    neither grows nor shrinks."""
    span = days[-MOST_DAYS:]
    shown = [one for one in estimates if span and one.day >= span[0]]
    if not shown:
        return _NOTHING, _NOTHING
    # The first windows may reach far up and would press everything else flat; they end at the upper edge.
    top = max(2.0, min(max(one.high for one in shown), 2.0 * max(one.value for one in shown))) * 1.04
    return tuple(_reproduction(room, title, shown, span, top) for room in (WIDE, NARROW))


def draw_forecast(
    title: Words, before: Sequence[DayOfCases], coming: Sequence[DayToCome]
) -> tuple[SafeString, SafeString]:
    """The days before as columns, the days forecast as points with their intervals."""
    if not coming:
        return _NOTHING, _NOTHING
    top = max([_LEAST_TOP, *(one.total for one in before), *(one.high for one in coming)]) * 1.04
    return tuple(_forecast(room, title, before, coming, top) for room in (WIDE, NARROW))


def _curve(room: Room, title: Words, days: Sequence[DayOfCases], top: float, all_days: int) -> SafeString:
    axes = Axes(room, [one.day for one in days], top)
    pattern = f"curve-{room.name}-hatch"
    pieces = [_untold(axes, days), axes.drawn()]
    for place, one in enumerate(days):
        pieces.append(_column(axes, place, one))
        if one.expected is not None and one.expected > one.total:
            pieces.append(_bar(axes, place, one.total, one.expected, f"url(#{pattern})"))
        if one.low is not None and one.high is not None and one.high > one.low:
            pieces.append(_whisker(axes, place, one.low, one.high))
    return framed("cases", room, title, _told_curve(days, all_days), _joined(pieces), _hatch(pattern))


def _reproduction(
    room: Room, title: Words, shown: Sequence[DayOfNumber], days: Sequence[date], top: float
) -> SafeString:
    axes = Axes(room, days, top)
    points = [((one.day - days[0]).days, one) for one in shown]
    upper = [(axes.across(k + 0.5), axes.up(one.high)) for k, one in points]
    lower = [(axes.across(k + 0.5), axes.up(one.low)) for k, one in points]
    middle = [(axes.across(k + 0.5), axes.up(one.value)) for k, one in points]
    last = middle[-1]
    inside = format_html(
        '{}<path class="c-band" d="{}Z"/><path class="c-one" d="M{} {}H{}"/><path class="c-number" d="{}"/>'
        '<circle class="c-point" cx="{}" cy="{}" r="4.5"/>',
        axes.drawn(),
        _way([*upper, *lower[::-1]]),
        room.left,
        f"{axes.up(1):.1f}",
        room.width - room.right,
        _way(middle),
        f"{last[0]:.1f}",
        f"{last[1]:.1f}",
    )
    newest, day = shown[-1], day_words(shown[-1].day)
    told = Words(
        f"{len(shown)} 天的估计；最近一天 {day.zh}：{newest.value:.2f}（95% 区间 {newest.low:.2f} 至 "
        f"{newest.high:.2f}）。横线是 1。",
        f"Estimates for {len(shown)} days; the latest, {day.en}: {newest.value:.2f} (95 % {newest.low:.2f} to "
        f"{newest.high:.2f}). The line across stands at 1.",
    )
    return framed("number", room, title, told, inside)


def _forecast(
    room: Room, title: Words, before: Sequence[DayOfCases], coming: Sequence[DayToCome], top: float
) -> SafeString:
    days = sorted({*(one.day for one in before), *(one.day for one in coming)})
    axes = Axes(room, days, top)
    place_of = {day: place for place, day in enumerate(days)}
    known = (_bar(axes, place_of[one.day], 0, one.total, "", "c-before") for one in before if one.total)
    pieces = [axes.drawn(), *known]
    for one in coming:
        place = place_of[one.day]
        pieces.append(_whisker(axes, place, one.low, one.high))
        pieces.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="4.5"/>',
                "c-point c-point--past" if one.past else "c-point",
                f"{axes.across(place + 0.5):.1f}",
                f"{axes.up(one.middle):.1f}",
            )
        )
    last, day = coming[-1], day_words(coming[-1].day)
    told = Words(
        f"到 {day.zh} 为止的每日预测；最后一天中位数 {last.middle:.0f} 例（95% 区间 {last.low:.0f} 至 "
        f"{last.high:.0f}）。",
        f"Each day up to {day.en}; on the last the median is {last.middle:.0f} cases (95 % {last.low:.0f} to "
        f"{last.high:.0f}).",
    )
    return framed("forecast", room, title, told, _joined(pieces))


def _told_curve(days: Sequence[DayOfCases], all_days: int) -> Words:
    first, last, most = days[0], days[-1], max(days, key=lambda one: one.total)
    total = sum(one.total for one in days)
    missing = sum(one.expected - one.total for one in days if one.expected is not None)
    a, b, peak = day_words(first.day), day_words(last.day), day_words(most.day)
    more = (
        Words(f"更早的 {earlier} 天只在表里。", f" {earlier} earlier days are only in the table.")
        if (earlier := all_days - len(days)) > 0
        else Words("", "")
    )  # fmt: skip
    return Words(
        f"{a.zh} 至 {b.zh} 共 {total} 例；最多的一天是 {peak.zh}，{most.total} 例；估计另有 {missing:.0f} 例尚未报告。"
        f"{more.zh}",
        f"{total} cases from {a.en} to {b.en}; most on {peak.en}, {most.total}; about {missing:.0f} more not yet "
        f"reported.{more.en}",
    )


def _column(axes: Axes, place: int, one: DayOfCases) -> SafeString:
    pieces, foot = [], 0
    for name, count in (("local", one.local), ("imported", one.imported), ("unknown", one.unknown)):
        if count:
            pieces.append(_bar(axes, place, foot, foot + count, "", f"c-{name}"))
            foot += count
    return _joined(pieces)


def _bar(axes: Axes, place: int, low: float, high: float, fill: str, name: str = "c-expected") -> SafeString:
    inset = min(2.0, axes.column * 0.08)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}/>',
        name,
        f"{axes.across(place) + inset:.2f}",
        f"{axes.up(high):.1f}",
        f"{max(0.5, axes.column - 2 * inset):.2f}",
        f"{axes.up(low) - axes.up(high):.1f}",
        format_html(' fill="{}"', fill) if fill else "",
    )


def _whisker(axes: Axes, place: int, low: float, high: float) -> SafeString:
    middle, arm = axes.across(place + 0.5), min(5.0, axes.column * 0.3)
    foot, head = axes.up(low), axes.up(high)
    return format_html(
        '<path class="c-whisker" d="M{1} {3}H{2}M{0} {3}V{4}M{1} {4}H{2}"/>',
        f"{middle:.1f}",
        f"{middle - arm:.1f}",
        f"{middle + arm:.1f}",
        f"{foot:.1f}",
        f"{head:.1f}",
    )


def _untold(axes: Axes, days: Sequence[DayOfCases]) -> SafeString:
    """The days at the end of which too little is reported, as a pale band behind the columns."""
    places = [place for place, one in enumerate(days) if one.untold]
    if not places:
        return _NOTHING
    start, end = axes.across(places[0]), axes.across(places[-1] + 1)
    return format_html(
        '<rect class="c-untold" x="{}" y="{}" width="{}" height="{}"/>',
        f"{start:.1f}",
        axes.room.top,
        f"{end - start:.1f}",
        axes.room.ground - axes.room.top,
    )


def _hatch(name: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="c-hatch" d="M1.5 0V6"/></pattern></defs>',
        name,
    )


def _way(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _joined(pieces: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))
