"""Areas that no pack, parameter or choice of a family tells apart are one zone, looked up once."""

from dataclasses import dataclass

import numpy as np

from mutong.standards.rules.family import Family


@dataclass(frozen=True)
class Zones:
    """`of_code` is the zone of each area code; `codes` has one area code for each zone."""

    of_code: np.ndarray
    codes: tuple[str, ...]


def zones_of(family: Family, area_codes: tuple[str, ...]) -> Zones:
    """The zones of some area codes ('' stands for an area that is not known).

    Every zone that the family makes is there, also those without an area among these: what is compiled for one
    county then serves the next.
    """
    named = {pack.area_code for pack in family.packs}
    named |= {row.area_code for rows in family.parameters.rows.values() for row in rows}
    named |= {choice.area_code for choice in family.choices.all}
    lengths = sorted({len(code) for code in named})

    def innermost(code: str) -> str:
        within = [code[:length] for length in lengths if len(code) >= length and code[:length] in named]
        return within[-1] if within else ""

    codes = ("", *sorted(named - {"", "0"}))
    zone = {code: place for place, code in enumerate(codes)}
    # China as a whole holds every area and so tells none apart.
    zone["0"] = 0
    return Zones(np.array([zone[innermost(code)] for code in area_codes], dtype=np.uint32), codes)
