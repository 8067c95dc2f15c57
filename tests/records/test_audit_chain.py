"""The audit chain: whole after use, broken by any tampering, and safe with several writers."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from mutong.records.access import AccessDenied, check_area, log_deed, system_viewer
from mutong.records.audit.chain import (
    Deed,
    append_line,
    subject_digest,
    verify_chain,
    write_lost_refusals,
)
from mutong.records.audit.models import AuditLine, ChainHead
from mutong.records.audit.triggers import create_triggers, drop_triggers
from tests.records.small_register import GRID_ONE, PURPOSE, viewer_of

pytestmark = pytest.mark.database
TABLE = "records_audit_auditline"


def append(count: int) -> None:
    """Some plain lines."""
    for i in range(count):
        append_line(Deed(actor=f"a{i}", action="read", purpose=PURPOSE, ids=(f"P{i}",)))


def test_a_chain_in_use_is_whole(db: None) -> None:
    """An empty chain and a chain of lines verify, with their number."""
    assert (verify_chain().lines, verify_chain().broken_at) == (0, None)
    append(5)
    assert (verify_chain().lines, verify_chain().broken_at) == (5, None)


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (lambda lines: lines.filter(number=3).update(purpose="another"), 3),
        (lambda lines: lines.filter(number=3).update(count=9), 3),
        (lambda lines: lines.filter(number=2).delete(), 3),
        (lambda lines: lines.filter(number=5).delete(), 5),
        (lambda lines: lines.filter(number=4).update(digest="0" * 64), 4),
    ],
    ids=["purpose", "count", "a line taken out", "the last line taken out", "digest"],
)
def test_tampering_is_found(db: None, change: object, broken_at: int) -> None:
    """Whoever gets past the triggers and changes or removes a line is found, with the line."""
    append(5)
    drop_triggers(connection, TABLE)
    change(AuditLine.objects)
    report = verify_chain()
    create_triggers(connection, TABLE)
    assert report.broken_at == broken_at
    assert str(broken_at) in report.words.zh and str(broken_at) in report.words.en


def test_a_forged_line_does_not_verify(db: None) -> None:
    """A line put in with a self-made digest and a head moved along is found: the seal needs the key."""
    append(2)
    last = AuditLine.objects.get(number=2)
    AuditLine.objects.create(
        number=3, at=last.at, actor="x", action="read", outcome="done", purpose="p", count=1,
        token="t", previous=last.digest, digest="f" * 64,
    )  # fmt: skip
    ChainHead.objects.update(number=3, digest="f" * 64)
    assert verify_chain().broken_at == 3


def test_the_database_refuses_to_change_a_line(db: None) -> None:
    """UPDATE and DELETE on audit lines fail in the database itself."""
    append(1)
    for change in (
        lambda: AuditLine.objects.update(purpose="x"),
        lambda: AuditLine.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert verify_chain().lines == 1


def test_a_line_holds_no_value(register: None) -> None:
    """Reading a person writes a line in which neither the name, nor the id, nor the number can be found."""
    from mutong.records.reads.people import access_person, access_phone

    viewer = viewer_of("GW1")
    access_person(viewer, "P1", PURPOSE)
    assert access_phone(viewer, "P1", PURPOSE) == "13900000001"
    lines = list(AuditLine.objects.order_by("-number")[:2])
    assert [line.action for line in lines] == ["read_phone", "read_person"]
    assert all(line.subject == subject_digest("person", "P1") for line in lines)
    written = " ".join(str(value) for line in lines for value in vars(line).values())
    for secret in ("P1", "试甲", "13900000001", "1950"):
        assert secret not in written


def test_a_refusal_outlives_the_rollback_it_causes(committed_register: None) -> None:
    """The refusal raised inside a transaction is on record after the transaction is undone, and once only."""
    viewer = viewer_of("GW9")
    with pytest.raises(AccessDenied), transaction.atomic():
        check_area(viewer, "read_household", GRID_ONE, PURPOSE)
    write_lost_refusals()
    write_lost_refusals()
    assert AuditLine.objects.filter(actor="gw9", outcome="refused").count() == 1
    assert verify_chain().broken_at is None


def test_two_writers_at_once_make_one_chain(transactional_db: None) -> None:
    """Lines appended by several connections at the same time are all there, without a gap or a fork."""
    wrong: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    log_deed(system_viewer(name), None, "write", PURPOSE)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(f"w{i}",)) for i in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert wrong == []
    report = verify_chain()
    assert (report.lines, report.broken_at) == (40, None)
