"""Whether the arrays of a store of stays fit together, looked at in pieces; and with the register beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from mutong.kernel.words import Words

_ROWS_AT_ONCE = 1 << 22
_ROWS = ("person", "place", "arrived", "left", "seat", "certainty", "radius", "reach", "by_person")


def stay_problems(
    arrays: Mapping[str, np.ndarray], progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Words]:
    """What does not fit: columns of different length, rows out of order, offsets, the order by person."""
    size = len(arrays["arrived"])
    short = [name for name in _ROWS if len(arrays[name]) != size]
    if len(arrays["open_rows"]) != len(arrays["open_ends"]):
        short.append("open_ends")
    if short:
        named = ", ".join(short)
        yield Words(f"这些列长短不一：{named}。", f"These columns differ in length: {named}.")
        return
    found = _Found(arrays)
    for first in range(0, size, _ROWS_AT_ONCE):
        last = min(first + _ROWS_AT_ONCE, size)
        found.look(first, last)
        if progress:
            progress("verify", last, size)
    if found.out_of_order:
        yield Words("停留没有按场所和到达时间排序。", "The stays are not sorted by place and arrival.")
    for name, counts in found.counts.items():
        if not np.array_equal(np.diff(arrays[f"{name}_offsets"]), counts):
            yield Words(f"{name} 的起始位置与行数不符。", f"The offsets by {name} do not add up to the rows.")
    if not found.seen.all():
        yield Words("按人索引缺行或重行。", "The index by person misses or repeats rows.")


_NAMED = {"people": Words("人", "people"), "places": Words("处场所", "places")}
_SHOWN = 5


def ids_without_rows(table: str, ids: Sequence[str]) -> Words:
    """How the store's people or places are told that the register does not have; their stays are kept all the same."""
    label, shown = _NAMED[table], ", ".join(ids[:_SHOWN])
    return Words(
        f"停留记录中有 {len(ids)} {label.zh}登记簿里没有（如 {shown}）；停留已保留，请补登记或更正编号。",
        f"The register lacks {len(ids)} {label.en} of the stays (such as {shown}); their stays are kept: import the "
        f"{label.en} or correct the ids.",
    )


class _Found:
    """What was seen in the pieces so far."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self.arrays = arrays
        self.out_of_order = False
        self.counts = {n: np.zeros(len(arrays[f"{n}_ids"]), dtype=np.int64) for n in ("place", "person")}
        self.seen = np.zeros(len(arrays["arrived"]), dtype=bool)

    def look(self, first: int, last: int) -> None:
        """Look at rows [first, last) and at the step into them."""
        before = max(first - 1, 0)
        place, arrived = (self.arrays[name][before:last].astype(np.int64) for name in ("place", "arrived"))
        key = place << 32 | arrived
        self.out_of_order |= bool((key[1:] < key[:-1]).any())
        for name, counts in self.counts.items():
            found = np.bincount(self.arrays[name][first:last])
            # A code beyond the dictionary is one that the offsets cannot know.
            counts[: len(found)] += found[: len(counts)]
        rows = self.arrays["by_person"][first:last]
        self.seen[rows[rows < len(self.seen)]] = True
