"""A line list from elsewhere: each row is a person and a case; the person is recognised or entered with the case."""

from collections.abc import Mapping, Sequence

from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.records.landing.batches import Landed, Marks, check_batch, write_batch
from mutong.records.landing.case_landing import LINE_LIST, Cases, check_cases, land_facts, write_cases
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.listed_people import PERSON_COLUMNS, ListedPeople
from mutong.records.landing.references import KnownIds
from mutong.records.landing.row_checks import Row
from mutong.register.resident_number import birth_date_of, sex_of
from mutong.tables.schema import load_schema

AGE = "stated_age"
_NAMES = load_schema("line_list").names
_CASES, _PEOPLE = load_schema("cases").names, load_schema("people").names


def land_line_list(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    """Land rows of table line_list as people and cases; counts, faults and remarks by row.

    Nobody's known name, sex or birth date is overwritten: a row fills in what the register lacks.
    """
    stated = [dict(zip(_NAMES, row, strict=True)) for row in rows]
    people = ListedPeople(stated, known)
    given = [_completed(row) for row in stated]
    faults = dict(people.faults)
    persons = _person_rows(given, people)
    _check_new_people(given, people, persons, areas, known, faults)
    cases = [_case_row(row, people.ids[p]) for p, row in enumerate(given)]
    standing = [p for p in range(len(given)) if p not in faults]
    known.add("people", {people.ids[p] for p in standing if people.ids[p] is not None})
    there: Cases = {}
    found = check_cases([cases[p] for p in standing], areas, known, there)
    faults |= {standing[i]: fault for i, fault in found.items()}
    _write_people(persons, faults)
    sources = [row["source"] or LINE_LIST for row in given]
    landed, remarks = write_cases(cases, faults, sources, there)
    _keep_ages(given, people, faults)
    return landed, faults, remarks


def _completed(row: dict[str, object]) -> dict[str, object]:
    """The row with what its resident number says and it leaves blank."""
    number, told = row["id_number"], {"origin": row["origin"] or "unknown"}
    if number is not None:
        told["birth_date"] = row["birth_date"] or birth_date_of(str(number))
        told["sex"] = row["sex"] or sex_of(str(number))
    return row | told


def _case_row(row: Mapping[str, object], person_id: str | None) -> Row:
    return tuple(person_id if name == "person_id" else row[name] for name in _CASES)


def _person_rows(given: Sequence[Mapping[str, object]], people: ListedPeople) -> dict[int, Row]:
    """Rows of table people to write, by position: of new people, and of known ones what was not known of them."""
    found = {}
    for position, row in enumerate(given):
        person_id = people.ids[position]
        if person_id is None:
            continue
        there = people.there.get(person_id)
        told = {name: row[name] for name in PERSON_COLUMNS}
        if there is not None:
            told = {name: value for name, value in told.items() if there[name] is None}
            if all(value is None for value in told.values()):
                continue
        told |= {"person_id": person_id}
        if there is None:
            told |= {"area_code": row["area_code"]}
        found[position] = tuple(told.get(name) for name in _PEOPLE)
    return found


def _check_new_people(
    given: Sequence[Mapping[str, object]],
    people: ListedPeople,
    persons: Mapping[int, Row],
    areas: Sequence[str],
    known: KnownIds,
    faults: Marks,
) -> None:
    positions = [p for p in persons if p not in faults and people.ids[p] not in people.there]
    for i, fault in check_batch(table_of("people"), [persons[p] for p in positions], areas, known).items():
        faults.setdefault(positions[i], fault)


def _write_people(persons: Mapping[int, Row], faults: Marks) -> None:
    rows = [row for position, row in persons.items() if position not in faults]
    if rows:
        write_batch(table_of("people"), rows, {})


def _keep_ages(given: Sequence[Mapping[str, object]], people: ListedPeople, faults: Marks) -> None:
    """An age is kept as what was stated on the day of report, of whoever is new and has no birth date."""
    now = clock.now()
    facts = []
    for position, row in enumerate(given):
        new = people.ids[position] is not None and people.ids[position] not in people.there
        if position in faults or not new or row["age"] is None or row["birth_date"] is not None:
            continue
        age = float(row["age"])  # type: ignore[arg-type]
        facts.append(
            {
                "subject_kind": "person",
                "subject_id": people.ids[position],
                "fact": AGE,
                "state": "known",
                "low": age,
                "high": age,
                "unit": "year",
                "valid_from": civil_day(row["reported_at"]),  # type: ignore[arg-type]
                "recorded_at": now,
                "confirmed_at": now,
                "source": row["source"] or LINE_LIST,
            }
        )
    land_facts(facts)
