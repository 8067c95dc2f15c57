"""Files into checked rows: counts, headings, encodings, problems."""

import csv
import io
import random
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.tables.decoding import content_digest
from mutong.tables.keys import SeenKeys
from mutong.tables.reading import open_table

STAYS = "person_id,place_id,arrived_at,certainty,source\n"
PEOPLE = "人员编号,姓名,性别,出生日期\n0012,张三,女,1950年3月12日\n9e0998,李四,male,1961/2/3\n"


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def written(folder: Path, content: "str | bytes", name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes_of(path: Path, table: str = "people") -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in open_table(path, table).read_all().problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """The same people are read from each encoding and separator, ids as text."""
    reading = open_table(written(tmp_path, PEOPLE.replace(",", delimiter).encode(encoding)), "people")
    rows = reading.read_all().rows
    assert [(r["person_id"], r["name"], r["sex"], r["birth_date"]) for r in rows] == [
        ("0012", "张三", "female", date(1950, 3, 12)),
        ("9e0998", "李四", "male", date(1961, 2, 3)),
    ]
    assert (reading.rows_in, reading.landed, reading.rejected) == (2, 2, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_encoding_settled_late(tmp_path: Path, encoding: str) -> None:
    """Chinese that first comes after megabytes of plain letters is still read right."""
    plain = "".join(f"P{i:07d},{'a' * 40},,\n" for i in range(40_000))
    path = written(tmp_path, f"person_id,name,sex,birth_date\n{plain}X1,王小明,,\n".encode(encoding))
    *_, last = open_table(path, "people")
    assert last.rows[-1]["name"] == "王小明"


@pytest.mark.parametrize("name", ["谢桐", "李", "王小二"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_chinese_name_is_enough(tmp_path: Path, name: str, encoding: str) -> None:
    """A single name decides between UTF-8 and GB18030."""
    path = written(tmp_path, f"person_id,name\n1,{name}\n".encode(encoding))
    assert open_table(path, "people").read_all().rows[0]["name"] == name


def test_accents_stay_utf8(tmp_path: Path) -> None:
    """Single accented letters are not taken for hanzi."""
    path = written(tmp_path, "person_id,name\n1,José\n2,Café\n".encode())
    assert [r["name"] for r in open_table(path, "people").read_all().rows] == ["José", "Café"]


def test_broken_bytes_reject_one_row(tmp_path: Path) -> None:
    """A few lost bytes in a UTF-8 file cost their row, not the file."""
    good = "".join(f"{i},张三李四,,\n" for i in range(50)).encode()
    path = written(
        tmp_path,
        b"person_id,name,sex,birth_date\n" + good + b"X,\xb5\xff,,\n",
    )
    assert codes_of(path) == [(52, "name", "bad_bytes")]


def test_every_problem_has_place_value_and_remedy(tmp_path: Path) -> None:
    """Each wrong cell is named by row, column, value, code and words in both languages; good rows land."""
    path = written(tmp_path, PEOPLE + "7,,x,8月22日\n,无名,,\n0012,重复,,\n8,将来,,2030-01-01\n")
    batch = open_table(path, "people").read_all()
    assert [(p.file, p.row, p.column, p.value, p.code) for p in batch.problems] == [
        ("people.csv", 4, "sex", "x", "unknown_code"),
        ("people.csv", 4, "birth_date", "8月22日", "no_year"),
        ("people.csv", 5, "person_id", "", "required_missing"),
        ("people.csv", 6, "person_id", "0012", "duplicate_key"),
        ("people.csv", 7, "birth_date", "2030-01-01", "in_future"),
    ]
    assert all(p.remedy.zh and p.remedy.en for p in batch.problems)
    assert len(batch.rows) == 2


def test_secret_values_are_masked(tmp_path: Path) -> None:
    """A resident number that is refused is not printed whole."""
    path = written(tmp_path, "person_id,id_number\n1,140109189902290015\n")
    (problem,) = open_table(path, "people").read_all().problems
    assert problem.code == "resident_number_date"
    assert "18990229" not in problem.value


def test_duplicates_across_batches(tmp_path: Path) -> None:
    """A key that comes again batches later names the row that first had it; a rejected row holds no key."""
    path = written(tmp_path, "person_id,sex\n" + "".join(f"{i % 7},\n" for i in range(10)) + "9,x\n9,\n")
    reading = open_table(path, "people", batch_rows=2)
    problems = [p for batch in reading for p in batch.problems]
    assert [(p.row, p.code) for p in problems] == [
        (9, "duplicate_key"),
        (10, "duplicate_key"),
        (11, "duplicate_key"),
        (12, "unknown_code"),
    ]
    assert "2" in problems[0].remedy.en
    assert reading.rows_in == reading.landed + reading.rejected == 12


@given(st.lists(st.integers(0, 60)), st.integers(1, 7))
def test_seen_keys_against_a_plain_dictionary(numbers: list[int], size: int) -> None:
    """Runs of hashes remember the first row of each key exactly as a dictionary does."""
    seen, plain = SeenKeys(), {}
    for start in range(0, len(numbers), size):
        part = numbers[start : start + size]
        rows = list(range(start + 2, start + 2 + len(part)))
        expected = []
        for key, row in zip(part, rows, strict=True):
            expected.append(plain.get(key, 0))
            plain.setdefault(key, row)
        assert seen.add([f"k{key}" for key in part], rows) == expected


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        ("stays", STAYS[:-1] + ",left_at\nP,R,2022-08-20 10:00,observed,x,2022-08-20 09:00\n",
         [(2, "left_at", "ends_before_start")]),
        ("memberships", "person_id,household_id,kind,valid_from,valid_to\nP,H,living,2020-01-01,2020-01-01\n",
         [(2, "valid_to", "not_after_start")]),
        ("stays", STAYS + "P,R,2022-08-23 10:00,observed,x\n",
         [(2, "arrived_at", "in_future")]),
        ("links", "infector,infectee\nA,A\n", [(2, "infectee", "same_twice")]),
        ("places", "place_id,name,kind,area_code,latitude\nR,r,shop,14,91\n", [(2, "latitude", "out_of_range")]),
        ("people", "person_id,name\nP,a,b\n", [(2, "", "extra_cells")]),
    ],
)  # fmt: skip
def test_rows_that_contradict_themselves(tmp_path: Path, table: str, text: str, expected: list) -> None:
    """End before start, the future, an id with itself, a number out of its domain: each with its column."""
    assert codes_of(written(tmp_path, text), table) == expected


FACTS = "subject_kind,subject_id,fact,state,low,high,value,unit,valid_from,recorded_at,source\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("person,P,monthly_incom,known,1,1,,fen/month", "unknown_fact"),
        ("household,P,monthly_income,known,1,1,,fen/month", "wrong_subject_kind"),
        ("person,P,monthly_income,known,1,1,,yuan", "wrong_unit"),
        ("person,P,monthly_income,known,,,,", "known_without_value"),
        ("person,P,monthly_income,unknown,1,,,", "unknown_with_value"),
        ("person,P,monthly_income,known,-1,5,,", "out_of_range"),
        ("person,P,monthly_income,known,9,5,,", "low_above_high"),
        ("person,P,work_state,known,,,乞讨,", "bad_fact_value"),
        ("person,P,disability_certificate,known,,,大概,", "not_yes_or_no"),
    ],
)
def test_facts_are_held_against_the_dictionary(tmp_path: Path, line: str, code: str) -> None:
    """A fact with an unknown key, wrong unit or value outside its domain does not land."""
    path = written(tmp_path, FACTS + line + ",2022-06-01,2022-06-03T10:00+08:00,home_visit\n")
    assert [c for _, _, c in codes_of(path, "facts")] == [code]


