"""A village of one household with ten mu of maize, and numbers chosen for tests: all made up."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients, load_coefficients
from mutong.village.local_choices import COLUMNS
from mutong.village.options.businesses import Business
from mutong.village.options.means import VillageMeans
from mutong.village.options.results import BUSINESS, NOTHING, NOW, OptionResult, YearMoney
from mutong.village.spreads import Spread, exactly
from mutong.village.survey_book import Survey
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, household, plot, survey_from

NUMBERS: dict[str, tuple[float, str]] = {
    "maize_grain.price": (2.5, "yuan/kg"),
    "maize.cash_cost": (300, "yuan/mu"),
    "maize.labour": (4, "day/mu"),
    "maize.labour_share": (25, "percent"),
    "millet.yield_normal": (200, "kg/mu"),
    "millet.yield_dry": (150, "kg/mu"),
    "millet.cash_cost": (250, "yuan/mu"),
    "millet.labour": (8, "day/mu"),
    "millet.labour_share": (12.5, "percent"),
    "millet_contract.price": (6, "yuan/kg"),
    "millet_contract.price_low": (5, "yuan/kg"),
    "millet_contract.wait": (1, "year"),
    "low_price_year.price_factor": (0.6, "ratio"),
    "labour.hours_per_day": (8, "hour"),
    "feeding.labour_per_head": (1, "hour"),
    "sheep_as_kept.margin_normal": (200, "yuan/head/year"),
    "sheep_as_kept.margin_dry": (100, "yuan/head/year"),
    "sheep_as_kept.margin_low_price": (0, "yuan/head/year"),
    "walnut.yield_normal": (150, "kg/mu"),
    "walnut.yield_dry": (90, "kg/mu"),
    "walnut.price": (10, "yuan/kg"),
    "walnut.price_low": (6, "yuan/kg"),
    "walnut.cash_cost": (200, "yuan/mu"),
    "walnut.labour": (6, "day/mu"),
    "walnut.labour_share": (10, "percent"),
    "walnut.start_cost": (2000, "yuan/mu"),
    "walnut.life": (20, "year"),
    "walnut.wait": (5, "year"),
    "laying_hens.yield_normal": (15, "kg/head/year"),
    "laying_hens.yield_dry": (15, "kg/head/year"),
    "laying_hens.price": (10, "yuan/kg"),
    "laying_hens.price_low": (7, "yuan/kg"),
    "laying_hens.cash_cost": (120, "yuan/head/year"),
    "laying_hens.labour_per_head": (0.4, "hour"),
    "laying_hens.start_cost": (80, "yuan/head"),
    "laying_hens.life": (8, "year"),
    "laying_hens.wait": (0.5, "year"),
    "laying_hens.land_per_head": (20 / 3, "m2/head"),
}
MILLET = Business(
    "millet_contract", Words("订单谷子", "Millet under contract"), "mu", 4, "millet", "millet_contract", "any",
    Words("会种谷子", "millet"), "maize", Words("收购方", "a buyer"), (), (),
    Words("村委会", "committee"), date(2022, 8, 1),
)  # fmt: skip
WALNUT = replace(
    MILLET, code="walnut", label=Words("核桃园", "Walnuts"), numbers_of="walnut", product="walnut"
)
HENS = replace(
    MILLET, code="laying_hens", label=Words("蛋鸡", "Hens"), unit="head", scale=100, numbers_of="laying_hens",
    product="laying_hens", skill_from="",
)  # fmt: skip


def numbers_of(
    folder: Path,
    changes: Mapping[str, float | tuple[float, float, float]] | None = None,
    without: tuple[str, ...] = (),
) -> Coefficients:
    """The shipped numbers with the choices above, some changed (a value, or low, value and high), some left out."""
    path = folder / "choices.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(COLUMNS)
        for key, (value, unit) in NUMBERS.items():
            if key in without:
                continue
            changed = (changes or {}).get(key, value)
            low, chosen, high = changed if isinstance(changed, tuple) else (changed, changed, changed)
            writer.writerow(
                [key, "14", "", low, chosen, high, unit, "试", "test", "post", "2022-01-01", "", ""]
            )
    return load_coefficients(choices=path, on=date(2022, 8, 22), area_code="140109")


def survey_of_one(
    folder: Path, *, willing: str = "愿意", cash: object = 5000, **plot_answers: object
) -> Survey:
    """One household: ten mu of maize (500 kg, dry 300), one worker of twenty days a month, two sheep."""
    answers = {
        "area": 10,
        "crop": "玉米",
        "yield_normal": 500,
        "yield_dry": 300,
        "yield_unit": "公斤/亩",
    } | plot_answers
    return survey_from(
        folder,
        {
            HOUSEHOLDS: [
                household(
                    willing=willing,
                    plots_count=1,
                    workers_count=1,
                    cash_offered=cash,
                    sheep_now=2,
                    yards_count=0,
                )
            ],
            PLOTS: [plot(**answers)],
            LABOUR: [{"household_id": "H1", "worker": "本人", **{f"days_{m}": 20 for m in range(1, 13)}}],
        },
    )


def money(normal: float, dry: float, low_price: float) -> YearMoney:
    """Known yuan in each kind of year."""
    return YearMoney(exactly(normal), exactly(dry), exactly(low_price))


def option(code: str, gain: YearMoney = NOTHING, **more: object) -> OptionResult:
    """An option that needs nothing, unless said otherwise."""
    told = Words(code, code)
    known: dict[str, object] = {
        "code": code, "label": told, "kind": NOW if code == "as_now" else BUSINESS, "scale": told, "margin": gain,
        "gain": gain, "cash_need": exactly(0), "lowest_cash": exactly(0), "labour": (exactly(0),) * 12,
        "more_labour": (exactly(0),) * 12, "land_mu": exactly(0), "years_to_income": exactly(1), "skill": told,
        "skill_state": Truth.YES, "market": told,
    }  # fmt: skip
    return OptionResult(**(known | more))  # type: ignore[arg-type]


def means(land: float = 100, days: float = 100, cash: float = 10_000) -> VillageMeans:
    """Known means of a village."""
    known = exactly(land)
    return VillageMeans(
        known, known, (exactly(days),) * 12, exactly(cash), exactly(0), 5, 0, Truth.YES, frozenset()
    )


UNKNOWN_MONEY = Spread(-float("inf"), float("inf"))
