"""The desk's own small drawings (icons.csv), as strokes on a 24 by 24 grid."""

import csv
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def _strokes() -> dict[str, str]:
    with Path(__file__).with_name("icons.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["strokes"] for row in csv.DictReader(lines)}


def icon_names() -> tuple[str, ...]:
    """Every drawing there is."""
    return tuple(_strokes())


def draw_icon(name: str, size: int = 20) -> SafeString:
    """The drawing as SVG, hidden from screen readers; KeyError for a name that is not drawn."""
    return format_html(
        '<svg class="icon" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        size,
        size,
        _strokes()[name],
    )
