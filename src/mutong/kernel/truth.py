"""Three values, ordered so that `and` is the minimum and `or` the maximum (strong Kleene, T1)."""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """An answer: NO < UNKNOWN < YES. Arrays of answers hold the same numbers as int8."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __invert__(self) -> "Truth":
        return Truth(2 - self)

    @property
    def word(self) -> str:
        """The lower-case word that tables write: no, unknown, yes."""
        return self.name.lower()


def truth_of(value: bool | None) -> Truth:
    """True, False or None (not known) as a Truth."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.YES if value else Truth.NO


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene `and` over any number of answers; of none it is YES."""
    return min(values, default=Truth.YES)


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene `or` over any number of answers; of none it is NO."""
    return max(values, default=Truth.NO)
