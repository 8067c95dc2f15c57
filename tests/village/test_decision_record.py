"""Decisions on record: the clocks, the quorum and the majorities of a cooperative and of a collective."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.village.decisions import DecisionRecord, decision_state
from mutong.village.voting import needed_votes, reached
from tests.village.village_law import law

COOP, COLLECTIVE = law("cn-coop"), law("cn-collective")
TODAY = date(2025, 12, 31)
MEETING = date(2025, 12, 20)
COLLECTIVE_DONE = DecisionRecord(
    "distribution", members=90, proposed_on=date(2025, 11, 20), discussed_on=date(2025, 11, 25),
    papers_open_on=date(2025, 12, 1), noticed_on=date(2025, 12, 9), meeting_on=MEETING, attended=60, votes_for=60,
    minutes=True, published_on=date(2025, 12, 21),
)  # fmt: skip
COOP_DONE = DecisionRecord(
    "distribution", members=30, votes=36, proposed_on=date(2025, 11, 20), papers_open_on=date(2025, 12, 4),
    noticed_on=date(2025, 12, 10), meeting_on=MEETING, attended=20, votes_for=19, minutes=True, notice_days=7,
)  # fmt: skip


def steps(record: DecisionRecord, numbers) -> dict[str, str]:
    """State by step."""
    return {step.name: step.state for step in decision_state(record, numbers, TODAY).steps}


def test_a_lawful_course_stands() -> None:
    """With every step as the law asks a decision stands from its last step on; a cooperative need not publish."""
    for record, numbers, day in (
        (COLLECTIVE_DONE, COLLECTIVE, date(2025, 12, 21)),
        (COOP_DONE, COOP, MEETING),
    ):
        state = decision_state(record, numbers, TODAY)
        assert set(steps(record, numbers).values()) == {"done"}, state.steps
        assert (state.stands, state.missing, state.in_force_from) == (Truth.YES, (), day)
    assert "publicity" not in steps(COOP_DONE, COOP)
    assert "discussion" not in steps(COOP_DONE, COOP)


@pytest.mark.parametrize(
    ("changed", "step", "basis"),
    [
        ({"noticed_on": date(2025, 12, 11)}, "meeting", "cn-collective:27-1"),
        ({"papers_open_on": date(2025, 12, 11)}, "meeting", "cn-collective:46"),
        ({"attended": 59}, "meeting", "cn-collective:27-1"),
        ({"votes_for": 59}, "vote", "cn-collective:27-3"),
        ({"votes_for": 91}, "vote", "cn-collective:27-3"),
        ({"discussed_on": date(2025, 12, 21)}, "discussion", "cn-collective:26-2"),
        ({"published_on": date(2025, 12, 19)}, "publicity", "cn-collective:45"),
    ],
)
def test_a_step_against_the_law_is_named_with_its_clause(changed: dict, step: str, basis: str) -> None:
    """A day or a vote short breaks the step it belongs to, with the clause that asks for it."""
    state = decision_state(replace(COLLECTIVE_DONE, **changed), COLLECTIVE, TODAY)
    assert (state.stands, state.in_force_from) == (Truth.NO, None)
    assert [(one.name, one.basis) for one in state.broken] == [(step, basis)]


def test_majorities_are_of_all_votes_not_of_those_present() -> None:
    """Of 36 votes 18 are no majority and 19 are; the charter wants 24; a collective's share is of all its members."""
    assert steps(replace(COOP_DONE, votes_for=18), COOP)["vote"] == "broken"
    charter = replace(COOP_DONE, matter="charter")
    assert steps(replace(charter, votes_for=23), COOP)["vote"] == "broken"
    assert steps(replace(charter, votes_for=24), COOP)["vote"] == "done"
    outsiders = replace(COLLECTIVE_DONE, matter="outsiders_share")
    assert steps(replace(outsiders, votes_for=67, attended=70), COLLECTIVE)["vote"] == "broken"
    assert steps(replace(outsiders, votes_for=68, attended=70), COLLECTIVE)["vote"] == "done"


