"""What the outbreak commands share: their options, columns of stays and encounters, writing results."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from mutong.cli.table_commands import mapping_folders
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.stay_frames import timed_columns
from mutong.tables.dates import read_instant
from mutong.tables.frames import Frame, columns_of
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.mapping import find_mapping
from mutong.tables.remedies import CellRefused
from mutong.tables.writing import formula_safe


def add_file_command(commands, name: str, words: str, example: str) -> argparse.ArgumentParser:
    """A command with --lang, --json and an example in its help."""
    parser = commands.add_parser(name, help=words, description=words, epilog=f"Example: {example}")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of messages")
    parser.add_argument("--json", action="store_true", help="say the outcome as JSON on stdout")
    return parser


def mapping_named(name: str | None) -> HeadingMapping | None:
    """The saved mapping of that name; None for None."""
    return find_mapping(name, mapping_folders()) if name else None


def read_option_instant(text: str) -> datetime:
    """An instant as written on the command line (a day stands for its start). Raises MutongError."""
    try:
        return read_instant(text, start_of_day_allowed=True)[0]
    except CellRefused:
        raise MutongError(
            "not_an_instant",
            Words(
                f"“{text}”不是时刻；请写成 2022-08-22T08:00+08:00。",
                f"“{text}” is no instant; write it like 2022-08-22T08:00+08:00.",
            ),
        ) from None


def encounter_columns(frame: Frame) -> dict[str, Sequence]:
    """Table encounters as columns, instants as whole seconds."""
    return columns_of(frame.drop("start_at", "end_at", "source")) | timed_columns(frame, "start_at", "end_at")


def write_result(
    folder: Path, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]
) -> None:
    """Write rows as folder/name (CSV, UTF-8), whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{name}.part"
    with half.open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    half.replace(folder / name)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return formula_safe(str(value))


def say_outcome(options: argparse.Namespace, found: Mapping[str, object], words: Words) -> None:
    """Say the outcome on stdout: as JSON where asked, else in words."""
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    else:
        print(words.say(options.lang or "zh"), file=sys.stdout)
