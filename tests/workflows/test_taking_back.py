"""A deed entered by mistake is taken back the same day: nothing is erased, and the duty is owed again."""

from datetime import timedelta

import pytest

from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.duties.models import Duty, DutyTransition
from mutong.records.register.models import Event, Roster
from mutong.workflows.clock_moves import advance
from mutong.workflows.closing import DutyDone, StopDeed, close_stop, take_back
from mutong.workflows.rounds import do_rounds
from tests.workflows.test_closing_a_stop import worker_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PURPOSE = "test"


def closed_visit(token: str) -> Duty:
    """A home visit that its worker has just closed."""
    duty = Duty.objects.filter(kind="home_visit", state="open").order_by("duty_id").first()
    close_stop(worker_of(duty.post_id), StopDeed(token, (DutyDone(duty.duty_id),)), purpose=PURPOSE)
    return duty


def test_a_visit_taken_back_is_owed_again_and_stays_on_record(sample):
    """The duty is open, the next round leaves it open, and both events and the transition can be read."""
    duty = closed_visit("undo-1")

    take_back(worker_of(duty.post_id), duty.duty_id, purpose=PURPOSE)
    do_rounds(force=True)

    duty.refresh_from_db()
    assert (duty.state, duty.evidence, duty.closed_at) == ("open", None, None)
    kinds = list(Event.objects.filter(duty_id=duty.duty_id).order_by("pk").values_list("kind", flat=True))
    assert sorted(kinds) == ["home_visit", "withdrawn"]
    assert DutyTransition.objects.filter(duty=duty, change="reopened").count() == 1


def test_it_can_be_done_after_all(sample):
    """Closed, taken back and closed again, the duty is done with the later event as evidence."""
    duty = closed_visit("undo-2")
    viewer = worker_of(duty.post_id)
    take_back(viewer, duty.duty_id, purpose=PURPOSE)

    again = close_stop(viewer, StopDeed("undo-3", (DutyDone(duty.duty_id),)), purpose=PURPOSE)
    do_rounds(force=True)

    duty.refresh_from_db()
    assert again.closed == 1
    assert (duty.state, duty.evidence) == ("done", f"undo-3:{duty.duty_id}")


def test_only_its_own_post_and_only_the_same_day(sample):
    """Another grid's worker is refused; the next day nobody takes it back any more; nothing changed."""
    duty = closed_visit("undo-4")
    other = Roster.objects.filter(post__kind="grid_worker").exclude(post_id=duty.post_id).first().post_id

    with pytest.raises(AccessDenied):
        take_back(worker_of(other), duty.duty_id, purpose=PURPOSE)
    advance(system_viewer("test"), timedelta(days=1), purpose=PURPOSE)
    with pytest.raises(MutongError) as refused:
        take_back(worker_of(duty.post_id), duty.duty_id, purpose=PURPOSE)

    duty.refresh_from_db()
    assert refused.value.code == "nothing_to_withdraw"
    assert duty.state == "done"
