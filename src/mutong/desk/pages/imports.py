"""Sending files in: what landed, what came back with what to change, and empty templates."""

import csv
import tempfile
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutong.desk.exports import send_bytes
from mutong.desk.frame import show, signed_in
from mutong.desk.language import current_language
from mutong.desk.parts import Empty, Option
from mutong.desk.vocabulary import code_words
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import var_folder
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.actions.import_files import stop_import
from mutong.records.reads.imports import ImportRow, list_imports, saved_mappings
from mutong.records.reads.same_people import count_waiting
from mutong.tables.code_words import table_label
from mutong.tables.mapping import Mapping, MappingLine
from mutong.tables.schema import all_schemas
from mutong.tables.templates import write_template
from mutong.workflows.sending import send_file

PURPOSE = "导入表格 / import a sheet"
_SHOWN = 50
_MADE_HERE = ("contacts", "findings", "duties")  # Mutong works these out; nobody sends them in
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileLine:
    """One file that was sent."""

    url: str
    name: str
    table: Words
    state: Words
    rows_in: int
    landed: int
    rejected: int
    at: datetime


@dataclass(frozen=True)
class Reject:
    """One line of a rejects file."""

    row: str
    column: str
    value: str
    remedy: str


@signed_in
@require_POST
def stop(request: HttpRequest, viewer: Viewer, import_id: int) -> HttpResponse:
    """Stop one's own running import; what has landed stays."""
    stop_import(viewer, import_id, purpose=PURPOSE)
    return redirect("import_result", import_id)


