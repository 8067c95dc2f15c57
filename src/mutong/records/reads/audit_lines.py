"""The audit, for those who may read it; a person's own lines are found by the digest of the id."""

from dataclasses import dataclass
from datetime import datetime

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.audit.chain import ChainReport, subject_digest, verify_chain
from mutong.records.audit.models import AuditLine


@dataclass(frozen=True)
class AuditRow:
    """One line, as the page shows it."""

    number: int
    at: datetime
    actor: str
    post: str | None
    action: str
    outcome: str
    purpose: str
    subject_kind: str | None
    query: str | None
    count: int
    digest: str


_COLUMNS = tuple(AuditRow.__dataclass_fields__)


def list_audit(
    viewer: Viewer,
    purpose: str,
    *,
    actor: str = "",
    outcome: str = "",
    subject: tuple[str, str] | None = None,
    start: int = 0,
    size: int = 100,
) -> tuple[tuple[AuditRow, ...], int]:
    """A page of audit lines, the newest first, and how many in all. Raises AccessDenied without read_audit."""
    holding = check_anywhere(viewer, "read_audit", purpose)
    rows = AuditLine.objects.all()
    if actor:
        rows = rows.filter(actor=actor)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if subject:
        rows = rows.filter(subject=subject_digest(*subject))
    total = rows.count()
    page = rows.order_by("-number").values_list(*_COLUMNS)[start : start + size]
    found = tuple(AuditRow(*row) for row in page)
    log_deed(viewer, holding, "read_audit", purpose, query=f"page from {start}", count=len(found))
    return found, total


def check_audit(viewer: Viewer, purpose: str) -> ChainReport:
    """Verify the whole chain. Raises AccessDenied without read_audit."""
    holding = check_anywhere(viewer, "read_audit", purpose)
    report = verify_chain()
    log_deed(viewer, holding, "verify_chain", purpose, count=report.lines)
    return report
