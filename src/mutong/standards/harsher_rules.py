"""T7 for rules: a rule of an inner pack that replaces an outer one must not give less, nor bind more people.

Two rules cannot be held together as two numbers can; so they are tried on made households about every limit that
either of them names. What is found is a household that the inner rule treats worse, with its facts. Nothing found is
no proof, and the check takes too long for every load: `mutong standards check` and the tests run it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.choices import NO_CHOICES
from mutong.standards.pack_form import Pack
from mutong.standards.probe_households import Home, made_homes, nodes_of, snapshot_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Family
from mutong.tables.snapshot import Snapshot

_HOMES = 400
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class HarsherRule:
    """A household that an inner pack's rule treats worse than the rule it replaces.

    `subject` is H… or P…-1 … of the household (P…-1 its first member); verdicts are words of Truth, amounts in the
    rule's unit, None where the rule has none. `clause` is the outer rule's first, `file` and `line` the inner rule's.
    """

    rule: str
    outer: str
    inner: str
    on: date
    subject: str
    outer_verdict: str
    inner_verdict: str
    outer_amount: float | None
    inner_amount: float | None
    home: Home
    clause: str
    file: str
    line: int


def harsher_rules(pack: Pack, homes: int = _HOMES, seed: int = 7) -> list[HarsherRule]:
    """For each rule of a pack that replaces an outer one, and each day on which something changes, at most one
    household that it treats worse. Empty for a pack that is within none, or where nothing was found.
    """
    outer_rules = {name: versions for one in pack.ancestors for name, versions in one.rules.items()}
    shared = [name for name in pack.rules if name in outer_rules]
    if not shared:
        return []
    packs = (*pack.ancestors, pack)
    by_name: dict[str, tuple[n.Rule, ...]] = {}
    for one in packs:
        for name, versions in one.rules.items():
            by_name[name] = (*by_name.get(name, ()), *versions)
    outer = Family(pack.ancestors, pack.ancestors[-1].parameters, NO_CHOICES)
    inner = Family(packs, pack.parameters, NO_CHOICES)
    nodes = list(nodes_of([rule for name in shared for rule in by_name[name]], by_name))
    rows = [row for node in nodes if isinstance(node, n.Parameter) for row in pack.parameters.rows[node.name]]
    rules = [rule for name in shared for rule in by_name[name]]
    known = [day for one in (*rows, *rules) if (day := one.known_from) is not None]
    area = _area_of(pack)
    found: dict[tuple, HarsherRule] = {}
    for on in _days(pack, rules, rows):
        made = made_homes(nodes, (outer.parameters, inner.parameters), area, on, homes, seed)
        snapshot = snapshot_of(made, on, max([on, *known]))
        for one in _worse(snapshot, made, outer, inner, shared):
            found.setdefault((one.rule, one.inner, one.outer), one)
    return list(found.values())


def _days(pack: Pack, rules: Iterable[n.Rule], rows: Iterable) -> list[date]:
    """The days on which a rule or a number begins, while the pack and all it is within are in force."""
    periods = [*(one.valid for one in (*rules, *rows)), *(one.valid for one in (*pack.ancestors, pack))]
    days = {day for period in periods for day in (period.start, period.end) if day is not None} or {_ANY_DAY}
    return sorted(day for day in days if all(one.valid.holds(day) for one in (*pack.ancestors, pack)))


def _area_of(pack: Pack) -> str:
    """Where the pack's numbers are: the area in its own that most of its rows are written for."""
    codes = [row.area_code for row in pack.own_parameter_rows if row.area_code != "0"]
    return max(codes, key=lambda code: (codes.count(code), code)) if codes else pack.area_code


def _worse(
    snapshot: Snapshot, made: list[Home], outer: Family, inner: Family, shared: Iterable[str]
) -> Iterable[HarsherRule]:
    theirs, ours = Evaluation(snapshot, outer), Evaluation(snapshot, inner)
    for name in shared:
        standards, versions = theirs.rules.get(name, ()), ours.rules.get(name, ())
        if not standards or not versions or versions[-1].rule.pack == standards[-1].rule.pack:
            continue
        standard, version = standards[-1].rule, versions[-1].rule
        held = theirs.subjects(standard.of) & ours.applies(name, versions[-1])
        before, after = theirs.answer(name), ours.answer(name)
        good, bad = (Truth.YES, Truth.NO) if standard.direction == "benefit" else (Truth.NO, Truth.YES)
        worse = held & (before == good) & (after == bad)
        amounts = (None, None)
        if standard.amount is not None and version.amount is not None:
            amounts = (theirs.numbers(standard.amount), ours.numbers(version.amount))
            low, high = amounts
            sure = held & (before == Truth.YES) & (after == Truth.YES) & low.exact & high.exact
            less = high.low < low.low - 1e-6 if standard.direction == "benefit" else high.low > low.low + 1e-6
            worse |= sure & less
        if worse.any():
            row = _simplest(snapshot, made, standard.of, np.flatnonzero(worse))
            yield _found(snapshot, made, name, standard, version, row, (before, after), amounts)


def _simplest(snapshot: Snapshot, made: list[Home], of: str, rows: np.ndarray) -> int:
    """Of some subjects the one in the smallest household."""
    return int(min(rows, key=lambda row: len(made[_home(snapshot.ids(of)[row])].members)))


def _home(subject: str) -> int:
    return int(subject[1:].split("-")[0])


def _found(
    snapshot: Snapshot,
    made: list[Home],
    name: str,
    standard: n.Rule,
    version: n.Rule,
    row: int,
    verdicts: tuple[np.ndarray, np.ndarray],
    amounts: tuple,
) -> HarsherRule:
    subject = str(snapshot.ids(standard.of)[row])
    before, after = (Truth(int(answers[row])) for answers in verdicts)
    given = [
        float(of.low[row]) if of is not None and verdict == Truth.YES else None
        for of, verdict in zip(amounts, (before, after), strict=True)
    ]
    return HarsherRule(
        rule=name,
        outer=standard.rule_id,
        inner=version.rule_id,
        on=snapshot.on,
        subject=subject,
        outer_verdict=before.word,
        inner_verdict=after.word,
        outer_amount=given[0],
        inner_amount=given[1],
        home=made[_home(subject)],
        clause=standard.clauses[0].full_id,
        file=version.file,
        line=version.line,
    )
