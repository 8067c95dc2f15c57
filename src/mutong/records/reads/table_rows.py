"""Whole tables of an area, for export: rows in the columns of schemas.csv."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import ALL_AREAS, Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.landed_table import MODELS, table_of
from mutong.records.register.models import Household, Organisation, Person, Place

# What a table holds decides which right its export takes beside export_tables.
_RIGHTS = {
    "facts": "read_assistance",
    "findings": "read_assistance",
    "plots": "read_village",
    "events": "read_health",
    "cases": "read_health",
    "contacts": "read_health",
    "links": "read_health",
    "encounters": "read_movement",
}
_SECRETS = {"id_number": "read_id_number", "phone": "read_phone"}
_BY_OWNER = {
    "memberships": "household__",
    "plots": "household__",
    "relations": "person__",
    "rosters": "post__",
}
_READ_AT_ONCE = 5_000


@dataclass(frozen=True)
class TableRows:
    """Rows of a table to be gone through once, each as column -> value; `count` says how many there are."""

    count: int
    rows: Iterator[dict[str, object]]

    def __iter__(self) -> Iterator[dict[str, object]]:
        return self.rows


def access_table(viewer: Viewer, table: str, purpose: str, *, area_code: str = ALL_AREAS) -> TableRows:
    """The rows of a table of an area and below, in the order of the key, read as they are used; one audit line.

    Secret columns are None where the viewer may not read them over the whole area. Raises AccessDenied without
    export_tables and the right over what the table holds; MutongError `no_such_table` for one not in the database.
    """
    if table not in MODELS:
        known = ", ".join(MODELS)
        raise MutongError(
            "no_such_table",
            Words(
                f"数据库中没有“{table}”表；可导出的有：{known}。",
                f"The database has no table “{table}”; these can be exported: {known}.",
            ),
        )
    holding = check_area(viewer, "export_tables", area_code, purpose)
    if table in _RIGHTS:
        check_area(viewer, _RIGHTS[table], area_code, purpose)
    declared = table_of(table)
    rows = declared.model.objects.filter(_in_area(table, area_code))
    count = rows.count()
    log_deed(viewer, holding, "export_table", purpose, query=f"table={table}; area={area_code}", count=count)
    names = declared.schema.names
    hidden = {name for name in names if name in _SECRETS and not viewer.may(_SECRETS[name], area_code)}
    fields = [declared.fields[name].attname for name in names]
    ordered = rows.order_by(*(declared.fields[name].attname for name in declared.schema.key))

    def give() -> Iterator[dict[str, object]]:
        for values in ordered.values_list(*fields).iterator(chunk_size=_READ_AT_ONCE):
            row = dict(zip(names, values, strict=True))
            row.update(dict.fromkeys(hidden))
            yield row

    return TableRows(count, give())


def _in_area(table: str, area_code: str) -> Q:
    if area_code == ALL_AREAS:
        return Q()
    if table in _BY_OWNER:
        return area_range(area_code, f"{_BY_OWNER[table]}area_code")
    if table in ("facts", "events"):
        return (
            Q(subject_kind="area") & area_range(area_code, "subject_id")
            | _subjects("person", Person, "person_id", area_code)
            | _subjects("household", Household, "household_id", area_code)
            | _subjects("place", Place, "place_id", area_code)
            | _subjects("organisation", Organisation, "organisation_id", area_code)
        )
    if table in ("links", "encounters"):
        # They join subjects of several areas, so they leave as a whole or not at all.
        return Q(pk__in=[])
    return area_range(area_code)


def _subjects(kind: str, model: type, key: str, area_code: str) -> Q:
    return Q(subject_kind=kind, subject_id__in=model.objects.filter(area_range(area_code)).values(key))
