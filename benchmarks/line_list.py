"""A line list of 100,000 rows into the register with its duplicate check, its list on the desk, a million rows out.

The people of the list have no ids: half are in the register and are recognised by number, phone or birth date, half
are new; some rows come twice, some name an illness that is there already. Runs on SQLite in a folder of its own, or on
the empty database that MUTONG_DATABASE_URL names:

    python -m benchmarks line_list
    python tools/postgres.py .venv/bin/python -m benchmarks line_list
"""

import argparse
import csv
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.measuring import MB, Measured, machine, measure, verdict

IMPORT_SECONDS, PAGE_SECONDS, EXPORT_MEMORY_MB = 60.0, 1.0, 400.0
FIRST_REPORT = date(2021, 1, 1)
DAYS, GRIDS, TWICE = 300, 100, 0.01
COUNTY = "140109"
PURPOSE = "benchmark"
HEADING = (
    "case_id", "name", "sex", "birth_date", "age", "phone", "classification", "reported_at", "date_onset",
    "date_specimen", "origin", "outcome", "outcome_at", "area_code", "source",
)  # fmt: skip
PAGES = {
    "first page": "/outbreak",
    "page 1,000": "/outbreak?page=1000",
    "by name": "/outbreak?sort=person_name",
    "by contacts": "/outbreak?sort=-contacts",
    "search": "/outbreak?q=试0099",
    "open, local, of a month": "/outbreak?state=open&origin=local&since=2021-03-01&until=2021-03-31",
    "two onsets": "/outbreak?state=two_onsets",
}


def grids() -> list[str]:
    """The area codes of the grids."""
    return [f"{COUNTY}9010{k // 10 + 1:02d}{k % 10 + 1:03d}" for k in range(GRIDS)]


def area_rows() -> list[dict[str, object]]:
    """One county with its communities and grids, as rows of table areas."""
    lines = [("14", "省", "province", None), ("1401", "市", "city", "14"), (COUNTY, "县", "county", "1401")]
    lines.append((f"{COUNTY}901", "街道", "township", COUNTY))
    communities = sorted({code[:12] for code in grids()})
    lines += [(code, "社区", "community", code[:9]) for code in communities]
    lines += [(code, "网格", "grid", code[:12]) for code in grids()]
    names = ("area_code", "name", "level", "parent_code")
    return [dict(zip(names, line, strict=True)) for line in lines]


def people_rows(size: int) -> list[dict[str, object]]:
    """The register's people."""
    draw = np.random.default_rng(1)
    codes, born = draw.integers(GRIDS, size=size), draw.integers(33_000, size=size)
    areas = grids()
    return [
        {
            "person_id": f"P{k:07d}",
            "name": f"试{k:06d}",
            "sex": "female" if k % 2 else "male",
            "birth_date": date(1925, 1, 1) + timedelta(days=int(born[k])),
            "phone": f"139{k:08d}",
            "area_code": areas[codes[k]],
        }
        for k in range(size)
    ]


def write_line_list(path: Path, people: list[dict[str, object]], rows: int) -> None:
    """The list as a county would send it: names, birth dates or phones, no ids."""
    draw = np.random.default_rng(2)
    day = draw.integers(DAYS, size=rows)
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(HEADING)
        for k in range(rows):
            # A row that comes twice tells of the person before, under another number of its own.
            of = k - 1 if k and draw.random() < TWICE else k
            who, new = people[of % len(people)], of % 2 == 0
            dated, phoned = of % 4 < 2, of % 4 >= 2
            reported = FIRST_REPORT + timedelta(days=int(day[of]))
            lines.writerow([
                f"L{k:06d}", f"{who['name']}新" if new else who["name"], who["sex"],
                who["birth_date"] if dated or not new else "", "" if dated else 40,
                who["phone"] if phoned and not new else "", "confirmed", f"{reported}T10:00:00+08:00",
                reported - timedelta(days=2), reported - timedelta(days=1), "local", "recovered",
                reported + timedelta(days=12), who["area_code"], "county_list",
            ])  # fmt: skip


def bare_import(path: Path, folder: Path) -> int:
    """The peer: the same file into one bare SQLite table with a primary key, nothing looked at; rows."""
    base = sqlite3.connect(folder / "bare.sqlite3")
    with path.open(encoding="utf-8", newline="") as text, base:
        lines = csv.reader(text)
        heading = next(lines)
        base.execute(f"CREATE TABLE list ({', '.join(heading)}, PRIMARY KEY (case_id))")
        marks = ", ".join("?" * len(heading))
        base.executemany(f"INSERT INTO list VALUES ({marks})", lines)
    (found,) = base.execute("SELECT count(*) FROM list").fetchone()
    base.close()
    return found


def fill_encounters(rows: int) -> None:
    """Encounters straight into the database, for the export."""
    from django.db import connection, transaction

    start = datetime(2021, 1, 1, tzinfo=UTC)
    turned = connection.ops.adapt_datetimefield_value
    statement = (
        "INSERT INTO records_outbreak_encounter (person_a, person_b, start_at, end_at, distance_m, source) "
        "VALUES (%s, %s, %s, %s, %s, %s)"
    )

    def lines() -> Iterator[tuple]:
        for k in range(rows):
            at = start + timedelta(minutes=k)
            yield (
                f"P{k % 50_000:07d}",
                f"P{k:07d}",
                turned(at),
                turned(at + timedelta(minutes=9)),
                1.5,
                "badge",
            )

    with transaction.atomic(), connection.cursor() as cursor:
        waiting: list[tuple] = []
        for line in lines():
            waiting.append(line)
            if len(waiting) == 20_000:
                cursor.executemany(statement, waiting)
                waiting = []
        if waiting:
            cursor.executemany(statement, waiting)


