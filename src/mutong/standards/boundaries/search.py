"""The search for the pairs of one family of packs: attempts are screened many at once, the clearest are kept, and what
their answers do not rest on is left out of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.boundaries.attempts import Attempt, Attempts, cross
from mutong.standards.boundaries.limits import FINDING, Limit, Standards, limits_in
from mutong.standards.probe_households import snapshot_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Version
from mutong.standards.screening import titles_of
from mutong.tables.dictionary import FactSpec

_FIRST = 6
# Where a number in a rule is null, most limits cannot be reached: only so many times fewer attempts are made for them.
_FEWER = 3


@dataclass(eq=False)
class Found:
    """An attempt whose two households get a yes and a no, with the limits that decide it."""

    attempt: Attempt
    verdicts: tuple[Truth, Truth]
    limits: list[Limit]

    @property
    def clarity(self) -> tuple[int, int, int]:
        """Fewest people first, then fewest facts beside the one that differs; the first found of several."""
        draft = self.attempt.draft
        return len(draft.lives), len(draft.words), self.attempt.number


class Search:
    """The search in one family: `rules` are those in force with their limits, `found` what came out by rule."""

    def __init__(
        self,
        standards: Standards,
        wanted: frozenset[str] | None,
        dictionary: Mapping[str, FactSpec],
        seed: int,
    ) -> None:
        self.standards, self.dictionary = standards, dictionary
        titles = titles_of(standards.family)
        self.rules: list[tuple[Version, tuple[Limit, ...]]] = [
            (version, limits_in(version.rule, standards, titles))
            for name, version in standards.versions.items()
            if wanted is None or name in wanted or version.rule.rule_id in wanted
        ]
        self.open = [
            (version, limit) for version, limits in self.rules for limit in limits if limit.turned_by_facts
        ]
        self._attempts = Attempts(standards, seed)
        # For each limit and fact the attempts in which it decides.
        self._deciding: dict[tuple[Limit, str], dict[Attempt, Found]] = {}
        self.found: dict[str, list[Found]] = {}

    def run(self, homes: int, progress: Callable[[int], None]) -> None:
        """Try until every limit has a pair or so many households were made for each."""
        waiting, first, count = self.open, 0, min(_FIRST, homes)
        while waiting and count > 0:
            made = [
                self._attempts.make(version, limit, number)
                for version, limit in waiting
                for number in range(first, first + count)
            ]
            self._screen(cross([one for one in made if one is not None], self.standards, self.dictionary))
            first, count = first + count, min(2 * count, homes - first - count)
            reached = {limit for limit, _ in self._deciding}
            waiting = [
                (version, limit)
                for version, limit in waiting
                if limit not in reached
                and (first < homes / _FEWER or not self.standards.nulls(version.rule.who))
            ]
            progress(len(self.open) - len(waiting))
        self._gather()
        progress(len(self.open))

    def _screen(self, attempts: list[Attempt]) -> None:
        """Keep the attempts in which the answers differ, for each limit that decides."""
        if not attempts:
            return
        both = _Both(attempts, self.standards, self.dictionary)
        for version, limits in self.rules:
            mine = both.of(version)
            for limit in limits if mine else ():
                for place in np.array(mine)[both.decides(version, limit, mine)]:
                    one = attempts[place]
                    key = limit, "" if limit.what == FINDING else one.cell.key
                    self._deciding.setdefault(key, {})[one] = Found(one, both.verdicts(place), [])

    def _gather(self) -> None:
        """The clearest attempt for each limit and fact, or one that is kept already for another limit it decides."""
        kept: dict[Attempt, Found] = {}
        for (limit, _), deciding in sorted(self._deciding.items(), key=lambda one: len(one[1])):
            clearest = min(deciding.values(), key=lambda found: (found.attempt not in kept, found.clarity))
            kept.setdefault(clearest.attempt, clearest).limits.append(limit)
        self._lessen(list(kept.values()))
        order = {id(limit): place for _, limits in self.rules for place, limit in enumerate(limits)}
        for found in kept.values():
            found.limits = sorted(dict.fromkeys(found.limits), key=lambda limit: order[id(limit)])
            self.found.setdefault(found.attempt.version.rule.name, []).append(found)
        for of_rule in self.found.values():
            of_rule.sort(key=lambda found: order[id(found.limits[0])])

    def _lessen(self, kept: list[Found]) -> None:
        """Leave out, one by one, the facts without which the answers stay and the limits decide."""
        open_ones = [(found, list(found.attempt.draft.words)) for found in kept]
        while open_ones := [(found, cells) for found, cells in open_ones if cells]:
            left_out = []
            for found, cells in open_ones:
                cell = cells.pop()
                left_out.append((cell, found.attempt.draft.words.pop(cell)))
            both = _Both([found.attempt for found, _ in open_ones], self.standards, self.dictionary)
            for place, (found, _) in enumerate(open_ones):
                stays = both.verdicts(place) == found.verdicts and all(
                    both.decides(found.attempt.version, limit, [place]).all() for limit in found.limits
                )
                if not stays:
                    cell, value = left_out[place]
                    found.attempt.draft.words[cell] = value


class _Both:
    """The rules put to both sides of some attempts at once: all households of the one side, then all of the other."""

    def __init__(
        self, attempts: Sequence[Attempt], standards: Standards, dictionary: Mapping[str, FactSpec]
    ) -> None:
        self.attempts = attempts
        sides = [one.homes() for one in attempts]
        homes = [side[0] for side in sides] + [side[1] for side in sides]
        self._snapshot = snapshot_of(homes, standards.on, standards.known_at, dictionary)
        self._evaluation = Evaluation(self._snapshot, standards.family)
        self._of_rule: dict[str, list[int]] = {}
        self._rows = np.zeros((2, len(attempts)), dtype=np.int64)
        for place, one in enumerate(attempts):
            self._of_rule.setdefault(one.version.rule.name, []).append(place)
            for side in (0, 1):
                self._rows[side, place] = one.row(self._snapshot, place + side * len(attempts), one.about)
        self._answers = np.full((2, len(attempts)), Truth.UNKNOWN, dtype=np.int8)
        for mine in self._of_rule.values():
            rule, rows = attempts[mine[0]].version.rule, self._rows[:, mine]
            held = self._evaluation.subjects(rule.of)[rows]
            self._answers[:, mine] = np.where(held, self._evaluation.truth(rule.who)[rows], Truth.UNKNOWN)

    def of(self, version: Version) -> list[int]:
        """Which of the attempts are for a rule."""
        return self._of_rule.get(version.rule.name, [])

    def verdicts(self, place: int) -> tuple[Truth, Truth]:
        """The rule's answer on either side of an attempt."""
        return tuple(Truth(int(answer)) for answer in self._answers[:, place])

    def decides(self, version: Version, limit: Limit, places: Sequence[int]) -> np.ndarray:
        """For each of some attempts whether the answers are yes and no, and turning this limit alone gives the other's.

        A comparison is turned in the household that stands on the line itself, so that a stricter sign would be seen;
        anything else in one of the two.
        """
        answers, rows = self._answers[:, places], self._rows[:, places]
        differ = (answers != Truth.UNKNOWN).all(axis=0) & (answers[0] != answers[1])
        if not differ.any():
            return differ
        who = version.rule.who
        turned = _Turned(self._evaluation, who, limit.node).truth(who)[rows]
        return differ & (turned == answers[::-1]).any(axis=0)


class _Turned(Evaluation):
    """The rules where one part of a rule says what it says of the other household of each pair.

    A comparison does so only for whoever stands on the line, where one of the two does.
    """

    def __init__(self, plain: Evaluation, root: n.Node, turned: n.Node) -> None:
        self.__dict__.update(plain.__dict__)
        above: set[int] = set()
        _parts_above(root, turned, above)
        self._values = {key: value for key, value in plain._values.items() if key not in above}
        value = plain.truth(turned)
        others = _other_half(value) if turned.scope else value
        if isinstance(turned, n.Compare) and turned.scope:
            left, right = plain.numbers(turned.left), plain.numbers(turned.right)
            on_line = left.exact & right.exact & (left.low == right.low)
            others = np.where(on_line | ~_other_half(on_line), others, value)
        self._values[id(turned)] = others


def _other_half(array: np.ndarray) -> np.ndarray:
    """For each person or household what there is of the one on the other side: the halves change places."""
    return np.roll(array, len(array) // 2)


def _parts_above(node: n.Node, target: n.Node, above: set[int]) -> bool:
    if node is target:
        return True
    found = [_parts_above(child, target, above) for child in node.children]
    if any(found):
        above.add(id(node))
    return any(found)
