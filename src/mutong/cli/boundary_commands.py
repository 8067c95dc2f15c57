"""standards boundaries: pairs of households on either side of each limit of a rule, made from its tree."""

import csv
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from mutong.cli.register_words import choices_of, packs_of
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.boundaries.pairs import (
    BoundaryPair,
    NotReached,
    RuleBoundaries,
    area_where_most_stands,
    boundary_pairs,
)
from mutong.standards.boundaries.words import (
    fact_text,
    plain_facts,
    subject_words,
    value_and_unit,
    value_words,
    why_words,
)
from mutong.standards.derived.deriving import derived_facts
from mutong.standards.pack import Pack
from mutong.tables.dictionary import fact_dictionary

COLUMNS = (
    "rule_id", "clause", "limit", "line", "about", "subject", "subject_kind", "fact", "value_a", "verdict_a", "value_b",
    "verdict_b", "unit", "other_facts", "to_be_confirmed", "not_reached",
)  # fmt: skip
_PATIENCE = 2.0
_SEPARATOR = "; "
_VERDICTS = {Truth.YES: Words("符合", "qualifies"), Truth.NO: Words("不符合", "does not")}


class _Waiting:
    """Says on standard error how far a search is, once it has taken longer than one waits without a word."""

    def __init__(self, lang: str) -> None:
        self.lang, self.began, self.last = lang, time.monotonic(), -1

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self.began < _PATIENCE or done == self.last:
            return
        words = Words("已看 {done} 处界限，共 {total} 处", "{done} of {total} limits looked at")
        start = "\r" if sys.stderr.isatty() else ""
        end = "" if start else "\n"
        print(start + words.fill(done=done, total=total).say(self.lang), end=end, file=sys.stderr, flush=True)
        self.last = done

    def close(self) -> None:
        """End the line that was redrawn."""
        if self.last >= 0 and sys.stderr.isatty():
            print(file=sys.stderr)


def run_boundaries(options: Namespace) -> int:
    """Print the pairs rule by rule, and which limits have none and why; -o writes them as CSV; exit code 0.

    Raises MutongError for a word that is missing, a pack or rule that there is not, and where no rule is in force.
    """
    names = options.pack or options.packs
    if not names or options.on is None:
        raise MutongError("words_missing", Words("请给出规则包和 --on 日期。", "Give a PACK and --on DAY."))
    packs = packs_of(names)
    choices = choices_of(options)
    area = options.area or area_where_most_stands(packs, choices, options.on)
    waiting = _Waiting(options.lang)
    try:
        found = boundary_pairs(
            packs,
            choices,
            options.on,
            area,
            [options.rule] if options.rule else None,
            known_at=options.as_known_at,
            progress=waiting,
        )
    finally:
        waiting.close()
    if not found:
        raise MutongError(
            "no_rule_in_force",
            Words(
                f"{names} 在 {options.on}、区划 {area} 没有规则有效；请换日期或区划。",
                f"No rule of {names} is in force on {options.on} in the area {area}; choose another day or area.",
            ),
        )
    for line in _lines(found, options.lang):
        print(line)
    print(_summary(found, f"{options.on} [{area}]").say(options.lang))
    if options.output:
        _write(options.output, list(_rows(found, packs, options.lang)))
    return 0


def _lines(found: Iterable[RuleBoundaries], lang: str) -> Iterator[str]:
    for one in found:
        yield f"{one.rule.rule_id}  {one.rule.title.say(lang)}"
        yield from (f"  {_pair_words(pair).say(lang)}" for pair in one.pairs)
        for words in _not_reached_words(one.not_reached):
            yield f"  × {words.say(lang)}"


