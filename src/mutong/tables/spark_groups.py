"""The same groups on Spark: tables are joined and laid out by Spark, and each group is worked out by the same function.

pyspark is an optional extra and is imported only when it is used.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from mutong.kernel.errors import MutongError
from mutong.kernel.period import end_of_day
from mutong.kernel.words import Words
from mutong.tables.dictionary import FactSpec
from mutong.tables.frame_types import frame_types
from mutong.tables.frames import read_table, table_file
from mutong.tables.schema import load_schema
from mutong.tables.snapshot import ReadingPlan, Snapshot

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

Work = Callable[[Snapshot, Mapping[str, pl.DataFrame]], pl.DataFrame]
_BY_SUBJECT = ("facts", "events")
_TABLES = ("people", "households", "memberships", "relations", *_BY_SUBJECT)
_GROUP, _TABLE, _ASKED = "spark_group", "spark_table", "spark_asked"


def check_spark() -> None:
    """Raises MutongError `spark_missing` where pyspark or a Java is not installed, with what to install."""
    try:
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as error:
        raise MutongError(
            "spark_missing",
            Words(
                "没有安装 Spark 引擎。请运行：pip install 'mutong[spark]'，并安装 Java 17；或用 --engine arrays。",
                "The Spark engine is not installed. Run pip install 'mutong[spark]' and install Java 17; "
                "or use --engine arrays.",
            ),
        ) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise MutongError(
            "spark_missing",
            Words(
                "Spark 需要 Java 17，这里没有找到。Debian：apt-get install openjdk-17-jre-headless",
                "Spark needs Java 17, which is not here. On Debian: apt-get install openjdk-17-jre-headless",
            ),
        )


@contextmanager
def spark_session() -> Iterator["SparkSession"]:
    """A Spark session: the one that runs already, or a local one on all cores, stopped at the end."""
    check_spark()
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    # Spark's Python workers must run in this environment, or they lack mutong.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = running or (
        SparkSession.builder.appName("mutong")
        .master(os.environ.get("MUTONG_SPARK_MASTER", "local[*]"))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", os.environ.get("MUTONG_SPARK_MEMORY", "4g"))
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        yield session
    finally:
        if running is None:
            session.stop()


def spark_frames(
    folder: Path,
    plan: ReadingPlan,
    work: Work,
    table: str,
    dictionary: Mapping[str, FactSpec],
    wanted: Sequence[str] = (),
) -> Iterator[pl.DataFrame]:
    """What `work` makes of each group's Snapshot (a frame of `table`), group after group in no fixed order.

    `work` gets the group's tables as well and must be picklable; `wanted` may ask for the table `events`. Raises
    MutongError for a missing engine or table. Rows wait in the plan's `spill` folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="mutong-spark-", dir=plan.spill) as temporary,
        spark_session() as spark,
    ):
        laid_out = _LayOut(spark, folder, plan, Path(temporary), wanted).rows()
        made = laid_out.groupBy(_GROUP).applyInArrow(
            _worker(plan, work, table, dictionary, _small_tables(folder)), _spark_schema(table)
        )
        made.write.parquet(str(Path(temporary) / "made"))
        types = frame_types(load_schema(table))
        for part in sorted((Path(temporary) / "made").glob("*.parquet")):
            yield pl.read_parquet(part).select(typed(name, kind) for name, kind in types.items())


def typed(name: str, kind: pl.DataType) -> pl.Expr:
    """A column that Spark wrote, as the type that is wanted: its instants are in UTC and do not say so."""
    cell = pl.col(name)
    return (
        cell.dt.convert_time_zone("Asia/Shanghai").cast(kind)
        if isinstance(kind, pl.Datetime)
        else cell.cast(kind)
    )


