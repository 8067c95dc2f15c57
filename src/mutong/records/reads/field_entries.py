"""The entries that an account sent, for its own page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutong.kernel.period import start_of_day
from mutong.records.access import Viewer
from mutong.records.register.field_entries import FieldEntry


@dataclass(frozen=True)
class FieldEntryRow:
    """One entry that was taken: its kind of form, when it was made on the phone, when it came in, where it led."""

    entry_id: str
    kind: str
    made_at: datetime | None
    received_at: datetime
    onward: str


def own_entries(viewer: Viewer, day: date) -> tuple[FieldEntryRow, ...]:
    """The viewer's own entries that came in on a civil day, the latest first; nobody else's are read."""
    start = start_of_day(day)
    rows = FieldEntry.objects.filter(
        account=viewer.name, received_at__gte=start, received_at__lt=start + timedelta(days=1)
    ).order_by("-received_at", "entry_id")
    return tuple(
        FieldEntryRow(row.entry_id, row.kind, row.made_at, row.received_at, row.onward or "") for row in rows
    )
