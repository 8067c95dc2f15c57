"""A year's surplus: the worked cases of the pack to the cent, and what holds of every split."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.money import fen_of
from mutong.standards.pack import load_packs
from mutong.village.members import Contribution, Member
from mutong.village.shares import CharterTerms, YearsResult, after_year, split_by_quota, split_surplus
from mutong.village.splitting import shared_out
from tests.standards.registers import PACKS
from tests.village.village_law import law, member

COOP = law("cn-coop")
CASES = [
    case
    for pack in load_packs(PACKS, ["cn-coop"])
    for _, text in pack.cases
    if "surplus" in text
    for case in text["cases"]
]


def worked(case: dict) -> tuple[list[Member], YearsResult, CharterTerms]:
    """A case of the pack in the terms of the code."""
    members = [
        Member(
            one["member"],
            one["kind"],
            (Contribution("money", fen_of(one["contribution"])),),
            fen_of(one["trade"]),
        )
        for one in case["members"]
    ]
    year = YearsResult(fen_of(case["surplus"]), fen_of(case["losses"]), fen_of(case["aid"]))
    return members, year, CharterTerms(Fraction(case["reserve_share"]), Fraction(case["return_share"]))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_worked_case_comes_out_to_the_cent(case: dict) -> None:
    """Each case that the pack ships comes out as written, or is refused with the code that it names."""
    if "refused" in case:
        with pytest.raises(MutongError) as refused:
            split_surplus(*worked(case), COOP)
        assert refused.value.code == case["refused"]
        return
    found = split_surplus(*worked(case), COOP)
    assert {name: part.paid for name, part in found.parts.items()} == {
        name: fen_of(yuan) for name, yuan in case["paid"].items()
    }
    for key in ("reserve", "distributable", "by_trade", "rest"):
        assert getattr(found, key) == fen_of(case[key]), key


def test_the_pack_ships_a_split_and_a_refusal() -> None:
    """The worked cases hold one that is paid out, summing to what can be distributed, and one that is refused."""
    (paid,) = [case for case in CASES if "paid" in case]
    assert sum(map(fen_of, paid["paid"].values())) == fen_of("81000.00")
    assert [case["refused"] for case in CASES if "refused" in case] == ["return_below_least"]


amounts = st.integers(0, 10**9)
people = st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=12)
shares = st.fractions(Fraction(3, 5), 1, max_denominator=1000)


@given(people, amounts, amounts, amounts, st.fractions(0, 1, max_denominator=100), shares)
def test_a_split_is_exact_and_fair(rows, surplus, losses, aid, reserve_share, return_share) -> None:
    """Every fen is somewhere, once; nobody gets less than nothing; at least 60 % goes by trade."""
    members = [member(f"M{i}", trade=t + 1, money=m + 1, reserve=r) for i, (t, m, r) in enumerate(rows)]
    terms = CharterTerms(reserve_share, return_share, "equally")
    found = split_surplus(members, YearsResult(surplus, losses, aid), terms, COOP)
    parts = found.parts.values()
    assert found.losses_covered + found.reserve + found.distributable == surplus
    assert sum(part.by_trade for part in parts) == found.by_trade
    assert sum(part.from_rest for part in parts) == found.rest
    assert found.by_trade + found.rest == found.distributable
    assert sum(part.reserve for part in parts) == found.reserve
    assert min(min(part.by_trade, part.from_rest, part.reserve) for part in parts) >= 0
    assert found.by_trade >= Fraction(3, 5) * found.distributable
    assert found.loss_left == max(0, losses - surplus)


@given(people, st.integers(1, 10**9), st.integers(1, 10**8), st.data())
def test_more_trade_never_pays_less(rows, surplus, more, data) -> None:
    """A member who trades more, all else the same, is paid no less, to the fen."""
    members = [member(f"M{i}", trade=t + 1, money=m + 1, reserve=r) for i, (t, m, r) in enumerate(rows)]
    at = data.draw(st.integers(0, len(members) - 1))
    terms = CharterTerms(Fraction(0), Fraction(3, 5))
    grown = [
        member(f"M{i}", trade=t + 1 + more * (i == at), money=m + 1, reserve=r)
        for i, (t, m, r) in enumerate(rows)
    ]
    before = split_surplus(members, YearsResult(surplus), terms, COOP).parts[f"M{at}"].paid
    after = split_surplus(grown, YearsResult(surplus), terms, COOP).parts[f"M{at}"].paid
    assert after >= before


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_a_share_is_within_a_fen_of_exact(total, weights) -> None:
    """Each part lies less than one fen from the exact share, and equal weights differ by at most one fen."""
    named = {str(i): w for i, w in enumerate(weights)}
    found = shared_out(total, named)
    assert all(abs(found[name] - Fraction(total * w, sum(weights))) < 1 for name, w in named.items())
    assert all(abs(found[a] - found[b]) <= 1 for a in named for b in named if named[a] == named[b])


def test_left_over_fen_go_to_the_largest_fractions_and_then_in_order() -> None:
    """Three equal parts of 100 fen: the odd one goes to the first; of unequal ones to the largest fraction."""
    assert shared_out(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert shared_out(10, {"a": 10, "b": 26, "c": 64}) == {"a": 1, "b": 3, "c": 6}


@pytest.mark.parametrize(
    ("members", "terms", "code"),
    [
        ([member("A", trade=None, money=1)], CharterTerms(Fraction(0), Fraction(1)), "trade_unknown"),
        ([member("A", trade=0, money=1)], CharterTerms(Fraction(0), Fraction(1)), "no_trade"),
        ([member("A", trade=1)], CharterTerms(Fraction(0), Fraction(3, 5)), "no_base_for_rest"),
        (
            [Member("A", contributions=(Contribution("in_kind", None),), trade_fen=1)],
            CharterTerms(Fraction(0), Fraction(3, 5)),
            "contribution_unknown",
        ),
        ([member("A", trade=1), member("A", trade=1)], CharterTerms(Fraction(0), Fraction(1)), "bad_terms"),
        ([], CharterTerms(Fraction(0), Fraction(1)), "bad_terms"),
        ([member("A", trade=1)], CharterTerms(Fraction(2), Fraction(1)), "bad_terms"),
    ],
)
def test_what_cannot_be_split_is_refused(members, terms, code) -> None:
    """What is not known is never read as zero, and what has no base is not shared out by another one."""
    with pytest.raises(MutongError) as refused:
        split_surplus(members, YearsResult(10_000), terms, COOP)
    assert refused.value.code == code
    assert refused.value.words.zh != refused.value.words.en


def test_a_loss_pays_nobody() -> None:
    """A year that does not cover its losses pays nothing, whoever's trade is unknown, and says what is left."""
    found = split_surplus(
        [member("A", trade=None)], YearsResult(500, 800), CharterTerms(Fraction(1, 10), Fraction(3, 5)), COOP
    )
    assert (found.distributable, found.reserve, found.losses_covered, found.loss_left) == (0, 0, 500, 300)
    assert found.parts["A"].paid == 0


