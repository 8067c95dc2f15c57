"""Whom a seat list or class list means: by person id, else by exact resident number, else by phone with name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.records.encryption import index_of
from mutong.records.landing.references import chunks
from mutong.records.register.models import Person
from mutong.register.same_person.names import written_form

# Why nobody of the register is taken for a row, and what to do about it.
REASONS = {
    "not_in_register": Words(
        "登记簿里没有这个人；已列入要找的人，请先导入人员，或在流调页认出。",
        "The register has no such person; kept among those to look for: import the person, or recognise them in the "
        "interview.",
    ),
    "no_key": Words(
        "只有姓名或只有电话，认不准是谁；已列入要找的人，请补公民身份号码，或姓名加电话。",
        "A name alone or a phone alone does not tell who it is; kept among those to look for: add the resident number, "
        "or name and phone.",
    ),
    "several_people": Words(
        "登记簿里有几个人相符；已列入要找的人，请补人员编号。",
        "Several people of the register fit; kept among those to look for: add the person id.",
    ),
    "other_person": Words(
        "姓名与登记簿里这个号码的人不符；已列入要找的人，请核对。",
        "The name is not that of whoever has this number in the register; kept among those to look for: check it.",
    ),
}


@dataclass(frozen=True)
class Meant:
    """The person a row means; None with the reason (a key of REASONS) and the column it is about."""

    person_id: str | None
    reason: str = ""
    column: str = ""


def people_meant(rows: Sequence[Mapping[str, object]]) -> list[Meant]:
    """Of each row (columns person_id, id_number, phone, name) the person it means."""
    by_id = _named("person_id", (row["person_id"] for row in rows))
    by_number = _named("id_number_index", (index_of(row["id_number"]) for row in rows))
    by_phone = _named("phone_index", (index_of(row["phone"]) for row in rows))
    found = []
    for row in rows:
        if row["person_id"]:
            found.append(_one(by_id.get(row["person_id"], ()), row["name"], "person_id"))
        elif row["id_number"]:
            found.append(_one(by_number.get(index_of(row["id_number"]), ()), row["name"], "id_number"))
        elif row["phone"] and row["name"]:
            people = by_phone.get(index_of(row["phone"]), ())
            # A family shares a phone: the name tells who of them.
            same = [one for one in people if written_form(one[1] or "") == written_form(str(row["name"]))]
            found.append(_one(same or people, row["name"], "phone"))
        else:
            found.append(Meant(None, "no_key", "name" if row["name"] else "phone"))
    return found


def _one(people: Sequence[tuple[str, str | None]], name: object, column: str) -> Meant:
    if not people:
        return Meant(None, "not_in_register", column)
    if len(people) > 1:
        return Meant(None, "several_people", column)
    person_id, known = people[0]
    if name and known and written_form(known) != written_form(str(name)):
        return Meant(None, "other_person", "name")
    return Meant(person_id)


def _named(column: str, values: Iterable[object]) -> dict[object, list[tuple[str, str | None]]]:
    found: dict[object, list[tuple[str, str | None]]] = {}
    for chunk in chunks(str(value) for value in values if value is not None):
        rows = Person.objects.filter(**{f"{column}__in": chunk}).order_by("person_id")
        for key, person_id, name in rows.values_list(column, "person_id", "name"):
            found.setdefault(key, []).append((person_id, name))
    return found
