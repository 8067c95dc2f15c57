"""A folder of named NumPy arrays, written whole or not at all, opened memory-mapped.

Each writing goes to a new version folder beside the old one, array by array or part by part; a small file, `current`,
is then replaced in one step. A process killed at any moment leaves the version before, still readable, and its
half-written folder is swept away by the next writing.
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
_HEADER_BYTES = 192
_MAGIC = b"\x93NUMPY\x01\x00"


def write_arrays(folder: Path, arrays: Mapping[str, np.ndarray], notes: Mapping[str, object]) -> None:
    """Make `arrays` (name → array) and `notes` (plain values) the current version in `folder`.

    A folder that is not there yet appears only when the store in it is whole.
    """
    with new_version(folder) as version:
        for name, array in arrays.items():
            version.write(name, array)
        version.notes.update(notes)


class ArrayFile:
    """One array of a version on its way: parts are put at its end; `rows` counts them."""

    def __init__(self, path: Path, kind: np.dtype) -> None:
        self.path, self.kind, self.rows = path, np.dtype(kind), 0
        self._out = path.open("wb")
        self._out.write(_header(self.kind, 0))
        self._hash = hashlib.sha256()

    def append(self, part: np.ndarray) -> None:
        """Put a part at the end, as the array's type."""
        part = np.ascontiguousarray(part, dtype=self.kind)
        if len(part):
            raw = memoryview(part).cast("B") if self.kind.kind != "S" else part.tobytes()
            self._out.write(raw)
            self._hash.update(raw)
            self.rows += len(part)

    def read(self, first: int, last: int) -> np.ndarray:
        """Some rows of what was put here so far."""
        self._out.flush()
        return np.fromfile(
            self.path, self.kind, last - first, offset=_HEADER_BYTES + first * self.kind.itemsize
        )

    def finish(self) -> dict[str, object]:
        """Write it to the disk for good; what is noted of it."""
        header = _header(self.kind, self.rows)
        self._hash.update(header)
        self._out.seek(0)
        self._out.write(header)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        return {"rows": self.rows, "type": str(self.kind), "sha256": self._hash.hexdigest()}

    def close(self) -> None:
        """Let go of the file, whole or not."""
        self._out.close()


class NewVersion:
    """A version of a store on its way: arrays are written whole or part by part, in a folder nobody reads yet.

    `waiting` is a folder for what is needed only until the version is there; `notes` are plain values.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.waiting = folder, folder / "waiting"
        self.notes: dict[str, object] = {}
        self._files: dict[str, ArrayFile] = {}
        folder.mkdir()

    def array(self, name: str, kind: np.dtype | type) -> ArrayFile:
        """A new array of the version, to be written part by part."""
        self._files[name] = ArrayFile(self.folder / f"{name}.npy", np.dtype(kind))
        return self._files[name]

    def write(self, name: str, array: np.ndarray) -> None:
        """A new array of the version, written whole."""
        self.array(name, array.dtype).append(array)

    def finish(self) -> None:
        """Write everything to the disk for good."""
        files = {name: file.finish() for name, file in self._files.items()}
        shutil.rmtree(self.waiting, ignore_errors=True)
        contents = json.dumps({"files": files, "notes": self.notes}, ensure_ascii=False, indent=1)
        _write_synced(self.folder / _CONTENTS, contents)

    def drop(self) -> None:
        """Leave nothing of it."""
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def new_version(folder: Path) -> Iterator[NewVersion]:
    """A version to be written, which becomes the current one in `folder` at the end; on an error nothing of it stays.

    Nobody else writes meanwhile. A folder that is not there yet appears only when the store in it is whole.
    """
    if folder.exists():
        with _only_writer(folder):
            yield from _one_version(folder)
        return
    making = folder.with_name(f".{folder.name}.making")
    making.mkdir(parents=True, exist_ok=True)
    with _only_writer(making):
        try:
            yield from _one_version(making)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
    making.rename(folder)


def _one_version(folder: Path) -> Iterator[NewVersion]:
    current = folder / _POINTER
    kept = current.read_text(encoding="utf-8").strip() if current.is_file() else ""
    for other in folder.glob("v[0-9]*"):
        # What a killed writing left: a large half that would stand beside the new one.
        if other.name != kept and not (other / _CONTENTS).exists():
            shutil.rmtree(other, ignore_errors=True)
    version = NewVersion(folder / f"v{_highest_version(folder) + 1:06d}")
    try:
        yield version
        version.finish()
    except BaseException:
        version.drop()
        raise
    _write_synced(folder / f"{_POINTER}.new", version.folder.name)
    os.replace(folder / f"{_POINTER}.new", current)
    for other in folder.glob("v[0-9]*"):
        if other.name != version.folder.name:
            shutil.rmtree(other, ignore_errors=True)


def _header(kind: np.dtype, rows: int) -> bytes:
    """The head of an NPY file, of one length for any number of rows, so that it can be written over at the end."""
    said = (
        f"{{'descr': {np.lib.format.dtype_to_descr(kind)!r}, 'fortran_order': False, 'shape': ({rows},), }}"
    )
    text = said.ljust(_HEADER_BYTES - len(_MAGIC) - 3) + "\n"
    return _MAGIC + (len(text)).to_bytes(2, "little") + text.encode("latin1")


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


def version_digest(folder: Path) -> str:
    """A digest of what the store holds now: equal contents written as one version give equal digests.

    Raises MutongError `no_array_store`.
    """
    return hashlib.sha256(json.dumps(_current(folder)[1], sort_keys=True).encode()).hexdigest()


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
    """Of the rows and then the head: the head tells how many rows there are, which is known last."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        found = hashlib.sha256()
        while part := file.read(1 << 22):
            found.update(part)
        found.update(header)
    return found.hexdigest()
