"""Write a report to a file: the ending says whether for Word or as PDF."""

from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import LANGUAGES, Words
from mutong.tables.documents.blocks import Report
from mutong.tables.documents.checking import check_report

ENDINGS = (".docx", ".pdf")


def write_report(report: Report, path: Path, lang: str = "zh") -> None:
    """Write `report` in one language (zh or en) to a .docx or .pdf file; an existing file is replaced whole.

    Raises MutongError report_broken (a block that cannot be laid out), report_ending or report_language.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise MutongError(
            "report_ending",
            Words(f"“{path.name}”应以 .docx 或 .pdf 结尾。", f"“{path.name}” must end in .docx or .pdf."),
            file=path.name,
        )
    if lang not in LANGUAGES:
        raise MutongError(
            "report_language",
            Words(f"没有语言“{lang}”，应为 zh 或 en。", f"No language “{lang}”; zh or en."),
            lang=lang,
        )
    check_report(report)
    # The writers bring libraries of their own: nobody else waits for them.
    if path.suffix.lower() == ".docx":
        from mutong.tables.documents.word_file import word_bytes

        content = word_bytes(report, lang)
    else:
        from mutong.tables.documents.pdf_file import pdf_bytes

        content = pdf_bytes(report, lang)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
