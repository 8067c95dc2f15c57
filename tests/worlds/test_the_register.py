"""A world is a register in order: its files land whole, its areas form a tree, its people live in one home."""

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.register.areas import check_areas
from mutong.register.memberships import check_memberships
from mutong.tables.frames import read_table, rows_of
from mutong.tables.identity import birth_of, resident_number_faults
from mutong.tables.reading import open_table
from mutong.tables.schema import load_schema
from mutong.worlds.areas import load_counties
from mutong.worlds.doubles import PHONE_PREFIX
from mutong.worlds.making import make_world
from mutong.worlds.resident_numbers import PREFIX, made_up_number
from tests.worlds.conftest import WrittenWorld


def test_every_file_comes_in_by_the_ordinary_import(world: WrittenWorld) -> None:
    """At the first instant of the world's clock each file, the inbox included, is read without one wrong row."""
    clock.install_clock(lambda: clock.SAMPLE_START)
    files = [*world.folder.glob("*.csv"), *world.folder.glob("inbox/*.csv")]

    assert len(files) == 16
    for file in files:
        problems = [p for batch in open_table(file, file.stem) for p in batch.problems]
        assert problems == [], file.name


def test_areas_form_one_tree(world: WrittenWorld) -> None:
    """Every area has its parent, at the level above, from the province down to the grids."""
    rows = rows_of(read_table(world.folder, "areas"))

    assert check_areas(rows) == []
    counts = Counter(row["level"] for row in rows)
    assert (counts["province"], counts["city"], counts["county"]) == (1, 11, 117)


def test_everybody_lives_in_one_household(world: WrittenWorld) -> None:
    """Nobody lives in two households on one day; every person has been in one, but for records of a workplace."""
    rows = rows_of(read_table(world.folder, "memberships"))

    assert check_memberships(rows) == []
    listed = {row["second_record"] for row in world.rows("truth/same_people")}
    assert {row["person_id"] for row in rows} == {p["person_id"] for p in world.rows("people")} - listed


def test_every_id_that_is_named_is_there(world: WrittenWorld) -> None:
    """Whatever a table refers to stands in the table that it refers to."""
    for table in ("places", "households", "people", "memberships", "relations", "posts", "rosters", "plots"):
        for column in load_schema(table).columns:
            if column.references:
                other, key = column.references.split(".")
                known = {row[key] for row in world.rows(other)}
                assert {row[column.name] for row in world.rows(table)} - known <= {""}, (table, column.name)
    for ids, table in (("person_id", "people"), ("place_id", "places")):
        assert set(world.stays[ids]) <= {row[ids] for row in world.rows(table)}


def test_every_post_is_filled_by_another_person(world: WrittenWorld) -> None:
    """Each post of the sample has one person, and nobody fills two or plays a part in the truth."""
    holders = [row["person_id"] for row in world.rows("rosters")]
    planted = {row["subject_id"] for row in world.rows("truth/benefits") if row["status"] != "not_entitled"}
    contacts = {row["person_id"] for row in world.rows("truth/contacts")}

    assert {row["post_id"] for row in world.rows("rosters")} == {
        row["post_id"] for row in world.rows("posts")
    }
    assert len(set(holders)) == len(holders)
    assert not set(holders) & (planted | contacts)


def test_contacts_elsewhere_have_a_post_to_be_handed_to(world: WrittenWorld) -> None:
    """In each county where a contact lives, someone answers for disease control."""
    counties = {row["area_code"][:6] for row in world.rows("truth/contacts")}
    posts = {row["area_code"] for row in world.rows("posts") if row["kind"] == "county_disease_control"}

    assert counties <= posts


def test_no_resident_number_can_belong_to_anyone(world: WrittenWorld) -> None:
    """Numbers are well formed, agree with the birth date, are given once, and bear a prefix no county has."""
    again = {row["second_record"] for row in world.rows("truth/same_people") if row["same"] == "yes"}
    numbered = [p for p in world.rows("people") if p["id_number"] and p["person_id"] not in again]
    numbers = [p["id_number"] for p in numbered]

    assert 0 < len(numbers) < len(world.rows("people")) / 20 and len(set(numbers)) == len(numbers)
    assert all(n.startswith(PREFIX) and not resident_number_faults(n) for n in numbers)
    assert all(birth_of(p["id_number"]).isoformat() == p["birth_date"] for p in numbered)
    assert PREFIX not in {c["code"] for c in load_counties()}
    phones = {p["phone"] for p in world.rows("people")} - {""}
    assert phones and all(phone.startswith(PHONE_PREFIX) for phone in phones)


