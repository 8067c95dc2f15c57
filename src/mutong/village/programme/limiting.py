"""What holds a plan back, in words: shadow prices of its limits, and what growing something else would cost.

A shadow price is the change of the aim for one more unit of the limit, all else as it is; it holds for small changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.planning import Plan, by_label
from mutong.village.programme.holdings import crop_kinds
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.results import Limit

_SLIGHT = 1e-3


@dataclass(frozen=True)
class _Limited:
    """A family of rows or of upper limits: whose axis tells when, and how the sentence goes ({worth} and {when})."""

    name: str
    column: bool
    unit: str
    words: Words


_FAMILIES = (
    _Limited("land", False, "mu", Words("多 1 亩地，目标增加 {worth}", "one more mu of land adds {worth}")),
    _Limited("pens", False, "m2", Words("多 1 平方米圈舍，目标增加 {worth}", "one more m² of pens adds {worth}")),
    _Limited("yards", False, "m2", Words("多 1 平方米院落，目标增加 {worth}", "one more m² of yard adds {worth}")),
    _Limited("silage_room", False, "kg", Words("青贮窖多装 1 公斤，目标增加 {worth}", "room for one more kg of "
                                                                          "silage adds {worth}")),
    _Limited("straw_nearby", False, "kg", Words("周边多买到 1 公斤粗料，目标增加 {worth}",
                                                "one more kg of roughage to be had nearby adds {worth}")),
    _Limited("manure_market", False, "kgN", Words("粪肥多卖出 1 公斤氮，目标增加 {worth}",
                                                  "selling manure with one more kg of N adds {worth}")),
    _Limited("fields_take", False, "kgN", Words("农田多接收 1 公斤粪氮，目标增加 {worth}",
                                                "fields that take one more kg of manure N add {worth}")),
    _Limited("scale", False, "head", Words("母羊上限放宽 1 只，目标增加 {worth}", "one more ewe allowed adds {worth}")),
    _Limited("old_ewes", False, "head", Words("少淘汰 1 只老母羊，目标增加 {worth}", "replacing one old ewe less "
                                                                         "adds {worth}")),
    _Limited("rams", False, "head", Words("公羊多配 1 只母羊，目标增加 {worth}", "one more ewe to the rams adds "
                                                                     "{worth}")),
    _Limited("concentrates", False, "kgDM", Words("精料上限放宽 1 公斤（干物质），目标增加 {worth}",
                                                  "one kg more concentrate allowed (dry matter) adds {worth}")),
    _Limited("capital", True, "yuan", Words("多 1 元入股现金，目标增加 {worth}", "one more yuan put in adds {worth}")),
    _Limited("loan", True, "yuan", Words("贷款额度多 1 元，目标增加 {worth}", "one more yuan of loan allowed adds "
                                                                   "{worth}")),
    _Limited("work", True, "day", Words("农户多出 1 个工日，目标增加 {worth}", "one more day's work of a household "
                                                                   "adds {worth}")),
    _Limited("built", True, "building", Words("当年多建 1 处，目标增加 {worth}", "one more building in the year "
                                                                       "adds {worth}")),
)  # fmt: skip
_TIMES = ("months", "years", "seasons")


def limits_of(plan: Plan, calendar: PlanCalendar, unit: str) -> tuple[Limit, ...]:
    """The limits that bind, the heaviest first within each unit's own scale (worth of one per cent of it); then crops
    that are not grown. `unit` is the aim's (yuan, or yuan a head). Nothing where there are no prices."""
    if plan.solved.prices is None:
        return ()
    found = [one for family in _FAMILIES if (one := _limit(plan, calendar, family, unit)) is not None]
    return tuple(found + _crops(plan, calendar, unit))


