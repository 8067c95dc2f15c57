"""Worlds for comparing engines that trace: random ones side by side, each in a corner of its own."""

from collections.abc import Sequence

import numpy as np

from mutong.tables.frames import Frame, frame_of
from tests.outbreak.small_worlds import random_world

_IDS = ("case_id", "person_id", "other_id", "place_id", "household_id", "person_a", "person_b")
Tables = dict[str, list[dict[str, object]]]


def worlds_side_by_side(seeds: Sequence[int], people: int = 30, stays: int = 120) -> Tables:
    """The tables of several random worlds as those of one; nobody of one is ever met in another."""
    found: Tables = {}
    for seed in seeds:
        for table, rows in random_world(seed, people, stays).items():
            found.setdefault(table, []).extend(
                {name: f"W{seed}-{cell}" if name in _IDS else cell for name, cell in row.items()}
                for row in rows
            )
    return found


def stay_frame(rows: Sequence[dict[str, object]]) -> Frame:
    """Rows as table stays, in an order of no meaning."""
    frame = frame_of([row | {"source": "test"} for row in rows], "stays")
    return frame[np.random.default_rng(1).permutation(len(frame))]
