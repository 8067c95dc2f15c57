"""Report overdue duties up the ladder (督办上报): who else is told; never who owes them."""

from collections.abc import Sequence

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.duties.models import Report
from mutong.records.landing.references import chunks


def report_up(viewer: Viewer, reports: Sequence[tuple[str, int, str]], *, purpose: str) -> int:
    """For each (duty id, level, post id told) write one report unless that level was told; how many are new."""
    holding = check_anywhere(viewer, "write_duties", purpose)
    wanted = {(duty_id, level): post_id for duty_id, level, post_id in reports}
    with transaction.atomic():
        told: set[tuple[str, int]] = set()
        for chunk in chunks(duty_id for duty_id, _ in wanted):
            told.update(Report.objects.filter(duty_id__in=chunk).values_list("duty_id", "level"))
        now = clock.now()
        fresh = [
            Report(duty_id=duty_id, level=level, post_id=post_id, at=now)
            for (duty_id, level), post_id in sorted(wanted.items())
            if (duty_id, level) not in told
        ]
        Report.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        if fresh:
            log_deed(viewer, holding, "report_up", purpose, count=len(fresh), ids=[r.duty_id for r in fresh])
    return len(fresh)
