"""An outbreak nobody had: some two hundred cases over 28 days, as rows and as a file to import."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from tests.records.small_register import GRID_ONE, GRID_TWO, OTHER_GRID, PURPOSE

LAST_DAY = date(2022, 8, 22)
DAYS = 28
_DELAYS, _CHANCES = 6, (0.2, 0.3, 0.25, 0.15, 0.07, 0.03)


def made_up_cases(growth: float = 0.12, first: float = 1.2, seed: int = 3) -> list[dict[str, object]]:
    """Rows of table cases: local ones grow so fast a day, more than half name the case that infected them, some have no
    onset. Only what was reported by the last day is there. One in ten lives in another county."""
    chance = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    onsets: list[date] = []
    for day in range(DAYS):
        onset = LAST_DAY - timedelta(days=DAYS - 1 - day)
        for _ in range(int(chance.poisson(first * np.exp(growth * day)))):
            reported = onset + timedelta(days=int(chance.choice(_DELAYS, p=_CHANCES)))
            if reported > LAST_DAY:
                continue
            number = len(rows) + 1
            before = [k for k, one in enumerate(onsets) if 2 <= (onset - one).days <= 6]
            source = rows[int(chance.choice(before))] if before and chance.random() < 0.6 else None
            away = chance.random()
            rows.append(
                {
                    "case_id": f"M{number:04}",
                    "person_id": f"MP{number:04}",
                    "classification": "confirmed",
                    "reported_at": f"{reported.isoformat()}T{int(chance.integers(0, 8)):02}:20+08:00",
                    "date_onset": onset.isoformat() if chance.random() > 0.05 else "",
                    "origin": "local" if source else "imported" if day < 3 else "unknown",
                    "source_case_id": source["case_id"] if source else "",
                    "area_code": GRID_ONE if away < 0.6 else GRID_TWO if away < 0.9 else OTHER_GRID,
                }
            )
            onsets.append(onset)
    return rows


def import_cases(folder: Path, rows: list[dict[str, object]]) -> None:
    """Put the people of these cases into the register and import the cases as anybody imports a file."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows
    from mutong.workflows.importing import import_file

    people = [
        {"person_id": row["person_id"], "name": f"例{row['case_id']}", "area_code": row["area_code"]}
        for row in rows
    ]
    assert land_rows(system_viewer("test"), "people", people, purpose=PURPOSE).problems == []
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = import_file(system_viewer("test"), path, "cases", purpose=PURPOSE)
    assert (report.rows_landed, report.rows_rejected) == (len(rows), 0)
