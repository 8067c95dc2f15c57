"""Packs made ready for answering one household at a time: which rules and numbers stand where and when.

Between two days on which a standard begins, ends or becomes known nothing about the standards changes, and neither
does it between two places that the same packs, parameters and choices speak of. What is worked out for one such
stretch and place is kept, so that the next household there costs only its own facts.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices, area_holds
from mutong.standards.pack import Pack
from mutong.standards.rules.family import Family, Version, families
from mutong.standards.rules.single import Standing
from mutong.standards.rules.single_reasons import SingleReasons

_KEPT = 8


@dataclass(eq=False)
class Place:
    """What stands in one place on one stretch of days, with the reasons that go with it."""

    family: "PreparedFamily"
    standing: Standing
    reasons: SingleReasons = field(init=False)
    # What others work out of the rules of a place once, by name.
    kept: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reasons = SingleReasons(self.standing)

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The rules in force here, in the order of the packs."""
        return tuple(self.standing.versions.values())


class PreparedFamily:
    """One family of packs, ready to answer for any day and place."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.days = tuple(sorted(set(_days(family))))
        self.known_days = tuple(sorted(set(_known_days(family))))
        self._codes = tuple(sorted(_codes(family)))
        self._signatures: dict[str, tuple[str, ...]] = {}
        self._places: dict[tuple, Place] = {}

    @cached_property
    def titles(self) -> dict[str, Words]:
        """What each rule of the packs is called, by its name."""
        return {
            name: versions[-1].title
            for pack in self.family.packs
            for name, versions in pack.rules.items()
            if versions
        }

    def place(self, on: date, known_at: date, area_code: str) -> Place:
        """What stands in an area on a day, as known at a day."""
        signature = self._signatures.get(area_code)
        if signature is None:
            signature = tuple(code for code in self._codes if area_holds(code, area_code))
            self._signatures[area_code] = signature
        key = (bisect_right(self.days, on), bisect_right(self.known_days, known_at), signature)
        if key not in self._places:
            self._places[key] = self._made(on, known_at, area_code)
        return self._places[key]

    def _made(self, on: date, known_at: date, area_code: str) -> Place:
        family, found = self.family, {}
        for name, versions in family.in_force(on, known_at).items():
            here = [version for version in versions if area_holds(version.area_code, area_code)]
            if here:
                found[name] = here[-1]
        standing = Standing(
            found,
            lambda name: family.parameters.look_up_chosen(name, family.choices, on, known_at, area_code),
            lambda code: self.place(on, known_at, code).standing,
            self,
        )
        place = Place(self, standing)
        for version in place.versions:
            for root in (version.rule.who, version.rule.amount):
                if root is not None:
                    place.reasons.of(root)
        return place


class Prepared:
    """Some packs with a place's choices. `families` are answered one after the other, in the order of the packs."""

    def __init__(self, packs: tuple[Pack, ...], choices: Choices) -> None:
        self.packs, self.choices = packs, choices
        self.families = tuple(PreparedFamily(family) for family in families(packs, choices))
        self.derived = tuple(spec for one in self.families for spec in one.family.derived_specs())

    def places(self, on: date, known_at: date, area_code: str) -> tuple[Place, ...]:
        """What stands in an area, family by family."""
        return tuple(family.place(on, known_at, area_code) for family in self.families)


_prepared: OrderedDict[tuple, Prepared] = OrderedDict()
_lock = Lock()


def prepare(packs: Iterable[Pack], choices: Choices | None = None) -> Prepared:
    """The packs made ready; asked again for the same packs and choices it gives the same object at no cost."""
    packs, choices = tuple(packs), choices or NO_CHOICES
    key = (*(id(pack) for pack in packs), id(choices))
    with _lock:
        found = _prepared.get(key)
        if found is None:
            # Choices are often read anew though nothing was chosen since.
            same = (one for one in _prepared.values() if one.packs == packs and one.choices == choices)
            found = next(same, None) or Prepared(packs, choices)
            _prepared[key] = found
        _prepared.move_to_end(key)
        while len(_prepared) > _KEPT:
            _prepared.popitem(last=False)
    return found


def _periods(family: Family) -> Iterator[Period]:
    for pack in family.packs:
        yield pack.valid
        yield from (rule.valid for versions in pack.rules.values() for rule in versions)
    yield from (row.valid for rows in family.parameters.rows.values() for row in rows)
    yield from (choice.valid for choice in family.choices.all)


def _days(family: Family) -> Iterator[date]:
    for period in _periods(family):
        yield from (day for day in (period.start, period.end) if day is not None)


def _known_days(family: Family) -> Iterator[date]:
    rules = (rule for pack in family.packs for versions in pack.rules.values() for rule in versions)
    rows = (row for of_one in family.parameters.rows.values() for row in of_one)
    yield from (one.known_from for one in (*rules, *rows) if one.known_from is not None)
    yield from (choice.signed_at for choice in family.choices.all)


def _codes(family: Family) -> set[str]:
    codes = {pack.area_code for pack in family.packs} | {one.area_code for one in family.choices.all}
    return codes | {row.area_code for rows in family.parameters.rows.values() for row in rows}
