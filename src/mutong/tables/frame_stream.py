"""A table written frame by frame, whole or not at all: the file appears under its name only when all of it is there."""

import shutil
from pathlib import Path
from types import TracebackType

import polars as pl

from mutong.tables.frame_types import frame_types, instant_texts
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import load_schema


class FrameStream:
    """Writes frames of one table to a .parquet or .csv file; used as a context manager.

    Left by an error or Ctrl-C it leaves what was there before. Parquet frames wait in `FILE.parts` until the last is
    there; so one frame at a time is held in memory.
    """

    def __init__(self, table: str, path: str | Path) -> None:
        self.table, self.path = table, Path(path)
        if self.path.suffix not in (".parquet", ".csv"):
            raise refuse_file("unknown_file_kind", suffix=self.path.suffix, known=".csv .parquet")
        self.rows_written = 0
        self.parts = self.path.with_name(self.path.name + ".parts")
        self._frames = 0

    def __enter__(self) -> "FrameStream":
        self._clear()
        self.parts.mkdir(parents=True)
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Append a frame of the table."""
        if self.path.suffix == ".parquet":
            frame.write_parquet(self._part(self._frames))
        else:
            texts = frame.select(instant_texts(load_schema(self.table)))
            with (self.parts / "all.csv").open("ab") as out:
                texts.write_csv(out, include_header=not self._frames)
        self._frames += 1
        self.rows_written += len(frame)

    def _part(self, number: int) -> Path:
        return self.parts / f"{number:06d}.parquet"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish().replace(self.path)
        finally:
            self._clear()

    def _finish(self) -> Path:
        if not self._frames:
            self.write(pl.DataFrame(schema=frame_types(load_schema(self.table))))
        if self.path.suffix == ".csv":
            return self.parts / "all.csv"
        if self._frames == 1:
            return self._part(0)
        whole = self.parts / "all.parquet"
        pl.scan_parquet([self._part(number) for number in range(self._frames)]).sink_parquet(whole)
        return whole

    def _clear(self) -> None:
        shutil.rmtree(self.parts, ignore_errors=True)
