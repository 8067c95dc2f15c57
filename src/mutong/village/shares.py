"""A year's surplus shared out by law: reserve, return by trade, the rest by what each member's account holds.

Money is whole fen; every split is exact. What the law leaves to the charter is an argument and never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.law_numbers import LawNumbers
from mutong.village.members import Contribution, Member, percent
from mutong.village.splitting import shared_out

RESERVE_BASES = ("trade", "contribution", "equally")


@dataclass(frozen=True)
class YearsResult:
    """What a year left: `surplus_fen` before anything is taken off, `losses_fen` of earlier years still to be covered,
    `aid_fen` the property that direct state aid and gifts have made (none of it is paid out; it only weighs)."""

    surplus_fen: int
    losses_fen: int = 0
    aid_fen: int = 0


@dataclass(frozen=True)
class CharterTerms:
    """What the charter or the meeting has settled: the reserve's share of surplus less losses, the share returned by
    trade, and what each year's reserve is quantified by (a word of RESERVE_BASES; None: not settled)."""

    reserve_share: Fraction
    return_share: Fraction
    reserve_by: str | None = None


@dataclass(frozen=True)
class MemberPart:
    """What one member gets, in fen: by trade, from the rest, and the part of the year's reserve written to the account
    (None where nobody has settled how)."""

    by_trade: int
    from_rest: int
    reserve: int | None

    @property
    def paid(self) -> int:
        """What is paid out, or turned into a contribution by vote."""
        return self.by_trade + self.from_rest


@dataclass(frozen=True)
class Surplus:
    """The split: covered losses + reserve + distributable = surplus; by_trade + rest = distributable; the members'
    parts add up to both exactly. `loss_left` is what the surplus did not cover."""

    losses_covered: int
    loss_left: int
    reserve: int
    distributable: int
    by_trade: int
    rest: int
    parts: Mapping[str, MemberPart]


def split_surplus(
    members: Sequence[Member], year: YearsResult, terms: CharterTerms, law: LawNumbers
) -> Surplus:
    """The surplus of a year split by the law's numbers and the charter's terms.

    Losses come off first, then the reserve (its share rounded to the fen, halves up); of what is left at least the
    law's share is returned by trade (rounded up to the fen, so that it is never below), the rest by contribution, share
    of the reserve so far and an equal share of aid. Fen left over by rounding go as `shared_out` says. A year's loss is
    `loss_left`, nothing is paid. Raises MutongError return_below_least, return_least_unknown, trade_unknown, no_trade,
    contribution_unknown, no_base_for_rest, bad_terms.
    """
    _check_terms(members, year, terms, law)
    covered = max(0, min(year.surplus_fen, year.losses_fen))
    kept = max(0, year.surplus_fen - year.losses_fen)
    reserve = int(terms.reserve_share * kept + Fraction(1, 2))
    distributable = kept - reserve
    by_trade = ceil(terms.return_share * distributable)
    trades = _trades(members, by_trade)
    weights = _weights(members, year.aid_fen, distributable - by_trade)
    returned = shared_out(by_trade, trades)
    rest = shared_out(distributable - by_trade, weights)
    quantified = _quantified(members, reserve, terms.reserve_by)
    parts = {
        one.member_id: MemberPart(
            returned[one.member_id],
            rest[one.member_id],
            None if quantified is None else quantified[one.member_id],
        )
        for one in members
    }
    return Surplus(
        losses_covered=covered,
        loss_left=max(0, year.losses_fen - year.surplus_fen),
        reserve=reserve,
        distributable=distributable,
        by_trade=by_trade,
        rest=distributable - by_trade,
        parts=parts,
    )


def after_year(members: Sequence[Member], split: Surplus, capitalised: bool = False) -> tuple[Member, ...]:
    """The members' accounts after the year: the reserve's part added, with `capitalised` what would have been paid
    turned into a contribution (a vote must have said so), next year's trade not yet known.

    Raises MutongError reserve_not_quantified where a reserve was taken that nobody has settled how to quantify.
    """
    if split.reserve and any(part.reserve is None for part in split.parts.values()):
        raise MutongError(
            "reserve_not_quantified",
            Words(
                "当年提取的公积金还没有定下按什么量化到成员；请写明 trade、contribution 或 equally（章程）。",
                "Nobody has settled by what the year's reserve is quantified per member; say trade, contribution or "
                "equally (the charter).",
            ),
        )
    found = []
    for one in members:
        part = split.parts[one.member_id]
        turned = (Contribution("money", part.paid, "surplus"),) if capitalised and part.paid else ()
        found.append(
            replace(
                one,
                contributions=(*one.contributions, *turned),
                reserve_fen=one.reserve_fen + (part.reserve or 0),
                trade_fen=None,
            )
        )
    return tuple(found)


