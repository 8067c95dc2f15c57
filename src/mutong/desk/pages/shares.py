"""Cooperatives and collectives of the village: which there are, whether each is lawful, and what to do next."""

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, problem_of
from mutong.desk.share_lines import PURPOSE, check_line, course_chip, gate_of, may_keep, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_names
from mutong.records.reads.shares import KEEP, OrganisationRow, list_organisations, organisation_areas
from mutong.village.share_states import CANDIDATE
from mutong.village.shares import RESERVE_BASES
from mutong.workflows.share_decisions import courses_of
from mutong.workflows.share_law import bodies, body, in_force, shares_by_trade
from mutong.workflows.shares import Standing, found, in_force_today, settle

_TRADES = Words(
    "如交售羔羊、秸秆、青贮，领用羊粪，出租圈舍",
    "such as lambs, stover and silage delivered, manure taken, pens let",
)
_HEADINGS = (
    Words("名称", "Name"),
    Words("村", "Village"),
    Words("依据的法律", "Law it lives by"),
    Words("章程生效", "Charter from"),
)


@dataclass(frozen=True)
class OrganisationCard:
    """An organisation in the list."""

    url: str
    name: str
    area: str
    law: Words
    in_force: bool


@dataclass(frozen=True)
class NextAct:
    """What to do next, and where."""

    words: Words
    url: str
    act: Words


