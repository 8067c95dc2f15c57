"""The village's filled workbook: read without a fault, it gives the coverage and the totals that were planted."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.tables.filled_sheet_books import write_filled_book
from mutong.tables.sheet_books import read_sheet_book
from mutong.village.survey_book import HOUSEHOLDS, LABOUR, PLOTS, SHEETS, Survey, read_survey
from mutong.village.survey_coverage import NOT_ASKED, STATES, coverage_of, survey_questions
from mutong.village.survey_totals import survey_totals
from mutong.worlds.hill_village import VillageSheets, make_sheets, make_village
from mutong.worlds.making import make_world
from mutong.worlds.people import Household
from mutong.worlds.streams import stream
from mutong.worlds.village_survey import VillageSurvey, make_village_survey, nearest_plots
from tests.worlds.conftest import WrittenWorld

WRITTEN = clock.SAMPLE_START


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


@pytest.fixture(scope="module")
def survey(world: WrittenWorld) -> Survey:
    """The workbook in the inbox of seed 11, as the product reads it."""
    clock.install_clock(lambda: clock.SAMPLE_START)
    return read_survey([world.folder / "inbox" / "village-survey.xlsx"])


def a_village(seed: int) -> tuple[list[Household], VillageSheets]:
    """A village alone, with ids and groups, and its first round."""
    households = make_village(stream(seed, "village"))
    for i, household in enumerate(households):
        household.household_id, household.area_code = f"H{i:03d}", f"1401229012010{1 + i % 2:02d}"
    return households, make_sheets(households, stream(seed, "sheets"))


def filled(seed: int) -> VillageSurvey:
    """The workbook's rows for a village alone."""
    return make_village_survey(*a_village(seed), stream(seed, "village survey"))


def by_total(survey: Survey) -> dict[str, float]:
    """What the product says that willing households surely offer."""
    return {total.name: total.low for total in survey_totals(survey)}


def test_the_workbook_is_read_without_a_wrong_row(world: WrittenWorld, survey: Survey) -> None:
    """Nothing is rejected, every household of the village has its row, and what is odd is told as warnings only."""
    homes = {h["household_id"] for h in world.rows("households") if h["area_code"].startswith("140122901201")}

    assert (survey.problems, survey.rejected, survey.notes) == ((), 0, ())
    assert set(survey.households) == homes and len(homes) == 120
    assert all(survey.rows[table] for table in SHEETS)
    assert {w.code for w in survey.warnings} == {"no_water", "dry_yield_wanted", "unit_missing"}


def test_the_coverage_is_the_planted_one(world: WrittenWorld, survey: Survey) -> None:
    """Each household's state, group, answer and open questions are those planted; every state is there."""
    coverage = coverage_of(survey)
    found = {
        one.household_id: (one.group, one.willing.replace("unknown", ""), one.state, "|".join(one.open))
        for one in coverage.households
    }
    planted = {
        row["household_id"]: (row["group"], row["willing"], row["state"], row["open"])
        for row in world.rows("truth/village/coverage")
    }
    counts = {row["what"]: int(row["households"]) for row in world.rows("truth/village/counts")}

    assert found == planted
    assert counts == {state: coverage.count(state) for state in STATES} | {"willing": coverage.willing}
    assert min(counts.values()) >= 3 and set(coverage.by_group) == {"一组", "二组"}


def test_every_question_is_open_somewhere(survey: Survey) -> None:
    """The gaps leave each question of the survey open in some household that was called on."""
    told = [one for one in coverage_of(survey).households if one.state not in (NOT_ASKED, "refused")]

    assert {question for one in told for question in one.open} == {one.name for one in survey_questions()}


def test_the_totals_are_the_planted_ones(world: WrittenWorld, survey: Survey) -> None:
    """Land, water, yards, sheds, sheep, cash and labour surely offered are those planted, none of them 0; labour
    dips in the months of harvest."""
    planted = {row["total"]: float(row["surely"]) for row in world.rows("truth/village/totals")}

    assert by_total(survey) == pytest.approx(planted) and min(planted.values()) > 0
    assert planted["labour_9"] < planted["labour_8"] / 2 > planted["labour_10"]


