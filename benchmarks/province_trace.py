"""A province's stays: cases traced on Spark by broadcast, beside a store of the same stays built and traced.

No limit is set; the plan must leave the stays where they are, and both must find the same contacts. The time is split
into what every question costs (one look over all stays) and the rest, and drawn out in a straight line to 35 million
people over fourteen days, with the rows and the bytes that they need: measured here, times the ratio of people. What a
straight line leaves out: on a cluster the looks are shared by all cores, and each look costs as long as its slowest
disk; people meet no more people in a larger province, so the slices stay as they are. The driver holds places and
memberships (80 bytes a person) and the small store; a store is built in bounded memory.

On paper, 35 million people × 14 days: 40.8 stays a person make 1,430 million rows. As Parquet they take about 10
bytes a row (14 GB), as a store about 32 (45 GB; row numbers of a store reach to 4,294 million). The figures of a run
are printed at its end.

    python -m benchmarks province_trace [--people 500000] [--cases 20] [--folder DIR] [--no-store]
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.measuring import MB, machine, measure
from benchmarks.stay_population import DAYS, STAYS_OF_A_PERSON, City, make_city
from benchmarks.trace_stays import AREA, AS_OF, PACK, ROOT, Ground, cases_among
from mutong.kernel.words import Words
from mutong.outbreak.households import Households
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stay_slices import trace_from_source
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced
from mutong.standards.choices import load_choices
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from mutong.tables.frames import Frame
from mutong.tables.parquet_parts import parquet_parts
from mutong.tables.spark_plans import rows_stay_where_they_are
from mutong.tables.spark_stays import SparkStays, spark_stays

PROVINCE = 35_000_000


@dataclass
class Looks:
    """Questions to stays on Spark on their way: how long each took, and how many rows came out."""

    stays: SparkStays
    seconds: list[float]
    rows: int = 0

    def of_people(self, people, since) -> Frame:
        """As the stays answer."""
        return self._timed(self.stays.of_people, people, since)

    def at_places(self, places, since, until) -> Frame:
        """As the stays answer."""
        return self._timed(self.stays.at_places, places, since, until)

    def _timed(self, question, *asked) -> Frame:
        begun = time.perf_counter()
        found = question(*asked)
        self.seconds.append(time.perf_counter() - begun)
        self.rows += len(found)
        print(f"   {len(found):,} rows in {self.seconds[-1]:.1f} s", flush=True)
        return found


@dataclass(frozen=True)
class OnSpark:
    """What tracing on Spark found, its seconds in all, and the looks."""

    traced: Traced
    whole: float
    looks: Looks

    @property
    def rest(self) -> float:
        """The seconds that are not spent looking over stays: the small stores and the judging."""
        return self.whole - sum(self.looks.seconds)


def province_in(folder: Path, people: int) -> City:
    """The province in a folder, made where it is not there yet."""
    said = folder / "city.json"
    if said.is_file():
        kept = json.loads(said.read_text(encoding="utf-8"))
        return City(**kept | {name: Path(kept[name]) for name in kept if name.endswith("_file")})
    needed, free = people * STAYS_OF_A_PERSON * 30, shutil.disk_usage(folder.parent).free
    if needed > free:
        raise SystemExit(f"{needed / MB:,.0f} MB may be needed and {free / MB:,.0f} are free: fewer --people")
    folder.mkdir(parents=True)
    begun = time.perf_counter()
    city = make_city(folder, int(people * STAYS_OF_A_PERSON), in_parts=True)
    said.write_text(json.dumps(vars(city), default=str), encoding="utf-8")
    print(f"made up in {time.perf_counter() - begun:,.0f} s")
    return city


def trace_on_spark(city: City, ground: Ground, cases: list[dict[str, object]], scratch: Path) -> OnSpark:
    """Trace to the second degree on Spark, saying each step."""
    begun = time.perf_counter()
    with spark_stays(city.stay_file, scratch) as stays:
        print(f"Spark is up after {time.perf_counter() - begun:.1f} s", flush=True)
        begun, looks = time.perf_counter(), Looks(stays, [])
        traced = trace_from_source(
            cases, looks, ground.places, ground.homes, ground.rules, AS_OF, scratch, _say, degrees=2
        )
        found = OnSpark(traced, time.perf_counter() - begun, looks)
        kept = [rows_stay_where_they_are(plan) for plan in stays.plans]
        print(stays.plans[1].rstrip())
        print(f"plans that leave the stays where they are: {sum(kept)} of {len(kept)}")
    return found


def _say(words: Words) -> None:
    print(f"  {words.en}", flush=True)


def ground_of(city: City) -> Ground:
    """Places and homes, made ready once, and the rules; no store yet."""
    begun = time.perf_counter()
    places, homes = (
        made.of_frame(pl.read_parquet(file))
        for made, file in ((PlaceTable, city.place_file), (Households, city.member_file))
    )
    choices = load_choices(ROOT / "deployment/sample/choices.csv")
    rules = contact_rules(load_pack(PACK), choices, AS_OF.date(), AREA)
    print(f"places and homes made ready in {time.perf_counter() - begun:.1f} s")
    return Ground(None, places, homes, rules)


def size_of(path: Path) -> int:
    """Bytes of a file, or of the files in a folder."""
    return sum(one.stat().st_size for one in ([path] if path.is_file() else path.rglob("*")) if one.is_file())


def main(argv: list[str] | None = None) -> int:
    """Print the figures; exit code 1 where a plan moves the stays or both engines do not find the same."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=500_000)
    reader.add_argument("--cases", type=int, default=20)
    reader.add_argument("--folder", type=Path, help="where the province is written and kept")
    reader.add_argument("--no-store", action="store_true", help="Spark only")
    options = reader.parse_args(argv)
    print(f"machine: {machine()}; load {os.getloadavg()[0]:.1f}")
    work = options.folder or Path(tempfile.mkdtemp())
    try:
        return compare(work, options)
    finally:
        if options.folder is None:
            shutil.rmtree(work, ignore_errors=True)


