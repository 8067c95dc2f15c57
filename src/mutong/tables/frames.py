"""Tables as Polars frames, and out of frames into plain lists and NumPy arrays for everyone above.

A register on files is a folder with one CSV or Parquet file per table.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from mutong.kernel.errors import MutongError, Problem
from mutong.tables.frame_reading import conform, read_plain_csv
from mutong.tables.frame_types import frame_types, instant_texts
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.reading import TableReading, open_table
from mutong.tables.remedies import refuse_file, remedy
from mutong.tables.schema import all_schemas, load_schema
from mutong.tables.writing import TableWriter

Frame = pl.DataFrame
MISSING_INSTANT = np.iinfo(np.int64).min
MISSING_DAY = -(2**31)


def empty_table(table: str) -> Frame:
    """A table without rows."""
    return pl.DataFrame(schema=frame_types(load_schema(table)))


def frame_of(rows: Iterable[Mapping[str, object]], table: str) -> Frame:
    """Rows (column -> value) as a frame with the table's columns and types; a column a row lacks is null."""
    types = frame_types(load_schema(table))
    lists: dict[str, list] = {name: [] for name in types}
    for row in rows:
        for name, values in lists.items():
            values.append(row.get(name))
    return pl.DataFrame(lists, schema=types, strict=False)


def rows_of(frame: Frame) -> list[dict[str, object]]:
    """A frame as rows: dates, instants in China's zone, texts, numbers, booleans, None."""
    return frame.to_dicts()


def columns_of(frame: Frame) -> dict[str, list]:
    """A frame as plain lists by column: what Snapshot.build takes."""
    return frame.to_dict(as_series=False)


def counts_of(frame: Frame, columns: Sequence[str]) -> dict[tuple, int]:
    """How many rows there are of each combination of some columns."""
    counted = frame.group_by(columns).len()
    return {tuple(row[:-1]): row[-1] for row in counted.iter_rows()}


def texts_of(frame: Frame, column: str) -> np.ndarray:
    """A text column as an object array; None where there is none."""
    return np.array(frame[column].to_list(), dtype=object)


def numbers_of(frame: Frame, column: str) -> np.ndarray:
    """A number column as float64; NaN where there is none."""
    return frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def days_of(frame: Frame, column: str) -> np.ndarray:
    """A date column as days since 1970-01-01 (int64); MISSING_DAY where there is none."""
    return frame[column].to_physical().cast(pl.Int64).fill_null(MISSING_DAY).to_numpy()


def instants_of(frame: Frame, column: str) -> np.ndarray:
    """An instant column as microseconds since 1970-01-01T00:00Z (int64); MISSING_INSTANT where there is none."""
    return frame[column].dt.epoch("us").fill_null(MISSING_INSTANT).to_numpy()


def codes_in(frame: Frame, column: str, words: Sequence[str]) -> np.ndarray:
    """A text column as places in `words`, int64; −1 where there is none or another word."""
    places = frame[column].cast(pl.Enum(words), strict=False).to_physical()
    return places.cast(pl.Int64).fill_null(-1).to_numpy()


def coded_texts_of(frame: Frame, column: str) -> tuple[np.ndarray, np.ndarray]:
    """A text column as (int64 index, words in order): −1 where there is none. For joins in NumPy."""
    words = frame[column].drop_nulls().unique().sort()
    index = frame[column].replace_strict(
        words, pl.arange(len(words), eager=True), default=-1, return_dtype=pl.Int64
    )
    return index.fill_null(-1).to_numpy(), np.array(words.to_list(), dtype=object)


def table_file(folder: str | Path, table: str) -> Path | None:
    """The file that holds a table in a register folder; None when there is none."""
    for suffix in (".parquet", ".csv"):
        path = Path(folder) / f"{table}{suffix}"
        if path.is_file():
            return path
    return None


