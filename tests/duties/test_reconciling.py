"""Steps and duties brought together (T11)."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mutong.duties import Changes, duty_from_step, overdue, reconcile
from tests.duties.duty_worlds import NOW, a_duty, a_step, at, write_down


def test_a_step_becomes_one_duty_however_often_it_is_expected() -> None:
    """The first run creates a duty with the step's dates, basis and choices; the second changes nothing."""
    step = a_step(not_before=NOW, due_at=at("2022-09-01 00:00"), choices_used=("day_one",))

    first = reconcile([step, step], [], NOW)
    duties = write_down(first, ())

    assert first == Changes(create=(step,))
    assert (duties[0].due_at, duties[0].basis, duties[0].choices_used) == (
        at("2022-09-01 00:00"),
        "made-up:art1",
        ("day_one",),
    )
    assert not reconcile([step], duties, NOW)


def test_what_an_event_has_fulfilled_closes_its_duty_and_makes_none() -> None:
    """A done step closes the open duty with its evidence and time; where no duty is open nothing is made."""
    done = a_step(done_at=at("2022-08-22 07:00"), done_event="E7")

    changes = reconcile([done], [a_duty()], NOW)

    assert [(c.duty.duty_id, c.at, c.evidence) for c in changes.done] == [
        ("D1", at("2022-08-22 07:00"), "E7")
    ]
    assert not reconcile([done], [], NOW)


def test_a_changed_limit_redates_the_duty_without_a_second_one() -> None:
    """When only the dates differ the duty keeps its identity, and its acknowledgement stays."""
    duty = a_duty(state="acknowledged", due_at=at("2022-08-22 20:00"))
    step = a_step(due_at=at("2022-08-23 00:00"))

    changes = reconcile([step], [duty], NOW)
    (after,) = write_down(changes, (duty,))

    assert [c.step.due_at for c in changes.redate] == [at("2022-08-23 00:00")]
    assert not (changes.create or changes.supersede)
    assert (after.state, after.due_at) == ("acknowledged", at("2022-08-23 00:00"))


def test_a_new_anchor_supersedes_the_old_duty_and_says_by_what() -> None:
    """After a restart the old test duty is superseded by the new one of the same step; an orphan by nothing."""
    old, orphan = a_duty("D1", anchor_event="x1"), a_duty("D2", step="other", anchor_event="x1")
    new = a_step(anchor="x2")

    changes = reconcile([new], [old, orphan], NOW)

    assert changes.create == (new,)
    assert {(c.duty.duty_id, c.by) for c in changes.supersede} == {("D1", new.identity), ("D2", "")}


def test_what_people_closed_or_gave_is_left_to_people() -> None:
    """A cancelled duty is not made again, a done one not reopened, one given by hand never superseded."""
    step = a_step()

    assert not reconcile([step], [a_duty(state="cancelled")], NOW)
    assert not reconcile([step], [a_duty(state="done")], NOW)
    assert not reconcile([], [a_duty(protocol="")], NOW)


def test_a_finding_that_comes_back_reopens_its_duty() -> None:
    """One identity is one duty: a superseded duty whose step is expected again is reopened, not doubled."""
    gone = a_duty(state="superseded", closed_at=NOW)

    changes = reconcile([a_step()], [gone], NOW)
    (after,) = write_down(changes, (gone,))

    assert [c.duty.duty_id for c in changes.reopen] == ["D1"] and not changes.create
    assert (after.state, after.closed_at) == ("open", None)


def test_an_open_duty_speaks_for_its_identity_before_a_closed_one() -> None:
    """When an old superseded row and an open one share an identity, nothing is made or reopened."""
    old, present = a_duty("D1", state="superseded"), a_duty("D2")

    assert not reconcile([a_step()], [old, present], NOW)
    assert not reconcile([a_step()], [present, old], NOW)


def test_overdue_begins_at_the_limit_and_never_without_one() -> None:
    """At 20:00 sharp a duty due by 20:00 is overdue; a closed one never is, nor one without a limit."""
    due = at("2022-08-22 20:00")

    assert not overdue(a_duty(due_at=due), due - timedelta(seconds=1))
    assert overdue(a_duty(due_at=due), due)
    assert not overdue(a_duty(due_at=due, state="done"), due + timedelta(days=1))
    assert not overdue(a_duty(), NOW + timedelta(days=999))


names = st.sampled_from(["test", "move", "notify", "visit"])
anchors = st.sampled_from(["x1", "x2", "x3"])
hours = st.one_of(st.none(), st.integers(0, 72))


@st.composite
def step_lists(draw):
    found = {}
    for name, anchor, due, done in draw(
        st.lists(st.tuples(names, anchors, hours, st.booleans()), max_size=10)
    ):
        step = a_step(
            name,
            anchor,
            due_at=None if due is None else NOW + timedelta(hours=due),
            done_at=NOW if done else None,
            done_event="E1" if done else "",
        )
        found[step.identity] = step
    return list(found.values())


@given(st.lists(step_lists(), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_running_twice_changes_nothing(history, random) -> None:
    """After any history of expectations a second run is empty, and what is open is exactly what is still owed."""
    duties = ()
    for steps in history:
        duties = write_down(reconcile(steps, duties, NOW), duties)
        shuffled = random.sample(steps, len(steps))

        assert not reconcile(shuffled, tuple(reversed(duties)), NOW)
        closed = {duty.identity for duty in duties if duty.state == "done"}
        owed = {step.identity for step in steps if step.done_at is None} - closed
        assert {duty.identity for duty in duties if duty.is_open} == owed


@given(step_lists())
def test_a_duty_has_the_identity_of_its_step(steps) -> None:
    """Step and duty agree on what they are, so that the two layers cannot drift apart."""
    for step in steps:
        assert duty_from_step(step, "D1", "14", "P1", NOW).identity == step.identity
