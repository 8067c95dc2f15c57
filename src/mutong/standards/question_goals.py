"""The open answers of a household as goals: which facts settle each, and what that is worth.

An open answer is taken apart along the rule's own tree into conditions that are settled once the facts they hang on
are known; what is settled already falls away.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mutong.kernel.truth import Truth
from mutong.standards.prepared import Place
from mutong.standards.question_weights import weight
from mutong.standards.question_worlds import Masks, Worlds
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.subjects import Subject
from mutong.standards.single_answers import SingleAnswer

# So many different ways to one answer are looked at; the shortest ones.
_MOST_WAYS = 3
# An amount that is not sure is worked out in so many of the states at most, evenly taken.
_MOST_AMOUNTS = 3
Ways = tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """Part of an open answer. `masks(asked)` tells in which states it is yes and in which no once those facts (bits)
    are known; `facts` are all it hangs on, `yes` and `no` the sets of facts that can settle it that way.
    """

    masks: Callable[[int], Masks]
    facts: int
    yes: Ways
    no: Ways


@dataclass(frozen=True)
class Goal:
    """An answer worth settling: `worth` (fen a month) for a yes, and a little either way."""

    part: Part
    worth: float
    answer: SingleAnswer


NEVER = Part(lambda asked: (0, 0), 0, (), ())


class Goals:
    """Makes the goals of one household from its answers."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds
        self._parts: dict[tuple, Part] = {}

    def of(self, answers: Iterable[SingleAnswer]) -> list[Goal]:
        """One goal for each open answer, and for each entitlement of which nobody knows whether it is received."""
        found = []
        for one in answers:
            receipt = one.receipt
            if one.verdict == Truth.UNKNOWN and one.missing:
                part = self.part(one.place, one.version.rule.who, one.subject)
                found.append(Goal(part, self._worth(one, part, receipt), one))
            elif one.verdict == Truth.YES and one.missing:
                needs = self.worlds.bits(one.missing)
                if needs is not None:
                    found.append(Goal(self._settled(needs, (0, self.worlds.all)), 0.0, one))
            if one.verdict == Truth.YES and receipt == s.UNKNOWN and one.receipt_name in self.worlds.place_of:
                part = self._unclaimed(one)
                found.append(Goal(part, self._a_month(one, self._amount(one, self.worlds.all)), one))
        return found

    def part(self, place: Place, node: n.Node, subject: Subject) -> Part:
        """The open part of an answer that a node is; the node's value is unknown."""
        key = (place.standing.slot(node), id(place), subject.kind, subject.id)
        if key not in self._parts:
            self._parts[key] = self._made(place, node, subject)
        return self._parts[key]

    def _made(self, place: Place, node: n.Node, subject: Subject) -> Part:
        if isinstance(node, n.Named | n.Not):
            part = self.part(place, node.part, subject)
            return _turned(part) if isinstance(node, n.Not) else part
        if isinstance(node, n.Finding):
            version = place.standing.versions.get(node.rule)
            return NEVER if version is None else self.part(place, version.rule.who, subject)
        if isinstance(node, n.Lift):
            return NEVER if subject.home is None else self.part(place, node.part, subject.home)
        if isinstance(node, n.All | n.Any):
            parts = self._open(place, ((part, subject) for part in node.parts))
            return self._all(parts) if isinstance(node, n.All) else self._any(parts)
        if isinstance(node, n.OverMembers) and node.how in ("anyone", "everyone"):
            return self._members(place, node, subject)
        needs = self.worlds.bits(place.reasons.of(node)(subject, True)[1])
        if not needs:
            return NEVER
        return self._settled(needs, self.worlds.masks(place, node, subject, needs))

    def _members(self, place: Place, node: n.OverMembers, home: Subject) -> Part:
        value, each = place.standing.value, []
        for member in home.members:
            where = s.YES if node.where is None else value(node.where, member)
            answer = value(node.of, member)
            if where == s.NO or answer == (s.NO if node.how == "anyone" else s.YES):
                continue
            parts = self._open(place, ((part, member) for part in (node.where, node.of) if part is not None))
            if node.how == "anyone":
                each.append(self._all(parts))
            else:
                inverted = [_turned(parts[0])] if where == s.UNKNOWN else []
                each.append(self._any([*inverted, *parts[len(inverted) :]]))
        return self._any(each) if node.how == "anyone" else self._all(each)

    def _open(self, place: Place, nodes: Iterable[tuple[n.Node, Subject]]) -> list[Part]:
        return [
            self.part(place, node, subject)
            for node, subject in nodes
            if place.standing.value(node, subject) == s.UNKNOWN
        ]

    def _settled(self, needs: int, masks: Masks) -> Part:
        ways = (needs,)
        return Part(
            lambda asked: (0, 0) if needs & ~asked else masks,
            needs,
            ways if masks[0] else (),
            ways if masks[1] else (),
        )

    def _all(self, parts: list[Part]) -> Part:
        if len(parts) == 1:
            return parts[0]
        every, masks = self.worlds.all, tuple(part.masks for part in parts)
        # The same part is asked about for many sets of facts, and stands in many goals.
        kept: dict[int, Masks] = {}

        def together(asked: int) -> Masks:
            asked &= facts
            found = kept.get(asked)
            if found is None:
                yes, no = every, 0
                for one in masks:
                    more, less = one(asked)
                    yes &= more
                    no |= less
                found = kept[asked] = yes, no
            return found

        facts = _facts_of(parts)
        return Part(together, facts, *_ways([(part.yes, part.no) for part in parts]))

    def _any(self, parts: list[Part]) -> Part:
        if len(parts) == 1:
            return parts[0]
        every, masks = self.worlds.all, tuple(part.masks for part in parts)
        kept: dict[int, Masks] = {}

        def either(asked: int) -> Masks:
            asked &= facts
            found = kept.get(asked)
            if found is None:
                yes, no = 0, every
                for one in masks:
                    more, less = one(asked)
                    yes |= more
                    no &= less
                found = kept[asked] = yes, no
            return found

        facts = _facts_of(parts)
        no_ways, yes_ways = _ways([(part.no, part.yes) for part in parts])
        return Part(either, facts, yes_ways, no_ways)

    def _unclaimed(self, one: SingleAnswer) -> Part:
        yes, no = self.worlds.told(one.receipt_name, lambda value: value == s.NO)
        return self._settled(1 << self.worlds.place_of[one.receipt_name], (yes, no))

    def _worth(self, one: SingleAnswer, part: Part, receipt: int | None) -> float:
        likely = part.masks(part.facts)[0]
        worth = self._a_month(one, self._amount(one, likely))
        if receipt == s.YES:
            return 0.0
        if receipt == s.UNKNOWN and one.receipt_name in self.worlds.place_of:
            unclaimed = self.worlds.told(one.receipt_name, lambda value: value == s.NO)[0]
            return worth * unclaimed.bit_count() / self.worlds.count
        return worth

    def _amount(self, one: SingleAnswer, likely: int) -> float | None:
        """What it would give where the answer is yes, on average over some of those states; None for no money."""
        if one.amount is None or not likely:
            return None if one.amount is None else _middle(one.amount)
        if one.amount[0] == one.amount[1]:
            return one.amount[0]
        states = [world for world in range(self.worlds.count) if likely >> world & 1]
        states = states[:: -(-len(states) // _MOST_AMOUNTS)]
        node = one.version.rule.amount
        ends = [self.worlds.in_state(world, one.place, node, one.subject) for world in states]
        return sum(_middle(each) for each in ends) / len(ends)

    @staticmethod
    def _a_month(one: SingleAnswer, amount: float | None) -> float:
        share = {"fen/month": 1.0, "fen/year": 1 / 12, "fen": 1 / weight("months_of_single_payment")}
        unit = one.version.rule.unit
        return weight("worth_without_amount") if amount is None or unit not in share else amount * share[unit]


def _facts_of(parts: list[Part]) -> int:
    facts = 0
    for part in parts:
        facts |= part.facts
    return facts


def _ways(of_parts: list[tuple[Ways, Ways]]) -> tuple[Ways, Ways]:
    """The ways in which all parts turn out one way, and in which some part turns out the other."""
    ways = (0,)
    for these, _ in of_parts:
        ways = _shortest({one | other for one in ways for other in these})
    return ways, _shortest({way for _, those in of_parts for way in those})


def _turned(part: Part) -> Part:
    return Part(lambda asked: part.masks(asked)[::-1], part.facts, part.no, part.yes)


def _shortest(ways: set[int]) -> Ways:
    return tuple(sorted(ways, key=lambda way: (way.bit_count(), way))[:_MOST_WAYS])


def _middle(ends: s.Ends) -> float:
    # An amount without an upper end says nothing of how much is at stake; its lower end does.
    return ends[0] if ends[1] == s.inf else (ends[0] + ends[1]) / 2
