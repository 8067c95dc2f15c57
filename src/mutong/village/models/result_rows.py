"""A plan as tidy tables: one row for each variable, constraint and expression, with its labels."""

from collections.abc import Iterator, Sequence

import numpy as np

from mutong.village.models.building import dimensions
from mutong.village.models.planning import Plan, value_of
from mutong.village.models.units import unit_text

SOLUTION = ("variable", "value", "lower", "upper", "reduced_cost", "cost_low", "cost_high", "kind", "unit")
CONSTRAINTS = ("constraint", "activity", "sign", "rhs", "slack", "dual", "rhs_low", "rhs_high", "unit")
EXPRESSIONS = ("expression", "value", "unit")
Row = dict[str, object]
_SLIGHT = 1e-9


def tidy(value: float | None) -> float | None:
    """A number to 12 digits, without a negative zero; None for None and NaN."""
    if value is None or np.isnan(value):
        return None
    rounded = float(f"{value:.12g}")
    return 0.0 if abs(rounded) < 1e-11 else rounded


def label_columns(plan: Plan) -> tuple[str, ...]:
    """The columns that hold labels: every set that a variable, constraint or expression goes by."""
    sets = [one.sets for one in (*plan.built.columns, *plan.built.rows)]
    sets += [tuple(index.set for index in one.indices) for one in plan.model.expressions.values()]
    return tuple(dict.fromkeys(name for one in sets for name in _columns_of(one)))


def _columns_of(sets: Sequence[str]) -> tuple[str, ...]:
    taken = {*SOLUTION, *CONSTRAINTS, *EXPRESSIONS}
    return tuple(f"{name}_" if name in taken else name for name in dimensions(sets))


def with_labels(columns: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
    """The headings of a table: its first column, the labels, the rest."""
    return (columns[0], *labels, *columns[1:])


def _labels(plan: Plan, sets: Sequence[str], at: Sequence[int]) -> Row:
    labels = (plan.model.sets[of].labels[int(k)] for of, k in zip(sets, at, strict=True))
    return dict(zip(_columns_of(sets), labels, strict=True))


def variable_rows(plan: Plan) -> Iterator[Row]:
    """Each variable with its value, limits and reduced cost, and the coefficients of the objective between which the
    plan stays the best. Nothing where there is no plan."""
    if plan.solved.columns is None:
        return
    lower, upper = plan.solved.column_limits
    prices, place = plan.solved.prices, plan.solved.column_place
    for block in plan.built.columns:
        variable = plan.model.variables[block.name]
        for at in np.argwhere(block.labels >= 0):
            k = int(place[block.labels[tuple(at)]])
            yield {
                "variable": block.name,
                **_labels(plan, block.sets, at),
                "value": tidy(plan.solved.columns[k]),
                "lower": tidy(lower[k]),
                "upper": tidy(upper[k]),
                "reduced_cost": tidy(prices.column[k]) if prices else None,
                "cost_low": tidy(prices.cost_low[k]) if prices else None,
                "cost_high": tidy(prices.cost_high[k]) if prices else None,
                "kind": variable.kind,
                "unit": unit_text(block.unit),
            }


def constraint_rows(plan: Plan) -> Iterator[Row]:
    """Each constraint with what it comes to, its right-hand side, slack, shadow price and how far that price holds."""
    if plan.solved.rows is None:
        return
    lower, upper = plan.solved.row_limits
    prices, place = plan.solved.prices, plan.solved.row_place
    for block in plan.built.rows:
        for at in np.argwhere(block.labels >= 0):
            k = int(place[block.labels[tuple(at)]])
            sign = "=" if lower[k] == upper[k] else ">=" if np.isfinite(lower[k]) else "<="
            rhs = lower[k] if sign == ">=" else upper[k]
            activity = plan.solved.rows[k]
            slack = activity - rhs if sign == ">=" else rhs - activity
            tight = prices is not None and abs(prices.row[k]) > _SLIGHT
            yield {
                "constraint": block.name,
                **_labels(plan, block.sets, at),
                "activity": tidy(activity),
                "sign": sign,
                "rhs": tidy(rhs),
                "slack": 0.0 if abs(slack) < _SLIGHT * max(1.0, abs(rhs)) else tidy(slack),
                "dual": tidy(prices.row[k]) if prices else None,
                "rhs_low": tidy(prices.row_low[k]) if tight else None,
                "rhs_high": tidy(prices.row_high[k]) if tight else None,
                "unit": unit_text(block.unit),
            }


def expression_rows(plan: Plan) -> Iterator[Row]:
    """Each named expression with its value in the plan."""
    if plan.solved.columns is None:
        return
    for name in plan.model.expressions:
        named = plan.built.expression(name)
        values = value_of(named, plan.solved)
        for at in np.ndindex(values.shape):
            yield {
                "expression": name,
                **_labels(plan, named.sets, at),
                "value": tidy(values[at]),
                "unit": unit_text(named.form.unit),
            }


def frontier_rows(plan: Plan) -> Iterator[Row]:
    """Each point of a frontier: the parameter, the status, the objective, the expressions told."""
    for point in plan.frontier:
        yield {
            plan.model.frontier.parameter: tidy(point.value),
            "status": point.status,
            plan.built.objective.name: tidy(point.objective),
            **{name: tidy(value) for name, value in point.told.items()},
        }


def frontier_plan_rows(plan: Plan) -> Iterator[Row]:
    """Each variable at each point of a frontier."""
    blocks = {one.name: one for one in plan.built.columns}
    for point in plan.frontier:
        for name, values in point.columns.items():
            for at in np.argwhere(blocks[name].labels >= 0):
                yield {
                    "variable": name,
                    **_labels(plan, blocks[name].sets, at),
                    plan.model.frontier.parameter: tidy(point.value),
                    "value": tidy(values[tuple(at)]),
                }


def other_plans(plan: Plan) -> int:
    """How many variables could change without changing the objective: at a limit, with a reduced cost of 0."""
    prices = plan.solved.prices
    if prices is None or prices.integers_fixed:
        return 0
    lower, upper = plan.solved.column_limits
    values = plan.solved.columns
    at_limit = (np.abs(values - lower) < _SLIGHT) | (np.abs(values - upper) < _SLIGHT)
    return int((at_limit & (np.abs(prices.column) < _SLIGHT) & ~plan.solved.basic & (lower < upper)).sum())
