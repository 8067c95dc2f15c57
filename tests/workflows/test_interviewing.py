"""Interviews: what is said is kept, followed up at once, corrected and taken back without a trace in the register."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django_tasks_db.models import DBTaskResult

from mutong.kernel.errors import MutongError
from mutong.outbreak.stays import StayStore
from mutong.records.access import AccessDenied
from mutong.records.audit.models import AuditLine
from mutong.records.duties.models import Duty
from mutong.records.encryption import index_of
from mutong.records.outbreak import told_store
from mutong.records.outbreak.models import Case, Contact, Sought, Statement
from mutong.records.outbreak.movement import open_movement
from mutong.records.outbreak.told import told_encounters
from mutong.records.register.models import Event, Person
from mutong.workflows import interviewing
from mutong.workflows.casework import report_positive
from mutong.workflows.interviewing import found_on_list, hear, interview_of, take_back
from mutong.workflows.jobs import trace_all_in_background, trace_in_background
from tests.records.small_register import PURPOSE, viewer_of
from tests.workflows.interviewed_case import at, report_the_case, said, stay_of, tell

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def case_id(db: None, tmp_path, monkeypatch) -> str:
    """The case that is interviewed."""
    return report_the_case(tmp_path, monkeypatch)


def test_a_named_person_becomes_a_contact_with_duties(case_id: str) -> None:
    """Somebody said to have been in the classroom is found by the trace, listed as an event, and owed duties."""
    stay = stay_of(case_id)
    heard = hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P3"), purpose=PURPOSE)
    assert heard.new_contacts == (("P3", "试友"),)
    contact = Contact.objects.get(case_id=case_id, person_id="P3")
    assert (contact.place_id, contact.verdict, contact.minutes) == ("ROOM", "yes", 120.0)
    assert Event.objects.filter(subject_id="P3", linked_id=case_id).exists()
    assert Duty.objects.filter(subject_id="P3", state="open").exists()


def test_the_same_form_twice_is_one_record(case_id: str) -> None:
    """A form sent twice, and the same said again by the same informant, write one statement; a relative makes two."""
    first = stay_of(case_id, statement_id="form-1")
    assert stay_of(case_id, statement_id="form-1") == first
    assert stay_of(case_id, statement_id="form-2") == first
    assert Statement.objects.count() == 1
    stay_of(case_id, statement_id="form-3", informant="relative")
    assert Statement.objects.count() == 2


def test_a_correction_supersedes_and_leaves_the_old_words(case_id: str) -> None:
    """After a correction only the new times count, for the people named there too; the old row stays as it was."""
    stay = stay_of(case_id)
    hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P3"), purpose=PURPOSE)
    stay_of(case_id, replaces=stay, left_at=at(19, 10))
    interview = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE)
    assert [(one.arrived_at, one.left_at) for one in interview.file.stays] == [(at(19, 9), at(19, 10))]
    assert {one.left_at for one in interview.file.told} == {at(19, 10)}
    assert Contact.objects.get(case_id=case_id, person_id="P3").minutes == 60.0
    assert Statement.objects.get(pk=stay).left_at == at(19, 11)
    with pytest.raises(MutongError, match="corrected or taken back"):
        stay_of(case_id, replaces=stay, left_at=at(19, 12))


def test_what_is_taken_back_counts_no_more_and_stays_on_record(case_id: str) -> None:
    """With the stay go the people named at it; the imported store was never touched and the rows are all there."""
    base = StayStore.build(
        told_store.stays_folder(), {"person_id": ["P1"], "place_id": ["S1"], "arrived_at": [at(20, 9)]}
    )
    stay = stay_of(case_id)
    hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P3"), purpose=PURPOSE)
    assert len(open_movement(viewer_of("INV"), case_id, PURPOSE)) == 3
    take_back(viewer_of("INV"), case_id, stay, purpose=PURPOSE)
    assert len(open_movement(viewer_of("INV"), case_id, PURPOSE)) == 1
    assert len(StayStore(base.folder)) == 1
    interview = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE)
    assert interview.file.told == ()
    assert len(interview.file.history) == 3


def test_an_end_told_of_an_imported_stay_goes_when_it_is_taken_back(case_id: str) -> None:
    """The imported stay has no end; the told one gives it one; taken back, the end is not known again."""
    StayStore.build(
        told_store.stays_folder(), {"person_id": ["P1"], "place_id": ["ROOM"], "arrived_at": [at(19, 9)]}
    )
    stay = stay_of(case_id)
    told = open_movement(viewer_of("INV"), case_id, PURPOSE)
    assert told.rows(range(len(told))).left.tolist() == [int(at(19, 11).timestamp())]
    take_back(viewer_of("INV"), case_id, stay, purpose=PURPOSE)
    again = open_movement(viewer_of("INV"), case_id, PURPOSE)
    assert again.rows(range(len(again))).left.tolist() == [-1]


def test_what_is_told_is_traced_when_all_imported_stays_have_expired(case_id: str) -> None:
    """An imported store without a row is as good as any other to put what was told beside."""
    base = StayStore.build(
        told_store.stays_folder(),
        {"person_id": ["P1"], "place_id": ["S1"], "arrived_at": [at(1, 9)], "left_at": [at(1, 10)]},
    )
    assert len(base.expire(int(at(2, 0).timestamp()))) == 0
    stay_of(case_id)
    assert len(open_movement(viewer_of("INV"), case_id, PURPOSE)) == 1


def test_nobody_can_change_what_was_said(case_id: str) -> None:
    """The database itself refuses to change or delete a statement."""
    stay = stay_of(case_id)
    table = Statement._meta.db_table
    for statement in (f"UPDATE {table} SET note = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Statement.objects.get(pk=stay).note is None


def test_not_sure_where_is_an_unsure_contact(case_id: str) -> None:
    """A stay that the informant is not sure of makes whoever was there a contact to look into, never a sure one."""
    stay = stay_of(case_id, sure=False)
    hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P3"), purpose=PURPOSE)
    assert set(Contact.objects.filter(person_id="P3").values_list("verdict", flat=True)) == {"unknown"}


def test_who_lives_with_the_case_is_a_contact(case_id: str) -> None:
    """Somebody said to share the home is found as one who does, and the register's households are as before."""
    from mutong.records.register.models import Membership

    before = Membership.objects.count()
    heard = hear(viewer_of("INV"), case_id, said("lives_with", person_id="P4"), purpose=PURPOSE)
    assert heard.new_contacts == (("P4", "试师"),)
    assert Contact.objects.get(person_id="P4").rule == "same_household"
    assert Membership.objects.count() == before


