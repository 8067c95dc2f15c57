"""One person under two records on the way between two areas: one hand-over, one home, one place where steps count."""

import pytest

from mutong.kernel import clock
from mutong.records.access import system_viewer
from mutong.records.duties.models import Duty, HandOver
from mutong.records.reads.handover_rows import hand_overs_of, held_areas, homes_of
from mutong.records.register.models import SamePerson
from mutong.workflows import handovers
from mutong.workflows.obligations import oblige
from tests.records.small_register import OTHER_GRID, PURPOSE, fill_register
from tests.workflows.handed_people import (
    FAR,
    HERE,
    THERE,
    hand_over_of,
    land,
    list_contact,
    post_viewer,
    settle_the_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    fill_register()
    settle_the_world()
    land("people", [{"person_id": "K0", "name": "协甲"}])


def say_same() -> None:
    """K1 is another record of K0, who has no home of their own on record."""
    SamePerson.objects.create(
        person_id="K1",
        same_as_id="K0",
        verdict="same",
        basis="核实",
        decided_at=clock.now(),
        decided_by="CDC",
    )
    oblige(system_viewer("test"), "person", ["K0", "K1"], purpose=PURPOSE)


def owed(person: str) -> set[tuple[str, str]]:
    """Step and post of what is owed about a record."""
    rows = Duty.objects.filter(subject_id=person, state__in=("open", "acknowledged"), protocol="hand_over")
    return set(rows.values_list("step", "post_id"))


def test_the_hand_over_of_one_record_is_the_person_s() -> None:
    """Sent under one record, then decided: the kept record is in that hand, and no second hand-over is made."""
    list_contact("K1")
    say_same()

    assert held_areas(["K0"])["K0"].area_code == THERE
    assert [(row.hand_over_id, row.person_id) for row in hand_overs_of(["K0"])] == [
        (hand_over_of("K1").pk, "K0")
    ]
    assert owed("K0") == {("hand_over", "CDC9")} and owed("K1") == set()

    list_contact("K0", number=2)
    assert HandOver.objects.count() == 1
    handovers.acknowledge(post_viewer("CDC9"), [hand_over_of("K1").pk], purpose=PURPOSE)
    list_contact("K0", number=3)
    assert HandOver.objects.count() == 1 and hand_over_of("K1").state == "sent"
    assert owed("K0") == {("hand_over", "CDC9")}


def test_the_home_of_any_record_is_the_person_s() -> None:
    """The kept record has no home, the other has: the person goes there and nobody has to look for a home."""
    assert homes_of(["K0"]) == {}
    say_same()
    assert homes_of(["K0", "K1"]) == {"K0": OTHER_GRID, "K1": OTHER_GRID}

    list_contact("K0")

    assert (hand_over_of("K0").state, hand_over_of("K0").to_area) == ("sent", THERE)


def test_duties_lie_where_the_person_was_passed_on_to() -> None:
    """Passed on under the other record, everything about the person is counted in the third county."""
    list_contact("K1")
    say_same()
    handovers.pass_on(post_viewer("CDC9"), [hand_over_of("K1").pk], FAR, "住在丁区", purpose=PURPOSE)

    areas = Duty.objects.filter(subject_id="K0", state="open").values_list("area_code", flat=True)
    assert set(areas) == {FAR}
    assert hand_over_of("K1").from_area == HERE
