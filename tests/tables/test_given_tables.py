"""Somebody else's files: other words for headings, other habits of writing, and every choice told."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.tables.drafting import Said
from mutong.tables.frames import rows_of
from mutong.tables.given_tables import GivenTable, read_given
from mutong.tables.heading_guesses import ESSENTIALS, _words, essentials_missing, guess_columns
from mutong.tables.mapping import load_mapping, save_mapping
from mutong.tables.reading import open_table
from tests.tables.test_workbooks import workbook


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def written(tmp_path: Path, text: str | bytes, name: str = "file.csv") -> Path:
    """A file with this text."""
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(tmp_path: Path, text: str | bytes, *tables: str, **said) -> GivenTable:
    """What is read from a file with this text."""
    return read_given(written(tmp_path, text), tables, Said(**said))


def told(found: GivenTable) -> str:
    """All that was said, in English."""
    return "\n".join(note.en for note in found.notes)


@pytest.mark.parametrize(
    ("table", "headings", "wanted"),
    [
        ("links", ["from", "to"], {"infector": 0, "infectee": 1}),
        ("links", ["source", "target"], {"infector": 0, "infectee": 1}),
        ("links", ["infector", "case_id", "source"], {"infector": 0, "infectee": 1, "source": 2}),
        ("links", ["Source Case #ID", "case.id"], {"infector": 0, "infectee": 1}),
        ("links", ["传染者编号", "感染者编号"], {"infector": 0, "infectee": 1}),
        ("cases", ["感染者编号", "发病日期"], {"case_id": 0, "date_onset": 1}),
        ("cases", ["ID", "Date of symptom onset "], {"case_id": 0, "date_onset": 1}),
        ("cases", ["caseData.uuid", "symptoms.onsetDate"], {"case_id": 0, "date_onset": 1}),
        ("cases", ["case", "caseID", "date-of-onset"], {"case_id": 1, "date_onset": 2}),
        ("encounters", ["t", "i", "j", "DateTime"], {"start_at": 0, "person_a": 1, "person_b": 2}),
        ("encounters", ["", "contact_time", "day", "id1", "id2"], {"start_at": 1, "person_a": 3, "person_b": 4}),
        ("stays", ["user", "location", "check-in", "check-out"],
         {"person_id": 0, "place_id": 1, "arrived_at": 2, "left_at": 3}),
    ],
)  # fmt: skip
def test_other_peoples_headings(table: str, headings: list[str], wanted: dict[str, int]) -> None:
    """Headings as public data sets have them are known for what they are."""
    assert guess_columns(headings, table) == wanted
    assert essentials_missing(wanted, table) == []


def test_a_word_stands_once_for_a_column_and_names_no_other() -> None:
    """heading_words.csv names columns there are, and no essential word of a table could mean two essential columns."""
    for table, groups in ESSENTIALS.items():
        words = _words(table)
        essential = {name for group in groups for name in group}
        assert essential <= set(words), table
        seen: dict[str, str] = {}
        for name in essential:
            for word in words[name]:
                assert seen.setdefault(word, name) == name, (table, word)


def test_a_file_as_it_should_be_says_nothing(tmp_path: Path) -> None:
    """Own names and plain cells: no guess, no sentence."""
    found = read(tmp_path, "infector,infectee,exposure,source\nA,B,,x\n", "links")
    assert (found.notes, found.mapping, found.rows_in) == ((), None, 1)


def test_a_chinese_sheet_with_a_title(tmp_path: Path) -> None:
    """GB18030, semicolons, CRLF, a title row, leading zeros, 2020年1月5日, “.” and NA: read, and told."""
    text = (
        "疫情病例一览表\r\n\r\n病例编号;姓名;发病日期;报告时间;转归;上代病例\r\n"
        "0012;甲;2020年1月5日;2020-01-08 10:30;治愈;\r\n0013;乙;2020/1/9;2020-01-12;.;0012\r\n"
        "0014;丙;NA;2020-01-13;死亡;N/A\r\n"
    )
    found = read(tmp_path, text.encode("gb18030"), "cases")
    rows = rows_of(found.frame)
    assert [(r["case_id"], r["person_id"], r["date_onset"], r["outcome"], r["source_case_id"]) for r in rows] == [
        ("0012", "0012", date(2020, 1, 5), "recovered", None),
        ("0013", "0013", date(2020, 1, 9), None, "0012"),
        ("0014", "0014", None, "died", None),
    ]  # fmt: skip
    assert rows[0]["reported_at"] == datetime(2020, 1, 8, 10, 30, tzinfo=CHINA)
    assert "the headings are in row 3" in told(found)
    assert "case_id ← “病例编号”" in told(found)
    assert "not used: “姓名”" in told(found)


def test_one_day_proves_the_order_of_all(tmp_path: Path) -> None:
    """14/01/2020 can only be the 14th of January: 05/01/2020 is then the 5th, and it is said why."""
    found = read(tmp_path, "id,onset,report date\n1,05/01/2020,14/01/2020\n", "cases")
    assert rows_of(found.frame)[0]["date_onset"] == date(2020, 1, 5)
    assert "read as day/month/year" in told(found) and "14/01/2020" in told(found)


@pytest.mark.parametrize("text", ["1,5/1/2020\n2,7/2/2020\n", "1,14/1/2020\n2,1/14/2020\n3,5/1/2020\n"])
def test_an_order_that_nothing_proves_is_asked_for(tmp_path: Path, text: str) -> None:
    """Where no day tells, or days tell both, the file is refused with the option that settles it."""
    with pytest.raises(MutongError) as refused:
        read(tmp_path, "id,onset\n" + text, "cases")
    assert refused.value.code == "ambiguous_dates"
    assert "--dates dmy" in refused.value.words.en and "--dates mdy" in refused.value.words.zh


@pytest.mark.parametrize(("order", "month"), [("dmy", 1), ("mdy", 5)])
def test_a_stated_order_is_taken(tmp_path: Path, order: str, month: int) -> None:
    """--dates settles 5/1/2020 either way."""
    found = read(tmp_path, "id,onset\n1,5/1/2020\n", "cases", order=order)
    assert rows_of(found.frame)[0]["date_onset"].month == month


@pytest.mark.parametrize(
    ("years", "text", "year"),
    [
        ("", "05-Jan-20", 2020),
        ("", "18-May-67", 1967),
        ("19yy", "05-Jan-20", 1920),
        ("20yy", "18-May-14", 2014),
    ],
)
def test_years_of_two_digits(tmp_path: Path, years: str, text: str, year: int) -> None:
    """The latest year that is not to come, said; or what was stated."""
    found = read(tmp_path, f"id,onset\n1,{text}\n", "cases", years=years)
    assert rows_of(found.frame)[0]["date_onset"].year == year
    assert f"--years {years or 'yy'}" in told(found)


@pytest.mark.parametrize(
    ("cells", "since", "first"),
    [
        (("1578182400", "1578182460"), "", datetime(2020, 1, 5, tzinfo=UTC)),
        (("1578182400000", "1578182460000"), "", datetime(2020, 1, 5, tzinfo=UTC)),
        (("31220", "148120"), "", datetime(1970, 1, 1, 8, 40, 20, tzinfo=UTC)),
        (("60", "120"), "2013-06-24", datetime(2013, 6, 24, 0, 1, tzinfo=CHINA)),
        (("2020-01-05T00:00:00Z", "2020-01-05 08:01"), "", datetime(2020, 1, 5, tzinfo=UTC)),
        (("43835.5", "43836.25"), "", datetime(2020, 1, 5, 12, tzinfo=CHINA)),
    ],
)
def test_instants_as_others_count_them(tmp_path: Path, cells, since: str, first: datetime) -> None:
    """Epoch seconds and milliseconds, seconds since a stated day, Excel's days with a fraction, ISO with a zone."""
    text = "id1,id2,time\n" + "".join(f"a,b,{cell}\n" for cell in cells)
    found = read(tmp_path, text, "encounters", since=since)
    assert rows_of(found.frame)[0]["start_at"] == first


