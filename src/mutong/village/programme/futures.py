"""Futures as data: named causes, and how futures are drawn; read from a file beside the village's choices.

Each line is one factor of a future: on what, from which plan year for how many years, or in which months of the year.
Lines of one future are taken together. A drawn line is a triangle (low, factor, high), anew for each year; weather
comes from the yields that households told for dry, normal and good years.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows
from mutong.village.coefficient_errors import CoefficientError
from mutong.village.programme.holdings import Holdings
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.settings import EXPECTED, Future

COLUMNS = (
    "future", "kind", "label_zh", "label_en", "what", "from_year", "years", "month", "months", "low", "factor",
    "high", "chance", "source_zh", "source_en", "grade", "post", "signed_at",
)  # fmt: skip
BY_MONTH = ("sheep_price", "feed_price", "deaths", "lambs", "market_open", "hands")
BY_SEASON = ("weather", "land_stays")
_NORMAL_YEARS, _YEARS_ASKED = 3, 5


@dataclass(frozen=True)
class FutureLine:
    """One line of the file. `low` and `high` are None where nothing is drawn; `factor` None where the survey gives
    it."""

    future: str
    kind: str
    label: Words
    what: str
    from_year: int
    years: int
    month: int | None
    months: int
    low: float | None
    factor: float | None
    high: float | None
    chance: float
    source: Words
    grade: str


def load_futures(path: Path) -> tuple[FutureLine, ...]:
    """Every line of a file; () where there is none. Raises CoefficientError naming file, line, column and value."""
    if not path.exists():
        return ()
    return tuple(_line(row, path, line) for row, line in read_csv_rows(path, COLUMNS))


def _line(row: Mapping[str, str], path: Path, line: int) -> FutureLine:
    if row["what"] not in (*BY_MONTH, *BY_SEASON) or row["kind"] not in ("cause", "drawn"):
        column = "what" if row["kind"] in ("cause", "drawn") else "kind"
        raise CoefficientError(
            "not_of_a_future", path, line, column, row[column],
            Words("不认识", "it is not known"),
            Words(f"what 写 {'、'.join((*BY_MONTH, *BY_SEASON))}；kind 写 cause 或 drawn",
                  f"Write what as {', '.join((*BY_MONTH, *BY_SEASON))}; kind as cause or drawn"),
        )  # fmt: skip
    number = {
        name: _number(row, name, path, line)
        for name in ("low", "factor", "high", "chance", "month", "months")
    }
    return FutureLine(
        row["future"], row["kind"], Words(row["label_zh"], row["label_en"]), row["what"],
        int(_number(row, "from_year", path, line) or 1), int(_number(row, "years", path, line) or 1),
        None if number["month"] is None else int(number["month"]), int(number["months"] or 12), number["low"],
        number["factor"], number["high"], number["chance"] or 0.0, Words(row["source_zh"], row["source_en"]),
        row["grade"],
    )  # fmt: skip


def _number(row: Mapping[str, str], column: str, path: Path, line: int) -> float | None:
    text = row[column].strip()
    try:
        value = float(text) if text else None
    except ValueError:
        value = float("nan")
    if value is not None and not (0 <= value < 1e6):
        raise CoefficientError(
            "not_a_factor", path, line, column, text, Words("不是 0 以上的数", "this is no number from 0 up"),
            Words("写倍数，例如 0.8", "Write a factor such as 0.8"),
        )  # fmt: skip
    return value


@dataclass(frozen=True)
class WeatherFactors:
    """Yields of a dry and of a good year over those of a normal one, over all plots on offer; NaN where nobody told."""

    dry: float
    good: float


def weather_factors(holdings: Holdings) -> WeatherFactors:
    """The village's own factors, weighed by what a normal year yields on each plot under its crop of now."""
    sums = {"normal": [0.0, 0.0], "dry": [0.0, 0.0], "good": [0.0, 0.0]}
    for plot in holdings.plots:
        normal = plot.yields.get((plot.crop or "", "normal"))
        for year in ("dry", "good"):
            told = plot.yields.get((plot.crop or "", year))
            if normal and told is not None:
                # A mean of ratios by land: kg of hay and of millet are not to be added.
                sums[year][0] += plot.mu * told / normal
                sums[year][1] += plot.mu
    dry, good = (sums[year][0] / sums[year][1] if sums[year][1] else float("nan") for year in ("dry", "good"))
    return WeatherFactors(dry, good)


def named_causes(
    lines: Sequence[FutureLine], calendar: PlanCalendar, weather: WeatherFactors
) -> tuple[Future, ...]:
    """Each cause as one future, in file order."""
    found: dict[str, Future] = {}
    for line in lines:
        if line.kind != "cause":
            continue
        factor = weather.dry if line.what == "weather" and line.factor is None else line.factor
        if factor is None or np.isnan(factor):
            continue
        before = found.get(
            line.future, replace(EXPECTED, name=line.future, label=line.label, chance=line.chance)
        )
        years = range(line.from_year, line.from_year + line.years)
        found[line.future] = _with(before, line, calendar, dict.fromkeys(years, factor))
    return tuple(found.values())


def drawn_futures(
    lines: Sequence[FutureLine], calendar: PlanCalendar, weather: WeatherFactors, count: int, seed: int
) -> tuple[Future, ...]:
    """`count` futures, each factor anew for each year; the same seed gives the same futures."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(count):
        one = replace(EXPECTED, name=f"drawn_{k + 1}", label=Words(f"抽样 {k + 1}", f"draw {k + 1}"))
        for line in lines:
            if line.kind == "drawn":
                one = _with(one, line, calendar, _drawn(line, weather, rng))
        found.append(one)
    return tuple(found)


def _drawn(line: FutureLine, weather: WeatherFactors, rng: np.random.Generator) -> dict[int, float]:
    years = range(line.from_year, line.from_year + line.years)
    if line.what == "weather" and line.factor is None:
        chances = np.array([1, _NORMAL_YEARS, 1]) / _YEARS_ASKED
        drawn = rng.choice([weather.dry, 1.0, weather.good], size=len(years), p=chances)
        return {year: float(one) for year, one in zip(years, np.nan_to_num(drawn, nan=1.0), strict=True)}
    low, mode, high = (1.0 if one is None else one for one in (line.low, line.factor, line.high))
    if low == high:
        return dict.fromkeys(years, low)
    return {year: float(rng.triangular(low, min(max(mode, low), high), high)) for year in years}


def _with(one: Future, line: FutureLine, calendar: PlanCalendar, factors: Mapping[int, float]) -> Future:
    """The future with the line's factor by plan year; seasons take that of the plan year of their rent."""
    if line.what in BY_SEASON:
        given = {
            k: factors[year]
            for k, calendar_year in enumerate(calendar.season_years, 1)
            if (year := calendar.season_rent_year(calendar_year)) in factors
        }
    else:
        given = {
            t: factors[calendar.year_of(t)]
            for t in range(1, calendar.months + 1)
            if calendar.year_of(t) in factors and _in_months(calendar.month_of_year(t), line)
        }
    return replace(one, **{line.what: {**getattr(one, line.what), **given}})


def _in_months(month: int, line: FutureLine) -> bool:
    return line.month is None or (month - line.month) % 12 < line.months


def mean_factors(one: Future) -> dict[str, float]:
    """The mean of each factor that a future changes."""
    return {
        name: float(np.mean(list(values.values())))
        for name in (*BY_MONTH, *BY_SEASON)
        if (values := getattr(one, name))
    }
