"""Rows into the register: counted, checked, landing once."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.landing.land import Landed, land_rows
from mutong.records.register.models import Area, Event, Fact, Household, Membership, Person
from tests.records.small_register import GRID_ONE, OTHER_GRID, PURPOSE, rows_of, viewer_of

pytestmark = pytest.mark.database
AT = datetime(2022, 8, 20, 9, tzinfo=CHINA)


def land(table: str, rows: list[dict[str, object]], **more: object) -> Landed:
    """Land rows as the system."""
    return land_rows(system_viewer(), table, rows, purpose=PURPOSE, **more)


def fact(subject: str = "P1", low: float = 100.0, at: datetime = AT) -> dict[str, object]:
    """A row of table facts: a monthly income."""
    return {
        "subject_kind": "person", "subject_id": subject, "fact": "monthly_income", "state": "known",
        "low": low, "high": low, "unit": "fen/month", "valid_from": date(2022, 8, 1), "recorded_at": at,
        "source": "home_visit",
    }  # fmt: skip


def event(event_id: str = "E1", subject: str = "P1", kind: str = "seen") -> dict[str, object]:
    """A row of table events."""
    return {
        "event_id": event_id, "subject_kind": "person", "subject_id": subject, "kind": kind, "at": AT,
        "recorded_at": AT, "source": "visit",
    }  # fmt: skip


def test_the_same_rows_twice_land_once(register: None) -> None:
    """Facts and events sent a second time are counted as there already and change nothing."""
    for table, rows in {"facts": [fact(), fact("P2")], "events": [event(), event("E2", "P2")]}.items():
        first, second = land(table, rows), land(table, rows)
        assert (first.new, first.already, first.rejected) == (2, 0, 0)
        assert (second.new, second.already, second.rejected) == (0, 2, 0)
    assert (Fact.objects.count(), Event.objects.count()) == (2, 2)


def test_facts_and_events_are_never_overwritten(register: None) -> None:
    """Another content under the same key is refused with a remedy, and what was there stays."""
    land("facts", [fact(low=100.0)])
    land("events", [event(kind="seen")])
    for table, row in {"facts": fact(low=200.0), "events": event(kind="moved")}.items():
        landed = land(table, [row])
        assert (landed.landed, landed.rejected, landed.problems[0].code) == (0, 1, "other_content")
        assert "later recorded_at" in landed.problems[0].remedy.en
    assert Fact.objects.get().low == 100.0 and Event.objects.get().kind == "seen"
    assert land("facts", [fact(low=200.0, at=AT.replace(hour=10))]).new == 1


def test_a_register_row_changes_and_a_blank_wipes_nothing(register: None) -> None:
    """A household's new tenure replaces the old one; a row without tenure leaves it (T1)."""
    row = {"household_id": "H1", "area_code": GRID_ONE, "place_id": "B1-101", "tenure": "low_rent"}
    assert land("households", [row]).changed == 1
    assert land("households", [row | {"tenure": None}]).already == 1
    assert Household.objects.get(pk="H1").tenure == "low_rent"


def test_a_row_names_only_what_is_there(register: None) -> None:
    """Unknown people, households, places, areas and subjects are problems with row, column, value and remedy."""
    bad = {
        "relations": ({"person_id": "P1", "other_id": "P?", "kind": "parent", "valid_from": AT.date()}, "other_id"),
        "households": ({"household_id": "H2", "area_code": GRID_ONE, "place_id": "no-home"}, "place_id"),
        "places": ({"place_id": "X", "name": "x", "kind": "shop", "area_code": "999999"}, "area_code"),
        "facts": (fact("P?"), "subject_id"),
        "events": (event(subject="P?"), "subject_id"),
        "encounters": ({"person_a": "P1", "person_b": "P?", "start_at": AT}, "person_b"),
    }  # fmt: skip
    for table, (row, column) in bad.items():
        landed = land(table, [row], file="f.xlsx", sheet="s", row_numbers=[7])
        (problem,) = landed.problems
        assert (problem.file, problem.sheet, problem.row, problem.column) == ("f.xlsx", "s", 7, column)
        assert problem.value == str(row[column]) and problem.code == "unknown_reference"
        assert problem.remedy.zh and problem.remedy.en


def test_good_rows_land_beside_bad_ones(register: None) -> None:
    """One wrong row is rejected, the others land, and the counts add up."""
    landed = land("facts", [fact("P1"), fact("P?"), fact("P2"), fact("P1")])
    assert (landed.new, landed.already, landed.rejected) == (2, 1, 1)


