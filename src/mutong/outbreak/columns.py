"""Columns of tables as arrays: ids as codes of a sorted dictionary, instants as whole seconds."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words

UNKNOWN_END = -1


def codes_of(texts: Sequence, empty_is_unknown: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Texts as (dictionary, codes): the dictionary is bytes (UTF-8) in ascending order, codes are int32.

    With `empty_is_unknown`, None and '' get code -1; otherwise they raise MutongError `id_missing`.
    """
    seen: dict[object, int] = {}
    first = np.fromiter(
        (seen.setdefault(text, len(seen)) for text in texts), dtype=np.int32, count=len(texts)
    )
    words = list(seen)
    encoded = [b"" if not word else str(word).encode() for word in words]
    if not empty_is_unknown and b"" in encoded:
        raise MutongError(
            "id_missing",
            Words("有一行没有编号；每一行都要写明编号。", "A row has no id; every row needs one."),
        )
    dictionary = np.array(sorted(set(encoded) - {b""}), dtype=np.bytes_)
    place = {word: code for code, word in enumerate(dictionary.tolist())}
    new = np.array([place.get(word, -1) for word in encoded], dtype=np.int32)
    return dictionary, (new[first] if len(first) else first)


def index_of(dictionary: np.ndarray, texts: Sequence[str] | np.ndarray) -> np.ndarray:
    """The code of each text (or array of bytes) in an ascending dictionary of bytes; -1 where it is not there."""
    if not len(dictionary) or not len(texts):
        return np.full(len(texts), -1, dtype=np.int64)
    wanted = texts if as_bytes(texts) else np.array([text.encode() for text in texts], dtype=np.bytes_)
    at = np.minimum(np.searchsorted(dictionary, wanted), len(dictionary) - 1)
    return np.where(dictionary[at] == wanted, at, -1).astype(np.int64)


def as_bytes(texts: Sequence[str] | np.ndarray) -> bool:
    """Whether texts are an array of bytes (UTF-8) already."""
    return isinstance(texts, np.ndarray) and texts.dtype.kind == "S"


def seconds_of(instants: Sequence) -> np.ndarray:
    """Instants as whole seconds since 1970-01-01 UTC, int64; -1 where there is none.

    Takes aware datetimes, numpy datetime64 (UTC) or numbers that are seconds already. Raises ValueError for a
    datetime without a zone (T9).
    """
    array = np.asarray(instants)
    if array.dtype.kind == "M":
        seconds = array.astype("datetime64[s]").astype(np.int64)
        return np.where(np.isnat(array), UNKNOWN_END, seconds)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    return np.fromiter((second_of(one) for one in array.tolist()), dtype=np.int64, count=len(array))


def second_of(instant: datetime | int | float | None) -> int:
    """One instant as whole seconds; -1 for None."""
    if instant is None or instant != instant:
        return UNKNOWN_END
    if isinstance(instant, datetime):
        if instant.tzinfo is None:
            raise ValueError(
                f"{instant.isoformat()} has no time zone; write it with one, such as +08:00 (T9)"
            )
        return int(instant.timestamp())
    return int(instant)


def instant_of(second: int) -> datetime | None:
    """Whole seconds as an instant in China's zone; None for -1."""
    return None if second == UNKNOWN_END else datetime.fromtimestamp(second, CHINA)


def numbers_of(values: Sequence) -> np.ndarray:
    """Numbers as float32; NaN where there is none."""
    array = np.asarray(values)
    if array.dtype.kind in "fiu":
        return array.astype(np.float32)
    return np.array([np.nan if one is None else one for one in array.tolist()], dtype=np.float32)
