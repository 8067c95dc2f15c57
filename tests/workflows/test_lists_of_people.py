"""Seat lists and class lists: stays of whoever they mean, and nobody dropped."""

import csv
from pathlib import Path

import pytest

from mutong.outbreak.stays import StayStore
from mutong.records.access import system_viewer
from mutong.records.audit.models import AuditLine
from mutong.records.landing import list_landing
from mutong.records.landing.land import land_rows
from mutong.records.outbreak import told_store
from mutong.records.outbreak.models import Contact, Sought
from mutong.records.register.models import Place
from mutong.tables.mapping import Mapping, MappingLine
from mutong.workflows.casework import report_positive
from mutong.workflows.receiving import receive_file
from tests.records.small_register import GRID_ONE, PURPOSE, fill_register, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SEATS = [
    "车次航班或场所",
    "类别",
    "所在区划",
    "到达",
    "离开",
    "座位",
    "姓名",
    "公民身份号码",
    "电话",
    "人员编号",
]
NUMBER = "140109189503120027"  # of somebody who would be 127 years old
TRIP = ["D1234 8月19日", "火车", GRID_ONE, "2022-08-19 12:10", "2022-08-19 15:40"]


@pytest.fixture
def register(db: None, tmp_path, monkeypatch) -> None:
    """The small register with a resident number that holds, its stays in a folder of the test."""
    monkeypatch.setattr(told_store, "var_folder", lambda: tmp_path)
    fill_register()
    numbered = {"person_id": "P1", "id_number": NUMBER}
    assert land_rows(system_viewer("test"), "people", [numbered], purpose=PURPOSE).changed == 1


def write(path: Path, *rows: list[str], encoding: str = "utf-8") -> Path:
    """A CSV file with these rows, the heading first."""
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def send(path: Path, table: str, mapping: Mapping | None = None):
    """Receive a file as the command line does."""
    return receive_file(system_viewer("test"), path, table, purpose=PURPOSE, mapping=mapping)


def store() -> StayStore:
    """The register's stays."""
    return StayStore(told_store.stays_folder())


def test_a_carriers_list_becomes_stays_and_nobody_is_dropped(register: None, tmp_path: Path) -> None:
    """People are found by resident number, by phone with name, by id; the others are rejects and to be looked for."""
    path = write(
        tmp_path / "乘客.csv",
        SEATS,
        [*TRIP, "C05-07A", "试甲", NUMBER, "", ""],
        [*TRIP, "C05-07C", "试丙", "", "13900000009", ""],
        [*TRIP, "C05-08A", "试乙", "", "", "P2"],
        [*TRIP, "C05-08C", "路人", "", "12000002222", ""],
        [*TRIP, "C05-09A", "只有姓名", "", "", ""],
        [*TRIP, "C05-09C", "别人", NUMBER, "", ""],
        encoding="gb18030",
    )
    report = send(path, "seat_list")
    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (6, 3, 3)
    assert [(p.row, p.code) for p in report.problems] == [
        (5, "not_in_register"), (6, "no_key"), (7, "other_person"),
    ]  # fmt: skip
    assert all(p.remedy.zh and p.remedy.en for p in report.problems)
    assert NUMBER not in Path(report.rejects_path).read_text(encoding="utf-8-sig")
    place = Place.objects.get(name="D1234 8月19日")
    assert (place.kind, place.area_code) == ("train", GRID_ONE)
    stays = store()
    assert sorted(one.decode() for one in stays.people) == ["P1", "P2", "P9"]
    assert set(Sought.objects.values_list("name", "reason")) == {
        ("路人", "not_in_register"), ("只有姓名", "no_key"), ("别人", "other_person"),
    }  # fmt: skip


def test_the_same_list_again_changes_nothing(register: None, tmp_path: Path) -> None:
    """Also with one row more: the others are counted as there already."""
    first = [*TRIP, "C05-07A", "试甲", NUMBER, "", ""]
    send(write(tmp_path / "one.csv", SEATS, first), "seat_list")
    second = [*TRIP, "C05-08A", "试乙", "", "", "P2"]
    stranger = [*TRIP, "C05-09A", "路人", "", "12000002222", ""]
    report = send(write(tmp_path / "two.csv", SEATS, first, second, stranger), "seat_list")
    again = send(write(tmp_path / "three.csv", SEATS, stranger, second, first), "seat_list")
    assert (report.rows_landed, report.rows_already, report.rows_rejected) == (2, 1, 1)
    assert (again.rows_landed, again.rows_already, again.rows_rejected) == (2, 2, 1)
    assert (len(store()), Sought.objects.count()) == (2, 1)


