"""Where a fact turns an answer: the values that the rules in force compare it with, and one value from each stretch
between them.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from mutong.standards.prepared import Place
from mutong.standards.question_weights import weight
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.ring import walk
from mutong.standards.rules.subjects import Single, Subject
from mutong.tables.dictionary import FactSpec

# A whole number with so few values is imagined value by value.
_FEW = 12
_OTHER = ""
_GRAIN = 100


def outcomes(places: Iterable[Place], spec: FactSpec, kind: str, on: int) -> tuple[Single, ...]:
    """What a fact may turn out to be, nothing being known of like people: one value from each stretch between its cut
    points, each as likely as the others; days evenly spread; yes and no by the value the dictionary has for whoever
    is on no list, where it has one. `on` is in days since 1970-01-01.
    """
    if kind == "truth":
        return _usual(spec)
    places = tuple(places)
    kept = places[0].kept.setdefault("outcomes", {})
    name = (spec.key, on, *map(id, places))
    if name not in kept:
        kept[name] = _outcomes(places, spec, kind, on)
    return kept[name]


def _outcomes(places: tuple[Place, ...], spec: FactSpec, kind: str, on: int) -> tuple[Single, ...]:
    key, cuts = spec.key, [_cuts(place) for place in places]
    if kind == "code":
        words = {word for one in cuts for word in one.words.get(key, ())}
        return spec.codes or (*sorted(words), _OTHER)
    found = {limit for one in cuts for limit in one.numbers.get(key, ())}
    if kind == "day":
        months = {12 * limit for one in cuts for limit in one.years.get(key, ())}
        months |= {limit for one in cuts for limit in one.months.get(key, ())}
        found |= {s.add_months((on, on), (-limit, -limit))[0] for limit in months}
    low, high = spec.low, spec.high
    if low is not None and high is not None and high - low <= _FEW:
        return tuple((float(v), float(v)) for v in range(int(low), int(high) + 1))
    values = _between(sorted(found), 0.0 if low is None and kind != "day" else low, high, kind)
    return tuple((value, value) for value in values)


def _usual(spec: FactSpec) -> tuple[Single, ...]:
    if spec.absent not in ("yes", "no"):
        return s.NO, s.YES
    usual = round(_GRAIN * weight("usual_share"))
    rare = (s.YES if spec.absent == "no" else s.NO,) * (_GRAIN - usual)
    return (*rare, *((s.NO if spec.absent == "no" else s.YES,) * usual))


def _cuts(place: Place) -> "_CutPoints":
    found = place.kept.get("cut_points")
    if found is None:
        found = place.kept["cut_points"] = _CutPoints(place)
    return found


class _CutPoints:
    """The cut points of every fact in the rules of one place: numbers and days, ages, months and words by fact key."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.numbers: dict[str, set[float]] = {}
        self.words: dict[str, set[str]] = {}
        self.years: dict[str, set[float]] = {}
        self.months: dict[str, set[float]] = {}
        for version in place.versions:
            for root in (version.rule.who, version.rule.amount):
                for node in walk(root) if root is not None else ():
                    self._read(node)

    def _read(self, node: n.Node) -> None:
        if isinstance(node, n.OneOf):
            for fact in facts_of(node.code):
                self.words.setdefault(fact.spec.key, set()).update(node.words)
        elif isinstance(node, n.Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                limit = self._limit(other)
                if limit is not None:
                    self._cut(side, node, limit)

    def _limit(self, side: n.Node) -> float | None:
        """What a side is when it is made of standards and literals alone."""
        made_of = (n.Fact, n.OverMembers, n.OverRelated, n.Finding, n.AmountOf, n.ScreeningDay)
        if any(isinstance(one, made_of) for one in walk(side)):
            return None
        low, high = self.place.standing.work(side)(_Nobody())
        return low if low == high else None

    def _cut(self, side: n.Node, compare: n.Compare, limit: float) -> None:
        for inner in walk(side):
            if isinstance(inner, n.Age):
                self._note(self.years, inner.birth, limit)
            elif isinstance(inner, n.MonthsBetween):
                self._note(self.months, inner.start, limit)
        for fact in facts_of(side):
            if fact.kind == compare.left.kind or fact.kind == compare.right.kind:
                self.numbers.setdefault(fact.spec.key, set()).add(limit)

    def _note(self, where: dict[str, set[float]], node: n.Node, limit: float) -> None:
        for fact in facts_of(node):
            where.setdefault(fact.spec.key, set()).add(limit)


def _between(cuts: list[float], low: float | None, high: float | None, kind: str) -> list[float]:
    if not cuts:
        return [low or 0.0]
    # Beyond the outermost cut there is as much again: of days the widest stretch, of amounts the greatest.
    widest = max([b - a for a, b in pairwise(cuts)], default=abs(cuts[0]) or 1.0)
    first = cuts[0] - widest if low is None else low
    last = cuts[-1] + (widest if kind == "day" else cuts[-1] or 1.0) if high is None else high
    if kind == "day":
        step = (last - first) / _GRAIN
        return [float(round(first + (place + 0.5) * step)) for place in range(_GRAIN)]
    return [(a + b) / 2 for a, b in pairwise([first, *cuts, last])]


def facts_of(node: n.Node) -> Iterator[n.Fact]:
    """The facts a node is made of."""
    return (one for one in walk(node) if isinstance(one, n.Fact))


class _Nobody(Subject):
    """Whoever a standard is looked up for; it has no facts."""

    def __init__(self) -> None:
        self.memo, self.reasons = {}, {}
