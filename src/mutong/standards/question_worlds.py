"""What a household may turn out to be: some imagined states of it, and what a set of answers would settle in each.

In each state every unknown fact has a value (from like people in the register, else one from each stretch between the
cut points). What a condition says in all states at once is a number whose bits are the states, so a set of questions
is judged by a few `and`s and `or`s: bit w of `yes` is set where the answer would be yes in state w once the facts of
the set are known and the others still are not (strong Kleene, T1).
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from random import Random

from mutong.standards.cut_points import outcomes
from mutong.standards.experience import Experience
from mutong.standards.prepared import Place
from mutong.standards.question_weights import weight
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.subjects import Lot, Single, Subject

Masks = tuple[int, int]
_KINDS = {"boolean": "truth", "code": "code", "text": "code", "date": "day", "number": "number"}


class Worlds:
    """The imagined states of one household. `names` are the facts that may be asked, as person/P1.monthly_income."""

    def __init__(self, home: Subject, names: Iterable[str], experience: Experience | None) -> None:
        self.home, self.experience = home, experience
        self.names = tuple(names)
        self.place_of = {name: place for place, name in enumerate(self.names)}
        self.count = int(weight("worlds"))
        self.all = (1 << self.count) - 1
        self._values: dict[str, list[Single]] = {}
        self._given: dict[tuple[str, str], list[tuple[str, list[Single]]]] = {}
        self._homes: dict[int, dict[tuple[str, str], Subject]] = {}
        own = {(one.kind, one.id) for one in (home, *home.people)}
        self._relatives = any(split(name)[:2] not in own for name in self.names)

    def imagine(self, places: Iterable[Place]) -> None:
        """Give every fact a value in every state; `places` hold the rules whose cut points are looked at."""
        places, on = tuple(places), self.home.lot.day
        people = {(one.kind, one.id): one for one in (self.home, *self.home.people)}
        for place, name in enumerate(self.names):
            kind_of, subject_id, key = split(name)
            spec = self.home.lot.snapshot.spec(key)
            kind = _KINDS[spec.type]
            subject = people.get((kind_of, subject_id))
            found = self.experience and subject and self.experience.values(subject, key, kind)
            values = found or outcomes(places, spec, kind, on)
            picks = _picks(place, self.count, len(values))
            self._values[name] = given = [values[pick] for pick in picks]
            self._given.setdefault((kind_of, subject_id), []).append((key, given))

    def _state(self, world: int) -> dict[tuple[str, str], Subject]:
        """The household and its people in one state, read when first asked for."""
        if world not in self._homes:
            facts = {who: {key: given[world] for key, given in all_of} for who, all_of in self._given.items()}
            away = {(*who, key): value for who, each in facts.items() for key, value in each.items()}
            lot = Lot(self.home.lot.snapshot, self.home.lot.on, away if self._relatives else None)
            self._homes[world] = lot.like((self.home, *self.home.people), facts)
        return self._homes[world]

    def in_state(self, world: int, place: Place, node: n.Node, subject: Subject) -> Single:
        """A node's value in one state, everything being known."""
        one = self._state(world)[subject.kind, subject.id]
        one.stand(place.standing)
        return place.standing.value(node, one)

    def bits(self, names: Iterable[str]) -> int | None:
        """Some facts as bits; None when one of them may not be asked."""
        found = 0
        for name in names:
            place = self.place_of.get(name)
            if place is None:
                return None
            found |= 1 << place
        return found

    def told(self, name: str, holds: Callable[[Single], bool]) -> Masks:
        """In which states a fact's value fits, and in which it does not."""
        yes = sum(1 << world for world, value in enumerate(self._values[name]) if holds(value))
        return yes, self.all & ~yes

    def masks(self, place: Place, node: n.Node, subject: Subject, needs: int) -> Masks:
        """In which states a yes/no node is yes and no, everything being known; `needs` are the facts it hangs on."""
        yes = no = 0
        if needs.bit_count() == 1:
            states: dict[Single, int] = {}
            for world, value in enumerate(self._values[self.names[needs.bit_length() - 1]]):
                states[value] = states.get(value, 0) | 1 << world
            if isinstance(node, n.Fact):
                return states.get(s.YES, 0), states.get(s.NO, 0)
            alike = states.values()
        else:
            alike = (1 << world for world in range(self.count))
        for some in alike:
            answer = self.in_state(some.bit_length() - 1, place, node, subject)
            if answer == s.YES:
                yes |= some
            elif answer == s.NO:
                no |= some
        return yes, no


@lru_cache(maxsize=65_536)
def split(name: str) -> tuple[str, str, str]:
    """person/P1.monthly_income as its kind, id and fact."""
    subject, key = name.rsplit(".", 1)
    kind, subject_id = subject.split("/", 1)
    return kind, subject_id, key


@cache
def _picks(place: int, count: int, size: int) -> tuple[int, ...]:
    # Facts vary independently of one another, the same way in every run; each value comes as often as it is likely.
    order = list(range(count))
    Random(place).shuffle(order)
    return tuple((2 * turn + 1) * size // (2 * count) for turn in order)
