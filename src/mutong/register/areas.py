"""The tree of areas: province > city > county > township > community > grid (GB/T 2260 and its extensions)."""

from collections.abc import Iterable, Mapping, Sequence

from mutong.kernel.words import Words
from mutong.register.faults import RowFault
from mutong.tables.code_words import code_label
from mutong.tables.remedies import remedy

LEVELS = ("province", "city", "county", "township", "community", "grid")
CODE_LENGTHS = {
    "province": (2, 6),
    "city": (4, 6),
    "county": (6,),
    "township": (9,),
    "community": (12,),
    "grid": (15,),
}
# How much of a code names the county (GB/T 2260-2007) and the township in it (GB/T 10114-2003).
COUNTY_DIGITS, TOWNSHIP_DIGITS = CODE_LENGTHS["county"][0], CODE_LENGTHS["township"][0]

Row = Mapping[str, object]


def short_code(code: str) -> str:
    """A code without the zeros that only fill it up: 140000 is 14, 140100 is 1401; others stay."""
    if len(code) == 6:
        if code.endswith("0000"):
            return code[:2]
        if code.endswith("00"):
            return code[:4]
    return code


def county_of(code: str) -> str:
    """The code of the county an area lies in; of a city or province its own code."""
    return code[:COUNTY_DIGITS]


def township_of(code: str) -> str:
    """The code of the township an area lies in; of a county and larger its own code."""
    return code[:TOWNSHIP_DIGITS]


def covers(area: str, code: str) -> bool:
    """Whether an area is, or holds, the area of a code. An empty area covers nothing."""
    return bool(area) and short_code(code).startswith(short_code(area))


def areas_below(code: str, areas: Iterable[Row]) -> list[str]:
    """The codes of an area and of all areas under it, by parent_code, in the order of `areas`.

    `areas` are rows with area_code and parent_code; a code that is not among them gives an empty list.
    """
    rows = list(areas)
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(str(row["parent_code"] or ""), []).append(str(row["area_code"]))
    inside: set[str] = set()
    waiting = [code]
    while waiting:
        here = waiting.pop()
        if here not in inside:
            inside.add(here)
            waiting += children.get(here, [])
    return [str(row["area_code"]) for row in rows if row["area_code"] in inside]


def path_to_top(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The code, the area above it, and so on up to the top; stops where the chain breaks or turns in a ring."""
    path: list[str] = []
    here: str | None = code
    while here and here not in path:
        path.append(here)
        here = parents.get(here)
    return path


def check_areas(rows: Sequence[Row], existing: Iterable[Row] = ()) -> list[RowFault]:
    """Areas that cannot stand: no such parent, wrong order of levels, code not beginning with the parent's.

    `existing` are areas already in the register; an incoming row with the same code takes their place. An area
    under a refused one is refused too, since its parent is not there.
    """
    levels = {str(row["area_code"]): str(row["level"]) for row in existing}
    order = sorted(range(len(rows)), key=lambda i: LEVELS.index(str(rows[i]["level"])))
    faults: list[RowFault] = []
    for i in order:
        fault = _fault_of(i, rows[i], levels)
        if fault is None:
            levels[str(rows[i]["area_code"])] = str(rows[i]["level"])
        else:
            levels.pop(str(rows[i]["area_code"]), None)
            faults.append(fault)
    return sorted(faults, key=lambda fault: fault.index)


def _fault_of(i: int, row: Row, levels: Mapping[str, str]) -> RowFault | None:
    code, level, parent = str(row["area_code"]), str(row["level"]), row["parent_code"]
    if not code.isascii() or not code.isdigit() or len(code) not in CODE_LENGTHS[level]:
        wanted = "/".join(str(n) for n in CODE_LENGTHS[level])
        return RowFault(
            i, "area_code", "area_code_length", _said("area_code_length", level=level, wanted=wanted)
        )
    if parent is None:
        if level == "province":
            return None
        return RowFault(i, "parent_code", "area_parent_missing", remedy("area_parent_missing"))
    if parent not in levels:
        return RowFault(i, "parent_code", "area_without_parent", remedy("area_without_parent", parent=parent))
    above = levels[str(parent)]
    if LEVELS.index(above) >= LEVELS.index(level):
        words = _said("area_level_order", level=level, parent_level=above)
        return RowFault(i, "level", "area_level_order", words)
    if not covers(str(parent), code) or short_code(str(parent)) == short_code(code):
        return RowFault(i, "area_code", "area_code_prefix", remedy("area_code_prefix", parent=parent))
    return None


def _said(code: str, **fields: str) -> Words:
    zh = {k: code_label("level", v).zh if k != "wanted" else v for k, v in fields.items()}
    en = {k: code_label("level", v).en if k != "wanted" else v for k, v in fields.items()}
    return Words(remedy(code, **zh).zh, remedy(code, **en).en)
