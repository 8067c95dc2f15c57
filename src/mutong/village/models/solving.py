"""One program through HiGHS: values, shadow prices, how far they reach; stopped cleanly at a limit or by the user."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.models.building import Built
from mutong.village.models.lp_library import highspy

Progress = Callable[[float], None]
_POLL_SECONDS = 0.2
_STATUS = highspy.HighsModelStatus
STATUS_NAMES = {
    _STATUS.kOptimal: "optimal",
    _STATUS.kInfeasible: "infeasible",
    _STATUS.kUnbounded: "unbounded",
    _STATUS.kUnboundedOrInfeasible: "unbounded_or_infeasible",
    _STATUS.kTimeLimit: "time_limit",
    _STATUS.kModelEmpty: "optimal",
}


@dataclass(frozen=True)
class Prices:
    """What one more of each right-hand side, and one more of each column, would do to the objective.

    Each array goes by row or column in the order of `Solved`. `row_low`/`row_high`: the right-hand sides between which
    the price holds; `cost_low`/`cost_high`: the coefficients of the objective between which the plan stays the best.
    NaN where HiGHS gives none. `integers_fixed`: worked out with the whole numbers of the plan held fast.
    """

    row: np.ndarray
    column: np.ndarray
    row_low: np.ndarray
    row_high: np.ndarray
    cost_low: np.ndarray
    cost_high: np.ndarray
    integers_fixed: bool


@dataclass(frozen=True)
class Solved:
    """What HiGHS says. `status`: optimal, infeasible, unbounded or time_limit. `objective`, `columns`, `rows` are None
    where there is no plan. `row_place`/`column_place` give the place of each of linopy's labels (−1: none). Limits are
    (lower, upper); `basic` tells which columns are in the basis (all False where there is none)."""

    status: str
    objective: float | None
    columns: np.ndarray | None
    rows: np.ndarray | None
    prices: Prices | None
    gap: float | None
    row_place: np.ndarray
    column_place: np.ndarray
    row_limits: tuple[np.ndarray, np.ndarray]
    column_limits: tuple[np.ndarray, np.ndarray]
    basic: np.ndarray
    seconds: float


@contextmanager
def _without_banner() -> Iterator[None]:
    """HiGHS greets on the process's standard output when it is made, where a result in JSON may be wanted."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def solver_of(built: Built) -> "highspy.Highs":
    """The program in HiGHS, silent, rows and columns in the order of linopy's labels."""
    with _without_banner():
        solver = built.program.to_highspy(set_names=False)
    solver.setOptionValue("output_flag", False)
    solver.HandleUserInterrupt = True
    return solver


def run(solver: "highspy.Highs", progress: Progress | None = None) -> float:
    """Let HiGHS work; the seconds it took. Ctrl-C stops it within moments and is raised again."""
    begun = time.monotonic()
    solver.startSolve()
    try:
        while not solver.wait(_POLL_SECONDS)[0]:
            if progress:
                progress(time.monotonic() - begun)
    except KeyboardInterrupt:
        solver.cancelSolve()
        solver.wait()
        raise
    return time.monotonic() - begun


