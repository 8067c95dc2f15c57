"""Commands about the people of a register: people same."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from mutong.cli.opening import open_register
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.register.same_person.candidates import Candidate, FoundCandidates, find_candidates
from mutong.register.same_person.columns import PeopleColumns
from mutong.register.same_person.comparing import DOUBTS, FIELDS
from mutong.register.same_person.from_files import people_of_register
from mutong.register.same_person.likeness import LIKELY
from mutong.tables.schema import Column, Schema
from mutong.tables.writing import TableWriter

_SUFFIXES = (".csv", ".xlsx")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add people same to the command line."""
    people = commands.add_parser("people", help="the people of a register 人员")
    deeds = people.add_subparsers(dest="deed", required=True, metavar="DEED")
    same = deeds.add_parser(
        "same",
        help="pairs of records that may be one person, the most certain first 查找同一人的重复记录",
        epilog="Example: mutong people same --register DIR -o pairs.csv --min-probability 0.9",
    )
    same.add_argument(
        "--register",
        type=Path,
        metavar="DIR",
        help="a register kept as files; left out: the database, where the pairs then wait on the desk",
    )
    same.add_argument(
        "-o", "--output", required=True, type=Path, metavar="FILE", help="pairs as .csv or .xlsx"
    )
    same.add_argument(
        "--min-probability",
        type=float,
        default=LIKELY,
        metavar="P",
        help="by likeness, list pairs of at least this probability (default %(default)s)",
    )
    same.add_argument("--exact-only", action="store_true", help="exact keys only: seconds, and sure")
    same.add_argument("--json", action="store_true", help="print the outcome as JSON")
    same.add_argument("--lang", choices=("zh", "en"), help="the language of headings and messages")
    same.set_defaults(run=run_same)


def run_same(options: argparse.Namespace) -> int:
    """Look for doubles and write the pairs; 0, or 1 where a note says that less was done than asked."""
    language = options.lang or "en"
    _check(options)

    def progress(words: Words) -> None:
        if not options.json:
            print(f"· {words.say(language)}", file=sys.stderr, flush=True)

    if options.register:
        people = people_of_register(options.register)
        found = find_candidates(people, options.min_probability, options.exact_only, progress=progress)
    else:
        open_register()
        from mutong.records.reads.same_people import people_columns
        from mutong.workflows.same_people import look_for_doubles

        people = people_columns()
        found, _ = look_for_doubles(
            min_probability=options.min_probability, exact_only=options.exact_only, progress=progress
        )
    _write(found, people, options.output, language)
    counts = {
        "people": found.people,
        "pairs": len(found.pairs),
        "sure": sum(one.is_sure for one in found.pairs),
        "with_doubts": sum(bool(one.doubts) for one in found.pairs),
        "likeness": found.weighed,
        "shared_values": found.shared,
        "output": str(options.output),
    }
    if options.json:
        print(json.dumps({**counts, "notes": [one.say(language) for one in found.notes]}, ensure_ascii=False))
    else:
        said = Words(
            "{people} 条记录中有 {pairs} 对可能是同一人：{sure} 对由精确键确定，{with_doubts} 对有疑点。"
            "已写入 {output}。",
            "{people} records, {pairs} pairs that may be one person: {sure} sure by an exact key, {with_doubts} with "
            "something against it. Written to {output}.",
        )
        print(said.fill(**counts).say(language))
        for note in found.notes:
            print(note.say(language), file=sys.stderr)
    return 1 if found.notes else 0


def _check(options: argparse.Namespace) -> None:
    if not 0 < options.min_probability < 1:
        raise MutongError(
            "not_a_probability",
            Words(
                f"--min-probability 是 {options.min_probability}；请给 0 与 1 之间的数，例如 0.9。",
                f"--min-probability is {options.min_probability}; give a number between 0 and 1, such as 0.9.",
            ),
        )
    if options.output.suffix.lower() not in _SUFFIXES:
        raise MutongError(
            "unknown_output",
            Words(
                f"不能写成 {options.output.name}；请以 .csv 或 .xlsx 结尾。",
                f"{options.output.name} cannot be written; let it end in .csv or .xlsx.",
            ),
        )


def _write(found: FoundCandidates, people: PeopleColumns, path: Path, language: str) -> None:
    names = dict(zip(people.person_id, people.name, strict=True))
    labels = {
        "first": Words("记录一", "first"),
        "first_name": Words("姓名一", "first name"),
        "second": Words("记录二", "second"),
        "second_name": Words("姓名二", "second name"),
        "sure": Words("确定", "sure"),
        "probability": Words("可能性", "probability"),
        "rules": Words("成立的精确键", "exact keys that hold"),
        "keys_only": Words("仅键相同", "keys that only agree"),
        "doubts": Words("疑点", "doubts"),
        **FIELDS,
    }
    columns = tuple(
        Column(name, "text", False, False, "", "", "open", label, "", "") for name, label in labels.items()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with TableWriter(Schema("pairs", columns), path, language) as writer:
        writer.write(_row(one, names, language) for one in found.pairs)


def _row(one: Candidate, names: dict[str, str], language: str) -> dict[str, str | None]:
    return {
        "first": one.first,
        "first_name": names[one.first] or None,
        "second": one.second,
        "second_name": names[one.second] or None,
        "sure": "yes" if one.is_sure else "no",
        "probability": None if one.probability is None else f"{one.probability:.6f}",
        "rules": _joined(one.rules),
        "keys_only": _joined(one.keys_only),
        "doubts": _joined([DOUBTS[name].say(language) for name in one.doubts]),
        **one.fields,
    }


def _joined(words: Sequence[str]) -> str | None:
    return ";".join(words) or None
