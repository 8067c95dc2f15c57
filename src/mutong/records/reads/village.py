"""What the households of a village said they can offer, for the village's page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Substr

from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.register.models import Area, Fact, Household
from mutong.records.village.models import Plot

_COMMUNITY_DIGITS = 12


@dataclass(frozen=True)
class VillageAnswers:
    """The households of an area with their doors, and the answers known today: (household, fact) -> value.

    A number is (low, high) in the dictionary's unit, anything else a text. `asked` gives the day of the last answer.
    """

    doors: dict[str, str]
    answers: dict[tuple[str, str], tuple[float | None, float | None] | str]
    asked: dict[str, date]


def village_answers(viewer: Viewer, area_code: str, facts: tuple[str, ...], purpose: str) -> VillageAnswers:
    """The answers to some facts of an area's households and below; one audit line.

    Raises AccessDenied without read_village over the area.
    """
    holding = check_area(viewer, "read_village", area_code, purpose)
    homes = Household.objects.filter(area_range(area_code)).order_by("area_code", "household_id")
    doors = {home: name or home for home, name in homes.values_list("household_id", "place__name")}
    today = clock.today()
    answers: dict[tuple[str, str], tuple[float | None, float | None] | str] = {}
    asked: dict[str, date] = {}
    for chunk in chunks(doors):
        rows = Fact.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            subject_kind="household",
            subject_id__in=chunk,
            fact__in=facts,
            state="known",
            valid_from__lte=today,
        ).order_by("recorded_at", "valid_from")
        for home, fact, low, high, value, confirmed, recorded in rows.values_list(
            "subject_id", "fact", "low", "high", "value", "confirmed_at", "recorded_at"
        ):
            answers[home, fact] = value if value is not None else (low, high)
            asked[home] = max(asked.get(home, date.min), civil_day(confirmed or recorded))
    query = f"area={area_code}; survey"
    log_deed(viewer, holding, "read_village", purpose, query=query, count=len(answers), ids=sorted(asked))
    return VillageAnswers(doors, answers, asked)


def village_areas(viewer: Viewer) -> dict[str, str]:
    """The communities with plots in the areas where the viewer may read the village: code -> name."""
    found: set[str] = set()
    for area in viewer.areas_with("read_village"):
        rows = Plot.objects.filter(area_range(area, "household__area_code"))
        codes = rows.annotate(community=Substr("household__area_code", 1, _COMMUNITY_DIGITS))
        found |= set(codes.values_list("community", flat=True).distinct())
    return dict(Area.objects.filter(pk__in=found).order_by("area_code").values_list("area_code", "name"))


def areas_with_land() -> tuple[str, ...]:
    """The areas in which households with plots live."""
    codes = Plot.objects.order_by("household__area_code").values_list("household__area_code", flat=True)
    return tuple(codes.distinct())
