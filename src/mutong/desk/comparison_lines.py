"""The lines of a comparison: differences in the packs, answers that change, courses that change."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from mutong.desk.bases import basis_of, clause_of
from mutong.desk.change_parts import PartWords
from mutong.desk.doors import Home, homes_of
from mutong.desk.names import rule_title
from mutong.desk.parts import NO_WORDS, Basis
from mutong.desk.tree import ANSWERS
from mutong.desk.writing import instant_words, money_words
from mutong.kernel.words import Words
from mutong.standards.comparing import HARSHER, KINDER, PackChange
from mutong.standards.comparing_answers import AnswerChange, RuleDifference
from mutong.standards.comparing_courses import CourseChange
from mutong.standards.pack import Pack
from mutong.standards.protocols import protocols_of
from mutong.standards.reference_protocols import plain_words
from mutong.workflows.comparing import Side
from mutong.workflows.pack_shelf import load_shelf

_WHAT = {
    "rule": Words("规则", "Rules"),
    "parameter": Words("数字", "Numbers"),
    "protocol": Words("流程", "Protocols"),
    "clause": Words("条款", "Clauses"),
}
_WAYS = {KINDER: Words("更宽", "kinder"), HARSHER: Words("更严", "harsher")}
_CHANGES = {
    "gains": Words("新符合", "now entitled"),
    "loses": Words("不再符合", "no longer entitled"),
    "settled_yes": Words("由未知变为符合", "settled: entitled"),
    "settled_no": Words("由未知变为不符合", "settled: not entitled"),
    "yes_opened": Words("由符合变为未知", "was entitled, now not known"),
    "no_opened": Words("由不符合变为未知", "was not entitled, now not known"),
    "more": Words("金额增加", "more money"),
    "less": Words("金额减少", "less money"),
    "amount_differs": Words("金额不同", "another amount"),
}
_NOT_IN_FORCE = Words("无效力", "not in force")


@dataclass(frozen=True)
class ChangeLine:
    """One difference in the packs."""

    name: Words
    part: Words
    before: Words
    after: Words
    way: str
    way_words: Words
    basis: Basis | None


@dataclass(frozen=True)
class ChangeGroup:
    """The differences of one kind, with how many are kinder and harsher."""

    title: Words
    lines: tuple[ChangeLine, ...]
    kinder: int
    harsher: int


@dataclass(frozen=True)
class RuleLine:
    """For one rule how many answers change, and how."""

    title: Words
    compared: int
    counts: tuple[tuple[Words, int], ...]
    money: Words | None


@dataclass(frozen=True)
class PersonLine:
    """One whose answer changes."""

    who: Words
    where: Words
    url: str
    rule: Words
    change: Words
    before: Words
    after: Words


@dataclass(frozen=True)
class CourseLine:
    """One whom a protocol holds, and what changes for them."""

    who: Words
    url: str
    protocol: Words
    before: Words
    after: Words
    steps: Words


def change_groups(changes: list[PackChange], old: Side, new: Side) -> tuple[ChangeGroup, ...]:
    """What differs between two packs, grouped by kind of part, with how many changes are kinder and harsher."""
    labels = _labels(old.pack) | _labels(new.pack)
    parts = PartWords(old.pack, new.pack)
    groups = []
    for what, title in _WHAT.items():
        lines = tuple(_change(one, labels, parts) for one in changes if one.what == what)
        if lines:
            counts = Counter(line.way for line in lines)
            groups.append(ChangeGroup(title, lines, counts[KINDER], counts[HARSHER]))
    return tuple(groups)


def _labels(pack: Pack) -> dict[str, Words]:
    found = {name: pack.parameters.label(name) for name in pack.parameters.names}
    for one in (*pack.ancestors, pack):
        found |= {name: versions[-1].title for name, versions in one.rules.items()}
        found |= {protocol.name: protocol.title for protocol in protocols_of(one)}
    return found


def _change(one: PackChange, labels: dict[str, Words], parts: PartWords) -> ChangeLine:
    cited = one.clause_after or one.clause_before
    return ChangeLine(
        name=labels.get(one.name) or Words(one.name, one.name),
        part=parts.of(one),
        before=_sides(one.before, one.part),
        after=_sides(one.after, one.part),
        way=one.way,
        way_words=_WAYS.get(one.way, NO_WORDS),
        basis=basis_of(cited) if cited else None,
    )


def _sides(words: Words, part: str) -> Words:
    """Clauses by their articles, a step without the numbers of a real day; anything else as it is."""
    if part.startswith("step "):
        return plain_words(words)
    if part != "clauses":
        return words
    found = [
        clause.citation if (clause := clause_of(name)) else Words(name, name) for name in words.zh.split(";")
    ]
    return Words("；".join(one.zh for one in found), "; ".join(one.en for one in found))


def rule_line(one: RuleDifference, old: Side, new: Side) -> RuleLine:
    """One rule's differing answers: how many compared, how many of each change, the money between them."""
    title = next(
        (p.rules[one.rule][-1].title for p in load_shelf().family(new.pack) if one.rule in p.rules), None
    ) or next(
        (p.rules[one.rule][-1].title for p in load_shelf().family(old.pack) if one.rule in p.rules), None
    )
    money = None
    if (
        one.money is not None
        and one.unit.startswith("fen")
        and abs(one.money[0]) + abs(one.money[1]) < float("inf")
    ):
        money = money_words(*one.money)
    counts = tuple((_CHANGES.get(word) or Words(word, word), count) for word, count in one.counts.items())
    return RuleLine(title or Words(one.rule, one.rule), one.compared, counts, money)


