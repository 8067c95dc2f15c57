"""A contact elsewhere from the listing to the first duty done there, and everything that may go another way."""

import pytest

from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied
from mutong.records.duties.models import Duty, HandOver, HandOverStep
from mutong.records.register.models import Event, Person
from mutong.workflows import handovers
from tests.records.small_register import PURPOSE, fill_register
from tests.workflows.handed_people import (
    FAR,
    HERE,
    OUTSIDE,
    THERE,
    hand_over_of,
    list_contact,
    post_viewer,
    settle_the_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    fill_register()
    settle_the_world()


def open_steps(person: str) -> dict[str, str]:
    """Step -> post of what is owed now about a person, as far as it is the hand-over."""
    rows = Duty.objects.filter(subject_id=person, state="open", protocol="hand_over")
    return dict(rows.values_list("step", "post_id"))


def test_a_contact_elsewhere_is_owed_by_the_post_there_and_acknowledged_once():
    """Listed, the other county's disease control owes the answer; acknowledged, nothing is owed; run twice = once."""
    list_contact("K1")
    list_contact("K1")
    sent = hand_over_of("K1")

    assert (sent.state, sent.from_area, sent.to_area, sent.holder_post) == ("sent", HERE, THERE, "CDC9")
    assert open_steps("K1") == {"hand_over": "CDC9"}
    assert HandOverStep.objects.filter(handover=sent).count() == 1

    handovers.acknowledge(post_viewer("CDC9"), [sent.pk], purpose=PURPOSE)
    handovers.acknowledge(post_viewer("CDC9"), [sent.pk], purpose=PURPOSE)

    assert hand_over_of("K1").state == "acknowledged"
    steps = HandOverStep.objects.filter(handover=sent).order_by("pk")
    assert list(steps.values_list("change", flat=True)) == ["send", "acknowledge"]
    assert open_steps("K1") == {}
    assert Event.objects.filter(subject_id="K1", kind="hand_over_acknowledged").count() == 1
    assert Duty.objects.get(subject_id="K1", protocol="hand_over").state == "done"


def test_a_returned_contact_is_the_sender_s_until_it_is_sent_on():
    """Returned, the sender owes it and everything about the person; sent on, the third county does."""
    list_contact("K1")
    sent = hand_over_of("K1")
    there = set(Duty.objects.filter(subject_id="K1", state="open").values_list("area_code", flat=True))

    handovers.give_back(post_viewer("CDC9"), [sent.pk], "查无此人", purpose=PURPOSE)
    back = hand_over_of("K1")
    held = set(Duty.objects.filter(subject_id="K1", state="open").values_list("area_code", flat=True))
    owed = open_steps("K1")
    handovers.send_on(post_viewer("CDC"), [sent.pk], FAR, "问到了住址", purpose=PURPOSE)
    onward = hand_over_of("K1")

    assert all(code.startswith(THERE) for code in there)
    assert (back.state, back.holder_area, back.reason) == ("returned", HERE, "查无此人")
    assert held == {HERE}
    assert owed == {"send_again": "CDC"}
    assert (onward.state, onward.to_area, onward.holder_post) == ("sent", FAR, "CDC8")
    assert open_steps("K1") == {"hand_over": "CDC8"}
    assert set(Duty.objects.filter(subject_id="K1", state="open").values_list("area_code", flat=True)) == {
        FAR
    }


def test_the_receiver_who_knows_the_right_area_passes_it_on_at_once():
    """The county in between owes nothing more; whoever took the person over first answers for passing it on."""
    list_contact("K1")
    list_contact("K2")
    first, second = hand_over_of("K1"), hand_over_of("K2")
    there = post_viewer("CDC9")

    handovers.pass_on(there, [first.pk], FAR, "住在丁区", purpose=PURPOSE)
    handovers.acknowledge(there, [second.pk], purpose=PURPOSE)
    handovers.pass_on(there, [second.pk], FAR, "已搬到丁区", purpose=PURPOSE)

    assert (hand_over_of("K1").from_area, hand_over_of("K2").from_area) == (HERE, THERE)
    assert open_steps("K1") == open_steps("K2") == {"hand_over": "CDC8"}
    assert not Duty.objects.filter(post_id="CDC9", state="open").exists()
    with pytest.raises(MutongError, match="in that area already"):
        handovers.pass_on(post_viewer("CDC8"), [first.pk], FAR, "同一地", purpose=PURPOSE)


def test_withdrawn_and_sent_again():
    """Withdrawn, nobody owes the hand-over; restored, it is owed anew; a withdrawal needs its reason."""
    list_contact("K1")
    sent = hand_over_of("K1")
    here = post_viewer("CDC")

    with pytest.raises(MutongError, match="Give a reason"):
        handovers.withdraw(here, [sent.pk], " ", purpose=PURPOSE)
    handovers.withdraw(here, [sent.pk], "判定有误", purpose=PURPOSE)
    withdrawn = hand_over_of("K1")
    owed = open_steps("K1")
    handovers.restore(here, [sent.pk], purpose=PURPOSE)

    assert (withdrawn.state, owed) == ("withdrawn", {})
    assert open_steps("K1") == {"hand_over": "CDC9"}


def test_without_a_home_the_sender_owes_the_search_and_everything_else():
    """Nobody knows where the contact lives: the case's county holds the person until the register learns the home."""
    list_contact("K4")
    lost = hand_over_of("K4")
    owed = open_steps("K4")
    elsewhere = Duty.objects.filter(subject_id="K4", state="open").exclude(area_code=HERE)

    assert (lost.state, lost.holder_post, owed) == ("unplaced", "INV", {"find_home": "INV"})
    assert not elsewhere.exists()
    assert Duty.objects.filter(subject_id="K4", state="open").count() > 1

    Person.objects.filter(pk="K4").update(area_code="140105901001001")
    list_contact("K4")

    assert (hand_over_of("K4").state, open_steps("K4")) == ("sent", {"hand_over": "CDC9"})


def test_a_moved_contact_goes_to_the_new_county():
    """When the register's address changes, the person is handed on; the duties are the new county's."""
    list_contact("K1")
    handovers.acknowledge(post_viewer("CDC9"), [hand_over_of("K1").pk], purpose=PURPOSE)
    Person.objects.filter(pk="K1").update(area_code=FAR)

    list_contact("K1")

    moved = hand_over_of("K1")
    assert (moved.state, moved.from_area, moved.to_area) == ("sent", THERE, FAR)
    assert open_steps("K1") == {"hand_over": "CDC8"}


def test_where_no_post_is_a_letter_is_owed():
    """Another province has no post here: the sender owes the letter, and nobody here owes the rest."""
    list_contact("K3")
    out = hand_over_of("K3")

    assert (out.state, out.to_area, out.holder_post) == ("letter_due", OUTSIDE, "CDC")
    assert open_steps("K3") == {"letter": "CDC"}
    assert set(Duty.objects.filter(subject_id="K3", state="open").values_list("protocol", flat=True)) == {
        "hand_over"
    }


def test_the_other_side_is_refused():
    """A county neither sending nor receiving may do nothing; no side does the other's acts."""
    list_contact("K1")
    pk = hand_over_of("K1").pk
    for post, act in (("CDC8", handovers.acknowledge), ("CDC", handovers.acknowledge)):
        with pytest.raises(AccessDenied):
            act(post_viewer(post), [pk], purpose=PURPOSE)
    with pytest.raises(AccessDenied):
        handovers.withdraw(post_viewer("CDC9"), [pk], "不要了", purpose=PURPOSE)
    with pytest.raises(AccessDenied):
        handovers.acknowledge(post_viewer("GW9"), [pk], purpose=PURPOSE)
    assert HandOver.objects.get(pk=pk).state == "sent"
