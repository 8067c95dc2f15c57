"""A stated model as arrays of coefficients, handed over to linopy: one array per variable and per constraint."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.evaluating import Evaluator, named_form
from mutong.village.models.forms import Form, added, onto_axes, spread
from mutong.village.models.lp_library import linopy, xarray
from mutong.village.models.names import Named, Names
from mutong.village.models.rule_text import Index, Rule
from mutong.village.models.stated import Constraint, Model, Objective, Set, Variable
from mutong.village.models.units import UnitOf

_SIGNS = {ast.LtE: "<=", ast.GtE: ">=", ast.Eq: "="}
_SLIGHT = 1e-9
# HiGHS takes smaller coefficients for 0 and larger right-hand sides for no limit, without a word.
_LEAST, _MOST, _NOISE = 1e-9, 1e15, 1e-12


@dataclass(frozen=True)
class Block:
    """The rows of one constraint or the columns of one variable: its sets, its labels as linopy numbers them (−1: not
    there), and its unit."""

    name: str
    sets: tuple[str, ...]
    labels: np.ndarray
    unit: UnitOf
    words: Words


@dataclass(frozen=True)
class Built:
    """A model as linopy has it. `objective_constant` is the part of the objective without variables; `dropped` counts
    rows that hang on no variable and hold anyway."""

    model: Model
    names: Names
    program: linopy.Model
    columns: tuple[Block, ...]
    rows: tuple[Block, ...]
    objective: Objective
    objective_unit: UnitOf
    objective_constant: float
    dropped: int

    def expression(self, name: str) -> Named:
        """The form of a named expression."""
        return self.names.get(name)


def build(model: Model, objective: str | None = None) -> Built:
    """The whole program. Left out, the objective is the first one. Raises PackError for what cannot be built."""
    chosen = _chosen(model, objective)
    program = linopy.Model()
    names = Names(model, work_out)
    columns = tuple(_add_variable(program, names, one) for one in model.variables.values())
    rows, dropped = [], 0
    for one in model.constraints.values():
        block, left_out = _add_constraint(program, names, one)
        rows.append(block)
        dropped += left_out
    constant, unit = _add_objective(program, names, chosen)
    return Built(model, names, program, columns, tuple(rows), chosen, unit, constant, dropped)


def _chosen(model: Model, name: str | None) -> Objective:
    if name is None:
        return next(iter(model.objectives.values()))
    if name in model.objectives:
        return model.objectives[name]
    known = ", ".join(model.objectives)
    Rule(name, ast.Constant(0), model.path, 0).refuse(
        "unknown_objective",
        Words("没有这个目标", "there is no such objective"),
        Words(f"可以写：{known}", f"There are: {known}"),
    )


def work_out(names: Names, name: str) -> Named:
    """The form of a parameter or expression. Raises PackError."""
    model = names.model
    if name in model.parameters:
        one = model.parameters[name]
        if one.rule is None:
            gaps = np.isnan(one.values)
            axes = tuple(f"_{k}" for k in range(one.values.ndim))
            form = Form(
                axes, np.where(gaps, 0.0, one.values), absent=gaps if gaps.any() else None, unit=one.unit
            )
            return Named(one.sets, form)
        found = named_form(names, name, one.rule, _with_sets(names, one.indices), one.unit)
        if found.form.columns is not None:
            one.rule.refuse("variable_not_allowed", Words("参数的算式含变量", "a parameter hangs on a variable"),
                            Words("请移到 expressions", "State it under expressions"))  # fmt: skip
        return found
    one = model.expressions[name]
    return named_form(names, name, one.rule, _with_sets(names, one.indices), one.unit)


def _with_sets(names: Names, indices: Sequence[Index]) -> dict[str, Set]:
    return {one.name: names.sets[one.set] for one in indices}


def _holds(names: Names, only: Rule | None, over: Mapping[str, Set]) -> np.ndarray:
    shape = [len(one) for one in over.values()]
    if only is None:
        return np.ones(shape, dtype=bool)
    axes, mask = Evaluator(names, only, over).condition()
    return np.broadcast_to(spread(mask, axes, tuple(over)), shape)


def dimensions(sets: Sequence[str]) -> tuple[str, ...]:
    """The names of linopy's dimensions: the sets, a second time with a number."""
    return tuple(one if sets[:k].count(one) == 0 else f"{one}_{k}" for k, one in enumerate(sets))


def _labelled(values: np.ndarray, names: Names, sets: Sequence[str]) -> "xarray.DataArray":
    dims = dimensions(sets)
    coordinates = {dim: list(names.sets[one].labels) for dim, one in zip(dims, sets, strict=True)}
    return xarray.DataArray(values, coords=coordinates, dims=dims)


