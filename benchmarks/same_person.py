"""Which records are one person: exact keys, likeness and both, with recall and precision against planted truth.

python -m benchmarks same_person       (or: python -m benchmarks.same_person [--people 200000] [--exact-only])
"""

import argparse
import time

from benchmarks.double_people import doubled_register
from benchmarks.measuring import machine, measure, verdict
from mutong.register.same_person.candidates import Candidate, FoundCandidates, find_candidates
from mutong.register.same_person.likeness import LIKELY, can_weigh

SECONDS_EXACT, SECONDS_BOTH = 10.0, 120.0
PRECISION, RECALL = 0.98, 0.85


def main(argv: list[str] | None = None) -> int:
    """Make the register, look for doubles, print the figures; 1 where a limit is not kept."""
    options = argparse.ArgumentParser(prog="benchmarks same_person")
    options.add_argument("--people", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--min-probability", type=float, default=LIKELY)
    options.add_argument("--exact-only", action="store_true")
    asked = options.parse_args(argv)
    print(machine())
    people, truth = doubled_register(asked.people, asked.seed)
    print(f"{len(people.person_id):,} records, {len(truth):,} of them second records of somebody")
    by_keys = measure(lambda: find_candidates(people, exact_only=True))
    print(f"exact keys           {by_keys}")
    _print("  sure by a key", [one for one in by_keys.result.pairs if one.is_sure], truth)
    _print("  all that share a key", by_keys.result.pairs, truth)
    kept = [verdict("exact keys, seconds of processor", by_keys.cpu, SECONDS_EXACT)]
    if asked.exact_only or not can_weigh():
        return 0 if all(kept) else 1
    begun = time.perf_counter()
    both = measure(
        lambda: find_candidates(
            people,
            asked.min_probability,
            progress=lambda words: print(f"  {time.perf_counter() - begun:6.1f} s {words.en}", flush=True),
        )
    )
    print(f"keys and likeness    {both}")
    precision, recall = _print_both(both.result, truth, asked.min_probability)
    kept += [
        verdict("keys and likeness, seconds of processor", both.cpu, SECONDS_BOTH),
        verdict("precision of what is offered without doubt", precision, PRECISION, at_most=False),
        verdict("recall of what is offered", recall, RECALL, at_most=False),
    ]
    return 0 if all(kept) else 1


def _print_both(found: FoundCandidates, truth: set[tuple[str, str]], least: float) -> tuple[float, float]:
    likely = [one for one in found.pairs if (one.probability or 0) >= least]
    _print("  likeness alone", likely, truth)
    clear = [
        one for one in found.pairs if one.is_sure or (not one.doubts and (one.probability or 0) >= least)
    ]
    precision, _ = _print("  both, no doubt", clear, truth)
    _, recall = _print("  both, all offered", found.pairs, truth)
    return precision, recall


def _print(label: str, pairs: list[Candidate] | tuple[Candidate, ...], truth: set) -> tuple[float, float]:
    hits = sum((one.first, one.second) in truth for one in pairs)
    precision, recall = hits / max(1, len(pairs)), hits / max(1, len(truth))
    print(f"{label:24} {len(pairs):7,} pairs  precision {precision:.4f}  recall {recall:.4f}")
    return precision, recall


if __name__ == "__main__":
    raise SystemExit(main())