@pytest.mark.parametrize(("mask", "protected"), [("yes", True), ("none", False), ("one", None), (None, None)])
def test_only_both_masks_protect_and_only_none_surely_does_not(case_id: str, mask, protected) -> None:
    """What is told of masks, as an encounter says it."""
    tell(case_id, "met", person_id="P3", arrived_at=at(19, 9), mask=mask)
    assert [one[5] for one in told_encounters(["P1"])] == [protected]


def test_other_open_cases_are_traced_in_the_background_once(case_id: str) -> None:
    """Whoever is said to have been in a room where another case sat is that case's contact when the queue is done."""
    path = "mutong.workflows.jobs.trace_all_in_background"
    stay_of(case_id)
    assert not DBTaskResult.objects.filter(task_path=path).exists()
    other = report_positive(
        viewer_of("INV"), person_id="P2", classification="confirmed", date_onset=date(2022, 8, 20),
        purpose=PURPOSE,
    )  # fmt: skip
    stay_of(other)
    stay_of(other, arrived_at=at(19, 14), left_at=at(19, 15))
    stay = stay_of(case_id, arrived_at=at(19, 9, 30))
    tell(case_id, "met", about=stay, person_id="P3")
    assert not Contact.objects.filter(case_id=other, person_id="P3").exists()
    assert DBTaskResult.objects.filter(task_path=path).count() == 1
    trace_all_in_background.call()
    assert Contact.objects.filter(case_id=other, person_id="P3").exists()


