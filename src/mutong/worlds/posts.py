"""Which areas of a world have posts, and from whom their holders are drawn."""

from mutong.worlds.areas import COMMUNITY_GRIDS, FULL_COMMUNITY, VILLAGE_GRIDS, grids_of, load_cities
from mutong.worlds.homes import grids_for
from mutong.worlds.names import COMMUNITIES, SUB_DISTRICT, TOWNSHIP, VILLAGE
from mutong.worlds.people import Household, Person
from mutong.worlds.settlement import Settlement
from mutong.worlds.staffing import Post, fill_posts, load_post_kinds
from mutong.worlds.streams import stream


def fill_world_posts(settlement: Settlement, seed: int, people: int, community_only: bool) -> list[Post]:
    """Every post of the sample, filled from ordinary households; nobody of the script or with a planted need."""
    communities = [FULL_COMMUNITY]
    grids = {FULL_COMMUNITY: grids_for(people)}
    if not community_only:
        communities += [f"{SUB_DISTRICT[0]}{i:03d}" for i in range(2, len(COMMUNITIES) + 1)]
        grids |= dict.fromkeys(communities[1:], COMMUNITY_GRIDS)
        communities.append(VILLAGE[0])
        grids[VILLAGE[0]] = VILLAGE_GRIDS
    counties = sorted({h.area_code for h in settlement.elsewhere})
    areas = {
        "grid": [grid for code in communities for grid in grids_of(code, grids[code])],
        "community": communities,
        "township": [SUB_DISTRICT[0]] if community_only else [SUB_DISTRICT[0], TOWNSHIP[0]],
        "county": ["140109", *_staffed(settlement, counties)],
        "city": [c["code"] for c in load_cities()],
        "province": ["14"],
    }
    return fill_posts(areas, _candidates(settlement.ordinary, communities, counties, seed))


def _staffed(settlement: Settlement, counties: list[str]) -> list[str]:
    """Counties elsewhere with households enough for all their posts: those where contacts live."""
    needed = sum(level == "county" for _, level in load_post_kinds())
    ordinary = {id(h) for h in settlement.ordinary}
    officers = [h.area_code for h in settlement.elsewhere if id(h) in ordinary]
    return [county for county in counties if officers.count(county) >= needed]


def _candidates(
    ordinary: list[Household], communities: list[str], counties: list[str], seed: int
) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {code: [] for code in (*communities, *counties)}
    for household in ordinary:
        code = household.area_code[:12]
        found[code] += [p for p in household.members if p.role == "worker"]
    rng = stream(seed, "posts")
    for people in found.values():
        rng.shuffle(people)
    full = found[FULL_COMMUNITY]
    for prefix in ("14", "1401", "140109", SUB_DISTRICT[0]):
        found[prefix] = [full.pop() for _ in range(24)]
    if VILLAGE[0] in found:
        found[TOWNSHIP[0]] = [found[VILLAGE[0]].pop() for _ in range(8)]
    for county in counties:
        if county[:4] != "1401":
            found.setdefault(county[:4], found[county])
    return found
