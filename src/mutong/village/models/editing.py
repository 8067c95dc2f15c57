"""A solved program kept open in HiGHS, so that other numbers are edited into it and it is solved again from where it
stood: for what-ifs, without building anew.

Only the rows, limits and the objective that hang on a changed parameter are worked out again, and only coefficients
that differ are written. What would add or take away rows or columns is refused: then the model is built anew.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.models.building import Block, Built, objective_form, row_form, variable_bounds, work_out
from mutong.village.models.lp_library import highspy
from mutong.village.models.names import Named, Names
from mutong.village.models.planning import Plan
from mutong.village.models.rule_text import Rule
from mutong.village.models.solving import STATUS_NAMES, Solved, run, solver_of
from mutong.village.models.stated import Model

_CHOOSE, _PRIMAL = 0, 4
_FEW = 0.05


@dataclass(frozen=True)
class Answer:
    """One solution of an edited program: status, objective, columns by HiGHS's place, seconds of solving."""

    status: str
    objective: float | None
    columns: np.ndarray | None
    seconds: float


class LivePlan:
    """A program that takes edits. Whole numbers stay as the plan chose them, so that each solve is a linear one."""

    def __init__(self, plan: Plan) -> None:
        self.built: Built = plan.built
        self.model: Model = plan.model
        self._first: Solved = plan.solved
        self._blocks = {block.name: block for block in (*self.built.columns, *self.built.rows)}
        self._solver = solver_of(self.built)
        self._rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._hold_whole_numbers()
        self._names = self.built.names
        self._coefficients, self._limits_moved = 0, False

    def _hold_whole_numbers(self) -> None:
        kinds = list(self._solver.getLp().integrality_)
        at = [k for k, kind in enumerate(kinds) if kind != highspy.HighsVarType.kContinuous]
        if not at:
            return
        places = np.asarray(at, dtype=np.int32)
        fast = np.round(self._first.columns[places])
        self._solver.changeColsIntegrality(len(places), places, np.zeros(len(places), dtype=np.uint8))
        self._solver.changeColsBounds(len(places), places, fast, fast)

    def change(self, changed: Mapping[str, np.ndarray]) -> int:
        """Give parameters other values; how many coefficients, limits and costs were written. Raises PackError for
        numbers that make no row, MutongError needs_building where rows or columns would come or go."""
        model = self.model.with_parameters(changed)
        names = Names(model, work_out)
        for name in model.variables:
            names.put(name, self.built.names.get(name))
        written = 0
        touched = hanging_on(model, changed)
        for one in model.variables.values():
            if one.only is not None and _names_in(one.only) & touched:
                _refuse(one.name)
            if any(rule is not None and _names_in(rule) & touched for rule in (one.lower, one.upper)):
                self._limits_moved = True
                written += self._change_bounds(one.name, *variable_bounds(names, one))
        for one in model.constraints.values():
            if one.only is not None and _names_in(one.only) & touched:
                _refuse(one.name)
            if _names_in(one.rule) & touched or self._asks_before(model, one.rule, touched):
                written += self._change_rows(names, one.name)
        if _names_in(self.built.objective.rule) & touched:
            written += self._change_objective(names)
        self.model, self._names = model, names
        return written

    def _asks_before(self, model: Model, rule: Rule, touched: set[str]) -> bool:
        """Whether a rule asks for a variable whose values before the first label changed."""
        variables = (model.variables.get(name) for name in _names_in(rule))
        return any(one is not None and set(one.before.values()) & touched for one in variables)

    def hold(self, variable: str, values: np.ndarray) -> None:
        """Hold a variable fast at values laid out by its sets (NaN: let it be)."""
        self.limit(variable, values, values)

    def limit(self, variable: str, lower: np.ndarray | None, upper: np.ndarray | None) -> None:
        """Other limits for a variable, laid out by its sets; NaN or None leaves a limit as it is."""
        block = self._blocks[variable]
        there = block.labels >= 0
        at = self._first.column_place[block.labels[there]].astype(np.int32)
        lp = self._solver.getLp()
        low, high = np.array(lp.col_lower_)[at], np.array(lp.col_upper_)[at]
        for wanted, own in ((lower, low), (upper, high)):
            if wanted is not None:
                given = np.broadcast_to(wanted, block.labels.shape)[there]
                own[~np.isnan(given)] = given[~np.isnan(given)]
        self._solver.changeColsBounds(len(at), at, np.minimum(low, high), high)
        self._limits_moved = True

    def _way(self) -> int:
        """The simplex method to go on by: where a few coefficients changed and no limit moved, the plan is still nearly
        a plan and the primal method is quicker; otherwise HiGHS chooses."""
        few = self._coefficients < _FEW * self._solver.getNumNz()
        way = _PRIMAL if few and self._coefficients and not self._limits_moved else _CHOOSE
        self._coefficients, self._limits_moved = 0, False
        return way

    def solve(
        self, time_limit: float | None = None, progress: Callable[[float], None] | None = None
    ) -> Answer:
        """Solve from where it stands. Raises MutongError solver_failed."""
        if time_limit is not None:
            self._solver.setOptionValue("time_limit", float(time_limit))
        self._solver.setOptionValue("simplex_strategy", self._way())
        seconds = run(self._solver, progress)
        status = STATUS_NAMES.get(self._solver.getModelStatus(), "failed")
        if status == "unbounded_or_infeasible":
            status = "infeasible"
        if status != "optimal":
            return Answer(status, None, None, seconds)
        found = np.array(self._solver.getSolution().col_value)
        objective = float(self._solver.getInfo().objective_function_value)
        return Answer(status, objective + self._constant(), found, seconds)

    def _constant(self) -> float:
        return self.built.objective_constant

    def values(self, answer: Answer, variable: str) -> np.ndarray:
        """A variable of an answer, with an axis for each of its sets; NaN where it does not exist."""
        block = self._blocks[variable]
        found = np.full(block.labels.shape, np.nan)
        there = block.labels >= 0
        found[there] = answer.columns[self._first.column_place[block.labels[there]]]
        return found

    def expression(self, answer: Answer, name: str) -> np.ndarray:
        """A named expression of an answer, under the numbers as they stand now."""
        form = self._names.get(name).form
        value = np.array(form.const, dtype=float)
        if form.columns is not None:
            place = self._first.column_place
            terms = np.where(form.columns >= 0, answer.columns[place[np.maximum(form.columns, 0)]], 0.0)
            value = value + (form.coefficients * terms).sum(axis=-1)
        return value

    def _change_bounds(self, name: str, lower: np.ndarray, upper: np.ndarray) -> int:
        self.limit(name, lower, upper)
        return int((self._blocks[name].labels >= 0).sum())

    def _change_objective(self, names: Names) -> int:
        columns, coefficients, _, _ = objective_form(names, self.built.objective)
        cost = np.zeros(len(self._first.column_place))
        real = columns >= 0
        np.add.at(cost, columns[real], coefficients[real])
        place = self._first.column_place
        at = place[place >= 0].astype(np.int32)
        self._solver.changeColsCost(len(at), at, cost[place >= 0])
        return len(at)

    def _change_rows(self, names: Names, name: str) -> int:
        block = self._blocks[name]
        before = self._rows.get(name)
        if before is None:
            before = self._entries(block, self.built.names, self.built.model, name)
        after = self._entries(block, names, names.model, name)
        self._rows[name] = after
        keys = np.union1d(before[0], after[0])
        old, new = _at(keys, before), _at(keys, after)
        differ = np.flatnonzero(old != new)
        width = len(self._first.column_place)
        self._coefficients += len(differ)
        for k in differ:
            row, column = divmod(int(keys[k]), width)
            self._solver.changeCoeff(row, int(self._first.column_place[column]), float(new[k]))
        return len(differ) + self._change_sides(block, names, name)

    def _entries(self, block: Block, names: Names, model: Model, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of each coefficient as one ascending number, and the coefficient."""
        form = row_form(names, model.constraints[name])
        there = block.labels >= 0
        if ((form.holds & ~form.empty) != there).any():
            _refuse(name)
        rows = self._first.row_place[block.labels[there]].astype(np.int64)
        columns, coefficients = form.columns[there], form.coefficients[there]
        keys = rows[:, None] * len(self._first.column_place) + columns
        real = columns >= 0
        found, inverse = np.unique(keys[real], return_inverse=True)
        return found, np.bincount(inverse, coefficients[real], minlength=len(found))

    def _change_sides(self, block: Block, names: Names, name: str) -> int:
        form = row_form(names, names.model.constraints[name])
        there = block.labels >= 0
        rows = self._first.row_place[block.labels[there]]
        sides = -form.constant[there]
        low = np.full(len(rows), -np.inf) if form.sign == "<=" else sides
        high = np.full(len(rows), np.inf) if form.sign == ">=" else sides
        lp = self._solver.getLp()
        old_low, old_high = np.array(lp.row_lower_)[rows], np.array(lp.row_upper_)[rows]
        differ = np.flatnonzero((old_low != low) | (old_high != high))
        for k in differ:
            self._solver.changeRowBounds(int(rows[k]), float(low[k]), float(high[k]))
        self._limits_moved = self._limits_moved or len(differ) > 0
        return len(differ)


def hanging_on(model: Model, changed: Iterable[str]) -> set[str]:
    """The changed parameters, and every parameter and expression that is worked out from them."""
    found = set(changed)
    rules: dict[str, Rule] = {n: one.rule for n, one in model.parameters.items() if one.rule is not None}
    rules |= {name: one.rule for name, one in model.expressions.items()}
    grown = True
    while grown:
        more = {name for name, rule in rules.items() if name not in found and _names_in(rule) & found}
        found |= more
        grown = bool(more)
    return found


def _names_in(rule: Rule) -> set[str]:
    return {node.id for node in ast.walk(rule.tree) if isinstance(node, ast.Name)}


def _at(keys: np.ndarray, entries: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    found = np.zeros(len(keys))
    found[np.searchsorted(keys, entries[0])] = entries[1]
    return found


def _refuse(name: str) -> None:
    raise MutongError(
        "needs_building",
        Words(f"这样改动会增减“{name}”的行或列，要重新建立模型。",
              f"This change adds or takes away rows or columns of “{name}”; build the model anew."),
    )  # fmt: skip


__all__ = ["Answer", "LivePlan", "Named", "hanging_on"]
