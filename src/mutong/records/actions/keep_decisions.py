"""Decisions of the members on record: one row for the matter, one for each step, slips taken back with their reason."""

from datetime import date

from django.db import transaction

from mutong.records.access import Viewer
from mutong.records.actions.share_keeping import (
    keeper_of,
    log_keeping,
    new_id,
    reason_of,
    refused,
    stamp,
)
from mutong.records.village.share_models import Decision, DecisionStep
from mutong.village.share_states import DECISION_STEPS


def open_decision(
    viewer: Viewer,
    organisation_id: str,
    matter: str,
    title: str,
    proposal: str,
    on: date,
    *,
    key: str,
    purpose: str,
    members: int | None = None,
) -> str:
    """Put a matter on record as proposed on a day; the decision's id. Sent twice under one `key` it is one.

    `members` counts those who may vote, where the record keeps no list of them. Raises AccessDenied; MutongError
    `title_missing`, `proposal_missing`.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    if not title.strip():
        raise refused("title_missing", "请填写标题。", "Give it a title.")
    if not proposal.strip():
        raise refused("proposal_missing", "请写提案内容。", "Write down the proposal.")
    decision_id = f"D{key}"
    with transaction.atomic():
        log_keeping(viewer, holding, "open_decision", purpose, "decision", decision_id)
        if not Decision.objects.filter(pk=decision_id).exists():
            Decision.objects.create(
                decision_id=decision_id,
                organisation_id=organisation_id,
                matter=matter,
                title=title.strip(),
                proposal=proposal.strip(),
                members=members,
                **stamp(holding, Decision),
            )
            DecisionStep.objects.create(
                step_id=new_id("T"),
                decision_id=decision_id,
                step="proposed",
                on=on,
                **stamp(holding, DecisionStep),
            )
    return decision_id


def step_decision(
    viewer: Viewer,
    decision_id: str,
    step: str,
    on: date,
    *,
    purpose: str,
    members: int | None = None,
    votes: int | None = None,
    attended: int | None = None,
    votes_for: int | None = None,
    note: str = "",
) -> None:
    """Write one step of a decision. A step that stands already is to be taken back first.

    Of a meeting `members` and `votes` are how many there were that day. Raises AccessDenied; MutongError
    `decision_step_unknown`, `decision_step_stands`, `count_negative`.
    """
    decision = Decision.objects.filter(pk=decision_id).first()
    holding = keeper_of(viewer, decision.organisation_id if decision else "", purpose)
    if step not in DECISION_STEPS:
        raise refused("decision_step_unknown", "没有这一步。", "There is no such step.")
    if any(one is not None and one < 0 for one in (members, votes, attended, votes_for)):
        raise refused("count_negative", "人数和票数不能是负数。", "People and votes are not negative.")
    with transaction.atomic():
        log_keeping(viewer, holding, "step_decision", purpose, "decision", decision_id)
        if standing_steps(decision_id).filter(step=step).exists():
            raise refused(
                "decision_step_stands",
                "这一步已经登记；登记错了请先撤回并写明理由。",
                "This step is on record already; if it is wrong take it back first and say why.",
            )
        DecisionStep.objects.create(
            step_id=new_id("T"),
            decision=decision,
            step=step,
            on=on,
            members=members,
            votes=votes,
            attended=attended,
            votes_for=votes_for,
            note=note.strip() or None,
            **stamp(holding, DecisionStep),
        )


def take_step_back(viewer: Viewer, decision_id: str, step: str, reason: str, *, purpose: str) -> None:
    """Take the standing row of a step back, with the reason; nothing happens where none stands.

    Raises AccessDenied; MutongError `reason_missing`.
    """
    decision = Decision.objects.filter(pk=decision_id).first()
    holding = keeper_of(viewer, decision.organisation_id if decision else "", purpose)
    why = reason_of(reason)
    with transaction.atomic():
        log_keeping(viewer, holding, "take_step_back", purpose, "decision", decision_id)
        for row in standing_steps(decision_id).filter(step=step):
            DecisionStep.objects.create(
                step_id=new_id("T"),
                decision=decision,
                step=step,
                withdraws=row,
                reason=why,
                **stamp(holding, DecisionStep),
            )


def standing_steps(decision_id: str):
    """The steps of a decision that nothing took back, as a query."""
    return DecisionStep.objects.filter(decision_id=decision_id, withdraws=None, taken_back=None)
