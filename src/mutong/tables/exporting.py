"""A table of any size into one file, a batch of rows in memory at a time; the file appears whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from mutong.tables.export_seal import Seal, seal_file, seal_path
from mutong.tables.frame_stream import FrameStream
from mutong.tables.frames import Frame, frame_of
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import load_schema
from mutong.tables.writing import EXCEL_ROWS, Row, TableWriter

_BATCH_ROWS = 50_000
_KINDS = (".csv", ".parquet", ".xlsx")


def export_frames(
    frames: Iterable[Frame],
    table: str,
    path: str | Path,
    *,
    by: str,
    lang: str | None = None,
    filters: Mapping[str, str] | None = None,
    rows: int | None = None,
) -> Seal:
    """Write frames of a table one after the other as .csv, .parquet or .xlsx, and the seal beside the file.

    `lang` zh or en writes labels and words for people (not in Parquet), None column names and codes. `rows`, where it
    is known how many there are, lets a workbook be refused before anything is written. Raises MutongError
    `unknown_file_kind`, and `too_many_rows` for a workbook. Left by an error it leaves what was there before.
    """
    path = Path(path)
    if path.suffix not in _KINDS:
        raise refuse_file("unknown_file_kind", suffix=path.suffix, known=" ".join(_KINDS))
    if path.suffix == ".xlsx" and rows is not None and rows >= EXCEL_ROWS:
        raise refuse_file("too_many_rows", rows=f"{rows:,}", limit=f"{EXCEL_ROWS - 1:,}")
    if path.suffix == ".xlsx" or (lang and path.suffix == ".csv"):
        with TableWriter(load_schema(table), path, lang) as writer:
            for frame in frames:
                writer.write(frame.iter_rows(named=True))
            seal_path(path).unlink(missing_ok=True)
    else:
        with FrameStream(table, path) as writer:
            for frame in frames:
                writer.write(frame)
            seal_path(path).unlink(missing_ok=True)
    return seal_file(path, table, writer.rows_written, by, filters)


def frames_of_rows(rows: Iterable[Row], table: str) -> Iterator[Frame]:
    """Rows (column → value) of a table as frames, so many at a time that memory stays small."""
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH_ROWS)):
        yield frame_of(batch, table)
