"""The cited numbers of the village: looked up by key, with interval, source and grade, never silently guessed (T4).

Several sources may speak of one number. One good source (G1 or G2) that gives a value settles it; good sources that
differ, a range without a value, and weak sources (G3) do not, and a number that nobody could verify (NV) is open. A
local choice settles any of them, is marked as chosen and names its post.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import coefficients_folder
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.village.coefficient_errors import CoefficientError, NumberNotSettled
from mutong.village.coefficient_rows import NOT_NUMBERS, Reading, read_readings, read_sources
from mutong.village.coefficient_words import GRADES, STATES, WordBook, read_words
from mutong.village.local_choices import NO_LOCAL_CHOICES, LocalChoice, LocalChoices, load_local_choices
from mutong.village.measures import Measure
from mutong.village.spreads import INFINITY, Spread

GOOD_GRADES = ("G1", "G2")
_CODES = {
    "open": "number_open",
    "disputed": "number_disputed",
    "weak": "number_weak",
    "range": "number_only_a_range",
}


@dataclass(frozen=True)
class Coefficient:
    """One number in the base of its unit.

    `state` is measured, disputed, range, weak, open or chosen; `grade` the best grade of its sources. `spread` goes
    from the least to the most that good sources and the choice allow, and has a point where the number is settled;
    without any good source or choice it is unknown: from nought (or without end, where its unit has no floor) up.
    `readings` are all sources, weak ones too; `unconfirmed` is true for a choice, which a person must still confirm.
    """

    key: str
    label: Words
    unit: Measure
    state: str
    grade: str
    spread: Spread
    readings: tuple[Reading, ...]
    choice: LocalChoice | None
    asked_of: Words | None

    @property
    def value(self) -> float:
        """The one value to work with. Raises NumberNotSettled where nobody has settled it."""
        if self.spread.point is None:
            raise _not_settled(self)
        return self.spread.point

    @property
    def unconfirmed(self) -> bool:
        """Whether it rests on a choice."""
        return self.choice is not None

    @property
    def state_words(self) -> Words:
        """The state as a person reads it."""
        return STATES[self.state]

    @property
    def grade_words(self) -> Words:
        """The grade as a person reads it."""
        return GRADES[self.grade]


class Coefficients:
    """The numbers of a folder as they stand for one area on one day: `numbers["maize_stover.me"].value`."""

    def __init__(
        self,
        readings: Iterable[Reading],
        words: WordBook,
        choices: LocalChoices = NO_LOCAL_CHOICES,
        on: date = date.max,
        area_code: str = "0",
    ) -> None:
        self.words, self.choices, self.on, self.area_code = words, choices, on, area_code
        self._readings: dict[str, tuple[Reading, ...]] = {}
        for one in readings:
            self._readings[one.key] = (*self._readings.get(one.key, ()), one)
        self._found: dict[tuple[str, int | None], Coefficient] = {}
        self._asked: dict[tuple[str, int | None], None] = {}
        for choice in choices.all:
            self._check_choice(choice)

    def __contains__(self, key: object) -> bool:
        return key in self._readings

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    def __getitem__(self, key: str) -> Coefficient:
        return self.look_up(key)

    def look_up(self, key: str, month: int | None = None) -> Coefficient:
        """A number, for a month of the year where choices differ by month. Raises MutongError unknown_coefficient."""
        if (key, month) not in self._found:
            if key not in self._readings:
                raise MutongError(
                    "unknown_coefficient",
                    Words(
                        f"系数表里没有“{key}”；先在 coefficients/village 里登记一行（不知道就写 NV）。",
                        f"The coefficients have no “{key}”; enter a line in coefficients/village (NV if not known).",
                    ),
                    key=key,
                )
            choice = self.choices.find(key, self.on, self.area_code, month)
            self._found[(key, month)] = _coefficient(self._readings[key], choice, self.words)
        return self._found[(key, month)]

    def value(self, key: str, month: int | None = None) -> float:
        """One value in the base of the unit. Raises NumberNotSettled or unknown_coefficient."""
        self._asked[key, month] = None
        return self.look_up(key, month).value

    def spread(self, key: str, month: int | None = None) -> Spread:
        """The interval, with its point where there is one; an open number is everything it may be."""
        self._asked[key, month] = None
        return self.look_up(key, month).spread

    def chosen_or(self, key: str, other: str) -> Coefficient:
        """The first number if somebody settled it, else the other one."""
        return self[key] if key in self and self[key].spread.point is not None else self[other]

    def asked_for(self) -> list[Coefficient]:
        """Every number whose value or spread anybody has asked for, once each, in order."""
        found = {id(one): one for key, month in self._asked for one in (self.look_up(key, month),)}
        return list({(one.key, one.spread.point): one for one in found.values()}.values())

    def with_values(self, values: Mapping[str, float], post: str, reason: Words) -> "Coefficients":
        """The same numbers with some set to other values (in the base of their units) as choices of a post, for all
        months.

        Raises MutongError unknown_coefficient.
        """
        made = [
            LocalChoice(
                key, self.area_code, None, value, value, value, self[key].unit, reason, post, self.on,
                Period(None, None), "", 0,
            )
            for key, value in values.items()
        ]  # fmt: skip
        kept = [one for one in self.choices.all if one.key not in values]
        readings = (one for all_ in self._readings.values() for one in all_)
        return Coefficients(readings, self.words, LocalChoices((*kept, *made)), self.on, self.area_code)

    def open_numbers(self) -> list[Coefficient]:
        """Every number that nobody could verify and nobody has chosen, in the order of the files."""
        return [one for key in self if (one := self[key]).state == "open"]

    def unsettled_numbers(self) -> list[Coefficient]:
        """Every number whose sources disagree, are weak or give only a range, and that nobody has chosen."""
        return [one for key in self if (one := self[key]).state in ("disputed", "weak", "range")]

    def chosen_numbers(self) -> list[Coefficient]:
        """Every number that rests on a choice in force, whatever its month."""
        found = [self.look_up(c.key, c.month) for c in self.choices.all if c.valid.holds(self.on)]
        return [one for one in found if one.choice is not None]

    def _check_choice(self, choice: LocalChoice) -> None:
        readings = self._readings.get(choice.key)
        if readings is None or readings[0].unit.base != choice.unit.base:
            wanted = "" if readings is None else readings[0].unit.name
            raise CoefficientError(
                "choice_of_nothing", Path(choice.file), choice.line, "key", choice.key,
                Words(
                    f"系数表里没有它，或单位“{choice.unit.name}”不合（应为“{wanted}”一类）",
                    f"the coefficients do not have it, or “{choice.unit.name}” is not its kind of unit (“{wanted}”)",
                ),
                Words("改用系数表里的键和单位", "Use a key and a unit of the coefficients"),
            )  # fmt: skip


def load_coefficients(
    folder: Path | None = None,
    choices: Path | LocalChoices | None = None,
    on: date = date.max,
    area_code: str = "0",
) -> Coefficients:
    """Every number of a folder (left out: the one that ships), with a file of local choices, for a day and an area.

    Raises CoefficientError for a wrong line (file, line, column, value and what would be right), for two units of one
    key, or for a choice of a number that is not there.
    """
    folder = folder or coefficients_folder() / "village"
    words, sources = read_words(folder / "words.csv"), read_sources(folder / "sources.csv")
    readings = [
        one
        for path in sorted(folder.glob("*.csv"))
        if path.name not in NOT_NUMBERS
        for one in read_readings(path, sources, words)
    ]
    _check_units(readings, folder)
    chosen = load_local_choices(choices) if isinstance(choices, Path) else choices or NO_LOCAL_CHOICES
    return Coefficients(readings, words, chosen, on, area_code)


def _check_units(readings: Iterable[Reading], folder: Path) -> None:
    bases: dict[str, str] = {}
    for one in readings:
        if bases.setdefault(one.key, one.unit.base) != one.unit.base:
            raise CoefficientError(
                "two_units_of_one_key", folder / one.file, one.line, "unit", one.unit.name,
                Words(f"“{one.key}”在别处以 {bases[one.key]} 计", f"“{one.key}” counts in {bases[one.key]} elsewhere"),
                Words("同一个键用可以换算的单位，或另取一个键", "Use units that convert, or another key"),
            )  # fmt: skip


def _coefficient(readings: tuple[Reading, ...], choice: LocalChoice | None, words: WordBook) -> Coefficient:
    first = readings[0]
    good = [one for one in readings if one.grade in GOOD_GRADES]
    values = {one.value for one in good}
    asked = next((one.asked_of for one in readings if one.asked_of), None)
    if choice is not None:
        state, point = "chosen", choice.value
    elif not good:
        state, point = ("weak" if any(one.grade == "G3" for one in readings) else "open"), None
    elif len(values) > 1:
        state, point = "disputed", None
    else:
        (point,) = values
        state = "range" if point is None else "measured"
    ends = [one.ends for one in good] + ([(choice.low, choice.high)] if choice else [])
    return Coefficient(
        key=first.key,
        label=words.label(first.subject, first.quantity),
        unit=first.unit,
        state=state,
        grade=min((one.grade for one in readings), key=list(GRADES).index),
        spread=Spread(min(low for low, _ in ends), max(high for _, high in ends), point)
        if ends
        else Spread(0.0, INFINITY),
        readings=readings,
        choice=choice,
        asked_of=asked or words.asked_of("survey"),
    )


def _not_settled(one: Coefficient) -> NumberNotSettled:
    asked = one.asked_of or Words("", "")
    return NumberNotSettled(
        _CODES[one.state],
        Words(
            f"“{one.label.zh}”（{one.key}，{one.unit.name}）{STATES[one.state].zh}。"
            f"可由{asked.zh}提供，写入本地选定表并签名。",
            f"“{one.label.en}” ({one.key}, {one.unit.name}): {STATES[one.state].en}. "
            f"It can come from {asked.en}; write it into the file of local choices, signed.",
        ),
        key=one.key,
        unit=one.unit.name,
        asked_of=asked.en,
    )