def read_table(
    path: str | Path,
    table: str,
    missing_ok: bool = False,
    mapping: HeadingMapping | None = None,
    sheet: str | None = None,
) -> Frame:
    """A whole table from a register folder or from a file, with the table's columns and types.

    A folder's files were checked when they were imported and are read fast; a file is checked cell by cell and row
    by row as an import would, unless it is plain and right as it stands. Raises MutongError `table_missing` (unless
    `missing_ok`: then an empty table), `bad_rows` with the first problem, and what open_table raises.
    """
    path = Path(path)
    folder = path.is_dir()
    if folder:
        found = table_file(path, table)
        if found is None:
            if missing_ok:
                return empty_table(table)
            raise refuse_file("table_missing", folder=path.name, table=table)
        path = found
    elif missing_ok and not path.exists():
        return empty_table(table)
    if mapping is None and sheet is None:
        frame = read_as_it_stands(path, table, folder)
        if frame is not None:
            return frame
    return _read_checked(path, table, mapping, sheet)


def read_as_it_stands(
    path: str | Path, table: str, trusted: bool = False, repeats_ok: bool = False
) -> Frame | None:
    """A file as a table when it is plain and every cell is right as it stands; None for all others.

    `trusted`: a register's own file, checked when it was imported. With `repeats_ok` rows may have the same key.
    """
    path, schema = Path(path), load_schema(table)
    if not path.is_file():
        return None
    from_csv = path.suffix != ".parquet"
    frame = read_plain_csv(path, schema, trusted) if from_csv else _parquet(path)
    return conform(frame, schema, trusted, from_csv, repeats_ok) if frame is not None else None


def joined_frames(parts: Sequence[Frame], table: str) -> Frame:
    """Several frames of one table as one; an empty table of none."""
    return pl.concat([empty_table(table), *parts])


def _parquet(path: Path) -> Frame | None:
    try:
        return pl.read_parquet(path)
    except pl.exceptions.PolarsError:
        return None


def _read_checked(path: Path, table: str, mapping: HeadingMapping | None, sheet: str | None) -> Frame:
    reading = open_table(path, table, mapping, sheet)
    parts: list[Frame] = []
    problems: list[Problem] = []
    for batch in reading:
        parts.append(frame_of(batch.rows, table))
        problems = problems or batch.problems[:1]
    if problems:
        raise refusal_of_rows(reading, problems[0])
    return joined_frames(parts, table)


def refusal_of_rows(reading: TableReading, first: Problem, rows: int | None = None) -> MutongError:
    """The error `bad_rows` for a file that was read: how many rows are wrong (left out: those of this reading), and
    what is wrong with the first."""
    said = {"remedy": first.remedy.zh, "remedy_en": first.remedy.en}
    count = reading.rejected if rows is None else rows
    place = {"file": reading.file, "count": count, "row": first.row, "column": first.column}
    error = refuse_file("bad_rows", **place, **said)
    error.words = remedy("bad_rows", **place, **said)
    return error


def write_table(rows: Frame | Iterable[Mapping[str, object]], table: str, path: str | Path) -> int:
    """Write a table (rows or a frame) as .parquet, .csv or .xlsx, whole or not at all; gives the number of rows."""
    path = Path(path)
    schema = load_schema(table)
    if path.suffix == ".parquet" or (path.suffix == ".csv" and isinstance(rows, pl.DataFrame)):
        frame = rows if isinstance(rows, pl.DataFrame) else frame_of(rows, table)
        frame = frame.select(
            pl.col(c).cast(t) if c in frame.columns else pl.lit(None, t).alias(c)
            for c, t in frame_types(schema).items()
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".part")
        if path.suffix == ".parquet":
            frame.write_parquet(half)
        else:
            frame.select(instant_texts(schema)).write_csv(half)
        half.replace(path)
        return len(frame)
    with TableWriter(schema, path) as writer:
        writer.write(rows.iter_rows(named=True) if isinstance(rows, pl.DataFrame) else rows)
    return writer.rows_written


def read_register(folder: str | Path) -> dict[str, Frame]:
    """Every table of a register folder by name; tables without a file are left out."""
    return {table: read_table(folder, table) for table in all_schemas() if table_file(folder, table)}
