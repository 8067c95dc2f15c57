"""From a two-clock facts table on disk to findings on disk, cold, beside DuckDB doing the same as-of pivot.

A made-up register as Parquet; the file caches are emptied before each run where that is allowed. First the Snapshots
alone, in rows a second and beside DuckDB (which leaves out conflicts, staleness and completeness); then the whole
screen with reasons: every finding that is not a plain no, written to Parquet. No limit is set; the figures are shown.

    python -m benchmarks disk_screen [--people 5000000] [--folder DIR]
"""

import argparse
import json
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.disk_register import ON, write_register
from benchmarks.measuring import MB, Measured, machine, measure
from benchmarks.peers import run_peer
from mutong.standards.pack import load_pack
from mutong.standards.screening_files import FilesScreened, screen_files
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.snapshot import ReadingPlan, Snapshot

PACK = Path(__file__).parent / "packs/bulk-rules"
PEOPLE_AT_ONCE = 250_000
_CACHES = Path("/proc/sys/vm/drop_caches")


def empty_caches() -> bool:
    """Let the machine forget what it read from disk; whether that was allowed."""
    os.sync()
    try:
        _CACHES.write_text("3", encoding="ascii")
    except OSError:
        return False
    return True


def snapshots(register: Path, known_at: date) -> tuple[int, int]:
    """Make every Snapshot of a register and let it go; people in all, and what their incomes come to at the least."""
    people, income = 0, 0.0
    plan = ReadingPlan(ON, known_at, PEOPLE_AT_ONCE, spill=register)
    for snapshot in Snapshot.read_in_groups(register, plan):
        people += snapshot.size("person")
        income += float(np.sum(snapshot.number("monthly_income").low))
    return people, int(income)


def said_of(done: FilesScreened) -> None:
    """Say how far the screen is."""
    print(f"\r  {done.people:,} people, {done.findings:,} findings", end="", flush=True)


def main(argv: list[str] | None = None) -> int:
    """Print the figures; exit code 1 where both pivots do not know the same incomes."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=5_000_000)
    reader.add_argument("--folder", type=Path, help="where the register is written and kept")
    options = reader.parse_args(argv)
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory(dir=options.folder) as work:
        register = Path(work) / "register"
        register.mkdir()
        counts = write_register(register, options.people)
        size = sum(path.stat().st_size for path in register.glob("*.parquet")) / MB
        print(
            ", ".join(f"{count:,} {table}" for table, count in counts.items()) + f"; {size:,.0f} MB on disk"
        )
        alike = compare_pivots(register, counts["facts"])
        screen_cold(register, Path(work) / "findings.parquet", counts["people"])
    return 0 if alike else 1


def compare_pivots(register: Path, rows: int) -> bool:
    """Print how fast a Snapshot is made and DuckDB pivots; whether both know the same incomes."""
    cold = empty_caches()
    ours = measure(lambda: snapshots(register, ON))
    empty_caches()
    facts = {
        kind: {s.key: s.type for s in fact_dictionary().values() if s.key in _TOLD and s.subject_kind == kind}
        for kind in ("person", "household")
    }
    before = f"{ON + timedelta(days=1)} 00:00:00+08"
    peer = run_peer("duckdb_pivot.py", str(register), str(ON), before, json.dumps(facts))
    print(
        f"Snapshots {'' if cold else '(caches not emptied) '}{ours}   {rows / ours.wall:,.0f} fact rows a second"
    )
    print(
        f"DuckDB {peer['version']} {peer['wall']:8.3f} s wall {peer['cpu']:8.3f} s CPU"
        f"   {rows / peer['wall']:,.0f} fact rows a second"
    )
    print(
        f"wall time, Snapshots / DuckDB pivot: {ours.wall / peer['wall']:.2f}; CPU time {ours.cpu / peer['cpu']:.2f}"
    )
    alike = ours.result == (peer["rows"]["person"], peer["rows"]["income"])
    print(f"people and known incomes {'agree' if alike else f'DIFFER: {ours.result} {peer}'}")
    return alike


def screen_cold(register: Path, output: Path, people: int) -> None:
    """Print how long it takes from the tables on disk to the findings on disk."""
    empty_caches()
    pack = load_pack(PACK)
    whole: Measured = measure(lambda: screen_files(register, [pack], None, output, on=ON, progress=said_of))
    print(f"\rfrom facts on disk to findings on disk {whole}")
    print(
        f"{whole.result.findings:,} findings with reasons, {output.stat().st_size / MB:,.0f} MB; "
        f"{people / whole.wall:,.0f} people a second"
    )


_TOLD = (
    "disability_certificate", "destitute_support", "work_injury_nursing_benefit", "orphan_benefit",
    "cannot_live_alone", "pregnant", "monthly_income", "disability_level", "disability_kind",
    "long_term_care_needed", "work_state", "receives_low_income_support", "recognised_edge_household", "dwelling_m2",
    "property_conforms", "debts",
)  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
