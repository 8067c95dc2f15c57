"""Decisions of the members, step by step, and the surplus of years as it was worked out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mutong.records.access import Viewer, log_deed
from mutong.records.reads.shares import READ, readable_organisation
from mutong.records.village.share_models import AccountEntry, Decision, DecisionStep, SurplusYear


@dataclass(frozen=True)
class StepEntry:
    """One step as it was written; `taken_back` is the reason why it counts no more, None while it stands."""

    step: str
    on: date | None
    members: int | None
    votes: int | None
    attended: int | None
    votes_for: int | None
    note: str | None
    recorded_at: datetime
    recorded_by: str
    taken_back: str | None


@dataclass(frozen=True)
class DecisionRow:
    """A decision: its matter and text, and its steps in the order they were written."""

    decision_id: str
    organisation_id: str
    matter: str
    title: str
    proposal: str
    members: int | None
    steps: tuple[StepEntry, ...]

    def standing(self, step: str) -> StepEntry | None:
        """The row of a step that counts; None where it was not done or was taken back."""
        return next((one for one in self.steps if one.step == step and one.taken_back is None), None)


@dataclass(frozen=True)
class SurplusRow:
    """A year as it was worked out: columns of SurplusYear; `booked_on` is the day it went into the accounts."""

    surplus_id: str
    organisation_id: str
    decision_id: str
    law: str
    year: int
    surplus_fen: int
    losses_fen: int
    aid_fen: int
    reserve_share: str
    return_share: str | None
    reserve_by: str | None
    result: dict[str, object]
    recorded_at: datetime
    recorded_by: str
    booked_on: date | None
    latest: bool


_SURPLUS = tuple(SurplusRow.__dataclass_fields__)[:-2]


def list_decisions(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[DecisionRow, ...]:
    """The decisions of an organisation, the last first; one audit line. Raises AccessDenied."""
    holding = readable_organisation(viewer, organisation_id, purpose)
    rows = _decisions(Decision.objects.filter(organisation_id=organisation_id))
    ids = [row.decision_id for row in rows]
    log_deed(viewer, holding, READ, purpose, query="decisions", count=len(rows), ids=ids)
    return rows


def access_decision(viewer: Viewer, decision_id: str, purpose: str) -> DecisionRow:
    """One decision. Raises AccessDenied, in the same words where there is none; one audit line."""
    row = Decision.objects.filter(pk=decision_id).first()
    holding = readable_organisation(viewer, row.organisation_id if row else "", purpose)
    log_deed(viewer, holding, READ, purpose, subject=("decision", decision_id))
    return _decisions([row])[0]


def list_surpluses(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[SurplusRow, ...]:
    """The years worked out, the last first, each working kept; one audit line. Raises AccessDenied."""
    holding = readable_organisation(viewer, organisation_id, purpose)
    rows = _surpluses(organisation_id)
    ids = [row.surplus_id for row in rows]
    log_deed(viewer, holding, READ, purpose, query="surpluses", count=len(rows), ids=ids)
    return rows


def access_surplus(viewer: Viewer, surplus_id: str, purpose: str) -> SurplusRow:
    """One year as it was worked out. Raises AccessDenied, in the same words where there is none; one audit line."""
    found = SurplusYear.objects.filter(pk=surplus_id).values_list("organisation_id", flat=True).first()
    holding = readable_organisation(viewer, found or "", purpose)
    log_deed(viewer, holding, READ, purpose, subject=("surplus", surplus_id))
    return next(row for row in _surpluses(found) if row.surplus_id == surplus_id)


def _decisions(rows: Iterable[Decision]) -> tuple[DecisionRow, ...]:
    decisions = sorted(rows, key=lambda row: row.recorded_at, reverse=True)
    steps = defaultdict(list)
    written = DecisionStep.objects.filter(decision__in=decisions).order_by("recorded_at")
    lines = list(written)
    back = {row.withdraws_id: row.reason for row in lines if row.withdraws_id}
    for row in lines:
        if row.withdraws_id is None:
            steps[row.decision_id].append(
                StepEntry(
                    row.step, row.on, row.members, row.votes, row.attended, row.votes_for, row.note,
                    row.recorded_at, row.recorded_by, back.get(row.pk),
                )
            )  # fmt: skip
    return tuple(
        DecisionRow(
            row.pk,
            row.organisation_id,
            row.matter,
            row.title,
            row.proposal,
            row.members,
            tuple(steps[row.pk]),
        )
        for row in decisions
    )


def _surpluses(organisation_id: str) -> tuple[SurplusRow, ...]:
    rows = SurplusYear.objects.filter(organisation_id=organisation_id).order_by("-year", "-recorded_at")
    booked = dict(
        AccountEntry.objects.filter(surplus__organisation_id=organisation_id, taken_back=None).values_list(
            "surplus_id", "on"
        )
    )
    years: set[int] = set()
    found = []
    for row in rows:
        values = (getattr(row, name) for name in _SURPLUS)
        found.append(SurplusRow(*values, booked.get(row.pk), row.year not in years))
        years.add(row.year)
    return tuple(found)
