"""From a Python expression to a node, checking names, types and units as it goes."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from mutong.kernel.words import Words
from mutong.standards.rules import nodes as n
from mutong.standards.rules.names import Names
from mutong.standards.rules.vocabulary import plain, refused
from mutong.standards.units import dimension, multiply

_SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_SUMS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_DAYS = (None, dimension("day"))


@dataclass
class Expressions(Names):
    """Reads the expressions of one rule."""

    def read(self, tree: ast.expr) -> n.Node:
        """The node of an expression."""
        readers: dict[type[ast.expr], Callable] = {
            ast.BoolOp: self._several,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.BinOp: self._arithmetic,
            ast.Call: self.call,
            ast.Attribute: self.attribute,
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.IfExp: self._choose,
        }
        reader = readers.get(type(tree))
        if reader is None:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        return reader(tree)

    def truth(self, tree: ast.expr) -> n.Node:
        """The node of an expression that must answer yes or no."""
        node = self.read(tree)
        if node.kind != n.TRUTH:
            raise self.wrong(
                tree,
                "not_a_truth",
                Words("这里要的是“是或否”", "a yes or no is wanted here"),
                Words("请写成比较，或写一个是否类的事实", "Write a comparison, or a yes/no fact"),
            )
        return node

    def number(self, tree: ast.expr) -> n.Node:
        """The node of an expression that must be a number."""
        node = self.read(tree)
        if node.kind.name != "number":
            raise self.wrong(
                tree,
                "not_a_number",
                Words("这里要的是数", "a number is wanted here"),
                Words("请写一个数、标准或数值类的事实", "Write a number, a parameter or a number fact"),
            )
        return node

    def amount_or_day(self, tree: ast.expr) -> n.Node:
        """The node of an expression that must be a number or a day."""
        node = self.read(tree)
        return node if node.kind == n.DAY else self.number(tree)

    def call(self, tree: ast.Call) -> n.Node:
        """The node of a call; here none is known, the readers built on this one know some."""
        raise refused(tree, self.at.path, self.at.source, self.clause)

    def _several(self, tree: ast.BoolOp) -> n.Node:
        scope, parts = self.join(tree, *(self.truth(value) for value in tree.values))
        cls = n.All if isinstance(tree.op, ast.And) else n.Any
        return cls(tree.lineno, scope, n.TRUTH, parts)

    def _unary(self, tree: ast.UnaryOp) -> n.Node:
        if isinstance(tree.op, ast.Not):
            part = self.truth(tree.operand)
            return n.Not(tree.lineno, part.scope, n.TRUTH, part)
        if isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
            part = self.number(tree.operand)
            return replace(part, value=-part.value)
        raise refused(tree.op, self.at.path, self.at.source, self.clause, tree)

    def _compare(self, tree: ast.Compare) -> n.Node:
        found, left = [], tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            found.append(self._compare_two(tree, op, left, right))
            left = right
        if len(found) == 1:
            return found[0]
        scope, parts = self.join(tree, *found)
        return n.All(tree.lineno, scope, n.TRUTH, parts)

    def _compare_two(self, tree: ast.Compare, op: ast.cmpop, left: ast.expr, right: ast.expr) -> n.Node:
        if isinstance(op, ast.In | ast.NotIn):
            words = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
            node = self.one_of(tree, self.read(left), words)
            return n.Not(tree.lineno, node.scope, n.TRUTH, node) if isinstance(op, ast.NotIn) else node
        sign = _SIGNS.get(type(op))
        if sign is None:
            raise refused(op, self.at.path, self.at.source, self.clause, tree)
        first = self.read(left)
        if first.kind == n.CODE and sign in ("==", "!="):
            node = self.one_of(tree, first, [right])
            return n.Not(tree.lineno, node.scope, n.TRUTH, node) if sign == "!=" else node
        second = self.read(right)
        self.same_unit(tree, first, second)
        scope, parts = self.join(tree, first, second)
        return n.Compare(tree.lineno, scope, n.TRUTH, sign, *parts)

    def one_of(self, tree: ast.AST, code: n.Node, words: list[ast.expr]) -> n.Node:
        """Whether a code is one of some words written out. Raises PackError for a word it cannot be."""
        texts = tuple(word.value for word in words if isinstance(word, ast.Constant))
        if code.kind != n.CODE or len(texts) != len(words) or not all(isinstance(t, str) for t in texts):
            raise self.wrong(
                tree,
                "not_a_code",
                Words("只有代码类事实能与文字比较", "only a code can be compared with words"),
                Words('请写成 person.sex == "female" 的样子', 'Write it like person.sex == "female"'),
            )
        allowed = code.spec.codes if isinstance(code, n.Fact) else ()
        for text in texts:
            if allowed and text not in allowed:
                raise self.wrong(
                    tree,
                    "unknown_code",
                    Words(f"“{code.spec.label.zh}”没有“{text}”", f"“{code.spec.key}” has no “{text}”"),
                    Words(f"可写：{'、'.join(allowed)}", f"There are: {', '.join(allowed)}"),
                )
        return n.OneOf(tree.lineno, code.scope, n.TRUTH, code, texts)

    def _arithmetic(self, tree: ast.BinOp) -> n.Node:
        sign = _SUMS.get(type(tree.op))
        if sign is None:
            raise refused(tree.op, self.at.path, self.at.source, self.clause, tree)
        left, right = self.read(tree.left), self.read(tree.right)
        if sign == "-" and left.kind == right.kind == n.DAY:
            scope, parts = self.join(tree, left, right)
            return n.Arithmetic(tree.lineno, scope, n.Kind("number", dimension("day")), sign, *parts)
        if sign in "+-" and n.DAY in (left.kind, right.kind):
            return self.days_on(tree, sign, left, right)
        return self.calculation(tree, sign, self.number(tree.left), self.number(tree.right))

    def calculation(self, tree: ast.expr, sign: str, left: n.Node, right: n.Node) -> n.Node:
        """Two numbers with a sign, in the unit that comes of it. Raises PackError where units do not go together."""
        if sign in "+-":
            kind = self.same_unit(tree, left, right)
        else:
            powers = multiply(left.kind.powers or (), right.kind.powers or (), 1 if sign == "*" else -1)
            bare = left.kind.powers is None and right.kind.powers is None
            kind = n.Kind("number", None if bare else powers)
        scope, parts = self.join(tree, left, right)
        return n.Arithmetic(tree.lineno, scope, kind, sign, *parts)

    def days_on(self, tree: ast.expr, sign: str, left: n.Node, right: n.Node) -> n.Node:
        """A day so many days before or after a day. Raises PackError for anything that is not days."""
        if right.kind == n.DAY and sign == "+":
            left, right = right, left
        if left.kind != n.DAY or right.kind.name != "number" or right.kind.powers not in _DAYS:
            raise self.wrong(
                tree,
                "not_days",
                Words("日子只能加减若干天", "to a day only a number of days can be added"),
                Words(
                    "天数写数或单位为 day 的标准；月数用 add_months",
                    "Write a number or a parameter in day; for months use add_months",
                ),
            )
        scope, parts = self.join(tree, left, right)
        return n.Arithmetic(tree.lineno, scope, n.DAY, sign, *parts)

    def _choose(self, tree: ast.IfExp) -> n.Node:
        then, otherwise = self.amount_or_day(tree.body), self.amount_or_day(tree.orelse)
        kind = self.same_unit(tree, then, otherwise)
        scope, parts = self.join(tree, self.truth(tree.test), then, otherwise)
        return n.Choose(tree.lineno, scope, kind, *parts)

    def _constant(self, tree: ast.Constant) -> n.Node:
        if isinstance(tree.value, bool):
            return n.Literal(tree.lineno, "", n.TRUTH, tree.value)
        if isinstance(tree.value, int | float):
            return n.Literal(tree.lineno, "", n.Kind("number"), float(tree.value))
        raise refused(tree, self.at.path, self.at.source, self.clause)

    def _name(self, tree: ast.Name) -> n.Node:
        if plain(tree.id) == "screening_day":
            return n.ScreeningDay(tree.lineno, "", n.DAY)
        node = self.local.get(tree.id)
        if node is None:
            raise self.wrong(
                tree,
                "unknown_name",
                Words("前面没有定义这个名字", "this name is not defined above"),
                Words("请先写“名字 = 算式”，或写 person.事实名", "Write “name = …” above, or person.fact"),
            )
        if self.member and (node.scope == "person" or (self.relatives and node.scope)):
            raise self.outer_person(tree)
        return node
