"""Files that were sent in, and saved mappings."""

from dataclasses import dataclass
from datetime import datetime

from mutong.records.access import Viewer, check_anywhere
from mutong.records.register.models import ImportFile, SavedMapping


@dataclass(frozen=True)
class ImportRow:
    """One file and how it ended."""

    id: int
    digest: str
    table: str
    name: str
    state: str
    rows_in: int
    rows_landed: int
    rows_already: int
    rows_rejected: int
    rejects_path: str | None
    bytes_done: int
    bytes_total: int
    sent_by: str
    started_at: datetime
    finished_at: datetime | None


_COLUMNS = tuple(ImportRow.__dataclass_fields__)


def list_imports(viewer: Viewer, purpose: str, *, size: int = 50) -> tuple[ImportRow, ...]:
    """The last files: one's own, or all for the system. Raises AccessDenied without import_tables."""
    check_anywhere(viewer, "import_tables", purpose)
    rows = ImportFile.objects.order_by("-started_at", "-id")
    if not viewer.is_system:
        rows = rows.filter(sent_by=viewer.name)
    return tuple(ImportRow(*row) for row in rows.values_list(*_COLUMNS)[:size])


def saved_mappings(table: str) -> dict[str, tuple[dict[str, str], ...]]:
    """Name -> lines of the mappings saved for a table."""
    rows = SavedMapping.objects.filter(table=table).order_by("name").values_list("name", "columns")
    return {name: tuple(lines) for name, lines in rows}
