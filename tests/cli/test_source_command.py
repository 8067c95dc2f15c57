"""The command sources, as a person at a terminal meets it."""

import argparse
import csv
import json
from datetime import date
from pathlib import Path

import pytest

from mutong.cli import source_commands
from mutong.cli.main import main
from mutong.tables.frames import write_table
from tests.outbreak.situations import PLACES, case, lives, stay


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four cases, three of whom ate at one table on the 18th; two of these live together."""
    people = ("ill", "wife", "friend", "other")
    stays = [stay(one, "noodles", "18 12:00", "18 13:00", "T05") for one in people[:3]]
    stays += [stay(f"x{k}", "shop", f"{10 + k % 9} 08:00", f"{10 + k % 9} 09:00") for k in range(60)]
    stays += [stay(one, "shop", f"{15 + k} 09:00", f"{15 + k} 09:30") for k, one in enumerate(people)]
    write_table([row | {"source": "log"} for row in stays], "stays", tmp_path / "stays.csv")
    write_table([row | {"area_code": "140109"} for row in PLACES], "places", tmp_path / "places.csv")
    write_table([lives("ill", "H1"), lives("wife", "H1")], "memberships", tmp_path / "memberships.csv")
    rows = [
        case(
            case_id=f"C{k}", person_id=one, origin="unknown", area_code="140109901001",
            date_onset=date(2022, 8, 19 if one == "ill" else 21),
        )
        for k, one in enumerate(people)
    ]  # fmt: skip
    write_table(rows, "cases", tmp_path / "cases.csv")
    return tmp_path


def sources(folder: Path, *words: str) -> int:
    """Run sources on the folder; gives the exit code."""
    parser = argparse.ArgumentParser()
    source_commands.add_commands(parser.add_subparsers())
    given = [
        "sources", "--cases", folder / "cases.csv", "--stays", folder / "stays.csv", "--places", folder / "places.csv",
        "--households", folder / "memberships.csv", "--as-of", "2022-08-22T08:00+08:00", "-o", folder / "out", *words,
    ]  # fmt: skip
    options = parser.parse_args([str(word) for word in given])
    return options.run(options)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file that was written."""
    with (folder / "out" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_places_visits_windows_and_a_summary_are_written(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """The table comes before the shop, with names from the places, and the summary says the same as JSON."""
    assert sources(folder, "--days-from", "7", "--days-to", "1", "--json", "--lang", "en") == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told == json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))
    assert (told["cases"], told["places_shared"], told["counted_once"]) == (4, 2, 3)
    places = table(folder, "places.csv")
    assert [row["place_id"] for row in places] == ["noodles", "shop"]
    assert (places[0]["name"], places[0]["kind"]) == ("面馆", "restaurant")
    assert places[0]["case_ids"] == "C0;C1;C2"
    assert (places[0]["cases"], places[0]["households"]) == ("3", "2")
    # Two households at one table among so few people: the first to look at, and no finding.
    assert float(places[0]["chance"]) < float(places[1]["chance"])
    assert [row["surprising"] for row in places] == ["no", "no"]
    assert "chance alone explains it" in places[0]["words_en"]
    visits = table(folder, "visits.csv")
    assert {row["seat"] for row in visits if row["place_id"] == "noodles"} == {"T05"}
    assert {row["surely_in_window"] for row in visits} == {"yes"}
    assert [row["from"][:10] for row in table(folder, "windows.csv")] == ["2022-08-12"] + ["2022-08-14"] * 3
    assert "each counts as a household" in said.err
    assert "Hoeffding" in said.err


def test_a_pack_gives_the_windows_and_who_was_infectious(folder: Path) -> None:
    """Dengue's incubation needs no days; the covid pack has none, so days are chosen and its rules tell directions."""
    sources(folder, "--pack", "cn-dengue")
    assert {row["basis"] for row in table(folder, "windows.csv")} == {"the incubation of the pack cn-dengue"}
    sources(folder, "--pack", "cn-covid-9", "--days-from", "5", "--days-to", "0", "--case", "C2")
    assert "C0>C2:yes" in table(folder, "places.csv")[0]["directions"].split(";")
    first = table(folder, "sources.csv")[0]
    assert (first["source_case_id"], first["verdict"], first["place_id"]) == ("C0", "yes", "noodles")


def test_hours_apart_make_an_occasion_of_visits_one_after_the_other(folder: Path) -> None:
    """The shop was visited on four mornings: never together; within a day of each other with 24 hours."""
    for hours, how in (("0", "apart"), ("24", "within_hours")):
        sources(folder, "--days-from", "7", "--days-to", "1", "--hours-apart", hours)
        assert next(row for row in table(folder, "places.csv") if row["place_id"] == "shop")["how"] == how


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--days-from", "7"), "--days-to together"),
        (("--days-from", "1", "--days-to", "7"), "write the larger first"),
        (("--days-from", "7", "--days-to", "1", "--pack", "cn-dengue"), "cannot change it"),
        (("--days-from", "7", "--days-to", "1", "--case", "C9"), "no C9 among the cases"),
        (("--hours-apart", "-1"), "0 or more"),
        (("--rate", "2"), "between 0 and 1"),
        (("--pack", "cn-nowhere"), "cn-nowhere"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(folder: Path, capsys, words, said: str) -> None:
    """Exit code 2, a sentence in the language asked for, and no file."""
    given = [
        "--cases",
        folder / "cases.csv",
        "--stays",
        folder / "stays.csv",
        "-o",
        folder / "none",
        "--lang",
        "en",
    ]
    assert main(["sources", *map(str, given), *words]) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "none").exists()


def test_without_days_or_pack_only_the_days_of_the_cases_count(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    """Nothing is invented: nobody is looked at, that is said in both languages, and the file holds its headings."""
    for language, said in (("zh", "没有查"), ("en", "not looked at")):
        assert sources(folder, "--lang", language) == 1
        assert said in capsys.readouterr().err
        assert table(folder, "places.csv") == []
