"""A made-up pack with other days, classes and names goes once round without a line of src knowing it."""

from datetime import timedelta
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.records.access import system_viewer
from mutong.records.actions.move_clock import begin_sample_clock
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.assistance.models import Finding
from mutong.records.duties.models import Duty
from mutong.records.landing.land import land_rows
from mutong.records.landing.stay_landing import add_stays
from mutong.records.outbreak.models import Contact
from mutong.workflows.casework import report_positive
from mutong.workflows.screening import screen_area

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PACKS = Path(__file__).parents[1] / "packs" / "other"
AREA = "14"


@pytest.fixture
def other_place(tmp_path, monkeypatch):
    """A deployment that runs by the made-up packs only, and a register of two households."""
    deployment = tmp_path / "deployment"
    deployment.mkdir()
    (deployment / "packs.csv").write_text(
        "pack,reason_zh,reason_en\nlantern-fever,,\nother-aid,,\n", encoding="utf-8"
    )
    (deployment / "ladder.csv").write_text(
        "pack,level,after_hours,post_kind,label_zh,label_en,status,reason_zh,reason_en\n"
        "*,1,1,elder,长者,elder,sample_choice,样例,sample\n",
        encoding="utf-8",
    )
    (deployment / "post_kinds.csv").write_text(
        "post_kind,level,label_zh,label_en,roles\nelder,province,长者,elder,lead\n", encoding="utf-8"
    )
    monkeypatch.setenv("MUTONG_PACKS", str(PACKS))
    monkeypatch.setenv("MUTONG_DEPLOYMENT", str(deployment))
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path / "var"))
    viewer = system_viewer("test")
    begin_sample_clock(viewer, purpose="test")
    for table, rows in {
        "areas": [{"area_code": AREA, "name": "某地", "level": "province"}],
        "places": [{"place_id": "R1", "name": "屋", "kind": "classroom", "area_code": AREA}],
        "households": [{"household_id": f"H{n}", "area_code": AREA} for n in (1, 2)],
        "people": [{"person_id": f"P{n}", "area_code": AREA} for n in range(1, 5)],
        "memberships": [
            {
                "person_id": f"P{n}",
                "household_id": f"H{1 + n // 3}",
                "kind": "living",
                "valid_from": clock.today(),
            }
            for n in range(1, 5)
        ],
        "posts": [{"post_id": "ELDER", "kind": "elder", "area_code": AREA}],
        "rosters": [{"post_id": "ELDER", "person_id": "P4", "from": clock.now() - timedelta(days=1)}],
    }.items():
        landed = land_rows(viewer, table, rows, purpose="test")
        assert not landed.problems, landed.problems
    return viewer


def test_its_contacts_days_and_duties_come_from_the_pack(other_place):
    """Who sat on a bench nearby gets the pack's own class, its dips on days 2 and 4, and the caller's 90 minutes."""
    yesterday = clock.now() - timedelta(days=1)
    seats = {"P1": "B1", "P2": "B5", "P3": "B2"}
    add_stays(
        other_place,
        {
            "person_id": list(seats),
            "place_id": ["R1"] * 3,
            "arrived_at": [yesterday] * 3,
            "left_at": [yesterday + timedelta(hours=1)] * 3,
            "seat": list(seats.values()),
            "certainty": ["observed"] * 3,
        },
        purpose="test",
    )

    case_id = report_positive(
        other_place, purpose="test", person_id="P1", classification="confirmed", date_specimen=clock.today()
    )

    found = dict(Contact.objects.filter(case_id=case_id).values_list("person_id", "contact_class"))
    duties = Duty.objects.filter(pack="lantern-fever", subject_id="P3")
    assert found == {"P3": "lamp_bearer", "P2": "passer_by", "P4": "lamp_neighbour"}
    assert set(duties.values_list("post_id", flat=True)) == {"ELDER"}
    assert {d.kind for d in duties} == {"call_out", "dip", "hush"}
    call = duties.get(kind="call_out")
    assert call.due_at - clock.now() == timedelta(minutes=90)
    first_day = clock.today() - timedelta(days=1)
    dips = sorted(civil_day(d.not_before) - first_day for d in duties.filter(kind="dip"))
    assert dips == [timedelta(days=1), timedelta(days=3)]


def test_its_round_is_not_a_month(other_place):
    """The made-up round begins with its own event and comes by the pack's own fourteen days."""
    event = NewEvent("E1", "household", "H1", "oil_enrolled", clock.now() - timedelta(days=3), "test")
    write_events(other_place, [event], purpose="test")

    screen_area(other_place, AREA)

    rounds = Duty.objects.filter(pack="other-aid", protocol="oil_round")
    assert set(rounds.values_list("subject_id", flat=True)) == {"H1"}
    assert {(d.due_at - d.not_before) for d in rounds} == {timedelta(days=14)}


def test_its_rule_finds_whoever_has_few_sheep(other_place):
    """A household with two sheep is entitled by the made-up rule and the family is told; one with five is not."""
    rows = [
        {
            "subject_kind": "household", "subject_id": home, "fact": "sheep_now", "state": "known", "low": sheep,
            "high": sheep, "unit": "head", "valid_from": clock.today(), "recorded_at": clock.now(), "source": "test",
        }
        for home, sheep in (("H1", 2), ("H2", 5))
    ]  # fmt: skip
    assert not land_rows(other_place, "facts", rows, purpose="test").problems

    screen_area(other_place, AREA)

    found = dict(Finding.objects.filter(current=True).values_list("subject_id", "verdict"))
    assert found == {"H1": "yes"}
