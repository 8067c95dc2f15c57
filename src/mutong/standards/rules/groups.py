"""Reading sums, counts, anyone and everyone: over the members of a household, or over the relatives of a person."""

import ast
from dataclasses import dataclass, replace

from mutong.kernel.words import Words
from mutong.standards.rules import nodes as n
from mutong.standards.rules.expressions import Expressions
from mutong.tables.snapshot_relations import COMPLETE_WHEN

GROUPINGS = ("sum", "count", "anyone", "everyone")
_COUNT = n.Kind("number", ())


@dataclass
class Groups(Expressions):
    """Expressions with those that go over several people."""

    def over(self, tree: ast.Call, how: str) -> n.Node:
        """The node of `how` (a word of GROUPINGS) over members or relatives. Raises PackError."""
        argument = tree.args[0] if len(tree.args) == 1 and not tree.keywords else None
        whole = argument if how == "count" and isinstance(argument, ast.Attribute) else None
        loop = self._loop(argument)
        everyone = whole if whole is not None else loop.iter if loop is not None else tree
        relation = self.relation(everyone)
        fitting = relation or (self.is_members(everyone) and (whole is not None or not self.member))
        if not fitting:
            raise self._refused(tree, how)
        if loop is None:
            return self._node(tree, how, relation, _COUNT, None, None)
        inner = replace(self, member=loop.target.id, relatives=bool(relation))
        where = self._where(tree, inner, loop)
        if how == "count":
            self._check_counted(argument, loop.target.id)
            return self._node(tree, how, relation, _COUNT, None, where)
        of = inner.number(argument.elt) if how == "sum" else inner.truth(argument.elt)
        kind = of.kind if how == "sum" else n.TRUTH
        return self._node(tree, how, relation, kind, inner.here(of, tree), where)

    @staticmethod
    def _loop(argument: ast.expr | None) -> ast.comprehension | None:
        if not isinstance(argument, ast.GeneratorExp) or len(argument.generators) != 1:
            return None
        loop = argument.generators[0]
        return loop if isinstance(loop.target, ast.Name) and not loop.is_async else None

    @staticmethod
    def _where(tree: ast.Call, inner: "Groups", loop: ast.comprehension) -> n.Node | None:
        conditions = tuple(inner.here(inner.truth(test), test) for test in loop.ifs)
        if len(conditions) > 1:
            return n.All(tree.lineno, "person", n.TRUTH, conditions)
        return conditions[0] if conditions else None

    def _check_counted(self, argument: ast.GeneratorExp, name: str) -> None:
        if not (isinstance(argument.elt, ast.Name) and argument.elt.id == name):
            raise self.wrong(
                argument,
                "counted_with_condition",
                Words("人数只数人，不看这个值", "count counts people; this value would be passed over"),
                Words(
                    f"请写 count({name} for {name} in … if 条件)",
                    f"Write count({name} for {name} in … if condition)",
                ),
            )

    def _node(
        self, tree: ast.Call, how: str, relation: str, kind: n.Kind, of: n.Node | None, where: n.Node | None
    ) -> n.Node:
        if not relation:
            return self.here(n.OverMembers(tree.lineno, "household", kind, how, of, where), tree)
        spec = self.at.facts[COMPLETE_WHEN[relation]]
        complete = n.Fact(tree.lineno, "person", n.TRUTH, spec)
        return n.OverRelated(tree.lineno, "person", kind, how, relation, of, where, complete)

    def _refused(self, tree: ast.Call, how: str) -> Exception:
        return self.wrong(
            tree,
            "not_over_members",
            Words(
                "这里只能对一户的成员、或一个人的亲属逐个来算",
                "this goes over the members of one household, or over the relatives of one person",
            ),
            Words(
                f"请写 {how}(m.事实 for m in household.members if 条件)，"
                f"或 {how}(p.事实 for p in person.parents)",
                f"Write {how}(m.fact for m in household.members if condition), "
                f"or {how}(p.fact for p in person.parents)",
            ),
        )
