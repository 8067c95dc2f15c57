"""A household while it is being made for one limit: who is in it, which facts are settled, and within what ends the
others may still lie.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import inf

from mutong.standards.probe_households import Home, Limits, drawn
from mutong.standards.units import dimension
from mutong.tables.dictionary import FactSpec
from mutong.tables.snapshot_relations import RELATIONS

# Whom a fact is about: person or household, and which of the draft's; household 0 is the one in question.
Who = tuple[str, int]
HOUSEHOLD: Who = ("household", 0)
_EPOCH = date(1970, 1, 1).toordinal()
_YEARS_BACK, _DAYS_AHEAD, _LATELY = 130, 3650, 1300
_MONEY, _YEAR = "fen", 12
_MOST = {_MONEY: 2.0**32}
_MOST_OF_ANYTHING = 2.0**20
# What the smallest step of a unit is where it is not one of it.
_STEPS = {"celsius": 0.1}


@dataclass(frozen=True)
class Cell:
    """One fact of one person or household of a draft; or, with a word of RELATIONS, how many are so related."""

    who: Who
    key: str
    spec: FactSpec = field(compare=False)

    @property
    def measured(self) -> bool:
        """Whether it is a number or a day."""
        return self.spec.type in ("number", "date")

    @property
    def step(self) -> float:
        """The smallest step: a fen, a day, a level, a year."""
        return _STEPS.get(self.spec.unit, 1.0)

    def ends(self, on: date) -> tuple[float, float]:
        """Between what a number or day may lie; days count from 1970-01-01."""
        if self.spec.type == "date":
            day = on.toordinal() - _EPOCH
            return day - _YEARS_BACK * 366.0, float(day + _DAYS_AHEAD)
        low = 0.0 if self.spec.low is None else self.spec.low
        most = _MOST.get(self.spec.unit.split("/")[0], _MOST_OF_ANYTHING)
        return low, most if self.spec.high is None else self.spec.high

    def value(self, number: float) -> object:
        """A number or day as a household's facts hold it."""
        if self.spec.type == "date":
            return date.fromordinal(int(number) + _EPOCH)
        return round(float(number), 6)


@dataclass
class _Span:
    low: float
    high: float
    # True: as high as may be; False: as low; None: anywhere.
    up: bool | None = None


