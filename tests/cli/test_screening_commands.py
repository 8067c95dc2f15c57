"""Screening and asking over a register kept as files, with relatives and events."""

import csv
import shutil
from pathlib import Path

import pytest

from mutong.cli.main import main
from mutong.tables.frames import read_table, rows_of
from tests.standards.registers import OTHER_PACKS

TABLES = {
    "people": "person_id,name,birth_date\nP1,甲,2010-01-01\nP2,乙,1980-01-01\n",
    "households": "household_id,area_code\nH1,140109001001\nH2,140109001001\n",
    "memberships": "person_id,household_id,kind,valid_from\nP1,H1,living,2020-01-01\nP2,H2,living,2020-01-01\n",
    "facts": "subject_kind,subject_id,fact,state,low,high,value,valid_from,recorded_at,confirmed_at,source\n"
    "person,P2,alive,known,,,no,2022-01-01,2022-01-01T09:00+08:00,2022-01-01T09:00+08:00,visit\n"
    "person,P1,relatives_recorded,known,,,yes,2022-01-01,2022-08-01T09:00+08:00,2022-08-01T09:00+08:00,visit\n",
    "relations": "person_id,other_id,kind,valid_from\nP1,P2,parent,2010-01-01\n",
    "events": "event_id,subject_kind,subject_id,kind,at,recorded_at,source,result,amount,unit\n"
    "E1,person,P1,lantern_check,2022-08-21T10:00+08:00,2022-08-23T10:00+08:00,ferry,negative,,\n"
    "E2,household,H1,fare,2022-08-01T10:00+08:00,2022-08-01T10:00+08:00,ferry,,200,yuan\n",
    "completeness": "source,fact,area_code,valid_from,recorded_at\n"
    "ferry,events:fare,14,2000-01-01,2022-01-01T09:00+08:00\n",
}


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ferry's pack, and a register of a child and a parent who has died."""
    shutil.copytree(OTHER_PACKS / "ferry-aid", tmp_path / "packs" / "assistance" / "ferry-aid")
    (tmp_path / "register").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "register" / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("MUTONG_PACKS", str(tmp_path / "packs"))
    return tmp_path / "register"


def screened(register: Path, *words: str) -> dict[tuple[str, str], dict]:
    """The findings of a screen by rule and subject."""
    out = register.parent / "findings.parquet"
    given = ["--register", str(register), "--packs", "ferry-aid", "--on", "2022-08-22", *words]
    assert main(["screen", *given, "-o", str(out)]) == 0
    rows = rows_of(read_table(out, "findings"))
    return {(row["rule_id"].split(":")[1], row["subject_id"]): row for row in rows}


def test_relatives_and_events_are_read_from_the_files(register: Path) -> None:
    """The parent who died makes an orphan; the fares of a complete record make an exact amount."""
    found = screened(register)
    assert found["ferry_orphan", "P1"]["verdict"] == "yes"
    fares = found["fare_aid", "H1"]
    assert (fares["verdict"], fares["amount_low"], fares["amount_high"]) == ("yes", 7000, 7000)


def test_what_was_recorded_the_day_after_is_known_then(register: Path) -> None:
    """T6: a check recorded on the twenty-third answers for the twenty-second only as known from then on."""
    day, later = (screened(register, *words) for words in ((), ("--as-known-at", "2022-08-23")))
    assert [found["may_board", "P1"]["verdict"] for found in (day, later)] == ["unknown", "yes"]


def test_what_events_leave_open_is_asked(register: Path) -> None:
    """The question of a derived fact is asked where the events do not settle it, with the person's name."""
    out = register.parent / "questions.csv"
    words = ["--register", str(register), "--packs", "ferry-aid", "--on", "2022-08-22", "-o", str(out)]
    assert main(["ask", *words]) == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        asked = {(row["fact"], row["question"]) for row in csv.DictReader(lines)}
    assert ("ferry-aid:lantern_checked", "甲的船灯四十八小时内查过吗？") in asked