@given(
    st.dates(date(1900, 1, 1), date(2022, 8, 22)), st.sampled_from(["female", "male"]), st.integers(0, 499)
)
def test_made_up_numbers_are_well_formed(birth: date, sex: str, order: int) -> None:
    """Any birth date, sex and order give a valid number whose 17th digit is odd for a man."""
    number = made_up_number(birth, sex, order)

    assert resident_number_faults(number) == ()
    assert (int(number[16]) % 2 == 1) == (sex == "male")


def test_the_village_has_land_and_an_unfinished_survey(world: WrittenWorld) -> None:
    """About 120 homes have plots; the survey in the inbox misses some homes and some cells, and finds sheep."""
    homes = {h["household_id"] for h in world.rows("households") if h["area_code"].startswith("140122901201")}
    survey = world.rows("inbox/survey")

    assert len(homes) == 120
    assert {plot["household_id"] for plot in world.rows("plots")} == homes
    assert {row["household_id"] for row in survey} < homes
    assert any("" in row.values() for row in survey)
    assert sum(int(row["sheep_now"] or 0) > 0 for row in survey) >= 12
    assert not (world.folder / "survey.csv").exists() and not (world.folder / "cases.csv").exists()


def test_nothing_was_recorded_after_the_clock_starts(world: WrittenWorld) -> None:
    """No fact, event or declaration of completeness was recorded later than 2022-08-22 08:00."""
    for table in ("facts", "events", "completeness"):
        latest = max(datetime.fromisoformat(row["recorded_at"]) for row in world.rows(table))
        assert latest < clock.SAMPLE_START


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two worlds of one seed are equal byte for byte; another seed gives other people."""
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        make_world(seed, 2_000, tmp_path / name, community_only=True)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())

    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
    assert (tmp_path / "one" / "people.csv").read_bytes() != (tmp_path / "other" / "people.csv").read_bytes()


@pytest.mark.parametrize(
    ("people", "code"), [(1_999, "world_size_out_of_range"), (2_000, "folder_not_empty")]
)
def test_what_cannot_be_made_is_refused_and_leaves_the_folder_alone(
    tmp_path: Path, people: int, code: str
) -> None:
    """Too few people, or a folder that holds other files, are refused; what was there stays."""
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(MutongError) as refusal:
        make_world(1, people, tmp_path)

    assert refusal.value.code == code
    assert [p.name for p in tmp_path.iterdir()] == ["kept.txt"]


def test_an_older_world_is_replaced(tmp_path: Path) -> None:
    """Making a world where one lies replaces it whole."""
    folder = tmp_path / "world"
    first = make_world(1, 2_000, folder, community_only=True)
    second = make_world(2, 2_100, folder, community_only=True)

    with (folder / "people.csv").open(encoding="utf-8", newline="") as lines:
        assert sum(1 for _ in csv.DictReader(lines)) == second.counts["people"] > first.counts["people"]


def test_second_records_are_told_by_what_the_truth_says(world: WrittenWorld) -> None:
    """A dozen people stand there twice: by number, by phone and birth, by likeness; look-alikes share no such thing."""
    people = {row["person_id"]: row for row in world.rows("people")}
    told = Counter((row["how"], row["same"]) for row in world.rows("truth/same_people"))
    holders = {row["person_id"] for row in world.rows("rosters")}

    assert told == {
        ("number", "yes"): 4,
        ("phone_birth", "yes"): 4,
        ("likeness", "yes"): 3,
        ("namesake", "no"): 1,
        ("shared_phone", "no"): 1,
    }
    for row in world.rows("truth/same_people"):
        own, second = people[row["person_id"]], people[row["second_record"]]
        shared = {column for column in own if own[column] and own[column] == second[column]}
        assert row["person_id"] not in holders
        assert ("id_number" in shared) == (row["how"] == "number")
        assert {"phone", "birth_date"} <= shared or row["how"] != "phone_birth"
        assert {"name", "birth_date", "area_code"} <= shared or row["how"] != "likeness"
