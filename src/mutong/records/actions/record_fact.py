"""Record what is known of a subject: a new row each time, never a change of an old one (T6)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.records.access import Viewer, check_subject, log_deed
from mutong.records.register.models import Fact
from mutong.tables.dictionary import fact_spec
from mutong.tables.fact_rows import check_fact_row


def record_fact(
    viewer: Viewer,
    *,
    subject_kind: str,
    subject_id: str,
    fact: str,
    source: str,
    purpose: str,
    low: float | None = None,
    high: float | None = None,
    value: str | None = None,
    unknown_reason: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> datetime:
    """Write one fact, valid from today unless told otherwise, and give its recorded_at.

    A number takes `low` and `high` in the dictionary's unit (both the same when known exactly), anything else
    `value`; with `unknown_reason` and no value it is written that we do not know. Raises AccessDenied, or MutongError
    with the code and remedy of the fact's check (unknown_fact, wrong_subject_kind, bad_fact_value ...).
    """
    holding = check_subject(viewer, "record_fact", subject_kind, subject_id, purpose)
    now = clock.now()
    row = {
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "fact": fact,
        "state": "unknown" if unknown_reason else "known",
        "low": low,
        "high": high,
        "value": value,
        "unit": None,
        "unknown_reason": unknown_reason,
    }
    fault = check_fact_row(row)
    if fault:
        column, code, words = fault
        raise MutongError(code, words, column=column)
    if row["low"] is not None or row["high"] is not None:
        row["unit"] = fact_spec(fact).unit or None
    with transaction.atomic():
        # The audit line comes first: its lock makes two recordings of one fact follow each other.
        log_deed(
            viewer, holding, "record_fact", purpose, subject=(subject_kind, subject_id), query=f"fact={fact}"
        )
        recorded_at = _next_instant(subject_id, fact, now)
        Fact.objects.create(
            **row,
            valid_from=valid_from or clock.today(),
            valid_to=valid_to,
            recorded_at=recorded_at,
            confirmed_at=None if unknown_reason else now,
            source=source,
        )
    return recorded_at


def _next_instant(subject_id: str, fact: str, now: datetime) -> datetime:
    """Now, or a microsecond after the last recording: a standing sample clock must not make two recordings one."""
    last = (
        Fact.objects.filter(subject_id=subject_id, fact=fact, recorded_at__gte=now)
        .order_by("-recorded_at")
        .values_list("recorded_at", flat=True)
        .first()
    )
    return last + timedelta(microseconds=1) if last else now
