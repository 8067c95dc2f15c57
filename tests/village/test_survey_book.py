"""The survey workbook: the template read back, units brought to one, bad cells named, doubtful ones told."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.tables.code_words import code_label, codes_by_word, table_label
from mutong.tables.mapping import plain_heading
from mutong.tables.schema import all_schemas, file_schemas
from mutong.village.survey_book import SHEETS, read_survey, write_survey_template
from mutong.village.survey_numbers import in_kg_per_mu, in_mu, limit_of, survey_limits
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


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def told(survey) -> list[tuple[str, int, str]]:
    """Column, row and code of each warning."""
    return [(one.column, one.row, one.code) for one in survey.warnings]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_read_back_as_an_empty_survey(tmp_path: Path, lang: str) -> None:
    """A fresh template, in either language, has every sheet, an explanation and examples that are no answers."""
    path = tmp_path / "t.xlsx"
    write_survey_template(path, lang)
    survey = read_survey([path])
    assert (survey.rows_in, survey.examples, survey.problems, survey.warnings) == (0, 5, (), ())
    assert survey.households == {}
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert [table_label(table).say(lang) for table in SHEETS] == names[2:]


def test_the_examples_of_the_template_are_themselves_right(tmp_path: Path) -> None:
    """Each example, were it no example, would be read without a fault or a remark; so an asker copies what is right."""
    examples = {
        table: [{c.name: code_label(c.name, c.example).zh if c.codes else c.example for c in schema.columns}]
        for table, schema in file_schemas().items()
        if table in SHEETS
    }
    for rows in examples.values():
        rows[0]["household_id"] = "H1"
    survey = survey_from(tmp_path, examples)
    assert (survey.problems, told(survey)) == ((), [])
    assert survey.rows[PLOTS][0].values["yield_normal_kg_mu"] == 550


def test_a_template_is_a_workbook(tmp_path: Path) -> None:
    """Another ending is refused before anything is written."""
    with pytest.raises(MutongError) as refused:
        write_survey_template(tmp_path / "t.csv")
    assert refused.value.code == "unknown_file_kind"


def test_codes_and_headings_of_the_sheets_are_unmistakable() -> None:
    """Every code has words in both languages, each word one code, each heading one column, no table two meanings."""
    assert not set(file_schemas()) & set(all_schemas())
    for schema in file_schemas().values():
        seen: dict[str, str] = {}
        for column in schema.columns:
            for heading in {plain_heading(w) for w in (column.name, column.label.zh, column.label.en)}:
                assert seen.setdefault(heading, column.name) == column.name
            words = codes_by_word(column.name, column.codes) if column.codes else {}
            for code in column.codes:
                assert code_label(column.name, code).zh != code
                assert words[code_label(column.name, code).en.lower()] == code


def test_units_are_brought_to_one(tmp_path: Path) -> None:
    """Hectares are 15 mu, jin half a kg; yields per mu, per hectare and of the whole plot come to kg per mu."""
    rows = [
        plot(plot_id="A", area=0.2, area_unit="公顷", yield_normal=8250, yield_unit="公斤/公顷"),
        plot(plot_id="B", area=2, area_unit="亩", yield_normal=1000, yield_unit="斤/亩"),
        plot(plot_id="C", area=2, area_unit="亩", yield_normal=1800, yield_unit="整块斤"),
        plot(plot_id="D", area=None, yield_normal=900, yield_unit="整块公斤"),
        plot(plot_id="E", area=1, area_unit=None, yield_normal=7.5, yield_unit="吨/公顷"),
    ]
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows})
    got = {row.values["plot_id"]: row.values for row in survey.rows[PLOTS]}
    assert {name: one["area_mu"] for name, one in got.items()} == {
        "A": 3,
        "B": 2,
        "C": 2,
        "D": None,
        "E": None,
    }
    assert {name: one["yield_normal_kg_mu"] for name, one in got.items()} == {
        "A": 550, "B": 500, "C": 450, "D": None, "E": 500,
    }  # fmt: skip
    assert told(survey) == [("yield_normal", 5, "area_wanted"), ("area", 6, "unit_missing")]


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_a_yield_is_the_same_in_every_unit(kg: int, area: int) -> None:
    """One harvest written in six ways is one yield."""
    ways = {
        "kg_mu": kg, "jin_mu": kg * 2, "kg_hectare": kg * 15, "t_hectare": kg * 15 / 1000, "kg_total": kg * area,
        "jin_total": kg * area * 2,
    }  # fmt: skip
    assert {round(in_kg_per_mu(amount, unit, float(area)), 6) for unit, amount in ways.items()} == {kg}
    assert in_mu(area, "hectare") == 15 * area == 15 * in_mu(area, "mu")
    assert in_mu(area, None) is None


def test_a_bad_cell_is_named_and_the_good_rows_kept(tmp_path: Path) -> None:
    """Sheet, row, column, value and remedy of each bad cell; the rows beside it land."""
    sheets = {
        HOUSEHOLDS: [household("H1"), household("H2", willing="随便")],
        PLOTS: [plot("H1", "A"), plot("H1", "B", area="三亩"), plot("H1", "C", area_unit="尺")],
        LABOUR: [{"household_id": "H1", "worker": "本人", "days_2": -1}],
    }
    survey = survey_from(tmp_path, sheets)
    found = [(p.sheet, p.row, p.column, p.value, p.code) for p in survey.problems]
    assert found == [
        ("户", 3, "willing", "随便", "unknown_code"),
        ("地块", 3, "area", "三亩", "not_a_number"),
        ("地块", 4, "area_unit", "尺", "unknown_code"),
        ("劳力", 2, "days_2", "-1", "out_of_range"),
    ]
    assert "公顷" in survey.problems[2].remedy.zh and "hectare" in survey.problems[2].remedy.en
    assert (survey.rows_in, survey.rejected) == (6, 4)
    assert [row.values["plot_id"] for row in survey.rows[PLOTS]] == ["A"]
    assert list(survey.households) == ["H1"]


def test_impossible_yields_are_asked_again_with_their_source(tmp_path: Path) -> None:
    """Above one and a half times the best measured (694 kg per mu) maize is doubted, at it not; without a bound nothing
    is compared."""
    rows = [
        plot(plot_id="A", crop="玉米", yield_normal=1041, yield_unit="公斤/亩"),
        plot(plot_id="B", crop="玉米", yield_normal=1042, yield_unit="公斤/亩"),
        plot(plot_id="C", crop="谷子", yield_normal=5000, yield_unit="公斤/亩"),
    ]
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows})
    (warning,) = survey.warnings
    assert (warning.row, warning.code) == (3, "yield_impossible")
    assert "CX-02212" in warning.remedy.zh and "CX-02212" in warning.remedy.en
    assert limit_of("yield_measured", "谷子") is None


def test_limits_are_measured_with_a_source_or_choices_with_a_name() -> None:
    """Each limit has a source and a grade, or is marked as somebody's choice."""
    for one in survey_limits():
        assert (one.grade == "choice" and one.by) or (one.grade in ("G1", "G2", "G3") and one.source)
        assert one.note.zh and one.note.en


