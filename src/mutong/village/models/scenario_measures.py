"""What knowing more would be worth: a two-stage plan beside the plan for average numbers and the plans of hindsight.

RP is the best plan that must be the same in all scenarios where it is decided before. WS is the mean of the best plans
of each scenario alone, EV the best plan for mean numbers, EEV the mean result of that plan's first stage.
EVPI = |WS − RP|, VSS = |RP − EEV|. Source: Birge and Louveaux, Introduction to Stochastic Programming, ch. 1, 4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError
from mutong.village.models.building import Built, build
from mutong.village.models.lp_library import highspy
from mutong.village.models.solving import Solved, run, solve, solver_of
from mutong.village.models.stated import Model, Set

_MEAN = "mean"
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ScenarioMeasures:
    """Each figure in the unit of the objective; None where it has none, `remark` says why.

    `alone` is the result of each scenario's own best plan; `mean_plan` the first stage of the plan for mean numbers.
    """

    rp: float
    ws: float | None
    ev: float | None
    eev: float | None
    evpi: float | None
    vss: float | None
    alone: Mapping[str, float]
    first_stage: tuple[str, ...]
    mean_plan: Mapping[str, np.ndarray]
    remark: Words | None


def measure_scenarios(
    built: Built, solved: Solved, time_limit: float | None = None, told: Told | None = None
) -> ScenarioMeasures:
    """The measures of a solved two-stage model. `told(step, done, in_all)` hears how far it is."""
    model, objective = built.model, built.objective.name
    of, chance = model.scenarios.set, model.parameters[model.scenarios.probability].values
    first = tuple(
        name for name, one in model.variables.items() if of not in {index.set for index in one.indices}
    )
    nothing = ScenarioMeasures(solved.objective, None, None, None, None, None, {}, first, {}, None)
    alone: dict[str, float] = {}
    labels = model.sets[of].labels
    try:
        for k, label in enumerate(labels):
            if told:
                told("scenarios", k, len(labels) + 1)
            one = solve(
                build(_only(model, label, np.eye(len(labels))[k]), objective), time_limit, prices=False
            )
            if one.status != "optimal":
                return replace(nothing, remark=_NO_PLAN.fill(label=label, status=one.status))
            alone[label] = one.objective
        mean = build(_only(model, _MEAN, chance), objective)
        at_mean = solve(mean, time_limit, prices=False)
    except PackError as refused:
        if refused.code != "unknown_label":
            raise
        return replace(nothing, remark=_LABEL_IN_RULE.fill(fact=refused.fact.en))
    ws = float(chance @ np.asarray([alone[label] for label in labels]))
    found = replace(nothing, ws=ws, evpi=abs(ws - solved.objective), alone=alone)
    if at_mean.status != "optimal":
        return replace(found, remark=_NO_PLAN.fill(label=_MEAN, status=at_mean.status))
    plan = {
        block.name: at_mean.columns[at_mean.column_place[block.labels]] for block in mean.columns
        if block.name in first and (block.labels >= 0).all()
    }  # fmt: skip
    eev = _held_fast(built, solved, mean, at_mean, first)
    found = replace(found, ev=at_mean.objective, mean_plan=plan)
    if eev is None:
        return replace(found, remark=_MEAN_PLAN_FAILS)
    return replace(found, eev=eev, vss=abs(solved.objective - eev))


def _only(model: Model, label: str, weights: np.ndarray) -> Model:
    """The model with one scenario, whose numbers are the weighted means of all scenarios' numbers."""
    of = model.scenarios.set
    old = model.sets[of]
    sets = dict(model.sets) | {
        of: Set(of, (label,), of, np.zeros(1, dtype=int), False, False, None, old.words)
    }
    parameters = dict(model.parameters)
    for name, one in model.parameters.items():
        if of in one.sets and one.rule is None:
            values = one.values
            for axis, set_name in enumerate(one.sets):
                if set_name == of:
                    # A scenario of weight 0 takes no part, not even by a number that nobody knows.
                    used = np.flatnonzero(weights)
                    values = np.tensordot(np.take(values, used, axis), weights[used], axes=(axis, 0))
                    values = np.expand_dims(values, axis)
            parameters[name] = replace(one, values=values)
    sure = parameters[model.scenarios.probability]
    parameters[sure.name] = replace(sure, values=np.ones(1), rule=None)
    return replace(model, sets=sets, parameters=parameters)


def _held_fast(
    built: Built, solved: Solved, mean: Built, at_mean: Solved, first: tuple[str, ...]
) -> float | None:
    """The result when the first stage is that of the mean plan; None where it cannot be kept in some scenario."""
    solver = solver_of(built)
    lp = solver.getLp()
    lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
    theirs = {block.name: block for block in mean.columns}
    for block in built.columns:
        if block.name in first:
            there = block.labels >= 0
            at = solved.column_place[block.labels[there]].astype(np.int32)
            values = at_mean.columns[at_mean.column_place[theirs[block.name].labels[there]]]
            values = np.clip(values, lower[at], upper[at])
            solver.changeColsBounds(len(at), at, values, values)
    run(solver)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(solver.getInfo().objective_function_value) + built.objective_constant


_NO_PLAN = Words(
    "情景“{label}”单独没有最优方案（{status}）", "the scenario “{label}” alone has no best plan ({status})"
)
_LABEL_IN_RULE = Words(
    "算式里写了某个情景的标签，不能逐个情景求解（{fact}）",
    "a rule names one scenario, so that scenarios cannot be solved alone ({fact})",
)
_MEAN_PLAN_FAILS = Words(
    "按平均数定的方案在有的情景下行不通",
    "the plan for mean numbers cannot be kept in some scenario",
)
