"""What time, letters and lists from outside do to a hand-over."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Q

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.records.access import system_viewer
from mutong.records.duties.models import Duty, HandOver, Report
from mutong.records.encryption import index_of
from mutong.records.reads.handover_letters import access_letter, letters_to_write
from mutong.records.reads.handovers import Wanted, access_handover, count_handovers, list_handovers
from mutong.records.register.models import Event, Person, Roster
from mutong.workflows import handovers
from mutong.workflows.choosing import sign_choice
from mutong.workflows.closing import DutyDone, StopDeed, close_stop, take_back
from mutong.workflows.handover_letters import answer_letter, send_letter, write_letter
from mutong.workflows.handover_lists import find_line
from mutong.workflows.receiving import receive_file
from mutong.workflows.rounds import do_rounds
from mutong.workflows.settling import names_of_sending
from tests.records.small_register import GRID_TWO, PURPOSE, fill_register
from tests.workflows.handed_people import (
    CLASS,
    EXPOSED,
    FAR,
    HERE,
    OUTSIDE,
    THERE,
    hand_over_of,
    land,
    list_contact,
    move_clock,
    post_viewer,
    settle_the_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    fill_register()
    settle_the_world()


def rows_for(post: str, side: str):
    """The lines that a post sees on a side."""
    return list_handovers(post_viewer(post), Wanted(side=side), names_of_sending(), PURPOSE)[0]


def choose_limit(hours: int) -> None:
    """The county signs a limit for acknowledging, which the standard leaves open."""
    pack, parameter = "cn-covid-9", "contacts_listed_h"
    sign_choice(
        post_viewer("CDC9"), pack=pack, parameter=parameter, area_code=THERE, value=str(hours),
        reason="测试选定", purpose=PURPOSE,
    )  # fmt: skip
    do_rounds(force=True)


def test_the_first_duty_there_makes_it_taken_in_hand():
    """Acknowledged is not yet in hand: only a duty of control that was done there is; both sides see it."""
    list_contact("K1")
    pk = hand_over_of("K1").pk
    handovers.acknowledge(post_viewer("CDC9"), [pk], purpose=PURPOSE)
    before = [row.taken for row in rows_for("CDC", "sender")]
    first = Duty.objects.filter(subject_id="K1", state="open").exclude(protocol="hand_over").first()
    close_stop(system_viewer("test"), StopDeed("t", (DutyDone(first.duty_id),)), purpose=PURPOSE)

    assert before == [False]
    assert [row.taken for row in rows_for("CDC", "sender")] == [True]
    assert [row.taken for row in rows_for("CDC9", "receiver")] == [True]


def test_without_a_limit_in_force_nothing_is_overdue_and_with_one_it_climbs():
    """The limit is the standard's; where it is open nothing is late. Chosen, it climbs there, and both sides see it."""
    list_contact("K1")
    move_clock(48)
    assert rows_for("CDC9", "receiver")[0].due_at is None
    assert not Report.objects.filter(duty_id=hand_over_of("K1").duty_id).exists()
    assert rows_for("CDC9", "receiver")[0].limit_null == "contacts_listed_h"

    choose_limit(4)
    move_clock(40)
    received, sent = rows_for("LEAD9", "receiver")[0], rows_for("CDC", "sender")[0]

    assert received.late
    assert received.reported_to == sent.reported_to == (3, 4)
    told = Report.objects.filter(duty_id=hand_over_of("K1").duty_id).order_by("level")
    assert list(told.values_list("post_id", flat=True)) == ["LEAD9", "YLD"]
    assert count_handovers(post_viewer("YLD"), "receiver", PURPOSE).late == 1


def test_acknowledged_at_the_stop_and_taken_back_there():
    """The duty closed on Today's own page acknowledges the hand-over; taken back there, it waits again."""
    list_contact("K1")
    duty = Duty.objects.get(subject_id="K1", protocol="hand_over", state="open")
    officer = post_viewer("CDC9")
    close_stop(officer, StopDeed("t", (DutyDone(duty.duty_id),)), purpose=PURPOSE)
    assert hand_over_of("K1").state == "acknowledged"

    take_back(officer, duty.duty_id, purpose=PURPOSE)
    assert hand_over_of("K1").state == "sent"