@dataclass
class Draft:
    """A household with members, and with relatives elsewhere; `limits` are what the rules compare with.

    `moved` is the fact that goes from one side of the limit to the other: nothing else settles it. A `wild` draft has
    some numbers about the limits where others are as far from them as may be.
    """

    area_code: str
    on: date
    dice: random.Random
    limits: Limits
    wild: bool
    lives: list[int] = field(default_factory=list)
    households: int = 1
    relations: list[tuple[int, int, str]] = field(default_factory=list)
    words: dict[Cell, object] = field(default_factory=dict)
    spans: dict[Cell, _Span] = field(default_factory=dict)
    moved: Cell | None = None
    # Where relatives are counted, the relation that is there on the one side and not on the other.
    counted: tuple[int, int, str] | None = None

    def home_of(self, who: Who) -> Who:
        """The household somebody lives in, or the household itself."""
        return who if who[0] == "household" else ("household", self.lives[who[1]])

    def members(self, who: Who) -> list[Who]:
        """Who lives in a household, or with a person."""
        home = self.home_of(who)[1]
        return [("person", place) for place, lives in enumerate(self.lives) if lives == home]

    def add_member(self, home: int = 0) -> Who:
        """One more person in a household."""
        self.lives.append(home)
        return "person", len(self.lives) - 1

    def related(self, who: Who, word: str) -> list[Who]:
        """Those so related to a person (a word of RELATIONS) that the draft has."""
        kind, backwards = RELATIONS[word]
        pairs = [(one, other) for one, other, of in self.relations if of == kind]
        found = [one for one, other in pairs if other == who[1]] if backwards else []
        if not backwards:
            found = [other for one, other in pairs if one == who[1]]
            found += [one for one, other in pairs if other == who[1]] if kind == "spouse" else []
        return [("person", place) for place in dict.fromkeys(found)]

    def add_related(self, who: Who, word: str) -> Who:
        """One more relative, in a household of their own."""
        kind, backwards = RELATIONS[word]
        _, place = self.add_member(self.households)
        self.households += 1
        self.relations.append((place, who[1], kind) if backwards else (who[1], place, kind))
        return "person", place

    def settle(self, cell: Cell, value: object) -> None:
        """Let a yes/no or code fact have a value, unless it has one already."""
        if cell != self.moved:
            self.words.setdefault(cell, value)

    def narrow(self, cell: Cell, low: float = -inf, high: float = inf) -> None:
        """Let a number or day lie between two ends; passed over where nothing would be left."""
        if cell != self.moved:
            span = self._span(cell)
            if max(span.low, low) <= min(span.high, high):
                span.low, span.high = max(span.low, low), min(span.high, high)

    def lean(self, cell: Cell, up: bool | None) -> None:
        """Let a number or day be as high or as low as may be, or anything (None)."""
        if cell != self.moved:
            span = self._span(cell)
            span.up = up if span.up is None else span.up

    def _span(self, cell: Cell) -> _Span:
        return self.spans.setdefault(cell, _Span(*cell.ends(self.on)))

    def fill(self, specs: Iterable[FactSpec]) -> None:
        """Give everybody the facts that are still open, about the limits."""
        everybody = [("household", place) for place in range(self.households)]
        everybody += [("person", place) for place in range(len(self.lives))]
        specs = tuple(specs)
        for who in everybody:
            for spec in specs:
                cell = Cell(who, spec.key, spec)
                if spec.subject_kind != who[0] or cell in self.words or cell == self.moved:
                    continue
                if cell.measured:
                    self._span(cell)
                else:
                    self.words[cell] = drawn(spec, self.limits, self.area_code, self.on, self.dice)

    def finish(self) -> None:
        """Choose a value for every number and day that is still between two ends."""
        for cell, span in self.spans.items():
            self.words[cell] = cell.value(self._chosen(cell, span))
        self.spans = {}

    def _chosen(self, cell: Cell, span: _Span) -> float:
        low, high = cell.ends(self.on)
        if span.up is None or (self.wild and self.dice.random() < 0.25):
            return min(max(self._near(cell), span.low), span.high)
        if not span.up:
            return max(span.low, self._far(cell, low, up=False))
        return span.high if span.high < high else min(max(span.low, self._far(cell, low, up=True)), high)

    def _near(self, cell: Cell) -> float:
        """A number about the limits; a day about them, or lately."""
        if cell.spec.type == "date" and self.dice.random() < 0.5:
            return float(self.on.toordinal() - _EPOCH - self.dice.randint(0, _LATELY))
        value = drawn(cell.spec, self.limits, self.area_code, self.on, self.dice)
        return float(value.toordinal() - _EPOCH if isinstance(value, date) else value)

    def _far(self, cell: Cell, low: float, up: bool) -> float:
        """What lies beyond every limit: as little as may be, or well above them; a hundred years ago, or today."""
        if cell.spec.type == "date":
            return float(self.on.toordinal() - _EPOCH - (0 if up else 36_525))
        if not up:
            return low
        numbers, own = self.limits.numbers, dimension(cell.spec.unit)
        near = numbers.get(own, set())
        if not near and _MONEY in dict(own):
            # What is not compared as it is, such as a year's costs, is held against other money.
            near = {_YEAR * one for unit, ones in numbers.items() if _MONEY in dict(unit) for one in ones}
        return low + 2 * max(near | numbers.get((), set()), default=50.0)

    @property
    def numbering(self) -> dict[int, int]:
        """The number of each person in the household that is made: members first, then the others; from 1."""
        order = sorted(range(len(self.lives)), key=lambda place: (self.lives[place] != 0, place))
        return {place: number for number, place in enumerate(order, 1)}

    def name_of(self, who: Who) -> str:
        """What somebody is called in the household that is made: H1, P1, P2 …; H3 is where P3 lives."""
        kind, which = who
        if who == HOUSEHOLD:
            return "H1"
        place = which if kind == "person" else self.lives.index(which)
        return f"{'P' if kind == 'person' else 'H'}{self.numbering[place]}"

    def home(self, value: object) -> Home:
        """The household with the moved fact at a value."""
        held: dict[Who, dict[str, object]] = {("person", place): {} for place in range(len(self.lives))}
        for place in range(self.households):
            held["household", place] = {"area_code": self.area_code}
        settled, relations = self.words, self.relations
        if self.counted is None and self.moved is not None:
            settled = {**self.words, self.moved: value}
        elif self.counted is not None and value < len(self.related(self.moved.who, self.moved.key)):
            relations = [one for one in relations if one != self.counted]
        for cell, known in settled.items():
            held[cell.who][cell.key] = known
        number = self.numbering
        people = sorted(number, key=number.__getitem__)
        return Home(
            held[HOUSEHOLD],
            tuple(held["person", place] for place in people if self.lives[place] == 0),
            tuple(
                held["person", place] | {"household": held["household", self.lives[place]]}
                for place in people
                if self.lives[place] != 0
            ),
            tuple((number[one], number[other], kind) for one, other, kind in relations),
        )
