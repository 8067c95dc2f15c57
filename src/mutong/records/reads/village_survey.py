"""The village survey as it stands now: of a whole area as one Survey, or what one household's form shows.

Whoever may ask (record_survey) or may read the village (read_village) over the area reads it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Substr

from mutong.kernel.period import civil_day
from mutong.records.access import Holding, Viewer, check_area, check_subject, find_holding, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.survey_rows import answers_now, sheet_rows
from mutong.records.register.models import Area, Fact, Household
from mutong.records.village.models import Plot
from mutong.records.village.survey_answers import SurveyAnswer
from mutong.tables.sheet_books import BookReading
from mutong.village.survey_book import SHEETS, Survey, survey_of

_COMMUNITY_DIGITS = 12
# Answers of the first sheet that the register may hold already, from an earlier sheet or a visit.
_KNOWN_FACTS = ("willing", "sheep_now", "sheep_skill_years", "cash_offered", "worries")


@dataclass(frozen=True)
class Known:
    """What the register knows of a question already: a number's ends (money in fen) or a word, and since when."""

    low: float | None
    high: float | None
    value: str | None
    on: date


@dataclass(frozen=True)
class HouseholdSurvey:
    """One household's form: its door, its area, its rows by sheet as they stand, each with its own name under its key.

    `plots` are those the register has, with area in mu and yield in kg per mu; `known` what it knows of questions of
    the first sheet. `asked_at` is the day of the last answer.
    """

    household_id: str
    door: str
    area_code: str
    rows: Mapping[str, Mapping[str, Mapping[str, object]]]
    plots: tuple[Mapping[str, object], ...]
    known: Mapping[str, Known]


@dataclass(frozen=True)
class SurveyHome:
    """A household in the list: its door, the grid it lives in."""

    household_id: str
    door: str
    grid: str


def village_survey(viewer: Viewer, area_code: str, purpose: str) -> Survey:
    """The survey of an area's households and below, exactly as a workbook of it would be read: all households are
    listed, plots are in one unit, warnings are worked out. One audit line. Raises AccessDenied.
    """
    holding = _may_read(viewer, area_code, purpose)
    homes = _homes(area_code)
    rows = sheet_rows(answers_now(homes))
    survey = survey_of([BookReading(rows, (), (), (), len(rows), 0, 0, ())], tuple(homes))
    log_deed(
        viewer, holding, "read_survey", purpose, query=f"area={area_code}", count=len(rows), ids=tuple(homes)
    )
    return survey


def survey_homes(viewer: Viewer, area_code: str, purpose: str) -> tuple[SurveyHome, ...]:
    """The households of an area by grid and door. Raises AccessDenied; the survey's own line has their ids."""
    _may_read(viewer, area_code, purpose)
    grids = _homes(area_code)
    found = Household.objects.filter(area_range(area_code)).values_list(
        "area_code", "household_id", "place__name"
    )
    rows = sorted((area, _by_number(door or home), home, door or home) for area, home, door in found)
    return tuple(SurveyHome(home, door, grids[home]) for _, _, home, door in rows)


def _by_number(door: str) -> list[tuple[int, str]]:
    """Doors in the order of their numbers: 2号院 comes before 10号院."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", door) if part]


def household_survey(viewer: Viewer, household_id: str, purpose: str) -> HouseholdSurvey:
    """What one household's form shows. Raises AccessDenied without record_survey or read_village over it."""
    right = (
        "record_survey"
        if find_holding(viewer, "record_survey", "household", household_id)
        else "read_village"
    )
    holding = check_subject(viewer, right, "household", household_id, purpose)
    home = Household.objects.values_list("area_code", "place__name").get(pk=household_id)
    rows: dict[str, dict[str, Mapping[str, object]]] = {sheet: {} for sheet in SHEETS}
    for (_, sheet, key), values in answers_now([household_id]).items():
        rows[sheet][key] = values
    plots = Plot.objects.filter(household_id=household_id).order_by("pk")
    log_deed(viewer, holding, "read_survey", purpose, subject=("household", household_id))
    return HouseholdSurvey(
        household_id=household_id,
        door=home[1] or household_id,
        area_code=home[0],
        rows=rows,
        plots=tuple(plots.values("plot_id", "area_mu", "slope", "water", "crop", "yield_normal")),
        known=_known(household_id),
    )


def survey_areas(viewer: Viewer) -> dict[str, str]:
    """Where the viewer may ask or read, and there is a village (plots or answers): code → name.

    A whole community, or the viewer's own grid in it.
    """
    found: dict[str, str] = {}
    for area in sorted({*viewer.areas_with("record_survey"), *viewer.areas_with("read_village")}):
        codes: set[str] = set()
        for model in (Plot, SurveyAnswer):
            rows = model.objects.filter(area_range(area, "household__area_code"))
            short = rows.annotate(community=Substr("household__area_code", 1, _COMMUNITY_DIGITS))
            codes |= set(short.values_list("community", flat=True).distinct())
        wanted = {code if len(area) <= _COMMUNITY_DIGITS else area for code in codes}
        found |= dict(
            Area.objects.filter(pk__in=wanted).order_by("area_code").values_list("area_code", "name")
        )
    return found


def has_village(viewer: Viewer) -> bool:
    """Whether there is a village (plots or answers) where the viewer may ask or read, for the navigation."""
    areas = {*viewer.areas_with("record_survey"), *viewer.areas_with("read_village")}
    return any(
        model.objects.filter(area_range(area, "household__area_code")).exists()
        for area in areas
        for model in (Plot, SurveyAnswer)
    )


def households_in(viewer: Viewer, right: str, household_ids: set[str]) -> set[str]:
    """Those of these households that are in the register, in an area where the viewer holds the right."""
    found: set[str] = set()
    for area in viewer.areas_with(right):
        homes = Household.objects.filter(area_range(area), pk__in=household_ids)
        found |= set(homes.values_list("pk", flat=True))
    return found


def _may_read(viewer: Viewer, area_code: str, purpose: str) -> Holding:
    right = "record_survey" if viewer.may("record_survey", area_code) else "read_village"
    return check_area(viewer, right, area_code, purpose)


def _homes(area_code: str) -> dict[str, str]:
    """The households of an area with the name of the grid (else the area) that each lives in."""
    homes = Household.objects.filter(area_range(area_code)).order_by("area_code", "household_id")
    codes = dict(homes.values_list("household_id", "area_code"))
    names = dict(Area.objects.filter(area_range(area_code)).values_list("area_code", "name"))
    return {home: names.get(code, code) for home, code in codes.items()}


def _known(household_id: str) -> dict[str, Known]:
    rows = Fact.objects.filter(
        subject_kind="household", subject_id=household_id, fact__in=_KNOWN_FACTS, state="known"
    ).order_by("recorded_at", "valid_from")
    return {
        fact: Known(low, high, value, civil_day(confirmed or recorded))
        for fact, low, high, value, confirmed, recorded in rows.values_list(
            "fact", "low", "high", "value", "confirmed_at", "recorded_at"
        )
    }
