"""Areas of a world: real down to the county, invented below."""

import csv
from pathlib import Path

from mutong.worlds.names import COMMUNITIES, SUB_DISTRICT, TOWNSHIP, VILLAGE

_HERE = Path(__file__).parent
FULL_COMMUNITY = f"{SUB_DISTRICT[0]}001"
URBAN_DISTRICTS = ("140105", "140106", "140107", "140108", "140109", "140110")
COMMUNITY_GRIDS, VILLAGE_GRIDS = 3, 2
Row = tuple[str, str, str, str, object, str]


def load_counties() -> list[dict[str, str]]:
    """The 117 county-level units: code, name, city_code, city_name, kind."""
    with (_HERE / "shanxi_counties.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_cities() -> list[dict[str, str]]:
    """The 11 cities: code, name, population (census of 2020)."""
    with (_HERE / "shanxi_cities.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def grids_of(community: str, count: int) -> list[str]:
    """The codes of a community's grids: the community's code and three digits."""
    return [f"{community}{i:03d}" for i in range(1, count + 1)]


def area_rows(full_grids: int, community_only: bool) -> list[Row]:
    """Rows of the table areas: area_code, name, level, parent_code, population, geometry; parents come first."""
    cities = load_cities()
    whole = sum(int(c["population"]) for c in cities)
    rows: list[Row] = [("14", "山西省", "province", "", whole, "")]
    rows += [(c["code"], c["name"], "city", "14", int(c["population"]), "") for c in cities]
    rows += [(c["code"], c["name"], "county", c["city_code"], "", "") for c in load_counties()]
    rows.append((SUB_DISTRICT[0], SUB_DISTRICT[1], "township", "140109", "", ""))
    communities = COMMUNITIES[:1] if community_only else COMMUNITIES
    for i, name in enumerate(communities, 1):
        code = f"{SUB_DISTRICT[0]}{i:03d}"
        rows.append((code, f"{name}社区", "community", SUB_DISTRICT[0], "", ""))
        rows += _grid_rows(code, name, full_grids if i == 1 else COMMUNITY_GRIDS)
    if not community_only:
        rows.append((*TOWNSHIP, "township", "140122", "", ""))
        rows.append((*VILLAGE, "community", TOWNSHIP[0], "", ""))
        rows += _grid_rows(VILLAGE[0], VILLAGE[1], VILLAGE_GRIDS)
    return rows


def _grid_rows(community: str, name: str, count: int) -> list[Row]:
    return [
        (code, f"{name}第{i}网格", "grid", community, "", "")
        for i, code in enumerate(grids_of(community, count), 1)
    ]
