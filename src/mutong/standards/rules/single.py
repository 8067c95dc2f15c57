"""A rule's tree worked out for one subject in plain Python: the same tree and the same answers as `evaluation`.

Every part of every rule in force is turned into a function of a Subject once; parts that say the same share one
function and so one result, whichever rules they stand in. `Standing` holds those functions for the places where the
same versions and parameters hold on the same days.
"""

from collections.abc import Callable
from dataclasses import fields
from itertools import count
from threading import RLock

from mutong.standards.choices import area_holds
from mutong.standards.parameters import ParameterValue
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.family import Version
from mutong.standards.rules.spans import several, span
from mutong.standards.rules.subjects import Single, Subject

Work = Callable[[Subject], Single]


class Standing:
    """What stands in one place: one version of each rule in force, and every parameter's value.

    `versions` are by rule name, in the order of the packs; `look_up` gives a parameter's value there; `place_of` gives
    the Standing of another area code in the same `family`, for relatives of somebody here who live elsewhere.
    """

    def __init__(
        self,
        versions: dict[str, Version],
        look_up: Callable[[str], ParameterValue],
        place_of: Callable[[str], "Standing"],
        family: object = None,
    ) -> None:
        self.versions, self.place_of, self.family = versions, place_of, family
        self._look_up = look_up
        self.reasons: object = None
        self._parameters: dict[str, ParameterValue] = {}
        self._works: dict[int, tuple[int, Work]] = {}
        self._same: dict[tuple, tuple[int, Work]] = {}
        self._slots = count()
        # Made once, read by many: two threads must not give one slot to two parts.
        self.making = RLock()

    def parameter(self, name: str) -> ParameterValue:
        """A parameter's value here."""
        if name not in self._parameters:
            self._parameters[name] = self._look_up(name)
        return self._parameters[name]

    def value(self, node: n.Node, subject: Subject) -> Single:
        """A node's value for a subject of its scope who lives here."""
        return self.work(node)(subject)

    def work(self, node: n.Node) -> Work:
        """The function that gives a node's value for a subject."""
        return self._entry(node)[1]

    def slot(self, node: n.Node) -> int:
        """Where a subject keeps the node's value; nodes that say the same have the same slot."""
        return self._entry(node)[0]

    def _entry(self, node: n.Node) -> tuple[int, Work]:
        found = self._works.get(id(node))
        if found is None:
            with self.making:
                found = self._works[id(node)] = self._made(node)
        return found

    def _made(self, node: n.Node) -> tuple[int, Work]:
        if isinstance(node, n.Named):
            return self._entry(node.part)
        key = (
            type(node),
            node.scope,
            node.kind.name,
            *(self._told(node, each.name) for each in fields(node)[3:]),
        )
        if key not in self._same:
            slot = next(self._slots)
            work = _WORK[type(node)](self, node)
            self._same[key] = (slot, work if isinstance(node, _AT_HAND) else _remembered(slot, work))
        return self._same[key]

    def _told(self, node: n.Node, name: str) -> object:
        part = getattr(node, name)
        if isinstance(part, n.Node):
            return self.slot(part)
        if isinstance(part, tuple) and part and isinstance(part[0], n.Node):
            return tuple(self.slot(one) for one in part)
        if name == "label":
            return None
        # 1 and True are equal and hash alike, but say different things.
        return part.key if name == "spec" else (type(part), part)

    def number(self, node: n.Parameter) -> s.Ends:
        """A parameter's both ends; a null one may be any number that is not negative (T4)."""
        value = self.parameter(node.name).value
        return (0.0, s.inf) if value is None else (float(value), float(value))


def standing_of(subject: Subject, here: Standing) -> Standing:
    """The Standing of where a subject lives, of the same family as `here`; the subject is judged by it from now on."""
    if subject.rules is None or subject.rules.family is not here.family:
        subject.stand(here.place_of(subject.area_code))
    return subject.rules


def _remembered(slot: int, work: Work) -> Work:
    def value(subject: Subject) -> Single:
        memo = subject.memo
        if slot in memo:
            return memo[slot]
        found = memo[slot] = work(subject)
        return found

    return value


