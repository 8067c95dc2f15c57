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
    """A text column as numbers into `words`; -1 where there is none."""

    codes: np.ndarray
    words: Sequence[str | None]


def frame_of_arrays(columns: Mapping[str, np.ndarray | CodedTexts], table: str) -> pl.DataFrame:
    """A frame with the table's columns and types from arrays of equal length; a column left out is null.

    Texts come as CodedTexts, instants as whole seconds since 1970-01-01 UTC (NO_INSTANT: none), days as days since
    then, numbers as they are (NaN: none).
    """
    sizes = {len(c.codes) if isinstance(c, CodedTexts) else len(c) for c in columns.values()}
    (size,) = sizes or {0}
    series = []
    for name, kind in frame_types(load_schema(table)).items():
        column = columns.get(name)
        if column is None:
            series.append(pl.Series(name, [], dtype=kind).extend_constant(None, size))
        elif isinstance(column, CodedTexts):
            words = pl.Series(name, [*column.words, None], dtype=pl.String)
            series.append(words.gather(np.where(column.codes < 0, len(column.words), column.codes)))
        elif kind == INSTANT:
            seconds = pl.Series(name, column.astype(np.int64))
            micros = seconds.set(seconds == NO_INSTANT, None) * 1_000_000
            series.append(micros.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone("Asia/Shanghai"))
        elif column.dtype.kind == "f":
            series.append(pl.Series(name, column).fill_nan(None).cast(kind))
        else:
            series.append(pl.Series(name, column).cast(kind))
    return pl.DataFrame(series)


def joined(frames: Sequence[pl.DataFrame], table: str) -> pl.DataFrame:
    """Frames of one table as one; of none, the table without rows."""
    return pl.concat([pl.DataFrame(schema=frame_types(load_schema(table))), *frames])
