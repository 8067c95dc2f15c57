"""Single writes: facts, cases, choices, findings, contacts, the clock; and what the reads make of them."""

from datetime import date, datetime, timedelta

import pytest

from mutong.kernel import clock
from mutong.kernel.clock import SAMPLE_START
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.outbreak.stays import StayStore
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.choose_standard import choose_standard
from mutong.records.actions.import_files import finish_import, start_import
from mutong.records.actions.move_clock import advance_clock, set_clock
from mutong.records.actions.record_event import record_event
from mutong.records.actions.record_fact import record_fact
from mutong.records.actions.report_case import report_case
from mutong.records.actions.write_contacts import write_contacts
from mutong.records.actions.write_findings import write_findings
from mutong.records.audit.models import AuditLine
from mutong.records.outbreak.models import Case
from mutong.records.outbreak.movement import open_movement, stays_folder
from mutong.records.reads.case_list import CasesWanted, page_of_cases
from mutong.records.reads.cases import access_case
from mutong.records.reads.choice_rows import signed_choices
from mutong.records.reads.findings import access_findings, count_findings
from mutong.records.reads.households import access_household, list_households
from mutong.records.reads.snapshot_tables import snapshot_tables
from mutong.records.reads.table_rows import access_table
from mutong.records.register.models import Fact
from mutong.tables.snapshot import Snapshot
from tests.records.small_register import GRID_ONE, PURPOSE, viewer_of

pytestmark = pytest.mark.database
INCOME = {"subject_kind": "person", "subject_id": "P1", "fact": "monthly_income", "source": "home_visit"}
SYSTEM = system_viewer()
TODAY = SAMPLE_START.date()


def test_a_fact_is_followed_not_overwritten(register: None) -> None:
    """Two answers on a standing clock are two rows; the last one holds, and each day can be looked back to (T6)."""
    worker = viewer_of("GW1")
    first = record_fact(worker, **INCOME, low=100.0, high=100.0, purpose=PURPOSE)
    second = record_fact(worker, **INCOME, low=0.0, high=0.0, purpose=PURPOSE)
    assert first < second and Fact.objects.count() == 2
    today = clock.today()
    tables = snapshot_tables(SYSTEM, GRID_ONE, today, today, PURPOSE)
    snapshot = Snapshot.build(
        tables.people, tables.households, tables.memberships, tables.facts, tables.completeness, on=today
    )
    at = snapshot.index_of("person", "P1")
    assert (snapshot.number("monthly_income").low[at], snapshot.number("monthly_income").high[at]) == (0, 0)
    before = snapshot_tables(SYSTEM, GRID_ONE, today, today - timedelta(days=1), PURPOSE)
    assert before.facts["fact"] == []


def test_a_fact_obeys_the_dictionary(register: None) -> None:
    """A fact of the wrong kind of subject is refused in words; unknown with a reason is kept as unknown (T1)."""
    worker = viewer_of("GW1")
    with pytest.raises(MutongError) as refused:
        record_fact(worker, **(INCOME | {"fact": "tenure"}), value="low_rent", purpose=PURPOSE)
    assert refused.value.code == "wrong_subject_kind"
    record_fact(worker, **INCOME, unknown_reason="declined", purpose=PURPOSE)
    row = Fact.objects.get()
    assert (row.state, row.low, row.unknown_reason, row.confirmed_at) == ("unknown", None, "declined", None)


def test_an_event_sent_twice_is_one(register: None) -> None:
    """A phone's form with its own id lands once; the same id for something else, and a future time, are refused."""
    worker = viewer_of("GW1")
    form = {
        "subject_kind": "household", "subject_id": "H1", "kind": "home_visit", "at": clock.now(),
        "source": "home_visit", "purpose": PURPOSE, "event_id": "phone-1",
    }  # fmt: skip
    assert record_event(worker, **form) == record_event(worker, **form) == "phone-1"
    with pytest.raises(MutongError, match="another event"):
        record_event(worker, **(form | {"kind": "moved"}))
    with pytest.raises(MutongError, match="after now"):
        record_event(worker, **(form | {"event_id": "x", "at": clock.now() + timedelta(minutes=1)}))


def test_a_case_is_reported_once(register: None) -> None:
    """A doctor reports; a second report of the same person names the open case; a grid worker may not report."""
    doctor = viewer_of("DOC")
    with pytest.raises(AccessDenied):
        report_case(viewer_of("GW1"), person_id="P1", classification="confirmed", purpose=PURPOSE)
    case_id = report_case(doctor, person_id="P1", classification="confirmed", purpose=PURPOSE)
    assert case_id == "C20220822-0001"
    with pytest.raises(MutongError) as refused:
        report_case(doctor, person_id="P1", classification="confirmed", purpose=PURPOSE)
    assert refused.value.fields["case_id"] == case_id
    assert report_case(doctor, person_id="P2", classification="suspected", purpose=PURPOSE) != case_id
    found = access_case(viewer_of("INV"), case_id, PURPOSE)
    assert [event["kind"] for event in found.events] == ["case_reported"]
    assert (found.case.area_code, found.case.is_open, found.case.person_name) == (GRID_ONE, True, "试甲")
    assert page_of_cases(viewer_of("CDC"), "140109", PURPOSE, CasesWanted(), start=0, size=9)[1] == 2
    for stranger in ("INV9", "GW1", "TCA"):
        with pytest.raises(AccessDenied):
            access_case(viewer_of(stranger), case_id, PURPOSE)


