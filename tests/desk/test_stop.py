"""One stop at one door: a test, the visit and a question on one form."""

from datetime import timedelta

import pytest

from mutong.kernel import clock
from mutong.kernel.step import Step
from mutong.kernel.words import Words
from mutong.records.access import system_viewer
from mutong.records.actions.create_duties import NewDuty, create_duties
from mutong.records.duties.models import Duty
from mutong.records.register.models import Event, Fact
from mutong.workflows.screening import oblige_visits
from tests.records.small_register import GRID_ONE, PURPOSE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DOOR = "/stop/household/H1"


def give(kind: str, subject: tuple[str, str], closed_by: str, *, hours: int | None = 5) -> str:
    """A duty of the first grid's worker; without hours no limit is in force."""
    step = Step(
        pack="made-up", protocol="made_up", step=kind, kind=kind, subject_kind=subject[0], subject_id=subject[1],
        anchor="E1", post_kind="grid_worker", words=Words("做一件事", "Do something"), basis="made-up:one",
        closed_by=(closed_by,), due_at=None if hours is None else clock.now() + timedelta(hours=hours),
    )  # fmt: skip
    (duty_id,) = create_duties(system_viewer("test"), [NewDuty(step, GRID_ONE, "GW1")], purpose=PURPOSE)
    return duty_id


def test_one_door_is_one_stop_with_everything_due_there(client_of) -> None:
    """A duty about a member and the household's visit stand on one card, the earlier limit decides its place."""
    client = client_of("GW1")
    oblige_visits(system_viewer("test"), GRID_ONE)
    give("test", ("person", "P1"), "test")
    page = client.get("/").content.decode()
    assert page.count(f'href="{DOOR}"') == 1
    assert "一号楼101" in page
    assert "今天 13:00" in page
    stop = client.get(DOOR).content.decode()
    assert stop.count('name="done"') == 2
    assert "采样管号" in stop


def test_one_submit_closes_test_visit_and_question(client_of) -> None:
    """Test with its tube, visit with its note and an answer are entered together; the page says what was done."""
    client = client_of("GW1")
    oblige_visits(system_viewer("test"), GRID_ONE)
    test_id = give("test", ("person", "P1"), "test")
    visit = Duty.objects.get(kind="home_visit", subject_id="H1")
    asked = client.get(DOOR)
    question = next(q for q in asked.context["page"].questions if q.kind == "number" or q.options)
    value = "800" if question.kind == "number" else question.options[0].value
    form = {
        "token": "t-1", "done": [test_id, visit.duty_id], f"tube-{test_id}": "T001",
        f"note-{visit.duty_id}": "眼睛不好", f"answer-{question.key}": value,
    }  # fmt: skip
    done = client.post(DOOR, form)
    assert done.status_code == 302
    said = client.get(done["Location"]).content.decode()
    assert "已办结 2 项任务，记下 1 条事实" in said
    assert not Duty.objects.filter(pk__in=[test_id, visit.duty_id]).exclude(state="done").exists()
    assert Event.objects.get(duty_id=test_id).tube_id == "T001"
    assert Event.objects.get(duty_id=visit.duty_id).note == "眼睛不好"
    assert Fact.objects.filter(fact=question.spec.key, source="home_visit").count() == 1

    client.post(DOOR, form)
    assert Event.objects.filter(duty_id__in=[test_id, visit.duty_id]).count() == 2


@pytest.mark.parametrize(("language", "said"), [("zh", "请填采样管号"), ("en", "write the tube number")])
def test_a_test_without_its_tube_writes_nothing(client_of, language: str, said: str) -> None:
    """The form comes back as it was filled in, says what is missing, and nothing is entered."""
    client = client_of("GW1", language)
    oblige_visits(system_viewer("test"), GRID_ONE)
    test_id = give("test", ("person", "P1"), "test")
    visit = Duty.objects.get(kind="home_visit", subject_id="H1").duty_id
    answer = client.post(DOOR, {"done": [test_id, visit], f"note-{visit}": "在家"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "在家" in page
    assert page.count("checked") >= 2
    assert Duty.objects.filter(state="done").count() == 0


def test_an_empty_form_is_told_so(client_of) -> None:
    """Sending the form with nothing ticked and nothing answered is no stop."""
    client = client_of("GW1")
    oblige_visits(system_viewer("test"), GRID_ONE)
    answer = client.post(DOOR, {})
    assert answer.status_code == 400
    assert "还没有勾选" in answer.content.decode()


def test_a_duty_without_a_limit_says_so_and_never_presses(client_of) -> None:
    """Where no limit is in force the card says so, stands after those with one, and is never overdue (T4)."""
    client = client_of("GW1")
    give("visit_once", ("person", "P2"), "seen", hours=None)
    page = client.get("/").content.decode()
    assert "暂无时限" in page
    assert "逾期" not in page.split('class="stops"')[1]


def test_another_workers_door_is_closed(client_of) -> None:
    """A worker of another county can neither open the stop nor send its form."""
    client = client_of("GW9")
    assert client.get(DOOR).status_code == 403
    assert client.post(DOOR, {"done": ["x"]}).status_code == 403


def test_leads_see_what_is_overdue_and_who_owes_it(client_of) -> None:
    """When the limit has passed the area's page names duty, person and how late, and offers it as the first view."""
    client = client_of("SEC")
    give("test", ("person", "P1"), "test", hours=1)
    client_of("CLD").post("/clock", {"hours": "4"})
    page = client.get("/", follow=True).content.decode()
    assert "逾期 3 小时" in page
    assert "岗W1" in page
    assert "试甲" in page


def test_a_fact_can_be_corrected(client_of) -> None:
    """A correction is a later recording: the new value holds, the old one stays on record (T6)."""
    client = client_of("GW1")
    address = "/households/H1/correct/person.P1.monthly_income"
    assert client.get(address).status_code == 200
    for value in ("800", "900"):
        assert client.post(address, {"answer-person.P1.monthly_income": value}).status_code == 302
    assert sorted(Fact.objects.filter(fact="monthly_income").values_list("low", flat=True)) == [
        80_000,
        90_000,
    ]
    page = client.get("/households/H1").content.decode()
    assert "900 元/月" in page
    assert client.get("/households/H1/correct/person.P9.monthly_income").status_code in (400, 404)
