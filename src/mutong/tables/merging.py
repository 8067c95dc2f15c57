"""Rows on their way into a register folder: kept on disk until all are checked, then merged in one step."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mutong.tables.frames import Frame, empty_table, frame_of
from mutong.tables.schema import load_schema


@dataclass(frozen=True)
class Merged:
    """A table after a merge, and what became of the incoming rows; added + changed + unchanged = incoming."""

    frame: Frame
    added: int
    changed: int
    unchanged: int


def merge_by_key(existing: Frame, incoming: Frame, table: str) -> Merged:
    """Incoming rows take the place of those with the same key; the others follow those that were there."""
    schema = load_schema(table)
    key, names = list(schema.key), list(schema.names)
    if not key:
        return Merged(pl.concat([existing, incoming]), len(incoming), 0, 0)
    unchanged = len(incoming.join(existing.select(names), on=names, how="semi", nulls_equal=True))
    known = len(incoming.join(existing.select(key), on=key, how="semi", nulls_equal=True))
    kept = existing.join(incoming.select(key), on=key, how="anti", nulls_equal=True, maintain_order="left")
    return Merged(pl.concat([kept, incoming]), len(incoming) - known, known - unchanged, unchanged)


def without_rows(frame: Frame, indices: Iterable[int]) -> Frame:
    """A frame without the rows at these indices."""
    dropped = sorted(set(indices))
    return (
        frame.with_row_index("_row").filter(~pl.col("_row").is_in(dropped)).drop("_row") if dropped else frame
    )


class RowSpool:
    """Batches of checked rows kept in parts on disk, so that reading a large file needs little memory.

    The folder carries the number of the process: what a killed one left behind is cleared by the next.
    """

    def __init__(self, folder: Path, table: str) -> None:
        self.table, self.parts = table, 0
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".incoming-*"):
            if not _alive(left.name.rpartition("-")[2]):
                shutil.rmtree(left, ignore_errors=True)
        self.folder = folder / f".incoming-{table}-{os.getpid()}"
        self.folder.mkdir(exist_ok=True)

    def add(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Keep a batch."""
        frame_of(rows, self.table).write_parquet(self.folder / f"{self.parts:06d}.parquet")
        self.parts += 1

    def frame(self) -> Frame:
        """Everything kept, in order."""
        parts = [pl.read_parquet(self.folder / f"{i:06d}.parquet") for i in range(self.parts)]
        return pl.concat([empty_table(self.table), *parts])

    def close(self) -> None:
        """Clear the parts."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
