"""The register's stays together with those that interviews tell of: a second store, made anew when either changes.

The imported stays are never touched, so a statement that is taken back leaves nothing behind. The second store lies in
a folder named for what went into it: two processes that make it at once make the same one, and a killed one leaves
none that could be taken for whole.
"""

import contextlib
import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mutong.kernel.folders import var_folder
from mutong.outbreak.stays import StayStore
from mutong.records.outbreak.told import told_stays
from mutong.tables.array_store import version_digest

_DIGITS = 32


def stays_folder() -> Path:
    """Where the register's own stay store lies."""
    return var_folder() / "stays"


def imported_store() -> StayStore | None:
    """The register's own stay store; None where there is none."""
    folder = stays_folder()
    return StayStore(folder) if folder.is_dir() else None


def count_stays() -> int:
    """How many stays the register's own store holds; nobody's is read."""
    store = imported_store()
    return len(store) if store is not None else 0


def store_as_told() -> StayStore | None:
    """The register's stays and those that interviews tell of now; None where there are neither.

    Made anew when something changed since it was made: that takes as long as importing a file of stays.
    """
    told = told_stays()
    if not told["person_id"]:
        return imported_store()
    folder = _folder_of(told)
    if not folder.is_dir():
        _make(folder, told)
    return StayStore(folder)


def stays_to_rewrite() -> int:
    """How many stays must be written before tracing can go on; 0 when the second store stands as it should."""
    told = told_stays()
    if not told["person_id"] or _folder_of(told).is_dir():
        return 0
    base = imported_store()
    return len(base) if base is not None else 0


def _folder_of(told: Mapping[str, Sequence]) -> Path:
    base = version_digest(stays_folder()) if stays_folder().is_dir() else ""
    rows = sorted(map(repr, zip(*told.values(), strict=True)))
    name = hashlib.sha256("\n".join((base, *rows)).encode()).hexdigest()[:_DIGITS]
    return _shelf() / name


def _shelf() -> Path:
    return var_folder() / "stays_told"


def _make(folder: Path, told: Mapping[str, Sequence]) -> None:
    with _only_maker():
        if not folder.is_dir():
            base = imported_store()
            if base is None:
                StayStore.build(folder, told)
            else:
                base.copy_with(folder, told)
        # Whoever still has an older one open keeps it until done with it.
        for other in _shelf().iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)


@contextlib.contextmanager
def _only_maker() -> Iterator[None]:
    _shelf().mkdir(parents=True, exist_ok=True)
    with (_shelf() / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
