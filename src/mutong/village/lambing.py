"""When ewes that were mated will lamb: days counted from the mating by the length of gestation in the numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.period import next_month, start_of_month
from mutong.village.coefficients import Coefficients
from mutong.village.spreads import Spread


@dataclass(frozen=True)
class Mating:
    """Ewes put to the ram on a day."""

    day: date
    ewes: float


@dataclass(frozen=True)
class Lambing:
    """What follows from one mating: lambs are due on `due`, hardly before `earliest` or after `latest`.

    `ewes` and `lambs` (born alive) are expected numbers; `weaned_on` and so `mated_again_from` count from the due day.
    """

    mated_on: date
    earliest: date
    due: date
    latest: date
    ewes: Spread
    lambs: Spread
    weaned_on: date
    mated_again_from: date


def lambing_calendar(matings: Iterable[Mating], numbers: Coefficients) -> list[Lambing]:
    """A Lambing for each mating, in the order of due days.

    Gestation in days, conception, litter size and weaning age come from the numbers; NumberNotSettled is raised for one
    that is open.
    """
    length = numbers["sheep.gestation"]
    conception, litter = numbers["ewe.conception"], numbers["ewe.litter_size"]
    nursing = round(numbers.value("lamb.weaning_age"))
    found = []
    for mating in matings:
        due = _after(mating.day, length.value)
        ewes = conception.spread * mating.ewes
        weaned = _months_later(due, nursing)
        found.append(
            Lambing(
                mated_on=mating.day,
                earliest=_after(mating.day, length.spread.low),
                due=due,
                latest=_after(mating.day, length.spread.high),
                ewes=ewes,
                lambs=ewes * litter.spread,
                weaned_on=weaned,
                mated_again_from=weaned + timedelta(days=1),
            )
        )
    return sorted(found, key=lambda one: (one.due, one.mated_on))


def _after(day: date, days: float) -> date:
    return day + timedelta(days=round(days))


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has none (T12)."""
    month = start_of_month(day)
    for _ in range(months):
        month = next_month(month)
    last = next_month(month) - timedelta(days=1)
    return min(month + timedelta(days=day.day - 1), last)
