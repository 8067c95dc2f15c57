"""For whom an answer changes: the same people and households under two days, two states of knowledge or two packs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.pack_form import Pack
from mutong.standards.screening import screen
from mutong.tables.frames import Frame, numbers_of, texts_of
from mutong.tables.snapshot import Snapshot

NOT_IN_FORCE = "not_in_force"
# Verdict before and after → what that is for the person; a rule that is not in force gives nothing, as a no does.
_CHANGES = {
    ("no", "yes"): "gains",
    ("yes", "no"): "loses",
    ("unknown", "yes"): "settled_yes",
    ("unknown", "no"): "settled_no",
    ("yes", "unknown"): "yes_opened",
    ("no", "unknown"): "no_opened",
}
CHANGES = (*_CHANGES.values(), "more", "less", "amount_differs")
COLUMNS = (
    "subject_kind", "subject_id", "rule", "rule_before", "rule_after", "change", "verdict_before", "verdict_after",
    "amount_before_low", "amount_before_high", "amount_after_low", "amount_after_high", "unit",
)  # fmt: skip


@dataclass(frozen=True)
class AnswerChange:
    """One person or household whose answer by one rule changes: `change` is a word of CHANGES.

    Rule ids are '' on a side where the rule is not in force. Amounts are (low, high) in `unit` if the subject
    qualifies; None where there is none, infinite where there is no upper end.
    """

    subject_kind: str
    subject_id: str
    rule: str
    rule_before: str
    rule_after: str
    change: str
    verdict_before: str
    verdict_after: str
    amount_before: tuple[float, float] | None
    amount_after: tuple[float, float] | None
    unit: str


@dataclass(frozen=True)
class RuleDifference:
    """All changes of one rule: how many of each kind, and what they come to.

    `money` is (low, high) in `unit`: what the subjects listed would receive more (below nought: less) than before, an
    open answer counting as anything from nothing to its amount; None where the rule has no amount.
    """

    rule: str
    subject_kind: str
    compared: int
    counts: Mapping[str, int]
    money: tuple[float, float] | None
    unit: str


@dataclass(frozen=True)
class AnswerDifferences:
    """Every change, and the sums by rule (also of rules by which nothing changes)."""

    changes: tuple[AnswerChange, ...]
    rules: tuple[RuleDifference, ...]


@dataclass(frozen=True)
class _Column:
    """The findings of one rule, sorted by subject."""

    ids: np.ndarray
    rule_id: np.ndarray
    verdict: np.ndarray
    low: np.ndarray
    high: np.ndarray
    unit: str


def compare_answers(
    snapshot_a: Snapshot,
    packs_a: Iterable[Pack],
    snapshot_b: Snapshot,
    packs_b: Iterable[Pack],
    choices: Choices = NO_CHOICES,
) -> AnswerDifferences:
    """Screen both, and list for whom a verdict or an amount differs; who is only in one of the Snapshots is left out.

    A rule is the same rule on both sides by its name, whichever pack has it there; a subject for whom it is not in
    force on one side (T3) counts on that side as one who receives nothing, and is named so.
    """
    return difference_of(
        screen(snapshot_a, packs_a, choices), screen(snapshot_b, packs_b, choices), snapshot_a, snapshot_b
    )


def difference_of(
    before: Frame, after: Frame, snapshot_a: Snapshot, snapshot_b: Snapshot
) -> AnswerDifferences:
    """As `compare_answers`, from two tables of findings that have been worked out already."""
    old, new = _by_rule(before), _by_rule(after)
    changes: list[AnswerChange] = []
    rules: list[RuleDifference] = []
    for name, kind in dict.fromkeys((*old, *new)):
        both = np.intersect1d(snapshot_a.ids(kind), snapshot_b.ids(kind))
        found, one = _changes_of(name, kind, both, old.get((name, kind)), new.get((name, kind)))
        changes += found
        rules.append(one)
    return AnswerDifferences(tuple(changes), tuple(rules))


def _by_rule(findings: Frame) -> dict[tuple[str, str], _Column]:
    if len(findings) == 0:
        return {}
    rule_ids, ids = texts_of(findings, "rule_id"), texts_of(findings, "subject_id")
    verdicts, kinds = texts_of(findings, "verdict"), texts_of(findings, "subject_kind")
    low, high = numbers_of(findings, "amount_low"), numbers_of(findings, "amount_high")
    # An amount without an upper end is written without one.
    high = np.where(~np.isnan(low) & np.isnan(high), np.inf, high)
    units = texts_of(findings, "unit")
    names = np.array([rule_id.partition(":")[2] for rule_id in rule_ids], dtype=object)
    found = {}
    for name, kind in dict.fromkeys(zip(names, kinds, strict=True)):
        rows = np.flatnonzero((names == name) & (kinds == kind))
        rows = rows[np.argsort(ids[rows].astype(str), kind="stable")]
        unit = next((one for one in units[rows] if one), "")
        found[(name, kind)] = _Column(
            ids[rows].astype(str), rule_ids[rows], verdicts[rows], low[rows], high[rows], unit
        )
    return found


def _aligned(column: _Column | None, ids: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rule id, verdict, low and high for each id; '' and not_in_force where the rule says nothing of it."""
    size = len(ids)
    rule_id = np.full(size, "", dtype=object)
    verdict = np.full(size, NOT_IN_FORCE, dtype=object)
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    if column is not None and len(column.ids):
        place = np.minimum(np.searchsorted(column.ids, ids), len(column.ids) - 1)
        there = column.ids[place] == ids
        for out, of in (
            (rule_id, column.rule_id), (verdict, column.verdict), (low, column.low), (high, column.high),
        ):  # fmt: skip
            out[there] = of[place[there]]
    return rule_id, verdict, low, high


