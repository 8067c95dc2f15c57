"""The rows of the survey as they hold now, read from what was recorded, and put into words of a sheet again."""

from collections.abc import Iterable, Mapping
from datetime import date

from mutong.records.landing.references import chunks
from mutong.records.village.models import Plot
from mutong.records.village.survey_answers import SurveyAnswer
from mutong.tables.code_words import table_label
from mutong.tables.schema import load_schema
from mutong.tables.sheet_books import SheetRow
from mutong.village.survey_book import HOUSEHOLDS, KEYS, SHEETS

RowId = tuple[str, str, str]  # household, sheet, the row's own name ('' in the first sheet)


def answers_now(household_ids: Iterable[str]) -> dict[RowId, dict[str, object]]:
    """The answers that hold now of these households, in the order in which rows were first named."""
    found: dict[RowId, dict[str, object] | None] = {}
    for chunk in chunks(household_ids):
        rows = SurveyAnswer.objects.filter(household_id__in=chunk).order_by("pk")
        for household, sheet, key, answers in rows.values_list("household_id", "sheet", "key", "answers"):
            found[household, sheet, key] = answers
    return {row: _typed(row[1], answers) for row, answers in found.items() if answers is not None}


def stored(sheet: str, values: Mapping[str, object]) -> dict[str, object]:
    """The known columns of a row as JSON holds them, without the columns that name the row."""
    aside = {"household_id", KEYS.get(sheet)}
    return {
        column.name: value.isoformat() if isinstance(value, date) else value
        for column in load_schema(sheet).columns
        if column.name not in aside and (value := values.get(column.name)) is not None
    }


def sheet_rows(answers: Mapping[RowId, Mapping[str, object]]) -> tuple[SheetRow, ...]:
    """The same as rows of the five sheets, every column there, numbered within each sheet from 2 as a person counts."""
    found: list[SheetRow] = []
    for sheet in SHEETS:
        names, label = load_schema(sheet).names, table_label(sheet).zh
        own = [(row, values) for row, values in answers.items() if row[1] == sheet]
        for number, ((household, _, key), values) in enumerate(own, 2):
            whole: dict[str, object] = dict.fromkeys(names) | dict(values) | {"household_id": household}
            if sheet != HOUSEHOLDS:
                whole[KEYS[sheet]] = key
            found.append(SheetRow(sheet, whole, "", label, number))
    return tuple(found)


def with_known_plots(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Rows of the table plots whose blanks take what the register knows already: a blank wipes nothing out."""
    found = [dict(row) for row in rows]
    known: dict[tuple[str, str], Mapping[str, object]] = {}
    for chunk in chunks({str(row["household_id"]) for row in found}):
        for plot in Plot.objects.filter(household_id__in=chunk).values():
            known[plot["household_id"], plot["plot_id"]] = plot
    for row in found:
        before = known.get((str(row["household_id"]), str(row["plot_id"])), {})
        row.update({column: before.get(column) for column, value in row.items() if value is None})
    return found


def _typed(sheet: str, answers: Mapping[str, object]) -> dict[str, object]:
    """Days are days again; a column that the schema no longer has is left aside."""
    columns = {column.name: column for column in load_schema(sheet).columns}
    return {
        name: date.fromisoformat(str(value)) if columns[name].type == "date" else value
        for name, value in answers.items()
        if name in columns
    }
