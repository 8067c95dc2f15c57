"""Who may be a member, how many votes there are, and what leaving pays: limits on either side."""

from datetime import date

import pytest

from mutong.kernel.truth import Truth
from mutong.tables.code_words import code_label
from mutong.village.law_numbers import months_before
from mutong.village.leaving import leaving_of, refund_of
from mutong.village.members import Contribution, Member, check_members, may_found
from mutong.village.voting import check_delegates, check_founding, check_votes, extra_votes_allowed, votes_of
from tests.village.village_law import farmers, law, member

COOP, COLLECTIVE = law("cn-coop"), law("cn-collective")


def answers(members, numbers=COOP) -> dict[str, Truth]:
    """Answer by name of check."""
    return {check.name: check.answer for check in check_members(members, numbers)}


@pytest.mark.parametrize(("count", "answer"), [(4, Truth.NO), (5, Truth.YES)])
def test_five_members_found_a_cooperative(count: int, answer: Truth) -> None:
    """Four are too few, five are enough."""
    assert answers(farmers(count))["members_least"] is answer
    assert may_found(check_members(farmers(count), COOP)) is answer


def test_eighty_per_cent_are_farmers() -> None:
    """Four farmers of five are enough, seven of nine are not; one of unknown kind leaves it open where it counts."""
    assert answers([*farmers(4), member("C", "citizen")])["farmers_least"] is Truth.YES
    assert answers([*farmers(7), member("C", "citizen"), member("D", "citizen")])["farmers_least"] is Truth.NO
    assert answers([*farmers(7), member("C", "citizen"), member("D", None)])["farmers_least"] is Truth.UNKNOWN
    assert answers([*farmers(9), member("D", None)])["farmers_least"] is Truth.YES


def test_organisations_keep_to_their_limit() -> None:
    """Up to twenty members one organisation; of forty 5 % are two; of thirty-nine only one (a part is none)."""
    firm, other = member("E1", "enterprise"), member("E2", "social_organisation")
    assert answers([*farmers(19), firm])["organisations_most"] is Truth.YES
    assert answers([*farmers(18), firm, other])["organisations_most"] is Truth.NO
    assert answers([*farmers(38), firm, other])["organisations_most"] is Truth.YES
    assert answers([*farmers(37), firm, other])["organisations_most"] is Truth.NO


def test_whether_the_collective_counts_is_open_until_somebody_says() -> None:
    """Beside an enterprise the collective leaves the answer unknown; alone it is allowed; a choice settles."""
    both = [*farmers(18), member("E", "enterprise"), member("V", "collective")]
    assert answers(both)["organisations_most"] is Truth.UNKNOWN
    assert answers([*farmers(19), member("V", "collective")])["organisations_most"] is Truth.YES
    counted = law("cn-coop", collective_counted_as_organisation="yes")
    assert answers(both, counted)["organisations_most"] is Truth.NO
    apart = law("cn-coop", collective_counted_as_organisation="no")
    assert answers(both, apart)["organisations_most"] is Truth.YES


def test_a_public_body_may_not_join() -> None:
    """A village committee is refused by name and clause; nobody of unknown kind is let through."""
    (check,) = [
        c for c in check_members([*farmers(5), member("VC", "public_body")], COOP) if "barred" in c.name
    ]
    assert (check.answer, check.basis) == (Truth.NO, "cn-coop:19")
    assert "VC" in check.words.zh
    assert answers([*farmers(5), member("X", None)])["member_kinds_barred"] is Truth.UNKNOWN


def test_forms_of_contribution() -> None:
    """Land rights may be put in, a claim may not, a form nobody lists is open, and what is not valued is said."""

    def of(form: str, fen: int | None = 100) -> dict[str, Truth]:
        return answers([*farmers(4), Member("A", contributions=(Contribution(form, fen),))])

    assert of("land_right")["contribution_forms"] is Truth.YES
    assert of("claim")["contribution_forms"] is Truth.NO
    assert of("a_promise")["contribution_forms"] is Truth.UNKNOWN
    assert of("in_kind", None)["contributions_valued"] is Truth.UNKNOWN


