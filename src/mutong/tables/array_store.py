"""A folder of named NumPy arrays, written whole or not at all, opened memory-mapped.

Each writing goes to a new version folder beside the old one; a small file, `current`, is then replaced in one
step. A process killed at any moment leaves the version before, still readable, and its half-written folder is
swept away by the next writing.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_POINTER = "current"
_CONTENTS = "contents.json"
_LOCK = "writing.lock"


def write_arrays(folder: Path, arrays: Mapping[str, np.ndarray], notes: Mapping[str, object]) -> None:
    """Make `arrays` (name → array) and `notes` (plain values) the current version in `folder`.

    A folder that is not there yet appears only when the store in it is whole.
    """
    if folder.exists():
        _write_version(folder, arrays, notes)
        return
    making = folder.with_name(f".{folder.name}.making")
    making.mkdir(parents=True, exist_ok=True)
    _write_version(making, arrays, notes)
    making.rename(folder)


def _write_version(folder: Path, arrays: Mapping[str, np.ndarray], notes: Mapping[str, object]) -> None:
    with _only_writer(folder):
        version = folder / f"v{_highest_version(folder) + 1:06d}"
        version.mkdir()
        files = {}
        for name, array in arrays.items():
            path = version / f"{name}.npy"
            with path.open("wb") as out:
                np.save(out, np.ascontiguousarray(array), allow_pickle=False)
                out.flush()
                os.fsync(out.fileno())
            files[name] = {"rows": len(array), "type": str(array.dtype), "sha256": _digest(path)}
        contents = json.dumps({"files": files, "notes": dict(notes)}, ensure_ascii=False, indent=1)
        _write_synced(version / _CONTENTS, contents)
        _write_synced(folder / f"{_POINTER}.new", version.name)
        os.replace(folder / f"{_POINTER}.new", folder / _POINTER)
        for other in folder.glob("v[0-9]*"):
            if other.name != version.name:
                shutil.rmtree(other, ignore_errors=True)


def open_arrays(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The current arrays, memory-mapped and read-only, and their notes. Raises MutongError `no_array_store`."""
    version, contents = _current(folder)
    arrays = {}
    for name in contents["files"]:
        try:
            arrays[name] = np.load(version / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise MutongError(
                "array_store_damaged",
                Words(
                    f"存储 {folder.name} 中的“{name}”读不出；请重新建立存储。",
                    f"“{name}” in the store {folder.name} cannot be read; build the store again.",
                ),
                array=name,
            ) from error
    return arrays, contents["notes"]


def check_arrays(folder: Path) -> tuple[Words, ...]:
    """What differs from what was written: missing, resized or altered files; empty when all is as written."""
    version, contents = _current(folder)
    problems = []
    for name, written in contents["files"].items():
        path = version / f"{name}.npy"
        if not path.is_file():
            problems.append(Words(f"缺少“{name}”。", f"“{name}” is missing."))
        elif _digest(path) != written["sha256"]:
            problems.append(
                Words(
                    f"“{name}”与写入时的校验值不符。",
                    f"“{name}” does not have the checksum it was written with.",
                )
            )
    return tuple(problems)


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    # Two writings at once would each sweep away the other's folder.
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _current(folder: Path) -> tuple[Path, dict]:
    try:
        version = folder / (folder / _POINTER).read_text(encoding="utf-8").strip()
        return version, json.loads((version / _CONTENTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MutongError(
            "no_array_store",
            Words(
                f"文件夹 {folder} 里没有完整的存储；请先建立它。",
                f"There is no complete store in {folder}; build it first.",
            ),
            folder=str(folder),
        ) from error


def _highest_version(folder: Path) -> int:
    return max((int(path.name[1:]) for path in folder.glob("v[0-9]*") if path.name[1:].isdigit()), default=0)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as lines:
        return hashlib.file_digest(lines, "sha256").hexdigest()
