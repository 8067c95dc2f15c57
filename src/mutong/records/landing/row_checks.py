"""What is wrong with a row in the light of the register; at most one problem a row, so that counts add up."""

from collections.abc import Iterable, Sequence

from mutong.kernel.words import Words
from mutong.records.columns import CODE_LENGTH, ID_LENGTH
from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.references import SUBJECT_TABLES, KnownIds
from mutong.records.register.models import Area
from mutong.register.areas import check_areas
from mutong.tables.checking import words_of
from mutong.tables.code_words import table_label
from mutong.tables.remedies import CellRefused, remedy

Row = tuple
Fault = tuple[str, str, Words]  # column, code, remedy
_LONGEST = {"id": ID_LENGTH, "code": CODE_LENGTH}


def check_rows(table: LandedTable, rows: Sequence[Row], known: KnownIds) -> dict[int, Fault]:
    """The first fault of each faulty row, by position. `rows` are tuples in the order of the schema's columns."""
    faults: dict[int, Fault] = {}
    for position, row in enumerate(rows):
        fault = _check_cells(table, row)
        if fault:
            faults[position] = fault
    if table.schema.name == "areas":
        _check_areas(table, rows, faults, known)
    _add_own_ids(table, rows, faults, known)
    for column, target in _referring_columns(table):
        spot = table.schema.names.index(column)
        _check_references(column, target, [row[spot] for row in rows], faults, known)
    if table.schema.name in ("facts", "events", "findings"):
        _check_subjects(table, rows, faults, known)
    return faults


def _check_cells(table: LandedTable, row: Row) -> Fault | None:
    for column, value in zip(table.schema.columns, row, strict=True):
        if value is None:
            if column.required:
                return (
                    column.name,
                    "required_missing",
                    words_of(CellRefused("required_missing", label=column.label)),
                )
            continue
        if column.type in _LONGEST and len(value) > _LONGEST[column.type]:
            return column.name, "too_long", _too_long(_LONGEST[column.type])
        if isinstance(value, str) and "\x00" in value:
            return column.name, "control_character", remedy("control_character")
    return None


def _too_long(longest: int) -> Words:
    return Words(
        f"编号最多 {longest} 个字符；请缩短。", f"An id has at most {longest} characters; shorten it."
    )


def _referring_columns(table: LandedTable) -> Iterable[tuple[str, str]]:
    for column in table.schema.columns:
        if column.references and (table.schema.name, column.name) != ("areas", "parent_code"):
            yield column.name, column.references.split(".")[0]


def _add_own_ids(table: LandedTable, rows: Sequence[Row], faults: dict[int, Fault], known: KnownIds) -> None:
    """A case may name another case of the same file; one that itself is refused does not count."""
    if table.schema.name == "cases":
        known.add("cases", (row[0] for position, row in enumerate(rows) if position not in faults))


def _check_subjects(
    table: LandedTable, rows: Sequence[Row], faults: dict[int, Fault], known: KnownIds
) -> None:
    kind_at, id_at = table.schema.names.index("subject_kind"), table.schema.names.index("subject_id")
    for kind, target in SUBJECT_TABLES.items():
        values = [row[id_at] if row[kind_at] == kind else None for row in rows]
        _check_references("subject_id", target, values, faults, known)


def _check_areas(table: LandedTable, rows: Sequence[Row], faults: dict[int, Fault], known: KnownIds) -> None:
    """Areas held against those that are there: boards count an area as the range of codes that begin with its own."""
    positions = [p for p in range(len(rows)) if p not in faults]
    given = [dict(zip(table.schema.names, rows[p], strict=True)) for p in positions]
    there = Area.objects.values("area_code", "level", "parent_code")
    for found in check_areas(given, there):
        faults[positions[found.index]] = (found.column, found.code, found.remedy)
    known.add("areas", (rows[p][0] for p in positions if p not in faults))


def _check_references(
    column: str, target: str, values: Sequence[str | None], faults: dict[int, Fault], known: KnownIds
) -> None:
    """Adds a fault for each value (by row; None names nothing) that the register does not have."""
    found = known.look_up(target, values)
    unknown = {position: v for position, v in enumerate(values) if v is not None and v not in found}
    near = known.zeros_apart(target, unknown.values()) if unknown else {}
    for position, value in unknown.items():
        faults.setdefault(position, (column, *unknown_reference(target, value, near.get(value))))


def unknown_reference(target: str, value: str, near: str | None = None) -> tuple[str, Words]:
    """Code and remedy for an id that the register's table `target` lacks; `near` is there and differs in zeros only."""
    label = table_label(target)
    code = "zeros_lost" if near else "unknown_reference"
    return code, remedy(code, table=label.zh, table_en=label.en, value=value, near=near)
