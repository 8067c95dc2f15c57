"""The village fills in the survey workbook: a second round after the sheet in the inbox, plot by plot, with gaps.

Plots are those of the register; what a household said in the first round it says again. What it offers now is whole
plots: those whose sum comes nearest to the area it named. The gaps are planted first, and rows are written around them,
so that the truth is what was planted and not what a reader makes of the sheets. All words and numbers are invented.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

import numpy as np

from mutong.worlds.hill_village import PLOT_HEADING, VillageSheets, able_workers
from mutong.worlds.people import Household
from mutong.worlds.register_rows import heading_of

SECOND_ROUND = date(2022, 8, 20)  # the first round ended on the day before
HOUSEHOLDS, PLOTS, YARDS = "survey_households", "survey_plots", "survey_yards"
LABOUR, MACHINES = "survey_labour", "survey_machines"
Cells = dict[str, object]

_OF_PLOTS = ("plots", "crops", "dry_year")
# What is empty in the sheets, and which questions that leaves open. An area without its unit
# was told, yet adds nothing.
_GAPS: dict[str, tuple[str, ...]] = {
    "plots_count": _OF_PLOTS,
    "plot_row": _OF_PLOTS,
    "area": ("plots",),
    "area_unit": (),
    "offered": ("plots",),
    "crop": ("crops",),
    "yield_dry": ("dry_year",),
    "workers_count": ("labour",),
    "days": ("labour",),
    "yard_m2": ("yards",),
    "pen_m2": ("yards",),
    "condition": ("yards",),
    "sheep_now": ("sheep",),
    "sheep_skill_years": ("sheep",),
    "cash_offered": ("cash",),
    "machines_count": ("machines",),
    "worries": ("worries",),
    "willing": ("willing",),
}
_SAME_GAP = {"land_offered_mu": "offered", "labour_days_month": "days"}  # first round → here
_ORDER = (
    "willing",
    "plots",
    "labour",
    "yards",
    "sheep",
    "crops",
    "dry_year",
    "cash",
    "machines",
    "worries",
)
_GAP_SHARE, _JIN_SHARE, _HECTARE_SHARE = 0.4, 0.25, 0.3
_HARVEST = (9, 10)
_WHY = {
    "yes": ("想多一份收入", "地闲着可惜", "本来就养羊"),
    "maybe": ("先看看别家", "等账算清楚", "要和家里人商量"),
    "no": ("自己种得过来", "身体不好", "不想再操心"),
}
_MACHINES = ("铡草机", "旋耕机", "三轮车", "播种机")
_GROUPS = "一二三四五六七八九"


@dataclass(frozen=True)
class PlantedHousehold:
    """What was planted for a household: asked, partly, not_asked or refused; yes, no, maybe or '' (nobody knows);
    `open` are the questions left open of those that it is asked."""

    household_id: str
    group: str
    willing: str
    state: str
    open: tuple[str, ...]


@dataclass
class VillageSurvey:
    """The rows of the five sheets by table, what was planted by household, and what willing households surely offer."""

    rows: dict[str, list[Cells]]
    households: list[PlantedHousehold] = field(default_factory=list)
    surely: dict[str, float] = field(default_factory=dict)

    def count(self, state: str) -> int:
        """How many households are in a state."""
        return sum(one.state == state for one in self.households)


def make_village_survey(
    households: Sequence[Household], sheets: VillageSheets, rng: np.random.Generator
) -> VillageSurvey:
    """The workbook's rows of these households, which have ids and areas; `sheets` are the plots and the first round."""
    first = {str(row[0]): dict(zip(heading_of("survey"), row, strict=True)) for row in sheets.survey}
    plots: dict[str, list[Cells]] = {}
    for row in sheets.plots:
        plots.setdefault(row[0], []).append(dict(zip(PLOT_HEADING, row, strict=True)))
    missed = _missed([h.household_id for h in households], first, rng)
    survey = VillageSurvey({table: [] for table in (HOUSEHOLDS, PLOTS, YARDS, LABOUR, MACHINES)})
    survey.surely = dict.fromkeys(("land_mu", "watered_mu", "yard_m2", "shed_m2", "sheep", "cash_yuan"), 0.0)
    survey.surely |= {f"labour_{month}": 0.0 for month in range(1, 13)}
    for household in households:
        own = household.household_id
        group = f"{_GROUPS[int(household.area_code[-3:]) - 1]}组"
        if own in missed:
            _plant_missed(survey, own, group, missed[own], rng)
        else:
            _Visit(survey, household, group, first[own], plots[own], rng).write()
    survey.surely = {name: round(total, 4) for name, total in survey.surely.items()}
    return survey


