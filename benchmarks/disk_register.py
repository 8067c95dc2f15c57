"""A made-up register on disk with two clocks, for the benchmark from facts on disk to findings on disk.

Offices list who has something and declare themselves complete; families were asked twice about money and some never.
Written piece by piece, so the size is bounded by the disk. Nobody in it lives.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.bulk_population import areas

ON = date(2022, 8, 22)
_SIZES = np.array([0.25, 0.29, 0.22, 0.14, 0.07, 0.03])
_HOMES_AT_ONCE = 400_000
# What an office lists of a person or household, and the share it lists.
_LISTED = {
    "person": {
        "disability_certificate": 0.06, "destitute_support": 0.01, "work_injury_nursing_benefit": 0.01,
        "orphan_benefit": 0.005, "cannot_live_alone": 0.04, "pregnant": 0.01,
    },
    "household": {"receives_low_income_support": 0.03, "recognised_edge_household": 0.02},
}  # fmt: skip
_WORK = ("employed", "jobless", "retired", "student", "child", "unable")
_TENURES = ("market_owned", "market_rented", "public_rental", "self_built")
_KINDS = ("limb", "sight", "intellectual", "mental", "hearing")
_FACTS = pl.Schema(
    {
        "subject_kind": pl.String, "subject_id": pl.String, "fact": pl.String, "state": pl.String, "low": pl.Float64,
        "high": pl.Float64, "value": pl.String, "unit": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
        "recorded_at": pl.Datetime("us", "Asia/Shanghai"), "confirmed_at": pl.Datetime("us", "Asia/Shanghai"),
        "source": pl.String, "unknown_reason": pl.String,
    }
)  # fmt: skip


def write_register(folder: Path, people: int, seed: int = 20220822) -> dict[str, int]:
    """Write a register of about so many people as Parquet; gives the rows of each table."""
    chance = np.random.default_rng(seed)
    parts = folder / "parts"
    parts.mkdir(parents=True)
    counts = dict.fromkeys(("people", "households", "memberships", "facts"), 0)
    homes_in_all, home, person = int(people / 2.58), 0, 0
    for piece, first in enumerate(range(0, homes_in_all, _HOMES_AT_ONCE)):
        sizes = chance.choice(6, min(_HOMES_AT_ONCE, homes_in_all - first), p=_SIZES) + 1
        share = (first / homes_in_all, (first + len(sizes)) / homes_in_all)
        for table, frame in _piece(chance, sizes, home, person, share):
            frame.write_parquet(parts / f"{table}-{piece:04d}.parquet")
            counts[table] += len(frame)
        home, person = home + len(sizes), person + int(sizes.sum())
    for table in counts:
        pl.scan_parquet(parts / f"{table}-*.parquet").sink_parquet(folder / f"{table}.parquet")
    shutil.rmtree(parts)
    _completeness().write_parquet(folder / "completeness.parquet")
    return counts


def _piece(
    chance: np.random.Generator, sizes: np.ndarray, home: int, person: int, share: tuple[float, float]
) -> Iterator[tuple[str, pl.DataFrame]]:
    counties = areas()
    county = (np.linspace(*share, len(sizes), endpoint=False) * len(counties)).astype(int)
    home_ids = _ids("H", home, len(sizes))
    people_ids = _ids("P", person, int(sizes.sum()))
    codes = pl.Series([f"{code}001001" for code in counties])
    yield (
        "households",
        pl.DataFrame(
            {
                "household_id": home_ids,
                "area_code": codes.gather(county),
                "tenure": _words(chance, _TENURES, len(sizes)),
                "hukou_area_code": pl.Series(counties).gather(
                    np.where(chance.random(len(sizes)) < 0.8, county, 5)
                ),
            }
        ),
    )
    born = int((ON - date(1970, 1, 1)).days) - chance.integers(0, 95 * 365, len(people_ids))
    known = pl.Series(chance.random(len(people_ids)) < 0.98)
    yield (
        "people",
        pl.DataFrame(
            {"person_id": people_ids, "sex": _words(chance, ("female", "male"), len(people_ids))}
        ).with_columns(birth_date=pl.when(known).then(pl.Series(born.astype(np.int32)).cast(pl.Date))),
    )
    yield (
        "memberships",
        pl.DataFrame(
            {
                "person_id": people_ids,
                "household_id": home_ids.gather(np.repeat(np.arange(len(sizes)), sizes)),
                "kind": "living",
                "valid_from": date(2020, 1, 1),
                "valid_to": pl.Series([None] * len(people_ids), dtype=pl.Date),
            }
        ),
    )
    yield "facts", pl.concat(list(_facts(chance, people_ids, home_ids)))


def _facts(chance: np.random.Generator, people: pl.Series, homes: pl.Series) -> Iterator[pl.DataFrame]:
    for kind, ids in (("person", people), ("household", homes)):
        for fact, share in _LISTED[kind].items():
            yield _rows(chance, kind, fact, _some(chance, ids, share), "civil_affairs", value="yes")
    # Money was asked in spring and again in summer; the later answer counts, and of some only the first is there.
    for share, month in ((0.9, 3), (0.7, 7)):
        asked = _some(chance, people, share)
        yield _rows(
            chance, "person", "monthly_income", asked, "home_visit", month, _money(chance, len(asked))
        )
    certified = _some(chance, people, 0.06)
    level = chance.integers(1, 5, len(certified)).astype(float)
    yield _rows(chance, "person", "disability_level", certified, "disabled_federation", 5, level)
    yield _rows(chance, "person", "disability_kind", certified, "disabled_federation", 5, value=_KINDS)
    yield _rows(chance, "person", "long_term_care_needed", certified, "home_visit", 5, value=("yes", "no"))
    yield _rows(chance, "person", "work_state", _some(chance, people, 0.8), "home_visit", 6, value=_WORK)
    asked = _some(chance, homes, 0.9)
    size = chance.integers(20, 160, len(asked)).astype(float)
    yield _rows(chance, "household", "dwelling_m2", asked, "home_visit", 4, size)
    checked = _some(chance, homes, 0.5)
    yield _rows(chance, "household", "property_conforms", checked, "civil_affairs", 5, value=("yes", "no"))
    asked = _some(chance, homes, 0.7)
    yield _rows(chance, "household", "debts", asked, "home_visit", 6, _money(chance, len(asked)) * 12)


def _rows(
    chance: np.random.Generator,
    kind: str,
    fact: str,
    ids: pl.Series,
    source: str,
    month: int = 8,
    low: np.ndarray | None = None,
    value: str | tuple[str, ...] = "",
) -> pl.DataFrame:
    at = pl.Series(chance.integers(0, 20 * 86_400, len(ids)).astype(np.int64) * 1_000_000).cast(
        pl.Duration("us")
    )
    # Some were told only after the day we look back from.
    begin = pl.datetime(2022, month, 1, time_zone="Asia/Shanghai") + at
    words = _words(chance, value, len(ids)) if isinstance(value, tuple) else pl.lit(value or None, pl.String)
    number = pl.lit(None, pl.Float64) if low is None else pl.Series(low)
    return pl.select(
        subject_kind=pl.lit(kind), subject_id=ids, fact=pl.lit(fact), state=pl.lit("known"), low=number, high=number,
        value=words, unit=pl.lit(None, pl.String), valid_from=date(2022, 1, 1), valid_to=pl.lit(None, pl.Date),
        recorded_at=begin, confirmed_at=begin, source=pl.lit(source), unknown_reason=pl.lit(None, pl.String),
    ).cast(dict(_FACTS))  # fmt: skip


def _completeness() -> pl.DataFrame:
    at = pl.datetime(2022, 8, 1, time_zone="Asia/Shanghai")
    listed = [*_LISTED["person"], *_LISTED["household"], "alive"]
    return pl.select(
        source=pl.lit("civil_affairs"), fact=pl.Series(listed), area_code=pl.lit("14"), valid_from=date(2022, 1, 1),
        valid_to=pl.lit(None, pl.Date), recorded_at=at,
    )  # fmt: skip


def _ids(letter: str, first: int, count: int) -> pl.Series:
    return pl.select(
        pl.lit(letter) + pl.int_range(first, first + count).cast(pl.String).str.zfill(9)
    ).to_series()


def _some(chance: np.random.Generator, ids: pl.Series, share: float) -> pl.Series:
    return ids.filter(pl.Series(chance.random(len(ids)) < share))


def _words(chance: np.random.Generator, words: tuple[str, ...], count: int) -> pl.Series:
    return pl.Series(words).gather(chance.integers(0, len(words), count))


def _money(chance: np.random.Generator, count: int) -> np.ndarray:
    return np.where(chance.random(count) < 0.35, 0, chance.integers(0, 6_000, count)) * 100.0
