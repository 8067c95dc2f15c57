"""A register kept as a folder, one CSV or Parquet file per table: what an import does to it.

All good rows of a file land in one step or none does; the same file sent twice lands once; a process killed on
the way has changed nothing, and running it again comes to the same end.
"""

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from mutong.kernel import clock
from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.register.areas import check_areas
from mutong.register.episodes import check_episodes
from mutong.register.faults import RowFault
from mutong.register.memberships import check_memberships
from mutong.register.references import check_references, references_of
from mutong.register.resident_number import check_people_numbers
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, Progress, content_digest
from mutong.tables.frames import read_table, rows_of, table_file, texts_of, write_table
from mutong.tables.mapping import Mapping
from mutong.tables.merging import RowSpool, merge_by_key, without_rows
from mutong.tables.reading import TableReading, open_table
from mutong.tables.rejects import RejectsWriter
from mutong.tables.remedies import refuse_file

_LOG = "imports.csv"
_LOG_COLUMNS = ("digest", "table", "mapping", "file", "at", "rows_in", "landed", "rejected")
_CROSS_ROW_CHECKS = {"memberships": check_memberships, "areas": check_areas, "cases": check_episodes}
_SHOWN = 20


@dataclass
class ImportOutcome:
    """What became of a file: rows_in = landed + rejected; landed = added + changed + unchanged.

    `already` tells that the same file had landed before, whole, and nothing was done. `first_problems` and
    `first_warnings` hold the first twenty of each.
    """

    table: str
    file: str
    rows_in: int = 0
    landed: int = 0
    rejected: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: int = 0
    already: bool = False
    rejects_file: str = ""
    notes: list[Words] = field(default_factory=list)
    first_problems: list[Problem] = field(default_factory=list)
    first_warnings: list[Problem] = field(default_factory=list)


def import_file(
    path: str | Path,
    table: str,
    folder: str | Path,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    size_limit: int = DEFAULT_SIZE_LIMIT,
    progress: Progress | None = None,
    rejects: str | Path | None = None,
    lang: str = "zh",
) -> ImportOutcome:
    """Bring a file into a register folder as a table.

    Rows with the key of a row that is there take its place. Rejected rows go to `rejects` (left out: rejects.csv in
    the folder), in `lang`. Ids that no row of the register has are warned about, when their table is there. Raises
    MutongError where nothing of the file can land; the register is then as it was. A line list, whose people must be
    recognised, is for the database: `line_list_in_folder`.
    """
    path, folder = Path(path), Path(folder)
    if table == "line_list":
        raise refuse_file("line_list_in_folder")
    rejects = Path(rejects) if rejects else folder / "rejects.csv"
    reading = open_table(path, table, mapping, sheet, size_limit, progress)
    digest, drawn = content_digest(path), _mapping_digest(mapping, sheet)
    outcome = ImportOutcome(table, path.name)
    before = _landed_before(folder, digest, table, drawn)
    if before is not None:
        reading.close()
        outcome.already = True
        outcome.rows_in = outcome.landed = outcome.unchanged = int(before["rows_in"])
        outcome.notes.append(
            Words(
                f"这个文件已在 {before['at'][:16]} 导入过，没有重复导入。",
                f"This file landed already, on {before['at'][:16]}; nothing was done.",
            )
        )
        return outcome
    spool = RowSpool(folder, table)
    try:
        with RejectsWriter(rejects, lang) as wrong:
            numbers = _read_batches(reading, spool, folder, wrong, outcome)
            _land(reading, spool, folder, numbers, wrong, outcome)
            outcome.rejects_file = str(rejects) if wrong.written else ""
    finally:
        spool.close()
    _log(folder, digest, drawn, outcome)
    outcome.notes += reading.notes
    return outcome


