"""A village's options laid side by side: those worked out at once, those kept from a longer calculation, the visits."""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.kernel import clock
from mutong.kernel.folders import deployment_folder
from mutong.records.access import Viewer
from mutong.records.reads.study_visits import KeptOptionRows, VisitRow, kept_options, study_visits
from mutong.records.reads.village_survey import village_survey
from mutong.village.businesses.land_now import land_now
from mutong.village.businesses.working_out import other_businesses
from mutong.village.coefficients import Coefficients, load_coefficients
from mutong.village.measures import convert
from mutong.village.options.businesses import load_businesses
from mutong.village.options.comparing import BAD_YEAR, Comparison, compare_options
from mutong.village.options.means import VillageMeans, means_of
from mutong.village.options.results import NOW, OpenNumber

PURPOSE = "比较产业 / compare businesses"


@dataclass(frozen=True)
class HeardNumber:
    """What a visit brought home of a number, in the unit in which the plan has it."""

    low: float
    high: float
    unit: str
    told_by: str
    place: str


@dataclass(frozen=True)
class OptionsSeen:
    """The comparison of a village; `sheep` are the kept sheep options (None: not worked out yet), `heard` what visits
    brought home by key of a number, `households` all of the village and `asked` those asked."""

    comparison: Comparison
    means: VillageMeans
    sheep: KeptOptionRows | None
    visits: tuple[VisitRow, ...]
    heard: Mapping[str, tuple[HeardNumber, ...]]
    open_numbers: tuple[OpenNumber, ...]
    households: int
    asked: int


def village_numbers(area_code: str) -> Coefficients:
    """The cited numbers with what the deployment settled, for an area, today."""
    return load_coefficients(
        choices=deployment_folder() / "village" / "choices.csv", on=clock.today(), area_code=area_code
    )


def compared_options(
    viewer: Viewer,
    area_code: str,
    rule: str = BAD_YEAR,
    weights: Mapping[str, float] | None = None,
    purpose: str = PURPOSE,
) -> OptionsSeen:
    """The options of an area by a rule (or weights of the years).

    Raises AccessDenied without read_village over the area; MutongError options_rule for a rule or weight not known.
    """
    sheep = kept_options(viewer, area_code, purpose)
    visits = study_visits(viewer, area_code, purpose)
    survey, numbers = village_survey(viewer, area_code, purpose), village_numbers(area_code)
    found = other_businesses(survey, numbers, load_businesses())
    means = means_of(survey, land_now(survey, numbers).crops)
    results = [*found, *(one for one in sheep.options if one.kind != NOW)] if sheep else found
    comparison = compare_options(results, weights, means, rule)
    answers = survey.households.values()
    return OptionsSeen(
        comparison=comparison,
        means=means,
        sheep=sheep,
        visits=visits,
        heard=_heard(visits, numbers),
        open_numbers=_open(comparison),
        households=len(survey.households),
        asked=sum(one.get("asked_at") is not None for one in answers),
    )


def _heard(visits: tuple[VisitRow, ...], numbers: Coefficients) -> dict[str, tuple[HeardNumber, ...]]:
    """Numbers of visits put forward, brought to the unit of the number they speak of."""
    found: dict[str, tuple[HeardNumber, ...]] = {}
    for visit in visits:
        for one in visit.numbers:
            if one.key not in numbers:
                continue
            unit = numbers[one.key].unit.name
            low, high = (convert(end, one.unit, unit) for end in (one.low, one.high))
            heard = HeardNumber(low, high, unit, one.told_by, visit.place)
            found[one.key] = (*found.get(one.key, ()), heard)
    return found


def _open(comparison: Comparison) -> tuple[OpenNumber, ...]:
    """Every number that any option rests on without a source, each once: those without a value first."""
    found = {one.key: one for line in comparison.lines for one in line.result.open_numbers}
    return tuple(sorted(found.values(), key=lambda one: one.settled))
