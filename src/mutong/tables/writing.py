"""Checked rows into files: CSV, xlsx, Parquet. What is written here is read back the same.

Texts that a spreadsheet program would run as a formula get a leading apostrophe in CSV, which the reader takes
off again; numbers such as −5 or +86 138 stay as they are.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

import xlsxwriter

from mutong.kernel.period import CHINA
from mutong.tables.cells import formula_safe
from mutong.tables.code_words import code_label, table_label
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Column, Schema, load_schema

EXCEL_ROWS = 1_048_576
_EXCEL_CELL = 32_767
_QUOTED = re.compile(r"'+[=+\-@\t\r\n]")

Row = Mapping[str, object]


def number_text(value: float | int) -> str:
    """A number without a needless point: 12.0 is "12"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _boolean_text(value: object, lang: str | None) -> str:
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")


def cell_text(value: object, column: Column, lang: str | None = None) -> str:
    """A value as text; codes and yes/no in the words of `lang`, or as codes when it is None. '' for None."""
    if value is None:
        return ""
    if column.type == "boolean":
        return _boolean_text(value, lang)
    if column.type == "code":
        return code_label(column.name, str(value)).say(lang) if lang else str(value)
    if isinstance(value, datetime):
        local = value.astimezone(CHINA) if value.tzinfo else value.replace(tzinfo=CHINA)
        return local.replace(tzinfo=None).isoformat(" ") if lang else local.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return number_text(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


class TableWriter:
    """Writes rows of a table to a CSV or xlsx file batch by batch; the file appears whole or not at all.

    `lang` zh or en writes labels and words for people (and a mark that makes Excel read UTF-8); None writes column
    names and codes. Used as a context manager; leaving it by an error leaves no file.
    """

    def __init__(self, schema: Schema, path: str | Path, lang: str | None = None) -> None:
        self.schema, self.path, self.lang = schema, Path(path), lang
        self.rows_written = 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._half = self.path.with_name(self.path.name + ".part")
        if self.path.suffix == ".xlsx":
            self._sheet: _Sheet | None = _Sheet(schema, self._half, lang)
        elif self.path.suffix in (".csv", ".txt"):
            self._sheet = None
            self._file = self._half.open("w", encoding="utf-8-sig" if lang else "utf-8", newline="")
            self._csv = csv.writer(self._file, lineterminator="\n")
            self._csv.writerow(headings_of(schema, lang))
        else:
            raise refuse_file("unknown_file_kind", suffix=self.path.suffix, known=".csv .xlsx .parquet")

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows; a column that a row lacks is written empty."""
        for row in rows:
            self.rows_written += 1
            if self._sheet is not None:
                self._sheet.write(self.rows_written, row)
                continue
            cells = [cell_text(row.get(c.name), c, self.lang) for c in self.schema.columns]
            self._csv.writerow([formula_safe(c) if c else "" for c in cells])

    def __enter__(self) -> "TableWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._sheet is not None:
            self._sheet.close()
        else:
            self._file.close()
        if kind is None:
            self._half.replace(self.path)
        else:
            self._half.unlink(missing_ok=True)


class _Sheet:
    """One sheet of a workbook: ids and times as text, dates as dates, numbers as numbers, heading frozen."""

    def __init__(self, schema: Schema, path: Path, lang: str | None) -> None:
        self.schema, self.lang = schema, lang
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False})
        self.sheet = self.book.add_worksheet(sheet_name(schema, lang))
        self.sheet.freeze_panes(1, 0)
        bold = self.book.add_format({"bold": True})
        self.text = self.book.add_format({"num_format": "@"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        for i, column in enumerate(schema.columns):
            plain = column.type in ("number", "integer", "boolean", "code")
            form = None if plain else self.day if column.type == "date" else self.text
            self.sheet.set_column(i, i, 18, form)
        for i, heading in enumerate(headings_of(schema, lang)):
            self.sheet.write_string(0, i, heading, bold)

    def write(self, row_number: int, row: Row) -> None:
        if row_number >= EXCEL_ROWS:
            raise refuse_file("too_many_rows", rows=f"> {EXCEL_ROWS - 1:,}", limit=f"{EXCEL_ROWS - 1:,}")
        for i, column in enumerate(self.schema.columns):
            value = row.get(column.name)
            if value is None:
                continue
            if column.type in ("number", "integer") and abs(value) < 1e15:
                self.sheet.write_number(row_number, i, value)
            elif column.type == "date" and value.year >= 1900:
                self.sheet.write_datetime(row_number, i, value, self.day)
            else:
                text = cell_text(value, column, self.lang)
                if len(text) >= _EXCEL_CELL:
                    raise refuse_file("cell_too_long", column=column.name)
                self.sheet.write_string(row_number, i, "'" + text if _QUOTED.match(text) else text, self.text)

    def close(self) -> None:
        self.book.close()


def sheet_name(schema: Schema, lang: str | None) -> str:
    """The name of a table's sheet."""
    return table_label(schema.name).say(lang)[:31] if lang else schema.name


def headings_of(schema: Schema, lang: str | None) -> list[str]:
    """The headings of a table: labels in zh or en, or the column names."""
    return [c.label.say(lang) if lang else c.name for c in schema.columns]


def export_rows(rows: Iterable[Row], table: str, path: str | Path, lang: str | None = "zh") -> int:
    """Write rows of a table for people (CSV or xlsx by the file's ending); gives the number of rows."""
    with TableWriter(load_schema(table), path, lang) as writer:
        writer.write(rows)
    return writer.rows_written
