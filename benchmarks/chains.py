"""Infectors and chains of an outbreak of 100,000 cases: from rows of cases and contacts to probable pairs and chains.

The outbreak is a branching process: introductions in small areas, negative binomial offspring, normal serial
interval, a share of the true infectors found by contact tracing, and false contacts beside them.

    python -m benchmarks chains            (or: python -m benchmarks.chains [--cases 100000])
"""

import argparse
import time
from datetime import date, timedelta

import numpy as np

from benchmarks.measuring import machine, measure
from mutong.outbreak.chains import chains_of
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.onset_lags import normal_lags

MEAN, SD = 5.0, 2.5
OFFSPRING, DISPERSION = 0.9, 0.4
FOUND, FALSE_EACH = 0.6, 1.0
DAYS, PER_AREA = 180, 150
FIRST = date(2022, 1, 1)


def simulate(size: int, seed: int = 7) -> tuple[list[dict], list[dict], np.ndarray]:
    """Rows of cases and contacts, and each case's true infector (-1: introduced)."""
    draw = np.random.default_rng(seed)
    areas = max(size // PER_AREA, 1)
    infector, onset, area = [], [], []
    waiting: list[tuple[int, int, int]] = []
    while len(infector) < size:
        parent, day, where = waiting.pop() if waiting else (
            -1, int(draw.integers(DAYS)), int(draw.integers(areas))
        )  # fmt: skip
        me = len(infector)
        infector.append(parent)
        onset.append(day)
        area.append(where)
        chance = DISPERSION / (DISPERSION + OFFSPRING)
        for lag in np.rint(draw.normal(MEAN, SD, int(draw.negative_binomial(DISPERSION, chance)))):
            waiting.append((me, day + int(lag), where))
    cases = [
        {
            "case_id": f"C{k:06d}",
            "person_id": f"P{k:06d}",
            "date_onset": FIRST + timedelta(days=onset[k]),
            "reported_at": None,
            "origin": "unknown",
            "area_code": f"{area[k]:06d}",
        }
        for k in range(size)
    ]
    met = [(infector[k], k) for k in range(size) if infector[k] >= 0 and draw.random() < FOUND]
    false = draw.integers(size, size=(int(size * FALSE_EACH), 2)).tolist()
    contacts = [
        {
            "case_id": f"C{a:06d}",
            "person_id": f"P{b:06d}",
            "degree": 1,
            "class": "close_contact",
            "verdict": "yes",
            "rule": "met",
            "minutes": None,
        }
        for a, b in [*met, *false]
        if a != b
    ]
    return cases, contacts, np.array(infector)


def main(argv: list[str]) -> None:
    """Simulate, work out, print times and how many true infectors are the most probable ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    size = parser.parse_args(argv).cases
    begun = time.perf_counter()
    cases, contacts, truth = simulate(size)
    print(machine())
    print(f"{size:,} cases, {len(contacts):,} contacts, simulated in {time.perf_counter() - begun:.1f} s")
    weights = EvidenceWeights(lags=normal_lags(MEAN, SD))
    for words, rows in (("timing alone", []), ("timing and contacts", contacts)):
        done = measure(lambda rows=rows: chains_of(cases, [], rows, weights))
        found = done.result
        best: dict[str, object] = {}
        walked = time.perf_counter()
        for row in found.pairs:
            best.setdefault(row["infectee"], row["infector"])
        walked = time.perf_counter() - walked
        right = sum(best[f"C{k:06d}"] == f"C{truth[k]:06d}" for k in range(size) if truth[k] >= 0)
        told = found.introductions
        print(
            f"{words:20} {done}; {done.wall / size * 1e6:.0f} µs per case\n"
            f"    {len(found.pairs):,} rows of pairs ({len(found.pairs) / size:.0f} per case), read in {walked:.1f} s; "
            f"{len(found.chains):,} chains\n"
            f"    most probable infector is the true one: {right / (truth >= 0).sum():.1%} of those infected; "
            f"introductions {told.value:,.0f} ({told.low:,.0f} to {told.high:,.0f}), in truth {(truth < 0).sum():,}"
        )


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
