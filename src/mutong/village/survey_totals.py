"""What the village offers, as intervals: low is surely there, high is None while somebody's answer may add to it.

A thing counts surely where its household said yes and offers it; it may count where the household is undecided, or was
not asked, or has not said whether it offers this. Whoever said no offers nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.village.survey_book import LABOUR, PLOTS, YARDS, Survey
from mutong.village.survey_checks import MONTHS, days_in

Ends = tuple[float, float | None]
_SHEDS = ("shed", "barn")


@dataclass(frozen=True)
class SurveyTotal:
    """One total: `low` surely offered, `high` at most (None: no end is known), in `unit`; `named` is all that was named
    by households that did not say no; `answered` and `open` count those households that leave nothing, or something,
    open in it."""

    name: str
    label: Words
    unit: str
    low: float
    high: float | None
    named: float
    answered: int
    open: int


def survey_totals(survey: Survey) -> tuple[SurveyTotal, ...]:
    """Land, land with water, yards, sheds, sheep, cash (yuan), and labour for each month (days)."""
    plots = _by_household(survey, PLOTS)
    yards = _by_household(survey, YARDS)
    workers = _by_household(survey, LABOUR)
    found = [
        _total(survey, "land_mu", Words("土地", "land"), "mu", _items(plots, "plots_count", "area_mu")),
        _total(
            survey, "watered_mu", Words("能浇的地", "land with water"), "mu",
            _items(plots, "plots_count", "area_mu", "water", (True,)),
        ),
        _total(
            survey, "yard_m2", Words("院落", "yards"), "m2",
            _items(yards, "yards_count", "area_m2", "yard_kind", ("yard",)),
        ),
        _total(
            survey, "shed_m2", Words("圈舍库房", "sheds and barns"), "m2",
            _items(yards, "yards_count", "area_m2", "yard_kind", _SHEDS),
        ),
        _total(survey, "sheep", Words("现有羊只", "sheep"), "head", _answer("sheep_now")),
        _total(survey, "cash_yuan", Words("现金", "cash"), "yuan", _answer("cash_offered")),
    ]  # fmt: skip
    for month in MONTHS:
        label = Words(f"{month}月劳力", f"labour in month {month}")
        found.append(_total(survey, f"labour_{month}", label, "day", _days(workers, month)))
    return tuple(found)


Part = Callable[[str, Mapping[str, object], bool], tuple[Ends, float]]


def _total(survey: Survey, name: str, label: Words, unit: str, part: Part) -> SurveyTotal:
    low, high, named = 0.0, 0.0, 0.0
    answered = open_ = 0
    endless = False
    for household, answers in survey.households.items():
        if answers.get("willing") == "no":
            continue
        (least, most), told = part(household, answers, answers.get("willing") == "yes")
        low, named = low + least, named + told
        if most is None:
            endless, open_ = True, open_ + 1
        else:
            high += most
            answered += least == most
            open_ += least != most
    return SurveyTotal(name, label, unit, low, None if endless else high, named, answered, open_)


def _items(
    rows: Mapping[str, Sequence[Mapping[str, object]]],
    counted_by: str,
    amount: str,
    column: str = "",
    among: tuple[object, ...] = (),
) -> Part:
    """Amounts of a sheet's rows; only those whose `column` is among some values, where a value not known may be."""

    def part(household: str, answers: Mapping[str, object], willing: bool) -> tuple[Ends, float]:
        found = rows.get(household, ())
        said = answers.get(counted_by)
        low, high, named = 0.0, 0.0, 0.0
        endless = said is None or len(found) < said  # type: ignore[operator]
        for row in found:
            fits = column == "" or row[column] in among
            if row["offered"] is False or (not fits and row[column] is not None):
                continue
            value = row[amount]
            if value is None:
                endless = True
                continue
            high += value  # type: ignore[operator]
            named += value if fits else 0  # type: ignore[operator]
            low += value if fits and willing and row["offered"] is True else 0  # type: ignore[operator]
        return (low, None if endless else high), named

    return part


