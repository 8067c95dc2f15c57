"""Members and their accounts: who is in, who is put forward, what each put in, traded and has of the reserve."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.facts import number_words
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import PURPOSE, Chip, check_line, gate_of, may_keep, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import money_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_members import put_forward, put_forward_by_name, step_member
from mutong.records.reads.share_people import people_of_homes
from mutong.records.reads.shares import MemberRow
from mutong.tables.dictionary import fact_spec
from mutong.village.members import Member
from mutong.village.share_states import CANDIDATE, DECLINED, LEAVING, LEFT, MEMBER, STRUCK
from mutong.workflows.shares import (
    Standing,
    Willing,
    confirm_member,
    law_member,
    put_forward_willing,
    standing_of,
    willing_households,
)

KINDS = ("farmer", "citizen", "enterprise", "institution", "social_organisation", "collective", "public_body")
STATE_TONES = {MEMBER: "good", CANDIDATE: "warn", LEAVING: "unsure"}
STATE_WORDS = {
    CANDIDATE: Words("待确认", "to be confirmed"),
    MEMBER: Words("成员", "member"),
    LEAVING: Words("已提出退社", "asked to leave"),
    LEFT: Words("已退出", "left"),
    DECLINED: Words("不加入", "does not join"),
    STRUCK: Words("登记有误，已注销", "entered by mistake"),
}
_HEADINGS = (
    Words("成员", "Member"),
    Words("身份", "Kind"),
    Words("状态", "State"),
    Words("加入", "Joined"),
    Words("出资（元）", "Contribution (yuan)"),
    Words("公积金份额（元）", "Share of the reserve (yuan)"),
    Words("当年交易（元）", "Trade of the year (yuan)"),
    Words("票数", "Votes"),
)


@dataclass(frozen=True)
class MemberLine:
    """A member as a line: the account's sums in words; what is not known says so."""

    url: str
    name: str
    door: str
    kind: Words
    state: Chip
    joined: object
    contribution: Words
    reserve: Words
    trade: Words
    votes: int | None


@dataclass(frozen=True)
class CandidateLine:
    """Somebody put forward, and the people of the household one of whom may be the member."""

    member_id: str
    name: str
    people: tuple[Option, ...]
    kinds: tuple[Option, ...]
    from_survey: bool


@dataclass(frozen=True)
class WillingLine:
    """A household of the survey that may be put forward."""

    household_id: str
    door: str
    willing: Words
    tone: str
    offers: Words


