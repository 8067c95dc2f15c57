"""The chain of audit lines: appended under one lock, sealed with a key, never changed.

A refusal must stay on record although the refused transaction is rolled back, so a refused line written inside a
transaction is remembered and written again afterwards if the rollback took it away.
"""

import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signals import request_finished
from django.db import connection, transaction

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.audit.models import AuditLine, ChainHead
from mutong.records.keys import load_key

_HEAD = 1
_BATCH = 2000


@dataclass(frozen=True)
class Deed:
    """What an audit line says: who (with which post) did what, why, about whom, how many rows; no values.

    `query` describes the selection in words of the program (area, day, rule), `ids` are the ids read or written:
    only their digest is kept.
    """

    actor: str
    action: str
    purpose: str
    post: str | None = None
    outcome: str = "done"
    subject_kind: str | None = None
    subject_id: str | None = None
    query: str | None = None
    count: int = 1
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChainReport:
    """What a verification found: how many lines are sound, and the first that is not (None: all are)."""

    lines: int
    broken_at: int | None
    words: Words


def append_line(deed: Deed) -> int:
    """Put one line at the end of the chain, within the caller's transaction if there is one; its number."""
    if not connection.in_atomic_block:
        write_lost_refusals()
    token, at = uuid.uuid4().hex, clock.now()
    number = _write(deed, token, at)
    if deed.outcome == "refused" and connection.in_atomic_block:
        _refusals().append((deed, token, at))
    return number


def write_lost_refusals() -> int:
    """Write again the refusals that a rollback took away; how many there were. Nothing to do is fine."""
    waiting = _refusals()
    if not waiting or connection.in_atomic_block:
        return 0
    lost = [w for w in waiting if not AuditLine.objects.filter(token=w[1]).exists()]
    waiting.clear()
    for deed, token, at in lost:
        _write(deed, token, at)
    return len(lost)


def forget_refusals() -> None:
    """Remember no refusal any more: for tests, whose database is emptied as a whole."""
    _refusals().clear()


def verify_chain() -> ChainReport:
    """Work out every digest anew, from the first line to the head."""
    previous, expected = "", 1
    for line in AuditLine.objects.order_by("number").iterator(chunk_size=_BATCH):
        if line.number != expected or line.previous != previous or line.digest != _digest(line):
            return _broken(expected, line.number)
        previous, expected = line.digest, expected + 1
    head = ChainHead.objects.filter(pk=_HEAD).first()
    if (head.number, head.digest) != (expected - 1, previous) if head else expected != 1:
        return _broken(expected, expected)
    count = expected - 1
    return ChainReport(
        count, None, Words(f"审计链完好，共 {count} 行。", f"The audit chain is whole: {count} lines.")
    )


def subject_digest(kind: str, subject_id: str) -> str:
    """What an audit line holds in place of a subject's id."""
    return _seal(f"{kind}|{subject_id}".encode())[:32]


def ids_digest(ids: Iterable[str]) -> str:
    """One value for a set of ids, in any order."""
    return _seal("\n".join(sorted(set(ids))).encode())


def _write(deed: Deed, token: str, at: datetime) -> int:
    with transaction.atomic():
        # The head's row is the lock: PostgreSQL waits here; SQLite has waited at BEGIN IMMEDIATE.
        head, _ = ChainHead.objects.select_for_update().get_or_create(pk=_HEAD)
        line = AuditLine(
            number=head.number + 1,
            at=at,
            actor=deed.actor,
            post=deed.post,
            action=deed.action,
            outcome=deed.outcome,
            purpose=deed.purpose,
            subject_kind=deed.subject_kind,
            subject=subject_digest(deed.subject_kind or "", deed.subject_id) if deed.subject_id else None,
            query=deed.query,
            count=deed.count,
            ids_digest=ids_digest(deed.ids) if deed.ids else None,
            token=token,
            previous=head.digest,
        )
        line.digest = _digest(line)
        line.save(force_insert=True)
        head.number, head.digest = line.number, line.digest
        head.save(update_fields=["number", "digest"])
    return line.number


def _digest(line: AuditLine) -> str:
    content = [
        line.number,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.actor,
        line.post,
        line.action,
        line.outcome,
        line.purpose,
        line.subject_kind,
        line.subject,
        line.query,
        line.count,
        line.ids_digest,
        line.token,
        line.previous,
    ]
    return _seal(json.dumps(content, ensure_ascii=False).encode())


def _seal(content: bytes) -> str:
    return hmac.new(load_key("audit"), content, hashlib.sha256).hexdigest()


def _broken(sound: int, at: int) -> ChainReport:
    return ChainReport(
        sound - 1,
        at,
        Words(
            f"审计链在第 {at} 行断开（前 {sound - 1} 行完好）；请保留数据库原样并报告安全负责人。",
            f"The audit chain breaks at line {at} ({sound - 1} lines before it are sound); keep the database as it "
            "is and tell whoever answers for security.",
        ),
    )


_waiting = threading.local()


def _refusals() -> list[tuple[Deed, str, datetime]]:
    if not hasattr(_waiting, "refusals"):
        _waiting.refusals = []
    return _waiting.refusals


def _after_request(**_: object) -> None:
    write_lost_refusals()


request_finished.connect(_after_request, dispatch_uid="mutong lost refusals")
