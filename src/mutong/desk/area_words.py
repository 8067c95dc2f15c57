"""What areas are called, also those the register does not hold: a province by the deployment's list, else the code."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.records.reads.areas import area_names

NOT_KNOWN = Words("不详", "not known")
_PROVINCE_DIGITS = 2


def words_of_areas(codes: Iterable[str | None]) -> dict[str | None, Words]:
    """Area code -> what to call it; None -> not known.

    A code that neither the register nor the deployment's provinces.csv knows stays as it is; of one that lies in a
    known province the province is said before the code.
    """
    wanted = {code for code in codes if code}
    here = area_names(wanted)
    found: dict[str | None, Words] = {code: _words(code, here.get(code)) for code in wanted}
    return {**found, None: NOT_KNOWN, "": NOT_KNOWN}


def _words(code: str, name: str | None) -> Words:
    if name:
        return Words(name, name)
    province = _provinces(deployment_folder() / "provinces.csv").get(code[:_PROVINCE_DIGITS])
    if province is None:
        return Words(code, code)
    # Zeros only fill a province's code up to six digits.
    if not code[_PROVINCE_DIGITS:].strip("0"):
        return province
    return Words(f"{province.zh} {code}", f"{province.en} {code}")


@cache
def _provinces(path: Path) -> dict[str, Words]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["code"]: Words(row["name_zh"], row["name_en"]) for row in csv.DictReader(lines)}