def _limit(plan: Plan, calendar: PlanCalendar, family: _Limited, unit: str) -> Limit | None:
    blocks = plan.built.columns if family.column else plan.built.rows
    block = next(one for one in blocks if one.name == family.name)
    values = _column_prices(plan, block.labels) if family.column else plan.duals(family.name)
    worth = np.nan_to_num(np.abs(values), nan=0.0)
    if worth.size == 0 or worth.max() < _SLIGHT:
        return None
    time = next((k for k, name in enumerate(block.sets) if name in _TIMES), None)
    at = np.unravel_index(int(worth.argmax()), worth.shape)
    when, words_when = "", Words("", "")
    if time is not None:
        when, words_when = _when(calendar, block.sets[time], int(at[time]) + 1)
    most = float(worth.max())
    return Limit(family.name, most, family.unit, when, _sentence(family.words, most, unit, words_when))


def _column_prices(plan: Plan, labels: np.ndarray) -> np.ndarray:
    """The worth of a variable's upper limit where it stands at it; nought elsewhere."""
    place = plan.solved.column_place
    prices = by_label(plan.solved.prices.column, place, labels)
    values, upper = (
        by_label(one, place, labels) for one in (plan.solved.columns, plan.solved.column_limits[1])
    )
    return np.where(np.isfinite(upper) & (values >= upper - 1e-6) & (upper > 0), np.maximum(prices, 0.0), 0.0)


def _crops(plan: Plan, calendar: PlanCalendar, unit: str) -> list[Limit]:
    """What one mu of a crop that is nowhere grown in a season would cost, on the plot where it would cost least."""
    block = next(one for one in plan.built.columns if one.name == "area")
    prices = by_label(plan.solved.prices.column, plan.solved.column_place, block.labels)
    planted = plan.values("planted")
    found = []
    for c, crop in enumerate(plan.model.sets["crops"].labels):
        costs = -prices[:, c, :]
        open_ = ~np.isnan(costs).all(axis=0) & (planted[c] < 0.01)
        if not open_.any():
            continue
        least = np.nanmin(np.where(np.isnan(costs), np.inf, costs), axis=0)
        least = np.where(open_, least, np.inf)
        k = int(least.argmin())
        if not np.isfinite(least[k]) or least[k] < _SLIGHT:
            continue
        words, season = crop_kinds()[crop].words, calendar.season_years[k]
        amount = _amount(float(least[k]), unit)
        found.append(
            Limit(f"crop:{crop}", float(least[k]), "mu", str(season), Words(
                f"改种 1 亩{words.zh}，目标减少 {amount.zh}（{season} 年最接近）。",
                f"One mu of {words.en} instead would take off {amount.en} (closest in {season}).",
            ))
        )  # fmt: skip
    return found


def _when(calendar: PlanCalendar, time: str, at: int) -> tuple[str, Words]:
    if time == "months":
        day = calendar.day(at)
        return f"{day:%Y-%m}", Words(f"{day.year} 年 {day.month} 月", f"{day:%B %Y}")
    if time == "seasons":
        year = calendar.season_years[at - 1]
        return str(year), Words(f"{year} 年", f"the season of {year}")
    return str(at), Words(f"第 {at} 年", f"year {at}")


def _amount(worth: float, unit: str) -> Words:
    figure = f"{worth:,.0f}" if worth >= 100 else f"{worth:.3g}"
    per_head = unit != "yuan"
    return Words(
        f"{figure} 元" + ("/人·年" if per_head else ""),
        f"{figure} yuan" + (" a head and year" if per_head else ""),
    )


def _sentence(words: Words, worth: float, unit: str, when: Words) -> Words:
    amount = _amount(worth, unit)
    zh, en = words.zh.replace("{worth}", amount.zh), words.en.replace("{worth}", amount.en)
    if when.zh:
        zh, en = f"{zh}（最多，{when.zh}）", f"{en} at most ({when.en})"
    return Words(f"{zh}。", f"{en[0].upper()}{en[1:]}.")


Told = Callable[[str, int, int], None]
__all__: Sequence[str] = ("limits_of",)
