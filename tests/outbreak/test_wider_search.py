"""Beyond the rules of the standard: further degrees, crowds counted by time, orders to search wider, points."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.columns import second_of
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.outbreak.widenings import Widening
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import load_pack
from tests.outbreak.small_worlds import AS_OF, COVID, LANTERN, chosen, columns_of_rows, random_world

NOON = datetime(2022, 8, 20, 12, tzinfo=AS_OF.tzinfo)
CASE = {
    "case_id": "C1", "person_id": "P0", "classification": "confirmed", "reported_at": NOON + timedelta(hours=9),
    "isolated_at": NOON + timedelta(hours=9), "date_onset": NOON.date(), "date_specimen": NOON.date(),
}  # fmt: skip
NUMBERS = {
    "look_back_days": 2, "higher_risk_minutes": 240, "long_contact_minutes": 60, "venue_most_people": 3,
    "venue_slice_minutes": 30, "score_higher_risk": 5, "score_per_hour": 1, "score_hours_at_most": 8,
    "score_closed_air": 2, "score_near_onset": 3, "score_onset_days": 1,
}  # fmt: skip


pack_at = cache(load_pack)


def rules_with(**numbers: object) -> ContactRules:
    """The shipped contact rules with these numbers chosen."""
    return contact_rules(pack_at(COVID), chosen("cn-covid-9", **numbers), AS_OF.date(), "140109901001")


def stay(person: str, place: str, start: float, hours: float, seat: str | None = None) -> dict[str, object]:
    """One stay, from so many hours after noon."""
    arrived = NOON + timedelta(hours=start)
    return {
        "person_id": person, "place_id": place, "arrived_at": arrived, "left_at": arrived + timedelta(hours=hours),
        "seat": seat, "certainty": "observed", "radius_m": None,
    }  # fmt: skip


def traced(
    folder: Path, stays: list[dict[str, object]], rules: ContactRules, degrees: int = 2, **more: object
) -> Traced:
    """The contacts of one case among these stays; a place's kind is the first part of its id."""
    store = StayStore.build(folder, columns_of_rows(stays))
    places = [
        {"place_id": one, "kind": one.partition("-")[0], "name": one, "ventilation": "closed"}
        for one in {str(row["place_id"]) for row in stays}
    ]
    return trace_contacts([CASE], store, places, [], rules, AS_OF, degrees, **more)


def order(**changes: object) -> Widening:
    """An order about the shop around noon."""
    one = Widening(
        "W1", "C1", "shop-1", second_of(NOON), second_of(NOON + timedelta(hours=1)), 0, "general_contact",
        "county_lead", "no seats on record", second_of(AS_OF - timedelta(hours=1)),
        second_of(AS_OF + timedelta(days=1)),
    )  # fmt: skip
    return replace(one, **changes)


SHOPPERS = [stay("P0", "shop-1", 0, 1), *(stay(f"P{k}", "shop-1", 0.1 * k, 0.25) for k in range(1, 8))]


