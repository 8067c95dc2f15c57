"""Commands on the register's own database: its clock, the screen, the rounds."""

import argparse
from datetime import timedelta

from mutong.cli.opening import open_register
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.dates import read_instant
from mutong.tables.remedies import CellRefused

_PURPOSE = "命令行 / command line"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add clock and rounds to the command line."""
    parser = commands.add_parser(
        "clock",
        help="show the register's clock, or move a sample register's forward 时钟",
        epilog="Example: mutong clock advance 6h",
    )
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument("action", choices=("show", "set", "advance"))
    parser.add_argument("value", nargs="?", help="for set: an instant; for advance: 30m, 6h or 2d")
    parser.set_defaults(run=run_clock)
    rounds = commands.add_parser(
        "rounds",
        help="do what the clock brings now: duties in line, townships screened, overdue duties reported up",
        epilog="Example: mutong rounds",
    )
    rounds.set_defaults(run=run_rounds)


def run_clock(options: argparse.Namespace) -> int:
    """Show or move the clock; exit code 0."""
    open_register()
    from mutong.records.access import system_viewer
    from mutong.workflows.clock_moves import advance, move_to

    viewer = system_viewer("command line")
    if options.action == "advance":
        advance(viewer, _span(options.value or ""), purpose=_PURPOSE)
    elif options.action == "set":
        try:
            at = read_instant(options.value or "")[0]
        except (CellRefused, ValueError):
            raise _bad(options.value, "2022-08-23T08:00+08:00") from None
        move_to(viewer, at, purpose=_PURPOSE)
    print(clock.now().isoformat(timespec="minutes"))
    return 0


def run_rounds(_options: argparse.Namespace) -> int:
    """Make one round now; exit code 0."""
    open_register()
    from mutong.workflows.rounds import do_rounds

    done = do_rounds(force=True)
    print(
        f"created {done.created}, redated {done.redated}, superseded {done.superseded}, done {done.done}, "
        f"given to a lead {done.uncovered}"
    )
    return 0


def _span(text: str) -> timedelta:
    unit = _UNITS.get(text[-1:], "")
    if not unit or not text[:-1].isdigit():
        raise _bad(text, "30m, 6h, 2d")
    return timedelta(**{unit: int(text[:-1])})


def _bad(text: str | None, right: str) -> MutongError:
    return MutongError(
        "not_a_time",
        Words(f"“{text}”读不懂；请写成 {right}。", f"“{text}” is not understood; write {right}."),
    )