def test_names_of_new_contacts_are_on_record(case_id: str) -> None:
    """Who learnt from an answer that somebody is a contact stands in the audit, once; no line where nobody is new."""
    stay = stay_of(case_id)
    before = AuditLine.objects.filter(action="read_new_contacts").count()
    tell(case_id, "met", about=stay, person_id="P3")
    tell(case_id, "note", note="x")
    lines = AuditLine.objects.filter(action="read_new_contacts")
    assert lines.count() == before + 1
    assert (lines.last().actor, lines.last().subject_kind) == ("inv", "case")


def test_whom_a_list_names_is_found_only_around_the_case_it_is_about(case_id: str) -> None:
    """A list of another time, a closed case, and somebody without the right: refused, nothing is written."""
    stay_of(case_id)
    for sought_id, day in (("HERE", 19), ("ELSEWHERE", 18)):
        Sought.objects.create(
            sought_id=sought_id, place_id="ROOM", spans=[[int(at(day, 9).timestamp()), -1]], certainty="stated",
            source="seat_list", reason="no_key", recorded_at=at(21, 9), recorded_by="test",
        )  # fmt: skip
    Sought.objects.filter(pk="ELSEWHERE").update(spans=[[int(at(18, h).timestamp()) for h in (9, 10)]])
    with pytest.raises(MutongError, match="not sought around this case"):
        found_on_list(viewer_of("INV"), case_id, "ELSEWHERE", "P3", purpose=PURPOSE)
    with pytest.raises(AccessDenied):
        found_on_list(viewer_of("INV9"), case_id, "HERE", "P9", purpose=PURPOSE)
    Case.objects.filter(pk=case_id).update(outcome="recovered")
    with pytest.raises(MutongError, match="closed"):
        found_on_list(viewer_of("INV"), case_id, "HERE", "P3", purpose=PURPOSE)
    assert not Sought.objects.exclude(person=None).exists()
    Case.objects.filter(pk=case_id).update(outcome=None)
    found_on_list(viewer_of("INV"), case_id, "HERE", "P3", purpose=PURPOSE)
    assert Sought.objects.get(pk="HERE").person_id == "P3"