def _pair_words(pair: BoundaryPair) -> Words:
    whose = subject_words(pair.sides[1].home, pair.subject, pair.about)
    limits, label = _limits_words(limit.words for limit in pair.limits), pair.spec.label
    zh, en = (
        " | ".join(
            f"{value_words(pair.spec, side.value).say(lang)} → {_VERDICTS[side.verdict].say(lang)}"
            for side in pair.sides
        )
        for lang in ("zh", "en")
    )
    mark = Words("  待确认", "  to be confirmed") if pair.unconfirmed else Words("", "")
    beside = Words("", "") if limits == label else Words(f"  〔{limits.zh}〕", f"  [{limits.en}]")
    return Words(
        f"{whose.zh} {label.zh}：{zh}{beside.zh}{mark.zh}",
        f"{whose.en}, {label.en}: {en}{beside.en}{mark.en}",
    )


def _limits_words(limits: Iterable[Words]) -> Words:
    said = list(limits)
    return Words(
        "；".join(dict.fromkeys(one.zh for one in said)), "; ".join(dict.fromkeys(one.en for one in said))
    )


def _not_reached_words(missing: Iterable[NotReached]) -> list[Words]:
    """The limits without a pair, together where the reason is the same."""
    by_reason: dict[tuple, list[NotReached]] = {}
    for one in missing:
        by_reason.setdefault((one.why, *one.standards), []).append(one)
    said = []
    for together in by_reason.values():
        why = why_words(together[0].why, together[0].standards)
        limits = _limits_words(one.limit.words for one in together)
        said.append(Words(f"没有成对〔{limits.zh}〕：{why.zh}", f"no pair [{limits.en}]: {why.en}"))
    return said


def _summary(found: list[RuleBoundaries], where: str) -> Words:
    limits, missing = sum(len(one.limits) for one in found), sum(len(one.not_reached) for one in found)
    return Words(
        "{where}：{rules} 条规则，{pairs} 对；{limits} 处界限中 {reached} 处有对，{missing} 处没有",
        "{where}: {rules} rules, {pairs} pairs; {reached} of {limits} limits have one, {missing} have none",
    ).fill(
        where=where,
        rules=len(found),
        pairs=sum(len(one.pairs) for one in found),
        limits=limits,
        reached=limits - missing,
        missing=missing,
    )


def _rows(found: Iterable[RuleBoundaries], packs: Iterable[Pack], lang: str) -> Iterator[dict[str, object]]:
    specs = fact_dictionary() | derived_facts(packs)
    for one in found:
        for pair in one.pairs:
            (value_a, unit), (value_b, _) = (value_and_unit(pair.spec, side.value) for side in pair.sides)
            home = pair.sides[1].home
            others = [
                fact_text(*known, specs)
                for known in plain_facts(home)
                if known[:2] != (pair.subject, pair.spec.key)
            ]
            yield {
                "rule_id": pair.rule_id,
                "clause": _SEPARATOR.join(pair.clauses),
                "limit": _limits_words(limit.words for limit in pair.limits).say(lang),
                "line": _SEPARATOR.join(f"{one.rule.file}:{limit.line}" for limit in pair.limits),
                "about": pair.about,
                "subject": pair.subject,
                "subject_kind": pair.spec.subject_kind,
                "fact": pair.spec.key,
                "value_a": value_a,
                "verdict_a": pair.sides[0].verdict.word,
                "value_b": value_b,
                "verdict_b": pair.sides[1].verdict.word,
                "unit": unit,
                "other_facts": _SEPARATOR.join(others),
                "to_be_confirmed": _SEPARATOR.join(pair.unconfirmed),
                "not_reached": "",
            }
        for missing in one.not_reached:
            yield dict.fromkeys(COLUMNS, "") | {
                "rule_id": one.rule.rule_id,
                "clause": _SEPARATOR.join(clause.full_id for clause in one.rule.clauses),
                "limit": missing.limit.words.say(lang),
                "line": f"{one.rule.file}:{missing.limit.line}",
                "not_reached": why_words(missing.why, missing.standards).say(lang),
            }


def _write(path: str, rows: list[dict[str, object]]) -> None:
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows):,} rows → {path}", file=sys.stderr)
