"""What a rule's answer turns on, read off its tree: comparisons, yes/no facts, code words, other rules' findings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isinf

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.boundaries.words import measure_words
from mutong.standards.limit_words import MIRRORED, limit_words, sign_words
from mutong.standards.parameters import ParameterValue
from mutong.standards.probe_households import Home, snapshot_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Family, Version
from mutong.standards.rules.wording import Titles, say

NUMBER, DAY, WORD, TRUTH, FINDING = "number", "day", "word", "truth", "finding"
_FROM_FACTS = (n.Fact, n.OverMembers, n.OverRelated, n.Finding, n.AmountOf)


@dataclass(frozen=True)
class Limit:
    """One place in a rule where its answer can turn.

    `what` is number or day for a comparison, word for a code that is one of some, truth for a yes/no fact, finding for
    another rule's answer; `words` says it, with the limit's value where the standards alone give it. `line` is the one
    in the rule's file.
    """

    node: n.Node
    what: str
    words: Words
    line: int

    @property
    def turned_by_facts(self) -> bool:
        """Whether any fact of a household is in it; where none is, only a standard can turn it."""
        return any(isinstance(one, _FROM_FACTS) for one in parts_of(self.node))


class Standards:
    """The rules of a family in force in one area on a day, with what their numbers are there."""

    def __init__(self, family: Family, on: date, known_at: date, area_code: str) -> None:
        self.family, self.on, self.known_at, self.area_code = family, on, known_at, area_code
        # Nothing is known of this household; what is exact all the same follows from the standards.
        nobody = snapshot_of([Home({"area_code": area_code}, ({},))], on, known_at)
        self._evaluation = Evaluation(nobody, family)
        self.versions: dict[str, Version] = {
            name: versions[-1]
            for name, found in self._evaluation.rules.items()
            if (versions := [one for one in found if self._evaluation.applies(name, one).any()])
        }
        self._constants: dict[int, float | None] = {}

    def constant(self, node: n.Node) -> float | None:
        """A number or day that the standards alone give; None where facts are in it or a number is null."""
        if id(node) not in self._constants:
            found = None
            if not any(isinstance(one, _FROM_FACTS) for one in parts_of(node)):
                value = self._evaluation.value(node)
                low, high = (float(np.ravel(end)[0]) for end in (value.low, value.high))
                found = low if low == high and not isinf(low) else None
            self._constants[id(node)] = found
        return self._constants[id(node)]

    def parameters(self, nodes: Iterable[n.Node]) -> tuple[ParameterValue, ...]:
        """The parameters that some nodes name, as they are in the area."""
        names = dict.fromkeys(one.name for one in nodes if isinstance(one, n.Parameter))
        return tuple(self._evaluation.parameter(name, self.area_code) for name in names)

    def nulls(self, node: n.Node) -> dict[str, Words]:
        """The parameters that are null of those a node rests on, with their labels."""
        return {one.name: one.label for one in self.parameters(self.parts(node)) if one.value is None}

    def parts(self, node: n.Node, above: frozenset[str] = frozenset()) -> Iterator[n.Node]:
        """A node and all below it, with what of other rules it builds on."""
        for one in parts_of(node):
            yield one
            version = self.versions.get(one.rule) if isinstance(one, n.Finding | n.AmountOf) else None
            if version is not None and one.rule not in above:
                roots = (version.rule.who, version.rule.amount if isinstance(one, n.AmountOf) else None)
                for root in roots:
                    if root is not None:
                        yield from self.parts(root, above | {one.rule})


def parts_of(node: n.Node) -> Iterator[n.Node]:
    """A node and all below it that its answer turns on.

    Whether all relatives are on record is left out: where they are not, the answer is open and never turns.
    """
    yield node
    for child in node.children:
        if not (isinstance(node, n.OverRelated) and child is node.complete):
            yield from parts_of(child)


def limits_in(rule: n.Rule, standards: Standards, titles: Titles) -> tuple[Limit, ...]:
    """Every limit that a rule's answer (not its amount) can turn on, in reading order, each once."""
    found: dict[int, Limit] = {}
    for node in parts_of(rule.who):
        what = _what(node)
        if what and id(node) not in found:
            found[id(node)] = Limit(node, what, _said(node, standards, titles), node.line)
    return tuple(found.values())


def _what(node: n.Node) -> str:
    if isinstance(node, n.Compare):
        return DAY if node.left.kind == n.DAY else NUMBER
    if isinstance(node, n.OneOf):
        return WORD
    if isinstance(node, n.Finding):
        return FINDING
    return TRUTH if isinstance(node, n.Fact) and node.kind == n.TRUTH else ""


def _said(node: n.Node, standards: Standards, titles: Titles) -> Words:
    if isinstance(node, n.Compare):
        for side, other, sign in (
            (node.left, node.right, node.sign),
            (node.right, node.left, MIRRORED[node.sign]),
        ):
            limit = standards.constant(other)
            if limit is not None and standards.constant(side) is None:
                return _line_words(side, sign, limit, titles)
    return say(node, titles)


def _line_words(side: n.Node, sign: str, limit: float, titles: Titles) -> Words:
    said = say(side, titles)
    if side.kind == n.DAY:
        line = limit_words(sign, limit, side.kind)
    else:
        aged = any(isinstance(one, n.Age) for one in parts_of(side))
        beside, value = sign_words(sign, side.kind), measure_words(limit, side.kind.powers or (), aged)
        line = Words(f"{beside.zh} {value.zh}", f"{beside.en} {value.en}")
    return Words(f"{said.zh} {line.zh}", f"{said.en} {line.en}")
