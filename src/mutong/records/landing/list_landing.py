"""Seat lists and class lists: each row becomes stays of whoever it means; whom the register does not know is kept.

Rows whose person cannot be told go into the rejects file with the reason, and among the people to look for: nobody on
a list is dropped.
"""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.records.access import Viewer, area_within, check_anywhere, log_deed
from mutong.records.encryption import index_of
from mutong.records.landing.land import Landed
from mutong.records.landing.list_people import REASONS, people_meant
from mutong.records.landing.list_spans import Fault, Spans, class_spans, seat_spans
from mutong.records.landing.new_place import add_place
from mutong.records.landing.stay_landing import add_stays
from mutong.records.outbreak.models import Sought
from mutong.records.outbreak.told_store import imported_store
from mutong.records.register.models import Place

LISTS = {"seat_list": seat_spans, "class_list": class_spans}
_STAY_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at", "seat", "certainty")
# A list says who should have been there; whether they were is for its source to say.
_CERTAINTY = "stated"
_DIGITS = 32


class ListLanding:
    """Takes batches of checked rows of a table of LISTS, then puts the stays they tell of into the register's store."""

    def __init__(self, viewer: Viewer, table: str, *, purpose: str) -> None:
        self._viewer, self._purpose, self._spans_of = viewer, purpose, LISTS[table]
        self._holding = check_anywhere(viewer, "import_tables", purpose)
        self._table = table
        self._store = imported_store()
        self._stays: dict[str, list] = {name: [] for name in _STAY_COLUMNS}
        self._sought: dict[str, Sought] = {}
        self._places: dict[tuple, str | Fault] = {}
        self._new_rows = 0

    def take(
        self, rows: Sequence[Mapping[str, object]], row_numbers: Sequence[int], file: str, sheet: str
    ) -> Landed:
        """Keep the stays of rows whose place and person the register knows; the others are problems."""
        landed = Landed()
        for row, number, meant in zip(rows, row_numbers, people_meant(rows), strict=True):
            place, fault = self._place(row)
            spans, wrong = self._spans_of(row)
            fault = fault or wrong
            if fault is None and meant.person_id is None:
                self._look_for(row, place, spans, meant.reason)
                fault = (meant.column, meant.reason, REASONS[meant.reason])
            if fault is not None:
                column, code, words = fault
                shown = "" if column in ("id_number", "phone") else str(row.get(column) or "")
                landed.problems.append(Problem(file, sheet, number, column, shown, code, words))
                continue
            landed.new += 1
            self._new_rows += self._keep(meant.person_id, place, spans, row)
        return landed

    def finish(self) -> int:
        """Put what was taken into the store; how many rows told of a stay that was not there yet."""
        add_stays(self._viewer, self._stays, purpose=self._purpose)
        if self._sought:
            with transaction.atomic():
                Sought.objects.bulk_create(self._sought.values(), ignore_conflicts=True)
                log_deed(
                    self._viewer, self._holding, "land_rows", self._purpose,
                    query=f"table={self._table}; to look for", count=len(self._sought), ids=self._sought,
                )  # fmt: skip
        return self._new_rows

    def _keep(self, person_id: str, place_id: str, spans: Spans, row: Mapping[str, object]) -> bool:
        """Take the row's stays; whether one of them is new."""
        certainty = row["certainty"] or _CERTAINTY
        for start, end in spans:
            told = (person_id, place_id, start, end, row["seat"], certainty)
            for name, value in zip(_STAY_COLUMNS, told, strict=True):
                self._stays[name].append(value)
        return any(not self._is_there(person_id, place_id, start, row["seat"]) for start, _ in spans)

    def _is_there(self, person_id: str, place_id: str, arrived: int, seat: object) -> bool:
        store = self._store
        if store is None:
            return False
        there = store.of_person(person_id, arrived, arrived + 1)
        place = store.place_codes([place_id])[0]
        same = [k for k in range(len(there)) if there.place[k] == place and there.arrived[k] == arrived]
        seats = {store.seats[there.seat[k]].decode() if there.seat[k] >= 0 else None for k in same}
        return seat in seats

    def _look_for(self, row: Mapping[str, object], place_id: str, spans: Spans, reason: str) -> None:
        columns = {name: row[name] for name in ("seat", "name", "phone", "id_number")}
        parts = (place_id, spans, *columns.values())
        sought_id = hashlib.sha256(repr(parts).encode()).hexdigest()[:_DIGITS]
        self._sought[sought_id] = Sought(
            sought_id=sought_id,
            place_id=place_id,
            spans=spans,
            certainty=row["certainty"] or _CERTAINTY,
            source=row["source"] or self._table,
            phone_index=index_of(row["phone"]),
            id_number_index=index_of(row["id_number"]),
            reason=reason,
            recorded_at=clock.now(),
            recorded_by=self._viewer.name,
            **columns,
        )

    def _place(self, row: Mapping[str, object]) -> tuple[str, Fault | None]:
        """The row's place: by id, else by name; entered anew where the row says its kind and area."""
        key = (row["place_id"], row["place_name"], row["kind"], row["area_code"])
        if key not in self._places:
            self._places[key] = self._find_place(*key)
        found = self._places[key]
        return ("", found) if isinstance(found, tuple) else (found, None)

    def _find_place(
        self, place_id: str | None, name: str | None, kind: str | None, area_code: str | None
    ) -> str | Fault:
        if place_id:
            if Place.objects.filter(pk=place_id).exists():
                return place_id
            return ("place_id", "unknown_reference", _NO_PLACE)
        if not name:
            return ("place_name", "required_missing", _NO_PLACE)
        narrowed = {"kind": kind} if kind else {}
        there = list(Place.objects.filter(name=name, **narrowed).values_list("pk", flat=True)[:2])
        if len(there) == 1:
            return there[0]
        if there:
            words = Words(
                "有几个场所叫这个名称；请改写场所编号。",
                "Several places have this name; give the place id instead.",
            )
            return ("place_name", "several_places", words)
        if not kind or not area_code:
            return ("place_name", "unknown_reference", _NO_PLACE)
        if not any(area_within(area_code, area) for area in self._viewer.areas_with("import_tables")):
            words = Words("新场所属于别的辖区。", "The new place is in another area.")
            return ("area_code", "other_area", words)
        try:
            return add_place(
                self._viewer,
                "import_tables",
                name=name,
                kind=kind,
                area_code=area_code,
                purpose=self._purpose,
            )
        except MutongError as refusal:
            return ("area_code", refusal.code, refusal.words)


_NO_PLACE = Words(
    "登记簿里没有这个场所；请先导入场所，或补写类别和所在区划，导入时一并新增。",
    "The register has no such place; import it first, or add its kind and area, and it is entered with the list.",
)
