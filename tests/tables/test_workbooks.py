"""Workbooks in and out: templates, exports, sheets, cells as a spreadsheet holds them."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.tables.code_words import code_label, codes_by_word, table_label
from mutong.tables.mapping import plain_heading
from mutong.tables.reading import open_table
from mutong.tables.schema import all_schemas
from mutong.tables.templates import write_template
from mutong.tables.writing import export_rows


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook with these sheets; datetime cells are formatted as dates."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(i, j, cell.replace(tzinfo=None), day)
                else:
                    sheet.write(i, j, cell)
    book.close()
    return path


def test_cells_of_a_workbook_become_values(tmp_path: Path) -> None:
    """A numeric id loses no point, a date cell is a day, a long number is refused, a blank row counts for nothing."""
    rows = [
        ["人员编号", "姓名", "出生日期", "公民身份号码"],
        [12, "甲", datetime(1950, 3, 12, tzinfo=CHINA), ""],
        ["0012", "乙", 18334, ""],
        [],
        [13, "丙", "", 110105194912310020],
    ]
    reading = open_table(workbook(tmp_path / "people.xlsx", {"人员": rows}), "people")
    batch = reading.read_all()
    assert [(r["person_id"], r["birth_date"]) for r in batch.rows] == [
        ("12", date(1950, 3, 12)),
        ("0012", date(1950, 3, 12)),
    ]
    assert [(p.sheet, p.row, p.column, p.code) for p in batch.problems] == [
        ("人员", 5, "id_number", "excel_lost_digits")
    ]
    assert (reading.rows_in, reading.landed, reading.rejected) == (3, 2, 1)


def test_wrong_sheet_names_the_sheets_there_are(tmp_path: Path) -> None:
    """A sheet that is not there is refused with the names of those that are."""
    path = workbook(tmp_path / "p.xlsx", {"封面": [["说明"]], "人员": [["人员编号"], ["1"]]})
    with pytest.raises(MutongError) as refused:
        open_table(path, "people", sheet="人口")
    assert refused.value.code == "wrong_sheet"
    assert "封面" in refused.value.words.zh and "人员" in refused.value.words.zh
    assert open_table(path, "people", sheet="人员").read_all().rows


def test_a_cover_sheet_points_to_the_right_one(tmp_path: Path) -> None:
    """Where the first sheet is no table, the message names the sheet that looks right."""
    path = workbook(tmp_path / "p.xlsx", {"封面": [["说明"]], "人员表": [["人员编号", "姓名"], ["1", "甲"]]})
    with pytest.raises(MutongError) as refused:
        open_table(path, "people")
    assert refused.value.code == "no_heading_known"
    assert "人员表" in refused.value.words.zh and "人员表" in refused.value.words.en


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook with nothing in it says so."""
    with pytest.raises(MutongError) as refused:
        open_table(workbook(tmp_path / "p.xlsx", {"s": []}), "people")
    assert refused.value.code == "empty_file"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("table", list(all_schemas()))
def test_templates_are_read_back(tmp_path: Path, table: str, lang: str) -> None:
    """A template of any table, in either language, is an empty file of that table, every column known."""
    path = tmp_path / "t.xlsx"
    write_template(table, path, lang)
    reading = open_table(path, table)
    assert [s.column for s in reading.headings.sources] == list(all_schemas()[table].names)
    batch = reading.read_all()
    assert (batch.rows, batch.problems, batch.warnings) == ([], [], [])
    guide = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(1).to_python()
    assert [row[1] for row in guide[1:]] == list(all_schemas()[table].names)


STAY = {
    "person_id": "0012",
    "place_id": "9e0998",
    "arrived_at": datetime(2022, 8, 20, 0, 0, tzinfo=CHINA),
    "left_at": datetime(2022, 8, 20, 9, 30, 5, tzinfo=CHINA),
    "seat": "=1+1",
    "certainty": "observed",
    "radius_m": 12.5,
    "source": "venue_log",
}


@pytest.mark.parametrize("lang", ["zh", "en", None])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_exports_are_read_back(tmp_path: Path, lang: str | None, ending: str) -> None:
    """What is exported for people, in either language, imports as the same rows; ids, midnight and formulas too."""
    path = tmp_path / f"stays.{ending}"
    assert export_rows([STAY], "stays", path, lang) == 1
    (row,) = open_table(path, "stays").read_all().rows
    assert row == STAY


def test_every_code_has_words_and_no_word_two_codes() -> None:
    """Each code of each table is labelled in both languages, and no accepted word could mean two codes."""
    for schema in all_schemas().values():
        assert table_label(schema.name).zh != schema.name
        for column in schema.columns:
            if not column.codes:
                continue
            words = codes_by_word(column.name, column.codes)
            for code in column.codes:
                label = code_label(column.name, code)
                assert label.zh != code, (schema.name, column.name, code)
                assert words[label.zh.translate({0xFF08: "(", 0xFF09: ")"})] == code
                assert words[label.en.lower()] == code


def test_no_heading_means_two_columns() -> None:
    """Within a table every label, in either language, names one column only."""
    for schema in all_schemas().values():
        seen: dict[str, str] = {}
        for column in schema.columns:
            for heading in {plain_heading(w) for w in (column.name, column.label.zh, column.label.en)}:
                assert seen.setdefault(heading, column.name) == column.name, (schema.name, heading)
