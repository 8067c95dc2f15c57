"""What the village has to start a business with, from its survey: surely at least, at most, or no end known."""

from dataclasses import dataclass

from mutong.kernel.truth import Truth
from mutong.village.spreads import INFINITY, NOT_KNOWN_AMOUNT, Spread
from mutong.village.survey_book import PLOTS, Survey
from mutong.village.survey_checks import MONTHS
from mutong.village.survey_totals import SurveyTotal, survey_totals


@dataclass(frozen=True)
class VillageMeans:
    """Land in mu (`land_not_basic`: no permanent basic farmland), days of work by month, cash in yuan, sheep now.

    `willing` households said yes, `undecided` may; `keeps_sheep` says whether somebody willing has kept sheep, and
    `crops` which crops the village grows, by code.
    """

    land: Spread
    land_not_basic: Spread
    labour: tuple[Spread, ...]
    cash: Spread
    sheep: Spread
    willing: int
    undecided: int
    keeps_sheep: Truth
    crops: frozenset[str]

    def land_of(self, kind: str) -> Spread:
        """Land of the kind an option needs."""
        return self.land_not_basic if kind == "not_basic" else self.land


NOTHING_KNOWN = VillageMeans(
    NOT_KNOWN_AMOUNT, NOT_KNOWN_AMOUNT, (NOT_KNOWN_AMOUNT,) * 12, NOT_KNOWN_AMOUNT, NOT_KNOWN_AMOUNT, 0, 0,
    Truth.UNKNOWN, frozenset(),
)  # fmt: skip


def means_of(survey: Survey, crops: frozenset[str] = frozenset()) -> VillageMeans:
    """The means that the households of a survey offer; `crops` are the codes of what they grow."""
    totals = {one.name: one for one in survey_totals(survey)}
    land = _spread(totals["land_mu"])
    answers = survey.households.values()
    years = [one.get("sheep_skill_years") for one in answers if one.get("willing") == "yes"]
    return VillageMeans(
        land=land,
        land_not_basic=Spread(_surely_not_basic(survey), land.high),
        labour=tuple(_spread(totals[f"labour_{month}"]) for month in MONTHS),
        cash=_spread(totals["cash_yuan"]),
        sheep=_spread(totals["sheep"]),
        willing=sum(one.get("willing") == "yes" for one in answers),
        undecided=sum(one.get("willing") not in ("yes", "no") for one in answers),
        keeps_sheep=_any_skill(years),
        crops=crops,
    )


def _spread(total: SurveyTotal) -> Spread:
    high = INFINITY if total.high is None else max(total.high, total.low)
    return Spread(total.low, high, total.low if total.low == high else None)


def _surely_not_basic(survey: Survey) -> float:
    """Land that willing households offer and know to be no permanent basic farmland (never asked is not no)."""
    willing = {home for home, one in survey.households.items() if one.get("willing") == "yes"}
    return sum(
        float(row.values["area_mu"])  # type: ignore[arg-type]
        for row in survey.rows[PLOTS]
        if row.values["household_id"] in willing
        and row.values["offered"] is True
        and row.values["basic_farmland"] is False
        and row.values["area_mu"] is not None
    )


def _any_skill(years: list[object]) -> Truth:
    if any(one is not None and one > 0 for one in years):  # type: ignore[operator]
        return Truth.YES
    return Truth.NO if years and all(one is not None for one in years) else Truth.UNKNOWN
