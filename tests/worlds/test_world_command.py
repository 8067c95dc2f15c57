"""`mutong world` makes a world and says what is in it."""

import argparse
import json
from pathlib import Path

import pytest

from mutong.cli.world_commands import add_commands


def test_the_command_writes_a_world_and_counts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The counts printed as JSON are the rows of the files; steps go to stderr; truth/ lies beside the tables."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    folder = tmp_path / "seven"
    options = parser.parse_args(
        ["world", "--people", "2000", "--seed", "7", "-o", str(folder), "--community-only", "--json"]
    )

    assert options.run(options) == 0

    said = capsys.readouterr()
    counts = json.loads(said.out)["counts"]
    for table in ("people", "households", "facts", "events"):
        assert counts[table] == len((folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert "stays" in said.err
    assert (folder / "truth" / "benefits.csv").is_file()
