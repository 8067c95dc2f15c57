"""A screen from files to a file, at any size: facts in, findings out, one group of households after the other (A2).

A group's verdicts come first, in bulk; reasons are worked out only for households of which some verdict is not a
plain no. Whoever is screened in a group gets the same findings as in a screen of everybody at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.pack import Pack
from mutong.standards.reach import steps_of_kinship
from mutong.standards.register_reading import Derivation, snapshots_of_register
from mutong.standards.screening import screen
from mutong.standards.verdicts import NO_FINDING, compiled_verdicts, numpy_verdicts
from mutong.tables.frame_stream import FrameStream
from mutong.tables.frames import Frame, counts_of
from mutong.tables.snapshot import ReadingPlan, Snapshot
from mutong.tables.spark_groups import spark_frames

# The engines there are, and how many people each takes at once.
ENGINES = {"arrays": 250_000, "spark": 20_000}
_Part = tuple[Frame, int, int]
# Where more than this share of the households has something to say, picking them out saves nothing.
_WORTH_PICKING = 0.6
# Rules take some seconds to compile for the first time; below this many people nothing is gained by it.
_WORTH_COMPILING = 50_000


@dataclass
class FilesScreened:
    """What a screen of files did: subjects looked at, findings written, how many of each (rule, verdict)."""

    people: int = 0
    households: int = 0
    findings: int = 0
    by_verdict: Counter = field(default_factory=Counter)


def screen_files(
    register: Path,
    packs: Sequence[Pack],
    choices: Choices | None,
    output: Path,
    *,
    on: date,
    known_at: date | None = None,
    areas: Sequence[str] = (),
    refusals: bool = False,
    people_at_once: int | None = None,
    engine: str = "arrays",
    progress: Callable[[FilesScreened], None] | None = None,
) -> FilesScreened:
    """Screen a register folder (CSV or Parquet tables) on a day as known at a day; write the table findings.

    `refusals` writes a row also where the verdict is a plain no. `output` (.parquet or .csv) appears whole or not at
    all. `engine` is a word of ENGINES; the findings are the same, in another order. Raises MutongError for tables
    that cannot be read and for an engine that is not installed. `progress` hears what was done after each group.
    """
    plan = ReadingPlan(
        on,
        known_at or on,
        people_at_once or ENGINES[engine],
        hops=steps_of_kinship(packs),
        areas=tuple(areas),
        spill=output.parent,
    )
    screening = GroupScreening(tuple(packs), choices, refusals, plan.hops)
    done = FilesScreened()
    with FrameStream("findings", output) as stream:
        for found, people, households in _WAYS[engine](register, plan, screening):
            stream.write(found)
            done.people += people
            done.households += households
            done.findings += len(found)
            done.by_verdict.update(counts_of(found, ("rule_id", "verdict")))
            if progress is not None:
                progress(done)
    return done


@dataclass(frozen=True)
class GroupScreening:
    """What is done to each group, by whatever engine; it can be sent to other processes."""

    packs: tuple[Pack, ...]
    choices: Choices | None
    refusals: bool
    hops: int
    derivation: Derivation | None = None

    def __call__(self, snapshot: Snapshot, tables: Mapping[str, Frame]) -> Frame:
        """The findings of a group whose derived facts are still to be worked out from the table events."""
        if self.derivation is not None and self.derivation.needed:
            snapshot = self.derivation.of(snapshot, tables["events"])
        return self.findings(snapshot)

    def findings(self, snapshot: Snapshot) -> Frame:
        """The findings of a group."""
        return findings_of_group(snapshot, self.packs, self.choices, self.refusals, self.hops)


def _by_arrays(register: Path, plan: ReadingPlan, screening: GroupScreening) -> Iterator[_Part]:
    for snapshot in snapshots_of_register(register, plan, screening.packs, screening.choices):
        people, households = (int(snapshot.asked(kind).sum()) for kind in ("person", "household"))
        yield screening.findings(snapshot), people, households


def _by_spark(register: Path, plan: ReadingPlan, screening: GroupScreening) -> Iterator[_Part]:
    derivation = Derivation(register, screening.packs, screening.choices)
    wanted = ("events",) if derivation.needed else ()
    work = replace(screening, derivation=derivation)
    for found in spark_frames(register, plan, work, "findings", derivation.dictionary, wanted):
        yield found, 0, 0


_WAYS = {"arrays": _by_arrays, "spark": _by_spark}


def findings_of_group(
    snapshot: Snapshot, packs: Sequence[Pack], choices: Choices | None, refusals: bool, hops: int
) -> Frame:
    """The findings of whoever a Snapshot is about; without `refusals` not where the verdict is a plain no."""
    if refusals:
        return screen(snapshot, packs, choices)
    homes, alone = _with_something_to_say(snapshot, packs, choices or NO_CHOICES)
    if len(homes) > _WORTH_PICKING * snapshot.size("household"):
        return screen(snapshot, packs, choices, refusals=False)
    return screen(snapshot.pick_rows(homes, alone, hops), packs, choices, refusals=False)


def _with_something_to_say(
    snapshot: Snapshot, packs: Sequence[Pack], choices: Choices
) -> tuple[np.ndarray, np.ndarray]:
    """The rows of households, and of people who live in none, of which some verdict is yes or not known."""
    told = {kind: np.zeros(snapshot.size(kind), dtype=bool) for kind in ("person", "household")}
    verdicts = compiled_verdicts if snapshot.size("person") >= _WORTH_COMPILING else numpy_verdicts
    for found in verdicts(snapshot, packs, choices, amounts=False).values():
        told[found.version.rule.of] |= (found.verdict != Truth.NO) & (found.verdict != NO_FINDING)
    people = told["person"] & snapshot.asked("person")
    homes = told["household"].copy()
    homes[snapshot.group[people & (snapshot.group >= 0)]] = True
    return (
        np.flatnonzero(homes & snapshot.asked("household")),
        np.flatnonzero(people & (snapshot.group < 0)),
    )