def test_dry_above_normal_and_a_dry_plot_without_its_dry_year(tmp_path: Path) -> None:
    """A dry year above the normal one, a good one below it, a plot without water that lacks its dry year are told."""
    rows = [
        plot(plot_id="A", crop="谷子", yield_normal=200, yield_dry=201, yield_good=199, yield_unit="公斤/亩"),
        plot(plot_id="B", crop="谷子", yield_normal=200, yield_dry=200, yield_good=200, yield_unit="公斤/亩"),
        plot(plot_id="C", crop="谷子", water="否", yield_normal=200, yield_unit="公斤/亩"),
    ]
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows})
    assert told(survey) == [
        ("yield_dry", 2, "dry_above_normal"),
        ("yield_good", 2, "good_below_normal"),
        ("yield_dry", 4, "dry_yield_wanted"),
    ]


def test_mixed_up_units_of_area_are_told(tmp_path: Path) -> None:
    """Among plots of three mu, 3 hectares looks like mu and 0.2 mu like hectares; 6 and 30 mu are only larger plots."""
    rows = [plot(plot_id=f"P{i}", area=3) for i in range(6)]
    rows += [
        plot(plot_id="X", area=3, area_unit="公顷"),
        plot(plot_id="Y", area=0.2, area_unit="亩"),
        plot(plot_id="Z", area=6, area_unit="亩"),
        plot(plot_id="W", area=30, area_unit="亩"),
    ]
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows})
    assert told(survey) == [("area", 8, "area_unit_doubtful"), ("area", 9, "area_unit_doubtful")]
    alone = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: [rows[0], rows[6]]})
    assert told(alone) == []


def test_yields_far_from_the_neighbours_are_told(tmp_path: Path) -> None:
    """A yield written per hectare among others per mu stands out threefold; just threefold does not."""

    def rows(last: float) -> list[dict]:
        return [
            plot(plot_id=f"P{i}", crop="谷子", yield_normal=y, yield_unit="公斤/亩")
            for i, y in enumerate([200] * 5 + [last])
        ]

    survey = survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows(3000)})
    assert told(survey) == [("yield_normal", 7, "yield_apart")]
    assert told(survey_from(tmp_path, {HOUSEHOLDS: [household()], PLOTS: rows(600)})) == []


