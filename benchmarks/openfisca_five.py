"""Five rules over a million people, beside OpenFisca-core with its set-up, from the same arrays.

On known facts both must find the same number of people; then a tenth of ours is forgotten and the answers have three
values. Limit: at least 5 times faster than OpenFisca, making the Snapshot from the arrays included.

    python -m benchmarks openfisca_five [--people 1000000] [--times 5]
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.measuring import machine, measure, verdict
from benchmarks.peers import run_peer
from mutong.kernel.truth import Truth
from mutong.standards.pack import load_pack
from mutong.standards.verdicts import Verdicts, compiled_verdicts
from mutong.tables.compact_columns import CompactColumn, CompactSnapshot, missing_mark
from mutong.tables.snapshot_columns import day_number

PACK = Path(__file__).parent / "packs/five-rules"
ON = date(2022, 8, 22)
FASTER_AT_LEAST = 5.0
Population = dict[str, np.ndarray]


def make_arrays(people: int, seed: int = 5) -> Population:
    """People and households as columns, everything known; money in whole yuan, people household by household."""
    chance = np.random.default_rng(seed)
    sizes = chance.choice(6, int(people / 2.595), p=[0.25, 0.29, 0.21, 0.14, 0.08, 0.03]) + 1
    home = np.repeat(np.arange(len(sizes)), sizes)
    count = len(home)
    income = chance.integers(0, 4000, count) * (chance.random(count) >= 0.35)
    return {
        "person_ids": np.arange(count),
        "household_ids": np.arange(len(sizes)),
        "home": home,
        "income": income.astype(np.float64),
        "certificate": chance.random(count) < 0.06,
        "level": chance.integers(1, 5, count),
        "care": chance.random(count) < 0.1,
        "birth": int(day_number(ON)) - chance.integers(0, 95 * 365, count),
        "property_conforms": chance.random(len(sizes)) < 0.7,
    }


def snapshot_of(given: Population, forgotten: dict[str, np.ndarray] | None = None) -> CompactSnapshot:
    """A Snapshot from the arrays; where `forgotten` says so, a value is not known."""
    lost = forgotten or {}
    home = given["home"]
    order = None if bool(np.all(home[1:] >= home[:-1])) else np.argsort(home, kind="stable")
    sizes = np.bincount(home, minlength=len(given["household_ids"]))
    starts = np.concatenate([[0], np.cumsum(sizes)])

    def ordered(name: str) -> np.ndarray:
        return given[name] if order is None or name == "property_conforms" else given[name][order]

    def truth(name: str) -> CompactColumn:
        found = np.where(ordered(name), np.int8(Truth.YES), np.int8(Truth.NO))
        return CompactColumn(np.where(lost[name], np.int8(Truth.UNKNOWN), found) if name in lost else found)

    def number(name: str, dtype: type, factor: int = 1) -> CompactColumn:
        found = (ordered(name) * factor).astype(dtype)
        return CompactColumn(
            np.where(lost[name], dtype(missing_mark(dtype)), found) if name in lost else found
        )

    columns = {
        "monthly_income": number("income", np.int32, 100),
        "disability_certificate": truth("certificate"),
        "disability_level": number("level", np.int8),
        "long_term_care_needed": truth("care"),
        "birth_date": number("birth", np.int32),
        "property_conforms": truth("property_conforms"),
    }
    return CompactSnapshot(ON, ON, starts, columns)


def by_rules(given: Population, forgotten: dict[str, np.ndarray] | None = None) -> Verdicts:
    """The verdicts, from loading the pack and making the Snapshot on."""
    return compiled_verdicts(snapshot_of(given, forgotten), [load_pack(PACK)], amounts=False)


def counted(found: Verdicts, truth: Truth) -> dict[str, int]:
    """How many subjects each rule answers so."""
    return {one.version.rule.name: int(np.sum(one.verdict == truth)) for one in found.values()}


def main(argv: list[str] | None = None) -> int:
    """Print both times and the ratios; exit code 1 where the counts differ or the limit is not kept."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1_000_000)
    reader.add_argument("--times", type=int, default=5)
    options = reader.parse_args(argv)
    given = make_arrays(options.people)
    print(f"machine: {machine()}")
    print(f"{len(given['home']):,} people, {len(given['household_ids']):,} households, five rules")
    by_rules(make_arrays(1000))
    ours = measure(lambda: by_rules(given), options.times)
    chance = np.random.default_rng(6)
    forgotten = {
        name: chance.random(len(given[name]), dtype=np.float32) < 0.1
        for name in ("income", "certificate", "level", "care", "birth", "property_conforms")
    }
    three = measure(lambda: by_rules(given, forgotten), options.times)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "population.npz"
        np.savez(file, **given)
        peer = run_peer("openfisca_five.py", str(file), f"{ON:%Y-%m}", str(options.times))
    peer_cpu = peer["set_up_cpu"] + peer["formulas_cpu"]
    peer_wall = peer["set_up_wall"] + peer["formulas_wall"]
    print(f"OpenFisca-core {peer['version']}: {peer_wall:7.3f} s wall {peer_cpu:7.3f} s CPU, of which formulas "
          f"{peer['formulas_wall']:.3f} s wall {peer['formulas_cpu']:.3f} s CPU")  # fmt: skip
    print(f"rules, all known:       {ours.wall:7.3f} s wall {ours.cpu:7.3f} s CPU")
    print(f"rules, a tenth unknown: {three.wall:7.3f} s wall {three.cpu:7.3f} s CPU")
    yes = counted(ours.result, Truth.YES)
    alike = yes == peer["counts"]
    print(f"yes on known facts {'agree' if alike else f'DIFFER from {peer}'}: {yes}")
    print(f"unknown where a tenth is not known: {counted(three.result, Truth.UNKNOWN)}")
    kept = [
        verdict(
            "CPU time, OpenFisca / rules with three values", peer_cpu / three.cpu, FASTER_AT_LEAST, False
        ),
        verdict(
            "wall time, OpenFisca / rules with three values", peer_wall / three.wall, FASTER_AT_LEAST, False
        ),
    ]
    print(f"formulas alone against the whole of ours: {peer['formulas_cpu'] / three.cpu:.2f}")
    return 0 if alike and all(kept) else 1
