"""The trees of a family's rules as one graph of cells, in which every part that is written twice stands once.

What is the same for everyone becomes a number of the run, other rules' findings become the parts they are made of, and
each cell knows how many sums over members lie below it. `loops` writes code from the graph; no word of a pack is in it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import Version
from mutong.standards.rules.spans import span

# How a version of a rule holds over the areas of a register: everywhere, or in some of them.
EVERYWHERE, SOMEWHERE = "everywhere", "somewhere"
TOGETHER = 5


@dataclass(eq=False)
class Cell:
    """One value for each subject of a scope. `what` says how it comes from `parts`, `detail` what else it takes.

    `kind` is truth, number or code; a day is a number. `depth` counts the sums over members on the way down, `related`
    the sums over relatives; `node` is a part of a tree that it stands for. A `settled` cell is the same for everyone.
    """

    what: str
    scope: str
    kind: str
    parts: tuple["Cell", ...] = ()
    detail: tuple = ()
    node: n.Node | None = None
    number: int = 0
    depth: int = field(init=False)
    related: int = field(init=False)
    settled: bool = field(init=False)
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        own = 1 if self.what == "over" else 0
        self.related = max([part.related for part in self.parts], default=0) + (self.what == "related")
        # A sum over relatives is worked out before the run that reads it, so nothing below it is walked again.
        given = self.what == "related"
        self.depth = 0 if given else max([part.depth for part in self.parts], default=0) + own
        self.settled = (
            self.what == "constant"
            if not self.parts
            else all(p.settled for p in self.parts) and self.what not in ("over", "member", "related", "lift")
        )
        self.exact = self._is_exact()

    def _is_exact(self) -> bool:
        """Whether both ends are always one number, whatever is known."""
        if self.what == "constant":
            return bool(self.detail and self.detail[0] == "literal")
        if self.what == "over":
            return self.detail[0] == "count" and self.parts[0].what == "living"
        if self.what == "arithmetic":
            return self.detail[0] != "/" and all(part.exact for part in self.parts)
        if self.what in ("extreme", "rounded"):
            return all(part.exact for part in self.parts)
        return False


class Graph:
    """Makes cells from nodes, each different one once.

    `versions` gives a rule's versions in force with how each holds, `uniform` says whether a parameter is the same in
    every area of the register. `constants` are the nodes and parameters whose values the run is given, in order;
    `tables` the parameters that differ by area; `fits` the comparisons of a code with words (fact, words, by area).
    """

    def __init__(
        self,
        versions: Callable[[str], tuple[tuple[int, Version, str], ...]],
        uniform: Callable[[str], bool],
    ) -> None:
        self._versions, self._uniform = versions, uniform
        self._made: dict[Hashable, Cell] = {}
        self._of_node: dict[int, Cell] = {}
        self._kept: list[n.Node] = []
        self.constants: list[n.Node] = []
        self.tables: list[str] = []
        self.fits: list[tuple[str, tuple[str, ...], bool]] = []

    def cell(self, node: n.Node) -> Cell:
        """The cell of a node."""
        key = id(node)
        if key not in self._of_node:
            self._of_node[key] = self._read(node)
            self._kept.append(node)
        return self._of_node[key]

    def make(
        self,
        what: str,
        scope: str,
        kind: str,
        parts: tuple[Cell, ...] = (),
        detail: tuple = (),
        node: n.Node | None = None,
    ) -> Cell:
        """A cell of this form, the one there is already if there is one."""
        key = (what, scope, kind, tuple(part.number for part in parts), detail)
        if key not in self._made:
            made = Cell(what, scope, kind, parts, detail, node)
            made.number = len(self._made)
            self._made[key] = made
        return self._made[key]

    def answer(self, name: str, scope: str) -> Cell:
        """A rule's answer: that of the version which holds where the subject lives, unknown where none does (T3)."""
        return self._by_version("answer", name, scope, "truth", lambda version: self.cell(version.rule.who))

    def amount(self, name: str, scope: str) -> Cell:
        """What a rule gives: its amount, nought where the answer is no, anything where no version holds."""
        return self._by_version("given", name, scope, "number", self._given)

    def _given(self, version: Version) -> Cell:
        rule = version.rule
        parts = (self.cell(rule.who), self.cell(rule.amount), self._constant(_NOUGHT))
        return self.make("choose", rule.of, "number", parts)

    def _by_version(self, what: str, name: str, scope: str, kind: str, of: Callable[[Version], Cell]) -> Cell:
        parts, holds = [], []
        for number, version, where in self._versions(name):
            if where == EVERYWHERE:
                return of(version)
            parts.append(of(version))
            holds.append(self.held(number, scope))
        return self.make(what, scope, kind, (*parts, *holds), (len(parts),))

    def held(self, number: int, scope: str) -> Cell:
        """Whether a version of a rule holds where the subject lives: 1 or 0."""
        return self.make("held", scope, "truth", detail=(number,))

    def _constant(self, node: n.Node) -> Cell:
        kind = "truth" if node.kind == n.TRUTH else "number"
        literal = isinstance(node, n.Literal)
        if literal:
            for place, other in enumerate(self.constants):
                if isinstance(other, n.Literal) and (other.value, other.kind.name) == (
                    node.value,
                    node.kind.name,
                ):
                    return self.make("constant", "", kind, detail=("literal", place))
        self.constants.append(node)
        return self.make(
            "constant", "", kind, detail=("literal" if literal else "same", len(self.constants) - 1)
        )

    def _read(self, node: n.Node) -> Cell:
        if isinstance(node, n.Named):
            return self.cell(node.part)
        if not node.scope and not isinstance(node, n.Finding | n.AmountOf):
            return self._constant(node)
        kind = {"truth": "truth", "code": "code"}.get(node.kind.name, "number")
        return getattr(self, "_" + _READERS.get(type(node), "plain"))(node, kind)

    def _plain(self, node: n.Node, kind: str) -> Cell:
        what, detail = _PLAIN[type(node)]
        parts = tuple(self.cell(part) for part in node.children)
        if isinstance(node, n.Compare):
            return self._compare(node, parts)
        if what in ("all", "any"):
            # Few at a time: a loop that reads many columns is not turned into vector instructions.
            while len(parts) > TOGETHER:
                first = self.make(what, node.scope, kind, parts[:TOGETHER])
                parts = (first, *parts[TOGETHER:])
        return self.make(what, node.scope, kind, parts, tuple(getattr(node, name) for name in detail))

    def _compare(self, node: n.Compare, parts: tuple[Cell, ...]) -> Cell:
        sign = node.sign
        if parts[1].what == "age":
            parts, sign = parts[::-1], _TURNED.get(sign, sign)
        if parts[0].what == "age" and parts[1].what == "constant" and sign in _TURNED:
            # Whoever is of an age was born by a day: a comparison of days instead of an age for each person.
            return self.make("aged", node.scope, "truth", (parts[0].parts[0], parts[1]), (sign,))
        return self.make("compare", node.scope, "truth", parts, (sign,))

    def _fact(self, node: n.Fact, kind: str) -> Cell:
        return self.make("fact", node.scope, kind, detail=(node.spec.key,), node=node)

    def _parameter(self, node: n.Parameter, kind: str) -> Cell:
        if self._uniform(node.name):
            for place, other in enumerate(self.constants):
                if isinstance(other, n.Parameter) and other.name == node.name:
                    return self.make("constant", "", kind, detail=("same", place))
            self.constants.append(node)
            return self.make("constant", "", kind, detail=("same", len(self.constants) - 1))
        if node.name not in self.tables:
            self.tables.append(node.name)
        return self.make("parameter", node.scope, kind, detail=(self.tables.index(node.name),))

    def _finding(self, node: n.Finding, kind: str) -> Cell:
        return self.answer(node.rule, node.scope)

    def _amount_of(self, node: n.AmountOf, kind: str) -> Cell:
        return self.amount(node.rule, node.scope)

    def _one_of(self, node: n.OneOf, kind: str) -> Cell:
        code, scope = _unnamed(node.code), node.scope
        if isinstance(code, n.Lift):
            # A household's code is looked up once for the household, not once for each member.
            fact = _unnamed(code.part)
            return self.make("lift", scope, kind, (self._fits(node, fact, "household"),))
        return self._fits(node, code, scope)

    def _fits(self, node: n.OneOf, fact: n.Node, scope: str) -> Cell:
        wanted = (fact.spec.key, node.words, node.areas)
        if wanted not in self.fits:
            self.fits.append(wanted)
        return self.make("one_of", scope, "truth", (self.cell(fact),), (self.fits.index(wanted),))

    def _over_members(self, node: n.OverMembers, kind: str) -> Cell:
        if node.how == "count" and node.where is None:
            member = self.make("living", "person", "truth")
        else:
            parts = [self.cell(part) for part in (node.of, node.where) if part is not None]
            member = self.make(
                "member",
                "person",
                "number" if node.how == "sum" else "truth",
                tuple(parts),
                (node.how, node.of is not None, node.where is not None),
            )
        return self.make("over", "household", kind, (member,), (node.how,))

    def _over_related(self, node: n.OverRelated, kind: str) -> Cell:
        parts = tuple(self.cell(part) for part in (node.of, node.where) if part is not None)
        # What may be missing from the record is bounded by what the number can be (spans.span).
        ends = span(node.of) if node.how == "sum" else ()
        detail = (node.how, node.relation, node.of is not None, self.cell(node.complete).number, ends)
        return self.make("related", "person", kind, parts, detail, node)

    def _lift(self, node: n.Lift, kind: str) -> Cell:
        return self.make("lift", "person", kind, (self.cell(node.part),))


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NOUGHT = n.Literal(0, "", n.Kind("number"), 0.0)
_READERS = {
    n.Fact: "fact",
    n.Parameter: "parameter",
    n.Finding: "finding",
    n.AmountOf: "amount_of",
    n.OneOf: "one_of",
    n.OverMembers: "over_members",
    n.OverRelated: "over_related",
    n.Lift: "lift",
}
_PLAIN: dict[type[n.Node], tuple[str, tuple[str, ...]]] = {
    n.Age: ("age", ()),
    n.All: ("all", ()),
    n.Any: ("any", ()),
    n.Not: ("not", ()),
    n.Compare: ("compare", ("sign",)),
    n.Arithmetic: ("arithmetic", ("sign",)),
    n.Extreme: ("extreme", ("which",)),
    n.Choose: ("choose", ()),
    n.Rounded: ("rounded", ("which", "step")),
    n.MonthsBetween: ("months_between", ()),
    n.AddMonths: ("add_months", ()),
}


def _unnamed(node: n.Node) -> n.Node:
    while isinstance(node, n.Named):
        node = node.part
    return node
