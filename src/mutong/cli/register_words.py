"""The words that screen, ask and standards share: which register, which packs, which day, as known when."""

import argparse
from datetime import date
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.kernel.words import Words
from mutong.standards.choices import Choices, load_choices
from mutong.standards.derived.deriving import derive, derived_facts
from mutong.standards.pack import Pack, load_packs
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.frames import columns_of, read_table
from mutong.tables.snapshot import Snapshot

_MAY_BE_MISSING = ("facts", "completeness", "relations")
_SNAPSHOT_TABLES = ("people", "households", "memberships", "facts", "completeness", "relations")


def add_register_words(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """Add --register, --packs, --on, --as-known-at, --choices and --lang to a command."""
    parser.add_argument("--register", type=Path, required=required, metavar="DIR")
    parser.add_argument("--packs", required=required, help="names, separated by commas")
    parser.add_argument("--on", type=day_word, help="the day, like 2022-08-22")
    parser.add_argument(
        "--as-known-at", type=day_word, help="what was known at the end of that day; left out: --on"
    )
    parser.add_argument("--choices", type=Path, help="a choices file; left out: the deployment's")
    parser.add_argument("--lang", choices=("zh", "en"))


def check_register(options: argparse.Namespace) -> None:
    """Raises MutongError unless --register and --on were given."""
    if options.register is None or options.on is None:
        raise MutongError(
            "register_missing",
            Words("请给出 --register DIR 和 --on 日期。", "Give --register DIR and --on DAY."),
        )


def day_word(text: str) -> date:
    """A day written like 2022-08-22; argparse says what is wrong with anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it like 2022-08-22") from None


def packs_of(names: str) -> tuple[Pack, ...]:
    """The packs named, separated by commas, with what they are within."""
    return load_packs(packs_folder(), [name.strip() for name in names.split(",") if name.strip()])


def choices_of(options: argparse.Namespace) -> Choices:
    """The choices file that was named, or the deployment's."""
    return load_choices(options.choices or deployment_folder() / "choices.csv")


def snapshot_of(options: argparse.Namespace, packs: tuple[Pack, ...] = ()) -> Snapshot:
    """The register on --on as known at --as-known-at, with the facts the packs derive from its events.

    Raises MutongError where a word or a table is missing. Without a table of events these facts are not known.
    """
    if options.register is None or options.on is None:
        raise MutongError(
            "register_missing",
            Words("请给出 --register DIR 和 --on 日期。", "Give --register DIR and --on DAY."),
        )
    tables = {
        name: columns_of(read_table(options.register, name, missing_ok=name in _MAY_BE_MISSING))
        for name in _SNAPSHOT_TABLES
    }
    stated = fact_dictionary() | derived_facts(packs)
    snapshot = Snapshot.build(**tables, on=options.on, known_at=options.as_known_at, dictionary=stated)
    if len(stated) == len(fact_dictionary()):
        return snapshot
    more = {
        name: columns_of(read_table(options.register, name, missing_ok=True)) for name in ("events", "places")
    }
    return derive(
        snapshot,
        packs,
        more["events"],
        completeness=tables["completeness"],
        places=more["places"],
        choices=choices_of(options),
    )