def variable_bounds(names: Names, one: Variable) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits of a variable for all its labels. Raises PackError."""
    over = _with_sets(names, one.indices)
    lower = _bound(names, one.lower, one, over, -np.inf)
    return lower, _bound(names, one.upper, one, over, 1.0 if one.kind == "binary" else np.inf)


def _bound(
    names: Names, rule: Rule | None, one: Variable, over: Mapping[str, Set], open_end: float
) -> np.ndarray:
    shape = [len(of) for of in over.values()]
    if rule is None:
        return np.full(shape, open_end)
    evaluator = Evaluator(names, rule, over)
    found = evaluator.constant(rule.tree)
    evaluator.unit_of_sum(found.unit, one.unit if one.unit is not None else found.unit, rule.tree)
    return np.array(onto_axes(found, tuple(over), shape).const, dtype=float)


def _add_variable(program: linopy.Model, names: Names, one: Variable) -> Block:
    over = _with_sets(names, one.indices)
    sets = tuple(index.set for index in one.indices)
    exists = _holds(names, one.only, over)
    lower, upper = variable_bounds(names, one)
    crossed = exists & ~(lower <= upper)
    if crossed.any():
        at = tuple(int(k) for k in np.argwhere(crossed)[0])
        where = ", ".join(of.labels[k] for of, k in zip(over.values(), at, strict=True))
        (one.upper or one.lower).refuse(
            "bounds_crossed",
            Words(f"{one.name}[{where}] 的下限 {lower[at]:g} 高于上限 {upper[at]:g}",
                  f"{one.name}[{where}] has lower limit {lower[at]:g} above its upper limit {upper[at]:g}"),
            Words("请改其中一个", "Mend one of them"),
        )  # fmt: skip
    bounds = {} if one.kind == "binary" else {"lower": _labelled(lower, names, sets),
                                               "upper": _labelled(upper, names, sets)}  # fmt: skip
    shape = _labelled(exists, names, sets)
    added_variable = program.add_variables(
        coords=shape.coords, mask=None if exists.all() else shape, name=one.name, integer=one.kind == "integer",
        binary=one.kind == "binary", **bounds,
    )  # fmt: skip
    labels = np.asarray(added_variable.labels.transpose(*dimensions(sets)).values)
    axes = tuple(f"_{k}" for k in range(len(sets)))
    form = Form(
        axes, np.zeros(labels.shape), np.ones((*labels.shape, 1)), labels[..., None],
        None if exists.all() else ~exists, one.unit,
    )  # fmt: skip
    names.put(one.name, Named(sets, form, one.before))
    if one.kind == "binary" and (
        (one.lower is not None and lower.max(initial=0) > 0) or upper.min(initial=1) < 1
    ):
        program.variables[one.name].lower = _labelled(lower, names, sets)
        program.variables[one.name].upper = _labelled(upper, names, sets)
    return Block(one.name, sets, labels, one.unit, one.words)


@dataclass(frozen=True)
class RowForm:
    """The rows of a constraint before anybody numbers them: moved to the left, `holds` where its condition is true,
    terms and constant; the right-hand side is −constant."""

    sign: str
    over: Mapping[str, Set]
    sets: tuple[str, ...]
    unit: UnitOf
    holds: np.ndarray
    columns: np.ndarray
    coefficients: np.ndarray
    constant: np.ndarray
    empty: np.ndarray


def row_form(names: Names, one: Constraint) -> RowForm:
    """A constraint worked out for all its labels. Raises PackError for what is no row, or can never be kept."""
    tree = one.rule.tree
    sign = _SIGNS.get(type(tree.ops[0])) if isinstance(tree, ast.Compare) and len(tree.ops) == 1 else None
    if sign is None:
        one.rule.refuse(
            "not_a_constraint",
            Words("约束要写成一个 <=、>= 或 = 的式子", "a constraint is one <=, >= or ="),
            Words(
                "没有严格的 < >；两头夹住的请写成两条", "There is no strict < or >; write a double one as two"
            ),
        )
    over = _with_sets(names, one.indices)
    sets = tuple(index.set for index in one.indices)
    evaluator = Evaluator(names, one.rule, over)
    left, right = evaluator.form(tree.left), evaluator.form(tree.comparators[0])
    unit = evaluator.unit_of_sum(left.unit, right.unit, tree)
    if one.unit is not None:
        unit = evaluator.unit_of_sum(one.unit, unit, tree)
    moved = added([left, right], [1, -1], unit)
    full = onto_axes(moved, tuple(over), [len(of) for of in over.values()])
    holds = _holds(names, one.only, over)
    _check_whole(evaluator, full, holds)
    full = _in_scale(evaluator, full, holds)
    columns, coefficients = _terms(full)
    empty = holds & ~((columns >= 0) & (coefficients != 0)).any(axis=-1)
    if empty.any():
        _check_empty(evaluator, full.const, empty, sign, over)
    return RowForm(sign, over, sets, unit, holds, columns, coefficients, full.const, empty)


def _add_constraint(program: linopy.Model, names: Names, one: Constraint) -> tuple[Block, int]:
    form = row_form(names, one)
    sets, shape = form.sets, form.constant.shape
    kept_rows = form.holds & ~form.empty
    labels = np.full(shape, -1)
    if kept_rows.any():
        dims = dimensions(sets)
        terms = xarray.Dataset(
            {
                "coeffs": ((*dims, "_term"), form.coefficients),
                "vars": ((*dims, "_term"), form.columns),
                "const": (dims, np.zeros(shape)),
            },
            coords={d: list(names.sets[of].labels) for d, of in zip(dims, sets, strict=True)},
        )
        mask = None if kept_rows.all() else _labelled(kept_rows, names, sets)
        rows = program.add_constraints(
            linopy.LinearExpression(terms, program), form.sign, _labelled(-form.constant, names, sets),
            name=one.name, mask=mask,
        )  # fmt: skip
        labels = np.asarray(rows.labels.transpose(*dims).values)
    return Block(one.name, sets, labels, form.unit, one.words), int(form.empty.sum())


def _terms(form: Form) -> tuple[np.ndarray, np.ndarray]:
    if form.columns is None:
        nothing = (*form.const.shape, 1)
        return np.full(nothing, -1), np.zeros(nothing)
    # linopy takes −1 for no variable and wants no number beside it.
    return np.asarray(form.columns), np.where(form.columns >= 0, form.coefficients, np.nan)


def _check_whole(evaluator: Evaluator, form: Form, holds: np.ndarray) -> None:
    """Refuse a row that asks for something absent, or whose numbers are not finite."""
    if form.absent is not None and (form.absent & holds).any():
        evaluator.refuse_absent(form.axes, form.absent & holds)
    wrong = ~np.isfinite(form.const)
    if form.columns is not None:
        wrong = wrong | (~np.isfinite(form.coefficients) & (form.columns >= 0)).any(axis=-1)
    if (wrong & holds).any():
        evaluator.rule.refuse(
            "not_finite",
            Words("算出的系数不是有限的数", "a coefficient worked out is not finite"),
            Words("请查除数、乘方和很大的数", "Look at divisors, powers and very large numbers"),
        )


def _in_scale(evaluator: Evaluator, form: Form, holds: np.ndarray) -> Form:
    """The form without the noise of its arithmetic. Refuses numbers that the solver would silently leave out."""
    wrong = np.abs(form.const) > _MOST
    coefficients = form.coefficients
    if form.columns is not None:
        size = np.where(form.columns >= 0, np.abs(coefficients), 0.0)
        noise = (size > 0) & (size < _NOISE * size.max(axis=-1, keepdims=True))
        coefficients = np.where(noise, 0.0, coefficients)
        size = np.where(noise, 0.0, size)
        wrong = wrong | (((size > 0) & (size < _LEAST)) | (size > _MOST)).any(axis=-1)
    if (wrong & holds).any():
        evaluator.rule.refuse(
            "out_of_scale",
            Words(
                f"系数小于 {_LEAST:g} 或大于 {_MOST:g}，求解器会当作没有",
                f"a coefficient is below {_LEAST:g} or above {_MOST:g}; the solver would leave it out",
            ),
            Words("请换单位，例如吨改为公斤", "Choose other units, such as kg in place of t"),
        )
    return replace(form, coefficients=coefficients)


def _check_empty(
    evaluator: Evaluator, const: np.ndarray, empty: np.ndarray, sign: str, over: Mapping[str, Set]
) -> None:
    """Rows without variables: those that hold say nothing; one that does not hold can never be kept."""
    slight = _SLIGHT * (1 + np.abs(const))
    broken = empty & {"<=": const > slight, ">=": const < -slight, "=": np.abs(const) > slight}[sign]
    if broken.any():
        at = np.argwhere(broken)[0]
        where = ", ".join(f"{n} = {of.labels[k]}" for (n, of), k in zip(over.items(), at, strict=True))
        evaluator.rule.refuse(
            "row_never_holds",
            Words(f"这一条不含变量，且不成立（{where}）", f"this row has no variable and does not hold ({where})"),
            Words("请查参数，或用条件（if）去掉这一条", "Look at the parameters, or leave the row out by a condition"),
        )  # fmt: skip


def objective_form(names: Names, one: Objective) -> tuple[np.ndarray, np.ndarray, float, UnitOf]:
    """Columns and coefficients of an objective, its constant and its unit. Raises PackError."""
    evaluator = Evaluator(names, one.rule, {})
    form = evaluator.form()
    unit = evaluator.unit_of_sum(one.unit, form.unit, one.rule.tree) if one.unit is not None else form.unit
    _check_whole(evaluator, form, np.asarray(True))
    columns, coefficients = _terms(form)
    return columns, coefficients, float(form.const), unit


def _add_objective(program: linopy.Model, names: Names, one: Objective) -> tuple[float, UnitOf]:
    columns, coefficients, constant, unit = objective_form(names, one)
    terms = xarray.Dataset(
        {"coeffs": (("_term",), coefficients), "vars": (("_term",), columns), "const": ((), 0.0)}
    )
    program.add_objective(linopy.LinearExpression(terms, program), sense=one.sense)
    return constant, unit
