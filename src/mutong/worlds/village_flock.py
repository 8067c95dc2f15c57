"""The sheep of the village's keepers as a list for the flock book: as many as the first survey round found with each.

Tags are of the county's sequence from 99000001 on; lambs under a month bear a number of the farm's own.
"""

from datetime import timedelta

import numpy as np

from mutong.worlds.hill_village import VillageSheets
from mutong.worlds.names import VILLAGE
from mutong.worlds.people import START

_FIRST_SERIAL = 99_000_001
_SHEEP, _HOUSEHOLD = 6, 0  # places in a row of the survey
_EWES, _YOUNG = 0.6, 0.25  # shares of a flock; the rest are lambs
_EWES_A_RAM = 30


def flock_rows(sheets: VillageSheets, rng: np.random.Generator) -> list[dict[str, object]]:
    """A row of the table flock_list for each sheep, household by household."""
    rows: list[dict[str, object]] = []
    serial, lamb = _FIRST_SERIAL, 1
    for answer in sheets.survey:
        heads = answer[_SHEEP]
        if heads in ("", 0):
            continue
        for one in _one_flock(int(heads), rng):
            born = START - timedelta(days=one.pop("days"))
            one |= {"birth_date": born, "household_id": answer[_HOUSEHOLD], "pen": f"{answer[_HOUSEHOLD]} 圈"}
            if START - born < timedelta(days=30):
                one["own_number"] = f"L22-{lamb:04d}"
                lamb += 1
            else:
                one["tag"] = f"3{VILLAGE[0][:6]}{serial:08d}"
                serial += 1
            rows.append(one)
    return rows


def _one_flock(heads: int, rng: np.random.Generator) -> list[dict[str, object]]:
    """Ewes with their rams, young sheep and lambs, with their ages in days."""
    ewes = max(round(heads * _EWES), 1)
    rams = 1 if ewes >= _EWES_A_RAM // 3 else 0
    young = round(heads * _YOUNG)
    lambs = max(heads - ewes - rams - young, 0)
    flock = [_sheep("female", rng.integers(500, 2000), "adult", "breeding", about=True) for _ in range(ewes)]
    flock += [_sheep("male", rng.integers(500, 1500), "adult", "breeding", about=True) for _ in range(rams)]
    for count, low, high, stage in ((young, 65, 210, "young"), (lambs, 3, 58, "lamb")):
        for _ in range(count):
            sex = ("female", "male")[int(rng.integers(2))]
            keep = "breeding" if sex == "female" and stage == "young" and rng.random() < 0.3 else "fattening"
            flock.append(_sheep(sex, rng.integers(low, high), stage, "" if stage == "lamb" else keep))
    return flock[:heads]


def _sheep(sex: str, days: int, stage: str, use: str, about: bool = False) -> dict[str, object]:
    return {
        "sheep_sex": sex, "days": int(days), "birth_about": "yes" if about else "no", "sheep_stage": stage,
        "sheep_use": use, "breed": "小尾寒羊", "source": "自繁",
    }  # fmt: skip
