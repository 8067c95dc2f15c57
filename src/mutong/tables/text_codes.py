"""Texts learned as they come, as numbers: for ids of hundreds of millions of rows that never lie in memory at once."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from mutong.tables.frames import Frame

_WORDS_AT_ONCE = 1 << 20


class LearnedTexts:
    """Numbers for texts, in the order in which they are first seen, and their order by the alphabet at the end."""

    def __init__(self) -> None:
        self._kind = pl.Categorical(pl.Categories.random())
        # Polars forgets the numbers when the last column that has them is gone.
        self._held = pl.Series([], dtype=pl.String).cast(self._kind)
        self._known = 0

    def __len__(self) -> int:
        return self._known

    def codes(self, texts: Sequence | pl.Series) -> np.ndarray:
        """The number of each text, int32; -1 where there is none (None or empty)."""
        given = texts if isinstance(texts, pl.Series) else _series(texts)
        column = given.cast(pl.String, strict=False).replace({"": None}) if _has_empty(given) else given
        found = column.cast(self._kind).to_physical()
        most = found.max()
        self._known = max(self._known, 0 if most is None else most + 1)
        return found.cast(pl.Int32).fill_null(-1).to_numpy()

    def learn(self, words: np.ndarray) -> np.ndarray:
        """The number of each word of an array of bytes (UTF-8), as another dictionary holds them."""
        parts = [np.zeros(0, dtype=np.int32)]
        for first in range(0, len(words), _WORDS_AT_ONCE):
            parts.append(self.codes(texts_of_bytes(words[first : first + _WORDS_AT_ONCE])))
        return np.concatenate(parts)

    def ranked(self, kept: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The texts in ascending order as bytes (UTF-8), and the place in it of each number, int32.

        With `kept` (a truth for each number) only those texts; the others have place -1.
        """
        numbers = np.arange(self._known, dtype=np.uint32)
        if kept is not None:
            numbers = numbers[kept[: self._known]]
        texts = pl.Series(numbers).cat.to(self._kind).cast(pl.String)
        order = texts.arg_sort().to_numpy()
        places = np.full(self._known, -1, dtype=np.int32)
        places[numbers[order]] = np.arange(len(order), dtype=np.int32)
        return bytes_of_texts(texts.gather(order)), places


def texts_of_bytes(words: np.ndarray) -> pl.Series:
    """An array of bytes (UTF-8) as a column of texts."""
    return pl.Series(words.tolist(), dtype=pl.Binary).cast(pl.String)


def bytes_of_texts(texts: pl.Series) -> np.ndarray:
    """A column of texts as an array of bytes (UTF-8), all as wide as the widest."""
    widest = texts.str.len_bytes().max() or 1
    found = np.zeros(len(texts), dtype=f"S{widest}")
    for first in range(0, len(texts), _WORDS_AT_ONCE):
        part = texts[first : first + _WORDS_AT_ONCE]
        found[first : first + len(part)] = part.cast(pl.Binary).to_list()
    return found


def encoded_texts_of(frame: Frame, column: str) -> np.ndarray:
    """A text column of a frame as an array of bytes (UTF-8); empty where there is none."""
    return bytes_of_texts(frame[column].fill_null(""))


def _series(texts: Sequence) -> pl.Series:
    if isinstance(texts, np.ndarray) and texts.dtype.kind == "S":
        return texts_of_bytes(texts)
    return pl.Series([None if not one else str(one) for one in texts], dtype=pl.String)


def _has_empty(texts: pl.Series) -> bool:
    return texts.dtype != pl.String or bool((texts == "").any())
