"""Every rule in force over everyone in a Snapshot: who is entitled, who is not, and what is not known (A2)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.pack import Pack
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Family, Version, families
from mutong.standards.rules.tracing import CHOSEN, NULL, USED, WEAK, Reasons, Tracing
from mutong.standards.rules.wording import Titles, join_words, say
from mutong.tables.array_frames import CodedTexts, frame_of_arrays, joined
from mutong.tables.frames import Frame
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import day_number

SEPARATOR = ";"
_WORDS = tuple(truth.word for truth in Truth)
_SAID = {
    Truth.NO: Words("否", "no"),
    Truth.UNKNOWN: Words("未知", "not known"),
    Truth.YES: Words("是", "yes"),
}


@dataclass(frozen=True)
class Answers:
    """One version of one rule over its subjects: parallel arrays, one entry a subject.

    `rows` indexes the Snapshot; `verdict` is int8 of Truth; the amount (in the rule's unit; NaN where there is none,
    infinite where there is no upper end) is what it would be if the subject qualifies. `missing` lists the facts
    whose lack keeps the verdict open or, where it is yes, the amount.
    """

    version: Version
    rows: np.ndarray
    verdict: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bits: np.ndarray
    missing: dict[int, list[str]]
    tracing: Tracing


def screen(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None = None, *, refusals: bool = True
) -> Frame:
    """The table `findings`: a row for every subject and rule in force where it lives, also where the verdict is no
    (unless `refusals` is False).

    Lists are texts joined by ";": `facts_missing` as person/P1.monthly_income, `facts_used` as keys of the fact
    dictionary, `standards_missing` as parameter:null_standard, parameter:unconfirmed_standard or
    rule:not_in_force, `choices_used` as parameters. `reasons` says each condition with its answer, Chinese and
    English parted by " | ". A rule not in force gives no row (T3).
    """
    parts = [
        _part(snapshot, family, answers)
        for family in families(packs, choices or NO_CHOICES)
        for answers in answers_of(Evaluation(snapshot, family), refusals)
    ]
    return joined(parts, "findings")


def answers_of(evaluation: Evaluation, refusals: bool = True) -> list[Answers]:
    """Every rule in force over its subjects, in the order of the packs; without `refusals` not over those whose
    verdict is no.
    """
    found = []
    for name, versions in evaluation.rules.items():
        for version in versions:
            held = evaluation.applies(name, version) & evaluation.subjects(version.rule.of)
            if not refusals and held.any():
                held &= evaluation.truth(version.rule.who) != v.NO
            if held.any():
                found.append(_answer(evaluation, version, held))
    return found


def _answer(evaluation: Evaluation, version: Version, held: np.ndarray) -> Answers:
    rule, rows = version.rule, np.flatnonzero(held)
    tracing = Tracing(evaluation, version)
    verdict = evaluation.truth(rule.who)
    reasons = _reasons(tracing, rule.who, held, held & (verdict == v.UNKNOWN))
    bits, missing = reasons.bits, reasons.missing
    low = high = np.full(len(verdict), np.nan)
    if rule.amount is not None:
        amount = evaluation.numbers(rule.amount)
        open_rows = held & (verdict != v.NO)
        low, high = (np.where(open_rows, end, np.nan) for end in (amount.low, amount.high))
        entitled = held & (verdict == v.YES)
        more = _reasons(tracing, rule.amount, open_rows, entitled & ~amount.exact)
        # A null amount does not keep the verdict open, so it is not among what an open verdict lacks.
        kept = np.where(verdict == v.YES, more.bits, more.bits & ~np.uint64(tracing.bits_of(NULL)))
        bits = bits | kept
        for row, facts in more.missing.items():
            missing.setdefault(row, []).extend(facts)
    return Answers(version, rows, verdict[rows], low[rows], high[rows], bits[rows], missing, tracing)


def _reasons(tracing: Tracing, node: n.Node, rows: np.ndarray, asked: np.ndarray) -> Reasons:
    if node.scope:
        return tracing.reasons(node, rows, asked)
    return Reasons(np.zeros(len(rows), dtype=np.uint64), {})


def standards_missing(tracing: Tracing, bits: int) -> list[str]:
    """What is null or unconfirmed among the standards that a set of bits stands for."""
    nulls = [name if ":" in name else f"{name}:null_standard" for name in tracing.names(bits, NULL)]
    return nulls + [f"{name}:unconfirmed_standard" for name in tracing.names(bits, WEAK)]


def titles_of(family: Family) -> Titles:
    """What each rule of the packs is called, by its name."""
    return {
        name: versions[-1].title for pack in family.packs for name, versions in pack.rules.items() if versions
    }


def conditions_of(rule: n.Rule) -> tuple[n.Node, ...]:
    """The conditions that stand side by side at the top of a rule."""
    return rule.who.parts if isinstance(rule.who, n.All) else (rule.who,)


def _part(snapshot: Snapshot, family: Family, answers: Answers) -> Frame:
    rule, rows, size = answers.version.rule, answers.rows, len(answers.rows)
    patterns, which = np.unique(answers.bits, return_inverse=True)
    tracing = answers.tracing

    def listed(of) -> CodedTexts:
        return CodedTexts(which, [SEPARATOR.join(of(int(bits))) or None for bits in patterns])

    columns = {
        "subject_kind": _same(rule.of, size),
        "subject_id": CodedTexts(np.arange(size), snapshot.ids(rule.of)[rows].tolist()),
        "rule_id": _same(rule.rule_id, size),
        "pack_version": _same(answers.version.pack_version, size),
        "as_of": np.full(size, int(day_number(snapshot.on)), dtype=np.int32),
        "known_at": np.full(size, int(day_number(snapshot.known_at)), dtype=np.int32),
        "verdict": CodedTexts(answers.verdict, _WORDS),
        **{
            f"amount_{end}": np.where(np.isinf(amounts), np.nan, amounts)
            for end, amounts in (("low", answers.low), ("high", answers.high))
        },
        "unit": _same(rule.unit or None, size),
        "reasons": _reason_texts(family, answers),
        "facts_used": listed(lambda bits: tracing.names(bits, USED)),
        "facts_missing": _missing_texts(answers),
        "standards_missing": listed(lambda bits: standards_missing(tracing, bits)),
        "choices_used": listed(lambda bits: tracing.names(bits, CHOSEN)),
    }
    return frame_of_arrays(columns, "findings")


def _same(text: str | None, size: int) -> CodedTexts:
    return CodedTexts(np.zeros(size, dtype=np.int8), [text])


def _missing_texts(answers: Answers) -> CodedTexts:
    codes = np.full(int(answers.rows[-1]) + 1 if len(answers.rows) else 0, -1, dtype=np.int64)
    codes[list(answers.missing)] = np.arange(len(answers.missing))
    return CodedTexts(
        codes[answers.rows], [SEPARATOR.join(dict.fromkeys(facts)) for facts in answers.missing.values()]
    )


def _reason_texts(family: Family, answers: Answers) -> CodedTexts:
    """Each condition with its answer; the texts are made once for each pattern of answers."""
    evaluation, titles = answers.tracing.evaluation, titles_of(family)
    conditions = conditions_of(answers.version.rule)
    truths = [
        np.broadcast_to(evaluation.value(c), (evaluation.snapshot.size(answers.version.rule.of),))[
            answers.rows
        ]
        for c in conditions
    ]
    pattern = np.zeros(len(answers.rows), dtype=np.int64)
    for truth in truths:
        pattern = pattern * 3 + truth
    found, which = np.unique(pattern, return_inverse=True)
    said = [say(condition, titles) for condition in conditions]
    return CodedTexts(which, [_reason_text(said, int(code)) for code in found])


def _reason_text(said: list[Words], code: int) -> str:
    parts = []
    for words in reversed(said):
        code, truth = divmod(code, 3)
        answer = _SAID[Truth(truth)]
        parts.append(Words(f"{words.zh}：{answer.zh}", f"{words.en}: {answer.en}"))
    text = join_words(parts[::-1], "；", "; ")
    return f"{text.zh} | {text.en}"
