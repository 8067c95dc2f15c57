"""Table stays of a province on Spark: whose stays, and who was at some places at some times.

What is asked is small and is broadcast; each question is one look over the stays where they lie, and only what is
found leaves them. They are never shuffled or sorted. pyspark is an optional extra, imported only when it is used.
"""

import contextlib
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.frame_types import frame_types
from mutong.tables.frames import Frame, table_file
from mutong.tables.parquet_parts import parquet_parts
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Column, load_schema
from mutong.tables.spark_groups import spark_session, typed
from mutong.tables.table_pieces import read_pieces

if TYPE_CHECKING:
    from pyspark.sql import Column as Cell
    from pyspark.sql import DataFrame, Observation, SparkSession

_SCHEMA = load_schema("stays")
_FIRST, _LAST = 0, 0xFFFFFFFE
_KINDS = {"instant": ("timestamp",), "number": ("double", "float", "bigint", "int", "smallint", "decimal")}


@contextmanager
def spark_stays(source: Path, scratch: Path) -> Iterator["SparkStays"]:
    """Table stays for as long as Spark runs: a folder of Parquet parts, a Parquet file, or a register folder.

    Another kind of file is read and checked by mutong and handed on as parts in `scratch`, where answers wait too.
    Raises MutongError `spark_missing`, `table_missing`, `stays_not_for_spark` and what reading a file raises.
    """
    with spark_session() as spark:
        yield SparkStays(spark, _parquet_of(source, scratch / "stays"), scratch)


def _parquet_of(source: Path, folder: Path) -> Path:
    """The Parquet file or the folder of parts that Spark reads; made in `folder` where the source is neither."""
    if not source.exists():
        raise refuse_file("file_missing", file=source.name)
    if source.is_dir():
        whole = source / f"{_SCHEMA.name}.parquet"
        found = whole if whole.exists() else table_file(source, _SCHEMA.name)
        if found is None and not parquet_parts(source):
            raise refuse_file("table_missing", folder=source.name, table=_SCHEMA.name)
        source = found or source
    if source.is_dir() or source.suffix == ".parquet":
        return source
    folder.mkdir(parents=True)
    for number, piece in enumerate(read_pieces(source, _SCHEMA.name)):
        piece.write_parquet(folder / f"{number:06d}.parquet")
    return folder


