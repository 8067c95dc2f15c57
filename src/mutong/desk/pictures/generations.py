"""A chain as generations and time: days run to the right, each generation has a band, a number stands for what waits.

Shape says where a case comes from and the line how sure it is, so that nothing rests on colour alone. Every dot is a
link to the case's record and every number a link that opens it, so that the picture works without a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.writing import day_words
from mutong.kernel.words import Words

NAMED = 60  # more names than this lie over each other; they stand in the table, and beside the dot one is at
_LETTERS = 13
_DOT = 6.5
_ROW = 28.0
_PAD = 7.0
_LEFT = 88.0
_TOP = 34.0
_SHARE = 560.0  # the width that all days together take where they can
_NARROWEST, _WIDEST = 16.0, 64.0
_FEW = 12  # up to so many in a generation each stands in the middle of its day; more stand side by side in it
_TICKS = (1, 2, 7, 14, 28, 56, 112, 364)
_TICK_ROOM = 74.0


@dataclass(frozen=True)
class Mark:
    """One case. `day` is an ordinal; `kind`: local, imported, unknown or stranger (no case of the list). `chance` is
    written beside it, '' for a sure link or a case at the top; `hidden` counts those below it that are not drawn."""

    case_id: str
    name: str
    kind: str
    generation: int
    day: int
    parent: str
    certain: bool
    chance: str
    unlinked: bool
    hidden: int
    lines: tuple[Words, ...]
    url: str
    here_url: str
    open_url: str
    focus: bool = False


@dataclass(frozen=True)
class Beside:
    """A second infector that somebody wrote down, beside the one a case hangs on."""

    infector: str
    infectee: str


@dataclass(frozen=True)
class _Spot:
    x: float
    y: float
    pill: float


def draw_generations(marks: Sequence[Mark], beside: Sequence[Beside] = ()) -> SafeString:
    """The picture as an SVG element; '' of no marks."""
    if not marks:
        return mark_safe("")
    named = len(marks) <= NAMED
    first, last = min(mark.day for mark in marks), max(mark.day for mark in marks)
    day = min(_WIDEST, max(_NARROWEST, _SHARE / (last - first + 1)))
    spots, bands, bottom = _lay_out(marks, first, day, named)
    right = max(
        _LEFT + (last - first + 1) * day, max(spot.pill + _pill_width(mark) for mark, spot in spots) + 8
    )
    at = {mark.case_id: spot for mark, spot in spots}
    count = sum(mark.hidden for mark in marks)
    told = Words(
        f"画出 {len(marks)} 例，另有 {count} 例收起；横轴是日期，纵轴是代。同样的内容在下面的表里。",
        f"{len(marks)} cases drawn, {count} more folded away; days run to the right, generations downward. The same "
        "stands in the table below.",
    )
    return format_html(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="group" tabindex="-1" aria-labelledby="g-t g-d">'
        '<title id="g-t">{2}</title><desc id="g-d">{3}</desc>'
        '<g aria-hidden="true">{4}{5}</g><g aria-hidden="true">{6}</g>{7}</svg>',
        round(right),
        round(bottom + 30),
        say(Words("传播链：代与时间", "The chain: generations and time")),
        say(told),
        _bands(bands, right),
        _days(first, last, day, bottom),
        _links(marks, beside, at),
        format_html_join("", "{}", ((_node(mark, spot, named),) for mark, spot in spots)),
    )


def _lay_out(
    marks: Sequence[Mark], first: int, day: float, named: bool
) -> tuple[list[tuple[Mark, _Spot]], list[tuple[int, int, float, float]], float]:
    """Where everything stands: in each band whoever comes first takes the first row with room."""
    spots: list[tuple[Mark, _Spot]] = []
    bands: list[tuple[int, int, float, float]] = []
    height = {mark.case_id: k for k, mark in enumerate(marks)}
    top = _TOP
    for generation in dict.fromkeys(mark.generation for mark in marks):
        here = [mark for mark in marks if mark.generation == generation]
        here.sort(key=lambda mark: (mark.day, height.get(mark.parent, 0), height[mark.case_id]))
        ends: list[float] = []
        for mark in here:
            # Within the day's column, as far to the right as those before leave it room.
            start = _LEFT + (mark.day - first) * day
            middle, latest = start + day / 2, start + day - _DOT - 1
            earliest = min(middle, start + _DOT + 3) if len(here) > _FEW else middle
            row = next((k for k, end in enumerate(ends) if end <= latest - _DOT), len(ends))
            x = max(earliest, ends[row] + _DOT) if row < len(ends) else earliest
            words = _words_width(mark, named)
            ends[row : row + 1] = [x + _DOT + 4 + words + _pill_width(mark) + 2]
            spots.append((mark, _Spot(x, top + _PAD + (row + 0.5) * _ROW, x + _DOT + 4 + words)))
        bottom = top + 2 * _PAD + len(ends) * _ROW
        bands.append((generation, len(here), top, bottom))
        top = bottom
    order = {mark.case_id: k for k, mark in enumerate(marks)}
    spots.sort(key=lambda one: order[one[0].case_id])
    return spots, bands, top


def _written(mark: Mark, named: bool) -> str:
    tell = named or mark.focus or mark.hidden or not mark.parent
    parts = [mark.chance, mark.name if tell else ""]
    return " ".join(part for part in parts if part)


def _words_width(mark: Mark, named: bool) -> float:
    text = _written(mark, named)
    width = sum(_LETTERS if ord(letter) > 0x2E7F else 0.6 * _LETTERS for letter in text)
    return width + 5 if text else 0.0


def _pill_width(mark: Mark) -> float:
    return 0.62 * _LETTERS * (len(f"{mark.hidden:,}") + 1) + 12 if mark.hidden else 0.0


def _bands(bands: Sequence[tuple[int, int, float, float]], right: float) -> SafeString:
    rows = []
    for place, (generation, count, top, bottom) in enumerate(bands):
        label = Words(f"第 {generation} 代", f"Gen. {generation}")
        drawn = Words(f"画出 {count:,} 例", f"{count:,} drawn")
        kind = "g-band g-band--even" if place % 2 else "g-band"
        rows.append((kind, f"{top:.0f}", round(right), f"{bottom - top:.0f}", f"{top + 22:.0f}", say(label),
                     f"{top + 37:.0f}", say(drawn)))  # fmt: skip
    return format_html_join(
        "",
        '<rect class="{0}" x="0" y="{1}" width="{2}" height="{3}"/><text x="8" y="{4}" font-size="13" '
        'font-weight="650">{5}</text><text class="g-soft" x="8" y="{6}" font-size="11">{7}</text>',
        rows,
    )


def _days(first: int, last: int, day: float, bottom: float) -> SafeString:
    step = next((one for one in _TICKS if one * day >= _TICK_ROOM), _TICKS[-1])
    start, end = date.fromordinal(first), date.fromordinal(last)
    rows = []
    for place in range(0, last - first + 1, step):
        on = start + timedelta(days=place)
        # The year stands where the axis begins and where another begins.
        new = place == 0 or on.year != (on - timedelta(days=step)).year
        label = say(day_words(on, year=new and start.year != end.year))
        x = f"{_LEFT + (place + 0.5) * day:.1f}"
        rows.append((x, _TOP - 4, f"{bottom + 4:.0f}", x, 18, label, x, f"{bottom + 20:.0f}", label))
    return format_html_join(
        "",
        '<path class="g-line" d="M{} {}V{}"/><text class="g-soft" x="{}" y="{}" font-size="12" text-anchor="middle">{}'
        '</text><text class="g-soft" x="{}" y="{}" font-size="12" text-anchor="middle">{}</text>',
        rows,
    )


def _links(marks: Sequence[Mark], beside: Sequence[Beside], at: dict[str, _Spot]) -> SafeString:
    rows = [
        ("g-link" if mark.certain else "g-link g-link--probable", mark.parent, mark.case_id)
        for mark in marks
        if mark.parent in at
    ]
    rows += [
        ("g-link g-link--beside", one.infector, one.infectee)
        for one in beside
        if one.infector in at and one.infectee in at
    ]
    return format_html_join(
        "",
        '<path class="{}" data-from="{}" data-to="{}" d="M{} {}C{} {},{} {},{} {}"/>',
        ((kind, a, b, *_curve(at[a], at[b])) for kind, a, b in rows),
    )


def _curve(a: _Spot, b: _Spot) -> tuple[str, ...]:
    middle = (a.y + b.y) / 2
    ends = (a.x, a.y, a.x, middle, b.x, middle, b.x, b.y)
    return tuple(f"{one:.0f}" for one in ends)


def _node(mark: Mark, spot: _Spot, named: bool) -> SafeString:
    lines = [say(line) for line in mark.lines]
    text = _written(mark, named)
    words = (
        format_html(
            '<text x="{}" y="{}" font-size="{}">{}</text>',
            f"{spot.x + _DOT + 4:.0f}",
            f"{spot.y + 4.5:.0f}",
            _LETTERS,
            text,
        )
        if text
        else ""
    )
    return format_html(
        '<a id="n-{id}" class="g-node g-node--{kind}{focus}"{href} data-id="{id}" data-parent="{parent}" '
        'data-name="{name}" data-here="{here}" data-lines="{lines}" aria-label="{label}">{shape}{words}</a>{pill}',
        id=mark.case_id,
        kind=mark.kind,
        focus=" g-node--focus" if mark.focus else "",
        href=format_html(' href="{}"', mark.url) if mark.url else mark_safe(' role="img"'),
        parent=mark.parent,
        name=mark.name,
        here=mark.here_url,
        lines="\n".join(lines),
        label=f"{mark.name}: {'; '.join(lines)}",
        shape=_shape(mark, spot),
        words=words,
        pill=_pill(mark, spot),
    )


def _shape(mark: Mark, spot: _Spot) -> SafeString:
    """A square came from elsewhere, a filled dot is local, an open one of unknown origin, a diamond no case of the
    list; a question mark stands over whoever hangs on nobody and did not come from elsewhere."""
    x, y, size = spot.x, spot.y, _DOT
    if mark.kind == "imported":
        shape = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}"/>', f"{x - size:.1f}", f"{y - size:.1f}", 2 * size, 2 * size
        )  # fmt: skip
    elif mark.kind == "stranger":
        shape = format_html(
            '<path d="M{} {}l{} {}l-{} {}l-{} -{}z"/>', f"{x:.1f}", f"{y - size - 1:.1f}",
            size + 1, size + 1, size + 1, size + 1, size + 1, size + 1,
        )  # fmt: skip
    else:
        shape = format_html('<circle cx="{}" cy="{}" r="{}"/>', f"{x:.1f}", f"{y:.1f}", size)
    asked = (
        format_html(
            '<text class="g-ask" x="{}" y="{}" font-size="12" font-weight="700" text-anchor="middle">?</text>',
            f"{x:.0f}", f"{y - size - 2:.0f}",
        ) if mark.unlinked else ""
    )  # fmt: skip
    return format_html("{}{}", shape, asked)


def _pill(mark: Mark, spot: _Spot) -> SafeString:
    if not mark.hidden:
        return mark_safe("")
    label = Words(
        f"展开 {mark.name} 之后的 {mark.hidden} 例", f"open the {mark.hidden} cases below {mark.name}"
    )
    width = _pill_width(mark)
    return format_html(
        '<a class="g-more" href="{}" aria-label="{}"><rect x="{}" y="{}" width="{}" height="20" rx="10"/>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">+{}</text></a>',
        mark.open_url,
        say(label),
        f"{spot.pill:.0f}",
        f"{spot.y - 10:.0f}",
        f"{width:.0f}",
        f"{spot.pill + width / 2:.0f}",
        f"{spot.y + 4.5:.0f}",
        _LETTERS - 1,
        f"{mark.hidden:,}",
    )
