"""Documents as files to keep: Word to go on writing in, PDF to hand in, in the language of the request."""

import tempfile
from pathlib import Path

from django.http import HttpResponse

from mutong.desk.exports import send_bytes
from mutong.desk.language import current_language
from mutong.kernel import clock
from mutong.tables.documents import Report, write_report

DOCUMENTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def send_document(report: Report, kind: str, name: str) -> HttpResponse:
    """The report as a file of `kind` (docx or pdf), named `name` with the register's day."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{kind}"
        write_report(report, path, current_language())
        return send_bytes(path.read_bytes(), DOCUMENTS[kind], f"{name}-{clock.today().isoformat()}.{kind}")
