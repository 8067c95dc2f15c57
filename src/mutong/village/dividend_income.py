"""Dividends as monthly income: how much of each payout counts in which month, as an interval where no text says.

A payout of F fen received in month r that counts over n months adds F/n to each of the months r … r+n-1. Where n is
null (T4) month r+k may get nothing, or at most F/(k+1): it gets a part only if n is greater than k.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

Ends = tuple[Fraction, Fraction]
NOTHING: Ends = (Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Dividend:
    """A payout to one person: the day it is received and the amount in fen. Raises MutongError for a negative one."""

    person_id: str
    on: date
    fen: int

    def __post_init__(self) -> None:
        if self.fen < 0:
            raise MutongError(
                "negative_dividend",
                Words(
                    f"{self.person_id} {self.on} 的分红是负数；亏损不作为收入。",
                    f"The dividend of {self.person_id} on {self.on} is negative; a loss is no income.",
                ),
            )


def counted_in(dividends: Iterable[Dividend], month: date, months_counted: int | None) -> dict[str, Ends]:
    """What each person's dividends add to the income of a month (any of its days), low and high in fen.

    `months_counted` is over how many months one payout counts, None where nobody has settled it.
    """
    found: dict[str, Ends] = {}
    for one in dividends:
        behind = _number(month) - _number(one.on)
        if behind < 0:
            continue
        if months_counted is None:
            low, high = Fraction(0), Fraction(one.fen, behind + 1)
        else:
            low = high = Fraction(one.fen, months_counted) if behind < months_counted else Fraction(0)
        before = found.get(one.person_id, NOTHING)
        found[one.person_id] = (before[0] + low, before[1] + high)
    return found


def _number(day: date) -> int:
    return day.year * 12 + day.month
