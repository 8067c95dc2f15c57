"""standards compare: what differs between two packs, two days or two states of knowledge, and for whom."""

import argparse
import csv
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from mutong.cli.register_words import choices_of, day_word, packs_of, snapshot_of
from mutong.kernel.errors import MutongError
from mutong.kernel.period import start_of_day
from mutong.kernel.words import Words
from mutong.standards import comparing, comparing_answers, comparing_courses
from mutong.standards.comparing_answers import AnswerDifferences, change_row, compare_answers
from mutong.standards.comparing_courses import CourseChange, compare_courses, course_row
from mutong.standards.pack import Pack
from mutong.standards.protocols import Event
from mutong.tables.frames import read_table, rows_of


def add_compare_words(parser: argparse.ArgumentParser) -> None:
    """Add what compare needs to the words of standards."""
    parser.add_argument(
        "--and", dest="and_on", type=day_word, help="for compare: the other day; left out: --on"
    )
    parser.add_argument("--and-known-at", type=day_word, help="for compare: as known at, on the other side")
    parser.add_argument("--with-packs", help="for compare: the packs of the other side; left out: --packs")


def run_compare(options: Namespace) -> int:
    """Print what differs between the packs; with --register also for whom; -o writes the longest list; exit code 0.

    With a register the file lists persons and households whose answer changes; where the packs have protocols for
    people in flight, a second file beside it (NAME-courses.csv) lists whose course does.
    """
    if not (options.packs or options.pack) or options.on is None:
        raise MutongError(
            "words_missing", Words("请给出 --packs 和 --on 日期。", "Give --packs and --on DAY.")
        )
    old = packs_of(options.packs or options.pack)
    new = packs_of(options.with_packs) if options.with_packs else old
    other_day = options.and_on or options.on
    sides = (Namespace(**vars(options)), Namespace(**vars(options)))
    sides[1].on, sides[1].as_known_at = other_day, options.and_known_at or options.as_known_at
    if options.and_known_at is None and options.as_known_at is None:
        sides[1].as_known_at = None
    pairs = list(zip(_innermost(old), _innermost(new), strict=False))
    changes = []
    for before, after in pairs:
        changes += comparing.compare_packs(
            before, after, options.on, other_day, options.area or _area(after), choices_of(options),
            known_old=sides[0].as_known_at, known_new=sides[1].as_known_at,
        )  # fmt: skip
    _print_pack_changes(changes, options.lang)
    if options.register is None:
        rows = [_pack_row(one, options.lang) for one in changes]
        _write(options.output, comparing.COLUMNS, rows)
        return 0
    found = compare_answers(
        snapshot_of(sides[0], old), old, snapshot_of(sides[1], new), new, choices_of(options)
    )
    _print_answers(found)
    _write(options.output, comparing_answers.COLUMNS, [change_row(one) for one in found.changes])
    courses = _courses(options, pairs, other_day)
    if courses:
        _print_courses(courses, options.lang)
        if options.output:
            path = Path(options.output)
            _write(
                str(path.with_name(f"{path.stem}-courses.csv")),
                comparing_courses.COLUMNS,
                [course_row(one) for one in courses],
            )
    return 0


def _innermost(packs: tuple[Pack, ...]) -> list[Pack]:
    """The packs that no other of them is within, in the order given: those that were named."""
    within = {one.pack for pack in packs for one in pack.ancestors}
    return [pack for pack in packs if pack.pack not in within]


def _area(pack: Pack) -> str:
    codes = [row.area_code for row in pack.own_parameter_rows if row.area_code.startswith(pack.area_code)]
    return codes[0] if codes else pack.area_code


def _print_pack_changes(changes: Sequence[comparing.PackChange], lang: str) -> None:
    for one in changes:
        if one.what == "clause":
            continue
        name = f"{one.what} {one.name}" + ("" if one.part in ("value", "in_force") else f" · {one.part}")
        way = "" if one.way == comparing.OTHER else f"  [{one.way}]"
        print(
            f"{name}: {one.before.say(lang)} → {one.after.say(lang)}{way}  {one.clause_after or one.clause_before}"
        )
    counts = [
        f"{kind} {sum(one.what == kind for one in changes)}"
        for kind in ("rule", "parameter", "protocol", "clause")
    ]
    print(f"differences in the packs: {', '.join(counts)}")


def _pack_row(one: comparing.PackChange, lang: str) -> dict[str, object]:
    values = (
        one.what, one.name, one.part, one.before.say(lang), one.after.say(lang), one.way,
        one.clause_before, one.clause_after,
    )  # fmt: skip
    return dict(zip(comparing.COLUMNS, values, strict=True))


def _print_answers(found: AnswerDifferences) -> None:
    for one in found.rules:
        if not one.counts:
            continue
        counts = ", ".join(f"{change} {count}" for change, count in one.counts.items())
        money = ""
        if one.money is not None and one.unit.startswith("fen"):
            ends = " to ".join(
                "any" if abs(end) == float("inf") else f"{end / 100:+,.2f}" for end in one.money
            )
            money = f"  {ends} {one.unit.replace('fen', 'yuan')}"
        print(f"{one.rule}: {counts} of {one.compared:,}{money}")
    print(f"{len(found.changes):,} answers change")


def _print_courses(found: Sequence[CourseChange], lang: str) -> None:
    changed = [one for one in found if one.changed]
    for protocol in dict.fromkeys(one.protocol for one in found):
        mine = [one for one in changed if one.protocol == protocol]
        held = sum(one.protocol == protocol for one in found)
        ended = sum(not one.goes_on for one in mine)
        earlier = sum(
            one.goes_on and None not in (one.ends_before, one.ends_after) and one.ends_after < one.ends_before
            for one in mine
        )
        print(
            f"{protocol}: {held} held, {len(mine)} change, {earlier} end earlier, {ended} without such a protocol"
        )
    if changed:
        print(changed[0].transition.say(lang))


def _courses(options: Namespace, pairs: Iterable[tuple[Pack, Pack]], day: date) -> list[CourseChange]:
    pairs = [
        (old, new) for old, new in pairs if old.pack != new.pack and (old.raw_protocols or new.raw_protocols)
    ]
    if not pairs:
        return []
    area_of, events_of = _areas(options.register), _events(options.register)
    found = []
    for old, new in pairs:
        found += compare_courses(events_of, old, new, start_of_day(day), choices_of(options), area_of)
    return found


def _events(register: Path) -> Mapping[str, Sequence[Event]]:
    found: dict[str, list[Event]] = {}
    for row in rows_of(read_table(register, "events", missing_ok=True)):
        if row["subject_kind"] == "person":
            found.setdefault(row["subject_id"], []).append(
                Event(
                    row["event_id"], row["kind"], row["at"], row["recorded_at"], row["result"] or "",
                    row["class"] or "", row["linked_kind"] or "", row["linked_id"] or "",
                )
            )  # fmt: skip
    return found


def _areas(register: Path) -> Callable[[str], str]:
    households = {
        row["household_id"]: row["area_code"] for row in rows_of(read_table(register, "households"))
    }
    homes = {
        row["person_id"]: households.get(row["household_id"]) or ""
        for row in rows_of(read_table(register, "memberships"))
        if row["kind"] == "living" and row["valid_to"] is None
    }
    return lambda person: homes.get(person, "")


def _write(path: str | None, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    if not path:
        return
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows):,} rows → {path}", file=sys.stderr)
