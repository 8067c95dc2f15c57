"""Working out rules over a Snapshot: one evaluator, for everyone at once and for one family alike.

Each node is worked out once, over all subjects of its scope. A person known to have died is neither a subject nor a
member, and a household in which nobody lives is no subject.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from mutong.kernel.truth import Truth
from mutong.standards.choices import area_holds
from mutong.standards.parameters import ParameterValue
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.family import Family, Version
from mutong.standards.rules.spans import several, span
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import day_number
from mutong.tables.ternary import group_all, group_any, group_count, group_sum

Value = v.Numbers | v.Codes | np.ndarray


class Evaluation:
    """The rules of a family of packs over a Snapshot; values are kept, so ask it again at no cost."""

    def __init__(self, snapshot: Snapshot, family: Family) -> None:
        self.snapshot, self.family = snapshot, family
        self.rules = family.in_force(snapshot.on, snapshot.known_at)
        snapshot.declare(family.derived_specs())
        self._values: dict[int, Value] = {}
        self._answers: dict[str, np.ndarray] = {}
        self._parameters: dict[tuple[str, str], ParameterValue] = {}

    @cached_property
    def group(self) -> np.ndarray:
        """For each person the household they live in, -1 for none and for the dead."""
        alive = self.snapshot.truth("alive") != Truth.NO
        return np.where(alive, self.snapshot.group, -1)

    @cached_property
    def _areas(self) -> dict[str, np.ndarray]:
        codes = self.snapshot.code("area_code")
        household = np.where(codes.index < 0, len(codes.words), codes.index)
        person = np.append(household, len(codes.words))[self.snapshot.group]
        return {"household": household, "person": person}

    @cached_property
    def area_codes(self) -> tuple[str, ...]:
        """The area codes there are; the last, '', stands for an area that is not known."""
        return (*self.snapshot.code("area_code").words, "")

    def area_of(self, scope: str) -> np.ndarray:
        """For each subject an index into `area_codes`."""
        return self._areas[scope]

    def subjects(self, of: str) -> np.ndarray:
        """Who there is to decide about: people not known to be dead, households in which someone lives; of those the
        Snapshot is about.
        """
        asked = self.snapshot.asked(of)
        if of == "person":
            return asked & (self.snapshot.truth("alive") != Truth.NO)
        lived_in = np.bincount(self.group[self.group >= 0], minlength=self.snapshot.size("household")) > 0
        return asked & lived_in

    def applies(self, name: str, version: Version) -> np.ndarray:
        """Whose finding this version makes: those in its pack's area for whom no inner pack has the rule."""
        versions = self.rules[name]
        inner = versions[versions.index(version) + 1 :]
        held = np.array(
            [
                area_holds(version.area_code, code) and not any(area_holds(o.area_code, code) for o in inner)
                for code in self.area_codes
            ]
        )
        return held[self.area_of(version.rule.of)]

    def parameter(self, name: str, area_code: str) -> ParameterValue:
        """A parameter where a subject lives, on the Snapshot's day, as known then."""
        key = (name, area_code)
        if key not in self._parameters:
            self._parameters[key] = self.family.parameters.look_up_chosen(
                name, self.family.choices, self.snapshot.on, self.snapshot.known_at, area_code
            )
        return self._parameters[key]

    def by_area(self, name: str, of: Callable[[ParameterValue], object]) -> np.ndarray:
        """Something about a parameter for each of `area_codes`."""
        return np.array([of(self.parameter(name, code)) for code in self.area_codes])

    def answer(self, name: str) -> np.ndarray:
        """A rule's answer for every subject; UNKNOWN where no version is in force (T3)."""
        if name not in self._answers:
            versions = self.rules.get(name, ())
            of = versions[0].rule.of if versions else "household"
            found = np.full(self.snapshot.size(of), v.UNKNOWN, dtype=np.int8)
            for version in versions:
                held = self.applies(name, version)
                found[held] = self.truth(version.rule.who)[held]
            self._answers[name] = found
        return self._answers[name]

    def amount(self, name: str) -> v.Numbers:
        """What a rule gives every subject: nought where the answer is no, anything up to the amount where it is
        unknown; nothing is known of it where no version is in force (T3).
        """
        versions = self.rules.get(name, ())
        of = versions[0].rule.of if versions else "household"
        size = self.snapshot.size(of)
        low, high = np.zeros(size), np.full(size, np.inf)
        for version in versions:
            held = self.applies(name, version)
            given = v.choose(self.truth(version.rule.who), self.numbers(version.rule.amount), v.exactly(0))
            low[held], high[held] = given.low[held], given.high[held]
        return v.Numbers(low, high)

    def truth(self, node: n.Node) -> np.ndarray:
        """A yes/no node, for every subject of its scope (a whole array even where it is the same for all)."""
        return np.broadcast_to(self.value(node), self._shape(node)).astype(np.int8)

    def numbers(self, node: n.Node) -> v.Numbers:
        """A number or day node, for every subject of its scope."""
        found, shape = self.value(node), self._shape(node)
        return v.Numbers(np.broadcast_to(found.low, shape), np.broadcast_to(found.high, shape))

    def _shape(self, node: n.Node) -> tuple[int, ...]:
        return (self.snapshot.size(node.scope),) if node.scope else ()

    def value(self, node: n.Node) -> Value:
        """A node's value: Numbers for numbers and days, Codes, or int8 of Truth."""
        key = id(node)
        if key not in self._values:
            self._values[key] = _WORK[type(node)](self, node)
        return self._values[key]

    def fact(self, node: n.Fact) -> Value:
        """A fact's column."""
        key, kind = node.spec.key, node.kind.name
        if kind == "truth":
            return self.snapshot.truth(key)
        if kind == "code":
            codes = self.snapshot.code(key)
            return v.Codes(codes.index, codes.words)
        ends = self.snapshot.number(key)
        return v.Numbers(ends.low, ends.high)

    def parameter_numbers(self, node: n.Parameter) -> v.Numbers:
        """A parameter where each subject lives; a null one may be any number that is not negative (T4)."""
        low = self.by_area(node.name, lambda p: 0.0 if p.value is None else float(p.value))
        high = self.by_area(node.name, lambda p: np.inf if p.value is None else float(p.value))
        area = self.area_of(node.scope)
        return v.Numbers(low[area], high[area])

    def literal(self, node: n.Literal) -> Value:
        """What is written in the rule itself."""
        if node.kind == n.TRUTH:
            return v.YES if node.value else v.NO
        return v.exactly(day_number(node.value) if node.kind == n.DAY else node.value)

    def screening_day(self, node: n.ScreeningDay) -> v.Numbers:
        """The day the screen is for."""
        return v.exactly(day_number(self.snapshot.on))

    def age(self, node: n.Age) -> v.Numbers:
        """Whole years; someone who may have been born late is young at least."""
        birth, on = self.value(node.birth), int(day_number(self.snapshot.on))
        return v.Numbers(v.whole_years(birth.high, on), v.whole_years(birth.low, on))

    def over_members(self, node: n.OverMembers) -> Value:
        """Over the living members of each household; unknown members keep the answer open (T2)."""
        size = self.snapshot.size("household")
        where = (
            np.full(len(self.group), v.YES, dtype=np.int8) if node.where is None else self._member(node.where)
        )
        if node.how == "count":
            return v.Numbers(*group_count(where, self.group, size))
        if node.how == "anyone":
            return group_any(np.minimum(self._member(node.of), where), self.group, size)
        if node.how == "everyone":
            return group_all(np.maximum(self._member(node.of), 2 - where), self.group, size)
        shares = v.counted(self.value(node.of), where)
        shape = self.group.shape
        return v.Numbers(
            *group_sum(
                np.broadcast_to(shares.low, shape), np.broadcast_to(shares.high, shape), self.group, size
            )
        )

    def over_related(self, node: n.OverRelated) -> Value:
        """Over the people related to each person, the dead too; where not all are on record there may be others."""
        person, other = self.snapshot.related(node.relation)
        size = self.snapshot.size("person")
        whole = self.truth(node.complete) == v.YES
        where = self.truth_of(node.where, other)
        if node.how == "count":
            found = v.Numbers(*group_count(where, person, size))
            return v.Numbers(found.low, np.where(whole, found.high, np.inf))
        if node.how == "anyone":
            some = group_any(np.minimum(self.truth_of(node.of, other), where), person, size)
            return np.where(whole, some, np.maximum(some, v.UNKNOWN)).astype(np.int8)
        if node.how == "everyone":
            every = group_all(np.maximum(self.truth_of(node.of, other), 2 - where), person, size)
            return np.where(whole, every, np.minimum(every, v.UNKNOWN)).astype(np.int8)
        shares = v.counted(self._numbers_of(node.of, other), where)
        low, high = group_sum(shares.low, shares.high, person, size)
        least, most = several(span(node.of))
        return v.Numbers(np.where(whole, low, low + least), np.where(whole, high, high + most))

    def truth_of(self, node: n.Node | None, people: np.ndarray) -> np.ndarray:
        """A person's yes/no node for each of these rows; unknown for -1, and yes where there is no node."""
        if node is None:
            return np.full(len(people), v.YES, dtype=np.int8)
        found = np.broadcast_to(self.value(node), (self.snapshot.size("person"),))
        return np.append(found, v.UNKNOWN)[people].astype(np.int8)

    def _numbers_of(self, node: n.Node, people: np.ndarray) -> v.Numbers:
        found, shape = self.value(node), (self.snapshot.size("person"),)
        low, high = (
            np.append(np.broadcast_to(end, shape), nobody)[people]
            for end, nobody in zip((found.low, found.high), span(node), strict=True)
        )
        return v.Numbers(low, high)

    def _member(self, node: n.Node) -> np.ndarray:
        return np.broadcast_to(self.value(node), self.group.shape)

    def lift(self, node: n.Lift) -> Value:
        """A household's value for each person in it; for whoever lives in none, nothing is known."""
        found, group = self.value(node.part), self.snapshot.group
        size = self.snapshot.size("household")

        def gathered(array: np.ndarray, otherwise: float) -> np.ndarray:
            return np.append(np.broadcast_to(array, (size,)), otherwise)[group]

        if isinstance(found, v.Numbers):
            return v.Numbers(gathered(found.low, -np.inf), gathered(found.high, np.inf))
        if isinstance(found, v.Codes):
            return v.Codes(gathered(found.index, -1).astype(np.int64), found.words)
        return gathered(found, v.UNKNOWN).astype(np.int8)


