"""Numbers of the law by name: shares as exact fractions, lists of words; what is null stays unknown (T4).

Functions here ask for a parameter by its name and never for a law by its own: another pack with the same names works
alike. A name that a pack does not have means that it asks for nothing of the kind.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.parameters import ParametersInForce

_FINEST = 1_000_000


@dataclass(frozen=True)
class Check:
    """One question that the law puts: its answer, what was found, and the text that asks.

    `answer` is YES where the law is kept. `basis` is `pack:clause`, `citation` document and article; `words` say what
    was found and, unless the answer is YES, what would be right.
    """

    name: str
    answer: Truth
    words: Words
    basis: str
    citation: Words


class LawNumbers:
    """The parameters in force on a day, read in the ways that this package needs."""

    def __init__(self, parameters: ParametersInForce) -> None:
        self.parameters = parameters

    def asks(self, name: str) -> bool:
        """Whether the packs have a parameter of that name at all."""
        return name in self.parameters.parameters

    def share(self, name: str) -> Fraction | None:
        """A share as an exact fraction, from per cent or from a text such as 2/3; None where it is null or absent."""
        value = self._value(name)
        if value is None:
            return None
        return Fraction(value) if isinstance(value, str) else Fraction(value).limit_denominator(_FINEST)

    def count(self, name: str) -> int | None:
        """A whole number (people, days, months); None where it is null or absent."""
        value = self._value(name)
        return None if value is None else int(value)

    def word(self, name: str) -> str | None:
        """A text; None where it is null or absent."""
        value = self._value(name)
        return None if value is None else str(value)

    def listed(self, name: str) -> tuple[str, ...]:
        """The words of a list written a;b;c; none where it is null or absent."""
        return tuple(filter(None, (self.word(name) or "").split(";")))

    def basis(self, name: str) -> str:
        """`pack:clause` of a parameter; '' where no pack has it."""
        return self.parameters[name].clause if self.asks(name) else ""

    def citation(self, name: str) -> Words:
        """Document and article of a parameter; empty where no pack has it."""
        return self.parameters[name].citation if self.asks(name) else Words("", "")

    def check(self, name: str, of: str, answer: Truth, words: Words) -> Check:
        """A check called `name` that rests on the parameter `of`."""
        return Check(name, answer, words, self.basis(of), self.citation(of))

    def _value(self, name: str) -> object:
        return self.parameters[name].value if self.asks(name) else None


def day_after_wait(day: date, days: int) -> date:
    """The first day on which so many whole days have passed since `day`, which is not counted itself (T12)."""
    return day + timedelta(days=days + 1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it has none (T12)."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
