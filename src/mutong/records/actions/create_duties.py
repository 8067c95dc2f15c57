"""Give out the duties that steps ask for."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.step import Step
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.actions.duty_changes import write_transitions
from mutong.records.duties.models import Duty
from mutong.records.landing.references import chunks


@dataclass(frozen=True)
class NewDuty:
    """A step and who shall do it: the post, the area by which boards count it, and the post it comes from."""

    step: Step
    area_code: str
    post_id: str
    from_post: str | None = None
    supersedes: str | None = None


def create_duties(viewer: Viewer, wanted: Sequence[NewDuty], *, purpose: str) -> list[str]:
    """Write a duty for each that has none yet, running or closed (superseded ones apart); the ids of the new ones.

    Running it twice makes nothing the second time. Raises AccessDenied.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    by_identity = {new.step.identity: new for new in wanted}
    with transaction.atomic():
        # The audit line comes first: its lock keeps two runs from making one duty twice.
        there: Counter[str] = Counter()
        blocked: set[str] = set()
        log_deed(
            viewer,
            holding,
            "create_duties",
            purpose,
            query=f"steps={len(by_identity)}",
            count=len(by_identity),
        )
        for chunk in chunks(by_identity):
            rows = Duty.objects.filter(identity__in=chunk)
            for identity, state in rows.values_list("identity", "state"):
                there[identity] += 1
                if state != "superseded":
                    blocked.add(identity)
        now = clock.now()
        made = [
            _duty(new, identity, there[identity], now)
            for identity, new in sorted(by_identity.items())
            if identity not in blocked
        ]
        Duty.objects.bulk_create(made, batch_size=500)
        write_transitions(viewer, [(d.duty_id, None, "open", None, d.due_at) for d in made], "created")
    return [duty.duty_id for duty in made]


def _duty(new: NewDuty, identity: str, times: int, now: object) -> Duty:
    step = new.step
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return Duty(
        duty_id=f"D{digest}" + (f"-{times + 1}" if times else ""),
        kind=step.kind,
        subject_kind=step.subject_kind,
        subject_id=step.subject_id,
        area_code=new.area_code,
        post_id=new.post_id,
        from_post=new.from_post,
        not_before=step.not_before,
        due_at=step.due_at,
        state="open",
        created_at=now,
        basis=step.basis,
        protocol=step.protocol,
        step=step.step,
        anchor_event=step.anchor,
        supersedes=new.supersedes,
        choices_used=";".join(step.choices_used) or None,
        identity=identity,
        pack=step.pack,
        phase=step.phase,
        limit_null=step.limit_null,
        words_zh=step.words.zh,
        words_en=step.words.en,
        closed_by=";".join(step.closed_by),
    )
