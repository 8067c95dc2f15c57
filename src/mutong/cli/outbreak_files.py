"""What the outbreak commands share: their options, columns of stays and encounters, writing results."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from mutong.cli.opening import ProgressLine
from mutong.cli.table_commands import mapping_folders
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.stay_frames import timed_columns
from mutong.outbreak.stays import StayStore
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


def stay_progress(
    options: argparse.Namespace,
) -> tuple[Callable[[str], None], Callable[[str, int, int], None]]:
    """How work on a store of stays is told: a function for a line, and one for the progress of a step."""
    line = ProgressLine(options.json)

    def show(step: str, done: int, in_all: int) -> None:
        line.show(_STEPS[step].say(options.lang or "zh"), done, in_all)

    return line.say, show


def stay_counts(options: argparse.Namespace, store: StayStore) -> tuple[dict[str, int], Words]:
    """What there is in a store, and after building or appending how the rows that came in were put together."""
    counts = {"stays": len(store), "people": len(store.people), "places": len(store.places)}
    words = Words(
        f"停留库 {options.store}：{counts['stays']} 条停留，{counts['people']} 人，{counts['places']} 处场所。",
        f"Store {options.store}: {counts['stays']} stays, {counts['people']} people, {counts['places']} places.",
    )
    if options.action in ("build", "append"):
        counts |= {name: store.notes[name] for name in ("taken", "merged", "open_ends")}
        words = Words(
            f"{words.zh}读入 {counts['taken']} 条，合并重复 {counts['merged']} 条，"
            f"离开时间不明 {counts['open_ends']} 条。",
            f"{words.en} {counts['taken']} rows read, {counts['merged']} that were there already put together, "
            f"{counts['open_ends']} with an unknown end.",
        )
    return counts, words


_STEPS = {
    "take over": Words("取出原有停留", "taking over what is there"),
    "take": Words("读入停留", "reading stays"),
    "lay": Words("按场所分堆", "laying out by place"),
    "place": Words("按场所排序", "sorting by place"),
    "person": Words("按人排序", "sorting by person"),
    "reach": Words("写入索引", "writing the index"),
    "verify": Words("核对", "checking"),
}


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
