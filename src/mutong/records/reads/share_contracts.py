"""Contracts of a cooperative or collective, each with its last fields and where it stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from mutong.records.access import Viewer, log_deed
from mutong.records.reads.shares import READ, readable_organisation
from mutong.records.reads.subjects import subject_names
from mutong.records.village.share_models import Contract, ContractStep


@dataclass(frozen=True)
class ContractEvent:
    """One step of a contract."""

    step: str
    on: date
    reason: str | None
    recorded_by: str


@dataclass(frozen=True)
class ContractRow:
    """A contract: its form, the household it is with, its fields as last written, its state and days."""

    contract_id: str
    organisation_id: str
    form: str
    household_id: str | None
    door: str
    state: str
    fields: dict[str, str]
    begins: date | None
    ends: date | None
    steps: tuple[ContractEvent, ...]


def list_contracts(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[ContractRow, ...]:
    """The contracts of an organisation, the last begun first; one audit line. Raises AccessDenied."""
    holding = readable_organisation(viewer, organisation_id, purpose)
    rows = _contracts(Contract.objects.filter(organisation_id=organisation_id))
    ids = [row.contract_id for row in rows]
    log_deed(viewer, holding, READ, purpose, query="contracts", count=len(rows), ids=ids)
    return rows


def access_contract(viewer: Viewer, contract_id: str, purpose: str) -> ContractRow:
    """One contract. Raises AccessDenied, in the same words where there is none; one audit line."""
    row = Contract.objects.filter(pk=contract_id).first()
    holding = readable_organisation(viewer, row.organisation_id if row else "", purpose)
    log_deed(viewer, holding, READ, purpose, subject=("contract", contract_id))
    return _contracts([row])[0]


def _contracts(rows) -> tuple[ContractRow, ...]:
    contracts = sorted(rows, key=lambda row: row.recorded_at, reverse=True)
    doors = subject_names({("household", row.household_id) for row in contracts if row.household_id})
    steps = defaultdict(list)
    for step in ContractStep.objects.filter(contract__in=contracts).order_by("recorded_at"):
        steps[step.contract_id].append(step)
    found = []
    for row in contracts:
        own = steps[row.pk]
        dated = [one for one in own if one.begins or one.ends]
        found.append(
            ContractRow(
                contract_id=row.pk,
                organisation_id=row.organisation_id,
                form=row.form,
                household_id=row.household_id,
                door=doors.get(("household", row.household_id or ""), ""),
                state=own[-1].step,
                fields=[one.fields for one in own if one.fields is not None][-1],
                begins=dated[-1].begins if dated else None,
                ends=dated[-1].ends if dated else None,
                steps=tuple(ContractEvent(one.step, one.on, one.reason, one.recorded_by) for one in own),
            )
        )
    return tuple(found)
