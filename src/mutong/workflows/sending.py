"""A file sent in on the desk: small ones land at once, large ones in the background with progress."""

from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.records.access import Viewer
from mutong.records.actions.import_files import start_import
from mutong.tables.mapping import Mapping
from mutong.tables.reading import open_table
from mutong.workflows.importing import import_key
from mutong.workflows.jobs import ask_for_doubles, receive_in_background
from mutong.workflows.receiving import receive_file

# A file of this size lands within about a second; a longer one must not keep its sender waiting without a word.
AT_ONCE_BYTES = 500_000


def send_file(
    viewer: Viewer,
    path: Path,
    table: str,
    *,
    purpose: str,
    name: str,
    mapping: Mapping | None = None,
    size_limit: int,
    rejects: Path,
) -> int:
    """Land a file, or put it into the queue; the number under which its progress and outcome are kept.

    The file is removed when it has been read. Raises MutongError when nothing of it can land: that is told at once,
    also for a large file.
    """
    try:
        open_table(path, table, mapping, None, size_limit).close()
        started = start_import(viewer, import_key(path, mapping, None), table, name, purpose=purpose)
        if path.stat().st_size > AT_ONCE_BYTES and not started.already_done:
            lines = [vars(line) for line in mapping.lines] if mapping else None
            receive_in_background.enqueue(
                import_id=started.import_id,
                username=viewer.name,
                path=str(path),
                table=table,
                name=name,
                purpose=purpose,
                mapping_name=mapping.name if mapping else "",
                mapping_lines=lines,
                size_limit=size_limit,
                rejects=str(rejects),
            )
            return started.import_id
        report = receive_file(
            viewer,
            path,
            table,
            purpose=purpose,
            name=name,
            mapping=mapping,
            size_limit=size_limit,
            rejects=rejects,
        )
        if report.rows_landed > report.rows_already:
            ask_for_doubles(table)
    except MutongError:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return started.import_id
