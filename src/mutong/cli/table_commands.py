"""Commands for tables: template and import (export beside). Exit codes and output as DESIGN.md 6 has them."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from mutong.cli.opening import ProgressLine, open_register
from mutong.kernel.errors import Problem
from mutong.kernel.folders import deployment_folder, var_folder
from mutong.kernel.words import Words
from mutong.register.folder import ImportOutcome, import_file
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT
from mutong.tables.mapping import find_mapping
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import all_schemas
from mutong.tables.templates import write_template

_MEGABYTE = 1_000_000


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add template and import to the command line."""
    template = table_command(
        commands,
        "template",
        "an empty workbook for a table, with drop-downs and an explanation of every column 表格模板",
        "mutong template people -o people.xlsx --lang zh",
    )
    template.add_argument("table", choices=sorted(all_schemas()), metavar="TABLE", help=table_names())
    template.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.xlsx")
    template.set_defaults(run=run_template)

    bring = table_command(
        commands,
        "import",
        "bring a CSV or Excel file in; every bad row is named with its remedy 导入",
        "mutong import people.xlsx --as people --register DIR",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV, xlsx, xls, ods or Parquet")
    bring.add_argument(
        "--as",
        dest="table",
        required=True,
        choices=sorted(all_schemas()),
        metavar="TABLE",
        help=table_names(),
    )
    bring.add_argument(
        "--register", type=Path, metavar="DIR", help="a register kept as files; left out: the database"
    )
    bring.add_argument("--mapping", metavar="NAME", help="a saved mapping by name, or a mapping file")
    bring.add_argument(
        "--sheet", metavar="NAME", help="a sheet of a workbook; left out: the first with content"
    )
    bring.add_argument(
        "--rejects", type=Path, metavar="FILE", help="where bad rows are listed; left out: DIR/rejects.csv"
    )
    bring.add_argument(
        "--limit-mb",
        type=float,
        default=DEFAULT_SIZE_LIMIT / _MEGABYTE,
        metavar="MB",
        help="greatest size of a file",
    )
    bring.set_defaults(run=run_import)


def table_command(commands, name: str, words: str, example: str) -> argparse.ArgumentParser:
    """A command with --lang, --json and an example in its help."""
    parser = commands.add_parser(name, help=words, description=words, epilog=f"Example: {example}")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of messages and labels")
    parser.add_argument("--json", action="store_true", help="say the outcome as JSON on stdout")
    return parser


def table_names() -> str:
    """The tables there are, for the help of a command."""
    return "one of " + ", ".join(all_schemas())


def run_template(options: argparse.Namespace) -> int:
    """Write a template; exit code 0."""
    if options.output.suffix != ".xlsx":
        raise refuse_file("unknown_file_kind", suffix=options.output.suffix, known=".xlsx")
    write_template(options.table, options.output, options.lang or "zh")
    tell(
        options,
        {"table": options.table, "file": str(options.output)},
        Words(f"已写出 {options.output}。", f"Wrote {options.output}."),
    )
    return 0


def mapping_folders() -> Sequence[Path]:
    """Where mappings are kept: the register's own, then those that ship with Mutong."""
    return (
        var_folder() / "mappings",
        deployment_folder() / "mappings",
        deployment_folder().parent / "mappings",
    )


def run_import(options: argparse.Namespace) -> int:
    """Import a file: 0 all rows landed, 1 with rejects or warnings, 2 (an error) nothing changed."""
    if options.register is None:
        return _import_into_database(options)
    mapping = None
    if options.mapping:
        mapping = find_mapping(options.mapping, (options.register / "mappings", *mapping_folders()))
    line = ProgressLine(quiet=options.json)
    outcome = import_file(
        options.file,
        options.table,
        options.register,
        mapping,
        options.sheet,
        int(options.limit_mb * _MEGABYTE),
        lambda done, total: line.show(options.file.name, done, total),
        options.rejects,
        options.lang or "zh",
    )
    return tell_outcome(options, outcome)


def tell_outcome(options: argparse.Namespace, outcome: ImportOutcome) -> int:
    """Say what became of a file (counts on stderr, or JSON on stdout) and give the exit code."""
    lang = options.lang or "zh"
    counts = {
        name: getattr(outcome, name)
        for name in (
            "table",
            "file",
            "rows_in",
            "landed",
            "rejected",
            "added",
            "changed",
            "unchanged",
            "warnings",
            "already",
        )
    }
    words = Words(
        f"读入 {outcome.rows_in} 行：落库 {outcome.landed}（新增 {outcome.added}，更新 {outcome.changed}，"
        f"未变 {outcome.unchanged}），退回 {outcome.rejected}；提醒 {outcome.warnings} 条。",
        f"{outcome.rows_in} rows in: {outcome.landed} landed ({outcome.added} new, {outcome.changed} changed, "
        f"{outcome.unchanged} unchanged), {outcome.rejected} rejected; {outcome.warnings} warnings.",
    )
    for problem in (*outcome.first_problems, *outcome.first_warnings):
        print(_line(problem, lang), file=sys.stderr)
    for note in outcome.notes:
        print(note.say(lang), file=sys.stderr)
    if outcome.rejects_file:
        print(
            Words("退回的行见", "Rejected rows are listed in").say(lang),
            outcome.rejects_file,
            file=sys.stderr,
        )
    print(words.say(lang), file=sys.stderr)
    if options.json:
        said = {"rejects_file": outcome.rejects_file, "notes": [note.say(lang) for note in outcome.notes]}
        said["problems"] = [_as_json(problem, lang) for problem in outcome.first_problems]
        said["warning_list"] = [_as_json(problem, lang) for problem in outcome.first_warnings]
        print(json.dumps(counts | said, ensure_ascii=False, indent=1))
    return 1 if outcome.rejected or outcome.warnings else 0


def _line(problem: Problem, lang: str) -> str:
    place = Words(f"第 {problem.row} 行", f"row {problem.row}").say(lang)
    value = f" “{problem.value}”" if problem.value else ""
    return f"{problem.file} {place} {problem.column}{value}: {problem.remedy.say(lang)}"


def _as_json(problem: Problem, lang: str) -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "remedy": problem.remedy.say(lang),
    }


def _import_into_database(options: argparse.Namespace) -> int:
    open_register(migrate=True)
    from mutong.records.access import system_viewer
    from mutong.workflows.receiving import receive_file

    line, lang = ProgressLine(quiet=options.json), options.lang or "zh"
    report = receive_file(
        system_viewer("command line"),
        options.file,
        options.table,
        purpose="导入 / import",
        mapping=find_mapping(options.mapping, mapping_folders()) if options.mapping else None,
        sheet=options.sheet,
        size_limit=int(options.limit_mb * _MEGABYTE),
        rejects=options.rejects,
        progress=lambda done, total: line.show(options.file.name, done, total),
    )
    for problem in (*report.problems, *report.warnings):
        print(_line(problem, lang), file=sys.stderr)
    for note in report.notes:
        print(note.say(lang), file=sys.stderr)
    said = {
        name: getattr(report, name)
        for name in (
            "table",
            "file",
            "rows_in",
            "rows_landed",
            "rows_rejected",
            "rows_already",
            "rejects_path",
        )
    }
    tell(options, said | {"again": report.again}, report.words)
    return 1 if report.rows_rejected or report.warnings else 0


def tell(options: argparse.Namespace, said: Mapping[str, object], words: Words) -> None:
    """Say the outcome: as JSON on stdout where asked, else in words on stderr."""
    if options.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        print(words.say(options.lang or "zh"), file=sys.stderr)
