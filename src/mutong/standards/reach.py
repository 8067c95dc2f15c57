"""How far from a household the rules about it look: over how many steps of kinship."""

from collections.abc import Iterable

from mutong.standards.choices import NO_CHOICES
from mutong.standards.pack import Pack
from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import Family, families


def steps_of_kinship(packs: Iterable[Pack]) -> int:
    """How many steps of kinship the rules of these packs, and of those they are within, go at most.

    0: every answer rests on the household and its members alone; 1: also on the households of their relatives.
    """
    return max((_deepest(family) for family in families(packs, NO_CHOICES)), default=0)


def _deepest(family: Family) -> int:
    by_name: dict[str, list[n.Rule]] = {}
    for pack in family.packs:
        for name, versions in pack.rules.items():
            by_name.setdefault(name, []).extend(versions)
    found: dict[str, int] = {}

    def of_rule(name: str) -> int:
        if name not in found:
            roots = [root for rule in by_name.get(name, ()) for root in (rule.who, rule.amount) if root]
            found[name] = max((of_node(root) for root in roots), default=0)
        return found[name]

    def of_node(node: n.Node) -> int:
        deepest = max((of_node(child) for child in node.children), default=0)
        if isinstance(node, n.Finding | n.AmountOf):
            deepest = max(deepest, of_rule(node.rule))
        return deepest + isinstance(node, n.OverRelated)

    return max(map(of_rule, by_name), default=0)
