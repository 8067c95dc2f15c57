"""The MERS outbreak in Korea, 2015: real cases and links, against the published reference figures."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from mutong.cli import outbreak_commands
from mutong.outbreak.chains import Chains, chains_of, summarise_chains
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.onset_lags import normal_lags
from mutong.tables.frames import read_table, rows_of
from mutong.tables.mapping import load_mapping
from tests.outside.folder import ROOT, outside

pytestmark = pytest.mark.outside
MAPPINGS = ROOT / "deployment/mappings"


def files() -> tuple[Path, Path]:
    """The line list and the contacts."""
    return (
        outside("mers_korea_2015", "mers_korea_2015__linelist.csv"),
        outside("mers_korea_2015", "mers_korea_2015__contacts.csv"),
    )


def test_the_figures_of_the_reference_come_out() -> None:
    """Clusters, out-degrees, in-degree, longest chain and serial interval equal the reference."""
    cases_file, links_file = files()
    cases = rows_of(read_table(cases_file, "cases", mapping=load_mapping(MAPPINGS / "mers-linelist.csv")))
    links = rows_of(read_table(links_file, "links", mapping=load_mapping(MAPPINGS / "mers-contacts.csv")))
    found = chains_of(cases, links)
    figures = summarise_chains(found)

    assert (figures["cases"], figures["links"], figures["linked_cases"]) == (162, 98, 97)
    assert found.warnings == ()
    assert figures["clusters"] == [94, 3]
    assert figures["largest_out_degrees"][:3] == [("SK_14", 38), ("SK_1", 26), ("SK_16", 21)]
    assert figures["largest_in_degree"] == 3
    assert figures["longest_chain_links"] == 3
    interval = [round(figures[f"serial_interval_{name}"], 3) for name in ("n", "mean", "median", "sd")]
    assert interval == [98, 14.469, 14, 5.2]


def test_the_command_writes_pairs_and_chains(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """`mutong chains` reads both files by saved mappings and writes pairs.csv and chains.csv."""
    cases_file, links_file = files()
    parser = argparse.ArgumentParser()
    outbreak_commands.add_commands(parser.add_subparsers())
    options = parser.parse_args(
        [
            "chains", "--json", "--cases", str(cases_file), "--cases-mapping", str(MAPPINGS / "mers-linelist.csv"),
            "--contacts", str(links_file), "--contacts-mapping", str(MAPPINGS / "mers-contacts.csv"),
            "-o", str(tmp_path),
        ]
    )  # fmt: skip

    assert options.run(options) == 0
    assert json.loads(capsys.readouterr().out)["serial_interval_n"] == 98
    with (tmp_path / "pairs.csv").open(encoding="utf-8") as lines:
        pairs = list(csv.DictReader(lines))
    assert len([row for row in pairs if row["infector"]]) == 98
    assert len({row["infectee"] for row in pairs}) == 162
    with (tmp_path / "chains.csv").open(encoding="utf-8") as lines:
        first = next(csv.DictReader(lines))
    assert first == {
        "chain_id": "SK_1", "cases": "94", "first_onset": "2015-05-11", "source": "SK_1", "imported": "yes",
    }  # fmt: skip


def test_written_links_win_over_evidence() -> None:
    """With a serial interval the 98 written pairs are the same, and probabilities of each case sum to 1."""
    cases_file, links_file = files()
    cases = rows_of(read_table(cases_file, "cases", mapping=load_mapping(MAPPINGS / "mers-linelist.csv")))
    links = rows_of(read_table(links_file, "links", mapping=load_mapping(MAPPINGS / "mers-contacts.csv")))
    plain = chains_of(cases, links)
    found = chains_of(cases, links, (), EvidenceWeights(lags=normal_lags(14.469, 5.2)))

    def written(chains: Chains) -> set[tuple[str, str]]:
        return {(row["infector"], row["infectee"]) for row in chains.pairs if row["basis"] == "link"}

    assert written(found) == written(plain)
    assert len(written(plain)) == 98
    total: dict[str, float] = {}
    for row in found.pairs:
        total[row["infectee"]] = total.get(row["infectee"], 0.0) + row["probability"]
    assert len(total) == 162
    assert all(one == pytest.approx(1, abs=1e-4) for one in total.values())
    only = {infectee for _, infectee in written(plain)}
    assert all(row["basis"] == "link" for row in found.pairs if row["infectee"] in only)
    assert found.clusters == plain.clusters == [94, 3]
