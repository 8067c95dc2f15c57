"""A register folder as Snapshots, with the facts that packs derive from its events."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.derived.deriving import Columns, derive, derived_facts
from mutong.standards.pack import Pack
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.frames import Frame, columns_of, read_table
from mutong.tables.register_files import rows_about
from mutong.tables.snapshot import ReadingPlan, Snapshot

_WHOLE_TABLES = ("completeness", "places", "area_status")


class Derivation:
    """Adds the facts that packs derive to Snapshots of one register; `needed` is False where they derive none."""

    def __init__(self, register: Path, packs: Sequence[Pack], choices: Choices | None = None) -> None:
        self.packs, self.choices = packs, choices or NO_CHOICES
        derived = derived_facts(packs)
        self.needed = bool(derived)
        self.dictionary: Mapping[str, FactSpec] = fact_dictionary() | derived
        self._tables: dict[str, Columns] = {}
        if derived:
            for table in _WHOLE_TABLES:
                self._tables[table] = columns_of(read_table(register, table, missing_ok=True))

    def of(self, snapshot: Snapshot, events: Frame) -> Snapshot:
        """The Snapshot with the derived facts, from the events about its subjects."""
        if not self.needed:
            return snapshot
        return derive(
            snapshot,
            self.packs,
            columns_of(events),
            self._tables["area_status"],
            self._tables["completeness"],
            places=self._tables["places"],
            choices=self.choices,
        )


def snapshots_of_register(
    folder: Path, plan: ReadingPlan, packs: Sequence[Pack], choices: Choices | None = None
) -> Iterator[Snapshot]:
    """The register in groups of households as the plan says, each with the packs' derived facts.

    A group's events are looked up in the table events; without such a table these facts are not known. Raises
    MutongError for a table that cannot be read.
    """
    derivation = Derivation(folder, packs, choices)
    for snapshot in Snapshot.read_in_groups(folder, plan, derivation.dictionary):
        if derivation.needed:
            about = [*snapshot.ids("person"), *snapshot.ids("household")]
            snapshot = derivation.of(snapshot, rows_about(folder, "events", about))
        yield snapshot
