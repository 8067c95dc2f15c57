"""Command tidy: somebody else's file written as a table of Mutong's, ready to be imported."""

import argparse
from pathlib import Path

from mutong.cli.given_files import add_reading_options, read_file
from mutong.cli.outbreak_files import add_file_command, say_outcome
from mutong.kernel.words import Words
from mutong.tables.frames import write_table
from mutong.tables.heading_guesses import ESSENTIALS
from mutong.tables.schema import load_schema


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add tidy to the command line."""
    tidy = add_file_command(
        commands,
        "tidy",
        "write somebody else's file as a table, saying what was taken for what 整理成标准表",
        "mutong tidy linelist.xlsx --as cases -o cases.csv --dates dmy --set area_code=140109",
    )
    tidy.add_argument("file", type=Path, metavar="FILE", help="CSV, workbook or Parquet, also in gzip or zip")
    tidy.add_argument("--as", dest="table", required=True, choices=sorted(ESSENTIALS))
    tidy.add_argument("--mapping", metavar="NAME", help="a saved mapping of the file's columns")
    tidy.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    add_reading_options(tidy)
    tidy.set_defaults(run=run_tidy)


def run_tidy(options: argparse.Namespace) -> int:
    """Write the table; say what an import will still ask for. Exit code 0; 1 when rows were left out."""
    found = read_file(options, options.file, (options.table,), options.mapping)
    rows = write_table(found.frame, found.table, options.output)
    wanted = [
        column
        for column in load_schema(found.table).columns
        if column.required and found.frame[column.name].null_count()
    ]
    zh = "、".join(f"{one.label.zh}（{one.name}）" for one in wanted)
    en = ", ".join(one.name for one in wanted)
    outcome = {
        "table": found.table,
        "file": str(options.output),
        "rows_in": found.rows_in,
        "rows": rows,
        "left_out": found.left_out,
        "wanted": [one.name for one in wanted],
    }
    say_outcome(
        options,
        outcome,
        Words(
            f"读入 {found.rows_in} 行，写出 {rows} 行到 {options.output}。"
            + (f"导入前还要补：{zh}（如 --set {wanted[0].name}=值）。" if wanted else ""),
            f"{found.rows_in} rows read, {rows} written to {options.output}."
            + (f" An import still wants: {en} (such as --set {wanted[0].name}=VALUE)." if wanted else ""),
        ),
    )
    return 1 if found.left_out else 0
