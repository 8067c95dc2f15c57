"""The days of work of one option in each month, beside what the village surely has."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.kernel.words import Words
from mutong.village.spreads import Spread

_WIDTH, _HEIGHT, _FOOT, _TOP, _LETTERS = 360, 130, 20, 16, 12
_INFINITE = float("inf")


def draw_labour(name: str, title: Words, days: Sequence[Spread], there: Sequence[Spread]) -> SafeString:
    """Twelve columns of days needed and a line of days that are surely there; what is needed at most is drawn.

    A month whose need has no end is marked with a question mark. `there` may be above the picture: then no line shows.
    """
    needed = [one.high for one in days]
    known = [one for one in needed if one != _INFINITE]
    top = max([1.0, *known]) * 1.15
    step = _WIDTH / len(needed)
    ground = _HEIGHT - _FOOT

    def up(value: float) -> float:
        return ground - min(value / top, 1.0) * (ground - _TOP)

    columns = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                "c-imported" if need > there[i].low else "c-local",
                f"{i * step + 4:.1f}",
                f"{up(need):.1f}",
                f"{step - 8:.1f}",
                f"{max(0.0, ground - up(need)):.1f}",
            )
            for i, need in enumerate(needed)
            if need != _INFINITE
        ),
    )
    marks = format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        (
            (
                f"{(i + 0.5) * step:.1f}",
                f"{(ground if n == _INFINITE else up(n)) - 3:.1f}",
                _LETTERS,
                _count(n),
            )
            for i, n in enumerate(needed)
            if n > 0
        ),
    )
    months = format_html_join(
        "",
        '<text class="c-soft" x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        ((f"{(i + 0.5) * step:.1f}", _HEIGHT - 5, _LETTERS, i + 1) for i in range(len(needed))),
    )
    line = format_html_join(
        "",
        '<path class="c-one" d="M{} {}h{}"/>',
        (
            (f"{i * step + 1:.1f}", f"{up(one.low):.1f}", f"{step - 2:.1f}")
            for i, one in enumerate(there)
            if one.low <= top
        ),
    )
    told = "; ".join(f"{i + 1}: {_count(n)}" for i, n in enumerate(needed))
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-labelledby="lab-{}-t lab-{}-d">'
        '<title id="lab-{}-t">{}</title><desc id="lab-{}-d">{}</desc>'
        '<path class="c-line" d="M0 {}H{}"/>{}</svg>',
        _WIDTH, _HEIGHT, name, name, name, say(title), name, told, ground, _WIDTH,
        mark_safe(columns + line + marks + months),  # each part is escaped
    )  # fmt: skip


def _count(days: float) -> str:
    return "?" if days == _INFINITE else f"{days:,.0f}"