def contact(case_id: str, person: str = "P2", place: str | None = "S1") -> dict[str, object]:
    """A row of table contacts."""
    return {
        "case_id": case_id, "person_id": person, "via_person_id": None, "degree": 1, "class": "near",
        "verdict": "yes", "rule": "r1", "clause": "made-up:1", "place_id": place, "minutes": 20.0,
    }  # fmt: skip


def test_contacts_found_again_are_the_same_rows(register: None) -> None:
    """Tracing twice leaves one row a contact, also where via and place are missing; unknown people are refused."""
    case_id = report_case(viewer_of("INV"), person_id="P1", classification="confirmed", purpose=PURPOSE)
    rows = [contact(case_id), contact(case_id, place=None)]
    assert write_contacts(viewer_of("INV"), rows, purpose=PURPOSE) == 2
    assert write_contacts(viewer_of("INV"), rows, purpose=PURPOSE) == 0
    assert write_contacts(viewer_of("INV"), [rows[0] | {"minutes": 30.0}], purpose=PURPOSE) == 1
    with pytest.raises(MutongError, match="P0"):
        write_contacts(viewer_of("INV"), [contact(case_id, "P0")], purpose=PURPOSE)
    with pytest.raises(AccessDenied):
        write_contacts(viewer_of("GW1"), rows, purpose=PURPOSE)
    found = access_case(viewer_of("CLD"), case_id, PURPOSE).contacts
    assert sorted(c.minutes for c in found) == [20.0, 30.0] and {c.area_code for c in found} == {GRID_ONE}


def test_movements_are_read_inside_an_open_case_only(register: None, tmp_path, monkeypatch) -> None:
    """An investigator of the area opens the stays of an open case, on record; others and closed cases are refused."""
    monkeypatch.setattr("mutong.records.outbreak.told_store.var_folder", lambda: tmp_path)
    case_id = report_case(viewer_of("INV"), person_id="P1", classification="confirmed", purpose=PURPOSE)
    assert open_movement(viewer_of("INV"), case_id, PURPOSE) is None
    at = datetime(2022, 8, 20, 9, tzinfo=CHINA)
    StayStore.build(stays_folder(), {"person_id": ["P1"], "place_id": ["S1"], "arrived_at": [at]})
    assert open_movement(viewer_of("INV"), case_id, PURPOSE).folder == stays_folder()
    assert AuditLine.objects.order_by("-number").first().action == "open_movement"
    for stranger in ("INV9", "GW1", "CLD"):
        with pytest.raises(AccessDenied):
            open_movement(viewer_of(stranger), case_id, PURPOSE)
    Case.objects.filter(pk=case_id).update(outcome="recovered")
    with pytest.raises(MutongError, match="closed"):
        open_movement(viewer_of("INV"), case_id, PURPOSE)


def finding(subject: str, verdict: str = "yes", as_of: date = TODAY) -> dict[str, object]:
    """A row of table findings of a made-up rule."""
    return {
        "subject_kind": "household", "subject_id": subject, "rule_id": "made-up:help", "pack_version": "1",
        "as_of": as_of, "known_at": as_of, "verdict": verdict, "amount_low": 100.0, "amount_high": 100.0,
    }  # fmt: skip


def screen(rows: list[dict[str, object]], as_of: date = TODAY) -> int:
    """Write rows as a screen of the whole country."""
    return write_findings(
        SYSTEM, rows, area_code="0", packs=["made-up"], rule_ids=["made-up:help"], as_of=as_of,
        known_at=as_of, subjects=2, purpose=PURPOSE,
    )  # fmt: skip


def test_the_last_screen_is_what_counts(register: None) -> None:
    """The same screen twice leaves the same rows; the next day's takes over, also where nothing is found any more."""
    screen([finding("H1"), finding("H9", "unknown")])
    screen([finding("H1"), finding("H9", "unknown")])
    office = viewer_of("CCA")
    assert [f.subject_id for f in access_findings(office, "140109", PURPOSE)] == ["H1"]
    tomorrow = TODAY + timedelta(days=1)
    screen([finding("H9", as_of=tomorrow)], tomorrow)
    assert access_findings(office, "140109", PURPOSE) == ()
    assert count_findings(viewer_of("PLD"), "14", PURPOSE) == {("made-up:help", "yes", "140105901001001"): 1}
    with pytest.raises(AccessDenied):
        access_findings(viewer_of("INV"), "140109", PURPOSE)