@signed_in
@require_http_methods(["GET", "POST"])
def show_imports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form, and the files sent so far."""
    check_anywhere(viewer, "import_tables", PURPOSE)
    problem, table = None, request.POST.get("table") or request.GET.get("table", "")
    chosen = request.POST.get("mapping", f"{request.GET.get('mapping', '')}|{table}")
    if request.method == "POST":
        try:
            return redirect("import_result", _receive(request, viewer, table))
        except AccessDenied:
            raise
        except MutongError as refusal:
            problem = refusal.words
    page = {
        "problem": problem,
        "limit_mb": settings.IMPORT_LIMIT_BYTES // (1024 * 1024),
        "tables": tuple(Option(name, table_label(name), name == table) for name in importable_tables()),
        "mappings": tuple(
            Option(
                f"{name}|{of}",
                Words(f"{table_label(of).zh}：{name}", f"{table_label(of).en}: {name}"),
                f"{name}|{of}" == chosen,
            )
            for of in importable_tables()
            for name in saved_mappings(of)
        ),
        "files": [_line(row) for row in list_imports(viewer, PURPOSE)],
        "empty": Empty(
            "import",
            Words("还没有送入过文件", "No files sent yet"),
            Words(
                "先下载一个空白模板，填好后在这里导入。",
                "Download an empty template, fill it in and send it here.",
            ),
        ),
    }
    return show(request, "pages/imports.html", "imports", status=400 if problem else 200, page=page)


@signed_in
@require_GET
def show_import(request: HttpRequest, viewer: Viewer, import_id: int) -> HttpResponse:
    """What became of one file."""
    row = _own(viewer, import_id)
    page = {
        "id": row.id,
        "name": row.name,
        "table": table_label(row.table),
        "at": row.started_at,
        "state": code_words(row.state, "import_state"),
        "running": row.state == "running",
        "percent": 100 * row.bytes_done // row.bytes_total if row.bytes_total else None,
        "rows_in": row.rows_in,
        "landed": row.rows_landed,
        "already": row.rows_already,
        "rejected": row.rows_rejected,
        "verdict": Words(
            f"读入 {row.rows_in} 行 = 登记 {row.rows_landed} 行 + 退回 {row.rows_rejected} 行。",
            f"{row.rows_in} rows in = {row.rows_landed} landed + {row.rows_rejected} rejected.",
        ),
        "rejects_url": reverse("rejects", args=[import_id]) if row.rejects_path else "",
        "rejects": _first_rejects(row),
        "lists_cases": row.table in ("cases", "line_list") and viewer.may("read_health"),
        "doubles": count_waiting(viewer) if row.table == "people" else 0,
    }
    return show(request, "pages/import_result.html", "imports", page=page)


@signed_in
@require_GET
def send_rejects(request: HttpRequest, viewer: Viewer, import_id: int) -> HttpResponse:
    """The rejected rows as a file."""
    row = _own(viewer, import_id)
    if not row.rejects_path or not Path(row.rejects_path).is_file():
        raise Http404(str(import_id))
    return send_bytes(
        Path(row.rejects_path).read_bytes(), "text/csv; charset=utf-8", f"rejects-{import_id}.csv"
    )


@signed_in
@require_GET
def send_template(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """An empty workbook for a table."""
    check_anywhere(viewer, "import_tables", PURPOSE)
    table = request.GET.get("table", "")
    if table not in importable_tables():
        raise Http404(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.xlsx"
        write_template(table, path, current_language())
        return send_bytes(path.read_bytes(), _XLSX, f"{table}.xlsx")


def importable_tables() -> tuple[str, ...]:
    """The tables that may be sent in, by name: all but those worked out here."""
    return tuple(name for name in all_schemas() if name not in _MADE_HERE)


def _receive(request: HttpRequest, viewer: Viewer, table: str) -> int:
    """Keep the file in var while it lands, and give the number under which its outcome is kept."""
    sent = request.FILES.get("file")
    if sent is None:
        raise MutongError("no_file", Words("请先选择一个文件。", "Choose a file first."))
    if table not in importable_tables():
        raise MutongError("no_such_table", Words("请选择是什么表。", "Choose which table it is."))
    if sent.size > settings.IMPORT_LIMIT_BYTES:
        limit = settings.IMPORT_LIMIT_BYTES // (1024 * 1024)
        raise MutongError(
            "file_too_large",
            Words(f"文件超过 {limit} MB；请拆成几个文件，或请系统管理员用命令导入。",
                  f"The file is larger than {limit} MB; split it, or have it imported by command."),
        )  # fmt: skip
    # A folder of its own, so that the file keeps its name in whatever is said of it.
    folder = var_folder() / "inbox" / uuid.uuid4().hex
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / Path(sent.name).name
    _keep(sent, kept)
    return send_file(
        viewer,
        kept,
        table,
        purpose=PURPOSE,
        name=kept.name,
        mapping=_mapping(request.POST.get("mapping", ""), table),
        size_limit=settings.IMPORT_LIMIT_BYTES,
        rejects=folder / "rejects.csv",
    )


def _keep(sent: UploadedFile, path: Path) -> None:
    with path.open("wb") as out:
        for chunk in sent.chunks():
            out.write(chunk)


def _mapping(chosen: str, table: str) -> Mapping | None:
    name, _, of = chosen.rpartition("|")
    if not name:
        return None
    lines = saved_mappings(of).get(name) if of == table else None
    if lines is None:
        raise MutongError(
            "wrong_mapping",
            Words("这个列名对应不是这张表的；请另选。", "That mapping is for another table; choose another."),
        )
    return Mapping(name, tuple(MappingLine(**line) for line in lines))


def _line(row: ImportRow) -> FileLine:
    return FileLine(
        url=reverse("import_result", args=[row.id]),
        name=row.name,
        table=table_label(row.table),
        state=code_words(row.state, "import_state"),
        rows_in=row.rows_in,
        landed=row.rows_landed,
        rejected=row.rows_rejected,
        at=row.started_at,
    )


def _own(viewer: Viewer, import_id: int) -> ImportRow:
    for row in list_imports(viewer, PURPOSE, size=1000):
        if row.id == import_id:
            return row
    raise Http404(str(import_id))


def _first_rejects(row: ImportRow) -> list[Reject]:
    if not row.rejects_path or not Path(row.rejects_path).is_file():
        return []
    with Path(row.rejects_path).open(encoding="utf-8-sig", newline="") as lines:
        found = csv.DictReader(lines)
        return [
            Reject(line["row"], line["column"], line["value"], line["remedy"])
            for _, line in zip(range(_SHOWN), found, strict=False)
        ]
