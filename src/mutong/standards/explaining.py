"""One subject's answer as a tree of sentences with their values, clauses and grades; and a rule in words (A3).

The tree is the rule's own: what is shown is what was worked out, by the same evaluator as the bulk screen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.clauses import Clause
from mutong.standards.pack import Pack
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Version, families
from mutong.standards.rules.wording import Titles, code_words, inner_fact_key, say, say_day, say_number
from mutong.standards.screening import titles_of
from mutong.tables.snapshot import Snapshot

_ANSWERS = {
    Truth.NO: Words("否", "no"),
    Truth.UNKNOWN: Words("未知", "not known"),
    Truth.YES: Words("是", "yes"),
}


@dataclass(frozen=True)
class Explanation:
    """One part of an answer.

    `words` is a sentence with its values. `truth` is yes, no, unknown, or '' for a number; `low` and `high` are a
    number's ends in `unit` (None: no end). `clause`, `citation` and `grade` tell the source of a standard or rule;
    `choice` tells who chose an open number and why, `null_standard` that it is open. `missing` names a fact that is
    not known, as person/P1.monthly_income. `matters` is whether the part carries the answer of the part above.
    """

    words: Words
    truth: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    clause: str = ""
    citation: Words | None = None
    grade: str = ""
    choice: Words | None = None
    null_standard: bool = False
    missing: str = ""
    matters: bool = True
    clauses: tuple[Clause, ...] = ()
    children: "tuple[Explanation, ...]" = field(default=())


def explain(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, rule_id: str, subject_id: str
) -> Explanation:
    """Why `rule_id` (pack:rule) answers as it does for a subject. The root is the rule; below it stand its conditions
    and, last, the amount.

    Raises MutongError `no_finding` where the rule is not in force for the subject on the Snapshot's day, and
    `unknown_subject` for someone who is not in the Snapshot.
    """
    name = rule_id.split(":")[-1]
    for family in families(packs, choices or NO_CHOICES):
        version = family.rule(rule_id, snapshot.on, snapshot.known_at)
        if version is None:
            continue
        snapshot = of_one_household(snapshot, version.rule.of, subject_id)
        evaluation = Evaluation(snapshot, family)
        row = snapshot.index_of(version.rule.of, subject_id)
        if evaluation.applies(name, version)[row]:
            return _Explaining(evaluation, titles_of(family)).rule(version, row)
    raise MutongError(
        "no_finding",
        Words(
            f"规则“{rule_id}”在 {snapshot.on} 对“{subject_id}”没有效力；请选当日有效的规则。",
            f"The rule “{rule_id}” is not in force for “{subject_id}” on {snapshot.on}; choose one that is.",
        ),
        rule=rule_id,
        subject=subject_id,
    )


def of_one_household(snapshot: Snapshot, kind: str, subject_id: str) -> Snapshot:
    """The Snapshot of the household a subject is or lives in; the whole one for someone who lives in none."""
    try:
        row = snapshot.index_of(kind, subject_id)
    except KeyError as error:
        raise MutongError(
            "unknown_subject",
            Words(f"登记册里没有“{subject_id}”。", f"There is no “{subject_id}” in the register."),
            subject=subject_id,
        ) from error
    home = row if kind == "household" else int(snapshot.group[row])
    return snapshot if home < 0 else snapshot.pick([snapshot.ids("household")[home]])


@dataclass
class _Explaining:
    """Makes the tree for one row of an evaluation."""

    evaluation: Evaluation
    titles: Titles

    def rule(self, version: Version, row: int, with_amount: bool = True) -> Explanation:
        rule = version.rule
        who = self.part(rule.who, row)
        conditions = who.children if isinstance(rule.who, n.All) else (who,)
        children = list(conditions)
        if with_amount and rule.amount is not None and who.truth != Truth.NO.word:
            amount = self.part(rule.amount, row)
            words = Words(
                f"金额：{self._amount(rule.amount, row).zh}", f"Amount: {self._amount(rule.amount, row).en}"
            )
            children.append(replace(amount, words=words, children=(amount,)))
        first = rule.clauses[0]
        return Explanation(
            words=self._answered(rule.title, Truth[who.truth.upper()]),
            truth=who.truth,
            clause=first.full_id,
            citation=first.citation,
            grade=first.grade,
            clauses=rule.clauses,
            children=tuple(children),
        )

    def _amount(self, node: n.Node, row: int) -> Words:
        low, high = self._ends(node, row)
        return say_number(low, high, node.kind)

    def _answered(self, words: Words, truth: Truth) -> Words:
        answer = _ANSWERS[truth]
        return Words(f"{words.zh}：{answer.zh}", f"{words.en}: {answer.en}")

    def _truth(self, node: n.Node, row: int) -> Truth:
        found = self.evaluation.value(node)
        return Truth(int(np.broadcast_to(found, self._shape(node))[row] if node.scope else found))

    def _ends(self, node: n.Node, row: int) -> tuple[float, float]:
        found = self.evaluation.value(node)
        if not node.scope:
            return float(found.low), float(found.high)
        shape = self._shape(node)
        return float(np.broadcast_to(found.low, shape)[row]), float(np.broadcast_to(found.high, shape)[row])

    def _shape(self, node: n.Node) -> tuple[int, ...]:
        return (self.evaluation.snapshot.size(node.scope),)

    def part(self, node: n.Node, row: int) -> Explanation:
        """The explanation of a node for a row of its scope."""
        special = _PARTS.get(type(node))
        if special is not None:
            return special(self, node, row)
        return self._plain(node, row, tuple(self.part(c, row) for c in node.children if c.scope))

    def _plain(self, node: n.Node, row: int, children: tuple[Explanation, ...]) -> Explanation:
        if node.kind == n.TRUTH:
            truth = self._truth(node, row)
            return Explanation(self._answered(self.sentence(node, row), truth), truth.word, children=children)
        if node.kind == n.CODE:
            return Explanation(self.operand(node, row), children=children)
        low, high = self._ends(node, row)
        unit = "day" if node.kind == n.DAY else n.unit_of(node.kind)
        return Explanation(
            self.operand(node, row),
            low=None if np.isinf(low) else low,
            high=None if np.isinf(high) else high,
            unit=unit,
            children=children,
        )

    def sentence(self, node: n.Node, row: int) -> Words:
        """A comparison with the values of both sides; anything else as the rule says it."""
        if not isinstance(node, n.Compare):
            return say(node, self.titles)
        left, right = self.operand(node.left, row), self.operand(node.right, row)
        sign = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}.get(node.sign, node.sign)
        return Words(f"{left.zh} {sign} {right.zh}", f"{left.en} {sign} {right.en}")

    def operand(self, node: n.Node, row: int) -> Words:
        """A number, day or code with its name and value."""
        said = say(node, self.titles)
        if isinstance(node, n.Literal):
            return said
        if node.kind == n.CODE:
            found = self.evaluation.value(node)
            index = int(found.index[row])
            value = (
                code_words(inner_fact_key(node), (found.words[index],))
                if index >= 0
                else _ANSWERS[Truth.UNKNOWN]
            )
        else:
            low, high = self._ends(node, row)
            value = say_day(low, high) if node.kind == n.DAY else say_number(low, high, node.kind)
        return Words(f"{said.zh} {value.zh}", f"{said.en} {value.en}")

    def fact(self, node: n.Fact, row: int) -> Explanation:
        found = self._plain(node, row, ())
        value = self.evaluation.value(node)
        if isinstance(value, v.Numbers):
            known = value.low[row] == value.high[row]
        elif isinstance(value, v.Codes):
            known = value.index[row] >= 0
        else:
            known = value[row] != v.UNKNOWN
        subject = self.evaluation.snapshot.ids(node.scope)[row]
        return replace(found, missing="" if known else f"{node.scope}/{subject}.{node.spec.key}")

    def parameter(self, node: n.Parameter, row: int) -> Explanation:
        area = self.evaluation.area_codes[self.evaluation.area_of(node.scope)[row]]
        value = self.evaluation.parameter(node.name, area)
        found = self._plain(node, row, ())
        words, choice = found.words, None
        if value.state == "null":
            words = Words(f"{node.label.zh}：标准未核实", f"{node.label.en}: standard not verified")
        elif value.unconfirmed:
            words = Words(f"{words.zh}（待确认）", f"{words.en} (to be confirmed)")
        if value.choice is not None:
            made = value.choice
            choice = Words(
                f"{made.post} 于 {made.signed_at} 选定：{made.reason.zh}",
                f"Chosen by {made.post} on {made.signed_at}: {made.reason.en}",
            )
        return replace(
            found,
            words=words,
            clause=value.clause,
            citation=value.citation,
            grade=value.grade,
            choice=choice,
            null_standard=value.state == "null",
        )

    def several(self, node: n.All | n.Any, row: int) -> Explanation:
        truth = self._truth(node, row)
        needs_all = truth == (Truth.YES if isinstance(node, n.All) else Truth.NO)
        children = tuple(
            replace(part, matters=needs_all or part.truth == truth.word)
            for part in (self.part(child, row) for child in node.parts)
        )
        words = (
            Words("以下须全部符合", "All of these are needed")
            if isinstance(node, n.All)
            else Words("以下符合其一即可", "One of these is enough")
        )
        return Explanation(self._answered(words, truth), truth.word, children=children)

    def finding(self, node: n.Finding, row: int) -> Explanation:
        for version in self.evaluation.rules.get(node.rule, ()):
            if self.evaluation.applies(node.rule, version)[row]:
                return self.rule(version, row, with_amount=False)
        words = Words(
            f"{say(node, self.titles).zh}：当日无有效规则", f"{say(node, self.titles).en}: no rule in force"
        )
        return Explanation(words, Truth.UNKNOWN.word, null_standard=True)

    def lift(self, node: n.Lift, row: int) -> Explanation:
        home = int(self.evaluation.snapshot.group[row])
        if home < 0:
            person = self.evaluation.snapshot.ids("person")[row]
            return replace(self._plain(node, row, ()), missing=f"person/{person}.household")
        return self.part(node.part, home)

    def named(self, node: n.Named, row: int) -> Explanation:
        inner = self.part(node.part, row)
        return self._plain(node, row, inner.children)

    def over_members(self, node: n.OverMembers, row: int) -> Explanation:
        ids, children = self.evaluation.snapshot.ids("person"), []
        for person in np.flatnonzero(self.evaluation.group == row):
            for part in node.children:
                if part.scope:
                    found = self.part(part, int(person))
                    words = Words(f"{ids[person]}：{found.words.zh}", f"{ids[person]}: {found.words.en}")
                    children.append(replace(found, words=words))
        return self._plain(node, row, tuple(children))


_PARTS: dict[type[n.Node], Callable[[_Explaining, n.Node, int], Explanation]] = {
    n.Fact: _Explaining.fact,
    n.Parameter: _Explaining.parameter,
    n.All: _Explaining.several,
    n.Any: _Explaining.several,
    n.Finding: _Explaining.finding,
    n.Lift: _Explaining.lift,
    n.OverMembers: _Explaining.over_members,
    n.Named: _Explaining.named,
}
