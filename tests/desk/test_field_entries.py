"""Each entry of a phone is taken once, whoever sends it again, and nothing of a refused one stays."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.records.register.field_entries import FieldEntry
from mutong.records.register.models import Event

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.urls("tests.desk.field_form_urls"),
]
FORM = "/sheep/H1"


def send(client: Client, entry_id: str, sheep: str = "5", *, to: str = FORM, waited: bool = True, **headers):
    """What the phone's script posts."""
    headers = {"X-Mutong-Entry": entry_id} | ({"X-Mutong-Waited": "1"} if waited else {}) | headers
    fields = {"sheep": sheep, "entry_id": entry_id, "made_at": "2022-08-21T15:00:00+08:00"}
    return client.post(to, fields, headers=headers)


def seen() -> list[str]:
    """The notes of the events that the form wrote, in order of their text."""
    return sorted(Event.objects.filter(kind="sheep_seen").values_list("note", flat=True))


def test_an_entry_sent_three_times_is_taken_once(client_of) -> None:
    """The answer was lost, the phone sends again: nothing is written twice; each answer lets the phone forget it."""
    client, entry = client_of("GW1"), str(uuid.uuid4())
    outcomes = [send(client, entry).json()["outcome"] for _ in range(3)]
    assert outcomes == ["taken", "taken_before", "taken_before"]
    assert seen() == ["5"]
    kept = FieldEntry.objects.get()
    assert (kept.entry_id, kept.account, kept.kind) == (entry, "gw1", "sheep_seen")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_in_whatever_order_entries_are_repeated_each_counts_once(client_of, order: list[int]) -> None:
    """Of entries sent again and again, mixed, as many are written as there are different ones."""
    client, ids = client_of("GW1"), [str(uuid.uuid4()) for _ in range(4)]
    before = len(seen())
    for one in order:
        assert send(client, ids[one], str(one)).status_code == 200
    assert len(seen()) - before == len(set(order))


def test_a_form_posted_by_itself_is_as_it_was(client_of) -> None:
    """Without an entry id every post counts and leads on; with one a double tap does nothing and leads to the same."""
    client = client_of("GW1")
    for _ in range(2):
        assert client.post(FORM, {"sheep": "3"}).headers["Location"] == "/village"
    assert seen() == ["3", "3"]
    entry = str(uuid.uuid4())
    twice = [client.post(FORM, {"sheep": "4", "entry_id": entry}) for _ in range(2)]
    assert [one.status_code for one in twice] == [302, 302]
    assert [one.headers["Location"] for one in twice] == ["/village", "/village"]
    assert seen() == ["3", "3", "4"]


def test_refused_entries_leave_nothing_and_may_come_again_mended(client_of) -> None:
    """A refusal undoes what the view had written, tells the field, and the same id can then be taken."""
    client, entry = client_of("GW1"), str(uuid.uuid4())
    answer = send(client, entry, "101")
    assert answer.status_code == 422
    assert answer.json()["outcome"] == "refused"
    assert answer.json()["problems"] == {"sheep": {"zh": "羊数太多", "en": "too many sheep"}}
    assert send(client, entry, "many").json()["outcome"] == "refused"
    assert (seen(), FieldEntry.objects.count()) == ([], 0)
    assert send(client, entry, "10").json()["outcome"] == "taken"
    assert seen() == ["10"]


def test_somebody_at_the_form_is_shown_the_page_of_the_refusal(client_of) -> None:
    """Sent at once, a refusal carries the view's page; sent later it does not."""
    client = client_of("GW1")
    assert "not a number" in send(client, str(uuid.uuid4()), "many", waited=False).json()["page"]
    assert send(client, str(uuid.uuid4()), "many").json()["page"] == ""


def test_what_the_view_says_goes_with_a_late_entry_and_else_stays_for_the_page(client_of) -> None:
    """The words of a late entry come with its answer; of one sent at once they stand on the page it leads to."""
    client = client_of("GW1")
    assert send(client, str(uuid.uuid4()), "7").json()["words"]["zh"] == "seen 7"
    now = send(client, str(uuid.uuid4()), "8", waited=False).json()
    assert now["next"] == "/village"
    page = client.get(reverse("today")).content.decode()
    assert "seen 8" in page and "seen 7" not in page


