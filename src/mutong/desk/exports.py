"""Lists as files: CSV and xlsx with the page's own headings, in the language of the request."""

import base64
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from mutong.desk.language import current_language, say
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.tables.decoding import content_digest
from mutong.tables.schema import Column, Schema
from mutong.tables.writing import TableWriter

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SENT_WHOLE = 1_000_000  # bytes
_PIECE = 1 << 18


def wanted_format(request: HttpRequest) -> str:
    """`csv` or `xlsx` when the address asks for a file, else ''."""
    asked = request.GET.get("format", "")
    return asked if asked in _KINDS else ""


def send_list(
    kind: str, name: str, headings: Sequence[Words], rows: Iterable[Sequence[object]]
) -> HttpResponse | StreamingHttpResponse:
    """The rows as a file to keep, named `name` with the register's day; Words in cells are said.

    Rows are taken one at a time, so a list of any length needs little memory; the response carries X-Row-Count and the
    SHA-256 as Repr-Digest. Raises MutongError `too_many_rows` where a workbook cannot hold them.
    """
    columns = tuple(
        Column(f"c{i}", "text", False, False, "", "", "open", heading, "", "")
        for i, heading in enumerate(headings)
    )
    schema = Schema(name, columns)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{kind}"
        with TableWriter(schema, path, current_language()) as writer:
            writer.write({f"c{i}": _cell(cell) for i, cell in enumerate(row)} for row in rows)
        return _send_file(
            path, _KINDS[kind], f"{name}-{clock.today().isoformat()}.{kind}", writer.rows_written
        )


def _send_file(path: Path, media_type: str, filename: str, rows: int) -> HttpResponse | StreamingHttpResponse:
    """A file to keep, with its row count and checksum as headers: a short one whole, a long one piece by piece.

    It was written whole before the first byte goes out, so that what breaks off is seen by its length.
    """
    size, digest = path.stat().st_size, bytes.fromhex(content_digest(path))
    if size <= _SENT_WHOLE:
        response: HttpResponse | StreamingHttpResponse = HttpResponse(
            path.read_bytes(), content_type=media_type
        )
    else:
        # The open file stays readable after its folder is cleared away.
        response = StreamingHttpResponse(_pieces(path.open("rb")), content_type=media_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Row-Count"] = str(rows)
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"  # RFC 9530
    return response


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def send_bytes(content: bytes, media_type: str, filename: str) -> HttpResponse:
    """A file to keep rather than to show."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _cell(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    return say(cell) if isinstance(cell, Words) else str(cell)