def test_what_is_missing_and_the_earliest_days() -> None:
    """From a proposal alone: papers and notice at once, the assembly after ten whole days; nothing stands yet."""
    state = decision_state(DecisionRecord("distribution", members=90, proposed_on=TODAY), COLLECTIVE, TODAY)
    assert [step.name for step in state.missing] == [
        "discussion", "papers", "notice", "meeting", "vote", "minutes", "publicity",
    ]  # fmt: skip
    earliest = {step.name: step.earliest for step in state.steps}
    assert earliest["notice"] == TODAY
    assert earliest["meeting"] == TODAY + timedelta(days=11)
    assert (state.stands, state.in_force_from) == (Truth.UNKNOWN, None)


def test_a_number_left_to_the_charter_keeps_the_day_open() -> None:
    """Without the charter's days of notice no earliest day is told, the meeting stays unjudged; papers count alone."""
    unknown = replace(COOP_DONE, notice_days=None)
    state = decision_state(unknown, COOP, TODAY)
    (meeting,) = [step for step in state.steps if step.name == "meeting"]
    assert (meeting.state, meeting.earliest, state.stands) == ("unknown", None, Truth.UNKNOWN)
    assert steps(replace(unknown, papers_open_on=date(2025, 12, 6)), COOP)["meeting"] == "broken"


def test_one_day_short_is_a_matter_of_counting_and_told_as_such() -> None:
    """Ten days before may be read with or without the day of the notice: the day between is unknown, not broken."""
    state = decision_state(replace(COLLECTIVE_DONE, noticed_on=date(2025, 12, 10)), COLLECTIVE, TODAY)
    assert [(step.name, step.earliest) for step in state.missing] == [("meeting", date(2025, 12, 21))]
    assert state.stands is Truth.UNKNOWN


def test_a_charter_may_ask_for_more_days_never_for_fewer() -> None:
    """Where the law has a number the charter's counts only if it is longer."""
    assert steps(replace(COLLECTIVE_DONE, notice_days=3), COLLECTIVE)["meeting"] == "done"
    short = replace(COLLECTIVE_DONE, notice_days=3, noticed_on=date(2025, 12, 15))
    assert steps(short, COLLECTIVE)["meeting"] == "broken"
    assert steps(replace(COLLECTIVE_DONE, notice_days=20), COLLECTIVE)["meeting"] == "broken"


def test_a_misspelt_matter_is_refused() -> None:
    """A matter nobody knows would skip the opening of papers; it is refused with those there are."""
    with pytest.raises(MutongError, match="distribution") as refused:
        decision_state(replace(COOP_DONE, matter="distributon"), COOP, TODAY)
    assert refused.value.code == "unknown_matter"


def test_a_matter_without_accounts_needs_no_opening_of_papers() -> None:
    """An investment is decided without the fifteen days that a plan of distribution lies open."""
    assert "papers" not in steps(replace(COOP_DONE, matter="investment", papers_open_on=None), COOP)


@given(st.integers(1, 500), st.fractions(0, 1, max_denominator=20), st.sampled_from(["above", "at_least"]))
def test_needed_votes_are_the_fewest_that_reach(every, share, bound) -> None:
    """The number told as needed reaches the share, and one less does not."""
    wanted = needed_votes(every, share, bound)
    assert reached(wanted, every, share, bound)
    assert not reached(wanted - 1, every, share, bound)


@given(st.integers(0, 90), st.integers(0, 90))
def test_more_consent_never_makes_a_decision_fall(fewer, more) -> None:
    """The answer rises with the votes for it, all else the same."""
    low, high = sorted((fewer, more))
    found = [
        decision_state(replace(COLLECTIVE_DONE, votes_for=v), COLLECTIVE, TODAY).stands for v in (low, high)
    ]
    assert found[0] <= found[1]