# What these say is at hand.
_AT_HAND = (n.Literal, n.Parameter)


def _fact(at: Standing, node: n.Fact) -> Work:
    key, kind = node.spec.key, node.kind.name
    return lambda subject: subject.fact(key, kind)


def _always(value: Single) -> Work:
    return lambda subject: value


def _literal(at: Standing, node: n.Literal) -> Work:
    if node.kind == n.TRUTH:
        return _always(s.YES if node.value else s.NO)
    number = s.day_of(node.value) if node.kind == n.DAY else float(node.value)
    return _always((number, number))


def _screening_day(at: Standing, node: n.ScreeningDay) -> Work:
    return lambda subject: (float(subject.lot.day), float(subject.lot.day))


def _age(at: Standing, node: n.Age) -> Work:
    birth = at.work(node.birth)

    def age(subject: Subject) -> s.Ends:
        (low, high), on = birth(subject), subject.lot.day
        return s.whole_years(high, on), s.whole_years(low, on)

    return age


def _finding(at: Standing, node: n.Finding) -> Work:
    version = at.versions.get(node.rule)
    return _always(s.UNKNOWN) if version is None else at.work(version.rule.who)


def _all(at: Standing, node: n.All) -> Work:
    parts = [at.work(part) for part in node.parts]

    def every(subject: Subject) -> int:
        found = s.YES
        for part in parts:
            answer = part(subject)
            if answer < found:
                if answer == s.NO:
                    return s.NO
                found = answer
        return found

    return every


def _any(at: Standing, node: n.Any) -> Work:
    parts = [at.work(part) for part in node.parts]

    def some(subject: Subject) -> int:
        found = s.NO
        for part in parts:
            answer = part(subject)
            if answer > found:
                if answer == s.YES:
                    return s.YES
                found = answer
        return found

    return some


def _not(at: Standing, node: n.Not) -> Work:
    part = at.work(node.part)
    return lambda subject: 2 - part(subject)


def _two(works: dict[str, Callable]) -> Callable[[Standing, n.Compare | n.Arithmetic], Work]:
    def made(at: Standing, node: n.Compare | n.Arithmetic) -> Work:
        work, left, right = works[node.sign], at.work(node.left), at.work(node.right)
        return lambda subject: work(left(subject), right(subject))

    return made


def _one_of(at: Standing, node: n.OneOf) -> Work:
    code, words = at.work(node.code), node.words

    def fits(subject: Subject) -> int:
        word = code(subject)
        if word is None:
            return s.UNKNOWN
        return s.YES if word in words else s.NO

    def lies_in(subject: Subject) -> int:
        word = code(subject)
        if word is None:
            return s.UNKNOWN
        return s.YES if any(area_holds(area, word) for area in words) else s.NO

    return lies_in if node.areas else fits


def _extreme(at: Standing, node: n.Extreme) -> Work:
    parts, work = [at.work(part) for part in node.parts], min if node.which == "min" else max

    if len(parts) == 2:
        one, other = parts

        def of_two(subject: Subject) -> s.Ends:
            (low, high), (other_low, other_high) = one(subject), other(subject)
            return work(low, other_low), work(high, other_high)

        return of_two

    def outermost(subject: Subject) -> s.Ends:
        ends = [part(subject) for part in parts]
        return work(low for low, _ in ends), work(high for _, high in ends)

    return outermost


def _choose(at: Standing, node: n.Choose) -> Work:
    condition, then, otherwise = at.work(node.condition), at.work(node.then), at.work(node.otherwise)
    return lambda subject: s.between(condition(subject), then(subject), otherwise(subject))


def _lift(at: Standing, node: n.Lift) -> Work:
    part = at.work(node.part)
    nothing = {"truth": s.UNKNOWN, "code": None}.get(node.kind.name, (-s.inf, s.inf))
    return lambda subject: nothing if subject.home is None else part(subject.home)


