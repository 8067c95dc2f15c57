"""Commands on standards: list, show, document, check, nulls, compare, choose, explain, boundaries, replay …"""

import argparse

from mutong.cli.boundary_commands import run_boundaries
from mutong.cli.choice_commands import add_choice_words, run_choose
from mutong.cli.compare_commands import add_compare_words, run_compare
from mutong.cli.completion_commands import add_completion_words, run_completions
from mutong.cli.pack_check_commands import every_pack, run_check, run_nulls
from mutong.cli.reference_commands import run_document
from mutong.cli.register_words import add_register_words, choices_of, packs_of, snapshot_of
from mutong.cli.replay_commands import run_replay
from mutong.standards.explaining import Explanation, explain
from mutong.standards.protocols import protocols_of
from mutong.standards.rule_cards import rule_card

_EXAMPLES = """Examples:
  mutong standards show cn-sx-ty
  mutong standards document -o docs/reference
  mutong standards check cn-sx
  mutong standards nulls cn-sx-ty -o nulls.csv
  mutong standards boundaries cn-sx-ty --on 2022-08-22 -o pairs.csv
  mutong standards completions --register DIR --packs cn-sx-ty --on 2022-08-22 --households 500
  mutong standards compare --packs cn-sx --on 2022-12-31 --and 2023-01-01 --register DIR -o changes.csv
  mutong standards replay --register DIR --packs cn-sx-ty --subject H000123 --on 2022-01-01 --and 2022-08-22
  mutong standards choose cn-sx-ty --parameter NAME --area 140109 --value 71 --reason WHY --as ACCOUNT"""


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add standards to the command line."""
    standards = commands.add_parser(
        "standards",
        help="list, show, document, check, compare packs; what is open; choose; explain 标准",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    standards.add_argument("action", choices=tuple(_RUNS))
    standards.add_argument("pack", nargs="?")
    standards.add_argument("--rule", help="for explain and boundaries: the rule's name")
    standards.add_argument("--subject", help="for explain, replay: the person's or household's id")
    standards.add_argument(
        "-o",
        "--output",
        help="for nulls, completions, compare, boundaries and replay: a CSV file; for document: a folder",
    )
    add_register_words(standards, required=False)
    add_compare_words(standards)
    add_choice_words(standards)
    add_completion_words(standards)
    standards.set_defaults(run=run_standards)


def run_standards(options: argparse.Namespace) -> int:
    """Do what the action says; exit code 0; 1 with warnings; 2 when a pack does not load."""
    options.lang = options.lang or "zh"
    return _RUNS[options.action](options)


def _list(options: argparse.Namespace) -> int:
    for pack in every_pack():
        protocols = protocols_of(pack)
        nulls = sum(row.value is None for row in pack.own_parameter_rows)
        print(
            f"{pack.pack:<16} {pack.version:<12} {pack.title.say(options.lang)}  rules {len(pack.rules)}, "
            f"protocols {len(protocols)}, parameters {len(pack.own_parameter_rows)} (null {nulls})"
        )
    return 0


def _show(options: argparse.Namespace) -> int:
    (*_, pack) = packs_of(options.pack or "")
    for row in pack.own_parameter_rows:
        print(f"{row.name} [{row.area_code}] {row.value} {row.unit.name} ({row.grade}) {row.clause.full_id}")
    for name in pack.rules:
        print(f"\n{rule_card(pack, name).say(options.lang)}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    packs = packs_of(options.packs)
    found = explain(
        snapshot_of(options, packs),
        packs,
        choices_of(options),
        options.rule or "",
        options.subject or "",
    )
    _print_tree(found, options.lang, 0)
    return 0


def _print_tree(one: Explanation, lang: str, depth: int) -> None:
    source = f"  [{one.clause} {one.grade}]" if one.clause else ""
    print(f"{'  ' * depth}{one.words.say(lang)}{source}")
    for child in one.children:
        _print_tree(child, lang, depth + 1)


_RUNS = {
    "list": _list,
    "show": _show,
    "document": run_document,
    "check": run_check,
    "nulls": run_nulls,
    "completions": run_completions,
    "compare": run_compare,
    "choose": run_choose,
    "explain": _explain,
    "boundaries": run_boundaries,
    "replay": run_replay,
}
