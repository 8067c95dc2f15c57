"""A Snapshot's arrays out of the tables of a register folder, one group of households after the other.

The facts are read once, piece by piece, and laid on the pile of the group they belong to; so memory is bounded by the
people and households (about a hundred bytes each) and one group, not by the facts.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from mutong.kernel.errors import MutongError
from mutong.kernel.period import end_of_day
from mutong.kernel.words import Words
from mutong.tables.dictionary import UNKNOWN_REASONS, FactSpec, fact_spec
from mutong.tables.fact_winners import ROW_TYPE, FactRows
from mutong.tables.frame_types import INSTANT
from mutong.tables.register_files import Register, scan_table
from mutong.tables.row_shelf import RowShelf
from mutong.tables.snapshot_building import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, SnapshotBuilder
from mutong.tables.snapshot_columns import KNOWN, NEVER_ASKED, REASON_WORDS, FactColumn
from mutong.tables.snapshot_lists import EARLIEST
from mutong.tables.snapshot_members import Group, Members
from mutong.tables.snapshot_relations import BOTH_WAYS, RELATIONS, Relations, relations_of_pairs

_ROWS_AT_ONCE = 1_000_000
_FACT_COLUMNS = (
    "subject_kind", "subject_id", "fact", "state", "low", "high", "value", "valid_from", "valid_to", "recorded_at",
    "confirmed_at", "source", "unknown_reason",
)  # fmt: skip
_CODED = ("fact", "value", "source")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ReadGroup:
    """What a Snapshot of one group is made of; `asked` tells whom it is about from those who came along."""

    ids: Mapping[str, np.ndarray]
    group: np.ndarray
    columns: Mapping[str, FactColumn]
    relations: Relations | None
    asked: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class ReadingPlan:
    """What to read: the day, the day at whose end we look back, and how.

    `people_at_once` None reads everybody as one group in the order of the files. `hops` is how far relatives come
    along (0: relations are not read unless there is one group). `areas` keeps households of these areas and below.
    `spill` is a folder for rows that wait on disk.
    """

    on: date
    known_at: date
    people_at_once: int | None = None
    hops: int = 0
    areas: tuple[str, ...] = ()
    spill: Path | None = None


def read_groups(
    register: Register,
    plan: ReadingPlan,
    dictionary: Mapping[str, FactSpec],
    progress: Progress | None = None,
) -> Iterator[ReadGroup]:
    """The groups of a register (a folder of files, or frames by table). Raises MutongError for a table that cannot be
    read and for a fact that the dictionary lacks; `progress` hears (what, done, of how many).
    """
    reading = _Reading(register, plan, dictionary, progress or (lambda what, done, of: None))
    with tempfile.TemporaryDirectory(prefix="mutong-", dir=plan.spill) as waiting:
        yield from reading.groups(Path(waiting) / "rows")


def _holds(plan: ReadingPlan, recorded: bool = True) -> pl.Expr:
    day = pl.lit(plan.on)
    held = (pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
    )
    return (
        held & (pl.col("recorded_at") < pl.lit(end_of_day(plan.known_at)).cast(INSTANT)) if recorded else held
    )


def _numbering(ids: pl.Series, table: str) -> pl.Enum:
    """Ids as a type whose physical numbers are their places; MutongError when one stands there twice."""
    if ids.n_unique() == len(ids):
        return pl.Enum(ids)
    twice = ids.filter(ids.is_duplicated())[0]
    raise MutongError(
        "rows_repeated",
        Words(
            f"表 {table} 里“{twice}”不止一行；每个编号只能有一行。",
            f"The table {table} has more than one row for “{twice}”; an id has one row.",
        ),
        table=table,
        id=twice,
    )


def _place(cell: pl.Expr, numbering: pl.Enum) -> pl.Expr:
    return cell.cast(numbering, strict=False).to_physical().cast(pl.Int64).fill_null(-1)


class _Reading:
    def __init__(
        self, register: Register, plan: ReadingPlan, dictionary: Mapping[str, FactSpec], progress: Progress
    ) -> None:
        self.register, self.plan, self.dictionary, self.progress = register, plan, dictionary, progress
        self.households = self._read_households()
        people = scan_table(register, "people", ("person_id", *PERSON_COLUMNS)).collect()
        home = self._homes(people)
        if plan.areas:
            people, home = people.filter(pl.Series(home >= 0)), home[home >= 0]
        self.members = Members(home, len(self.households), plan.people_at_once)
        self.people = people[self.members.order]
        self.numbering = {
            "person": _numbering(self.people["person_id"], "people"),
            "household": _numbering(self.households["household_id"], "households"),
        }
        self.relations = self._read_relations()
        if self.relations is not None and self.members.count > 1:
            self.members.bring_along(self.relations, plan.hops)
        complete = ("source", "fact", "area_code", "valid_from", "valid_to", "recorded_at")
        self.complete = (
            scan_table(register, "completeness", complete, missing_ok=True).filter(_holds(plan)).collect()
        )

    def _read_households(self) -> pl.DataFrame:
        found = scan_table(self.register, "households", ("household_id", *HOUSEHOLD_COLUMNS))
        if self.plan.areas:
            within = pl.any_horizontal(pl.col("area_code").str.starts_with(area) for area in self.plan.areas)
            found = found.filter(within)
        if self.plan.people_at_once is not None:
            # Neighbours stand together, so that a group has few areas.
            found = found.sort("area_code", nulls_last=True, maintain_order=True)
        return found.collect()

    def _homes(self, people: pl.DataFrame) -> np.ndarray:
        person = _numbering(people["person_id"], "people")
        household = _numbering(self.households["household_id"], "households")
        wanted = ("person_id", "household_id", "kind", "valid_from", "valid_to")
        rows = (
            scan_table(self.register, "memberships", wanted)
            .filter((pl.col("kind") == "living") & _holds(self.plan, recorded=False))
            .select(
                _place(pl.col("person_id"), person).alias("person"),
                _place(pl.col("household_id"), household).alias("home"),
                "valid_from",
                "household_id",
            )
            .filter((pl.col("person") >= 0) & (pl.col("home") >= 0))
            .collect()
        )
        if rows["person"].n_unique() < len(rows):
            rows = rows.sort("valid_from", "household_id")
        home = np.full(len(people), -1, dtype=np.int64)
        home[rows["person"].to_numpy()] = rows["home"].to_numpy()
        return home

    def _read_relations(self) -> Relations | None:
        if self.members.count > 1 and not self.plan.hops:
            return None
        columns = ("person_id", "other_id", "kind", "valid_from", "valid_to")
        held = scan_table(self.register, "relations", columns, missing_ok=True).filter(
            _holds(self.plan, recorded=False)
        )
        rows = held.select("person_id", "other_id", "kind").collect()
        if rows.is_empty():
            return None
        turned = rows.filter(pl.col("kind").is_in(BOTH_WAYS))
        turned = turned.rename({"person_id": "other_id", "other_id": "person_id"})
        rows = pl.concat([rows, turned.select(rows.columns)]).unique()
        person = self.numbering["person"]
        numbered = rows.select(
            "kind", _place(pl.col("person_id"), person), _place(pl.col("other_id"), person)
        )
        pairs = {}
        for word, (kind, backwards) in RELATIONS.items():
            seen, other = ("other_id", "person_id") if backwards else ("person_id", "other_id")
            of_kind = numbered.filter((pl.col("kind") == kind) & (pl.col(seen) >= 0)).sort(seen, other)
            pairs[word] = (of_kind[seen].to_numpy(), of_kind[other].to_numpy())
        return relations_of_pairs(pairs, len(self.people))

    def groups(self, waiting: Path) -> Iterator[ReadGroup]:
        with RowShelf(self.members.count, ROW_TYPE, waiting) as shelf:
            words = self._lay_out_facts(shelf)
            for place, group in enumerate(self.members.groups()):
                yield self._build(group, shelf.take(place), words)
                self.progress("groups", place + 1, self.members.count)

    def _lay_out_facts(self, shelf: RowShelf) -> dict[str, tuple[str, ...]]:
        """Put each row that counts on the pile of its group; gives the words of the coded columns."""
        types = {name: pl.Categorical(pl.Categories.random()) for name in _CODED}
        words: dict[str, list[str]] = {name: [] for name in _CODED}
        facts = scan_table(self.register, "facts", _FACT_COLUMNS, missing_ok=True)
        rows = facts.filter(_holds(self.plan)).select(self._cells(types))
        read = 0
        for batch in rows.collect_batches(chunk_size=_ROWS_AT_ONCE, maintain_order=False, engine="streaming"):
            for name in _CODED:
                _learn_words(batch[name], words[name])
            self._lay_out(batch, words["fact"], shelf)
            read += len(batch)
            self.progress("rows", read, 0)
        return {name: tuple(found) for name, found in words.items()}

    def _cells(self, types: Mapping[str, pl.Categorical]) -> list[pl.Expr]:
        subject, kind = pl.col("subject_id"), pl.col("subject_kind")
        confirmed = pl.coalesce("confirmed_at", "recorded_at").dt.date().to_physical()
        why = pl.col("unknown_reason").cast(pl.Enum(UNKNOWN_REASONS), strict=False).to_physical()
        offset = REASON_WORDS.index(UNKNOWN_REASONS[0])
        return [
            *(pl.col(name).cast(types[name]) for name in _CODED),
            *(
                _place(pl.when(kind == one).then(subject), numbering).alias(one)
                for one, numbering in self.numbering.items()
            ),
            pl.col("recorded_at").dt.epoch("us").alias("recorded"),
            pl.col("valid_from").to_physical().fill_null(EARLIEST).alias("first"),
            pl.col("low").fill_null(float("nan")),
            pl.col("high").fill_null(float("nan")),
            confirmed.alias("confirmed"),
            pl.when(pl.col("state") == "unknown")
            .then((why.cast(pl.Int16) + offset).fill_null(NEVER_ASKED))
            .otherwise(KNOWN)
            .cast(pl.Int8)
            .alias("why"),
        ]

    def _lay_out(self, batch: pl.DataFrame, facts: Sequence[str], shelf: RowShelf) -> None:
        fact = batch["fact"].to_physical().to_numpy().astype(np.int64)
        for kind in self.numbering:
            number = batch[kind].to_numpy()
            here = np.flatnonzero(number >= 0)
            of_kind = np.zeros(len(facts), dtype=bool)
            for code in np.unique(fact[here]):
                of_kind[code] = self._spec(facts[code]).subject_kind == kind
            here = here[of_kind[fact[here]]]
            rows, groups, spots = self.members.places(kind, number[here])
            laid = np.empty(len(rows), dtype=ROW_TYPE)
            taken = here[rows]
            for name in ROW_TYPE.names:
                if name == "spot":
                    laid[name] = spots
                elif name in _CODED:
                    codes = batch[name].to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
                    laid[name] = codes[taken]
                else:
                    laid[name] = batch[name].to_numpy()[taken]
            shelf.add(groups, laid)

    def _spec(self, fact: str) -> FactSpec:
        return self.dictionary.get(fact) or fact_spec(fact)

    def _build(self, group: Group, rows: np.ndarray, words: Mapping[str, tuple[str, ...]]) -> ReadGroup:
        sizes = {kind: len(numbers) for kind, numbers in group.numbers.items()}
        builder = SnapshotBuilder(sizes, group.home, self.plan.on, self.dictionary)
        ids = {}
        for kind, table, key, names in (
            ("person", self.people, "person_id", PERSON_COLUMNS),
            ("household", self.households, "household_id", HOUSEHOLD_COLUMNS),
        ):
            chosen = table[group.numbers[kind]]
            ids[kind] = np.array(chosen[key].to_list(), dtype=object)
            for name in names:
                builder.take_table_column(name, *_coded(chosen[name]))
        if len(rows):
            arrays = {name: np.ascontiguousarray(rows[name]) for name in ROW_TYPE.names}
            builder.take_facts(
                FactRows(**arrays, facts=words["fact"], values=words["value"], sources=words["source"])
            )
        for row in self.complete.iter_rows(named=True):
            builder.close_complete_source(row["source"], row["fact"], row["area_code"])
        asked = {kind: np.arange(sizes[kind]) < own for kind, own in group.own.items()}
        relations = None if self.relations is None else self.relations.take(group.numbers["person"])
        return ReadGroup(ids, group.home, builder.finished(), relations, asked)


def _learn_words(column: pl.Series, words: list[str]) -> None:
    """Add the words of a categorical column that are new; a word's physical number is its place."""
    codes = column.to_physical()
    most = codes.max()
    if most is None or most < len(words):
        return
    new = column.filter(codes >= len(words)).unique()
    words.extend([""] * (most + 1 - len(words)))
    for code, word in zip(new.to_physical().to_list(), new.cast(pl.String).to_list(), strict=True):
        words[code] = word


def _coded(column: pl.Series) -> tuple[np.ndarray, list[str]]:
    """A column as an index into its texts; -1 where there is none."""
    different = column.drop_nulls().unique()
    place = pl.int_range(len(different), dtype=pl.Int32, eager=True)
    codes = column.replace_strict(different, place, default=-1, return_dtype=pl.Int32).fill_null(-1)
    return codes.to_numpy(), different.cast(pl.String).to_list()
