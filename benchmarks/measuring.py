"""What every benchmark measures: wall time, processor time of all threads, and memory beyond what stood before."""

import os
import platform
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MB = 1_000_000
_LOOK_EVERY = 0.005
_STATUS = Path("/proc/self/statm")


@dataclass(frozen=True)
class Measured:
    """The result of a piece of work, the least seconds over its runs, and the most memory it took beyond before, MB."""

    result: Any
    wall: float
    cpu: float
    memory_mb: float

    def __str__(self) -> str:
        return f"{self.wall:8.3f} s wall {self.cpu:8.3f} s CPU {self.memory_mb:8,.0f} MB more memory"


def machine() -> str:
    """The cores, memory, processor and versions that figures were measured with."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{len(os.sched_getaffinity(0))} cores, {pages * size / 2**30:.0f} GiB, {_processor()}; "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def measure(work: Callable[[], Any], times: int = 1) -> Measured:
    """Run a piece of work so many times; keep the last result, the least times and the most memory."""
    result, walls, cpus, memory = None, [], [], 0.0
    for _ in range(times):
        result = None
        with _Memory() as seen:
            wall, cpu = time.perf_counter(), time.process_time()
            result = work()
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        memory = max(memory, seen.more)
    return Measured(result, min(walls), min(cpus), memory / MB)


class _Memory:
    """Looks at the resident memory all the time; `more` is the most it grew, in bytes. 0 where it cannot be seen."""

    def __enter__(self) -> "_Memory":
        self.before = self.most = _resident()
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.most = max(self.most, _resident())
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            self.most = max(self.most, _resident())

    @property
    def more(self) -> int:
        return self.most - self.before


def _resident() -> int:
    if not _STATUS.is_file():
        return 0
    return int(_STATUS.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def verdict(words: str, value: float, limit: float, at_most: bool = True) -> bool:
    """Print a figure beside its limit; whether it is kept."""
    kept = value <= limit if at_most else value >= limit
    print(
        f"{words}: {value:,.2f} ({'at most' if at_most else 'at least'} {limit:,.1f}) {'kept' if kept else 'NOT kept'}"
    )
    return kept
