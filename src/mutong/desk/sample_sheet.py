"""What somebody's sheet looks like: its headings, a few cells of each, and how its dates seem to be written.

The cells are shown to the person who sent the sheet and to nobody else; nothing of them is kept or logged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.cells import clean_text
from mutong.tables.dates import read_date
from mutong.tables.decoding import open_raw
from mutong.tables.mapping import match_headings, plain_heading, recognised
from mutong.tables.remedies import CellRefused, refuse_file
from mutong.tables.schema import Schema

HEADINGS_AT_MOST = 200
_ROWS_LOOKED_AT = 200
_EXAMPLES = 3
_LETTERS = 40


@dataclass(frozen=True)
class SampleColumn:
    """One heading: some of its cells, the column of the table it names by itself ('' for none), its dates' order."""

    heading: str
    examples: tuple[str, ...]
    column: str
    order: str
    looks_like_dates: bool


@dataclass(frozen=True)
class SampleSheet:
    """The headings of a sheet, each once, and how many columns cannot be named: no heading, or the same again."""

    columns: tuple[SampleColumn, ...]
    nameless: int
    repeated: tuple[str, ...]


def read_sample(path: Path, schema: Schema, size_limit: int) -> SampleSheet:
    """The headings of the first sheet with some example cells. Raises MutongError where the file is no table."""
    raw = open_raw(path, None, size_limit, lambda headings: recognised(headings, schema))
    try:
        try:
            texts = [clean_text(heading) for heading in raw.headings]
        except CellRefused:
            raise refuse_file("not_a_table", file=raw.file) from None
        rows = [cells for _, (_, cells) in zip(range(_ROWS_LOOKED_AT), raw.rows, strict=False)]
    finally:
        raw.close()
    if len(texts) > HEADINGS_AT_MOST:
        raise MutongError(
            "too_many_headings",
            Words(
                f"文件有 {len(texts)} 列，这里最多对应 {HEADINGS_AT_MOST} 列；请先删去用不着的列。",
                f"The file has {len(texts)} columns; at most {HEADINGS_AT_MOST} can be mapped here. "
                "Remove those that are not wanted.",
            ),
        )
    found: dict[str, SampleColumn] = {}
    repeated, taken = [], set()
    for index, text in enumerate(texts):
        plain = plain_heading(text)
        if not plain or plain in found:
            repeated += [text] if plain else []
            continue
        column = own_column(text, schema)
        column = "" if column in taken else column
        taken.add(column)
        cells = _texts(row[index] for row in rows if index < len(row))
        order, dates = _order(cells)
        found[plain] = SampleColumn(
            text, tuple(cell[:_LETTERS] for cell in cells[:_EXAMPLES]), column, order, dates
        )
    if not found:
        raise refuse_file("empty_file", file=raw.file)
    return SampleSheet(tuple(found.values()), sum(not plain_heading(t) for t in texts), tuple(repeated))


def own_column(heading: str, schema: Schema) -> str:
    """The column that a heading names without any mapping; '' when it names none."""
    sources = match_headings([heading], schema, None, "").sources
    return sources[0].column if sources else ""


def tells_no_order(cells: Sequence[str]) -> bool:
    """Whether some cell may be two days and no cell says which number is the month."""
    return bool(_readable(cells, "dmy")) and _order(cells)[0] == "" and not _all_read(cells, "")


def _texts(cells: object) -> list[str]:
    """The cells that hold something, as text, each once, in their order."""
    found: dict[str, None] = {}
    for cell in cells:
        try:
            text = clean_text(cell)
        except CellRefused:
            text = "�"
        if text:
            found[text] = None
    return list(found)


def _readable(cells: Sequence[str], order: str) -> list[str]:
    found = []
    for cell in cells:
        try:
            read_date(cell, order)
        except CellRefused:
            continue
        # A bare number may be a day's serial, but then there is no order to state.
        found += [cell] if not cell.isdigit() else []
    return found


def _all_read(cells: Sequence[str], order: str) -> bool:
    dates = set(_readable(cells, "dmy")) | set(_readable(cells, "mdy"))
    return set(_readable(cells, order)) == dates


def _order(cells: Sequence[str]) -> tuple[str, bool]:
    """The order under which every date reads, '' when years come first or nothing tells; and whether dates they are."""
    dates = set(_readable(cells, "dmy")) | set(_readable(cells, "mdy"))
    looks = not cells or len(dates) * 2 >= len(cells)
    if not dates or _all_read(cells, ""):
        return "", looks
    fitting = [order for order in ("dmy", "mdy") if _all_read(cells, order)]
    return (fitting[0] if len(fitting) == 1 else ""), looks
