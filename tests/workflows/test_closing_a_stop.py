"""One stop at one door: the test, the visit and the answer close together, and the next screen sees them."""

from datetime import timedelta

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied, load_viewer, system_viewer
from mutong.records.assistance.models import Finding
from mutong.records.duties.models import Duty, Report
from mutong.records.register.models import Account, Event, Fact, Membership, Roster
from mutong.workflows.clock_moves import advance
from mutong.workflows.closing import DutyDone, FactAnswer, StopDeed, close_stop
from mutong.workflows.today import day_of_worker

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PURPOSE = "test"


def worker_of(post_id: str):
    """The viewer who fills a post."""
    person_id = Roster.objects.get(post_id=post_id).person_id
    account, _ = Account.objects.get_or_create(username=f"test-{post_id}", defaults={"person_id": person_id})
    return load_viewer(account)


def open_finding(fact: str) -> tuple[Finding, Duty]:
    """A household's finding that waits for one fact only, where the month's visit is still due."""
    rows = Finding.objects.filter(current=True, status="cannot_tell_fact", subject_kind="household")
    for row in rows.order_by("subject_id"):
        visit = Duty.objects.filter(subject_id=row.subject_id, kind="home_visit", state="open").first()
        if visit and row.facts_missing.endswith(f".{fact}") and ";" not in row.facts_missing:
            return row, visit
    raise AssertionError(f"no household waits for {fact} and a visit")


def test_one_submit_closes_the_visit_and_the_answer_settles_the_finding(sample):
    """The visit's duty is done with its event, the answer is a fact, and the household's finding is worked out anew."""
    finding, duty = open_finding("monthly_income")
    viewer = worker_of(duty.post_id)
    person = finding.facts_missing.removeprefix("person/").partition(".")[0]

    result = close_stop(
        viewer,
        StopDeed(
            "token-1",
            (DutyDone(duty.duty_id, note="在家"),),
            (FactAnswer("person", person, "monthly_income", low=900_000, high=900_000),),
        ),
        purpose=PURPOSE,
    )

    duty.refresh_from_db()
    assert (result.closed, result.facts) == (1, 1)
    assert (duty.state, duty.evidence) == ("done", f"token-1:{duty.duty_id}")
    assert Event.objects.get(pk=duty.evidence).kind == "home_visit"
    assert Fact.objects.filter(subject_id=person, fact="monthly_income", source="home_visit").exists()
    assert not Finding.objects.filter(
        current=True, subject_id=finding.subject_id, rule_id=finding.rule_id, status="cannot_tell_fact"
    ).exists()


def test_an_answer_works_out_anew_that_household_and_nobody_else(sample):
    """What was found about every other household stays the very same rows, though all live in one township."""
    finding, duty = open_finding("monthly_income")
    person = finding.facts_missing.removeprefix("person/").partition(".")[0]
    members = {person, finding.subject_id} | set(
        Membership.objects.filter(household_id=finding.subject_id).values_list("person_id", flat=True)
    )
    before = set(Finding.objects.filter(current=True).values_list("pk", "subject_id"))

    answer = FactAnswer("person", person, "monthly_income", low=900_000, high=900_000)
    deed = StopDeed("token-alone", (DutyDone(duty.duty_id),), (answer,))
    close_stop(worker_of(duty.post_id), deed, purpose=PURPOSE)

    changed = before ^ set(Finding.objects.filter(current=True).values_list("pk", "subject_id"))
    assert changed
    assert {subject for _, subject in changed} <= members


def test_sending_the_form_twice_does_everything_once(sample):
    """A phone that sends the same form again writes no second event."""
    duty = Duty.objects.filter(kind="home_visit", state="open").order_by("duty_id").first()
    viewer, deed = worker_of(duty.post_id), StopDeed("token-2", (DutyDone(duty.duty_id),))

    first = close_stop(viewer, deed, purpose=PURPOSE)
    again = close_stop(viewer, deed, purpose=PURPOSE)

    assert (first.closed, again.closed) == (1, 0)
    assert Event.objects.filter(pk__startswith="token-2:").count() == 1


