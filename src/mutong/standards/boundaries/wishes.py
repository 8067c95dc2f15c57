"""What a household must be like for one limit to decide: the rule's tree read downwards, part by part.

On the way to the limit every part beside it is wished to leave the answer open: in an `and` the others hold, in an `or`
none does. A wish settles facts; where two wishes ask for different things the first one stands, and the screen tells
whether the household is of use.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil, floor

from mutong.kernel.period import add_years
from mutong.standards.boundaries.drafts import Cell, Draft, Who
from mutong.standards.boundaries.limits import Standards, parts_of
from mutong.standards.boundaries.words import relation_spec
from mutong.standards.choices import area_holds
from mutong.standards.limit_words import MIRRORED, OPPOSITE
from mutong.standards.probe_households import ELSEWHERE
from mutong.standards.rules import nodes as n
from mutong.tables.dictionary import fact_spec

_EPOCH = date(1970, 1, 1).toordinal()
_CLOSE = 1e-9
Chain = tuple[n.Node, ...]


@dataclass
class Wishes:
    """Shapes one draft."""

    standards: Standards
    draft: Draft
    dice: random.Random
    queue: list[Callable[[], None]] = field(default_factory=list)

    # -- on the way to a limit

    def lead(self, chain: Chain, who: Who) -> Who:
        """Go down from a rule's answer to a limit; what must hold beside it is queued. Whom the limit is about."""
        for node, below in pairwise(chain):
            who = self._step(node, below, who)
        return who

    def _step(self, node: n.Node, below: n.Node, who: Who) -> Who:
        if isinstance(node, n.All | n.Any):
            for part in node.parts:
                if part is not below:
                    self._later(part, who, isinstance(node, n.All))
        elif isinstance(node, n.Lift):
            return self.draft.home_of(who)
        elif isinstance(node, n.Choose) and below is not node.condition:
            self._later(node.condition, who, below is node.then)
        elif isinstance(node, n.OverMembers | n.OverRelated):
            return self._one_of_several(node, below, who)
        elif isinstance(node, n.Compare):
            self.queue.append(lambda: self.push(node, who, None))
        return who

    def _one_of_several(self, node: n.OverMembers | n.OverRelated, below: n.Node, who: Who) -> Who:
        people = self._people(node, who, least=1)
        chosen = self.dice.choice(people)
        if node.how in ("anyone", "everyone"):
            if below is node.of and node.where is not None:
                self._later(node.where, chosen, True)
            elif below is node.where:
                self._later(node.of, chosen, node.how == "anyone")
            for other in people:
                if other != chosen:
                    self.queue.append(lambda other=other: self._not_deciding(node, other))
        return chosen

    def _later(self, node: n.Node, who: Who, yes: bool) -> None:
        self.queue.append(lambda: self.wish(node, who, yes))

    def grant(self) -> None:
        """Let what was queued come true, in any order."""
        self.dice.shuffle(self.queue)
        for work in self.queue:
            work()
        self.queue = []

    # -- yes or no

    def wish(self, node: n.Node, who: Who, yes: bool) -> None:
        """Settle facts so that a yes/no part says yes, or no."""
        if isinstance(node, n.Named | n.Not):
            self.wish(node.part, who, yes != isinstance(node, n.Not))
        elif isinstance(node, n.Lift):
            self.wish(node.part, self.draft.home_of(who), yes)
        elif isinstance(node, n.All | n.Any):
            parts = list(node.parts)
            self.dice.shuffle(parts)
            for part in parts if yes == isinstance(node, n.All) else parts[:1]:
                self.wish(part, who, yes)
        elif isinstance(node, n.Fact):
            self.draft.settle(Cell(who, node.spec.key, node.spec), yes)
        elif isinstance(node, n.OneOf):
            for cell, _ in self.facts(node, who):
                self.draft.settle(cell, self.word(node, cell, yes))
        elif isinstance(node, n.Compare):
            self._compare(node, who, yes)
        elif isinstance(node, n.Finding):
            version = self.standards.versions.get(node.rule)
            if version is not None:
                self.wish(version.rule.who, who, yes)
        elif isinstance(node, n.OverMembers | n.OverRelated):
            self._several(node, who, yes)

    def _several(self, node: n.OverMembers | n.OverRelated, who: Who, yes: bool) -> None:
        one_is_enough = yes == (node.how == "anyone")
        people = self._people(node, who, least=int(one_is_enough))
        if one_is_enough:
            chosen = self.dice.choice(people)
            if node.where is not None:
                self.wish(node.where, chosen, True)
            self.wish(node.of, chosen, yes)
            return
        for person in people:
            self._not_deciding(node, person)

    def _not_deciding(self, node: n.OverMembers | n.OverRelated, person: Who) -> None:
        """Somebody who is not the one that anyone looks for, or no exception from everyone."""
        if node.where is not None and self.dice.random() < 0.5:
            self.wish(node.where, person, False)
        else:
            self.wish(node.of, person, node.how == "everyone")

    def _people(self, node: n.OverMembers | n.OverRelated, who: Who, least: int = 0) -> list[Who]:
        if isinstance(node, n.OverMembers):
            return self.draft.members(who)
        complete = node.complete.spec
        self.draft.settle(Cell(who, complete.key, complete), True)
        while len(self.draft.related(who, node.relation)) < least:
            self.draft.add_related(who, node.relation)
        return self.draft.related(who, node.relation)

    def word(self, node: n.OneOf, cell: Cell, inside: bool) -> str:
        """A code word that is one of those a part names, or none of them."""
        if inside and node.areas:
            here = self.standards.area_code
            return (
                here if any(area_holds(area, here) for area in node.words) else self.dice.choice(node.words)
            )
        if inside:
            return self.dice.choice(node.words)
        others = [code for code in cell.spec.codes if code not in node.words]
        return self.dice.choice(others) if others and not node.areas else ELSEWHERE

    # -- numbers and days

    def _compare(self, node: n.Compare, who: Who, yes: bool) -> None:
        sign = node.sign if yes else OPPOSITE[node.sign]
        for side, other, its in ((node.left, node.right, sign), (node.right, node.left, MIRRORED[sign])):
            limit, plain = self.standards.constant(other), self._plain(side, who)
            if limit is not None and plain is not None:
                self._narrow(*plain, its, limit)
                return
        up = None if sign == "==" else sign not in ("<", "<=")
        self.push(node.left, who, up)
        self.push(node.right, who, None if up is None else not up)

    def _plain(self, side: n.Node, who: Who) -> tuple[Cell, bool] | None:
        """The one fact that a side is, and whether it is an age counted from it."""
        aged = False
        while isinstance(side, n.Named | n.Lift | n.Age):
            aged = aged or isinstance(side, n.Age)
            who = self.draft.home_of(who) if isinstance(side, n.Lift) else who
            side = side.birth if isinstance(side, n.Age) else side.part
        return (Cell(who, side.spec.key, side.spec), aged) if isinstance(side, n.Fact) else None

    def _narrow(self, cell: Cell, aged: bool, sign: str, limit: float) -> None:
        if aged:
            years = floor(limit) + 1 if sign in ("<=", ">") else ceil(limit)
            turned = add_years(self.draft.on, -min(years, 150)).toordinal() - _EPOCH
            if sign in ("<", "<="):
                self.draft.narrow(cell, low=turned + 1)
            else:
                self.draft.narrow(cell, high=turned)
            return
        step, places = cell.step, limit / cell.step
        if sign in ("<", "<="):
            whole = floor(places + _CLOSE) if sign == "<=" else ceil(places - _CLOSE) - 1
            self.draft.narrow(cell, high=whole * step)
        elif sign == "==":
            self.draft.narrow(cell, low=limit, high=limit)
        else:
            whole = ceil(places - _CLOSE) if sign == ">=" else floor(places + _CLOSE) + 1
            self.draft.narrow(cell, low=whole * step)

    def push(self, node: n.Node, who: Who, up: bool | None) -> None:
        """Let a number or day be as high (up) or as low as may be; None: whatever, but known."""
        other = None if up is None else not up
        if isinstance(node, n.Fact):
            self.draft.lean(Cell(who, node.spec.key, node.spec), up)
        elif isinstance(node, n.Lift):
            self.push(node.part, self.draft.home_of(who), up)
        elif isinstance(node, n.Named | n.Rounded):
            self.push(node.part, who, up)
        elif isinstance(node, n.Age):
            self.push(node.birth, who, other)
        elif isinstance(node, n.Compare | n.Arithmetic):
            self.push(node.left, who, up)
            # What is divided by need only be known: a household is not made larger to have less a head.
            self.push(node.right, who, {"-": other, "/": None}.get(node.sign, up))
        elif isinstance(node, n.Extreme):
            for part in node.parts:
                self.push(part, who, up)
        elif isinstance(node, n.MonthsBetween):
            self.push(node.start, who, other)
            self.push(node.end, who, up)
        elif isinstance(node, n.AddMonths):
            self.push(node.day, who, up)
            self.push(node.months, who, up)
        elif isinstance(node, n.Choose):
            first = self.dice.random() < 0.5
            self.wish(node.condition, who, first)
            self.push(node.then if first else node.otherwise, who, up)
        elif isinstance(node, n.AmountOf):
            self._push_amount(node, who, up)
        elif isinstance(node, n.OverMembers | n.OverRelated):
            self._push_several(node, who, up)

    def _push_amount(self, node: n.AmountOf, who: Who, up: bool | None) -> None:
        version = self.standards.versions.get(node.rule)
        if version is not None:
            self.wish(version.rule.who, who, up is not False)
            if version.rule.amount is not None and up is not False:
                self.push(version.rule.amount, who, up)

    def _push_several(self, node: n.OverMembers | n.OverRelated, who: Who, up: bool | None) -> None:
        people = self._people(node, who, least=int(bool(up)))
        if up and node.where is None and node.how == "count":
            people.append(
                self.draft.add_member(who[1])
                if isinstance(node, n.OverMembers)
                else self.draft.add_related(who, node.relation)
            )
        for person in people:
            if node.where is not None:
                self.wish(node.where, person, up is not False)
            if node.of is not None and node.how == "sum":
                self.push(node.of, person, up)

    # -- what can be moved

    def facts(self, node: n.Node, who: Who) -> Iterator[tuple[Cell, n.Node]]:
        """The facts that a part is made of, each with the part that reads it: the fact itself, or what holds its word
        against others.
        """
        if isinstance(node, n.Fact):
            yield Cell(who, node.spec.key, node.spec), node
        elif isinstance(node, n.OneOf):
            for cell, _ in self.facts(node.code, who):
                yield cell, node
        elif isinstance(node, n.Lift):
            yield from self.facts(node.part, self.draft.home_of(who))
        elif isinstance(node, n.OverMembers | n.OverRelated):
            for person in self._people(node, who):
                for part in (node.of, node.where):
                    if part is not None:
                        yield from self.facts(part, person)
        else:
            for part in node.children:
                yield from self.facts(part, who)

    def someone_counted(self, node: n.Node, who: Who) -> list[tuple[Cell, n.Node]]:
        """Where members are counted: whether one of them, and not the one the rule is about, is alive."""
        if not any(isinstance(one, n.OverMembers) for one in parts_of(node)):
            return []
        member, alive = self.draft.add_member(self.draft.home_of(who)[1]), fact_spec("alive")
        return [(Cell(member, alive.key, alive), node)]

    def relatives_counted(self, node: n.Node, who: Who) -> Cell | None:
        """Where relatives are counted: how many there are, one more or one less."""
        words = [
            one.relation for one in parts_of(node) if isinstance(one, n.OverRelated) and one.how == "count"
        ]
        if not words:
            return None
        word = self.dice.choice(words)
        for _ in range(self.dice.choice((1, 2))):
            self.draft.add_related(who, word)
        self.draft.counted = self.draft.relations[-1]
        return Cell(who, word, relation_spec(word))
