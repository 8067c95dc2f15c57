"""Whatever happens in whatever order: each handed person has exactly one holder, or is counted as between hands."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mutong.duties.handovers import (
    ACKNOWLEDGED,
    ACTS,
    RUNNING,
    SENDER,
    STATES,
    acts_after,
    events_of,
    may_follow,
    state_when_sent,
)
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.records.access import system_viewer
from mutong.records.duties.models import Duty, HandOver, HandOverStep
from mutong.records.reads.handovers import count_handovers
from mutong.records.register.models import Event, Person, Roster
from mutong.workflows import handovers
from mutong.workflows.closing import DutyDone, StopDeed, close_stop
from mutong.workflows.rounds import do_rounds
from tests.records.small_register import OTHER_GRID, PURPOSE, START, fill_register
from tests.workflows.handed_people import (
    FAR,
    HERE,
    OUTSIDE,
    THERE,
    list_contact,
    move_clock,
    post_viewer,
    settle_the_world,
)

PEOPLE = ("K1", "K2", "K3", "K4")
HOMES = (OTHER_GRID, FAR, HERE, None)


class HandingOver(RuleBasedStateMachine):
    """Listings, acts of all posts, moves of home, empty posts, ticked-off duties, lists, rounds: in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        fill_register()
        settle_the_world()
        self.listings = 0
        self.system = system_viewer("test")

    def teardown(self) -> None:
        """Leave the register as it was."""
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_is_listed(self, person: str) -> None:
        """A further exposure of somebody."""
        self.listings += 1
        list_contact(person, number=self.listings)

    @precondition(lambda self: HandOver.objects.exists())
    @rule(
        act=st.sampled_from(("acknowledge", "return", "withdraw", "restore", "undo", "send_on", "pass_on")),
        area=st.sampled_from((THERE, FAR, OUTSIDE)),
        number=st.integers(0, 5),
    )
    def somebody_acts(self, act: str, area: str, number: int) -> None:
        """An act on one line, whether or not its state allows it: then nothing changes."""
        rows = list(HandOver.objects.order_by("pk"))
        row = rows[number % len(rows)]
        before, allowed = row.state, may_follow(act, row.state)
        doing = {
            "acknowledge": lambda ids: handovers.acknowledge(self.system, ids, purpose=PURPOSE),
            "return": lambda ids: handovers.give_back(self.system, ids, "退", purpose=PURPOSE),
            "withdraw": lambda ids: handovers.withdraw(self.system, ids, "撤", purpose=PURPOSE),
            "restore": lambda ids: handovers.restore(self.system, ids, purpose=PURPOSE),
            "undo": lambda ids: handovers.undo_acknowledgement(self.system, ids, "错", purpose=PURPOSE),
            "send_on": lambda ids: handovers.send_on(self.system, ids, area, "改", purpose=PURPOSE),
            "pass_on": lambda ids: handovers.pass_on(self.system, ids, area, "转", purpose=PURPOSE),
        }[act]
        try:
            done = doing([row.pk])
        except MutongError as refusal:
            assert refusal.code == "wrong_area"
            done = []
            allowed = False
        row.refresh_from_db()
        assert bool(done) == allowed
        assert allowed or row.state == before

    @rule(person=st.sampled_from(PEOPLE), home=st.sampled_from(HOMES))
    def somebody_moves(self, person: str, home: str | None) -> None:
        """The register learns another home; the next round brings it in line."""
        Person.objects.filter(pk=person).update(area_code=home)
        do_rounds(force=True)

    @rule(post=st.sampled_from(("CDC", "CDC9", "CDC8")), there=st.booleans())
    def a_post_is_left_or_filled(self, post: str, there: bool) -> None:
        """Whoever fills a post goes, or comes back."""
        Roster.objects.filter(post_id=post).update(from_at=START, to_at=None if there else clock.now())

    @precondition(lambda self: Duty.objects.filter(protocol="hand_over", state="open").exists())
    @rule(number=st.integers(0, 5))
    def a_duty_is_ticked_off(self, number: int) -> None:
        """A hand-over's duty is closed at the stop, by whatever deed the list offers first."""
        duties = list(Duty.objects.filter(protocol="hand_over", state="open").order_by("pk"))
        token = f"t{Event.objects.count()}"
        deed = StopDeed(token, (DutyDone(duties[number % len(duties)].duty_id),))
        close_stop(self.system, deed, purpose=PURPOSE)

    @rule(hours=st.sampled_from((1, 30)))
    def time_passes(self, hours: int) -> None:
        """And brings what it brings."""
        move_clock(hours)

    @invariant()
    def one_row_for_each_person_listed(self) -> None:
        """Nobody who was listed elsewhere is without a row, unless their home is the sending county itself."""
        listed = set(Event.objects.filter(kind="contact_elsewhere").values_list("subject_id", flat=True))
        handed = list(HandOver.objects.values_list("person_id", flat=True))
        assert len(handed) == len(set(handed))
        for person in listed - set(handed):
            assert (Person.objects.get(pk=person).area_code or "").startswith(HERE)

    @invariant()
    def each_is_in_one_hand_or_counted(self) -> None:
        """A running line has one holder and one duty of that post; with nobody on the post it is counted."""
        now, nobody = clock.now(), 0
        for row in HandOver.objects.filter(state__in=RUNNING):
            owed = Duty.objects.filter(
                subject_id=row.person_id, protocol="hand_over", state__in=("open", "acknowledged")
            )
            if row.state == ACKNOWLEDGED:
                assert not owed.exists()
            else:
                assert [duty.post_id for duty in owed] == [row.holder_post], row.state
                assert row.duty_id == owed[0].duty_id
            side = STATES[row.state].holder
            assert row.holder_area == (row.from_area if side == SENDER else row.to_area)
            manned = Roster.objects.filter(post_id=row.holder_post, from_at__lte=now).exclude(to_at__lte=now)
            nobody += not manned.exists()
        everywhere = post_viewer("PLD")
        counted = count_handovers(everywhere, "sender", PURPOSE)
        assert counted.nobody == nobody
        assert not Duty.objects.filter(
            protocol="hand_over",
            state="open",
            subject_id__in=HandOver.objects.exclude(state__in=RUNNING).values("person_id"),
        ).exists()

    @invariant()
    def every_state_has_its_step(self) -> None:
        """The present state is that of the last step; a step's event is there."""
        for row in HandOver.objects.all():
            last = HandOverStep.objects.filter(handover=row).order_by("-pk").first()
            assert last.state == row.state
            assert last.event_id is None or Event.objects.filter(pk=last.event_id).exists()


