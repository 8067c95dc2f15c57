"""Why an answer is what it is: which facts and standards settled it, and which are missing for it to be settled.

Goes down the tree from the answer. Under an `and` that is no, only what is no counts; under one that is unknown, only
what is unknown: a missing fact that could not change the answer is not listed. Where a standard is null, no fact of
the family's can turn the comparison into a yes, nor the `and` it stands in, so none is asked for (T4).
"""

from dataclasses import dataclass, field

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Version

USED, NULL, WEAK, CHOSEN = "used", "null", "weak", "chosen"
NOT_IN_FORCE = "not_in_force"
_MOST_KEYS = 64
Missing = dict[int, list[str]]


@dataclass(frozen=True)
class Reasons:
    """For each row of a scope: a bit for each fact or standard that settled it, the facts that are missing, and
    whether a null standard keeps it open whatever the facts are.
    """

    bits: np.ndarray
    missing: Missing
    blocked: np.ndarray


@dataclass
class Tracing:
    """Traces the answers of one rule; `keys` tells what each bit stands for, as (used|null|weak|chosen, name)."""

    evaluation: Evaluation
    version: Version
    keys: list[tuple[str, str]] = field(default_factory=list)

    def reasons(self, node: n.Node, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """What settled a node's value in `rows`, and which facts are missing in the rows `asked`."""
        return _WAYS[type(node)](self, node, rows, asked)

    def names(self, bits: int, kind: str) -> list[str]:
        """The names of one kind whose bit is set."""
        return [name for place, (of, name) in enumerate(self.keys) if of == kind and bits >> place & 1]

    def bits_of(self, kind: str) -> int:
        """All the bits of one kind, together."""
        return sum(1 << place for place, (of, _) in enumerate(self.keys) if of == kind)

    def _bit(self, kind: str, name: str) -> np.uint64:
        if (kind, name) not in self.keys:
            self.keys.append((kind, name))
        if len(self.keys) > _MOST_KEYS:
            rule = self.version.rule
            raise PackError(
                "rule_too_large",
                rule.file,
                rule.line,
                Words("规则用到的事实和标准太多", "the rule uses too many facts and standards"),
                Words("请拆成几条规则", "Split it into several rules"),
                rule.clauses[0].full_id,
            )
        return np.uint64(1 << self.keys.index((kind, name)))

    def _size(self, scope: str) -> int:
        return self.evaluation.snapshot.size(scope)

    def _none(self, scope: str) -> Reasons:
        size = self._size(scope)
        return Reasons(np.zeros(size, dtype=np.uint64), {}, np.zeros(size, dtype=bool))

    def _together(self, scope: str, *each: tuple[n.Node, np.ndarray, np.ndarray]) -> Reasons:
        whole = self._none(scope)
        for node, rows, asked in each:
            if node.scope:
                self._add(whole, self.reasons(node, rows, asked))
        return whole

    @staticmethod
    def _add(whole: Reasons, part: Reasons) -> None:
        whole.bits[:] |= part.bits
        whole.blocked[:] |= part.blocked
        for row, facts in part.missing.items():
            whole.missing.setdefault(row, []).extend(facts)

    def fact(self, node: n.Fact, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """A fact settles where it is known, and is missing where it is not (or not closely enough)."""
        value = self.evaluation.value(node)
        if isinstance(value, v.Numbers):
            known = value.exact
        elif isinstance(value, v.Codes):
            known = value.index >= 0
        else:
            known = value != v.UNKNOWN
        bits = np.where(rows & known, self._bit(USED, node.spec.key), np.uint64(0))
        ids = self.evaluation.snapshot.ids(node.scope)
        missing = {
            int(row): [f"{node.scope}/{ids[row]}.{node.spec.key}"]
            for row in np.flatnonzero(rows & asked & ~known)
        }
        return Reasons(bits, missing, np.zeros(len(rows), dtype=bool))

    def parameter(self, node: n.Parameter, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """A standard may be null, weak or chosen, each by area."""
        e, name = self.evaluation, node.name
        area = e.area_of(node.scope)[rows]
        found = self._none(node.scope)
        for kind, test in (
            (NULL, lambda p: p.state == "null"),
            (WEAK, lambda p: p.unconfirmed),
            (CHOSEN, lambda p: p.state == "chosen"),
        ):
            held = e.by_area(name, test)
            if held.any():
                found.bits[rows] |= np.where(held[area], self._bit(kind, name), np.uint64(0))
            if kind == NULL:
                found.blocked[rows] = held[area]
        return found

    def finding(self, node: n.Finding, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """Another rule's answer rests on what that rule's answer rests on."""
        e = self.evaluation
        found, open_rows = self._none(node.scope), rows.copy()
        for version in e.rules.get(node.rule, ()):
            held = e.applies(node.rule, version) & rows
            open_rows &= ~held
            self._add(found, self._together(node.scope, (version.rule.who, held, asked & held)))
        return self._without_version(node.rule, found, open_rows)

    def every_part(self, node: n.Node, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """All parts count."""
        return self._together(node.scope, *((part, rows, asked) for part in node.children))

    def several(self, node: n.All | n.Any, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """The parts that share the whole's answer; all of them where the answer needs all."""
        e, every = self.evaluation, isinstance(node, n.All)
        whole, needs_all = e.truth(node), v.YES if every else v.NO
        found, way_out = self._none(node.scope), np.zeros(len(rows), dtype=bool)
        for part in node.parts:
            if part.scope:
                answer = e.truth(part)
                carried = rows & ((whole == needs_all) | (answer == whole))
                reasons = self.reasons(part, carried, asked & carried)
                self._add(found, reasons)
                way_out |= carried & (answer == v.UNKNOWN) & ~reasons.blocked
        if every:
            return self._without_blocked(found)
        return Reasons(found.bits, found.missing, found.blocked & ~way_out)

    @staticmethod
    def _without_blocked(found: Reasons) -> Reasons:
        missing = {row: facts for row, facts in found.missing.items() if not found.blocked[row]}
        return Reasons(found.bits, missing, found.blocked)

    def compare(self, node: n.Compare, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """Both sides; where a null standard stands in the comparison no fact is asked for."""
        nobody = np.zeros_like(rows)
        sides = (node.left, node.right)
        settled = self._together(node.scope, *((side, rows, nobody) for side in sides))
        undecided = self.evaluation.truth(node) == v.UNKNOWN
        blocked = settled.blocked & undecided
        wanted = asked & rows & undecided & ~blocked
        missing: Missing = {}
        if wanted.any():
            missing = self._together(node.scope, *((side, wanted, wanted) for side in sides)).missing
        return Reasons(settled.bits, missing, blocked)

    def choose(self, node: n.Choose, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """The condition, and the branch it leads to; both branches where it is unknown."""
        condition = self.evaluation.truth(node.condition)
        then, otherwise = rows & (condition != v.NO), rows & (condition != v.YES)
        return self._together(
            node.scope,
            (node.condition, rows, asked & (condition == v.UNKNOWN)),
            (node.then, then, asked & then),
            (node.otherwise, otherwise, asked & otherwise),
        )

    def lift(self, node: n.Lift, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """What settled it for the household; whoever lives in none lacks a household."""
        snapshot = self.evaluation.snapshot
        group, housed = snapshot.group, snapshot.group >= 0
        of_household = self.reasons(
            node.part, self._households(rows & housed), self._households(asked & housed)
        )
        bits = np.where(rows & housed, np.append(of_household.bits, np.uint64(0))[group], np.uint64(0))
        missing: Missing = {}
        for row in np.flatnonzero(rows & asked):
            facts = of_household.missing.get(int(group[row]), []) if housed[row] else None
            if facts is None:
                facts = [f"person/{snapshot.ids('person')[row]}.household"]
            if facts:
                missing[int(row)] = list(facts)
        return Reasons(bits, missing, rows & housed & np.append(of_household.blocked, False)[group])

    def _households(self, people: np.ndarray) -> np.ndarray:
        out = np.zeros(self._size("household"), dtype=bool)
        out[self.evaluation.snapshot.group[people]] = True
        return out

    def over_members(self, node: n.OverMembers, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """The members who settle it: for anyone those who do, for a sum all."""
        e, group = self.evaluation, self.evaluation.group
        members = (group >= 0) & np.append(rows, False)[group]
        wanted = members & np.append(asked, False)[group]
        where = e.truth(node.where) if node.where is not None and node.where.scope else None
        where = (
            np.full(len(group), v.YES, dtype=np.int8)
            if where is None
            else np.broadcast_to(where, group.shape)
        )
        carried = members & self._carried(node, where)
        each = []
        if node.where is not None:
            each.append((node.where, carried, wanted & carried & (where == v.UNKNOWN)))
        if node.of is not None:
            counts = carried & (where != v.NO)
            each.append((node.of, counts, wanted & counts))
        found = self._together("person", *each)
        whole = self._none("household")
        np.bitwise_or.at(whole.bits, group[members], found.bits[members])
        whole.blocked[group[carried & found.blocked]] = True
        for person, facts in found.missing.items():
            whole.missing.setdefault(int(group[person]), []).extend(facts)
        return whole

    def amount_of(self, node: n.AmountOf, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """Another rule's amount rests on its answer, and on its amount where the answer is not no."""
        e, found, open_rows = self.evaluation, self._none(node.scope), rows.copy()
        for version in e.rules.get(node.rule, ()):
            held = e.applies(node.rule, version) & rows
            open_rows &= ~held
            who, amount = version.rule.who, version.rule.amount
            given = held & (e.truth(who) != v.NO)
            undecided = held & (e.truth(who) == v.UNKNOWN)
            self._add(found, self._together(node.scope, (who, held, asked & undecided)))
            self._add(
                found, self._together(node.scope, (amount, given, asked & given & ~e.numbers(amount).exact))
            )
        return self._without_version(node.rule, found, open_rows)

    def _without_version(self, rule: str, found: Reasons, open_rows: np.ndarray) -> Reasons:
        if open_rows.any():
            found.bits[open_rows] |= self._bit(NULL, f"{rule}:{NOT_IN_FORCE}")
            found.blocked[open_rows] = True
        return found

    def over_related(self, node: n.OverRelated, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """The relatives who settle it; and whether all are on record, where others could turn it."""
        e = self.evaluation
        person, other = e.snapshot.related(node.relation)
        where = e.truth_of(node.where, other)
        settles = np.ones(len(person), dtype=bool)
        matters = rows
        if node.how in ("anyone", "everyone"):
            anyone = node.how == "anyone"
            answers, whole = e.truth_of(node.of, other), e.truth(node)
            each = np.minimum(answers, where) if anyone else np.maximum(answers, 2 - where)
            settles = (whole[person] == (v.NO if anyone else v.YES)) | (each == whole[person])
            matters = rows & (whole != (v.YES if anyone else v.NO))
        found = self._recorded(node, matters, asked & matters)
        carried = rows[person] & settles
        if node.where is not None:
            self._add_pairs(found, node, node.where, carried, asked[person] & carried & (where == v.UNKNOWN))
        if node.of is not None:
            counts = carried & (where != v.NO)
            self._add_pairs(found, node, node.of, counts, asked[person] & counts)
        return found

    def _recorded(self, node: n.OverRelated, rows: np.ndarray, asked: np.ndarray) -> Reasons:
        """Where it is known that somebody is not on record, it is they who are missing, not that answer."""
        found = self.reasons(node.complete, rows, asked)
        ids = self.evaluation.snapshot.ids("person")
        for row in np.flatnonzero(asked & (self.evaluation.truth(node.complete) == v.NO)):
            found.missing.setdefault(int(row), []).append(f"person/{ids[row]}.{node.relation}")
        return found

    def _add_pairs(
        self, whole: Reasons, node: n.OverRelated, part: n.Node, carried: np.ndarray, wanted: np.ndarray
    ) -> None:
        """Give each person what settles or is missing of those of their relatives who carry the answer."""
        snapshot = self.evaluation.snapshot
        person, other = snapshot.related(node.relation)
        here = other >= 0
        rows, asked = np.zeros((2, snapshot.size("person")), dtype=bool)
        rows[other[carried & here]] = True
        asked[other[wanted & here]] = True
        found = self._together("person", (part, rows, asked))
        kept = carried & here
        np.bitwise_or.at(whole.bits, person[kept], found.bits[other[kept]])
        whole.blocked[person[kept & found.blocked[other]]] = True
        ids = snapshot.ids("person")
        for pair in np.flatnonzero(wanted):
            facts = found.missing.get(int(other[pair]), []) if here[pair] else None
            if facts is None:
                facts = [f"person/{ids[person[pair]]}.{node.relation}"]
            if facts:
                whole.missing.setdefault(int(person[pair]), []).extend(facts)

    def _carried(self, node: n.OverMembers, where: np.ndarray) -> np.ndarray:
        e, group = self.evaluation, self.evaluation.group
        if node.how not in ("anyone", "everyone"):
            return group >= 0
        answers = np.broadcast_to(e.value(node.of), group.shape)
        anyone = node.how == "anyone"
        each = np.minimum(answers, where) if anyone else np.maximum(answers, 2 - where)
        whole = np.append(e.truth(node), v.UNKNOWN)[group]
        return (whole == (v.NO if anyone else v.YES)) | (each == whole)


_WAYS = {
    n.Fact: Tracing.fact,
    n.Parameter: Tracing.parameter,
    n.Finding: Tracing.finding,
    n.All: Tracing.several,
    n.Any: Tracing.several,
    n.Compare: Tracing.compare,
    n.Choose: Tracing.choose,
    n.Lift: Tracing.lift,
    n.OverMembers: Tracing.over_members,
    n.OverRelated: Tracing.over_related,
    n.AmountOf: Tracing.amount_of,
    n.Rounded: Tracing.every_part,
    n.MonthsBetween: Tracing.every_part,
    n.AddMonths: Tracing.every_part,
    n.Age: Tracing.every_part,
    n.Not: Tracing.every_part,
    n.OneOf: Tracing.every_part,
    n.Arithmetic: Tracing.every_part,
    n.Extreme: Tracing.every_part,
    n.Named: Tracing.every_part,
}
