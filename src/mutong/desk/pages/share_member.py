"""One member's account, line by line: entering contributions and trade, extra votes, leaving, taking a slip back."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.share_members import (
    STATE_TONES,
    STATE_WORDS,
    account_words,
    fen_words,
    kind_options,
)
from mutong.desk.parts import Option, exports_of
from mutong.desk.share_forms import Act, Field, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import PURPOSE, Chip, check_line, gate_of, may_keep, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_accounts import enter_line, take_line_back
from mutong.records.actions.keep_members import step_member
from mutong.records.reads.shares import EntryRow, MemberRow
from mutong.village.share_states import (
    CANDIDATE,
    CONTRIBUTION,
    LEFT,
    MEMBER,
    MEMBER_STEPS,
    STRUCK,
    TOLD,
    TRADE,
)
from mutong.workflows.share_law import shares_by_quota
from mutong.workflows.shares import (
    Standing,
    ask_to_leave,
    contribute,
    give_quota,
    give_votes,
    law_member,
    leaving_words,
    standing_of,
    tell_kind,
)

FORMS = (
    "money", "land_right", "in_kind", "forest_right", "intellectual_property", "by_charter", "claim",
)  # fmt: skip
_TRADES = ("lambs", "stover", "silage", "grain", "manure", "pen_days", "labour", "other_trade")
_HEADINGS = (
    Words("日期", "Date"),
    Words("账目", "Ledger"),
    Words("内容", "What"),
    Words("金额（元）", "Amount (yuan)"),
    Words("撤回原因", "Taken back because"),
)
_DONE = Words("已登记。", "On record.")


@dataclass(frozen=True)
class EntryLine:
    """A line of the account."""

    entry_id: str
    on: object
    ledger: Words
    what: Words
    amount: Words
    taken_back: str | None
    may_take_back: bool


@signed_in
@require_http_methods(["GET", "POST"])
def show_member(request: HttpRequest, viewer: Viewer, organisation_id: str, member_id: str) -> HttpResponse:
    """The account with its forms."""
    standing = standing_of(viewer, organisation_id, PURPOSE)
    row = next((one for one in standing.rows if one.member_id == member_id), None)
    if row is None:
        raise MutongError("member_not_found", Words("没有这名成员。", "There is no such member."))
    keeps = may_keep(viewer, standing.organisation.area_code)
    done, forms = do_act(
        request,
        _acts(viewer, standing, row) if keeps else {},
        gate_of(viewer, standing.organisation.area_code),
    )
    if done is not None:
        return done
    lines = [_line(entry, keeps) for entry in row.entries]
    if kind := wanted_format(request):
        rows = ((one.on.isoformat(), one.ledger, one.what, one.amount, one.taken_back or "") for one in lines)
        return send_list(kind, "account", _HEADINGS, rows)
    today, problem = clock.today(), problem_of(forms)
    contribution, reserve, _ = account_words(
        law_member(row, standing.labels[member_id], today.year + 1, today)
    )
    page = {
        "organisation": standing.organisation,
        "tabs": tabs_of(organisation_id, "share_members"),
        "name": standing.labels[member_id],
        "door": row.door if row.door != row.name else "",
        "household_id": row.household_id if viewer.may("read_household") else None,
        "kind": code_words(row.kind, "member_kind") if row.kind else Words("身份未明", "kind not said"),
        "state": Chip(STATE_WORDS[row.state], STATE_TONES.get(row.state, "")),
        "contribution": contribution,
        "reserve": reserve,
        "votes": standing.votes.of[standing.labels[member_id]] if row.is_member and standing.votes else None,
        "quota": row.quota,
        "lines": lines,
        "steps": [(one.on, _step_words(one.step), one.reason or "", one.recorded_by) for one in row.steps],
        "leaving": _leaving(standing, row),
        "acts": MEMBER_STEPS[row.state] if keeps and row.state != CANDIDATE else (),
        "by_quota": standing.law is not None and shares_by_quota(standing.law),
        "may_keep": keeps,
        "problem": problem,
        "exports": exports_of(request) if lines else None,
    }
    return show(
        request, "pages/share_member.html", "village", status=400 if problem else 200, page=page, forms=forms
    )


def _acts(viewer: Viewer, standing: Standing, row: MemberRow) -> dict[str, Act]:
    own, member, today = standing.organisation.organisation_id, row.member_id, clock.today()

    def put_in(said: Values) -> tuple[Words, str]:
        contribute(
            viewer, own, member, str(said["form"]), said["fen"], str(said["what"]), said["on"],
            key=str(said["key"]), purpose=PURPOSE,
        )  # fmt: skip
        return _DONE, ""

    def traded(said: Values) -> tuple[Words, str]:
        enter_line(
            viewer, member, TRADE, said["fen"], said["on"], form=str(said["form"]), what=str(said["what"]),
            key=str(said["key"]), purpose=PURPOSE,
        )  # fmt: skip
        return _DONE, ""

    def back(said: Values) -> tuple[Words, str]:
        take_line_back(viewer, str(said["entry"]), str(said["reason"]), purpose=PURPOSE)
        return Words("已撤回，原记录保留。", "Taken back; the line itself is kept."), ""

    def votes(said: Values) -> tuple[Words, str]:
        give_votes(viewer, own, member, said["extra"], purpose=PURPOSE)
        return _DONE, ""

    def quota(said: Values) -> tuple[Words, str]:
        give_quota(viewer, member, said["quota"], purpose=PURPOSE)
        return _DONE, ""

    def kind(said: Values) -> tuple[Words, str]:
        tell_kind(viewer, own, member, str(said["kind"]), purpose=PURPOSE)
        return _DONE, ""

    def leave(said: Values) -> tuple[Words, str]:
        ask_to_leave(viewer, member, said["on"], purpose=PURPOSE)
        return _DONE, ""

    def step(name: str):
        def run(said: Values) -> tuple[Words, str]:
            step_member(viewer, member, name, said["on"], reason=str(said["reason"]), purpose=PURPOSE)
            return _DONE, ""

        return run

    forms = tuple(Option(one, code_words(one, "contribution_form")) for one in FORMS)
    trades = tuple(Option(one, code_words(one, "trade_form")) for one in _TRADES)
    on = field("on", "日期", "Date", "date", value=today)
    reason = field("reason", "理由", "Reason")
    amount = Words("元", "yuan")
    return {
        "contribution": Act(
            Form(
                (
                    field("form", "出资方式", "Form", options=forms),
                    field("fen", "作价", "Valued at", "money", optional=True,
                          hint=Words("还没有作价就留空", "Empty while nobody has valued it")),
                    field("what", "内容", "What", optional=True),
                    on,
                    field("key", "", "", "hidden", value=new_key()),
                )
            ),
            put_in,
        ),
        "trade": Act(
            Form(
                (
                    field("form", "交易", "Trade", options=trades),
                    field("fen", "金额", "Amount", "money", unit=amount),
                    field("what", "内容", "What", optional=True),
                    on,
                    field("key", "", "", "hidden", value=new_key()),
                )
            ),
            traded,
        ),
        "back": Act(Form((field("entry", "", "", "hidden"), reason)), back),
        "votes": Act(Form((field("extra", "附加表决权（票）", "Extra votes", "whole", value=row.extra_votes),)), votes),
        "quota": Act(Form((field("quota", "收益权份额", "Income-right shares", "whole",
                                 value="" if row.quota is None else row.quota),)), quota),
        "kind": Act(Form((field("kind", "身份", "Kind", options=kind_options(row.kind), value=row.kind or ""),)), kind),
        "leaving": Act(Form((field("on", "书面提出的日期", "Asked in writing on", "date", value=today),)), leave),
        "left": Act(
            Form(
                (
                    field("on", "成员资格的最后一天", "Last day of membership", "date",
                          value=today.replace(month=12, day=31)),
                    reason,
                )
            ),
            step(LEFT),
        ),
        "struck": Act(Form((on, reason)), step(STRUCK)),
        "stay": Act(Form((on, Field("reason", Words("理由", "Reason"), optional=True))), step(MEMBER)),
    }  # fmt: skip


def _line(entry: EntryRow, keeps: bool) -> EntryLine:
    form = ""
    if entry.form:
        form = code_words(entry.form, "contribution_form" if entry.ledger == CONTRIBUTION else "trade_form")
    what = entry.what or ""
    parts = [form] if form else []
    words = Words(
        " ".join(filter(None, (*(p.zh for p in parts), what))),
        " ".join(filter(None, (*(p.en for p in parts), what))),
    )
    if not words.zh:
        words = Words("当年没有交易", "no trade that year") if entry.fen == 0 else Words("—", "—")
    return EntryLine(
        entry.entry_id,
        entry.on,
        code_words(entry.ledger, "ledger"),
        words,
        fen_words(entry.fen, Words("未作价", "not valued")),
        entry.taken_back,
        keeps and entry.taken_back is None and entry.surplus_id is None,
    )


def _step_words(step: str) -> Words:
    steps = {
        CANDIDATE: Words("列入名单", "put forward"),
        MEMBER: Words("加入", "joined"),
        TOLD: Words("补充情况", "said anew"),
    }
    return steps.get(step) or STATE_WORDS[step]


def _leaving(standing: Standing, row: MemberRow) -> dict[str, object] | None:
    found = leaving_words(standing, row)
    if found is None:
        return None
    leaving, refund = found
    total = refund.total
    return {
        "check": check_line(leaving.in_time),
        "ends_on": day_words(leaving.ends_on),
        "total": fen_words(total, Words("出资还有未作价的", "a contribution is not valued")),
    }  # fmt: skip
