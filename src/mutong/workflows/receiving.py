"""A file that somebody sends in: it lands, and what follows from it is worked out at once."""

from pathlib import Path

from mutong.records.access import Viewer
from mutong.records.reads.tracing_rows import open_case_ids
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT
from mutong.tables.mapping import Mapping
from mutong.workflows.casework import trace_cases
from mutong.workflows.closing import follow_up
from mutong.workflows.handover_lists import take_in_lists
from mutong.workflows.importing import ImportReport, Progress, import_file

_LISTING_CASES = ("cases", "line_list")
_CASEWORK = (*_LISTING_CASES, "stays", "encounters", "memberships", "seat_list", "class_list")
# A list of people handed over, and people whom such a list may mean.
_NAMING_PEOPLE = ("handovers", "people")


def receive_file(
    viewer: Viewer,
    path: Path,
    table: str,
    *,
    purpose: str,
    name: str = "",
    mapping: Mapping | None = None,
    sheet: str | None = None,
    size_limit: int = DEFAULT_SIZE_LIMIT,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file as `import_file` does, then find contacts anew or bring the subjects it spoke of in line.

    Interrupted between the two, sending the file again, or the next round, does what was left.
    """
    report = import_file(
        viewer,
        path,
        table,
        purpose=purpose,
        name=name,
        mapping=mapping,
        sheet=sheet,
        size_limit=size_limit,
        rejects=rejects,
        progress=progress,
    )
    if report.rows_landed > report.rows_already or report.again:
        if table in _LISTING_CASES and not report.again:
            trace_cases(sorted(report.cases.intersection(open_case_ids())))
        elif table in _CASEWORK:
            trace_cases()
        elif table in _NAMING_PEOPLE:
            take_in_lists()
        elif report.subjects:
            people = {subject_id for kind, subject_id in report.subjects if kind == "person"}
            homes = {subject_id for kind, subject_id in report.subjects if kind == "household"}
            follow_up(people, homes, rescreen=table == "facts")
    return report
