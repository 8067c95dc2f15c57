"""Contracts on land, yards and labour: the list with the ends that come up, one contract with what it still lacks."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import PURPOSE, Chip, check_line, gate_of, may_keep, tabs_of
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.share_contracts import ContractRow
from mutong.records.reads.shares import OrganisationRow
from mutong.village.contracts import ContractForm
from mutong.village.share_states import DRAFT, DROPPED, ENDED, SIGNED
from mutong.workflows.share_contracts import (
    ContractSheet,
    begin,
    change,
    close,
    day_in,
    known_fields,
    sheet_of,
    sheets_of,
    sign,
)
from mutong.workflows.shares import standing_of

_HEADINGS = (
    Words("合同", "Contract"),
    Words("对方", "With"),
    Words("状态", "State"),
    Words("起", "From"),
    Words("止", "To"),
)
_STATES = {
    DRAFT: Chip(Words("草稿", "draft"), "warn"),
    SIGNED: Chip(Words("已签订", "signed"), "good"),
    ENDED: Chip(Words("已终止", "ended"), ""),
    DROPPED: Chip(Words("没有签成", "dropped"), ""),
}
_THEIRS = ("giver_name", "worker_name")


@dataclass(frozen=True)
class ContractLine:
    """A contract in the list."""

    url: str
    title: Words
    other: str
    chip: Chip
    begins: date | None
    ends: date | None
    ends_soon: bool


@signed_in
@require_http_methods(["GET", "POST"])
def show_contracts(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """The contracts, those that end soon first, and the form that begins one."""
    organisation, forms_there, sheets = sheets_of(viewer, organisation_id, PURPOSE)
    keeps = may_keep(viewer, organisation.area_code)
    acts = {}
    if keeps and forms_there:
        form = _beginning_form(viewer, organisation, forms_there)
        acts = {"begin": Act(form, lambda said: _begin(viewer, organisation, forms_there, said))}
    done, forms = do_act(request, acts, gate_of(viewer, organisation.area_code))
    if done is not None:
        return done
    lines = [_line(one) for one in sheets]
    if kind := wanted_format(request):
        rows = ((one.title, one.other, one.chip.words, _iso(one.begins), _iso(one.ends)) for one in lines)
        return send_list(kind, "contracts", _HEADINGS, rows)
    problem = problem_of(forms)
    page = {
        "organisation": organisation,
        "tabs": tabs_of(organisation_id, "share_contracts"),
        "lines": lines,
        "soon": sum(one.ends_soon for one in lines),
        "may_keep": bool(acts),
        "problem": problem,
        "exports": exports_of(request) if lines else None,
        "empty": Empty(
            "standards",
            Words("还没有合同", "No contracts yet"),
            Words(
                "从格式起草土地、院落或用工合同；缺哪一项、依据哪一条，草稿里都会标出来。",
                "Draft a contract on land, a yard or labour from its form; what is missing is marked, with its clause.",
            ),
        ),
    }
    return show(
        request,
        "pages/share_contracts.html",
        "village",
        status=400 if problem else 200,
        page=page,
        forms=forms,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def show_contract(
    request: HttpRequest, viewer: Viewer, organisation_id: str, contract_id: str
) -> HttpResponse:
    """One contract: its text as it is printed, what it lacks, its fields, signing and ending."""
    organisation, sheet = sheet_of(viewer, contract_id, PURPOSE)
    if organisation.organisation_id != organisation_id:
        raise MutongError("contract_not_found", Words("没有这份合同。", "There is no such contract."))
    keeps = may_keep(viewer, organisation.area_code)
    done, forms = do_act(
        request, _acts(viewer, sheet) if keeps else {}, gate_of(viewer, organisation.area_code)
    )
    if done is not None:
        return done
    problem, draft = problem_of(forms), sheet.draft
    page = {
        "organisation": organisation,
        "title": draft.title if draft else Words(sheet.row.form, sheet.row.form),
        "line": _line(sheet),
        "draft": draft,
        "missing": [one for one in draft.articles if one.missing] if draft else [],
        "checks": [check_line(one) for one in draft.checks] if draft else [],
        "complete": bool(draft) and draft.complete,
        "state": sheet.row.state,
        "steps": [
            (one.on, _STATES[one.step].words, one.reason or "", one.recorded_by) for one in sheet.row.steps
        ],
        "may_keep": keeps,
        "problem": problem,
    }
    return show(
        request,
        "pages/share_contract.html",
        "village",
        status=400 if problem else 200,
        page=page,
        forms=forms,
    )


def _beginning_form(viewer: Viewer, organisation: OrganisationRow, forms: dict[str, ContractForm]) -> Form:
    rows = standing_of(viewer, organisation.organisation_id, PURPOSE)
    homes = tuple(
        Option(row.household_id, Words(rows.labels[row.member_id], rows.labels[row.member_id]))
        for row in rows.rows
        if row.household_id
    )
    return Form(
        (
            field(
                "form",
                "哪种合同",
                "Which contract",
                options=tuple(Option(n, f.title) for n, f in forms.items()),
            ),
            field("member", "与哪一户", "With which household", optional=True, options=homes)
            if homes
            else field("household", "户编号", "Household id", optional=True),
            field("key", "", "", "hidden", value=new_key()),
        )
    )


def _begin(
    viewer: Viewer, organisation: OrganisationRow, forms: dict[str, ContractForm], said: Values
) -> tuple[Words, str]:
    home = str(said.get("member") or said.get("household") or "") or None
    rows = standing_of(viewer, organisation.organisation_id, PURPOSE).rows
    name = next((row.name for row in rows if home and row.household_id == home), "")
    form = forms[str(said["form"])]
    fields = known_fields(viewer, organisation, form, home, name, PURPOSE)
    made = begin(
        viewer, organisation.organisation_id, form.name, home, fields, key=str(said["key"]),
        purpose=PURPOSE,
    )  # fmt: skip
    return Words("已起草，请补齐各项。", "Drafted; fill in what is missing."), reverse(
        "share_contract", args=[organisation.organisation_id, made]
    )


def _acts(viewer: Viewer, sheet: ContractSheet) -> dict[str, Act]:
    row, today = sheet.row, clock.today()
    if row.state == DRAFT and sheet.form is not None:
        names = (*sheet.form.fields, *(one for one in sheet.form.term or () if one not in sheet.form.fields))
        labels = {**dict.fromkeys(names, None), **sheet.form.fields}
        fields = tuple(
            field(name, *_label(labels[name]), _type(name), optional=True, value=row.fields.get(name, ""))
            for name in names
        )

        def written(said: Values) -> tuple[Words, str]:
            change(viewer, row.contract_id, {n: _text(said[n]) for n in names}, purpose=PURPOSE)
            return Words("已保存，原来的版本保留在案。", "Saved; earlier versions are kept."), ""

        def signed(said: Values) -> tuple[Words, str]:
            sign(viewer, row.contract_id, said["on"], said["begins"], said["ends"], purpose=PURPOSE)
            return Words("已登记签订。", "Noted as signed."), ""

        return {
            "change": Act(Form(fields), written),
            "sign": Act(
                Form(
                    (
                        field("on", "签订日期", "Signed on", "date", value=today),
                        field(
                            "begins", "起始日", "Runs from", "date", value=day_in(row.fields, "begins") or ""
                        ),
                        field("ends", "终止日", "Runs to", "date", value=day_in(row.fields, "ends") or ""),
                    )
                ),
                signed,
            ),
            "close": _closing(viewer, row),
        }
    return {"close": _closing(viewer, row)} if row.state == SIGNED else {}


def _closing(viewer: Viewer, row: ContractRow) -> Act:
    def closed(said: Values) -> tuple[Words, str]:
        close(viewer, row.contract_id, said["on"], str(said["reason"]), purpose=PURPOSE)
        return Words("已登记。", "On record."), ""

    return Act(
        Form(
            (
                field("on", "日期", "Date", "date", value=clock.today()),
                field("reason", "理由", "Reason"),
            )
        ),
        closed,
    )


def _label(words: Words | None) -> tuple[str, str]:
    if words is None:
        return "承包期剩余（月）", "Left of the land contract (months)"
    return words.zh, words.en


def _type(name: str) -> str:
    return "date" if name in ("begins", "ends") else "long" if name.endswith(("duties", "breach")) else "text"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _line(sheet: ContractSheet) -> ContractLine:
    row = sheet.row
    other = next((row.fields[one] for one in _THEIRS if row.fields.get(one)), row.door or "—")
    return ContractLine(
        reverse("share_contract", args=[row.organisation_id, row.contract_id]),
        sheet.form.title if sheet.form else Words(row.form, row.form),
        other,
        _STATES[row.state],
        row.begins or day_in(row.fields, "begins"),
        row.ends or day_in(row.fields, "ends"),
        sheet.ends_soon,
    )


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
