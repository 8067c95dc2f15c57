"""A loop for the compiler: read from its file, compiled once and kept, loaded by processes that trace often."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mutong.standards.compiled.compiling import compiled_run, numba_is_here


class Loop:
    """One file of this folder with a function `run`; `nothing` gives the arguments of a call over no rows."""

    def __init__(self, file: str, nothing: Callable[[], tuple[Any, ...]]) -> None:
        self._file, self._nothing = Path(__file__).with_name(file), nothing
        self._run: Callable[..., None] | None = None

    @property
    def loaded(self) -> bool:
        """Whether the loop can be called now without waiting for the compiler."""
        return self._run is not None

    def load(self) -> bool:
        """Load (the first time: compile) the loop now; False where numba is not here."""
        if self._run is None and numba_is_here():
            run = compiled_run(self._file.read_text(encoding="utf-8"))
            run(0, 0, *self._nothing())
            self._run = run
        return self._run is not None

    def forget(self) -> None:
        """As in a process that never loaded it."""
        self._run = None

    def __call__(self, first: int, last: int, *given: Any) -> None:
        if self._run is None:
            self.load()
        self._run(first, last, *given)


def whole(size: int = 0) -> np.ndarray:
    """Whole numbers, for a call over no rows."""
    return np.zeros(size, dtype=np.int64)


def stored(kind: type = np.uint32) -> np.ndarray:
    """A column of a store, which cannot be written."""
    column = np.zeros(0, dtype=kind)
    column.flags.writeable = False
    return column


def plain(column: np.ndarray, kind: type = np.int64) -> np.ndarray:
    """The column as loops are compiled for: of one kind, in one piece, writable."""
    return np.require(column, kind, ["C", "W"])