def test_accounts_after_the_year() -> None:
    """The year's reserve goes to the accounts; by vote the payment becomes a contribution; the trade starts anew."""
    members = [member("A", trade=300, money=1000), member("B", trade=100, money=3000)]
    split = split_surplus(
        members, YearsResult(10_000), CharterTerms(Fraction(1, 10), Fraction(3, 5), "trade"), COOP
    )
    kept = {one.member_id: one for one in after_year(members, split)}
    assert (kept["A"].reserve_fen, kept["B"].reserve_fen) == (750, 250)
    assert kept["A"].trade_fen is None
    turned = {one.member_id: one for one in after_year(members, split, capitalised=True)}
    assert turned["A"].contribution_fen == 1000 + split.parts["A"].paid
    loose = split_surplus(members, YearsResult(10_000), CharterTerms(Fraction(1, 10), Fraction(3, 5)), COOP)
    with pytest.raises(MutongError, match="quantified"):
        after_year(members, loose)


def test_a_collective_shares_by_quantified_rights() -> None:
    """After the fund the returns go by income-right shares, exactly; without any share nothing is shared out."""
    reserve, parts = split_by_quota(100_001, Fraction(1, 10), {"A": 2, "B": 1, "C": 0})
    assert (reserve, parts) == (10_000, {"A": 60_001, "B": 30_000, "C": 0})
    with pytest.raises(MutongError, match="income-right"):
        split_by_quota(100, Fraction(0), {"A": 0})
