"""Who the people of a line list are: named by id, by their case, or recognised by exact keys; else somebody new."""

from collections.abc import Iterable, Mapping, Sequence

from mutong.records.encryption import index_of
from mutong.records.landing.batches import Marks
from mutong.records.landing.references import KnownIds, chunks
from mutong.records.landing.row_checks import unknown_reference
from mutong.records.outbreak.models import Case
from mutong.records.register.models import Person
from mutong.register.listed_persons import keys_of, same_people
from mutong.tables.remedies import remedy

PERSON_COLUMNS = ("name", "sex", "birth_date", "id_number", "phone")
# Secrets are compared by the values by which they are looked up, never opened.
_AS_READ = ("name", "sex", "birth_date", "id_number_index", "phone_index")
_PREFIX = "LL-"  # of the id of somebody whom only a line list knows, before the id of the case
_SHOWN = 5
Known = dict[str, object]


class ListedPeople:
    """The people of a batch of rows (mappings with the columns of table line_list).

    `ids` gives each row's person id (None where there is a fault), `there` the register's people among them by id,
    with the columns of PERSON_COLUMNS (secrets by their look-up values); `faults` the rows whose person cannot be told.
    """

    def __init__(self, rows: Sequence[Mapping[str, object]], known: KnownIds) -> None:
        self.ids: list[str | None] = [None] * len(rows)
        self.there: dict[str, Known] = {}
        self.faults: Marks = {}
        self._by_key: dict[object, list[Known]] = {}
        of_case = _people_of_cases(str(row["case_id"]) for row in rows)
        named = {str(row["person_id"]) for row in rows if row["person_id"]}
        self._learn("person_id", {*of_case.values(), *named})
        near = known.zeros_apart("people", named - set(self.there))
        waiting = []
        for position, row in enumerate(rows):
            person_id = row["person_id"] or of_case.get(str(row["case_id"]))
            if person_id in self.there:
                self.ids[position] = str(person_id)
            elif person_id:
                code, words = unknown_reference("people", str(person_id), near.get(str(person_id)))
                self.faults[position] = ("person_id", code, words)
            elif not row["name"] and not row["id_number"]:
                self.faults[position] = ("name", "nobody_named", remedy("nobody_named"))
            else:
                waiting.append((position, str(row["case_id"]), _comparable(row)))
        self._find_candidates([told for _, _, told in waiting])
        self._learn("person_id", [_PREFIX + case_id for _, case_id, _ in waiting])
        for position, case_id, told in waiting:
            self._recognise(position, case_id, told)

    def _learn(self, column: str, values: Iterable[object]) -> list[Known]:
        """Read people of the register who have one of these values; they are known from now on."""
        found = []
        for chunk in chunks(str(value) for value in values if value is not None):
            people = Person.objects.filter(**{f"{column}__in": chunk})
            for person_id, *values_read in people.values_list("person_id", *_AS_READ):
                person = {"person_id": person_id} | dict(zip(PERSON_COLUMNS, values_read, strict=True))
                found.append(self.there.setdefault(person_id, person))
        return found

    def _find_candidates(self, given: Sequence[Known]) -> None:
        """People of the register by each of their exact keys, as far as the rows may mean them."""
        found = self._learn("id_number_index", (told["id_number"] for told in given))
        found += self._learn("phone_index", (told["phone"] for told in given if told["name"]))
        # Names have no index, so only those are looked up that nothing else may settle.
        found += self._learn("name", (t["name"] for t in given if t["birth_date"] and not t["id_number"]))
        for person in {one["person_id"]: one for one in found}.values():
            self._keep(person)

    def _keep(self, person: Known) -> None:
        for key in keys_of(person):
            if key is not None:
                self._by_key.setdefault(key, []).append(person)

    def _recognise(self, position: int, case_id: str, told: Known) -> None:
        near = {
            str(one["person_id"]): one
            for key in keys_of(told)
            if key is not None
            for one in self._by_key.get(key, ())
        }
        found = same_people(told, near.values()) if near else []
        if len(found) > 1:
            named = ", ".join(sorted(str(one["person_id"]) for one in found)[:_SHOWN])
            self.faults[position] = ("name", "several_people", remedy("several_people", people=named))
        elif found:
            self.ids[position] = str(found[0]["person_id"])
        else:
            self._enter(position, case_id, told)

    def _enter(self, position: int, case_id: str, told: Known) -> None:
        """Somebody new, whose id comes from the case, so that the same list gives the same person."""
        person_id = _PREFIX + case_id
        if person_id in self.there:
            self.faults[position] = ("case_id", "person_id_taken", remedy("person_id_taken", value=person_id))
            return
        self.ids[position] = person_id
        self._keep(told | {"person_id": person_id})


def _comparable(row: Mapping[str, object]) -> Known:
    """What a row says of the person, as the register's people are compared."""
    told = {name: row[name] for name in PERSON_COLUMNS}
    return told | {name: index_of(told[name]) for name in ("id_number", "phone")}


def _people_of_cases(case_ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(case_ids):
        found.update(Case.objects.filter(pk__in=chunk).values_list("case_id", "person_id"))
    return found
