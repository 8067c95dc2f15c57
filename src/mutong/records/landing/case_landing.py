"""Cases into the register: one illness is one case, and two statements of its onset are both kept.

The case keeps the day of onset it has. A row that says another day becomes a fact of the person with its source, and
a warning; tracing then allows for both until somebody settles which is right.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from mutong.kernel import clock
from mutong.outbreak.onset_statements import ONSET_FACT
from mutong.records.landing.batches import Landed, Marks, check_batch, land_batch, write_batch
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.references import KnownIds, chunks
from mutong.records.landing.row_checks import Row
from mutong.records.outbreak.models import Case
from mutong.records.register.models import Fact
from mutong.register.episodes import check_episodes
from mutong.tables.remedies import remedy
from mutong.tables.schema import load_schema

LINE_LIST = "line_list"  # the source of a list that does not name its own
_NAMES = load_schema("cases").names
_CASE_AT, _PERSON_AT, _ONSET_AT = (_NAMES.index(n) for n in ("case_id", "person_id", "date_onset"))
_FACT_NAMES = load_schema("facts").names
Cases = dict[str, dict[str, object]]  # rows of table cases by case id


def land_cases(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    """Land rows of table cases; counts, faults of rows refused, and remarks on rows that landed."""
    there: Cases = {}
    faults = check_cases(rows, areas, known, there)
    landed, remarks = write_cases(rows, faults, [LINE_LIST] * len(rows), there)
    return landed, faults, remarks


def check_cases(rows: Sequence[Row], areas: Sequence[str], known: KnownIds, there: Cases) -> Marks:
    """The faults of rows of table cases, those among cases (one person, one illness, one case) included.

    Adds to `there` the register's cases of these ids and of these people.
    """
    faults = check_batch(table_of("cases"), rows, areas, known)
    positions = [p for p in range(len(rows)) if p not in faults]
    given = [dict(zip(_NAMES, rows[p], strict=True)) for p in positions]
    for column in ("case_id", "person_id"):
        there |= _rows_there(column, given)
    for found in check_episodes(given, there.values()):
        faults[positions[found.index]] = (found.column, found.code, found.remedy)
    return faults


def write_cases(
    rows: Sequence[Row], faults: Marks, sources: Sequence[str], there: Cases
) -> tuple[Landed, Marks]:
    """Write the rows of table cases without a fault; `sources` says for each row who says so."""
    kept, remarks, differing = list(rows), {}, []
    for position, row in enumerate(rows):
        if position in faults:
            continue
        before = there.get(row[_CASE_AT])
        onset = before["date_onset"] if before else None
        if onset is None or row[_ONSET_AT] in (None, onset):
            continue
        kept[position] = (*row[:_ONSET_AT], None, *row[_ONSET_AT + 1 :])
        differing.append(position)
        words = remedy("onset_differs", case=row[_CASE_AT], there=onset, here=row[_ONSET_AT])
        remarks[position] = ("date_onset", "onset_differs", words)
    landed = write_batch(table_of("cases"), kept, faults)
    for position in _state_onsets(rows, differing, sources):
        case_id = rows[position][_CASE_AT]
        if _says_nothing_else(kept[position], there[case_id]):
            landed.already, landed.changed = landed.already - 1, landed.changed + 1
            landed.keys.append(case_id)
    return landed, remarks


def _rows_there(column: str, rows: Sequence[Mapping[str, object]]) -> Cases:
    """The register's cases that share a column with the rows, by case id."""
    fields = [table_of("cases").fields[name].attname for name in _NAMES]
    found = {}
    for chunk in chunks(str(row[column]) for row in rows):
        for values in Case.objects.filter(**{f"{column}__in": chunk}).values_list(*fields):
            found[values[_CASE_AT]] = dict(zip(_NAMES, values, strict=True))
    return found


def _says_nothing_else(row: Row, before: Mapping[str, object]) -> bool:
    return all(value is None or value == before[name] for name, value in zip(_NAMES, row, strict=True))


def _state_onsets(rows: Sequence[Row], positions: Sequence[int], sources: Sequence[str]) -> list[int]:
    """Keep days of onset as facts of the people; the positions of those that were not said before."""
    said: set[tuple[str, str | None, str]] = set()
    for chunk in chunks(rows[p][_PERSON_AT] for p in positions):
        facts = Fact.objects.filter(subject_kind="person", subject_id__in=chunk, fact=ONSET_FACT)
        said.update(facts.values_list("subject_id", "value", "source"))
    fresh = []
    for position in positions:
        person, day = rows[position][_PERSON_AT], rows[position][_ONSET_AT]
        if (person, day.isoformat(), sources[position]) not in said:
            fresh.append(position)
    facts = [onset_fact(rows[p][_PERSON_AT], rows[p][_ONSET_AT], sources[p]) for p in fresh]
    land_facts(facts)
    return fresh


def onset_fact(person_id: str, day: date, source: str) -> dict[str, object]:
    """A row of table facts: somebody says on which day a person fell ill."""
    now = clock.now()
    return {
        "subject_kind": "person",
        "subject_id": person_id,
        "fact": ONSET_FACT,
        "state": "known",
        "value": day.isoformat(),
        "valid_from": day,
        "recorded_at": now,
        "confirmed_at": now,
        "source": source,
    }


def land_facts(facts: Sequence[Mapping[str, object]]) -> None:
    """Write facts that the landing itself has worked out, of people known to be there."""
    rows = [tuple(fact.get(name) for name in _FACT_NAMES) for fact in facts]
    land_batch(table_of("facts"), rows, ("0",), KnownIds())
