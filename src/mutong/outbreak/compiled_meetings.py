"""Meetings at places found in a compiled loop, for a process that traces often; they are those of `meetings`.

The loop (meeting_loops.py) looks at each stay once: is somebody else there in the window, is anything still to be
asked, from when to when; and chains those of one exposer, place and person at once, so that nothing is sorted later.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from mutong.outbreak.exposers import Exposers
from mutong.outbreak.loops import Loop, plain, stored, whole
from mutong.outbreak.stay_intake import CERTAINTIES
from mutong.outbreak.stays import Stays, StayStore

# Fewer rows are looked at by columns sooner.
COMPILED_FROM = 20_000
# Not a power of two: the columns would fall into the same lines of the processor's cache.
ROOM = 131_208
_POINT = CERTAINTIES.index("point")
_NUMBERS = (
    "exposer", "occasion", "person", "sure_from", "sure_to", "from_", "to", "place", "kind", "air", "seat", "row",
)  # fmt: skip


def _nothing() -> tuple:
    table, truths = np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0), dtype=bool)
    return (
        (whole(),) * 3, (whole(),) * 9, (np.zeros(0, dtype=bool),) * 2, (stored(),) * 3, stored(np.int8),
        stored(np.float32), (stored(),) * 2, (whole(),) * 7, whole(), whole(), 0, 0, table,
        *[np.zeros(0, dtype=np.int32)] * 3, whole(), table, truths, whole(2),
    )  # fmt: skip


LOOP = Loop("meeting_loops.py", _nothing)


@dataclass(frozen=True)
class OwnStays:
    """The exposers' own stays: whose, numbered by exposer and place, kind and air of the place, until when (seconds,
    surely and possibly), and in which time somebody else matters."""

    exposer: np.ndarray
    occasion: np.ndarray
    stays: Stays
    kind: np.ndarray
    air: np.ndarray
    known_end: np.ndarray
    end: np.ndarray
    since: np.ndarray
    until: np.ndarray
    unsure_where: np.ndarray


def worth_compiling(rows: int) -> bool:
    """Whether the loop is there, and so many rows of a store to look at are worth it."""
    return LOOP.loaded and rows >= COMPILED_FROM


def meet_by_loop(
    store: StayStore,
    own: OwnStays,
    low: np.ndarray,
    high: np.ndarray,
    exposers: Exposers,
    settled: tuple[np.ndarray, np.ndarray] | None,
    as_of: int,
    run: Callable[..., None] = LOOP,
) -> Iterator[dict[str, np.ndarray]]:
    """The columns of Meetings at places but `lives_with`, distance and protection; by occasion, in one part or several.

    Rows [low, high) of the store may overlap each own stay. `settled` is where the people settled of each case
    begin, and those people. `run` replaces the compiled loop.
    """
    order = np.argsort(own.occasion, kind="stable")
    low, high = low[order], high[order]
    largest = int(np.bincount(own.occasion[order], weights=high - low).max(initial=0))
    stays, arrays = own.stays, store.arrays
    of_own = (
        own.exposer, own.occasion, stays.place, own.kind, own.air, stays.seat, stays.arrived, own.known_end,
        own.end,
    )  # fmt: skip
    windows = (
        exposers.from_, exposers.to, exposers.sure_from, exposers.sure_to, exposers.person, exposers.case_person,
        exposers.case,
    )  # fmt: skip
    given = (
        (plain(low), plain(high), plain(own.since[order])),
        tuple(plain(one[order]) for one in of_own),
        (plain(stays.left[order] < 0, bool), plain(own.unsure_where[order], bool)),
        (arrays["person"], arrays["arrived"], arrays["left"]),
        arrays["certainty"],
        arrays["radius"],
        (arrays["open_rows"], arrays["open_ends"]),
        tuple(plain(one) for one in windows),
        *(plain(one) for one in settled or (whole(), whole())),
        as_of,
        _POINT,
        np.empty((9, largest), dtype=np.int64),
        np.empty(1 << (2 * largest).bit_length(), dtype=np.int32),
        *(np.empty(largest + 1, dtype=np.int32) for _ in range(2)),
        np.empty(_room_for(settled), dtype=np.int64),
    )
    count = np.zeros(2, dtype=np.int64)
    while count[1] < len(low):
        # Most rows of a run are of another time: room for those that are not is taken as it is needed.
        room = max(largest, ROOM)
        numbers, truths = np.empty((len(_NUMBERS), room), dtype=np.int64), np.empty((2, room), dtype=bool)
        run(int(count[1]), len(low), *given, numbers, truths, count)
        size = int(count[0])
        told = dict(zip(_NUMBERS, numbers[:, :size], strict=True))
        seats = arrays["seat"][told.pop("row")].astype(np.int64)
        yield {**told, "other_seat": seats, "open_end": truths[0, :size], "unsure_where": truths[1, :size]}


def _room_for(settled: tuple[np.ndarray, np.ndarray] | None) -> int:
    """Twice as many places as anybody's case has people settled, to a power of two."""
    most = int(np.diff(settled[0]).max(initial=0)) if settled is not None else 0
    return 1 << (2 * most + 1).bit_length()
