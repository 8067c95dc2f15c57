"""A table file of any size, piece by piece, for whoever can take rows in any order."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.tables.decoding import RawTable
from mutong.tables.frame_reading import conform, is_plain_csv
from mutong.tables.frame_types import frame_types
from mutong.tables.frames import Frame, frame_of, refusal_of_rows, table_file
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.mapping import match_headings
from mutong.tables.reading import TableReading, open_table
from mutong.tables.register_files import scan_parquet
from mutong.tables.rejects import RejectsWriter
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Schema, load_schema

PIECE_ROWS = 1_000_000
_CHECKED_ROWS = 100_000
_KEPT = 20


class LeftOut:
    """Rows that could not be used: counted, the first told, all in the rejects file. Used as a context manager.

    `rows` counts rows, `problems` holds the first, `notes` says what was understood; the file at `path` is made with
    the first problem.
    """

    def __init__(self, path: str | Path, lang: str = "zh") -> None:
        self.path = Path(path)
        self.rows = 0
        self.problems: list[Problem] = []
        self.notes: list[Words] = []
        self._writer = RejectsWriter(path, lang)

    def take(self, problems: list[Problem]) -> None:
        """Problems of rows that are left out."""
        self._writer.write(problems)
        self.rows += len({problem.row for problem in problems})
        self.problems += problems[: _KEPT - len(self.problems)]

    def __enter__(self) -> "LeftOut":
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()


def read_pieces(
    path: str | Path, table: str, mapping: HeadingMapping | None = None, left_out: LeftOut | None = None
) -> Iterator[Frame]:
    """A table from a register folder or a file (CSV, Parquet, workbook) as frames with its columns and types.

    Cells and rows are checked as read_table does, except that rows may have the same key. Only a piece that is not
    right as it stands is read cell by cell. Wrong rows go to `left_out`; without it they refuse the file: MutongError
    `bad_rows` with the first problem and how many rows are wrong. Raises `table_missing`, and what open_table raises.
    """
    path, schema = Path(path), load_schema(table)
    folder = path.is_dir()
    if folder:
        found = table_file(path, table)
        if found is None:
            raise refuse_file("table_missing", folder=path.name, table=table)
        path = found
    wrong = _Wrong(left_out)
    raw = None if mapping is not None or not path.is_file() else _fast(path, schema, folder)
    taken = 0
    if raw is not None:
        try:
            for batch in raw.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True, engine="streaming"):
                frame = conform(batch, schema, folder, path.suffix == ".csv", repeats_ok=True)
                if frame is None:
                    yield from _checked(_reading_of(batch, path, schema, taken), table, wrong)
                else:
                    yield frame
                taken += len(batch)
            wrong.refuse()
            return
        except pl.exceptions.PolarsError:
            # A row of another length, say. What was given stands; the careful reader goes on from there.
            pass
    reading = open_table(path, table, mapping, batch_rows=_CHECKED_ROWS, repeats_ok=True)
    yield from _checked(reading, table, wrong, after=taken + 1 if taken else 0)
    wrong.refuse()


def is_headed_as(path: Path, table: str) -> bool:
    """Whether a file (CSV or Parquet) has the columns of a table under their own names, so that it can be read in
    pieces without looking through it first."""
    schema = load_schema(table)
    required = {column.name for column in schema.columns if column.required}
    if not path.is_file():
        return False
    if path.suffix == ".parquet":
        return required <= set(pl.read_parquet_schema(path))
    if not is_plain_csv(path, schema, trusted=False):
        return False
    return required <= set(pl.scan_csv(path, infer_schema=False).collect_schema().names())


def _fast(path: Path, schema: Schema, trusted: bool) -> pl.LazyFrame | None:
    if path.suffix == ".parquet":
        return scan_parquet(path, schema.name, frame_types(schema))
    if is_plain_csv(path, schema, trusted):
        return pl.scan_csv(path, infer_schema=False, null_values="")
    return None


def _reading_of(batch: pl.DataFrame, path: Path, schema: Schema, before: int) -> TableReading:
    """A piece of a file to be read cell by cell; its rows are numbered as a person counts, the heading being row 1."""
    headings = match_headings(batch.columns, schema, None, path.name)
    rows = enumerate(batch.iter_rows(), before + 2)
    raw = RawTable(path.name, "", list(batch.columns), rows, lambda: 0, len(batch))
    return TableReading(raw, schema, headings, None, _CHECKED_ROWS, repeats_ok=True)


def _checked(reading: TableReading, table: str, wrong: "_Wrong", after: int = 0) -> Iterator[Frame]:
    """The good rows of a reading whose number is above `after`, as frames."""
    for batch in reading:
        wrong.take([problem for problem in batch.problems if problem.row > after], reading)
        rows = [row for row, n in zip(batch.rows, batch.row_numbers, strict=True) if n > after]
        if wrong.goes_on:
            yield frame_of(rows, table)
    wrong.note(reading)


class _Wrong:
    """Wrong rows go to whoever keeps them; where nobody does they refuse the file, once all of it was looked at."""

    def __init__(self, left_out: LeftOut | None) -> None:
        self._left_out = left_out
        self._rows = 0
        self._first: tuple[Problem, TableReading] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether good rows are still wanted."""
        return self._first is None or self._left_out is not None

    def take(self, problems: list[Problem], reading: TableReading) -> None:
        """Problems of rows that cannot be used."""
        if not problems:
            return
        self._first = self._first or (problems[0], reading)
        self._rows += len({problem.row for problem in problems})
        if self._left_out is not None:
            self._left_out.take(problems)

    def note(self, reading: TableReading) -> None:
        """Keep how the rows were understood."""
        if self._left_out is not None:
            self._left_out.notes += [note for note in reading.notes if note not in self._left_out.notes]

    def refuse(self) -> None:
        """Raises MutongError `bad_rows` where rows were wrong and nobody keeps them."""
        if self._first is not None and self._left_out is None:
            problem, reading = self._first
            raise refusal_of_rows(reading, problem, self._rows)
