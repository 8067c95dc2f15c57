"""The conditions an answer rests on, one by one, each with what would have to be so for it to turn.

A lever is taken at the quantity people speak of, such as income per head, and holds wherever that quantity stands in
the rules; so a change that helps in one condition and harms in another is judged as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, nextafter

from mutong.kernel.words import Words
from mutong.standards.limit_words import MIRRORED, OPPOSITE, limit_words, value_words
from mutong.standards.prepared import Place
from mutong.standards.rules import nodes as n
from mutong.standards.rules import single_numbers as s
from mutong.standards.rules.ring import walk
from mutong.standards.rules.subjects import Lot, Single, Subject
from mutong.standards.rules.wording import Titles, code_words, inner_fact_key, say

_TRUTHS = {s.NO: Words("否", "no"), s.UNKNOWN: Words("未知", "not known"), s.YES: Words("是", "yes")}
_FROM_FACTS = (n.Fact, n.OverMembers, n.OverRelated, n.AmountOf)


@dataclass(frozen=True)
class Lever:
    """One thing that could be otherwise: a quantity or fact (`node` of `subject`), what it is and would be in words,
    and a `value` that it would have.
    """

    subject: Subject
    node: n.Node
    value: Single
    label: Words
    now: Words
    then: Words

    @property
    def words(self) -> Words:
        """人均月收入 750 元/月 → 低于 730 元/月."""
        who = f"{self.subject.id}：" if self.subject.kind == "person" else ""
        named = f"{self.subject.id}: " if self.subject.kind == "person" else ""
        return Words(
            f"{who}{self.label.zh} {self.now.zh} → {self.then.zh}",
            f"{named}{self.label.en} {self.now.en} → {self.then.en}",
        )


class Levers:
    """Finds and pulls the levers of one answer."""

    def __init__(self, place: Place, titles: Titles) -> None:
        self.place, self.titles = place, titles

    def of(self, node: n.Node, subject: Subject) -> Iterator[Lever]:
        """The levers of the conditions a node is made of, in reading order."""
        if isinstance(node, n.Named | n.Not):
            yield from self.of(node.part, subject)
        elif isinstance(node, n.All | n.Any):
            for part in node.parts:
                yield from self.of(part, subject)
        elif isinstance(node, n.Lift):
            if subject.home is not None:
                yield from self.of(node.part, subject.home)
        elif isinstance(node, n.Finding):
            version = self.place.standing.versions.get(node.rule)
            if version is not None:
                yield from self.of(version.rule.who, subject)
        elif isinstance(node, n.OverMembers):
            for member in subject.members:
                for part in (node.where, node.of):
                    if part is not None:
                        yield from self.of(part, member)
        elif isinstance(node, n.Compare):
            yield from self._of_compare(node, subject)
        elif isinstance(node, n.OneOf):
            yield from self._of_code(node, subject)
        elif isinstance(node, n.Fact) and node.kind == n.TRUTH:
            yield from self._of_truth(node, subject)

    def _of_truth(self, node: n.Fact, subject: Subject) -> Iterator[Lever]:
        now = self.place.standing.value(node, subject)
        for value in (s.YES, s.NO):
            if value != now:
                yield Lever(subject, node, value, say(node, self.titles), _TRUTHS[now], _TRUTHS[value])

    def _of_code(self, node: n.OneOf, subject: Subject) -> Iterator[Lever]:
        now, inner = self.place.standing.value(node.code, subject), node.code
        if isinstance(inner, n.Lift):
            if subject.home is None:
                return
            inner, subject = inner.part, subject.home
        key, fits = (
            inner_fact_key(node.code),
            self.place.standing.value(node, subject) if inner is node.code else None,
        )
        said = _TRUTHS[s.UNKNOWN] if now is None else self._words(key, (now,), node.areas)
        wanted = self._words(key, node.words, node.areas)
        if fits is None:
            fits = s.UNKNOWN if now is None else s.YES if _fits(node, now) else s.NO
        if fits != s.YES:
            yield Lever(subject, inner, node.words[0], say(inner, self.titles), said, wanted)
        if fits != s.NO:
            other = Words(f"{wanted.zh}以外", f"other than {wanted.en}")
            yield Lever(subject, inner, "", say(inner, self.titles), said, other)

    @staticmethod
    def _words(key: str, codes: tuple[str, ...], areas: bool) -> Words:
        if areas:
            return Words("、".join(codes), " or ".join(codes))
        return code_words(key, codes)

    def _of_compare(self, node: n.Compare, subject: Subject) -> Iterator[Lever]:
        left = any(isinstance(one, _FROM_FACTS) for one in walk(node.left))
        side, other = (node.left, node.right) if left else (node.right, node.left)
        sign = node.sign if left else MIRRORED[node.sign]
        limit = self.place.standing.value(other, subject)
        now = self.place.standing.value(side, subject)
        answer = self.place.standing.value(node, subject)
        while isinstance(side, n.Lift):
            if subject.home is None:
                return
            side, subject = side.part, subject.home
        if limit[0] != limit[1] or side.kind.name not in ("number", "day"):
            return
        for wanted, hold in ((s.YES, sign), (s.NO, OPPOSITE[sign])):
            value = _beyond(hold, limit[0], now, _whole(side))
            # Nobody grows younger.
            if wanted != answer and value is not None and not (_grows(side) and value < now[0]):
                yield Lever(
                    subject,
                    side,
                    (value, value),
                    say(side, self.titles),
                    value_words(now, side.kind),
                    limit_words(hold, limit[0], side.kind),
                )

    def pulled(self, node: n.Node, subject: Subject, levers: tuple[Lever, ...]) -> int:
        """The answer of a yes/no node were these levers pulled and all else as it is."""
        home = subject.home or subject
        lot = Lot(subject.lot.snapshot, subject.lot.on)
        again = lot.like((home, *home.people))
        standing = self.place.standing
        again[home.kind, home.id].stand(standing)
        for lever in levers:
            again[lever.subject.kind, lever.subject.id].memo[standing.slot(lever.node)] = lever.value
        return standing.value(node, again[subject.kind, subject.id])


def _fits(node: n.OneOf, word: str) -> bool:
    return any(word.startswith(one) or one == "0" for one in node.words) if node.areas else word in node.words


def _grows(node: n.Node) -> bool:
    while isinstance(node, n.Named):
        node = node.part
    return isinstance(node, n.Age)


def _whole(node: n.Node) -> bool:
    """Whether the quantity goes in whole steps: ages, counts, levels, days."""
    while isinstance(node, n.Named):
        node = node.part
    if isinstance(node, n.Age | n.MonthsBetween | n.AddMonths) or node.kind == n.DAY:
        return True
    if isinstance(node, n.OverMembers | n.OverRelated):
        return node.how == "count"
    return isinstance(node, n.Fact) and node.spec.unit in ("level", "head", "count", "person")


def _beyond(sign: str, limit: float, now: s.Ends, whole: bool) -> float | None:
    """The nearest value that stands to the limit as the sign says; None where there is none to name."""
    if sign in ("<=", ">=", "=="):
        return limit
    if sign == "!=":
        return now[0] if now[0] != limit else limit + 1
    toward = -inf if sign == "<" else inf
    if whole:
        return limit - 1 if sign == "<" else limit + 1
    return nextafter(limit, toward)
