"""Whole columns as a frame, for results too many to be written row by row."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from mutong.tables.frame_types import frame_types
from mutong.tables.schema import load_schema


def frame_of_columns(columns: Mapping[str, Sequence | np.ndarray], table: str) -> pl.DataFrame:
    """Columns of equal length as a frame with the table's columns and types; NaN and None become null.

    A column that is not given is null throughout.
    """
    types = frame_types(load_schema(table))
    length = max((len(values) for values in columns.values()), default=0)
    series = []
    for name, kind in types.items():
        values = columns.get(name)
        if values is None:
            series.append(pl.Series(name, [None] * length, dtype=kind))
        elif isinstance(values, np.ndarray) and values.dtype.kind == "f":
            series.append(pl.Series(name, values).fill_nan(None).cast(kind))
        else:
            series.append(pl.Series(name, list(values), dtype=kind))
    return pl.DataFrame(series)
