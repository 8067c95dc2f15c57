"""A table file of any size, piece by piece, for whoever can take rows in any order and twice over."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from mutong.kernel.errors import Problem
from mutong.tables.frame_reading import conform, is_plain_csv
from mutong.tables.frame_types import frame_types
from mutong.tables.frames import Frame, frame_of, refusal_of_rows, table_file
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.reading import open_table
from mutong.tables.register_files import scan_parquet
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Schema, load_schema

PIECE_ROWS = 1_000_000
_CHECKED_ROWS = 100_000


def read_pieces(path: str | Path, table: str, mapping: HeadingMapping | None = None) -> Iterator[Frame]:
    """A table from a register folder or a file (CSV, Parquet, workbook) as frames with its columns and types.

    Cells and rows are checked as read_table does, except that rows may have the same key. Where a piece cannot be read
    fast the file is read carefully from its start, so that rows may come twice. Raises MutongError `table_missing`,
    `bad_rows` with the first problem and how many rows are wrong, and what open_table raises.
    """
    path, schema = Path(path), load_schema(table)
    folder = path.is_dir()
    if folder:
        found = table_file(path, table)
        if found is None:
            raise refuse_file("table_missing", folder=path.name, table=table)
        path = found
    raw = None if mapping is not None or not path.is_file() else _fast(path, schema, folder)
    if raw is not None:
        for batch in raw.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True, engine="streaming"):
            frame = conform(batch, schema, folder, path.suffix == ".csv", repeats_ok=True)
            if frame is None:
                break
            yield frame
        else:
            return
    yield from _checked(path, table, mapping)


def _fast(path: Path, schema: Schema, trusted: bool) -> pl.LazyFrame | None:
    if path.suffix == ".parquet":
        return scan_parquet(path, schema.name, frame_types(schema))
    if is_plain_csv(path, schema, trusted):
        return pl.scan_csv(path, infer_schema=False, null_values="")
    return None


def _checked(path: Path, table: str, mapping: HeadingMapping | None) -> Iterator[Frame]:
    problems: list[Problem] = []
    reading = open_table(path, table, mapping, batch_rows=_CHECKED_ROWS, repeats_ok=True)
    for batch in reading:
        problems = problems or batch.problems[:1]
        if not problems:
            yield frame_of(batch.rows, table)
    if problems:
        raise refusal_of_rows(reading, problems[0])