def test_facts_take_the_dictionary_words(tmp_path: Path) -> None:
    """A fact's yes/no and codes are written in the dictionary's words, a number's value as low and high."""
    tail = "2022-06-01,2022-06-03T10:00+08:00,home_visit\n"
    lines = (
        "person,A,disability_certificate,known,,,是,",
        "person,A,work_state,known,,,失业,",
        "person,A,monthly_income,known,,,300,",
    )
    path = written(tmp_path, FACTS + "".join(f"{line},{tail}" for line in lines))
    rows = open_table(path, "facts").read_all().rows
    assert [(r["value"], r["low"]) for r in rows] == [("yes", None), ("jobless", None), (None, 300.0)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"), (b"\n\n", "empty_file"), (b"\xef\xbb\xbf", "empty_file"),
        (b"a,b\n1,2\n", "no_heading_known"), ("姓名\n张三\n".encode(), "required_columns_missing"),
        (b"person_id,Person ID\n1,2\n", "two_headings_one_column"), (b'person_id,name\n1,"a\n2,b\n', "unclosed_quote"),
        (b"<html><table><tr><td>1</td></tr></table>", "web_page"), (b"PK\x03\x04junk", "not_a_table"),
        (b"\x00\x01\x02person_id\n", "not_a_table"), (b"\xd0\xcf\x11\xe0junk", "not_a_table"),
    ],
)  # fmt: skip
def test_files_of_which_nothing_can_land(tmp_path: Path, content: bytes, code: str) -> None:
    """A file that is empty, no table, or lacks what is required is refused whole, in both languages."""
    with pytest.raises(MutongError) as refused:
        open_table(written(tmp_path, content), "people").read_all()
    assert refused.value.code == code
    assert refused.value.words.zh and refused.value.words.en


def test_refusal_names_missing_columns_and_the_limit(tmp_path: Path) -> None:
    """The message for a missing column names it; the one for a large file names both sizes."""
    with pytest.raises(MutongError) as missing:
        open_table(written(tmp_path, "name\nA\n"), "people")
    assert "person_id" in missing.value.words.en and "人员编号" in missing.value.words.zh
    with pytest.raises(MutongError) as large:
        open_table(written(tmp_path, PEOPLE), "people", size_limit=50)
    assert large.value.code == "file_too_large"
    assert open_table(written(tmp_path, PEOPLE), "people", size_limit=500).read_all().rows


