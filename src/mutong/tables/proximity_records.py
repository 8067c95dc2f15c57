"""Face-to-face records of wearable sensors, as research groups publish them: lines `t i j`, no headings.

A line says that i and j faced each other during the seconds that end at t.
"""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np

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
    if not path.is_file():
        raise refuse_file("file_missing", file=path.name)
    try:
        text = _text_of(path)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, EOFError):
        return None
    first = text[: text.find("\n") if "\n" in text else len(text)].split()
    if len(first) < 3 or not all(part.isdigit() for part in first[:3]):
        return None
    try:
        t, i, j = np.loadtxt(io.StringIO(text), dtype=np.int64, usecols=(0, 1, 2), ndmin=2).T
    except ValueError:
        raise refuse_file("not_a_table", file=path.name) from None
    names = {number: str(number) for number in np.unique(np.concatenate([i, j])).tolist()}
    return {
        "person_a": np.array([names[one] for one in i.tolist()], dtype=object),
        "person_b": np.array([names[one] for one in j.tolist()], dtype=object),
        "start_at": t - record_seconds,
        "end_at": t,
    }


def _text_of(path: Path) -> str:
    with path.open("rb") as raw:
        start = raw.read(4)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(path, "rt", encoding="ascii") as text:
            return text.read()
    if start.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as packed:
            members = [part for part in packed.infolist() if not part.is_dir()]
            return packed.read(members[0]).decode("ascii") if members else ""
    return path.read_text(encoding="ascii")