def test_a_bad_answer_leaves_nothing_half_written(sample):
    """A fact the dictionary refuses takes the visit of the same form with it."""
    duty = Duty.objects.filter(kind="home_visit", state="open").order_by("duty_id").first()
    viewer = worker_of(duty.post_id)
    deed = StopDeed(
        "token-3",
        (DutyDone(duty.duty_id),),
        (FactAnswer("household", duty.subject_id, "no_such_fact", value="yes"),),
    )

    with pytest.raises(MutongError):
        close_stop(viewer, deed, purpose=PURPOSE)

    duty.refresh_from_db()
    assert duty.state == "open"
    assert not Event.objects.filter(pk__startswith="token-3:").exists()


def test_a_worker_of_another_grid_may_not_close_it(sample):
    """The stop's own worker closes it, another grid's is refused and nothing changes."""
    duty = Duty.objects.filter(kind="home_visit", state="open", area_code__startswith="140109901001").first()
    other = Roster.objects.filter(post__kind="grid_worker").exclude(post_id=duty.post_id).first().post_id
    deed = StopDeed("token-4", (DutyDone(duty.duty_id),))

    with pytest.raises(AccessDenied):
        close_stop(worker_of(other), deed, purpose=PURPOSE)

    assert close_stop(worker_of(duty.post_id), deed, purpose=PURPOSE).closed == 1


def test_a_worker_has_one_list_from_every_desk(sample):
    """Tests at home, visits and families to tell stand in one worker's list."""
    tests = Duty.objects.filter(kind="test", state="open", post__kind="grid_worker").values_list(
        "post_id", flat=True
    )

    kinds = {listed.duty.kind for post in set(tests) for listed in day_of_worker(worker_of(post)).duties}

    assert {"test", "home_visit", "notify"} <= kinds


def test_an_overdue_duty_is_reported_up_and_stays_with_its_post(sample):
    """After the ladder's hours the community is told, then the township; the assignee does not change."""
    duty = (
        Duty.objects.filter(state="open", due_at__gt=clock.now(), pack="cn-covid-9")
        .order_by("due_at")
        .first()
    )
    post = duty.post_id
    viewer = system_viewer("test")

    advance(viewer, duty.due_at - clock.now() + timedelta(hours=1), purpose=PURPOSE)
    early = set(Report.objects.filter(duty=duty).values_list("level", flat=True))
    advance(viewer, timedelta(hours=1, minutes=30), purpose=PURPOSE)
    first = set(Report.objects.filter(duty=duty).values_list("level", flat=True))
    advance(viewer, timedelta(hours=4), purpose=PURPOSE)
    second = set(Report.objects.filter(duty=duty).values_list("level", flat=True))

    duty.refresh_from_db()
    assert (early, first, second) == (set(), {1}, {1, 2}) or (early, first, second) == (
        set(),
        {"1"},
        {"1", "2"},
    )
    assert duty.post_id == post


def test_a_duty_without_a_limit_never_climbs(sample):
    """What has no limit in force is listed but never overdue, however long it waits (T4)."""
    advance(system_viewer("test"), timedelta(days=3), purpose=PURPOSE)

    without = Duty.objects.filter(due_at=None).values_list("duty_id", flat=True)

    assert without.exists()
    assert not Report.objects.filter(duty_id__in=without).exists()


def test_a_later_result_settles_the_sample_it_names(sample):
    """A test taken at the door is pending; the laboratory's row for its tube makes it negative for the protocol."""
    from mutong.workflows.event_reading import protocol_events

    duty = (
        Duty.objects.filter(kind="test", state="open", post__kind="grid_worker")
        .order_by("not_before")
        .first()
    )
    close_stop(
        worker_of(duty.post_id),
        StopDeed("token-5", (DutyDone(duty.duty_id, tube_id="T-77"),)),
        purpose=PURPOSE,
    )
    columns = (
        "event_id",
        "kind",
        "at",
        "recorded_at",
        "result",
        "contact_class",
        "linked_kind",
        "linked_id",
        "tube_id",
        "duty_id",
    )
    sampled = Event.objects.filter(tube_id="T-77").values(*columns).get()
    result = {
        **sampled,
        "event_id": "LAB-1",
        "result": "negative",
        "recorded_at": sampled["recorded_at"] + timedelta(1),
    }

    (pending,), (settled,) = protocol_events([sampled]), protocol_events([sampled, result])

    assert (pending.result, settled.result) == ("pending", "negative")
    assert settled.event_id == sampled["event_id"]
