"""Whom one case may have been infected by: home, place and contacts, the sure and the near first."""

import csv
from datetime import date

import pytest

from mutong.kernel.errors import MutongError
from mutong.outbreak.case_sources import HOME, LISTED, PLACE, case_sources, source_words
from mutong.outbreak.common_places import common_places
from mutong.outbreak.source_search import prepare_search
from mutong.outbreak.stay_frames import stay_columns
from mutong.outbreak.stays import StayStore
from mutong.standards.choices import load_choices
from mutong.standards.contacts import contact_rules
from mutong.standards.incubation import incubation_chosen
from mutong.standards.pack import load_pack
from mutong.tables.frames import read_table, rows_of
from mutong.worlds.making import make_world
from tests.outbreak.situations import CHOSEN, at, case, lives, stay
from tests.outbreak.small_worlds import AS_OF, COVID, ROOT, columns_of_rows

RULES = contact_rules(load_pack(COVID), CHOSEN, AS_OF.date(), "140109")


def searched(tmp_path, rows: list[dict], cases: list[dict], members: tuple = (), hours: float = 0.0):
    """A search with the contact rules of a shipped pack, infected 7 to 0 days before onset."""
    store = StayStore.build(tmp_path / "store", columns_of_rows(rows))
    return prepare_search(
        cases, store, (), members, incubation_chosen(7, 0), AS_OF, rules=RULES, hours_apart=hours
    )


FIRST = case(case_id="C1", person_id="ill", date_onset=date(2022, 8, 18))
LATER = case(case_id="C2", person_id="new", date_onset=date(2022, 8, 21))


def test_home_before_place_and_few_people_before_many(tmp_path) -> None:
    """C2 lived with one case, ate with another among three people and met a third in a shop among twelve."""
    rows = [
        stay("new", "noodles", "18 12:00", "18 13:00"), stay("two", "noodles", "18 12:00", "18 12:30"),
        stay("guest", "noodles", "18 12:00", "18 13:00"),
        stay("new", "shop", "19 12:00", "19 15:00"), stay("three", "shop", "19 12:00", "19 15:00"),
        *(stay(f"x{k}", "shop", "19 12:00", "19 15:00") for k in range(10)),
    ]  # fmt: skip
    cases = [FIRST, LATER, *(
        case(case_id=f"C{k}", person_id=who, date_onset=date(2022, 8, 18)) for k, who in ((3, "two"), (4, "three"))
    )]  # fmt: skip
    found = case_sources(searched(tmp_path, rows, cases, (lives("ill", "H"), lives("new", "H"))), "C2")
    assert [(one.rank, one.source_case, one.evidence, one.people) for one in found] == [
        (1, "C1", HOME, None),
        (2, "C3", PLACE, 3),
        (3, "C4", PLACE, 12),
    ]
    assert all(one.sure for one in found)
    assert found[1].minutes == 30
    assert "among 3 people, 30 minutes" in source_words(found[1], "noodles").en


def test_only_while_the_other_was_infectious_and_this_one_could_be_infected(tmp_path) -> None:
    """Two days before C1's onset count (the look-back chosen); the day before does not; nor does a day after C2's."""
    rows = [stay(who, place, f"{day} 12:00", f"{day} 13:00")
            for who in ("ill", "new") for place, day in (("noodles", 16), ("shop", 15))]  # fmt: skip
    found = case_sources(searched(tmp_path, rows, [FIRST, LATER]), "C2")
    assert [(one.place_id, one.sure, one.later) for one in found] == [("noodles", True, False)]
    # The other way round: C2 was not infectious before 19 August.
    assert case_sources(searched(tmp_path / "b", rows, [FIRST, LATER]), "C1") == ()


def test_who_came_after_counts_only_where_hours_are_given(tmp_path) -> None:
    """The infectious one left at noon, the other came at one: with two hours apart that is a possible source."""
    rows = [stay("ill", "noodles", "18 11:00", "18 12:00"), stay("new", "noodles", "18 13:00", "18 14:00")]
    assert case_sources(searched(tmp_path, rows, [FIRST, LATER]), "C2") == ()
    (one,) = case_sources(searched(tmp_path / "b", rows, [FIRST, LATER], hours=2), "C2")
    assert (one.source_case, one.minutes, one.sure) == ("C1", 0, False)
    # Nobody is infected by who comes later.
    rows = [stay("new", "noodles", "18 11:00", "18 12:00"), stay("ill", "noodles", "18 13:00", "18 14:00")]
    assert case_sources(searched(tmp_path / "c", rows, [FIRST, LATER], hours=2), "C2") == ()


