"""Findings that are current: what the last screen said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.assistance.models import Finding, ScreenRun
from mutong.records.columns import area_range


@dataclass(frozen=True)
class FindingRow:
    """One finding: columns of table findings, and the area it is counted in."""

    subject_kind: str
    subject_id: str
    rule_id: str
    pack_version: str
    as_of: date
    known_at: date
    verdict: str
    amount_low: float | None
    amount_high: float | None
    unit: str | None
    reasons: str | None
    facts_used: str | None
    facts_missing: str | None
    standards_missing: str | None
    choices_used: str | None
    status: str | None
    area_code: str


_COLUMNS = tuple(FindingRow.__dataclass_fields__)


def findings_of(subjects: Sequence[tuple[str, str]]) -> tuple[FindingRow, ...]:
    """The current findings of subjects (kind, id); whoever calls has checked read_assistance and logs."""
    if not subjects:
        return ()
    about = Q()
    for kind, subject_id in subjects:
        about |= Q(subject_kind=kind, subject_id=subject_id)
    rows = Finding.objects.filter(about, current=True).order_by("subject_kind", "subject_id", "rule_id")
    return tuple(FindingRow(*row) for row in rows.values_list(*_COLUMNS))


def access_findings(
    viewer: Viewer,
    area_code: str,
    purpose: str,
    *,
    rule_ids: Iterable[str] = (),
    verdicts: Iterable[str] = (),
) -> tuple[FindingRow, ...]:
    """The current findings of an area and below, of some rules and verdicts (all when left out); one audit line."""
    holding = check_area(viewer, "read_assistance", area_code, purpose)
    rows = Finding.objects.filter(area_range(area_code), current=True)
    rules, wanted = list(rule_ids), list(verdicts)
    if rules:
        rows = rows.filter(rule_id__in=rules)
    if wanted:
        rows = rows.filter(verdict__in=wanted)
    found = tuple(FindingRow(*row) for row in rows.order_by("rule_id", "subject_id").values_list(*_COLUMNS))
    query = f"area={area_code}; rules={len(rules) or 'all'}; verdicts={','.join(wanted) or 'all'}"
    ids = {row.subject_id for row in found}
    log_deed(viewer, holding, "read_assistance", purpose, query=query, count=len(found), ids=ids)
    return found


def count_findings(viewer: Viewer, area_code: str, purpose: str) -> dict[tuple[str, str, str], int]:
    """(rule, verdict, area) -> how many current findings, below an area, by the area they are counted in."""
    holding = check_area(viewer, "see_board", area_code, purpose)
    rows = (
        Finding.objects.filter(area_range(area_code), current=True)
        .values_list("rule_id", "verdict", "area_code")
        .annotate(n=Count("id"))
    )
    found = {(rule, verdict, area): n for rule, verdict, area, n in rows}
    query = f"area={area_code}; totals only"
    log_deed(viewer, holding, "count_findings", purpose, query=query, count=sum(found.values()))
    return found


def last_screen(area_code: str) -> tuple[date, date] | None:
    """(as_of, known_at) of the last finished screen that covers an area; None where it was never screened."""
    runs = ScreenRun.objects.filter(state="done").order_by("-as_of", "-id")
    for covered, as_of, known_at in runs.values_list("area_code", "as_of", "known_at")[:50]:
        if covered == "0" or area_code.startswith(covered):
            return as_of, known_at
    return None
