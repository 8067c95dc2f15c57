"""Coverage of the survey, totals as intervals, what to ask next, and the command that says so."""

import argparse
import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.cli.village_survey_commands import add_survey_commands
from mutong.kernel import clock
from mutong.tables.reading import open_table
from mutong.village.survey import offers, survey_facts
from mutong.village.survey_coverage import (
    ASKED,
    NOT_ASKED,
    PARTLY,
    REFUSED,
    STATES,
    coverage_of,
    survey_questions,
)
from mutong.village.survey_totals import register_rows, survey_totals
from tests.village.survey_sheets import (
    HOUSEHOLDS,
    LABOUR,
    MACHINES,
    PLOTS,
    YARDS,
    household,
    plot,
    survey_from,
    write_book,
)

NONE = {"plots_count": 0, "yards_count": 0, "workers_count": 0, "machines_count": 0}
WHOLE = {**NONE, "sheep_now": 0, "sheep_skill_years": 0, "cash_offered": 0, "worries": "价"}
EVERY_MONTH = {f"days_{m}": 10 for m in range(1, 13)}


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def totals(survey) -> dict[str, tuple[float, float | None]]:
    """Both ends by name."""
    return {one.name: (one.low, one.high) for one in survey_totals(survey)}


def test_asked_partly_not_asked_refused(tmp_path: Path) -> None:
    """Nought is an answer, an empty cell is none; who refused is told apart; who said no is asked only its worries."""
    rows = [
        household("H1", group="一组", **WHOLE),
        household("H2", group="一组", sheep_now=3),
        {"household_id": "H3", "group": "二组"},
        {"household_id": "H4", "group": "二组", "visit": "拒绝", "asked_at": "2022-08-01"},
        household("H5", group="二组", willing="不愿意"),
        {"household_id": "H6", "sheep_now": 1},
    ]
    coverage = coverage_of(survey_from(tmp_path, {HOUSEHOLDS: rows}, ["H1", "H7"]))
    states = {one.household_id: one.state for one in coverage.households}
    assert states == {
        "H1": ASKED, "H2": PARTLY, "H3": NOT_ASKED, "H4": REFUSED, "H5": ASKED, "H6": PARTLY, "H7": NOT_ASKED,
    }  # fmt: skip
    assert coverage.by_group["一组"] == {ASKED: 1, PARTLY: 1, NOT_ASKED: 0, REFUSED: 0}
    assert coverage.by_group["二组"] == {ASKED: 1, PARTLY: 0, NOT_ASKED: 1, REFUSED: 1}
    assert sum(coverage.count(state) for state in STATES) == 7
    assert coverage.households[0].open == ()
    assert "worries" in coverage.households[4].open and "plots" not in coverage.households[4].open


def test_a_sheet_answers_only_when_the_count_says_that_it_is_whole(tmp_path: Path) -> None:
    """Two plots of two with area and offer answer the question of land; of three, or without the count, they do not."""

    def is_open(**answers: object) -> bool:
        sheets = {HOUSEHOLDS: [household(**answers)], PLOTS: [plot(plot_id="A"), plot(plot_id="B")]}
        return "plots" in coverage_of(survey_from(tmp_path, sheets)).households[0].open

    assert not is_open(plots_count=2)
    assert is_open(plots_count=3)
    assert is_open()


def test_what_to_ask_next_begins_with_willing_and_then_what_most_leave_open(tmp_path: Path) -> None:
    """Willing stands first even where one household alone leaves it open; then the question most leave open."""
    rows = [
        household("H1", **{**WHOLE, "cash_offered": None}),
        household("H2", **{**WHOLE, "cash_offered": None, "sheep_now": None}),
        household("H3", **{**WHOLE, "willing": None}),
        household("H4", willing="不愿意"),
        {"household_id": "H5", "visit": "拒绝"},
    ]
    found = coverage_of(survey_from(tmp_path, {HOUSEHOLDS: rows})).next
    assert [(one.question.name, one.households, one.of) for one in found] == [
        ("willing", ("H3",), 4),
        ("cash", ("H1", "H2"), 3),
        ("sheep", ("H2",), 3),
    ]
    assert [one.question.name for one in found] != [one.name for one in survey_questions()][:3]


