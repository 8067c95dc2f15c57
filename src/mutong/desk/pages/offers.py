"""First offers: what there is, those in need asked first, their answers, and when the rest may be asked."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.names import rule_title
from mutong.desk.parts import Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import Chip, gate_of, may_keep, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.share_offers import OfferRow
from mutong.records.reads.shares import access_members
from mutong.village.share_states import (
    ACCEPTED,
    LAPSED,
    OFFER_KINDS,
    REFUSED,
    TAKEN_BACK,
    WAITING,
)
from mutong.workflows.first_offers import (
    InNeed,
    Offering,
    Offerings,
    answer_offer,
    offer_first,
    offer_to_all,
    offerings_of,
    open_offer,
)
from mutong.workflows.shares import willing_households

PURPOSE = "安排岗位、入股和托养，困难户先问 / offer work, shares and sheep, those in need first"
_STATES = {
    WAITING: Chip(Words("等答复", "awaiting an answer"), "warn"),
    ACCEPTED: Chip(Words("接受", "accepted"), "good"),
    REFUSED: Chip(Words("不要", "declined"), ""),
    LAPSED: Chip(Words("到期没有答复", "lapsed"), "unsure"),
    TAKEN_BACK: Chip(Words("已撤回", "taken back"), ""),
}
_ANSWERS = (ACCEPTED, REFUSED, TAKEN_BACK)
_ANSWER_TIME = timedelta(days=10)
_HEADINGS = (
    Words("提供", "Offered"),
    Words("户", "Household"),
    Words("先问", "Asked first"),
    Words("数量", "Amount"),
    Words("期限", "Until"),
    Words("答复", "Answer"),
)


@dataclass(frozen=True)
class NeedLine:
    """A household in need, and why it is asked first."""

    household_id: str
    door: str
    why: Words
    sure: bool


@dataclass(frozen=True)
class OfferLine:
    """One offer made."""

    row: OfferRow
    amount: str
    chip: Chip
    may_answer: bool


@dataclass(frozen=True)
class OpeningCard:
    """An opening with its order: who is still to be asked, whose answer is awaited, whether the rest may be asked."""

    opening_id: str
    kind: Words
    what: str
    unit: Words
    amount: str
    taken: str
    held: str
    left: str
    has_left: bool
    made: int
    answered: int
    to_ask: tuple[NeedLine, ...]
    unsure: tuple[NeedLine, ...]
    waiting: int
    open_to_all: bool
    offers: tuple[OfferLine, ...] | None
    others: tuple[Option, ...]


@signed_in
@require_http_methods(["GET", "POST"])
def show_offers(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """Openings in their order; whoever may not read assistance records sees totals only."""
    offerings = offerings_of(viewer, organisation_id, PURPOSE)
    keeps = may_keep(viewer, offerings.organisation.area_code) and offerings.in_need is not None
    done, forms = do_act(
        request,
        _acts(viewer, organisation_id, request) if keeps else {},
        gate_of(viewer, offerings.organisation.area_code),
    )
    if done is not None:
        return done
    if kind := wanted_format(request):
        return send_list(kind, "offers", _HEADINGS, _file_rows(offerings))
    homes = _homes(viewer, organisation_id) if keeps else ()
    problem = problem_of(forms)
    page = {
        "organisation": offerings.organisation,
        "tabs": tabs_of(organisation_id, "share_offers"),
        "cards": [_card(one, homes, keeps) for one in offerings.openings],
        "whole": offerings.in_need is not None,
        "in_need": [_need(one) for one in offerings.in_need or () if one.sure],
        "unsure": [_need(one) for one in offerings.in_need or () if not one.sure],
        "screened": offerings.screened,
        "chosen": bool(offerings.services),
        "may_keep": keeps,
        "until": clock.today() + _ANSWER_TIME,
        "problem": problem,
        "exports": exports_of(request) if offerings.openings and offerings.in_need is not None else None,
        "empty": Empty(
            "village",
            Words("还没有可以提供的", "Nothing is offered yet"),
            Words(
                "先写有什么：多少天的活、多少股、托养多少只羊；然后先问困难户，答复或到期以后再向其他户开放。",
                "Say what there is: days of work, shares, sheep to keep. Those in need are asked first; once they have "
                "answered or the deadline has passed, the others are.",
            ),
        ),
    }
    return show(
        request, "pages/share_offers.html", "village", status=400 if problem else 200, page=page, forms=forms
    )


def _acts(viewer: Viewer, organisation_id: str, request: HttpRequest) -> dict[str, Act]:
    post = request.POST

    def opened(said: Values) -> tuple[Words, str]:
        open_offer(
            viewer, organisation_id, str(said["kind"]), str(said["what"]), said["amount"],
            key=str(said["key"]), purpose=PURPOSE,
        )  # fmt: skip
        return Words("已登记，请先问困难户。", "On record; ask those in need first."), ""

    def asked(to, **more: bool):
        def run(said: Values) -> tuple[Words, str]:
            homes = post.getlist("home")
            if not any(homes):
                raise MutongError("nothing_ticked", Words("请先勾选户。", "Tick the households first."))
            count = to(
                viewer, organisation_id, str(said["opening"]), [one for one in homes if one], said["amount"],
                said["until"], purpose=PURPOSE, **more,
            )  # fmt: skip
            return Words(f"已提供给 {count} 户。", f"Offered to {count} households."), ""

        return run

    def answered(said: Values) -> tuple[Words, str]:
        answer_offer(viewer, str(said["offer"]), str(said["answer"]), note=str(said["note"]), purpose=PURPOSE)
        return Words("答复已登记。", "The answer is on record."), ""

    offering = Form(
        (
            field("opening", "", "", "hidden"),
            field("amount", "每户数量", "For each household", "amount"),
            field("until", "答复期限", "Answer by", "date"),
        )
    )
    kinds = tuple(Option(one, code_words(one, "offer_kind")) for one in OFFER_KINDS)
    return {
        "open": Act(
            Form(
                (
                    field("kind", "提供什么", "What kind", options=kinds),
                    field("amount", "数量", "How much", "amount",
                          hint=Words("活按天、入股按股、托养按只", "work in days, shares in shares, sheep in head")),
                    field("what", "说明", "What exactly"),
                    field("key", "", "", "hidden", value=new_key()),
                )
            ),
            opened,
        ),
        "first": Act(offering, asked(offer_first)),
        "all": Act(offering, asked(offer_to_all, aware=bool(post.get("aware")))),
        "answer": Act(
            Form(
                (
                    field("offer", "", "", "hidden"),
                    field("answer", "答复", "Answer", options=tuple(Option(one, Words("", "")) for one in _ANSWERS)),
                    field("note", "备注", "Note", optional=True),
                )
            ),
            answered,
        ),
    }  # fmt: skip


def _homes(viewer: Viewer, organisation_id: str) -> tuple[Option, ...]:
    """Households that may be offered something once it is open to all: those on the list, and the willing others."""
    _, rows = access_members(viewer, organisation_id, PURPOSE)
    listed = [(row.household_id, row.name) for row in rows if row.household_id]
    others = [(one.household_id, one.door) for one in willing_households(viewer, organisation_id, PURPOSE)]
    return tuple(Option(home, Words(name, name)) for home, name in (*listed, *others))


def _need(one: InNeed) -> NeedLine:
    return NeedLine(one.household_id, one.door, rule_title(one.rule_id), one.sure)


def _card(offering: Offering, homes: tuple[Option, ...], keeps: bool) -> OpeningCard:
    one = offering.opening
    asked = {row.household_id for row in one.offers or () if row.state in (WAITING, ACCEPTED)}
    return OpeningCard(
        one.opening_id,
        code_words(one.kind, "offer_kind"),
        one.what,
        code_words(one.kind, "offer_unit"),
        f"{one.amount:g}",
        f"{one.taken:g}",
        f"{one.held:g}",
        f"{one.left:g}",
        one.left > 0,
        one.made,
        one.answered,
        tuple(_need(need) for need in offering.to_ask or () if need.sure),
        tuple(_need(need) for need in offering.to_ask or () if not need.sure),
        offering.waiting,
        offering.open_to_all,
        None if one.offers is None else tuple(_offer(row, keeps) for row in one.offers),
        tuple(home for home in homes if home.value not in asked),
    )


def _offer(row: OfferRow, keeps: bool) -> OfferLine:
    return OfferLine(row, f"{row.amount:g}", _STATES[row.state], keeps and row.state == WAITING)


def _file_rows(offerings: Offerings):
    for offering in offerings.openings:
        for row in offering.opening.offers or ():
            yield (
                code_words(offering.opening.kind, "offer_kind"),
                row.door,
                Words("是", "yes") if row.first else Words("否", "no"),
                f"{row.amount:g}",
                row.until.isoformat(),
                _STATES[row.state].words,
            )
