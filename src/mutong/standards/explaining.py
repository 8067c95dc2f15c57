"""One subject's answer as a tree of sentences with their values, clauses and grades; why, why not, and what would
change it (A3).

The tree is the rule's own: what is shown is what was worked out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import isinf

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.changing import changes_of_facts, next_day
from mutong.standards.choices import Choices
from mutong.standards.explanation_parts import (
    NOT_IN_FORCE,
    NULL_STANDARD,
    OFFICE,
    UNCONFIRMED,
    Explanation,
    Lack,
)
from mutong.standards.limit_words import amount_words, sign_words, value_words
from mutong.standards.pack import Pack
from mutong.standards.prepared import Place, Prepared
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.family import Version
from mutong.standards.rules.single import standing_of
from mutong.standards.rules.subjects import Subject
from mutong.standards.rules.wording import code_words, inner_fact_key, say
from mutong.standards.single_answers import SingleAnswer, answer_of_rule, answers_about
from mutong.tables.snapshot import Snapshot

__all__ = ["Explanation", "Lack", "explain", "explain_home"]
_ANSWERS = {
    Truth.NO: Words("否", "no"),
    Truth.UNKNOWN: Words("未知", "not known"),
    Truth.YES: Words("是", "yes"),
}


def explain(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, rule_id: str, subject_id: str
) -> Explanation:
    """Why `rule_id` (pack:rule) answers as it does for a subject, and what would change it. The root is the rule; below
    it stand its conditions and, last, the amount.

    Raises MutongError `no_finding` where the rule is not in force for the subject on the Snapshot's day, and
    `unknown_subject` for someone who is not in the Snapshot.
    """
    return explained(answer_of_rule(snapshot, packs, choices, rule_id, subject_id))


def explain_home(prepared: Prepared, home: Subject) -> tuple[Explanation, ...]:
    """Every answer about a household and its members in sentences, without what would change them."""
    found: list[Explanation] = []
    explaining: _Explaining | None = None
    for one in answers_about(prepared, home):
        if explaining is None or explaining.place is not one.place:
            explaining = _Explaining(one.place)
        found.append(replace(explaining.rule(one.version, one.subject), lacks=lacks_of(one)))
    return tuple(found)


def explained(one: SingleAnswer) -> Explanation:
    """An answer in sentences, with what would turn it."""
    one.subject.stand(one.place.standing)
    return replace(
        _Explaining(one.place).rule(one.version, one.subject),
        lacks=lacks_of(one),
        changes=changes_of_facts(one.place, one.version, one.subject),
        turns=next_day(one.place, one.version, one.subject),
    )


def lacks_of(one: SingleAnswer) -> tuple[Lack, ...]:
    """What keeps an answer open, and what it rests on that must still be confirmed; each with who can tell."""
    snapshot, found = one.subject.lot.snapshot, []
    for name in dict.fromkeys(one.missing):
        subject, key = name.rsplit(".", 1)
        found.append(_lack(snapshot, *subject.split("/", 1), key))
    for name in one.nulls:
        standard, _, state = name.partition(":")
        found.append(Lack(standard, state or NULL_STANDARD, OFFICE))
    found += [Lack(name, UNCONFIRMED, OFFICE) for name in one.weak]
    return tuple(found)


def _lack(snapshot: Snapshot, kind: str, subject_id: str, key: str) -> Lack:
    name = f"{kind}/{subject_id}.{key}"
    try:
        spec = snapshot.spec(key)
    except MutongError:
        # Whether somebody lives in a household, or who their relatives are, is for the family to tell.
        return Lack(name, "never_asked", "family")
    return Lack(
        name, str(snapshot.reason(key)[snapshot.index_of(kind, subject_id)]) or "conflicting", spec.to
    )


@dataclass
class _Explaining:
    """Makes the trees of answers in one place; a part that several answers share is said once."""

    place: Place
    said: dict[tuple[int, str, str], Explanation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names: dict[int, Words] = self.place.kept.setdefault("names", {})

    def rule(self, version: Version, subject: Subject, with_amount: bool = True) -> Explanation:
        rule = version.rule
        who = self.part(rule.who, subject)
        children = list(who.children if isinstance(rule.who, n.All) else (who,))
        if with_amount and rule.amount is not None and who.truth != Truth.NO.word:
            amount = self.part(rule.amount, subject)
            said = amount_words(self.place.standing.value(rule.amount, subject), rule.amount.kind)
            words = Words(f"金额：{said.zh}", f"Amount: {said.en}")
            children.append(replace(amount, words=words, children=(amount,)))
        first = rule.clauses[0]
        return Explanation(
            words=_answered(rule.title, Truth[who.truth.upper()]),
            truth=who.truth,
            clause=first.full_id,
            citation=first.citation,
            grade=first.grade,
            clauses=rule.clauses,
            children=tuple(children),
        )

    def part(self, node: n.Node, subject: Subject) -> Explanation:
        """The explanation of a node for a subject of its scope."""
        key = (id(node), subject.kind, subject.id)
        if key not in self.said:
            special = _PARTS.get(type(node), _Explaining.plain)
            self.said[key] = special(self, node, subject)
        return self.said[key]

    def plain(self, node: n.Node, subject: Subject) -> Explanation:
        """A node of no special kind, with the parts it is made of."""
        return self._plain(node, subject, tuple(self.part(c, subject) for c in node.children if c.scope))

    def _plain(
        self, node: n.Node, subject: Subject, children: tuple[Explanation, ...], **more: object
    ) -> Explanation:
        value = self.place.standing.value(node, subject)
        if node.kind == n.TRUTH:
            truth = Truth(value)
            words = _answered(self.sentence(node, subject), truth)
            return Explanation(**{"words": words, "truth": truth.word, "children": children, **more})
        words = self.operand(node, subject)
        if node.kind == n.CODE:
            return Explanation(**{"words": words, "children": children, **more})
        low, high = value
        ends = {
            "low": None if isinf(low) else low,
            "high": None if isinf(high) else high,
            "unit": "day" if node.kind == n.DAY else n.unit_of(node.kind),
        }
        return Explanation(**{"words": words, "children": children, **ends, **more})

    def _say(self, node: n.Node) -> Words:
        if id(node) not in self.names:
            self.names[id(node)] = say(node, self.place.family.titles)
        return self.names[id(node)]

    def sentence(self, node: n.Node, subject: Subject) -> Words:
        """A comparison with the values of both sides, its limit as strict as the text; else as the rule says it."""
        if not isinstance(node, n.Compare):
            return self._say(node)
        left, right = self.operand(node.left, subject), self.operand(node.right, subject)
        sign = sign_words(node.sign, node.left.kind)
        space = " " if right.zh[:1].isdigit() else ""
        return Words(f"{left.zh}，{sign.zh}{space}{right.zh}", f"{left.en}, {sign.en} {right.en}")

    def operand(self, node: n.Node, subject: Subject) -> Words:
        """A number, day or code with its name and value."""
        said = self._say(node)
        if isinstance(node, n.Literal):
            return said
        value = self.place.standing.value(node, subject)
        if node.kind == n.CODE:
            known = _ANSWERS[Truth.UNKNOWN] if value is None else code_words(inner_fact_key(node), (value,))
        else:
            known = value_words(value, node.kind)
        return Words(f"{said.zh} {known.zh}", f"{said.en} {known.en}")

    def fact(self, node: n.Fact, subject: Subject) -> Explanation:
        value = self.place.standing.value(node, subject)
        if node.kind == n.TRUTH:
            known = value != s.UNKNOWN
        elif node.kind == n.CODE:
            known = value is not None
        else:
            known = value[0] == value[1]
        if known:
            return self._plain(node, subject, ())
        lack = _lack(subject.lot.snapshot, subject.kind, subject.id, node.spec.key)
        return self._plain(node, subject, (), missing=lack.name, reason=lack.reason, to=lack.to)

    def parameter(self, node: n.Parameter, subject: Subject) -> Explanation:
        value = self.place.standing.parameter(node.name)
        words, choice, null = self.operand(node, subject), None, value.state == "null"
        if null:
            words = Words(f"{node.label.zh}：标准未核实", f"{node.label.en}: standard not verified")
        elif value.unconfirmed:
            words = Words(f"{words.zh}（待确认）", f"{words.en} (to be confirmed)")
        if value.choice is not None:
            made = value.choice
            choice = Words(
                f"{made.post} 于 {made.signed_at} 选定：{made.reason.zh}",
                f"Chosen by {made.post} on {made.signed_at}: {made.reason.en}",
            )
        return self._plain(
            node,
            subject,
            (),
            words=words,
            clause=value.clause,
            citation=value.citation,
            grade=value.grade,
            choice=choice,
            null_standard=null,
            reason=NULL_STANDARD if null else UNCONFIRMED if value.unconfirmed else "",
            to=OFFICE if null or value.unconfirmed else "",
        )

    def several(self, node: n.All | n.Any, subject: Subject) -> Explanation:
        truth = Truth(self.place.standing.value(node, subject))
        needs_all = truth == (Truth.YES if isinstance(node, n.All) else Truth.NO)
        children = tuple(
            part if needs_all or part.truth == truth.word else replace(part, matters=False)
            for part in (self.part(child, subject) for child in node.parts)
        )
        words = (
            Words("以下须全部符合", "All of these are needed")
            if isinstance(node, n.All)
            else Words("以下符合其一即可", "One of these is enough")
        )
        return Explanation(_answered(words, truth), truth.word, children=children)

    def finding(self, node: n.Finding, subject: Subject) -> Explanation:
        version = self.place.standing.versions.get(node.rule)
        if version is not None:
            return self.rule(version, subject, with_amount=False)
        said = self._say(node)
        words = Words(f"{said.zh}：当日无有效规则", f"{said.en}: no rule in force")
        return Explanation(words, Truth.UNKNOWN.word, null_standard=True, reason=NOT_IN_FORCE, to=OFFICE)

    def amount_of(self, node: n.AmountOf, subject: Subject) -> Explanation:
        version = self.place.standing.versions.get(node.rule)
        if version is None:
            return replace(self._plain(node, subject, ()), null_standard=True, reason=NOT_IN_FORCE, to=OFFICE)
        return self._plain(node, subject, (self.rule(version, subject),))

    def lift(self, node: n.Lift, subject: Subject) -> Explanation:
        if subject.home is None:
            lack = _lack(subject.lot.snapshot, "person", subject.id, "household")
            return replace(self._plain(node, subject, ()), missing=lack.name, reason=lack.reason, to=lack.to)
        return self.part(node.part, subject.home)

    def named(self, node: n.Named, subject: Subject) -> Explanation:
        inner = self.part(node.part, subject)
        return self._plain(node, subject, inner.children)

    def over_members(self, node: n.OverMembers, subject: Subject) -> Explanation:
        children = [found for member in subject.members for found in self._of_one(node, member)]
        return self._plain(node, subject, tuple(children))

    def over_related(self, node: n.OverRelated, subject: Subject) -> Explanation:
        children = [self.part(node.complete, subject)]
        for other in subject.related(node.relation):
            if other is None:
                name = f"person/{subject.id}.{node.relation}"
                words = Words("登记册外的亲属：未知", "a relative outside the register: not known")
                children.append(
                    Explanation(words, Truth.UNKNOWN.word, missing=name, reason="never_asked", to="family")
                )
            elif standing_of(other, self.place.standing) is self.place.standing:
                children += self._of_one(node, other)
            else:
                elsewhere = self.place.family.place(
                    other.lot.on, other.lot.snapshot.known_at, other.area_code
                )
                children += _Explaining(elsewhere)._of_one(node, other)
        return self._plain(node, subject, tuple(children))

    def _of_one(self, node: n.OverMembers | n.OverRelated, person: Subject) -> list[Explanation]:
        found = []
        for part in (node.of, node.where):
            if part is not None and part.scope:
                one = self.part(part, person)
                words = Words(f"{person.id}：{one.words.zh}", f"{person.id}: {one.words.en}")
                found.append(replace(one, words=words))
        return found


def _answered(words: Words, truth: Truth) -> Words:
    said = _ANSWERS[truth]
    return Words(f"{words.zh}：{said.zh}", f"{words.en}: {said.en}")


_PARTS: dict[type[n.Node], Callable[[_Explaining, n.Node, Subject], Explanation]] = {
    n.Fact: _Explaining.fact,
    n.Parameter: _Explaining.parameter,
    n.All: _Explaining.several,
    n.Any: _Explaining.several,
    n.Finding: _Explaining.finding,
    n.AmountOf: _Explaining.amount_of,
    n.Lift: _Explaining.lift,
    n.OverMembers: _Explaining.over_members,
    n.OverRelated: _Explaining.over_related,
    n.Named: _Explaining.named,
}
