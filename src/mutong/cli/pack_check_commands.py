"""standards check: does every pack load, keep to what it is within, and answer for its articles; standards nulls."""

import argparse
import csv
import sys
from pathlib import Path

from mutong.cli.register_words import choices_of, packs_of
from mutong.kernel.folders import packs_folder
from mutong.kernel.words import Words
from mutong.standards.contacts import contact_rules
from mutong.standards.coverage import coverage, uncited_clauses
from mutong.standards.harsher_rules import HarsherRule, harsher_rules
from mutong.standards.kindness import not_compared
from mutong.standards.open_numbers import COLUMNS, open_number_row, open_numbers
from mutong.standards.pack import Pack, load_packs
from mutong.standards.protocols import protocols_of
from mutong.standards.succession import succession


def every_pack() -> list[Pack]:
    """Every pack that there is, each loaded with what it is within. Raises PackError for the first that does not."""
    names = sorted(path.parent.name for path in packs_folder().glob("*/*/pack.yaml"))
    known = {pack.pack: pack for pack in load_packs(packs_folder(), names)}
    return [known[name] for name in names]


def run_check(options: argparse.Namespace) -> int:
    """Load every pack (or one), and say what a load does not refuse; exit code 1 where a rule is found harsher."""
    if options.pack:
        (*_, pack) = packs_of(options.pack)
        packs = [pack]
    else:
        packs = every_pack()
    worse = False
    for pack in packs:
        protocols = protocols_of(pack)
        if pack.raw_contacts and pack.valid.start is not None:
            contact_rules(pack, None, pack.valid.start, pack.area_code)
        nulls = sum(row.value is None for row in pack.own_parameter_rows)
        print(
            f"{pack.pack:<16} {pack.version:<12} {pack.title.say(options.lang)}  rules {len(pack.rules)}, "
            f"protocols {len(protocols)}, parameters {len(pack.own_parameter_rows)} (null {nulls})"
        )
        for words in _remarks(pack, detailed=bool(options.pack)):
            print(f"  {words.say(options.lang)}")
        for one in harsher_rules(pack):
            worse = True
            print(f"  {_harsher_words(one).say(options.lang)}", file=sys.stderr)
    for version in succession(packs):
        if version.follows and not version.settled:
            print(f"{version.follows} → {version.pack}: {version.transition.say(options.lang)}")
    return 1 if worse else 0


def _remarks(pack: Pack, detailed: bool) -> list[Words]:
    """What stands outside the lists of articles, and what T7 could not be checked for: counted, or one by one."""
    outside = [row for row in coverage(pack) if not row.listed]
    uncited, open_ends = uncited_clauses(pack), not_compared(pack)
    if not detailed:
        counts = (
            (outside, Words("{n} 条被引用但未列入 articles", "{n} cited articles stand in no list")),
            (uncited, Words("{n} 个条款没有被引用", "{n} clauses are cited by nothing")),
            (open_ends, Words("{n} 项没有可比的上级数值（T7）", "{n} outputs cannot be compared (T7)")),
        )
        return [words.fill(n=len(rows)) for rows, words in counts if rows]
    found = [
        Words(
            f"{row.document} {row.article} 被 {row.cited_by[0]} 引用，但没有列入 articles",
            f"{row.document} {row.article} is cited by {row.cited_by[0]}, but stands in no list of articles",
        )
        for row in outside
    ]
    found += [
        Words(
            f"条款“{one.id}”（{one.document.key} {one.article}）没有被引用",
            f"the clause “{one.id}” ({one.document.key} {one.article}) is cited by nothing",
        )
        for one in uncited
    ]
    return found + [
        Words(
            f"“{one.name}” {one.area_code} 不能与上级比较：{one.why.zh}",
            f"“{one.name}” {one.area_code} cannot be compared with the outer pack: {one.why.en}",
        )
        for one in open_ends
    ]


def _harsher_words(one: HarsherRule) -> Words:
    facts = {
        **one.home.facts,
        **{f"m{i}.{k}": v for i, m in enumerate(one.home.members, 1) for k, v in m.items()},
    }
    told = ", ".join(f"{key}={value}" for key, value in facts.items())
    before, after = (
        verdict if amount is None else f"{verdict} {amount:g}"
        for verdict, amount in (
            (one.outer_verdict, one.outer_amount),
            (one.inner_verdict, one.inner_amount),
        )
    )
    return Words(
        f"{one.file}:{one.line}：规则“{one.rule}”比“{one.outer}”更严（T7，{one.clause}）："
        f"{one.on} 上级 {before}，本级 {after}；{told}",
        f"{one.file}:{one.line}: the rule “{one.rule}” is harsher than “{one.outer}” (T7, {one.clause}): "
        f"on {one.on} the outer gives {before}, this one {after}; {told}",
    )


def run_nulls(options: argparse.Namespace) -> int:
    """The numbers a deployment must fill, and whom to ask; printed, or written as CSV with -o; exit code 0."""
    packs = packs_of(options.pack or options.packs) if options.pack or options.packs else every_pack()
    found = open_numbers(packs, choices_of(options))
    if options.output:
        with Path(options.output).open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(open_number_row(one) for one in found)
    else:
        for one in found:
            row = open_number_row(one)
            asked = one.asked_of.say(options.lang) if one.asked_of else "–"
            period = f"{row['valid_from']}..{row['valid_to']}"
            print(
                f"{one.pack}:{one.parameter} [{one.area_code}] {period} {one.label.say(options.lang)} ({one.unit})"
                f"  {one.clause}  {row['candidates'] or '–'}  → {asked}"
                + (f"  ✓ {row['chosen']}" if one.chosen else "")
            )
    filled = sum(bool(one.chosen) for one in found)
    target = f" → {options.output}" if options.output else ""
    print(f"{len(found)} open numbers, {filled} with a local choice{target}")
    return 0