def person_lines(changes: tuple[AnswerChange, ...]) -> list[PersonLine]:
    """Whose answers differ, by name and door, with the answer before and after."""
    homes = homes_of([(one.subject_kind, one.subject_id) for one in changes])
    return [_person(one, homes) for one in changes]


def _person(one: AnswerChange, homes: dict[tuple[str, str], Home]) -> PersonLine:
    home = homes[one.subject_kind, one.subject_id]
    return PersonLine(
        who=Words(home.name, home.name),
        where=Words(home.door, home.door),
        url=home.url,
        rule=rule_title(one.rule_after or one.rule_before),
        change=_CHANGES.get(one.change) or Words(one.change, one.change),
        before=_verdict(one.verdict_before, one.amount_before, one.unit),
        after=_verdict(one.verdict_after, one.amount_after, one.unit),
    )


def _verdict(verdict: str, amount: tuple[float, float] | None, unit: str) -> Words:
    said = ANSWERS.get(verdict, _NOT_IN_FORCE)
    if amount is None or not unit.startswith("fen") or verdict == "no":
        return said
    low, high = amount
    money = money_words(low, None if high == float("inf") else high)
    return Words(f"{said.zh}，{money.zh}", f"{said.en}, {money.en}")


def course_lines(changed: list[CourseChange], old: Pack) -> tuple[CourseLine, ...]:
    """Whose course of a protocol differs: its end before and after, and its steps."""
    homes = homes_of([("person", one.subject_id) for one in changed])
    labels = _labels(old)
    lines = []
    for one in changed:
        home = homes["person", one.subject_id]
        counts = (len(one.steps_gone), len(one.steps_new), len(one.steps_moved))
        lines.append(
            CourseLine(
                who=Words(home.name, home.name),
                url=home.url,
                protocol=labels.get(one.protocol) or Words(one.protocol, one.protocol),
                before=end_words(one.ends_before, True),
                after=end_words(one.ends_after, one.goes_on),
                steps=Words(
                    "减 {} 步，增 {} 步，改期 {} 步".format(*counts),
                    "{} steps fewer, {} new, {} moved".format(*counts),
                ),
            )
        )
    return tuple(lines)


def end_words(at: datetime | None, goes_on: bool) -> Words:
    """When a course ends; `goes_on` is whether the protocol still holds."""
    if not goes_on:
        return Words("不再有这个流程", "no such protocol any more")
    return instant_words(at) if at is not None else Words("没有定", "open")


def course_counts(courses: list[CourseChange]) -> dict[str, int]:
    """How many courses end earlier, later, are ended altogether, or stay the same."""
    both = [one for one in courses if one.goes_on and one.ends_before and one.ends_after]
    return {
        "earlier": sum(one.ends_after < one.ends_before for one in both),
        "later": sum(one.ends_after > one.ends_before for one in both),
        "ended": sum(not one.goes_on for one in courses),
        "same": sum(not one.changed for one in courses),
    }
