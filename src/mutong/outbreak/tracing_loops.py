"""The compiled loops of tracing and the memory they work in, for a process that traces often."""

import ctypes

from mutong.outbreak import compiled_judging, compiled_meetings, overlaps, stays, strictest

LOOPS = (stays.LOOP, overlaps.LOOP, compiled_meetings.LOOP, compiled_judging.LOOP, strictest.LOOP)
# Of the C library's mallopt: give memory back only beyond so much, and take columns below so much from what was kept.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT_BYTES, _FROM_KEPT_BYTES = 512 << 20, 32 << 20


def load_loops() -> bool:
    """Load (the first time: compile) every loop that tracing has; False where numba is not here."""
    return all(loop.load() for loop in LOOPS)


def keep_memory() -> bool:
    """Let the process keep the memory that a tracing gave back (up to half a GB) for the next one.

    A tracing takes and gives back tens of megabytes in columns; fetching each page anew from the system takes as long
    as looking at it. False where the C library has no such setting.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _FROM_KEPT_BYTES)) and bool(mallopt(_TRIM_THRESHOLD, _KEPT_BYTES))
