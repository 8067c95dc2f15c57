"""Stays into the register's store: gathered in arrays, put in at once, so that a file lands whole or not at all."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.stays import StayStore
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.land import Landed
from mutong.records.landing.references import KnownIds
from mutong.records.outbreak.movement import stays_folder

_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at", "seat", "certainty", "radius_m")
_BARE = {"arrived_at": "q", "left_at": "q", "radius_m": "d"}
_MISSING = {"left_at": UNKNOWN_END, "radius_m": float("nan")}
_NAMED = (("person_id", "people", "人员", "person"), ("place_id", "places", "场所", "place"))


class StayLanding:
    """Takes batches of checked rows of table stays, then puts all of them into the store."""

    def __init__(self, viewer: Viewer, *, purpose: str) -> None:
        self._viewer, self._purpose = viewer, purpose
        check_anywhere(viewer, "import_tables", purpose)
        self._known = KnownIds()
        # A file may hold millions of stays: instants and radii as bare numbers, each distinct text kept once.
        self._columns: dict[str, list | array] = {
            name: array(_BARE[name]) if name in _BARE else [] for name in _COLUMNS
        }
        self._texts: dict[str, str] = {}

    def take(
        self, rows: Sequence[Mapping[str, object]], row_numbers: Sequence[int], file: str, sheet: str
    ) -> Landed:
        """Keep the rows whose person and place the register knows; the others are problems."""
        landed = Landed()
        unknown = {
            column: {str(row[column]) for row in rows}
            - self._known.look_up(table, {str(row[column]) for row in rows})
            for column, table, _, _ in _NAMED
        }
        for row, number in zip(rows, row_numbers, strict=True):
            if row["person_id"] not in unknown["person_id"] and row["place_id"] not in unknown["place_id"]:
                landed.new += 1
                for name, column in self._columns.items():
                    column.append(self._plain(row.get(name), name))
                continue
            column, _, zh, en = next(one for one in _NAMED if row[one[0]] in unknown[one[0]])
            words = Words(
                f"登记簿里没有这个{zh}；请先导入，或更正编号。",
                f"The register has no such {en}; import it first, or correct the id.",
            )
            landed.problems.append(
                Problem(file, sheet, number, column, str(row[column]), "unknown_reference", words)
            )
        return landed

    def _plain(self, value: object, name: str) -> object:
        if isinstance(value, datetime):
            return int(value.timestamp())
        if value is None:
            return _MISSING.get(name)
        return self._texts.setdefault(value, value) if isinstance(value, str) else value

    def finish(self) -> int:
        """Put what was taken into the store; how many stays that were not there yet."""
        return add_stays(self._viewer, self._columns, purpose=self._purpose)


def add_stays(viewer: Viewer, stays: Mapping[str, Sequence], *, purpose: str) -> int:
    """Append columns of table stays to the register's store (made when there is none); how many are new.

    Raises AccessDenied without the right import_tables, MutongError where a stay ends before it starts.
    """
    holding = check_anywhere(viewer, "import_tables", purpose)
    folder = stays_folder()
    if not len(stays["person_id"]):
        return 0
    before = 0
    if folder.is_dir():
        store = StayStore(folder)
        before = len(store)
        store = store.append(stays)
    else:
        store = StayStore.build(folder, stays)
    log_deed(viewer, holding, "land_rows", purpose, query="table=stays", count=len(store) - before)
    return len(store) - before
