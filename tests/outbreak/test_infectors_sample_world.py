"""Probable infectors in the sample world: the planted chains are found again once nobody has written them down."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from mutong.kernel.period import CHINA
from mutong.outbreak.chains import chains_of
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.onset_lags import lags_given, normal_lags
from mutong.outbreak.stay_frames import stay_columns
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.choices import load_choices
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from mutong.tables.frames import read_table, rows_of
from mutong.worlds.making import make_world
from tests.outbreak.small_worlds import COVID, ROOT

WEIGHTS = {
    "onsets only": EvidenceWeights(lags=normal_lags(3.0, 2.0)),
    "specimens stand for onsets": EvidenceWeights(
        lags=normal_lags(3.0, 2.0), onset_to_specimen=lags_given({0: 0.3, 1: 0.4, 2: 0.3})
    ),
}


@pytest.mark.parametrize("name", WEIGHTS)
@pytest.mark.parametrize("seed", [7, 2022])
def test_the_planted_chains_are_told_apart(tmp_path: Path, seed: int, name: str) -> None:
    """With every named source taken out, contacts and stays lead back to the planted infectors and introductions."""
    world = tmp_path / "world"
    make_world(seed, 2_000, world)
    as_of = datetime(2022, 8, 22, 8, tzinfo=CHINA)
    cases = rows_of(read_table(world / "inbox/cases.csv", "cases"))
    stays = read_table(world, "stays")
    traced = trace_contacts(
        cases,
        StayStore.build(tmp_path / "store", stay_columns(stays)),
        rows_of(read_table(world, "places")),
        rows_of(read_table(world, "memberships")),
        contact_rules(
            load_pack(COVID),
            load_choices(ROOT / "deployment/sample/choices.csv"),
            as_of.date(),
            "140109901001",
        ),
        as_of,
    )
    with (world / "truth/chains.csv").open(encoding="utf-8", newline="") as lines:
        truth = list(csv.DictReader(lines))
    silent = [dict(case) | {"source_case_id": None} for case in cases]
    people = {str(case["person_id"]) for case in cases}
    of_cases = [row for row in rows_of(stays) if str(row["person_id"]) in people]
    found = chains_of(silent, [], traced, WEIGHTS[name], of_cases)

    chain_of = {row["infectee"]: row["chain_id"] for row in found.pairs}
    best: dict[str, str] = {}
    for row in found.pairs:
        best.setdefault(row["infectee"], row["infector"] or "")
    assert best == {row["case_id"]: row["source_case_id"] for row in truth}
    planted: dict[str, set[str]] = {}
    for row in truth:
        planted.setdefault(row["chain"], set()).add(row["case_id"])
    again: dict[str, set[str]] = {}
    for case_id, chain in chain_of.items():
        again.setdefault(chain, set()).add(case_id)
    assert sorted(map(sorted, again.values())) == sorted(map(sorted, planted.values()))
    assert [row["imported"] for row in found.chains] == ["yes", "yes"]
    assert found.introductions.value == pytest.approx(2, abs=0.3)
