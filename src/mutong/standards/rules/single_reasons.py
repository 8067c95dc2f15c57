"""Why one subject's answer is what it is: the same as `tracing`, worked out for one subject in plain Python.

Reasons are a triple: a number whose bits stand for the facts and standards that settled the value, the missing facts
as person/P1.monthly_income, and whether a null standard keeps the value open whatever the facts are.
"""

from collections.abc import Callable

from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.single import Standing, standing_of, truth_of
from mutong.standards.rules.subjects import Subject
from mutong.standards.rules.tracing import CHOSEN, NOT_IN_FORCE, NULL, USED, WEAK

Missing = tuple[str, ...]
Triple = tuple[int, Missing, bool]
Way = Callable[[Subject, bool], Triple]
NOTHING: Triple = (0, (), False)


class SingleReasons:
    """The reasons of every part of the rules of one Standing; `keys` tells what each bit stands for."""

    def __init__(self, at: Standing) -> None:
        self.at = at
        at.reasons = self
        self.keys: list[tuple[str, str]] = []
        self._bits: dict[tuple[str, str], int] = {}
        self._of_kind: dict[str, int] = {}
        self._ways: dict[int, Way] = {}

    def of(self, node: n.Node) -> Way:
        """The function that gives the reasons for a node's value: of a subject, and whether missing facts are asked."""
        found = self._ways.get(id(node))
        if found is None:
            with self.at.making:
                way = _none if not node.scope else _WAYS[type(node)](self, node)
                found = self._ways[id(node)] = _remembered(2 * self.at.slot(node), way)
        return found

    def bit(self, kind: str, name: str) -> int:
        """The bit that stands for a fact or a standard of a kind."""
        key = (kind, name)
        if key not in self._bits:
            self._bits[key] = 1 << len(self.keys)
            self.keys.append(key)
            self._of_kind[kind] = self._of_kind.get(kind, 0) | self._bits[key]
        return self._bits[key]

    def names(self, bits: int, kind: str) -> tuple[str, ...]:
        """The names of one kind whose bit is set."""
        bits &= self.bits_of(kind)
        found = []
        while bits:
            low = bits & -bits
            found.append(self.keys[low.bit_length() - 1][1])
            bits ^= low
        return tuple(found)

    def bits_of(self, kind: str) -> int:
        """All the bits of one kind, together."""
        return self._of_kind.get(kind, 0)

    def elsewhere(self, node: n.Node, person: Subject, asked: bool) -> Triple:
        """The reasons of a node for a relative, who may live where other standards hold."""
        why = standing_of(person, self.at).reasons
        bits, missing, blocked = why.of(node)(person, asked)
        if why is not self:
            bits = sum(self.bit(*key) for place, key in enumerate(why.keys) if bits >> place & 1)
        return bits, missing, blocked

    def together(self, nodes: tuple[n.Node, ...]) -> Way:
        """All parts count."""
        ways = [self.of(node) for node in nodes if node.scope]
        if len(ways) == 1:
            return ways[0]
        return lambda subject, asked: joined([way(subject, asked) for way in ways])


def joined(parts: list[Triple]) -> Triple:
    """Several reasons as one."""
    bits, missing, blocked = 0, (), False
    for more, facts, held in parts:
        bits |= more
        missing += facts
        blocked = blocked or held
    return bits, missing, blocked


def _remembered(slot: int, way: Way) -> Way:
    def reasons(subject: Subject, asked: bool) -> Triple:
        key = slot + asked
        found = subject.reasons.get(key)
        if found is None:
            found = subject.reasons[key] = way(subject, asked)
        return found

    return reasons


def _none(subject: Subject, asked: bool) -> Triple:
    return NOTHING


def _fact(r: SingleReasons, node: n.Fact) -> Way:
    work, kind, key, scope = r.at.work(node), node.kind.name, node.spec.key, node.scope
    used = (r.bit(USED, key), (), False)

    def fact(subject: Subject, asked: bool) -> Triple:
        value = work(subject)
        if kind == "truth":
            known = value != s.UNKNOWN
        elif kind == "code":
            known = value is not None
        else:
            known = value[0] == value[1]
        if known:
            return used
        return (0, (f"{scope}/{subject.id}.{key}",), False) if asked else NOTHING

    return fact


def _parameter(r: SingleReasons, node: n.Parameter) -> Way:
    value, bits = r.at.parameter(node.name), 0
    if value.state == "null":
        bits |= r.bit(NULL, node.name)
    if value.unconfirmed:
        bits |= r.bit(WEAK, node.name)
    if value.state == "chosen":
        bits |= r.bit(CHOSEN, node.name)
    found = (bits, (), value.state == "null")
    return lambda subject, asked: found


def _finding(r: SingleReasons, node: n.Finding | n.AmountOf) -> Way:
    version = r.at.versions.get(node.rule)
    if version is not None:
        return r.of(version.rule.who)
    found = (r.bit(NULL, f"{node.rule}:{NOT_IN_FORCE}"), (), True)
    return lambda subject, asked: found


def _amount_of(r: SingleReasons, node: n.AmountOf) -> Way:
    version = r.at.versions.get(node.rule)
    if version is None:
        return _finding(r, node)
    who, amount = version.rule.who, version.rule.amount
    answer, ends, why, more = r.at.work(who), r.at.work(amount), r.of(who), r.of(amount)

    def amount_of(subject: Subject, asked: bool) -> Triple:
        verdict = answer(subject)
        parts = [why(subject, asked and verdict == s.UNKNOWN)]
        if verdict != s.NO:
            low, high = ends(subject)
            parts.append(more(subject, asked and low != high))
        return joined(parts)

    return amount_of


