"""Memberships held against those that are in the register already."""

from collections.abc import Sequence

from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.references import chunks
from mutong.records.landing.row_checks import Fault, Row
from mutong.records.register.models import Membership
from mutong.register.memberships import check_memberships

_COLUMNS = ("person_id", "household_id", "kind", "valid_from", "valid_to")


def check_memberships_there(
    table: LandedTable, rows: Sequence[Row], faults: dict[int, Fault]
) -> dict[int, Fault]:
    """The faults, with those of rows that overlap another membership of the person of the same kind."""
    positions = [p for p in range(len(rows)) if p not in faults]
    given = [dict(zip(table.schema.names, rows[p], strict=True)) for p in positions]
    there: list[dict[str, object]] = []
    for chunk in chunks(str(row["person_id"]) for row in given):
        there += Membership.objects.filter(person_id__in=chunk).values(*_COLUMNS)
    ends = {tuple(row[c] for c in _COLUMNS[:-1]): row["valid_to"] for row in there}
    for row in given:
        # A blank cell leaves the end that is there.
        if row["valid_to"] is None:
            row["valid_to"] = ends.get(tuple(row[c] for c in _COLUMNS[:-1]))
    for found in check_memberships(given, there):
        faults[positions[found.index]] = (found.column, found.code, found.remedy)
    return faults
