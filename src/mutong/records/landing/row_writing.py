"""Comparing rows with what is there, and writing them many at a time.

Rows are written with plain INSERT and UPDATE statements, because making a model object of each row costs more than
everything else together when a file has a million of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from mutong.records.encryption import index_of
from mutong.records.landing.landed_table import LandedTable, stored_form
from mutong.records.landing.references import chunks
from mutong.records.register.models import Household, Person

Row = tuple


@dataclass
class Sorted:
    """Rows of one batch by what is to be done with them; `conflicts` are positions of rows that must not change."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[object, Row]] = field(
        default_factory=list
    )  # (primary key, the whole row as it shall be)
    already: int = 0
    conflicts: list[int] = field(default_factory=list)


def sort_rows(table: LandedTable, rows: Sequence[Row], positions: Sequence[int]) -> Sorted:
    """New rows, changed rows, rows already there, and conflicts. A blank cell never wipes a known value (T1)."""
    names = table.schema.names
    key_at = [names.index(column) for column in table.schema.key]
    there = _rows_there(table, {row[names.index(table.sought_by)] for row in rows})
    found = Sorted()
    fresh: dict[tuple, int] = {}
    for position, row in zip(positions, rows, strict=True):
        key = tuple(row[i] for i in key_at)
        if key in fresh:
            before = found.new[fresh[key]]
            wanted = _merged(row, before)
            if wanted == before:
                found.already += 1
            elif table.may_change:
                found.new[fresh[key]] = wanted
                found.already += 1
            else:
                found.conflicts.append(position)
        elif key not in there:
            fresh[key] = len(found.new)
            found.new.append(row)
        else:
            primary, before = there[key]
            wanted = _merged(row, before)
            if wanted == before:
                found.already += 1
            elif table.may_change:
                found.changed.append((primary, wanted))
                there[key] = (primary, wanted)
            else:
                found.conflicts.append(position)
    return found


def write_rows(table: LandedTable, found: Sorted) -> None:
    """Insert the new rows and update the changed ones, within the caller's transaction."""
    columns = list(table.schema.names)
    quote = connection.ops.quote_name
    name = quote(table.model._meta.db_table)
    if found.new:
        extra = _extra_columns(table, found.new)
        listed = ", ".join(quote(c) for c in [*columns, *extra])
        marks = ", ".join(["%s"] * (len(columns) + len(extra)))
        rows = _stored(table, found.new)
        if extra:
            rows = [(*row, *more) for row, more in zip(rows, zip(*extra.values(), strict=True), strict=True)]
        # Another process may have landed the same row since we looked: then ours is already there.
        _execute_many(f"INSERT INTO {name} ({listed}) VALUES ({marks}) ON CONFLICT DO NOTHING", rows)
    if found.changed:
        changed = [row for _, row in found.changed]
        extra = _extra_columns(table, changed)
        settings = ", ".join(f"{quote(c)} = %s" for c in [*columns, *extra])
        rows = _stored(table, changed)
        more = list(zip(*extra.values(), strict=True)) if extra else [()] * len(rows)
        keys = [primary for primary, _ in found.changed]
        primary_column = quote(table.model._meta.pk.column)
        _execute_many(
            f"UPDATE {name} SET {settings} WHERE {primary_column} = %s",
            [(*row, *m, key) for row, m, key in zip(rows, more, keys, strict=True)],
        )


def _merged(row: Row, before: Row) -> Row:
    return tuple(old if new is None else new for new, old in zip(row, before, strict=True))


def _rows_there(table: LandedTable, sought: set[object]) -> dict[tuple, tuple[object, Row]]:
    """Key -> (primary key, row) of the rows there that share the sought-by column with the batch."""
    names = table.schema.names
    fields = [table.fields[column].attname for column in names]
    key_at = [names.index(column) for column in table.schema.key]
    seeking = f"{table.fields[table.sought_by].attname}__in"
    found = {}
    for chunk in chunks(sought):
        for primary, *row in table.model.objects.filter(**{seeking: chunk}).values_list("pk", *fields):
            found[tuple(row[i] for i in key_at)] = (primary, tuple(row))
    return found


def _stored(table: LandedTable, rows: Sequence[Row]) -> list[Row]:
    """The rows as the database takes them: columns that need it turned, the others as they are."""
    turned = []
    for column, values in zip(table.schema.names, zip(*rows, strict=True), strict=True):
        form = stored_form(table.fields[column])
        turned.append(values if form is None else [None if v is None else form(v) for v in values])
    return list(zip(*turned, strict=True))


def _extra_columns(table: LandedTable, rows: Sequence[Row]) -> Mapping[str, list[object]]:
    """Columns beyond the schema: look-up values of secrets, the area by which boards count."""
    names = table.schema.names
    if table.schema.name == "people":
        return {
            f"{column}_index": [index_of(row[names.index(column)]) for row in rows]
            for column in ("id_number", "phone")
        }
    if table.schema.name == "contacts":
        people = [row[names.index("person_id")] for row in rows]
        areas = _areas_of(Person, people)
        return {"area_code": [areas.get(p) for p in people]}
    if table.schema.name == "findings":
        kinds = [row[names.index("subject_kind")] for row in rows]
        ids = [row[names.index("subject_id")] for row in rows]
        homes = _areas_of(Household, [i for i, kind in zip(ids, kinds, strict=True) if kind == "household"])
        people = _areas_of(Person, [i for i, kind in zip(ids, kinds, strict=True) if kind == "person"])
        areas = [(people if kind == "person" else homes).get(i) for i, kind in zip(ids, kinds, strict=True)]
        # A person without an area is counted nowhere, and "0" (the whole country) is in no board's range.
        return {"area_code": [area or "0" for area in areas], "current": [True] * len(rows)}
    return {}


def _areas_of(model: type, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        found.update(model.objects.filter(pk__in=chunk).values_list("pk", "area_code"))
    return found


def _execute_many(statement: str, rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
