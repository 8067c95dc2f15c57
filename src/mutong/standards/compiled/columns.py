"""A Snapshot's columns as a compiled run reads them: people household by household, in as few bytes as they came."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mutong.standards.compiled.cells import Cell
from mutong.standards.compiled.loop_bodies import Form
from mutong.tables.compact_columns import CompactSnapshot, missing_mark
from mutong.tables.dictionary import FactSpec
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import domain_of

AnySnapshot = Snapshot | CompactSnapshot
HOUSEHOLDS_A_BLOCK = 1024
CODES_IN_BITS = 60


@dataclass(frozen=True)
class Blocks:
    """Where each block's households and people begin; the first ones hold the people who live in no household."""

    households: np.ndarray
    people: np.ndarray
    largest: int

    def __len__(self) -> int:
        return len(self.households) - 1


class BulkColumns:
    """The columns of one Snapshot. `order` is the row of each person as the run walks them; None: as they stand."""

    def __init__(self, snapshot: AnySnapshot) -> None:
        self.snapshot = snapshot
        self.order, self.starts = _layout(snapshot)
        self._columns: dict[str, tuple[np.ndarray, ...]] = {}

    @cached_property
    def blocks(self) -> Blocks:
        """The Snapshot cut into blocks of some thousand people."""
        households, alone = len(self.starts) - 1, int(self.starts[0])
        edges = np.append(np.arange(0, households, HOUSEHOLDS_A_BLOCK), households)
        before = np.arange(0, alone, 2 * HOUSEHOLDS_A_BLOCK)
        homes = np.concatenate([np.zeros(len(before), dtype=np.int64), edges]).astype(np.int64)
        people = np.concatenate([before, self.starts[edges]]).astype(np.int64)
        longest = max(int(np.max(np.diff(people), initial=0)), HOUSEHOLDS_A_BLOCK)
        return Blocks(homes, people, longest + 1)

    def form(self, spec: FactSpec, place: int) -> Form:
        """How a fact's column comes."""
        if isinstance(self.snapshot, CompactSnapshot):
            column = self.snapshot.compact(spec.key)
            if column is None:
                return Form("absent", place)
            if column.words:
                return Form("code", place, few=len(column.words) <= CODES_IN_BITS)
            if spec.type in ("number", "date"):
                mark = missing_mark(column.values.dtype)
                missing = "nan" if np.isnan(mark) else str(mark)
                return Form("two", place) if column.upper is not None else Form("one", place, missing)
        if spec.type in ("code", "text"):
            return Form("code", place, few=len(self.snapshot.code(spec.key).words) <= CODES_IN_BITS)
        return Form("truth" if spec.type == "boolean" else "two", place)

    def arrays(self, spec: FactSpec) -> tuple[np.ndarray, ...]:
        """A fact's column in the order of the run: one array, or both ends."""
        if spec.key not in self._columns:
            self._columns[spec.key] = tuple(
                self.walked(array, spec.subject_kind) for array in self._read(spec)
            )
        return self._columns[spec.key]

    def _read(self, spec: FactSpec) -> tuple[np.ndarray, ...]:
        if isinstance(self.snapshot, CompactSnapshot):
            column = self.snapshot.compact(spec.key)
            if column is None:
                return ()
            return (column.values,) if column.upper is None else (column.values, column.upper)
        if spec.type == "boolean":
            return (self.snapshot.truth(spec.key),)
        if spec.type in ("number", "date"):
            ends = self.snapshot.number(spec.key)
            return (ends.low, ends.high)
        return (self.snapshot.code(spec.key).index,)

    def walked(self, array: np.ndarray, kind: str) -> np.ndarray:
        """An array by the Snapshot's rows, in the order of the run."""
        return np.ascontiguousarray(array if self.order is None or kind == "household" else array[self.order])

    def by_row(self, array: np.ndarray, kind: str) -> np.ndarray:
        """An array in the order of the run, by the Snapshot's rows."""
        if self.order is None or kind == "household":
            return array
        found = np.empty_like(array)
        found[self.order] = array
        return found

    def ends_of(self, facts: list[Cell]) -> tuple[np.ndarray, np.ndarray]:
        """Both ends of what each fact may be where it is not known."""
        ends = [domain_of(self.snapshot.spec(cell.detail[0])) for cell in facts]
        low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
        return np.ascontiguousarray(low), np.ascontiguousarray(high)


def _layout(snapshot: AnySnapshot) -> tuple[np.ndarray | None, np.ndarray]:
    if isinstance(snapshot, CompactSnapshot):
        return None, snapshot.starts
    group, size = snapshot.group, snapshot.size("household")
    lived_in = np.bincount(group[group >= 0], minlength=size)
    starts = np.concatenate([[0], np.cumsum(lived_in)]) + int(np.count_nonzero(group < 0))
    if len(group) < 2 or bool(np.all(group[1:] >= group[:-1])):
        return None, starts
    return np.argsort(group, kind="stable"), starts