def _missed(ids: Sequence[str], first: Mapping[str, Cells], rng: np.random.Generator) -> dict[str, str]:
    """Households that told nothing in the second round: refused, absent, or '' where nobody has called yet."""
    out = [one for one in ids if one not in first]
    unwilling = [one for one in first if first[one]["willing"] == "no"]
    others = [one for one in first if first[one]["willing"] != "no"]
    refused = [*out[:1], *(unwilling[i] for i in rng.permutation(len(unwilling))[:2])]
    drawn = [others[i] for i in rng.permutation(len(others))[:11]]
    absent, not_yet = [*out[1:2], *drawn[:3]], [*out[2:], *drawn[3:]]
    return dict.fromkeys(refused, "refused") | dict.fromkeys(absent, "absent") | dict.fromkeys(not_yet, "")


def _plant_missed(survey: VillageSurvey, own: str, group: str, visit: str, rng: np.random.Generator) -> None:
    asked_at = _day(rng) if visit == "refused" else None
    row: Cells = {"household_id": own, "group": group, "asked_at": asked_at, "visit": visit or None}
    survey.rows[HOUSEHOLDS].append(row)
    state = "refused" if visit == "refused" else "not_asked"
    survey.households.append(PlantedHousehold(own, group, "", state, _ORDER))


def _day(rng: np.random.Generator) -> date:
    return SECOND_ROUND + timedelta(days=int(rng.integers(0, 2)))


def nearest_plots(areas: Sequence[float], wanted: float) -> set[int]:
    """The places of the plots whose sum comes nearest to an area; none only where nothing is wanted."""
    if wanted <= 0:
        return set()
    ways = [way for n in range(1, len(areas) + 1) for way in combinations(range(len(areas)), n)]
    return set(min(ways, key=lambda way: (abs(sum(areas[i] for i in way) - wanted), way)))


