"""The commands on standards: check, nulls, compare, choose."""

import csv
from pathlib import Path

import pytest

from mutong.cli.main import main
from tests.standards.made_packs import made_pack, number, protocol

RULE = """@rule(of="household", service="aid", zh="补助", en="aid", clauses=["{clause}"])
def aid(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) {sign} parameter.line,
        amount=parameter.line,
        unit="fen/month",
    )
"""
TABLES = {
    "people.csv": "person_id,birth_date\nP1,1980-01-01\nP2,1980-01-01\n",
    "households.csv": "household_id,area_code\nH1,140109001001\nH2,140109001001\n",
    "memberships.csv": "person_id,household_id,kind,valid_from\nP1,H1,living,2020-01-01\nP2,H2,living,2020-01-01\n",
    "facts.csv": "subject_kind,subject_id,fact,state,low,high,valid_from,recorded_at,confirmed_at,source\n"
    "person,P1,monthly_income,known,70000,70000,2022-01-01,2022-10-01T09:00+08:00,2022-10-01T09:00+08:00,visit\n"
    "person,P2,monthly_income,known,90000,90000,2022-01-01,2022-10-01T09:00+08:00,2022-10-01T09:00+08:00,visit\n",
    "events.csv": "event_id,subject_kind,subject_id,kind,at,recorded_at,source\n"
    "E1,person,P1,exposed,2022-12-28T10:00+08:00,2022-12-28T12:00+08:00,trace\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs (two versions, and a county's pack that is harsher) and a register beside it."""
    packs = tmp_path / "packs" / "assistance"
    numbers = number("tests", "1", "day_list") + number("day_one", 1, "day")
    made_pack(
        packs, "old", "valid_from: 2022-01-01\nvalid_to: 2023-01-01\noutputs:\n  line: {kinder: more, clause: a1}",
        rows=numbers + number("line", 700) + number("days", 7, "day") + number("gap", "", "day"),
        files={"rules/aid.py": RULE.format(clause="a1", sign="<"), "protocols/stay.yaml": protocol("stay", "days")},
    )  # fmt: skip
    made_pack(
        packs, "new", "valid_from: 2023-01-01\nsucceeds: old\ninherits: true", key="b",
        rows=number("line", 760, clause="b1") + number("days", 5, "day", clause="b1"),
    )  # fmt: skip
    poorer = RULE.format(clause="c1", sign="<").replace("line,", "line and household.property_conforms,", 1)
    made_pack(packs, "county", "within: old", key="c", area="140109", files={"rules/aid.py": poorer})
    (tmp_path / "register").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "register" / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("MUTONG_PACKS", str(tmp_path / "packs"))
    return tmp_path


def rows_in(path: Path) -> list[dict]:
    """The rows of a CSV file that a command wrote."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_check_says_what_a_load_does_not_refuse(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """A harsher rule is shown with the household that shows it, and the exit code is 1; the rest is told."""
    assert main(["standards", "check", "--lang", "en"]) == 1
    said = capsys.readouterr()

    assert "the rule “aid” is harsher than “old:aid” (T7, old:a1)" in said.err
    assert "property_conforms=False" in said.err
    assert "old → new: What happens to people in flight is not settled by the text" in said.out
    assert main(["standards", "check", "new", "--lang", "en"]) == 0


def test_nulls_lists_the_open_numbers(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """The list is printed, or written as a table, with whom to ask."""
    out = folder / "nulls.csv"
    assert main(["standards", "nulls", "old", "--lang", "en"]) == 0
    assert "old:gap [0]" in capsys.readouterr().out
    assert main(["standards", "nulls", "old", "-o", str(out)]) == 0

    assert [(row["parameter"], row["asked_of_zh"]) for row in rows_in(out)] == [("gap", "甲局")]


def test_compare_prints_what_differs_between_two_packs(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Without a register the numbers and protocols that differ are told, with their way."""
    words = [
        "--packs",
        "old",
        "--with-packs",
        "new",
        "--on",
        "2022-12-31",
        "--and",
        "2023-01-01",
        "--lang",
        "en",
    ]
    assert main(["standards", "compare", *words, "-o", str(folder / "packs.csv")]) == 0
    said = capsys.readouterr().out

    assert "parameter line: 700 yuan a month → 760 yuan a month  [kinder]" in said
    assert "protocol stay · home.days: 7 → 5" in said
    assert {row["name"] for row in rows_in(folder / "packs.csv") if row["what"] == "parameter"} == {
        "line",
        "days",
    }


def test_compare_says_for_whom_and_what_becomes_of_people_in_flight(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    """With a register the answers that change are listed with their money, and the courses beside them."""
    out = folder / "changes.csv"
    words = [
        "--packs",
        "old",
        "--with-packs",
        "new",
        "--on",
        "2022-12-31",
        "--and",
        "2023-01-01",
        "--lang",
        "en",
    ]
    assert main(["standards", "compare", *words, "--register", str(folder / "register"), "-o", str(out)]) == 0
    said = capsys.readouterr().out

    assert "aid: gains 1 of 2  +760.00 to +760.00 yuan/month" in said
    assert "1 answers change" in said
    assert "stay: 1 held, 1 change, 1 end earlier, 0 without such a protocol" in said
    assert [(row["subject_id"], row["change"]) for row in rows_in(out)] == [("H1", "gains")]
    (course,) = rows_in(folder / "changes-courses.csv")
    assert (course["subject_id"], course["settled"]) == ("P1", "no")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "--on", "2022-12-31"], "Give --packs and --on DAY."),
        (
            ["compare", "--packs", "none", "--on", "2022-12-31"],
            "there is no such pack. There are: county, new, old",
        ),
        (["choose", "old", "--parameter", "gap"], "Give --area, --value, --reason, --as as well."),
    ],
)
def test_a_word_that_is_missing_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture, words: list[str], said: str
) -> None:
    """A command that lacks a word says which, and ends with 2."""
    assert main(["standards", *words, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