def test_nobody_willing_is_said_and_the_rest_still_told(tmp_path: Path) -> None:
    """Where nobody is willing that is said first, in both languages; the totals are there with nothing sure in them."""
    rows = [
        household("H1", willing="不愿意", cash_offered=9),
        household("H2", willing="没想好", cash_offered=5),
    ]
    survey = survey_from(tmp_path, {HOUSEHOLDS: rows})
    coverage = coverage_of(survey)
    assert coverage.willing == 0
    assert "没有一户" in coverage.remark.zh and "No household" in coverage.remark.en
    assert totals(survey)["cash_yuan"] == (0, 5)
    willing = survey_from(tmp_path, {HOUSEHOLDS: [household("H1", cash_offered=9)]})
    assert coverage_of(willing).remark is None


def test_totals_keep_both_ends(tmp_path: Path) -> None:
    """Low is what the willing surely offer; high adds the undecided, and has no end while somebody may have more."""
    sheets = {
        HOUSEHOLDS: [
            household("H1", plots_count=2, cash_offered=100, sheep_now=2),
            household("H2", plots_count=1, willing="再看看", cash_offered=50, sheep_now=0),
            household("H3", plots_count=1, willing="不愿意", cash_offered=7),
        ],
        PLOTS: [
            plot("H1", "A", area=3, water="是"),
            plot("H1", "B", area=4, offered=None),
            plot("H2", "A", area=5, water="否"),
            plot("H3", "A", area=6, offered="否"),
        ],
    }  # fmt: skip
    found = totals(survey_from(tmp_path, sheets))
    assert found["land_mu"] == (3, 12)
    assert found["watered_mu"] == (3, 7)
    assert found["cash_yuan"] == (100, 150)
    assert found["sheep"] == (2, 2)
    assert found["yard_m2"] == (0, None)
    open_ended = totals(survey_from(tmp_path, sheets, ["H9"]))
    assert open_ended["land_mu"] == (3, None)