@dataclass
class _Visit:
    """A household that was called on and told something."""

    survey: VillageSurvey
    household: Household
    group: str
    first: Cells
    plots: list[Cells]
    rng: np.random.Generator

    def __post_init__(self) -> None:
        said = str(self.first["willing"])
        self.able = able_workers(self.household)
        self.gaps = self._draw_gaps(said)
        self.willing = "" if "willing" in self.gaps else said
        self.sure = self.willing == "yes"

    def write(self) -> None:
        """Write the rows around the gaps, plant the household, and add up what is surely offered."""
        own, said = self.household.household_id, str(self.first["willing"])
        row = self._first_sheet(own)
        if said != "no":
            row["plots_count"] = None if "plots_count" in self.gaps else len(self.plots)
            self._write_plots(own)
            row["yards_count"] = self._write_yards(own)
            self._write_labour(own)
            row["workers_count"] = None if "workers_count" in self.gaps else len(self.able)
            machines = self._write_machines(own)
            row["machines_count"] = None if "machines_count" in self.gaps else machines
        self.survey.rows[HOUSEHOLDS].append(row)
        opened = {question for gap in self.gaps for question in _GAPS[gap]}
        left = tuple(one for one in _ORDER if one in opened and (said != "no" or one == "worries"))
        state = "partly" if left and said != "no" else "asked"
        self.survey.households.append(PlantedHousehold(own, self.group, self.willing, state, left))

    def _draw_gaps(self, said: str) -> set[str]:
        empty = {column for column, value in self.first.items() if value == ""}
        gaps = {_SAME_GAP.get(column, column) for column in empty}
        if self.rng.random() < _GAP_SHARE:
            drawn = self.rng.choice(len(_GAPS), size=1 + int(self.rng.integers(0, 2)), replace=False)
            gaps |= {list(_GAPS)[int(i)] for i in drawn}
        if "days" in gaps and not self.able:
            gaps = gaps - {"days"} | {"workers_count"}
        if self.first["pen_m2"] == 0:
            gaps -= {"pen_m2"}
        # Who is not willing says so, with its worries, and is asked nothing else.
        return gaps & {"worries", "sheep_now", "sheep_skill_years"} if said == "no" else gaps

    def _told(self, name: str, value: object) -> object:
        return None if name in self.gaps else value

    def _first_sheet(self, own: str) -> Cells:
        rng, first = self.rng, self.first
        why = _WHY[str(first["willing"])]
        sheep, skill = (self._told(name, first[name]) for name in ("sheep_now", "sheep_skill_years"))
        cash = self._told("cash_offered", first["cash_offered"]) if first["willing"] != "no" else None
        if self.sure:
            self._add("sheep", sheep)
            self._add("cash_yuan", cash)
        return {
            "household_id": own,
            "group": self.group,
            "asked_at": _day(rng),
            "visit": "done",
            "willing": self.willing or None,
            "why": why[int(rng.integers(len(why)))] if self.willing and rng.random() < 0.8 else None,
            "worries": self._told("worries", first["worries"]),
            "sheep_now": sheep,
            "ewes_now": None if sheep is None else int(sheep * rng.uniform(0.5, 0.75)),
            "sheep_skill_years": skill,
            "sheep_skills": "会接羔、会看病" if skill and skill >= 10 else None,
            "cash_offered": cash,
            "cash_as": ("share", "loan", "either")[int(rng.integers(3))] if cash else None,
            "cash_terms": "两年内不抽" if cash and rng.random() < 0.3 else None,
        }

    def _write_plots(self, own: str) -> None:
        rng, areas = self.rng, [float(plot["area_mu"]) for plot in self.plots]
        wanted = self.first["land_offered_mu"]
        offered = nearest_plots(areas, 0 if wanted == "" else float(wanted))
        per_jin = 2 if rng.random() < _JIN_SHARE else 1
        for at, (plot, mu) in enumerate(zip(self.plots, areas, strict=True)):
            normal, empty = int(plot["yield_normal"]), self.gaps if at == 0 else set()
            # Three tenths of a mu are two hundredths of a hectare: only such areas are the same in either unit.
            in_hectares = round(mu * 10) % 3 == 0 and rng.random() < _HECTARE_SHARE
            dry, good = round(normal * rng.uniform(0.4, 0.75)), round(normal * rng.uniform(1.1, 1.35))
            leased = rng.random() < 0.08
            if "plot_row" in self.gaps and at == len(self.plots) - 1:
                continue
            row: Cells = {
                "household_id": own,
                "plot_id": plot["plot_id"],
                "area": (round(round(mu * 10) / 150, 2) if in_hectares else mu),
                "area_unit": "hectare" if in_hectares else "mu",
                "slope": plot["slope"],
                "water": plot["water"] == "yes",
                "crop": plot["crop"],
                "yield_normal": normal * per_jin,
                "yield_dry": dry * per_jin,
                "yield_good": good * per_jin,
                "yield_unit": "jin_mu" if per_jin == 2 else "kg_mu",
                "holding": "leased_in" if leased else "contract",
                "held_until": date(2025, 12, 31) if leased else None,
                "offered": None if "offered" in self.gaps else at in offered,
            }
            for name in ("area", "area_unit", "crop", "yield_dry"):
                if name in empty:
                    row[name] = None
            self.survey.rows[PLOTS].append(row)
            if self.sure and row["offered"] and not {"area", "area_unit"} & empty:
                self._add("land_mu", mu)
                self._add("watered_mu", mu if row["water"] else 0)

    def _write_yards(self, own: str) -> int:
        rng, pen = self.rng, self.first["pen_m2"]
        kinds = [("yard", "yard_m2", "院子", 0.3)]
        kinds += [("shed", "pen_m2", "羊圈", 0.7)] if pen != 0 else []
        for at, (kind, name, called, share) in enumerate(kinds):
            condition = ("good", "repair", "ruin")[int(rng.choice(3, p=[0.5, 0.4, 0.1]))]
            area, offered = self._told(name, self.first[name]), bool(rng.random() < share)
            row: Cells = {
                "household_id": own,
                "yard_id": called,
                "yard_kind": kind,
                "area_m2": area,
                "condition": None if at == 0 and "condition" in self.gaps else condition,
                "water": bool(rng.random() < 0.8),
                "in_use": kind == "yard" or bool(self.first["sheep_now"]),
                "offered": offered,
            }
            self.survey.rows[YARDS].append(row)
            if self.sure and offered:
                self._add(f"{kind}_m2", area)
        return len(kinds)

    def _write_labour(self, own: str) -> None:
        rng, whole = self.rng, self.first["labour_days_month"]
        usual = 0 if whole == "" or not self.able else int(whole) // len(self.able)
        for at, one in enumerate(self.able):
            place = self.household.members.index(one)
            called = ("本人", "配偶")[place] if place < min(2, self.household.heads) else f"家里人{place + 1}"
            row: Cells = {"household_id": own, "worker": called, "skilled": bool(rng.random() < 0.4)}
            silent = int(rng.integers(1, 11)) if "days" in self.gaps and at == 0 else 0
            for month in range(1, 13):
                days = usual // 3 if month in _HARVEST else usual
                # The gap: whoever was asked lost count for some months, or in the first round never said a number.
                lost = whole == "" or (silent > 0 and silent <= month <= silent + 2)
                row[f"days_{month}"] = None if lost else days
                if self.sure:
                    self._add(f"labour_{month}", row[f"days_{month}"])
            self.survey.rows[LABOUR].append(row)

    def _write_machines(self, own: str) -> int:
        rng = self.rng
        kinds = sorted(rng.permutation(len(_MACHINES))[: int(rng.choice(3, p=[0.55, 0.35, 0.1]))].tolist())
        for kind in kinds:
            self.survey.rows[MACHINES].append(
                {
                    "household_id": own,
                    "machine": _MACHINES[kind],
                    "machine_count": 1,
                    "condition": ("good", "repair")[int(rng.random() < 0.3)],
                    "lend": ("free", "paid", "no")[int(rng.choice(3, p=[0.3, 0.5, 0.2]))],
                }
            )
        return len(kinds)

    def _add(self, name: str, amount: object) -> None:
        self.survey.surely[name] += float(amount or 0)  # type: ignore[arg-type]