def test_heading_only_file_has_no_rows(tmp_path: Path) -> None:
    """A file with headings and no rows is in order: nothing in, nothing out."""
    reading = open_table(written(tmp_path, "person_id,name\n"), "people")
    assert (reading.read_all().rows, reading.rows_in) == ([], 0)


def test_unknown_headings_are_told(tmp_path: Path) -> None:
    """A column nobody knows is left out with a warning, and its rows land."""
    batch = open_table(written(tmp_path, "person_id,血型\n1,A\n"), "people").read_all()
    assert [(w.column, w.code) for w in batch.warnings] == [("血型", "unknown_heading")]
    assert len(batch.rows) == 1


def test_headings_by_name_label_and_required_mark(tmp_path: Path) -> None:
    """Names, labels in both languages, full-width letters and the template's mark are all understood."""
    for heading in ("person_id", "Person ID", "人员编号", "人员编号*", "ＰＥＲＳＯＮ＿ＩＤ", " person id "):
        assert (
            open_table(written(tmp_path, f"{heading},姓名\n1,A\n"), "people").read_all().rows[0]["person_id"]
            == "1"
        )


def test_quoted_line_breaks_are_one_row(tmp_path: Path) -> None:
    """A line break inside quotes belongs to the cell, and rows below keep the number a person counts."""
    path = written(tmp_path, 'person_id,name\r\n1,"two\nlines"\r\n\r\n2,b,c\r\n')
    batch = open_table(path, "people").read_all()
    assert batch.rows[0]["name"] == "two\nlines"
    assert [p.row for p in batch.problems] == [4]


def test_zone_that_was_understood_is_told(tmp_path: Path) -> None:
    """Times without a zone are read as China's, and the reading says how many there were."""
    text = STAYS + "P,R,2022-08-20 10:00,observed,x\nP,R,2022-08-20T03:00Z,observed,x\n"
    reading = open_table(written(tmp_path, text), "stays")
    rows = reading.read_all().rows
    assert rows[0]["arrived_at"] == datetime(2022, 8, 20, 10, tzinfo=CHINA)
    assert rows[1]["arrived_at"] == datetime(2022, 8, 20, 11, tzinfo=CHINA)
    assert any(note.en.startswith("1 times had no zone") for note in reading.notes)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=8), min_size=0, max_size=10), max_size=12), st.integers(1, 4))
def test_counts_always_add_up(tmp_path: Path, lines: list[list[str]], batch_rows: int) -> None:
    """Whatever stands in the cells: rows in = rows landed + rows rejected, and every rejected row has a problem."""
    text = io.StringIO(newline="")
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    out.writerow(("person_id", "name", "sex", "birth_date", "id_number", "phone"))
    out.writerows(lines)
    path = written(tmp_path, text.getvalue().encode("utf-8", "surrogatepass"))
    reading = open_table(path, "people", batch_rows=batch_rows)
    batches = list(reading)
    rejected = {p.row for b in batches for p in b.problems}
    assert reading.rows_in == reading.landed + reading.rejected
    assert (reading.landed, reading.rejected) == (sum(len(b.rows) for b in batches), len(rejected))
    assert not rejected & {n for b in batches for n in b.row_numbers}


def test_a_lost_byte_among_the_first_rows_does_not_hide_the_separator(tmp_path: Path) -> None:
    """A cell that cannot be read is a rejected row; the headings above it are still found."""
    text = "person_id,name,sex\r\n" + "\r\n" * 9 + '"","\r0"\r\n"\x00"\r\n'
    reading = open_table(written(tmp_path, text), "people")
    reading.read_all()
    assert reading.rows_in == reading.landed + reading.rejected > 0


def test_same_file_same_digest(tmp_path: Path) -> None:
    """The digest depends on the content alone."""
    one, other = written(tmp_path, PEOPLE, "a.csv"), written(tmp_path, PEOPLE, "b.csv")
    assert (
        content_digest(one)
        == content_digest(other)
        != content_digest(written(tmp_path, PEOPLE + "1,,,\n", "c.csv"))
    )


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Reading a file six times as long needs hardly more memory, and progress runs up to the end."""
    heading = "person_id,place_id,arrived_at,left_at,seat,certainty,source\n"
    peaks, steps = [], []
    for rows in (10_000, 60_000):
        random.seed(7)
        path = tmp_path / "stays.csv"
        with path.open("w", encoding="utf-8") as lines:
            lines.write(heading)
            for i in range(rows):
                minute = random.randrange(60)
                lines.write(
                    f"P{i:07d},R{i % 999:04d},2022-08-19T18:{minute:02d}:00+08:00,"
                    "2022-08-19T19:00:00+08:00,,observed,log\n"
                )
        tracemalloc.start()
        steps.clear()
        reading = open_table(path, "stays", progress=lambda done, total: steps.append((done, total)))
        count = sum(len(batch.rows) for batch in reading)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == rows
    assert peaks[1] < peaks[0] * 1.25 + 3_000_000
    assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] == path.stat().st_size