def test_nobody_lives_in_two_households(register: None) -> None:
    """A second living household on the same day is refused; a move in one file, ending the first, lands."""
    move = rows_of(
        "person_id household_id kind valid_from valid_to",
        ("P1", "H9", "living", date(2022, 8, 10), None),
        ("P1", "H1", "living", date(2020, 1, 1), date(2022, 8, 10)),
    )
    refused = land("memberships", move[:1])
    assert [p.code for p in refused.problems] == ["two_living_households"]
    landed = land("memberships", move)
    assert (landed.new, landed.changed, landed.problems) == (1, 1, [])
    assert Membership.objects.filter(person_id="P1", valid_to=None).get().household_id == "H9"


def test_areas_that_do_not_hang_together_are_refused(register: None) -> None:
    """A code of the wrong length, one that does not begin with its parent's, and one without a parent."""
    rows = rows_of(
        "area_code name level parent_code",
        ("14010990", "短", "township", "140109"),
        ("140105902", "错", "township", "140109"),
        ("140199901", "无", "township", "140199"),
        ("140109902", "好", "township", "140109"),
        ("140109902001", "好社区", "community", "140109902"),
    )
    landed = land("areas", rows)
    assert sorted(p.code for p in landed.problems) == [
        "area_code_length",
        "area_code_prefix",
        "area_without_parent",
    ]
    assert landed.new == 2 and Area.objects.filter(area_code__startswith="140109902").count() == 2


def test_whoever_imports_writes_about_their_own_area_only(register: None) -> None:
    """A secretary lands facts of the own community; another area's, and taking its people over, is refused."""
    secretary = viewer_of("SEC")
    landed = land_rows(secretary, "facts", [fact("P1"), fact("P9")], purpose=PURPOSE)
    assert (landed.new, [p.code for p in landed.problems]) == (1, ["other_area"])
    taken = land_rows(secretary, "people", [{"person_id": "P9", "area_code": GRID_ONE}], purpose=PURPOSE)
    assert [p.code for p in taken.problems] == ["other_area"]
    assert Person.objects.get(pk="P9").area_code == OTHER_GRID
    with pytest.raises(AccessDenied):
        land_rows(viewer_of("GW1"), "facts", [fact("P1")], purpose=PURPOSE)


def test_a_survey_becomes_facts_once(register: None) -> None:
    """Each answered cell is one fact in the dictionary's unit, and the same sheet again adds nothing."""
    row = {
        "household_id": "H1", "asked_at": date(2022, 8, 20), "willing": "yes", "land_offered_mu": 3.5,
        "cash_offered": 2000.0, "worries": None,
    }  # fmt: skip
    assert (land("survey", [row]).new, land("survey", [row]).already) == (1, 1)
    facts = {f.fact: f for f in Fact.objects.filter(subject_id="H1")}
    assert set(facts) == {"willing", "land_offered_mu", "cash_offered"}
    assert (facts["cash_offered"].low, facts["cash_offered"].unit) == (200_000.0, "fen")
    assert facts["willing"].value == "yes" and facts["willing"].valid_from == date(2022, 8, 20)
    landed = land("survey", [{**row, "household_id": "H?"}])
    assert [p.code for p in landed.problems] == ["unknown_reference"]


def test_stays_and_duties_do_not_land_here(register: None) -> None:
    """The tables that have another home are refused with the way there."""
    for table, way in {"stays": "mutong stays append", "duties": "import the events"}.items():
        with pytest.raises(MutongError) as refused:
            land(table, [])
        assert way in refused.value.words.en


ROWS = st.lists(
    st.tuples(st.sampled_from(["E1", "E2", "E3"]), st.sampled_from(["P1", "P2", "P?"]), st.booleans()),
    max_size=8,
)


@given(ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_always_add_up(register: None, drawn: list[tuple[str, str, bool]]) -> None:
    """Whatever comes, rows in = landed + rejected, and sending the landed rows again lands nothing new."""
    Event.objects.all().delete()
    rows = [event(e, p, "seen" if seen else "moved") for e, p, seen in drawn]
    landed = land("events", rows)
    assert landed.landed + landed.rejected == len(rows)
    again = land("events", rows)
    assert (again.new, again.rejected) == (0, landed.rejected)
    assert Event.objects.count() == landed.new
