"""Contact rules of a pack: who counts as exposed to a case, in which class, by which clause.

The rules are data (contacts/*.yaml). `contact_rules` reads them with the numbers in force on a day in an area; a
number nobody has verified stays null here, and what depends on it comes out as unknown (T4). How the rules are
applied to stays is written in `outbreak`, which knows no class, disease or limit.
"""

from collections.abc import Iterable
from datetime import date

from mutong.standards.choices import Choices
from mutong.standards.clauses import WEAK_GRADES
from mutong.standards.contact_parts import (
    ContactClass,
    ContactRule,
    ContactRules,
    InfectiousWindow,
    SeatCondition,
    SeatPattern,
)
from mutong.standards.contact_reading import read_contact_rules
from mutong.standards.pack import Pack
from mutong.standards.parameters import ParametersInForce, ParameterValue, parameters_of

__all__ = [
    "ContactClass",
    "ContactRule",
    "ContactRules",
    "InfectiousWindow",
    "SeatCondition",
    "SeatPattern",
    "build_contact_rules",
    "choices_used",
    "contact_rules",
    "rests_on_weak_ground",
    "standards_missing",
]


def contact_rules(pack: Pack, choices: Choices | None, on: date, area_code: str) -> ContactRules:
    """The contact rules of a pack with the numbers in force on a day in an area, as known that day.

    Raises PackError for a fault in contacts/*.yaml, naming file, line and what may stand there; and
    MutongError `no_contact_rules` when the pack (or what it is within) has none.
    """
    from_day = parameters_of(pack, choices, on, on, area_code)
    return build_contact_rules(pack, from_day)


def build_contact_rules(pack: Pack, parameters: ParametersInForce) -> ContactRules:
    """As `contact_rules`, with parameters already at hand (a command may override one)."""
    return read_contact_rules(pack, parameters)


def choices_used(values: Iterable[ParameterValue]) -> tuple[str, ...]:
    """The names of the numbers that somebody chose, in order, each once."""
    return tuple(dict.fromkeys(one.name for one in values if one.state == "chosen"))


def standards_missing(values: Iterable[ParameterValue]) -> tuple[str, ...]:
    """`name:null_standard` for each number that is not known."""
    return tuple(dict.fromkeys(f"{one.name}:null_standard" for one in values if one.state == "null"))


def rests_on_weak_ground(rule: ContactRule, values: Iterable[ParameterValue]) -> bool:
    """Whether a finding by the rule must say “to be confirmed” (T4)."""
    return rule.clause.grade in WEAK_GRADES or any(one.unconfirmed for one in values)
