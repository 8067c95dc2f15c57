"""Contracts on land, yards and labour: drafted, changed, signed, ended; each version stays on record."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from mutong.records.access import Viewer
from mutong.records.actions.share_keeping import (
    keeper_of,
    log_keeping,
    reason_of,
    refuse_strangers,
    refused,
    stamp,
)
from mutong.records.village.share_models import Contract, ContractStep
from mutong.village.share_states import CONTRACT_STEPS, DRAFT, DROPPED, ENDED


def draft_contract(
    viewer: Viewer,
    organisation_id: str,
    form: str,
    household_id: str | None,
    fields: Mapping[str, str],
    on: date,
    *,
    key: str,
    purpose: str,
) -> str:
    """Begin a contract by a form, with whatever is known; its id. Sent twice under one `key` it is one.

    Raises AccessDenied; MutongError `household_not_found`.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    refuse_strangers(viewer, [household_id] if household_id else [])
    contract_id = f"K{key}"
    with transaction.atomic():
        log_keeping(viewer, holding, "draft_contract", purpose, "contract", contract_id)
        if not Contract.objects.filter(pk=contract_id).exists():
            Contract.objects.create(
                contract_id=contract_id,
                organisation_id=organisation_id,
                form=form,
                household_id=household_id or None,
                **stamp(holding, Contract),
            )
            ContractStep.objects.create(
                contract_id=contract_id,
                step=DRAFT,
                on=on,
                fields=dict(fields),
                **stamp(holding, ContractStep),
            )
    return contract_id


def step_contract(
    viewer: Viewer,
    contract_id: str,
    step: str,
    on: date,
    *,
    purpose: str,
    fields: Mapping[str, str] | None = None,
    begins: date | None = None,
    ends: date | None = None,
    reason: str = "",
) -> None:
    """Change a draft's fields, note it as signed (from, to), ended or dropped.

    Raises AccessDenied; MutongError `contract_step_refused` where the step cannot follow, `contract_ends_early`,
    `reason_missing` for ending or dropping without one.
    """
    contract = Contract.objects.filter(pk=contract_id).first()
    holding = keeper_of(viewer, contract.organisation_id if contract else "", purpose)
    why = reason_of(reason) if step in (ENDED, DROPPED) else None
    if begins and ends and ends < begins:
        raise refused("contract_ends_early", "终止日早于起始日。", "It would end before it begins.")
    with transaction.atomic():
        log_keeping(viewer, holding, f"contract_{step}", purpose, "contract", contract_id)
        last = ContractStep.objects.filter(contract=contract).order_by("recorded_at").last()
        if step not in CONTRACT_STEPS[last.step]:
            raise refused(
                "contract_step_refused",
                "合同现在的状态不能这样办，请刷新后再看。",
                "The contract's present state does not allow this; load the page again.",
            )
        ContractStep.objects.create(
            contract=contract,
            step=step,
            on=on,
            fields=None if fields is None else dict(fields),
            begins=begins,
            ends=ends,
            reason=why,
            **stamp(holding, ContractStep),
        )
