"""Archives: what is inside is read, what is broken is said to be."""

import gzip
import zipfile
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.tables.drafting import Said
from mutong.tables.frames import rows_of
from mutong.tables.given_tables import read_given
from mutong.tables.packed_files import unpacked


def written(tmp_path: Path, content: bytes, name: str) -> Path:
    """A file with these bytes."""
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_archives_are_opened_and_what_a_system_added_is_passed_over(tmp_path: Path) -> None:
    """gzip, and a zip with a folder of the system beside; of several the one that fits, or the one named."""
    text = b"from,to\nA,B\n"
    packed = tmp_path / "l.csv.gz"
    packed.write_bytes(gzip.compress(text))
    assert rows_of(read_given(packed, ("links",)).frame)[0]["infector"] == "A"
    path = tmp_path / "l.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._a.csv", b"\x00junk")
        archive.writestr("a.csv", b"x,y\n1,2\n")
        archive.writestr("d/b.csv", text)
        archive.writestr("d/c.csv", text.replace(b"A", b"C"))
    assert rows_of(read_given(path, ("links",)).frame)[0]["infector"] == "A"
    assert rows_of(read_given(path, ("links",), Said(sheet="c.csv")).frame)[0]["infector"] == "C"
    broken = written(tmp_path, gzip.compress(text)[:-9], "b.gz")
    with pytest.raises(MutongError) as refused:
        read_given(broken, ("links",))
    assert refused.value.code == "archive_unreadable"


def damaged(tmp_path: Path, kind: str) -> Path:
    """An archive of each kind with one thing wrong."""
    text = b"from,to\n" + b"".join(b"A%d,B%d\n" % (k, k * k) for k in range(200))
    if kind == "gzip":
        bad = bytearray(gzip.compress(text))
        bad[10] ^= 0x06  # another kind of block than there is
        return written(tmp_path, bytes(bad), "l.csv.gz")
    method = {"bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}.get(kind, zipfile.ZIP_DEFLATED)
    path = tmp_path / "l.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("l.csv", text)
        there = archive.start_dir
    bad = bytearray(path.read_bytes())
    if kind == "method":
        bad[8] = bad[there + 10] = 97  # WavPack
    elif kind == "password":
        bad[6] |= 1
        bad[there + 8] |= 1
    else:
        at = 30 + len("l.csv") + (9 if kind == "lzma" else 0)
        bad[at : at + 12] = b"\xff" * 12
    path.write_bytes(bad)
    return path


@pytest.mark.parametrize("kind", ["gzip", "deflate", "bzip2", "lzma", "method", "password"])
def test_a_damaged_archive_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    """One damaged byte, a way of packing nobody knows, a password: said as such, whatever library noticed."""
    with pytest.raises(MutongError) as refused:
        read_given(damaged(tmp_path, kind), ("links",))
    assert refused.value.code == ("file_locked" if kind == "password" else "archive_unreadable")


def test_faults_of_the_reader_are_not_laid_to_the_archive(tmp_path: Path) -> None:
    """What goes wrong while an unpacked file is being read is not called a broken archive."""
    with pytest.raises(EOFError), unpacked(written(tmp_path, gzip.compress(b"a"), "a.gz")):
        raise EOFError
