"""Which Polars type each declared type has, and how a frame becomes the text of a CSV file."""

import polars as pl

from mutong.tables.schema import Schema

INSTANT = pl.Datetime("us", "Asia/Shanghai")
_TYPES = {
    "id": pl.String(),
    "text": pl.String(),
    "code": pl.String(),
    "date": pl.Date(),
    "instant": INSTANT,
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
}


def frame_types(schema: Schema) -> dict[str, pl.DataType]:
    """Column name -> Polars type, in the table's order."""
    return {column.name: _TYPES[column.type] for column in schema.columns}


def instant_texts(schema: Schema) -> list[pl.Expr]:
    """Expressions that turn a table's frame into the texts that writing.TableWriter would write."""
    found = []
    for column in schema.columns:
        cell = pl.col(column.name)
        if column.type == "instant":
            cell = cell.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z")
        elif column.type == "boolean":
            cell = pl.when(cell).then(pl.lit("yes")).when(~cell).then(pl.lit("no"))
        elif column.type == "number":
            whole = (cell == cell.floor()) & (cell.abs() < 1e15)
            cell = (
                pl.when(whole)
                .then(cell.cast(pl.Int64, strict=False).cast(pl.String))
                .otherwise(cell.cast(pl.String))
            )
        elif column.type in ("id", "text"):
            cell = cell.str.replace_all("\r\n?", "\n")
            risky = cell.str.contains(r"^'*[=+\-@\t\r\n]") & ~cell.str.contains(r"^[+-][0-9., ]+$")
            cell = pl.when(risky).then(pl.lit("'") + cell).otherwise(cell)
        found.append(cell.alias(column.name))
    return found
