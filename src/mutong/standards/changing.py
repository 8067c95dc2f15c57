"""What would change an answer: the smallest changes of facts that turn it, and the next day on which it turns alone.

Nothing here is advice; it is the same tree, asked again with something otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from mutong.kernel.period import add_years, age_on
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.levers import Lever, Levers
from mutong.standards.limit_words import amount_words
from mutong.standards.prepared import Place
from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import Version
from mutong.standards.rules.ring import walk
from mutong.standards.rules.single_numbers import civil
from mutong.standards.rules.subjects import Lot, Subject

_ANSWERS = {
    Truth.NO: Words("否", "no"),
    Truth.UNKNOWN: Words("未知", "not known"),
    Truth.YES: Words("是", "yes"),
}
_AHEAD = timedelta(days=366)
# So many conditions are tried in pairs; beyond that a reader is not helped.
_MOST_IN_PAIRS = 12


@dataclass(frozen=True)
class Change:
    """Something that would turn the answer `to` yes, no, unknown or '' (no longer in force; or another amount).

    `on` is the day from which it turns of itself; None where `levers` (one or two) would have to be otherwise.
    """

    words: Words
    to: str
    levers: tuple[Lever, ...] = ()
    on: date | None = None


def changes_of_facts(place: Place, version: Version, subject: Subject) -> tuple[Change, ...]:
    """Of a no, the single facts or else the pairs that would make it yes, or else the single facts that would open it
    again; of a yes, the single facts that would end it. Of an open answer nothing: its questions say what would
    settle it.
    """
    subject.stand(place.standing)
    who = version.rule.who
    verdict = place.standing.value(who, subject)
    if verdict == Truth.UNKNOWN:
        return ()
    wanted = Truth(2 - verdict)
    pulling = Levers(place, place.family.titles)
    levers = _each_once(pulling.of(who, subject))
    singly = [(one, pulling.pulled(who, subject, (one,))) for one in levers]
    found = [(one,) for one, answer in singly if answer == wanted]
    if not found and wanted == Truth.YES:
        pairs = combinations(levers[:_MOST_IN_PAIRS], 2)
        found = [pair for pair in pairs if pulling.pulled(who, subject, pair) == wanted]
        if not found:
            wanted = Truth.UNKNOWN
            found = [(one,) for one, answer in singly if answer == wanted]
    answer = _ANSWERS[wanted]
    return tuple(
        Change(
            Words(
                f"{'；且 '.join(one.words.zh for one in each)}：{answer.zh}",
                f"{'; and '.join(one.words.en for one in each)}: {answer.en}",
            ),
            wanted.word,
            each,
        )
        for each in found
    )


def _each_once(levers: Iterator[Lever]) -> list[Lever]:
    found: dict[tuple, Lever] = {}
    for one in levers:
        found.setdefault((one.subject.kind, one.subject.id, one.label.en, one.then.en), one)
    return list(found.values())


def next_day(place: Place, version: Version, subject: Subject) -> Change | None:
    """The next day within a year on which the answer, or the amount of a yes, changes with time alone; None for none.

    Facts stay as they are known on the Snapshot's day, and standards as they were known then (T6).
    """
    lot, name = subject.lot, version.rule.name
    subject.stand(place.standing)
    now = _said(place, name, subject)
    for day in _days(place, version, subject):
        again = Lot(lot.snapshot, day).like(_of(subject))[subject.kind, subject.id]
        then_place = place.family.place(day, lot.snapshot.known_at, subject.area_code)
        again.stand(then_place.standing)
        then = _said(then_place, name, again)
        if then != now:
            return _turned(day, then_place, name, then, now, subject)
    return None


def _of(subject: Subject) -> tuple[Subject, ...]:
    home = subject.home or subject
    return (home, *home.people)


Said = tuple[int | None, tuple[float, float] | None]


def _said(place: Place, name: str, subject: Subject) -> Said:
    version = place.standing.versions.get(name)
    if version is None:
        return None, None
    verdict = place.standing.value(version.rule.who, subject)
    if verdict != Truth.YES or version.rule.amount is None:
        return verdict, None
    return verdict, place.standing.value(version.rule.amount, subject)


def _days(place: Place, version: Version, subject: Subject) -> list[date]:
    """The days within a year on which something the rule looks at may turn, in order."""
    start = subject.lot.on
    end = start + _AHEAD
    found = {day for day in place.family.days if start < day <= end}
    nodes = [node for root in _roots(place, version.rule) for node in walk(root)]
    births = [node for node in nodes if isinstance(node, n.Age)]
    if births:
        found |= {day for day, _ in _birthdays(subject, start) if day <= end}
    if any(isinstance(node, n.ScreeningDay) for node in nodes):
        found |= {start + timedelta(days=ahead) for ahead in range(1, _AHEAD.days + 1)}
    return sorted(found)


def _roots(place: Place, rule: n.Rule) -> Iterator[n.Node]:
    """The rule's tree and those of all rules it builds on."""
    seen, todo = set(), [rule]
    while todo:
        one = todo.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        for root in (one.who, one.amount):
            if root is not None:
                yield root
                used = (node.rule for node in walk(root) if isinstance(node, n.Finding | n.AmountOf))
                todo += [
                    place.standing.versions[name].rule for name in used if name in place.standing.versions
                ]


def _birthdays(subject: Subject, start: date) -> Iterator[tuple[date, Subject]]:
    people = (subject,) if subject.kind == "person" and subject.home is None else _of(subject)[1:]
    for person in people:
        low, high = person.fact("birth_date", "day")
        if low == high:
            birth = date(*civil(int(low)))
            coming = add_years(birth, start.year - birth.year)
            yield (coming if coming > start else add_years(birth, start.year + 1 - birth.year)), person


def _turned(day: date, place: Place, name: str, then: Said, now: Said, subject: Subject) -> Change:
    why_zh, why_en = [], []
    for turning, person in _birthdays(subject, subject.lot.on):
        if turning == day:
            years = age_on(date(*civil(int(person.fact("birth_date", "day")[0]))), day)
            why_zh.append(f"{person.id} 满 {years} 岁")
            why_en.append(f"{person.id} turns {years}")
    if day in place.family.days:
        why_zh.append("标准有变")
        why_en.append("the standards change")
    reason = Words(f"（{'，'.join(why_zh)}）" if why_zh else "", f" ({', '.join(why_en)})" if why_en else "")
    verdict, amount = then
    if verdict is None:
        said, to = Words("规则不再有效", "the rule is no longer in force"), ""
    elif verdict == now[0] and amount is not None:
        kind = place.standing.versions[name].rule.amount.kind
        money = amount_words(amount, kind)
        said, to = Words(f"金额为 {money.zh}", f"the amount is {money.en}"), Truth(verdict).word
    else:
        said, to = _ANSWERS[Truth(verdict)], Truth(verdict).word
    return Change(
        Words(f"自 {day} 起{reason.zh}：{said.zh}", f"from {day}{reason.en}: {said.en}"), to, (), day
    )
