"""End running duties because the protocol says so: superseded, or fulfilled by an event."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.actions.duty_changes import set_state
from mutong.records.duties.models import Duty


def supersede_duties(viewer: Viewer, ended: Sequence[tuple[str, str]], *, purpose: str) -> int:
    """For each (duty id, identity of the step in its place or '') end the duty as superseded; how many ended.

    Where the step in its place has a running duty, that duty says which one it supersedes. Raises AccessDenied.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    count = 0
    with transaction.atomic():
        for duty_id, by in ended:
            if set_state(
                viewer, duty_id, "superseded", "superseded", why=by[:120] or None, closed_at=clock.now()
            ):
                count += 1
                if by:
                    Duty.objects.filter(identity=by, supersedes=None).exclude(state="superseded").update(
                        supersedes=duty_id
                    )
        log_deed(
            viewer, holding, "supersede_duties", purpose, count=count, ids=[duty_id for duty_id, _ in ended]
        )
    return count


def complete_duties(viewer: Viewer, done: Sequence[tuple[str, datetime, str]], *, purpose: str) -> int:
    """For each (duty id, when, event id) end the duty as done with that event as evidence; how many ended."""
    holding = check_anywhere(viewer, "write_duties", purpose)
    count = 0
    with transaction.atomic():
        for duty_id, at, evidence in done:
            count += set_state(viewer, duty_id, "done", "done", closed_at=at, evidence=evidence or None)
        log_deed(
            viewer, holding, "complete_duties", purpose, count=count, ids=[duty_id for duty_id, *_ in done]
        )
    return count
