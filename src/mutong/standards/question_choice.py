"""Choosing questions as a set: what a few answers together are expected to bring to light.

Greedy over small sets of facts, not single facts: an income alone may settle nothing that it settles together with the
means check. Several rules that hang on one fact all count for it.
"""

from collections.abc import Iterable, Mapping, Sequence

from mutong.standards.question_goals import Goal
from mutong.standards.question_weights import weight


def choose_facts(
    goals: Sequence[Goal],
    count: int,
    costs: Sequence[float],
    addressees: Sequence[str],
    limits: Mapping[str, int],
    most: int,
) -> list[int]:
    """Facts (places in `costs` and `addressees`) worth asking, the most valuable first.

    At most `limits` of each addressee and `most` in all. `count` is the number of imagined states. Equal worth falls
    to the fact that stands first.
    """
    return _Choosing(goals, count, costs, addressees, dict(limits), most).chosen()


class _Choosing:
    def __init__(
        self,
        goals: Sequence[Goal],
        count: int,
        costs: Sequence[float],
        addressees: Sequence[str],
        limits: dict[str, int],
        most: int,
    ) -> None:
        self.goals, self.count, self.costs, self.addressees = goals, count, costs, addressees
        self.limits, self.most = limits, most
        self.theirs = {to: _bits(place for place, one in enumerate(addressees) if one == to) for to in limits}
        self.asked, self.order = 0, []
        self.settled = weight("worth_settled")
        self.values = [0.0] * len(goals)
        self._goals = [(goal.part.facts, goal.part.masks, goal.worth) for goal in goals]
        self.bundles = self._bundles()
        self._gains: dict[int, float] = {}

    def _bundles(self) -> list[int]:
        facts, ways = 0, set()
        for goal in self.goals:
            facts |= goal.part.facts
            ways.update(goal.part.yes)
        singles = {1 << place for place in range(len(self.costs)) if facts >> place & 1}
        ways = {way for way in ways if self._fits(way)}
        return sorted(singles | ways, key=lambda bits: (bits.bit_count(), bits))

    def value(self, goal: Goal, asked: int) -> float:
        """What one goal is expected to bring once these facts are known."""
        yes, no = goal.part.masks(asked)
        return (goal.worth * yes.bit_count() + self.settled * (yes | no).bit_count()) / self.count

    def chosen(self) -> list[int]:
        """The facts in the order in which they were chosen."""
        while self.most > 0:
            bundle = self._best() or self._on_the_way()
            if not bundle:
                break
            self._take(bundle)
        return self.order

    def _best(self) -> int:
        """The set that brings most for each of its questions; 0 where none brings anything."""
        best, most, gains = 0, 1e-9, self._gains
        # What does not fit now never will: what is left to ask only grows less.
        self.bundles = [new for one in self.bundles if (new := one & ~self.asked) and self._fits(new)]
        for new in dict.fromkeys(self.bundles):
            size, gain = new.bit_count(), gains.get(new)
            if gain is None:
                gain = self._gain(new)
            if gain > most * size:
                best, most = new, gain / size + 1e-9
        return best

    def _gain(self, new: int) -> float:
        found = self._gains.get(new)
        if found is None:
            after = self.asked | new
            found = -sum(self.costs[place] for place in _places(new))
            # As `value`, without a call for each: this is where most of the time goes.
            settled, count, values = self.settled, self.count, self.values
            for place, (facts, masks, worth) in enumerate(self._goals):
                if facts & new:
                    yes, no = masks(after)
                    told = worth * yes.bit_count() + settled * (yes | no).bit_count()
                    found += told / count - values[place]
            self._gains[new] = found
        return found

    def _on_the_way(self) -> int:
        """Where no set that still fits settles anything: the fact that is part of most worth."""
        best, most = 0, 0.0
        shares = [0.0] * len(self.costs)
        for goal, value in zip(self.goals, self.values, strict=True):
            left = goal.part.facts & ~self.asked
            for place in _places(left):
                shares[place] += max(self.value(goal, goal.part.facts) - value, 0.0) / left.bit_count()
        for place, share in enumerate(shares):
            if share > most + 1e-9 and self._fits(1 << place):
                best, most = 1 << place, share
        return best

    def _fits(self, new: int) -> bool:
        if new.bit_count() > self.most:
            return False
        # Asked of every set in every round: a generator would cost a tenth of the whole choice.
        for to, theirs in self.theirs.items():  # noqa: SIM110
            if (new & theirs).bit_count() > self.limits[to]:
                return False
        return True

    def _take(self, bundle: int) -> None:
        self.order += sorted(_places(bundle), key=lambda place: (-self._gain(1 << place), place))
        self.most -= bundle.bit_count()
        for place in _places(bundle):
            self.limits[self.addressees[place]] -= 1
        self.asked |= bundle
        touched = 0
        for place, goal in enumerate(self.goals):
            if goal.part.facts & bundle:
                self.values[place] = self.value(goal, self.asked)
                touched |= goal.part.facts
        self._gains = {new: gain for new, gain in self._gains.items() if not new & touched}


def _bits(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def _places(bits: int) -> list[int]:
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
