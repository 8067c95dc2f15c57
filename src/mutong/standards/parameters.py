"""Dated numbers of the standards: verified, chosen by a place, or null (T4, T6).

A parameter has rows by area and day. The most specific area with a row in force wins; of rows in force for one
area the one that became known last wins (a rise announced in April may hold from January). A null is never read as
nought: whoever needs it gets `state == "null"` and names it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choice, Choices, area_depth, area_holds
from mutong.standards.clauses import WEAK_GRADES
from mutong.standards.parameter_history import check_history
from mutong.standards.parameter_rows import ParameterRow, Value, parse_value


class HoldsParameters(Protocol):
    """What of a Pack is needed here; naming Pack itself would make the imports a ring."""

    pack: str
    valid: Period
    succeeds: str
    ancestors: "tuple[HoldsParameters, ...]"
    own_parameter_rows: tuple[ParameterRow, ...]


@dataclass(frozen=True)
class ParameterValue:
    """What a parameter is on a day in an area.

    `value` is None, a number in `unit`, a text, or a tuple of day numbers (unit day_list). `state` is verified,
    chosen (then `choice` tells who and why) or null. `grade` is the source's; `unconfirmed` is true where the value
    rests on a weak grade or on a choice, and what rests on it shows “to be confirmed”.
    """

    name: str
    value: Value
    unit: str
    state: str
    grade: str
    candidates: tuple[Value, ...]
    clause: str
    citation: Words
    label: Words
    choice: Choice | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether a person must still confirm the value."""
        return self.state == "chosen" or (self.state == "verified" and self.grade in WEAK_GRADES)


class Parameters:
    """The parameters of one pack, or of packs that lie within one another."""

    def __init__(self, rows: Iterable[ParameterRow], packs: Iterable[str]) -> None:
        self.packs = frozenset(packs)
        self.rows: dict[str, tuple[ParameterRow, ...]] = {}
        for row in rows:
            self.rows[row.name] = (*self.rows.get(row.name, ()), row)
        for of_one in self.rows.values():
            check_history(of_one)

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    @property
    def names(self) -> tuple[str, ...]:
        """Every parameter's name."""
        return tuple(self.rows)

    def unit(self, name: str) -> str:
        """The base unit of a parameter: fen/month where packs write yuan/month."""
        return self._rows(name)[0].unit.base

    def label(self, name: str) -> Words:
        """What a parameter is called; its name where the pack gives no label."""
        labels = [row.label for row in self._rows(name) if row.label.zh]
        return labels[0] if labels else Words(name, name.replace("_", " "))

    def look_up(self, name: str, on: date, known_at: date, area_code: str) -> ParameterValue:
        """The value on a day in an area, as known at the end of `known_at`; null where nothing is in force."""
        rows = self._rows(name)
        row = row_in_force(rows, on, known_at, area_code)
        unit = rows[0].unit.base
        if row is None:
            last = rows[-1]
            return ParameterValue(
                name, None, unit, "null", "U", (), last.clause.full_id, last.clause.citation, self.label(name)
            )
        return ParameterValue(
            name=name,
            value=row.value,
            unit=unit,
            state="null" if row.value is None else "verified",
            grade=row.grade,
            candidates=row.candidates,
            clause=row.clause.full_id,
            citation=row.clause.citation,
            label=self.label(name),
        )

    def look_up_chosen(
        self, name: str, choices: Choices, on: date, known_at: date, area_code: str
    ) -> ParameterValue:
        """As `look_up`; a choice fills a null, or settles a value that is weak or has candidates."""
        found = self.look_up(name, on, known_at, area_code)
        if not may_be_chosen(found):
            return found
        # A choice on a number that a later version of the pack inherits holds on under the older pack's name.
        writers = frozenset(row.pack for row in self._rows(name)) - self.packs
        choice = choices.find(self.packs, name, on, known_at, area_code) or choices.find(
            writers, name, on, known_at, area_code
        )
        if choice is None:
            return found
        value = parse_value(choice.value, self._rows(name)[0].unit, choice.file, choice.line)
        return replace(found, value=value, state="chosen", choice=choice)

    def _rows(self, name: str) -> tuple[ParameterRow, ...]:
        if name not in self.rows:
            known = ", ".join(sorted(self.rows))
            raise MutongError(
                "unknown_parameter",
                Words(
                    f"规则包里没有标准“{name}”；有：{known}。",
                    f"The packs have no parameter “{name}”; there are: {known}.",
                ),
                parameter=name,
            )
        return self.rows[name]