def test_whom_to_look_for_is_not_kept_without_its_audit_line(
    register: None, tmp_path: Path, monkeypatch
) -> None:
    """Broken off between the two writings nobody is kept; the same list again keeps both."""
    path = write(tmp_path / "one.csv", SEATS, [*TRIP, "C05-09A", "路人", "", "13911112222", ""])

    def broken(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(list_landing, "log_deed", broken)
        with pytest.raises(ConnectionError):
            send(path, "seat_list")
    assert not Sought.objects.exists()
    send(path, "seat_list")
    assert (
        AuditLine.objects.filter(query="table=seat_list; to look for").count() == Sought.objects.count() == 1
    )


def test_a_seat_list_is_traced_at_once(register: None, tmp_path: Path) -> None:
    """Whoever sat in the case's class is a contact as soon as the list has landed."""
    case_id = report_positive(
        viewer_of("INV"), person_id="P1", classification="confirmed", purpose=PURPOSE,
        date_onset=None, date_specimen=None,
    )  # fmt: skip
    lesson = ["一班", "教室", GRID_ONE, "2022-08-22 06:00", "2022-08-22 07:00", ""]
    path = write(
        tmp_path / "seats.csv", SEATS, [*lesson, "", "", "", "P1"], [*lesson, "试丙", "", "13900000009", ""]
    )
    send(path, "seat_list")
    assert Contact.objects.filter(case_id=case_id, person_id="P9").exists()


def test_a_class_list_is_a_stay_on_each_of_its_weekdays(register: None, tmp_path: Path) -> None:
    """Monday to Friday of a week from eight to half past four: five stays, none on the weekend."""
    path = write(
        tmp_path / "class.csv",
        [
            "class or place",
            "kind",
            "area code",
            "first day",
            "last day",
            "weekdays",
            "begins",
            "ends",
            "person id",
        ],
        ["三班", "classroom", GRID_ONE, "2022-08-15", "2022-08-21", "12345", "08:00", "16:30", "P2"],
        ["三班", "classroom", GRID_ONE, "2022-08-15", "2022-08-21", "12345", "25:00", "16:30", "P9"],
        ["三班", "classroom", GRID_ONE, "2022-08-15", "2022-08-21", "89", "08:00", "16:30", "P1"],
    )
    report = send(path, "class_list")
    assert (report.rows_landed, report.rows_rejected) == (1, 2)
    assert [p.code for p in report.problems] == ["bad_clock", "bad_weekdays"]
    stays = store().rows(range(5))
    assert len(store()) == 5
    assert set((stays.left - stays.arrived).tolist()) == {8 * 3600 + 1800}


def test_headings_of_ones_own_are_mapped(register: None, tmp_path: Path) -> None:
    """A carrier's headings are read by a mapping; a column without a heading is a constant."""
    lines = (
        MappingLine(heading="班次", column="place_name"),
        MappingLine(heading="乘客", column="name"),
        MappingLine(heading="手机", column="phone"),
        MappingLine(heading="上车", column="arrived_at"),
        MappingLine(column="kind", constant="coach"),
        MappingLine(column="area_code", constant=GRID_ONE),
    )
    path = write(
        tmp_path / "coach.csv",
        ["班次", "乘客", "手机", "上车"],
        ["K1", "试丙", "139 0000 0009", "2022-08-19 9:00"],
    )
    report = send(path, "seat_list", Mapping("carrier", lines))
    assert (report.rows_landed, report.rows_rejected) == (1, 0)
    assert store().rows([0]).left.tolist() == [-1]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["没有的车", "", "", "2022-08-19 12:10", "", "", "试乙", "", "", "P2"], "unknown_reference"),
        (["", "", "", "2022-08-19 12:10", "", "", "试乙", "", "", "P2"], "required_missing"),
        (["D1", "火车", "999999", "2022-08-19 12:10", "", "", "试乙", "", "", "P2"], "place_refused"),
        (["D1", "火车", GRID_ONE, "2031-08-19 12:10", "", "", "试乙", "", "", "P2"], "in_future"),
        (
            ["D1", "火车", GRID_ONE, "2022-08-19 12:10", "2022-08-19 11:10", "", "试乙", "", "", "P2"],
            "ends_before_start",
        ),
        (["D1", "飞碟", GRID_ONE, "2022-08-19 12:10", "", "", "试乙", "", "", "P2"], "unknown_code"),
    ],
)
def test_broken_rows_are_named(register: None, tmp_path: Path, row: list[str], code: str) -> None:
    """A row that cannot be read comes back with row, code and remedy; the good row beside it lands."""
    good = [*TRIP, "C05-08A", "试乙", "", "", "P2"]
    report = send(write(tmp_path / "rows.csv", SEATS, row, good), "seat_list")
    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (2, 1, 1)
    assert [(p.row, p.code) for p in report.problems] == [(2, code)]
