"""Resident numbers (GB 11643-1999) and telephone numbers, one cell at a time.

`mutong.register.resident_number` adds what needs a register: areas in force, agreement with other columns.
"""

import re
from datetime import date

from mutong.tables.cells import half_width
from mutong.tables.remedies import CellRefused

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_FULL = re.compile(r"\d{17}[\dX]")
_OLD = re.compile(r"\d{15}")
_PHONE = re.compile(r"\+?\d{5,15}")
_MOBILE = re.compile(r"(?:\+86|0086|86)(1\d{10})")


def check_character(first_17: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(w * int(d) for w, d in zip(WEIGHTS, first_17, strict=True)) % 11]


def resident_number_faults(text: str) -> tuple[str, ...]:
    """What is wrong with an 18- or 15-character number: codes of remedies.py; empty when it is valid.

    The area prefix is not judged: numbers keep area codes that were retired long ago.
    """
    if len(text) not in (15, 18):
        return ("resident_number_length",)
    if not (_FULL if len(text) == 18 else _OLD).fullmatch(text):
        return ("resident_number_characters",)
    number = lengthened(text) if len(text) == 15 else text
    faults = []
    if birth_of(number) is None:
        faults.append("resident_number_date")
    if number[17] != check_character(number[:17]):
        faults.append("resident_number_check")
    return tuple(faults)


def lengthened(old: str) -> str:
    """A number of 15 digits (GB 11643-1989) in its 18-character form."""
    first_17 = old[:6] + "19" + old[6:]
    return first_17 + check_character(first_17)


def birth_of(number: str) -> date | None:
    """The birth date in an 18-character number; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def plain_number(text: str) -> str:
    """A number as it is compared: half-width, without spaces, X in upper case."""
    return half_width(text).replace(" ", "").upper()


def read_resident_number(text: str) -> str:
    """A valid number in its 18-character form. Raises CellRefused with the first fault."""
    number = plain_number(text)
    faults = resident_number_faults(number)
    if faults:
        raise CellRefused(faults[-1])
    return lengthened(number) if len(number) == 15 else number


def read_phone(text: str) -> str:
    """A telephone number without spaces and dashes, a mobile one without the country's code. Raises CellRefused."""
    number = re.sub(r"[\s()-]", "", half_width(text))
    if not _PHONE.fullmatch(number):
        raise CellRefused("bad_phone")
    return without_country_code(number)


def without_country_code(number: str) -> str:
    """A mobile number without China's code before it (+86, 0086, 86); any other number as it is."""
    mobile = _MOBILE.fullmatch(number)
    return mobile[1] if mobile else number
