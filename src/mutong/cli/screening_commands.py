"""Commands on registers kept as files: screen everyone, ask what is still open."""

import argparse
import sys
from pathlib import Path

from mutong.cli.register_words import add_register_words, check_register, choices_of, packs_of, snapshot_of
from mutong.standards.questions import open_questions_of_all
from mutong.standards.screening_files import ENGINES, FilesScreened, screen_files
from mutong.tables.frames import columns_of, read_table


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add screen and ask to the command line."""
    screening = commands.add_parser(
        "screen",
        help="screen a register kept as files 筛查",
        epilog="Example: mutong screen --register DIR --packs cn-sx-ty --on 2022-08-22 -o findings.parquet",
    )
    add_register_words(screening)
    screening.add_argument("-o", "--output", required=True, type=Path, help=".parquet or .csv")
    screening.add_argument(
        "--without-no", action="store_true", help="leave out rows whose verdict is a plain no (much faster)"
    )
    screening.add_argument(
        "--engine",
        choices=tuple(ENGINES),
        default="arrays",
        help="spark needs the optional extra mutong[spark]",
    )
    screening.add_argument("--areas", default="", help="area codes, separated by commas: only these")
    screening.add_argument(
        "--people-at-once",
        type=int,
        metavar="N",
        help="fewer take less memory; left out: what suits the engine",
    )
    screening.set_defaults(run=run_screen)
    asking = commands.add_parser(
        "ask",
        help="what to ask each household next 该问什么",
        epilog="Example: mutong ask --register DIR --packs cn-sx-ty --on 2022-08-22 -o questions.csv",
    )
    add_register_words(asking)
    asking.add_argument("-o", "--output", required=True, type=Path)
    asking.set_defaults(run=run_ask)


def run_screen(options: argparse.Namespace) -> int:
    """Write the table findings, whole or not at all; counts go to stderr. Exit code 0."""
    check_register(options)
    done = screen_files(
        options.register,
        packs_of(options.packs),
        choices_of(options),
        options.output,
        on=options.on,
        known_at=options.as_known_at,
        areas=tuple(area.strip() for area in options.areas.split(",") if area.strip()),
        refusals=not options.without_no,
        people_at_once=options.people_at_once,
        engine=options.engine,
        progress=_say_progress if sys.stderr.isatty() else None,
    )
    for (rule, verdict), count in sorted(done.by_verdict.items()):
        print(f"{count:>12,}  {verdict:<8}{rule}", file=sys.stderr)
    about = f" about {done.people:,} people and {done.households:,} households" if done.people else ""
    print(f"{done.findings:,} findings{about} → {options.output}", file=sys.stderr)
    return 0


def _say_progress(done: FilesScreened) -> None:
    print(f"\r{done.people:,} people, {done.findings:,} findings", end="", file=sys.stderr, flush=True)


def run_ask(options: argparse.Namespace) -> int:
    """Write questions.csv (DESIGN.md 6); exit code 0."""
    import csv

    packs = packs_of(options.packs)
    asked = open_questions_of_all(snapshot_of(options, packs), packs, choices_of(options))
    lang = options.lang or "zh"
    people = columns_of(read_table(options.register, "people"))
    names = dict(zip(people["person_id"], people["name"], strict=True))
    with options.output.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            (
                "household_id",
                "rank",
                "person_id",
                "fact",
                "question",
                "settles",
                "worth_low",
                "worth_high",
                "to",
            )
        )
        count = 0
        for household in asked.values():
            for one in (*household.family, *household.office):
                count += 1
                writer.writerow(
                    (
                        one.household_id, one.rank, one.person_id, one.fact,
                        one.question.fill(name=names.get(one.person_id) or one.person_id).say(lang), one.settles,
                        one.worth_low, "" if one.worth_high is None else one.worth_high, one.to,
                    )
                )  # fmt: skip
    print(f"{count} questions → {options.output}")
    return 0
