"""Who sees what of hand-overs and letters: by the area, by the post that holds somebody, by the right to a number."""

import pytest

from mutong.records.access import AccessDenied
from mutong.records.actions import write_letter as letters
from mutong.records.audit.models import AuditLine
from mutong.records.duties.models import HandOver, HandOverLetter
from mutong.records.encryption import index_of
from mutong.records.reads.handover_letters import access_letter, letters_to_write, rights_missing
from mutong.records.reads.handovers import Wanted, access_handover, list_handovers, waiting_handovers
from mutong.records.register.models import Person
from tests.records.small_register import PURPOSE, fill_register
from tests.workflows.handed_people import hand_over_of, list_contact, post_viewer, settle_the_world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NUMBER = "110101199302030014"


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    fill_register()
    settle_the_world()


def test_who_holds_somebody_sees_that_line_and_no_other() -> None:
    """A post with no right over any area sees what lies in its own hand, as long as it does."""
    list_contact("K1")
    list_contact("K3")
    pk, other = hand_over_of("K1").pk, hand_over_of("K3").pk
    HandOver.objects.filter(pk=pk).update(holder_post="GW9")
    viewer = post_viewer("GW9")

    assert [row.hand_over_id for row in list_handovers(viewer, Wanted(), (), PURPOSE)[0]] == [pk]
    assert access_handover(viewer, pk, (), PURPOSE)[0].hand_over_id == pk
    assert access_handover(viewer, other, (), PURPOSE) is None
    assert waiting_handovers(viewer) == (1, 0)

    HandOver.objects.filter(pk=pk).update(holder_post="CDC9")
    assert waiting_handovers(viewer) == (0, 0)
    with pytest.raises(AccessDenied):
        list_handovers(viewer, Wanted(), (), PURPOSE)
    with pytest.raises(AccessDenied):
        list_handovers(post_viewer("GW2"), Wanted(), (), PURPOSE)


def test_a_letter_shows_resident_numbers_only_to_who_may_read_them() -> None:
    """Disease control may not, the investigator may; the phone both; the missing right is named."""
    Person.objects.filter(pk="K3").update(id_number=NUMBER, id_number_index=index_of(NUMBER))
    list_contact("K3")
    officer, investigator = post_viewer("CDC"), post_viewer("INV")
    (group,) = letters_to_write(officer, PURPOSE)
    letter_id = letters.write_letter(officer, group.ids, "1", None, purpose=PURPOSE)

    letter, (person,) = access_letter(officer, letter_id, PURPOSE)
    assert (person.id_number, person.phone) == (None, "12000000003")
    assert [right.name for right in rights_missing(officer, letter)] == ["read_id_number"]
    letter, (person,) = access_letter(investigator, letter_id, PURPOSE)
    assert (person.id_number, person.phone) == (NUMBER, "12000000003")
    assert rights_missing(investigator, letter) == ()
    assert AuditLine.objects.filter(action="read_letter").count() == 2


def test_a_letter_s_id_hangs_on_no_count() -> None:
    """Two that are written at once count the same letters before them: their ids differ all the same."""
    list_contact("K3")
    officer = post_viewer("CDC")
    (group,) = letters_to_write(officer, PURPOSE)
    first = letters.write_letter(officer, group.ids, "1", None, purpose=PURPOSE)
    HandOver.objects.update(letter=None)
    HandOverLetter.objects.filter(pk=first).update(from_area="1")

    second = letters.write_letter(officer, group.ids, "1", None, purpose=PURPOSE)
    assert second != first and HandOverLetter.objects.count() == 2
