"""Which keys a file has already had, in twelve bytes a row: sorted runs of hashes, merged as they grow."""

from collections.abc import Sequence

import numpy as np


class SeenKeys:
    """Remembers keys and the row that first had each.

    Keys are held as 64-bit hashes: of five million different keys, two look alike about once in a million files.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, keys: Sequence[str], rows: Sequence[int]) -> list[int]:
        """Take in a batch; gives for each key the row that had it before, or 0 when it is new."""
        hashes = np.fromiter((hash(key) for key in keys), dtype=np.int64, count=len(keys))
        before = np.zeros(len(keys), dtype=np.uint32)
        for run, run_rows in self._runs:
            place = np.minimum(np.searchsorted(run, hashes), len(run) - 1)
            same = run[place] == hashes
            before[same] = run_rows[place[same]]
        here: dict[int, int] = {}
        fresh: list[int] = []
        found = before.tolist()
        for i, value in enumerate(hashes.tolist()):
            if not found[i]:
                found[i] = here.get(value, 0)
                if not found[i]:
                    here[value] = rows[i]
                    fresh.append(i)
        if fresh:
            self._keep(hashes[fresh], np.asarray(rows, dtype=np.uint32)[fresh])
        return found

    def _keep(self, hashes: np.ndarray, rows: np.ndarray) -> None:
        order = np.argsort(hashes)
        run = (hashes[order], rows[order])
        # Equal runs are merged, so that there are never more than about log2(rows) of them to look through.
        while self._runs and len(self._runs[-1][0]) <= 2 * len(run[0]):
            last = self._runs.pop()
            both = np.concatenate((last[0], run[0])), np.concatenate((last[1], run[1]))
            order = np.argsort(both[0], kind="stable")
            run = (both[0][order], both[1][order])
        self._runs.append(run)
