"""Stays on their way into a store: taken piece by piece, ids learned, rows laid aside, in bounded memory."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, numbers_of, seconds_of
from mutong.tables.row_queue import RowQueue
from mutong.tables.text_codes import LearnedTexts

CERTAINTIES = ("observed", "stated", "point")
NAMED = ("person", "place", "seat")
# An instant in the store is seconds since 1970 without a sign; the last one stands for an end that nobody knows.
OPEN = np.uint32(0xFFFFFFFF)
STAY = np.dtype(
    [
        ("place", "i4"), ("person", "i4"), ("arrived", "u4"), ("left", "u4"), ("seat", "i4"),
        ("certainty", "i1"), ("radius", "f4"),
    ]
)  # fmt: skip
_CODES = {name: code for code, name in enumerate(CERTAINTIES)}


class StayIntake:
    """Pieces of table stays go in; rows with numbers for ids come out, as often as asked.

    `waiting` is a folder for rows that no longer fit into memory. `taken` counts the rows that came in.
    """

    def __init__(self, waiting: Path) -> None:
        self.texts = {name: LearnedTexts() for name in NAMED}
        self.taken = 0
        self._new = RowQueue(STAY, waiting / "stays.rows")
        self._counts = {name: np.zeros(0, dtype=np.int64) for name in NAMED}
        self._wrong: dict[str, list[int]] = {}

    def take(self, piece: Mapping[str, Sequence]) -> None:
        """Take a piece: columns of table stays as StayStore.build says. Faulty rows are told by `finish`."""
        size = len(piece["person_id"])
        arrived, left = seconds_of(piece["arrived_at"]), seconds_of(_column(piece, "left_at", size))
        rows = np.empty(size, dtype=STAY)
        for name in NAMED:
            column = f"{name}_id" if name != "seat" else name
            rows[name] = self.texts[name].codes(_column(piece, column, size)) if size else 0
        self._note("id_missing", (rows["person"] < 0) | (rows["place"] < 0))
        self._note("stay_without_arrival", arrived == UNKNOWN_END)
        self._note("stay_ends_before_it_starts", (left != UNKNOWN_END) & (left < arrived))
        outside = [(one < UNKNOWN_END) | (one >= int(OPEN) - 1) for one in (arrived, left)]
        self._note("stay_out_of_range", outside[0] | outside[1])
        # A stay without length counts as one second.
        left = np.where(left == arrived, left + 1, left)
        rows["arrived"] = arrived.astype(np.uint32)
        rows["left"] = np.where(left == UNKNOWN_END, int(OPEN), left).astype(np.uint32)
        rows["certainty"] = certainty_codes(_column(piece, "certainty", size))
        rows["radius"] = numbers_of(_column(piece, "radius_m", size))
        self.taken += size
        if not self._wrong:
            self.put(rows)

    def put(self, rows: np.ndarray) -> None:
        """Take rows whose ids are numbers of `texts` already."""
        for name in self._counts:
            self._count(name, rows[name])
        self._new.add(rows)

    def _count(self, name: str, codes: np.ndarray) -> None:
        counts = self._counts[name]
        if len(counts) < len(self.texts[name]):
            grown = np.zeros(max(len(self.texts[name]), 2 * len(counts)), dtype=np.int64)
            grown[: len(counts)] = counts
            self._counts[name] = counts = grown
        found = np.bincount(codes[codes >= 0] if name == "seat" else codes)
        counts[: len(found)] += found

    def _note(self, code: str, wrong: np.ndarray) -> None:
        if wrong.any():
            spots = np.flatnonzero(wrong)
            noted = self._wrong.setdefault(code, [0, self.taken + int(spots[0]) + 1])
            noted[0] += len(spots)

    def finish(self) -> None:
        """Raises MutongError where a row had no id, no arrival, an end before it, or lies before 1970 or after 2105."""
        for code, words in _FAULTS.items():
            if code in self._wrong:
                count, first = self._wrong[code]
                raise MutongError(
                    code, Words(words.zh.format(n=count, first=first), words.en.format(n=count, first=first))
                )
        if len(self) >= int(OPEN):
            raise MutongError(
                "too_many_stays",
                Words(
                    "一个停留库放不下四十亿条以上。",
                    "A store holds no more than four thousand million stays.",
                ),
            )

    def counts(self, name: str) -> np.ndarray:
        """How many rows each number of `texts[name]` has."""
        found = np.zeros(len(self.texts[name]), dtype=np.int64)
        counts = self._counts[name][: len(found)]
        found[: len(counts)] = counts
        return found

    def __len__(self) -> int:
        return len(self._new)

    def __iter__(self) -> Iterator[np.ndarray]:
        """The rows, part by part; their ids are numbers of `texts`."""
        return iter(self._new)

    def clear(self) -> None:
        """Let go of the rows."""
        self._new.clear()


def certainty_codes(values: Sequence) -> np.ndarray:
    """Words of certainty as places in CERTAINTIES, int8; a stay that does not say how sure it is was stated."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return np.where(values < 0, _CODES["stated"], values).astype(np.int8)
    return np.array([_CODES.get(value, _CODES["stated"]) for value in values], dtype=np.int8)


def _column(stays: Mapping[str, Sequence], name: str, size: int) -> Sequence:
    return stays[name] if name in stays else [None] * size


_FAULTS = {
    "id_missing": Words(
        "有 {n} 条停留没有编号（第一条是第 {first} 条）；每一条都要写明人员和场所。",
        "{n} stays have no id (first: stay {first}); each needs a person and a place.",
    ),
    "stay_without_arrival": Words(
        "有 {n} 条停留没有到达时间（第一条是第 {first} 条）；请补上。",
        "{n} stays have no arrival (first: stay {first}); write when they began.",
    ),
    "stay_ends_before_it_starts": Words(
        "有 {n} 条停留的离开早于到达（第一条是第 {first} 条）；请更正。",
        "{n} stays end before they start (first: stay {first}); correct them.",
    ),
    "stay_out_of_range": Words(
        "有 {n} 条停留的时间早于1970年或晚于2105年（第一条是第 {first} 条）；请更正。",
        "{n} stays lie before 1970 or after 2105 (first: stay {first}); correct them.",
    ),
}
