"""Where households live: buildings of one tenure each, homes in them, and grids that follow the buildings."""

from dataclasses import dataclass

import numpy as np

from mutong.worlds.areas import grids_of
from mutong.worlds.people import Household

FULL_PEOPLE, FULL_BUILDINGS, FULL_GRIDS = 20_000, 34, 23
_ROOMS_ON_A_FLOOR = 12
# Of 34 buildings: the four public tenures, then market housing.
_BUILDINGS_OF = (
    ("public_rental", 3),
    ("low_rent", 3),
    ("affordable", 4),
    ("resettlement", 5),
    ("market", 19),
)
_MARKET = {"market_owned": "market", "market_rented": "market"}


@dataclass(frozen=True)
class Place:
    """A place as the table places has it, without coordinates."""

    place_id: str
    name: str
    kind: str
    area_code: str
    capacity: int | None = None
    ventilation: str = ""


def grids_for(people: int) -> int:
    """How many grids a full-detail community of so many people has: 23 at 20,000."""
    return max(2, round(FULL_GRIDS * people / FULL_PEOPLE))


def house_in_towers(
    households: list[Household], community: str, tag: str, people: int, rng: np.random.Generator
) -> tuple[list[Household], list[Place]]:
    """Give the households of a full-detail community tenures, homes and grids.

    Gives them in the order of their homes, and the buildings and homes as places. Households that already have a
    tenure keep it.
    """
    buildings = max(len(_BUILDINGS_OF), round(FULL_BUILDINGS * people / FULL_PEOPLE))
    groups = _draw_groups(households, rng)
    parts = _share_out(buildings)
    ordered: list[Household] = []
    places: list[Place] = []
    number = 0
    grids = grids_of(community, grids_for(people))
    total, at = len(households), 0
    for group, count in parts:
        mine = groups[group]
        rng.shuffle(mine)
        for part in range(count):
            number += 1
            block = mine[part * len(mine) // count : (part + 1) * len(mine) // count]
            places.append(Place(f"{tag}-B{number:02d}", f"{number}号楼", "building", community))
            for k, household in enumerate(block):
                household.area_code = grids[at * len(grids) // total]
                room = f"{k // _ROOMS_ON_A_FLOOR + 1}{k % _ROOMS_ON_A_FLOOR + 1:02d}"
                household.place_id = f"{tag}-B{number:02d}-{room}"
                places.append(Place(household.place_id, f"{number}号楼{room}", "home", household.area_code))
                at += 1
            ordered += block
    return ordered, places


def _draw_groups(households: list[Household], rng: np.random.Generator) -> dict[str, list[Household]]:
    names = [name for name, _ in _BUILDINGS_OF]
    weights = np.array([count for _, count in _BUILDINGS_OF], dtype=float)
    drawn = rng.choice(len(names), size=len(households), p=weights / weights.sum())
    owned = rng.random(len(households)) < 0.78
    groups: dict[str, list[Household]] = {name: [] for name in names}
    for household, kind, own in zip(households, drawn, owned, strict=True):
        if not household.tenure:
            name = names[kind]
            household.tenure = name if name != "market" else ("market_owned" if own else "market_rented")
        groups[_MARKET.get(household.tenure, household.tenure)].append(household)
    return groups


def _share_out(buildings: int) -> list[tuple[str, int]]:
    """Buildings of each tenure, at least one each, in the proportions of the sample."""
    counts = [max(1, round(count * buildings / FULL_BUILDINGS)) for _, count in _BUILDINGS_OF[:-1]]
    counts.append(max(1, buildings - sum(counts)))
    return [(name, count) for (name, _), count in zip(_BUILDINGS_OF, counts, strict=True)]


def house_simply(
    households: list[Household],
    community: str,
    tag: str,
    grids: int,
    tenures: tuple[str, ...],
    yard: bool = False,
) -> list[Place]:
    """Give the households of a lighter community or a village homes and grids, in order; gives the homes."""
    places = []
    codes = grids_of(community, grids) if grids else [community]
    for i, household in enumerate(households):
        household.area_code = codes[i * len(codes) // len(households)]
        household.tenure = household.tenure or tenures[i % len(tenures)]
        household.place_id = f"{tag}-H{i + 1:03d}"
        name = f"{i + 1}号院" if yard else f"{i // 40 + 1}号楼{i % 40 + 101}"
        places.append(Place(household.place_id, name, "home", household.area_code))
    return places
