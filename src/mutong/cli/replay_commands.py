"""standards replay: on which days a household's answers changed, from what to what, and because of what."""

import csv
import sys
from argparse import Namespace
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from mutong.cli.register_words import choices_of, packs_of
from mutong.desk.vocabulary import code_words
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.derived.deriving import derive, derived_facts
from mutong.standards.household_rows import HouseholdRows
from mutong.standards.pack import Pack
from mutong.standards.prepared import prepare
from mutong.standards.replaying import (
    COLUMNS,
    History,
    NotKnownThen,
    Replay,
    entry_row,
    not_known_then,
    replay_as_it_was_known,
    replay_as_known_at,
)
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.frames import columns_of, read_table
from mutong.tables.register_files import rows_about
from mutong.tables.snapshot import Snapshot

Columns = dict[str, list]


def run_replay(options: Namespace) -> int:
    """Print every change between --on and --and, each day as it was known on it; with --as-known-at as known then, and
    what was not known at the time. -o writes the changes as a table; exit code 0.
    """
    wanted = (options.register, options.packs or options.pack, options.subject, options.on, options.and_on)
    if not all(wanted):
        raise MutongError(
            "words_missing",
            Words(
                "请给出 --register DIR、--packs、--subject 户编号、--on 第一天、--and 最后一天。",
                "Give --register DIR, --packs, --subject HOUSEHOLD, --on FIRST DAY and --and LAST DAY.",
            ),
        )
    packs = packs_of(options.packs or options.pack)
    prepared = prepare(packs, choices_of(options))
    history = read_history(options.register, options.subject, packs, prepared.choices)
    first, last, lang = options.on, options.and_on, options.lang or "zh"
    then = replay_as_it_was_known(history, prepared, first, last)
    found = then
    if options.as_known_at is not None:
        found = replay_as_known_at(history, prepared, first, last, options.as_known_at)
    _print_replay(found, lang)
    if found is not then:
        _print_not_known(not_known_then(then, found), lang)
    _write(options.output, [entry_row(one, lang, _source_words) for one in found.entries])
    return 0


def read_history(folder: Path, household_id: str, packs: Sequence[Pack], choices: Choices) -> History:
    """A household of a register folder with everyone it is related to, on whatever day, as a replay reads it."""
    tables = {
        name: columns_of(read_table(folder, name, missing_ok=name in ("relations", "completeness")))
        for name in ("people", "households", "memberships", "relations", "completeness")
    }
    homes, people = _related(tables["memberships"], tables["relations"], household_id)
    rows = HouseholdRows(
        household_id,
        _kept(tables["people"], "person_id", people),
        _kept(tables["households"], "household_id", homes),
        _kept(tables["memberships"], "person_id", people),
        columns_of(rows_about(folder, "facts", [*people, *homes])),
        tables["completeness"],
        _kept(tables["relations"], "person_id", people),
    )
    keys = frozenset(derived_facts(packs))
    if not keys:
        return History(rows, rows.snapshot)
    events = columns_of(rows_about(folder, "events", [*people, *homes]))
    more = {name: columns_of(read_table(folder, name, missing_ok=True)) for name in ("places", "area_status")}
    more["places"] = _kept(more["places"], "place_id", set(events["linked_id"]))
    stated = fact_dictionary() | derived_facts(packs)

    def snapshot_of(on: date, known_at: date) -> Snapshot:
        return rows.snapshot(on, known_at, stated)

    def derived(snapshot: Snapshot) -> Snapshot:
        return derive(
            snapshot,
            packs,
            events,
            more["area_status"],
            rows.declared,
            places=more["places"],
            choices=choices,
        )

    return History(rows, snapshot_of, derived, keys)


def _related(memberships: Columns, relations: Columns, household_id: str) -> tuple[set[str], set[str]]:
    """The households and people that hang together with a household through members and relatives, on any day."""
    lives, around = _both_ways(memberships, "person_id", "household_id"), {}
    if relations["person_id"]:
        around = _both_ways(relations, "person_id", "other_id")
    seen, waiting = {household_id}, [household_id]
    while waiting:
        one = waiting.pop()
        for other in lives.get(one, set()) | around.get(one, set()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    homes = {one for one in memberships["household_id"] if one in seen} | {household_id}
    return homes, seen - homes


def _both_ways(table: Columns, one: str, other: str) -> dict[str, set[str]]:
    kinds = table["kind"]
    found: dict[str, set[str]] = {}
    for left, right, kind in zip(table[one], table[other], kinds, strict=True):
        if kind != "hukou":
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    return found


def _kept(table: Columns, column: str, wanted: Collection[str]) -> Columns:
    rows = [row for row, cell in enumerate(table[column]) if cell in wanted]
    return {name: [cells[row] for row in rows] for name, cells in table.items()}


def _print_replay(found: Replay, lang: str) -> None:
    known = Words("每天按当天所知", "each day as known on that day")
    if found.known_at is not None:
        known = Words(f"按 {found.known_at} 所知", f"as known at {found.known_at}")
    print(f"{found.household_id}  {found.first} → {found.last}  {known.say(lang)}")
    for one in found.entries:
        about = one.about
        who = "" if about.subject_kind == "household" else f"  {about.subject_id}"
        change = f"{one.before.words.say(lang)} → {one.after.words.say(lang)}"
        print(f"{one.on}  {about.title.say(lang)} [{about.rule}]{who}  {change}")
        for cause in one.because:
            clause = f"  [{cause.clause}]" if cause.clause else ""
            print(f"            {cause.sourced(_source_words).say(lang)}{clause}")
    print(Words(f"答案改变 {len(found.entries)} 次", f"changes: {len(found.entries)}").say(lang))


def _source_words(source: str) -> Words:
    return code_words(source, "source")


def _print_not_known(found: Sequence[NotKnownThen], lang: str) -> None:
    if not found:
        return
    print(Words("当时不知道：", "Not known at the time:").say(lang))
    for one in found:
        who = "" if one.about.subject_kind == "household" else f"  {one.about.subject_id}"
        then = Words("当时", "then"), Words("现在", "now")
        print(
            f"{one.first} … {one.end - timedelta(days=1)}  {one.about.title.say(lang)} [{one.about.rule}]{who}  "
            f"{then[0].say(lang)}: {one.then.words.say(lang)}  {then[1].say(lang)}: {one.now.words.say(lang)}"
        )


def _write(path: str | None, rows: Sequence[Mapping[str, object]]) -> None:
    if not path:
        return
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows):,} rows → {path}", file=sys.stderr)
