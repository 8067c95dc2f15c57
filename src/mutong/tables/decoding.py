"""Bytes into rows of cells: CSV in UTF-8, UTF-16 or GB18030, workbooks (xlsx, xlsb, xls, ods), Parquet.

CSV is streamed: memory does not grow with the file. A workbook is read by its sheet, so its limit is on what it
unpacks to.
"""

import codecs
import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from mutong.tables.cells import formula_safe
from mutong.tables.remedies import CellRefused, refuse_file

DEFAULT_SIZE_LIMIT = 1 << 30
DELIMITERS = (",", "\t", ";", "，", "；", "|")
TITLE_ROWS = 12  # so many rows are looked through for headings
_CHUNK = 1 << 20
_MAX_CELL = 1 << 17

Progress = Callable[[int, int], None]


@dataclass
class RawTable:
    """The cells of one sheet or file. `rows` gives (row number as a person counts, cells); the heading is row 1.

    `done()` and `total` measure progress, in bytes of a CSV file and in rows of a workbook.
    """

    file: str
    sheet: str
    headings: list[object]
    rows: Iterator[tuple[int, Sequence[object]]]
    done: Callable[[], int]
    total: int
    encoding: str = ""
    delimiter: str = ""
    other_sheets: tuple[tuple[str, list[object]], ...] = ()
    close: Callable[[], None] = lambda: None


