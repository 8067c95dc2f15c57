"""Numbers asked for by an option, remembered with their state, so that it can say what it rests on (T4)."""

from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficient, Coefficients
from mutong.village.options.results import OpenNumber
from mutong.village.spreads import Spread, exactly

_MONTHS = range(1, 13)


class NumbersUsed:
    """Looks numbers up and keeps what was asked for, in that order."""

    def __init__(self, numbers: Coefficients) -> None:
        self.numbers = numbers
        self._used: dict[str, Coefficient] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.numbers

    def amount(self, key: str, month: int | None = None) -> Spread:
        """A number with both ends, and its point where it is settled. Raises unknown_coefficient for another key."""
        found = self.numbers.look_up(key, month)
        self._used.setdefault(key, found)
        return found.spread

    def amount_or(self, key: str, otherwise: float) -> Spread:
        """The same, or a known value where the files have no such key at all."""
        return self.amount(key) if key in self else exactly(otherwise)

    def months(self, key: str) -> tuple[Spread, ...]:
        """A number for each month of the year."""
        return tuple(self.amount(key, month) for month in _MONTHS)

    def open_numbers(self) -> tuple[OpenNumber, ...]:
        """Every number used that no good source settles: chosen ones (to be confirmed) and those without a value."""
        return tuple(
            OpenNumber(
                one.key,
                one.label,
                one.state_words,
                one.asked_of or Words("", ""),
                one.spread.point is not None,
            )
            for one in self._used.values()
            if one.state != "measured"
        )

    def sources(self) -> tuple[Words, ...]:
        """The sources of what is settled by one, each once."""
        cited = {
            reading.source.name: Words(
                f"{reading.source.citation}（{reading.grade}）",
                f"{reading.source.citation} ({reading.grade})",
            )
            for one in self._used.values()
            if one.state == "measured"
            for reading in one.readings
            if reading.source
        }
        return tuple(cited.values())
