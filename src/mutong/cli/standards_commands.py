"""Commands on standards: list, show, check, explain."""

import argparse

from mutong.cli.register_words import add_register_words, choices_of, packs_of, snapshot_of
from mutong.kernel.folders import packs_folder
from mutong.standards.explaining import Explanation, explain
from mutong.standards.pack import load_packs
from mutong.standards.protocols import protocols_of
from mutong.standards.rule_cards import rule_card


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add standards to the command line."""
    standards = commands.add_parser(
        "standards",
        help="list packs, show one, check that all load, or explain an answer 标准",
        epilog="Example: mutong standards show cn-sx-ty",
    )
    standards.add_argument("action", choices=("list", "show", "check", "explain"))
    standards.add_argument("pack", nargs="?")
    standards.add_argument("--rule", help="for explain: the rule's name")
    standards.add_argument("--subject", help="for explain: the person's or household's id")
    add_register_words(standards, required=False)
    standards.set_defaults(run=run_standards)


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
        (*_, pack) = packs_of(options.pack or "")
        for row in pack.own_parameter_rows:
            print(
                f"{row.name} [{row.area_code}] {row.value} {row.unit.name} ({row.grade}) {row.clause.full_id}"
            )
        for name in pack.rules:
            print(f"\n{rule_card(pack, name).say(lang)}")
        return 0
    snapshot = snapshot_of(options)
    found = explain(
        snapshot, packs_of(options.packs), choices_of(options), options.rule or "", options.subject or ""
    )
    _print_tree(found, lang, 0)
    return 0


def _print_tree(one: Explanation, lang: str, depth: int) -> None:
    source = f"  [{one.clause} {one.grade}]" if one.clause else ""
    print(f"{'  ' * depth}{one.words.say(lang)}{source}")
    for child in one.children:
        _print_tree(child, lang, depth + 1)
