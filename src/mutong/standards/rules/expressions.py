"""From a Python expression to a node, checking names, types and units as it goes."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mutong.kernel.words import Words
from mutong.standards.rules import nodes as n
from mutong.standards.rules.names import Names
from mutong.standards.rules.vocabulary import CALLS, plain, refused
from mutong.standards.units import dimension, multiply

_SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_SUMS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COUNT = n.Kind("number", ())


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
            ast.Call: self._call,
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
            node = self._one_of(tree, self.read(left), words)
            return n.Not(tree.lineno, node.scope, n.TRUTH, node) if isinstance(op, ast.NotIn) else node
        sign = _SIGNS.get(type(op))
        if sign is None:
            raise refused(op, self.at.path, self.at.source, self.clause, tree)
        first = self.read(left)
        if first.kind == n.CODE and sign in ("==", "!="):
            node = self._one_of(tree, first, [right])
            return n.Not(tree.lineno, node.scope, n.TRUTH, node) if sign == "!=" else node
        second = self.read(right)
        self.same_unit(tree, first, second)
        scope, parts = self.join(tree, first, second)
        return n.Compare(tree.lineno, scope, n.TRUTH, sign, *parts)

    def _one_of(self, tree: ast.AST, code: n.Node, words: list[ast.expr]) -> n.Node:
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
            kind = n.Kind("number", dimension("day"))
        else:
            left, right = self.number(tree.left), self.number(tree.right)
            if sign in "+-":
                kind = self.same_unit(tree, left, right)
            else:
                powers = multiply(left.kind.powers or (), right.kind.powers or (), 1 if sign == "*" else -1)
                bare = left.kind.powers is None and right.kind.powers is None
                kind = n.Kind("number", None if bare else powers)
        scope, parts = self.join(tree, left, right)
        return n.Arithmetic(tree.lineno, scope, kind, sign, *parts)

    def _choose(self, tree: ast.IfExp) -> n.Node:
        then, otherwise = self.number(tree.body), self.number(tree.orelse)
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
        if self.member and node.scope == "person":
            raise self.outer_person(tree)
        return node

    def _call(self, tree: ast.Call) -> n.Node:
        function = tree.func
        owner = function.value if isinstance(function, ast.Attribute) else None
        if isinstance(owner, ast.Name) and plain(owner.id) == "finding_of":
            return self.finding(tree, function.attr)
        word = plain(function.id) if isinstance(function, ast.Name) else ""
        if word not in CALLS:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        if word in ("sum", "count", "anyone", "everyone"):
            return self._over_members(tree, word)
        if word in ("min", "max"):
            return self._extreme(tree, word)
        return {
            "age": self._age,
            "named": self._named,
            "day": self._day,
            "in_area": self._in_area,
        }[word](tree)

    def _over_members(self, tree: ast.Call, how: str) -> n.Node:
        argument = tree.args[0] if len(tree.args) == 1 and not tree.keywords else None
        if how == "count" and argument is not None and self.is_members(argument):
            return self.here(n.OverMembers(tree.lineno, "household", _COUNT, how, None, None), tree)
        fitting = (
            isinstance(argument, ast.GeneratorExp)
            and len(argument.generators) == 1
            and isinstance(argument.generators[0].target, ast.Name)
            and self.is_members(argument.generators[0].iter)
        )
        if not fitting or self.member:
            raise self.wrong(
                tree,
                "not_over_members",
                Words("这里只能对一户的成员逐个来算", "this goes over the members of one household"),
                Words(
                    f"请写 {how}(m.事实 for m in household.members if 条件)",
                    f"Write {how}(m.fact for m in household.members if condition)",
                ),
            )
        loop = argument.generators[0]
        inner = replace(self, member=loop.target.id)
        conditions = tuple(inner.here(inner.truth(test), test) for test in loop.ifs)
        where = None
        if conditions:
            where = (
                conditions[0] if len(conditions) == 1 else n.All(tree.lineno, "person", n.TRUTH, conditions)
            )
        if how == "count":
            return self.here(n.OverMembers(tree.lineno, "household", _COUNT, how, None, where), tree)
        of = inner.number(argument.elt) if how == "sum" else inner.truth(argument.elt)
        kind = of.kind if how == "sum" else n.TRUTH
        node = n.OverMembers(tree.lineno, "household", kind, how, inner.here(of, tree), where)
        return self.here(node, tree)

    def _extreme(self, tree: ast.Call, which: str) -> n.Node:
        parts = [self.number(argument) for argument in tree.args]
        if len(parts) < 2 or tree.keywords:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        kind = parts[0].kind
        for before, part in pairwise(parts):
            kind = self.same_unit(tree, replace(before, kind=kind), part)
        scope, moved = self.join(tree, *parts)
        return n.Extreme(tree.lineno, scope, kind, moved, which)

    def _age(self, tree: ast.Call) -> n.Node:
        argument = tree.args[0] if len(tree.args) == 1 else tree
        if not isinstance(argument, ast.Name) or argument.id not in {self.subject, self.member} - {""}:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        where = ast.Attribute(value=argument, attr="birth_date", ctx=ast.Load())
        birth = self.attribute(ast.copy_location(where, tree))
        return n.Age(tree.lineno, birth.scope, n.Kind("number", dimension("year")), birth)

    def _named(self, tree: ast.Call) -> n.Node:
        words = {word.arg: word.value.value for word in tree.keywords if isinstance(word.value, ast.Constant)}
        if len(tree.args) != 1 or set(words) != {"zh", "en"}:
            raise self.wrong(
                tree,
                "words_missing",
                Words("名称要有中英文", "a name has words in both languages"),
                Words('请写 named(算式, zh="…", en="…")', 'Write named(expression, zh="…", en="…")'),
            )
        part = self.read(tree.args[0])
        return n.Named(tree.lineno, part.scope, part.kind, Words(words["zh"], words["en"]), part)

    def _in_area(self, tree: ast.Call) -> n.Node:
        if not tree.args or tree.keywords:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        node = self._one_of(tree, self.read(tree.args[0]), tree.args[1:])
        return replace(node, areas=True)

    def _day(self, tree: ast.Call) -> n.Node:
        parts = [argument.value for argument in tree.args if isinstance(argument, ast.Constant)]
        try:
            return n.Literal(tree.lineno, "", n.DAY, date(*parts))
        except (TypeError, ValueError) as error:
            raise self.wrong(
                tree,
                "no_such_day",
                Words("没有这一天", "there is no such day"),
                Words("请写 day(2022, 8, 22)", "Write day(2022, 8, 22)"),
            ) from error
