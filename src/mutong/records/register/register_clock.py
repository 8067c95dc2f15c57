"""The clock that this register lives by, read from its one row (T8)."""

import time
from datetime import datetime

from django.db import DatabaseError, connection

from mutong.kernel.clock import SAMPLE_START, read_real_clock
from mutong.records.register.models import RegisterClock

_ROW = 1
_SECONDS_TRUSTED = 1.0
_cached: tuple[float, datetime | None] | None = None


def read_register_clock() -> datetime:
    """The register's instant: the sample clock where one is set, the machine's otherwise.

    The row is read at most once a second, so that a page may ask for the time as often as it likes.
    """
    global _cached
    if _cached is None or time.monotonic() - _cached[0] > _SECONDS_TRUSTED:
        _cached = (time.monotonic(), _stored_instant())
    return _cached[1] or read_real_clock()


def forget_clock() -> None:
    """Make the next reading look at the row again: after the clock was moved."""
    global _cached
    _cached = None


def is_sample_clock() -> bool:
    """Whether the register lives by a sample clock."""
    forget_clock()
    return _stored_instant() is not None


def write_clock(at: datetime | None) -> None:
    """Set the sample clock to an aware instant, or go back to the real clock with None."""
    RegisterClock.objects.update_or_create(
        pk=_ROW, defaults={"kind": "real" if at is None else "sample", "at": at}
    )
    forget_clock()


def start_sample_clock() -> None:
    """Give a new sample register its clock; one that runs already is left alone."""
    RegisterClock.objects.get_or_create(pk=_ROW, defaults={"kind": "sample", "at": SAMPLE_START})
    forget_clock()


def _stored_instant() -> datetime | None:
    """The sample clock's instant; None for the real clock, and before the tables are made."""
    if connection.needs_rollback:
        return _cached[1] if _cached else None
    try:
        row = RegisterClock.objects.filter(pk=_ROW, kind="sample").values_list("at", flat=True).first()
    except DatabaseError:
        if "records_register_registerclock" in connection.introspection.table_names():
            raise
        return None
    return row