@pytest.fixture
def _database(db: None) -> Iterator[None]:
    yield


@pytest.mark.django_db
@pytest.mark.database
def test_each_handed_person_has_exactly_one_holder(_database) -> None:
    """The machine above, many times."""
    run_state_machine_as_test(
        HandingOver,
        settings=settings(
            max_examples=3,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A failing course is short enough to read; making it shorter takes minutes on a database.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )


def test_every_state_is_left_by_some_act_or_is_the_end() -> None:
    """From each running state some act leads on, from those in nobody's hand here none but sending again."""
    for name, state in STATES.items():
        assert bool(acts_after(name)) == (state.running or name == "withdrawn"), name
    for act in ACTS.values():
        assert set(act.before) <= set(STATES)
    assert {state_when_sent(known_area=a, has_post=p) for a in (True, False) for p in (True, False)} <= set(
        RUNNING
    )


def test_an_act_writes_what_closes_before_what_opens() -> None:
    """Passing on returns first, then leaves, then opens at the next; sending on leaves, then opens."""
    assert events_of("pass_on", "sent") == ("hand_over_returned", "hand_over_passed_on", "hand_over_sent")
    assert events_of("send_on", "letter_due") == ("hand_over_passed_on", "hand_over_letter_due")
    assert events_of("find", "found") == ()
