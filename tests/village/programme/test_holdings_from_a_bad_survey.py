"""Broken surveys: gaps, mixed units, impossible yields, no water, nobody willing. Said clearly, and planned as far as
can be."""

import pytest

from mutong.kernel import clock
from mutong.village.programme.holdings import crop_of, holdings_of, together
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, YARDS, household, plot, survey_from
from tests.village.village_numbers import sample


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def yard(name: str, area: float | None, condition: str = "good") -> dict[str, object]:
    """A shed of the first household that is offered."""
    return {"household_id": "H1", "yard_id": name, "yard_kind": "shed", "area_m2": area, "condition": condition,
            "offered": "是"}  # fmt: skip


def remarks(holdings) -> str:
    """All remarks in English."""
    return " ".join(one.en for one in holdings.remarks)


def test_not_one_willing_household_leaves_nothing_and_says_so(tmp_path) -> None:
    """Not one willing household leaves nothing and says so."""
    survey = survey_from(
        tmp_path, {HOUSEHOLDS: [household("H1", willing="不愿意")], PLOTS: [plot("H1", crop="玉米")]}
    )
    found = holdings_of(survey, sample())
    assert (found.plots, found.households, found.willing, found.asked) == ((), (), 0, 1)
    assert "Not one household has said yes" in remarks(found)


def test_the_undecided_count_only_when_asked_for(tmp_path) -> None:
    """The undecided count only when asked for."""
    sheets = {HOUSEHOLDS: [household("H1"), household("H2", willing="maybe")],
              PLOTS: [plot("H1", crop="玉米"), plot("H2", crop="玉米", offered=None)]}  # fmt: skip
    survey = survey_from(tmp_path, sheets)
    assert [p.plot_id for p in holdings_of(survey, sample()).plots] == ["H1/A"]
    assert [p.plot_id for p in holdings_of(survey, sample(), with_undecided=True).plots] == ["H1/A", "H2/A"]


def test_hectares_and_jin_are_brought_to_mu_and_kg(tmp_path) -> None:
    """Hectares and jin are brought to mu and kg."""
    rows = [
        plot("H1", "A", area=0.4, area_unit="公顷", crop="玉米", yield_normal=1000, yield_unit="斤/亩"),
        plot("H1", "B", area=6, crop="玉米", yield_normal=7500, yield_unit="公斤/公顷"),
    ]
    found = holdings_of(survey_from(tmp_path, {HOUSEHOLDS: [household("H1")], PLOTS: rows}), sample())
    assert [p.mu for p in found.plots] == pytest.approx([6, 6])
    assert [p.yields["maize", "normal"] for p in found.plots] == pytest.approx([500, 500])


def test_a_plot_without_unit_is_left_out_and_told(tmp_path) -> None:
    """A plot without unit is left out and told."""
    rows = [plot("H1", "A", area_unit=None, crop="玉米"), plot("H1", "B", crop="玉米")]
    found = holdings_of(survey_from(tmp_path, {HOUSEHOLDS: [household("H1")], PLOTS: rows}), sample())
    assert [p.plot_id for p in found.plots] == ["H1/B"]
    assert "1 plots on offer have no area or unit" in remarks(found)


def test_a_yield_that_cannot_be_right_is_not_planned_with(tmp_path) -> None:
    """5,000 kg a mu is ten times the rest: the mean of the village's maize stands in for it."""
    rows = [plot("H1", str(k), crop="玉米", yield_normal=480 + k, yield_unit="公斤/亩") for k in range(6)]
    rows.append(plot("H1", "X", crop="玉米", yield_normal=5000, yield_unit="公斤/亩"))
    found = holdings_of(survey_from(tmp_path, {HOUSEHOLDS: [household("H1")], PLOTS: rows}), sample())
    doubtful = next(p for p in found.plots if p.plot_id == "H1/X")
    assert doubtful.yields["maize", "normal"] == pytest.approx(482.5)
    assert "cannot be right" in remarks(found)


def test_missing_yields_come_from_like_land_then_the_village_then_the_settled_number(tmp_path) -> None:
    """Missing yields come from like land then the village then the settled number."""
    rows = [plot("H1", "A", crop="谷子", slope="梯田", yield_normal=200, yield_unit="公斤/亩"),
            plot("H1", "B", crop="谷子", slope="梯田"), plot("H1", "C", crop="玉米")]  # fmt: skip
    found = {p.plot_id: p for p in holdings_of(
        survey_from(tmp_path, {HOUSEHOLDS: [household("H1")], PLOTS: rows}), sample()).plots}  # fmt: skip
    assert found["H1/B"].yields["millet", "normal"] == pytest.approx(200)
    assert found["H1/C"].yields["maize", "normal"] == sample().value("maize.yield_normal")


def test_unknown_crops_and_no_water_are_said(tmp_path) -> None:
    """Unknown crops and no water are said."""
    rows = [plot("H1", "A", crop="人参", water="否")]
    found = holdings_of(survey_from(tmp_path, {HOUSEHOLDS: [household("H1")], PLOTS: rows}), sample())
    assert found.plots[0].crop is None
    assert "人参" in found.remarks[-1].zh or any("人参" in one.zh for one in found.remarks)
    assert "Not one plot on offer has water" in remarks(found)


def test_gaps_add_nothing_and_ruins_are_no_pens(tmp_path) -> None:
    """Gaps add nothing and ruins are no pens."""
    sheets = {
        HOUSEHOLDS: [household("H1", cash_offered=None, workers_count=None)],
        YARDS: [yard("a", 60), yard("b", 90, "ruin"), yard("c", None)],
        LABOUR: [{"household_id": "H1", "worker": "本人", "days_1": 20, "days_2": 40}],
    }  # fmt: skip
    survey = survey_from(tmp_path, sheets)
    (one,) = holdings_of(survey, sample()).households
    assert (one.shed_m2, one.cash) == (60, 0)
    assert (one.days[1], one.days[2], one.days[3]) == (20, 0, 0)  # 40 days in February cannot be


def test_taken_together_nothing_is_lost(tmp_path) -> None:
    """Taken together nothing is lost."""
    rows = [plot("H1", "A", crop="玉米", slope="平地", yield_normal=500, yield_unit="公斤/亩"),
            plot("H2", "A", crop="玉米", slope="平地", area=5, yield_normal=580, yield_unit="公斤/亩"),
            plot("H2", "B", crop="谷子", slope="梯田")]  # fmt: skip
    homes = [household("H1", cash_offered=3000), household("H2", cash_offered=4000)]
    apart = holdings_of(survey_from(tmp_path, {HOUSEHOLDS: homes, PLOTS: rows}), sample())
    whole = together(apart)
    assert sum(p.mu for p in whole.plots) == pytest.approx(sum(p.mu for p in apart.plots))
    assert whole.households[0].cash == 7000 and len(whole.plots) == 2
    assert whole.plots[0].yields["maize", "normal"] == pytest.approx((3 * 500 + 5 * 580) / 8)


@pytest.mark.parametrize(
    ("said", "code"), [("玉米", "maize"), (" Maize ", "maize"), ("土豆", "potato"), ("", None), (None, None)]
)
def test_crops_are_known_by_the_words_people_use(said, code) -> None:
    """Crops are known by the words people use."""
    assert crop_of(said) == code
