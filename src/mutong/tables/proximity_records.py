"""Face-to-face records of wearable sensors, as research groups publish them: lines `t i j`, no headings.

A line says that i and j faced each other during the seconds that end at t.
"""

import io
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.tables.packed_files import unpacked
from mutong.tables.remedies import refuse_file

DEFAULT_RECORD_SECONDS = 20


def read_proximity_records(
    path: str | Path, record_seconds: int = DEFAULT_RECORD_SECONDS
) -> dict[str, np.ndarray] | None:
    """The records as columns person_a, person_b (text), start_at, end_at (whole seconds, counted as t is).

    Reads plain, gzip and zip files (of a zip the first member). None when the file does not begin with a line of
    three or more whole numbers. Raises MutongError `not_a_table` when a later line does not fit.
    """
    path = Path(path)
    text = _text_of(path)
    if text is None or not _begins_with_numbers(text, 3):
        return None
    t, i, j = _columns(path, text, 3)
    return {**_people(i, j), "start_at": t - record_seconds, "end_at": t}


def read_number_pairs(path: str | Path, any_width: bool = False) -> dict[str, np.ndarray] | None:
    """Pairs `i j` as columns person_a, person_b (text) from a file without headings: lines of two whole numbers (with
    `any_width` of two or more). None, and raises, as read_proximity_records does."""
    path = Path(path)
    text = _text_of(path)
    if text is None or not _begins_with_numbers(text, 2):
        return None
    if not any_width and len(_first_line(text)) > 2:
        return None
    return _people(*_columns(path, text, 2))


def _first_line(text: str) -> list[str]:
    return text[: text.find("\n") if "\n" in text else len(text)].split()


def _begins_with_numbers(text: str, columns: int) -> bool:
    first = _first_line(text)
    return len(first) >= columns and all(part.isdigit() for part in first[:columns])


def _columns(path: Path, text: str, columns: int) -> np.ndarray:
    try:
        # Classes such as MP*1 may follow; a # begins no remark here.
        return np.loadtxt(io.StringIO(text), dtype=np.int64, usecols=range(columns), ndmin=2, comments=None).T
    except ValueError:
        raise refuse_file("not_a_table", file=path.name) from None


def _people(i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
    names = {number: str(number) for number in np.unique(np.concatenate([i, j])).tolist()}
    return {
        "person_a": np.array([names[one] for one in i.tolist()], dtype=object),
        "person_b": np.array([names[one] for one in j.tolist()], dtype=object),
    }


def _text_of(path: Path) -> str | None:
    """The text of a file, or of the first in its archive; None where it holds none."""
    try:
        with unpacked(path) as files:
            return files.members[0][1].read_text(encoding="ascii")
    except UnicodeDecodeError:
        return None
    except MutongError as refusal:
        if refusal.code == "file_missing":
            raise
        return None
