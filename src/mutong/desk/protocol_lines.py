"""A protocol for people: its days drawn on a line, and who carries its roles here."""

from django.utils.safestring import SafeString

from mutong.desk.pictures.timeline import Mark, Stretch, draw_days
from mutong.kernel.words import Words
from mutong.standards.parameters import ParametersInForce
from mutong.standards.protocols.model import FIRST_DAY, LAST_DAY, PhaseStep, Protocol
from mutong.standards.reference_protocols import plain_words
from mutong.workflows.deployment import load_deployment


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
            marks += [Mark(plain_words(step.owed.words), day + d - 1, place * 10 + row) for d in on]
        day += int(days)
    return draw_days(protocol.title, stretches, marks)


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


def role_words(role: str) -> Words:
    """Which posts of this place carry a role."""
    kinds = [k.words for k in load_deployment().post_kinds if role in (k.name, *k.roles)]
    if not kinds:
        return Words(role, role.replace("_", " "))
    return Words(" / ".join(k.zh for k in kinds), " / ".join(k.en for k in kinds))
