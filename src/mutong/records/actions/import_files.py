"""Files that were sent in: the same file lands once, and one that was cut short is run again."""

from dataclasses import dataclass

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.register.models import ImportFile


@dataclass(frozen=True)
class ImportStart:
    """The file's number, and whether it landed whole before: then there is nothing to do."""

    import_id: int
    already_done: bool
    rows_in: int
    rows_landed: int


def start_import(viewer: Viewer, digest: str, table: str, name: str, *, purpose: str) -> ImportStart:
    """Note that a file (known by digest and table) begins to land. Raises AccessDenied.

    One that was cut short or had rejects begins anew: what has landed is then found to be there already.
    """
    holding = check_anywhere(viewer, "import_tables", purpose)
    with transaction.atomic():
        row, made = ImportFile.objects.get_or_create(
            digest=digest,
            table=table,
            defaults={
                "name": name,
                "state": "running",
                "sent_by": viewer.name,
                "started_at": clock.now(),
            },
        )
        done = row.state == "done" and row.rows_rejected == 0
        if not made and not done:
            # A file that waits in the queue may have been told to stop already.
            row.stop_asked = row.stop_asked and row.state == "running"
            row.state, row.started_at, row.sent_by = "running", clock.now(), viewer.name
            row.save(update_fields=["state", "started_at", "sent_by", "stop_asked"])
        log_deed(viewer, holding, "start_import", purpose, query=f"table={table}")
    return ImportStart(row.pk, done, row.rows_in, row.rows_landed)


def finish_import(
    viewer: Viewer,
    import_id: int,
    *,
    rows_in: int,
    rows_landed: int,
    rows_rejected: int,
    purpose: str,
    rows_already: int = 0,
    rejects_path: str | None = None,
    state: str = "done",
) -> None:
    """Note how a file ended (`state` done or refused); `rows_in` = `rows_landed` + `rows_rejected`, held here."""
    holding = check_anywhere(viewer, "import_tables", purpose)
    if rows_in != rows_landed + rows_rejected:
        raise ValueError(f"{rows_in} rows in, but {rows_landed} landed and {rows_rejected} were rejected")
    with transaction.atomic():
        ImportFile.objects.filter(pk=import_id).update(
            state=state,
            rows_in=rows_in,
            rows_landed=rows_landed,
            rows_already=rows_already,
            rows_rejected=rows_rejected,
            rejects_path=rejects_path,
            finished_at=clock.now(),
        )
        log_deed(viewer, holding, "finish_import", purpose, query=f"import={import_id}", count=rows_landed)


def note_progress(
    import_id: int, *, rows_in: int, rows_landed: int, rows_rejected: int, done: int, total: int
) -> bool:
    """Note how far a running file has come (bytes, or rows of a workbook); False when it was asked to stop."""
    running = ImportFile.objects.filter(pk=import_id)
    running.update(
        rows_in=rows_in,
        rows_landed=rows_landed,
        rows_rejected=rows_rejected,
        bytes_done=done,
        bytes_total=total,
    )
    return not running.filter(stop_asked=True).exists()


def stop_import(viewer: Viewer, import_id: int, *, purpose: str) -> bool:
    """Ask one's own running import to stop after its present batch; what has landed stays. Whether it was running."""
    holding = check_anywhere(viewer, "import_tables", purpose)
    with transaction.atomic():
        running = ImportFile.objects.filter(pk=import_id, state="running", sent_by=viewer.name)
        found = running.update(stop_asked=True) == 1
        log_deed(viewer, holding, "stop_import", purpose, query=f"import={import_id}", count=int(found))
    return found


def refuse_import(import_id: int) -> None:
    """Note that a file which was begun could not go on; what had landed of it stays and is counted."""
    ImportFile.objects.filter(pk=import_id, state="running").update(state="refused", finished_at=clock.now())