def _small_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables that go to every worker whole."""
    return {"completeness": read_table(folder, "completeness", missing_ok=True)}


class _LayOut:
    """Joins the tables of a register so that each group has all it needs, relatives' households included."""

    def __init__(
        self, spark: "SparkSession", folder: Path, plan: ReadingPlan, temporary: Path, wanted: Sequence[str]
    ) -> None:
        from pyspark.sql import functions as f

        self.spark, self.folder, self.plan, self.temporary, self.f = spark, folder, plan, temporary, f
        self.tables = {name: self._table(name) for name in _TABLES if name != "events" or name in wanted}
        homes = self.tables["households"]
        if plan.areas:
            within = reduce(lambda a, b: a | b, (f.col("area_code").startswith(area) for area in plan.areas))
            homes = self.tables["households"] = homes.where(within)
        self.home = self._homes(homes)
        self.groups = max(1, self.tables["people"].count() // (plan.people_at_once or 20_000))

    def _table(self, name: str) -> "DataFrame":
        """A table of the register; what is not Parquet is read and checked by mutong and handed on as Parquet."""
        path = table_file(self.folder, name)
        if path is None or path.suffix != ".parquet":
            needed = name in ("people", "households", "memberships")
            path = self.temporary / f"{name}.parquet"
            read_table(self.folder, name, missing_ok=not needed).write_parquet(path)
        found = self.spark.read.parquet(str(path))
        return found.select(
            [self.f.col(column) for column in load_schema(name).names if column in found.columns]
        )

    def _holds(self, recorded: bool) -> "Column":
        f, day = self.f, self.f.lit(self.plan.on)
        held = (f.col("valid_from").isNull() | (f.col("valid_from") <= day)) & (
            f.col("valid_to").isNull() | (f.col("valid_to") > day)
        )
        return held & (f.col("recorded_at") < f.lit(end_of_day(self.plan.known_at))) if recorded else held

    def _homes(self, households: "DataFrame") -> "DataFrame":
        f = self.f
        living = self.tables["memberships"].where((f.col("kind") == "living") & self._holds(False))
        here = living.join(households.select("household_id"), "household_id", "left_semi")
        last = f.max(f.struct("valid_from", "household_id")).alias("last")
        return here.groupBy("person_id").agg(last).select("person_id", "last.household_id")

    def _own_places(self) -> "DataFrame":
        """(subject_kind, subject_id, group) of everyone the screen is about."""
        f = self.f

        def group(column: str) -> "Column":
            return f.pmod(f.xxhash64(column), f.lit(self.groups)).cast("int")

        homes = self.tables["households"].select(
            f.lit("household").alias("subject_kind"),
            f.col("household_id").alias("subject_id"),
            group("household_id").alias(_GROUP),
        )
        how = "inner" if self.plan.areas else "left"
        people = (
            self.tables["people"]
            .join(self.home, "person_id", how)
            .select(
                f.lit("person").alias("subject_kind"),
                f.col("person_id").alias("subject_id"),
                f.coalesce(group("household_id"), group("person_id")).alias(_GROUP),
            )
        )
        return homes.unionByName(people)

    def _places(self) -> "DataFrame":
        """The same with who comes along, told apart by a flag."""
        f = self.f
        own = self._own_places()
        places = own.withColumn(_ASKED, f.lit(True))
        if not self.plan.hops:
            return places
        kin = self.tables["relations"].where(self._holds(False)).select("person_id", "other_id")
        turned = kin.select(f.col("person_id").alias("other_id"), f.col("other_id").alias("person_id"))
        kin = kin.unionByName(turned).distinct()
        known = self.tables["people"].select("person_id")
        fringe = own
        for _ in range(self.plan.hops):
            people = fringe.where(f.col("subject_kind") == "person")
            around = people.join(kin, people.subject_id == kin.person_id).select(
                f.col("other_id").alias("person_id"), _GROUP
            )
            around = around.join(known, "person_id", "left_semi").distinct()
            homes = around.join(self.home, "person_id").select("household_id", _GROUP).distinct()
            housed = homes.join(self.home, "household_id").select("person_id", _GROUP)
            more = [
                self._subjects("person", "person_id", around.unionByName(housed)),
                self._subjects("household", "household_id", homes),
            ]
            fringe = more[0].unionByName(more[1]).distinct()
            keys = ["subject_kind", "subject_id", _GROUP]
            new = fringe.join(places.select(keys), keys, "left_anti").withColumn(_ASKED, f.lit(False))
            places = places.unionByName(new)
        return places

    def _subjects(self, kind: str, key: str, rows: "DataFrame") -> "DataFrame":
        f = self.f
        return rows.select(f.lit(kind).alias("subject_kind"), f.col(key).alias("subject_id"), _GROUP)

    def rows(self) -> "DataFrame":
        """Every row of every table that some group needs, with its table and its group."""
        f = self.f
        places = self._places().cache()
        of_people = places.where(f.col("subject_kind") == "person").select(
            f.col("subject_id").alias("person_id"), _GROUP, _ASKED
        )
        of_homes = places.where(f.col("subject_kind") == "household").select(
            f.col("subject_id").alias("household_id"), _GROUP, _ASKED
        )
        plain = of_people.drop(_ASKED)
        kin = self.tables["relations"].where(self._holds(False))
        others = plain.select(f.col("person_id").alias("other_id"), _GROUP)
        living = self.tables["memberships"].where((f.col("kind") == "living") & self._holds(False))
        parts = {
            "people": self.tables["people"]
            .select("person_id", "birth_date", "sex")
            .join(of_people, "person_id"),
            "households": self.tables["households"].join(of_homes, "household_id"),
            "memberships": living.join(plain, "person_id"),
            "relations": kin.join(plain, "person_id").unionByName(kin.join(others, "other_id")).distinct(),
            "facts": self.tables["facts"].where(self._holds(True)),
        }
        if "events" in self.tables:
            parts["events"] = self.tables["events"]
        keys = ["subject_kind", "subject_id"]
        for name in _BY_SUBJECT:
            if name in parts:
                parts[name] = parts[name].join(places.drop(_ASKED), keys)
        marked = [part.withColumn(_TABLE, f.lit(name)) for name, part in parts.items()]
        return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), marked)