def test_a_household_page_shows_what_the_viewer_may_read(register: None) -> None:
    """The grid worker sees findings and income; an investigator neither, and is told so rather than shown none."""
    screen([finding("H1")])
    record_fact(viewer_of("GW1"), **INCOME, low=5.0, high=5.0, purpose=PURPOSE)
    worker, investigator = (access_household(viewer_of(p), "H1", PURPOSE) for p in ("GW1", "INV"))
    assert [f.rule_id for f in worker.findings] == ["made-up:help"]
    assert [f.fact for f in worker.facts] == ["monthly_income"]
    assert investigator.findings is None and investigator.facts == ()
    assert [m.person_id for m in investigator.members] == ["P1", "P2"]
    rows, total = list_households(viewer_of("SEC"), "140109901001", PURPOSE, words="试乙")
    assert (total, rows[0].household_id, rows[0].members) == (1, "H1", 2)
    with pytest.raises(AccessDenied):
        list_households(viewer_of("GW9"), GRID_ONE, PURPOSE)


def test_a_choice_is_signed_by_a_post_for_its_area(register: None) -> None:
    """A county lead chooses for the county with a reason; for the province, and without a reason, it is refused."""
    choice = {
        "pack": "made-up",
        "parameter": "hours",
        "area_code": "140109",
        "value": "6",
        "purpose": PURPOSE,
    }
    with pytest.raises(AccessDenied):
        choose_standard(viewer_of("CLD"), **(choice | {"area_code": "14"}), reason="r")
    with pytest.raises(MutongError, match="Say why"):
        choose_standard(viewer_of("CLD"), **choice, reason=" ")
    choose_standard(viewer_of("CLD"), **choice, reason="few drivers")
    (row,) = signed_choices()
    assert (row["value"], row["signed_by"], row["valid_from"]) == ("6", "CLD", clock.today())


def test_the_sample_clock_runs_forward(register: None) -> None:
    """The clock starts at the sample's start, is moved by a span, and never back."""
    assert clock.now() == SAMPLE_START
    assert advance_clock(SYSTEM, timedelta(hours=30), purpose=PURPOSE) == SAMPLE_START + timedelta(hours=30)
    with pytest.raises(MutongError, match="backwards"):
        set_clock(SYSTEM, SAMPLE_START, purpose=PURPOSE)
    assert clock.now() == SAMPLE_START + timedelta(hours=30)


def test_a_real_clock_cannot_be_moved(db: None) -> None:
    """A register without a sample clock lives by the machine's, and says so."""
    with pytest.raises(MutongError, match="real clock"):
        set_clock(SYSTEM, clock.now() + timedelta(hours=1), purpose=PURPOSE)


def test_a_file_is_done_once_and_run_again_when_cut_short(register: None) -> None:
    """A file that landed whole is done; one that was cut short or had rejects starts anew; counts must add up."""
    viewer = viewer_of("SEC")
    first = start_import(viewer, "d1", "facts", "f.csv", purpose=PURPOSE)
    again = start_import(viewer, "d1", "facts", "f.csv", purpose=PURPOSE)
    assert (first.already_done, again.already_done, again.import_id) == (False, False, first.import_id)
    counts = {"rows_in": 3, "rows_landed": 3, "rows_rejected": 0, "purpose": PURPOSE}
    finish_import(viewer, first.import_id, **counts)
    assert start_import(viewer, "d1", "facts", "f.csv", purpose=PURPOSE).already_done
    assert not start_import(viewer, "d1", "events", "f.csv", purpose=PURPOSE).already_done
    with pytest.raises(ValueError, match="3 rows in"):
        finish_import(viewer, first.import_id, **(counts | {"rows_landed": 2}))


def test_a_table_leaves_for_its_own_area_only(register: None) -> None:
    """A secretary exports the community's people without resident numbers; for another area it is refused."""
    secretary, community = viewer_of("SEC"), "140109901001"
    people = list(access_table(secretary, "people", PURPOSE, area_code=community))
    assert [(p["person_id"], p["name"], p["id_number"]) for p in people] == [
        ("P1", "试甲", None),
        ("P2", "试乙", None),
    ]
    assert people[0]["phone"] == "13900000001"
    members = access_table(secretary, "memberships", PURPOSE, area_code=community)
    assert [m["household_id"] for m in members] == ["H1", "H1"]
    for table, area in (("people", "140105"), ("cases", community), ("people", "0")):
        with pytest.raises(AccessDenied):
            access_table(secretary, table, PURPOSE, area_code=area)
    everybody = list(access_table(SYSTEM, "people", PURPOSE))
    assert len(everybody) > 3 and everybody[0].keys() == people[0].keys()