def solve(
    built: Built,
    time_limit: float | None = None,
    progress: Progress | None = None,
    prices: bool = True,
    ranging: bool = True,
) -> Solved:
    """Solve a built program; `ranging` also finds how far each price holds, which can take longer than the solving.

    Raises MutongError solver_failed for what HiGHS cannot work out.
    """
    solver = solver_of(built)
    if time_limit is not None:
        solver.setOptionValue("time_limit", float(time_limit))
    seconds = run(solver, progress)
    status = STATUS_NAMES.get(solver.getModelStatus(), "failed")
    if status == "unbounded_or_infeasible":
        # Presolve cannot tell the two apart; the simplex method can.
        solver.setOptionValue("presolve", "off")
        seconds += run(solver, progress)
        status = STATUS_NAMES.get(solver.getModelStatus(), "failed")
    if status == "failed":
        raise MutongError(
            "solver_failed",
            Words(
                f"求解器没有得出结果（{solver.modelStatusToString(solver.getModelStatus())}）；"
                "请查系数的数量级，或换单位使数相差小一些。",
                f"The solver came to no result ({solver.modelStatusToString(solver.getModelStatus())}); look at "
                "the sizes of the coefficients, or choose units that bring them closer together.",
            ),
        )
    info = solver.getInfo()
    lp = solver.getLp()
    row_limits = np.array(lp.row_lower_), np.array(lp.row_upper_)
    column_limits = np.array(lp.col_lower_), np.array(lp.col_upper_)
    basis = solver.getBasis()
    basic = np.zeros(len(column_limits[0]), dtype=bool)
    if basis.valid:
        basic = np.asarray([one == highspy.HighsBasisStatus.kBasic for one in basis.col_status], dtype=bool)
    has_plan = status == "optimal" or (status == "time_limit" and info.primal_solution_status == 2)
    whole = _is_whole(solver)
    columns = rows = objective = gap = found_prices = None
    if has_plan:
        solution = solver.getSolution()
        columns, rows = np.array(solution.col_value), np.array(solution.row_value)
        objective = float(info.objective_function_value) + built.objective_constant
        gap = float(info.mip_gap) if whole and np.isfinite(info.mip_gap) else None
        if prices and status == "optimal":
            found_prices = _prices(solver, columns, whole, ranging)
    row_place, column_place = _places(built)
    return Solved(
        status,
        objective,
        columns,
        rows,
        found_prices,
        gap,
        row_place,
        column_place,
        row_limits,
        column_limits,
        basic,
        seconds,
    )


def _is_whole(solver: "highspy.Highs") -> bool:
    integrality = solver.getLp().integrality_
    return any(one != highspy.HighsVarType.kContinuous for one in integrality)


def _places(built: Built) -> tuple[np.ndarray, np.ndarray]:
    """For each label its place in HiGHS: labels that exist, in ascending order."""
    return _ascending(built.rows), _ascending(built.columns)


def _ascending(blocks: tuple) -> np.ndarray:
    labels = [block.labels.ravel() for block in blocks]
    there = np.sort(np.concatenate(labels)) if labels else np.zeros(0, dtype=int)
    there = there[there >= 0]
    place = np.full(int(there[-1]) + 1 if len(there) else 0, -1)
    place[there] = np.arange(len(there))
    return place


def _prices(solver: "highspy.Highs", columns: np.ndarray, whole: bool, far: bool) -> Prices | None:
    """Shadow prices; of a plan with whole numbers those of the linear program in which they are held fast."""
    if whole:
        lp = solver.getLp()
        at = np.asarray(
            [k for k, kind in enumerate(lp.integrality_) if kind != highspy.HighsVarType.kContinuous],
            dtype=np.int32,
        )
        fast = np.round(columns[at])
        continuous = np.zeros(len(at), dtype=np.uint8)
        solver.changeColsIntegrality(len(at), at, continuous)
        solver.changeColsBounds(len(at), at, fast, fast)
        # From what the search left behind HiGHS would go on without presolve, many times slower.
        solver.clearSolver()
        run(solver)
        if solver.getModelStatus() != _STATUS.kOptimal:
            return None
    solution = solver.getSolution()
    if not solution.dual_valid:
        return None
    row, column = np.array(solution.row_dual), np.array(solution.col_dual)
    nothing = np.full(len(row), np.nan), np.full(len(column), np.nan)
    if not far:
        return Prices(row, column, nothing[0], nothing[0], nothing[1], nothing[1], whole)
    gave, ranging = solver.getRanging()
    if gave == highspy.HighsStatus.kError or not ranging.valid:
        return Prices(row, column, nothing[0], nothing[0], nothing[1], nothing[1], whole)
    return Prices(
        row, column,
        np.array(ranging.row_bound_dn.value_)[: len(row)], np.array(ranging.row_bound_up.value_)[: len(row)],
        np.array(ranging.col_cost_dn.value_)[: len(column)], np.array(ranging.col_cost_up.value_)[: len(column)],
        whole,
    )  # fmt: skip
