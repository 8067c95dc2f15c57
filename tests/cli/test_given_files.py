"""The options that say how files are read and which contacts count, as a person at a terminal meets them."""

import csv
import json
from pathlib import Path

import pytest

from mutong.cli.main import main
from mutong.tables.frames import write_table
from tests.outbreak.situations import case, lives

ENCOUNTERS = """\
谁;见了谁;开始;结束;距离
ill;near;2022-08-19 10:00;2022-08-19 10:10;
ill;near;2022-08-19 10:11;2022-08-19 10:16;
brief;ill;2022-08-19 11:00;2022-08-19 11:04;
ill;open;2022-08-19 12:00;;
ill;ill;2022-08-19 12:00;2022-08-19 13:00;
"""


def lines(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case, who lives with whom, and encounters under headings of somebody else's."""
    write_table([case(origin="local", area_code="140109901001")], "cases", tmp_path / "cases.csv")
    (tmp_path / "homes.csv").write_text("户号,人员编号\nH1,ill\nH1,wife\n", encoding="utf-8")
    (tmp_path / "met.csv").write_text(ENCOUNTERS, encoding="utf-8")
    return tmp_path


def trace(folder: Path, capsys: pytest.CaptureFixture, *words: str) -> tuple[int, dict, str]:
    """Run trace on the folder: exit code, outcome, what was said on stderr."""
    code = main(
        [
            "trace", "--json", "--lang", "en", "--cases", str(folder / "cases.csv"), "--households",
            str(folder / "homes.csv"), "--encounters", str(folder / "met.csv"), "--column", "person_a=谁", "--column",
            "encounters.person_b=见了谁", "--pack", "cn-covid-9", "--look-back", "2", "--as-of",
            "2022-08-22T08:00+08:00", "--degrees", "1", "-o", str(folder / "contacts.csv"), *words,
        ]
    )  # fmt: skip
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def people(folder: Path) -> set[str]:
    """Who is in the written table of contacts."""
    return {row["person_id"] for row in lines(folder / "contacts.csv")}


def test_encounters_under_any_headings_are_traced(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Headings given on the command line, semicolons, a self loop left out and named; homes by other words."""
    code, found, said = trace(folder, capsys)
    assert code == 1
    assert people(folder) == {"near", "brief", "open", "wife"}
    assert "row 6" in said and "household_id ← “户号”" in said
    assert "kind" in said  # a home without its kind is taken as a living one, which is said
    assert "min_minutes" not in found


def test_short_contacts_are_left_out_and_counted(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """15 minutes without the pause, 16 with it: --gap-seconds decides; no known end and a shared home stay."""
    _, found, _ = trace(folder, capsys, "--min-minutes", "16")
    assert people(folder) == {"open", "wife"}
    assert (found["rows_left_out"], found["people_left_out"]) == (2, 2)
    trace(folder, capsys, "--min-minutes", "16", "--gap-seconds", "60")
    assert people(folder) == {"near", "open", "wife"}
    trace(folder, capsys, "--min-minutes", "16", "--gap-seconds", "59")
    assert people(folder) == {"open", "wife"}


def test_a_direction_goes_one_way(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """--directed: brief → ill exposes the case, who exposed nobody there; the home has no direction."""
    trace(folder, capsys, "--directed")
    assert people(folder) == {"near", "open", "wife"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--column", "nothing=谁"), "unknown_column"), (("--column", "谁"), "not_an_assignment"),
        (("--strict",), "no_heading_known"), (("--column", "distance_m=远近"), "heading_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    folder: Path, capsys: pytest.CaptureFixture, words: tuple[str, ...], code: str
) -> None:
    """An unknown column, a word without a value, a heading that is not there; strict guesses nothing. Exit code 2."""
    before = ["trace", "--cases", str(folder / "cases.csv"), "--encounters", str(folder / "met.csv")]
    after = ["--pack", "cn-covid-9", "-o", str(folder / "contacts.csv")]
    known = [] if code == "no_heading_known" else ["--column", "person_a=谁", "--column", "person_b=见了谁"]
    assert main([*before, *known, *words, *after, "--lang", "en"]) == 2
    assert not (folder / "contacts.csv").exists()
    assert capsys.readouterr().err


def test_rules_about_encounters_need_encounters(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """--directed without a file of encounters is refused; a negative gap is no number of seconds."""
    words = [
        "trace",
        "--cases",
        str(folder / "cases.csv"),
        "--pack",
        "cn-covid-9",
        "-o",
        str(folder / "c.csv"),
    ]
    assert main([*words, "--directed", "--lang", "en"]) == 2
    assert "--encounters" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*words, "--gap-seconds", "-1"])


def test_tidy_says_what_an_import_still_wants(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A messy list becomes a table; what is missing is named, and a value for every row fills it. Then it lands."""
    (tmp_path / "messy.csv").write_text(
        "list of cases\nID,onset,notified\n07,5/1/2020,14/1/2020\n", encoding="utf-8"
    )
    words = [
        "tidy",
        str(tmp_path / "messy.csv"),
        "--as",
        "cases",
        "-o",
        str(tmp_path / "cases.csv"),
        "--json",
    ]
    words += ["--column", "reported_at=notified"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["wanted"] == ["classification", "origin", "area_code"]
    given = ("classification=confirmed", "cases.origin=local", "area_code=14")
    assert main([*words, *(word for one in given for word in ("--set", one))]) == 0
    assert json.loads(capsys.readouterr().out)["wanted"] == []
    assert (
        main(["import", str(tmp_path / "cases.csv"), "--as", "cases", "--register", str(tmp_path / "r")]) == 0
    )
    (row,) = lines(tmp_path / "r" / "cases.csv")
    assert (row["case_id"], row["date_onset"], row["area_code"]) == ("07", "2020-01-05", "14")


def test_mappings_are_kept_on_request(tmp_path: Path) -> None:
    """--save-mappings writes what was taken for what; used again, the same figures come out."""
    (tmp_path / "l.csv").write_text("from;to\nA;B\nA;C\n", encoding="utf-8")
    words = ["network", str(tmp_path / "l.csv"), "-o", str(tmp_path / "out")]
    assert main([*words, "--save-mappings", str(tmp_path / "m")]) == 0
    assert [row["column"] for row in lines(tmp_path / "m" / "l-links.csv")] == ["infector", "infectee"]
    assert main([*words, "--as", "links", "--strict", "--mapping", str(tmp_path / "m" / "l-links.csv")]) == 0


def test_pairs_without_headings_and_their_direction(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Lines `i j` are pairs; --undirected makes a b and b a one; three numbers are pairs only when it is said."""
    (tmp_path / "p.txt").write_text("1 2\n2 1\n1 3\n", encoding="utf-8")
    found = []
    for words in ((), ("--undirected",)):
        assert main(["network", str(tmp_path / "p.txt"), "-o", str(tmp_path / "o"), "--json", *words]) == 0
        found.append(json.loads(capsys.readouterr().out)["pairs"])
    assert found == [3, 2]
    (tmp_path / "w.txt").write_text("1 2 5\n2 3 1\n", encoding="utf-8")
    for words, pairs in ((("--as", "links"), {"1", "2", "3"}), ((), {"2", "5", "3", "1"})):
        assert main(["network", str(tmp_path / "w.txt"), "-o", str(tmp_path / "o"), *words]) == 0
        assert {row["person_id"] for row in lines(tmp_path / "o" / "degrees.csv")} == pairs


def test_a_curve_with_any_headings_and_missing_days(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """rt: the column that is said; days that are missing are refused until they are said to be without cases."""
    days = [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    text = "date,in_bed,other\n" + "".join(f"1978-01-{day:02},{day},1\n" for day in days)
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    words = [
        "rt",
        "--incidence",
        str(tmp_path / "c.csv"),
        "--si",
        "3,1",
        "-o",
        str(tmp_path / "rt.csv"),
        "--json",
    ]
    assert main(words) == 2
    assert main([*words, "--column", "count=in_bed"]) == 2
    assert "1978-01-02" in capsys.readouterr().err
    assert main([*words, "--column", "count=in_bed", "--missing-days", "zero"]) == 0
    assert json.loads(capsys.readouterr().out)["days"] == 14
    assert main([*words, "--column", "count=nowhere"]) == 2


def test_homes_may_be_ours_too(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """A table memberships as it stands is read without a word."""
    write_table([lives("ill", "H1"), lives("wife", "H1")], "memberships", folder / "homes.csv")
    _, _, said = trace(folder, capsys)
    assert "homes.csv" not in said
    assert "wife" in people(folder)


def test_short_years_are_asked_for_and_ymd_settles_them(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """22/8/21 is refused with --dates ymd among the remedies; said, it is the 21st of August 2022."""
    (tmp_path / "l.csv").write_text("ID,onset\n07,22/8/21\n", encoding="utf-8")
    words = ["tidy", str(tmp_path / "l.csv"), "--as", "cases", "-o", str(tmp_path / "cases.csv")]
    assert main([*words, "--lang", "en"]) == 2
    assert "--dates ymd" in capsys.readouterr().err
    assert main([*words, "--dates", "ymd"]) == 0
    assert lines(tmp_path / "cases.csv")[0]["date_onset"] == "2022-08-21"