def test_a_stranger_is_kept_to_be_looked_for_and_found_by_the_phone(case_id: str) -> None:
    """A description is no contact yet; the page can say who has the phone, but for somebody of another county."""
    stay = stay_of(case_id)
    Person.objects.filter(pk="P4").update(phone="13900000004", phone_index=index_of("13900000004"))
    told = said("met", about=stay, name="红衣女士", phone="139 0000 0004")
    assert hear(viewer_of("INV"), case_id, told, purpose=PURPOSE).new_contacts == ()
    (sought,) = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).file.sought
    assert (sought.name, sought.place_id, sought.matches) == ("红衣女士", "ROOM", (("P4", "试师"),))
    far = said("met", about=stay, name="另一位", phone="139 0000 0009")
    hear(viewer_of("INV"), case_id, far, purpose=PURPOSE)
    assert interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).file.sought[1].matches == ()
    assert "139" not in str(Statement.objects.filter(pk=told.statement_id).values_list("phone_index")[0])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"arrived_at": at(23, 9)}, "said_in_future"),
        ({"left_at": at(19, 8)}, "left_before_arrived"),
        ({"place_id": "NONE"}, "unknown_place"),
        ({"place_id": None}, "place_missing"),
        ({"arrived_at": None}, "time_missing"),
        ({"informant": "nobody"}, "unknown_word"),
        ({"replaces": "S-none"}, "statement_replaced"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(case_id: str, more: dict, code: str) -> None:
    """A broken answer is refused with words in both languages, and nothing is written."""
    with pytest.raises(MutongError) as refused:
        stay_of(case_id, **more)
    assert refused.value.code == code
    assert refused.value.words.zh and refused.value.words.en
    assert not Statement.objects.exists()


def test_doubtful_answers_are_kept_and_pointed_out(case_id: str) -> None:
    """Longer than a day at a shop, or before the days asked about: kept as it was said, with a warning."""
    long = hear(
        viewer_of("INV"), case_id,
        said("stay", place_id="S1", arrived_at=at(18, 9), left_at=at(19, 12)), purpose=PURPOSE,
    )  # fmt: skip
    early = hear(
        viewer_of("INV"), case_id,
        said("stay", place_id="S1", arrived_at=at(1, 9), left_at=at(1, 10)), purpose=PURPOSE,
    )  # fmt: skip
    assert [len(one.warnings) for one in (long, early)] == [1, 1]
    assert Statement.objects.count() == 2


def test_gaps_and_contradictions_come_from_both_sources(case_id: str) -> None:
    """Imported and told stays close gaps together; two places at one time are pointed out."""
    StayStore.build(
        told_store.stays_folder(),
        {"person_id": ["P1"], "place_id": ["S1"], "arrived_at": [at(19, 10)], "left_at": [at(19, 12)]},
    )
    stay_of(case_id)
    interview = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE)
    (pair,) = interview.contradictions
    assert {pair.one.place_id, pair.other.place_id} == {"ROOM", "S1"}
    edges = [(gap.start, gap.end) for gap in interview.gaps]
    nine, noon = int(at(19, 9).timestamp()), int(at(19, 12).timestamp())
    assert (edges[0][1], edges[1][0]) == (nine, noon)


def test_only_investigators_of_the_area_interview_open_cases(case_id: str) -> None:
    """Others are refused and the refusal is on record; a closed case takes no statement; each deed is on record."""
    for stranger in ("INV9", "GW1", "CLD", "DOC"):
        with pytest.raises(AccessDenied):
            interview_of(viewer_of(stranger), case_id, purpose=PURPOSE)
        with pytest.raises(AccessDenied):
            hear(viewer_of(stranger), case_id, said("note", note="x"), purpose=PURPOSE)
    stay_of(case_id)
    actions = set(AuditLine.objects.values_list("action", flat=True))
    assert {"read_interview", "open_movement", "record_statement"} <= actions
    Case.objects.filter(pk=case_id).update(outcome="recovered")
    with pytest.raises(MutongError, match="closed"):
        hear(viewer_of("INV"), case_id, said("note", note="x"), purpose=PURPOSE)


def test_somebody_beyond_the_viewers_area_cannot_be_named_by_id(case_id: str) -> None:
    """A forged person id of another county is refused in the words for one that does not exist."""
    stay = stay_of(case_id)
    for person in ("P9", "P-none"):
        with pytest.raises(MutongError, match="Nobody of that id in your area"):
            hear(viewer_of("INV"), case_id, said("met", about=stay, person_id=person), purpose=PURPOSE)
    with pytest.raises(MutongError, match="the case itself"):
        hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P1"), purpose=PURPOSE)


def test_where_stays_are_many_contacts_are_found_in_the_background(case_id: str, monkeypatch) -> None:
    """Nobody waits for the page: the answer is kept at once, and the task in the queue finds the contact."""
    stay = stay_of(case_id)
    monkeypatch.setattr(interviewing, "AT_ONCE_STAYS", -1)
    heard = hear(viewer_of("INV"), case_id, said("met", about=stay, person_id="P3"), purpose=PURPOSE)
    assert (heard.waiting, heard.new_contacts) == (True, ())
    assert not Contact.objects.filter(person_id="P3").exists()
    tell(case_id, "met", about=stay, person_id="P4")
    queued = DBTaskResult.objects.get(task_path="mutong.workflows.jobs.trace_in_background")
    trace_in_background.call(**queued.args_kwargs["kwargs"])
    assert Contact.objects.filter(person_id="P3").exists()
