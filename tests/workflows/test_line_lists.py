"""A line list that somebody sends: people recognised, contacts of its open cases found, counts that add up."""

import csv
from pathlib import Path

import pytest

from mutong.records.access import system_viewer
from mutong.records.outbreak.models import Case
from mutong.records.reads.tracing_rows import access_cases
from mutong.records.register.models import Event, Person
from mutong.workflows.receiving import receive_file
from tests.records.small_register import GRID_ONE, PURPOSE, fill_register

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEADING = [
    "病例编号",
    "姓名",
    "电话",
    "年龄",
    "分类",
    "报告时间",
    "发病日期",
    "转归",
    "转归日期",
    "区划",
    "出处",
]


def send(path: Path, *rows: list[str]):
    """Write a sheet as a county would and import it."""
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEADING, *rows])
    return receive_file(system_viewer("test"), path, "line_list", purpose=PURPOSE)


def test_a_county_s_list_becomes_people_cases_and_contacts(db: None, tmp_path: Path) -> None:
    """P1 is recognised by name and phone, whoever is unknown is entered; P2 of the household is a contact at once."""
    fill_register()
    report = send(
        tmp_path / "甲县.csv",
        [
            "X1",
            "试甲",
            "13900000001",
            "",
            "确诊病例",
            "2022-08-20",
            "2022-08-18",
            "",
            "",
            GRID_ONE,
            "county_hospital",
        ],
        ["X2", "新人", "", "44", "确诊病例", "2022-05-20", "2022-05-18", "痊愈", "2022-06-01", GRID_ONE, ""],
        ["X3", "试甲", "13900000001", "", "确诊病例", "2022-08-21", "2022-08-19", "", "", GRID_ONE, ""],
        ["X4", "试乙", "", "", "确诊病例", "2099-08-21", "", "", "", GRID_ONE, ""],
    )
    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (4, 2, 2)
    assert {problem.code for problem in report.problems} == {"same_episode", "in_future"}
    assert report.cases == {"X1", "X2"}
    assert Case.objects.get(pk="X1").person_id == "P1" and Person.objects.get(pk="LL-X2").name == "新人"
    assert Event.objects.filter(subject_id="P2", kind="exposed", linked_id="X1").exists()
    assert not Event.objects.filter(linked_id="X2", kind="contacts_listed").exists()


def test_another_list_s_onset_widens_what_is_traced(db: None, tmp_path: Path) -> None:
    """Two lists, two days: both kept, told, and given to tracing as the span they leave open."""
    fill_register()
    first = ["X1", "试甲", "13900000001", "", "确诊病例", "2022-08-20", "2022-08-18", "", "", GRID_ONE, ""]
    send(tmp_path / "a.csv", first)
    report = send(tmp_path / "b.csv", [*first[:6], "2022-08-16", "", "", GRID_ONE, "county_hospital"])
    assert (report.rows_landed, report.rows_already, report.rows_differing) == (1, 0, 1)
    assert "2022-08-16" in report.warnings[0].remedy.zh and "1" in report.words.en
    (row,) = access_cases(system_viewer("test"), ["X1"], purpose=PURPOSE)
    assert (str(row["date_onset"]), str(row["onset_earliest"]), str(row["onset_latest"])) == (
        "2022-08-18", "2022-08-16", "2022-08-18",
    )  # fmt: skip
