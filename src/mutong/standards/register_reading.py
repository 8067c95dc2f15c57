"""A register folder as Snapshots, with the facts that packs derive from its events."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.derived.deriving import derive, derived_facts
from mutong.standards.pack import Pack
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.frames import columns_of, read_table
from mutong.tables.register_files import rows_about
from mutong.tables.snapshot import ReadingPlan, Snapshot


def snapshots_of_register(
    folder: Path, plan: ReadingPlan, packs: Sequence[Pack], choices: Choices | None = None
) -> Iterator[Snapshot]:
    """The register in groups of households as the plan says, each with the packs' derived facts.

    A group's events are looked up in the table events; without such a table these facts are not known. Raises
    MutongError for a table that cannot be read.
    """
    derived = derived_facts(packs)
    dictionary = fact_dictionary() | derived
    small = {}
    if derived:
        for table in ("completeness", "places", "area_status"):
            small[table] = columns_of(read_table(folder, table, missing_ok=True))
    for snapshot in Snapshot.read_in_groups(folder, plan, dictionary):
        if derived:
            about = [*snapshot.ids("person"), *snapshot.ids("household")]
            events = columns_of(rows_about(folder, "events", about))
            snapshot = derive(
                snapshot,
                packs,
                events,
                small["area_status"],
                small["completeness"],
                places=small["places"],
                choices=choices or NO_CHOICES,
            )
        yield snapshot