@signed_in
@require_http_methods(["GET", "POST"])
def show_members(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """The members, those put forward, and the willing of the survey."""
    standing = standing_of(viewer, organisation_id, PURPOSE)
    keeps = may_keep(viewer, standing.organisation.area_code)
    done, forms = do_act(
        request,
        _acts(viewer, standing, request) if keeps else {},
        gate_of(viewer, standing.organisation.area_code),
    )
    if done is not None:
        return done
    year = _year(request)
    members = [_line(row, standing, year) for row in standing.rows if row.state != CANDIDATE]
    if kind := wanted_format(request):
        rows = (
            (m.name, m.kind, m.state.words, "" if m.joined is None else m.joined.isoformat(), m.contribution,
             m.reserve, m.trade, "" if m.votes is None else str(m.votes))
            for m in members
        )  # fmt: skip
        return send_list(kind, "members", _HEADINGS, rows)
    problem = problem_of(forms)
    page = {
        "organisation": standing.organisation,
        "tabs": tabs_of(organisation_id, "share_members"),
        "year": year,
        "years": _years(year),
        "members": members,
        "candidates": _candidates(viewer, standing) if keeps else [],
        "candidate_count": sum(row.state == CANDIDATE for row in standing.rows),
        "willing": [_willing(one) for one in willing_households(viewer, organisation_id, PURPOSE)]
        if keeps
        else [],
        "checks": [check_line(one) for one in standing.checks],
        "may_keep": keeps,
        "key": new_key(),
        "today": clock.today(),
        "problem": problem,
        "exports": exports_of(request) if members else None,
        "empty": Empty(
            "person",
            Words("还没有成员", "No members yet"),
            Words(
                "从下面调查中愿意的户里勾选，列为拟入社成员，再逐户确认。",
                "Tick willing households of the survey below to put them forward, then confirm them one by one.",
            ),
        ),
    }
    return show(
        request, "pages/share_members.html", "village", status=400 if problem else 200, page=page, forms=forms
    )


def kind_options(chosen: str | None = None) -> tuple[Option, ...]:
    """The kinds of member."""
    return tuple(Option(one, code_words(one, "member_kind"), one == chosen) for one in KINDS)


def fen_words(fen: int | None, unknown: Words) -> Words:
    """An amount, or why there is none."""
    return unknown if fen is None else money_words(fen, fen)


def account_words(member: Member) -> tuple[Words, Words, Words]:
    """Contribution, share of the reserve and trade of an account; what is open is said and never nought."""
    return (
        fen_words(member.contribution_fen, Words("有未作价的", "not all valued")),
        money_words(member.reserve_fen, member.reserve_fen),
        fen_words(member.trade_fen, Words("没有登记", "not entered")),
    )


def _acts(viewer: Viewer, standing: Standing, request: HttpRequest) -> dict[str, Act]:
    own, post = standing.organisation.organisation_id, request.POST

    def willing(said: Values) -> tuple[Words, str]:
        homes = post.getlist("home")
        if not homes:
            raise MutongError("nothing_ticked", Words("请先勾选户。", "Tick the households first."))
        new = put_forward_willing(viewer, own, homes, purpose=PURPOSE)
        return Words(
            f"已列入 {new} 户，请逐户确认。", f"{new} households are on the list; confirm them one by one."
        ), ""

    def other(said: Values) -> tuple[Words, str]:
        home, name = str(said["household"]), str(said["name"])
        if home:
            put_forward(viewer, own, [home], clock.today(), source="desk", purpose=PURPOSE)
        else:
            put_forward_by_name(
                viewer,
                own,
                name,
                str(said["kind"]) or None,
                clock.today(),
                key=str(said["key"]),
                purpose=PURPOSE,
            )
        return Words("已列入名单，请确认。", "On the list; confirm it."), ""

    def confirm(said: Values) -> tuple[Words, str]:
        person = post.get("person", "")
        member = next((row for row in standing.rows if row.member_id == said["member"]), None)
        homes = [member.household_id] if member and member.household_id else []
        area = standing.organisation.area_code
        names = dict(people_of_homes(viewer, area, homes, PURPOSE).get(homes[0], ()) if homes else ())
        if names and person not in names:
            raise MutongError(
                "person_missing", Words("请选择这户由谁入社。", "Choose who of the household joins.")
            )
        confirm_member(
            viewer, own, str(said["member"]), said["on"], kind=post.get("kind") or None,
            name=names.get(person, ""), person_id=person or None, purpose=PURPOSE,
        )  # fmt: skip
        return Words("已确认为成员。", "Confirmed as a member."), ""

    def decline(said: Values) -> tuple[Words, str]:
        step_member(viewer, str(said["member"]), DECLINED, clock.today(), purpose=PURPOSE)
        return Words("已登记不加入。", "Noted: does not join."), ""

    confirming = Form(
        (field("member", "成员", "Member", "hidden"), field("on", "加入日期", "Joined on", "date"))
    )
    return {
        "willing": Act(Form(()), willing),
        "other": Act(
            Form(
                (
                    field("household", "户编号", "Household id", optional=True,
                          hint=Words("名册里的户；单位留空", "A household of the register; empty for an organisation")),
                    field("name", "单位名称", "Name of the organisation", optional=True),
                    field("kind", "身份", "Kind", options=kind_options(), optional=True),
                    field("key", "", "", "hidden", value=new_key()),
                )
            ),
            other,
        ),
        "confirm": Act(confirming, confirm),
        "decline": Act(Form((field("member", "成员", "Member", "hidden"),)), decline),
    }  # fmt: skip


def _line(row: MemberRow, standing: Standing, year: int) -> MemberLine:
    last = min(clock.today(), clock.today().replace(year=year, month=12, day=31))
    account = law_member(row, standing.labels[row.member_id], year, last)
    contribution, reserve, trade = account_words(account)
    votes = None
    if row.is_member and standing.votes is not None:
        votes = standing.votes.of[standing.labels[row.member_id]]
    return MemberLine(
        reverse("share_member", args=[standing.organisation.organisation_id, row.member_id]),
        standing.labels[row.member_id],
        row.door if row.door != row.name else "",
        code_words(row.kind, "member_kind") if row.kind else Words("身份未明", "kind not said"),
        Chip(STATE_WORDS[row.state], STATE_TONES.get(row.state, "")),
        row.joined_on,
        contribution,
        reserve,
        trade,
        votes,
    )


def _candidates(viewer: Viewer, standing: Standing) -> list[CandidateLine]:
    rows = [row for row in standing.rows if row.state == CANDIDATE]
    homes = [row.household_id for row in rows if row.household_id]
    people = people_of_homes(viewer, standing.organisation.area_code, homes, PURPOSE) if homes else {}
    found = []
    for row in rows:
        own = people.get(row.household_id or "", ())
        found.append(
            CandidateLine(
                row.member_id,
                standing.labels[row.member_id],
                tuple(Option(person, Words(name, name), len(own) == 1) for person, name in own),
                kind_options(row.kind or ("farmer" if row.household_id else None)),
                row.source == "survey",
            )
        )
    return found


def _willing(one: Willing) -> WillingLine:
    told = []
    for key, value in one.answers.items():
        spec = fact_spec(key)
        if isinstance(value, tuple) and value[1] != 0:
            said = number_words(spec, *value)
            told.append(Words(f"{spec.label.zh} {said.zh}", f"{spec.label.en} {said.en}"))
    offers = Words("；".join(w.zh for w in told), "; ".join(w.en for w in told))
    return WillingLine(
        one.household_id,
        one.door,
        code_words(one.willing, "willing"),
        "good" if one.willing == "yes" else "warn",
        offers,
    )


def _year(request: HttpRequest) -> int:
    asked, now = request.GET.get("year", ""), clock.today().year
    return int(asked) if asked.isascii() and asked.isdigit() and 1990 < int(asked) <= now else now


def _years(chosen: int) -> tuple[Option, ...]:
    now = clock.today().year
    return tuple(
        Option(str(year), Words(f"{year} 年", str(year)), year == chosen) for year in range(now, now - 6, -1)
    )
