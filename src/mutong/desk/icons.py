"""The desk's own small drawings, as strokes on a 24 by 24 grid."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_STROKES = {
    "today": "M8 3v3M16 3v3M4 9h16M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8.5 14.5l2.5 2.5 4.5-5",
    "barrel": "M6 5c4 1.4 8 1.4 12 0M6 5c-1.6 4.7-1.6 9.3 0 14M18 5c1.6 4.7 1.6 9.3 0 14M6 19c4 1.4 8 1.4 12 0M5.1 9.5c4.6 1.5 9.2 1.5 13.8 0M5.1 14.5c4.6 1.5 9.2 1.5 13.8 0",
    "outbreak": "M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM5 4.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM19 5.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM17.5 17a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM6.4 7.2l3.5 3M17.4 8l-3 2.3M13.8 14.2l2.6 3",
    "households": "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5h4v5",
    "standards": "M5 4h10l4 4v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM14 4v5h5M8 13h8M8 17h5",
    "village": "M3 20h18M5 20v-6l4-3 4 3v6M13 20v-9l3-4 3 4v9M8.5 20v-3",
    "import": "M12 4v10M8 10.5l4 4 4-4M4 17v2a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-2",
    "export": "M12 15V4M8 8l4-4 4 4M4 17v2a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-2",
    "audit": "M12 3l7 3v5c0 4.6-2.9 8.2-7 10-4.1-1.8-7-5.4-7-10V6zM9 12l2.2 2.2L15.5 10",
    "more": "M4 7h16M4 12h16M4 17h16",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.8-3.9 3.7-6 7.5-6s6.7 2.1 7.5 6",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2",
    "advance": "M5 6l6 6-6 6zM13 6l6 6-6 6z",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
    "door": "M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M4 21h16M14.5 12v1",
    "test": "M9 3h6M10 3v12a2 2 0 0 0 4 0V3M10 9h4",
    "visit": "M4 11l8-7 8 7M6 9.5V20h12V9.5M9 14l2.2 2.2L15 12.5",
    "question": "M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2.1M12 17.5v.1M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "notify": "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10.5 20.5h3",
    "duty": "M5 5h14v14H5zM8.5 12l2.5 2.5 4.5-5",
    "warn": "M12 4l9 16H3zM12 10v4.5M12 17v.1",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "close": "M6 6l12 12M18 6L6 18",
    "next": "M9 5l7 7-7 7",
    "back": "M15 5l-7 7 7 7",
    "print": "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
    "undo": "M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4",
    "leave": "M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8M11 12h9M17 8.5l3.5 3.5-3.5 3.5",
    "up": "M12 20V5M6 11l6-6 6 6",
    "chain": "M9.5 14.5l5-5M8 11l-2.2 2.2a3.5 3.5 0 0 0 5 5L13 16M16 13l2.2-2.2a3.5 3.5 0 0 0-5-5L11 8",
    "report": "M12 5v14M5 12h14",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "lock": "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13zM12 15v2",
    "language": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.8 12h16.4M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
}


def icon_names() -> tuple[str, ...]:
    """Every drawing there is."""
    return tuple(_STROKES)


def draw_icon(name: str, size: int = 20) -> SafeString:
    """The drawing as SVG, hidden from screen readers; KeyError for a name that is not drawn."""
    return format_html(
        '<svg class="icon" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        size,
        size,
        mark_safe(_STROKES[name]),
    )