def test_contacts_on_record_and_contacts_of_others_are_candidates_too(tmp_path) -> None:
    """A row that lists C2 as a contact of C1 is evidence; a contact of C1 met at a place may be the link not found."""
    rows = [stay("new", "noodles", "18 12:00", "18 13:00"), stay("link", "noodles", "18 12:00", "18 13:00")]
    contacts = [
        {"case_id": "C1", "person_id": "new", "verdict": "yes", "rule": "same_table", "place_id": "shop",
         "first_at": at("17 12:00"), "last_at": at("17 13:00"), "minutes": 60.0},
        {"case_id": "C1", "person_id": "new", "verdict": "yes", "rule": "too_early", "place_id": "shop",
         "first_at": at("01 12:00"), "last_at": at("01 13:00"), "minutes": 60.0},
        {"case_id": "C1", "person_id": "link", "verdict": "yes", "rule": "same_room", "place_id": None,
         "first_at": None, "last_at": None, "minutes": None},
        {"case_id": "C2", "person_id": "link", "verdict": "yes", "rule": "same_table", "place_id": None,
         "first_at": None, "last_at": None, "minutes": None},
    ]  # fmt: skip
    found = case_sources(searched(tmp_path, rows, [FIRST, LATER]), "C2", contacts)
    told = [(one.source_case, one.person, one.evidence, one.rule, one.contact_of) for one in found]
    assert told == [("C1", "ill", LISTED, "same_table", None), (None, "link", PLACE, None, "C1")]
    assert "no case so far" in source_words(found[1], "noodles").en
    with pytest.raises(MutongError) as refused:
        case_sources(searched(tmp_path / "b", rows, [FIRST]), "C9")
    assert refused.value.code == "case_not_found"


def test_directions_at_a_shared_place_say_who_was_infectious(tmp_path) -> None:
    """At one dinner C1 was infectious and C2 could be infected: that way round, sure; an open end makes it unsure."""
    rows = [stay("ill", "noodles", "18 12:00", "18 13:00"), stay("new", "noodles", "18 12:00", "18 13:00")]
    first = FIRST | {"exposed_from": date(2022, 8, 12), "exposed_to": date(2022, 8, 18)}
    (place,) = common_places(searched(tmp_path, rows, [first, LATER])).places
    assert [(d.infector, d.infectee, d.sure, d.minutes) for d in place.directions] == [
        ("C1", "C2", True, 60.0)
    ]
    rows[0]["left_at"] = None
    rows.append(stay("ill", "shop", "18 13:00", "18 14:00"))
    rows[1] = stay("new", "noodles", "18 12:30", "18 13:00")
    places = common_places(searched(tmp_path / "b", rows, [first, LATER])).places
    assert [d.sure for d in places[0].directions] == [False]


@pytest.mark.parametrize("seed", [7, 2022])
def test_the_planted_links_of_the_sample_world_come_first(tmp_path, seed: int) -> None:
    """Each local case's first possible source is the one that was planted; the imported ones have none."""
    world = tmp_path / "world"
    make_world(seed, 4_000, world)
    rules = contact_rules(
        load_pack(COVID), load_choices(ROOT / "deployment/sample/choices.csv"), AS_OF.date(), "140109901001"
    )
    search = prepare_search(
        rows_of(read_table(world / "inbox/cases.csv", "cases")),
        StayStore.build(tmp_path / "store", stay_columns(read_table(world, "stays"))),
        rows_of(read_table(world, "places")),
        rows_of(read_table(world, "memberships")),
        incubation_chosen(7, 1),
        AS_OF,
        rules=rules,
    )
    with (world / "truth/chains.csv").open(encoding="utf-8", newline="") as lines:
        planted = {row["case_id"]: row["source_case_id"] for row in csv.DictReader(lines)}
    found = {one: [row.source_case for row in case_sources(search, one)] for one in search.ids}
    assert planted
    for one, sources in found.items():
        assert sources[:1] == ([planted[one]] if planted.get(one) else [])
    # Each household is one importation of its own: nothing is shared between them.
    assert common_places(search).places == ()
