"""What the land on offer earns now, and what a part of it would yield under another crop, as households told."""

from collections.abc import Sequence
from dataclasses import dataclass

from mutong.village.businesses.numbers_used import NumbersUsed
from mutong.village.coefficients import Coefficients
from mutong.village.options.results import YEARS, YearMoney
from mutong.village.programme.holdings import Holdings, crop_kinds, holdings_of
from mutong.village.spreads import NOT_KNOWN_AMOUNT, UNKNOWN, Spread, exactly, total
from mutong.village.survey_book import Survey


@dataclass(frozen=True)
class LandNow:
    """The land that willing households offer, plot by plot, with the numbers by which it is reckoned."""

    holdings: Holdings
    numbers: Coefficients

    @property
    def mu(self) -> float:
        """All of it."""
        return sum(plot.mu for plot in self.holdings.plots)

    @property
    def without_crop(self) -> float:
        """Land of which nobody said what grows on it, or whose crop no number is known of."""
        return sum(plot.mu for plot in self.holdings.plots if plot.crop is None)

    @property
    def crops(self) -> frozenset[str]:
        """The crops that grow on it."""
        return frozenset(plot.crop for plot in self.holdings.plots if plot.crop)

    def earned(self, used: NumbersUsed) -> YearMoney:
        """Yuan a year from all of it as it is used now.

        Land of which no crop is known may earn anything from nought up: the sum then has no upper end and no point.
        """
        rows = self._margins(used)
        more = [NOT_KNOWN_AMOUNT] if self.without_crop else []
        return YearMoney(*(total([m.of(year) * mu for m, mu in rows] + more) for year in YEARS))

    def given_up(self, mu: Spread, used: NumbersUsed) -> YearMoney:
        """Yuan a year that `mu` of it earn now: at least on the poorest plots, at most on the best."""
        rows = self._margins(used)
        if not rows:
            return YearMoney(UNKNOWN, UNKNOWN, UNKNOWN)
        return YearMoney(*(mean_of_part([(m.of(y), w) for m, w in rows], mu.high) * mu for y in YEARS))

    def yields(self, crop: str, mu: float, used: NumbersUsed) -> tuple[Spread, Spread]:
        """Kg per mu of a crop in a normal and in a dry year on `mu` of this land, else the number of the files."""
        found = []
        for year in ("normal", "dry"):
            rows = [
                (exactly(p.yields[crop, year]), p.mu) for p in self.holdings.plots if (crop, year) in p.yields
            ]
            found.append(mean_of_part(rows, mu) if rows else used.amount(f"{crop}.yield_{year}"))
        return found[0], found[1]

    def labour(self, used: NumbersUsed) -> tuple[Spread, ...]:
        """Days of work by month on all of it as it is used now; no upper end while a crop is not known."""
        days = [exactly(0.0)] * 12
        for crop in sorted(self.crops):
            mu = sum(plot.mu for plot in self.holdings.plots if plot.crop == crop)
            days = [a + b * mu for a, b in zip(days, work_of_crop(crop, used), strict=True)]
        return tuple(Spread(one.low, float("inf")) if self.without_crop else one for one in days)

    def labour_freed(self, mu: Spread, used: NumbersUsed) -> tuple[Spread, ...]:
        """Days of work by month that `mu` of it need no longer."""
        rows = [(work_of_crop(p.crop, used), p.mu) for p in self.holdings.plots if p.crop]
        if not rows:
            return (Spread(0.0, float("inf")) * mu,) * 12
        return tuple(mean_of_part([(work[m], w) for work, w in rows], mu.high) * mu for m in range(12))

    def _margins(self, used: NumbersUsed) -> list[tuple[YearMoney, float]]:
        return [
            (crop_margin(p.crop, p.yields.get((p.crop, "normal")), p.yields.get((p.crop, "dry")), used), p.mu)
            for p in self.holdings.plots
            if p.crop
        ]


def land_now(survey: Survey, numbers: Coefficients) -> LandNow:
    """The land that willing households of a survey offer."""
    return LandNow(holdings_of(survey, numbers), numbers)


def crop_margin(crop: str, normal: float | None, dry: float | None, used: NumbersUsed) -> YearMoney:
    """Yuan per mu and year of a crop sold whole: yield times price, less what is paid in cash (own work is not)."""
    product = crop_kinds()[crop].product
    kg = [
        used.amount(f"{crop}.yield_{y}") if v is None else exactly(v)
        for y, v in (("normal", normal), ("dry", dry))
    ]
    return money_of_yield(kg[0], kg[1], crop, product, used)


def money_of_yield(normal: Spread, dry: Spread, subject: str, product: str, used: NumbersUsed) -> YearMoney:
    """Yuan per unit and year from kg per unit in a normal and a dry year. In a low-price year the yield is normal."""
    if subject in crop_kinds() and crop_kinds()[subject].weighed_dry:
        # The yield is of dry matter, the price of what is carted away.
        moist = used.amount(f"{subject}.dry_matter")
        normal, dry = normal.divided_by(moist), dry.divided_by(moist)
    price, low = used.amount(f"{product}.price"), low_price(product, used)
    cost = used.amount(f"{subject}.cash_cost")
    return YearMoney(normal * price - cost, dry * price - cost, normal * low - cost)


def low_price(product: str, used: NumbersUsed) -> Spread:
    """The price in a low-price year: the product's own where there is one, else the usual price times a factor."""
    if f"{product}.price_low" in used:
        return used.amount(f"{product}.price_low")
    return used.amount(f"{product}.price") * used.amount("low_price_year.price_factor")


def work_of_crop(subject: str, used: NumbersUsed) -> tuple[Spread, ...]:
    """Days of work per mu by month."""
    days = used.amount(f"{subject}.labour")
    return tuple(days * share for share in used.months(f"{subject}.labour_share"))


def mean_of_part(rows: Sequence[tuple[Spread, float]], part: float) -> Spread:
    """The mean, weighed by area, of a part of the land: at least over its poorest plots, at most over its best.

    The point is the mean of all. `part` in mu; the whole, and more than the whole, has one mean.
    """
    whole = sum(mu for _, mu in rows)
    points = [one.point for one, _ in rows]
    point = None
    if all(p is not None for p in points):
        point = sum(p * mu for p, (_, mu) in zip(points, rows, strict=True)) / whole  # type: ignore[operator]
    low = _mean_of_first(sorted((one.low, mu) for one, mu in rows), part)
    # Two sums of the same numbers in another order may differ in the last digit.
    high = max(low, _mean_of_first(sorted(((one.high, mu) for one, mu in rows), reverse=True), part))
    return Spread(low, high, None if point is None else min(max(point, low), high))


def _mean_of_first(rows: Sequence[tuple[float, float]], part: float) -> float:
    left = min(part, sum(mu for _, mu in rows))
    if left <= 0:
        return rows[0][0]
    wanted, added = left, 0.0
    for value, mu in rows:
        taken = min(mu, left)
        if taken > 0:
            added += value * taken
        left -= taken
    return added / wanted
