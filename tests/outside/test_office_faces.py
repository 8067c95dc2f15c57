"""Face-to-face records of two offices (SocioPatterns InVS), against the published reference figures."""

import argparse
import json
from pathlib import Path

import pytest

from mutong.cli import outbreak_commands
from mutong.outbreak.network import network_of_encounters, summarise_network
from mutong.tables.proximity_records import read_proximity_records
from tests.outside.folder import outside

pytestmark = pytest.mark.outside
OFFICES = {
    "workplace_InVS_tij.dat.zip": (92, 755, 9_827, 4_592, 196_540, 40),
    "workplace_InVS15_tij.dat.gz": (217, 4_274, 78_249, 33_751, 1_564_980, 429),
}
NAMES = ("people", "pairs", "records", "episodes", "seconds", "pairs_of_at_least_minutes")


@pytest.mark.parametrize(("file", "expected"), OFFICES.items())
def test_the_episodes_of_the_reference_come_out(file: str, expected: tuple) -> None:
    """People, pairs, records, episodes, seconds and the pairs of 15 minutes equal the reference."""
    records = read_proximity_records(outside("workplace_InVS", file))
    figures = summarise_network(network_of_encounters(records), at_least_minutes=15)

    assert tuple(figures[name] for name in NAMES) == expected


def test_the_records_go_in_as_encounters_and_give_the_same_episodes(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Written as table encounters and read back by the ordinary reader, the records give the same figures."""
    file = next(iter(OFFICES))
    parser = argparse.ArgumentParser()
    outbreak_commands.add_commands(parser.add_subparsers())
    table = tmp_path / "encounters.csv"
    direct = ["network", str(outside("workplace_InVS", file)), "--encounters", str(table)]
    figures = []
    for words in (direct, ["network", str(table)]):
        options = parser.parse_args([*words, "--json", "--min-minutes", "15", "-o", str(tmp_path / "out")])
        assert options.run(options) == 0
        figures.append(json.loads(capsys.readouterr().out))

    assert tuple(figures[1][name] for name in NAMES) == OFFICES[file]
    assert figures[0] == figures[1]
    assert sum(1 for _ in (tmp_path / "out/episodes.csv").open(encoding="utf-8")) == 4_592 + 1
