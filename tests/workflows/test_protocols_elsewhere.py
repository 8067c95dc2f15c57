"""Areas, reviews that depend on a finding, and relatives: protocols of a made-up office, through the register."""

from datetime import timedelta
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.period import end_of_day
from mutong.records.access import system_viewer
from mutong.records.actions.move_clock import begin_sample_clock
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.duties.models import Duty
from mutong.records.landing.land import land_rows
from mutong.records.register.models import Event
from mutong.standards.working_days import add_months
from mutong.workflows.closing import DutyDone, StopDeed, close_stop
from mutong.workflows.rounds import do_rounds, forget_rounds
from mutong.workflows.screening import screen_area

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PACKS = Path(__file__).parents[1] / "packs" / "other"
AREA = "14"


@pytest.fixture
def shore(tmp_path, monkeypatch):
    """A place that runs by the tide office alone, with two households, a child and a guardian."""
    deployment = tmp_path / "deployment"
    deployment.mkdir()
    for name, text in {
        "packs.csv": "pack,reason_zh,reason_en\ntide-office,,\n",
        "ladder.csv": "pack,level,after_hours,post_kind,label_zh,label_en,status,reason_zh,reason_en\n"
        "*,1,1,elder,长者,elder,sample_choice,样例,sample\n",
        "post_kinds.csv": "post_kind,level,label_zh,label_en,roles\nelder,province,长者,elder,lead\n",
    }.items():
        (deployment / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("MUTONG_PACKS", str(PACKS))
    monkeypatch.setenv("MUTONG_DEPLOYMENT", str(deployment))
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path / "var"))
    viewer = system_viewer("test")
    begin_sample_clock(viewer, purpose="test")
    today = clock.today()
    for table, rows in {
        "areas": [{"area_code": AREA, "name": "某地", "level": "province"}],
        "households": [{"household_id": f"H{n}", "area_code": AREA} for n in (1, 2)],
        "people": [{"person_id": f"P{n}", "area_code": AREA} for n in (1, 2)],
        "memberships": [
            {"person_id": f"P{n}", "household_id": f"H{n}", "kind": "living", "valid_from": today}
            for n in (1, 2)
        ],
        "relations": [{"person_id": "P1", "other_id": "P2", "kind": "guardian", "valid_from": today}],
        "posts": [{"post_id": "ELDER", "kind": "elder", "area_code": AREA}],
        "rosters": [{"post_id": "ELDER", "person_id": "P2", "from": clock.now() - timedelta(days=1)}],
    }.items():
        landed = land_rows(viewer, table, rows, purpose="test")
        assert not landed.problems, landed.problems
    forget_rounds()
    yield viewer
    forget_rounds()


def happened(viewer, kind: str, about: tuple[str, str], *, days_ago: int = 0, **more) -> None:
    """Write one event about a subject."""
    at = clock.now() - timedelta(days=days_ago)
    event = NewEvent(f"{kind}-{about[1]}-{days_ago}", *about, kind, at, "test", **more)
    write_events(viewer, [event], purpose="test")


def test_an_area_owes_its_round_and_is_lowered_only_when_it_was_clear(shore):
    """On the third clear day the round is owed; while its result is open somebody asks; a clear one lowers the flag."""
    happened(shore, "flagged", ("area", AREA), days_ago=3, contact_class="fog")

    do_rounds(force=True)
    owed = Duty.objects.get(protocol="fog_shore", step="round")
    close_stop(shore, StopDeed("t1", (DutyDone(owed.duty_id, result="pending"),)), purpose="test")
    waiting = set(Duty.objects.filter(protocol="fog_shore", state="open").values_list("step", flat=True))
    Event.objects.filter(kind="shore_round").update(result="negative")
    do_rounds(force=True)
    lowered = set(Duty.objects.filter(protocol="fog_shore", state="open").values_list("step", flat=True))

    assert (owed.subject_kind, owed.due_at) == ("area", end_of_day(clock.today()))
    assert waiting == {"ask"}
    assert lowered == {"lower"}
    assert not do_rounds(force=True).created


def test_a_review_comes_by_what_the_screen_found(shore):
    """Two sheep make a calm household, reviewed in a year; five in half a year; uncounted in half a year, and asked."""
    for home in ("H1", "H2"):
        happened(shore, "granted", ("household", home), contact_class="boat")
    sheep = {
        "subject_kind": "household", "fact": "sheep_now", "state": "known", "unit": "head", "source": "test",
        "valid_from": clock.today(), "recorded_at": clock.now(), "confirmed_at": clock.now(),
    }  # fmt: skip
    landed = land_rows(shore, "facts", [{**sheep, "subject_id": "H1", "low": 2, "high": 2}], purpose="test")
    assert not landed.problems, landed.problems

    screen_area(shore, AREA)
    first = {
        (d.subject_id, d.step.split(".")[0]): d.due_at for d in Duty.objects.filter(protocol="boat_review")
    }
    landed = land_rows(shore, "facts", [{**sheep, "subject_id": "H2", "low": 5, "high": 5}], purpose="test")
    screen_area(shore, AREA)

    today = clock.today()
    year, half = (end_of_day(add_months(today, months)) for months in (12, 6))
    assert first == {("H1", "review"): year, ("H2", "review"): half, ("H2", "ask_calm"): half}
    still = Duty.objects.filter(protocol="boat_review", state="open")
    assert {(d.subject_id, d.step): d.due_at for d in still} == {
        ("H1", "review"): year,
        ("H2", "review"): half,
    }


def test_a_guardian_s_first_look_converts_the_child(shore):
    """The relation stands in the register: the guardian's positive first look makes the hand a helmsman, once."""
    happened(shore, "boarded", ("person", "P2"), days_ago=2, contact_class="helmsman")
    happened(shore, "boarded", ("person", "P1"), days_ago=1, contact_class="hand")
    happened(shore, "looked_at", ("person", "P2"), days_ago=1, result="positive")

    do_rounds(force=True)
    do_rounds(force=True)

    converted = Event.objects.filter(subject_id="P1", kind="boarded", contact_class="helmsman")
    assert [(event.linked_kind, event.linked_id) for event in converted] == [("person", "P2")]
    assert not Duty.objects.filter(protocol="deck_hand", subject_id="P1", state="open").exists()
