"""Give running duties the time, basis and choices that their steps now have."""

from collections.abc import Sequence

from django.db import transaction

from mutong.kernel.step import Step
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.actions.duty_changes import RUNNING, write_transitions
from mutong.records.duties.models import Duty
from mutong.records.landing.references import chunks


def redate_duties(viewer: Viewer, changes: Sequence[tuple[str, Step]], *, purpose: str) -> int:
    """For each (duty id, step) set not_before, due_at, basis, choices and words; how many changed.

    Duties closed meanwhile are left alone. Raises AccessDenied.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    steps = dict(changes)
    changed = []
    with transaction.atomic():
        for chunk in chunks(steps):
            for duty in Duty.objects.select_for_update().filter(pk__in=chunk, state__in=RUNNING):
                step, before = steps[duty.duty_id], duty.due_at
                duty.not_before, duty.due_at, duty.basis = step.not_before, step.due_at, step.basis
                duty.choices_used, duty.limit_null = ";".join(step.choices_used) or None, step.limit_null
                duty.words_zh, duty.words_en, duty.phase = step.words.zh, step.words.en, step.phase
                duty.closed_by = ";".join(step.closed_by)
                changed.append((duty, before))
        columns = [
            "not_before",
            "due_at",
            "basis",
            "choices_used",
            "limit_null",
            "words_zh",
            "words_en",
            "phase",
            "closed_by",
        ]
        Duty.objects.bulk_update([duty for duty, _ in changed], columns, batch_size=200)
        rows = [(d.duty_id, d.state, d.state, before, d.due_at) for d, before in changed]
        write_transitions(viewer, rows, "redated")
        ids = [duty.duty_id for duty, _ in changed]
        log_deed(viewer, holding, "redate_duties", purpose, count=len(changed), ids=ids)
    return len(changed)
