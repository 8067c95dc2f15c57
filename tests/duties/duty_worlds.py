"""What the duty tests share: steps and duties with the parts that matter given, and changes written down in memory."""

from dataclasses import replace
from datetime import datetime

from mutong.duties import Changes, Duty, duty_from_step
from mutong.kernel.period import CHINA
from mutong.kernel.step import Step
from mutong.kernel.words import Words

NOW = datetime(2022, 8, 22, 8, 0, tzinfo=CHINA)


def at(text: str) -> datetime:
    """'2022-08-20 18:00' in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def a_step(step: str = "visit", anchor: str = "2022-08", **more: object) -> Step:
    """A step of household H1."""
    given = {
        "kind": step,
        "subject_kind": "household",
        "subject_id": "H1",
        "protocol": "rounds",
        "pack": "made-up",
    }
    return Step(
        **{
            **given,
            "step": step,
            "anchor": anchor,
            "post_kind": "household",
            "words": Words("做", "do"),
            "basis": "made-up:art1",
            "closed_by": (step,),
            **more,
        }
    )


def a_duty(duty_id: str = "D1", **more: object) -> Duty:
    """An open duty about household H1, without a limit."""
    given = {
        "kind": "visit",
        "subject_kind": "household",
        "subject_id": "H1",
        "area_code": "140109901001005",
        "post_id": "GW-005",
        "state": "open",
        "created_at": NOW,
        "basis": "made-up:art1",
        "protocol": "rounds",
        "step": "visit",
        "anchor_event": "2022-08",
    }
    return Duty(duty_id=duty_id, **{**given, **more})


def write_down(changes: Changes, duties: tuple[Duty, ...], now: datetime = NOW) -> tuple[Duty, ...]:
    """The duties after the changes, as a register would keep them."""
    kept = {duty.identity: duty for duty in duties}
    assert len(kept) == len(duties)
    for step in changes.create:
        assert step.identity not in kept
        kept[step.identity] = duty_from_step(step, f"D{len(kept)}", "140109901001005", "GW-005", now)
    for change in (*changes.redate, *changes.reopen):
        state = change.duty.state if change.duty.is_open else "open"
        kept[change.duty.identity] = replace(
            change.duty,
            state=state,
            closed_at=None,
            not_before=change.step.not_before,
            due_at=change.step.due_at,
            basis=change.step.basis,
            choices_used=change.step.choices_used,
        )
    for change in changes.supersede:
        kept[change.duty.identity] = replace(change.duty, state="superseded", closed_at=now)
    for change in changes.done:
        kept[change.duty.identity] = replace(
            change.duty, state="done", closed_at=change.at, evidence=change.evidence
        )
    return tuple(kept.values())
