"""The engines of `mutong trace`: arrays, where a store holds all stays; Spark, where it could not."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from mutong.cli.given_files import says_something_of
from mutong.cli.opening import ProgressLine
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.households import Households
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stay_slices import trace_from_source
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.standards.contacts import ContactRules
from mutong.tables.frames import read_table, table_file
from mutong.tables.parquet_parts import parquet_parts
from mutong.tables.spark_plans import rows_stay_where_they_are
from mutong.tables.spark_stays import SparkStays, spark_stays

ENGINES = ("arrays", "spark")
Rows = Sequence[Mapping[str, object]]


def add_engine_options(trace: argparse.ArgumentParser) -> None:
    """Add --engine and --explain to a command that traces."""
    trace.add_argument(
        "--engine",
        choices=ENGINES,
        default="arrays",
        help="spark: stays as Parquet (a file, or a folder of parts), for a province; needs the extra spark",
    )
    trace.add_argument(
        "--explain", action="store_true", help="with --engine spark: print Spark's plan of each question"
    )


def trace_by_engine(
    options: argparse.Namespace,
    scratch: Path,
    store: Callable[[argparse.Namespace, Path], StayStore | None],
    rows: Callable[[argparse.Namespace, str, str], Rows],
    cases: Rows,
    rules: ContactRules,
    as_of: datetime,
    **more: Any,
) -> Traced:
    """The contacts of cases by the engine of the options; the same by either.

    `store(options, scratch)` gives the store of stays, `rows(options, option, table)` the rows of a table; `more` goes
    to trace_contacts. Raises MutongError `spark_missing`, `engine_and_stays`, and what reading raises.
    """
    if options.engine == "arrays":
        if options.explain:
            raise _does_not_fit(
                "--explain 只用于 --engine spark。", "--explain goes with --engine spark only."
            )
        tables = (rows(options, *one) for one in (("places", "places"), ("households", "memberships")))
        stays = _store_of_parts(options, scratch) or store(options, scratch)
        return trace_contacts(cases, stays, *tables, rules, as_of, **more)
    source = _source(options)
    line = ProgressLine(options.json)
    places, homes = _places(options, rows), _households(options, rows)
    with spark_stays(source, scratch) as stays:
        traced = trace_from_source(
            cases, stays, places, homes, rules, as_of, scratch, _teller(options, line), **more
        )
        line.say(_outcome(stays).say(options.lang or "zh"))
        if options.explain:
            for plan in stays.plans:
                print(plan.rstrip(), file=sys.stderr)
    return traced


def _store_of_parts(options: argparse.Namespace, scratch: Path) -> StayStore | None:
    """A store of the stays in a folder of Parquet parts; None where the stays are given in another way."""
    if options.stays is None or table_file(options.stays, "stays"):
        return None
    parts = parquet_parts(options.stays)
    pieces = (piece for part in parts for piece in stay_pieces(part))
    return StayStore.build(scratch / "stays", pieces) if parts else None


def _source(options: argparse.Namespace) -> Path:
    source = options.stays or options.register
    if source is None:
        raise _does_not_fit(
            "用 --engine spark 时请给出 --stays（Parquet）或 --register。",
            "With --engine spark give --stays (Parquet) or --register.",
        )
    if (source / "current").is_file():
        raise _does_not_fit(
            f"{source} 是停留库；--engine spark 要读建库所用的 Parquet，请给出那个文件或文件夹。",
            f"{source} is a store of stays; --engine spark reads the Parquet that it was built from. Give that.",
        )
    if options.stays_mapping or says_something_of(options, "stays"):
        raise _does_not_fit(
            "--engine spark 不换停留表的表头；请先用 mutong tidy 或 mutong import 整理停留表。",
            "--engine spark renames no headings of stays; bring them into the table's form first (mutong tidy).",
        )
    return source


def _places(options: argparse.Namespace, rows: Callable[..., Rows]) -> PlaceTable:
    if options.places is None and options.register:
        return PlaceTable.of_frame(read_table(options.register, "places", missing_ok=True))
    return PlaceTable(rows(options, "places", "places"))


def _households(options: argparse.Namespace, rows: Callable[..., Rows]) -> Households:
    if options.households is None and options.register:
        return Households.of_frame(read_table(options.register, "memberships", missing_ok=True))
    return Households(rows(options, "households", "memberships"))


def _teller(options: argparse.Namespace, line: ProgressLine) -> Callable[[Words], None]:
    return lambda words: line.say(words.say(options.lang or "zh"))


def _outcome(stays: SparkStays) -> Words:
    asked = len(stays.plans)
    if all(rows_stay_where_they_are(plan) for plan in stays.plans):
        return Words(
            f"Spark 查了 {stays.rows} 条停留 {asked} 遍，停留未作移动或重排。",
            f"Spark looked over {stays.rows} stays {asked} times; none of them was moved or sorted.",
        )
    return Words(
        f"Spark 查了 {stays.rows} 条停留 {asked} 遍，其间重新分发了停留，会慢；请看 --explain。",
        f"Spark looked over {stays.rows} stays {asked} times and moved them about, which is slow; see --explain.",
    )


def _does_not_fit(zh: str, en: str) -> MutongError:
    return MutongError("engine_and_stays", Words(zh, en))
