"""Two records of one person: once decided, tracing, lists and duties treat them as one; taken back, as two again."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.duties.models import Duty
from mutong.records.landing.land import land_rows
from mutong.records.landing.stay_landing import add_stays
from mutong.records.outbreak.models import Contact
from mutong.records.reads.case_list import CasesWanted, count_cases, page_of_cases
from mutong.records.reads.cases import access_case
from mutong.records.reads.chain_rows import access_chain_rows, chain_stamp
from mutong.records.reads.people_search import search_people
from mutong.records.reads.same_people import count_waiting, list_candidates, list_decisions, same_people
from mutong.records.reads.situation_rows import WorkAsked, access_situation_rows
from mutong.records.register.models import Person, SamePerson
from mutong.workflows.casework import report_positive, trace_cases
from mutong.workflows.same_people import decide, look_for_doubles, withdraw
from mutong.workflows.sources import SourceQuestion, find_sources, open_cases_of, standard_incubation
from tests.records.small_register import GRID_ONE, PURPOSE, fill_register, rows_of, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = datetime(2022, 8, 21, 8, tzinfo=CHINA)
RUNNING = ("open", "acknowledged")


@pytest.fixture
def register(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small register, with a second record of 试甲 on a list of a workplace, who sat in a room with 试戊."""
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path))
    fill_register()
    people = rows_of(
        "person_id name sex birth_date id_number phone area_code",
        ("Q1", "试 甲", "female", Person.objects.get(pk="P1").birth_date, None, "13900000001", GRID_ONE),
        ("Q5", "试戊", "male", None, None, None, GRID_ONE),
    )
    places = rows_of("place_id name kind area_code", ("R1", "车间", "workroom", GRID_ONE))
    for table, rows in (("people", people), ("places", places)):
        assert land_rows(system_viewer("test"), table, rows, purpose=PURPOSE).problems == []
    columns: dict[str, list] = {
        "person_id": ["Q1", "Q5"],
        "place_id": ["R1", "R1"],
        "arrived_at": [DAY, DAY],
        "left_at": [DAY + timedelta(hours=9)] * 2,
        "seat": [None, None],
        "source": ["test", "test"],
    }
    add_stays(system_viewer("test"), columns, purpose=PURPOSE)


def positive(person: str = "P1") -> str:
    """Report a person as positive today; the case id."""
    viewer = viewer_of("CDC")
    return report_positive(
        viewer, purpose=PURPOSE, person_id=person, classification="confirmed", date_onset=clock.today()
    )


def say_same(person: str = "Q1", kept: str = "P1", verdict: str = "same") -> int:
    """Decide by the county's disease control."""
    return decide(
        viewer_of("CDC"), person_id=person, same_as=kept, verdict=verdict, basis="电话核实", purpose=PURPOSE
    )


def listed(case_id: str) -> set[str]:
    """Whom the case's file lists as contacts."""
    return {row.person_id for row in access_case(viewer_of("CDC"), case_id, PURPOSE).contacts}


def duties_about(person: str) -> set[str]:
    """The kinds of running duty about a person."""
    rows = Duty.objects.filter(subject_id=person, state__in=RUNNING)
    return set(rows.values_list("kind", flat=True))


def test_stays_under_the_other_record_give_contacts_and_taking_back_takes_them_away(register) -> None:
    """The case stands under the ledger's record, the stays under the list's: together they tell whom the case met."""
    case_id = positive("P1")
    assert listed(case_id) == {"P2"}
    assert duties_about("Q5") == set()

    decision = say_same()

    assert listed(case_id) == {"P2", "Q5"}
    assert duties_about("Q5")
    rows, _ = page_of_cases(viewer_of("CDC"), "140109", PURPOSE, CasesWanted(), start=0, size=1)
    assert rows[0].contacts == 2

    withdraw(viewer_of("CDC"), decision, why="弄错了", purpose=PURPOSE)

    assert listed(case_id) == {"P2"}
    assert duties_about("Q5") == set()
    assert same_people().kept == {}
    assert not Contact.objects.filter(person_id="Q5").exists()

    again = say_same()
    assert again != decision
    assert listed(case_id) == {"P2", "Q5"}
    assert duties_about("Q5")


