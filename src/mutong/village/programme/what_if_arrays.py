"""A future as the parameters of the programme."""

import numpy as np

from mutong.village.programme.futures import BY_MONTH
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import crop_kinds
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.settings import Future

_TABLE = {name: f"{name}_times" for name in BY_MONTH} | {"market_open": "market_open"}


def arrays_of(future: Future, calendar: PlanCalendar) -> dict[str, np.ndarray]:
    """The model's parameters under one future."""
    months, seasons = range(1, calendar.months + 1), range(1, len(calendar.season_years) + 1)
    found = {
        table: np.array([[getattr(future, name).get(t, 1.0) for t in months]])
        for name, table in _TABLE.items()
    }
    weather = np.array([future.weather.get(k, 1.0) for k in seasons])
    stays = np.array([future.land_stays.get(k, 1.0) for k in seasons])
    found["land_stays"] = stays[None, :]
    found["weather"] = np.repeat(weather[None, :, None], len(crop_kinds()), axis=2)
    found["straw_times"] = np.repeat((weather * stays)[None, :, None], len(goods()), axis=2)
    return found
