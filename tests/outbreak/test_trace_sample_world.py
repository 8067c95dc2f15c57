"""Tracing the sample world against the truth that was planted in it."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from mutong.kernel.period import CHINA
from mutong.outbreak.stay_frames import stay_columns
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.choices import load_choices
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from mutong.tables.frames import read_table, rows_of
from mutong.worlds.making import make_world
from tests.outbreak.small_worlds import COVID, ROOT


@pytest.mark.parametrize("seed", [7, 2022])
def test_every_planted_contact_is_found_and_nobody_else(tmp_path: Path, seed: int) -> None:
    """Case by case, the people, their class, degree, verdict and the contact between are exactly those planted."""
    world = tmp_path / "world"
    make_world(seed, 4_000, world)
    choices = load_choices(ROOT / "deployment/sample/choices.csv")
    as_of = datetime(2022, 8, 22, 8, tzinfo=CHINA)
    rules = contact_rules(load_pack(COVID), choices, as_of.date(), "140109901001")
    traced = trace_contacts(
        rows_of(read_table(world / "inbox/cases.csv", "cases")),
        StayStore.build(tmp_path / "store", stay_columns(read_table(world, "stays"))),
        rows_of(read_table(world, "places")),
        rows_of(read_table(world, "memberships")),
        rules,
        as_of,
    )
    columns = ("case_id", "person_id", "class", "degree", "verdict", "via_person_id")
    found = {tuple(str(row[name] or "") for name in columns) for row in traced}
    with (world / "truth/contacts.csv").open(encoding="utf-8", newline="") as lines:
        planted = {tuple(row[name] for name in columns) for row in csv.DictReader(lines)}

    assert len(planted) > 150
    assert (sorted(planted - found), sorted(found - planted)) == ([], [])