def compare(work: Path, options: argparse.Namespace) -> int:
    """Trace on both, print what each took and what a province takes."""
    city = province_in(work / f"province-{options.people}", options.people)
    parquet = size_of(city.stay_file)
    print(f"{city.stays:,} stays of {city.people:,} people in {DAYS} days, {parquet / MB:,.0f} MB of Parquet in "
          f"{len(parquet_parts(city.stay_file))} parts, {parquet / city.stays:.1f} bytes a row")  # fmt: skip
    ground = ground_of(city)
    cases = cases_among(ground.homes.people, options.cases, seed=options.cases)
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        on_spark = trace_on_spark(city, ground, cases, Path(scratch))
    looks = on_spark.looks.seconds
    least = min(looks)
    print(f"Spark: {len(cases)} cases to the second degree, {len(on_spark.traced):,} contacts in "
          f"{on_spark.whole:.1f} s: {len(looks)} looks of {least:.1f} to {max(looks):.1f} s "
          f"({city.stays / least:,.0f} stays a second), {on_spark.rest:.1f} s beside; "
          f"{on_spark.looks.rows:,} rows fetched; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    ratio = PROVINCE / city.people
    # The first look also starts Spark's workers: the middle one stands for all.
    middle = len(looks) * statistics.median(looks) * ratio
    print(f"{PROVINCE:,} people: {city.stays * ratio:,.0f} stays, {parquet * ratio / 1e9:,.0f} GB of Parquet, "
          f"{middle + on_spark.rest:,.0f} s on Spark as here, "
          f"{middle / 32 + on_spark.rest:,.0f} s on 32 times the cores")  # fmt: skip
    kept = all(rows_stay_where_they_are(plan) for plan in on_spark.looks.stays.plans)
    same = options.no_store or compare_store(work, city, ground, cases, on_spark)
    return 0 if kept and same else 1


def compare_store(
    work: Path, city: City, ground: Ground, cases: list[dict[str, object]], on_spark: OnSpark
) -> bool:
    """The same by a store of all stays; whether both find the same contacts."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        pieces = (piece for part in parquet_parts(city.stay_file) for piece in stay_pieces(part))
        built = measure(lambda: StayStore.build(Path(folder) / "store", pieces))
        size = size_of(Path(folder))
        whole = Ground(built.result, ground.places, ground.homes, ground.rules)
        traced = measure(lambda: whole.traced(cases, 2), 3)
        same = traced.result.frame.equals(on_spark.traced.frame)
    ratio = PROVINCE / city.people
    print(f"store: built {built}, {city.stays / built.wall:,.0f} stays a second, {size / city.stays:.1f} bytes a row; "
          f"traced in {traced.wall * 1000:,.0f} ms")  # fmt: skip
    print(f"Spark / store, building included: {on_spark.whole / (built.wall + traced.wall):.2f}; once it is built: "
          f"{on_spark.whole / traced.wall:,.0f}")  # fmt: skip
    print(f"{PROVINCE:,} people in one store: {size * ratio / 1e9:,.0f} GB, built in {built.wall * ratio / 60:,.0f} "
          f"minutes as here")  # fmt: skip
    print(f"both find the same contacts: {'yes' if same else 'NO'}")
    return same


if __name__ == "__main__":
    raise SystemExit(main())