def test_labour_by_month_knows_the_days_of_the_month(tmp_path: Path) -> None:
    """A worker who named no days may give the whole month, so may one who named too many; a count bounds all."""
    sheets = {
        HOUSEHOLDS: [household("H1", workers_count=2), household("H2", workers_count=0)],
        LABOUR: [
            {"household_id": "H1", "worker": "甲", **EVERY_MONTH, "days_2": 30},
            {"household_id": "H1", "worker": "乙", "days_1": 5},
        ],
    }
    found = totals(survey_from(tmp_path, sheets))
    assert found["labour_1"] == (15, 15)
    assert found["labour_2"] == (0, 56)
    assert found["labour_4"] == (10, 40)
    sheets[HOUSEHOLDS][0]["workers_count"] = 3
    assert totals(survey_from(tmp_path, sheets))["labour_1"] == (15, 46)
    sheets[HOUSEHOLDS][0].pop("workers_count")
    assert totals(survey_from(tmp_path, sheets))["labour_1"] == (15, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["愿意", "再看看", "不愿意", None]),
            st.integers(0, 50) | st.none(),
            st.booleans() | st.none(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_an_answer_more_never_widens_a_total(tmp_path: Path, parts) -> None:
    """Whatever the open answers turn out to be, the totals then lie within those told before."""

    def survey(area_of, said_of):
        rows = [household(f"H{i}", willing=w, plots_count=1) for i, (w, _, _) in enumerate(parts)]
        plots = [
            plot(f"H{i}", area=area_of(area), offered={True: "是", False: "否", None: None}[said_of(said)])
            for i, (_, area, said) in enumerate(parts)
        ]
        return totals(survey_from(tmp_path, {HOUSEHOLDS: rows, PLOTS: plots}))["land_mu"]

    low, high = survey(lambda a: a, lambda s: s)
    for filled in (True, False):
        less, more = survey(lambda a: 7 if a is None else a, lambda s, f=filled: f if s is None else s)
        assert low <= less <= more
        assert high is None or more <= high


def test_what_the_register_keeps_lands_as_its_tables(tmp_path: Path) -> None:
    """The rows for the register pass an ordinary import; sums are left empty until they are whole; yuan stay yuan."""
    sheets = {
        HOUSEHOLDS: [
            household("H1", plots_count=1, yards_count=2, cash_offered=12.5, sheep_now=3),
            household("H2", plots_count=2),
            {"household_id": "H3", "willing": "愿意"},
        ],
        PLOTS: [
            plot("H1", "A", area=0.2, area_unit="公顷", yield_normal=300, yield_unit="斤/亩"),
            plot("H2", "A"),
        ],
        YARDS: [
            {"household_id": "H1", "yard_id": "1", "yard_kind": "院落", "area_m2": 40},
            {"household_id": "H1", "yard_id": "2", "yard_kind": "羊圈", "area_m2": 25},
        ],
    }
    rows = register_rows(survey_from(tmp_path, sheets))
    first, second = rows["survey"]
    assert (first["land_offered_mu"], first["yard_m2"], first["pen_m2"]) == (3, 40, 25)
    assert (second["land_offered_mu"], second["yard_m2"]) == (None, None)
    assert (rows["plots"][0]["area_mu"], rows["plots"][0]["yield_normal"]) == (3, 150)
    facts = {fact["fact"]: fact["low"] for fact in survey_facts(first)}
    assert facts["cash_offered"] == 1250
    assert offers(rows["survey"]).willing["yes"] == 2


def run(arguments: list[str]) -> int:
    """The exit code of `village …` with these words."""
    parser = argparse.ArgumentParser()
    add_survey_commands(parser.add_subparsers())
    options = parser.parse_args(arguments)
    return options.run(options)


def test_the_command_writes_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """Coverage, groups, totals, questions, rejects and rows for the register; no warnings, no file of them."""
    sheets = {
        HOUSEHOLDS: [
            household("H1", group="一组", **{**WHOLE, "machines_count": 1}),
            household("H2", willing="随便"),
        ],
        MACHINES: [{"household_id": "H1", "machine": "铡草机", "machine_count": 1, "lend": "免费"}],
    }
    book, out = write_book(tmp_path / "s.xlsx", sheets), tmp_path / "out"
    listed = tmp_path / "households.csv"
    listed.write_text("household_id,area_code\nH1,14\nH2,14\nH3,14\n", encoding="utf-8")
    assert run(["survey", str(book), "--households", str(listed), "-o", str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["households"], told["asked"], told["not_asked"], told["rejected"]) == (3, 1, 2, 1)
    assert told["totals"]["cash_yuan"] == [0, None]
    with (out / "groups.csv").open(encoding="utf-8") as lines:
        assert [(r["group"], r["households"]) for r in csv.DictReader(lines)] == [("一组", "1"), ("", "2")]
    with (out / "rejects.csv").open(encoding="utf-8-sig") as lines:
        (reject,) = csv.DictReader(lines)
    assert (reject["sheet"], reject["row"], reject["column"], reject["value"]) == (
        "户",
        "3",
        "willing",
        "随便",
    )
    assert {p.name for p in out.iterdir()} == {
        "ask_next.csv", "coverage.csv", "groups.csv", "register", "rejects.csv", "totals.csv",
    }  # fmt: skip
    for table in ("survey", "plots"):
        batch = open_table(out / "register" / f"{table}.csv", table).read_all()
        assert batch.problems == []


def test_the_command_speaks_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A clean survey exits 0; the outcome is said in Chinese or in English, with what to ask next."""
    book = write_book(
        tmp_path / "s.xlsx", {HOUSEHOLDS: [household("H1", **{**WHOLE, "cash_offered": 1234567})]}
    )
    assert run(["survey", str(book), "--lang", "zh"]) == 0
    assert "已问全 1 户" in (said := capsys.readouterr().out) and "1234567" in said
    book = write_book(tmp_path / "s.xlsx", {HOUSEHOLDS: [household("H1", sheep_now=1)]})
    assert run(["survey", str(book), "--lang", "en"]) == 0
    assert "Ask next (1 of 1): How many plots" in capsys.readouterr().out
    assert run(["survey-template", "-o", str(tmp_path / "t.xlsx")]) == 0
    assert (tmp_path / "t.xlsx").is_file()
