"""The blocks of a document: plain values in both languages, which say what stands there and never how it looks.

A text is Words, or a row of parts: words, a stressed word, a number nobody has verified, the mark of a source, a grade.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words

LEFT, RIGHT, CENTRE = "left", "right", "centre"
# A table of at most so many rows stays on one page.
TOGETHER = 8
LINE, STACKED, COLUMNS, BARS = "line", "stacked", "columns", "bars"


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    words: Words


@dataclass(frozen=True)
class Open:
    """A number or statement that nobody has verified: it is shown with a visible mark, also in black and white."""

    words: Words


@dataclass(frozen=True)
class Cite:
    """The marks [n] of sources, by their keys in the report's list."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """The grade of a source beside a number: G1, G2, G3, NV or a word such as `choice`."""

    code: str


Inline = Words | Strong | Open | Cite | Grade
Text = Inline | tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3; its number is given by the document."""

    text: Words
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: Text


@dataclass(frozen=True)
class Bullets:
    """A list, with dots or with numbers."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, unit (shown under the heading), alignment and share of the width."""

    heading: Words
    unit: Words | None = None
    align: str = LEFT
    share: float = 1.0


Cell = Text | None


@dataclass(frozen=True)
class Table:
    """A table with its caption. A cell of None is shown as not known; `total` sets the last row apart.

    Rows that do not fit go on over the page with the headings repeated. Without rows it says so.
    """

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None
    total: bool = False


@dataclass(frozen=True)
class Series:
    """One row of a chart's numbers; None is not known and leaves a gap, never a nought."""

    name: Words
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart over categories: `kind` is line, stacked, columns or bars (lying); `unit` stands on the axis of numbers.

    In Word it is a chart with its numbers behind it, which a person can change; in PDF a drawing.
    """

    caption: Words
    kind: str
    categories: tuple[Words, ...]
    series: tuple[Series, ...]
    unit: Words
    note: Text | None = None


@dataclass(frozen=True)
class FlowNode:
    """A box of a flow picture in one of its columns, 0 being the leftmost."""

    key: str
    label: Words
    column: int


@dataclass(frozen=True)
class FlowLink:
    """What flows from one box to one further right: an amount above nought of one kind, in that kind's unit.

    Bands of one kind are as wide as their amounts; bands of different kinds (tonnes, yuan) are not to be compared.
    """

    start: str
    end: str
    amount: float
    kind: str
    text: Words


@dataclass(frozen=True)
class Flow:
    """A flow picture: boxes in columns and bands between them; `kinds` names each kind of band with its unit."""

    caption: Words
    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    kinds: dict[str, Words]
    note: Text | None = None


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Figure = Chart | Flow
Block = Heading | Paragraph | Bullets | Table | Chart | Flow | PageBreak


@dataclass(frozen=True)
class Source:
    """A source as the list at the end has it; `grade` is empty for a law or a file of one's own."""

    key: str
    words: Words
    grade: str = ""


@dataclass(frozen=True)
class Report:
    """A document: title page, contents, blocks in order, list of sources.

    `details` are lines of the title page (what, who); `dated` is the day it bears; `banner` stands on every page, as
    “made-up sample” does.
    """

    title: Words
    subtitle: Words
    blocks: Sequence[Block]
    sources: Sequence[Source] = ()
    details: tuple[tuple[Words, Words], ...] = ()
    dated: date | None = None
    banner: Words | None = None


def parts_of(text: Text) -> tuple[Inline, ...]:
    """A text as its parts."""
    return text if isinstance(text, tuple) else (text,)
