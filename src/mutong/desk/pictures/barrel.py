"""The barrel: each stave a service, its height the share of entitled households that receive it.

The water stands at the shortest stave. What cannot be told yet is hatched above the sure height. The figures are
in the table beside the picture; the picture itself carries a title, a description and one link for each stave.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.desk.pictures.barrel_shape import (
    NARROW,
    SPREAD,
    TILT,
    WIDE,
    Shape,
    arc_at,
    colours,
    edge_at,
    joined,
    path_of,
    turn_of_edge,
    wall_piece,
)
from mutong.desk.writing import share_words
from mutong.kernel.words import Words

# More names than this run into one another; the staves then carry the numbers of the table beside the picture.
MOST_NAMED = 7


@dataclass(frozen=True)
class Stave:
    """One service: `sure` and `possible` are shares 0..1 (None: nobody is entitled); `short` marks the shortest."""

    name: Words
    sure: float | None
    possible: float | None
    link: str
    spoken: Words
    short: bool = False


def draw_barrel(staves: tuple[Stave, ...], *, narrow: bool) -> SafeString:
    """The barrel as an SVG element, for a desk or for a phone."""
    shape, prefix = (NARROW, "bn") if narrow else (WIDE, "bw")
    known = [s.sure for s in staves if s.short and s.sure is not None] or [
        s.sure for s in staves if s.sure is not None
    ]
    water = max(0.02, min(known)) if known else 0.02
    edges = [turn_of_edge(2 * i / len(staves) - 1) for i in range(len(staves) + 1)] if staves else []
    planks = [(s, edges[i], edges[i + 1]) for i, s in enumerate(staves)]
    pieces = [
        colours(prefix),
        _ground(shape, prefix),
        _inside(shape, prefix, water),
        *(_plank(shape, prefix, number, *plank, water) for number, plank in enumerate(planks, start=1)),
        _hoops(shape, prefix, water),
        *(_spill(shape, prefix, left, right, water) for s, left, right in planks if s.short),
        *(
            _tag(shape, number, *plank, len(planks) <= MOST_NAMED)
            for number, plank in enumerate(planks, start=1)
        ),
        _levels(shape, water, bool(known)),
    ]
    title = Words("木桶：各项服务的覆盖程度", "The barrel: how far each service reaches")
    spoken = [s.spoken for s in staves]
    told = Words("；".join(w.zh for w in spoken), "; ".join(w.en for w in spoken))
    return format_html(
        '<svg class="barrel barrel-{}" viewBox="0 0 {} {}" role="group" aria-labelledby="{}t {}d">'
        '<title id="{}t">{}</title><desc id="{}d">{}</desc>{}</svg>',
        "narrow" if narrow else "wide",
        shape.width,
        shape.height,
        prefix,
        prefix,
        prefix,
        say(title),
        prefix,
        say(told),
        joined(pieces),
    )


def _ground(shape: Shape, prefix: str) -> SafeString:
    foot = shape.round_at(0)
    return format_html(
        '<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="#000" opacity=".13"/>',
        shape.width / 2,
        f"{shape.base + TILT * foot * 0.55:.1f}",
        f"{foot * 1.16:.1f}",
        f"{TILT * foot * 1.12:.1f}",
    )


def _inside(shape: Shape, prefix: str, water: float) -> SafeString:
    """The wall behind, up to the rim that a full barrel would have, and the water standing in it."""
    back = wall_piece(shape, SPREAD, 2 * pi - SPREAD, 0.08, 1)  # the foot is hidden by the staves
    seams = [path_of(edge_at(shape, pi - 0.96 + i * 0.48, 0, 1), closed=False) for i in range(5)]
    rim_out = arc_at(shape, SPREAD, 2 * pi - SPREAD, 1)
    rim_in = arc_at(shape, SPREAD, 2 * pi - SPREAD, 1, shape.radius * 0.035)
    reach = shape.round_at(water) * sin(SPREAD) - shape.radius * 0.015
    middle = shape.base - water * shape.body
    ripples = [
        (f"{reach * size:.1f}", f"{TILT * reach * size:.1f}", f"{middle - TILT * reach * 0.2:.1f}")
        for size in (0.45, 0.7)
    ]
    return format_html(
        '<g aria-hidden="true"><ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="var(--wood-hollow)"/>'
        '<path d="{}" fill="url(#{}hollow)"/>{}<path d="{}" fill="var(--wood-2)"/>'
        '<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{}water)"/>{}</g>',
        shape.width / 2,
        f"{shape.base - 0.08 * shape.body:.1f}",
        f"{shape.round_at(0.08) * 0.99:.1f}",
        f"{TILT * shape.round_at(0.08):.1f}",
        back,
        prefix,
        format_html_join(
            "", '<path d="{}" fill="none" stroke="#000" stroke-opacity=".28"/>', ((d,) for d in seams)
        ),
        path_of(rim_out + rim_in[::-1]),
        shape.width / 2,
        f"{middle:.1f}",
        f"{reach:.1f}",
        f"{TILT * reach:.1f}",
        prefix,
        format_html_join(
            "",
            '<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="none" stroke="#fff" stroke-opacity=".4"/>',
            ((shape.width / 2, y, rx, ry) for rx, ry, y in ripples),
        ),
    )


def _plank(
    shape: Shape, prefix: str, number: int, stave: Stave, left: float, right: float, water: float
) -> SafeString:
    """One stave with its grain, the hatched part that cannot be told, and the outline of what is missing."""
    sure = stave.sure or 0.0
    possible = 1.0 if stave.sure is None else max(sure, stave.possible or 0.0)
    shade = 0.5 * (1 - cos((left + right) / 2)) + 0.04 * (number % 2)
    pieces = []
    if possible < 0.999:
        pieces.append(
            format_html(
                '<path d="{}" fill="var(--wood-1)" fill-opacity=".05" stroke="#f3dfc0" stroke-opacity=".6" '
                'stroke-dasharray="3 5"/>',
                wall_piece(shape, left, right, possible, 1),
            )
        )
    if possible > sure:
        pieces.append(
            format_html(
                '<path d="{}" fill="url(#{}hatch)" stroke="var(--wood-edge)" stroke-dasharray="5 3"/>',
                wall_piece(shape, left, right, sure, possible),
                prefix,
            )
        )
    if sure > 0:
        outline = wall_piece(shape, left, right, 0, sure)
        top = arc_at(shape, left, right, sure) + arc_at(shape, left, right, sure, shape.radius * 0.045)[::-1]
        grain = [
            path_of(edge_at(shape, left + (right - left) * part, 0.02, sure * reach), closed=False)
            for part, reach in ((0.22, 0.93), (0.41, 0.71), (0.63, 0.97), (0.8, 0.58))
        ]
        pieces.append(
            format_html(
                '<path class="b-plank" d="{}" fill="url(#{}wood)" stroke="var(--wood-edge)" stroke-width="1.4" '
                'stroke-linejoin="round"/><path d="{}" fill="#000" opacity="{}"/>{}'
                '<path d="{}" fill="var(--water-2)" opacity=".34"/>'
                '<path d="{}" fill="none" stroke="var(--water-1)" stroke-width="2" stroke-opacity=".9"/>'
                '<path d="{}" fill="#f0d9b3" stroke="var(--wood-edge)" stroke-width="1"/>',
                outline,
                prefix,
                outline,
                f"{shade:.2f}",
                format_html_join(
                    "",
                    '<path d="{}" fill="none" stroke="var(--wood-dark)" stroke-opacity=".3"/>',
                    ((d,) for d in grain),
                ),
                wall_piece(shape, left, right, 0, min(sure, water)),
                path_of(arc_at(shape, left, right, min(sure, water)), closed=False),
                path_of(top),
            )
        )
    return format_html('<a href="{}" aria-label="{}">{}</a>', stave.link, say(stave.spoken), joined(pieces))


def _hoops(shape: Shape, prefix: str, water: float) -> SafeString:
    """Two iron hoops, both below the shortest stave, so that none hangs in the air."""
    if water < 0.12:
        return mark_safe("")
    thick = 0.042
    bands = [
        wall_piece(shape, -SPREAD - 0.06, SPREAD + 0.06, level, level + thick)
        for level in ((0.07, water * 0.62) if water > 0.3 else (0.07,))
        if level + thick < water
    ]
    return format_html(
        '<g aria-hidden="true">{}</g>',
        format_html_join(
            "",
            '<path d="{}" fill="url(#{}iron)" stroke="#1d2225" stroke-width=".8"/>',
            ((d, prefix) for d in bands),
        ),
    )


def _spill(shape: Shape, prefix: str, left: float, right: float, water: float) -> SafeString:
    """Water running over the shortest stave to the ground."""
    start, stop = left + (right - left) * 0.68, left + (right - left) * 0.9
    lip, lip_end = shape.at(start, water, shape.radius * 0.04), shape.at(stop, water, shape.radius * 0.04)
    top, top_end = shape.at(start, water), shape.at(stop, water)
    foot, foot_end = shape.at(start, 0), shape.at(stop, 0)
    grow = (foot_end[0] - foot[0]) * 0.18
    drop = shape.body * 0.05
    x, y = (foot[0] + foot_end[0]) / 2, (foot[1] + foot_end[1]) / 2 + drop
    d = (
        f"M{lip[0]:.1f} {lip[1]:.1f}L{lip_end[0]:.1f} {lip_end[1]:.1f}"
        f"Q{top_end[0] + 3:.1f} {top_end[1]:.1f} {top_end[0] + 2:.1f} {top_end[1] + 16:.1f}"
        f"L{foot_end[0] + grow:.1f} {y:.1f}L{foot[0] - grow:.1f} {y:.1f}L{top[0] - 2:.1f} {top[1] + 16:.1f}"
        f"Q{top[0] - 3:.1f} {top[1]:.1f} {lip[0]:.1f} {lip[1]:.1f}Z"
    )
    pool = abs(foot_end[0] - foot[0])
    return format_html(
        '<g aria-hidden="true" pointer-events="none">'
        '<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="var(--water-2)" opacity=".5"/>'
        '<path d="{}" fill="url(#{}fall)"/></g>',
        f"{x:.1f}",
        f"{y:.1f}",
        f"{pool * 1.5 + 14:.1f}",
        f"{pool * 0.2 + 5:.1f}",
        d,
        prefix,
    )


def _tag(shape: Shape, number: int, stave: Stave, left: float, right: float, few: bool) -> SafeString:
    """The share written on the stave, and below it its number or, on a wide drawing of few staves, its name; the
    shortest one's name stands there always.
    """
    turn = (left + right) / 2
    sure = 0.5 if stave.sure is None else stave.sure
    x, y = shape.at(turn, sure)
    text = share_words(stave.sure)
    size = 15 if shape.names else 11.5
    half = size * 0.34 * len(text) + size * 0.42
    drop = shape.radius * 0.075 if sure > 0.16 else -size * 2.2
    _, foot = shape.at(turn, 0)
    pieces = [
        format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}"/>'
            '<text x="{}" y="{}" text-anchor="middle" font-size="{}" font-weight="700" class="{}">{}</text>',
            f"{x - half:.1f}",
            f"{y + drop:.1f}",
            f"{2 * half:.1f}",
            f"{size * 1.5:.1f}",
            f"{size * 0.75:.1f}",
            "#a3211b" if stave.short else "#fff6e6",
            f"{x:.1f}",
            f"{y + drop + size * 1.09:.1f}",
            size,
            "b-pale" if stave.short else "b-on-wood",
            text,
        )
    ]
    if not (shape.names and few):
        pieces.append(_number(number, x, foot))
    if shape.names and (few or stave.short):
        pieces.append(_name(shape, stave, turn, foot + (0 if few else 26)))
    return format_html('<g aria-hidden="true" pointer-events="none">{}</g>', joined(pieces))


def _number(number: int, x: float, foot: float) -> SafeString:
    """The stave's number in a circle at its foot."""
    return format_html(
        '<circle cx="{}" cy="{}" r="10" fill="#fff6e6" stroke="var(--wood-edge)"/>'
        '<text class="b-on-wood" x="{}" y="{}" text-anchor="middle" font-size="12" font-weight="700">{}</text>',
        f"{x:.1f}",
        f"{foot + 16:.1f}",
        f"{x:.1f}",
        f"{foot + 20.2:.1f}",
        number,
    )


