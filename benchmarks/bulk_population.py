"""A made-up province for the benchmark of the bulk screen: columns only, a tenth of everything unknown.

Households stand area by area and people household by household, as in a register kept by counties. Nobody in it lives.
"""

from datetime import date

import numpy as np

from mutong.tables.compact_columns import CompactColumn, CompactSnapshot, missing_mark
from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot_columns import day_number

ON = date(2022, 8, 22)
UNKNOWN_SHARE = 0.10
_SIZES = np.array([0.25, 0.29, 0.22, 0.14, 0.07, 0.03])  # one to six people: 2.58 to a household
_PERSON_TRUTHS = {
    "alive": 0.99, "disability_certificate": 0.06, "long_term_care_needed": 0.05, "destitute_support": 0.01,
    "work_injury_nursing_benefit": 0.01, "orphan_benefit": 0.01, "cannot_live_alone": 0.04, "sees_poorly": 0.12,
    "pregnant": 0.01,
}  # fmt: skip
_HOUSEHOLD_TRUTHS = {
    "receives_low_income_support": 0.05,
    "recognised_edge_household": 0.03,
    "property_conforms": 0.7,
}
_CODES = ("sex", "work_state", "disability_kind")


def areas() -> tuple[str, ...]:
    """117 area codes of counties that do not exist, in eleven cities, and some of elsewhere."""
    return tuple(f"14{1 + place % 11:02d}{1 + place // 11:02d}" for place in range(117))


def make_population(people: int, seed: int = 20220822) -> CompactSnapshot:
    """About so many people with the columns that the twenty rules read, as a compact Snapshot."""
    chance = np.random.default_rng(seed)
    sizes = (chance.choice(6, int(people / 2.58), p=_SIZES) + 1).astype(np.int8)
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    persons, households = int(starts[-1]), len(sizes)
    columns: dict[str, CompactColumn] = {}
    for fact, share in _PERSON_TRUTHS.items():
        columns[fact] = CompactColumn(_truth(chance, persons, share))
    for fact, share in _HOUSEHOLD_TRUTHS.items():
        columns[fact] = CompactColumn(_truth(chance, households, share))
    for fact in _CODES:
        columns[fact] = _code(chance, persons, fact_spec(fact).codes)
    columns["tenure"] = _code(chance, households, fact_spec("tenure").codes)
    columns["monthly_income"] = _number(chance, _incomes(chance, persons))
    columns["debts"] = _number(chance, chance.integers(0, 4_000_000, households, dtype=np.int32))
    columns["dwelling_m2"] = _number(chance, chance.integers(8, 160, households, dtype=np.int16))
    columns["disability_level"] = _number(chance, chance.integers(1, 5, persons, dtype=np.int8))
    born = int(day_number(ON)) - chance.integers(0, 95 * 365, persons, dtype=np.int32)
    columns["birth_date"] = _number(chance, born)
    counties = areas()
    here = np.sort(chance.integers(0, len(counties), households, dtype=np.int16))
    columns["area_code"] = CompactColumn(here, words=counties)
    registered = np.where(chance.random(households, dtype=np.float32) < 0.8, here, here[::-1]).astype(
        np.int16
    )
    columns["hukou_area_code"] = CompactColumn(_forget(chance, registered, -1), words=counties)
    return CompactSnapshot(ON, ON, starts, columns)


def bytes_of(snapshot: CompactSnapshot) -> int:
    """How much memory the columns take."""
    arrays = [c.values for f in FACTS if (c := snapshot.compact(f))]
    return sum(array.nbytes for array in arrays) + snapshot.starts.nbytes


FACTS = (*_PERSON_TRUTHS, *_HOUSEHOLD_TRUTHS, *_CODES, "tenure", "monthly_income", "debts", "dwelling_m2",
         "disability_level", "birth_date", "area_code", "hukou_area_code")  # fmt: skip


def _forget(chance: np.random.Generator, values: np.ndarray, mark: int) -> np.ndarray:
    """A tenth of the values are not known."""
    for first in range(0, len(values), 4_000_000):
        part = values[first : first + 4_000_000]
        part[chance.random(len(part), dtype=np.float32) < UNKNOWN_SHARE] = mark
    return values


def _truth(chance: np.random.Generator, size: int, share: float) -> np.ndarray:
    found = np.empty(size, dtype=np.int8)
    for first in range(0, size, 4_000_000):
        part = found[first : first + 4_000_000]
        part[:] = 2 * (chance.random(len(part), dtype=np.float32) < share)
    return _forget(chance, found, 1)


def _code(chance: np.random.Generator, size: int, words: tuple[str, ...]) -> CompactColumn:
    return CompactColumn(
        _forget(chance, chance.integers(0, len(words), size, dtype=np.int8), -1), words=words
    )


def _number(chance: np.random.Generator, values: np.ndarray) -> CompactColumn:
    return CompactColumn(_forget(chance, values, int(missing_mark(values.dtype))))


def _incomes(chance: np.random.Generator, size: int) -> np.ndarray:
    found = chance.integers(0, 400_000, size, dtype=np.int32)
    for first in range(0, size, 4_000_000):
        part = found[first : first + 4_000_000]
        part[chance.random(len(part), dtype=np.float32) < 0.35] = 0
    return found
