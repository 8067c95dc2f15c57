"""One batch of rows of one table: checked against the register, then written; counts always add up."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.records.landing.area_checks import check_areas_of_rows
from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.membership_checks import check_memberships_there
from mutong.records.landing.references import KnownIds
from mutong.records.landing.row_checks import Fault, check_rows
from mutong.records.landing.row_writing import Row, sort_rows, write_rows

Marks = dict[int, Fault]  # by position of the row
_CONFLICT = Words(
    "同一编号已有内容不同的记录；事实和事件不可改写，请用新的编号或新的记录时间再登记。",
    "A row with the same key and other content is there; facts and events are never overwritten: record it anew "
    "under another id or a later recorded_at.",
)


@dataclass
class Landed:
    """What became of the rows: new, already there, changed, and the problems of those rejected (one each).

    `warnings` are about rows that landed all the same; `keys` are the first key column of rows that are new or changed.
    """

    new: int = 0
    already: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def landed(self) -> int:
        """Rows whose content is now in the register."""
        return self.new + self.already + self.changed

    @property
    def rejected(self) -> int:
        """Rows that are not."""
        return len(self.problems)


def land_batch(
    table: LandedTable, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks]:
    """Check and write one batch of rows (tuples in schema order) of `areas`; counts, and the fault of each row refused.

    Within the caller's transaction, without a check of rights and without an audit line: those are the action's.
    """
    faults = check_batch(table, rows, areas, known)
    return write_batch(table, rows, faults), faults


def check_batch(table: LandedTable, rows: Sequence[Row], areas: Sequence[str], known: KnownIds) -> Marks:
    """The fault of each row that cannot stand in the register."""
    faults = check_rows(table, rows, known)
    check_areas_of_rows(table, rows, areas, faults)
    if table.schema.name == "memberships":
        faults = check_memberships_there(table, rows, faults)
    return faults


def write_batch(table: LandedTable, rows: Sequence[Row], faults: Marks) -> Landed:
    """Write the rows without a fault; adds a fault for each that would overwrite what must not change."""
    good = [position for position in range(len(rows)) if position not in faults]
    found = sort_rows(table, [rows[p] for p in good], good)
    write_rows(table, found)
    for position in found.conflicts:
        faults[position] = (table.schema.key[0], "other_content", _CONFLICT)
    first = table.schema.names.index(table.schema.key[0])
    written = [*found.new, *(row for _, row in found.changed)]
    return Landed(len(found.new), found.already, len(found.changed), keys=[row[first] for row in written])
