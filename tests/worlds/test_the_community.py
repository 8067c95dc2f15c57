"""The full-detail community has the size, homes and people that the report speaks of."""

from collections import Counter

from tests.worlds.conftest import WrittenWorld


def test_twenty_thousand_people_live_in_it(world: WrittenWorld) -> None:
    """Exactly as many people live in the community as were asked for, in some 7,700 to 8,200 households."""
    households = {row["household_id"] for row in world.of_community("households")}

    assert sum(len(world.members[h]) for h in households) == 20_000
    assert 7_700 <= len(households) <= 8_200


def test_it_has_34_buildings_and_23_grids_each_with_a_worker(world: WrittenWorld) -> None:
    """There are 34 buildings, 23 grids, and a grid worker of its own for each grid."""
    buildings = [p for p in world.of_community("places") if p["kind"] == "building"]
    grids = {a["area_code"] for a in world.of_community("areas") if a["level"] == "grid"}
    workers = [p for p in world.of_community("posts") if p["kind"] == "grid_worker"]

    assert len(buildings) == 34
    assert len(grids) == 23
    assert {w["area_code"] for w in workers} == grids


def test_every_tenure_and_every_district_occurs(world: WrittenWorld) -> None:
    """Four public tenures and two of the market are lived in, with registrations from the six urban districts."""
    households = world.of_community("households")

    assert {h["tenure"] for h in households} == {
        "public_rental", "low_rent", "affordable", "resettlement", "market_owned", "market_rented",
    }  # fmt: skip
    assert {h["hukou_area_code"] for h in households} == {f"1401{i:02d}" for i in range(5, 11)}


def test_benefits_are_as_the_report_counts_them(world: WrittenWorld) -> None:
    """55 low-income households, 7 with serious-illness aid, 53 with a disabled member, 39 care and 2 rent subsidies."""
    here = {row["household_id"] for row in world.of_community("households")}
    home = {person: h for h in here for person in world.members[h]}
    yes = [f for f in world.rows("facts") if f["value"] == "yes" and (f["subject_id"] in here | home.keys())]
    counts = Counter(f["fact"] for f in yes)

    assert counts["receives_low_income_support"] == 55
    assert counts["receives_serious_illness_aid"] == 7
    assert counts["receives_disability_care"] == 39
    assert counts["receives_rent_subsidy"] == 2
    assert len({home[f["subject_id"]] for f in yes if f["fact"] == "disability_certificate"}) == 53


def test_neighbours_hold_about_as_many_low_income_households(world: WrittenWorld) -> None:
    """The 17 neighbouring communities hold 55 low-income households, and each has people and staff."""
    neighbours = {
        h["household_id"]: h["area_code"][:12]
        for h in world.rows("households")
        if h["area_code"].startswith("140109901") and not h["area_code"].startswith("140109901001")
    }
    receiving = [f for f in world.rows("facts") if f["fact"] == "receives_low_income_support"]

    assert len(set(neighbours.values())) == 17
    assert sum(f["subject_id"] in neighbours for f in receiving) == 55


def test_three_stories_are_there(world: WrittenWorld) -> None:
    """A boy of 8, a family that lost its earner in July, and an old man alone whose eyes fail can be followed."""
    stories = {row["story"]: row["household_id"] for row in world.rows("truth/stories")}
    birth = {p["person_id"]: p["birth_date"] for p in world.rows("people")}
    boy, widow, man = (world.members[stories[s]] for s in ("boy_of_eight", "earner_died", "old_man_alone"))
    deaths = [e for e in world.rows("events") if e["kind"] == "death"]
    notes = {e["subject_id"]: e["note"] for e in world.rows("events") if e["note"]}

    assert any("2013-08-22" < birth[p] <= "2014-08-22" for p in boy)
    assert len(widow) == 3 and deaths[0]["at"].startswith("2022-07")
    assert len(man) == 1 and "模糊" in notes[stories["old_man_alone"]]


def test_two_weeks_of_stays_are_kept(world: WrittenWorld) -> None:
    """About a million stays lie in the two weeks before the clock starts; only one has no known end."""
    arrived, left = world.stays["arrived_at"], world.stays["left_at"]
    start, end = 1_659_888_000, 1_661_126_400  # 2022-08-08 and 2022-08-22 08:00, +08:00

    assert 900_000 < len(arrived) < 1_100_000
    assert arrived.min() >= start and left.max() <= end
    assert (left < 0).sum() == 1
    assert (left[left >= 0] > arrived[left >= 0]).all()


def test_nobody_is_at_two_places_at_once(world: WrittenWorld) -> None:
    """A person's stays follow one another."""
    stays = world.stays
    person = stays["person_id"].astype(str)
    order = sorted(range(len(person)), key=lambda i: (person[i], stays["arrived_at"][i]))
    same = person[order][1:] == person[order][:-1]
    ends, begins = stays["left_at"][order][:-1], stays["arrived_at"][order][1:]

    assert not (same & (ends > begins)).any()


def test_about_seven_of_ten_households_were_visited_in_august(world: WrittenWorld) -> None:
    """In each grid most but not all households had their visit by 21 August; truth names the rest."""
    visited = {
        e["subject_id"] for e in world.rows("events") if e["kind"] == "home_visit" and e["at"] >= "2022-08-01"
    }
    waiting = {row["household_id"] for row in world.rows("truth/visits")}
    by_grid: dict[str, list[bool]] = {}
    for household in world.of_community("households"):
        by_grid.setdefault(household["area_code"], []).append(household["household_id"] in visited)

    assert not waiting & visited
    assert waiting | visited == {h["household_id"] for h in world.rows("households")}
    assert all(0.55 < sum(grid) / len(grid) < 0.85 for grid in by_grid.values())
