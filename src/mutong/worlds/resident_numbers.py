"""Resident numbers that are well formed and cannot belong to anyone: no place has the prefix 149901."""

from datetime import date

from mutong.tables.identity import check_character

PREFIX = "149901"


def made_up_number(birth: date, sex: str, order: int) -> str:
    """The number of the `order`-th made-up person (0 to 499) of a sex born on a day.

    Raises ValueError when the 500 order numbers of that day and sex are used up.
    """
    if not 0 <= order < 500:
        raise ValueError(f"a day has 500 order numbers for each sex; {order} is not one of them")
    digits = order * 2 + (1 if sex == "male" else 0)
    first_17 = f"{PREFIX}{birth:%Y%m%d}{digits:03d}"
    return first_17 + check_character(first_17)


class NumberBook:
    """Gives out made-up numbers, each once."""

    def __init__(self) -> None:
        self._given: dict[tuple[date, str], int] = {}

    def give(self, birth: date, sex: str) -> str:
        """The next free number for somebody of a sex born on a day."""
        order = self._given.get((birth, sex), 0)
        self._given[(birth, sex)] = order + 1
        return made_up_number(birth, sex, order)