def import_list(path: Path) -> Measured:
    """The list as the command and the desk import it."""
    from mutong.records.access import system_viewer
    from mutong.workflows.receiving import receive_file

    return measure(lambda: receive_file(system_viewer("benchmark"), path, "line_list", purpose=PURPOSE))


def export(path: Path) -> Measured:
    """Table encounters into a file, as `mutong export` writes it."""
    from mutong.records.access import system_viewer
    from mutong.records.reads.table_rows import access_table
    from mutong.tables.exporting import export_frames, frames_of_rows

    def work() -> object:
        found = access_table(system_viewer("benchmark"), "encounters", PURPOSE)
        return export_frames(
            frames_of_rows(found, "encounters"), "encounters", path, by="benchmark", rows=found.count
        )

    return measure(work)


def bare_export(path: Path, folder: Path) -> Callable[[], object]:
    """The peer: Polars reads the exported Parquet file and writes CSV, nothing formed or looked up."""
    import polars as pl

    return lambda: pl.read_parquet(path).write_csv(folder / "bare.csv")


def sign_in() -> object:
    """A browser without a window, signed in as the county's disease control."""
    from django.conf import settings
    from django.test import Client

    from mutong.records.access import system_viewer
    from mutong.records.actions.accounts import create_account
    from mutong.records.landing.land import land_rows
    from mutong.records.register.models import Account

    viewer = system_viewer("benchmark")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    for table, row in {
        "people": {"person_id": "CDC"},
        "posts": {"post_id": "CDC", "kind": "county_disease_control", "area_code": COUNTY},
        "rosters": {"post_id": "CDC", "person_id": "CDC", "from": since},
    }.items():
        assert not land_rows(viewer, table, [row], purpose=PURPOSE).problems
    create_account(viewer, "cdc", "long enough for a benchmark", "CDC", purpose=PURPOSE)
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(Account.objects.get(person_id="CDC"))
    return client


def look_at_pages(client: object) -> bool:
    """Each page of the list: seconds to its last byte, and its queries, which must not grow with the rows shown."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kept = True
    client.get("/outbreak")  # templates are compiled once
    for words, address in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            done = measure(lambda address=address: client.get(address), times=3)
        assert done.result.status_code == 200, address
        said = f"  {words}, {len(queries) / 3:.0f} queries, {done.cpu:.2f} s CPU; wall, s"
        kept &= verdict(said, done.wall, PAGE_SECONDS)
    begun = time.perf_counter()
    answer = client.get("/outbreak?format=csv")
    first = time.perf_counter() - begun
    size = sum(map(len, answer.streaming_content))
    print(
        f"  the whole list as CSV: {answer['X-Row-Count']} rows, {size / MB:.1f} MB, {answer['Repr-Digest'][:24]}…, "
        f"first byte after {first:.1f} s"
    )
    return kept


def main(argv: list[str]) -> int:
    """Make, import, look, export; print figures beside their limits. Exit code 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--export-rows", type=int, default=1_000_000)
    sizes = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="mutong-line-list-") as named:
        folder = Path(named)
        os.environ["MUTONG_VAR"] = str(folder / "var")
        from mutong.cli.opening import open_register

        open_register(migrate=True)
        return run(folder, sizes.rows, sizes.people, sizes.export_rows)


def run(folder: Path, rows: int, people: int, export_rows: int) -> int:
    """The benchmark in an empty register."""
    from django.db import connection

    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    print(machine())
    print(f"database: {connection.vendor}; {people:,} people in the register, {rows:,} rows in the list")
    print(
        f"load before: {os.getloadavg()[0]:.1f} (limits are of wall time, on a machine that does nothing else)"
    )
    known = people_rows(people)
    for table, given in {"areas": area_rows(), "people": known}.items():
        assert not land_rows(system_viewer("benchmark"), table, given, purpose=PURPOSE).problems
    write_line_list(folder / "list.csv", known, rows)
    done = import_list(folder / "list.csv")
    report = done.result
    print(f"import {done}: {report.words.en}")
    bare = measure(lambda: bare_import(folder / "list.csv", folder))
    print(f"beside it {bare}: the same file into a bare SQLite table, {done.cpu / bare.cpu:.0f} times")
    kept = verdict(f"import of {rows:,} rows with the duplicate check, s", done.wall, IMPORT_SECONDS)
    client = sign_in()
    print("the list on the desk:")
    kept &= look_at_pages(client)
    fill_encounters(export_rows)
    for kind in ("parquet", "csv"):
        path = folder / f"encounters.{kind}"
        written = export(path)
        print(f"export {written}: {written.result.words.en}")
        kept &= written.result.rows == export_rows
        kept &= verdict(f"memory for {export_rows:,} rows as {kind}, MB", written.memory_mb, EXPORT_MEMORY_MB)
    beside = measure(bare_export(folder / "encounters.parquet", folder))
    print(f"beside it {beside}: Polars from Parquet to CSV, {written.cpu / beside.cpu:.0f} times")
    return 0 if kept else 1


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