def _answer(column: str) -> Part:
    def part(household: str, answers: Mapping[str, object], willing: bool) -> tuple[Ends, float]:
        value = answers.get(column)
        if value is None:
            return (0.0, None), 0.0
        return (float(value) if willing else 0.0, float(value)), float(value)  # type: ignore[arg-type]

    return part


def _days(rows: Mapping[str, Sequence[Mapping[str, object]]], month: int) -> Part:
    """Days of work in a month. A worker who did not say may give as many as the month has."""

    def part(household: str, answers: Mapping[str, object], willing: bool) -> tuple[Ends, float]:
        found = rows.get(household, ())
        said, most = answers.get("workers_count"), days_in(month, answers.get("asked_at"))
        low = high = 0.0
        for row in found:
            days = row[f"days_{month}"]
            known = days is not None and days <= most  # type: ignore[operator]
            low += days if known else 0  # type: ignore[operator]
            high += days if known else most  # type: ignore[operator]
        if said is not None:
            high += most * max(0, said - len(found))  # type: ignore[operator]
        return (low if willing else 0.0, None if said is None else high), low

    return part


def _by_household(survey: Survey, table: str) -> dict[str, list[Mapping[str, object]]]:
    found: dict[str, list[Mapping[str, object]]] = {}
    for row in survey.rows[table]:
        found.setdefault(str(row.values["household_id"]), []).append(row.values)
    return found


def register_rows(survey: Survey) -> dict[str, list[dict[str, object]]]:
    """What of the survey the register keeps: rows of the tables survey and plots, for an ordinary import (X1).

    Only of households with a day on which they were asked. A sum is given where it is known to the end: then the number
    of rows was said, all are there, and each says whether it is offered. Days of work differ by month and stay here.
    """
    plots, yards = _by_household(survey, PLOTS), _by_household(survey, YARDS)
    answers = [one for one in survey.households.values() if one.get("asked_at") is not None]
    return {
        "survey": [
            {
                "household_id": one["household_id"],
                "asked_at": one["asked_at"],
                "willing": one.get("willing"),
                "land_offered_mu": _closed(_items(plots, "plots_count", "area_mu"), one),
                "yard_m2": _known_sum(yards, one, ("yard",)),
                "pen_m2": _known_sum(yards, one, _SHEDS),
                "sheep_now": one.get("sheep_now"),
                "sheep_skill_years": one.get("sheep_skill_years"),
                "cash_offered": one.get("cash_offered"),
                "worries": one.get("worries"),
            }
            for one in answers
        ],
        "plots": [
            {
                "household_id": row.values["household_id"],
                "plot_id": row.values["plot_id"],
                "area_mu": row.values["area_mu"],
                "slope": row.values["slope"],
                "water": row.values["water"],
                "crop": row.values["crop"],
                "yield_normal": row.values["yield_normal_kg_mu"],
            }
            for row in survey.rows[PLOTS]
            if row.values["area_mu"] is not None
        ],
    }


def _closed(part: Part, answers: Mapping[str, object]) -> float | None:
    """What a household offers, were it willing; None unless both ends are one number."""
    (low, high), _ = part(str(answers["household_id"]), answers, True)
    return low if low == high else None


def _known_sum(
    rows: Mapping[str, Sequence[Mapping[str, object]]], answers: Mapping[str, object], kinds: tuple[str, ...]
) -> float | None:
    """All the area of some kinds of yard, offered or not; None while a row or a number is lacking."""
    found = rows.get(str(answers["household_id"]), ())
    said = answers.get("yards_count")
    if said is None or len(found) < said or any(row["yard_kind"] is None for row in found):  # type: ignore[operator]
        return None
    areas = [row["area_m2"] for row in found if row["yard_kind"] in kinds]
    return None if None in areas else float(sum(areas))  # type: ignore[arg-type]