def test_days_counted_from_somewhere(tmp_path: Path) -> None:
    """Onsets as small numbers are days since a day that is said and can be stated."""
    found = read(tmp_path, "case,onset\n1,0\n2,23\n", "cases", since="2001-06-01")
    assert [r["date_onset"] for r in rows_of(found.frame)] == [date(2001, 6, 1), date(2001, 6, 24)]
    assert "--counted-from" in told(found)


def test_ids_that_became_decimals(tmp_path: Path) -> None:
    """12.0 in a whole column of numbers is 12, said; among other ids it stays as written; 0012 stays too."""
    found = read(tmp_path, "infector,infectee\n12.0,7\n,13.0\n", "links")
    assert rows_of(found.frame)[0]["infector"] == "12"
    assert [(p.row, p.code) for p in found.problems] == [(3, "required_missing")]
    mixed = read(tmp_path, "infector,infectee\n12.0,A7\n0012,v1.0\n", "links")
    assert [(r["infector"], r["infectee"]) for r in rows_of(mixed.frame)] == [
        ("12.0", "A7"),
        ("0012", "v1.0"),
    ]


def test_rows_that_cannot_be_used_are_named_and_counted(tmp_path: Path) -> None:
    """A self loop, an impossible day and a second row of one case are left out and named; the others are read."""
    found = read(
        tmp_path, "id,onset,infector\n1,2020-01-05,\n2,2020-02-30,1\n1,2020-01-06,\n3,2020-01-09,3\n", "cases"
    )
    assert (found.rows_in, found.left_out, len(found.frame)) == (4, 3, 1)
    assert {(p.row, p.code) for p in found.problems} == {
        (3, "no_such_day"), (4, "duplicate_key"), (5, "same_twice")
    }  # fmt: skip


