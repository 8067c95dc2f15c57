"""People as columns, and the same columns made comparable: one spelling for what is meant by many."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from mutong.register.resident_number import birth_date_of, check_resident_number, sex_of
from mutong.register.same_person.names import sound_of, turned_form, written_form
from mutong.tables.identity import without_country_code

_FEWEST_PHONE_DIGITS = 5


@dataclass(frozen=True)
class PeopleColumns:
    """Records of people, one place in each column a record; '' where nothing is known (birth_date: None).

    `phone` may hold another address of one's own (an e-mail). `home` is whatever names the dwelling: the place, else
    the household. Ids and phones may also be look-up values of sealed texts: then `numbers_are_checked` says that
    they came in by a check of resident numbers, and only equality is looked at.
    """

    person_id: Sequence[str]
    name: Sequence[str]
    sex: Sequence[str]
    birth_date: Sequence[date | None]
    id_number: Sequence[str]
    phone: Sequence[str]
    area_code: Sequence[str]
    home: Sequence[str]
    numbers_are_checked: bool = False


@dataclass(frozen=True)
class TidyPeople:
    """The columns as they are compared, in the order of the ids; '' for missing, invalid or nobody's own.

    `number` holds valid resident numbers in the form of 18 characters, `other_number` whatever else was written
    there. `shared` counts, by column, the values that too many records carry to be anybody's own.
    """

    person_id: list[str]
    written: list[str]
    turned: list[str]
    sound: list[str]
    sex: list[str]
    birth: list[str]
    number: list[str]
    other_number: list[str]
    phone: list[str]
    area: list[str]
    home: list[str]
    shared: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person_id)


def tidy_people(people: PeopleColumns, most_sharing: int) -> TidyPeople:
    """Make the columns comparable. A phone or number that more than `most_sharing` records carry is nobody's own.

    What a valid number says of birth and sex stands in where the record itself says nothing.
    """
    order = sorted(range(len(people.person_id)), key=lambda i: people.person_id[i])
    ids = [people.person_id[i] for i in order]
    written = [written_form(people.name[i] or "") for i in order]
    raw = [people.id_number[i] or "" for i in order]
    numbers = raw if people.numbers_are_checked else [_valid(text) for text in raw]
    other = ["" if number else plain_code(text) for text, number in zip(raw, numbers, strict=True)]
    phones = [people.phone[i] or "" for i in order]
    if not people.numbers_are_checked:
        phones = [plain_phone(text) for text in phones]
    shared: dict[str, int] = {}
    numbers, shared["id_number"] = _own(numbers, most_sharing)
    other, others = _own(other, most_sharing)
    shared["id_number"] += others
    phones, shared["phone"] = _own(phones, most_sharing)
    births = [people.birth_date[i].isoformat() if people.birth_date[i] else "" for i in order]
    sexes = [people.sex[i] or "" for i in order]
    if not people.numbers_are_checked:
        births = [b or _born(n) for b, n in zip(births, numbers, strict=True)]
        sexes = [s or (sex_of(n) if n else "") for s, n in zip(sexes, numbers, strict=True)]
    return TidyPeople(
        person_id=ids,
        written=written,
        turned=[turned_form(people.name[i] or "") for i in order],
        sound=[sound_of(name) for name in written],
        sex=sexes,
        birth=births,
        number=numbers,
        other_number=other,
        phone=phones,
        area=[people.area_code[i] or "" for i in order],
        home=[_folded(people.home[i] or "") for i in order],
        shared={column: count for column, count in shared.items() if count},
    )


def plain_phone(text: str) -> str:
    """A phone as it is compared: digits only, without the country's code and leading zeros; an address as it is.

    '' for what cannot be anybody's: too few digits, or one digit throughout.
    """
    plain = _folded(text)
    if "@" in plain:
        return plain
    digits = without_country_code(re.sub(r"\D", "", plain).lstrip("0"))
    return digits if len(digits) >= _FEWEST_PHONE_DIGITS and len(set(digits)) > 1 else ""


def plain_code(text: str) -> str:
    """A number of no known kind as it is compared: letters and digits; '' for a word of no digits or one throughout."""
    plain = re.sub(r"[\W_]+", "", _folded(text)).lstrip("0")
    return plain if any(map(str.isdigit, plain)) and len(set(plain)) > 1 else ""


def codes_of(values: Sequence[str]) -> np.ndarray:
    """A number for each different text, in the order of first appearance; -1 for ''."""
    found: dict[str, int] = {}
    return np.array([found.setdefault(v, len(found)) if v else -1 for v in values], dtype=np.int64)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _valid(text: str) -> str:
    return check_resident_number(text).number if text else ""


def _born(number: str) -> str:
    born = birth_date_of(number) if number else None
    return born.isoformat() if born else ""


def _own(values: list[str], most: int) -> tuple[list[str], int]:
    """The values, those of too many emptied, and how many different ones that were."""
    counted = Counter(values)
    many = {value for value, count in counted.items() if value and count > most}
    return [("" if value in many else value) for value in values], len(many)
