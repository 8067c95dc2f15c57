"""Once round on the sample world: what was planted is found, by the path it was planted on."""

from collections import defaultdict

import pytest

from mutong.kernel import clock
from mutong.records.access import load_viewer, system_viewer
from mutong.records.assistance.models import Finding
from mutong.records.duties.models import Duty
from mutong.records.outbreak.models import Contact
from mutong.records.reads.areas import people_on_posts
from mutong.records.register.models import Account
from mutong.workflows.casework import trace_cases
from mutong.workflows.rounds import do_rounds
from mutong.workflows.screening import screen_area
from mutong.workflows.today import day_of_worker

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TOWNSHIP = "140109901"


def test_everyone_entitled_is_found_and_nobody_else(sample):
    """Every planted status is found with its service, and nothing is found that was not planted."""
    planted = {
        (row["subject_kind"], row["subject_id"], row["service"]): row["status"]
        for row in sample.truth("benefits")
        if row["status"] != "not_entitled"
    }

    found = {
        (row.subject_kind, row.subject_id, row.rule_id.partition(":")[2]): row.status
        for row in Finding.objects.filter(current=True, area_code__startswith=TOWNSHIP)
        if row.status  # a rule that only other rules and deadlines ask of grants nothing
    }

    assert found == planted


def test_every_contact_is_found_by_its_path_and_nobody_else(sample):
    """Every planted contact is listed with its class, and nobody who was never near a case."""
    planted = defaultdict(set)
    for row in sample.truth("contacts"):
        planted[row["case_id"], row["person_id"]].add((row["class"], row["verdict"]))

    found = defaultdict(set)
    for row in Contact.objects.all():
        found[row.case_id, row.person_id].add((row.contact_class, row.verdict))

    assert set(found) == set(planted)
    for key, of_class in planted.items():
        assert of_class <= found[key], key


def test_who_shared_the_place_but_not_the_time_is_no_contact(sample):
    """People who left before the case came, or came after it left, are not listed."""
    near_misses = {(row["case_id"], row["person_id"]) for row in sample.truth("not_contacts")}

    listed = set(Contact.objects.values_list("case_id", "person_id"))

    assert near_misses and not near_misses & listed


def test_nothing_is_overdue_at_first_start(sample):
    """The world begins with work to do and nothing late."""
    running = Duty.objects.filter(state__in=("open", "acknowledged"))

    assert running.exists()
    assert not running.filter(due_at__lte=clock.now()).exists()


def test_every_household_not_visited_has_one_visit_due_by_the_months_end(sample):
    """The households left to visit are exactly those planted, each with one duty for its grid's worker."""
    left = {row["household_id"] for row in sample.truth("visits")}

    duties = Duty.objects.filter(kind="home_visit", state="open", area_code__startswith="1401")
    found = defaultdict(int)
    for duty in duties.filter(area_code__gte="140109901"):
        found[duty.subject_id] += 1
        assert (duty.due_at.astimezone(clock.now().tzinfo).isoformat(timespec="minutes")) == (
            "2022-09-01T00:00+08:00"
        )

    assert {home for home in found if home in left} == left
    assert set(found.values()) == {1}


def test_the_months_progress_counts_only_what_is_owed_about_everybody(sample):
    """A visit owed to few elders is not shown as done for everybody else; the monthly visit adds up."""
    duty = Duty.objects.filter(kind="home_visit", state="open", area_code__startswith=TOWNSHIP).first()
    person_id, _ = people_on_posts([duty.post_id])[duty.post_id]
    worker = load_viewer(Account.objects.create_account("month", "a-long-password-1", person_id))
    (monthly,) = day_of_worker(worker).rounds

    open_visits = Duty.objects.filter(kind="home_visit", state="open", post_id=duty.post_id).count()
    assert monthly.total - monthly.done == open_visits > 0


def test_a_close_contact_is_told_moved_and_tested_on_the_standards_days(sample):
    """Seven days in isolation and three at home with tests on days 1, 2, 3, 5, 7 and home day 3 (T10)."""
    row = next(
        r
        for r in sample.truth("contacts")
        if r["class"] == "close_contact" and r["verdict"] == "yes" and r["already_case"] == "no"
    )
    duties = Duty.objects.filter(subject_id=row["person_id"], protocol="close_contact", state="open")

    kinds = {duty.kind for duty in duties}
    assert {"notify", "move", "test"} <= kinds
    assert duties.get(kind="move").due_at is not None
    assert duties.get(kind="move").choices_used == "contact_transfer_h"
    assert duties.get(kind="notify").due_at is None
    assert duties.get(kind="notify").limit_null == "contact_notify_h"


def test_a_second_run_changes_nothing(sample):
    """Tracing, screening and the round again make no duty, finding or event (T11)."""
    before = (Duty.objects.count(), Finding.objects.count(), Contact.objects.count())

    traced = trace_cases()
    screened = screen_area(system_viewer("test"), TOWNSHIP)
    round_again = do_rounds(force=True)

    for done in (traced.obliged, screened.obliged, round_again):
        assert (done.created, done.superseded, done.done) == (0, 0, 0)
    assert (Duty.objects.count(), Finding.objects.count(), Contact.objects.count()) == before


def test_no_duty_lacks_a_person(sample):
    """Every running duty's post is filled now, so every duty has a name on it."""
    from mutong.records.reads.areas import people_on_posts

    posts = set(Duty.objects.filter(state="open").values_list("post_id", flat=True))

    assert set(people_on_posts(posts)) == posts