def _fits(node: n.OneOf) -> Callable[[str], bool]:
    if node.areas:
        return lambda word: any(area_holds(area, word) for area in node.words)
    return lambda word: word in node.words


def _fold(work: Callable) -> Callable:
    def all_parts(e: Evaluation, node: n.All | n.Any) -> np.ndarray:
        found = e.value(node.parts[0])
        for part in node.parts[1:]:
            found = work(found, e.value(part))
        return found

    return all_parts


_WORK: dict[type[n.Node], Callable[[Evaluation, n.Node], Value]] = {
    n.Fact: Evaluation.fact,
    n.Parameter: Evaluation.parameter_numbers,
    n.Literal: Evaluation.literal,
    n.ScreeningDay: Evaluation.screening_day,
    n.Age: Evaluation.age,
    n.Finding: lambda e, node: e.answer(node.rule),
    n.All: _fold(np.minimum),
    n.Any: _fold(np.maximum),
    n.Not: lambda e, node: (2 - e.value(node.part)).astype(np.int8),
    n.Compare: lambda e, node: v.compare(node.sign, e.value(node.left), e.value(node.right)),
    n.OneOf: lambda e, node: v.one_of(e.value(node.code), _fits(node)),
    n.Arithmetic: lambda e, node: v.calculate(node.sign, e.value(node.left), e.value(node.right)),
    n.Extreme: lambda e, node: v.extreme(node.which, [e.value(part) for part in node.parts]),
    n.OverMembers: Evaluation.over_members,
    n.OverRelated: Evaluation.over_related,
    n.AmountOf: lambda e, node: e.amount(node.rule),
    n.Rounded: lambda e, node: v.rounded(node.which, e.value(node.part), node.step),
    n.MonthsBetween: lambda e, node: v.months_between(e.value(node.start), e.value(node.end)),
    n.AddMonths: lambda e, node: v.add_months(e.value(node.day), e.value(node.months)),
    n.Lift: Evaluation.lift,
    n.Choose: lambda e, node: v.choose(e.value(node.condition), e.value(node.then), e.value(node.otherwise)),
    n.Named: lambda e, node: e.value(node.part),
}