def test_a_crowd_is_counted_by_time_and_not_listed(tmp_path: Path) -> None:
    """Seven shoppers where three are the most to list: none is a row, each is counted in the slices of their stay."""
    found = traced(tmp_path / "s", SHOPPERS, rules_with(**NUMBERS))

    (crowd,) = found.crowds
    assert len(found) == 0
    assert (crowd.case_id, crowd.place_id, crowd.contact_class, crowd.people) == (
        "C1", "shop-1", "general_contact", 7,
    )  # fmt: skip
    # The first came at 12:06, the last left at 12:57; by 12:36 five had come, of whom two stayed on.
    assert [one.people for one in crowd.slices] == [5, 4]
    assert [(one.end - one.start) // 60 for one in crowd.slices] == [30, 21]


@pytest.mark.parametrize("most", [7, None])
def test_where_the_number_is_not_exceeded_or_not_chosen_everybody_is_listed(
    tmp_path: Path, most: int
) -> None:
    """Just as many as may be listed are listed; so are all where nobody chose a number."""
    numbers = {**NUMBERS, "venue_most_people": most}
    found = traced(
        tmp_path / "s", SHOPPERS, rules_with(**{k: v for k, v in numbers.items() if v is not None})
    )

    assert found.crowds == ()
    assert {row["person_id"] for row in found} == {f"P{k}" for k in range(1, 8)}


def test_who_is_found_by_a_stricter_rule_is_listed_although_the_place_is_crowded(tmp_path: Path) -> None:
    """A crowd hides nobody: whoever also shared the case's room is a close contact in the list."""
    both = [*SHOPPERS, stay("P0", "workroom-1", 2, 1), stay("P1", "workroom-1", 2, 1)]
    found = traced(tmp_path / "s", both, rules_with(**NUMBERS))

    assert [(row["person_id"], row["class"]) for row in found] == [("P1", "close_contact")]
    assert found.crowds[0].people == 6


def test_an_order_lists_the_people_of_its_range_with_whose_word_and_why(tmp_path: Path) -> None:
    """Of the crowd those who were there in the first ten minutes are listed, by the order and its clause."""
    ten = order(end=second_of(NOON + timedelta(minutes=10)))
    found = traced(tmp_path / "s", SHOPPERS, rules_with(**NUMBERS), widenings=[ten])

    assert [row["person_id"] for row in found] == ["P1"]
    (row,) = found
    assert row["rule"] == "widened:W1"
    assert row["clause"] == "cn-covid-9:judgement_principle"
    assert "扩大排查（county_lead 令，至 2022-08-23 08:00）：no seats on record" in row["reasons"]
    assert row["choices_used"] in (None, "")


def test_an_order_looks_before_and_after_the_case(tmp_path: Path) -> None:
    """Who came twenty minutes after the case left is found by an order of half an hour around, not by one of ten."""
    later = [stay("P0", "shop-1", 0, 0.5), stay("P1", "shop-1", 0.5 + 20 / 60, 0.25)]
    people = [
        {row["person_id"] for row in traced(
            tmp_path / str(minutes), later, rules_with(**NUMBERS), widenings=[order(minutes_around=minutes)]
        )}
        for minutes in (10, 30)
    ]  # fmt: skip

    assert people == [set(), {"P1"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": second_of(AS_OF)},
        {"ordered_at": second_of(AS_OF + timedelta(minutes=1))},
        {"case_id": "C2"},
        {"place_id": "shop-2"},
        {"start": second_of(NOON + timedelta(hours=2)), "end": second_of(NOON + timedelta(hours=3))},
    ],
)
def test_an_order_binds_only_in_its_time_case_place_and_range(tmp_path: Path, changes: dict) -> None:
    """Ended, not yet given, of another case or place, or of another hour: it finds nobody."""
    found = traced(tmp_path / "s", SHOPPERS, rules_with(**NUMBERS), widenings=[order(**changes)])

    assert list(found) == []
    wrong = {"C2", "shop-2"} & set(changes.values())
    assert [word for word in wrong if not any(word in one.en for one in found.warnings)] == []


def test_an_order_never_weakens_what_the_rules_find(tmp_path: Path) -> None:
    """A close contact who was in the shop too stays a close contact."""
    both = [*SHOPPERS, stay("P0", "workroom-1", 2, 1), stay("P1", "workroom-1", 2, 1)]
    found = traced(tmp_path / "s", both, rules_with(**NUMBERS), widenings=[order()])

    assert {row["class"] for row in found if row["person_id"] == "P1"} == {"close_contact"}


def test_a_class_the_pack_does_not_grant_is_refused(tmp_path: Path) -> None:
    """No order makes contacts of contacts; and none at all where the pack grants no wider search."""
    with pytest.raises(MutongError, match="contact_of_contact") as refused:
        traced(tmp_path / "s", SHOPPERS, rules_with(**NUMBERS),
               widenings=[order(contact_class="contact_of_contact")])  # fmt: skip
    assert refused.value.code == "widening_not_allowed"

    lantern = contact_rules(pack_at(LANTERN), None, AS_OF.date(), "140109901001")
    with pytest.raises(MutongError, match="lantern-fever"):
        traced(tmp_path / "t", SHOPPERS, lantern, widenings=[order(contact_class="passer_by")])


ROOMS = [
    stay("P0", "workroom-1", 0, 5), stay("P1", "workroom-1", 0, 5),
    stay("P1", "workroom-2", 6, 2), stay("P2", "workroom-2", 6, 2),
    stay("P2", "workroom-3", 9, 2), stay("P3", "workroom-3", 9, 2),
    stay("P3", "workroom-4", 12, 2), stay("P4", "workroom-4", 12, 2),
]  # fmt: skip


@pytest.mark.parametrize(("degrees", "people"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_each_degree_asked_for_goes_one_step_further(tmp_path: Path, degrees: int, people: int) -> None:
    """A chain of rooms: the third and fourth degree are general contacts, each through the one before."""
    found = traced(tmp_path / "s", ROOMS, rules_with(**NUMBERS), degrees)

    assert [row["person_id"] for row in found] == [f"P{k}" for k in range(1, people + 1)]
    assert [row["degree"] for row in found] == list(range(1, people + 1))
    assert [row["via_person_id"] or "" for row in found][1:] == [f"P{k}" for k in range(1, people)]
    classes = ["close_contact", "contact_of_contact", "general_contact", "general_contact"]
    assert [row["class"] for row in found] == classes[:people]


def test_a_further_degree_rests_on_all_the_steps_before(tmp_path: Path) -> None:
    """Whoever is reached through somebody unsure is unsure, and says so."""
    unsure = [{**row, "left_at": None} if row["person_id"] == "P1" else row for row in ROOMS[:6]]
    found = [row for row in traced(tmp_path / "s", unsure, rules_with(**NUMBERS), 3) if row["degree"] == 3]

    assert all(row["verdict"] == "unknown" for row in found)


def test_a_pack_without_further_degrees_says_so(tmp_path: Path) -> None:
    """The made-up disease has a second degree and nothing beyond."""
    lantern = contact_rules(pack_at(LANTERN), None, AS_OF.date(), "140109901001")
    with pytest.raises(MutongError, match="--degrees 2") as refused:
        traced(tmp_path / "s", ROOMS, lantern, 3)
    assert refused.value.code == "no_further_degrees"


def test_points_add_up_and_say_what_they_are_of(tmp_path: Path) -> None:
    """Five hours in a closed room on the day of onset: risk 5, hours 5, air 2, day 3."""
    (row,) = traced(tmp_path / "s", ROOMS[:2], rules_with(**NUMBERS), 1)

    assert row["score"] == 15
    assert "评分 15（感染风险较高 5、同处时长 5、场所密闭 2、临近发病 3）" in row["reasons"]
    assert (
        "score 15 (higher risk 5, hours together 5, closed place 2, close to the onset 3)" in row["reasons"]
    )


def test_without_chosen_points_there_is_no_score(tmp_path: Path) -> None:
    """One number missing, and nobody is ranked by the others."""
    numbers = {name: value for name, value in NUMBERS.items() if name != "score_per_hour"}
    (row,) = traced(tmp_path / "s", ROOMS[:2], rules_with(**numbers), 1)

    assert row["score"] is None
    assert "评分" not in row["reasons"]


def test_what_is_not_known_makes_a_score_at_least(tmp_path: Path) -> None:
    """Nobody knows when the other left: no hours are counted, and the score says that it may be more."""
    open_end = [ROOMS[0], {**ROOMS[1], "left_at": None}]
    rows = list(traced(tmp_path / "s", open_end, rules_with(**NUMBERS), 1))

    assert rows
    assert all("评分至少" in row["reasons"] for row in rows)


@pytest.mark.parametrize(
    ("seats", "rule"),
    [
        (("C03-R1", "C03-R1-2"), "same_compartment"),
        (("C03-R1", "C03-R2"), "same_vehicle"),
        (("C03-R1", "C04-R1"), "same_vehicle"),
        (("C03-07A", "C03-15F"), "same_carriage"),
        (("C03-07A", "C04-07A"), "same_vehicle"),
        (("C03-07A", "CREW"), "crew_of_closed_train"),
    ],
)
def test_a_closed_train_by_carriage_or_compartment(tmp_path: Path, seats: tuple[str, str], rule: str) -> None:
    """Soft sleepers are judged by compartment, open carriages whole, crew always."""
    ride = [stay("P0", "train-1", 0, 2, seats[0]), stay("P1", "train-1", 0, 2, seats[1])]
    rows = traced(tmp_path / "s", ride, rules_with(**NUMBERS, vehicle_table=8), 1).rows

    assert [row["rule"] for row in rows if row["verdict"] == "yes"] == [rule]


def in_random_world(seed: int, degrees: int, **numbers: object) -> Traced:
    """The contacts of a small random world under the shipped rules with these numbers."""
    world = random_world(seed)
    with tempfile.TemporaryDirectory() as folder:
        store = StayStore.build(Path(folder), columns_of_rows(world["stays"]))
        found = trace_contacts(
            world["cases"], store, world["places"], world["memberships"], rules_with(**numbers), AS_OF, degrees,
            columns_of_rows(world["encounters"]), relations=world["relations"],
        )  # fmt: skip
        assert found.rows is not None
    return found


KEY = (
    "case_id",
    "person_id",
    "via_person_id",
    "degree",
    "rule",
    "verdict",
    "place_id",
    "first_at",
    "last_at",
)


def keys(found: Traced) -> set[tuple]:
    """The contacts as tuples."""
    return {tuple(row[name] for name in KEY) for row in found}


@given(seed=st.integers(0, 10**9), most=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_nobody_is_lost_to_a_crowd(seed: int, most: int) -> None:
    """What a limit takes out of the list is in its crowds, person for person; and every crowd is above the limit."""
    numbers = {name: value for name, value in NUMBERS.items() if name != "venue_most_people"}
    everybody = in_random_world(seed, 1, **numbers)
    listed = in_random_world(seed, 1, **numbers, venue_most_people=most)
    gone = {(one[0], one[4], one[6], one[1]) for one in keys(everybody) - keys(listed)}

    assert keys(listed) <= keys(everybody)
    assert all(crowd.people > most for crowd in listed.crowds)
    assert sum(crowd.people for crowd in listed.crowds) == len(gone)
    assert {(c.case_id, c.rule, c.place_id) for c in listed.crowds} == {one[:3] for one in gone}
    assert all(max(part.people for part in crowd.slices) <= crowd.people for crowd in listed.crowds)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_a_further_degree_takes_nothing_from_those_before(seed: int) -> None:
    """Whoever is surely found at two degrees is found alike at three; the third leads through others found."""
    two, three = (in_random_world(seed, degrees, **NUMBERS) for degrees in (2, 3))
    sure = {one for one in keys(two) if one[5] == "yes"}
    before = {(row["case_id"], row["person_id"]) for row in three if row["degree"] < 3}
    sure_before = {(one[0], one[1]) for one in sure}
    third = [row for row in three if row["degree"] == 3]

    assert sure <= keys(three)
    assert all(row["class"] == "general_contact" for row in third)
    assert not {(row["case_id"], row["person_id"]) for row in third} & sure_before
    assert all((row["case_id"], row["via_person_id"]) in before for row in third)
