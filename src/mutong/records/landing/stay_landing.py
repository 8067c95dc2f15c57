"""Stays into the register's store: gathered in arrays, put in at once, so that a file lands whole or not at all."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime

from mutong.kernel.errors import Problem
from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.stays import StayStore
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.batches import Landed
from mutong.records.landing.references import KnownIds
from mutong.records.landing.row_checks import unknown_reference
from mutong.records.outbreak.movement import stays_folder

_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at", "seat", "certainty", "radius_m")
_BARE = {"arrived_at": "q", "left_at": "q", "radius_m": "d"}
_MISSING = {"left_at": UNKNOWN_END, "radius_m": float("nan")}
_NAMED = (("person_id", "people"), ("place_id", "places"))


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
            for column, table in _NAMED
        }
        near = {
            column: self._known.zeros_apart(table, unknown[column])
            for column, table in _NAMED
            if unknown[column]
        }
        for row, number in zip(rows, row_numbers, strict=True):
            wrong = next(((c, t) for c, t in _NAMED if row[c] in unknown[c]), None)
            if wrong is None:
                landed.new += 1
                for name, column in self._columns.items():
                    column.append(self._plain(row.get(name), name))
                continue
            named, table = wrong
            value = str(row[named])
            code, words = unknown_reference(table, value, near[named].get(value))
            landed.problems.append(Problem(file, sheet, number, named, value, code, words))
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
