"""A rule worked out for all combinations of labels at once, as a linear form."""

import ast
from collections.abc import Mapping
from typing import NoReturn

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.conditions import condition
from mutong.village.models.forms import (
    Form,
    added,
    aligned,
    either_absent,
    joint,
    kept,
    onto_axes,
    scaled,
    spread,
    summed,
)
from mutong.village.models.names import Absence, Named, Names, Place
from mutong.village.models.referring import refer
from mutong.village.models.rule_text import Rule
from mutong.village.models.stated import Set
from mutong.village.models.units import PLAIN, UnitOf, unit_of_product, unit_of_sum, unit_text


class Evaluator:
    """Works out one rule. `indices` are the names it may use as indices, with their sets.

    `absences` fills with what was asked for and is not there, so that a refusal can say why.
    """

    def __init__(self, names: Names, rule: Rule, indices: Mapping[str, Set]) -> None:
        self.names = names
        self.rule = rule
        self.indices = dict(indices)
        self.absences: list[Absence] = []

    def form(self, node: ast.expr | None = None) -> Form:
        """The linear form of the rule, or of a part of it. Raises PackError."""
        node = self.rule.tree if node is None else node
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._refuse_text(node)
            return Form((), np.asarray(float(node.value)))
        if isinstance(node, ast.Name):
            return self._named_alone(node)
        if isinstance(node, ast.Subscript):
            return refer(self, node)
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node)
        if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
            inner = self.form(node.operand)
            return added([inner], [-1 if isinstance(node.op, ast.USub) else 1], inner.unit)
        if isinstance(node, ast.IfExp):
            axes, holds = self.condition(node.test)
            one, other = self.form(node.body), self.form(node.orelse)
            unit = self.unit_of_sum(one.unit, other.unit, node)
            return added([kept(one, axes, holds), kept(other, axes, ~holds)], [1, 1], unit)
        if isinstance(node, ast.Call):
            return self._function(node)
        self.rule.refuse(
            "not_a_number",
            Words("这里要一个数量", "a quantity is wanted here"),
            Words("请写数、参数、变量或它们的和积", "Write numbers, parameters, variables, sums or products"),
            node,
        )

    def condition(self, node: ast.expr | None = None) -> tuple[tuple[str, ...], np.ndarray]:
        """Axes of the rule as a condition, and for each combination whether it holds. Raises PackError."""
        return condition(self, self.rule.tree if node is None else node)

    def constant(self, node: ast.expr) -> Form:
        """A part of the rule that must hang on no variable, and be known everywhere. Raises PackError."""
        found = self.form(node)
        if found.columns is not None:
            self._refuse_variable(node)
        if found.absent is not None and found.absent.any():
            self.refuse_absent(found.axes, found.absent)
        return found

    def place_of(self, node: ast.expr) -> Place | None:
        """Which label an index names: `y`, `first(years)`, or, over labels that are no numbers, `m - 1`."""
        if isinstance(node, ast.BinOp):
            inner = self.place_of(node.left)
            of_set = self.names.sets[inner.root] if inner else None
            return self.index_place(node) if of_set is not None and of_set.numbers is None else None
        if isinstance(node, ast.Name | ast.Call):
            return self.index_place(node)
        return None

    def index_place(self, node: ast.expr) -> Place | None:
        """Which label an index in brackets names: `y`, `y - 1`, `first(years)`; None where it is none of these."""
        if isinstance(node, ast.Name) and node.id in self.indices:
            of_set = self.indices[node.id]
            return Place((node.id,), of_set.positions, of_set.root)
        if isinstance(node, ast.Call) and node.func.id in ("first", "last"):
            name = node.args[0].id if len(node.args) == 1 and isinstance(node.args[0], ast.Name) else ""
            if name not in self.names.sets:
                self.refuse_unknown(name or "?", "set", tuple(self.names.sets), node)
            at = 0 if node.func.id == "first" else -1
            return Place((), np.asarray(self.names.sets[name].positions[at]), self.names.sets[name].root)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            inner = self.index_place(node.left)
            step = node.right.value if isinstance(node.right, ast.Constant) else None
            if inner is None or not isinstance(step, int):
                return None
            root = self.names.sets[inner.root]
            if not root.ordered:
                self.refuse_order(root.name, node)
            moved = inner.positions + (step if isinstance(node.op, ast.Add) else -step)
            return Place(inner.axes, moved % len(root) if root.cyclic else moved, inner.root)
        return None

    def label_place(self, node: ast.expr, root: str, whole: ast.AST) -> Place:
        """The place of a label written out: 'wheat', 3. Raises PackError unknown_label."""
        labels = self.names.sets[root].labels
        if isinstance(node, ast.Constant):
            if str(node.value) in labels:
                return Place((), np.asarray(labels.index(str(node.value))), root)
            self.refuse_unknown(str(node.value), "label", labels, whole)
        self.rule.refuse(
            "not_an_index",
            Words(f"“{_text(node)}”不是“{root}”的下标", f"“{_text(node)}” is no index of “{root}”"),
            Words("请写下标（可加减整数）、first(…)、last(…)，标签要加引号，如 'wheat'",
                  "Write an index (plus or minus a whole number), first(…), last(…), or a label in quotes: 'wheat'"),
            whole,
        )  # fmt: skip

    def unit_of_sum(self, left: UnitOf, right: UnitOf, node: ast.AST) -> UnitOf:
        """The unit of a sum. Raises PackError unit_clash."""
        unit, clash = unit_of_sum(left, right)
        if clash:
            a, b = unit_text(left), unit_text(right)
            self.rule.refuse(
                "unit_clash",
                Words(f"单位不合：{a} 与 {b}", f"the units clash: {a} and {b}"),
                Words("请用带单位的参数换算（例如 kg/t），或改正 unit", "Convert by a parameter with a unit "
                      "(kg/t, for instance), or mend the unit"), node,
            )  # fmt: skip
        return unit

    def _named_alone(self, node: ast.Name) -> Form:
        if node.id in self.indices:
            of_set = self.indices[node.id]
            if of_set.numbers is None:
                self.rule.refuse(
                    "label_is_no_number",
                    Words(f"“{of_set.name}”的标签不是数", f"labels of “{of_set.name}” are no numbers"),
                    Words("请给它配一个参数", "Give it a parameter with a number for each label"), node,
                )  # fmt: skip
            return Form((node.id,), of_set.numbers)
        return refer(self, node)

    def _arithmetic(self, node: ast.BinOp) -> Form:
        if isinstance(node.op, ast.Add | ast.Sub):
            forms, signs, top = [], [], node
            # A long sum leans to the left: it is walked, not recursed into.
            while isinstance(top, ast.BinOp) and isinstance(top.op, ast.Add | ast.Sub):
                forms.append(self.form(top.right))
                signs.append(-1 if isinstance(top.op, ast.Sub) else 1)
                top = top.left
            forms, signs = [self.form(top), *reversed(forms)], [1, *reversed(signs)]
            unit = forms[0].unit
            for one in forms[1:]:
                unit = self.unit_of_sum(unit, one.unit, node)
            return added(forms, signs, unit)
        left, right = self.form(node.left), self.form(node.right)
        if isinstance(node.op, ast.Mult):
            unit = unit_of_product(left.unit, right.unit)
            if left.columns is not None and right.columns is not None:
                self.rule.refuse(
                    "not_linear",
                    Words("两个变量相乘，不是线性的", "two unknowns are multiplied; that is not linear"),
                    Words("请把其中一个改为参数", "Make one of them a parameter"), node,
                )  # fmt: skip
            return scaled(left, right, unit) if right.columns is None else scaled(right, left, unit)
        if right.columns is not None or (isinstance(node.op, ast.Pow) and left.columns is not None):
            self._refuse_variable(node)
        if isinstance(node.op, ast.Div):
            zero = right.const == 0
            if zero.any():
                right = Form(right.axes, np.where(zero, 1.0, right.const), None, None,
                             either_absent(right.absent, zero), right.unit)  # fmt: skip
                self.absences.append(Absence(_text(node), "zero", right.axes, zero, dict(self.indices)))
            upside = Form(right.axes, 1.0 / right.const, None, None, right.absent, right.unit)
            return scaled(left, upside, unit_of_product(left.unit, right.unit, -1))
        one, other = aligned(left, right)
        with np.errstate(all="ignore"):
            power = np.power(one.const, other.const)
        unit = PLAIN if one.unit in (PLAIN, ()) else None
        return Form(one.axes, power, None, None, either_absent(one.absent, other.absent), unit)

    def _function(self, node: ast.Call) -> Form:
        name = node.func.id
        if name == "sum" and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._sum(node.args[0])
        if name in ("min", "max", "abs") and node.args:
            forms = [self.constant(part) for part in node.args]
            if name == "abs":
                return Form(forms[0].axes, np.abs(forms[0].const), unit=forms[0].unit)
            unit, axes = forms[0].unit, joint(*(one.axes for one in forms))
            found = spread(forms[0].const, forms[0].axes, axes)
            for one in forms[1:]:
                unit = self.unit_of_sum(unit, one.unit, node)
                pick = np.minimum if name == "min" else np.maximum
                found = pick(found, spread(one.const, one.axes, axes))
            return Form(axes, found, unit=unit)
        place = self.index_place(node)
        if place is not None and self.names.sets[place.root].numbers is not None:
            return Form((), np.asarray(float(self.names.sets[place.root].numbers[place.positions])))
        self.rule.refuse(
            "not_a_sum",
            Words("求和写法不对", "this is no sum"),
            Words("请写成 sum(price[c] * sold[c] for c in crops if c != 'wheat')",
                  "Write sum(price[c] * sold[c] for c in crops if c != 'wheat')"), node,
        )  # fmt: skip

    def _sum(self, node: ast.GeneratorExp) -> Form:
        outer = dict(self.indices)
        over: list[tuple[str, int]] = []
        axes: tuple[str, ...] = ()
        holds = np.asarray(True)
        for part in node.generators:
            name = part.target.id
            if name in self.indices or name in self.names or name in self.names.sets:
                self.rule.refuse(
                    "name_taken",
                    Words(f"“{name}”已有别的意思", f"“{name}” already means something else"),
                    Words("请换一个下标名", "Choose another name for the index"), node,
                )  # fmt: skip
            if part.iter.id not in self.names.sets:
                self.refuse_unknown(part.iter.id, "set", tuple(self.names.sets), node)
            of_set = self.names.sets[part.iter.id]
            self.indices[name] = of_set
            over.append((name, len(of_set)))
            for test in part.ifs:
                own, mask = self.condition(test)
                both = joint(axes, own)
                holds, axes = spread(holds, axes, both) & spread(mask, own, both), both
        form = self.form(node.elt)
        sizes = dict(over)
        if axes:
            lengths = [len(self.indices[name]) for name in axes]
            form = kept(form, axes, np.broadcast_to(holds, lengths))
        for name, _ in reversed(over):
            form = summed(form, name, sizes[name])
        self.indices = outer
        return form

    def refuse_absent(self, axes: tuple[str, ...], absent: np.ndarray) -> NoReturn:
        """Say which reference is not there, for the first combination where it matters."""
        at = dict(zip(axes, np.unravel_index(int(np.argmax(absent)), absent.shape), strict=True))
        found, labels = None, ""
        for one in self.absences:
            free = [name for name in one.axes if name not in at]
            inside = one.where[tuple(at.get(name, slice(None)) for name in one.axes)]
            if inside.any():
                found = one
                there = (
                    dict(zip(free, np.unravel_index(int(np.argmax(inside)), inside.shape), strict=True)) | at
                )
                labels = ", ".join(f"{name} = {one.over[name].labels[there[name]]}" for name in one.axes)
                break
        why, remedy = _WHY[found.why if found else "cell"]
        where = Words(f"（{labels}）", f" ({labels})") if labels else Words("", "")
        text = found.text if found else self.rule.text
        self.rule.refuse(
            {"cell": "value_missing", "label": "no_such_element", "zero": "divided_by_zero"}[
                found.why if found else "cell"
            ],
            Words(f"{text}{where.zh}{why.zh}", f"{text}{where.en} {why.en}"),
            remedy,
        )

    def refuse_unknown(self, word: str, kind: str, known: tuple[str, ...], node: ast.AST) -> NoReturn:
        """Refuse a word that names nothing."""
        kinds = {"label": Words("标签", "label"), "set": Words("集合", "set"), "name": Words("名字", "name")}
        shown = ", ".join(known[:30]) + (" …" if len(known) > 30 else "")
        self.rule.refuse(
            f"unknown_{kind}",
            Words(f"没有“{word}”这个{kinds[kind].zh}", f"there is no {kinds[kind].en} “{word}”"),
            Words(f"可以写：{shown}", f"There are: {shown}"),
            node,
        )

    def refuse_order(self, name: str, node: ast.AST) -> NoReturn:
        """Refuse before and after in a set that has neither."""
        self.rule.refuse(
            "set_without_order",
            Words(f"集合“{name}”没有先后", f"the set “{name}” has no order"),
            Words("请在集合上写 ordered: true（循环的写 cyclic: true）", "Write ordered: true at the set (cyclic: true "
                  "where the first follows the last)"), node,
        )  # fmt: skip

    def _refuse_text(self, node: ast.Constant) -> NoReturn:
        self.rule.refuse(
            "label_alone",
            Words(f"标签 '{node.value}' 单独不是数", f"the label '{node.value}' alone is no number"),
            Words("标签只写在方括号里或条件里", "Labels stand in brackets or in conditions"), node,
        )  # fmt: skip

    def _refuse_variable(self, node: ast.AST) -> NoReturn:
        self.rule.refuse(
            "variable_not_allowed",
            Words("这里不能含变量", "there may be no variable here"),
            Words("条件、除数、乘方、min、max、abs 里只能用参数和数",
                  "Conditions, divisors, powers, min, max and abs take parameters and numbers only"), node,
        )  # fmt: skip


