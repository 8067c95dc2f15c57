"""Lists as files: CSV and xlsx with the page's own headings, in the language of the request."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from mutong.desk.language import current_language, say
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.tables.schema import Column, Schema
from mutong.tables.writing import TableWriter

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def wanted_format(request: HttpRequest) -> str:
    """`csv` or `xlsx` when the address asks for a file, else ''."""
    asked = request.GET.get("format", "")
    return asked if asked in _KINDS else ""


def send_list(
    kind: str, name: str, headings: Sequence[Words], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The rows as a file to keep, named `name` with the register's day; Words in cells are said."""
    columns = tuple(
        Column(f"c{i}", "text", False, False, "", "", "open", heading, "", "")
        for i, heading in enumerate(headings)
    )
    schema = Schema(name, columns)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{kind}"
        with TableWriter(schema, path, current_language()) as writer:
            writer.write({f"c{i}": _cell(cell) for i, cell in enumerate(row)} for row in rows)
        content = path.read_bytes()
    return send_bytes(content, _KINDS[kind], f"{name}-{clock.today().isoformat()}.{kind}")


def send_bytes(content: bytes, media_type: str, filename: str) -> HttpResponse:
    """A file to keep rather than to show."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _cell(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    return say(cell) if isinstance(cell, Words) else str(cell)
