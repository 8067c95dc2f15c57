"""Each model against the declaration of its table."""

import pytest
from django.db import models

from mutong.records.encryption import SealedField
from mutong.records.landing.landed_table import MODELS, table_of
from mutong.tables.schema import all_schemas

KINDS = {
    "id": (models.CharField, models.ForeignKey, SealedField),
    "code": (models.CharField,),
    "text": (models.TextField,),
    "date": (models.DateField,),
    "instant": (models.DateTimeField,),
    "integer": (models.BigIntegerField,),
    "number": (models.FloatField,),
    "boolean": (models.BooleanField,),
}
# What a table of the database has beyond its schema, and why it is not asked of anybody's file.
BEYOND = {
    "people": {"id_number_index", "phone_index"},
    "contacts": {"id", "area_code"},
    "findings": {"id", "area_code", "current", "run_id"},
    "duties": {
        "identity", "pack", "phase", "limit_null", "words_zh", "words_en", "closed_by",
    },
}  # fmt: skip


@pytest.mark.parametrize("table", MODELS)
def test_a_model_has_the_columns_of_its_schema(table: str) -> None:
    """Name, type and whether a value may be missing are the same in schemas.csv and in the model."""
    schema = all_schemas()[table]
    fields = {field.column: field for field in MODELS[table]._meta.concrete_fields}
    for column in schema.columns:
        field = fields[column.name]
        assert isinstance(field, KINDS[column.type]), column.name
        assert type(field) is not models.DateField or column.type == "date", column.name
        assert field.null is (not column.required), column.name
    surrogate = {"id"} if MODELS[table]._meta.pk.column == "id" else set()
    assert set(fields) - set(schema.names) == BEYOND.get(table, surrogate)


@pytest.mark.parametrize("table", MODELS)
def test_a_key_is_held_by_the_database(table: str) -> None:
    """The key of a table is unique in the database too, so that no race lands a row twice."""
    declared = table_of(table)
    key = {declared.fields[column].name for column in declared.schema.key}
    model = declared.model
    if key == {model._meta.pk.name}:
        return
    unique = [
        set(c.fields) or {s.name for e in c.expressions for s in _sources(e)}
        for c in model._meta.constraints
        if isinstance(c, models.UniqueConstraint)
    ]
    assert key in unique


def _sources(expression: models.Expression) -> list[models.F]:
    if isinstance(expression, models.F):
        return [expression]
    return [f for part in expression.get_source_expressions() for f in _sources(part)]


def test_every_table_is_landed_stored_elsewhere_or_refused() -> None:
    """No table of schemas.csv is forgotten: it has a model, or is one of the few that need none."""
    assert set(all_schemas()) - set(MODELS) == {
        "stays", "survey", "line_list", "seat_list", "class_list", "handovers",
    }  # fmt: skip


def test_models_and_migrations_agree(db: None) -> None:
    """No model has changed without its migration."""
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", verbosity=0)
