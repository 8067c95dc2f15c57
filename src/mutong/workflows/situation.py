"""The situation of an outbreak in an area on a day, with the times of each step: read once, nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import end_of_day
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.case_groups import CaseGroup, group_cases
from mutong.outbreak.incidence import cases_counted
from mutong.outbreak.situation import WINDOW_CASES, Situation, situation_of
from mutong.outbreak.situation_figures import Figure
from mutong.records.access import ALL_AREAS, Viewer
from mutong.records.reads.areas import areas_under
from mutong.records.reads.situation_rows import SituationRows, access_situation_rows
from mutong.register.areas import short_code
from mutong.workflows.step_clocks import StepLine, protocols_timed, time_steps, work_timed


@dataclass(frozen=True)
class AreaSituation:
    """What the page of the situation shows. `found` is None where the area has no case by that day; `readable` are
    the cases that the viewer may open."""

    found: Situation | None
    areas: tuple[CaseGroup, ...]
    chains: tuple[CaseGroup, ...]
    steps: tuple[StepLine, ...]
    readable: frozenset[str]

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures by name."""
        return {one.name: one for one in self.found.figures} if self.found else {}


def situation_of_area(viewer: Viewer, area_code: str, day: date, by: str, *, purpose: str) -> AreaSituation:
    """The situation of an area at the end of a day, curves by `onset` or `report`.

    The serial interval is that of the outbreak's own pairs, where there are enough; else there is none, and what
    rests on it is missing. Raises AccessDenied without read_health over the area; MutongError for a day to come.
    """
    if day > clock.today():
        raise MutongError(
            "day_to_come",
            Words(
                f"{day} 还没有到；最晚可看 {clock.today()}。",
                f"{day} has not come yet; the last day to look at is {clock.today()}.",
            ),
        )
    rows = access_situation_rows(viewer, area_code, work_timed(), purpose=purpose)
    start = "" if area_code == ALL_AREAS else short_code(area_code)
    readable = frozenset(str(case["case_id"]) for case in rows.cases)
    try:
        found = situation_of(rows.cases, rows.links, rows.contacts, as_of=day, by=by, area=start)
    except MutongError as refusal:
        if refusal.code != "no_cases":
            raise
        return AreaSituation(None, (), (), (), readable)
    here = cases_counted(rows.cases, day, start)
    chain_of = {str(pair["infectee"]): str(pair["chain_id"]) for pair in found.chains.pairs}
    return AreaSituation(
        found,
        group_cases(here, _area_below(area_code), day),
        group_cases(here, lambda case: chain_of.get(str(case["case_id"]), str(case["case_id"])), day),
        _steps(rows, day),
        readable,
    )


def control_is_faster(reproduction: Figure | None) -> Truth:
    """Whether control is faster than spread, by the latest reproduction number: yes where its whole interval lies below
    1, no where it lies above; unknown where the interval holds 1, where there are too few cases, or no number."""
    if reproduction is None or reproduction.n < WINDOW_CASES:
        return Truth.UNKNOWN
    if reproduction.high < 1:
        return Truth.YES
    return Truth.NO if reproduction.low > 1 else Truth.UNKNOWN


def _area_below(area_code: str):
    """Which area one level down a case lies in; the area itself where there is none below, or the case names none."""
    below = sorted((short_code(one.area_code), one.area_code) for one in areas_under(area_code))

    def area_of(case: Mapping[str, object]) -> str:
        code = short_code(str(case["area_code"]))
        return next((full for start, full in below if code.startswith(start)), area_code)

    return area_of


def _steps(rows: SituationRows, day: date) -> tuple[StepLine, ...]:
    end = end_of_day(day)
    protocols = protocols_timed(rows.classes, day)
    return time_steps(protocols, rows.events, rows.duties, min(end, clock.now()), end)