def test_the_best_sheet_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    """Of a workbook with cases and links each table finds its own sheet; a merged heading row is put together."""
    cases = [
        ["基本信息", "", "日期", ""],
        ["id", "name", "onset", "report date"],
        ["1", "x", "2020-01-05", ""],
    ]
    sheets = {"封面": [["说明"]], "病例": cases, "关系": [["from", "to"], ["1", "2"]]}
    path = workbook(tmp_path / "book.xlsx", sheets)
    found = read_given(path, ("cases",))
    assert (rows_of(found.frame)[0]["case_id"], found.mapping is not None) == ("1", True)
    assert "“病例” was taken" in told(found) and "关系" in told(found)
    assert rows_of(read_given(path, ("encounters", "links")).frame)[0]["infectee"] == "2"
    with pytest.raises(MutongError) as refused:
        read_given(path, ("cases",), Said(sheet="none"))
    assert refused.value.code == "wrong_sheet"


def test_lengths_instead_of_ends(tmp_path: Path) -> None:
    """A start and a length give an end; lengths alone are kept as lengths; two headings can make one id."""
    found = read(tmp_path, "a,b\n", "links", columns={"infector": "a", "infectee": "b"})
    assert len(found.frame) == 0
    timed = read(tmp_path, "from,to,start,duration_min\nA,B,2020-01-05 10:00,15\n", "encounters")
    assert rows_of(timed.frame)[0]["end_at"] == datetime(2020, 1, 5, 10, 15, tzinfo=CHINA)
    alone = read(
        tmp_path, "h1,m1,h2,m2,duration\nE,23,F,3,40\n", "encounters",
        columns={"person_a": "h1+m1", "person_b": "h2+m2"},
    )  # fmt: skip
    assert alone.lengths == (40.0,)
    assert rows_of(alone.frame)[0]["person_a"] == "E-23"


def test_what_is_lacking_is_said_with_the_option_that_gives_it(tmp_path: Path) -> None:
    """Headings nobody knows: the refusal lists them and names --column; a heading that is not there is refused too."""
    with pytest.raises(MutongError) as refused:
        read(tmp_path, "foo,bar\n1,2\n", "links")
    assert refused.value.code == "headings_not_enough"
    assert "“foo”, “bar”" in refused.value.words.en and "--column links.infector=" in refused.value.words.zh
    with pytest.raises(MutongError) as wrong:
        read(tmp_path, "foo,bar\n1,2\n", "links", columns={"infector": "foo", "infectee": "baz"})
    assert wrong.value.code == "heading_missing"