def test_a_case_is_no_contact_of_itself_under_the_other_record(register) -> None:
    """The other record was listed as a contact before anybody knew; once decided it is neither listed nor managed."""
    case_id = positive("Q5")
    assert listed(case_id) == {"Q1"}
    other = positive("P1")
    assert duties_about("Q1")

    say_same()

    assert "Q1" not in listed(other)
    assert listed(case_id) == {"P1"}
    assert duties_about("Q1") == set()


def test_a_contact_has_one_line_and_one_list_of_duties(register) -> None:
    """Found by stays under one record and living under another: listed once, the duties at the kept record's door."""
    case_id = positive("Q5")
    before = duties_about("Q1")
    assert before and duties_about("P1") == set()

    decision = say_same()

    assert listed(case_id) >= {"P1"} and "Q1" not in listed(case_id)
    assert duties_about("P1") == before
    assert duties_about("Q1") == set()
    assert [one.person_id for one in search_people(viewer_of("CDC"), "试", PURPOSE) if "甲" in one.name] == [
        "P1"
    ]

    withdraw(viewer_of("CDC"), decision, why="", purpose=PURPOSE)
    assert duties_about("Q1") == before
    assert duties_about("P1") == set()


def test_the_household_of_one_record_is_the_others_too(register) -> None:
    """A contact met at work under one record puts those at risk with whom the other record lives."""
    case_id = positive("Q5")
    assert "P2" not in listed(case_id)

    decision = say_same()

    found = {row.person_id: row for row in access_case(viewer_of("CDC"), case_id, PURPOSE).contacts}
    assert found["P2"].via_person_id == "P1"
    withdraw(viewer_of("CDC"), decision, why="", purpose=PURPOSE)
    assert "P2" not in listed(case_id)


def test_the_figure_over_the_list_counts_people(register) -> None:
    """Whom a list and the figure over it count is the same, with a decision and without."""
    cases = {positive("P2"), positive("Q5")}
    for _ in range(2):
        rows, _ = page_of_cases(viewer_of("CDC"), "140109", PURPOSE, CasesWanted(), start=0, size=9)
        assert {row.case_id for row in rows} == cases
        counted = count_cases(viewer_of("CDC"), "140109", PURPOSE).contacts
        assert counted == sum(row.contacts for row in rows)
        Contact.objects.get_or_create(
            case_id=min(cases), person_id="Q1", degree=1, contact_class="close_contact", verdict="yes", rule="r",
        )  # fmt: skip
        Contact.objects.get_or_create(
            case_id=min(cases), person_id="P1", degree=1, contact_class="close_contact", verdict="yes", rule="r",
        )  # fmt: skip
        say_same() if not same_people().kept else None


def test_a_contact_under_one_record_who_is_a_case_under_the_other_hangs_on_that_case(register) -> None:
    """Chains and the situation know the second case in whom the first one met; the kept chains are worked out anew."""
    first, second = positive("Q5"), positive("P1")
    wanted = WorkAsked(frozenset({"close_contact"}), frozenset(), frozenset(), frozenset())

    def met() -> list[set[tuple[object, object]]]:
        rows = (
            access_chain_rows(viewer_of("CDC"), "140109", purpose=PURPOSE),
            access_situation_rows(viewer_of("CDC"), "140109", wanted, purpose=PURPOSE),
        )
        return [{(one["case_id"], one["person_id"]) for one in each.contacts} for each in rows]

    before, stamp = met(), chain_stamp("140109")
    SamePerson.objects.create(
        person_id="Q1",
        same_as_id="P1",
        verdict="same",
        basis="核实",
        decided_at=clock.now(),
        decided_by="CDC",
    )

    assert all((first, "P1") not in pairs for pairs in before)
    assert all((first, "P1") in pairs and second not in dict(pairs) for pairs in met())
    assert access_chain_rows(viewer_of("CDC"), "140109", purpose=PURPOSE).contacts
    assert chain_stamp("140109") != stamp
    there = chain_stamp("140109")
    SamePerson.objects.update(withdrawn_at=clock.now())
    assert chain_stamp("140109") != there


def test_a_source_is_looked_for_in_the_stays_of_all_records(register) -> None:
    """Two cases who sat in one room share it, also where the stays of one stand under the other record."""
    ids = {positive("Q5"), positive("P1")}
    question = SourceQuestion("all", days=None)

    def shared() -> list[set[str]]:
        cases = open_cases_of(viewer_of("CDC"), "140109", purpose=PURPOSE)
        asked = question if standard_incubation("140109").is_settled else replace(question, days=(7, 0))
        found = find_sources(viewer_of("CDC"), "140109", cases, asked, purpose=PURPOSE)
        return [set(one.cases) for one in found.places.places]

    assert shared() == []
    say_same()
    assert shared() == [ids]