def _changes_of(
    name: str, kind: str, both: np.ndarray, old: _Column | None, new: _Column | None
) -> tuple[list[AnswerChange], RuleDifference]:
    ids = both.astype(str)
    rule_a, verdict_a, low_a, high_a = _aligned(old, ids)
    rule_b, verdict_b, low_b, high_b = _aligned(new, ids)
    unit = next((one.unit for one in (new, old) if one is not None and one.unit), "")
    plain_a, plain_b = (np.where(v == NOT_IN_FORCE, "no", v) for v in (verdict_a, verdict_b))
    other_verdict = plain_a != plain_b
    differs = ~(_equal(low_a, low_b) & _equal(high_a, high_b))
    other_amount = (plain_a == "yes") & (plain_b == "yes") & differs
    found = []
    for row in np.flatnonzero(other_verdict | other_amount):
        change = _CHANGES.get((plain_a[row], plain_b[row])) or _amount_change(
            low_a[row], high_a[row], low_b[row], high_b[row]
        )
        found.append(
            AnswerChange(
                kind, str(ids[row]), name, rule_a[row], rule_b[row], change, verdict_a[row], verdict_b[row],
                _pair(low_a[row], high_a[row]), _pair(low_b[row], high_b[row]), unit,
            )
        )  # fmt: skip
    rows = np.flatnonzero(other_verdict | other_amount)
    counts = {change: sum(one.change == change for one in found) for change in CHANGES}
    compared = int(np.count_nonzero((verdict_a != NOT_IN_FORCE) | (verdict_b != NOT_IN_FORCE)))
    money = None
    if unit:
        least_a, most_a = _receives(plain_a[rows], low_a[rows], high_a[rows])
        least_b, most_b = _receives(plain_b[rows], low_b[rows], high_b[rows])
        money = (float(np.sum(least_b - most_a)), float(np.sum(most_b - least_a)))
    return found, RuleDifference(
        name, kind, compared, {key: count for key, count in counts.items() if count}, money, unit
    )


def _equal(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left == right) | (np.isnan(left) & np.isnan(right))


def _receives(verdict: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each subject receives at least and at most; an open answer may be a no."""
    least = np.where(verdict == "yes", np.nan_to_num(low), 0.0)
    most = np.where(verdict == "no", 0.0, np.where(np.isnan(high), 0.0, high))
    return least, most


def _amount_change(low_a: float, high_a: float, low_b: float, high_b: float) -> str:
    if low_b > high_a or (low_b >= low_a and high_b >= high_a and (low_b, high_b) != (low_a, high_a)):
        return "more"
    if high_b < low_a or (low_b <= low_a and high_b <= high_a):
        return "less"
    return "amount_differs"


def _pair(low: float, high: float) -> tuple[float, float] | None:
    return None if np.isnan(low) else (float(low), float(high))


def change_row(one: AnswerChange) -> dict[str, object]:
    """A change as a row of a table with COLUMNS; an end that is not known is empty."""
    before, after = one.amount_before or (None, None), one.amount_after or (None, None)
    cells = [None if end is None or np.isinf(end) else end for end in (*before, *after)]
    values = (
        one.subject_kind, one.subject_id, one.rule, one.rule_before, one.rule_after, one.change,
        one.verdict_before, one.verdict_after, *cells, one.unit,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
