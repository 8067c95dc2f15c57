"""The door of the command line: reads the words, runs one command, never shows a traceback.

Exit 0: done; 1: done, with rejects or warnings; 2: nothing changed; 130: interrupted.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from mutong.cli import (
    export_commands,
    outbreak_commands,
    people_commands,
    register_commands,
    screening_commands,
    serving_commands,
    source_commands,
    standards_commands,
    table_commands,
    tidy_commands,
    village_commands,
    world_commands,
)
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import var_folder

_COMMANDS = (
    serving_commands,
    register_commands,
    table_commands,
    tidy_commands,
    export_commands,
    people_commands,
    world_commands,
    outbreak_commands,
    source_commands,
    screening_commands,
    standards_commands,
    village_commands,
)


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command; each command's `run` takes the parsed words and gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="mutong",
        description="Mutong 木桶: facts in, duties out, deeds back as facts.",
        epilog="Example: mutong demo",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.add_commands(commands)
    return parser


def _say(error: MutongError, language: str) -> None:
    print(error.words.say(language), file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are sys.argv's when left out. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutong.desk.settings")
    options = build_parser().parse_args(arguments)
    language = getattr(options, "lang", None) or (
        "zh" if os.environ.get("LANG", "").startswith("zh") else "en"
    )
    try:
        return options.run(options) or 0
    except MutongError as refusal:
        _say(refusal, language)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; what had landed is kept. 已中断，已落库的数据保留。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception:
        log = var_folder() / "mutong-errors.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            traceback.print_exc(file=lines)
        print(
            f"Something went wrong that should not have; details are in {log}. 程序出错，详情见 {log}。",
            file=sys.stderr,
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
