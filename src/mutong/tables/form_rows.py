"""Rows that a form sent, read with the checks of a sheet: each cell, then what a row must agree on in itself."""

from collections.abc import Iterable, Mapping

from mutong.tables.code_words import table_label
from mutong.tables.decoding import RawTable
from mutong.tables.mapping import match_headings
from mutong.tables.reading import Batch, TableReading
from mutong.tables.schema import load_schema


def read_form_rows(table: str, rows: Iterable[tuple[int, Mapping[str, str]]], file: str = "") -> Batch:
    """Numbered rows (column → text; an empty or missing one says nothing) as checked rows of a table, with what is
    wrong by row number and column. Keys may repeat. Raises MutongError `unknown_table`."""
    schema = load_schema(table)
    names = list(schema.names)
    cells = [(number, [row.get(name, "") for name in names]) for number, row in rows]
    raw = RawTable(file, table_label(table).zh, names, iter(cells), lambda: len(cells), len(cells))
    headings = match_headings(names, schema, None, file)
    return TableReading(raw, schema, headings, None, max(1, len(cells)), repeats_ok=True).read_all()