def test_thirty_members_have_at_most_six_extra_votes() -> None:
    """20 % of the base votes: six of thirty, five of twenty-nine; a collective knows no extra votes."""
    members = farmers(30)
    assert (extra_votes_allowed(30, COOP), extra_votes_allowed(29, COOP)) == (6, 5)
    for extra, answer in ((6, Truth.YES), (7, Truth.NO)):
        votes = votes_of(members, {"F0": extra}, COOP)
        assert (votes.total, votes.of["F0"], votes.of["F1"]) == (30 + extra, 1 + extra, 1)
        assert [check.answer for check in check_votes(votes, 30, COOP)] == [answer]
    assert check_votes(votes_of(members, {}, COLLECTIVE), 30, COLLECTIVE) == ()


def test_founders_agree_to_a_man() -> None:
    """All founders pass the charter; one who does not agree is one too many; a collective asks nothing alike."""
    assert [check.answer for check in check_founding(7, 7, COOP)] == [Truth.YES]
    assert [check.answer for check in check_founding(7, 6, COOP)] == [Truth.NO]
    assert check_founding(7, 6, COLLECTIVE) == ()


def test_every_word_of_the_packs_is_told_in_both_languages() -> None:
    """Matters, kinds of members and forms of contribution that the packs name have Chinese and English words."""
    lists = {
        "matter": (
            "matters_of_the_assembly",
            "special_matters",
            "accounts_matters",
            "delegates_barred_matters",
        ),
        "member_kind": ("organisation_kinds", "member_kinds_barred"),
        "contribution_form": ("contribution_forms", "contribution_forms_barred"),
    }
    named = {
        (column, word)
        for column, names in lists.items()
        for name in names
        for numbers in (COOP, COLLECTIVE)
        for word in numbers.listed(name)
    }
    assert len(named) > 30
    assert [(column, word) for column, word in named if code_label(column, word).zh == word] == []


def test_delegates_of_a_cooperative() -> None:
    """Above 150 members, at least 51 of them."""

    def of(members: int, delegates: int) -> list[Truth]:
        return [check.answer for check in check_delegates(members, delegates, "distribution", COOP)]

    assert of(150, 51) == [Truth.NO, Truth.YES]
    assert of(151, 51) == [Truth.YES, Truth.YES]
    assert of(400, 50) == [Truth.YES, Truth.NO]


def test_delegates_of_a_collective() -> None:
    """More than twenty, one for 5 to 15 households, and not for the charter."""

    def of(matter: str, delegates: int, households: int | None) -> dict[str, Truth]:
        return {c.name: c.answer for c in check_delegates(500, delegates, matter, COLLECTIVE, households)}

    good = of("investment", 21, 210)
    assert set(good.values()) == {Truth.YES}
    assert of("charter", 21, 210)["delegates_barred_matters"] is Truth.NO
    assert of("investment", 20, 210)["delegates_least"] is Truth.NO
    assert of("investment", 21, 400)["delegates_households"] is Truth.NO
    assert of("investment", 21, None)["delegates_households"] is Truth.UNKNOWN


def test_leaving_in_time_and_late() -> None:
    """Asked for by 30 September a farmer is out at the year's end, a day later a year on; an enterprise by 30 June."""
    year_end = date(2025, 12, 31)
    early = leaving_of(member("A"), date(2025, 9, 30), year_end, COOP)
    late = leaving_of(member("A"), date(2025, 10, 1), year_end, COOP)
    assert (early.ends_on, early.in_time.answer) == (year_end, Truth.YES)
    assert (late.ends_on, late.in_time.answer) == (date(2026, 12, 31), Truth.NO)
    assert leaving_of(member("E", "enterprise"), date(2025, 7, 1), year_end, COOP).in_time.answer is Truth.NO
    assert leaving_of(member("E", "enterprise"), date(2025, 6, 30), year_end, COOP).last_day == date(
        2025, 6, 30
    )
    assert (
        leaving_of(member("A"), date(2025, 10, 1), year_end, COOP, charter_months=1).in_time.answer
        is Truth.YES
    )


def test_what_leaves_with_a_member() -> None:
    """Contribution and reserve come back, less losses but never below nothing, with the surplus till then."""
    one = member("A", money=10_000, reserve=500)
    assert refund_of(one, surplus_fen=200, losses_fen=700).total == 10_000
    assert refund_of(one, losses_fen=20_000).total == 0
    assert refund_of(Member("B", contributions=(Contribution("in_kind", None),))).total is None


def test_months_before_a_month_end() -> None:
    """The last day of a shorter month stands in for one that it does not have (T12)."""
    assert months_before(date(2025, 12, 31), 3) == date(2025, 9, 30)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2025, 2, 28), 3) == date(2024, 11, 28)