def _read_batches(
    reading: TableReading, spool: RowSpool, folder: Path, wrong: RejectsWriter, outcome: ImportOutcome
) -> list[int]:
    """Keep the good rows of a file; gives their row numbers where a cross-row check will want them."""
    table = reading.schema.name
    known = _known_ids(folder, table)
    counties = _counties(folder) if table == "people" else set()
    numbers: list[int] = []
    for batch in reading:
        warnings = list(batch.warnings)
        faults = check_references(batch.rows, table, known)
        if table == "people":
            faults += check_people_numbers(batch.rows, counties)
        warnings += [_problem(reading, batch.rows[f.index], batch.row_numbers[f.index], f) for f in faults]
        wrong.write(batch.problems)
        outcome.first_problems += batch.problems[: _SHOWN - len(outcome.first_problems)]
        outcome.first_warnings += warnings[: _SHOWN - len(outcome.first_warnings)]
        outcome.warnings += len(warnings)
        spool.add(batch.rows)
        if table in _CROSS_ROW_CHECKS:
            numbers += batch.row_numbers
    return numbers


def _land(
    reading: TableReading,
    spool: RowSpool,
    folder: Path,
    numbers: list[int],
    wrong: RejectsWriter,
    outcome: ImportOutcome,
) -> None:
    table = reading.schema.name
    existing = read_table(folder, table, missing_ok=True)
    incoming = spool.frame()
    check = _CROSS_ROW_CHECKS.get(table)
    if check is not None:
        rows = rows_of(incoming)
        faults = check(rows, rows_of(existing))
        problems = [_problem(reading, rows[f.index], numbers[f.index], f) for f in faults]
        wrong.write(problems)
        outcome.first_problems += problems[: _SHOWN - len(outcome.first_problems)]
        incoming = without_rows(incoming, [f.index for f in faults])
    merged = merge_by_key(existing, incoming, table)
    outcome.rows_in, outcome.landed = reading.rows_in, len(incoming)
    outcome.rejected = outcome.rows_in - outcome.landed
    outcome.added, outcome.changed, outcome.unchanged = merged.added, merged.changed, merged.unchanged
    if merged.added or merged.changed or table_file(folder, table) is None:
        write_table(merged.frame, table, table_file(folder, table) or folder / f"{table}.csv")


def _problem(reading: TableReading, row: dict[str, object], number: int, fault: RowFault) -> Problem:
    return reading.problem(number, fault.column, row[fault.column], fault.code, fault.remedy)


def _known_ids(folder: Path, table: str) -> dict[str, set[str]]:
    """The ids that the rows of a table may refer to, as far as their tables are in the folder."""
    known: dict[str, set[str]] = {}
    for target in set(references_of(table).values()):
        other, column = target.split(".")
        if other != table and table_file(folder, other) is not None:
            known[target] = set(texts_of(read_table(folder, other), column))
    return known


def _counties(folder: Path) -> set[str]:
    """Six-digit codes in force of the provinces that the register holds at least one county of each city of."""
    if table_file(folder, "areas") is None:
        return set()
    areas = rows_of(read_table(folder, "areas"))
    with_counties = {row["parent_code"] for row in areas if row["level"] == "county"}
    provinces = {row["area_code"][:2] for row in areas if row["level"] == "province"}
    thin = {r["area_code"][:2] for r in areas if r["level"] == "city" and r["area_code"] not in with_counties}
    return {
        r["area_code"] for r in areas if r["level"] == "county" and r["area_code"][:2] in provinces - thin
    }


def _mapping_digest(mapping: Mapping | None, sheet: str | None) -> str:
    return hashlib.sha256(repr((mapping.lines if mapping else (), sheet)).encode()).hexdigest()[:16]


def _landed_before(folder: Path, digest: str, table: str, mapping: str) -> dict[str, str] | None:
    """The line of an earlier import of the same file that landed whole, if the table is still there."""
    log = folder / _LOG
    if not log.is_file() or table_file(folder, table) is None:
        return None
    with log.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if (row["digest"], row["table"], row["mapping"]) == (digest, table, mapping) and row[
                "rejected"
            ] == "0":
                return row
    return None


def _log(folder: Path, digest: str, mapping: str, outcome: ImportOutcome) -> None:
    log = folder / _LOG
    fresh = not log.exists()
    with log.open("a", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        if fresh:
            rows.writerow(_LOG_COLUMNS)
        at = clock.now().isoformat()
        counts = (outcome.rows_in, outcome.landed, outcome.rejected)
        rows.writerow((digest, outcome.table, mapping, outcome.file, at, *counts))