def content_digest(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal: the same file sent twice has the same digest."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as raw:
        while chunk := raw.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def detect_encoding(path: Path) -> str:
    """utf-8-sig, utf-16, or gb18030: reads only until the bytes have decided.

    Without a mark, text that is valid UTF-8 with characters beyond U+07FF is UTF-8: GB18030 text hardly ever looks
    so. Where a short text is valid as both and all its characters would be of two bytes in UTF-8 (two hanzi can
    look so), runs of them are read as hanzi and single ones (é) as UTF-8.
    """
    with path.open("rb") as raw:
        start = raw.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        raw.seek(0)
        utf8 = codecs.getincrementaldecoder("utf-8")()
        doubtful = ""
        while chunk := raw.read(_CHUNK):
            if chunk.isascii() and not utf8.getstate()[0]:
                continue
            try:
                text = utf8.decode(chunk)
            except UnicodeDecodeError as error:
                return "gb18030" if not _mostly_utf8(chunk, error.start) else "utf-8-sig"
            if any(character > "\u07ff" for character in text):
                return "utf-8-sig"
            doubtful = (doubtful + text)[-_CHUNK:]
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "gb18030" if _looks_chinese(doubtful) else "utf-8-sig"


def _looks_chinese(doubtful: str) -> bool:
    """Whether text valid as UTF-8, all of two-byte characters, is likelier hanzi: runs, and all of them common ones."""
    strange = [character for character in doubtful if not character.isascii()]
    if any(character.encode()[1] < 0xA1 for character in strange):
        return False
    singles = sum(map(_is_single, zip(" " + doubtful, doubtful, doubtful[1:] + " ", strict=False)))
    return bool(strange) and singles * 2 < len(strange)


def _is_single(around: tuple[str, str, str]) -> bool:
    before, character, after = around
    return not character.isascii() and before.isascii() and after.isascii()


def _mostly_utf8(chunk: bytes, broken_at: int) -> bool:
    """Whether a chunk is UTF-8 with a few bytes broken, rather than GB18030 throughout."""
    before = chunk[:broken_at]
    good = sum(1 for character in before.decode("utf-8", "ignore") if character > "\u07ff")
    if good < 20:
        return False
    lost = sum("\udc80" <= character <= "\udcff" for character in chunk.decode("utf-8", "surrogateescape"))
    return lost * 10 < good


def check_size(path: Path, size: int, limit: int) -> None:
    """Nothing for so many bytes within the limit. Raises MutongError `file_too_large`."""
    if size > limit:
        raise refuse_file(
            "file_too_large", file=path.name, size=f"{size / 1e6:,.1f}", limit=f"{limit / 1e6:,.1f}"
        )


def open_raw(
    path: Path, sheet: str | None, size_limit: int, recognised: Callable[[Sequence[object]], int]
) -> RawTable:
    """The cells of a file, its kind told from its bytes and not from its name.

    `recognised` counts the headings that are known; it chooses the separator of a CSV file. Raises MutongError
    file_missing, empty_file, file_too_large, not_a_table, web_page, file_locked or wrong_sheet.
    """
    if not path.is_file():
        raise refuse_file("file_missing", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise refuse_file("empty_file", file=path.name)
    check_size(path, size, size_limit)
    with path.open("rb") as raw:
        start = raw.read(4096)
    if start.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
        except zipfile.BadZipFile:
            raise refuse_file("not_a_table", file=path.name) from None
        check_size(path, unpacked, size_limit)
        return _open_workbook(path, sheet)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _open_workbook(path, sheet)
    if start.startswith(b"PAR1"):
        return _open_parquet(path)
    if start.lstrip()[:1] == b"<" and (b"<html" in start.lower() or b"<table" in start.lower()):
        raise refuse_file("web_page", file=path.name)
    encoding = detect_encoding(path)
    if b"\x00" in start.partition(b"\n")[0] and encoding != "utf-16":
        raise refuse_file("not_a_table", file=path.name)
    if sheet:
        raise refuse_file("wrong_sheet", file=path.name, sheet=sheet, sheets="–")
    return _open_csv(path, encoding, size, recognised)


def _open_csv(
    path: Path, encoding: str, size: int, recognised: Callable[[Sequence[object]], int]
) -> RawTable:
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as text:
        first = text.read(_MAX_CELL)
    if not first.strip():
        raise refuse_file("empty_file", file=path.name)
    if len(first) == _MAX_CELL and "\n" not in first and "\r" not in first:
        raise refuse_file("not_a_table", file=path.name)
    delimiter = _delimiter_of(first, recognised)
    raw = path.open("rb", buffering=0)
    text = io.TextIOWrapper(io.BufferedReader(raw, _CHUNK), encoding, "surrogateescape", newline="")
    csv.field_size_limit(_MAX_CELL)

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        # A quoted line break makes one row of several lines, as a spreadsheet shows it; so rows are counted.
        number, ended = 0, False

        def lines() -> Iterator[str]:
            nonlocal ended
            yield from text
            ended = True

        try:
            for number, cells in enumerate(csv.reader(lines(), delimiter=delimiter), 1):
                if ended:  # the row asked for a line after the last: a quote is still open
                    raise refuse_file("unclosed_quote", file=path.name, row=number)
                yield number, cells
        except csv.Error:
            raise refuse_file("unclosed_quote", file=path.name, row=number + 1) from None
        finally:
            text.close()

    found = rows()
    headings: list[object] = list(next(found)[1])
    if headings and isinstance(headings[0], str):
        headings[0] = headings[0].lstrip("\ufeff")
    return RawTable(
        path.name, "", headings, found, lambda: raw.tell() if not raw.closed else size, size,
        "utf-8" if encoding == "utf-8-sig" else encoding, delimiter, close=text.close,
    )  # fmt: skip


def _delimiter_of(text: str, recognised: Callable[[Sequence[object]], int]) -> str:
    """The separator under which most headings are known, in the first rows (titles may stand above the headings);
    among equals, the one that gives most columns in the first."""
    best, best_score = ",", (-1, -1)
    for delimiter in DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), TITLE_ROWS))
        except csv.Error:
            continue
        known = max((_known(row, recognised) for row in rows), default=0)
        score = (known, len(rows[0]) if rows else 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _known(row: Sequence[object], recognised: Callable[[Sequence[object]], int]) -> int:
    """How many headings of a row are known: none in a row with bytes that are lost, of which the reader will tell."""
    try:
        return recognised(row)
    except CellRefused:
        return 0


def _open_workbook(path: Path, sheet: str | None) -> RawTable:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise refuse_file("wrong_sheet", file=path.name, sheet=sheet, sheets="、".join(names))
        chosen = sheet or _first_filled(book, names)
        if chosen is None:
            raise refuse_file("empty_file", file=path.name)
        found = book.get_sheet_by_name(chosen)
        rows = enumerate(found.iter_rows(), 1)
        headings = list(next(rows, (0, []))[1])
        if not any(h != "" for h in headings) and found.end is None:
            raise refuse_file("empty_file", file=f"{path.name} [{chosen}]")
        others = tuple((n, _first_row(book, n)) for n in names if n != chosen) if sheet is None else ()
    except PasswordError:
        raise refuse_file("file_locked", file=path.name) from None
    except CalamineError:
        raise refuse_file("not_a_table", file=path.name) from None
    place = [1]

    def counted() -> Iterator[tuple[int, Sequence[object]]]:
        for number, cells in rows:
            place[0] = number
            yield number, cells

    return RawTable(
        path.name, chosen, headings, counted(), lambda: place[0], found.total_height, other_sheets=others
    )


def _first_filled(book: CalamineWorkbook, names: Sequence[str]) -> str | None:
    for meta in book.sheets_metadata:
        if (
            meta.name in names
            and "Visible" in str(meta.visible)
            and book.get_sheet_by_name(meta.name).end is not None
        ):
            return meta.name
    return None


def _first_row(book: CalamineWorkbook, name: str) -> list[object]:
    try:
        return list(next(book.get_sheet_by_name(name).iter_rows(), []))
    except CalamineError:
        return []


def _open_parquet(path: Path) -> RawTable:
    try:
        lazy = pl.scan_parquet(path)
        names = lazy.collect_schema().names()
        total = int(lazy.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError:
        raise refuse_file("not_a_table", file=path.name) from None
    place = [0]

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        for offset in range(0, total, 50_000):
            for cells in lazy.slice(offset, 50_000).collect().iter_rows():
                place[0] += 1
                # Parquet holds texts as they are; the reader would take an apostrophe before a formula off.
                yield (
                    place[0] + 1,
                    [formula_safe(c) if isinstance(c, str) and c[:1] == "'" else c for c in cells],
                )

    return RawTable(path.name, "", list(names), rows(), lambda: place[0], total)
