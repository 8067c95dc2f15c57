"""The tables of a plan: survey, cited numbers and settings as the CSV files that village-plan.yaml reads."""

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.programme.flock_tables import flock_tables
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import Holdings, crop_kinds
from mutong.village.programme.land_tables import land_tables
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.settings import PlanSettings

Rows = Sequence[Mapping[str, object]]
Tables = dict[str, Rows]
MODEL = Path(__file__).parent / "village-plan.yaml"
_BUILDINGS = {"barn": Words("羊舍", "barn"), "silage_pit": Words("青贮窖", "silage pit")}
_TWO_STAGES = "\nscenarios: {set: futures, probability: chance}\n"


def building_words(code: str) -> Words:
    """What a building is called."""
    return _BUILDINGS[code]


def plan_tables(holdings: Holdings, numbers: Coefficients, settings: PlanSettings) -> Tables:
    """Every table by file name (without .csv). Raises NumberNotSettled for a number that nobody has settled."""
    calendar = PlanCalendar(settings.start, settings.months)
    tables: Tables = {}
    tables |= _time_tables(calendar, holdings, numbers, settings)
    tables |= _future_tables(calendar, settings)
    tables |= land_tables(calendar, holdings, numbers, settings)
    tables |= _household_tables(calendar, holdings, numbers)
    tables |= flock_tables(numbers, settings.opening)
    tables |= _goods_tables(calendar, numbers, settings)
    tables["buildings"] = _buildings(numbers, settings)
    tables["scalars"] = [_scalars(calendar, numbers, settings)]
    return tables


