"""The fast way in: plain CSV and Parquet straight into a frame, when every cell is right as it stands.

It answers None wherever it is not sure; the careful reader (reading.py) then finds and names what is wrong.
"""

import csv
from pathlib import Path

import polars as pl

from mutong.kernel import clock
from mutong.tables.checking import declared_checks, ends_of
from mutong.tables.decoding import detect_encoding
from mutong.tables.frame_types import INSTANT, frame_types
from mutong.tables.schema import Column, Schema

_UNTIDY = r"^[\s\x{00a0}\x{feff}']|[\s\x{00a0}\x{feff}]$"
_UNTIDY_ID = r"[\x{ff01}-\x{ff5e}\x{3000}\x00-\x1f]|^(-|--|—|——|/|不详|#[nN]/[aA])$|^\d(\.\d+)?[eE]\+\d+$"
_INSTANT = "%Y-%m-%dT%H:%M:%S%.f%:z"


def read_plain_csv(path: Path, schema: Schema, trusted: bool) -> pl.DataFrame | None:
    """A comma-separated UTF-8 file whose headings are column names, as texts; None when it is anything else.

    A register's own file (`trusted`) is UTF-8 if it can be; of another the encoding is found out first.
    """
    if not is_plain_csv(path, schema, trusted):
        return None
    try:
        return pl.read_csv(path, infer_schema=False, null_values="")
    except (pl.exceptions.PolarsError, OSError):
        return None


def is_plain_csv(path: Path, schema: Schema, trusted: bool) -> bool:
    """Whether a file is a comma-separated one in UTF-8 whose headings are column names."""
    if path.suffix != ".csv" or path.stat().st_size == 0:
        return False
    if not trusted and not detect_encoding(path).startswith("utf-8"):
        return False
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        headings = next(csv.reader(text), [])
    return bool(headings) and set(headings) <= set(schema.names) and len(set(headings)) == len(headings)


def conform(
    frame: pl.DataFrame, schema: Schema, trusted: bool, from_csv: bool, repeats_ok: bool = False
) -> pl.DataFrame | None:
    """The frame with the table's columns and types; None when a cell or (unless trusted) a row is not right.

    Texts of a CSV file may carry the apostrophe that disarms a formula; it is taken off. With `repeats_ok` rows may
    have the same key: whoever takes them puts them together.
    """
    if not trusted and (schema.name == "facts" or _has_numbers_to_check(frame, schema)):
        return None
    if any(c.required and c.name not in frame.columns for c in schema.columns):
        return None
    types = frame_types(schema)
    try:
        typed = frame.select(
            _typed(c, frame.schema[c.name], from_csv)
            if c.name in frame.columns
            else pl.lit(None, types[c.name]).alias(c.name)
            for c in schema.columns
        )
        if not frame.columns or typed.is_empty():
            return typed
        if not _cells_right(frame, typed, schema):
            return None
        return typed if trusted or _rows_right(typed, schema, repeats_ok) else None
    except pl.exceptions.PolarsError:
        return None


def _has_numbers_to_check(frame: pl.DataFrame, schema: Schema) -> bool:
    checked = [
        c.name for c in schema.columns if c.domain in ("resident_number", "phone") and c.name in frame.columns
    ]
    return any(frame[name].null_count() < len(frame) for name in checked)


def _typed(column: Column, given: pl.DataType, from_csv: bool) -> pl.Expr:
    cell = pl.col(column.name)
    if given != pl.String:
        kind = frame_types_of(column)
        return (
            cell.dt.convert_time_zone("Asia/Shanghai").cast(kind)
            if column.type == "instant"
            else cell.cast(kind)
        )
    if column.type == "date":
        return cell.str.to_date("%Y-%m-%d", strict=False)
    if column.type == "instant":
        return cell.str.to_datetime(_INSTANT, time_unit="us", time_zone="Asia/Shanghai", strict=False)
    if column.type == "boolean":
        return cell.replace_strict({"yes": True, "no": False}, default=None, return_dtype=pl.Boolean)
    if column.type in ("integer", "number"):
        return cell.cast(frame_types_of(column), strict=False)
    if from_csv and column.type in ("id", "text"):
        return cell.str.replace(r"^'('*[=+\-@\t\r\n])", "${1}")
    return cell


def frame_types_of(column: Column) -> pl.DataType:
    """The Polars type of one column."""
    return frame_types(Schema("", (column,)))[column.name]


def _cells_right(frame: pl.DataFrame, typed: pl.DataFrame, schema: Schema) -> bool:
    wrong: list[pl.Expr] = []
    for column in schema.columns:
        name, cell = column.name, pl.col(column.name)
        if name not in frame.columns:
            continue
        if typed[name].null_count() != frame[name].null_count():
            return False
        if column.required and typed[name].null_count():
            return False
        if column.codes:
            wrong.append(~cell.is_in(column.codes).all())
        elif column.type in ("id", "text"):
            wrong.append((cell.str.contains(_UNTIDY) & ~cell.str.contains(r"^'+[=+\-@\t\r\n]")).any())
            if column.type == "id":
                wrong.append(cell.str.contains(_UNTIDY_ID).any())
        elif column.type in ("integer", "number"):
            low, high = ends_of(column.domain)
            wrong.append(
                (cell.is_nan() | cell.is_infinite()).any() if column.type == "number" else pl.lit(False)
            )
            wrong.append((cell < low).any() if low is not None else pl.lit(False))
            wrong.append((cell > high).any() if high is not None else pl.lit(False))
        elif column.type == "date":
            wrong.append((~cell.dt.year().is_between(1800, 2199)).any())
    if not wrong:
        return True
    return not any(typed.select(w.alias(str(i)) for i, w in enumerate(wrong)).row(0))


def _rows_right(typed: pl.DataFrame, schema: Schema, repeats_ok: bool) -> bool:
    now = clock.now()
    wrong: list[pl.Expr] = []
    for table, check, name, than in declared_checks():
        if table != schema.name:
            continue
        cell, other = pl.col(name), pl.col(than) if than else None
        if check == "past":
            limit = pl.lit(now).cast(INSTANT) if schema.column(name).type == "instant" else pl.lit(now.date())
            wrong.append((cell > limit).any())
        elif check == "after":
            wrong.append((cell <= other).any())
        elif check in ("not_before", "at_least"):
            wrong.append((cell < other).any())
        elif check == "unequal":
            wrong.append((cell == other).any())
    if schema.key and not repeats_ok:
        wrong.append(pl.struct(schema.key).is_duplicated().any())
    return not any(typed.select(w.alias(str(i)) for i, w in enumerate(wrong)).row(0)) if wrong else True
