"""Verdicts alone, for everyone: what a screen of millions needs first. Reasons follow for those who are not refused.

The rules are compiled where numba is installed, and worked out with NumPy where it is not; the answers are the same.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.compiled.columns import AnySnapshot, BulkColumns
from mutong.standards.compiled.compiling import Say, numba_is_here
from mutong.standards.compiled.family_run import CompiledFamily, Manner, roots_of
from mutong.standards.pack import Pack
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Version, families
from mutong.tables.compact_columns import CompactSnapshot

NO_FINDING = np.int8(-1)
_HOUSEHOLDS_AT_ONCE = 200_000


@dataclass(frozen=True)
class RuleVerdicts:
    """One rule's verdict for every person or household of the Snapshot, by row: int8 of Truth, NO_FINDING where the
    rule makes no finding (T3: not in force where the subject lives, or the subject is dead or lived in by nobody).

    `low` and `high` are both ends of the amount in the rule's unit, NaN where the verdict is no or there is no
    finding, infinite where there is no upper end; None where the rule has no amount or none was wanted.
    """

    version: Version
    verdict: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


Verdicts = dict[str, RuleVerdicts]


def compiled_verdicts(
    snapshot: AnySnapshot,
    packs: Iterable[Pack],
    choices: Choices | None = None,
    *,
    rules: Iterable[str] | None = None,
    amounts: bool = True,
    threads: int | None = None,
    say: Say | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdicts:
    """The verdicts of every rule in force, by rule_id (`pack:rule`); with `rules` of those only.

    Both ends of an amount take 16 bytes a subject; leave `amounts` out for a whole province. `threads` is the number
    of cores left to this process. `say` hears when rules are compiled, `progress` how many people are done.
    """
    if not numba_is_here():
        return numpy_verdicts(snapshot, packs, choices, rules=rules, amounts=amounts, progress=progress)
    wanted = None if rules is None else frozenset(rules)
    manner = Manner(threads or len(os.sched_getaffinity(0)), say, progress)
    columns = BulkColumns(snapshot)
    found: Verdicts = {}
    for family in families(packs, choices or NO_CHOICES):
        compiled = CompiledFamily(columns, family)
        asked = roots_of(compiled, wanted, amounts)
        roots = [root for _, verdict, amount in asked for root in (verdict, amount) if root is not None]
        results = iter(compiled.run(roots, manner))
        for version, _, amount in asked:
            (verdict,) = next(results)
            low, high = next(results) if amount is not None else (None, None)
            found[version.rule.rule_id] = RuleVerdicts(version, verdict, low, high)
    _leave_out(snapshot, found)
    return found


def numpy_verdicts(
    snapshot: AnySnapshot,
    packs: Iterable[Pack],
    choices: Choices | None = None,
    *,
    rules: Iterable[str] | None = None,
    amounts: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Verdicts:
    """As `compiled_verdicts`, worked out with NumPy; slower, and nothing is compiled."""
    packs, wanted = tuple(packs), None if rules is None else frozenset(rules)
    if not isinstance(snapshot, CompactSnapshot) or any(len(p[0]) for p in snapshot.relations.pairs.values()):
        return _by_numpy(snapshot, packs, choices, wanted, amounts)
    parts = []
    size = snapshot.size("household")
    for first in range(0, max(size, 1), _HOUSEHOLDS_AT_ONCE):
        last = min(first + _HOUSEHOLDS_AT_ONCE, size)
        parts.append(_by_numpy(snapshot.households(first, last), packs, choices, wanted, amounts))
        if progress is not None:
            progress(int(snapshot.starts[last]), snapshot.size("person"))
    return {name: _joined([part[name] for part in parts]) for name in parts[0]}


def _joined(parts: list[RuleVerdicts]) -> RuleVerdicts:
    ends = [
        None if parts[0].low is None else np.concatenate([getattr(part, end) for part in parts])
        for end in ("low", "high")
    ]
    return RuleVerdicts(parts[0].version, np.concatenate([part.verdict for part in parts]), *ends)


def _by_numpy(
    snapshot: AnySnapshot, packs: tuple[Pack, ...], choices: Choices | None, wanted, amounts: bool
) -> Verdicts:
    found: Verdicts = {}
    for family in families(packs, choices or NO_CHOICES):
        evaluation = Evaluation(snapshot, family)
        for name, versions in evaluation.rules.items():
            for version in versions:
                rule = version.rule
                if wanted is not None and rule.rule_id not in wanted:
                    continue
                held = evaluation.applies(name, version) & evaluation.subjects(rule.of)
                verdict = np.where(held, evaluation.truth(rule.who), NO_FINDING).astype(np.int8)
                low = high = None
                if amounts and rule.amount is not None:
                    amount = evaluation.numbers(rule.amount)
                    low, high = (
                        np.where(verdict > Truth.NO, end, np.nan) for end in (amount.low, amount.high)
                    )
                found[rule.rule_id] = RuleVerdicts(version, verdict, low, high)
    return found


def _leave_out(snapshot: AnySnapshot, found: Verdicts) -> None:
    """No finding for those who only came along as somebody's relatives."""
    for rule in found.values():
        others = ~snapshot.asked(rule.version.rule.of)
        if others.any():
            rule.verdict[others] = NO_FINDING
            for end in (rule.low, rule.high):
                if end is not None:
                    end[others] = np.nan


def open_households(snapshot: AnySnapshot, verdicts: Verdicts) -> np.ndarray:
    """Rows of the households in which some verdict, about the household or somebody in it, is yes or unknown."""
    found = np.zeros(snapshot.size("household") + 1, dtype=bool)
    for rule in verdicts.values():
        settled = rule.verdict > Truth.NO
        if rule.version.rule.of == "household":
            found[:-1] |= settled
        else:
            found[snapshot.group[settled]] = True
    return np.flatnonzero(found[:-1])


def open_people_alone(snapshot: AnySnapshot, verdicts: Verdicts) -> np.ndarray:
    """Rows of the people who live in no household and have some verdict that is yes or unknown."""
    found = np.zeros(snapshot.size("person"), dtype=bool)
    for rule in verdicts.values():
        if rule.version.rule.of == "person":
            found |= rule.verdict > Truth.NO
    return np.flatnonzero(found & (snapshot.group < 0))
