"""A model solved and explained: the plan, or why there is none; what scenarios are worth; a frontier of points."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mutong.village.models.building import Built, build
from mutong.village.models.clashes import Clash, Growth, explain_infeasible, explain_unbounded
from mutong.village.models.names import Named
from mutong.village.models.scenario_measures import ScenarioMeasures, measure_scenarios
from mutong.village.models.solving import Solved, solve
from mutong.village.models.stated import Model

Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Point:
    """One point of a frontier: the parameter's value, the status, the objective and the expressions told there, and the
    plan of each variable."""

    value: float
    status: str
    objective: float | None
    told: dict[str, float]
    columns: dict[str, np.ndarray]


@dataclass(frozen=True)
class Plan:
    """A model, what was built of it and what came out; `clash` where it is infeasible, `growth` where unbounded."""

    model: Model
    built: Built
    solved: Solved
    clash: Clash | None
    growth: tuple[Growth, ...]
    scenarios: ScenarioMeasures | None
    frontier: tuple[Point, ...]

    @property
    def status(self) -> str:
        """optimal, infeasible, unbounded or time_limit."""
        return self.solved.status

    @property
    def objective(self) -> float | None:
        """The value of the objective, None where there is no plan."""
        return self.solved.objective

    def values(self, variable: str) -> np.ndarray:
        """The plan of one variable, with an axis for each of its sets; NaN where it does not exist."""
        block = next(one for one in self.built.columns if one.name == variable)
        return by_label(self.solved.columns, self.solved.column_place, block.labels)

    def duals(self, constraint: str) -> np.ndarray:
        """The change of the objective for one more on the right-hand side of each row; NaN where there is no row."""
        block = next(one for one in self.built.rows if one.name == constraint)
        return by_label(self.solved.prices.row, self.solved.row_place, block.labels)

    def expression(self, name: str) -> np.ndarray:
        """The value of a named expression in the plan, with an axis for each of its sets."""
        return value_of(self.built.expression(name), self.solved)


def by_label(values: np.ndarray, place: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Values in the order of HiGHS, laid out by linopy's labels; NaN for −1."""
    found = np.full(labels.shape, np.nan)
    there = labels >= 0
    found[there] = values[place[labels[there]]]
    return found


def value_of(named: Named, solved: Solved) -> np.ndarray:
    """A form worked out with the values of a plan; NaN where something it asks for is absent."""
    form = named.form
    value = np.array(form.const, dtype=float)
    if form.columns is not None:
        terms = by_label(solved.columns, solved.column_place, np.asarray(form.columns))
        value = value + np.where(form.columns >= 0, form.coefficients * terms, 0.0).sum(axis=-1)
    return value if form.absent is None else np.where(form.absent, np.nan, value)


def solve_plan(
    model: Model, objective: str | None = None, time_limit: float | None = None, told: Told | None = None
) -> Plan:
    """Build, solve and explain a model, with its scenarios and frontier where it states them.

    `time_limit` in seconds is for each solve. `told(step, done, in_all)` hears how far it is: `solve` counts seconds.
    Raises PackError for a model that cannot be built, MutongError solver_failed. Ctrl-C is raised again at once.
    """
    if told:
        told("build", 0, 1)
    built = build(model, objective)
    solved = solve(built, time_limit, (lambda seconds: told("solve", int(seconds), 0)) if told else None)
    clash = explain_infeasible(built, solved) if solved.status == "infeasible" else None
    growth = explain_unbounded(built, solved) if solved.status == "unbounded" else ()
    scenarios = None
    if model.scenarios is not None and solved.status == "optimal":
        scenarios = measure_scenarios(built, solved, time_limit, told)
    frontier = ()
    if model.frontier is not None:
        frontier = _frontier(model, objective, time_limit, told)
    return Plan(model, built, solved, clash, growth, scenarios, frontier)


def _frontier(
    model: Model, objective: str | None, time_limit: float | None, told: Told | None
) -> tuple[Point, ...]:
    points = []
    for k, value in enumerate(model.frontier.values):
        if told:
            told("frontier", k, len(model.frontier.values))
        built = build(model.with_parameters({model.frontier.parameter: np.asarray(value)}), objective)
        solved = solve(built, time_limit, prices=False)
        told_there, columns = {}, {}
        if solved.columns is not None:
            told_there = {
                name: float(value_of(built.expression(name), solved)) for name in model.frontier.told
            }
            columns = {
                one.name: by_label(solved.columns, solved.column_place, one.labels) for one in built.columns
            }
        points.append(Point(value, solved.status, solved.objective, told_there, columns))
    return tuple(points)
