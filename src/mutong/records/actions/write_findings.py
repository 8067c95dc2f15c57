"""Write what a screen found, and which run found it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.assistance.models import Finding, ScreenRun
from mutong.records.columns import area_range
from mutong.records.landing.land import BATCH_ROWS, land_batch
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.references import KnownIds, chunks


def write_findings(
    viewer: Viewer,
    rows: Sequence[Mapping[str, object]],
    *,
    area_code: str,
    packs: Sequence[str],
    rule_ids: Sequence[str],
    as_of: date,
    known_at: date,
    subjects: int,
    purpose: str,
    subject_ids: Sequence[str] | None = None,
) -> int:
    """Write rows of table findings as one screen run of an area; the run's number.

    `rule_ids` are all rules screened: their earlier findings in the area are no longer current, also where nothing
    is found any more; with `subject_ids` only those of these people and households are replaced. The same screen run
    again leaves the same rows, and a later one of the same day takes the place of the earlier. One transaction: a run
    that is killed has written nothing. Raises AccessDenied without the right screen over the area; MutongError
    `finding_refused`.
    """
    holding = check_area(viewer, "screen", area_code, purpose)
    table, known = table_of("findings"), KnownIds()
    names = table.schema.names
    with transaction.atomic():
        run = ScreenRun.objects.create(
            area_code=area_code,
            packs=";".join(packs),
            as_of=as_of,
            known_at=known_at,
            state="running",
            subjects=subjects,
            findings=len(rows),
            started_at=clock.now(),
        )
        for about in _scopes(area_code, subject_ids):
            screened = Finding.objects.filter(about, rule_id__in=list(rule_ids))
            screened.filter(as_of=as_of).delete()
            screened.filter(current=True, as_of__lt=as_of).update(current=False)
        for start in range(0, len(rows), BATCH_ROWS):
            given = [tuple(row.get(c) for c in names) for row in rows[start : start + BATCH_ROWS]]
            _, faults = land_batch(table, given, ("0",), known)
            if faults:
                position, (column, _, words) = min(faults.items())
                where = start + position + 1
                raise MutongError(
                    "finding_refused",
                    Words(
                        f"第 {where} 条认定“{column}”：{words.zh}", f"Finding {where}, “{column}”: {words.en}"
                    ),
                    column=column,
                )
        for about in _scopes(area_code, subject_ids):
            Finding.objects.filter(about, as_of=as_of, rule_id__in=list(rule_ids)).update(run_id=run.pk)
        ScreenRun.objects.filter(pk=run.pk).update(state="done", finished_at=clock.now())
        log_deed(
            viewer,
            holding,
            "write_findings",
            purpose,
            query=f"area={area_code}; as_of={as_of}; rules={len(rule_ids)}",
            count=len(rows),
            ids={str(row["subject_id"]) for row in rows},
        )
    return run.pk


def _scopes(area_code: str, subject_ids: Sequence[str] | None) -> list[Q]:
    """Which findings a screen speaks of: all of the area, or those of some subjects, few enough for one query each."""
    if subject_ids is None:
        return [area_range(area_code)]
    return [Q(subject_id__in=chunk) for chunk in chunks(subject_ids)]
