"""Table stays as the store takes it: ids as texts, instants as whole seconds; from a frame, or a file in pieces."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.stay_intake import CERTAINTIES
from mutong.tables.frames import MISSING_INSTANT, Frame, codes_in, instants_of, numbers_of
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.table_pieces import LeftOut, read_pieces


def timed_columns(frame: Frame, *names: str) -> dict[str, np.ndarray]:
    """Instant columns of a frame as whole seconds, -1 where there is none."""
    found = {}
    for name in names:
        micros = instants_of(frame, name)
        found[name] = np.where(micros == MISSING_INSTANT, UNKNOWN_END, micros // 1_000_000)
    return found


def stay_columns(frame: Frame) -> dict[str, Sequence]:
    """Table stays as the columns StayStore.build takes."""
    return {
        **{name: frame[name] for name in ("person_id", "place_id", "seat")},
        "certainty": codes_in(frame, "certainty", CERTAINTIES),
        "radius_m": numbers_of(frame, "radius_m"),
        **timed_columns(frame, "arrived_at", "left_at"),
    }


def stay_pieces(
    path: Path, mapping: HeadingMapping | None = None, left_out: LeftOut | None = None
) -> Iterator[dict[str, Sequence]]:
    """The stays of a register folder or a file (CSV, Parquet, workbook), in pieces that StayStore.build takes.

    Rows that cannot be used go to `left_out`; without it they refuse the file. Raises what
    tables.table_pieces.read_pieces raises.
    """
    for frame in read_pieces(path, "stays", mapping, left_out):
        yield stay_columns(frame)
