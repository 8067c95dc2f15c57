"""Line lists into the register: whose case it is, one illness one case, two statements of one onset."""

from datetime import date, datetime

import pytest

from mutong.kernel.period import CHINA
from mutong.records.access import system_viewer
from mutong.records.landing.land import Landed, land_rows
from mutong.records.outbreak.models import Case
from mutong.records.register.models import Fact, Person
from tests.records.small_register import GRID_ONE, GRID_TWO, OTHER_GRID, PURPOSE, viewer_of

pytestmark = pytest.mark.database
REPORTED = datetime(2022, 8, 20, 9, tzinfo=CHINA)


def land(table: str, rows: list[dict[str, object]]) -> Landed:
    """Land rows as the system."""
    return land_rows(system_viewer(), table, rows, purpose=PURPOSE)


def case(case_id: str = "C1", person: str = "P1", **more: object) -> dict[str, object]:
    """A row of table cases."""
    return {
        "case_id": case_id, "person_id": person, "classification": "confirmed", "reported_at": REPORTED,
        "origin": "local", "area_code": GRID_ONE, **more,
    }  # fmt: skip


def listed(case_id: str = "L1", **more: object) -> dict[str, object]:
    """A row of table line_list."""
    return {
        "case_id": case_id, "classification": "confirmed", "reported_at": REPORTED, "area_code": GRID_ONE, **more,
    }  # fmt: skip


def codes(landed: Landed) -> list[str]:
    """What was refused, and why."""
    return [problem.code for problem in landed.problems]


@pytest.mark.parametrize(
    "told",
    [
        {"id_number": "140109189503120023"},
        {"name": "试 甲", "phone": "13900000001"},
        {"name": "试甲", "birth_date": date(1950, 3, 12)},
        {"name": "别名", "id_number": "140109189503120023", "phone": "12000005678"},
    ],
)
def test_a_known_person_is_recognised_by_exact_keys(register: None, told: dict[str, object]) -> None:
    """Resident number; name with phone; name with birth date: each leads to P1, and nobody new is entered."""
    before = Person.objects.count()
    landed = land("line_list", [listed(**told)])
    assert (landed.new, codes(landed)) == (1, [])
    assert Case.objects.get().person_id == "P1" and Person.objects.count() == before
    assert Person.objects.get(pk="P1").name == "试甲"


@pytest.mark.parametrize(
    "told",
    [
        {"name": "试甲", "birth_date": date(1950, 3, 13)},
        {"name": "试甲"},
        {"name": "试甲", "phone": "13900000001", "sex": "male"},
        {"name": "别人", "phone": "13900000001"},
    ],
)
def test_what_is_not_certain_is_somebody_new(register: None, told: dict[str, object]) -> None:
    """A name alone, a phone alone, or a sex that differs is no proof; the person is entered with the case's area."""
    landed = land("line_list", [listed(area_code=GRID_TWO, **told)])
    assert (landed.new, codes(landed)) == (1, [])
    person = Case.objects.get().person
    assert (person.pk, person.area_code, person.name) == ("LL-L1", GRID_TWO, told["name"])


def test_several_who_fit_are_for_a_person_to_decide(register: None) -> None:
    """Two people of one name and birth date: the row is refused and names both; with a person id it lands."""
    twin = {"person_id": "P1b", "name": "试甲", "birth_date": date(1950, 3, 12), "area_code": GRID_ONE}
    land("people", [twin])
    row = listed(name="试甲", birth_date=date(1950, 3, 12))
    landed = land("line_list", [row])
    assert codes(landed) == ["several_people"] and "P1, P1b" in landed.problems[0].remedy.en
    assert land("line_list", [row | {"person_id": "P1b"}]).new == 1


def test_a_list_fills_in_what_is_not_known_and_overwrites_nothing(register: None) -> None:
    """P2 gets a phone; the birth date that is known stays; a resident number tells a new person's birth and sex."""
    land("line_list", [listed(person_id="P2", name="错名", phone="13900000002", birth_date=date(1981, 1, 1))])
    land("line_list", [listed("L2", name="试丁", id_number="11010118900307803X", area_code=GRID_TWO)])
    second, new = Person.objects.get(pk="P2"), Person.objects.get(pk="LL-L2")
    assert (second.name, second.phone, second.birth_date) == ("试乙", "13900000002", date(1980, 5, 1))
    assert (new.birth_date, new.sex) == (date(1890, 3, 7), "male")


def test_an_age_is_kept_as_what_was_stated(register: None) -> None:
    """Somebody new without a birth date has the age of the day of report as a fact; no birth date is made up."""
    land("line_list", [listed(name="试戊", age=71, source="county_hospital")])
    assert Person.objects.get(pk="LL-L1").birth_date is None
    fact = Fact.objects.get(subject_id="LL-L1")
    assert (fact.fact, fact.low, fact.high, fact.unit) == ("stated_age", 71.0, 71.0, "year")
    assert (fact.valid_from, fact.source) == (REPORTED.date(), "county_hospital")


def test_the_same_list_twice_lands_once(register: None) -> None:
    """New and known people: the second time every row is there already and nobody is entered again."""
    rows = [
        listed(name="试己", age=50),
        listed("L2", name="试甲", phone="13900000001"),
        listed("L3", person_id="P2"),
    ]
    first, second = land("line_list", rows), land("line_list", rows)
    assert (first.new, second.new, second.already, second.changed) == (3, 0, 3, 0)
    assert (Case.objects.count(), Fact.objects.count()) == (3, 1)


