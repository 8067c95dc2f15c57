"""Rows in the order of several columns of whole numbers, fast: as many columns as fit are one key of 64 bits."""

from collections.abc import Sequence

import numpy as np


def order_by(columns: Sequence[np.ndarray]) -> np.ndarray:
    """The positions that put rows in the order of these columns of whole numbers (first column first).

    Rows that are the same in all of them come in no order of their own.
    """
    key, used = _one_key(columns)
    order = np.argsort(key)
    if used == len(columns) or len(order) < 2:
        return order
    # Few rows share the whole key: only they are looked at again.
    same = key.take(order[1:]) == key.take(order[:-1])
    if not same.any():
        return order
    tied = np.append(same, False)
    tied[1:] |= same
    spots = np.flatnonzero(tied)
    rows = order[spots]
    run = np.cumsum(np.append(True, ~same))[spots]
    rest = [columns[k][rows] for k in range(len(columns) - 1, used - 1, -1)]
    order[spots] = rows[np.lexsort((*rest, run))]
    return order


def starts_of_runs(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Of rows in order: a truth for each row, whether it differs from the row before in one of the columns."""
    size = len(columns[0])
    new = np.ones(size, dtype=bool)
    if size:
        new[1:] = False
        for column in columns:
            new[1:] |= column[1:] != column[:-1]
    return new


def distinct(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct numbers, ascending, and the place of each row's among them."""
    if not len(numbers) or numbers.dtype == object:
        return np.unique(numbers, return_inverse=True)
    low = int(numbers.min())
    size = int(numbers.max()) - low + 1
    # Marked in a list of all that lie between, as long as that takes less than sorting them.
    if size > 64 * len(numbers) + 1000:
        return np.unique(numbers, return_inverse=True)
    seen, place = np.zeros(size, dtype=bool), np.empty(size, dtype=np.int64)
    above = numbers - low
    seen[above] = True
    found = np.flatnonzero(seen)
    place[found] = np.arange(len(found))
    return found + low, place[above]


def _one_key(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, int]:
    """As many of the first columns as fit into 64 bits, as one number; and how many they are."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    bits = 0
    for used, column in enumerate(columns):
        if not len(column):
            return key, len(columns)
        low = int(column.min())
        width = (int(column.max()) - low).bit_length()
        if bits + width > 64:
            return key, max(used, 1)
        bits += width
        if width:
            wide = (column.astype(np.int64) - low).astype(np.uint64)
            key = (key << np.uint64(width)) | wide if width < 64 else wide
    return key, len(columns)
