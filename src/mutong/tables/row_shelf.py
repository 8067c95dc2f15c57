"""Rows that wait for their group: in memory as long as there is room, on disk after that."""

from pathlib import Path
from types import TracebackType

import numpy as np


class RowShelf:
    """One pile of rows (a structured array) for each group; used as a context manager, which clears it away.

    `folder` is where piles go when more than `most_bytes` are held; it is made when needed.
    """

    def __init__(self, groups: int, kind: np.dtype, folder: Path, most_bytes: int = 1 << 30) -> None:
        self.kind, self.folder, self.most_bytes = kind, folder, most_bytes
        self._held: list[list[np.ndarray]] = [[] for _ in range(groups)]
        self._on_disk: set[int] = set()
        self._bytes = 0

    def add(self, groups: np.ndarray, rows: np.ndarray) -> None:
        """Put each row on its group's pile."""
        if len(self._held) == 1:
            self._held[0].append(rows)
            return
        if len(self._held) < 2**15:
            groups = groups.astype(np.int16)  # sorted by counting
        order = np.argsort(groups, kind="stable")
        rows = rows.take(order)  # many times faster than rows[order] where a row has several columns
        edges = np.searchsorted(groups[order], np.arange(len(self._held) + 1))
        for group in np.flatnonzero(np.diff(edges)):
            self._held[group].append(rows[edges[group] : edges[group + 1]])
        self._bytes += rows.nbytes
        if self._bytes > self.most_bytes:
            self._put_away()

    def _put_away(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for group, pile in enumerate(self._held):
            if pile:
                with self._file(group).open("ab") as out:
                    for rows in pile:
                        rows.tofile(out)
                self._on_disk.add(group)
                self._held[group] = []
        self._bytes = 0

    def _file(self, group: int) -> Path:
        return self.folder / f"{group}.rows"

    def take(self, group: int) -> np.ndarray:
        """A group's rows, once."""
        pile, self._held[group] = self._held[group], []
        if group in self._on_disk:
            pile.append(np.fromfile(self._file(group), dtype=self.kind))
            self._file(group).unlink()
        return np.concatenate(pile) if pile else np.empty(0, dtype=self.kind)

    def __enter__(self) -> "RowShelf":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in self.folder.glob("*.rows"):
            path.unlink()
        if self.folder.is_dir():
            self.folder.rmdir()
