"""Files that people bring to the outbreak commands: the options that say how to read them, and what was read how."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mutong.cli.outbreak_files import mapping_named
from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.tables.dates import ORDERS
from mutong.tables.drafting import Said
from mutong.tables.frames import read_table
from mutong.tables.given_tables import GivenTable, read_given
from mutong.tables.heading_guesses import ESSENTIALS, loose_schema
from mutong.tables.mapping import save_mapping


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be said about the files: headings, values, dates, years, sheets; strict; keeping the mapping."""
    reading = parser.add_argument_group("how files are read", "every choice made without them is printed")
    reading.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="[TABLE.]COLUMN=HEADING",
        help="which heading a column is under; HEADING+HEADING joins two with “-” (left out: known words for it)",
    )
    reading.add_argument(
        "--set", dest="constants", action="append", default=[], metavar="[TABLE.]COLUMN=VALUE",
        help="a value for every row",
    )  # fmt: skip
    reading.add_argument(
        "--dates",
        choices=ORDERS,
        default="",
        help="the order of days like 5/1/2020, ymd of days like 22/8/21 (left out: what the file's other days prove; "
        "refused where nothing does)",
    )
    reading.add_argument(
        "--years",
        choices=("yy", "19yy", "20yy"),
        default="",
        help="years of two digits (default yy: the latest that is not to come)",
    )
    reading.add_argument(
        "--counted-from",
        default="",
        metavar="INSTANT",
        help="what seconds and days are counted from (default: seconds 1970-01-01T00:00Z, days 2000-01-01)",
    )
    reading.add_argument(
        "--sheet", action="append", default=[], metavar="[TABLE=]NAME",
        help="sheet of a workbook or file in a zip (left out: the one that fits best)",
    )  # fmt: skip
    reading.add_argument(
        "--strict",
        action="store_true",
        help="guess nothing: headings by name, label or mapping, and one bad row refuses the file",
    )
    reading.add_argument(
        "--save-mappings",
        type=Path,
        metavar="DIR",
        help="keep the mappings that were used, to mend and use again",
    )


def read_file(
    options: argparse.Namespace,
    path: Path,
    tables: Sequence[str],
    mapping: str | None = None,
    related: str | None = None,
) -> GivenTable:
    """A file as one of these tables, as the options say; what was decided and left out is told on stderr.

    `related` is the heading of the text that names related cases.

    Rows left out are added to `options.left_out`, so that the command's exit code can tell. Raises what read_given
    raises; with --strict what read_table raises.
    """
    saved = mapping_named(mapping)
    if options.strict:
        return _read_strictly(path, tables, saved)
    said = Said(
        saved,
        said_of_tables(options.column, tables, "--column") | ({"related": related} if related else {}),
        said_of_tables(options.constants, tables, "--set"),
        options.dates,
        options.years,
        options.counted_from,
        _sheet(options.sheet, tables),
    )
    found = read_given(path, tables, said)
    language = options.lang or "zh"
    for note in found.notes:
        print(note.say(language), file=sys.stderr)
    if found.left_out:
        print(_left_out(found).say(language), file=sys.stderr)
        for problem in found.problems:
            print(_problem_line(problem).say(language), file=sys.stderr)
    options.left_out = getattr(options, "left_out", 0) + found.left_out
    if options.save_mappings and found.mapping is not None:
        save_mapping(found.mapping, options.save_mappings / f"{Path(found.file).stem}-{found.table}.csv")
    return found


def _read_strictly(path: Path, tables: Sequence[str], mapping) -> GivenTable:
    refusals: list[MutongError] = []
    for table in tables:
        try:
            frame = read_table(path, table, mapping=mapping)
            return GivenTable(frame, table, path.name, rows_in=len(frame))
        except MutongError as refusal:
            refusals.append(refusal)
            if refusal.code in ("file_missing", "empty_file", "file_too_large"):
                break
    # Rows that are wrong say more than headings that another table has.
    raise next((one for one in refusals if one.code == "bad_rows"), refusals[0])


def assignments(said: Sequence[str], option: str) -> dict[str, str]:
    """Words NAME=VALUE as a dict. Raises MutongError `not_an_assignment`."""
    found: dict[str, str] = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or not name or not value:
            raise MutongError(
                "not_an_assignment",
                Words(
                    f"{option} 应写成 列=值；读到“{one}”。",
                    f"Write {option} as COLUMN=VALUE; there is “{one}”.",
                ),
            )
        found[name] = value
    return found


def said_of_tables(said: Sequence[str], tables: Sequence[str], option: str) -> dict[str, str]:
    """Column → what was said of it, for these tables; a word without a table is for all that have the column.

    Raises MutongError `unknown_column` for what no table that is read has.
    """
    found: dict[str, str] = {}
    for name, value in assignments(said, option).items():
        table, dot, column = name.rpartition(".")
        if (dot and table not in ESSENTIALS) or column not in _columns(table):
            raise _unknown_column(option, name, tables)
        if not dot or table in tables:
            found[column] = value
    return found


def says_something_of(options: argparse.Namespace, table: str) -> bool:
    """Whether --column or --set say anything of a column that the table has."""
    given = (
        said_of_tables(options.column, (table,), "--column"),
        said_of_tables(options.constants, (table,), "--set"),
    )
    return any(column in _columns(table) for said in given for column in said)


def _columns(table: str) -> set[str]:
    """The columns of a table, of all of them for ''."""
    return {name for one in ([table] if table else ESSENTIALS) for name in loose_schema(one).names}


def _unknown_column(option: str, name: str, tables: Sequence[str]) -> MutongError:
    there = "; ".join(f"{table}: {', '.join(loose_schema(table).names)}" for table in tables)
    return MutongError(
        "unknown_column",
        Words(
            f"{option} {name}：没有这一列；有 {there}。",
            f"{option} {name}: there is no such column; there are {there}.",
        ),
    )


def _sheet(said: Sequence[str], tables: Sequence[str]) -> str | None:
    for one in reversed(said):
        table, equals, name = one.partition("=")
        if not equals:
            return one
        if table in tables:
            return name
    return None


def _left_out(found: GivenTable) -> Words:
    return Words(
        f"{found.file}：{found.rows_in} 行中有 {found.left_out} 行不能用，已略去（--strict 则整个拒绝）：",
        f"{found.file}: {found.left_out} of {found.rows_in} rows cannot be used and were left out (--strict refuses "
        "the file instead):",
    )


def _problem_line(problem: Problem) -> Words:
    value = f" “{problem.value}”" if problem.value else ""
    return Words(
        f"  第 {problem.row} 行 {problem.column}{value}：{problem.remedy.zh}",
        f"  row {problem.row} {problem.column}{value}: {problem.remedy.en}",
    )