def over_group(how: str, answers: list[Single], wheres: list[int]) -> Single:
    """sum, count, anyone or everyone over a group, member by member (T2)."""
    if how == "count":
        return float(sum(w == s.YES for w in wheres)), float(sum(w != s.NO for w in wheres))
    if how == "anyone":
        return max((min(a, w) for a, w in zip(answers, wheres, strict=True)), default=s.NO)
    if how == "everyone":
        return min((max(a, 2 - w) for a, w in zip(answers, wheres, strict=True)), default=s.YES)
    low = high = 0.0
    for ends, where in zip(answers, wheres, strict=True):
        share = s.between(where, ends, (0.0, 0.0))
        low, high = low + share[0], high + share[1]
    return low, high


def _over_members(at: Standing, node: n.OverMembers) -> Work:
    of = None if node.of is None else at.work(node.of)
    where = None if node.where is None else at.work(node.where)

    def over(subject: Subject) -> Single:
        members = subject.members
        wheres = [s.YES] * len(members) if where is None else [where(one) for one in members]
        return over_group(node.how, [] if of is None else [of(one) for one in members], wheres)

    return over


def _over_related(at: Standing, node: n.OverRelated) -> Work:
    complete, ends_of, (least, most) = at.work(node.complete), span(node.of) if node.of else (), (0.0, 0.0)
    if node.how == "sum":
        least, most = several(ends_of)

    def over(subject: Subject) -> Single:
        others = subject.related(node.relation)
        whole = complete(subject) == s.YES
        wheres = [s.YES if node.where is None else truth_of(at, node.where, one) for one in others]
        if node.how in ("anyone", "everyone"):
            found = over_group(node.how, [truth_of(at, node.of, one) for one in others], wheres)
            if whole:
                return found
            return max(found, s.UNKNOWN) if node.how == "anyone" else min(found, s.UNKNOWN)
        answers = []
        if node.how == "sum":
            answers = [ends_of if one is None else standing_of(one, at).value(node.of, one) for one in others]
        low, high = over_group(node.how, answers, wheres)
        if node.how == "count":
            return low, high if whole else s.inf
        return (low, high) if whole else (low + least, high + most)

    return over


def truth_of(at: Standing, node: n.Node, person: Subject | None) -> int:
    """A yes/no node for a related person; unknown for one who is not in the Snapshot."""
    return s.UNKNOWN if person is None else standing_of(person, at).value(node, person)


def _amount_of(at: Standing, node: n.AmountOf) -> Work:
    version = at.versions.get(node.rule)
    if version is None:
        return _always((0.0, s.inf))
    who, amount = at.work(version.rule.who), at.work(version.rule.amount)
    return lambda subject: s.between(who(subject), amount(subject), (0.0, 0.0))


def _rounded(at: Standing, node: n.Rounded) -> Work:
    part = at.work(node.part)
    return lambda subject: s.rounded(node.which, part(subject), node.step)


def _months_between(at: Standing, node: n.MonthsBetween) -> Work:
    start, end = at.work(node.start), at.work(node.end)
    return lambda subject: s.months_between(start(subject), end(subject))


def _add_months(at: Standing, node: n.AddMonths) -> Work:
    day, months = at.work(node.day), at.work(node.months)
    return lambda subject: s.add_months(day(subject), months(subject))


_WORK: dict[type[n.Node], Callable[[Standing, n.Node], Work]] = {
    n.Fact: _fact,
    n.Parameter: lambda at, node: _always(at.number(node)),
    n.Literal: _literal,
    n.ScreeningDay: _screening_day,
    n.Age: _age,
    n.Finding: _finding,
    n.All: _all,
    n.Any: _any,
    n.Not: _not,
    n.Compare: _two(s.COMPARISONS),
    n.Arithmetic: _two(s.SUMS),
    n.OneOf: _one_of,
    n.Extreme: _extreme,
    n.OverMembers: _over_members,
    n.OverRelated: _over_related,
    n.AmountOf: _amount_of,
    n.Rounded: _rounded,
    n.MonthsBetween: _months_between,
    n.AddMonths: _add_months,
    n.Lift: _lift,
    n.Choose: _choose,
}