def test_somebody_who_goes_back_and_sends_again_is_told(client_of) -> None:
    """The second sending of a form leads to the same page, which says that nothing was kept twice."""
    client, entry = client_of("GW1"), str(uuid.uuid4())
    assert [send(client, entry, waited=False).json()["next"] for _ in range(2)] == ["/village", "/village"]
    assert "没有重复登记" in client.get(reverse("today")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_the_right_an_entry_is_refused_in_words(client_of) -> None:
    """A worker of another grid is told so in both languages, nothing is written, and the refusal is on record."""
    from mutong.records.audit.models import AuditLine

    answer = send(client_of("GW2"), str(uuid.uuid4()))
    assert (answer.status_code, answer.json()["outcome"]) == (403, "refused")
    assert "record an event" in answer.json()["words"]["en"]
    assert (seen(), FieldEntry.objects.count()) == ([], 0)
    assert AuditLine.objects.filter(actor="gw2", outcome="refused").count() == 1


def test_signed_out_an_entry_waits(client_of) -> None:
    """Nobody signed in, somebody else signed in, a stale form token: each time the phone is told to sign in."""
    client_of("GW1")
    assert send(Client(), str(uuid.uuid4())).json()["outcome"] == "sign_in"
    other = send(client_of("SEC"), str(uuid.uuid4()), **{"X-Mutong-Account": "gw1"})
    assert (other.status_code, other.json()["outcome"]) == (401, "sign_in")
    strict = Client(enforce_csrf_checks=True)
    strict.login(username="gw1", password="long enough for a test")
    assert send(strict, str(uuid.uuid4())).json()["outcome"] == "sign_in"
    ticket = strict.get("/field/ticket").json()
    fresh = send(strict, str(uuid.uuid4()), **{"X-CSRFToken": ticket["csrf"]})
    assert fresh.json()["outcome"] == "taken"
    assert seen() == ["5"]


def test_the_same_id_with_other_content_is_not_taken_for_the_first(client_of) -> None:
    """An id that was taken, sent with another number or by another account, is refused: neither lost nor written."""
    client, entry = client_of("GW1"), str(uuid.uuid4())
    send(client, entry, "5")
    assert send(client, entry, "6").json()["outcome"] == "refused"
    assert send(client_of("SEC"), entry, "5").json()["outcome"] == "refused"
    assert send(client, "not-an-id").json()["outcome"] == "refused"
    assert seen() == ["5"]


def test_an_id_of_the_form_itself_is_no_content(client_of) -> None:
    """A page loaded anew gives its form another id of its own; the same entry out of it is still the same."""
    client, header = client_of("GW1"), {"X-Mutong-Entry": str(uuid.uuid4())}
    forms = [{"sheep": "5", "form_id": str(uuid.uuid4())} for _ in range(2)]
    outcomes = [client.post(FORM, form, headers=header).json()["outcome"] for form in forms]
    assert (outcomes, seen()) == (["taken", "taken_before"], ["5"])


@pytest.mark.django_db(transaction=True)
def test_of_two_sent_at_the_same_time_one_is_taken(client_of) -> None:
    """A double tap, or two open pages: four at once write once; each is told that the entry is in."""
    client_of("GW1")
    entry, outcomes, gate = str(uuid.uuid4()), [], threading.Barrier(4)

    def tap() -> None:
        try:
            client = Client()
            client.login(username="gw1", password="long enough for a test")
            gate.wait(timeout=30)
            outcomes.append(send(client, entry).json()["outcome"])
        finally:
            connection.close()

    taps = [threading.Thread(target=tap) for _ in range(4)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert sorted(outcomes) == ["taken", *["taken_before"] * 3]
    assert seen() == ["5"]


def test_a_fault_of_the_desk_undoes_everything(client_of) -> None:
    """Where the view breaks after it wrote, nothing stays and the same entry can come again."""
    client, entry = client_of("GW1"), str(uuid.uuid4())
    client.raise_request_exception = False
    assert send(client, entry, "99").status_code == 500
    assert (seen(), FieldEntry.objects.count()) == ([], 0)


def test_the_entry_tells_when_it_was_filled_in(client_of) -> None:
    """An entry made yesterday is written as of then; one that a wrong clock dates in the future, as of now."""
    from mutong.kernel import clock

    client = client_of("GW1")
    send(client, str(uuid.uuid4()))
    assert Event.objects.get(kind="sheep_seen").at.isoformat() == "2022-08-21T07:00:00+00:00"
    late = str(uuid.uuid4())
    client.post(FORM, {"sheep": "2", "made_at": "2031-01-01T00:00:00Z"}, headers={"X-Mutong-Entry": late})
    assert Event.objects.get(note="2").at == clock.now()


def test_each_account_has_its_own_key_and_the_signed_out_have_none(client_of) -> None:
    """The key that seals entries is the same for an account each time, another for another, and needs a sign-in."""
    keys = [client_of(post).get("/field/ticket").json()["key"] for post in ("GW1", "GW1", "GW2")]
    assert keys[0] == keys[1] != keys[2]
    assert Client().get("/field/ticket").json() == {"account": "", "csrf": "", "key": ""}


def test_the_page_lists_ones_own_entries_of_the_day(client_of) -> None:
    """What the desk took today from this account stands on the page and in its file, nobody else's."""
    client = client_of("GW1")
    send(client, str(uuid.uuid4()))
    assert client.get("/field").content.decode().count('data-label="收到时间"') == 1
    assert "收到时间" in client.get("/field?format=csv").content.decode("utf-8-sig")
    assert "还没有收到" in client_of("GW2").get("/field").content.decode()


def test_the_worker_is_served_at_the_root_under_the_content_policy(client_of) -> None:
    """The service worker may keep pages of the whole desk, is never stale, and has the desk's content policy."""
    answer = Client().get("/field-worker.js")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
