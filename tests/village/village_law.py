"""The village packs' numbers on a day, and members in few words."""

from datetime import date
from functools import cache

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices
from mutong.standards.pack import load_packs
from mutong.standards.parameters import parameters_of
from mutong.village.law_numbers import LawNumbers
from mutong.village.members import Contribution, Member
from tests.standards.registers import PACKS

ON = date(2025, 12, 31)


@cache
def law(pack: str, on: date = ON, **chosen: str) -> LawNumbers:
    """The numbers of a pack in force on a day, with local choices where given."""
    (*_, found) = load_packs(PACKS, [pack])
    choices = Choices(
        tuple(
            Choice(
                pack,
                name,
                "0",
                value,
                Words("试验", "test"),
                "tester",
                date(2020, 1, 1),
                Period(None, None),
                "test",
                1,
            )
            for name, value in chosen.items()
        )
    )
    return LawNumbers(parameters_of(found, choices, on, on, "0"))


def member(
    name: str, kind: str | None = "farmer", trade: int | None = 0, money: int = 0, reserve: int = 0
) -> Member:
    """A member with a contribution in money; amounts in fen."""
    return Member(name, kind, (Contribution("money", money),), trade, reserve)


def farmers(count: int) -> list[Member]:
    """So many farmers."""
    return [member(f"F{i}") for i in range(count)]
