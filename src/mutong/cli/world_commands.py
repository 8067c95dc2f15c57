"""`mutong world`: make a register that nobody lives in, with its planted truth beside it."""

import argparse
import sys
from pathlib import Path


def add_commands(commands: argparse._SubParsersAction) -> None:
    """The command that makes worlds."""
    parser = commands.add_parser(
        "world",
        help="make a made-up world and its planted truth / 生成样例世界及其预设真相",
        description="Make a register on files, an inbox to import, and truth/, which no command reads.",
        epilog="Example: mutong world --people 20000 --seed 7 -o worlds/seven",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", type=int, default=20_000, help="people of the full-detail community")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same world")
    parser.add_argument(
        "-o", "--output", required=True, type=Path, help="folder to write; empty or an older world"
    )
    parser.add_argument(
        "--community-only", action="store_true", help="leave out the neighbours and the village"
    )
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of refusals")
    parser.set_defaults(run=_make)


def _make(options: argparse.Namespace) -> int:
    import json

    from mutong.worlds.making import make_world

    report = make_world(
        options.seed,
        options.people,
        options.output,
        progress=lambda step: print(f"… {step}", file=sys.stderr, flush=True),
        community_only=options.community_only,
    )
    if options.json:
        print(json.dumps({"folder": str(report.folder), "counts": report.counts}, ensure_ascii=False))
        return 0
    for name, count in report.counts.items():
        print(f"{count:>12,}  {name}")
    print(f"{report.folder}: {report.seconds:.1f} s")
    return 0
