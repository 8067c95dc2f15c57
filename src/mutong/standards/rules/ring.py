"""A rule may build on other rules' findings, but not on its own."""

from collections.abc import Iterator, Mapping

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError
from mutong.standards.rules import nodes as n


def walk(node: n.Node) -> Iterator[n.Node]:
    """The node and all below it, each once for each place it stands."""
    yield node
    for child in node.children:
        yield from walk(child)


def findings_used(rule: n.Rule) -> dict[str, int]:
    """The rules whose findings or amounts a rule builds on, with the line that does."""
    roots = [rule.who] + ([rule.amount] if rule.amount is not None else [])
    wanted = n.Finding | n.AmountOf
    return {node.rule: node.line for root in roots for node in walk(root) if isinstance(node, wanted)}


def refuse_rings(visible: Mapping[str, tuple[n.Rule, ...]], own: Mapping[str, tuple[n.Rule, ...]]) -> None:
    """Raises PackError when a rule of `own` builds on itself, directly or through others."""
    for name, versions in own.items():
        _follow(name, (name,), versions, visible)


def _follow(
    start: str, way: tuple[str, ...], versions: tuple[n.Rule, ...], visible: Mapping[str, tuple[n.Rule, ...]]
) -> None:
    for rule in versions:
        for name, line in findings_used(rule).items():
            if name == start:
                ring = " → ".join((*way, name))
                raise PackError(
                    "rules_in_a_ring",
                    rule.file,
                    line,
                    Words(f"规则互相依赖：{ring}", f"rules build on each other: {ring}"),
                    Words("请让其中一条直接写事实", "Let one of them name facts instead"),
                    rule.clauses[0].full_id,
                )
            if name not in way:
                _follow(start, (*way, name), visible.get(name, ()), visible)
