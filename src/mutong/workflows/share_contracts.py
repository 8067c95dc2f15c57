"""Contracts from forms of the packs: drafted, held against the law, signed when whole, with the ends that come up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions import keep_contracts
from mutong.records.reads.areas import area_name
from mutong.records.reads.households import access_household
from mutong.records.reads.share_contracts import ContractRow, access_contract, list_contracts
from mutong.records.reads.shares import OrganisationRow, access_organisation
from mutong.village.contracts import ContractForm, Draft, draft_contract
from mutong.village.share_states import DRAFT, DROPPED, ENDED, SIGNED
from mutong.workflows.share_law import contract_forms, refuse_check

SOON = timedelta(days=90)
# The fields by which forms name the two sides, and the fact that says how large a yard is.
_THEIRS, _OURS = ("giver_name", "worker_name"), ("taker_name", "employer_name")
_YARD = "yard_m2"


@dataclass(frozen=True)
class ContractSheet:
    """A contract with its form and what the law says of the draft; `form` and `draft` are None where the packs in force
    have no such form any more."""

    row: ContractRow
    form: ContractForm | None
    draft: Draft | None

    @property
    def ends_soon(self) -> bool:
        """Whether it is signed and ends within 90 days, or has ended unnoticed."""
        return (
            self.row.state == SIGNED and self.row.ends is not None and self.row.ends <= clock.today() + SOON
        )


def sheets_of(
    viewer: Viewer, organisation_id: str, purpose: str
) -> tuple[OrganisationRow, dict[str, ContractForm], tuple[ContractSheet, ...]]:
    """An organisation, the forms there are, and its contracts, those that end soon first. Raises AccessDenied."""
    organisation = access_organisation(viewer, organisation_id, purpose)
    forms = contract_forms(organisation.area_code)
    sheets = [_sheet(row, organisation) for row in list_contracts(viewer, organisation_id, purpose)]
    sheets.sort(key=lambda one: (not one.ends_soon, one.row.ends or date.max))
    return organisation, {name: form for name, (form, _) in forms.items()}, tuple(sheets)


def sheet_of(viewer: Viewer, contract_id: str, purpose: str) -> tuple[OrganisationRow, ContractSheet]:
    """One contract. Raises AccessDenied."""
    row = access_contract(viewer, contract_id, purpose)
    organisation = access_organisation(viewer, row.organisation_id, purpose)
    return organisation, _sheet(row, organisation)


def known_fields(
    viewer: Viewer,
    organisation: OrganisationRow,
    form: ContractForm,
    household_id: str | None,
    name: str,
    purpose: str,
) -> dict[str, str]:
    """What the register knows for a form: both sides, the household's plots or yard as the survey has them.

    `name` is whoever signs for the household, '' where nobody is named. Several plots are named together with their
    sum. What is not known is left out. Raises AccessDenied without the right to open the household.
    """
    village = area_name(organisation.area_code)
    found: dict[str, str] = dict.fromkeys(_OURS, organisation.name) | {"taker_address": village}
    if household_id:
        home = access_household(viewer, household_id, purpose)
        door = home.place_name or household_id
        found |= dict.fromkeys(_THEIRS, name) | {
            "giver_address": f"{village}{door}",
            "yard_place": f"{village}{door}",
        }
        plots = home.plots or ()
        if plots:
            found["plot_name"] = "、".join(str(one["plot_id"]) for one in plots)
            found["area_mu"] = f"{sum(one['area_mu'] for one in plots):g}"
        yard = next((one for one in home.facts if one.fact == _YARD), None)
        if yard is not None and yard.low is not None and yard.low == yard.high:
            found["area_m2"] = f"{yard.low:g}"
    return {field: value for field, value in found.items() if field in form.fields and value}


def begin(
    viewer: Viewer,
    organisation_id: str,
    form: str,
    household_id: str | None,
    fields: Mapping[str, str],
    *,
    key: str,
    purpose: str,
) -> str:
    """Begin a contract; its id. Raises MutongError `no_such_form`, what `draft_contract` raises for its fields."""
    organisation = access_organisation(viewer, organisation_id, purpose)
    _draft(form, fields, organisation)
    return keep_contracts.draft_contract(
        viewer, organisation_id, form, household_id, fields, clock.today(), key=key, purpose=purpose
    )


def change(viewer: Viewer, contract_id: str, fields: Mapping[str, str], *, purpose: str) -> None:
    """Write a draft's fields anew. Raises as `begin`."""
    organisation, sheet = sheet_of(viewer, contract_id, purpose)
    _draft(sheet.row.form, fields, organisation)
    keep_contracts.step_contract(viewer, contract_id, DRAFT, clock.today(), fields=fields, purpose=purpose)


def sign(
    viewer: Viewer, contract_id: str, on: date, begins: date | None, ends: date | None, *, purpose: str
) -> None:
    """Note that both sides signed on a day, from when to when it runs.

    Raises MutongError `contract_not_whole` naming the items that are missing, a refusal with its clause where the law
    says no, `contract_asks_first` where an office must answer before, `step_in_future`.
    """
    _, sheet = sheet_of(viewer, contract_id, purpose)
    if on > clock.today():
        raise MutongError("step_in_future", Words(f"{on} 还没有到。", f"{on} has not come yet."))
    draft = sheet.draft
    if draft is not None:
        _refuse_gaps(draft)
    keep_contracts.step_contract(viewer, contract_id, SIGNED, on, begins=begins, ends=ends, purpose=purpose)


def close(viewer: Viewer, contract_id: str, on: date, reason: str, *, purpose: str) -> None:
    """End a signed contract, or drop a draft, with the reason. Raises as `step_contract`."""
    row = access_contract(viewer, contract_id, purpose)
    step = ENDED if row.state == SIGNED else DROPPED
    keep_contracts.step_contract(viewer, contract_id, step, on, reason=reason, purpose=purpose)


def day_in(fields: Mapping[str, str], name: str) -> date | None:
    """The day that a field of a contract holds; None where it is empty or no day."""
    try:
        return date.fromisoformat(fields.get(name, ""))
    except ValueError:
        return None


def _sheet(row: ContractRow, organisation: OrganisationRow) -> ContractSheet:
    found = contract_forms(organisation.area_code).get(row.form)
    if found is None:
        return ContractSheet(row, None, None)
    form, law = found
    return ContractSheet(row, form, draft_contract(form, row.fields, law))


def _draft(form: str, fields: Mapping[str, str], organisation: OrganisationRow) -> Draft:
    found = contract_forms(organisation.area_code).get(form)
    if found is None:
        raise MutongError("no_such_form", Words("没有这种合同格式。", "There is no such form of contract."))
    return draft_contract(found[0], fields, found[1])


def _refuse_gaps(draft: Draft) -> None:
    for check in draft.checks:
        if check.answer is Truth.NO:
            raise refuse_check(check)
    if draft.missing_items:
        headings = {one.item: one.heading for one in draft.articles}
        names = [headings.get(one, Words(one, one)) for one in draft.missing_items]
        raise MutongError(
            "contract_not_whole",
            Words(
                f"还缺：{'、'.join(one.zh for one in names)}；补齐后再登记签订。",
                f"Still missing: {', '.join(one.en for one in names)}; fill them in before it is signed.",
            ),
        )
    for check in draft.checks:
        if check.answer is Truth.UNKNOWN:
            raise MutongError(
                "contract_asks_first",
                Words(
                    f"{check.words.zh}（{check.citation.zh}）；弄清之前不登记签订。",
                    f"{check.words.en} ({check.citation.en}); it is not noted as signed before that is known.",
                ),
                basis=check.basis,
            )
