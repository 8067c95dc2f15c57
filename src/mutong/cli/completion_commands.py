"""standards completions: how often an answer is open though every way of filling in the unknown facts agrees."""

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mutong.cli.register_words import check_register, choices_of, packs_of, snapshot_of
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.completions import (
    COLUMNS,
    OpenAnswer,
    RuleCompletions,
    by_rule,
    completion_row,
    completions,
    household_rows,
)

_QUIET_SECONDS, _LIVE_SECONDS, _LOG_SECONDS = 2.0, 0.5, 10.0
_FACTS_SHOWN = 3
_SAID = {Truth.NO: Words("否", "no"), Truth.YES: Words("是", "yes")}


def add_completion_words(parser: argparse.ArgumentParser) -> None:
    """Add what completions needs to the words of standards."""
    parser.add_argument(
        "--households",
        type=_count,
        metavar="N",
        help="for completions: so many households at most, evenly taken; left out: all",
    )


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of households; write it like 500")
    return int(text)


def run_completions(options: argparse.Namespace) -> int:
    """Print the rules concerned and the overall share; -o writes every rule's counts. Exit code 0; 130 when stopped,
    with what was found until then.
    """
    if not (options.packs or options.pack):
        raise MutongError("words_missing", Words("请给出 --packs。", "Give --packs."))
    check_register(options)
    packs = packs_of(options.packs or options.pack)
    snapshot = snapshot_of(options, packs)
    progress = _Progress(len(household_rows(snapshot, options.households)), options.lang)
    found: list[OpenAnswer] = []
    stopped = False
    try:
        for answers in completions(snapshot, packs, choices_of(options), options.households):
            found += answers
            progress.one_more()
    except KeyboardInterrupt:
        stopped = True
    progress.end(stopped)
    rules = by_rule(found)
    for words in _report(rules):
        print(words.say(options.lang))
    if options.output:
        _write(options.output, rules)
    return 130 if stopped else 0


def _report(rules: Sequence[RuleCompletions]) -> list[Words]:
    concerned = sorted((one for one in rules if one.could_tell), key=lambda one: -one.could_tell)
    return [*map(_rule_words, concerned), *_overall(rules)]


def _rule_words(one: RuleCompletions) -> Words:
    share = _share(one.could_tell, one.looked_at)
    example = _example_words(one.example)
    sampled = Words("", "")
    if one.could_tell_sampled:
        sampled = Words(
            f"，其中 {one.could_tell_sampled:,} 个为抽样", f", {one.could_tell_sampled:,} of them by a sample"
        )
    return Words(
        f"{one.rule_id} {one.title.zh}：{one.looked_at:,} 个未知答案中有 {one.could_tell:,} 个（{share}）其实可答"
        f"{sampled.zh}；例如 {example.zh}",
        f"{one.rule_id} {one.title.en}: {one.could_tell:,} of {one.looked_at:,} open answers ({share}) could be told"
        f"{sampled.en}; {example.en}, for one",
    )


def _example_words(one: OpenAnswer) -> Words:
    told, shown, more = _SAID[one.told], one.facts[:_FACTS_SHOWN], len(one.facts) - _FACTS_SHOWN
    rest = Words(f"等 {len(one.facts)} 项", f" and {more} more") if more > 0 else Words("", "")
    subject = f"{one.subject_kind}/{one.subject_id}"
    return Words(
        f"{subject} 答“{told.zh}”，不论 {'、'.join(shown)}{rest.zh} 是什么",
        f"{subject} is “{told.en}” whatever {', '.join(shown)}{rest.en} may be",
    )


def _overall(rules: Sequence[RuleCompletions]) -> list[Words]:
    looked_at, could, sampled, stays, also, apart = (
        sum(getattr(one, name) for one in rules)
        for name in ("looked_at", "could_tell", "sampled", "stays_open", "also_a_standard", "for_a_standard")
    )
    share = _share(could, looked_at)
    found = [
        Words(
            f"{looked_at:,} 个未知答案中有 {could:,} 个（{share}）其实可答：未知情况怎样补全，答案都一样。"
            f"{sampled:,} 个只看了抽样",
            f"of {looked_at:,} open answers {could:,} ({share}) could be told: however the unknown facts are filled "
            f"in, the answer is the same. Of {sampled:,} only a sample was looked at",
        )
    ]
    if also:
        found.append(
            Words(
                f"其中 {also:,} 个补齐后仍可能缺标准，看不出是否可答",
                f"{also:,} of them may also wait for a null standard: whether they could be told is not seen",
            )
        )
    if stays:
        found.append(
            Words(
                f"其中 {stays:,} 个补齐后仍可能是未知（如亲属不在册），看不出是否可答",
                f"{stays:,} of them may stay open with every fact filled in (as where a relative is not on record)",
            )
        )
    if apart:
        found.append(
            Words(
                f"另有 {apart:,} 个不计在内：只因标准为空才答不出",
                f"{apart:,} more are left out: only a null standard keeps them open",
            )
        )
    return found


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole if whole else 0:.1f} %"


def _write(path: str, rules: Sequence[RuleCompletions]) -> None:
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(completion_row(one) for one in rules)
    print(f"{len(rules):,} rows → {path}", file=sys.stderr)


class _Progress:
    """How far a check is, on stderr; nothing is said of one that takes less than two seconds."""

    def __init__(self, households: int, lang: str) -> None:
        self._all, self._done, self._lang = households, 0, lang
        self._live = sys.stderr.isatty()
        self._next, self._spoke = time.monotonic() + _QUIET_SECONDS, False

    def one_more(self) -> None:
        """One more household is done."""
        self._done += 1
        if time.monotonic() >= self._next:
            self._say()
            self._next = time.monotonic() + (_LIVE_SECONDS if self._live else _LOG_SECONDS)

    def end(self, stopped: bool) -> None:
        """Nothing more comes; `stopped` by the person at the keyboard."""
        if self._spoke and self._live:
            print(file=sys.stderr)
        if stopped:
            words = Words(
                f"已中断：以下只是前 {self._done:,} 户（共 {self._all:,} 户）的结果",
                f"interrupted: what follows is of the first {self._done:,} of {self._all:,} households",
            )
            print(words.say(self._lang), file=sys.stderr)

    def _say(self) -> None:
        words = Words(f"{self._done:,} / {self._all:,} 户", f"{self._done:,} of {self._all:,} households")
        start, end = ("\r", "") if self._live else ("… ", "\n")
        print(f"{start}{words.say(self._lang)}", end=end, file=sys.stderr, flush=True)
        self._spoke = True
