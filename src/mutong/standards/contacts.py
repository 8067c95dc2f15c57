"""Contact rules of a pack: who counts as exposed to a case, in which class, by which clause.

The rules are data (contacts/*.yaml). `contact_rules` reads them with the numbers in force on a day in an area; a
number nobody has verified stays null here, and what depends on it comes out as unknown (T4). How the rules are
applied to stays is written in `outbreak`, which knows no class, disease or limit.
"""

from collections.abc import Iterable
from datetime import date

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.clauses import WEAK_GRADES
from mutong.standards.contact_parts import (
    ContactClass,
    ContactRule,
    ContactRules,
    InfectiousWindow,
    ScorePart,
    SeatCondition,
    SeatPattern,
)
from mutong.standards.contact_reading import read_contact_rules
from mutong.standards.pack import Pack
from mutong.standards.parameters import ParameterValue, parameters_of

__all__ = [
    "ContactClass",
    "ContactRule",
    "ContactRules",
    "InfectiousWindow",
    "ScorePart",
    "SeatCondition",
    "SeatPattern",
    "choices_used",
    "contact_rules",
    "rests_on_weak_ground",
    "standards_missing",
]


def contact_rules(pack: Pack, choices: Choices | None, on: date, area_code: str) -> ContactRules:
    """The contact rules of a pack with the numbers in force on a day in an area, as known that day.

    Raises PackError for a fault in contacts/*.yaml, naming file, line and what may stand there; and
    MutongError `no_contact_rules` when the pack (or what it is within) has none, `pack_not_in_force` when it is
    not in force that day (T3).
    """
    if not pack.valid.holds(on):
        raise MutongError(
            "pack_not_in_force",
            Words(
                f"规则包“{pack.pack}”在 {on} 不施行（{pack.valid.start or ''} 至 {pack.valid.end or ''} 前）。",
                f"The pack “{pack.pack}” is not in force on {on} (from {pack.valid.start} to before {pack.valid.end}).",
            ),
            pack=pack.pack,
            on=on,
        )
    return read_contact_rules(pack, parameters_of(pack, choices, on, on, area_code))


def choices_used(values: Iterable[ParameterValue]) -> tuple[str, ...]:
    """The names of the numbers that somebody chose, in order, each once."""
    return tuple(dict.fromkeys(one.name for one in values if one.state == "chosen"))


def standards_missing(values: Iterable[ParameterValue]) -> tuple[str, ...]:
    """`name:null_standard` for each number that is not known."""
    return tuple(dict.fromkeys(f"{one.name}:null_standard" for one in values if one.state == "null"))


def rests_on_weak_ground(rule: ContactRule, values: Iterable[ParameterValue]) -> bool:
    """Whether a finding by the rule must say “to be confirmed” (T4)."""
    return rule.clause.grade in WEAK_GRADES or any(one.unconfirmed for one in values)
