"""From two hundred cases to the places they shared, ranked by chance, among a hundred million stays.

Limit: 200 cases take at most half a second, windows, crowds and sentences included. One restaurant is the source of 30
of them and must come first. The store is the one of trace_stays, built where it is not there yet.

    python -m benchmarks sources [--rows 100000000] [--folder DIR]
"""

import argparse
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.measuring import machine, measure, verdict
from benchmarks.trace_stays import AS_OF, Ground, build, city_in, ground_of
from mutong.outbreak.common_place_words import place_words
from mutong.outbreak.common_places import CommonPlaces, common_places
from mutong.outbreak.source_search import prepare_search
from mutong.outbreak.visitors import LOOP
from mutong.standards.incubation import incubation_chosen

NUMBERS, MOST_CASES, AT_MOST_MS = (2, 20, 200), 200, 500
_TIMES, _INFECTED = 5, 30
_MOST_DAYS, _LEAST_DAYS = 7, 1


def infected_at_one_place(ground: Ground, number: int, seed: int) -> tuple[list[dict[str, object]], str]:
    """Cases of whom up to thirty were at one restaurant on one evening; and its id. The others are drawn anywhere."""
    store, chance = ground.store, np.random.default_rng(seed)
    cases = ground.cases(number, seed)
    kinds = np.char.startswith(store.places, b"R")
    evening = int((AS_OF - timedelta(days=7)).replace(hour=18).timestamp())
    for code in chance.permutation(np.flatnonzero(kinds)).tolist():
        guests = store.at_place(store.places[code].decode(), evening, evening + 4 * 3600)
        people = np.unique(guests.person)
        if len(people) >= _INFECTED * 2:
            break
    infected = chance.choice(people, min(_INFECTED, number // 2 + 1), replace=False)
    for case, person in zip(cases, infected.tolist(), strict=False):
        case["person_id"] = store.people[person].decode()
    return cases, store.places[code].decode()


def shared(ground: Ground, cases: list[dict[str, object]]) -> CommonPlaces:
    """The ranked places, with the sentences of the first twenty made."""
    search = prepare_search(
        cases, ground.store, ground.places, ground.homes, incubation_chosen(_MOST_DAYS, _LEAST_DAYS), AS_OF,
        rules=ground.rules,
    )  # fmt: skip
    found = common_places(search)
    for place in found.places[:20]:
        place_words(place, found)
    return found


def compare(ground: Ground) -> list[bool]:
    """Print what each number of cases takes; the limits kept."""
    kept = []
    for compiled in (False, LOOP.load()):
        print(f"compiled loops: {compiled}")
        for number in NUMBERS:
            cases, planted = infected_at_one_place(ground, number, seed=number)
            took = measure(lambda c=cases: shared(ground, c), _TIMES)
            found = took.result
            first = found.places[0].place_id if found.places else "none"
            surprising = sum(one.surprising for one in found.places)
            print(
                f"{number} cases: {len(found.search.visits):,} visits at {found.visited:,} places, "
                f"{len(found.places):,} shared, {surprising} surprising; {took.wall * 1000:.1f} ms; first {first} "
                f"(planted {planted})"
            )
            if number >= 20:
                kept.append(first == planted)
        if compiled:
            kept.append(verdict(f"{MOST_CASES} cases, ms", took.wall * 1000, AT_MOST_MS))
    return kept


def main(argv: list[str] | None = None) -> int:
    """Print the figures beside their limit; exit code 1 where it is not kept or the planted place is not first."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, default=100_000_000)
    reader.add_argument("--folder", type=Path, help="where cities and stores are written and kept")
    options = reader.parse_args(argv)
    print(f"machine: {machine()}")
    work = options.folder or Path(tempfile.mkdtemp())
    try:
        folder = work / f"stays-{options.rows}"
        city = city_in(folder, options.rows)
        if not (folder / "store").is_dir():
            print(f"store built   {build(city, folder)}")
        return 0 if all(compare(ground_of(city, folder))) else 1
    finally:
        if options.folder is None:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
