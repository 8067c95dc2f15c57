"""Exporting: a table of any size into one file, with its row count and checksum sealed beside it, and checking that."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from mutong.cli.opening import ProgressLine, open_register
from mutong.cli.table_commands import table_command, table_names, tell
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.export_seal import Seal, check_seal
from mutong.tables.exporting import export_frames, frames_of_rows
from mutong.tables.frames import Frame, table_file
from mutong.tables.register_files import scan_table
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import all_schemas, load_schema

_ROWS_AT_ONCE = 100_000
_BY = "command line"


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add export to the command line."""
    send = table_command(
        commands,
        "export",
        "write a table of the register as CSV, xlsx or Parquet with row count and checksum, or check such a file 导出",
        "mutong export people --register DIR -o people.xlsx --labels --lang zh",
    )
    send.add_argument("table", nargs="?", choices=sorted(all_schemas()), metavar="TABLE", help=table_names())
    send.add_argument("-o", "--output", type=Path, metavar="FILE")
    send.add_argument(
        "--register", type=Path, metavar="DIR", help="a register kept as files; left out: the database"
    )
    send.add_argument("--area", default="0", metavar="CODE", help="only this area and below; of the database")
    send.add_argument(
        "--labels", action="store_true", help="headings and codes in words of --lang, for people"
    )
    send.add_argument(
        "--check", type=Path, metavar="FILE", help="whether an exported file is whole and as it was written"
    )
    send.set_defaults(run=run_export)


def run_export(options: argparse.Namespace) -> int:
    """Export a table, exit code 0; or check an exported file, exit code 1 when it is not as it was written."""
    if options.check is not None:
        return _check(options)
    if options.table is None or options.output is None:
        raise MutongError(
            "argument_missing",
            Words(
                "请给出表名和 -o 文件；核对已导出的文件用 --check 文件。",
                "Give a table and -o FILE; to check an exported file, --check FILE.",
            ),
        )
    seal = _from_folder(options) if options.register is not None else _from_database(options)
    tell(options, asdict(seal) | {"file": str(options.output)}, seal.words)
    return 0


def _from_folder(options: argparse.Namespace) -> Seal:
    if options.area != "0":
        raise MutongError(
            "area_of_folder",
            Words("--area 只用于数据库。", "--area is for the database only."),
        )
    if table_file(options.register, options.table) is None:
        raise refuse_file("table_missing", folder=options.register.name, table=options.table)
    rows = scan_table(options.register, options.table, load_schema(options.table).names)
    frames = rows.collect_batches(chunk_size=_ROWS_AT_ONCE, maintain_order=True, engine="streaming")
    return _write(options, frames, {"register": options.register.name}, None)


def _from_database(options: argparse.Namespace) -> Seal:
    open_register()
    from mutong.records.access import system_viewer
    from mutong.records.reads.table_rows import access_table

    viewer = system_viewer(_BY)
    found = access_table(viewer, options.table, "导出 / export", area_code=options.area)
    line = ProgressLine(quiet=options.json)

    def shown() -> Iterator[Frame]:
        done = 0
        for frame in frames_of_rows(found, options.table):
            yield frame
            done += len(frame)
            line.show(options.output.name, done, found.count)

    filters = {} if options.area == "0" else {"area": options.area}
    return _write(options, shown(), filters, found.count)


def _write(
    options: argparse.Namespace, frames: Iterator[Frame], filters: dict[str, str], rows: int | None
) -> Seal:
    lang = (options.lang or "zh") if options.labels else None
    return export_frames(frames, options.table, options.output, by=_BY, lang=lang, filters=filters, rows=rows)


def _check(options: argparse.Namespace) -> int:
    seal, differences = check_seal(options.check)
    language = options.lang or "zh"
    for words in differences:
        print(words.say(language), file=sys.stderr)
    if differences:
        tell(options, {"whole": False}, Words("与封条不符。", "It does not agree with its seal."))
        return 1
    whole = Words(f"完好无改动。{seal.words.zh}", f"Whole and unaltered. {seal.words.en}")
    tell(options, asdict(seal) | {"whole": True}, whole)
    return 0
