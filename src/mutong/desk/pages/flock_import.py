"""The sheep there are, brought in from a sheet: a template, what was listed, and every bad row with what to change."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mutong.desk.book_frame import PURPOSE, book_place, book_tabs
from mutong.desk.day_fields import day_field
from mutong.desk.exports import send_bytes, send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import current_language
from mutong.desk.parts import Empty
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_area
from mutong.records.reads.flock import KEEP
from mutong.tables.templates import write_template
from mutong.workflows.flock_import import TABLE, ImportedFlock, import_flock

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 200


@signed_in
@require_http_methods(["GET", "POST"])
def show_import(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form, the template, and what became of the file just sent."""
    place = book_place(request, viewer)
    check_area(viewer, KEEP, place.area, PURPOSE)
    if request.GET.get("template"):
        return _template()
    problem: Words | None = None
    done: ImportedFlock | None = None
    on, wrong_day = day_field(request.POST.get("on", ""), clock.today())
    if request.method == "POST":
        problem = wrong_day
        try:
            done = None if problem else _take(request, viewer, place.area, on)
        except AccessDenied:
            raise
        except MutongError as error:
            problem = error.words
    if done and (kind := wanted_format(request)):
        headings = (Words("行", "Row"), Words("内容", "Value"), Words("怎么改", "What to change"))
        return send_list(kind, "flock-rejects", headings, ((p.row, p.value, p.remedy) for p in done.problems))
    page = {
        "place": place,
        "tabs": book_tabs(place, "flock"),
        "open_numbers": (),
        "on": on,
        "problem": problem,
        "done": done,
        "problems": done.problems[:_SHOWN] if done else (),
        "warnings": done.warnings[:_SHOWN] if done else (),
        "limit_mb": settings.IMPORT_LIMIT_BYTES // (1024 * 1024),
        "empty": Empty(
            "check",
            Words("没有退回的行", "No row came back"),
            Words("全部登记了。", "All of them were listed."),
        ),
    }
    return show(request, "pages/flock_import.html", "flock", status=400 if problem else 200, page=page)


def _take(request: HttpRequest, viewer: Viewer, area: str, on) -> ImportedFlock:
    sent: UploadedFile | None = request.FILES.get("file")
    if sent is None:
        raise MutongError("no_file", Words("请先选择一个文件。", "Choose a file first."))
    if sent.size > settings.IMPORT_LIMIT_BYTES:
        raise MutongError(
            "file_too_large", Words("文件太大，请拆成几个。", "The file is too large; split it.")
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(sent.name).name
        with path.open("wb") as out:
            for chunk in sent.chunks():
                out.write(chunk)
        return import_flock(
            viewer, area, path, on, purpose=PURPOSE, name=path.name, size_limit=settings.IMPORT_LIMIT_BYTES
        )


def _template() -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{TABLE}.xlsx"
        write_template(TABLE, path, current_language())
        return send_bytes(path.read_bytes(), _XLSX, f"{TABLE}.xlsx")