def test_the_mapping_that_was_used_can_be_kept(tmp_path: Path) -> None:
    """Saved, it makes the strict reader read the same rows."""
    path = written(tmp_path, "id,onset,report date,x\n1,14/01/2020,15/01/2020,9\n")
    constants = {"classification": "confirmed", "origin": "local", "area_code": "14"}
    found = read_given(path, ("cases",), Said(constants=constants))
    save_mapping(found.mapping, tmp_path / "m.csv")
    batch = open_table(path, "cases", load_mapping(tmp_path / "m.csv")).read_all()
    assert batch.rows == rows_of(found.frame)
    assert batch.warnings == []


def test_unknown_words_are_read_as_not_known_and_told(tmp_path: Path) -> None:
    """An outcome no code has is not known; how often and which is said."""
    found = read(tmp_path, "id,onset,outcome\n1,2020-01-05,Alive\n2,2020-01-06,Dead\n", "cases")
    assert [r["outcome"] for r in rows_of(found.frame)] == [None, "died"]
    assert "Alive（1）" in told(found)


def test_a_day_alone_begins_a_stay_and_ends_none(tmp_path: Path) -> None:
    """A day without a time stands for its start, said; as the end of a stay it would make the stay one of nought, so
    the row is named."""
    found = read(
        tmp_path, "user,place,check in,check out\n1,A,2022-08-19,\n2,A,2022-08-19,2022-08-19\n", "stays"
    )
    (row,) = rows_of(found.frame)
    assert (row["arrived_at"], row["left_at"]) == (datetime(2022, 8, 19, tzinfo=CHINA), None)
    assert [(p.row, p.column, p.code) for p in found.problems] == [(3, "left_at", "no_time")]
    assert "2 cells of “check in” hold a day alone" in told(found)


@pytest.mark.parametrize(
    ("table", "text", "form", "column", "wanted"),
    [
        ("encounters", "id1,id2,time\na,b,60\n", "seconds:2013-06-24", "start_at",
         datetime(2013, 6, 24, 0, 1, tzinfo=CHINA)),
        ("cases", "id,onset\n1,05-Jan-20\n", "19yy", "date_onset", date(1920, 1, 5)),
        ("cases", "id,onset,report date\n1,5/1/2020,14/1/2020\n", "mdy", "date_onset", date(2020, 5, 1)),
        ("cases", "id,onset\n1,3\n", "days:2001-06-01", "date_onset", date(2001, 6, 4)),
    ],
)  # fmt: skip
def test_a_kept_mapping_holds_over_what_the_cells_suggest(
    tmp_path: Path, table: str, text: str, form: str, column: str, wanted: object
) -> None:
    """The mapping that was kept, mended and given back decides; nothing is told of a guess that was not made."""
    kept, path = tmp_path / "m.csv", written(tmp_path, text)
    drafted = read_given(path, (table,), Said(order="dmy")).mapping
    lines = [replace(one, format=form if one.column == column else "") for one in drafted.lines]
    save_mapping(replace(drafted, lines=tuple(lines)), kept)
    for _ in range(2):
        found = read_given(path, (table,), Said(load_mapping(kept)))
        assert rows_of(found.frame)[0][column] == wanted
        assert "--years" not in told(found) and "--counted-from" not in told(found)
        save_mapping(found.mapping, kept)


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        (("22/8/21", "22/9/05"), ["dmy", "ymd"]), (("20-05-10",), ["dmy", "ymd"]),
        (("05/06/07",), ["dmy", "mdy", "ymd"]), (("22/8/21", "8/30/2021"), ["dmy", "ymd"]),
        (("5/1/2020", "99/8/21"), ["dmy", "mdy"]),
    ],
)  # fmt: skip
def test_short_days_with_the_year_in_front_are_asked_for(
    tmp_path: Path, cells: tuple[str, ...], options: list[str]
) -> None:
    """22/8/21 is a day of 2021 or of 2022: refused, with the orders that fit it and no others."""
    with pytest.raises(MutongError) as refused:
        read(tmp_path, "id,onset\n" + "".join(f"{k},{cell}\n" for k, cell in enumerate(cells)), "cases")
    assert refused.value.code == "ambiguous_dates"
    for said in (refused.value.words.zh, refused.value.words.en):
        assert re.findall(r"--dates (\w+)", said) == options


