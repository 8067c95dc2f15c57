"""Trying one rule on one household: its answer as a tree, what would settle it, and the household moved to the line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.period import add_years
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.experience import Experience
from mutong.standards.explaining import explained
from mutong.standards.explanation_parts import Explanation
from mutong.standards.limit_words import MIRRORED, limit_words
from mutong.standards.pack_form import Pack
from mutong.standards.prepared import Place
from mutong.standards.questions import Questions, choose_questions
from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import Version
from mutong.standards.rules.ring import walk
from mutong.standards.rules.single_numbers import civil
from mutong.standards.rules.subjects import Lot, Single, Subject
from mutong.standards.rules.wording import say
from mutong.standards.single_answers import answer_of_rule
from mutong.tables.snapshot import Snapshot

_FROM_FACTS = (n.Fact, n.OverMembers, n.OverRelated, n.AmountOf)
_YUAN, _CLOSE = 100.0, 1e-6
AT, BELOW, ABOVE = "at", "below", "above"


@dataclass(frozen=True)
class Boundary:
    """A limit of the rule, and the values of one fact that bring the household to it: `at` the line, one `below`, one
    `above` (money by one yuan, days by one day; ages by one day of birth). A value is a number in the fact's unit or a
    day; None where the fact cannot have it.
    """

    words: Words
    subject_kind: str
    subject_id: str
    fact: str
    at: float | date | None
    below: float | date | None
    above: float | date | None


@dataclass(frozen=True)
class Trial:
    """The answer with its tree and what would change it, the questions that would settle it, and its lines."""

    answer: Explanation
    questions: Questions
    boundaries: tuple[Boundary, ...]


def try_rule(
    snapshot: Snapshot,
    packs: Iterable[Pack],
    choices: Choices | None,
    rule_id: str,
    subject_id: str,
    limit: int = 5,
    experience: Experience | None = None,
) -> Trial:
    """One rule (`pack:rule`) put to one subject of a Snapshot. Raises MutongError `no_finding` where the rule is not in
    force for the subject on the day, `unknown_subject` for somebody who is not in the Snapshot.
    """
    one = answer_of_rule(snapshot, packs, choices, rule_id, subject_id)
    place, version, subject = one.place, one.version, one.subject
    home = subject.home or subject
    questions = Questions()
    if home.kind == "household":
        questions = choose_questions(home, (one,), limit, experience)
    return Trial(explained(one), questions, tuple(_boundaries(place, version, subject)))


def _boundaries(place: Place, version: Version, subject: Subject) -> Iterator[Boundary]:
    seen: set[tuple] = set()
    for compare, about in _compares(place, version.rule.who, subject):
        found = _boundary(place, compare, about)
        if found is not None and (found.fact, found.subject_id, found.at) not in seen:
            seen.add((found.fact, found.subject_id, found.at))
            yield found


def _compares(place: Place, node: n.Node, subject: Subject) -> Iterator[tuple[n.Compare, Subject]]:
    """The comparisons that the answer rests on, each with whom it is about."""
    if isinstance(node, n.Named | n.Not):
        yield from _compares(place, node.part, subject)
    elif isinstance(node, n.All | n.Any):
        for part in node.parts:
            yield from _compares(place, part, subject)
    elif isinstance(node, n.Lift):
        if subject.home is not None:
            yield from _compares(place, node.part, subject.home)
    elif isinstance(node, n.Finding):
        version = place.standing.versions.get(node.rule)
        if version is not None:
            yield from _compares(place, version.rule.who, subject)
    elif isinstance(node, n.OverMembers):
        for member in subject.members[:1]:
            for part in (node.where, node.of):
                if part is not None:
                    yield from _compares(place, part, member)
    elif isinstance(node, n.Compare):
        yield node, subject


def _boundary(place: Place, compare: n.Compare, subject: Subject) -> Boundary | None:
    left = any(isinstance(one, _FROM_FACTS) for one in walk(compare.left))
    side, other = (compare.left, compare.right) if left else (compare.right, compare.left)
    sign = compare.sign if left else MIRRORED[compare.sign]
    low, high = place.standing.value(other, subject)
    if low != high or abs(low) == float("inf"):
        return None
    while isinstance(side, n.Lift):
        if subject.home is None:
            return None
        side, subject = side.part, subject.home
    said, line = say(side, place.family.titles), limit_words(sign, low, side.kind)
    words = Words(f"{said.zh} {line.zh}", f"{said.en} {line.en}")
    for node, whose in _movable(side, subject):
        values = _values(place, side, subject, node, whose, low)
        if values is not None:
            return Boundary(words, whose.kind, whose.id, node.spec.key, *values)
    return None


def _movable(side: n.Node, subject: Subject) -> Iterator[tuple[n.Fact, Subject]]:
    """The facts a quantity is made of, of the subject or of the first member."""
    for node in walk(side):
        if isinstance(node, n.Fact) and node.kind.name in ("number", "day"):
            if node.spec.subject_kind == subject.kind:
                yield node, subject
            elif subject.kind == "household" and subject.members:
                yield node, subject.members[0]


def _values(
    place: Place, side: n.Node, subject: Subject, node: n.Fact, whose: Subject, limit: float
) -> tuple[float | date | None, ...] | None:
    inner = side
    while isinstance(inner, n.Named):
        inner = inner.part
    if isinstance(inner, n.Age):
        turned = add_years(subject.lot.on, -int(limit))
        return turned, turned + timedelta(days=1), turned - timedelta(days=1)
    if node.kind == n.DAY:
        if inner is not node:
            return None
        day = date(*civil(int(limit)))
        return day, day - timedelta(days=1), day + timedelta(days=1)
    step = _YUAN if n.unit_of(side.kind).startswith("fen") else 1.0

    def moved(value: float) -> float | None:
        return _value_with(place, side, subject, whose, node.spec.key, (value, value))

    first, second = moved(0.0), moved(1000.0)
    if first is None or second is None or first == second:
        return None
    found: list[float | None] = []
    for target in (limit, limit - step, limit + step):
        value = round((target - first) * 1000.0 / (second - first), 6)
        spec = node.spec
        fits = (spec.low is None or value >= spec.low) and (spec.high is None or value <= spec.high)
        reached = moved(value) if fits else None
        found.append(
            value if reached is not None and abs(reached - target) < _CLOSE * max(1, abs(target)) else None
        )
    return tuple(found) if found[0] is not None else None


def _value_with(
    place: Place, side: n.Node, subject: Subject, whose: Subject, key: str, value: Single
) -> float | None:
    """What a quantity would be with one fact otherwise; None where it is not exact."""
    home = subject.home or subject
    again = Lot(subject.lot.snapshot, subject.lot.on).like(
        (home, *home.people), {(whose.kind, whose.id): {key: value}}
    )
    again[home.kind, home.id].stand(place.standing)
    low, high = place.standing.value(side, again[subject.kind, subject.id])
    return low if low == high and abs(low) != float("inf") else None
