"""A table of a plan as values: written out on a page by one template, taken along by a file."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from mutong.desk.parts import NO_WORDS
from mutong.kernel.words import Words

DASH = Words("—", "—")
GENERAL = -1
Value = float | str | Words | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, and how its numbers are written (`digits` after the point, or
    GENERAL for four that count; None: a text)."""

    label: Words
    digits: int | None = 0

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.digits is not None


@dataclass(frozen=True)
class Row:
    """A row: its head, a value for each column, and a mark beside the head."""

    head: Words
    values: tuple[Value, ...]
    chip: Words = NO_WORDS
    tone: str = "warn"


@dataclass(frozen=True)
class PlanTable:
    """A table: its name in addresses and files, title, what the first column holds, columns, rows, a remark below.

    With `cards` its rows become cards on a phone; else it is scrolled, its first column staying.
    """

    name: str
    title: Words
    first: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Words = NO_WORDS
    cards: bool = False

    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, Words]]]]:
        """Each row with its cells as a page shows them."""
        for row in self.rows:
            yield row, [(one, shown(v, one.digits)) for one, v in zip(self.columns, row.values, strict=True)]

    def headings(self) -> list[Words]:
        """The headings of a file."""
        return [self.first, *(one.label for one in self.columns), Words("备注", "Remark")]

    def file_rows(self) -> Iterator[list[object]]:
        """The rows of a file: numbers plain, what is not known empty."""
        for row in self.rows:
            yield [row.head, *(_plain(v, c) for c, v in zip(self.columns, row.values, strict=True)), row.chip]


def shown(value: Value, digits: int | None) -> Words:
    """A value as a page shows it; what is not known is a dash."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return DASH
    if isinstance(value, Words):
        return value
    if isinstance(value, str):
        return Words(value, value)
    text = f"{value:,.4g}" if digits == GENERAL else f"{value:,.{digits or 0}f}"
    text = text.removeprefix("-") if not text.strip("-0.,") else text
    return Words(text, text)


def columns(*told: tuple[str, str, int]) -> tuple[Column, ...]:
    """Columns of numbers from their headings in both languages and digits after the point."""
    return tuple(Column(Words(zh, en), digits) for zh, en, digits in told)


def _plain(value: Value, column: Column) -> object:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if not isinstance(value, float):
        return value
    return float(f"{value:.9g}") if column.digits == GENERAL else round(value, column.digits or 0)
