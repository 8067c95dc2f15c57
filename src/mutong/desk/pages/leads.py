"""One stave: who is entitled and not receiving, who cannot be told, who may no longer qualify. Leads, not decisions."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.assistance.benefit_status import (
    CANNOT_TELL_FACT,
    CANNOT_TELL_STANDARD,
    ENTITLED_NOT_RECEIVING,
    RECEIVING_NOT_ENTITLED,
    STATUS_WORDS,
)
from mutong.desk.doors import Home, homes_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.missing import missing_words, reason_words
from mutong.desk.names import rule_title
from mutong.desk.parts import Empty, Tab, address, exports_of, turn_pages, with_query
from mutong.desk.writing import money_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_name
from mutong.records.reads.findings import FindingRow, access_findings

PURPOSE = "查看线索 / look at leads"
_SIZE = 50
_TABS = (ENTITLED_NOT_RECEIVING, CANNOT_TELL_FACT, CANNOT_TELL_STANDARD, RECEIVING_NOT_ENTITLED)


@dataclass(frozen=True)
class Lead:
    """One person or household that a service may concern."""

    who: Words
    where: Words
    url: str
    reason: Words
    missing: tuple[Words, ...]
    money: Words
    to_confirm: bool


@signed_in
@require_GET
def show_leads(request: HttpRequest, viewer: Viewer, rule_id: str) -> HttpResponse:
    """The leads of one rule in an area."""
    holding = check_anywhere(viewer, "read_assistance", PURPOSE)
    area = request.GET.get("area") or holding.area_code
    status = request.GET.get("status", ENTITLED_NOT_RECEIVING)
    found = access_findings(viewer, area, PURPOSE, rule_ids=[rule_id])
    chosen = [row for row in found if row.status == status]
    counts = {name: sum(row.status == name for row in found) for name in _TABS}
    kind = wanted_format(request)
    pager = turn_pages(request, chosen, max(1, len(chosen)) if kind else _SIZE)
    homes = homes_of([(row.subject_kind, row.subject_id) for row in pager.rows])
    leads = [_lead(row, homes) for row in pager.rows]
    if kind:
        return _export(kind, leads)
    page = {
        "back": with_query(reverse("barrel"), area=area),
        "service": rule_title(rule_id),
        "area": area_name(area),
        "tabs": tuple(
            Tab(STATUS_WORDS[name], address(request, status=name), name == status, counts[name])
            for name in _TABS
        ),
        "pager": turn_pages(request, leads, _SIZE, len(chosen)),
        "exports": exports_of(request),
        "empty": Empty(
            "check",
            Words("这一类没有线索", "No leads of this kind"),
            Words("下次筛查后如有变化会列在这里。", "Whatever the next screening finds is listed here."),
        ),
    }
    return show(request, "pages/leads.html", "barrel", page=page)


def _lead(row: FindingRow, homes: dict[tuple[str, str], Home]) -> Lead:
    home = homes[row.subject_kind, row.subject_id]
    money = (
        money_words(row.amount_low, row.amount_high)
        if row.amount_low is not None and (row.unit or "").startswith("fen")
        else Words("—", "—")
    )
    return Lead(
        who=Words(home.name, home.name),
        where=Words(home.door, home.door),
        url=home.url,
        reason=reason_words(row.reasons),
        missing=missing_words(row.facts_missing, row.standards_missing, row.rule_id),
        money=money,
        to_confirm="unconfirmed_standard" in (row.standards_missing or ""),
    )


def _export(kind: str, leads: list[Lead]) -> HttpResponse:
    headings = (
        Words("对象", "Who"), Words("在哪里", "Where"), Words("理由", "Why"), Words("缺什么", "Missing"),
        Words("每月金额", "Money a month"), Words("待确认", "To be confirmed"),
    )  # fmt: skip
    rows = (
        (
            lead.who,
            lead.where,
            lead.reason,
            Words("；".join(m.zh for m in lead.missing), "; ".join(m.en for m in lead.missing)),
            lead.money,
            Words("是", "yes") if lead.to_confirm else Words("否", "no"),
        )
        for lead in leads
    )
    return send_list(kind, "leads", headings, rows)
