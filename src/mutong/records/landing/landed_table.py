"""How each table of schemas.csv lies in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import connection, models

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.assistance.models import Finding
from mutong.records.duties.models import Duty
from mutong.records.outbreak.models import Case, Contact, Encounter, Link, Widening
from mutong.records.register.models import (
    Area,
    AreaStatus,
    Completeness,
    Event,
    Fact,
    Household,
    Membership,
    Organisation,
    Person,
    Place,
    Post,
    Relation,
    Roster,
)
from mutong.records.village.models import Plot
from mutong.tables.schema import Schema, load_schema

MODELS: dict[str, type[models.Model]] = {
    "areas": Area,
    "places": Place,
    "households": Household,
    "people": Person,
    "memberships": Membership,
    "relations": Relation,
    "organisations": Organisation,
    "posts": Post,
    "rosters": Roster,
    "facts": Fact,
    "completeness": Completeness,
    "events": Event,
    "area_status": AreaStatus,
    "encounters": Encounter,
    "cases": Case,
    "links": Link,
    "contacts": Contact,
    "widenings": Widening,
    "findings": Finding,
    "duties": Duty,
    "plots": Plot,
}
# What was said or what happened is never overwritten: another content under the same key is another recording.
APPEND_ONLY = frozenset({"facts", "events", "encounters"})
# By which key column the rows that are there already are looked up, where it is not the first.
_SOUGHT_BY = {"facts": "subject_id", "findings": "subject_id"}
_LISTED = Words(
    "名单的行变成停留记录，请按文件导入（mutong import --as）。",
    "The rows of a list become stays; import it as a file (mutong import --as).",
)
_NOT_LANDED = {
    "seat_list": _LISTED,
    "class_list": _LISTED,
    "stays": Words(
        "停留记录不进数据库，请用 mutong stays append 存入停留库。",
        "Stays do not go into the database; put them into the stay store with mutong stays append.",
    ),
    "duties": Words(
        "任务由流程产生，不能导入；请导入引起任务的事件。",
        "Duties come from protocols and are not imported; import the events that cause them.",
    ),
}


@dataclass(frozen=True)
class LandedTable:
    """A table: its schema, its model and the model's field for each column."""

    schema: Schema
    model: type[models.Model]
    fields: dict[str, models.Field]

    @property
    def sought_by(self) -> str:
        """The key column by which existing rows are looked up."""
        return _SOUGHT_BY.get(self.schema.name, self.schema.key[0])

    @property
    def may_change(self) -> bool:
        """Whether a row of the same key may replace what is there."""
        return self.schema.name not in APPEND_ONLY


@cache
def table_of(name: str) -> LandedTable:
    """How the table lies in the database. Raises KeyError for one that does not (survey, stays)."""
    schema = load_schema(name)
    by_column = {field.column: field for field in MODELS[name]._meta.concrete_fields}
    return LandedTable(schema, MODELS[name], {column: by_column[column] for column in schema.names})


def refuse_table(name: str) -> None:
    """Raises MutongError `table_not_landed` for the tables whose rows are not taken in here."""
    if name in _NOT_LANDED:
        raise MutongError("table_not_landed", _NOT_LANDED[name], table=name)


def stored_form(field: models.Field) -> Callable[[object], object] | None:
    """What turns a value into what the database stores; None where it is stored as it is."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.CharField | models.ForeignKey | models.FloatField | models.IntegerField):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
