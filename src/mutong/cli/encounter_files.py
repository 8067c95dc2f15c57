"""Encounters from whatever file holds them: a table, or sensor records t i j, with or without headings."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mutong.cli.given_files import read_file, said_of_tables
from mutong.cli.outbreak_files import encounter_columns, read_option_instant
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.encounter_episodes import without_oneself
from mutong.tables.given_tables import GivenTable
from mutong.tables.proximity_records import DEFAULT_RECORD_SECONDS, read_proximity_records


@dataclass(frozen=True)
class Encounters:
    """Columns of table encounters (instants as whole seconds); `given` is the file where it was a table of any kind,
    `columns` then None unless it was one of encounters with times."""

    columns: dict[str, Sequence] | None
    given: GivenTable | None = None


def add_record_options(parser: argparse.ArgumentParser) -> None:
    """Add what sensor records need."""
    parser.add_argument(
        "--record-seconds",
        type=int,
        metavar="S",
        help=f"a record t i j covers the S seconds before t (default {DEFAULT_RECORD_SECONDS})",
    )


def read_encounters(
    options: argparse.Namespace, path: Path, tables: Sequence[str], mapping: str | None, records: bool = True
) -> Encounters:
    """Encounters from a file: sensor records (unless `records` is False) or the one of these tables that it fits.

    Rows with one person on both sides are left out and counted. Raises what read_file raises.
    """
    asked = options.record_seconds
    found = None
    if records and not mapping and not _is_told(options, tables):
        found = read_proximity_records(path, DEFAULT_RECORD_SECONDS if asked is None else asked)
    if found is not None:
        return Encounters(drop_oneself(options, _since(options, found), path))
    given = read_file(options, path, tables, mapping)
    if given.table != "encounters" or given.lengths is not None:
        return Encounters(None, given)
    columns = encounter_columns(given.frame)
    open_ = np.asarray(columns["end_at"]) < 0
    if open_.any() and asked is not None:
        columns["end_at"] = np.where(open_, columns["start_at"], columns["end_at"])
        columns["start_at"] = np.where(open_, columns["start_at"] - asked, columns["start_at"])
    elif open_.all() and len(open_):
        _say(
            options,
            Words(
                "没有结束时间，也没有时长：一起多久不详；记录有固定时长时用 --record-seconds S 说明（时刻为末尾）。",
                "There is neither an end nor a length, so the time together is not known; if each record covers S "
                "seconds up to its time, say --record-seconds S.",
            ),
        )
    return Encounters(drop_oneself(options, columns, path), given)


def _is_told(options: argparse.Namespace, tables: Sequence[str]) -> bool:
    """Whether headings or values were said for these tables: sensor records have neither."""
    given = ((options.column, "--column"), (options.constants, "--set"))
    return any(said_of_tables(said, tables, option) for said, option in given)


def _since(options: argparse.Namespace, records: dict[str, np.ndarray]) -> dict[str, Sequence]:
    """Sensor records with their seconds counted from what --counted-from says."""
    seconds = DEFAULT_RECORD_SECONDS if options.record_seconds is None else options.record_seconds
    since = options.counted_from or "1970-01-01T00:00Z"
    _say(
        options,
        Words(
            f"按传感器记录“t i j”读取：每条覆盖 t 之前的 {seconds} 秒（--record-seconds），t 从 {since} 起算"
            "（--counted-from）。",
            f"Read as sensor records “t i j”: each covers the {seconds} seconds before t (--record-seconds), t counted "
            f"from {since} (--counted-from).",
        ),
    )
    if not options.counted_from:
        return dict(records)
    start = int(read_option_instant(options.counted_from).timestamp())
    return {
        name: values + start if name in ("start_at", "end_at") else values for name, values in records.items()
    }


def drop_oneself(
    options: argparse.Namespace, columns: dict[str, Sequence], path: Path
) -> dict[str, Sequence]:
    """Columns person_a, person_b and others without rows that have one person on both sides, which are counted and
    said; with --strict they are refused."""
    kept, lost = without_oneself(columns)
    if lost:
        if options.strict:
            raise MutongError(
                "met_himself",
                Words(
                    f"{path.name} 有 {lost} 行两端是同一人；请更正，或去掉 --strict。",
                    f"{lost} rows of {path.name} have one person on both sides; correct them, or leave --strict out.",
                ),
            )
        _say(
            options,
            Words(
                f"{path.name}：{lost} 行两端是同一人，已略去。",
                f"{path.name}: {lost} rows with one person on both sides were left out.",
            ),
        )
        options.left_out = getattr(options, "left_out", 0) + lost
    return kept


def _say(options: argparse.Namespace, words: Words) -> None:
    print(words.say(options.lang or "zh"), file=sys.stderr)
