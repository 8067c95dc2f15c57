"""Who lives where in a world: the full-detail community, its neighbours, the village, and people elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mutong.worlds.areas import COMMUNITY_GRIDS, FULL_COMMUNITY, VILLAGE_GRIDS, load_counties
from mutong.worlds.families import make_families, plant_old_age, settle_families
from mutong.worlds.further_help import plant_further_help
from mutong.worlds.hill_village import make_village
from mutong.worlds.homes import Place, house_in_towers, house_simply
from mutong.worlds.names import COMMUNITIES, SUB_DISTRICT, VILLAGE
from mutong.worlds.needs import not_asked_yet
from mutong.worlds.outbreak_cast import FULL, Cast
from mutong.worlds.people import Household, Person, person
from mutong.worlds.staffing import load_post_kinds
from mutong.worlds.stories import full_community_needs, neighbour_needs, pregnant_women
from mutong.worlds.streams import stream

FULL_TAG, VILLAGE_TAG = "S01", "V01"
LEAST_PEOPLE, MOST_PEOPLE = 2_000, 500_000
_NEIGHBOURS = len(COMMUNITIES) - 1
_TENURES = ("market_owned", "market_owned", "market_rented", "resettlement", "public_rental", "affordable")


@dataclass
class Settlement:
    """Households by part of the world, in the order of their ids, with homes; `ordinary` ones may hold posts."""

    full: list[Household] = field(default_factory=list)
    neighbours: list[Household] = field(default_factory=list)
    village: list[Household] = field(default_factory=list)
    elsewhere: list[Household] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    ordinary: list[Household] = field(default_factory=list)

    def all(self) -> list[Household]:
        """Every household."""
        return [*self.full, *self.neighbours, *self.village, *self.elsewhere]


def settle(
    seed: int, people: int, cast: Cast, community_only: bool, progress: Callable[[str], None]
) -> Settlement:
    """Make all households of a world and house them."""
    made = Settlement()
    progress("households")
    _settle_full(made, seed, people, cast)
    if not community_only:
        progress("neighbours")
        for i in range(_NEIGHBOURS):
            _settle_neighbour(made, seed, people, i, cast)
        _settle_village(made, seed)
    _settle_elsewhere(made, seed, cast, community_only)
    plant_further_help([*made.full, *made.neighbours])
    return made


def _living(households: list[Household]) -> int:
    return sum(p.left_household is None for h in households for p in h.members)


def _settle_full(made: Settlement, seed: int, people: int, cast: Cast) -> None:
    rng = stream(seed, "full community")
    needs, players = full_community_needs(), cast.households[FULL]
    ordinary = make_families(people - _living(needs) - _living(players), rng)
    settle_families([*ordinary, *players], rng)
    # At one door there is everything at once: somebody isolated at home lives alone, unvisited and unasked.
    not_asked_yet(cast.homes["coworker_of_friend"][2])
    settle_hukou(needs, rng)
    plant_old_age(ordinary)
    pregnant_women(ordinary, every=40)
    households = [*ordinary, *players, *needs]
    rng.shuffle(households)
    made.full, places = house_in_towers(households, FULL_COMMUNITY, FULL_TAG, people, rng)
    made.places += places
    made.ordinary += ordinary


def settle_hukou(needs: list[Household], rng) -> None:
    """Registration of planted households: one of the six urban districts."""
    for i, household in enumerate(needs):
        household.hukou = household.hukou or f"1401{5 + (i + int(rng.integers(0, 6))) % 6:02d}"


def _settle_neighbour(made: Settlement, seed: int, people: int, i: int, cast: Cast) -> None:
    rng = stream(seed, f"neighbour {i}")
    code = f"{SUB_DISTRICT[0]}{i + 2:03d}"
    size = max(60, min(900, int(rng.integers(600, 901)) * people // 20_000))
    ordinary, players, needs = make_families(size, rng), cast.households.get(code, []), neighbour_needs(i)
    settle_families([*ordinary, *players], rng, light=True)
    settle_hukou(needs, rng)
    plant_old_age(ordinary)
    households = [*ordinary, *players, *needs]
    rng.shuffle(households)
    made.places += house_simply(households, code, f"S{i + 2:02d}", COMMUNITY_GRIDS, _TENURES)
    made.neighbours += households
    made.ordinary += ordinary


def _settle_village(made: Settlement, seed: int) -> None:
    rng = stream(seed, "village")
    made.village = make_village(rng)
    settle_families(made.village, rng, light=True)
    made.places += house_simply(
        made.village, VILLAGE[0], VILLAGE_TAG, VILLAGE_GRIDS, ("self_built",), yard=True
    )
    made.ordinary += made.village


def _settle_elsewhere(made: Settlement, seed: int, cast: Cast, community_only: bool) -> None:
    """Contacts who live in other counties, and one small household for each post there."""
    rng = stream(seed, "elsewhere")
    by_area = {where: list(found) for where, found in cast.households.items() if len(where) == 6}
    staffed = [*by_area, *([] if community_only else ["140122"])]
    county_posts = sum(level == "county" for _, level in load_post_kinds())
    city_posts = sum(level == "city" for _, level in load_post_kinds())
    officers: dict[str, int] = dict.fromkeys(staffed, county_posts)
    first_county = {c["city_code"]: c["code"] for c in reversed(load_counties())}
    for city, county in first_county.items():
        if city != "1401":
            officers[county] = officers.get(county, 0) + city_posts
    for area, count in sorted(officers.items()):
        staff = [_officer(i) for i in range(count)]
        made.ordinary += staff
        by_area.setdefault(area, []).extend(staff)
    for area, households in sorted(by_area.items()):
        for household in households:
            household.area_code = household.hukou = area
            household.tenure = "market_owned"
        settle_families(households, rng, light=True)
        made.elsewhere += households


def _officer(i: int) -> Household:
    one: Person = person("female" if i % 2 else "male", 34 + i * 2 % 20, "worker")
    return Household([one])