def _worker(
    plan: ReadingPlan,
    work: Work,
    table: str,
    dictionary: Mapping[str, FactSpec],
    small: Mapping[str, pl.DataFrame],
) -> Callable:
    """The function that a Spark worker runs on the rows of one group."""
    one_group = replace(plan, people_at_once=None, hops=0, areas=(), spill=None)
    schema = frame_types(load_schema(table))

    def run(rows):
        import pyarrow as pa

        laid = pl.from_arrow(rows)
        tables = dict(small)
        asked: set[str] = set()
        for name in _TABLES:
            part = laid.filter(pl.col(_TABLE) == name)
            types = frame_types(load_schema(name))
            tables[name] = part.select(
                typed(column, kind) if column in part.columns else pl.lit(None, kind).alias(column)
                for column, kind in types.items()
            )
            if name in ("people", "households"):
                key = "person_id" if name == "people" else "household_id"
                asked |= set(part.filter(pl.col(_ASKED))[key].to_list())
        snapshot = Snapshot.of_frames(tables, one_group, dictionary, asked)
        made = work(snapshot, tables)
        arrow = pa.schema([(name, _arrow_type(kind)) for name, kind in schema.items()])
        return made.select(list(schema)).to_arrow().cast(arrow)

    return run


def _arrow_type(kind: pl.DataType):
    import pyarrow as pa

    if isinstance(kind, pl.Datetime):
        return pa.timestamp("us", "Asia/Shanghai")
    return {pl.String: pa.string(), pl.Date: pa.date32(), pl.Int64: pa.int64(), pl.Boolean: pa.bool_()}.get(
        kind.base_type(), pa.float64()
    )


def _spark_schema(table: str) -> str:
    words = {
        pl.String: "string",
        pl.Date: "date",
        pl.Int64: "bigint",
        pl.Boolean: "boolean",
        pl.Float64: "double",
    }
    types = frame_types(load_schema(table))
    return ", ".join(f"`{name}` {words.get(kind.base_type(), 'timestamp')}" for name, kind in types.items())