def test_a_search_that_is_only_ticked_off_is_asked_again():
    """Ticking off the search without an address settles nobody: the same post is asked anew."""
    list_contact("K4")
    first = Duty.objects.get(subject_id="K4", step="find_home")
    close_stop(post_viewer("INV"), StopDeed("t", (DutyDone(first.duty_id),)), purpose=PURPOSE)

    assert hand_over_of("K4").state == "unplaced"
    again = Duty.objects.get(subject_id="K4", step="find_home", state="open")
    assert again.post_id == "INV"
    assert again.duty_id != first.duty_id


def test_a_second_case_sends_anew_whoever_was_acknowledged():
    """While on the way a further listing changes nothing; after the acknowledgement it is owed and answered again."""
    list_contact("K1")
    list_contact("K1", case="C1", at=EXPOSED + timedelta(hours=1), number=2)
    assert Duty.objects.filter(subject_id="K1", protocol="hand_over").count() == 1

    handovers.acknowledge(post_viewer("CDC9"), [hand_over_of("K1").pk], purpose=PURPOSE)
    list_contact("K1", at=EXPOSED + timedelta(hours=2), number=3)

    assert hand_over_of("K1").state == "sent"
    assert hand_over_of("K1").exposed_at == EXPOSED + timedelta(hours=2)
    assert Duty.objects.filter(subject_id="K1", step="hand_over", state="open").count() == 1


def test_a_venue_is_acknowledged_at_once():
    """Many people of one county in one act, one audit line, each with an event; those who moved on are left out."""
    from tests.workflows.handed_people import land

    land("people", [{"person_id": f"V{n}0", "name": f"场{n}", "area_code": THERE} for n in range(30)])
    for n in range(30):
        list_contact(f"V{n}0")
    ids = list(HandOver.objects.order_by("pk").values_list("pk", flat=True))
    handovers.withdraw(post_viewer("CDC"), ids[:2], "场所名单有误", purpose=PURPOSE)

    done = handovers.acknowledge(post_viewer("CDC9"), ids, purpose=PURPOSE)

    assert len(done) == 28
    assert Event.objects.filter(kind="hand_over_acknowledged").count() == 28
    assert HandOver.objects.filter(state="withdrawn").count() == 2


def test_an_empty_post_is_counted_as_nobody():
    """When whoever holds the post leaves it, the line is shown as waiting on nobody, to both sides."""
    list_contact("K1")
    assert count_handovers(post_viewer("CDC"), "sender", PURPOSE).nobody == 0

    Roster.objects.filter(post_id="CDC9").update(to_at=clock.now())

    assert count_handovers(post_viewer("CDC"), "sender", PURPOSE).nobody == 1
    assert count_handovers(post_viewer("LEAD9"), "receiver", PURPOSE).nobody == 1
    (row,) = rows_for("CDC", "sender")
    assert (row.holder_post, row.holder_name) == ("CDC9", "")


def test_a_letter_from_writing_to_its_answer():
    """Written, sent by a named post, answered with a reference; nothing is owed afterwards."""
    list_contact("K3")
    officer = post_viewer("CDC")
    (group,) = letters_to_write(officer, PURPOSE)
    with pytest.raises(MutongError, match="number"):
        write_letter(officer, group.ids, " ", None, purpose=PURPOSE)
    letter = write_letter(officer, group.ids, "2022-001", date(2022, 8, 23), purpose=PURPOSE)
    with pytest.raises(MutongError, match="not noted as sent"):
        answer_letter(officer, letter, "某人", "", purpose=PURPOSE)
    send_letter(officer, letter, "传真", purpose=PURPOSE)
    owed = Duty.objects.filter(state="open", subject_id="K3")
    waiting = (hand_over_of("K3").state, set(owed.values_list("step", flat=True)))
    answer_letter(officer, letter, "外省某区疾控值班员", "外疾协12", purpose=PURPOSE)

    row, people = access_letter(officer, letter, PURPOSE)
    assert waiting == ("letter_sent", {"answer"})
    assert (row.sent_by, row.answered_by, row.answer_reference) == ("CDC", "外省某区疾控值班员", "外疾协12")
    assert [(one.name, one.phone) for one in people] == [("协丙", "12000000003")]
    assert hand_over_of("K3").state == "answered"
    assert not Duty.objects.filter(subject_id="K3", state="open").exists()