def row_in_force(
    rows: Iterable[ParameterRow], on: date, known_at: date, area_code: str
) -> ParameterRow | None:
    """Of one parameter's rows the one that holds: of the most specific area, then the one known last."""
    in_force = [
        row
        for row in rows
        if row.valid.holds(on)
        and (row.known_from is None or row.known_from <= known_at)
        and area_holds(row.area_code, area_code)
    ]
    return max(
        in_force,
        key=lambda row: (area_depth(row.area_code), row.known_from or date.min),
        default=None,
    )


class ParametersInForce(Mapping[str, ParameterValue]):
    """The parameters of one day, knowledge and area: `in_force["day_one"]` or `in_force("day_one")`."""

    def __init__(
        self, parameters: Parameters, choices: Choices, on: date, known_at: date, area_code: str
    ) -> None:
        self.parameters, self.choices = parameters, choices
        self.on, self.known_at, self.area_code = on, known_at, area_code
        self._found: dict[str, ParameterValue] = {}

    def __call__(self, name: str) -> ParameterValue:
        return self[name]

    def __getitem__(self, name: str) -> ParameterValue:
        if name not in self._found:
            self._found[name] = self.parameters.look_up_chosen(
                name, self.choices, self.on, self.known_at, self.area_code
            )
        return self._found[name]

    def __iter__(self):
        return iter(self.parameters.names)

    def __len__(self) -> int:
        return len(self.parameters.names)


def parameters_of(
    packs: "HoldsParameters | Iterable[HoldsParameters]",
    choices: Choices | None,
    on: date,
    known_at: date,
    area_code: str,
) -> ParametersInForce:
    """The parameters in force for a pack (with what it is within), or for several packs taken together.

    Look one up by name to get a ParameterValue; an unknown name raises MutongError `unknown_parameter`.
    """
    return ParametersInForce(merge_parameters(packs), choices or NO_CHOICES, on, known_at, area_code)


def merge_parameters(packs: "HoldsParameters | Iterable[HoldsParameters]") -> Parameters:
    """The parameters of packs and of all they are within, as one table.

    Of a pack and the version that succeeds it each counts only while it is in force.
    """
    given = tuple(packs) if isinstance(packs, Iterable) else (packs,)
    family: dict[str, HoldsParameters] = {}
    for pack in given:
        for one in (*pack.ancestors, pack):
            family.setdefault(one.pack, one)
    follows = {pack.succeeds: pack.pack for pack in family.values() if pack.succeeds in family}
    dated = {*follows, *follows.values()}
    rows: list[ParameterRow] = []
    for pack in family.values():
        own = pack.own_parameter_rows
        rows += (
            [one for row in own if (one := _while_in_force(row, pack.valid))] if pack.pack in dated else own
        )
    return Parameters(rows, family)


def _while_in_force(row: ParameterRow, valid: Period) -> ParameterRow | None:
    if not row.valid.overlaps(valid):
        return None
    starts = [day for day in (row.valid.start, valid.start) if day is not None]
    ends = [day for day in (row.valid.end, valid.end) if day is not None]
    return replace(row, valid=Period(max(starts, default=None), min(ends, default=None)))


def may_be_chosen(value: ParameterValue) -> bool:
    """Whether a place may choose: the number is null, weak, or its sources disagree (T4)."""
    return value.state == "null" or value.grade in WEAK_GRADES or bool(value.candidates)