_WHY = {
    "cell": (Words("没有数值", "has no value"), Words("请补上数值，或在参数上写明 default",
             "Fill it in, or state a default at the parameter")),
    "label": (Words("没有这一项", "does not exist"), Words(
        "请用条件（if）避开它，或在变量上写 before 给出期初值",
        "Leave it out by a condition (if), or give the variable values before the first under “before”")),
    "zero": (Words("除数为零", "divides by zero"), Words("请用条件（if）避开它", "Leave it out by a condition (if)")),
}  # fmt: skip


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def named_form(names: Names, name: str, rule: Rule, indices: Mapping[str, Set], unit: UnitOf) -> Named:
    """A parameter or expression with a rule, worked out over its indices. Raises PackError."""
    evaluator = Evaluator(names, rule, indices)
    found = evaluator.form()
    extra = [axis for axis in found.axes if axis not in indices]
    assert not extra, f"{name}: axes {extra} were not summed"
    if unit is not None:
        evaluator.unit_of_sum(found.unit, unit, rule.tree)
    full = onto_axes(found, tuple(indices), [len(one) for one in indices.values()])
    stated = unit if unit is not None else found.unit
    full = Form(full.axes, full.const, full.coefficients, full.columns, full.absent, stated)
    return Named(tuple(one.name for one in indices.values()), full)