def test_a_letter_that_is_not_answered_climbs_the_sender_s_ladder():
    """The answer is owed by the sender; overdue, the sending county's lead and those above are told."""
    list_contact("K3")
    officer = post_viewer("CDC")
    (group,) = letters_to_write(officer, PURPOSE)
    send_letter(
        officer, write_letter(officer, group.ids, "1", None, purpose=PURPOSE), "公文", purpose=PURPOSE
    )
    sign_choice(
        officer, pack="cn-covid-9", parameter="contacts_listed_h", area_code=HERE, value="4", reason="测试",
        purpose=PURPOSE,
    )  # fmt: skip
    do_rounds(force=True)
    move_clock(30)

    told = Report.objects.filter(duty_id=hand_over_of("K3").duty_id).order_by("level")
    assert "CLD" in list(told.values_list("post_id", flat=True))


HEAD = "sender,reference,name,person_id,id_number,phone,birth_date,address,area_code,class,exposed_at,case_reference"


def write_list(path: Path, *rows: str) -> Path:
    """A list as an outside office would send it."""
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_list_from_outside_gives_the_same_lines_and_duties(tmp_path: Path):
    """By number, by id, by phone and name; who is not found stays as a line somebody looks for; sent twice = once."""
    officer = post_viewer("CDC")
    number = "140109189503120027"
    Person.objects.filter(pk="P1").update(id_number=number, id_number_index=index_of(number))
    path = write_list(
        tmp_path / "list.csv",
        f"邻省疾控,1,甲,,{number},,,,{HERE},{CLASS},2022-08-21T18:00+08:00,外1",
        f"邻省疾控,2,乙,P2,,,,,{HERE},{CLASS},2022-08-21T18:00+08:00,外1",
        f"邻省疾控,3,某人,,,12000002222,,幸福路3号,{HERE},{CLASS},2022-08-21T18:00+08:00,外1",
    )
    report = receive_file(officer, path, "handovers", purpose=PURPOSE)
    receive_file(
        officer,
        write_list(tmp_path / "again.csv", *path.read_text().splitlines()[1:]),
        "handovers",
        purpose=PURPOSE,
    )

    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (3, 3, 0), report.problems
    assert {p: hand_over_of(p).state for p in ("P1", "P2")} == {"P1": "sent", "P2": "sent"}
    assert Duty.objects.filter(subject_id="P2", protocol=CLASS, state="open").exists()
    line = HandOver.objects.get(reference="3", person=None)
    assert (line.state, line.holder_post) == ("sent", "INV")
    assert Duty.objects.get(protocol="handed_people", state="open").subject_id == HERE
    assert HandOver.objects.count() == 5  # three lines, of which two are settled, and two people

    land("people", [{"person_id": "N3", "name": "某人", "area_code": GRID_TWO}])
    find_line(post_viewer("INV"), line.pk, "N3", purpose=PURPOSE)
    line.refresh_from_db()

    assert line.state == "found"
    assert hand_over_of("N3").to_area == HERE
    assert not Duty.objects.filter(protocol="handed_people", state="open").exists()
    with pytest.raises(MutongError, match="settled"):
        find_line(post_viewer("INV"), line.pk, "N3", purpose=PURPOSE)


def test_whoever_is_entered_later_is_found_by_itself(tmp_path: Path):
    """A line waits until the register learns the person; then duties follow without a word."""
    officer = post_viewer("CDC")
    row = f"邻省疾控,7,新来,,149901199001010012,,,,{HERE},{CLASS},2022-08-21T18:00+08:00,"
    report = receive_file(officer, write_list(tmp_path / "list.csv", row), "handovers", purpose=PURPOSE)
    assert report.rows_landed == 1, report.problems
    assert HandOver.objects.get(reference="7").person_id is None
    people = tmp_path / "people.csv"
    people.write_text(
        "person_id,name,id_number,area_code\nN1,新来,149901199001010012,140109901001001\n",
        encoding="utf-8",
    )
    receive_file(officer, people, "people", purpose=PURPOSE)

    assert hand_over_of("N1").state == "sent"
    assert Duty.objects.filter(subject_id="N1", protocol=CLASS).exists()


