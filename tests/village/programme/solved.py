"""A plan solved and kept as the arrays of its programme, for tests that look inside."""

from pathlib import Path
from tempfile import TemporaryDirectory

from mutong.village.models.building import build
from mutong.village.models.planning import Plan
from mutong.village.models.reading import read_model
from mutong.village.models.solving import solve
from mutong.village.programme.holdings import Holdings
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.plan_tables import plan_tables, write_plan
from mutong.village.programme.reading_off import Figures
from mutong.village.programme.settings import PlanSettings
from tests.village.village_numbers import sample


def solved_plan(
    holdings: Holdings, asked: PlanSettings, aim: str = "for_collective", **scalars: float
) -> Plan:
    """The programme of holdings, solved; `scalars` are other values for single numbers."""
    with TemporaryDirectory() as folder:
        tables = plan_tables(holdings, sample(), asked)
        tables["scalars"] = [tables["scalars"][0] | scalars]
        model = read_model(write_plan(Path(folder), tables, asked))
    built = build(model, aim)
    return Plan(model, built, solve(built, prices=False), None, (), None, ())


def figures_of(holdings: Holdings, asked: PlanSettings, **scalars: float) -> Figures:
    """The arrays of its best plan."""
    return Figures(solved_plan(holdings, asked, **scalars), PlanCalendar(asked.start, asked.months))