def test_no_water_more_rows_than_said_and_offers_of_the_unwilling(tmp_path: Path) -> None:
    """A yard without water, rows beyond the count, an offer by who said no, an unknown household are told."""
    sheets = {
        HOUSEHOLDS: [household("H1", plots_count=1), household("H2", willing="不愿意")],
        PLOTS: [plot("H1", "A"), plot("H1", "B"), plot("H2", "A"), plot("H9", "A")],
        YARDS: [
            {"household_id": "H1", "yard_id": "东院", "water": "否"},
            {"household_id": "H1", "yard_id": "西院", "water": "否", "offered": "否"},
        ],
        MACHINES: [{"household_id": "H1", "machine": "铡草机"}],
    }
    survey = survey_from(tmp_path, sheets)
    assert sorted(told(survey)) == [
        ("household_id", 3, "more_than_said"),
        ("household_id", 5, "household_not_listed"),
        ("offered", 4, "offered_though_unwilling"),
        ("water", 2, "no_water"),
    ]


@pytest.mark.parametrize(
    ("asked", "month", "days", "codes"),
    [
        ("2022-08-01", 2, 28, []),
        ("2022-08-01", 2, 29, ["labour_above_month"]),
        ("2020-08-01", 2, 29, []),
        ("2022-08-01", 4, 31, ["labour_above_month"]),
        ("2022-08-01", 5, 31, []),
    ],
)
def test_nobody_works_more_days_than_a_month_has(tmp_path: Path, asked, month, days, codes) -> None:
    """Labour is held against the days of the month, February of a leap year too."""
    worker = {"household_id": "H1", "worker": "本人", f"days_{month}": days}
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household(asked_at=asked)], LABOUR: [worker]})
    assert [code for _, _, code in told(survey)] == codes


def test_a_household_asked_twice_counts_once(tmp_path: Path) -> None:
    """The later answer counts, over files too; two answers of one day that differ are unknown; a plot lands once."""
    first = write_book(tmp_path / "a.xlsx", {
        HOUSEHOLDS: [household("H1", asked_at="2022-08-05", sheep_now=4), household("H2", sheep_now=1)],
        PLOTS: [plot("H1", "A")],
    })  # fmt: skip
    second = write_book(tmp_path / "b.xlsx", {
        HOUSEHOLDS: [household("H1", willing="不愿意", sheep_now=9, worries="价"), household("H2", sheep_now=2)],
        PLOTS: [plot("H1", "A", area=9)],
    })  # fmt: skip
    survey = read_survey([first, second])
    assert [w.code for w in survey.warnings] == ["household_twice", "household_twice"]
    assert (survey.households["H1"]["willing"], survey.households["H1"]["sheep_now"]) == ("yes", 4)
    assert survey.households["H1"]["worries"] == "价"
    assert (survey.households["H2"]["willing"], survey.households["H2"]["sheep_now"]) == ("yes", None)
    assert [(p.file, p.row, p.code) for p in survey.problems] == [("b.xlsx", 2, "duplicate_key")]
    assert [row.values["area_mu"] for row in survey.rows[PLOTS]] == [3]


def test_sheets_may_be_renamed_and_others_stand_beside(tmp_path: Path) -> None:
    """A renamed sheet is known by its headings; a file with none of the sheets says which it has."""
    path = write_book(
        tmp_path / "r.xlsx", {HOUSEHOLDS: [household()], PLOTS: [plot()]}, names={PLOTS: "南坡"}
    )
    survey = read_survey([path])
    assert [row.sheet for row in survey.rows[PLOTS]] == ["南坡"]
    other = tmp_path / "other.xlsx"
    book = xlsxwriter.Workbook(str(other))
    book.add_worksheet("流水").write(0, 0, "金额")
    book.close()
    with pytest.raises(MutongError, match="流水"):
        read_survey([other])
    with pytest.raises(MutongError) as refused:
        read_survey([tmp_path / "none.xlsx"])
    assert refused.value.code == "file_missing"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["H1", "H2", ""]),
            st.sampled_from([3, -1, "x", None]),
            st.sampled_from(["亩", "尺"]),
        ),
        max_size=6,
    )
)
def test_every_row_lands_or_is_rejected(tmp_path: Path, parts) -> None:
    """Rows in are rows kept and rows rejected, and each rejected row is named at least once."""
    rows = [plot(h, f"P{i}", area=area, area_unit=unit) for i, (h, area, unit) in enumerate(parts)]
    survey = survey_from(tmp_path, {HOUSEHOLDS: [household("H1"), household("H2")], PLOTS: rows})
    kept = sum(len(found) for found in survey.rows.values())
    assert survey.rows_in == kept + survey.rejected
    assert len({(p.sheet, p.row) for p in survey.problems}) == survey.rejected
