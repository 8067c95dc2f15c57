"""Asking households, by form or by workbook: answers are kept whole, and what the register keeps of them lands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, system_viewer
from mutong.records.actions.record_survey import SurveyChange, record_survey
from mutong.records.landing.land import land_rows
from mutong.records.landing.survey_rows import RowId, answers_now, sheet_rows, with_known_plots
from mutong.records.reads.village_survey import households_in
from mutong.tables.sheet_books import BookReading, SheetRow, read_sheet_book
from mutong.village.survey_book import HOUSEHOLDS, KEYS, MEASURED, PLOTS, SHEETS, Survey, survey_of
from mutong.village.survey_totals import register_rows

PURPOSE = "入户调查 / ask a household"
_NOT_HERE = Words(
    "登记簿里没有这一户，或者不在您的辖区；这一行没有登记。请更正户编号。",
    "The register has no such household in your area; the row was not kept. Correct the household id.",
)

_UNIT_DIFFERS = Words(
    "单位与已登记的不同，又只写了一部分，两种单位不能混在一行；这几项没有登记，请把这一行的数和单位写全。",
    "The unit differs from the one held and only some of the numbers are here; two units cannot stand in one row. They "
    "were not kept: write all of the row's numbers with their unit.",
)


@dataclass(frozen=True)
class TakenBook:
    """How a workbook was taken in: rows read, rows of the survey that are new or other than before, households that
    were spoken of, rows refused and rows to look at again."""

    rows_in: int
    rows_new: int
    households: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def keep_answers(
    viewer: Viewer,
    household_id: str,
    changes: Sequence[SurveyChange],
    *,
    asked_at: date | None,
    source: str,
    purpose: str,
) -> int:
    """Keep what one household answered; how many rows are new. What the register keeps of the household's survey
    (facts of the table survey, plots) lands with it, in one transaction. Raises AccessDenied."""
    with transaction.atomic():
        count = record_survey(
            viewer, household_id, changes, asked_at=asked_at, source=source, purpose=purpose
        )
        if count:
            _land([household_id], purpose)
    return count


def take_book(viewer: Viewer, path: Path, *, name: str = "", purpose: str) -> TakenBook:
    """Take in a filled workbook, all of it in one transaction; the same one twice changes nothing.

    An empty cell says nothing; a row that the form has and the workbook lacks stays. Of two answers the one of the
    later day counts: a workbook of an earlier day, or of none, only fills in what is not known. Numbers in another unit
    than those held are taken only where they replace all of them; else a problem says so. Raises AccessDenied,
    MutongError where the file holds nothing that can be read, `no_row_fits` where no row is about a household of the
    viewer's area.
    """
    check_anywhere(viewer, "record_survey", purpose)
    book = read_sheet_book(path, SHEETS)
    source = name or path.name
    survey = survey_of([book])
    here = households_in(viewer, "record_survey", set(survey.households))
    strangers = [row for row in book.rows if row.values["household_id"] not in here]
    problems = [
        *survey.problems,
        *(row.problem("household_id", "household_not_here", _NOT_HERE) for row in strangers),
    ]
    if book.rows and not here:
        raise MutongError("no_row_fits", _NOT_HERE, file=source)
    count = 0
    with transaction.atomic():
        held = answers_now(here)
        for household_id in sorted(here):
            changes, asked_at, clashes = _changes(survey, household_id, held)
            problems += clashes
            count += record_survey(
                viewer, household_id, changes, asked_at=asked_at, source=source, purpose=purpose
            )
        if count:
            _land(sorted(here), purpose)
    return TakenBook(book.rows_in, count, len(here), tuple(problems), survey.warnings)


def warnings_about(survey: Survey, household_id: str) -> list[tuple[SheetRow, Problem]]:
    """The warnings of a survey that are about one household, each with its row."""
    rows = {(row.sheet, row.row): row for found in survey.rows.values() for row in found}
    placed = [(rows.get((problem.sheet, problem.row)), problem) for problem in survey.warnings]
    return [(row, problem) for row, problem in placed if row and row.values["household_id"] == household_id]


def _changes(
    survey: Survey, household_id: str, held: Mapping[RowId, Mapping[str, object]]
) -> tuple[list[SurveyChange], date | None, list[Problem]]:
    """What a workbook says of a household beside the answers that are held, and what cannot be put beside them."""
    answers = survey.households[household_id]
    asked_at, last = answers.get("asked_at"), held.get((household_id, HOUSEHOLDS, ""), {}).get("asked_at")
    older = last is not None and (asked_at is None or asked_at < last)  # type: ignore[operator]
    said = {
        column: value for column, value in answers.items() if value is not None and column != "household_id"
    }
    if older:
        known = held[household_id, HOUSEHOLDS, ""]
        said = {column: value for column, value in said.items() if known.get(column) is None}
    changes = [SurveyChange(HOUSEHOLDS, "", said)] if said else []
    problems: list[Problem] = []
    for sheet, key in KEYS.items():
        for row in survey.rows[sheet]:
            if row.values["household_id"] != household_id:
                continue
            name = str(row.values[key])
            new, clash = _beside(row, held.get((household_id, sheet, name), {}), older)
            changes.append(SurveyChange(sheet, name, new))
            problems += clash
    return changes, last if older else asked_at, problems  # type: ignore[return-value]


def _beside(
    row: SheetRow, known: Mapping[str, object], older: bool
) -> tuple[dict[str, object], list[Problem]]:
    """What a row says anew beside what is known of it."""
    said = {column: value for column, value in row.values.items() if value is not None}
    problems: list[Problem] = []
    for unit, numbers in MEASURED.items():
        if row.table != PLOTS:
            break
        given = [column for column in numbers if column in said]
        there = [column for column in numbers if known.get(column) is not None]
        if not there or said.get(unit) == known.get(unit):
            continue
        if given and not older and set(there) <= set(given):
            said[unit] = said.get(unit)  # all are said again: the new unit holds, or that there is none
            continue
        if given and not older:
            problems.append(row.problem(given[0], "unit_differs", _UNIT_DIFFERS))
        said = {column: value for column, value in said.items() if column not in (unit, *numbers)}
    if older:
        said = {column: value for column, value in said.items() if known.get(column) is None}
    return said, problems


def _land(household_ids: Iterable[str], purpose: str) -> None:
    """What the register keeps of these households' surveys, through the ordinary path (X1).

    Whoever asks need not have the right to import: it is the system that passes on what the survey right let in.
    """
    for table, rows in register_rows(_survey_of(household_ids)).items():
        if table == "plots":
            rows = with_known_plots(rows)
        if not rows:
            continue
        landed = land_rows(system_viewer("village survey"), table, rows, purpose=purpose)
        if landed.problems:
            raise MutongError(
                "answer_not_landed", landed.problems[0].remedy, column=landed.problems[0].column
            )


def _survey_of(household_ids: Iterable[str]) -> Survey:
    rows = sheet_rows(answers_now(household_ids))
    return survey_of([BookReading(rows, (), (), (), len(rows), 0, 0, ())])
