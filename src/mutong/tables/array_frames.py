"""Large tables out of arrays: ids as codes and their words, instants as whole seconds. No Python object a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from mutong.tables.frame_types import INSTANT, frame_types
from mutong.tables.schema import load_schema

NO_INSTANT = -1


@dataclass(frozen=True)
class CodedTexts:
    """A text column as numbers into `words`; -1 where there is none (never so where `words` are a column)."""

    codes: np.ndarray
    words: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.codes)


def frame_of_arrays(columns: Mapping[str, np.ndarray | CodedTexts | pl.Series], table: str) -> pl.DataFrame:
    """A frame with the table's columns and types from arrays of equal length; a column left out is null.

    Texts come as CodedTexts (or from texts_in_a_row), instants as whole seconds since 1970-01-01 UTC (NO_INSTANT:
    none), days as days since then, numbers as they are (NaN: none).
    """
    sizes = {len(c) for c in columns.values()}
    (size,) = sizes or {0}
    cells = []
    for name, kind in frame_types(load_schema(table)).items():
        column = columns.get(name)
        if column is None:
            cell = pl.lit(pl.Series([], dtype=kind).extend_constant(None, size))
        elif isinstance(column, CodedTexts):
            cell = _gathered(column)
        elif isinstance(column, pl.Series):
            cell = pl.lit(column).cast(kind)
        elif kind == INSTANT:
            cell = pl.lit(_instants(column))
        elif column.dtype.kind == "f":
            cell = pl.lit(pl.Series(column)).fill_nan(None).cast(kind)
        else:
            cell = pl.lit(pl.Series(column)).cast(kind)
        cells.append(cell.alias(name))
    # Together, so that the columns are made at once on all cores.
    return pl.select(cells)


def _instants(seconds: np.ndarray) -> pl.Series:
    micros = pl.Series(seconds.astype(np.int64) * 1_000_000)
    if (none := seconds == NO_INSTANT).any():
        micros = micros.set(pl.Series(none), None)
    return micros.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone("Asia/Shanghai")


def texts_in_a_row(parts: Sequence[CodedTexts | pl.Series | str]) -> pl.Series:
    """Texts put together row by row: one text for all rows, a column of texts, or one of some words (none: nothing)."""
    size = max(len(part) for part in parts if not isinstance(part, str))
    # In parts, so that they are put together at once on all cores.
    step = max(-(-size // pl.thread_pool_size()), 1000)
    rows = [
        pl.LazyFrame().select(
            pl.concat_str([_cell(part, first, first + step) for part in parts]).alias("text")
        )
        for first in range(0, size, step)
    ]
    if not rows:
        return pl.Series([], dtype=pl.String)
    return pl.concat([found["text"] for found in pl.collect_all(rows)], rechunk=False)


def _cell(part: CodedTexts | pl.Series | str, first: int, last: int) -> pl.Expr:
    """A part of a row's text for some rows."""
    if isinstance(part, CodedTexts):
        # Without a null the words need no mask: what has none stands last and is empty.
        words = pl.Series([*part.words, ""], dtype=pl.String)
        return pl.lit(words).gather(pl.lit(pl.Series(_places(part)[first:last])))
    return pl.lit(part if isinstance(part, str) else part[first:last])


def _gathered(column: CodedTexts) -> pl.Expr:
    if isinstance(column.words, pl.Series):
        return pl.lit(column.words).gather(pl.lit(pl.Series(column.codes.astype(np.uint32))))
    words = pl.Series([*column.words, None], dtype=pl.String)
    return pl.lit(words).gather(pl.lit(pl.Series(_places(column))))


def _places(column: CodedTexts) -> np.ndarray:
    return np.where(column.codes < 0, len(column.words), column.codes).astype(np.uint32)


def joined(frames: Sequence[pl.DataFrame], table: str) -> pl.DataFrame:
    """Frames of one table as one; of none, the table without rows."""
    return pl.concat([pl.DataFrame(schema=frame_types(load_schema(table))), *frames])
