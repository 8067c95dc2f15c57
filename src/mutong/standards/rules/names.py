"""Resolving the names in a rule: whose fact, which parameter, which other rule."""

import ast
from dataclasses import dataclass, field
from difflib import get_close_matches

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown
from mutong.standards.rules import nodes as n
from mutong.standards.rules.surroundings import Surroundings
from mutong.standards.rules.vocabulary import first_line, plain
from mutong.standards.units import dimension, unit_name
from mutong.tables.snapshot_relations import RELATIONS

_KINDS = {"person": "人", "household": "户"}


@dataclass
class Names:
    """The names one rule can use. `subject` is the argument's name, `of` what it stands for, `member` the name that
    goes over the members or relatives inside a sum ('' outside one). `relatives` tells that it goes over relatives,
    who may live elsewhere: then the household outside is not theirs.
    """

    at: Surroundings
    of: str
    subject: str
    clause: str
    local: dict[str, n.Node] = field(default_factory=dict)
    member: str = ""
    relatives: bool = False

    @property
    def scope(self) -> str:
        """Whose values an expression here speaks of: inside a sum over members, a person's."""
        return "person" if self.member else self.of

    def wrong(self, tree: ast.AST, code: str, fact: Words, remedy: Words) -> PackError:
        """A refusal that quotes the source."""
        text = first_line(ast.get_source_segment(self.at.source, tree) or "")
        fact = Words(f"“{text}”：{fact.zh}", f"“{text}”: {fact.en}")
        return PackError(code, shown(self.at.path), getattr(tree, "lineno", 0), fact, remedy, self.clause)

    def here(self, node: n.Node, tree: ast.AST) -> n.Node:
        """The node as seen from this scope: what holds of the household is lifted to each person."""
        if node.scope in ("", self.scope):
            return node
        if node.scope == "household":
            return n.Lift(tree.lineno, "person", node.kind, node)
        raise self.wrong(
            tree,
            "wrong_subject",
            Words("户的规则里要说明是哪个成员", "a household's rule must say which member is meant"),
            Words("请用 sum、count、anyone、everyone", "Use sum, count, anyone or everyone"),
        )

    def join(self, tree: ast.AST, *parts: n.Node) -> tuple[str, tuple[n.Node, ...]]:
        """Several parts brought to this scope, with the scope of the whole ('' when all are the same for everyone)."""
        moved = tuple(self.here(part, tree) for part in parts)
        return (self.scope if any(part.scope for part in moved) else "", moved)

    def same_unit(self, tree: ast.AST, left: n.Node, right: n.Node) -> n.Kind:
        """The kind two numbers or days share; a bare literal takes the unit of the other. Raises PackError."""
        if left.kind.name == right.kind.name == "number":
            if left.kind.powers is None or right.kind.powers is None:
                return right.kind if left.kind.powers is None else left.kind
            if left.kind.powers == right.kind.powers:
                return left.kind
            one, other = unit_name(left.kind.powers), unit_name(right.kind.powers)
            raise self.wrong(
                tree,
                "units_differ",
                Words(f"左边是 {one}，右边是 {other}", f"the left is in {one}, the right in {other}"),
                Words("请换成同一单位的标准或事实", "Use parameters or facts of one unit"),
            )
        if left.kind == right.kind == n.DAY:
            return left.kind
        raise self.wrong(
            tree,
            "kinds_differ",
            Words(
                f"左边是 {left.kind.name}，右边是 {right.kind.name}",
                f"the left is a {left.kind.name}, the right a {right.kind.name}",
            ),
            Words("请比较两个数或两个日子", "Compare two numbers or two days"),
        )

    def outer_person(self, tree: ast.AST) -> PackError:
        """The refusal of naming the rule's person inside a sum over members."""
        return self.wrong(
            tree,
            "outer_person",
            Words(
                "对成员或亲属求和时不能再提外面的那个人或户",
                "inside a sum over members or relatives whoever is outside cannot be named",
            ),
            Words(
                "只能写该成员（亲属）或其所在户的事实",
                "Name facts of the member or relative, or of the household they live in",
            ),
        )

    def attribute(self, tree: ast.Attribute) -> n.Node:
        """A fact of the subject, a member or the household, or a parameter."""
        key, owner = tree.attr, tree.value
        if isinstance(owner, ast.Name) and plain(owner.id) == "parameter":
            return self._parameter(tree, key)
        scope = self._owner_scope(owner, tree)
        spec = self.at.facts.get(key)
        if spec is not None and scope == "household" and spec.subject_kind == "person":
            raise self.wrong(
                tree,
                "wrong_subject",
                Words(f"“{key}”是人的事实，不是户的", f"“{key}” is a fact of a person, not of a household"),
                Words(
                    f"请说明是哪些成员，如 sum(m.{key} for m in household.members)",
                    f"Say of which members, such as sum(m.{key} for m in household.members)",
                ),
            )
        if spec is None or spec.subject_kind != scope:
            known = [k for k, s in self.at.facts.items() if s.subject_kind == scope]
            near = get_close_matches(key, known, n=3)
            raise self.wrong(
                tree,
                "unknown_fact",
                Words(
                    f"事实词典里没有{_KINDS[scope]}的“{key}”", f"the fact dictionary has no {scope}'s “{key}”"
                ),
                Words(
                    f"相近的有：{'、'.join(near) or '无'}；新事实先写进事实词典",
                    f"Near it: {', '.join(near) or 'none'}; a new fact goes into the dictionary first",
                ),
            )
        if not (spec.question.zh and spec.question.en):
            raise self.wrong(
                tree,
                "no_question",
                Words("这个事实没有写怎么问", "this fact has no question that asks it"),
                Words(
                    "请在事实词典里写上中英文的问题", "Give it a question in both languages in the dictionary"
                ),
            )
        kinds = {"boolean": n.TRUTH, "date": n.DAY, "number": n.Kind("number", dimension(spec.unit))}
        fact = n.Fact(tree.lineno, scope, kinds.get(spec.type, n.CODE), spec)
        return fact if scope == self.scope else self.here(fact, tree)

    def _owner_scope(self, owner: ast.expr, tree: ast.AST) -> str:
        if isinstance(owner, ast.Name):
            if owner.id == self.member:
                return "person"
            if owner.id == self.subject:
                if self.member and (self.relatives or self.of == "person"):
                    raise self.outer_person(tree)
                return self.of
        if self._is_household(owner):
            return "household"
        if self.relatives and any(isinstance(p, ast.Name) and p.id == self.subject for p in ast.walk(owner)):
            raise self.outer_person(tree)
        raise self.wrong(
            tree,
            "unknown_owner",
            Words("不知道说的是谁", "it is not clear whose this is"),
            Words(
                f"请写 {self.subject}.事实名"
                + ("" if self.of == "household" else f" 或 {self.subject}.household.事实名"),
                f"Write {self.subject}.fact"
                + ("" if self.of == "household" else f" or {self.subject}.household.fact"),
            ),
        )

    def _is_household(self, tree: ast.expr) -> bool:
        if isinstance(tree, ast.Name):
            return self.of == "household" and tree.id == self.subject and not self.relatives
        owners = {self.member} if self.relatives else {self.subject, self.member} - {""}
        return (
            isinstance(tree, ast.Attribute)
            and plain(tree.attr) == "household"
            and isinstance(tree.value, ast.Name)
            and tree.value.id in owners
        )

    def is_members(self, tree: ast.expr) -> bool:
        """Whether an expression names the members of the household."""
        return (
            isinstance(tree, ast.Attribute)
            and plain(tree.attr) == "members"
            and self._is_household(tree.value)
        )

    def relation(self, tree: ast.expr) -> str:
        """The relation an expression such as person.parents names, of the person here; '' when it names none."""
        word = plain(tree.attr) if isinstance(tree, ast.Attribute) else ""
        person = self.member or (self.subject if self.of == "person" else "")
        if word not in RELATIONS or not isinstance(tree.value, ast.Name) or tree.value.id != person:
            return ""
        return word

    def _parameter(self, tree: ast.Attribute, name: str) -> n.Node:
        if name not in self.at.parameters:
            near = get_close_matches(name, self.at.parameters.names, n=3)
            raise self.wrong(
                tree,
                "unknown_parameter",
                Words("规则包里没有这个标准", "the packs have no such parameter"),
                Words(
                    f"相近的有：{'、'.join(near) or '无'}；不知道的数也要写一行空值",
                    f"Near it: {', '.join(near) or 'none'}; a number not known is still a row, without a value",
                ),
            )
        unit = self.at.parameters.unit(name)
        if unit in ("text", "day_list"):
            raise self.wrong(
                tree,
                "not_a_number",
                Words(f"它的单位是 {unit}", f"its unit is {unit}"),
                Words("规则里用数值类的标准", "Rules use parameters that are numbers"),
            )
        kind = n.Kind("number", dimension(unit))
        return n.Parameter(tree.lineno, self.scope, kind, name, self.at.parameters.label(name))

    def finding(self, tree: ast.Call, name: str) -> n.Node:
        """Another rule's finding about the person or household it is given."""
        scope = self._other_rule(tree, name)
        return self.here(n.Finding(tree.lineno, scope, n.TRUTH, name), tree)

    def amount_of(self, tree: ast.Call, name: str) -> n.Node:
        """What another rule gives the person or household it is given, in that rule's unit."""
        scope = self._other_rule(tree, name)
        unit = self.at.amounts.get(name)
        if not unit:
            raise self.wrong(
                tree,
                "no_amount",
                Words(f"规则“{name}”没有金额", f"the rule “{name}” gives no amount"),
                Words(f"请写 finding_of.{name}(…)", f"Write finding_of.{name}(…)"),
            )
        return self.here(n.AmountOf(tree.lineno, scope, n.Kind("number", dimension(unit)), name), tree)

    def _other_rule(self, tree: ast.Call, name: str) -> str:
        of = self.at.rules.get(name)
        if of is None:
            near = get_close_matches(name, self.at.rules, n=3)
            raise self.wrong(
                tree,
                "unknown_rule",
                Words(f"没有规则“{name}”", f"there is no rule “{name}”"),
                Words(f"相近的有：{'、'.join(near) or '无'}", f"Near it: {', '.join(near) or 'none'}"),
            )
        argument = tree.args[0] if len(tree.args) == 1 else tree
        scope = "household" if self._is_household(argument) else ""
        if isinstance(argument, ast.Name) and argument.id in {self.subject, self.member} - {""}:
            scope = "person" if argument.id == self.member else self.of
            if argument.id == self.subject and self.member and (self.relatives or self.of == "person"):
                raise self.outer_person(tree)
        if scope != of:
            raise self.wrong(
                tree,
                "wrong_subject",
                Words(f"规则“{name}”说的是{_KINDS[of]}", f"the rule “{name}” is about a {of}"),
                Words(f"请给它一个{_KINDS[of]}", f"Give it a {of}"),
            )
        return scope