def write_plan(folder: Path, tables: Tables, settings: PlanSettings) -> Path:
    """The model and its tables in a folder, ready for `mutong village solve`; returns the model's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]) if rows else _HEADINGS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    path = folder / MODEL.name
    shutil.copyfile(MODEL, path)
    written = path.read_text(encoding="utf-8")
    if not settings.whole_buildings:
        written = written.replace("kind: integer", "kind: continuous")
    if len(settings.futures) > 1:
        written += _TWO_STAGES
    path.write_text(written, encoding="utf-8")
    return path


# Tables that may have no row at all, with the headings that the model asks for.
_HEADINGS = {
    "plot_crops": ("plots", "crops", "may", "yield", "before", "standing"),
    "plot_straw": ("plots", "goods", "straw"),
    "plot_owners": ("plots", "households", "owned"),
}


def _time_tables(
    calendar: PlanCalendar, holdings: Holdings, numbers: Coefficients, settings: PlanSettings
) -> Tables:
    spread = []
    fresh = {
        int(numbers.value(f"{kind.code}.harvest_month"))
        for kind in crop_kinds().values()
        if kind.straw and goods()[kind.straw].ensiled_into
    }
    for t in range(1, calendar.months + 1):
        month = calendar.month_of_year(t)
        # Manure of the autumn is for the season after.
        year = calendar.day(t).year + (month > _LAST_SOWING)
        season = year - calendar.start.year + 1 if year in calendar.season_years else 0
        open_ = numbers.value("manure.spread_month", month) > 0
        care = sum(
            numbers.value(f"{work}.labour_per_head", month)
            for work in ("feeding", "manure_work", "health_work")
        )
        spread.append(
            {
                "months": t, "day": calendar.day(t).isoformat(), "month_of_year": month, "year": calendar.year_of(t),
                "spreading_season": season if open_ else 0, "silage": int(month in fresh), "hours_ewe": care,
            }
        )  # fmt: skip
    years = [
        {
            "years": y,
            "first_month": 12 * y - 11,
            "last_month": min(12 * y, calendar.months),
            "paying": int(y >= min(settings.dividends_from, calendar.years)),
            "early": _SLIGHT * (calendar.years - y + 1) / calendar.years,
        }
        for y in range(1, calendar.years + 1)
    ]
    first_sowing = min(int(numbers.value(f"{crop}.sowing_month")) for crop in crop_kinds())
    taken = numbers.value("other_fields.manure_accepted")
    other_n = taken * sum(
        kg * numbers.value(f"{crop}.n_grain") for crop, kg in holdings.other_harvest.items()
    )
    seasons = []
    for k, year in enumerate(calendar.season_years, 1):
        sowing = calendar.month(year, first_sowing)
        seasons.append(
            {
                "seasons": k, "calendar_year": year, "year": calendar.season_rent_year(year),
                "other_n": other_n, "sowing_month": sowing if 1 <= sowing <= calendar.months else 0,
            }
        )  # fmt: skip
    return {"months": spread, "years": years, "seasons": seasons}


_LAST_SOWING = 8
# Of plans that are as good, the one that shares out earlier.
_SLIGHT = 1e-3


def _future_tables(calendar: PlanCalendar, settings: PlanSettings) -> Tables:
    opening = settings.opening
    names = ("sheep_price", "feed_price", "deaths", "lambs", "market_open", "hands")
    months, weather, land, straw = [], [], [], []
    for one in settings.futures:
        for t in range(1, calendar.months + 1):
            months.append(
                {"futures": one.name, "months": t, **{name: getattr(one, name).get(t, 1.0) for name in names}}
            )
        for k in range(1, len(calendar.season_years) + 1):
            times, stays = one.weather.get(k, 1.0), one.land_stays.get(k, 1.0)
            land.append({"futures": one.name, "seasons": k, "stays": stays})
            weather += [
                {"futures": one.name, "seasons": k, "crops": c, "weather": times} for c in crop_kinds()
            ]
            straw += [
                {"futures": one.name, "seasons": k, "goods": g, "times": times * stays} for g in goods()
            ]
    whole = sum(one.chance for one in settings.futures)
    futures = [
        {
            "futures": one.name, "chance": one.chance / whole, "cash_opening": opening.cash,
            "loan_opening": opening.loan, "unpaid_opening": 0, "n_opening": opening.manure_n,
        }
        for one in settings.futures
    ]  # fmt: skip
    stocks = [
        {"futures": one.name, "goods": g, "opening": opening.goods.get(g, 0.0)}
        for one in settings.futures
        for g in goods()
    ]
    return {
        "futures": futures, "future_months": months, "future_seasons": weather, "future_land": land,
        "future_straw": straw, "opening_goods": stocks,
    }  # fmt: skip


def _household_tables(calendar: PlanCalendar, holdings: Holdings, numbers: Coefficients) -> Tables:
    of_land: dict[str, float] = {}
    for plot in holdings.plots:
        for owner, share in plot.owners.items():
            of_land[owner] = of_land.get(owner, 0.0) + share * plot.mu
    land, cash = sum(of_land.values()), sum(h.cash for h in holdings.households)
    by_trade = numbers.value("cooperative.dividend_by_trade")
    by_trade = 1.0 if not cash else 0.0 if not land else by_trade
    households, days = [], []
    for one in holdings.households:
        trade = by_trade * of_land.get(one.household_id, 0.0) / land if land else 0.0
        capital = (1 - by_trade) * one.cash / cash if cash else 0.0
        if not land and not cash:
            trade = 1 / len(holdings.households)
        households.append(
            {
                "households": one.household_id, "persons": one.persons, "shed_m2": one.shed_m2,
                "yard_m2": one.yard_m2, "cash": one.cash, "dividend_share": trade + capital,
            }
        )  # fmt: skip
        days.append(
            {"households": one.household_id}
            | {str(t): one.days[calendar.month_of_year(t)] for t in range(1, calendar.months + 1)}
        )
    if not households:
        households = [
            {"households": "none", "persons": 1, "shed_m2": 0, "yard_m2": 0, "cash": 0, "dividend_share": 1}
        ]
        days = [{"households": "none"} | {str(t): 0 for t in range(1, calendar.months + 1)}]
    return {"households": households, "household_days": days}


def _goods_tables(calendar: PlanCalendar, numbers: Coefficients, settings: PlanSettings) -> Tables:
    over = 1 + numbers.value("bought_goods.price_over")
    straws = {kind.straw: code for code, kind in crop_kinds().items() if kind.straw}
    rows, arrives = [], []
    into = {one.ensiled_into: one for one in goods().values() if one.ensiled_into}
    for one in goods().values():
        is_feed = one.kind != "product"
        dry = numbers.value(f"{one.code}.dry_matter") if is_feed else 1.0
        price = numbers.value(one.price) if one.price else 0.0
        rows.append(
            {
                "goods": one.code, "feed": int(is_feed), "silage": int(one.kind == "silage"),
                "concentrate": int(one.kind == "concentrate"), "roughage": int(one.kind == "roughage"),
                "straw": int(one.code in straws), "dry_matter": dry,
                "energy": dry * numbers.value(f"{one.code}.me") if is_feed else 0.0,
                "protein": dry * numbers.value(f"{one.code}.cp") if is_feed else 0.0,
                "keeps": 1 - numbers.value(one.lost), "price": price, "buying_price": price * over,
                "can_buy": int(one.buy), "can_sell": int(one.sell), "ensilable": int(bool(one.ensiled_into)),
                "ensiled_into": _silage_per_kg(into[one.code].code, one.code, numbers) if one.code in into else 0.0,
            }
        )  # fmt: skip
    for straw, crop in straws.items():
        cutting = int(numbers.value(f"{crop}.harvest_month"))
        for k, year in enumerate(calendar.season_years, 1):
            t = calendar.month(year, cutting)
            if 1 <= t <= calendar.months:
                arrives.append({"months": t, "seasons": k, "goods": straw, "arrives": 1})
    return {"goods": rows, "straw_months": arrives}


def _silage_per_kg(straw: str, silage: str, numbers: Coefficients) -> float:
    """Kg of silage from one kg of straw, both as they are weighed; dry matter is lost in the making."""
    kept = 1 - numbers.value("stover_silage_making.dm_lost_in_making")
    return kept * numbers.value(f"{straw}.dry_matter") / numbers.value(f"{silage}.dry_matter")


def _buildings(numbers: Coefficients, settings: PlanSettings) -> Rows:
    most = settings.most_buildings_a_year
    house = numbers.value("barn.house_area")
    return [
        {"buildings": "barn", "cost": house * numbers.value("pen.building_cost"), "life": numbers.value("barn.life"),
         "most": most, "house_m2": house, "silage_kg": 0},
        {"buildings": "silage_pit", "cost": numbers.value("silage_pit.building_cost"),
         "life": numbers.value("silage_pit.life"), "most": most, "house_m2": 0,
         "silage_kg": numbers.value("silage_pit.capacity")},
    ]  # fmt: skip


def _scalars(calendar: PlanCalendar, numbers: Coefficients, settings: PlanSettings) -> dict[str, object]:
    straw, silage = next((g.code, g.ensiled_into) for g in goods().values() if g.ensiled_into)
    per_kg = _silage_per_kg(straw, silage, numbers)
    hours = numbers.value("silage_work.labour_per_tonne") / 1000
    manure_n = numbers.value("composted_manure.n")
    value = numbers.value
    return {
        "rent": value("land.rent"), "ewes_per_ram": value("ram.ewes_per_ram"), "replaced": value("ewe.replaced"),
        "months_a_year": 12, "years_in_all": calendar.months / 12, "month_before_last_year": calendar.months - 12,
        "concentrate_most": value("ration.concentrate_share_most"),
        "silage_cost": value("stover_silage_making.cost") * per_kg,
        "hours_lambing": value("lambing.labour_per_lambing"), "hours_silage": hours * value(f"{straw}.dry_matter"),
        "hours_day": value("labour.hours_per_day"), "wage": value("labour.wage"),
        "wage_outside": value("labour.wage_outside"),
        "n_efficiency": value("land_capacity_guide.efficiency_in_season"), "n_price": value("fertiliser_n.price"),
        "manure_price": value("manure.price") / manure_n, "overhead": value("cooperative.overhead"),
        "shed_rent": value("shed.rent"), "yard_rent": value("yard.rent"), "yard_times": value("yard.times_house"),
        "house_now": settings.opening.house_m2, "silage_room_now": settings.opening.silage_room_kg,
        "cash_least": value("cooperative.least_cash"), "loan_most": value("loan.most"),
        "loan_rate": value("loan.interest") / 12, "sold_most": 1e6, "straw_most": value("bought_roughage.most"),
        "manure_most": value("manure.sold_most") * manure_n, "unpaid_most": 0, "unpaid_weight": 10,
        "poorest_weight": 1,
        "tie_weight": 1e-6, "loss_weight": 2, "reserve_share": value("cooperative.reserve_share"), "aversion": 1,
        "ewes_most": 1e6 if settings.ewes_at_most is None else settings.ewes_at_most,
        "ewes_least": settings.ewes_at_least,
    }  # fmt: skip


def file_names(tables: Tables) -> Iterable[str]:
    """The files that `write_plan` writes beside the model."""
    return (f"{name}.csv" for name in tables)
