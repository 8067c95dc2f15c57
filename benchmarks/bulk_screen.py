"""Twenty three-valued rules over a province, beside the same rules written by hand for numba.

Both read the same columns of a made-up province in memory and write a verdict for every person or household; both are
compiled beforehand. Limits: at most 1.5 times the time of the hand-written loops, below 2 GB beyond the columns.

    python -m benchmarks bulk_screen [--people 35000000] [--times 3] [--check 200000]
"""

import argparse
import os
from pathlib import Path

import numpy as np

from benchmarks.bulk_by_hand import by_hand
from benchmarks.bulk_population import bytes_of, make_population
from benchmarks.measuring import MB, machine, measure, verdict
from mutong.standards.pack import load_pack
from mutong.standards.verdicts import Verdicts, compiled_verdicts, numpy_verdicts
from mutong.tables.compact_columns import CompactSnapshot

PACK = Path(__file__).parent / "packs/bulk-rules"
TIMES_AT_MOST, MEMORY_MB_AT_MOST = 1.5, 2048


def by_rules(snapshot: CompactSnapshot, threads: int | None = None) -> Verdicts:
    """The verdicts by the pack."""
    return compiled_verdicts(snapshot, [load_pack(PACK)], amounts=False, threads=threads, say=print_words)


def print_words(words) -> None:
    """Say what takes its time."""
    print(f"({words.en} …)", flush=True)


def same(found: Verdicts, other: dict[str, np.ndarray]) -> bool:
    """Whether every verdict is the same."""
    return all(np.array_equal(one.verdict, other[one.version.rule.name]) for one in found.values()) and len(
        found
    ) == len(other)


def main(argv: list[str] | None = None) -> int:
    """Print both times, their ratio and the memory; exit code 1 where a limit is not kept or a verdict differs."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=35_000_000)
    reader.add_argument("--times", type=int, default=3)
    reader.add_argument(
        "--check", type=int, default=200_000, help="people in the comparison with the evaluator"
    )
    options = reader.parse_args(argv)
    print(f"machine: {machine()}")
    small = make_population(options.check)
    whole = numpy_verdicts(small, [load_pack(PACK)], amounts=False)
    alike = same(whole, by_hand(small)) and same(whole, {
        one.version.rule.name: one.verdict for one in by_rules(small).values()
    })  # fmt: skip
    print(f"{small.size('person'):,} people: evaluator, compiled rules and hand-written loops "
          f"{'agree' if alike else 'DIFFER'} in every verdict")  # fmt: skip
    snapshot = make_population(options.people)
    print(f"{snapshot.size('person'):,} people, {snapshot.size('household'):,} households, 20 rules, a tenth of "
          f"everything unknown; columns {bytes_of(snapshot) / MB:,.0f} MB")  # fmt: skip
    hand = measure(lambda: by_hand(snapshot), options.times)
    ours = measure(lambda: by_rules(snapshot), options.times)
    print(f"by hand  {hand}\nby rules {ours}")
    agree = same(ours.result, hand.result)
    print(f"verdicts {'agree' if agree else 'DIFFER'}; {sum(one.nbytes for one in hand.result.values()) / MB:,.0f} MB "
          f"of them; {os.cpu_count()} cores")  # fmt: skip
    for one in ours.result.values():
        counts = np.bincount(one.verdict + 1, minlength=4)
        print(
            f"  {one.version.rule.name:16} yes {counts[3]:>11,}  unknown {counts[2]:>11,}  no {counts[1]:>11,}"
        )
    kept = [
        verdict("CPU time, rules / hand", ours.cpu / hand.cpu, TIMES_AT_MOST),
        verdict("wall time, rules / hand", ours.wall / hand.wall, TIMES_AT_MOST),
        verdict("memory beyond the columns, MB", ours.memory_mb, MEMORY_MB_AT_MOST),
    ]
    return 0 if alike and agree and all(kept) else 1
