"""Leaving a cooperative: when membership ends, and what the account pays back."""

from dataclasses import dataclass
from datetime import date

from mutong.kernel.period import add_years
from mutong.kernel.truth import Truth, truth_of
from mutong.kernel.words import Words
from mutong.village.law_numbers import Check, LawNumbers, months_before
from mutong.village.members import Member


@dataclass(frozen=True)
class Leaving:
    """When a member is out: `last_day` to ask for this year's end, `ends_on` the last day of membership (None where no
    number is in force), and the check of being in time."""

    last_day: date | None
    ends_on: date | None
    in_time: Check


@dataclass(frozen=True)
class Refund:
    """What is paid back in fen: contribution and reserve of the account, plus surplus till then, less losses till then.

    `total` is None while the contribution is not valued; it may not be negative: beyond the account nobody owes.
    """

    contribution: int | None
    reserve: int
    surplus: int
    losses: int

    @property
    def total(self) -> int | None:
        """The sum, at least nothing."""
        if self.contribution is None:
            return None
        return max(0, self.contribution + self.reserve - self.losses) + self.surplus


def leaving_of(
    member: Member, asked_on: date, year_end: date, law: LawNumbers, charter_months: int | None = None
) -> Leaving:
    """When a member who asks in writing on a day is out; `charter_months` where the charter has its own number.

    Asked in time membership ends with this accounting year, else with the next.
    """
    organisation = member.kind in law.listed("organisation_kinds")
    of = "exit_notice_months_organisation" if organisation else "exit_notice_months"
    months = law.count(of) if charter_months is None else charter_months
    if months is None:
        words = Words("没有查到退社提前的月数", "no number of months is in force")
        return Leaving(None, None, law.check("exit_notice", of, Truth.UNKNOWN, words))
    last = months_before(year_end, months)
    in_time = asked_on <= last
    ends = year_end if in_time else add_years(year_end, 1)
    words = Words(
        f"应在 {last} 前（含当日）书面提出，提出日 {asked_on}；成员资格到 {ends} 止",
        f"to be asked for in writing by {last}, asked for on {asked_on}; membership ends on {ends}",
    )
    return Leaving(last, ends, law.check("exit_notice", of, truth_of(in_time), words))


def refund_of(member: Member, surplus_fen: int = 0, losses_fen: int = 0) -> Refund:
    """What leaves with a member: `surplus_fen` is the part of surpluses till the end, `losses_fen` the share of losses
    and debts that the charter lays on the member."""
    return Refund(member.contribution_fen, member.reserve_fen, surplus_fen, losses_fen)
