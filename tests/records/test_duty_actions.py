"""Duties: made once, changed only by compare-and-set, every change a transition."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.step import Step
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.act_on_duty import acknowledge_duty, cancel_duty, close_duty
from mutong.records.actions.create_duties import NewDuty, create_duties
from mutong.records.actions.duty_changes import set_state
from mutong.records.actions.end_duties import complete_duties, supersede_duties
from mutong.records.actions.record_event import record_event
from mutong.records.actions.redate_duties import redate_duties
from mutong.records.actions.report_up import report_up
from mutong.records.duties.models import Duty, DutyTransition
from mutong.records.reads.duty_lists import (
    access_duty,
    count_duties,
    overdue_duties,
    today_duties,
    visible_duties,
)
from tests.records.small_register import GRID_ONE, GRID_TWO, PURPOSE, viewer_of

pytestmark = pytest.mark.database


def step_of(kind: str, person: str, due_at: datetime | None = None, anchor: str = "E1") -> Step:
    """A step of a made-up protocol about a person."""
    return Step(
        pack="made-up", protocol="watch", step=kind, kind=kind, subject_kind="person", subject_id=person,
        anchor=anchor, post_kind="grid_worker", words=Words("做", "do"), basis="made-up:1",
        closed_by=("seen",), due_at=due_at, limit_null="" if due_at else "hours",
    )  # fmt: skip


def give_out(kind: str, person: str, post: str, due_at: datetime | None = None) -> list[str]:
    """One duty about a person of grid one."""
    new = NewDuty(step_of(kind, person, due_at), GRID_ONE, post)
    return create_duties(system_viewer(), [new], purpose=PURPOSE)


def changes_of(duty_id: str) -> list[str]:
    """The transitions of a duty, in order."""
    return list(
        DutyTransition.objects.filter(duty_id=duty_id).order_by("id").values_list("change", flat=True)
    )


def test_a_second_run_makes_no_second_duty(register: None) -> None:
    """The same step twice, in one call or in two, is one duty with one transition (T11)."""
    step = NewDuty(step_of("visit", "P1"), GRID_ONE, "GW1")
    first = create_duties(system_viewer(), [step, step], purpose=PURPOSE)
    assert len(first) == 1
    assert create_duties(system_viewer(), [step], purpose=PURPOSE) == []
    assert changes_of(first[0]) == ["created"]


def test_a_superseded_step_that_is_expected_again_is_a_new_duty(register: None) -> None:
    """After superseding, the same step makes one new duty; after closing it makes none."""
    (first,) = give_out("visit", "P1", "GW1")
    assert supersede_duties(system_viewer(), [(first, "")], purpose=PURPOSE) == 1
    (second,) = give_out("visit", "P1", "GW1")
    assert second != first
    assert complete_duties(system_viewer(), [(second, clock.now(), "E5")], purpose=PURPOSE) == 1
    assert give_out("visit", "P1", "GW1") == []


def test_only_the_post_that_owes_it_closes_a_duty(register: None) -> None:
    """Another grid's worker and the owing grid's own lead are refused; the post closes it with an event that fits."""
    (duty_id,) = give_out("visit", "P1", "GW1")
    event_id = record_event(
        viewer_of("GW1"), subject_kind="person", subject_id="P1", kind="seen", at=clock.now(),
        source="visit", purpose=PURPOSE,
    )  # fmt: skip
    for other in ("GW2", "SEC", "CLD"):
        with pytest.raises(AccessDenied):
            close_duty(viewer_of(other), duty_id, event_id, purpose=PURPOSE)
    close_duty(viewer_of("GW1"), duty_id, event_id, purpose=PURPOSE)
    duty = Duty.objects.get(pk=duty_id)
    assert (duty.state, duty.evidence, duty.closed_at) == ("done", event_id, clock.now())
    assert changes_of(duty_id) == ["created", "done"]


def test_a_duty_takes_evidence_that_fulfils_it(register: None) -> None:
    """An event of another kind or another person is no evidence, and the error names what is wanted."""
    (duty_id,) = give_out("visit", "P1", "GW1")
    worker = viewer_of("GW1")
    details = {"at": clock.now(), "source": "visit", "purpose": PURPOSE}
    other_kind = record_event(worker, subject_kind="person", subject_id="P1", kind="phoned", **details)
    other_person = record_event(worker, subject_kind="person", subject_id="P2", kind="seen", **details)
    for wrong in (other_kind, other_person, "no-such-event"):
        with pytest.raises(MutongError) as refused:
            close_duty(worker, duty_id, wrong, purpose=PURPOSE)
        assert refused.value.code == "wrong_evidence" and "seen" in refused.value.words.en
    assert Duty.objects.get(pk=duty_id).state == "open"


def test_acknowledging_is_once_and_closing_is_final(register: None) -> None:
    """A second acknowledgement changes nothing; a cancelled duty takes no more changes and says so."""
    (duty_id,) = give_out("visit", "P1", "GW1")
    worker = viewer_of("GW1")
    acknowledge_duty(worker, duty_id, purpose=PURPOSE)
    acknowledge_duty(worker, duty_id, purpose=PURPOSE)
    cancel_duty(worker, duty_id, "moved away", purpose=PURPOSE)
    assert changes_of(duty_id) == ["created", "acknowledged", "cancelled"]
    with pytest.raises(MutongError) as refused:
        acknowledge_duty(worker, duty_id, purpose=PURPOSE)
    assert refused.value.code == "duty_is_closed" and "cancelled" in refused.value.words.en


def test_of_two_who_change_a_duty_one_wins(register: None) -> None:
    """Compare and set: who comes second changes nothing and leaves no transition."""
    (duty_id,) = give_out("visit", "P1", "GW1")
    viewer = system_viewer()
    assert set_state(viewer, duty_id, "done", "done", closed_at=clock.now())
    assert not set_state(viewer, duty_id, "superseded", "superseded", closed_at=clock.now())
    assert changes_of(duty_id) == ["created", "done"]


def test_a_new_limit_is_written_with_the_old_one(register: None) -> None:
    """Re-dating keeps both limits in the transition and leaves a closed duty alone."""
    soon, later = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=5)
    (duty_id,) = give_out("visit", "P1", "GW1", soon)
    assert redate_duties(system_viewer(), [(duty_id, step_of("visit", "P1", later))], purpose=PURPOSE) == 1
    last = DutyTransition.objects.order_by("-id").first()
    assert (last.change, last.from_due_at, last.to_due_at) == ("redated", soon, later)
    complete_duties(system_viewer(), [(duty_id, clock.now(), "")], purpose=PURPOSE)
    assert redate_duties(system_viewer(), [(duty_id, step_of("visit", "P1", soon))], purpose=PURPOSE) == 0


def test_a_transition_cannot_be_changed(register: None) -> None:
    """The database refuses to update or delete what became of a duty."""
    give_out("visit", "P1", "GW1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DutyTransition.objects.update(change="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DutyTransition.objects.all().delete()


def test_a_level_is_told_once(register: None) -> None:
    """The same report twice is one report; the next level is another; the assignee stays."""
    (duty_id,) = give_out("visit", "P1", "GW1", clock.now())
    told = [(duty_id, 1, "SEC")]
    assert report_up(system_viewer(), told, purpose=PURPOSE) == 1
    assert report_up(system_viewer(), [*told, (duty_id, 2, "TLD")], purpose=PURPOSE) == 1
    listed, _ = access_duty(viewer_of("SEC"), duty_id, PURPOSE)
    assert listed.reported_to == (1, 2) and listed.duty.post_id == "GW1"


def test_lists_show_whoever_fills_the_post_and_the_door(register: None) -> None:
    """Today holds the own post's duties with the home as door and the worker's name; other posts' Today is empty."""
    (duty_id,) = give_out("visit", "P1", "GW1")
    (listed,) = today_duties(viewer_of("GW1"))
    assert (listed.duty.duty_id, listed.duty.door, listed.door_name) == (
        duty_id,
        "household:H1",
        "一号楼101",
    )
    assert (listed.assignee_id, listed.assignee, listed.subject_name) == ("W1", "岗W1", "试甲")
    assert today_duties(viewer_of("GW2")) == ()


def test_an_area_sees_its_own_duties_only(register: None) -> None:
    """A lead lists and counts the area's duties; another county's list stays empty, and asking for ours is refused."""
    give_out("visit", "P1", "GW1", clock.now())
    give_out("call", "P1", "GW1")
    for post in ("SEC", "TLD", "CLD", "PLD"):
        listed, total = visible_duties(viewer_of(post), PURPOSE)
        assert (len(listed), total) == (2, 2)
    assert visible_duties(viewer_of("INV9"), PURPOSE) == ((), 0)
    with pytest.raises(AccessDenied):
        visible_duties(viewer_of("GW2"), PURPOSE, area_code=GRID_ONE)
    assert visible_duties(viewer_of("GW2"), PURPOSE) == ((), 0)
    assert [d.kind for d in overdue_duties()] == ["visit"]
    counts = count_duties(viewer_of("CLD"), "140109", PURPOSE)
    assert (counts[GRID_ONE].running, counts[GRID_ONE].overdue, counts[GRID_ONE].no_limit) == (2, 1, 1)
    with pytest.raises(AccessDenied):
        count_duties(viewer_of("GW1"), GRID_TWO, PURPOSE)