def _over_related(r: SingleReasons, node: n.OverRelated) -> Way:
    whole, recorded, complete = r.at.work(node), r.of(node.complete), r.at.work(node.complete)
    group, anyone = node.how in ("anyone", "everyone"), node.how == "anyone"

    def of_one(person: Subject, other: Subject | None, part: n.Node, asked: bool) -> Triple:
        if other is None:
            return 0, (f"person/{person.id}.{node.relation}",) if asked else (), False
        return r.elsewhere(part, other, asked) if part.scope else NOTHING

    def over(subject: Subject, asked: bool) -> Triple:
        answer, parts, more = whole(subject), [], []
        if not group or answer != (s.YES if anyone else s.NO):
            parts.append(recorded(subject, asked))
            if asked and complete(subject) == s.NO:
                # It is known that somebody is not on record: they are missing, not that answer.
                parts.append((0, (f"person/{subject.id}.{node.relation}",), False))
        for other in subject.related(node.relation):
            where = s.YES if node.where is None else truth_of(r.at, node.where, other)
            if group and not _shares(anyone, answer, truth_of(r.at, node.of, other), where):
                continue
            if node.where is not None:
                parts.append(of_one(subject, other, node.where, asked and where == s.UNKNOWN))
            if node.of is not None and where != s.NO:
                more.append(of_one(subject, other, node.of, asked))
        return joined(parts + more)

    return over


def _every_part(r: SingleReasons, node: n.Node) -> Way:
    return r.together(node.children)


def _several(r: SingleReasons, node: n.All | n.Any) -> Way:
    every = isinstance(node, n.All)
    whole, needs_all = r.at.work(node), s.YES if every else s.NO
    parts = [(r.at.work(part), r.of(part)) for part in node.parts if part.scope]

    def several(subject: Subject, asked: bool) -> Triple:
        of_all = whole(subject)
        bits, missing, blocked, way_out = 0, (), False, False
        for work, way in parts:
            answer = work(subject)
            if of_all == needs_all or answer == of_all:
                more, facts, held = way(subject, asked)
                bits |= more
                missing += facts
                blocked = blocked or held
                way_out = way_out or (answer == s.UNKNOWN and not held)
        if every:
            return bits, (() if blocked else missing), blocked
        return bits, missing, blocked and not way_out

    return several


def _compare(r: SingleReasons, node: n.Compare) -> Way:
    whole, sides = r.at.work(node), r.together((node.left, node.right))

    def compare(subject: Subject, asked: bool) -> Triple:
        bits, _, blocked = sides(subject, False)
        undecided = whole(subject) == s.UNKNOWN
        blocked = blocked and undecided
        missing = sides(subject, True)[1] if asked and undecided and not blocked else ()
        return bits, missing, blocked

    return compare


def _choose(r: SingleReasons, node: n.Choose) -> Way:
    condition, why = r.at.work(node.condition), r.of(node.condition)
    then, otherwise = r.of(node.then), r.of(node.otherwise)

    def choose(subject: Subject, asked: bool) -> Triple:
        held = condition(subject)
        parts = [why(subject, asked and held == s.UNKNOWN)]
        if held != s.NO:
            parts.append(then(subject, asked))
        if held != s.YES:
            parts.append(otherwise(subject, asked))
        return joined(parts)

    return choose


def _lift(r: SingleReasons, node: n.Lift) -> Way:
    part = r.of(node.part)

    def lift(subject: Subject, asked: bool) -> Triple:
        if subject.home is None:
            return 0, (f"person/{subject.id}.household",) if asked else (), False
        return part(subject.home, asked)

    return lift


def _over_members(r: SingleReasons, node: n.OverMembers) -> Way:
    whole = r.at.work(node)
    of = None if node.of is None else (r.at.work(node.of), r.of(node.of))
    where = None
    if node.where is not None and node.where.scope:
        where = (r.at.work(node.where), r.of(node.where))
    group, anyone = node.how in ("anyone", "everyone"), node.how == "anyone"

    def over(subject: Subject, asked: bool) -> Triple:
        answer, parts, more = whole(subject), [], []
        for member in subject.members:
            counted = s.YES if where is None else where[0](member)
            if group and not _shares(anyone, answer, of[0](member), counted):
                continue
            if where is not None:
                parts.append(where[1](member, asked and counted == s.UNKNOWN))
            if of is not None and counted != s.NO:
                more.append(of[1](member, asked))
        return joined(parts + more)

    return over


def _shares(anyone: bool, whole: int, answer: int, where: int) -> bool:
    """Whether one of a group has a part in the group's answer."""
    each = min(answer, where) if anyone else max(answer, 2 - where)
    return whole == (s.NO if anyone else s.YES) or each == whole


_WAYS: dict[type[n.Node], Callable[[SingleReasons, n.Node], Way]] = {
    n.Fact: _fact,
    n.Parameter: _parameter,
    n.Finding: _finding,
    n.All: _several,
    n.Any: _several,
    n.Compare: _compare,
    n.Choose: _choose,
    n.Lift: _lift,
    n.OverMembers: _over_members,
    n.OverRelated: _over_related,
    n.AmountOf: _amount_of,
    n.Rounded: _every_part,
    n.MonthsBetween: _every_part,
    n.AddMonths: _every_part,
    n.Age: _every_part,
    n.Not: _every_part,
    n.OneOf: _every_part,
    n.Arithmetic: _every_part,
    n.Extreme: _every_part,
    n.Named: _every_part,
}