def _name(shape: Shape, stave: Stave, turn: float, foot: float) -> SafeString:
    """The stave's name under it, in a row that gives each the same room."""
    share = (sin(turn) / sin(SPREAD) + 1) / 2
    x = 40 + share * (shape.width - 80)
    start, _ = shape.at(turn, 0)
    lines = _lines(say(stave.name))
    row = shape.base + TILT * shape.round_at(0) + 52
    return format_html(
        '<path d="M{} {}L{} {}" stroke="var(--line-strong)" fill="none"/>{}',
        f"{start:.1f}",
        f"{foot + 6:.1f}",
        f"{x:.1f}",
        f"{row - 18:.1f}",
        format_html_join(
            "",
            '<text class="{}" x="{}" y="{}" text-anchor="middle" font-size="15">{}</text>',
            (
                ("b-short" if stave.short else "b-name", f"{x:.1f}", f"{row + 18 * i:.1f}", line)
                for i, line in enumerate(lines)
            ),
        ),
    )


def _lines(name: str, most: int = 15) -> list[str]:
    """A name in at most three lines, broken between words; a Chinese one in runs of seven characters."""
    if not name.isascii():
        return [name[i : i + 7] for i in range(0, len(name), 7)][:3]
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def _levels(shape: Shape, water: float, known: bool) -> SafeString:
    """Words at the sides: the rim that means everyone, and how high the water stands."""
    if not shape.names:
        return mark_safe("")
    right, rim = shape.at(pi / 2, 1)
    left, surface = shape.at(-pi / 2, water)
    pieces = [
        _side(right + 10, rim, right + 34, "start", "100%", say(Words("应享尽享", "everyone entitled")))
    ]
    if known:
        pieces.append(
            _side(left - 10, surface, left - 34, "end", share_words(water), say(Words("水位", "water level")))
        )
    return joined(pieces)


def _side(x: float, y: float, end: float, anchor: str, figure: str, words: str) -> SafeString:
    text = end + 6 if anchor == "start" else end - 6
    return format_html(
        '<g aria-hidden="true"><path d="M{} {}H{}" stroke="var(--line-strong)"/>'
        '<text x="{}" y="{}" text-anchor="{}" font-size="16" font-weight="700">{}</text>'
        '<text class="b-soft" x="{}" y="{}" text-anchor="{}" font-size="13">{}</text></g>',
        f"{x:.1f}",
        f"{y:.1f}",
        f"{end:.1f}",
        f"{text:.1f}",
        f"{y + 2:.1f}",
        anchor,
        figure,
        f"{text:.1f}",
        f"{y + 20:.1f}",
        anchor,
        words,
    )
