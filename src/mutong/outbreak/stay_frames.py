"""Table stays as the store takes it: ids as lists, instants as whole seconds."""

from collections.abc import Sequence

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END
from mutong.tables.frames import MISSING_INSTANT, Frame, columns_of, instants_of


def timed_columns(frame: Frame, *names: str) -> dict[str, np.ndarray]:
    """Instant columns of a frame as whole seconds, -1 where there is none."""
    found = {}
    for name in names:
        micros = instants_of(frame, name)
        found[name] = np.where(micros == MISSING_INSTANT, UNKNOWN_END, micros // 1_000_000)
    return found


def stay_columns(frame: Frame) -> dict[str, Sequence]:
    """Table stays as the columns StayStore.build takes."""
    return columns_of(frame.drop("arrived_at", "left_at", "source")) | timed_columns(
        frame, "arrived_at", "left_at"
    )
