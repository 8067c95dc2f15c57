"""Where a rule holds: comparisons of indices with labels, of constants with constants, and / or / not, in."""

import ast
import operator

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.asking import Asked
from mutong.village.models.forms import joint, spread

_OPERATORS = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
Mask = tuple[tuple[str, ...], np.ndarray]


def condition(evaluator: Asked, node: ast.expr) -> Mask:
    """The axes of a condition and for each combination whether it holds. Raises PackError."""
    if isinstance(node, ast.BoolOp):
        masks = [condition(evaluator, part) for part in node.values]
        axes = joint(*(one for one, _ in masks))
        spreads = [spread(mask, own, axes) for own, mask in masks]
        together = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        found = spreads[0]
        for other in spreads[1:]:
            found = together(found, other)
        return axes, found
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        axes, mask = condition(evaluator, node.operand)
        return axes, ~mask
    if isinstance(node, ast.Compare):
        axes: tuple[str, ...] = ()
        found = np.asarray(True)
        left = node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            own, mask = _compared(evaluator, node, left, sign, right)
            both = joint(axes, own)
            found, axes = spread(found, axes, both) & spread(mask, own, both), both
            left = right
        return axes, found
    evaluator.rule.refuse(
        "not_a_condition",
        Words("这里要一个条件", "a condition is wanted here"),
        Words("请写比较，例如 y > 1 或 c == 'wheat'", "Write a comparison such as y > 1 or c == 'wheat'"),
        node,
    )


def _compared(evaluator: Asked, whole: ast.expr, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Mask:
    if isinstance(sign, ast.In | ast.NotIn):
        axes, mask = _member(evaluator, whole, left, right)
        return axes, mask if isinstance(sign, ast.In) else ~mask
    compare = _OPERATORS[type(sign)]
    ordering = not isinstance(sign, ast.Eq | ast.NotEq)
    places = evaluator.place_of(left), evaluator.place_of(right)
    known = places[0] or places[1]
    other = right if places[0] else left
    as_numbers = not isinstance(other, ast.Constant) if None in places else False
    if (
        known is not None
        and ordering
        and isinstance(other, ast.Constant)
        and not isinstance(other.value, str)
    ):
        as_numbers = True
    if known is None or as_numbers:
        one, two = evaluator.constant(left), evaluator.constant(right)
        evaluator.unit_of_sum(one.unit, two.unit, whole)
        axes = joint(one.axes, two.axes)
        return axes, compare(spread(one.const, one.axes, axes), spread(two.const, two.axes, axes))
    of_set = evaluator.names.sets[known.root]
    sides = [
        side or evaluator.label_place(part, known.root, whole)
        for side, part in zip(places, (left, right), strict=True)
    ]
    if sides[0].root != sides[1].root:
        evaluator.rule.refuse(
            "sets_differ",
            Words(f"“{sides[0].root}”和“{sides[1].root}”的标签不能比较",
                  f"labels of “{sides[0].root}” and of “{sides[1].root}” cannot be compared"),
            Words("请比较同一集合的标签", "Compare labels of one set"), whole,
        )  # fmt: skip
    if ordering and not of_set.ordered:
        evaluator.refuse_order(of_set.name, whole)
    axes = joint(sides[0].axes, sides[1].axes)
    return axes, compare(
        spread(sides[0].positions, sides[0].axes, axes), spread(sides[1].positions, sides[1].axes, axes)
    )


def _member(evaluator: Asked, whole: ast.expr, left: ast.expr, right: ast.expr) -> Mask:
    place = evaluator.place_of(left)
    if place is None:
        evaluator.rule.refuse(
            "not_an_index",
            Words("in 的左边要是下标", "an index is wanted left of “in”"),
            Words("请写成 c in cereals 或 c in ('wheat', 'corn')", "Write c in cereals or c in ('wheat', 'corn')"),
            whole,
        )  # fmt: skip
    if isinstance(right, ast.Name) and right.id in evaluator.names.sets:
        members = evaluator.names.sets[right.id]
        if members.root != place.root:
            evaluator.rule.refuse(
                "sets_differ",
                Words(f"“{right.id}”不在“{place.root}”之内", f"“{right.id}” is not within “{place.root}”"),
                Words("请写同一集合的子集", "Name a set within the same set"), whole,
            )  # fmt: skip
        return place.axes, np.isin(place.positions, members.positions)
    if isinstance(right, ast.Tuple):
        wanted = [evaluator.label_place(part, place.root, whole).positions for part in right.elts]
        return place.axes, np.isin(place.positions, np.asarray(wanted))
    evaluator.rule.refuse(
        "not_a_set",
        Words("in 的右边要是集合或标签", "a set or labels are wanted right of “in”"),
        Words("请写成 c in cereals 或 c in ('wheat', 'corn')", "Write c in cereals or c in ('wheat', 'corn')"),
        whole,
    )  # fmt: skip
