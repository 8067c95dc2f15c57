"""What each household brings into a plan, from the survey: plots with yields, yards, cash, days of work.

Only what is surely offered counts, unless the undecided are asked for: an unknown answer adds nothing to a plan and is
told as a remark, never read as nought elsewhere.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.sheet_books import SheetRow
from mutong.village.coefficients import Coefficients
from mutong.village.survey_book import LABOUR, PLOTS, YARDS, Survey
from mutong.village.survey_checks import MONTHS, days_in

YEARS = ("normal", "dry", "good")
_DOUBTFUL = ("yield_impossible", "yield_apart")
_SHEDS, _YARDS = ("shed", "barn"), ("yard",)


@dataclass(frozen=True)
class CropKind:
    """A crop that a plan knows: what it gives to sell or feed, its straw, whether it stands for years, and whether its
    yield number is of dry matter."""

    code: str
    words: Words
    said: tuple[str, ...]
    product: str
    straw: str
    lasting: bool
    weighed_dry: bool


@cache
def crop_kinds() -> dict[str, CropKind]:
    """Every crop, in file order."""
    with (Path(__file__).parent / "village_crops.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["crop"]: CropKind(
                row["crop"], Words(row["zh"], row["en"]), tuple(row["said"].split("|")), row["product"],
                row["straw"], row["lasting"] == "1", row["weighed"] == "dry",
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip


def crop_of(said: object) -> str | None:
    """The code of a crop as people write it; None where no plan knows it."""
    text = str(said or "").strip().lower()
    return next((kind.code for kind in crop_kinds().values() if text == kind.code or text in kind.said), None)


@dataclass(frozen=True)
class PlanPlot:
    """Land of one household (or like land of many): mu, the crop on it now, and by crop and kind of year kg per mu as
    harvested (hay and grain as sold, silage maize in dry matter)."""

    plot_id: str
    owners: Mapping[str, float]
    mu: float
    slope: str
    watered: bool
    crop: str | None
    yields: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class PlanHousehold:
    """What a household offers: sheds and yards in m2, cash in yuan, days of work by month of the year (1 … 12)."""

    household_id: str
    label: Words
    shed_m2: float
    yard_m2: float
    cash: float
    days: Mapping[int, float]
    sheep_now: float
    persons: float


@dataclass(frozen=True)
class Holdings:
    """All that a plan may use, and remarks on what was left out or is not known. `other_harvest`: kg in a normal year
    by crop, as weighed, from land that stays with its households."""

    plots: tuple[PlanPlot, ...]
    households: tuple[PlanHousehold, ...]
    remarks: tuple[Words, ...]
    willing: int
    asked: int
    other_harvest: Mapping[str, float] = field(default_factory=dict)


def holdings_of(
    survey: Survey,
    numbers: Coefficients,
    with_undecided: bool = False,
    persons: Mapping[str, float] | None = None,
) -> Holdings:
    """What willing households bring. `persons` is heads by household where a register knows them (left out: 1, so that
    incomes are by household). With not one willing household nothing is there, and a remark says so.
    """
    ready = [h for h, answers in survey.households.items() if _joins(answers.get("willing"), with_undecided)]
    asked = sum(one.get("asked_at") is not None for one in survey.households.values())
    yields = _Yields(survey, numbers)
    of_household: dict[str, list[SheetRow]] = {}
    for one in survey.rows[PLOTS]:
        of_household.setdefault(str(one.values["household_id"]), []).append(one)
    remarks: list[Words] = []
    plots, households = [], []
    strange: dict[str, float] = {}
    unknown_area = 0
    for household in ready:
        answers = survey.households[household]
        for row in (one.values for one in of_household.get(household, ())):
            if not _offered(row["offered"], with_undecided):
                continue
            if row["area_mu"] is None:
                unknown_area += 1
                continue
            if row["area_mu"] <= 0:
                continue
            crop = crop_of(row["crop"])
            if crop is None and row["crop"]:
                strange[str(row["crop"])] = strange.get(str(row["crop"]), 0.0) + float(row["area_mu"])
            plots.append(
                PlanPlot(
                    f"{household}/{row['plot_id']}", {household: 1.0}, float(row["area_mu"]), str(row["slope"] or ""),
                    row["water"] is True, crop, yields.of(row, crop),
                )
            )  # fmt: skip
        households.append(
            _household(survey, household, answers, with_undecided, (persons or {}).get(household, 1.0))
        )
    if not ready:
        remarks.append(
            Words("没有一户明确愿意参加：能确定可用的土地、劳力和圈舍都是零，计划只能维持现状。",
                  "Not one household has said yes: nothing is surely there, so that the plan can only keep things "
                  "as they are.")
        )  # fmt: skip
    if yields.doubtful:
        remarks.append(
            Words(f"有 {len(yields.doubtful)} 个产量不合常理，没有采用；改用本村同作物的平均数。",
                  f"{len(yields.doubtful)} yields cannot be right and are not used; the village's mean of that crop "
                  "is.")
        )  # fmt: skip
    if unknown_area:
        remarks.append(
            Words(f"有 {unknown_area} 块愿意拿出来的地没有面积（或单位），没有算进来。",
                  f"{unknown_area} plots on offer have no area or unit and are left out.")
        )  # fmt: skip
    if not any(plot.watered for plot in plots):
        remarks.append(Words("拿出来的地没有一块能浇水。", "Not one plot on offer has water."))
    for crop, mu in strange.items():
        remarks.append(
            Words(f"作物“{crop}”（{mu:g} 亩）没有系数，计划里不再种它，农户自种的收益也算不出。",
                  f"The crop “{crop}” ({mu:g} mu) has no numbers: the plan does not grow it, nor knows what it "
                  "earns now.")
        )  # fmt: skip
    offered = {plot.plot_id for plot in plots}
    elsewhere: dict[str, float] = {}
    for row in (one.values for one in survey.rows[PLOTS]):
        crop = crop_of(row["crop"])
        if crop and row["area_mu"] and f"{row['household_id']}/{row['plot_id']}" not in offered:
            kg = yields.of(row, crop).get((crop, "normal"), 0.0)
            elsewhere[crop] = elsewhere.get(crop, 0.0) + kg * float(row["area_mu"])
    return Holdings(tuple(plots), tuple(households), tuple(remarks), len(ready), asked, elsewhere)


def _joins(willing: object, with_undecided: bool) -> bool:
    return willing == "yes" or (with_undecided and willing == "maybe")


def _offered(said: object, with_undecided: bool) -> bool:
    return said is True or (with_undecided and said is None)


def _household(
    survey: Survey, household: str, answers: Mapping[str, object], with_undecided: bool, persons: float
) -> PlanHousehold:
    sheds = yards = 0.0
    for row in survey.of(YARDS, household):
        if (
            _offered(row["offered"], with_undecided)
            and row["area_m2"] is not None
            and row["condition"] != "ruin"
        ):
            sheds += float(row["area_m2"]) if row["yard_kind"] in _SHEDS else 0.0
            yards += float(row["area_m2"]) if row["yard_kind"] in _YARDS else 0.0
    days = dict.fromkeys(MONTHS, 0.0)
    for row in survey.of(LABOUR, household):
        for month in MONTHS:
            told = row[f"days_{month}"]
            if told is not None and told <= days_in(month, answers.get("asked_at")):
                days[month] += float(told)
    name = str(answers.get("householder") or household)
    return PlanHousehold(
        household, Words(name, name), sheds, yards, float(answers.get("cash_offered") or 0.0), days,
        float(answers.get("sheep_now") or 0.0), max(float(persons), 1.0),
    )  # fmt: skip


class _Yields:
    """Yields of a plot: what its own household told, else the mean told in the village for that crop on like land, else
    the number that the village settled."""

    def __init__(self, survey: Survey, numbers: Coefficients) -> None:
        self.numbers = numbers
        places = {
            (one.file, one.sheet, one.row, one.column) for one in survey.warnings if one.code in _DOUBTFUL
        }
        self.doubtful = {
            (id(row.values), row_column)
            for row in survey.rows[PLOTS]
            for row_column in (f"yield_{year}" for year in YEARS)
            if (row.file, row.sheet, row.row, row_column) in places
        }
        told: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
        for row in survey.rows[PLOTS]:
            crop, mu = crop_of(row.values["crop"]), row.values["area_mu"]
            for year in YEARS:
                value = self._told(row.values, year)
                if crop and mu and value is not None:
                    for slope in (str(row.values["slope"] or ""), "*"):
                        told.setdefault((crop, year, slope), []).append((float(value), float(mu)))
        self.means = {
            key: sum(v * w for v, w in rows) / sum(w for _, w in rows) for key, rows in told.items()
        }

    def of(self, row: Mapping[str, object], own: str | None) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        slope = str(row["slope"] or "")
        for crop in crop_kinds():
            for year in YEARS:
                value = self._told(row, year) if crop == own else None
                if value is None:
                    value = self.means.get((crop, year, slope), self.means.get((crop, year, "*")))
                if value is None and f"{crop}.yield_{year}" in self.numbers:
                    value = self.numbers.spread(f"{crop}.yield_{year}").point
                if value is not None:
                    found[crop, year] = float(value)
        return found

    def _told(self, values: Mapping[str, object], year: str) -> object:
        doubtful = (id(values), f"yield_{year}") in self.doubtful
        return None if doubtful else values[f"yield_{year}_kg_mu"]


def together(holdings: Holdings) -> Holdings:
    """The same holdings with like plots (slope, water, crop) and all households taken together, sums and means kept."""
    groups: dict[tuple[str, bool, str | None], list[PlanPlot]] = {}
    for plot in holdings.plots:
        groups.setdefault((plot.slope, plot.watered, plot.crop), []).append(plot)
    village = "village"
    plots = tuple(
        PlanPlot(
            "/".join(("land", slope or "-", "wet" if wet else "dry", crop or "-")), {village: 1.0},
            sum(one.mu for one in of), slope, wet, crop, _mean_yields(of),
        )
        for (slope, wet, crop), of in groups.items()
    )  # fmt: skip
    if not holdings.households:
        return holdings
    households = holdings.households
    whole = PlanHousehold(
        village, Words("全村", "the village"), sum(h.shed_m2 for h in households), sum(h.yard_m2 for h in households),
        sum(h.cash for h in households), {m: sum(h.days[m] for h in households) for m in MONTHS},
        sum(h.sheep_now for h in households), sum(h.persons for h in households),
    )  # fmt: skip
    return Holdings(plots, (whole,), holdings.remarks, holdings.willing, holdings.asked,
                    holdings.other_harvest)  # fmt: skip


def _mean_yields(plots: Iterable[PlanPlot]) -> dict[tuple[str, str], float]:
    of = list(plots)
    keys = {key for plot in of for key in plot.yields}
    return {
        key: sum(p.yields[key] * p.mu for p in of if key in p.yields)
        / sum(p.mu for p in of if key in p.yields)
        for key in keys
    }
