"""From cases to every contact with reasons among a hundred million stays, and the store they are read from.

Limits: the store is built at half the speed at least of DuckDB sorting the same rows to Parquet twice, in 4 GB; 1, 10
and 200 cases are traced in at most twice the bare look-up (stays_by_hand.py) and 20 ms, and 200 at least five times
faster than DuckDB joins them; a contact of the second degree takes at most 1.5 times one of the first; with `--larger`,
a contact among so many stays takes at most 1.3 times as long.

    python -m benchmarks trace_stays [--rows 100000000] [--larger 300000000] [--folder DIR] [--keep-stores]
        [--no-duckdb]
"""

import argparse
import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measuring import MB, Measured, machine, measure, verdict
from benchmarks.peers import run_peer
from benchmarks.stay_population import City, make_city
from benchmarks.stays_by_hand import meet_by_hand
from mutong.kernel.period import CHINA
from mutong.outbreak.exposers import exposers_of_cases
from mutong.outbreak.households import Households
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.outbreak.tracing_loops import keep_memory, load_loops
from mutong.standards.choices import load_choices
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import load_pack

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "packs/health/cn-covid-9"
AS_OF = datetime(2022, 8, 22, 8, tzinfo=CHINA)
AREA = "140109901001"
NUMBERS, SECOND = (1, 10, 200), 100
BUILD_AT_MOST, BUILD_MB, BARE_TIMES, BARE_MS, DUCKDB_TIMES, SECOND_TIMES, LARGER_TIMES = (
    2.0,
    4096,
    2.0,
    20,
    5.0,
    1.5,
    1.3,
)
_TIMES = 7


