"""A protocol for people: its days drawn, and each obligation with when, by whom and on what basis."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from mutong.desk.amounts import value_words
from mutong.desk.bases import basis_of
from mutong.desk.parts import Basis
from mutong.desk.pictures.timeline import Mark, Stretch, draw_days
from mutong.kernel.words import Words
from mutong.standards.parameters import ParametersInForce
from mutong.standards.protocols.model import FIRST_DAY, LAST_DAY, LISTED, Obligation, PhaseStep, Protocol
from mutong.standards.units import all_units
from mutong.workflows.deployment import load_deployment

# What stands for a number of a real day in a step's words, and what is said of every day instead.
_BLANKS = (
    ("第{day}天第{number}次", Words("每天", "")),
    ("第{day}天", Words("各检测日", "")),
    ("：{key}", Words("", "")),
    ("{number} of {of}, day {day}", Words("", "each day")),
    (", day {day}", Words("", "")),
    (" for {key}", Words("", "")),
    (": {key}", Words("", "")),
)
_LEFT = re.compile(r"\{\w+\}")
_OPEN = Words("没有查实的数字", "no verified number")


@dataclass(frozen=True)
class StepLine:
    """One obligation."""

    words: Words
    when: Words
    post: Words
    basis: Basis


def step_lines(protocol: Protocol, held: ParametersInForce) -> tuple[StepLine, ...]:
    """Every obligation of a protocol, with the numbers in force."""
    when: dict[int, tuple[Words, tuple[str, ...]]] = {}
    for phase in protocol.phases:
        for step in phase.steps:
            names = (phase.days, step.on, step.times_per_day, step.count, step.gap)
            when[id(step.owed)] = (_phase_when(phase.title, step, held), names)
    for one in protocol.clocks:
        when[id(one.owed)] = (_clock_when(one.since, one.limit, held), (one.limit,))
    return tuple(
        _line(owed, *when.get(id(owed), (_other_when(protocol, owed), ())), held)
        for owed in protocol.obligations
    )


def draw_protocol(protocol: Protocol, held: ParametersInForce) -> SafeString:
    """The phases and test days on a line of days; '' where the protocol has none or a number is missing."""
    stretches, marks, day = [], [], 0
    for place, phase in enumerate(protocol.phases):
        days = _number(phase.days, held)
        if days is None:
            break
        stretches.append(Stretch(phase.title, day, day + days, f"phase-{place % 3}"))
        for row, step in enumerate(phase.steps):
            on = _days(step, days, held)
            marks += [Mark(_plain(step.owed.words), day + d - 1, place * 10 + row) for d in on]
        day += int(days)
    return draw_days(protocol.title, stretches, marks)


def _line(owed: Obligation, when: Words, names: tuple[str, ...], held: ParametersInForce) -> StepLine:
    chosen = [name for name in names if name in held.parameters and held[name].state == "chosen"]
    return StepLine(_plain(owed.words), when, _role(owed.post), basis_of(owed.clause, chosen))


def _plain(words: Words) -> Words:
    """The words of a step without the numbers that a real day fills in."""
    zh, en = words.zh, words.en
    for blank, plain in _BLANKS:
        zh, en = zh.replace(blank, plain.zh), en.replace(blank, plain.en)
    return Words(_LEFT.sub("n", zh), _LEFT.sub("n", en))


def _phase_when(title: Words, step: PhaseStep, held: ParametersInForce) -> Words:
    if step.on == FIRST_DAY:
        day = Words("第一天", "first day")
    elif step.on == LAST_DAY:
        day = Words("最后一天", "last day")
    elif step.on:
        day = _said(step.on, held)
    elif step.times_per_day:
        times = _said(step.times_per_day, held)
        day = Words(f"每天 {times.zh}", f"{times.en} a day")
    else:
        times = _said(step.count, held)
        day = Words(f"共 {times.zh}", f"{times.en} in all")
    return Words(f"{title.zh}：{day.zh}", f"{title.en}: {day.en}")


def _clock_when(since: str, limit: str, held: ParametersInForce) -> Words:
    start = (
        Words("列出后", "after listing") if since == LISTED else Words("上一步之后", "after the step before")
    )
    if not limit:
        return Words(f"{start.zh}（没有规定时限）", f"{start.en} (no limit is set)")
    span = _said(limit, held)
    return Words(f"{start.zh} {span.zh}", f"{span.en} {start.en}")


def _other_when(protocol: Protocol, owed: Obligation) -> Words:
    if protocol.every is not None:
        return (
            Words("每个自然月", "each calendar month")
            if not protocol.every.days
            else Words("定期", "at intervals")
        )
    if protocol.on_finding is not None:
        return Words("筛查有此结果时", "when a screening finds it")
    return (
        Words("期满或条件成就时", "at the end of the term")
        if protocol.release
        else Words("发生时", "when it happens")
    )


def _said(name: str, held: ParametersInForce) -> Words:
    value = held[name]
    if value.value is None:
        return _OPEN
    unit = held.parameters.rows[name][0].unit
    return value_words(value.value, all_units().get(unit.name, unit))


def _number(name: str, held: ParametersInForce) -> float | None:
    value = held[name].value
    return value if isinstance(value, int | float) else None


def _days(step: PhaseStep, days: float, held: ParametersInForce) -> list[float]:
    if step.on == FIRST_DAY:
        return [1]
    if step.on == LAST_DAY:
        return [days]
    if step.on:
        value = held[step.on].value
        return list(value) if isinstance(value, tuple) else []
    if step.times_per_day and _number(step.times_per_day, held):
        return [day + 1 for day in range(int(days))]
    return []


def _role(role: str) -> Words:
    """Which posts of this place carry a role."""
    kinds = [k.words for k in load_deployment().post_kinds if role in (k.name, *k.roles)]
    if not kinds:
        return Words(role, role.replace("_", " "))
    return Words(" / ".join(k.zh for k in kinds), " / ".join(k.en for k in kinds))
