"""The as-of pivot of a two-clock facts table in DuckDB, run by the peers' Python: two wide tables; prints JSON.

    python duckdb_pivot.py REGISTER ON KNOWN_BEFORE FACTS.json

One pass over the rows that hold on the day and were recorded before an instant; for each subject and fact the last
recorded counts. Conflicts, staleness, sources and offices' completeness are left out: less than what a Snapshot tells.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import duckdb


def pivot(register: Path, on: str, known_before: str, facts: dict[str, dict[str, str]]) -> dict[str, int]:
    """Make the tables wide_person and wide_household; gives their rows."""
    base = duckdb.connect()
    base.execute("SET TimeZone = 'Asia/Shanghai'")
    base.execute("SET preserve_insertion_order = false")
    rows = {}
    for kind, table, key in (("person", "people", "person_id"), ("household", "households", "household_id")):
        columns = []
        for fact, kind_of in facts[kind].items():
            told = ("low", "high") if kind_of == "number" else ("value",)
            columns += [
                f"arg_max({name}, recorded_at) FILTER (WHERE fact = '{fact}') AS {fact}_{name}"
                for name in told
            ]
        base.execute(f"""
            CREATE TABLE wide_{kind} AS
            WITH told AS (
                SELECT subject_id, {", ".join(columns)}
                FROM read_parquet('{register}/facts.parquet')
                WHERE subject_kind = '{kind}'
                  AND (valid_from IS NULL OR valid_from <= DATE '{on}')
                  AND (valid_to IS NULL OR valid_to > DATE '{on}')
                  AND recorded_at < TIMESTAMPTZ '{known_before}'
                GROUP BY subject_id
            )
            SELECT * FROM read_parquet('{register}/{table}.parquet') AS who
            LEFT JOIN told ON told.subject_id = who.{key}
        """)
        rows[kind] = base.execute(f"SELECT count(*) FROM wide_{kind}").fetchone()[0]
    rows["facts"] = base.execute(f"SELECT count(*) FROM read_parquet('{register}/facts.parquet')").fetchone()[
        0
    ]
    sums = base.execute("SELECT sum(monthly_income_low) FROM wide_person").fetchone()[0]
    base.close()
    return rows | {"income": int(sums)}


def main() -> None:
    """Pivot once, and say how long it took."""
    register, on, known_before, facts = Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
    wall, cpu = time.perf_counter(), time.process_time()
    rows = pivot(register, on, known_before, facts)
    print(
        json.dumps(
            {
                "version": version("duckdb"),
                "rows": rows,
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
            }
        )
    )


if __name__ == "__main__":
    main()
