"""Whether two records are one person, by exact keys alone: what is certain enough for a machine to decide by itself.

Keys, in this order: the resident number; name with phone; name with birth date. Whoever has another number, or without
numbers another birth date or sex, is somebody else; so is whoever gives a number under another name and birth date.
"""

from collections.abc import Iterable, Mapping

from mutong.register.same_person.names import written_form

Row = Mapping[str, object]
KEYS = (("id_number",), ("name", "phone"), ("name", "birth_date"))


def keys_of(person: Row) -> tuple[tuple[object, ...] | None, ...]:
    """The person's exact keys in the order of KEYS, each None where a part of it is not known."""
    found = []
    for names in KEYS:
        parts = tuple(_part(person, n) for n in names)
        found.append(None if None in parts else (names, *parts))
    return tuple(found)


def contradict(one: Row, other: Row) -> bool:
    """Whether what is known of both says that they are two people."""
    number = _differs(one, other, "id_number")
    if number is not None:
        return number or bool(_differs(one, other, "name") and _differs(one, other, "birth_date"))
    return bool(_differs(one, other, "birth_date") or _differs(one, other, "sex"))


def _differs(one: Row, other: Row, name: str) -> bool | None:
    """Whether both say something else; None where one says nothing."""
    here, there = _part(one, name), _part(other, name)
    return None if here is None or there is None else here != there


def _part(person: Row, name: str) -> object:
    value = person.get(name)
    return (written_form(str(value)) or None) if name == "name" and value is not None else value


def same_people(person: Row, others: Iterable[Row]) -> list[Row]:
    """Those of the others who are this person by the first key that fits anybody; none, one, or several."""
    candidates = [other for other in others if not contradict(person, other)]
    for place, key in enumerate(keys_of(person)):
        if key is not None:
            found = [other for other in candidates if keys_of(other)[place] == key]
            if found:
                return found
    return []
