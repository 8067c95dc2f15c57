"""What a household may turn out to be: some imagined states of it, and what a set of answers would settle in each.

In each state every unknown fact has a value (from like people in the register, else one from each stretch between the
cut points). What a condition says in all states at once is a number whose bits are the states, so a set of questions
is judged by a few `and`s and `or`s: bit w of `yes` is set where the answer would be yes in state w once the facts of
the set are known and the others still are not (strong Kleene, T1).
"""

from collections.abc import Callable, Iterable
from functools import cache
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
        self._values: dict[str, tuple[Single, ...]] = {}
        self._homes: list[dict[tuple[str, str], Subject]] = []

    def imagine(self, places: Iterable[Place]) -> None:
        """Give every fact a value in every state; `places` hold the rules whose cut points are looked at."""
        places = tuple(places)
        on = self.home.lot.day
        for place, name in enumerate(self.names):
            kind_of, subject_id, key = split(name)
            spec = self.home.lot.snapshot.spec(key)
            kind = _KINDS[spec.type]
            subject = self._subject(kind_of, subject_id)
            found = self.experience and subject and self.experience.values(subject, key, kind)
            values = found or outcomes(places, spec, kind, on)
            order, size = _order(place, self.count), len(values)
            self._values[name] = tuple(values[(2 * turn + 1) * size // (2 * self.count)] for turn in order)
        people = (self.home, *self.home.people)
        for world in range(self.count):
            facts = {split(name): values[world] for name, values in self._values.items()}
            self._homes.append(_again(people, facts))

    def _subject(self, kind: str, subject_id: str) -> Subject | None:
        return next(
            (one for one in (self.home, *self.home.people) if (one.kind, one.id) == (kind, subject_id)), None
        )

    def in_state(self, world: int, place: Place, node: n.Node, subject: Subject) -> Single:
        """A node's value in one state, everything being known."""
        one = self._homes[world][subject.kind, subject.id]
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
        alone = self.names[needs.bit_length() - 1] if needs.bit_count() == 1 else ""
        seen: dict[Single, int] = {}
        for world in range(self.count):
            value = self._values[alone][world] if alone else world
            answer = seen.get(value)
            if answer is None:
                answer = seen[value] = self.in_state(world, place, node, subject)
            if answer == s.YES:
                yes |= 1 << world
            elif answer == s.NO:
                no |= 1 << world
        return yes, no


def split(name: str) -> tuple[str, str, str]:
    """person/P1.monthly_income as its kind, id and fact."""
    subject, key = name.rsplit(".", 1)
    kind, subject_id = subject.split("/", 1)
    return kind, subject_id, key


@cache
def _order(place: int, count: int) -> tuple[int, ...]:
    # Facts vary independently of one another, the same way in every run.
    order = list(range(count))
    Random(place).shuffle(order)
    return tuple(order)


def _again(
    people: tuple[Subject, ...], facts: dict[tuple[str, str, str], Single]
) -> dict[tuple[str, str], Subject]:
    lot = Lot(people[0].lot.snapshot, people[0].lot.on, facts)
    return lot.like(people)
