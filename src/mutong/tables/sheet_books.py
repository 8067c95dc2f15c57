"""One workbook of several sheets, each a table: headings in Chinese with English below, example rows passed over.

A sheet is found by its name, else by its headings. A heading cell may hold two languages, one on each line: the first
that is known counts. Rows whose first column begins with EXAMPLE_MARK are examples and never read as answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.tables.cells import clean_text
from mutong.tables.code_words import table_label
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, RawTable, open_raw
from mutong.tables.mapping import match_headings, plain_heading, recognised
from mutong.tables.reading import TableReading
from mutong.tables.remedies import CellRefused, refuse_file, remedy
from mutong.tables.schema import Column, Schema, load_schema
from mutong.tables.writing import cell_text

EXAMPLE_MARK = "示例"


@dataclass(frozen=True)
class SheetRow:
    """One row that was read: its table, its values by column, and where it stands."""

    table: str
    values: dict[str, object]
    file: str
    sheet: str
    row: int

    def problem(self, column: str, code: str, words: Words) -> Problem:
        """A problem or warning about this row, with the value as it was read."""
        said = cell_text(self.values.get(column), load_schema(self.table).column(column))
        return Problem(self.file, self.sheet, self.row, column, said, code, words)


@dataclass(frozen=True)
class BookReading:
    """What a workbook held: the rows that are right, what is wrong with the others, and what a reader should know.

    `examples` counts example rows passed over, `rejected` rows that could not be read; `absent` names the tables that
    have no sheet here.
    """

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[Words, ...]
    rows_in: int
    examples: int
    rejected: int
    absent: tuple[str, ...]


def read_sheet_book(
    path: str | Path, tables: Sequence[str], size_limit: int = DEFAULT_SIZE_LIMIT
) -> BookReading:
    """Every sheet of a workbook that is one of these tables.

    Raises MutongError where nothing can be read: no such file, no table, a password, none of the sheets wanted.
    """
    path = Path(path)
    schemas = {table: load_schema(table) for table in tables}
    first = open_raw(path, None, size_limit, lambda row: max(_known(row, one) for one in schemas.values()))
    first.close()
    peeks = {first.sheet: first.headings, **dict(first.other_sheets)}
    found = _sheets_of(peeks, schemas)
    if not found:
        labels = [table_label(table) for table in tables]
        error = refuse_file("wrong_sheet", file=path.name, sheet=labels[0].zh, sheets="、".join(peeks) or "–")
        error.words = Words(
            f"{path.name} 里没有要找的工作表（{'、'.join(one.zh for one in labels)}）；有：{'、'.join(peeks) or '–'}。",
            f"{path.name} has none of the sheets wanted ({', '.join(one.en for one in labels)}); it has: "
            f"{', '.join(peeks) or '–'}.",
        )
        raise error
    parts = [_read_one(path, sheet, schemas[table], size_limit) for table, sheet in found.items()]
    return BookReading(
        rows=tuple(row for part in parts for row in part.rows),
        problems=tuple(problem for part in parts for problem in part.problems),
        warnings=tuple(problem for part in parts for problem in part.warnings),
        notes=tuple(note for part in parts for note in part.notes),
        rows_in=sum(part.rows_in for part in parts),
        examples=sum(part.examples for part in parts),
        rejected=sum(part.rejected for part in parts),
        absent=tuple(table for table in tables if table not in found),
    )


def heading_cell(column: Column, lang: str) -> str:
    """A heading of both languages, that of `lang` above, with a mark where the column must be filled in."""
    first, second = (column.label.zh, column.label.en) if lang == "zh" else (column.label.en, column.label.zh)
    return f"{first}{'*' if column.required else ''}\n{second}"


def _sheets_of(peeks: dict[str, list[object]], schemas: dict[str, Schema]) -> dict[str, str]:
    """Table → sheet: by the sheet's name, then for the tables left by the headings (at least two known)."""
    found: dict[str, str] = {}
    for table in schemas:
        label = table_label(table)
        names = {plain_heading(word) for word in (table, label.zh, label.en)}
        for sheet in peeks:
            if plain_heading(sheet) in names and sheet not in found.values():
                found[table] = sheet
                break
    for table, schema in schemas.items():
        left = [sheet for sheet in peeks if sheet not in found.values()]
        best = max(left, key=lambda sheet: _known(peeks[sheet], schema), default=None)
        enough = best is not None and 2 * _known(peeks[best], schema) >= len(schema.columns)
        if table not in found and enough:
            found[table] = best
    return found


def _known(headings: Sequence[object], schema: Schema) -> int:
    try:
        return recognised([_one_language(cell, schema) for cell in headings], schema)
    except CellRefused:
        return 0


def _one_language(cell: object, schema: Schema) -> object:
    """Of a heading in two languages the line that the table knows; as it is where none is."""
    lines = [line.strip() for line in clean_text(cell).split("\n")]
    return next((line for line in lines if line and recognised([line], schema)), cell)


def _read_one(path: Path, sheet: str, schema: Schema, size_limit: int) -> BookReading:
    raw = open_raw(path, sheet or None, size_limit, lambda row: _known(row, schema))
    examples = 0

    def without_examples(rows):
        nonlocal examples
        for number, cells in rows:
            if cells and isinstance(cells[0], str) and cells[0].strip().startswith(EXAMPLE_MARK):
                examples += 1
                continue
            yield number, cells

    headings = [_one_language(cell, schema) for cell in raw.headings]
    raw: RawTable = replace(raw, headings=headings, rows=without_examples(raw.rows))
    matched = match_headings(headings, schema, None, raw.file)
    lacking = [c for c in schema.columns if c.required and c.name not in {s.column for s in matched.sources}]
    if lacking:
        raw.close()
        words = remedy(
            "required_columns_missing",
            file=f"{raw.file} [{raw.sheet}]",
            columns=", ".join(f"{c.label.zh} {c.label.en}" for c in lacking),
        )
        problem = Problem(raw.file, raw.sheet, 1, lacking[0].name, "", "required_columns_missing", words)
        return BookReading((), (problem,), (), (), 0, 0, 0, ())
    # Rows of one household may come twice, from two askers: whoever takes them puts them together.
    reading = TableReading(raw, schema, matched, None, 5_000, repeats_ok=True)
    batch = reading.read_all()
    return BookReading(
        rows=tuple(
            SheetRow(schema.name, values, raw.file, raw.sheet, number)
            for values, number in zip(batch.rows, batch.row_numbers, strict=True)
        ),
        problems=tuple(batch.problems),
        warnings=tuple(batch.warnings),
        notes=tuple(reading.notes),
        rows_in=reading.rows_in,
        examples=examples,
        rejected=reading.rejected,
        absent=(),
    )
