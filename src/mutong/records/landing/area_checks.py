"""Whoever sends a file may write only about their own area; what is there already counts too."""

from collections.abc import Mapping, Sequence

from mutong.kernel.words import Words
from mutong.records.access import ALL_AREAS, area_within
from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.references import SUBJECT_TABLES, chunks
from mutong.records.landing.row_checks import Fault, Row
from mutong.records.register.models import Area, Household, Organisation, Person, Place, Post

_BY_COLUMN = {"household_id": "households", "person_id": "people", "post_id": "posts"}
_MODELS = {
    "areas": Area,
    "places": Place,
    "households": Household,
    "people": Person,
    "organisations": Organisation,
    "posts": Post,
}
_WORDS = Words(
    "这一行属于别的辖区；请由该辖区的岗位导入，或更正区划代码。",
    "This row is about another area; let a post of that area import it, or correct the area code.",
)


def check_areas_of_rows(
    table: LandedTable, rows: Sequence[Row], areas: Sequence[str], faults: dict[int, Fault]
) -> None:
    """Adds a fault for each row about an area outside `areas`, by the row itself or by what it names."""
    if ALL_AREAS in areas:
        return
    columns = table.schema.names
    if "area_code" in columns:
        at = columns.index("area_code")
        _add(
            faults, {p: row[at] for p, row in enumerate(rows) if row[at] is not None}, areas, columns[0], None
        )
    subjects: dict[str, dict[int, str]] = {}
    for position, row in enumerate(rows):
        for target, subject in _named(table, row):
            if subject is not None:
                subjects.setdefault(target, {})[position] = subject
    for target, of_row in subjects.items():
        _add(faults, of_row, areas, columns[0], _areas_there(target, of_row))
    if table.schema.name in ("links", "encounters"):
        for position in range(len(rows)):
            faults.setdefault(position, (columns[0], "other_area", _WORDS))


def _named(table: LandedTable, row: Row) -> list[tuple[str, str | None]]:
    """Whom the row is about; who fills a post may live anywhere, so of a roster only the post counts."""
    columns = table.schema.names
    named = [
        (target, row[columns.index(c)])
        for c, target in _BY_COLUMN.items()
        if c in columns and not (c == "person_id" and "post_id" in columns)
    ]
    if table.schema.name in ("places", "organisations"):
        named.append((table.schema.name, row[0]))
    if "subject_kind" in columns:
        target = SUBJECT_TABLES.get(row[columns.index("subject_kind")])
        named += [(target, row[columns.index("subject_id")])] if target else []
    return named


def _areas_there(target: str, of_row: Mapping[int, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(of_row.values()):
        found.update(_MODELS[target].objects.filter(pk__in=chunk).values_list("pk", "area_code"))
    return found


def _add(
    faults: dict[int, Fault],
    of_row: Mapping[int, str],
    areas: Sequence[str],
    column: str,
    there: Mapping[str, str] | None,
) -> None:
    for position, value in of_row.items():
        code = value if there is None else there.get(value)
        if code is not None and not any(area_within(code, area) for area in areas):
            faults.setdefault(position, (column, "other_area", _WORDS))
