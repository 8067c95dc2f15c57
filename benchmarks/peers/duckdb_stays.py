"""DuckDB with the same stays, run by the peers' Python: sorted to Parquet twice, and meetings of cases; prints JSON.

    python duckdb_stays.py sort STAYS.parquet FOLDER
    python duckdb_stays.py meet FOLDER CASES.json

`sort` writes FOLDER/by_place.parquet (place, arrival) and FOLDER/by_person.parquet (person, arrival). `meet` makes its
best table of them (its own format, sorted by place and arrival; and by person) and joins the cases' stays in their
windows with the stays at the same places that overlap: rows of case, person, place, from, to; no rules, no reasons.
CASES.json lists, for each number of cases, [person_id, from, to] with seconds. Each question is put several times and
the least time counts.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import duckdb

_TIMES = 3
_COLUMNS = "person_id, place_id, arrived_at, left_at, seat, certainty, radius_m"


def sort_twice(stays: Path, folder: Path) -> dict[str, object]:
    """Write both orders; seconds of each."""
    base = _opened(folder)
    took = {}
    for name, first in (("by_place", "place_id"), ("by_person", "person_id")):
        begun = time.perf_counter()
        base.execute(
            f"COPY (SELECT {_COLUMNS} FROM read_parquet('{stays}') ORDER BY {first}, arrived_at) "
            f"TO '{folder}/{name}.parquet' (FORMAT parquet)"
        )
        took[name] = time.perf_counter() - begun
    return took


def meet(folder: Path, asked: dict[str, list]) -> dict[str, object]:
    """For each number of cases: the number of meetings and the least seconds, on Parquet and on its own table."""
    base = _opened(folder)
    instants = ", ".join(f"CAST(epoch({name}) AS BIGINT) AS {name}" for name in ("arrived_at", "left_at"))
    # An end that nobody knows lies before the person's next arrival, as in the store.
    ends = "coalesce(left_at, lead(arrived_at) OVER (PARTITION BY person_id ORDER BY arrived_at)) AS ends_by"
    rows = (
        f"SELECT person_id, place_id, seat, certainty, radius_m, {instants} FROM '{folder}/by_person.parquet'"
    )
    for name, order in (("by_person", "person_id, arrived_at"), ("by_place", "place_id, arrived_at")):
        base.execute(f"CREATE OR REPLACE TABLE own_{name} AS SELECT *, {ends} FROM ({rows}) ORDER BY {order}")
        base.execute(f"COPY own_{name} TO '{folder}/ends_{name}.parquet' (FORMAT parquet)")
        base.execute(f"CREATE OR REPLACE VIEW file_{name} AS SELECT * FROM '{folder}/ends_{name}.parquet'")
    found: dict[str, object] = {}
    for number, cases in asked.items():
        base.execute("CREATE OR REPLACE TABLE cases (person_id VARCHAR, since BIGINT, until BIGINT)")
        base.executemany("INSERT INTO cases VALUES (?, ?, ?)", cases)
        for layout in ("own", "file"):
            least = min(_timed(base, layout) for _ in range(_TIMES))
            found[f"{layout} {number}"] = {"seconds": least[0], "meetings": least[1]}
    return found


def _timed(base: "duckdb.DuckDBPyConnection", layout: str) -> tuple[float, int]:
    begun = time.perf_counter()
    base.execute(f"""
        CREATE OR REPLACE TEMP TABLE mine AS
        SELECT s.person_id AS case_person, s.place_id, greatest(s.arrived_at, c.since) AS since,
               least(coalesce(s.ends_by, c.until), c.until) AS until
        FROM {layout}_by_person AS s JOIN cases AS c ON s.person_id = c.person_id
        WHERE s.arrived_at < c.until AND coalesce(s.ends_by, c.until) > c.since
    """)
    base.execute(f"""
        CREATE OR REPLACE TEMP TABLE met AS
        SELECT m.case_person, o.person_id, o.place_id, greatest(m.since, o.arrived_at) AS since,
               least(m.until, coalesce(o.ends_by, m.until)) AS until
        FROM mine AS m JOIN {layout}_by_place AS o
          ON o.place_id = m.place_id AND o.arrived_at < m.until AND coalesce(o.ends_by, m.until) > m.since
        WHERE o.person_id <> m.case_person
    """)
    took = time.perf_counter() - begun
    return took, base.execute("SELECT count(*) FROM met").fetchone()[0]


def _opened(folder: Path) -> "duckdb.DuckDBPyConnection":
    folder.mkdir(parents=True, exist_ok=True)
    base = duckdb.connect(str(folder / "peer.duckdb"))
    base.execute("SET TimeZone = 'Asia/Shanghai'")
    base.execute("SET preserve_insertion_order = true")
    base.execute(f"SET temp_directory = '{folder}/spill'")
    return base


def main() -> None:
    """Do what is asked and print it."""
    what, first, second = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if what == "sort":
        found: dict[str, object] = sort_twice(first, second)
    else:
        found = meet(first, json.loads(second.read_text(encoding="utf-8")))
    print(json.dumps({"version": version("duckdb"), **found}))


if __name__ == "__main__":
    main()
