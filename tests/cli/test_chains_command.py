"""The command chains with a serial interval, from the words typed to the files written and the exit code."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mutong.cli.incidence_files import read_interval, read_lags
from mutong.cli.main import main
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.tables.frames import write_table

CASES = {"A": (0, "imported"), "B": (3, "local"), "C": (6, "local"), "D": (6, "local"), "X": (40, "local")}


def lines(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Cases, contacts, links and stays: A met B, B met C, D was at a place with B, nobody is known for X."""
    first = date(2022, 8, 1)
    write_table(
        [
            {
                "case_id": one, "person_id": f"p-{one}", "classification": "confirmed", "origin": origin,
                "date_onset": first + timedelta(days=day), "area_code": "140109901001",
                "reported_at": datetime(2022, 8, 20, 9, tzinfo=CHINA),
            }
            for one, (day, origin) in CASES.items()
        ],
        "cases",
        tmp_path / "cases.csv",
    )  # fmt: skip
    write_table(
        [
            {
                "case_id": a, "person_id": f"p-{b}", "degree": 1, "class": "close", "verdict": "yes", "rule": "met",
                "clause": "1", "minutes": 30.0,
            }
            for a, b in ("AB", "BC", "CB")
        ],
        "contacts",
        tmp_path / "contacts.csv",
    )  # fmt: skip
    write_table([{"infector": "A", "infectee": "C"}], "links", tmp_path / "links.csv")
    write_table(
        [
            {
                "person_id": f"p-{one}", "place_id": "hall", "arrived_at": datetime(2022, 8, 4, 9, tzinfo=CHINA),
                "left_at": datetime(2022, 8, 4, 11, tzinfo=CHINA), "certainty": "observed", "source": "log",
            }
            for one in "BD"
        ],
        "stays",
        tmp_path / "stays.csv",
    )  # fmt: skip
    return tmp_path


def chains(folder: Path, *words: str) -> int:
    """Run chains on the folder's cases and contacts."""
    given = ["--cases", folder / "cases.csv", "--contacts", folder / "contacts.csv", "-o", folder / "out"]
    return main(["chains", *(str(one) for one in (*given, *words))])


def test_pairs_carry_probabilities(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Each case has its infectors by falling probability and the unknown source last; chains and figures follow."""
    assert chains(folder, "--si", "3,1.5", "--stays", folder / "stays.csv", "--json") == 0
    rows = lines(folder / "out/pairs.csv")
    assert list(rows[0]) == ["infectee", "infector", "probability", "chain_id", "basis"]
    of = {name: [row for row in rows if row["infectee"] == name] for name in CASES}
    assert [(row["infector"], row["basis"]) for row in of["A"]] == [("", "imported")]
    assert [(row["infector"], row["basis"]) for row in of["X"]] == [("", "unlinked")]
    first = {name: (of[name][0]["infector"], of[name][0]["basis"]) for name in "BCD"}
    assert first == {"B": ("A", "contact:met"), "C": ("B", "contact:met"), "D": ("B", "place")}
    for name in CASES:
        assert sum(float(row["probability"]) for row in of[name]) == pytest.approx(1, abs=1e-4)
        assert (of[name][-1]["infector"], of[name][-1]["chain_id"]) == ("", "X" if name == "X" else "A")
    assert [row["cases"] for row in lines(folder / "out/chains.csv")] == ["4", "1"]
    figures = json.loads(capsys.readouterr().out)
    assert (figures["chains"], figures["unlinked"], figures["unseen_weight"]) == (2, 1, 1.0)
    assert figures["introductions_low"] == 2


def test_choices_change_what_comes_out(folder: Path) -> None:
    """A heavy unseen source leaves everybody alone; a written link beside contacts wins; without timing alone there
    are fewer pairs; a high least probability makes more chains."""
    assert chains(folder, "--si", "3,1.5", "--unseen", "100000") == 0
    assert len(lines(folder / "out/chains.csv")) == 5
    assert chains(folder, "--si", "3,1.5", "--links", folder / "links.csv") == 0
    of_c = [row for row in lines(folder / "out/pairs.csv") if row["infectee"] == "C"]
    assert [(row["infector"], row["probability"], row["basis"]) for row in of_c] == [("A", "1", "link")]
    many = len(lines(folder / "out/pairs.csv"))
    assert chains(folder, "--si", "3,1.5", "--links", folder / "links.csv", "--no-timing-alone") == 0
    assert len(lines(folder / "out/pairs.csv")) < many
    assert chains(folder, "--si", "3,1.5", "--min-probability", "0.99") == 0
    assert len(lines(folder / "out/chains.csv")) > 2


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "例未找到传染者（非输入）：2"), ("en", "nobody and not imported: 2")]
)
def test_the_figures_are_said_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture, lang: str, words: str
) -> None:
    """Introductions, unlinked and ambiguous cases are said in the language asked."""
    assert chains(folder, "--si", "3,1.5", "--lang", lang) == 0
    assert words in capsys.readouterr().out


def test_evidence_without_a_serial_interval_is_refused(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Weights say nothing without a serial interval, nor a probability of 50: exit code 2 and nothing written."""
    assert chains(folder, "--unseen", "2", "--lang", "en") == 2
    assert "--si" in capsys.readouterr().err
    assert chains(folder, "--si", "3,1.5", "--min-probability", "50", "--lang", "en") == 2
    assert "between 0 and 1" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_without_a_serial_interval_the_command_is_as_before(folder: Path) -> None:
    """Contacts alone: who fell ill first infected, shares even, the others unlinked without a probability."""
    assert chains(folder) == 0
    rows = {(row["infectee"], row["infector"]): row for row in lines(folder / "out/pairs.csv")}
    assert set(rows) == {("B", "A"), ("C", "B"), ("A", ""), ("D", ""), ("X", "")}
    assert rows["X", ""]["probability"] == ""


def test_a_file_may_hold_negative_days(tmp_path: Path) -> None:
    """Probabilities of −1, 0 and more days are read for chains; the reproduction number refuses negative ones."""
    path = tmp_path / "si.csv"
    path.write_text("k,w\n-1,0.1\n0,0.2\n2,0.7\n", encoding="utf-8")
    lags = read_lags(str(path))
    assert (lags.first, lags.weights.tolist()) == (-1, pytest.approx([0.1, 0.2, 0, 0.7]))
    with pytest.raises(MutongError) as refused:
        read_interval(str(path))
    assert refused.value.code == "si_negative_lag"
