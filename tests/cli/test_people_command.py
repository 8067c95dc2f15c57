"""`mutong people same` on a register kept as files."""

import csv
import json
from pathlib import Path

import pytest

from mutong.cli.main import main

PEOPLE = """person_id,name,sex,birth_date,id_number,phone,area_code,organisation_id
0001,何沐,male,1980-05-01,149901198005010015,,140109901001,
0002,何 沐,male,1980-05-01,149901198005010015,12000000001,140109901001,
0003,吕知涵,female,1991-02-03,,12000000002,140109901001,
0004,吕知涵,female,1991-02-03,,12000000002,140109901002,
0005,赖若,female,1999-09-09,,,140109901001,
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A folder with a table of people and nothing else."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file of pairs."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_pairs_are_written_with_their_reasons(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One pair a row, ids with their leading zeros; the counts as JSON and nothing else on standard output."""
    out = register / "found" / "pairs.csv"
    given = [
        "people",
        "same",
        "--register",
        str(register),
        "-o",
        str(out),
        "--exact-only",
        "--json",
        "--lang",
        "en",
    ]
    assert main(given) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["people"], told["pairs"], told["sure"], told["likeness"]) == (5, 2, 2, False)
    found = {(row["first"], row["second"]): row for row in rows(out)}
    assert set(found) == {("0001", "0002"), ("0003", "0004")}
    assert found["0001", "0002"]["exact keys that hold"].split(";")[0] == "number"
    assert found["0003", "0004"]["exact keys that hold"] == "phone_birth"
    assert found["0003", "0004"]["home"] == "unknown"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["-o", "pairs.txt"], "pairs.txt"),
        (["-o", "pairs.csv", "--min-probability", "90"], "0.9"),
    ],
)
def test_what_cannot_be_is_said_with_the_remedy(
    register: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    """A wrong suffix or probability: exit 2, nothing written, the way out in the message."""
    assert main(["people", "same", "--register", str(register), "--lang", "en", *more]) == 2
    assert said in capsys.readouterr().err
    assert not Path("pairs.txt").exists()


def test_a_folder_without_people_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The missing table is named."""
    given = ["people", "same", "--register", str(tmp_path), "-o", str(tmp_path / "p.csv"), "--lang", "zh"]
    assert main(given) == 2
    assert "people" in capsys.readouterr().err


def test_few_records_end_with_a_note(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Likeness was asked for and could not be learnt: exit 1, and the note says why."""
    out = register / "pairs.xlsx"
    assert main(["people", "same", "--register", str(register), "-o", str(out), "--lang", "en"]) == 1
    assert out.is_file()
    assert "too few to learn" in capsys.readouterr().err
