"""Area x role: each right is held by some posts here, and refused to every other and elsewhere."""

import pytest

from mutong.records.access import (
    AccessDenied,
    check_area,
    check_subject,
    load_viewer,
    rights,
    system_viewer,
)
from mutong.records.actions.move_clock import set_clock
from mutong.records.audit.models import AuditLine
from mutong.records.reads.households import access_household
from mutong.records.register.models import Account, Roster
from tests.records.small_register import GRID_ONE, GRID_TWO, POSTS, PURPOSE, START, viewer_of

pytestmark = pytest.mark.database
IN_HERE = {post for post, _, area, _ in POSTS if GRID_ONE.startswith(area)}


@pytest.mark.parametrize("right", sorted(rights()))
def test_a_right_is_held_by_its_posts_in_their_area_only(register: None, right: str) -> None:
    """Whoever rights.csv names passes over one household of their area, and no other post does, right by right."""
    kinds = rights()[right].own_area
    for post, kind, _, _ in POSTS:
        viewer = viewer_of(post)
        allowed = post in IN_HERE and (kind in kinds or "everyone" in kinds)
        if allowed:
            assert check_subject(viewer, right, "household", "H1", PURPOSE).post_id == post
        else:
            with pytest.raises(AccessDenied):
                check_subject(viewer, right, "household", "H1", PURPOSE)
    check_subject(system_viewer(), right, "household", "H1", PURPOSE)


def test_a_smaller_area_never_gives_the_larger(register: None) -> None:
    """A right over a grid is no right over the community that holds it; the other way round it is."""
    worker, secretary = viewer_of("GW1"), viewer_of("SEC")
    assert check_area(worker, "read_household", GRID_ONE, PURPOSE).post_id == "GW1"
    assert check_area(secretary, "read_household", GRID_ONE, PURPOSE).post_id == "SEC"
    for area in (GRID_TWO, "140109901001", "14", "0"):
        with pytest.raises(AccessDenied):
            check_area(worker, "read_household", area, PURPOSE)


def test_a_refusal_says_what_to_do_and_is_on_record(register: None) -> None:
    """Another area's household: words in both languages that name the viewer's own posts, and one refused line."""
    with pytest.raises(AccessDenied) as refused:
        access_household(viewer_of("GW9"), "H1", PURPOSE)
    assert "GW9" in refused.value.words.zh and "on record" in refused.value.words.en
    line = AuditLine.objects.order_by("-number").first()
    assert (line.actor, line.action, line.outcome, line.count) == ("gw9", "read_household", "refused", 0)
    assert access_household(viewer_of("GW1"), "H1", PURPOSE).household_id == "H1"


def test_a_household_that_is_not_there_is_refused_in_the_same_words(register: None) -> None:
    """A refusal does not tell whether a record of another area exists."""
    said = []
    for household in ("H1", "no-such-household"):
        with pytest.raises(AccessDenied) as refused:
            access_household(viewer_of("GW9"), household, PURPOSE)
        said.append(refused.value.words)
    assert said[0] == said[1]


def test_rights_end_with_the_roster(register: None) -> None:
    """Whoever no longer fills the post at this moment holds nothing; an account that was closed neither."""
    assert viewer_of("GW1").may("read_household", GRID_ONE)
    Roster.objects.filter(post_id="GW1").update(to_at=START)
    assert viewer_of("GW1").holdings == ()
    assert viewer_of("GW2").may("read_household", GRID_TWO)
    account = Account.objects.get(username="gw2")
    account.is_active = False
    assert load_viewer(account).holdings == ()


def test_a_duty_opens_its_subject_until_it_is_over(register: None) -> None:
    """A transport lead reads the person whom a running duty is about, not before and not after."""
    from mutong.records.duties.models import Duty
    from tests.records.test_duty_actions import give_out

    lead = viewer_of("TRT")
    with pytest.raises(AccessDenied):
        check_subject(lead, "read_health", "person", "P1", PURPOSE)
    (duty_id,) = give_out("move", "P1", "TRT")
    assert check_subject(lead, "read_health", "person", "P1", PURPOSE).post_id == "TRT"
    with pytest.raises(AccessDenied):
        check_subject(viewer_of("CTR"), "read_health", "person", "P1", PURPOSE)
    Duty.objects.filter(pk=duty_id).update(state="done")
    with pytest.raises(AccessDenied):
        check_subject(lead, "read_health", "person", "P1", PURPOSE)


def test_nothing_is_read_without_a_purpose(register: None) -> None:
    """An empty purpose is refused with words, and with one the same reading works."""
    from mutong.kernel.errors import MutongError

    with pytest.raises(MutongError, match="without a purpose"):
        access_household(viewer_of("GW1"), "H1", " ")
    assert access_household(viewer_of("GW1"), "H1", PURPOSE)


def test_a_misspelt_right_never_passes(register: None) -> None:
    """A right that rights.csv lacks is an error of the program, even for the system."""
    with pytest.raises(KeyError):
        check_area(system_viewer(), "read_everything", GRID_ONE, PURPOSE)


def test_an_action_is_refused_and_done_by_the_same_call(register: None) -> None:
    """The clock moves for the county lead and stands for the grid worker."""
    from datetime import timedelta

    from mutong.kernel import clock

    before = clock.now()
    later = before + timedelta(hours=2)
    with pytest.raises(AccessDenied):
        set_clock(viewer_of("GW1"), later, purpose=PURPOSE)
    assert clock.now() == before
    assert set_clock(viewer_of("CLD"), later, purpose=PURPOSE) == later == clock.now()
