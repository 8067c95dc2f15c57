"""Commands on standards and on registers kept as files: list, show, check, explain; screen; ask."""

import argparse
from datetime import date
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.kernel.words import Words
from mutong.standards.choices import Choices, load_choices
from mutong.standards.explaining import Explanation, explain
from mutong.standards.pack import Pack, load_packs
from mutong.standards.protocols import protocols_of
from mutong.standards.questions import open_questions_of_all
from mutong.standards.rule_cards import rule_card
from mutong.standards.screening import screen
from mutong.tables.frames import columns_of, read_table, write_table
from mutong.tables.snapshot import Snapshot

_SNAPSHOT_TABLES = ("people", "households", "memberships", "facts", "completeness")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add standards, screen and ask to the command line."""
    standards = commands.add_parser(
        "standards",
        help="list packs, show one, check that all load, or explain an answer 标准",
        epilog="Example: mutong standards show cn-sx-ty",
    )
    standards.add_argument("action", choices=("list", "show", "check", "explain"))
    standards.add_argument("pack", nargs="?")
    standards.add_argument("--rule", help="for explain: the rule's name")
    standards.add_argument("--subject", help="for explain: the person's or household's id")
    _register_words(standards, required=False)
    standards.set_defaults(run=run_standards)
    screening = commands.add_parser(
        "screen",
        help="screen a register kept as files 筛查",
        epilog="Example: mutong screen --register DIR --packs cn-sx-ty --on 2022-08-22 -o findings.parquet",
    )
    _register_words(screening)
    screening.add_argument("-o", "--output", required=True, type=Path)
    screening.set_defaults(run=run_screen)
    asking = commands.add_parser(
        "ask",
        help="what to ask each household next 该问什么",
        epilog="Example: mutong ask --register DIR --packs cn-sx-ty --on 2022-08-22 -o questions.csv",
    )
    _register_words(asking)
    asking.add_argument("-o", "--output", required=True, type=Path)
    asking.set_defaults(run=run_ask)


def _register_words(parser: argparse.ArgumentParser, required: bool = True) -> None:
    parser.add_argument("--register", type=Path, required=required, metavar="DIR")
    parser.add_argument("--packs", required=required, help="names, separated by commas")
    parser.add_argument("--on", type=_day, help="the day, like 2022-08-22")
    parser.add_argument(
        "--as-known-at", type=_day, help="what was known at the end of that day; left out: --on"
    )
    parser.add_argument("--choices", type=Path, help="a choices file; left out: the deployment's")
    parser.add_argument("--lang", choices=("zh", "en"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it like 2022-08-22") from None


def _packs(names: str) -> tuple[Pack, ...]:
    return load_packs(packs_folder(), [name.strip() for name in names.split(",") if name.strip()])


def _choices(options: argparse.Namespace) -> Choices:
    return load_choices(options.choices or deployment_folder() / "choices.csv")


def _snapshot(options: argparse.Namespace) -> Snapshot:
    if options.register is None or options.on is None:
        raise MutongError(
            "register_missing",
            Words("请给出 --register DIR 和 --on 日期。", "Give --register DIR and --on DAY."),
        )
    tables = {
        name: columns_of(read_table(options.register, name, missing_ok=name in ("facts", "completeness")))
        for name in _SNAPSHOT_TABLES
    }
    return Snapshot.build(**tables, on=options.on, known_at=options.as_known_at)


def run_standards(options: argparse.Namespace) -> int:
    """List, show, check or explain; exit code 0, 2 when a pack does not load."""
    lang = options.lang or "zh"
    if options.action in ("list", "check"):
        for path in sorted(packs_folder().glob("*/*/pack.yaml")):
            (*_, pack) = load_packs(packs_folder(), [path.parent.name])
            protocols = protocols_of(pack)
            nulls = sum(row.value is None for row in pack.own_parameter_rows)
            print(
                f"{pack.pack:<16} {pack.version:<12} {pack.title.say(lang)}  rules {len(pack.rules)}, "
                f"protocols {len(protocols)}, parameters {len(pack.own_parameter_rows)} (null {nulls})"
            )
        return 0
    if options.action == "show":
        (*_, pack) = _packs(options.pack or "")
        for row in pack.own_parameter_rows:
            print(
                f"{row.name} [{row.area_code}] {row.value} {row.unit.name} ({row.grade}) {row.clause.full_id}"
            )
        for name in pack.rules:
            print(f"\n{rule_card(pack, name).say(lang)}")
        return 0
    snapshot = _snapshot(options)
    found = explain(
        snapshot, _packs(options.packs), _choices(options), options.rule or "", options.subject or ""
    )
    _print_tree(found, lang, 0)
    return 0


def _print_tree(one: Explanation, lang: str, depth: int) -> None:
    source = f"  [{one.clause} {one.grade}]" if one.clause else ""
    print(f"{'  ' * depth}{one.words.say(lang)}{source}")
    for child in one.children:
        _print_tree(child, lang, depth + 1)


def run_screen(options: argparse.Namespace) -> int:
    """Write the table findings; exit code 0."""
    found = screen(_snapshot(options), _packs(options.packs), _choices(options))
    print(f"{write_table(found, 'findings', options.output)} findings → {options.output}")
    return 0


def run_ask(options: argparse.Namespace) -> int:
    """Write questions.csv (DESIGN.md 6); exit code 0."""
    import csv

    asked = open_questions_of_all(_snapshot(options), _packs(options.packs), _choices(options))
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