def split_by_quota(
    total_fen: int, reserve_share: Fraction, quotas: Mapping[str, int]
) -> tuple[int, dict[str, int]]:
    """A collective's returns: the reserve and welfare fund in fen, and each member's part by income-right shares.

    The fund is rounded to the fen, halves up; the parts add up to the rest exactly. Raises MutongError bad_terms for
    a share outside 0 to 1, negative returns or nobody holding a share.
    """
    if not 0 <= reserve_share <= 1 or total_fen < 0 or any(one < 0 for one in quotas.values()):
        raise _bad_terms(
            "比例应在 0 到 1 之间，收益和份额不能是负数", "a share lies between 0 and 1; nothing is negative"
        )
    reserve = int(reserve_share * total_fen + Fraction(1, 2))
    if total_fen > reserve and not sum(quotas.values()):
        raise _bad_terms("还没有量化收益权份额，无法分配", "no income-right share has been quantified yet")
    return reserve, shared_out(total_fen - reserve, quotas)


def _check_terms(members: Sequence[Member], year: YearsResult, terms: CharterTerms, law: LawNumbers) -> None:
    if not members or len({one.member_id for one in members}) != len(members):
        raise _bad_terms("成员名单为空或有重复编号", "the list of members is empty or names one twice")
    if not (0 <= terms.reserve_share <= 1 and 0 <= terms.return_share <= 1):
        raise _bad_terms("比例应在 0 到 1 之间", "a share lies between 0 and 1")
    if year.losses_fen < 0 or year.aid_fen < 0:
        raise _bad_terms("亏损和补助不能写负数", "losses and aid are not negative")
    if terms.reserve_by not in (None, *RESERVE_BASES):
        raise _bad_terms(
            "公积金量化依据可以写 trade、contribution、equally",
            "the reserve is quantified by trade, contribution or equally",
        )
    least = law.share("return_by_trade_least")
    if least is None:
        raise MutongError(
            "return_least_unknown",
            Words(
                "当天没有查到按交易量返还的最低比例，不能分配。",
                "No least share returned by trade is in force on that day; nothing can be distributed.",
            ),
        )
    if terms.return_share < least:
        at = law.citation("return_by_trade_least")
        raise MutongError(
            "return_below_least",
            Words(
                f"按交易量返还写的是 {percent(terms.return_share)}，不得低于 {percent(least)}（{at.zh}）。",
                f"{percent(terms.return_share)} is to be returned by trade; it may not be below {percent(least)} "
                f"({at.en}).",
            ),
            basis=law.basis("return_by_trade_least"),
        )


def _trades(members: Sequence[Member], to_share: int) -> dict[str, int]:
    unknown = [one.member_id for one in members if one.trade_fen is None]
    if unknown and to_share:
        raise MutongError(
            "trade_unknown",
            Words(
                f"这些成员当年与本社的交易额还不知道：{'、'.join(unknown)}；没有交易请写 0。",
                f"The year's trade of these members is not known: {', '.join(unknown)}; write 0 where there was none.",
            ),
        )
    found = {one.member_id: one.trade_fen or 0 for one in members}
    if any(trade < 0 for trade in found.values()):
        raise _bad_terms("交易额不能是负数", "trade is not negative")
    if to_share and not sum(found.values()):
        raise MutongError(
            "no_trade",
            Words(
                "没有一名成员有交易额，无法按交易量返还；请先按章程登记交易量。",
                "No member has any trade, so nothing can be returned by it; record it as the charter defines it.",
            ),
        )
    return found


def _weights(members: Sequence[Member], aid_fen: int, to_share: int) -> dict[str, Fraction]:
    """What the rest is shared by: contribution, reserve so far, and an equal share of aid, each as in the account."""
    unknown = [one.member_id for one in members if one.contribution_fen is None]
    if unknown and to_share:
        raise MutongError(
            "contribution_unknown",
            Words(
                f"这些成员的出资还没有作价：{'、'.join(unknown)}。",
                f"The contributions of these members are not valued yet: {', '.join(unknown)}.",
            ),
        )
    each = Fraction(aid_fen, len(members))
    found = {one.member_id: (one.contribution_fen or 0) + one.reserve_fen + each for one in members}
    if to_share and not sum(found.values()):
        raise MutongError(
            "no_base_for_rest",
            Words(
                "成员账户里没有出资、公积金份额，也没有补助，余下部分无法分配；可以把返还比例定为 100%。",
                "No account holds a contribution or reserve and there is no aid, so the rest cannot be shared out; the "
                "share returned by trade may be 100 %.",
            ),
        )
    return found


def _quantified(members: Sequence[Member], reserve: int, by: str | None) -> dict[str, int] | None:
    if by is None:
        return None if reserve else dict.fromkeys((one.member_id for one in members), 0)
    weights = {
        "trade": {one.member_id: one.trade_fen or 0 for one in members},
        "contribution": {one.member_id: one.contribution_fen or 0 for one in members},
        "equally": dict.fromkeys((one.member_id for one in members), 1),
    }[by]
    if reserve and not sum(weights.values()):
        raise _bad_terms("所定的量化依据全是 0", "what the reserve is quantified by is zero for everybody")
    return shared_out(reserve, weights)


def _bad_terms(zh: str, en: str) -> MutongError:
    return MutongError("bad_terms", Words(f"{zh}。", f"{en[0].upper()}{en[1:]}."))
