"""What building or extending a store of stays tells: rows that could not be used, and ids that a register lacks."""

import argparse
import sys
from pathlib import Path

from mutong.cli.outbreak_files import say_outcome, stay_counts
from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.outbreak.stay_checks import ids_without_rows
from mutong.outbreak.stays import StayStore
from mutong.tables.frames import read_table, table_file, texts_of
from mutong.tables.table_pieces import LeftOut

_KEYS = {"people": "person_id", "places": "place_id"}


def tell_left_out(options: argparse.Namespace, left_out: LeftOut) -> None:
    """Say which rows of a file of stays could not be used and how it was read; adds to `options.left_out`."""
    language = options.lang or "zh"
    for problem in left_out.problems:
        print(_line(problem).say(language), file=sys.stderr)
    if left_out.rows:
        words = Words(
            f"有 {left_out.rows} 条停留不能用，已略去，逐条列在 {left_out.path}。",
            f"{left_out.rows} stays could not be used and were left out; each is listed in {left_out.path}.",
        )
        print(words.say(language), file=sys.stderr)
    for note in left_out.notes:
        print(note.say(language), file=sys.stderr)
    options.left_out = getattr(options, "left_out", 0) + left_out.rows


def tell_stays(options: argparse.Namespace, store: StayStore, left_out: LeftOut) -> int:
    """Say what is in the store and what became of the rows; exit code 1 where rows were left out, else 0."""
    language = options.lang or "zh"
    tell_left_out(options, left_out)
    unknown = _unknown(store, options.register) if options.register is not None else {}
    for table, ids in unknown.items():
        if ids:
            print(ids_without_rows(table, ids).say(language), file=sys.stderr)
    counts, words = stay_counts(options, store)
    counts |= {"left_out": options.left_out} | {
        f"unknown_{table}": len(ids) for table, ids in unknown.items()
    }
    say_outcome(options, counts | ({"rejects_file": str(left_out.path)} if left_out.rows else {}), words)
    return 1 if options.left_out else 0


def _unknown(store: StayStore, register: Path) -> dict[str, list[str]]:
    """The ids of the store that a register kept as files does not have, by table; tables it lacks are not judged."""
    found = {}
    for table, column in _KEYS.items():
        if table_file(register, table) is not None:
            known = set(texts_of(read_table(register, table), column))
            held = store.people if table == "people" else store.places
            found[table] = [name for code in held.tolist() if (name := code.decode()) not in known]
    return found


def _line(problem: Problem) -> Words:
    value = f" “{problem.value}”" if problem.value else ""
    return Words(
        f"{problem.file} 第 {problem.row} 行 {problem.column}{value}：{problem.remedy.zh}",
        f"{problem.file} row {problem.row} {problem.column}{value}: {problem.remedy.en}",
    )
