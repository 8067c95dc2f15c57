"""A workbook of several sheets with answers in it, under the template's headings; `read_sheet_book` reads it back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from mutong.tables.code_words import table_label
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Column, load_schema
from mutong.tables.sheet_books import heading_cell
from mutong.tables.writing import Row, cell_text

_LONGEST_SHEET_NAME = 31  # what a spreadsheet allows


def write_filled_book(
    sheets: Mapping[str, Iterable[Row]], path: str | Path, written_at: datetime, lang: str = "zh"
) -> int:
    """Write a sheet for each table with its rows, headings in both languages and codes in the words of `lang`.

    A column that a row lacks, or that is None, stays empty. `written_at` (with its zone) stands in the file as the time
    it was made, so that the same rows give the same bytes. Gives the number of rows. The file appears whole or not at
    all. Raises MutongError `unknown_file_kind` unless it ends in .xlsx.
    """
    path = Path(path)
    if path.suffix != ".xlsx":
        raise refuse_file("unknown_file_kind", suffix=path.suffix, known=".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    book = xlsxwriter.Workbook(str(half))
    book.set_properties({"created": written_at.astimezone(UTC)})
    count = sum(_sheet(book, table, rows, lang) for table, rows in sheets.items())
    book.close()
    half.replace(path)
    return count


def _sheet(book: xlsxwriter.Workbook, table: str, rows: Iterable[Row], lang: str) -> int:
    schema = load_schema(table)
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(table_label(table).say(lang)[:_LONGEST_SHEET_NAME])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for i, column in enumerate(schema.columns):
        sheet.set_column(i, i, 16, {"date": day, "id": text, "text": text}.get(column.type))
        sheet.write_string(0, i, heading_cell(column, lang), head)
    count = 0
    for count, row in enumerate(rows, 1):
        for i, column in enumerate(schema.columns):
            value = row.get(column.name)
            if value is not None:
                _cell(sheet, count, i, column, value, lang, {"date": day, "id": text, "text": text})
    return count


def _cell(
    sheet: Worksheet, row: int, at: int, column: Column, value: object, lang: str, forms: Mapping[str, object]
) -> None:
    if column.type in ("number", "integer"):
        sheet.write_number(row, at, value)
    elif column.type == "date":
        sheet.write_datetime(row, at, value, forms["date"])
    else:
        sheet.write_string(row, at, cell_text(value, column, lang), forms.get(column.type))
