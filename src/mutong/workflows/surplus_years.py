"""A year's surplus: worked out by law, put to the members as a decision, booked to the accounts once it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_accounts import book_surplus, keep_surplus
from mutong.records.reads.share_decisions import SurplusRow, access_surplus
from mutong.village.law_numbers import LawNumbers
from mutong.village.members import Member
from mutong.village.share_states import CONTRIBUTION, PAID, RESERVE
from mutong.village.shares import CharterTerms, YearsResult, split_by_quota, split_surplus
from mutong.workflows.share_decisions import Course, course_of, courses_of, propose, text_of_step
from mutong.workflows.share_law import law_of, shares_by_trade
from mutong.workflows.shares import Standing, law_member

MATTER = "distribution"
_MONEY = "money"


@dataclass(frozen=True)
class YearFigures:
    """What is entered of a year: fen, shares as exact fractions, what the reserve is quantified by (None: not settled).

    Where returns go by quantified shares only the surplus and the reserve's share are asked.
    """

    year: int
    surplus_fen: int
    losses_fen: int = 0
    aid_fen: int = 0
    reserve_share: Fraction = Fraction(0)
    return_share: Fraction | None = None
    reserve_by: str | None = None


def work_out(standing: Standing, figures: YearFigures) -> dict[str, object]:
    """The split to the fen as plain data: the sums, and for each member (by id) the name, bases and parts.

    By the law in force on the last day of the year, or today while the year runs. Raises MutongError with the clause
    for what falls short of the law, naming the members whose trade or contribution is not known (`split_surplus`),
    `quota_unknown`, `no_members`, `year_to_come`.
    """
    today = clock.today()
    if figures.year > today.year:
        raise MutongError(
            "year_to_come",
            Words(f"{figures.year} 年还没有到。", f"The year {figures.year} has not come yet."),
        )
    last = min(date(figures.year, 12, 31), today)
    organisation, labels = standing.organisation, standing.labels
    law = law_of(organisation.charter.law, organisation.area_code, last)
    rows = [row for row in standing.rows if row.was_member_on(last)]
    if not rows:
        raise MutongError(
            "no_members",
            Words(f"{last} 没有成员，无法分配。", f"There was no member on {last}; nothing is shared out."),
        )
    members = {row.member_id: law_member(row, labels[row.member_id], figures.year, last) for row in rows}
    if shares_by_trade(law):
        return _by_trade(members, figures, law)
    quotas = {row.member_id: row.quota for row in rows}
    return _by_quota(members, quotas, figures)


def keep(viewer: Viewer, organisation_id: str, figures: YearFigures, *, key: str, purpose: str) -> str:
    """Work a year out and keep it, put to the members as a decision on its distribution; the year's id.

    A decision on the same year carries the new working as long as nobody was told of the old one.
    """
    standing, courses = courses_of(viewer, organisation_id, purpose)
    result = work_out(standing, figures)
    title = f"{figures.year} 年盈余（收益）分配方案"
    running = next((one for one in courses if one.row.title == title and not _laid_open(one)), None)
    decision_id = (
        running.row.decision_id
        if running
        else propose(
            viewer, organisation_id, MATTER, title, _proposal(figures), clock.today(), key=key,
            purpose=purpose,
        )
    )  # fmt: skip
    worked = {
        "law": standing.organisation.charter.law,
        "year": figures.year,
        "surplus_fen": figures.surplus_fen,
        "losses_fen": figures.losses_fen,
        "aid_fen": figures.aid_fen,
        "reserve_share": str(figures.reserve_share),
        "return_share": None if figures.return_share is None else str(figures.return_share),
        "reserve_by": figures.reserve_by,
        "result": result,
    }
    return keep_surplus(viewer, organisation_id, decision_id, worked, purpose=purpose)


def year_of(viewer: Viewer, surplus_id: str, purpose: str) -> tuple[SurplusRow, Standing, Course]:
    """A year as it was kept, its organisation, and the decision it is put to. Raises AccessDenied."""
    row = access_surplus(viewer, surplus_id, purpose)
    standing, course = course_of(viewer, row.decision_id, purpose)
    return row, standing, course


def book(viewer: Viewer, surplus_id: str, *, capitalised_by: str = "", purpose: str) -> int:
    """Write a kept year to the accounts: the reserve's parts, and what is paid; how many lines, 0 if it was booked.

    With `capitalised_by`, a decision that surplus becomes contributions, what would be paid is put in instead. Raises
    MutongError `not_the_last_working`, `decision_does_not_stand` with the step and clause, `reserve_not_quantified`.
    """
    row, _, course = year_of(viewer, surplus_id, purpose)
    if row.booked_on is None:
        if not row.latest:
            raise MutongError(
                "not_the_last_working",
                Words(
                    "这一年后来又算过，请用最后一次的结果。",
                    "The year was worked out again later; use the last working.",
                ),
            )
        _must_stand(course)
    paid_to = PAID
    if capitalised_by:
        _must_capitalise(viewer, row, capitalised_by, purpose)
        paid_to = CONTRIBUTION
    parts: Mapping[str, Mapping[str, int | None]] = row.result["parts"]  # type: ignore[assignment]
    if row.result["reserve"] and row.reserve_by is None and "by_trade" in row.result:
        raise MutongError(
            "reserve_not_quantified",
            Words(
                "当年公积金按什么量化到成员还没有定，请先在章程里写明再重算。",
                "What the year's reserve is quantified by is not settled; settle it and work the year out anew.",
            ),
        )
    lines = [(member, RESERVE, part["reserve"]) for member, part in parts.items() if part["reserve"]]
    lines += [(member, paid_to, part["paid"]) for member, part in parts.items()]
    return book_surplus(viewer, surplus_id, lines, clock.today(), purpose=purpose, form=_MONEY)


def _by_trade(members: Mapping[str, Member], figures: YearFigures, law: LawNumbers) -> dict[str, object]:
    if figures.return_share is None:
        raise MutongError(
            "return_share_missing",
            Words("请填写按交易量返还的比例。", "Give the share that is returned by trade."),
        )
    split = split_surplus(
        list(members.values()),
        YearsResult(figures.surplus_fen, figures.losses_fen, figures.aid_fen),
        CharterTerms(figures.reserve_share, figures.return_share, figures.reserve_by),
        law,
    )
    parts = {}
    for member_id, member in members.items():
        part = split.parts[member.member_id]
        parts[member_id] = {
            "name": member.member_id,
            "trade": member.trade_fen,
            "contribution": member.contribution_fen,
            "reserve_before": member.reserve_fen,
            "by_trade": part.by_trade,
            "from_rest": part.from_rest,
            "reserve": part.reserve,
            "paid": part.paid,
        }
    return {
        "losses_covered": split.losses_covered,
        "loss_left": split.loss_left,
        "reserve": split.reserve,
        "distributable": split.distributable,
        "by_trade": split.by_trade,
        "rest": split.rest,
        "aid_each": str(Fraction(figures.aid_fen, len(members))),
        "parts": parts,
    }


def _by_quota(
    members: Mapping[str, Member], quotas: Mapping[str, int | None], figures: YearFigures
) -> dict[str, object]:
    unknown = [members[one].member_id for one, quota in quotas.items() if quota is None]
    if unknown:
        raise MutongError(
            "quota_unknown",
            Words(
                f"这些成员的收益权份额还没有量化：{'、'.join(unknown)}。",
                f"The income-right shares of these members are not quantified yet: {', '.join(unknown)}.",
            ),
        )
    reserve, parts = split_by_quota(figures.surplus_fen, figures.reserve_share, quotas)
    return {
        "reserve": reserve,
        "distributable": figures.surplus_fen - reserve,
        "parts": {
            one: {"name": members[one].member_id, "quota": quotas[one], "reserve": None, "paid": fen}
            for one, fen in parts.items()
        },
    }


def _proposal(figures: YearFigures) -> str:
    """No amounts: they stand in the table of the last working, and must not be told in two places."""
    return f"审议 {figures.year} 年盈余（收益）分配方案。各项数额和每名成员应得见所附分配表。"


def _laid_open(course: Course) -> bool:
    record = course.record
    return any(day is not None for day in (record.papers_open_on, record.noticed_on, record.meeting_on))


def _must_stand(course: Course) -> None:
    if course.stands is Truth.YES:
        return
    step = course.next_step
    told = (
        text_of_step(step) if step else Words("没有施行中的法律可对照", "no law in force to hold it against")
    )
    title = step.title if step else Words("", "")
    raise MutongError(
        "decision_does_not_stand",
        Words(
            f"分配方案还没有依法决定，不能入账。{title.zh}：{told.zh}。",
            f"The distribution is not decided as the law asks, so it is not booked. {title.en}: {told.en}.",
        ),
        basis=step.basis if step else "",
    )


def _must_capitalise(viewer: Viewer, row: SurplusRow, decision_id: str, purpose: str) -> None:
    standing, course = course_of(viewer, decision_id, purpose)
    law = standing.law
    wanted = law.word("capitalised_matter") if law else None
    same = course.row.organisation_id == row.organisation_id
    if not same or wanted is None or course.row.matter != wanted:
        raise MutongError(
            "not_to_capitalise",
            Words("这不是把盈余转为出资的决定。", "This is no decision to turn surplus into contributions."),
        )
    _must_stand(course)
