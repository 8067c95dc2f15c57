"""The unknown facts that an open answer hangs on, each with the values at which something in the rule turns.

Only what is still open is looked at: what is settled stays settled, whatever the facts turn out to be (T1). A limit
on a sum or a quotient is led back to its facts: of an income per head, the limit times the heads less the rest.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor, inf, isfinite

from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.single import Standing, standing_of
from mutong.standards.rules.subjects import Single, Subject
from mutong.tables.dictionary import FactSpec

_WHOLE_UNITS = ("level", "head", "count", "person")
# A whole number with so few values is filled in value by value.
_FEW = 12
_FAR_DAY = 100_000
_DAYS_BEYOND = 400.0
_OTHER = ""
# The last days of a month come together where months are added: a day so many months back may lie three days off.
_MONTH_ENDS = (0.0, 1.0, 2.0, 3.0)


@dataclass(eq=False)
class OpenFact:
    """One fact of one subject that is not known, or known as an interval (`ends`).

    `cuts` are the values at which a condition turns, `words` the codes that a condition names. `push` tells which way
    it goes towards a yes: 1 more, -1 less, 0 not said.
    """

    subject_kind: str
    subject_id: str
    spec: FactSpec
    kind: str
    ends: s.Ends
    push: int
    cuts: set[float] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """As person/P1.monthly_income."""
        return f"{self.subject_kind}/{self.subject_id}.{self.spec.key}"

    @property
    def where(self) -> tuple[str, str, str]:
        """As a Lot takes it."""
        return self.subject_kind, self.subject_id, self.spec.key

    @property
    def whole(self) -> bool:
        """Whether it goes in whole steps: days, levels, heads."""
        if self.kind == "day" or self.spec.unit in _WHOLE_UNITS:
            return True
        return self.kind == "number" and not self.spec.unit and self._few(self.spec.low, self.spec.high)

    @property
    def finite(self) -> bool:
        """Whether every value there is can be filled in."""
        return self.kind in ("truth", "code") or (self.whole and self._few(*self.ends))

    @staticmethod
    def _few(low: float | None, high: float | None) -> bool:
        return low is not None and high is not None and high - low <= _FEW

    def values(self) -> tuple[Single, ...]:
        """What it may turn out to be, the extremes first: yes and no; the words named and one other; numbers and
        days at each cut, strictly between two neighbours, at the ends of what it may be, and beyond the outermost.
        """
        if self.kind == "truth":
            return s.YES, s.NO
        if self.kind == "code":
            others = [word for word in self.spec.codes if word not in self.words]
            return (*sorted(self.words), *(others[:1] if self.spec.codes else (_OTHER,)))
        found = self._numbers()
        if len(found) > 2:
            found = [found[0], found[-1], *found[1:-1]]
        return tuple((value, value) for value in found)

    def pushed(self, way: int) -> Single:
        """The value that goes furthest towards a yes (`way` 1) or a no (-1)."""
        values, more = self.values(), self.push * way >= 0
        if self.kind == "truth":
            return s.YES if more else s.NO
        if self.kind == "code":
            return values[0] if more else values[-1]
        return max(values) if more else min(values)

    def _numbers(self) -> list[float]:
        low, high = self.ends
        if self.whole and self._few(low, high):
            return [float(value) for value in range(ceil(low), floor(high) + 1)] or [low]
        cuts = {one for cut in self.cuts for one in (cut, round(cut, 6)) if low <= one <= high}
        if self.whole:
            cuts = {float(way(cut)) for cut in cuts for way in (floor, ceil)}
        inner = sorted(cuts)
        first, last = self._beyond(inner)
        found = {first, last, *inner}
        for one, other in pairwise(sorted(found)):
            middle = (one + other) / 2
            found |= {one + 1, float(floor(middle)), other - 1} if self.whole else {middle}
        return sorted(value for value in found if first <= value <= last)

    def _beyond(self, cuts: list[float]) -> s.Ends:
        """The ends of what it may be, or a value beyond the outermost cut where there is no end to speak of."""
        low, high = self.ends
        least, most = (cuts[0], cuts[-1]) if cuts else (0.0, 0.0)
        far = _FAR_DAY if self.kind == "day" else inf
        step = _DAYS_BEYOND if self.kind == "day" else max(abs(least), abs(most), 1.0)
        first = low if low > -far else min(least - step, high)
        return first, high if high < far else max(most + step, first)


@dataclass(eq=False)
class _Comparison:
    """What a comparison is made of: its quantity, how often each fact stands in it as a number, and the facts of the
    conditions inside. `steps`: it goes in steps (ages, months, rounding); `bent`: two unknown parts are multiplied or
    divided, or others may be missing from a sum.
    """

    quantity: tuple
    numbers: Counter[str] = field(default_factory=Counter)
    conditions: set[str] = field(default_factory=set)
    steps: bool = False
    bent: bool = False


class OpenFacts:
    """The open facts of one answer: `found` by name, in reading order. The node's value is unknown for the subject."""

    def __init__(self, at: Standing, node: n.Node, subject: Subject) -> None:
        self.found: dict[str, OpenFact] = {}
        self._comparisons: list[_Comparison] = []
        self._inside: list[_Comparison] = []
        self._truth(at, node, subject, 1)

    def first(self) -> OpenFact:
        """The fact to fill in first: who is alive, then what has few values, then what decides about others."""
        nested = {name for one in self._comparisons for name in one.conditions}
        places = self._quantities()

        def turn(fact: OpenFact) -> tuple:
            in_one_only = len(places.get(fact.name, ())) < 2
            return fact.spec.key != "alive", not fact.finite, fact.name not in nested, in_one_only

        return min(self.found.values(), key=turn)

    def exact(self, fact: OpenFact) -> bool:
        """Whether its values stand for all that it may be, however what is still unknown turns out.

        So they do where each comparison it stands in turns on it alone, or where the others in there stand in no other
        quantity: then they take up every value that the quantity can have.
        """
        if fact.finite:
            # Other standards may hold where somebody turns out to live.
            return fact.spec.key != "area_code"
        places = self._quantities()
        for one in self._comparisons:
            if fact.name not in one.numbers:
                continue
            others = [self.found[name] for name in one.numbers if name != fact.name]
            if one.numbers[fact.name] > 1 or one.conditions - {fact.name}:
                return False
            if others and (one.steps or one.bent):
                return False
            if any(o.whole or one.numbers[o.name] > 1 or len(places[o.name]) > 1 for o in others):
                return False
        return True

    def _quantities(self) -> dict[str, set[tuple]]:
        found: dict[str, set[tuple]] = {}
        for one in self._comparisons:
            for name in one.numbers:
                found.setdefault(name, set()).add(one.quantity)
        return found

    def _note(self, node: n.Fact, subject: Subject, way: int, value: Single) -> OpenFact:
        kind = node.kind.name
        ends = value if kind in ("number", "day") else (0.0, 0.0)
        made = OpenFact(node.scope, subject.id, subject.lot.snapshot.spec(node.spec.key), kind, ends, way)
        fact = self.found.setdefault(made.name, made)
        if kind in ("truth", "code"):
            for one in self._inside:
                one.conditions.add(fact.name)
        return fact

    # Conditions: `way` is 1 where a yes here goes towards a yes of the whole, -1 where it goes against it.

    def _truth(self, at: Standing, node: n.Node, subject: Subject, way: int) -> None:
        if at.value(node, subject) != s.UNKNOWN:
            return
        if isinstance(node, n.Fact):
            self._note(node, subject, way, s.UNKNOWN)
        elif isinstance(node, n.Named | n.Not):
            self._truth(at, node.part, subject, -way if isinstance(node, n.Not) else way)
        elif isinstance(node, n.All | n.Any):
            for part in node.parts:
                self._truth(at, part, subject, way)
        elif isinstance(node, n.Lift):
            if subject.home is not None:
                self._truth(at, node.part, subject.home, way)
        elif isinstance(node, n.Finding):
            version = at.versions.get(node.rule)
            if version is not None:
                self._truth(at, version.rule.who, subject, way)
        elif isinstance(node, n.OneOf):
            self._code(at, node, subject, way)
        elif isinstance(node, n.Compare):
            self._compare(at, node, subject, way)
        elif isinstance(node, n.OverMembers | n.OverRelated):
            for there, one in self._group(at, node, subject):
                self._one_of_group(there, node, one, way)

    def _one_of_group(
        self, at: Standing, node: n.OverMembers | n.OverRelated, one: Subject, way: int
    ) -> None:
        where = s.YES if node.where is None else at.value(node.where, one)
        answer = at.value(node.of, one)
        each = min(answer, where) if node.how == "anyone" else max(answer, 2 - where)
        if each == s.UNKNOWN:
            if node.where is not None:
                self._truth(at, node.where, one, way if node.how == "anyone" else -way)
            self._truth(at, node.of, one, way)

    def _group(
        self, at: Standing, node: n.OverMembers | n.OverRelated, subject: Subject
    ) -> list[tuple[Standing, Subject]]:
        if isinstance(node, n.OverMembers):
            return [(at, one) for one in subject.members]
        self._truth(at, node.complete, subject, -1)
        others = [one for one in subject.related(node.relation) if one is not None]
        return [(standing_of(one, at), one) for one in others]

    def _code(self, at: Standing, node: n.OneOf, subject: Subject, way: int) -> None:
        code = node.code
        while isinstance(code, n.Named | n.Lift):
            if isinstance(code, n.Lift):
                if subject.home is None:
                    return
                subject = subject.home
            code = code.part
        if isinstance(code, n.Fact):
            self._note(code, subject, way, None).words.update(node.words)

    def _compare(self, at: Standing, node: n.Compare, subject: Subject, way: int) -> None:
        ends = [at.value(side, subject) for side in (node.left, node.right)]
        quantity = tuple(
            _core(at, side, subject)
            for side, (low, high) in zip((node.left, node.right), ends, strict=True)
            if low != high
        )
        self._comparisons.append(_Comparison(quantity))
        self._inside.append(self._comparisons[-1])
        left = {"<": -way, "<=": -way, ">": way, ">=": way}.get(node.sign, 0)
        self._number(at, node.left, subject, _finite(ends[1]), left)
        self._number(at, node.right, subject, _finite(ends[0]), -left)
        inner = self._inside.pop()
        for one in self._inside:
            one.conditions |= inner.conditions | set(inner.numbers)

    # Numbers and days: `cuts` are values of the node at which the comparison turns.

    def _number(self, at: Standing, node: n.Node, subject: Subject, cuts: set[float], way: int) -> None:
        low, high = at.value(node, subject)
        if low == high:
            return
        within = self._inside[-1]
        if isinstance(node, n.Fact):
            self._note(node, subject, way, (low, high)).cuts.update(cuts)
            within.numbers[f"{node.scope}/{subject.id}.{node.spec.key}"] += 1
        elif isinstance(node, n.Named):
            self._number(at, node.part, subject, cuts, way)
        elif isinstance(node, n.Lift):
            if subject.home is not None:
                self._number(at, node.part, subject.home, cuts, way)
        elif isinstance(node, n.Extreme):
            for part in node.parts:
                self._number(at, part, subject, cuts, way)
        elif isinstance(node, n.Arithmetic):
            self._arithmetic(at, node, subject, cuts, way)
        elif isinstance(node, n.Choose):
            self._truth(at, node.condition, subject, 0)
            held = at.value(node.condition, subject)
            for part, fits in ((node.then, held != s.NO), (node.otherwise, held != s.YES)):
                if fits:
                    self._number(at, part, subject, cuts, way)
        elif isinstance(node, n.AmountOf):
            version = at.versions.get(node.rule)
            if version is not None:
                self._truth(at, version.rule.who, subject, way)
                self._number(at, version.rule.amount, subject, cuts, way)
        elif isinstance(node, n.OverMembers | n.OverRelated):
            self._sum(at, node, subject, cuts, way)
        elif isinstance(node, n.Rounded | n.Age | n.MonthsBetween | n.AddMonths):
            self._in_steps(at, node, subject, cuts, way)

    def _arithmetic(
        self, at: Standing, node: n.Arithmetic, subject: Subject, cuts: set[float], way: int
    ) -> None:
        left, right = at.value(node.left, subject), at.value(node.right, subject)
        ls, rs, turned = _finite(left), _finite(right), way
        if node.sign == "+":
            lefts, rights = {c - r for c in cuts for r in rs}, {c - one for c in cuts for one in ls}
        elif node.sign == "-":
            lefts, rights, turned = {c + r for c in cuts for r in rs}, {e - c for c in cuts for e in ls}, -way
        elif node.sign == "*":
            lefts, rights = {c / r for c in cuts for r in rs if r}, {c / e for c in cuts for e in ls if e}
        else:
            lefts, turned = {c * r for c in cuts for r in rs}, -way
            rights = {0.0, *(e / c for c in cuts for e in ls if c)}
        if node.sign in "*/" and left[0] != left[1] and right[0] != right[1]:
            self._inside[-1].bent = True
        self._number(at, node.left, subject, _finite(lefts), way)
        self._number(at, node.right, subject, _finite(rights), turned)

    def _sum(
        self,
        at: Standing,
        node: n.OverMembers | n.OverRelated,
        subject: Subject,
        cuts: set[float],
        way: int,
    ) -> None:
        """A sum's limit less what the others come to, at least and at most; a count turns on its conditions alone."""
        group = self._group(at, node, subject)
        if isinstance(node, n.OverRelated) and at.value(node.complete, subject) != s.YES:
            self._inside[-1].bent = True
        wheres = [s.YES if node.where is None else there.value(node.where, one) for there, one in group]
        for (there, one), where in zip(group, wheres, strict=True):
            if where == s.UNKNOWN:
                self._truth(there, node.where, one, way)
        if node.how != "sum":
            return
        shares = [
            s.between(where, there.value(node.of, one), (0.0, 0.0))
            for (there, one), where in zip(group, wheres, strict=True)
        ]
        for place, (there, one) in enumerate(group):
            if wheres[place] != s.NO:
                others = [share for other, share in enumerate(shares) if other != place]
                rest = _finite(sum(share[end] for share in others) for end in (0, 1))
                self._number(there, node.of, one, {cut - r for cut in cuts for r in rest}, way)

    def _in_steps(self, at: Standing, node: n.Node, subject: Subject, cuts: set[float], way: int) -> None:
        """What goes in steps: rounding, ages, months. The cuts are the steps about those of the whole."""
        self._inside[-1].steps = True
        near = {float(floor(cut) + more) for cut in cuts for more in (-1, 0, 1)}
        if isinstance(node, n.Rounded):
            half = node.step / 2
            multiples = {floor(cut / half) + more for cut in cuts for more in range(-3, 4)}
            self._number(at, node.part, subject, {one * half for one in multiples}, way)
        elif isinstance(node, n.Age):
            on = float(subject.lot.day)
            self._number(at, node.birth, subject, {_months_on(on, -12 * years) for years in near}, -way)
        elif isinstance(node, n.MonthsBetween):
            start, end = at.value(node.start, subject), at.value(node.end, subject)
            starts = {_months_on(day, -months) for day in _finite(end) for months in near}
            ends = {_months_on(day, months) for day in _finite(start) for months in near}
            self._number(at, node.start, subject, _spread(starts), -way)
            self._number(at, node.end, subject, ends, way)
        elif isinstance(node, n.AddMonths):
            day, months = at.value(node.day, subject), at.value(node.months, subject)
            days = {_months_on(cut, -floor(m)) for cut in cuts for m in _finite(months)}
            apart = {s.months_between((d, d), (cut, cut))[0] for cut in cuts for d in _finite(day)}
            self._number(at, node.day, subject, _spread(days), way)
            self._number(
                at, node.months, subject, {m + more for m in apart for more in (-1.0, 0.0, 1.0)}, way
            )


def _core(at: Standing, node: n.Node, subject: Subject) -> tuple:
    """A quantity and whose it is, whichever names it goes by."""
    while isinstance(node, n.Named | n.Lift):
        if isinstance(node, n.Lift):
            if subject.home is None:
                break
            subject = subject.home
        node = node.part
    return id(at), at.slot(node), subject.kind, subject.id


def _finite(numbers: Iterable[float]) -> set[float]:
    return {number for number in numbers if isfinite(number)}


def _months_on(day: float, months: float) -> float:
    return s.add_months((day, day), (months, months))[0]


def _spread(days: set[float]) -> set[float]:
    return {day + more for day in days for more in (*_MONTH_ENDS, -1.0)}
