"""What two records say of the same thing: alike or not, field by field, and what speaks against one person."""

from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.register.areas import township_of
from mutong.register.same_person.columns import TidyPeople
from mutong.register.same_person.names import edits_within, is_latin

SAME, ALIKE, DIFFERS, UNKNOWN = "same", "alike", "differs", "unknown"
FIELDS = {
    "name": Words("姓名", "name"),
    "sex": Words("性别", "sex"),
    "birth_date": Words("出生日期", "birth date"),
    "id_number": Words("公民身份号码", "resident number"),
    "phone": Words("电话", "phone"),
    "area_code": Words("居住区划", "area"),
    "home": Words("住处", "home"),
}
BORROWED = "borrowed_number"
DOUBTS = {
    "other_number": Words("两个有效的身份号码不同", "two different valid resident numbers"),
    "other_sex": Words("性别不同", "the sexes differ"),
    "maybe_twins": Words("也许是双胞胎：同日出生，同住或同一电话，名字不同",
                         "may be twins: born on one day, one home or phone, other names"),
    BORROWED: Words("也许借用了他人的号码：姓名和出生日期都不同",
                    "perhaps another's number was given: name and birth date differ"),
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """Two records side by side: field → same, alike, differs or unknown; doubts are words of DOUBTS.

    `same_name`: written alike, or one of them is the other in plain letters.
    """

    fields: dict[str, str]
    doubts: tuple[str, ...]
    same_name: bool


def compare(people: TidyPeople, one: int, other: int) -> Compared:
    """Compare the records at two places."""
    name, same_name = _names(people, one, other)
    fields = {
        "name": name,
        "sex": _equal(people.sex[one], people.sex[other]),
        "birth_date": _births(people.birth[one], people.birth[other]),
        "id_number": _numbers(people, one, other),
        "phone": _nearly(people.phone[one], people.phone[other]),
        "area_code": _areas(people.area[one], people.area[other]),
        "home": _equal(people.home[one], people.home[other]),
    }
    return Compared(fields, _doubts(people, one, other, fields), same_name)


def _doubts(people: TidyPeople, one: int, other: int, fields: dict[str, str]) -> tuple[str, ...]:
    found = []
    if people.number[one] and people.number[other] and people.number[one] != people.number[other]:
        found.append("other_number")
    if fields["sex"] == DIFFERS:
        found.append("other_sex")
    same_number = fields["id_number"] == SAME
    if (
        not same_number
        and fields["birth_date"] == SAME
        and _other_given_name(people, one, other)
        and SAME in (fields["home"], fields["phone"])
    ):
        found.append("maybe_twins")
    if same_number and fields["name"] == DIFFERS and fields["birth_date"] == DIFFERS:
        found.append(BORROWED)
    return tuple(found)


def _other_given_name(people: TidyPeople, one: int, other: int) -> bool:
    first, second = people.written[one], people.written[other]
    if not first or not second or first == second:
        return False
    # One in letters beside one in characters: only the sound can be compared.
    return is_latin(first) == is_latin(second) or people.sound[one] != people.sound[other]


def _names(people: TidyPeople, one: int, other: int) -> tuple[str, bool]:
    first, second = people.written[one], people.written[other]
    if not first or not second:
        return UNKNOWN, False
    if first == second:
        return SAME, True
    if people.sound[one] == people.sound[other]:
        return ALIKE, is_latin(first) != is_latin(second)
    # Of two short names one letter is half of the name.
    close = min(len(first), len(second)) > 1 and edits_within(first, second)
    return (ALIKE if close else DIFFERS), False


def _births(one: str, other: str) -> str:
    if one and other and one != other:
        (year, month, day), (year2, month2, day2) = one.split("-"), other.split("-")
        if year == year2 and (month, day) == (day2, month2):
            return ALIKE
    return _nearly(one, other)


def _numbers(people: TidyPeople, one: int, other: int) -> str:
    return _nearly(
        people.number[one] or people.other_number[one], people.number[other] or people.other_number[other]
    )


def _areas(one: str, other: str) -> str:
    if not one or not other or one == other:
        return _equal(one, other)
    # A township beside one of its grids says the same less finely.
    inside = one.startswith(other) or other.startswith(one)
    return ALIKE if inside or township_of(one) == township_of(other) else DIFFERS


def _equal(one: str, other: str) -> str:
    return UNKNOWN if not one or not other else SAME if one == other else DIFFERS


def _nearly(one: str, other: str) -> str:
    equal = _equal(one, other)
    return ALIKE if equal == DIFFERS and edits_within(one, other) else equal
