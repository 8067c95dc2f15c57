"""Files beside a tracing: ties between people, orders to search wider, places that took in too many to list."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from mutong.cli.outbreak_files import write_result
from mutong.outbreak.columns import instant_of
from mutong.outbreak.crowds import Crowd
from mutong.outbreak.widenings import Widening, widenings_of
from mutong.tables.frames import read_table, rows_of

_CROWD = (
    "case_id", "place_id", "place_name", "rule", "class", "people_in_all", "from", "to", "people",
)  # fmt: skip


def add_options(trace: argparse.ArgumentParser) -> None:
    """Add the options of `mutong trace` for these files."""
    trace.add_argument(
        "--relations", type=Path, metavar="FILE", help="table relations (carers), instead of the register's"
    )
    trace.add_argument(
        "--widenings", type=Path, metavar="FILE", help="table widenings: orders to search wider"
    )
    trace.add_argument(
        "--crowds",
        type=Path,
        metavar="FILE",
        help="write places with more people than the pack lists, by slices of time",
    )


def read_relations(options: argparse.Namespace) -> list[dict[str, object]]:
    """Rows of table relations, from a file or the register."""
    if options.relations is not None:
        return rows_of(read_table(options.relations, "relations"))
    return rows_of(read_table(options.register, "relations", missing_ok=True)) if options.register else []


def read_widenings(options: argparse.Namespace) -> tuple[Widening, ...]:
    """The orders of a file; none without one."""
    return widenings_of(rows_of(read_table(options.widenings, "widenings"))) if options.widenings else ()


def write_crowds(options: argparse.Namespace, crowds: Iterable[Crowd]) -> None:
    """Write one row for each slice of each crowded place, where a file was asked for."""
    if options.crowds is None:
        return
    write_result(
        options.crowds.parent,
        options.crowds.name,
        _CROWD,
        (
            dict(zip(_CROWD, (
                one.case_id, one.place_id, one.place_name, one.rule, one.contact_class, one.people,
                instant_of(part.start).isoformat(), instant_of(part.end).isoformat(), part.people,
            ), strict=True))
            for one in crowds
            for part in one.slices
        ),
    )  # fmt: skip
