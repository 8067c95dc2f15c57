"""Everything `make test` runs, the quick parts first, with a table of what ran at the end.

run_tests.py            everything that can run here; one line for each part that cannot
run_tests.py --strict   the same, and it fails when a part could not run (what CI does)
run_tests.py --fast     lint, layers and the tests that need neither PostgreSQL, nor a browser, nor Spark
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chromium import bring_chromium
from postgres import bring_binaries, running_postgres
from spark import bring_spark

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q", "--durations=5", "--durations-min=5"]
TWO_AT_ONCE = ["-n", "2", "--dist", "loadfile"]
NO_TESTS = 5


@dataclass(frozen=True)
class Outcome:
    """How one part ended: `verdict` is ok, failed or left out; `words` is its closing line or why it was left out."""

    part: str
    verdict: str
    seconds: float
    words: str


def run_part(part: str, command: list[str], environment: Mapping[str, str] = {}) -> Outcome:
    """Run one part with its output passed through, and keep its closing line."""
    shown = [Path(c).name if c.startswith("/") else c for c in command if not c.endswith(".py")]
    files = len(command) - len(shown)
    print(f"\n== {part}: {' '.join(shown)}{f' ({files} files)' if files else ''}", flush=True)
    began, last = time.monotonic(), ""
    started = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        for line in started.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
        code = started.wait()
    except BaseException:
        started.terminate()
        started.wait()
        raise
    words = re.sub(r"\x1b\[[0-9;]*m", "", last).strip("= ")
    return Outcome(part, "failed" if code else "ok", time.monotonic() - began, words)


def left_out(part: str, missing: str, remedy: str) -> Outcome:
    """A part that cannot run here, with what is missing; printed at once and again in the table."""
    words = f"{missing} is missing, so these tests are left out ({remedy})"
    print(f"\n== {part}: {words}", flush=True)
    return Outcome(part, "left out", 0.0, words)


def files_marked(mark: str) -> list[str]:
    """The test files with a test of a kind: to collect the others takes longer than to look for the word."""
    found = (ROOT / "tests").rglob("test_*.py")
    return sorted(
        str(path.relative_to(ROOT)) for path in found if f"mark.{mark}" in path.read_text(encoding="utf-8")
    )


def run_quick_parts() -> list[Outcome]:
    """Lint, layers, the tests without a database, then the database tests on SQLite."""
    sqlite = {"MUTONG_DATABASE_URL": "", "MUTONG_TEST_DATABASE": "sqlite"}
    return [
        run_part("lint", [str(BIN / "ruff"), "check", "--output-format", "concise", "."]),
        run_part("format", [str(BIN / "ruff"), "format", "--check", "."]),
        run_part("layers", [str(BIN / "lint-imports"), "--no-logo"]),
        run_part(
            "tests", [*PYTEST, *TWO_AT_ONCE, "-m", "not database and not browser and not spark"], sqlite
        ),
        run_part("database, SQLite", database_tests(), sqlite),
    ]


def run_postgres_part() -> Outcome:
    """The database tests again, on a PostgreSQL of their own."""
    part = "database, PostgreSQL"
    binaries = bring_binaries()
    if binaries is None:
        return left_out(part, "PostgreSQL 15", "apt-get install postgresql-15")
    with running_postgres(binaries) as url:
        settings = {"MUTONG_DATABASE_URL": url, "MUTONG_TEST_DATABASE": "postgres"}
        return run_part(part, database_tests(), settings)


def database_tests() -> list[str]:
    """The command that runs them, on whatever database the environment names."""
    return [*PYTEST, *TWO_AT_ONCE, "-m", "database and not browser", *files_marked("database")]


def run_spark_part() -> Outcome:
    """The tests that start Spark."""
    missing = bring_spark()
    if missing is not None:
        return left_out("Spark", *missing)
    return run_part("Spark", [*PYTEST, "-m", "spark", *files_marked("spark")], {"MUTONG_DATABASE_URL": ""})


def run_browser_part() -> Outcome:
    """The tests that drive Chromium against a running desk."""
    chromium = bring_chromium()
    if chromium is None:
        return left_out(
            "browser", "Chromium, or libatomic1 that drives it,", "apt-get install chromium libatomic1"
        )
    environment = {"MUTONG_DATABASE_URL": "", "MUTONG_CHROMIUM": chromium}
    return run_part("browser", [*PYTEST, *TWO_AT_ONCE, "-m", "browser", "tests/browser"], environment)


def main() -> int:
    """Run what was asked for; 0 when all of it passed, and with --strict only when nothing was left out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--strict", action="store_true")
    options.add_argument("--fast", action="store_true")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes = run_quick_parts()
    if not asked.fast:
        outcomes += [run_postgres_part(), run_browser_part(), run_spark_part()]
    print("\n== what ran", flush=True)
    for outcome in outcomes:
        print(f"{outcome.verdict:>8}  {outcome.seconds:6.1f} s  {outcome.part}: {outcome.words}")
    failed = [o for o in outcomes if o.verdict == "failed" or (asked.strict and o.verdict == "left out")]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
