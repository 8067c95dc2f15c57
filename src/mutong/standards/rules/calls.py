"""Reading the words that are called: least and greatest, steps and bands, rounding, ages, days and months."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError
from mutong.standards.rules import nodes as n
from mutong.standards.rules.groups import GROUPINGS, Groups
from mutong.standards.rules.vocabulary import plain, refused
from mutong.standards.units import dimension

_MONTHS = (None, dimension("month"))
_ROUNDINGS = {"round_up": "up", "round_down": "down", "round_half_up": "half_up"}
_FORMS = {
    "min": "min(a, b, …)",
    "max": "max(a, b, …)",
    "higher_of": "higher_of(a, b, …)",
    "lower_of": "lower_of(a, b, …)",
    "age": "age(person)",
    "day": "day(2022, 8, 22)",
    "in_area": 'in_area(household.area_code, "1401")',
    "round_up": "round_up(x, 100)",
    "round_down": "round_down(x, 100)",
    "round_half_up": "round_half_up(x, 100)",
    "tiers": "tiers(x, (limit, value), …, otherwise)",
    "bands": "bands(x, (from, to, rate), …, (from, rate))",
    "months_between": "months_between(day1, day2)",
    "add_months": "add_months(day, months)",
    "add_days": "add_days(day, days)",
}
CALLED = tuple(_FORMS)


@dataclass
class Calls(Groups):
    """All that a rule may hold."""

    def call(self, tree: ast.Call) -> n.Node:
        """The node of a call. Raises PackError for a word that is not in the language."""
        function = tree.func
        owner = function.value if isinstance(function, ast.Attribute) else None
        if isinstance(owner, ast.Name) and plain(owner.id) == "finding_of":
            return self.finding(tree, function.attr)
        if isinstance(owner, ast.Name) and plain(owner.id) == "amount_of":
            return self.amount_of(tree, function.attr)
        word = plain(function.id) if isinstance(function, ast.Name) else ""
        if word in GROUPINGS:
            return self.over(tree, word)
        if word == "named":
            return self._named(tree)
        if word not in _FORMS:
            raise refused(tree, self.at.path, self.at.source, self.clause)
        if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
            raise self._misused(tree, word)
        if word in _ROUNDINGS:
            return self._rounded(tree, word)
        if word in ("min", "max", "higher_of", "lower_of"):
            return self._extreme(tree, word)
        return {
            "age": self._age,
            "day": self._day,
            "in_area": self._in_area,
            "tiers": self._tiers,
            "bands": self._bands,
            "months_between": self._months_between,
            "add_months": self._add_months,
            "add_days": self._add_days,
        }[word](tree)

    def _misused(self, tree: ast.Call, word: str) -> PackError:
        return self.wrong(
            tree,
            "written_otherwise",
            Words("不是这样写的", "this is not how it is written"),
            Words(f"请写 {_FORMS[word]}", f"Write {_FORMS[word]}"),
        )

    def _extreme(self, tree: ast.Call, word: str) -> n.Node:
        if len(tree.args) < 2:
            raise self._misused(tree, word)
        which = "min" if word in ("min", "lower_of") else "max"
        return self._least_or_greatest(tree, which, [self.amount_or_day(argument) for argument in tree.args])

    def _least_or_greatest(self, tree: ast.AST, which: str, parts: Sequence[n.Node]) -> n.Node:
        kind = parts[0].kind
        for before, part in pairwise(parts):
            kind = self.same_unit(tree, replace(before, kind=kind), part)
        scope, moved = self.join(tree, *parts)
        return n.Extreme(tree.lineno, scope, kind, moved, which)

    def _rounded(self, tree: ast.Call, word: str) -> n.Node:
        step = tree.args[1] if len(tree.args) == 2 else None
        value = step.value if isinstance(step, ast.Constant) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise self._misused(tree, word)
        part = self.number(tree.args[0])
        return n.Rounded(tree.lineno, part.scope, part.kind, _ROUNDINGS[word], part, float(value))

    def _tiers(self, tree: ast.Call) -> n.Node:
        steps = tree.args[1:-1]
        if not steps or not all(isinstance(step, ast.Tuple) and len(step.elts) == 2 for step in steps):
            raise self._misused(tree, "tiers")
        value = self.amount_or_day(tree.args[0])
        self._check_rising(tree, [step.elts[0] for step in steps])
        found = self.number(tree.args[-1])
        for step in reversed(steps):
            limit, then = self.amount_or_day(step.elts[0]), self.number(step.elts[1])
            self.same_unit(step, value, limit)
            scope, sides = self.join(step, value, limit)
            below = n.Compare(step.lineno, scope, n.TRUTH, "<", *sides)
            kind = self.same_unit(step, then, found)
            scope, parts = self.join(step, below, then, found)
            found = n.Choose(step.lineno, scope, kind, *parts)
        return found

    def _bands(self, tree: ast.Call) -> n.Node:
        bands = tree.args[1:]
        if not bands or not all(isinstance(band, ast.Tuple) and len(band.elts) in (2, 3) for band in bands):
            raise self._misused(tree, "bands")
        if any(len(band.elts) == 2 for band in bands[:-1]):
            raise self._misused(tree, "bands")
        value = self.number(tree.args[0])
        edges = [edge for band in bands for edge in (band.elts[:2] if len(band.elts) == 3 else band.elts[:1])]
        self._check_rising(tree, edges, even=True)
        parts = [self._band(band, value) for band in bands]
        found = parts[0]
        for part in parts[1:]:
            kind = self.same_unit(tree, found, part)
            scope, sides = self.join(tree, found, part)
            found = n.Arithmetic(tree.lineno, scope, kind, "+", *sides)
        return found

    def _band(self, band: ast.Tuple, value: n.Node) -> n.Node:
        """What lies of a value in one band, times its rate."""
        low, rate = self.number(band.elts[0]), self.number(band.elts[-1])
        capped = value
        if len(band.elts) == 3:
            capped = self._least_or_greatest(band, "min", [value, self.number(band.elts[1])])
        kind = self.same_unit(band, capped, low)
        scope, sides = self.join(band, capped, low)
        above = n.Arithmetic(band.lineno, scope, kind, "-", *sides)
        nought = n.Literal(band.lineno, "", n.Kind("number"), 0.0)
        return self.calculation(band, "*", self._least_or_greatest(band, "max", [nought, above]), rate)

    def _check_rising(self, tree: ast.Call, limits: Sequence[ast.expr], even: bool = False) -> None:
        """Refuses limits written out that do not rise; `even`: two neighbours may be the same."""
        values = [limit.value if isinstance(limit, ast.Constant) else None for limit in limits]
        for before, after in pairwise(value for value in values if isinstance(value, int | float)):
            if after < before or (after == before and not even):
                raise self.wrong(
                    tree,
                    "limits_not_rising",
                    Words(f"{after:g} 在 {before:g} 之后", f"{after:g} comes after {before:g}"),
                    Words("请从低到高写", "Write the limits from low to high"),
                )

    def _months_between(self, tree: ast.Call) -> n.Node:
        if len(tree.args) != 2:
            raise self._misused(tree, "months_between")
        scope, days = self.join(tree, *(self._a_day(argument) for argument in tree.args))
        return n.MonthsBetween(tree.lineno, scope, n.Kind("number", dimension("month")), *days)

    def _add_months(self, tree: ast.Call) -> n.Node:
        if len(tree.args) != 2:
            raise self._misused(tree, "add_months")
        months = self.number(tree.args[1])
        if months.kind.powers not in _MONTHS:
            raise self.wrong(
                tree,
                "not_months",
                Words(f"这里要月数，写的是 {n.unit_of(months.kind) or '1'}",
                      f"months are wanted, not {n.unit_of(months.kind) or '1'}"),
                Words("请写数，或单位为 month 的标准", "Write a number, or a parameter in month"),
            )  # fmt: skip
        scope, parts = self.join(tree, self._a_day(tree.args[0]), months)
        return n.AddMonths(tree.lineno, scope, n.DAY, *parts)

    def _add_days(self, tree: ast.Call) -> n.Node:
        if len(tree.args) != 2:
            raise self._misused(tree, "add_days")
        return self.days_on(tree, "+", self._a_day(tree.args[0]), self.number(tree.args[1]))

    def _a_day(self, tree: ast.expr) -> n.Node:
        node = self.read(tree)
        if node.kind != n.DAY:
            raise self.wrong(
                tree,
                "not_a_day",
                Words("这里要的是日子", "a day is wanted here"),
                Words(
                    "请写日期类的事实、screening_day 或 day(2022, 8, 22)",
                    "Write a date fact, screening_day or day(2022, 8, 22)",
                ),
            )
        return node

    def _age(self, tree: ast.Call) -> n.Node:
        argument = tree.args[0] if len(tree.args) == 1 else tree
        if not isinstance(argument, ast.Name) or argument.id not in {self.subject, self.member} - {""}:
            raise self._misused(tree, "age")
        where = ast.Attribute(value=argument, attr="birth_date", ctx=ast.Load())
        birth = self.attribute(ast.copy_location(where, tree))
        return n.Age(tree.lineno, birth.scope, n.Kind("number", dimension("year")), birth)

    def _named(self, tree: ast.Call) -> n.Node:
        words = {
            plain(w.arg or ""): w.value.value for w in tree.keywords if isinstance(w.value, ast.Constant)
        }
        if len(tree.args) != 1 or set(words) != {"zh", "en"} or not all(words.values()):
            raise self.wrong(
                tree,
                "words_missing",
                Words("名称要有中英文", "a name has words in both languages"),
                Words('请写 named(算式, zh="…", en="…")', 'Write named(expression, zh="…", en="…")'),
            )
        part = self.read(tree.args[0])
        return n.Named(tree.lineno, part.scope, part.kind, Words(words["zh"], words["en"]), part)

    def _in_area(self, tree: ast.Call) -> n.Node:
        if len(tree.args) < 2:
            raise self._misused(tree, "in_area")
        node = self.one_of(tree, self.read(tree.args[0]), tree.args[1:])
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