def test_plots_and_answers_are_those_of_the_register(world: WrittenWorld, survey: Survey) -> None:
    """Where the workbook says them, plots have the register's area, slope, water, crop and yield in whatever unit, and
    households say what they said in the first round."""
    plots = {row["plot_id"]: row for row in world.rows("plots")}
    first = {row["household_id"]: row for row in world.rows("inbox/survey")}
    units: Counter[tuple[object, object]] = Counter()

    for row in survey.rows[PLOTS]:
        values, of = row.values, plots[str(row.values["plot_id"])]
        units[values["area_unit"], values["yield_unit"]] += 1
        assert values["household_id"] == of["household_id"]
        assert values["area_mu"] in (None, float(of["area_mu"]))
        assert values["slope"] == of["slope"] and values["water"] == (of["water"] == "yes")
        assert values["crop"] in (None, of["crop"])
        assert values["yield_normal_kg_mu"] == float(of["yield_normal"])
    assert {unit for unit, _ in units} == {"mu", "hectare", None}
    assert units["mu", "kg_mu"] > units["mu", "jin_mu"] > units["hectare", "kg_mu"] > 0
    for household, answers in survey.households.items():
        for column in ("willing", "worries", "sheep_now", "sheep_skill_years", "cash_offered"):
            if answers.get(column) is not None:
                said = first[household][column]
                assert (float(said) if said.isdigit() else said) == answers[column], (household, column)
        if answers.get("asked_at") is not None and household in first:
            assert date.fromisoformat(first[household]["asked_at"]) < answers["asked_at"]


def test_nobody_is_named(survey: Survey) -> None:
    """No row has a householder's name; workers are called by their place in the home."""
    assert all(row.values["householder"] is None for row in survey.rows[HOUSEHOLDS])
    workers = {str(row.values["worker"]) for row in survey.rows[LABOUR]}
    assert {"本人", "配偶"} <= workers
    assert all(one in ("本人", "配偶") or one.startswith("家里人") for one in workers)


def test_another_making_is_the_same(tmp_path: Path) -> None:
    """Two worlds of one seed are equal byte for byte, the workbook and the village's truth included."""
    for name in ("one", "two"):
        make_world(5, 2_000, tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())

    assert Path("inbox/village-survey.xlsx") in files and Path("truth/village/totals.csv") in files
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
    assert filled(5).rows == filled(5).rows != filled(6).rows


def test_a_community_alone_has_no_workbook(tmp_path: Path) -> None:
    """Without the village there is neither a workbook nor a truth about one."""
    make_world(5, 2_000, tmp_path / "world", community_only=True)

    assert sorted(p.name for p in (tmp_path / "world" / "inbox").iterdir()) == ["cases.csv"]
    assert not (tmp_path / "world" / "truth" / "village").exists()


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_any_village_reads_back_as_planted(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a village of any seed nothing is rejected, and coverage and totals are the planted ones."""
    planted = filled(seed)
    path = tmp_path_factory.mktemp("village") / "survey.xlsx"
    write_filled_book(planted.rows, path, WRITTEN)
    survey = read_survey([path])

    assert survey.rejected == 0
    assert [(h.household_id, h.state, h.open) for h in coverage_of(survey).households] == [
        (h.household_id, h.state, h.open) for h in planted.households
    ]
    assert by_total(survey) == pytest.approx(planted.surely)


@pytest.mark.parametrize(
    ("areas", "wanted", "places"),
    [
        ([3.0, 1.0, 2.0], 0, set()),
        ([3.0, 1.0, 2.0], 0.1, {1}),
        ([3.0, 1.0, 2.0], 5.2, {0, 2}),
        ([3.0, 1.0, 2.0], 60, {0, 1, 2}),
        ([2.0, 2.0], 2, {0}),
    ],
)
def test_whole_plots_come_nearest_to_the_area_named(
    areas: list[float], wanted: float, places: set[int]
) -> None:
    """The plots offered sum up nearest to the area; of equal ways the earlier plots; none only for nothing."""
    assert nearest_plots(areas, wanted) == places


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_book_is_read_back_in_either_language(tmp_path: Path, lang: str) -> None:
    """What was written is what is read, cell by cell; empty stays empty; other endings are refused."""
    planted, path = filled(3), tmp_path / "survey.xlsx"
    count = write_filled_book(planted.rows, path, WRITTEN, lang)
    read = read_sheet_book(path, SHEETS)

    for table in SHEETS:
        rows = [row.values for row in read.rows if row.table == table]
        assert rows == [{name: row.get(name) for name in rows[0]} for row in planted.rows[table]]
    assert count == read.rows_in == len(read.rows)
    with pytest.raises(MutongError) as refused:
        write_filled_book(planted.rows, tmp_path / "survey.csv", WRITTEN)
    assert refused.value.code == "unknown_file_kind" and not (tmp_path / "survey.csv").exists()


def test_the_truth_tells_its_files(world: WrittenWorld) -> None:
    """The village's truth names each of its files, and its columns are as told."""
    folder = world.folder / "truth" / "village"
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert {p.name for p in folder.glob("*.csv")} == {"coverage.csv", "totals.csv", "counts.csv"}
    assert all(f"`{p.name}`" in text for p in folder.glob("*.csv"))
    with (folder / "totals.csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == ["total", "surely"]