class SparkStays:
    """Questions to table stays on Spark; each is answered with the rows of the table it is about.

    `rows` is how many stays there are, known after the first question; `plans` holds Spark's physical plan of each.
    """

    def __init__(self, spark: "SparkSession", source: Path, scratch: Path) -> None:
        from pyspark.sql import functions as f

        self.rows = 0
        self.plans: list[str] = []
        self._spark, self._f, self._source, self._scratch = spark, f, source, scratch

    def of_people(self, people: Sequence[str], since: np.ndarray) -> Frame:
        """The stays of people (ids) who arrived at the second or later, as table stays."""
        f = self._f
        asked = self._broadcast({"who": _texts(people), "since": _numbers(since)})
        mine = (self._stays.person_id == f.col("who")) & (_second(f, "arrived_at") >= f.col("since"))
        return self._found(self._stays, asked, mine)

    def at_places(self, places: Sequence[str], since: np.ndarray, until: np.ndarray) -> Frame:
        """The stays at places (ids) that may overlap [since, until), in seconds, as table stays.

        A stay without length lasts a second; one whose end nobody knows may still last.
        """
        f = self._f
        asked = self._broadcast({"where": _texts(places), "since": _numbers(since), "until": _numbers(until)})
        arrived, left = _second(f, "arrived_at"), _second(f, "left_at")
        lasts = left.isNull() | (f.greatest(left, arrived + 1) > f.col("since"))
        there = (self._stays.place_id == f.col("where")) & (arrived < f.col("until")) & lasts
        return self._found(self._stays, asked, there)

    @cached_property
    def _stays(self) -> "DataFrame":
        """The table with its columns, of the kinds that are wanted."""
        from pyspark.errors import PySparkException

        try:
            given = self._spark.read.parquet(str(self._source))
        except PySparkException as error:
            raise _not_for_spark(self._source.name, str(error).splitlines()[0], "Parquet") from error
        kinds, cells = dict(given.dtypes), []
        for column in _SCHEMA.columns:
            cells.append(self._cell(column, kinds.get(column.name)))
        return given.select(cells)

    def _cell(self, column: Column, given: str | None) -> "Cell":
        wanted = _KINDS.get(column.type, ("string",))
        if given is None and not column.required:
            return self._f.lit(None).cast(wanted[0]).alias(column.name)
        if given is None or given.partition("(")[0] not in wanted:
            raise _not_for_spark(self._source.name, f"{column.name}: {given or '—'}", wanted[0])
        return self._f.col(column.name)

    def _broadcast(self, columns: dict[str, object]) -> "DataFrame":
        import pyarrow as pa

        return self._f.broadcast(self._spark.createDataFrame(pa.table(columns)))

    def _found(self, stays: "DataFrame", asked: "DataFrame", where: "Cell") -> Frame:
        """The rows that fit something asked, each once; at the first question all rows are looked over as well."""
        self.plans.append(_plan_of(stays.join(asked, where, "left_semi")))
        watch = None if self.rows else self._watch()
        if watch is not None:
            stays = stays.observe(watch, *_counts(self._f))
        folder = self._scratch / f"answer-{len(self.plans):04d}"
        try:
            stays.join(asked, where, "left_semi").write.parquet(str(folder))
            if watch is not None:
                self._look_over(watch.get)
            types = frame_types(_SCHEMA)
            cells = [typed(name, kind) for name, kind in types.items()]
            parts = [pl.read_parquet(part).select(cells) for part in parquet_parts(folder)]
            return pl.concat([pl.DataFrame(schema=types), *parts])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _watch(self) -> "Observation":
        from pyspark.sql import Observation

        return Observation("stays")

    def _look_over(self, counts: dict[str, int]) -> None:
        """Refuse stays that no engine can take, with how many there are of each kind."""
        self.rows = counts["rows"]
        wrong = {name: counts[name] for name in _FAULTS if counts[name]}
        if wrong:
            zh = "；".join(f"{_FAULTS[name].zh} {n} 条" for name, n in wrong.items())
            en = "; ".join(f"{n} {_FAULTS[name].en}" for name, n in wrong.items())
            raise MutongError(
                "stays_with_faults",
                Words(
                    f"{self._source.name} 的 {self.rows} 条停留中有误：{zh}。请先更正；mutong import 会指出每一行。",
                    f"{self._source.name} holds {self.rows} stays, of which are wrong: {en}. Correct them first; "
                    "mutong import names each row.",
                ),
                **wrong,
            )


def _second(f, column: str) -> "Cell":
    return f.unix_seconds(column)


def _texts(words: Sequence[str]):
    import pyarrow as pa

    return pa.array(list(words), pa.string())


def _numbers(seconds: np.ndarray):
    import pyarrow as pa

    return pa.array(np.asarray(seconds, dtype=np.int64))


def _plan_of(question: "DataFrame") -> str:
    """Spark's physical plan, as `explain` prints it."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        question.explain()
    return told.getvalue()


def _counts(f) -> "list[Cell]":
    """What is counted over all rows: the rows, and those of each fault."""
    arrived, left = _second(f, "arrived_at"), _second(f, "left_at")
    empty = [f.col(name).isNull() | (f.col(name) == "") for name in ("person_id", "place_id")]
    outside = [(one < _FIRST) | (one >= _LAST) for one in (arrived, left)]
    wrong = {
        "id_missing": empty[0] | empty[1],
        "stay_without_arrival": arrived.isNull(),
        "stay_ends_before_it_starts": left < arrived,
        "stay_out_of_range": outside[0] | f.coalesce(outside[1], f.lit(False)),
    }
    return [f.count(f.lit(1)).alias("rows")] + [f.count_if(one).alias(name) for name, one in wrong.items()]


def _not_for_spark(file: str, given: str, wanted: str) -> MutongError:
    return MutongError(
        "stays_not_for_spark",
        Words(
            f"Spark 读不了停留表 {file}（{given}）；应为 {wanted}，时刻要带时区。可先用 mutong import 读入。",
            f"Spark cannot read the stays in {file} ({given}); it should be {wanted}, and instants timestamps with a "
            "zone (UTC). mutong import reads other forms.",
        ),
        file=file,
    )


_FAULTS = {
    "id_missing": Words("没有人员或场所编号", "without a person or a place"),
    "stay_without_arrival": Words("没有到达时间", "without an arrival"),
    "stay_ends_before_it_starts": Words("离开早于到达", "end before they start"),
    "stay_out_of_range": Words("早于1970年或晚于2105年", "before 1970 or after 2105"),
}