def test_one_new_person_twice_in_one_list_is_one_case(register: None) -> None:
    """The second row with the same name and birth date is refused and names the first row's case."""
    told = {"name": "试庚", "birth_date": date(1970, 1, 1)}
    landed = land("line_list", [listed("L1", **told), listed("L2", **told)])
    assert (landed.new, codes(landed)) == (1, ["same_episode"])
    assert "L1" in landed.problems[0].remedy.en and Person.objects.filter(name="试庚").count() == 1


def test_a_refused_row_enters_nobody(register: None) -> None:
    """A case whose infector is not there is refused, and the new person with it."""
    landed = land("line_list", [listed(name="试辛", source_case_id="nobody")])
    assert codes(landed) == ["unknown_reference"]
    assert not Person.objects.filter(pk="LL-L1").exists() and not Fact.objects.exists()


def test_a_row_that_says_nobody_is_refused(register: None) -> None:
    """Neither id, nor name, nor number; and an id that the register does not have, with what zeros may have done."""
    land("people", [{"person_id": "0012", "name": "试零", "area_code": GRID_ONE}])
    landed = land("line_list", [listed("L1"), listed("L2", person_id="P?"), listed("L3", person_id="12")])
    assert codes(landed) == ["nobody_named", "unknown_reference", "zeros_lost"]
    assert "0012" in landed.problems[2].remedy.en and "0012" in landed.problems[2].remedy.zh


def test_a_county_lists_only_its_own(register: None) -> None:
    """Disease control of one county cannot enter a case, or a person, of another."""
    rows = [listed(name="试壬", area_code=OTHER_GRID), listed("L2", name="试癸")]
    landed = land_rows(viewer_of("CDC"), "line_list", rows, purpose=PURPOSE)
    assert (landed.new, codes(landed)) == (1, ["other_area"])


def test_a_second_open_case_of_one_person_is_refused(register: None) -> None:
    """Another list's number for the same illness is refused, in one file and across; the remedy names the case."""
    assert codes(land("cases", [case("C1"), case("C2")])) == ["same_episode"]
    landed = land("cases", [case("C3")])
    assert codes(landed) == ["same_episode"] and "C1" in landed.problems[0].remedy.zh
    assert [one.case_id for one in Case.objects.all()] == ["C1"]


def test_a_new_illness_after_the_old_one_lands(register: None) -> None:
    """Recovered before the second onset: two cases. An excluded case stands in nobody's way."""
    spring = datetime(2022, 3, 1, 9, tzinfo=CHINA)
    old = case("C0", reported_at=spring, outcome="recovered", outcome_at=date(2022, 3, 20))
    landed = land(
        "cases", [old, case("C1", date_onset=date(2022, 8, 18)), case("C2", classification="excluded")]
    )
    assert (landed.new, codes(landed)) == (3, [])
    early = case("C4", "P2", date_onset=date(2022, 3, 10), reported_at=spring, outcome="died")
    assert land("cases", [early]).new == 1
    assert codes(land("cases", [case("C5", date_onset=date(2022, 3, 19))])) == ["same_episode"]


def test_a_case_does_not_change_hands(register: None) -> None:
    """The number of a case with another person is another list's number, not a correction."""
    land("cases", [case("C1", "P1")])
    landed = land("cases", [case("C1", "P2")])
    assert codes(landed) == ["case_of_another_person"] and Case.objects.get().person_id == "P1"


def test_two_days_of_onset_are_both_kept(register: None) -> None:
    """The case keeps its day, the other becomes a fact with its source, and the row is counted as changed, once."""
    land("cases", [case("C1", date_onset=date(2022, 8, 18))])
    row = listed(
        "C1",
        person_id="P1",
        date_onset=date(2022, 8, 16),
        source="county_hospital",
        outcome="under_treatment",
    )
    landed = land("line_list", [row])
    assert (landed.changed, codes(landed)) == (1, [])
    (warning,) = landed.warnings
    assert (warning.row, warning.column, warning.value, warning.code) == (
        2,
        "date_onset",
        "2022-08-16",
        "onset_differs",
    )
    assert "2022-08-18" in warning.remedy.en and "2022-08-16" in warning.remedy.zh
    known = Case.objects.get()
    assert (known.date_onset, known.outcome) == (date(2022, 8, 18), "under_treatment")
    fact = Fact.objects.get(fact="symptom_onset_on")
    assert (fact.value, fact.source, fact.valid_from) == ("2022-08-16", "county_hospital", date(2022, 8, 16))
    again = land("line_list", [row])
    assert (again.already, again.changed, Fact.objects.count()) == (1, 0, 1)
    other = land("line_list", [row | {"source": "family"}])
    assert (other.changed, other.keys, Fact.objects.count()) == (1, ["C1"], 2)


def test_the_first_day_of_onset_is_no_conflict(register: None) -> None:
    """A case without a day of onset takes the one that comes."""
    land("cases", [case("C1")])
    landed = land("cases", [case("C1", date_onset=date(2022, 8, 16))])
    assert (landed.changed, landed.warnings, Fact.objects.count()) == (1, [], 0)
    assert Case.objects.get().date_onset == date(2022, 8, 16)
