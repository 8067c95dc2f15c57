"""One made-up world of full size, made once, and its files as rows."""

import csv
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from mutong.tables.frames import read_table, texts_of
from mutong.worlds.making import WorldReport, make_world

Row = dict[str, str]


class WrittenWorld:
    """The files of a world, read as plain text."""

    def __init__(self, folder: Path, report: WorldReport) -> None:
        self.folder, self.report = folder, report
        self._read: dict[str, list[Row]] = {}

    def rows(self, name: str) -> list[Row]:
        """The rows of a CSV file, named as people, inbox/cases or truth/benefits."""
        if name not in self._read:
            with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                self._read[name] = list(csv.DictReader(lines))
        return self._read[name]

    @cached_property
    def stays(self) -> dict[str, np.ndarray]:
        """The table stays as arrays: ids as objects, instants as seconds (-1: not known)."""
        frame = read_table(self.folder, "stays")
        stays = {name: texts_of(frame, name) for name in ("person_id", "place_id", "seat")}
        for name in ("arrived_at", "left_at"):
            stays[name] = frame[name].dt.epoch("s").fill_null(-1).to_numpy()
        return stays

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Household -> people who live in it on 2022-08-22."""
        found: dict[str, list[str]] = {}
        for row in self.rows("memberships"):
            if row["kind"] == "living" and (not row["valid_to"] or row["valid_to"] > "2022-08-22"):
                found.setdefault(row["household_id"], []).append(row["person_id"])
        return found

    def of_community(self, table: str) -> list[Row]:
        """Rows of the full-detail community."""
        return [row for row in self.rows(table) if row["area_code"].startswith("140109901001")]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> WrittenWorld:
    """The sample world of seed 11."""
    folder = tmp_path_factory.mktemp("worlds") / "eleven"
    return WrittenWorld(folder, make_world(11, 20_000, folder))
