"""Rows into the register: counts in = landed + already there + changed + rejected, always."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from mutong.kernel.errors import Problem
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.batches import Landed, Marks, land_batch
from mutong.records.landing.case_landing import land_cases
from mutong.records.landing.handover_lists import land_handovers
from mutong.records.landing.landed_table import refuse_table, table_of
from mutong.records.landing.line_list import land_line_list
from mutong.records.landing.references import KnownIds
from mutong.records.landing.row_checks import Row
from mutong.records.landing.survey_facts import new_answers, survey_as_facts
from mutong.tables.schema import Schema, load_schema

BATCH_ROWS = 5_000


def land_rows(
    viewer: Viewer,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    purpose: str,
    row_numbers: Sequence[int] | None = None,
    file: str = "",
    sheet: str = "",
) -> Landed:
    """Put checked rows (column -> typed value, missing columns count as blank) into the register, in one transaction.

    Every row must name areas, places, households, people, posts and cases that are there. The same key with the
    same content is already there; with other content it changes the row, except facts, events and encounters,
    which are refused. Rows of `survey` become facts, those of `line_list` people and cases. `row_numbers` are the rows
    as the person sees them. Raises AccessDenied without the right import_tables, MutongError `table_not_landed` for
    stays and duties.
    """
    schema = load_schema(table)
    refuse_table(table)
    holding = check_anywhere(viewer, "import_tables", purpose)
    numbers = list(row_numbers) if row_numbers is not None else list(range(2, len(rows) + 2))
    landed, known = Landed(), KnownIds()
    areas = viewer.areas_with("import_tables")
    with transaction.atomic():
        for start in range(0, len(rows), BATCH_ROWS):
            batch = rows[start : start + BATCH_ROWS]
            batch_rows = [tuple(row.get(c) for c in schema.names) for row in batch]
            found, faults, remarks = _LAND.get(table, _land_plain)(table, batch_rows, areas, known)
            landed.new += found.new
            landed.already += found.already
            landed.changed += found.changed
            landed.keys += found.keys
            for told, marks in ((landed.problems, faults), (landed.warnings, remarks)):
                for position, (column, code, words) in sorted(marks.items()):
                    value = batch_rows[position][schema.names.index(column)] if column in schema.names else ""
                    shown = _shown(schema, column, value)
                    number = numbers[start + position]
                    told.append(Problem(file, sheet, number, column, shown, code, words))
        log_deed(
            viewer,
            holding,
            "land_rows",
            purpose,
            query=f"table={table}; new={landed.new}; changed={landed.changed}",
            count=landed.new + landed.changed,
        )
    return landed


def _land_plain(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    found, faults = land_batch(table_of(table), rows, areas, known)
    return found, faults, {}


def _land_survey(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    """Each answered cell becomes a fact; a row counts as new when one of its facts is."""
    facts, names = table_of("facts"), load_schema(table).names
    answers: list[Row] = []
    of_row: list[int] = []
    for position, row in enumerate(rows):
        for answer in survey_as_facts(dict(zip(names, row, strict=True))):
            answers.append(tuple(answer.get(c) for c in facts.schema.names))
            of_row.append(position)
    fresh = new_answers(answers)
    _, refused = land_batch(facts, [answers[i] for i in fresh], areas, known)
    faults: Marks = {}
    for i, (_, code, words) in refused.items():
        faults.setdefault(of_row[fresh[i]], ("household_id", code, words))
    touched = {of_row[i] for i in fresh} - set(faults)
    return Landed(len(touched), len(rows) - len(faults) - len(touched)), faults, {}


_LAND = {
    "survey": _land_survey, "cases": land_cases, "line_list": land_line_list, "handovers": land_handovers,
}  # fmt: skip


def _shown(schema: Schema, column: str, value: object) -> str:
    """The value as a rejects file may show it: a secret one is masked."""
    text = "" if value is None else str(value)
    if column in schema.names and schema.column(column).sensitivity == "secret" and len(text) > 4:
        return text[:3] + "*" * (len(text) - 4) + text[-1]
    return text[:200]
