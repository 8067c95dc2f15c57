"""Compare a sample register (MUTONG_VAR) with the truth planted in its world: found, missed, wrong and extra per kind.

MUTONG_VAR=var .venv/bin/python tools/compare_with_truth.py
"""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from mutong.cli.opening import open_register
from mutong.kernel.folders import var_folder


def main() -> int:
    """Print one line for each service and status, and for each class of contact; 1 when something differs."""
    open_register()
    from mutong.records.access import system_viewer
    from mutong.records.reads.table_rows import access_table

    truth, viewer = var_folder() / "world" / "truth", system_viewer("truth")
    benefits = {
        (row["subject_kind"], row["subject_id"], row["service"]): row["status"]
        for row in rows_of(truth / "benefits.csv")
        if row["status"] != "not_entitled"
    }
    people = {row["person_id"]: row["area_code"] for row in access_table(viewer, "people", "truth")}
    homes = {row["household_id"]: row["area_code"] for row in access_table(viewer, "households", "truth")}
    township = next(iter(rows_of(truth / "benefits.csv")))["area_code"][:9]
    found = {}
    for row in access_table(viewer, "findings", "truth"):
        area = (people if row["subject_kind"] == "person" else homes).get(row["subject_id"]) or ""
        # A rule that only other rules and deadlines ask of grants nothing, and nothing was planted for it.
        if area.startswith(township) and row["status"]:
            key = (row["subject_kind"], row["subject_id"], row["rule_id"].partition(":")[2])
            found[key] = row["status"]
    wrong = tell("benefits", benefits, found, lambda key, status: f"{key[2]} {status}")
    planted, listed = defaultdict(set), defaultdict(set)
    for row in rows_of(truth / "contacts.csv"):
        planted[row["case_id"], row["person_id"]].add((row["degree"], row["class"], row["verdict"]))
    for row in access_table(viewer, "contacts", "truth"):
        listed[row["case_id"], row["person_id"]].add((str(row["degree"]), row["class"], row["verdict"]))
    wrong += tell("contacts", planted, listed, lambda _, ways: "; ".join(" ".join(w) for w in sorted(ways)))
    return 1 if wrong else 0


def tell(title: str, planted: dict, found: dict, name) -> int:
    """Print the comparison of one kind of truth; how many entries differ."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for key, value in planted.items():
        verdict = "missed" if key not in found else "found" if found[key] == value else "wrong"
        counts[name(key, value)][verdict] += 1
    for key in found.keys() - planted.keys():
        counts[name(key, found[key])]["extra"] += 1
    print(f"{title}: {len(planted)} planted")
    for kind, verdicts in sorted(counts.items()):
        print(f"  {kind:<62} " + ", ".join(f"{verdict} {n}" for verdict, n in sorted(verdicts.items())))
    return sum(n for verdicts in counts.values() for verdict, n in verdicts.items() if verdict != "found")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    sys.exit(main())