def test_tracing_again_changes_nothing(register) -> None:
    """With decisions standing, tracing can be run again to the same end."""
    positive("P1")
    say_same()
    before = sorted(Contact.objects.values_list("case_id", "person_id", "rule", "place_id"))
    report = trace_cases()
    assert report.events == 0 and report.obliged.created == 0
    assert sorted(Contact.objects.values_list("case_id", "person_id", "rule", "place_id")) == before


def test_nothing_of_either_record_is_changed(register) -> None:
    """A decision adds a row of its own; both people stay as they were."""
    before = list(Person.objects.order_by("pk").values())
    withdraw(viewer_of("CDC"), say_same(), why="", purpose=PURPOSE)
    after = list(Person.objects.order_by("pk").values())
    assert after == before


def test_a_person_is_not_reported_twice_under_two_records(register) -> None:
    """An open case under one record is the person's open case."""
    positive("P1")
    say_same()
    with pytest.raises(MutongError) as refused:
        positive("Q1")
    assert refused.value.code == "case_already_open"


def test_decisions_may_not_contradict(register) -> None:
    """One and two are one, one and three are not: then two and three cannot be one."""
    say_same("Q1", "P1")
    say_same("Q5", "P1", "different")
    with pytest.raises(MutongError) as refused:
        say_same("Q5", "Q1")
    assert refused.value.code == "already_different"
    with pytest.raises(MutongError) as again:
        say_same("Q1", "P1")
    assert again.value.code == "already_same"


def test_a_decision_needs_its_reason_and_its_right(register) -> None:
    """Without words nothing is decided; an investigator of another county may not."""
    with pytest.raises(MutongError) as bare:
        decide(viewer_of("CDC"), person_id="Q1", same_as="P1", verdict="same", basis=" ", purpose=PURPOSE)
    assert bare.value.code == "decision_without_basis"
    with pytest.raises(AccessDenied):
        decide(viewer_of("INV9"), person_id="Q1", same_as="P1", verdict="same", basis="x", purpose=PURPOSE)
    assert same_people().kept == {}


def test_the_search_finds_the_pair_and_a_decision_takes_it_off_the_list(register) -> None:
    """Found by phone and birth date; waiting only for who may decide there; decided, it waits no more."""
    found, fresh = look_for_doubles()
    assert [(one.first, one.second, one.rules) for one in found.pairs] == [("P1", "Q1", ("phone_birth",))]
    assert fresh == 1 and found.pairs[0].is_sure
    assert count_waiting(viewer_of("CDC")) == 1
    assert count_waiting(viewer_of("INV9")) == 0
    assert count_waiting(viewer_of("GW1")) == 0
    decision = say_same(verdict="unsure")
    assert count_waiting(viewer_of("CDC")) == 0
    assert list_candidates(viewer_of("CDC"), PURPOSE, unsure=True)[1] == 1
    say_same()
    assert look_for_doubles()[1] == 0
    assert count_waiting(viewer_of("CDC")) == 0
    told = list_decisions(viewer_of("CDC"), PURPOSE)
    assert [(one.verdict, one.withdrawn_at is None) for one in told] == [("same", True), ("unsure", False)]
    assert told[1].decision_id == decision


def test_people_that_come_in_are_looked_at_in_the_background(register, tmp_path: Path) -> None:
    """A file of people puts one search into the queue, however many files wait; the search finds the pair."""
    from django_tasks_db.models import DBTaskResult

    from mutong.workflows.jobs import look_for_doubles_in_background
    from mutong.workflows.sending import send_file

    for name in ("one", "two"):
        path = tmp_path / f"{name}.csv"
        path.write_text(
            f"person_id,name,birth_date,phone,area_code\nN{name},新 {name},1999-01-0{len(name)},,{GRID_ONE}\n",
            encoding="utf-8",
        )
        send_file(
            system_viewer("test"), path, "people", purpose=PURPOSE, name=path.name, size_limit=10**6,
            rejects=tmp_path / "rejects.csv",
        )  # fmt: skip
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert count_waiting(viewer_of("CDC")) == 0
    look_for_doubles_in_background.call()
    assert count_waiting(viewer_of("CDC")) == 1