@pytest.mark.parametrize(
    ("cells", "order", "days"),
    [
        (("22/8/21",), "ymd", [date(2022, 8, 21)]), (("22/8/21",), "dmy", [date(2021, 8, 22)]),
        (("22/8/21", "22/8/9"), "", [date(2022, 8, 21), date(2022, 8, 9)]),
        (("22/8/21", "14/8/00"), "", [date(2021, 8, 22), date(2000, 8, 14)]),
        (("14/8/99", "05/06/07"), "", [date(1999, 8, 14), date(2007, 6, 5)]),
        (("8/22/21", "5/6/07"), "", [date(2021, 8, 22), date(2007, 5, 6)]),
        (("5/5/21",), "", [date(2021, 5, 5)]),
    ],
)  # fmt: skip
def test_short_days_are_read_as_stated_or_as_proved(
    tmp_path: Path, cells: tuple[str, ...], order: str, days: list[date]
) -> None:
    """--dates settles it, or a day whose last number can be no day (00, 99), or no year (9)."""
    text = "id,onset\n" + "".join(f"{k},{cell}\n" for k, cell in enumerate(cells))
    assert [r["date_onset"] for r in rows_of(read(tmp_path, text, "cases", order=order).frame)] == days


def test_words_with_the_signs_of_a_format_break_nothing(tmp_path: Path) -> None:
    """“*dead” and “days:3” are words like others; one with a semicolon cannot be told in a mapping, so its row is."""
    text = "id,onset,outcome\n1,2020-01-05,*dead\n2,2020-01-06,home; later dead\n3,2020-01-07,days:3\n"
    found = read(tmp_path, text, "cases")
    assert [(r["case_id"], r["outcome"]) for r in rows_of(found.frame)] == [("1", None), ("3", None)]
    assert [(p.row, p.column) for p in found.problems] == [(3, "outcome")]
    assert "2 cells of “outcome”" in told(found)


def test_an_answer_that_nobody_knows_is_an_answer(tmp_path: Path) -> None:
    """不详 under origin is a code of it; under outcome, which has none, and as a day it is an empty cell."""
    found = read(tmp_path, "id,onset,origin,outcome\n1,不详,不详,不详\n2,2020-01-05,local,-\n", "cases")
    first, _ = rows_of(found.frame)
    assert (first["date_onset"], first["origin"], first["outcome"]) == (None, "unknown", None)


def test_yes_where_a_day_belongs_is_a_row_named(tmp_path: Path) -> None:
    """TRUE in a column of days is no number and no day: its row is named, the others are read."""
    rows = [["id", "onset"], ["1", True], ["2", datetime(2020, 1, 5, tzinfo=CHINA)]]
    found = read_given(workbook(tmp_path / "b.xlsx", {"x": rows}), ("cases",))
    assert [r["case_id"] for r in rows_of(found.frame)] == ["2"]
    assert [(p.row, p.column, p.code) for p in found.problems] == [(2, "date_onset", "not_a_date")]


def test_headings_that_differ_in_case_are_two(tmp_path: Path) -> None:
    """ID and id are two columns, and each can be named."""
    text = "ID,onset,id,case_no,Case No\n1,2020-01-05,x,p,q\n"
    for heading, wanted in (("ID", "1"), ("id (2)", "x"), ("Case No (2)", "q")):
        found = read(tmp_path, text, "cases", columns={"case_id": heading})
        assert rows_of(found.frame)[0]["case_id"] == wanted
