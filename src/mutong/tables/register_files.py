"""The tables of a register folder as lazy frames with the types they are declared with; Parquet is not read whole."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from mutong.tables.frame_types import frame_types
from mutong.tables.frames import read_table, table_file
from mutong.tables.schema import load_schema

Register = Path | Mapping[str, pl.DataFrame]


def scan_table(
    register: Register, table: str, columns: Sequence[str], missing_ok: bool = False
) -> pl.LazyFrame:
    """Some columns of a table in a register folder, or among frames with the declared types.

    A Parquet file whose columns have types of the declared kinds is read piece by piece as it is used; anything else
    (CSV, days written as text) is read and checked whole by read_table, whose errors it raises.
    """
    if isinstance(register, Mapping):
        return register[table].lazy().select(columns)
    path, types = table_file(register, table), frame_types(load_schema(table))
    if path is not None and path.suffix == ".parquet":
        found = scan_parquet(path, table, {name: types[name] for name in columns})
        if found is not None:
            return found
    return read_table(register, table, missing_ok).lazy().select(columns)


def scan_parquet(path: Path, table: str, types: Mapping[str, pl.DataType]) -> pl.LazyFrame | None:
    """Some columns of a Parquet file with the types wanted; None where its own types are of another kind."""
    try:
        scan = pl.scan_parquet(path)
        given = scan.collect_schema()
    except pl.exceptions.PolarsError:
        return None
    required = {c.name for c in load_schema(table).columns if c.required}
    cells = []
    for name, kind in types.items():
        if name not in given:
            if name in required:
                return None
            cells.append(pl.lit(None, kind).alias(name))
        elif not _of_one_kind(given[name], kind):
            return None
        else:
            cells.append(_cast(pl.col(name), given[name], kind))
    return scan.select(cells)


def _of_one_kind(given: pl.DataType, wanted: pl.DataType) -> bool:
    if wanted == pl.String:
        return given in (pl.String, pl.Categorical, pl.Enum, pl.Null)
    if isinstance(wanted, pl.Datetime):
        return isinstance(given, pl.Datetime) and given.time_zone is not None
    if wanted == pl.Date:
        return given in (pl.Date, pl.Null)
    return given.is_numeric() or given == pl.Null


def _cast(cell: pl.Expr, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    if given == wanted:
        return cell
    if isinstance(wanted, pl.Datetime):
        return cell.dt.convert_time_zone(wanted.time_zone).dt.cast_time_unit(wanted.time_unit)
    return cell.cast(wanted)


def rows_about(folder: Path, table: str, subject_ids: Iterable[str]) -> pl.DataFrame:
    """The rows of a table with `subject_id` that are about some subjects; none where the table has no file."""
    wanted = pl.LazyFrame({"subject_id": list(subject_ids)}, schema={"subject_id": pl.String})
    rows = scan_table(folder, table, load_schema(table).names, missing_ok=True)
    return rows.join(wanted, on="subject_id", how="semi").collect(engine="streaming")
