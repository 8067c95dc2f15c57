"""Where in a file the wanted table stands: which member, which sheet, which row holds the headings.

Titles may stand above the headings, headings may be merged over two rows, a first column may have none: whatever is
found is told by the caller.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mutong.tables.cells import clean_text
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, TITLE_ROWS, RawTable, open_raw
from mutong.tables.heading_guesses import essentials_missing, guess_columns, heading_key
from mutong.tables.mapping import plain_heading
from mutong.tables.packed_files import Unpacked
from mutong.tables.remedies import CellRefused

ROW_NUMBER = "(row)"


@dataclass(frozen=True)
class GivenSheet:
    """A sheet taken as a table. `heading_row` counts from 1; `columns` are column → place in `headings`; `computed`
    are headings made of others: the places whose cells are joined with “-”, none for the row's number."""

    path: Path
    member: str
    sheet: str | None
    table: str
    heading_row: int
    headings: tuple[str, ...]
    columns: dict[str, int]
    computed: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every essential column of the table was found."""
        return not essentials_missing(self.columns, self.table)

    def with_computed(self, heading: str, places: tuple[int, ...]) -> "GivenSheet":
        """The sheet with one more heading, made of others."""
        return replace(
            self,
            headings=(*self.headings, heading),
            computed=(*self.computed, (heading, places)),
        )


def find_sheets(files: Unpacked, tables: Sequence[str], sheet: str | None) -> list[GivenSheet]:
    """What the sheets of a file can be taken as, the best first; only `sheet` (a member or a sheet) where it is named.

    Raises what open_raw raises: no such sheet, no table at all.
    """
    found: list[GivenSheet] = []
    asked = files.pick(sheet) if sheet else None
    members = [(name, path) for name, path in files.members if asked in (None, path)]
    for member, path in members:
        for name, rows in _peeks(path, sheet if asked is None else None, tables):
            found += [_as_table(path, member, name, table, rows) for table in tables]
    order = {table: k for k, table in enumerate(tables)}
    return sorted(
        found, key=lambda one: (not one.complete, -_own_names(one), order[one.table], -len(one.columns))
    )


def open_sheet(sheet: GivenSheet, size_limit: int = DEFAULT_SIZE_LIMIT) -> RawTable:
    """The cells under the headings; computed ones follow those of the file's own headings."""
    raw = open_raw(sheet.path, sheet.sheet, size_limit, lambda row: len(guess_columns(row, sheet.table)))
    own = len(sheet.headings) - len(sheet.computed)

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        for number, cells in raw.rows:
            if number <= sheet.heading_row:
                continue
            if not sheet.computed:
                yield number, cells
                continue
            padded = [*cells[:own], *[""] * (own - len(cells))]
            made = [number if not at else _joined([padded[k] for k in at]) for _, at in sheet.computed]
            yield number, [*padded, *made, *cells[own:]] if any(map(_filled, cells)) else cells

    return replace(
        raw, headings=list(sheet.headings), rows=rows(), file=raw.file, sheet=raw.sheet or sheet.member
    )


def _joined(cells: Sequence[object]) -> str:
    texts = [clean_text(cell) for cell in cells]
    return "-".join(texts) if all(texts) else ""


def _filled(cell: object) -> bool:
    return cell not in ("", None)


def _peeks(
    path: Path, sheet: str | None, tables: Sequence[str]
) -> Iterator[tuple[str | None, list[Sequence[object]]]]:
    """The first rows of each sheet that may be meant; for a file without sheets its own."""

    def known(row: Sequence[object]) -> int:
        return max(len(guess_columns(row, table)) for table in tables)

    raw = open_raw(path, sheet, DEFAULT_SIZE_LIMIT, known)
    yield raw.sheet or None, _first_rows(raw)
    for name, _ in raw.other_sheets:
        yield name, _first_rows(open_raw(path, name, DEFAULT_SIZE_LIMIT, known))


def _first_rows(raw: RawTable) -> list[Sequence[object]]:
    try:
        return [raw.headings, *(cells for _, cells in islice(raw.rows, TITLE_ROWS - 1))]
    finally:
        raw.close()


def _as_table(
    path: Path, member: str, sheet: str | None, table: str, rows: Sequence[Sequence[object]]
) -> GivenSheet:
    merged = [_merged(rows, k) for k in range(len(rows))]
    known = [len(guess_columns(row, table)) for row in merged]
    # A title must not win by one word of its own: another row has to know more.
    at = max(range(len(rows)), key=lambda k: (known[k] if k == 0 or known[k] > 1 else 0, -k), default=0)
    headings = merged[at]
    below = [len(row) for row in rows[at + 1 :] if any(map(_filled, row))]
    if below and all(width == len(headings) + 1 for width in below):
        headings = ["", *headings]  # R writes the rows' names without a heading
    return GivenSheet(path, member, sheet, table, at + 1, tuple(headings), guess_columns(headings, table))


def _merged(rows: Sequence[Sequence[object]], at: int) -> list[str]:
    """The headings of a row; where the row above holds a merged one, both parts, so that each is unlike the others."""
    own = [_text(cell) for cell in rows[at]]
    above = [_text(cell) for cell in rows[at - 1]] if at else []
    spread, last = [], ""
    for k in range(len(own)):
        last = (above[k] if k < len(above) else "") or last
        spread.append(last)
    if sum(map(bool, above)) > 1:
        own = [_both(parent, text, own.count(text) > 1) for parent, text in zip(spread, own, strict=True)]
    found: list[str] = []
    plain: set[str] = set()
    for text in own:
        again = 2
        name = text
        # Unlike as they will be compared: a mapping knows no difference between ID and id.
        while name and plain_heading(name) in plain:
            name, again = f"{text} ({again})", again + 1
        found.append(name)
        plain.add(plain_heading(name))
    return found


def _both(parent: str, text: str, repeated: bool) -> str:
    if not text:
        return parent
    return f"{parent} {text}" if repeated and parent else text


def _text(cell: object) -> str:
    try:
        return clean_text(cell)
    except CellRefused:
        return ""


def _own_names(sheet: GivenSheet) -> int:
    """How many essential columns are headed by their own name."""
    return sum(heading_key(sheet.headings[k]) == heading_key(name) for name, k in sheet.columns.items())
