"""Resident numbers (GB 11643): what they say of a person, and where they disagree with what else is given.

The number itself is checked cell by cell in `mutong.tables.identity`; its names are given on from here.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from mutong.register.faults import RowFault
from mutong.tables.identity import (
    birth_of,
    check_character,
    lengthened,
    plain_number,
    read_resident_number,
    resident_number_faults,
)
from mutong.tables.remedies import remedy

__all__ = [
    "NumberCheck",
    "birth_date_of",
    "check_character",
    "check_people_numbers",
    "check_resident_number",
    "read_resident_number",
    "sex_of",
]

Row = Mapping[str, object]


@dataclass(frozen=True)
class NumberCheck:
    """The outcome: the number in its 18-character form ('' when it is not valid), faults that refuse it, warnings."""

    number: str
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def check_resident_number(text: str, counties: AbstractSet[str] = frozenset()) -> NumberCheck:
    """Check a number as written (spaces, full-width digits and a small x are taken as meant).

    `counties` are six-digit codes in force. Only a province that has some among them is judged, and a prefix that
    is not there only warns: numbers keep the codes of areas that were dissolved since.
    """
    plain = plain_number(text)
    faults = resident_number_faults(plain)
    if faults:
        return NumberCheck("", faults, ())
    number = lengthened(plain) if len(plain) == 15 else plain
    province = {code for code in counties if code[:2] == number[:2]}
    strange = bool(province) and number[:6] not in province
    return NumberCheck(number, (), ("resident_number_area",) if strange else ())


def birth_date_of(number: str) -> date | None:
    """The birth date in a valid 18-character number."""
    return birth_of(number)


def sex_of(number: str) -> str:
    """female or male, by the 17th digit of a valid number."""
    return "male" if int(number[16]) % 2 else "female"


def check_people_numbers(rows: Sequence[Row], counties: AbstractSet[str] = frozenset()) -> list[RowFault]:
    """Warnings about rows of people: an area not in force, a birth date or sex that the number contradicts."""
    found = []
    for i, row in enumerate(rows):
        number = row.get("id_number")
        if not number:
            continue
        checked = check_resident_number(str(number), counties)
        found += [RowFault(i, "id_number", code, remedy(code)) for code in checked.warnings]
        if not checked.number:
            continue
        claims = (
            ("birth_date", birth_date_of(checked.number), "出生日期", "birth date"),
            ("sex", sex_of(checked.number), "性别", "sex"),
        )
        for column, said, what, what_en in claims:
            if row.get(column) is not None and row[column] != said:
                words = remedy("resident_number_disagrees", what=what, what_en=what_en)
                found.append(RowFault(i, column, "resident_number_disagrees", words))
    return found