@signed_in
@require_http_methods(["GET", "POST"])
def show_organisations(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The organisations of the viewer's villages, and the form by which one is entered."""
    rows = list_organisations(viewer, PURPOSE)
    areas = organisation_areas(viewer)
    acts = {"found": Act(_founding_form(areas), lambda said: _found(viewer, said))} if areas else {}
    done, forms = do_act(request, acts, lambda: check_anywhere(viewer, KEEP, PURPOSE))
    if done is not None:
        return done
    names = area_names({row.area_code for row in rows})
    cards = [_card(row, names) for row in rows]
    if kind := wanted_format(request):
        lines = [
            (one.name, one.area, one.law, row.charter.valid_from.isoformat())
            for one, row in zip(cards, rows, strict=True)
        ]
        return send_list(kind, "organisations", _HEADINGS, lines)
    problem = problem_of(forms)
    page = {
        "cards": cards,
        "may_keep": bool(areas),
        "problem": problem,
        "exports": exports_of(request) if cards else None,
        "empty": Empty(
            "village",
            Words("还没有登记合作社或集体经济组织", "No cooperative or collective is entered yet"),
            Words(
                "先登记名称和依据的法律；再把调查中愿意的户列为拟入社成员，逐户确认，然后登记出资、开会决定。",
                "Begin with its name and the law it lives by; then put the willing households of the survey forward, "
                "confirm them one by one, enter what they put in, and decide.",
            ),
        ),
    }
    return show(
        request, "pages/shares.html", "village", status=400 if problem else 200, page=page, forms=forms
    )


@signed_in
@require_http_methods(["GET", "POST"])
def show_organisation(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """One organisation: whether it is lawful by clause, what to do next, and what its charter settles."""
    standing, courses = courses_of(viewer, organisation_id, PURPOSE)
    organisation = standing.organisation
    keeps = may_keep(viewer, organisation.area_code)
    acts = (
        {"charter": Act(_charter_form(standing), lambda said: _settle(viewer, organisation_id, said))}
        if keeps
        else {}
    )
    done, forms = do_act(request, acts, gate_of(viewer, organisation.area_code))
    if done is not None:
        return done
    law, problem = body(organisation.charter.law), problem_of(forms)
    page = {
        "organisation": organisation,
        "area": area_names({organisation.area_code}).get(organisation.area_code, ""),
        "law": law.title,
        "law_url": reverse("pack", args=[law.pack]),
        "in_force": in_force_today(organisation),
        "from_day": law.valid.start,
        "tabs": tabs_of(organisation_id, "share_organisation"),
        "checks": [check_line(one) for one in standing.checks],
        "members": len(standing.members),
        "put_forward": sum(row.state == CANDIDATE for row in standing.rows),
        "votes": standing.votes,
        "next": _next_act(standing, courses),
        "charter": _charter_lines(standing),
        "decisions": [(one.row, course_chip(one)) for one in courses[:3]],
        "may_keep": keeps,
        "problem": problem,
    }
    status = 400 if problem else 200
    return show(request, "pages/share_organisation.html", "village", status=status, page=page, forms=forms)


def _founding_form(areas: dict[str, str]) -> Form:
    today = clock.today()
    laws = tuple(Option(pack.pack, pack.title) for pack in bodies() if in_force(pack, today))
    villages = tuple(Option(code, Words(name, name)) for code, name in areas.items())
    return Form(
        (
            field("name", "名称", "Name"),
            field("law", "类型（依据的法律）", "Kind (the law it lives by)", options=laws),
            field("area", "村", "Village", options=villages, value=villages[0].value if len(villages) == 1 else ""),
        )
    )  # fmt: skip


def _found(viewer: Viewer, said: Values) -> tuple[Words, str]:
    made = found(viewer, str(said["name"]), str(said["law"]), str(said["area"]), purpose=PURPOSE)
    return Words("已登记。下一步：确认成员。", "Entered. Next: confirm members."), reverse(
        "share_organisation", args=[made]
    )


def _card(row: OrganisationRow, names: dict[str, str]) -> OrganisationCard:
    return OrganisationCard(
        reverse("share_organisation", args=[row.organisation_id]),
        row.name,
        names.get(row.area_code, row.area_code),
        body(row.charter.law).title,
        in_force_today(row),
    )


def _charter_form(standing: Standing) -> Form:
    charter, law = standing.organisation.charter, standing.law
    bases = tuple(Option(one, code_words(one, "reserve_by")) for one in RESERVE_BASES)
    trade = law is None or shares_by_trade(law)
    fields = [
        field("valid_from", "从哪天起", "From", "date", value=clock.today()),
        field("reserve_share", "公积金提取比例", "Share for the reserve", "percent", optional=True,
              value=_percent(charter.reserve_share)),
    ]  # fmt: skip
    if trade:
        fields += [
            field("return_share", "按交易量返还的比例", "Share returned by trade", "percent", optional=True,
                  value=_percent(charter.return_share)),
            field("reserve_by", "公积金按什么量化到成员", "What the reserve is quantified by", optional=True,
                  options=bases, value=charter.reserve_by or ""),
            field("trade_words", "什么算交易量", "What counts as trade", "long", optional=True,
                  value=charter.trade_words or "",
                  hint=_TRADES),
            field("exit_months", "退社提前几个月", "Months of notice before leaving", "whole", optional=True,
                  value="" if charter.exit_months is None else charter.exit_months),
            field("founders", "设立人", "Founders", "whole", optional=True,
                  value="" if charter.founders is None else charter.founders),
            field("agreed", "其中同意章程的", "of whom agree to the charter", "whole", optional=True,
                  value="" if charter.agreed is None else charter.agreed),
        ]  # fmt: skip
    days = "" if charter.notice_days is None else charter.notice_days
    fields.insert(
        2,
        field("notice_days", "会议提前几天通知", "Days of notice before a meeting", "whole", optional=True, value=days),
    )  # fmt: skip
    return Form(tuple(fields))


def _settle(viewer: Viewer, organisation_id: str, said: Values) -> tuple[Words, str]:
    terms = {name: value for name, value in said.items() if name != "valid_from"}
    for name in ("reserve_share", "return_share"):
        if terms.get(name) is not None:
            terms[name] = str(terms[name])
    for name in ("reserve_by", "trade_words"):
        terms[name] = terms.get(name) or None
    settle(viewer, organisation_id, said["valid_from"], terms, purpose=PURPOSE)
    return Words(
        "章程约定已登记，原来的保留在案。", "The charter's terms are on record; earlier ones are kept."
    ), ""


def _percent(share: str | None) -> str:
    return "" if share is None else f"{float(Fraction(share)) * 100:g}"


def _charter_lines(standing: Standing) -> list[tuple[Words, Words]]:
    charter = standing.organisation.charter
    unsettled = Words("没有写", "not settled")

    def told(value: object, zh: str, en: str) -> Words:
        return unsettled if value in (None, "") else Words(f"{value}{zh}", f"{value}{en}")

    lines = [
        (Words("公积金提取比例", "Share for the reserve"), told(_percent(charter.reserve_share), " %", " %")),
        (Words("会议提前通知", "Notice of a meeting"), told(charter.notice_days, " 天", " days")),
    ]
    if standing.law is None or shares_by_trade(standing.law):
        by = code_words(charter.reserve_by, "reserve_by") if charter.reserve_by else unsettled
        lines += [
            (Words("按交易量返还", "Returned by trade"), told(_percent(charter.return_share), " %", " %")),
            (Words("公积金按什么量化", "Reserve quantified by"), by),
            (Words("什么算交易量", "What counts as trade"), told(charter.trade_words, "", "")),
            (Words("退社提前", "Notice before leaving"), told(charter.exit_months, " 个月", " months")),
        ]
    return lines


def _next_act(standing: Standing, courses: tuple) -> NextAct | None:
    """The first thing that is still to be done, in the order in which an organisation comes to life."""
    own = standing.organisation.organisation_id
    members = reverse("share_members", args=[own])
    if standing.law is None:
        return None
    if not standing.rows:
        return NextAct(
            Words(
                "还没有成员：从调查中把愿意的户列为拟入社成员。",
                "No members yet: put the willing households forward.",
            ),
            members,
            Words("去列名单", "Make the list"),
        )
    if not standing.members:
        return NextAct(
            Words(
                "名单上的户还没有确认：逐户确认是谁、什么身份。",
                "Nobody on the list is confirmed: confirm them one by one.",
            ),
            members,
            Words("去确认", "Confirm them"),
        )  # fmt: skip
    broken = [one for one in standing.checks if one.answer is not Truth.YES]
    if broken:
        first = broken[0]
        return NextAct(
            Words(
                f"成员构成还不合规定：{first.words.zh}。",
                f"The members are not yet as the law asks: {first.words.en}.",
            ),
            members,
            Words("看成员", "See the members"),
        )  # fmt: skip
    if standing.organisation.charter.notice_days is None:
        return NextAct(
            Words(
                "章程里提前几天通知开会还没有写；没有这个数就算不出最早哪天能开会。",
                "The charter's days of notice are not settled; without them no earliest day can be told.",
            ),
            "#charter",
            Words("写章程约定", "Settle the charter"),
        )  # fmt: skip
    waiting = next((one for one in courses if one.next_step is not None), None)
    if waiting is not None:
        return NextAct(
            Words(f"“{waiting.row.title}”还没有办完。", f"“{waiting.row.title}” is not finished."),
            reverse("share_decision", args=[own, waiting.row.decision_id]),
            Words("去办", "Go on"),
        )
    return None
