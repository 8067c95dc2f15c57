"""A name with its indices: `cows[a-1, y-1]`, looked up for all combinations at once."""

import ast
from dataclasses import replace

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.asking import Asked
from mutong.village.models.forms import Form, either_absent, joint, spread
from mutong.village.models.names import Absence, Named, Place


def refer(evaluator: Asked, node: ast.Name | ast.Subscript) -> Form:
    """The form that a name, with or without indices, stands for. Raises PackError."""
    base = node.value if isinstance(node, ast.Subscript) else node
    names = evaluator.names
    if not isinstance(base, ast.Name) or base.id not in names:
        model = names.model
        known = (*evaluator.indices, *model.parameters, *model.expressions, *model.variables)
        evaluator.refuse_unknown(ast.unparse(base), "name", known, node)
    circle = names.circle(base.id)
    if circle:
        evaluator.rule.refuse(
            "names_in_a_circle",
            Words(f"{' → '.join(circle)} 互相依赖", f"{' → '.join(circle)} hang on each other"),
            Words("请拆开这个循环", "Break the circle"), node,
        )  # fmt: skip
    named = names.get(base.id)
    given = _indices(node)
    if len(given) != len(named.sets):
        wanted = f"{base.id}[{', '.join(named.sets)}]" if named.sets else base.id
        evaluator.rule.refuse(
            "wrong_indices",
            Words(f"“{base.id}”要 {len(named.sets)} 个下标，写了 {len(given)} 个",
                  f"“{base.id}” takes {len(named.sets)} indices; {len(given)} are written"),
            Words(f"请写成 {wanted}", f"Write {wanted}"), node,
        )  # fmt: skip
    places = [_place(evaluator, part, of, node) for part, of in zip(given, named.sets, strict=True)]
    return _looked_up(evaluator, node, named, places)


def _indices(node: ast.Name | ast.Subscript) -> list[ast.expr]:
    if isinstance(node, ast.Name):
        return []
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _place(evaluator: Asked, part: ast.expr, of: str, node: ast.AST) -> Place:
    root = evaluator.names.sets[of].root
    place = evaluator.index_place(part)
    if place is None:
        return evaluator.label_place(part, root, node)
    if place.root != root:
        evaluator.rule.refuse(
            "wrong_index",
            Words(f"“{ast.unparse(part)}”属于“{place.root}”，这里要“{of}”的下标",
                  f"“{ast.unparse(part)}” is of “{place.root}”; an index of “{of}” is wanted here"),
            Words("请核对下标的次序", "Check the order of the indices"), node,
        )  # fmt: skip
    return place


def _looked_up(evaluator: Asked, node: ast.AST, named: Named, places: list[Place]) -> Form:
    names = evaluator.names
    axes = joint(*(one.axes for one in places))
    form = named.form
    whole = len(axes) == len(places) and all(
        np.array_equal(place.positions, names.sets[of].positions)
        for place, of in zip(places, named.sets, strict=True)
    )
    if whole:
        found = replace(form, axes=axes)
        return _noted(evaluator, node, found, None)
    own, outside, before = [], None, []
    for place, of in zip(places, named.sets, strict=True):
        positions = names.own_positions(of, place.positions)
        own.append(spread(np.maximum(positions, 0), place.axes, axes))
        missing = spread(positions < 0, place.axes, axes)
        if of in named.before:
            early = spread(place.positions < 0, place.axes, axes)
            before.append((of, early))
            missing = missing & ~early
        outside = missing if outside is None else outside | missing
    at = np.broadcast_arrays(*own) if len(own) > 1 else own
    at = tuple(at)
    outside = np.broadcast_to(outside, at[0].shape)
    absent = form.absent[at] if form.absent is not None else None
    found = Form(
        axes, form.const[at], None if form.columns is None else form.coefficients[at],
        None if form.columns is None else form.columns[at],
        absent, form.unit,
    )  # fmt: skip
    for of, early in before:
        found = _with_values_before(evaluator, node, named, places, of, early, found)
    return _noted(evaluator, node, found, outside if outside.any() else None)


def _with_values_before(
    evaluator: Asked, node: ast.AST, named: Named, places: list[Place], of: str, early: np.ndarray,
    found: Form,
) -> Form:  # fmt: skip
    """The form with the stated values where an index lies before the first label."""
    early = np.broadcast_to(early, found.const.shape)
    if not early.any():
        return found
    parameter = evaluator.names.get(named.before[of])
    rest = [
        place for place, name in zip(places, named.sets, strict=True) if name != of
    ]  # the parameter has the other sets, in the same order
    value = _looked_up(evaluator, node, parameter, rest)
    # Where the other indices are outside too, the value is absent, and that must not stay hidden.
    filled = Form(found.axes, np.zeros(found.const.shape))
    const = np.broadcast_to(spread(value.const, value.axes, filled.axes), filled.const.shape)
    lost = None
    if value.absent is not None:
        lost = np.broadcast_to(spread(value.absent, value.axes, filled.axes), filled.const.shape) & early
    absent = None if found.absent is None else found.absent & ~early
    columns = np.where(early[..., None], -1, found.columns)
    return Form(
        found.axes, np.where(early, const, found.const), np.where(early[..., None], 0.0, found.coefficients),
        columns, either_absent(absent, lost), found.unit,
    )  # fmt: skip


def _noted(evaluator: Asked, node: ast.AST, found: Form, outside: np.ndarray | None) -> Form:
    """The form with everything absent marked and remembered."""
    if found.absent is not None and found.absent.any():
        kind = "cell" if found.columns is None else "label"
        evaluator.absences.append(
            Absence(ast.unparse(node), kind, found.axes, found.absent, dict(evaluator.indices))
        )
    if outside is not None:
        evaluator.absences.append(
            Absence(ast.unparse(node), "label", found.axes, outside, dict(evaluator.indices))
        )
    return replace(found, absent=either_absent(found.absent, outside))
