"""Why there is no plan: the smallest set of rows and limits that clash; or why there is no best one: what grows without
end."""

from dataclasses import dataclass

import numpy as np

from mutong.village.models.building import Block, Built
from mutong.village.models.lp_library import highspy
from mutong.village.models.solving import Solved, run, solver_of

_STATUS = highspy.HighsModelStatus
_STRATEGY = int(highspy.IisStrategy.kIisStrategyFromLp) | int(highspy.IisStrategy.kIisStrategyIrreducible)
_LOWER = (highspy.IisBoundStatus.kIisBoundStatusLower, highspy.IisBoundStatus.kIisBoundStatusBoxed)
_UPPER = (highspy.IisBoundStatus.kIisBoundStatusUpper, highspy.IisBoundStatus.kIisBoundStatusBoxed)


@dataclass(frozen=True)
class Element:
    """One row or column by name: the block it is of and its labels."""

    block: Block
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """One side that takes part in a clash: of a row or of a variable. `side` is lower or upper, `value` its number."""

    element: Element
    is_row: bool
    side: str
    value: float


@dataclass(frozen=True)
class Clash:
    """Limits that cannot all be kept; leaving any one of them out removes this clash. `whole`: they could be kept if no
    whole numbers were asked for, and `limits` is empty."""

    limits: tuple[Limit, ...]
    whole: bool


@dataclass(frozen=True)
class Growth:
    """A variable that grows (`by` above 0) or falls without end along a direction that improves the objective."""

    element: Element
    by: float


def elements_by_place(built: Built, solved: Solved, rows: bool) -> dict[int, Element]:
    """Each row (or column) of HiGHS by its place."""
    found = {}
    place = solved.row_place if rows else solved.column_place
    for block in built.rows if rows else built.columns:
        for at in np.argwhere(block.labels >= 0):
            label = block.labels[tuple(at)]
            labels = tuple(built.model.sets[of].labels[int(k)] for of, k in zip(block.sets, at, strict=True))
            found[int(place[label])] = Element(block, labels)
    return found


def explain_infeasible(built: Built, solved: Solved) -> Clash:
    """A smallest clash, by HiGHS's irreducible infeasible subsystem; else by leaving out row after row."""
    solver = solver_of(built)
    relaxed = _without_whole_numbers(solver)
    if relaxed:
        run(solver)
        if solver.getModelStatus() not in (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible):
            return Clash((), True)
        solver = solver_of(built)
        _without_whole_numbers(solver)
    solver.setOptionValue("iis_strategy", _STRATEGY)
    gave, iis = solver.getIis()
    limits: list[Limit] = []
    if gave != highspy.HighsStatus.kError and iis.valid_:
        rows = zip(np.array(iis.row_index_).tolist(), list(iis.row_bound_), strict=True)
        columns = zip(np.array(iis.col_index_).tolist(), list(iis.col_bound_), strict=True)
        limits = _limits(built, solved, solver, list(rows), True) + _limits(
            built, solved, solver, list(columns), False
        )
    if not limits:
        limits = _by_leaving_out(built, solved)
    return Clash(tuple(limits), False)


def _without_whole_numbers(solver: "highspy.Highs") -> bool:
    """Let every variable take fractions; whether some could not before."""
    kinds = list(solver.getLp().integrality_)
    at = np.asarray(
        [k for k, kind in enumerate(kinds) if kind != highspy.HighsVarType.kContinuous], dtype=np.int32
    )
    if len(at):
        solver.changeColsIntegrality(len(at), at, np.zeros(len(at), dtype=np.uint8))
    return bool(len(at))


def _limits(built: Built, solved: Solved, solver: "highspy.Highs", found: list, rows: bool) -> list[Limit]:
    lp = solver.getLp()
    lower = np.array(lp.row_lower_ if rows else lp.col_lower_)
    upper = np.array(lp.row_upper_ if rows else lp.col_upper_)
    names = elements_by_place(built, solved, rows)
    limits = []
    for place, side in found:
        status = highspy.IisBoundStatus(side) if isinstance(side, int) else side
        if status in _LOWER and np.isfinite(lower[place]):
            limits.append(Limit(names[place], rows, "lower", float(lower[place])))
        if status in _UPPER and np.isfinite(upper[place]):
            limits.append(Limit(names[place], rows, "upper", float(upper[place])))
    return limits


def _by_leaving_out(built: Built, solved: Solved) -> list[Limit]:
    """A deletion filter over rows: each row without which it stays infeasible is left out for good."""
    solver = solver_of(built)
    _without_whole_numbers(solver)
    lp = solver.getLp()
    lower, upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
    kept = []
    for place in range(len(lower)):
        solver.changeRowBounds(place, -np.inf, np.inf)
        run(solver)
        if solver.getModelStatus() not in (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible):
            solver.changeRowBounds(place, lower[place], upper[place])
            kept.append(place)
    names = elements_by_place(built, solved, True)
    return [
        Limit(names[place], True, side, float(bound[place]))
        for place in kept
        for side, bound in (("lower", lower), ("upper", upper))
        if np.isfinite(bound[place])
    ]


def explain_unbounded(built: Built, solved: Solved) -> tuple[Growth, ...]:
    """The variables that change along a ray that improves the objective without end, the largest change first."""
    solver = solver_of(built)
    _without_whole_numbers(solver)
    for option, value in (("presolve", "off"), ("solver", "simplex"), ("simplex_strategy", 4)):
        solver.setOptionValue(option, value)
    run(solver)
    found = solver.getPrimalRay()
    has_ray, ray = bool(found[1]), found[2]
    if not has_ray or ray is None:
        return ()
    ray = np.array(ray)
    names = elements_by_place(built, solved, False)
    moving = [place for place in np.argsort(-np.abs(ray), kind="stable").tolist() if abs(ray[place]) > 1e-9]
    return tuple(Growth(names[place], float(ray[place])) for place in moving)
