"""The audit: who read or wrote what, and whether the chain is sound."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.missing import purpose_words
from mutong.desk.parts import Empty, Option, address, exports_of, page_number, turn_pages
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer, rights
from mutong.records.reads.audit_lines import AuditRow, check_audit, list_audit

PURPOSE = "查看审计 / look at the audit"
_SIZE = 100
_MOST = 100_000
_VERIFIED_AT_ONCE = 20_000  # a longer chain is verified when asked: it takes seconds


@dataclass(frozen=True)
class AuditLine:
    """One line."""

    number: int
    at: datetime
    actor: str
    post: str
    action: Words
    purpose: Words
    query: str
    count: int
    refused: bool


@signed_in
@require_GET
def show_audit(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The newest lines, by account and outcome."""
    actor, outcome = request.GET.get("actor", "").strip(), request.GET.get("outcome", "")
    kind = wanted_format(request)
    start = 0 if kind else (page_number(request) - 1) * _SIZE
    rows, total = list_audit(
        viewer, PURPOSE, actor=actor, outcome=outcome, start=start, size=_MOST if kind else _SIZE
    )
    lines = [_line(row) for row in rows]
    if kind:
        headings = (
            Words("序号", "No."),
            Words("时间", "When"),
            Words("谁", "Who"),
            Words("岗位", "Post"),
            Words("做了什么", "Action"),
            Words("目的", "Purpose"),
            Words("查询", "Query"),
            Words("条数", "Count"),
            Words("结果", "Outcome"),
        )
        listed = (
            (
                one.number,
                instant_words(one.at),
                one.actor,
                one.post,
                one.action,
                one.purpose,
                one.query,
                one.count,
                Words("拒绝", "refused") if one.refused else Words("准许", "allowed"),
            )
            for one in lines
        )
        return send_list(kind, "audit", headings, listed)
    verify = total <= _VERIFIED_AT_ONCE or request.GET.get("verify") == "1"
    report = check_audit(viewer, PURPOSE) if verify else None
    page = {
        "intact": report is None or report.broken_at is None,
        "chain": report.words if report else Words(f"共 {total} 条记录。", f"{total} lines."),
        "verify_url": "" if report else address(request, verify="1"),
        "actor": actor,
        "outcomes": tuple(
            Option(value, words, value == outcome)
            for value, words in (
                ("", Words("全部结果", "every outcome")),
                ("done", Words("准许", "allowed")),
                ("refused", Words("拒绝", "refused")),
            )
        ),
        "pager": turn_pages(request, lines, _SIZE, total),
        "exports": exports_of(request),
        "empty": Empty(
            "audit",
            Words("没有符合的记录", "No lines match"),
            Words("换一个账号或结果。", "Try another account or outcome."),
        ),
    }
    return show(request, "pages/audit.html", "audit", page=page)


def _line(row: AuditRow) -> AuditLine:
    right = rights().get(row.action)
    return AuditLine(
        number=row.number,
        at=row.at,
        actor=row.actor,
        post=row.post or "",
        action=right.label if right else code_words(row.action, "action"),
        purpose=purpose_words(row.purpose),
        query=row.query or "",
        count=row.count,
        refused=row.outcome == "refused",
    )
