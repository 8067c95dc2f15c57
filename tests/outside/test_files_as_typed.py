"""Public data sets through the commands a person would type, without preparing the files.

Reference: the figures of each data set's own publication or notebook; beside a serial interval stands the method that
the command prints. The published Tianjin and Singapore means (4.31 and 4.17 days) come from a mixture method.
"""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from mutong.cli.main import main
from tests.outside.folder import outside

pytestmark = pytest.mark.outside
INTERVAL = ("n", "mean", "median", "sd")


def figures(capsys: pytest.CaptureFixture, code: int, *words: object) -> tuple[dict[str, object], str]:
    """What a command says as JSON, and on stderr; its exit code is `code`."""
    assert main([*(str(word) for word in words), "--json", "--lang", "en"]) == code
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def rounded(found: dict[str, object], name: str) -> list[float]:
    """A serial interval: n, mean, median, sd to three digits."""
    return [round(found[f"{name}_{one}"], 3) for one in INTERVAL]


def test_mers_without_a_mapping(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Line list and contacts of MERS as they are: 162 cases, 98 links, 14.469, 14, 5.2 days, raw pairs."""
    folder = outside("mers_korea_2015")
    found, said = figures(
        capsys, 0, "chains", "--cases", folder / "mers_korea_2015__linelist.csv", "--contacts",
        folder / "mers_korea_2015__contacts.csv", "-o", tmp_path,
    )  # fmt: skip
    assert (found["cases"], found["links"], found["clusters"]) == (162, 98, [94, 3])
    assert rounded(found, "serial_interval") == [98, 14.469, 14, 5.2]
    assert found["serial_interval_method"].startswith("raw pairs: days from the infector's onset")
    assert "infector ← “from”, infectee ← “to”" in said


def test_tianjin_from_the_text_that_names_sources(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """By the mapping that ships (one slip of the file put right): 74 mentions, 4.986, 4, 3.337 days as the notebook
    prints them; each pair once it is 72 pairs. The method stands beside."""
    file = outside("tianjin_singapore", "Tianjin135cases_revised.csv")
    found, _ = figures(
        capsys, 0, "chains", "--cases", file, "--cases-mapping", "tianjin-2020-cases", "-o", tmp_path
    )
    assert rounded(found, "mention_interval") == [74, 4.986, 4, 3.337]
    assert rounded(found, "serial_interval") == [72, 5.056, 4, 3.356]
    assert "related cases, each pair once" in found["serial_interval_method"]


def test_tianjin_as_it_is_says_how_its_days_were_read(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """No mapping: day/month/year is proved by the file and said; the slip costs one pair."""
    file = outside("tianjin_singapore", "Tianjin135cases_revised.csv")
    found, said = figures(
        capsys, 0, "chains", "--cases", file, "--related", "Infection_source", "-o", tmp_path
    )
    assert (found["cases"], found["serial_interval_n"]) == (135, 71)
    assert "Days are read as day/month/year" in said


def test_singapore_from_related_cases(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """4.05 and 3.39 days as the notebook prints them, each pair of related cases once."""
    file = outside("tianjin_singapore", "COVID-19_Singapore_data_revised.csv")
    found, _ = figures(capsys, 0, "chains", "--cases", file, "--related", "Related cases", "-o", tmp_path)
    assert [round(found[f"serial_interval_{one}"], 2) for one in ("mean", "sd")] == [4.05, 3.39]
    assert "each pair once, days from the earlier onset to the later" in found["serial_interval_method"]


def test_the_example_edges_of_singapore_name_their_self_loop(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """71 edges, one of them from a case to itself: left out, named by its row, exit code 1."""
    found, said = figures(
        capsys, 1, "network", outside("tianjin_singapore", "sing_edges_eg.csv"), "-o", tmp_path
    )
    assert (found["people"], found["pairs"]) == (64, 70)
    assert "row 63 infectee “71”" in said


def test_kenya_households_with_ids_in_two_columns(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Inside five households: 75 people, 32,425 contacts with lengths and no times, five components."""
    found, _ = figures(
        capsys, 0, "network", outside("kenya_households", "scc2034_household_contact_dataset.zip"), "--mapping",
        "kenya-households", "--sheet", "scc2034_kilifi_all_contacts_within_households.csv", "-o", tmp_path,
    )  # fmt: skip
    names = ("people", "pairs", "episodes", "seconds", "components")
    assert [found[name] for name in names] == [75, 515, 32_425, 1_234_840, 5]


def office(person: str) -> dict[str, list[int]]:
    """Who wore a sensor near this person in the office of 2013, and the ends of their records, by plain reading."""
    met: dict[str, list[int]] = {}
    with zipfile.ZipFile(outside("workplace_InVS", "workplace_InVS_tij.dat.zip")) as packed:
        for line in io.TextIOWrapper(packed.open(packed.namelist()[0])):
            t, i, j = line.split()
            if person in (i, j):
                met.setdefault(j if i == person else i, []).append(int(t))
    return met


def together(times: list[int], gap: int) -> int:
    """Seconds from the first to the last of each run of records whose pause is at most the gap, added up."""
    total, start, end = 0, None, None
    for t in sorted(times):
        if end is not None and t - 20 <= end + gap:
            end = t
            continue
        total += end - start if end is not None else 0
        start, end = t - 20, t
    return total + end - start


def test_office_sensors_traced_with_stated_rules(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Tracing the sensor records: everybody met in the window is listed; with --gap-seconds 60 --min-minutes 5 those
    together for five minutes, pauses counted, and the rest is counted as left out; --directed lists one side."""
    (tmp_path / "cases.csv").write_text("ID;发病日期\n39;2022-08-21\n", encoding="utf-8")
    words = [
        "trace", "--cases", tmp_path / "cases.csv", "--encounters",
        outside("workplace_InVS", "workplace_InVS_tij.dat.zip"), "--counted-from", "2022-08-15", "--pack",
        "cn-covid-9", "--look-back", "10", "--as-of", "2022-09-20", "--degrees", "1", "-o", tmp_path / "out.csv",
    ]  # fmt: skip
    met = office("39")
    plain, _ = figures(capsys, 1, *words)
    assert plain["people"] == len(met)
    long_enough = {who for who, times in met.items() if together(times, 60) >= 300}
    found, _ = figures(capsys, 1, *words, "--gap-seconds", "60", "--min-minutes", "5")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert {row["person_id"] for row in csv.DictReader(lines)} == long_enough
    assert 0 < len(long_enough) < len(met)
    assert found["people_left_out"] == len(met) - len(long_enough)
    directed, _ = figures(capsys, 1, *words, "--directed", "--set", "cases.classification=confirmed")
    assert 0 < directed["people"] < len(met)
