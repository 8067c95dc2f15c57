"""A register kept as a folder: whole files land, once."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.register.folder import import_file
from mutong.register.resident_number import check_people_numbers, check_resident_number, sex_of
from mutong.tables.frames import read_table, rows_of, write_table
from mutong.tables.reading import TableReading

PEOPLE = "person_id,name,sex,birth_date\n1,甲,女,1950-01-01\n2,乙,男,1961-01-01\n"


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def counts(outcome: object) -> tuple[int, ...]:
    return tuple(
        getattr(outcome, n) for n in ("rows_in", "landed", "rejected", "added", "changed", "unchanged")
    )


def test_good_rows_land_and_bad_ones_are_listed(tmp_path: Path) -> None:
    """Good rows land, bad rows are in rejects.csv, and the counts add up."""
    register = tmp_path / "register"
    outcome = import_file(written(tmp_path / "p.csv", PEOPLE + "3,丙,x,\n,丁,,\n"), "people", register)
    assert counts(outcome) == (4, 2, 2, 2, 0, 0)
    assert [r["name"] for r in rows_of(read_table(register, "people"))] == ["甲", "乙"]
    with Path(outcome.rejects_file).open(encoding="utf-8-sig", newline="") as lines:
        assert [(r["row"], r["code"]) for r in csv.DictReader(lines)] == [
            ("4", "unknown_code"),
            ("5", "required_missing"),
        ]


@pytest.mark.parametrize("stored", ["csv", "parquet"])
def test_the_same_file_lands_once(tmp_path: Path, stored: str) -> None:
    """The same file sent twice changes nothing; a changed row takes the place of the old one."""
    write_table([], "people", tmp_path / f"r/people.{stored}")
    first = import_file(written(tmp_path / "p.csv", PEOPLE), "people", tmp_path / "r")
    before = (tmp_path / f"r/people.{stored}").read_bytes()
    again = import_file(written(tmp_path / "copy.csv", PEOPLE), "people", tmp_path / "r")
    assert (counts(first), again.already) == ((2, 2, 0, 2, 0, 0), True)
    assert counts(again) == (2, 2, 0, 0, 0, 2)
    assert (tmp_path / f"r/people.{stored}").read_bytes() == before
    newer = written(tmp_path / "q.csv", PEOPLE.replace("甲", "新") + "3,丙,,\n")
    assert counts(import_file(newer, "people", tmp_path / "r")) == (3, 3, 0, 1, 1, 1)
    assert {r["person_id"]: r["name"] for r in rows_of(read_table(tmp_path / "r", "people"))} == {
        "1": "新",
        "2": "乙",
        "3": "丙",
    }


def test_a_file_with_rejects_can_be_sent_again(tmp_path: Path) -> None:
    """A file that landed in part is looked at again, and comes to the same end."""
    path = written(tmp_path / "p.csv", PEOPLE + "3,丙,x,\n")
    import_file(path, "people", tmp_path / "r")
    again = import_file(path, "people", tmp_path / "r")
    assert (again.already, counts(again)) == (False, (3, 2, 1, 0, 0, 2))


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that breaks in the middle leaves the register as it was, and can be run again."""
    register = tmp_path / "r"
    import_file(written(tmp_path / "p.csv", PEOPLE), "people", register)
    before = {p.name: p.read_bytes() for p in register.iterdir()}
    many = written(
        tmp_path / "many.csv", PEOPLE + "".join(f"X{i},甲,,\n" for i in range(6_000)) + '9,"open\n'
    )
    with pytest.raises(MutongError) as refused:
        import_file(many, "people", register)
    assert refused.value.code == "unclosed_quote"
    assert {p.name: p.read_bytes() for p in register.iterdir()} == before
    many.write_text(many.read_text().replace('"open', "shut"))
    assert import_file(many, "people", register).added == 6_001


def test_what_a_killed_import_left_is_cleared(tmp_path: Path) -> None:
    """Parts left by a process that is gone are cleared by the next import."""
    left = tmp_path / "r/.incoming-people-999999999"
    left.mkdir(parents=True)
    import_file(written(tmp_path / "p.csv", PEOPLE), "people", tmp_path / "r")
    assert not left.exists()
    shutil.rmtree(tmp_path / "r")


def test_two_living_households_do_not_land(tmp_path: Path) -> None:
    """A person who would live in two households on one day is rejected with the row; the rest lands."""
    register = tmp_path / "r"
    heading = "person_id,household_id,kind,valid_from,valid_to\n"
    import_file(written(tmp_path / "a.csv", heading + "P,H1,共同生活,2020-01-01,\n"), "memberships", register)
    path = written(
        tmp_path / "b.csv",
        heading + "Q,H2,living,2020-01-01,\nP,H2,living,2021-05-01,\nP,H3,户籍,2020-01-01,\n",
    )
    outcome = import_file(path, "memberships", register)
    assert counts(outcome) == (3, 2, 1, 2, 0, 0)
    (problem,) = outcome.first_problems
    assert (problem.row, problem.column, problem.code) == (3, "household_id", "two_living_households")


def test_unknown_references_are_warned_about(tmp_path: Path) -> None:
    """A row that points to nobody lands with a warning once the table it points to is there."""
    register = tmp_path / "r"
    import_file(written(tmp_path / "p.csv", PEOPLE), "people", register)
    path = written(
        tmp_path / "m.csv",
        "person_id,household_id,kind,valid_from\n1,H,living,2020-01-01\n7,H,living,2020-01-01\n",
    )
    outcome = import_file(path, "memberships", register)
    assert (outcome.landed, [(w.row, w.value) for w in outcome.first_warnings]) == (2, [(3, "7")])


def test_area_tree_lands_from_any_order(tmp_path: Path) -> None:
    """A file of areas lands whatever its order; an area without its parent does not."""
    text = "area_code,name,level,parent_code\n140109,区,县,1401\n1401,市,市,14\n14,省,省,\n140299,别处,county,1402\n"
    outcome = import_file(written(tmp_path / "a.csv", text), "areas", tmp_path / "r")
    assert (outcome.landed, [(p.row, p.code) for p in outcome.first_problems]) == (
        3,
        [(5, "area_without_parent")],
    )


def test_resident_numbers_are_held_against_the_row() -> None:
    """A retired area only warns, and a birth date or sex that the number contradicts is pointed out."""
    number = "11010519491231002X"
    assert check_resident_number(" 11010519491231002x ").number == number
    assert check_resident_number(number, {"110101"}).warnings == ("resident_number_area",)
    assert check_resident_number(number, {"140109"}).warnings == ()
    assert check_resident_number("110105491231002").number == number
    assert sex_of(number) == "female"
    rows = [
        {"id_number": number, "birth_date": date(1949, 12, 31), "sex": "female"},
        {"id_number": number, "birth_date": date(1949, 12, 30), "sex": "male"},
        {"id_number": None, "birth_date": None, "sex": None},
    ]
    assert [(f.index, f.column) for f in check_people_numbers(rows)] == [(1, "birth_date"), (1, "sex")]


def test_readings_close_without_being_read(tmp_path: Path) -> None:
    """A file that is opened and let go can be removed and opened again."""
    from mutong.tables.reading import open_table

    reading: TableReading = open_table(written(tmp_path / "p.csv", PEOPLE), "people")
    reading.close()
    assert open_table(tmp_path / "p.csv", "people").read_all().rows
