"""The commands stays and trace, as a person at a terminal meets them."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from mutong.cli import outbreak_commands
from mutong.kernel.errors import MutongError
from mutong.tables.frames import write_table
from tests.outbreak.situations import PLACES, case, lives, stay

CHOICES = """\
pack,parameter,area_code,value,reason_zh,reason_en,post,signed_at,valid_from,valid_to
cn-covid-9,vehicle_table,14,8,测试,test,lead,2022-06-28,2022-06-28,
"""


def run(*words: str) -> int:
    """Run one command; gives the exit code."""
    parser = argparse.ArgumentParser()
    outbreak_commands.add_commands(parser.add_subparsers())
    options = parser.parse_args([str(word) for word in words])
    return options.run(options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A register folder with a case's stays on a bus and at home."""
    stays = [
        stay("ill", "bus9", "19 09:00", "19 10:00", "1A"),
        stay("rider", "bus9", "19 09:30", "19 10:00", "9C"),
        stay("ill", "class3", "15 09:00", "15 10:00"),
        stay("old", "class3", "15 09:00", "15 10:00"),
    ]
    write_table([row | {"source": "log"} for row in stays], "stays", tmp_path / "stays.csv")
    write_table([row | {"area_code": "140109"} for row in PLACES], "places", tmp_path / "places.csv")
    write_table([lives("ill", "H1"), lives("wife", "H1")], "memberships", tmp_path / "memberships.csv")
    write_table([case(origin="local", area_code="140109901001")], "cases", tmp_path / "cases.csv")
    (tmp_path / "choices.csv").write_text(CHOICES, encoding="utf-8")
    return tmp_path


def trace(folder: Path, *words: str) -> int:
    """Run trace on the folder."""
    return run(
        "trace", "--json", "--cases", folder / "cases.csv", "--register", folder, "--pack", "cn-covid-9",
        "--choices", folder / "choices.csv", "--as-of", "2022-08-22T08:00+08:00",
        "-o", folder / "contacts.csv", *words,
    )  # fmt: skip


def contacts(folder: Path) -> dict[str, str]:
    """Verdict by person, as written."""
    with (folder / "contacts.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["person_id"]: row["verdict"] for row in csv.DictReader(lines)}


def test_a_store_is_built_and_traced(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Build, append, verify, trace: the contacts of the register come out in a file, with the counts as JSON."""
    store = folder / "stays.store"
    assert run("stays", "build", folder / "stays.csv", store, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "stays": 4, "people": 3, "places": 2, "taken": 4, "merged": 0, "open_ends": 0, "left_out": 0,
    }  # fmt: skip
    assert run("stays", "append", folder / "stays.csv", store, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["stays"], again["merged"]) == (4, 4)
    assert run("stays", "verify", store, "--json") == 0
    capsys.readouterr()

    assert trace(folder, "--stays", store, "--look-back", "2") == 0
    assert json.loads(capsys.readouterr().out)["people"] == 2
    assert contacts(folder) == {"rider": "yes", "wife": "yes"}


def test_without_a_look_back_the_same_people_are_unknown(folder: Path) -> None:
    """Nobody chose the look-back: the verdicts are unknown and nothing is decided by the command."""
    assert trace(folder) == 0
    assert contacts(folder) == {"rider": "unknown", "wife": "unknown"}


def test_a_longer_look_back_finds_more(folder: Path) -> None:
    """Five days before onset reach the class of the 15th; four do not."""
    found = []
    for days in ("4", "5"):
        trace(folder, "--look-back", days)
        found.append("old" in contacts(folder))
    assert found == [False, True]


def test_a_case_without_stays_is_said_and_the_exit_code_tells(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    """A case whose whereabouts nobody knows is named on stderr in the language asked for, exit code 1."""
    hidden = case(case_id="C9", person_id="nobody", origin="local", area_code="140109901001")
    write_table([hidden], "cases", folder / "cases.csv")

    assert trace(folder, "--lang", "zh") == 1
    assert "病例 C9 没有停留记录" in capsys.readouterr().err


def test_expiry_needs_an_instant(folder: Path) -> None:
    """`stays expire` without --before is refused, as is an instant that is none."""
    run("stays", "build", folder / "stays.csv", folder / "s")
    with pytest.raises(MutongError) as missing:
        run("stays", "expire", folder / "s")
    with pytest.raises(MutongError) as wrong:
        run("stays", "expire", folder / "s", "--before", "soon")

    assert (missing.value.code, wrong.value.code) == ("argument_missing", "not_an_instant")
    assert run("stays", "expire", folder / "s", "--before", "2022-08-16") == 0


def test_a_settled_look_back_cannot_be_overruled(folder: Path) -> None:
    """Where the pack itself gives the number, --look-back is refused with the number in force."""
    from tests.outbreak.small_worlds import LANTERN

    with pytest.raises(MutongError) as refusal:
        trace(folder, "--pack", LANTERN, "--look-back", "1")
    assert refusal.value.code == "standard_is_settled"
    assert "(5)" in refusal.value.words.en
