"""Survey workbooks for tests: rows as mappings of column to cell, written under the template's own headings."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from mutong.tables.code_words import table_label
from mutong.tables.schema import load_schema
from mutong.tables.sheet_books import heading_cell
from mutong.village.survey_book import HOUSEHOLDS, LABOUR, MACHINES, PLOTS, SHEETS, YARDS, Survey, read_survey

Sheets = Mapping[str, Sequence[Mapping[str, object]]]


def write_book(path: Path, sheets: Sheets, lang: str = "zh", names: Mapping[str, str] | None = None) -> Path:
    """A filled workbook; `names` gives sheets another name."""
    book = xlsxwriter.Workbook(str(path))
    for table in SHEETS:
        schema = load_schema(table)
        sheet = book.add_worksheet((names or {}).get(table) or table_label(table).say(lang))
        for i, column in enumerate(schema.columns):
            sheet.write_string(0, i, heading_cell(column, lang))
            for j, row in enumerate(sheets.get(table, ()), 1):
                cell = row.get(column.name)
                if cell is not None:
                    sheet.write(j, i, cell)
    book.close()
    return path


def survey_from(folder: Path, sheets: Sheets, listed: Sequence[str] = ()) -> Survey:
    """The survey of one workbook with these rows."""
    return read_survey([write_book(folder / "survey.xlsx", sheets)], listed)


def household(name: str = "H1", **answers: object) -> dict[str, object]:
    """A row of the first sheet, asked on 1 August 2022 unless said otherwise."""
    return {"household_id": name, "asked_at": "2022-08-01", "willing": "愿意", **answers}


def plot(name: str = "H1", plot_id: str = "A", **answers: object) -> dict[str, object]:
    """A plot of three mu that is offered, unless said otherwise."""
    return {
        "household_id": name,
        "plot_id": plot_id,
        "area": 3,
        "area_unit": "亩",
        "offered": "是",
        **answers,
    }


__all__ = [
    "HOUSEHOLDS",
    "LABOUR",
    "MACHINES",
    "PLOTS",
    "YARDS",
    "household",
    "plot",
    "survey_from",
    "write_book",
]