@dataclass(frozen=True)
class Ground:
    """What is traced on: a store of a city, its places and homes, the rules of the shipped pack."""

    store: StayStore
    places: PlaceTable
    homes: Households
    rules: ContactRules

    def cases(self, number: int, seed: int) -> list[dict[str, object]]:
        """So many cases drawn among the people of the store."""
        return cases_among(self.store.people, number, seed)

    def traced(self, cases: list[dict[str, object]], degrees: int = 1) -> Traced:
        """The contacts of cases, their reasons as numbers; `.frame` puts them into words."""
        return trace_contacts(cases, self.store, self.places, self.homes, self.rules, AS_OF, degrees)

    def windows(self, cases: list[dict[str, object]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """People (codes), since and until of cases, in seconds, for the peers."""
        found = exposers_of_cases(cases, self.rules, AS_OF)
        people = self.store.person_codes([one.person for one in found])
        return people, np.array([one.from_ for one in found]), np.array([one.to for one in found])


def cases_among(people: np.ndarray, number: int, seed: int) -> list[dict[str, object]]:
    """So many cases drawn among people (ids as bytes): fell ill on the 18th, reported and isolated on the 20th."""
    who = np.random.default_rng(seed).choice(len(people), number, replace=False)
    told = datetime(2022, 8, 20, 20, tzinfo=CHINA)
    same = {
        "classification": "confirmed", "reported_at": told, "isolated_at": told,
        "date_onset": date(2022, 8, 18), "date_specimen": date(2022, 8, 20),
    }  # fmt: skip
    ids = [one.decode() for one in people[who].tolist()]
    return [{"case_id": f"C{k:04d}", "person_id": one, **same} for k, one in enumerate(ids)]


def city_in(folder: Path, rows: int) -> City:
    """The city in a folder, made where it is not there yet."""
    said = folder / "city.json"
    if said.is_file():
        kept = json.loads(said.read_text(encoding="utf-8"))
        return City(**kept | {name: Path(kept[name]) for name in kept if name.endswith("_file")})
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    city = make_city(folder, rows)
    said.write_text(json.dumps(vars(city), default=str), encoding="utf-8")
    print(f"made up in {time.perf_counter() - begun:,.0f} s")
    return city


def build(city: City, folder: Path) -> Measured:
    """Build the store from the city's Parquet file, saying how far it is."""
    at = [""]

    def said(step: str, done: int, in_all: int) -> None:
        if step != at[0]:
            at[0] = step
            print(f"\r  {step:10}", end="", flush=True)

    found = measure(lambda: StayStore.build(folder / "store", stay_pieces(city.stay_file), said))
    print("\r", end="")
    return found


def ground_of(city: City, folder: Path) -> Ground:
    """The store opened and what else tracing needs, made ready once."""
    begun = time.perf_counter()
    store = StayStore(folder / "store")
    opened = time.perf_counter()
    places, homes = (
        made.of_frame(pl.read_parquet(file))
        for made, file in ((PlaceTable, city.place_file), (Households, city.member_file))
    )
    choices = load_choices(ROOT / "deployment/sample/choices.csv")
    rules = contact_rules(load_pack(PACK), choices, AS_OF.date(), AREA)
    size = sum(array.nbytes for array in store.arrays.values()) / MB
    print(
        f"store of {len(store):,} stays, {size:,.0f} MB, opened in {(opened - begun) * 1000:.1f} ms; "
        f"places and homes made ready in {time.perf_counter() - opened:.1f} s"
    )
    return Ground(store, places, homes, rules)


def compare_builds(ours: Measured, city: City, folder: Path, with_duckdb: bool) -> list[bool]:
    """Print how fast the store is built beside DuckDB; the limits kept."""
    print(f"store built   {ours}   {city.stays / ours.wall:,.0f} stays a second")
    kept = [verdict("memory of the build, MB", ours.memory_mb, BUILD_MB)]
    if with_duckdb:
        peer = run_peer("duckdb_stays.py", "sort", str(city.stay_file), str(folder / "duckdb"))
        took = peer["by_place"] + peer["by_person"]
        print(
            f"DuckDB {peer['version']} sorts twice {took:.1f} s ({peer['by_place']:.1f} + {peer['by_person']:.1f})"
        )
        kept.append(verdict("build, times DuckDB's time", ours.wall / took, BUILD_AT_MOST))
    return kept


def compare_tracing(ground: Ground, folder: Path, with_duckdb: bool) -> list[bool]:
    """Print first-degree tracing beside the bare look-up and DuckDB; the limits kept."""
    kept, asked, ours_at = [], {}, {}
    for number in NUMBERS:
        cases = ground.cases(number, seed=number)
        people, since, until = ground.windows(cases)
        begun = time.perf_counter()
        ground.traced(cases)
        first = time.perf_counter() - begun
        ours = measure(lambda c=cases: ground.traced(c), _TIMES)
        worded = measure(lambda c=cases: ground.traced(c).frame, _TIMES)
        bare = measure(lambda p=people, s=since, u=until: meet_by_hand(ground.store, p, s, u), _TIMES)
        limit = BARE_TIMES * bare.wall * 1000 + BARE_MS
        counted = sum(crowd.people for crowd in ours.result.crowds)
        print(f"{number} cases: {len(ours.result):,} contacts with reasons and {counted:,} counted in crowds "
              f"{ours.wall * 1000:.1f} ms (first time {first * 1000:.1f}), as a table in words "
              f"{worded.wall * 1000:.1f} ms; bare {len(bare.result[0]):,} meetings "
              f"{bare.wall * 1000:.2f} ms")  # fmt: skip
        kept.append(
            verdict(f"{number} cases, ms beside twice the bare look-up and 20 ms", ours.wall * 1000, limit)
        )
        print(f"  in words: {worded.wall * 1000 / limit:.2f} times that limit")
        ids = [str(case["person_id"]) for case in cases]
        asked[str(number)] = [list(row) for row in zip(ids, since.tolist(), until.tolist(), strict=True)]
        ours_at[number] = ours.wall
    if with_duckdb:
        file = folder / "cases.json"
        file.write_text(json.dumps(asked), encoding="utf-8")
        peer = run_peer("duckdb_stays.py", "meet", str(folder / "duckdb"), str(file))
        for number in NUMBERS:
            shown = ", ".join(
                f"{words} {peer[f'{layout} {number}']['seconds'] * 1000:,.0f} ms"
                for layout, words in (("own", "own table"), ("file", "Parquet"))
            )
            print(f"DuckDB, {number} cases: {peer[f'own {number}']['meetings']:,} meetings; {shown}")
        best = min(peer[f"{layout} 200"]["seconds"] for layout in ("own", "file"))
        kept.append(
            verdict("200 cases, times faster than DuckDB", best / ours_at[200], DUCKDB_TIMES, at_most=False)
        )
    return kept


def compare_degrees(ground: Ground) -> bool:
    """Print what a contact of either degree takes; whether the limit is kept."""
    cases = ground.cases(SECOND, seed=SECOND)
    each = []
    for degrees in (1, 2):
        found = measure(lambda d=degrees: ground.traced(cases, d).frame, 3)
        each.append(found.wall / len(found.result))
        print(f"{SECOND} cases to degree {degrees}: {len(found.result):,} contacts {found.wall * 1000:,.0f} ms, "
              f"{each[-1] * 1e6:.2f} µs each, {found.memory_mb:,.0f} MB more memory")  # fmt: skip
    return verdict("a contact to the second degree, times one of the first", each[1] / each[0], SECOND_TIMES)


def compare_sizes(small: Ground, large: Ground) -> bool:
    """Print what a contact takes among more stays; whether the limit is kept."""
    each = []
    for ground in (small, large):
        cases = ground.cases(200, seed=200)
        found = measure(lambda g=ground, c=cases: g.traced(c), _TIMES)
        each.append(found.wall / len(found.result))
        print(
            f"{len(ground.store):,} stays: 200 cases, {len(found.result):,} contacts {found.wall * 1000:.1f} ms"
        )
    return verdict(
        "a contact among the larger number, times one among the smaller", each[1] / each[0], LARGER_TIMES
    )


def main(argv: list[str] | None = None) -> int:
    """Print the figures beside their limits; exit code 1 where one is not kept."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, default=100_000_000)
    reader.add_argument("--larger", type=int, default=0, help="trace among so many stays too")
    reader.add_argument("--folder", type=Path, help="where cities and stores are written and kept")
    reader.add_argument("--keep-stores", action="store_true", help="trace only, in the stores that are there")
    reader.add_argument("--no-duckdb", action="store_true")
    options = reader.parse_args(argv)
    print(f"machine: {machine()}")
    work = options.folder or Path(tempfile.mkdtemp())
    kept, grounds = [], []
    try:
        for rows in filter(None, (options.rows, options.larger)):
            folder, main_size = work / f"stays-{rows}", rows == options.rows
            city = city_in(folder, rows)
            print(f"{city.stays:,} stays of {city.people:,} people at {city.places:,} places in fourteen days; the "
                  f"largest has {city.largest:,}; {city.stay_file.stat().st_size / MB:,.0f} MB of Parquet")  # fmt: skip
            if not options.keep_stores or not (folder / "store").is_dir():
                built = build(city, folder)
                kept += compare_builds(built, city, folder, main_size and not options.no_duckdb)
            grounds.append(ground_of(city, folder))
            if main_size:
                print(f"memory kept: {keep_memory()}; compiled loops: {load_loops()}")
                kept += compare_tracing(grounds[0], folder, not options.no_duckdb)
                kept.append(compare_degrees(grounds[0]))
        if len(grounds) > 1:
            kept.append(compare_sizes(*grounds))
    finally:
        if options.folder is None:
            shutil.rmtree(work, ignore_errors=True)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main())
