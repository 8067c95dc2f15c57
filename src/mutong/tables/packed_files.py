"""Files inside files: gzip, and zip archives that are no workbooks, laid out beside each other to be read."""

import contextlib
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, check_size
from mutong.tables.remedies import refuse_file

_WORKBOOK_PARTS = ("[Content_Types].xml", "mimetype", "content.xml")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Unpacked:
    """The files there are to read: `members` are (name inside the archive, path); one without a name where the file
    was no archive."""

    members: tuple[tuple[str, Path], ...]

    def pick(self, name: str | None) -> Path | None:
        """The member of that name (its last part will do); None when there is none."""
        return next((path for member, path in self.members if name in (member, path.name)), None)


@contextlib.contextmanager
def unpacked(path: Path, size_limit: int = DEFAULT_SIZE_LIMIT) -> Iterator[Unpacked]:
    """A file as it is, or what a gzip or zip archive holds, for as long as the context lasts.

    Folders, hidden files and what macOS adds are left out. Raises MutongError `file_missing`, `file_too_large` (more
    than `size_limit` bytes unpacked), `file_locked`, `empty_file` or `archive_unreadable` (damaged, or packed in a way
    that is not known).
    """
    if not path.is_file():
        raise refuse_file("file_missing", file=path.name)
    with TemporaryDirectory() as folder:
        try:
            members = tuple(_members(path, Path(folder), size_limit))
        except (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, NotImplementedError):
            raise refuse_file("archive_unreadable", file=path.name) from None
        except RuntimeError as locked:
            if "password" not in str(locked):
                raise
            raise refuse_file("file_locked", file=path.name) from None
        except OSError as broken:
            # gzip and bzip2 tell of damage so, without a number; a full disk or a forbidden file has one.
            if broken.errno is not None:
                raise
            raise refuse_file("archive_unreadable", file=path.name) from None
        yield Unpacked(members)


def _members(path: Path, folder: Path, size_limit: int) -> Iterator[tuple[str, Path]]:
    with path.open("rb") as raw:
        start = raw.read(4)
    if start.startswith(b"\x1f\x8b"):
        yield "", _gunzipped(path, folder, size_limit)
    elif start.startswith(b"PK\x03\x04") and not _is_workbook(path):
        yield from _unzipped(path, folder, size_limit)
    else:
        yield "", path


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        return any(part in packed.namelist() for part in _WORKBOOK_PARTS)


def _gunzipped(path: Path, folder: Path, size_limit: int) -> Path:
    # Two endings (x.csv.gz) or one (x.gz): what is left names the file.
    found = folder / (path.stem if path.suffix == ".gz" else path.name)
    written = 0
    with gzip.open(path, "rb") as packed, found.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            check_size(path, written, size_limit)
            out.write(chunk)
    return found


def _unzipped(path: Path, folder: Path, size_limit: int) -> Iterator[tuple[str, Path]]:
    with zipfile.ZipFile(path) as packed:
        parts = [part for part in packed.infolist() if _wanted(part)]
        check_size(path, sum(part.file_size for part in parts), size_limit)
        if not parts:
            raise refuse_file("empty_file", file=path.name)
        for number, part in enumerate(parts):
            # Each in a folder of its own: names inside an archive may repeat, and may try to climb out.
            place = folder / str(number)
            place.mkdir()
            found = place / PurePosixPath(part.filename.replace("\\", "/")).name
            with packed.open(part) as inside, found.open("wb") as out:
                shutil.copyfileobj(inside, out, _CHUNK)
            yield part.filename, found


def _wanted(part: zipfile.ZipInfo) -> bool:
    pieces = PurePosixPath(part.filename.replace("\\", "/")).parts
    hidden = any(piece.startswith(".") or piece == "__MACOSX" for piece in pieces)
    return bool(pieces) and not part.is_dir() and not hidden