def test_bad_rows_of_a_list_come_back_and_the_good_land(tmp_path: Path):
    """Nobody named, no such area, another county's area, an exposure to come: each is told; the rest lands."""
    path = write_list(
        tmp_path / "list.csv",
        f"邻省疾控,1,,,,,,,{HERE},{CLASS},2022-08-21T18:00+08:00,",
        f"邻省疾控,2,某,,,,,,999999,{CLASS},2022-08-21T18:00+08:00,",
        f"邻省疾控,3,某,,,,,,{THERE},{CLASS},2022-08-21T18:00+08:00,",
        f"邻省疾控,4,某,,,,,,{HERE},{CLASS},2031-08-21T18:00+08:00,",
        f"邻省疾控,5,某,,,,,,{HERE},{CLASS},昨天,",
        f"邻省疾控,6,留下,,,,,,{HERE},没有这类,,",
    )
    report = receive_file(post_viewer("CDC"), path, "handovers", purpose=PURPOSE)

    assert (report.rows_landed, report.rows_rejected) == (1, 5)
    assert [p.code for p in sorted(report.problems, key=lambda p: p.row)][:3] == [
        "nobody_named", "unknown_reference", "other_area",
    ]  # fmt: skip
    line = HandOver.objects.get()
    find_line(post_viewer("INV"), line.pk, "P2", purpose=PURPOSE)
    assert Event.objects.filter(subject_id="P2", kind="exposure_unclear").exists()


def test_an_outside_line_that_is_not_ours_goes_back_or_on(tmp_path: Path):
    """Returned, it goes back outside and nobody here owes it; passed on, the other county looks for the person."""
    rows = [f"邻省疾控,{n},某{n},,,,,,{HERE},{CLASS},2022-08-21T18:00+08:00," for n in (1, 2)]
    receive_file(post_viewer("CDC"), write_list(tmp_path / "l.csv", *rows), "handovers", purpose=PURPOSE)
    first, second = (HandOver.objects.get(reference=str(n)).pk for n in (1, 2))
    handovers.give_back(post_viewer("CDC"), [first], "查无此人", purpose=PURPOSE)
    handovers.pass_on(post_viewer("CDC"), [second], FAR, "住在丁区", purpose=PURPOSE)

    assert HandOver.objects.get(pk=first).state == "sent_back"
    moved = HandOver.objects.get(pk=second)
    assert (moved.state, moved.to_area, moved.holder_post) == ("sent", FAR, "INV8")
    searches = Duty.objects.filter(protocol="handed_people", state="open")
    assert list(searches.values_list("subject_id", flat=True)) == [FAR]


def test_each_sees_only_their_own_lines():
    """A county sees what it sends and receives, the city all; a third county nothing, a grid worker is refused."""
    list_contact("K1")
    assert [len(rows_for(post, "receiver")) for post in ("CDC9", "YLD", "CDC8", "CDC")] == [1, 1, 0, 0]
    assert [len(rows_for(post, "sender")) for post in ("CDC", "INV", "PLD", "CDC9", "CDC8")] == [
        1,
        1,
        1,
        0,
        0,
    ]
    pk = hand_over_of("K1").pk
    assert access_handover(post_viewer("CDC8"), pk, (), PURPOSE) is None
    _, steps, phone = access_handover(post_viewer("CDC9"), pk, (), PURPOSE)
    assert ([step.change for step in steps], phone) == (["send"], "12000000001")


def test_tracing_hands_over_whoever_lives_elsewhere_or_nowhere(settings):
    """From the case on: household members of another county and without any area are in somebody's hand."""
    from mutong.workflows.casework import trace_cases
    from tests.workflows.handed_people import land

    land("memberships", [
        {"person_id": person, "household_id": "H1", "kind": "living", "valid_from": date(2020, 1, 1)}
        for person in ("K1", "K4")
    ])  # fmt: skip
    trace_cases()
    trace_cases()

    assert (hand_over_of("K1").state, hand_over_of("K1").holder_post) == ("sent", "CDC9")
    # K4 has no area, but shares the life of a household of the county itself: no hand-over, and the duties are ours.
    assert not HandOver.objects.filter(person_id="K4").exists()
    assert Duty.objects.filter(subject_id="K4", state="open", area_code__startswith=HERE).exists()
    assert not HandOver.objects.filter(Q(person_id="P2") | Q(person_id="P1")).exists()
    assert OUTSIDE not in set(Duty.objects.values_list("area_code", flat=True))
