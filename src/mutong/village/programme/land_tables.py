"""The land's tables of a plan: plots and what may grow on them, crops, what a harvest gives, when work falls due."""

from collections.abc import Mapping, Sequence

from mutong.village.coefficients import Coefficients
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import Holdings, PlanPlot, crop_kinds
from mutong.village.programme.plan_calendar import PlanCalendar, crop_times
from mutong.village.programme.settings import PlanSettings
from mutong.village.survey_checks import MONTHS

Tables = dict[str, Sequence[Mapping[str, object]]]


def _per_kg(crop: str, numbers: Coefficients) -> dict[str, float]:
    """Kg of each good from one kg of harvest, as it is weighed."""
    kind = crop_kinds()[crop]
    found = {kind.product: 1.0}
    if kind.straw:
        found[kind.straw] = numbers.value(f"{crop}.straw_to_grain") * numbers.value(
            f"{crop}.residue_collected"
        )
    return found


def _fresh_yield(plot: PlanPlot, crop: str, year: str, numbers: Coefficients) -> float | None:
    found = plot.yields.get((crop, year))
    if found is not None and crop_kinds()[crop].weighed_dry:
        found /= numbers.value(f"{crop_kinds()[crop].product}.dry_matter")
    return found


def _n_taken(crop: str, numbers: Coefficients) -> float:
    kind, kg = crop_kinds()[crop], _per_kg(crop, numbers)
    straw = numbers.value(f"{crop}.n_straw") * kg[kind.straw] if kind.straw else 0.0
    return numbers.value(f"{crop}.n_grain") + straw


def land_tables(
    calendar: PlanCalendar, holdings: Holdings, numbers: Coefficients, settings: PlanSettings
) -> Tables:
    """plots, plot_crops, plot_straw, plot_owners, crops, crop_goods, crop_seasons, crop_months."""
    kinds = crop_kinds()
    plots, of_crops, straw, owners = [], [], [], []
    for plot in holdings.plots or (_NO_PLOT,):
        own = kinds[plot.crop] if plot.crop else None
        own_yield = _fresh_yield(plot, plot.crop, "normal", numbers) if plot.crop else None
        revenue = (own_yield or 0.0) * numbers.value(goods()[own.product].price) if own else 0.0
        plots.append(
            {
                "plots": plot.plot_id, "mu": plot.mu, "slope": plot.slope, "own_revenue": revenue,
                "own_cost": numbers.value(f"{plot.crop}.cash_cost") if own else 0.0,
                "own_n": (own_yield or 0.0) * numbers.value(f"{plot.crop}.n_grain") if own else 0.0,
            }
        )  # fmt: skip
        if own and own.straw and own_yield:
            kg = own_yield * _per_kg(plot.crop or "", numbers)[own.straw]
            straw.append({"plots": plot.plot_id, "goods": own.straw, "straw": kg})
        owners += [{"plots": plot.plot_id, "households": h, "owned": s} for h, s in plot.owners.items()]
        for crop in kinds:
            kg = _fresh_yield(plot, crop, "normal", numbers)
            of_crops.append(
                {
                    "plots": plot.plot_id, "crops": crop, "may": int(kg is not None and _allowed(plot, crop)),
                    "yield": kg or 0.0, "before": plot.mu if plot.crop == crop else 0.0,
                    "standing": settings.opening.standing.get((plot.plot_id, crop), 0.0),
                }
            )  # fmt: skip
    crops, crop_goods, crop_seasons, crop_months = [], [], [], []
    for crop, kind in kinds.items():
        crops.append(
            {
                "crops": crop, "lasting": int(kind.lasting), "apart": numbers.value(f"{crop}.seasons_apart"),
                "cost": numbers.value(f"{crop}.cash_cost"), "work": numbers.value(f"{crop}.labour"),
                "n_usual": numbers.value(f"{crop}.fertiliser_n"), "n_taken": _n_taken(crop, numbers),
            }
        )  # fmt: skip
        crop_goods += [{"crops": crop, "goods": g, "gives": kg} for g, kg in _per_kg(crop, numbers).items()]
    for time in crop_times(calendar, tuple(kinds), numbers):
        crop_seasons.append(
            {
                "crops": time.crop, "seasons": time.season, "started": int(time.started),
                "ends_later": int(time.ends_later),
            }
        )  # fmt: skip
        year = calendar.season_years[time.season - 1]
        for month in MONTHS:
            t = calendar.month(year, month)
            share = numbers.value(f"{time.crop}.labour_share", month)
            if 1 <= t <= calendar.months and (share > 0 or t in (time.sowing, time.cutting)):
                crop_months.append(
                    {
                        "crops": time.crop, "seasons": time.season, "months": t, "cut": int(t == time.cutting),
                        "sown": int(t == time.sowing), "work": share,
                    }
                )  # fmt: skip
    return {
        "plots": plots, "plot_crops": of_crops, "plot_straw": straw, "plot_owners": owners, "crops": crops,
        "crop_goods": crop_goods, "crop_seasons": crop_seasons, "crop_months": crop_months,
    }  # fmt: skip


# A set has a label at least; where nobody offers land this plot of no area stands for it.
_NO_PLOT = PlanPlot("none", {}, 0.0, "", False, None, {})


def _allowed(plot: PlanPlot, crop: str) -> bool:
    """On steep land only what grows there now, or a crop that stays: breaking it up anew is not put forward."""
    return plot.slope != "steep" or plot.crop == crop or crop_kinds()[crop].lasting
