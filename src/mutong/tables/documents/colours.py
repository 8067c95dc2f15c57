"""The colours of figures: apart in lightness too, so that a black-and-white print still tells them apart."""

INK, MUTED, RULE, PAPER = "#1b1f24", "#55606b", "#c9d0d6", "#ffffff"
SERIES = ("#1f4e79", "#e0912f", "#5a9a6f", "#a9c3dd", "#8a2f3c", "#d8cf8a", "#6b5b95", "#9aa0a6")
MARKED = "#fff2b3"
HEAD = "#e8edf1"


def colour_of(number: int) -> str:
    """The colour of the series or kind with that place in its list."""
    return SERIES[number % len(SERIES)]
