"""Rows in the order in which they came, to be gone through as often as one likes: in memory, on disk when many."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

_ROWS_AT_ONCE = 1 << 20


class RowQueue:
    """Rows (a structured array) that wait; `file` is where they go when more than `most_bytes` are held."""

    def __init__(self, kind: np.dtype, file: Path, most_bytes: int = 1 << 28) -> None:
        self.kind, self.file, self.most_bytes = kind, file, most_bytes
        self._held: list[np.ndarray] = []
        self._bytes = 0
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def add(self, rows: np.ndarray) -> None:
        """Put rows at the end."""
        self._held.append(rows)
        self._bytes += rows.nbytes
        self._rows += len(rows)
        if self._bytes > self.most_bytes:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("ab") as out:
                for part in self._held:
                    part.tofile(out)
            self._held, self._bytes = [], 0

    def __iter__(self) -> Iterator[np.ndarray]:
        if self.file.exists():
            with self.file.open("rb") as rows:
                while len(part := np.fromfile(rows, dtype=self.kind, count=_ROWS_AT_ONCE)):
                    yield part
        yield from self._held

    def clear(self) -> None:
        """Let go of the rows."""
        self._held, self._bytes, self._rows = [], 0, 0
        self.file.unlink(missing_ok=True)
