"""Sheep of several kinds and scales as options that can be laid beside other businesses, each with a plan of its
own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows
from mutong.village.coefficient_errors import CoefficientError
from mutong.village.coefficients import Coefficients
from mutong.village.measures import convert, measure
from mutong.village.options.businesses import conditions_by_code
from mutong.village.options.results import SHEEP, Condition, OptionResult, RiskFigure, YearMoney
from mutong.village.programme.futures import FutureLine, named_causes, weather_factors
from mutong.village.programme.holdings import Holdings
from mutong.village.programme.settings import EXPECTED, PlanSettings
from mutong.village.spreads import exactly
from mutong.village.survey_book import LABOUR, Survey
from mutong.village.survey_checks import MONTHS

Told = Callable[[str, int, int], None]
COLUMNS = (
    "code", "label_zh", "label_en", "ewes_at_most", "key", "value", "unit", "source_zh", "source_en", "grade", "post",
    "signed_at",
)  # fmt: skip
_DRY, _LOW_PRICE = "drought", "low_price"


@dataclass(frozen=True)
class SheepKind:
    """A kind of sheep at a scale: numbers that differ from the village's own, in the base of their units, with where
    they come from; `ewes_at_most` None lets the plan choose."""

    code: str
    label: Words
    ewes_at_most: float | None
    values: Mapping[str, float]
    sources: tuple[Words, ...]
    post: str


def load_sheep_kinds(path: Path) -> tuple[SheepKind, ...]:
    """The kinds in a file, lines of one code together; () where there is no file. Raises CoefficientError for a wrong
    number or unit."""
    found: dict[str, SheepKind] = {}
    if not path.exists():
        return ()
    for row, line in read_csv_rows(path, COLUMNS):
        most = _number(row, "ewes_at_most", path, line)
        before = found.get(
            row["code"],
            SheepKind(row["code"], Words(row["label_zh"], row["label_en"]), most, {}, (), row["post"]),
        )
        values, value = dict(before.values), _number(row, "value", path, line)
        if row["key"] and value is not None:
            values[row["key"]] = (
                convert(value, row["unit"], measure(row["unit"]).base) if row["unit"] else value
            )
        source = Words(f"{row['source_zh']}（{row['grade']}）", f"{row['source_en']} ({row['grade']})")
        sources = before.sources if source in before.sources else (*before.sources, source)
        found[row["code"]] = replace(before, values=values, sources=sources)
    return tuple(found.values())


def _number(row: Mapping[str, str], column: str, path: Path, line: int) -> float | None:
    try:
        return float(row[column]) if row[column].strip() else None
    except ValueError:
        raise CoefficientError(
            "not_a_number", path, line, column, row[column], Words("不是数", "this is no number"),
            Words("写一个数，或留空", "Write a number, or nothing"),
        ) from None  # fmt: skip


def sheep_options(
    survey: Survey,
    holdings: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    folder: Path,
    futures: Sequence[FutureLine],
    told: Told | None = None,
) -> list[OptionResult]:
    """Every kind in the folder's sheep_kinds.csv, planned with the village taken together; a kind without any plan, or
    whose plan keeps no sheep, is left out, for staying as now stands for it."""
    kinds = load_sheep_kinds(folder / "sheep_kinds.csv")
    conditions = conditions_by_code(folder / "sheep_conditions.csv").get("sheep", ())
    found = []
    for k, kind in enumerate(kinds):
        if told:
            told("options", k, len(kinds))
        changed = numbers
        if kind.values:
            why = Words("; ".join(one.zh for one in kind.sources), "; ".join(one.en for one in kind.sources))
            changed = numbers.with_values(kind.values, kind.post, why)
        most = kind.ewes_at_most
        if most is not None and settings.ewes_at_most is not None:
            most = min(most, settings.ewes_at_most)
        asked = replace(settings, ewes_at_most=most, ewes_at_least=0.0)
        one = _option(kind, survey, holdings, changed, asked, conditions, futures)
        if one is not None:
            found.append(one)
    return found


def _option(
    kind: SheepKind, survey: Survey, holdings: Holdings, numbers: Coefficients, settings: PlanSettings,
    conditions: tuple[Condition, ...], futures: Sequence[FutureLine],
) -> OptionResult | None:  # fmt: skip
    from mutong.village.programme.carrying_out import Carrying
    from mutong.village.programme.planning import state_kinds
    from mutong.village.programme.reading_off import Figures, households_of, months_of, years_of
    from mutong.village.programme.what_if import Trial

    trial = Trial(holdings, numbers, settings)
    if trial.live is None:
        return None
    figures = Figures(trial.plan, trial.calendar)
    kinds = state_kinds(numbers, settings)
    months = months_of(figures, kinds)
    years = years_of(figures, months, kinds)
    if max(year.ewes_mean for year in years) < 0.5:
        return None
    names = dict.fromkeys(figures.labels["households"], Words("全村", "the village"))
    (whole,) = households_of(figures, names)
    count = len(years)
    kept_back = sum(year.surplus - year.dividend for year in years)
    normal = (sum(whole.income) + kept_back) / count
    carrying = Carrying(figures)
    causes = {one.name: one for one in named_causes(futures, trial.calendar, weather_factors(holdings))}
    loss = {}
    for name, spans in ((_DRY, 1), (_LOW_PRICE, 2)):
        if name in causes:
            result = carrying.under([EXPECTED, causes[name]])
            loss[name] = float(result.surplus[0].sum() - result.surplus[1].sum()) / spans
    margin = YearMoney(
        exactly(normal), exactly(normal - loss.get(_DRY, 0.0)), exactly(normal - loss.get(_LOW_PRICE, 0.0))
    )
    now = exactly(whole.income_now)
    work = [sum(m.days_needed for m in months if m.day.month == month) / count for month in MONTHS]
    before = _work_now(holdings, numbers)
    own = [m.cash - m.loan - whole.capital for m in months]
    first = next((year.year for year in years if year.dividend > 1), count)
    return OptionResult(
        code=kind.code, label=kind.label, kind=SHEEP,
        scale=Words(f"期末母羊 {years[-1].ewes_end:.0f} 只", f"{years[-1].ewes_end:.0f} ewes at the "
                                                        "end"), margin=margin,
        gain=YearMoney(*(one - now for one in (margin.normal, margin.dry, margin.low_price))),
        cash_need=exactly(whole.capital), lowest_cash=exactly(min(own)),
        labour=tuple(exactly(one) for one in work),
        more_labour=tuple(exactly(max(one - then, 0.0)) for one, then in zip(work, before, strict=True)),
        land_mu=exactly(whole.land_in_mu), years_to_income=exactly(float(first)),
        skill=Words("接羔、配种、防疫，能独立喂养", "lambing, mating, vaccination; keeping sheep alone"),
        skill_state=_skill(survey),
        market=Words("活羊卖给收购商或屠宰企业；价格波动大", "live sheep to dealers or slaughterhouses; prices "
                                           "swing widely"),
        conditions=conditions,
        risks=(Words("羊价大跌时多年付不出款", "when prices fall payments may fail for years"),
               Words("疫病封锁期间卖不出羊", "nothing can be sold while disease closes the market")),
        risk_figures=(
            RiskFigure(Words("贷款最高", "most owed"), exactly(max(m.loan for m in months)), Words("元", "yuan")),
            RiskFigure(Words("外购粗料", "roughage bought"),
                       exactly(sum(y.bought_goods.get(g, 0.0) for y in years for g in _ROUGHAGE) / count / 1000),
                       Words("吨/年", "t a year")),
        ),
        notes=(Words("由种养计划算出（各户合在一起），常年为各年平均；旱年、低价年按计划照做、不作调整。",
                     "From the plan of crops and sheep (households together): normal is the mean of its years; in "
                     "dry and "
                     "low-price years the plan is carried out as it stands."),),
        sources=kind.sources,
    )  # fmt: skip


_ROUGHAGE = ("maize_stover", "millet_straw", "sorghum_straw", "alfalfa_hay")


def _work_now(holdings: Holdings, numbers: Coefficients) -> list[float]:
    """Days of work by month on the offered land as it is tilled now."""
    found = [0.0] * len(MONTHS)
    for plot in holdings.plots:
        if plot.crop:
            days = plot.mu * numbers.value(f"{plot.crop}.labour")
            for at, month in enumerate(MONTHS):
                found[at] += days * numbers.value(f"{plot.crop}.labour_share", month)
    return found


def _skill(survey: Survey) -> Truth:
    """Whether anybody who is willing can keep sheep alone: by what workers were said to be able to."""
    said = [row.values["skilled"] for row in survey.rows[LABOUR]]
    if any(one is True for one in said):
        return Truth.YES
    return Truth.UNKNOWN if any(one is None for one in said) or not said else Truth.NO
