"""How many stand where with each service, by area: counts only, for the barrel."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from mutong.kernel import clock
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.assistance.models import Finding
from mutong.records.columns import area_range
from mutong.records.register.models import Fact


@dataclass(frozen=True)
class StatusCount:
    """`count` current findings of one rule, status, area and amount; `receiving` whether they are known to receive it.

    `unconfirmed` is whether the answers rest on a weak source or a choice. Amounts are in `unit`, of each subject.
    """

    rule_id: str
    subject_kind: str
    status: str
    area_code: str
    amount_low: float | None
    amount_high: float | None
    unit: str | None
    unconfirmed: bool
    receiving: bool
    count: int


def count_statuses(
    viewer: Viewer, area_code: str, receipts: Mapping[str, str], purpose: str
) -> tuple[StatusCount, ...]:
    """The counts of an area and below; `receipts` gives for each rule the fact that tells who receives the service.

    Raises AccessDenied without see_board there; one audit line.
    """
    holding = check_area(viewer, "see_board", area_code, purpose)
    today = clock.today()
    found = []
    for rule_id, receipt in sorted(receipts.items()):
        receives = Fact.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            subject_id=OuterRef("subject_id"),
            subject_kind=OuterRef("subject_kind"),
            fact=receipt,
            value="yes",
            valid_from__lte=today,
        )
        rows = (
            Finding.objects.filter(area_range(area_code), current=True, rule_id=rule_id, status__isnull=False)
            .annotate(
                receiving=Exists(receives),
                unconfirmed=Q(standards_missing__contains="unconfirmed_standard"),
            )
            .values_list(
                "rule_id", "subject_kind", "status", "area_code", "amount_low", "amount_high", "unit",
                "unconfirmed", "receiving",
            )
            .annotate(n=Count("id"))
        )  # fmt: skip
        found += [StatusCount(*row[:7], bool(row[7]), *row[8:]) for row in rows]
    query = f"area={area_code}; totals only"
    log_deed(viewer, holding, "count_statuses", purpose, query=query, count=sum(c.count for c in found))
    return tuple(found)
