"""Rows into the register: counts in = landed + already there + changed + rejected, always."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.area_checks import check_areas_of_rows
from mutong.records.landing.landed_table import LandedTable, refuse_table, table_of
from mutong.records.landing.membership_checks import check_memberships_there
from mutong.records.landing.references import KnownIds
from mutong.records.landing.row_checks import Fault, check_rows
from mutong.records.landing.row_writing import Row, sort_rows, write_rows
from mutong.records.landing.survey_facts import new_answers, survey_as_facts
from mutong.tables.schema import Schema, load_schema

BATCH_ROWS = 5_000
_CONFLICT = Words(
    "同一编号已有内容不同的记录；事实和事件不可改写，请用新的编号或新的记录时间再登记。",
    "A row with the same key and other content is there; facts and events are never overwritten: record it anew "
    "under another id or a later recorded_at.",
)


@dataclass
class Landed:
    """What became of the rows: new, already there, changed, and the problems of those rejected (one each)."""

    new: int = 0
    already: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def landed(self) -> int:
        """Rows whose content is now in the register."""
        return self.new + self.already + self.changed

    @property
    def rejected(self) -> int:
        """Rows that are not."""
        return len(self.problems)


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
    which are refused. Rows of `survey` become facts. `row_numbers` are the rows as the person sees them. Raises
    AccessDenied without the right import_tables, MutongError `table_not_landed` for stays and duties.
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
            if table == "survey":
                found, faults = _land_survey(batch, areas, known)
            else:
                found, faults = land_batch(table_of(table), batch_rows, areas, known)
            landed.new += found.new
            landed.already += found.already
            landed.changed += found.changed
            for position, (column, code, words) in sorted(faults.items()):
                value = batch_rows[position][schema.names.index(column)] if column in schema.names else ""
                landed.problems.append(
                    Problem(
                        file,
                        sheet,
                        numbers[start + position],
                        column,
                        _shown(schema, column, value),
                        code,
                        words,
                    )
                )
        log_deed(
            viewer,
            holding,
            "land_rows",
            purpose,
            query=f"table={table}; new={landed.new}; changed={landed.changed}",
            count=landed.new + landed.changed,
        )
    return landed


def land_batch(
    table: LandedTable, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, dict[int, Fault]]:
    """Check and write one batch of rows (tuples in schema order) of `areas`; counts, and the fault of each row refused.

    Within the caller's transaction, without a check of rights and without an audit line: those are the action's.
    """
    faults = check_rows(table, rows, known)
    check_areas_of_rows(table, rows, areas, faults)
    if table.schema.name == "memberships":
        faults = check_memberships_there(table, rows, faults)
    good = [position for position in range(len(rows)) if position not in faults]
    found = sort_rows(table, [rows[p] for p in good], good)
    write_rows(table, found)
    for position in found.conflicts:
        faults[position] = (table.schema.key[0], "other_content", _CONFLICT)
    return Landed(len(found.new), found.already, len(found.changed)), faults


def _land_survey(
    rows: Sequence[Mapping[str, object]], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, dict[int, Fault]]:
    """Each answered cell becomes a fact; a row counts as new when one of its facts is."""
    facts = table_of("facts")
    answers: list[Row] = []
    of_row: list[int] = []
    for position, row in enumerate(rows):
        for answer in survey_as_facts(row):
            answers.append(tuple(answer.get(c) for c in facts.schema.names))
            of_row.append(position)
    fresh = new_answers(answers)
    _, refused = land_batch(facts, [answers[i] for i in fresh], areas, known)
    faults: dict[int, Fault] = {}
    for i, (_, code, words) in refused.items():
        faults.setdefault(of_row[fresh[i]], ("household_id", code, words))
    touched = {of_row[i] for i in fresh} - set(faults)
    return Landed(len(touched), len(rows) - len(faults) - len(touched)), faults


def _shown(schema: Schema, column: str, value: object) -> str:
    """The value as a rejects file may show it: a secret one is masked."""
    text = "" if value is None else str(value)
    if column in schema.names and schema.column(column).sensitivity == "secret" and len(text) > 4:
        return text[:3] + "*" * (len(text) - 4) + text[-1]
    return text[:200]
