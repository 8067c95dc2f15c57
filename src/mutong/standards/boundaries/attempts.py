"""Made households for one limit: each an attempt to stand on the line, with the one fact that is moved across it."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.boundaries.drafts import HOUSEHOLD, Cell, Draft, Who
from mutong.standards.boundaries.limits import Limit, Standards, parts_of
from mutong.standards.boundaries.wishes import Chain, Wishes
from mutong.standards.probe_households import Home, Limits, limits_of, snapshot_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.evaluation import Evaluation, Value
from mutong.standards.rules.family import Version
from mutong.standards.units import dimension
from mutong.tables.dictionary import FactSpec
from mutong.tables.snapshot import Snapshot

_CHAINS = 6
# The first attempts are plain: one member, every number far from the limits it need not stand at.
_PLAIN = 2
_DEEP = 8
_ROUNDS = 60
# As a household's facts hold a number.
_DIGITS = 6


@dataclass(eq=False)
class Attempt:
    """A draft for a limit of a rule. `cell` is moved from `values[0]` to `values[1]`; where they are not known yet,
    `turn` is the comparison that turns between them, about `whom`.
    """

    limit: Limit
    version: Version
    number: int
    draft: Draft
    cell: Cell
    turn: n.Compare | None
    whom: Who
    values: tuple[object, object] | None = None

    @property
    def about(self) -> Who:
        """Whom the rule answers for."""
        return ("person", 0) if self.version.rule.of == "person" else HOUSEHOLD

    def homes(self) -> tuple[Home, Home]:
        """The household on either side."""
        return tuple(self.draft.home(value) for value in self.values or (None, None))

    def row(self, snapshot: Snapshot, place: int, who: Who) -> int:
        """Where somebody of the draft stands in a Snapshot in which the household is number `place`."""
        if who == HOUSEHOLD:
            return snapshot.index_of("household", f"H{place}")
        name = self.draft.name_of(who)
        return snapshot.index_of(who[0], f"{name[0]}{place}-{name[1:]}")


class Attempts:
    """Makes attempts for the limits of the rules in force in one place."""

    def __init__(self, standards: Standards, seed: int) -> None:
        self.standards, self.seed = standards, seed
        self._chains: dict[tuple[int, int], list[Chain]] = {}
        self._limits: dict[str, tuple[Limits, list[FactSpec]]] = {}

    def make(self, version: Version, limit: Limit, number: int) -> Attempt | None:
        """The attempt of that number for a limit; None where no fact was found that could be moved.

        The later ones have more members, and every other one gives everybody the facts that are still open.
        """
        rule, standards = version.rule, self.standards
        dice = random.Random(f"{self.seed}:{rule.rule_id}:{limit.line}:{limit.words.en}:{number}")
        limits, specs = self._read_by(version)
        draft = Draft(standards.area_code, standards.on, dice, limits, wild=number >= _PLAIN)
        for _ in range(1 if number < 2 * _PLAIN else dice.choice((1, 2, 2, 3))):
            draft.add_member()
        wishes = Wishes(standards, draft, dice)
        whom = wishes.lead(dice.choice(self._ways(rule.who, limit.node)), _about(rule))
        found = self._moved(wishes, limit.node, whom, number)
        if found is None:
            return None
        part, cell, whom, values = found
        draft.moved = cell
        if isinstance(part, n.Compare):
            wishes.push(part, whom, None)
        wishes.grant()
        if number % 2:
            draft.fill(specs)
        draft.finish()
        if draft.counted is not None:
            most = float(len(draft.related(cell.who, cell.key)))
            values = (most - 1, most)
        turn = _crossing(part) if values is None and isinstance(part, n.Compare) else None
        return Attempt(limit, version, number, draft, cell, turn, whom, values)

    def _read_by(self, version: Version) -> tuple[Limits, list[FactSpec]]:
        """What a rule and those it builds on compare with, and the facts they read."""
        name = version.rule.name
        if name not in self._limits:
            nodes, standards = list(self.standards.parts(version.rule.who)), self.standards
            limits = limits_of(nodes, [], standards.area_code, standards.on)
            # The numbers as they hold here, what the place has chosen among them.
            for one in standards.parameters(nodes):
                if isinstance(one.value, int | float):
                    limits.numbers.setdefault(dimension(one.unit), set()).add(float(one.value))
            specs: dict[str, FactSpec] = {one.spec.key: one.spec for one in nodes if isinstance(one, n.Fact)}
            self._limits[name] = limits, [specs[key] for key in sorted(specs) if key != "area_code"]
        return self._limits[name]

    def _ways(self, root: n.Node, target: n.Node) -> list[Chain]:
        """The ways down from a root to a part."""
        key = (id(root), id(target))
        if key not in self._chains:
            self._chains[key] = list(_ways(root, target))[:_CHAINS]
        return self._chains[key]

    def _moved(
        self, wishes: Wishes, node: n.Node, whom: Who, number: int, deep: int = 0
    ) -> tuple[n.Node, Cell, Who, tuple[object, object] | None] | None:
        """The fact to move for a part to turn.

        Given are the part of the tree that turns with it, the fact, whom that part is about, and the values on either
        side where they are known.
        """
        dice = wishes.dice
        if isinstance(node, n.Finding | n.AmountOf):
            version = self.standards.versions.get(node.rule)
            inner = [one for one in parts_of(version.rule.who) if _turns(one)] if version is not None else []
            if not inner or deep > _DEEP:
                return None
            chosen = dice.choice(inner)
            whom = wishes.lead(dice.choice(self._ways(version.rule.who, chosen)), whom)
            return self._moved(wishes, chosen, whom, number, deep + 1)
        found = list(dict.fromkeys(wishes.facts(node, whom)))
        if isinstance(node, n.Compare):
            measured = [one for one in found if one[0].measured]
            if measured:
                return node, measured[number % len(measured)][0], whom, None
            found += wishes.someone_counted(node, whom)
            others = [one for one in parts_of(node) if isinstance(one, n.AmountOf | n.Finding)]
            if not found and others:
                return self._moved(wishes, dice.choice(others), whom, number, deep + 1)
            counted = wishes.relatives_counted(node, whom) if not found else None
            if counted is not None:
                return node, counted, whom, (0.0, 1.0)
        if not found:
            return None
        cell, reader = found[number % len(found)]
        if isinstance(reader, n.OneOf):
            return node, cell, whom, (wishes.word(reader, cell, True), wishes.word(reader, cell, False))
        return (node, cell, whom, (True, False)) if cell.spec.type == "boolean" else None


def _about(rule: n.Rule) -> Who:
    return ("person", 0) if rule.of == "person" else HOUSEHOLD


def _turns(node: n.Node) -> bool:
    truth = isinstance(node, n.Fact) and node.kind == n.TRUTH
    return truth or isinstance(node, n.Compare | n.OneOf | n.Finding)


def _ways(node: n.Node, target: n.Node) -> Iterable[Chain]:
    if node is target:
        yield (node,)
        return
    for child in node.children:
        if not (isinstance(node, n.OverRelated) and child is node.complete):
            for way in _ways(child, target):
                yield (node, *way)


def _crossing(node: n.Compare) -> n.Compare:
    """What turns once along the line: of an equality, whether the one side is below the other."""
    if node.sign not in ("==", "!="):
        return node
    return n.Compare(node.line, node.scope, node.kind, "<", node.left, node.right)


class _Moved(Evaluation):
    """The rules where some facts stand elsewhere than in the Snapshot."""

    def __init__(self, plain: Evaluation, moved: dict[str, v.Numbers]) -> None:
        self.__dict__.update(plain.__dict__)
        self._values, self._answers, self._moved = {}, {}, moved

    def value(self, node: n.Node) -> Value:
        """As the Snapshot has it, but for the facts that are moved."""
        if isinstance(node, n.Fact) and node.spec.key in self._moved:
            return self._moved[node.spec.key]
        return super().value(node)


def cross(
    attempts: Sequence[Attempt], standards: Standards, dictionary: Mapping[str, FactSpec]
) -> list[Attempt]:
    """The attempts that have values on either side of their comparison, found for all of them at once by halving the
    stretch in which it turns until one step is left.
    """
    open_ones = [one for one in attempts if one.values is None]
    ready = [one for one in attempts if one.values is not None]
    if not open_ones:
        return ready
    line = _Line(open_ones, standards, dictionary)
    return ready + line.halve()


class _Line:
    """The stretch of values of each attempt's moved fact, in steps."""

    def __init__(
        self, attempts: Sequence[Attempt], standards: Standards, dictionary: Mapping[str, FactSpec]
    ) -> None:
        self.attempts, on = attempts, standards.on
        ends = [one.cell.ends(on) for one in attempts]
        self.steps = np.array([one.cell.step for one in attempts])
        self.low, self.high = (
            np.floor(np.array([end[side] for end in ends]) / self.steps) for side in (0, 1)
        )
        homes = [one.draft.home(one.cell.value(end[0])) for one, end in zip(attempts, ends, strict=True)]
        snapshot = snapshot_of(homes, on, standards.known_at, dictionary)
        self.plain = Evaluation(snapshot, standards.family)
        self.rows = np.array([one.row(snapshot, i, one.cell.who) for i, one in enumerate(attempts)])
        self.about = np.array([one.row(snapshot, i, one.whom) for i, one in enumerate(attempts)])
        self.of_key: dict[str, list[int]] = {}
        self.of_turn: dict[int, list[int]] = {}
        for place, one in enumerate(attempts):
            self.of_key.setdefault(one.cell.key, []).append(place)
            self.of_turn.setdefault(id(one.turn), []).append(place)

    def truths(self, places: np.ndarray) -> np.ndarray:
        """What each attempt's comparison says with the moved fact so many steps on."""
        moved = {}
        for key, mine in self.of_key.items():
            numbers = self.plain.snapshot.number(key)
            low, high = numbers.low.copy(), numbers.high.copy()
            low[self.rows[mine]] = high[self.rows[mine]] = np.round(places[mine] * self.steps[mine], _DIGITS)
            moved[key] = v.Numbers(low, high)
        evaluation = _Moved(self.plain, moved)
        found = np.full(len(self.attempts), Truth.UNKNOWN, dtype=np.int8)
        for mine in self.of_turn.values():
            found[mine] = evaluation.truth(self.attempts[mine[0]].turn)[self.about[mine]]
        return found

    def halve(self) -> list[Attempt]:
        """The attempts whose comparison turns, with the values on either side."""
        low, high = self.low, self.high
        first, last = self.truths(low), self.truths(high)
        turns = (first != last) & (first != Truth.UNKNOWN) & (last != Truth.UNKNOWN)
        for _ in range(_ROUNDS):
            if not (turns & (high - low > 1)).any():
                break
            middle = np.floor((low + high) / 2)
            same = self.truths(middle) == first
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        for place in np.flatnonzero(turns):
            one = self.attempts[place]
            one.values = tuple(one.cell.value(end[place] * one.cell.step) for end in (low, high))
        return [self.attempts[place] for place in np.flatnonzero(turns)]
