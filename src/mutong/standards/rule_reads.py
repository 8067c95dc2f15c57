"""What a rule reads, and of whom: facts, standards, ages, the day itself, people and relatives."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mutong.standards.prepared import Place
from mutong.standards.rules import nodes as n
from mutong.standards.rules.ring import walk
from mutong.standards.rules.subjects import Subject

# Of whom something is read: of the subject and its household, of every member, of whoever is related to them.
OWN, MEMBERS, RELATED = "own", "members", "related"


@dataclass
class Reads:
    """What a rule reads with all rules it builds on. `facts` has for each (of whom, key) the kind of value.

    `aged` are those of them that an age is counted from, `rules` the names of the rules, its own first.
    """

    facts: dict[tuple[str, str], n.Kind] = field(default_factory=dict)
    aged: set[tuple[str, str]] = field(default_factory=set)
    parameters: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)
    relations: set[str] = field(default_factory=set)
    people: bool = False
    day: bool = False
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def keys(self) -> set[str]:
        """The facts, of whomever."""
        return {key for _, key in self.facts}


def reads_of(place: Place, name: str) -> Reads:
    """What the rule of that name reads in a place; nothing where it is not in force."""
    kept = place.kept.setdefault("reads", {})
    if name not in kept:
        found = kept[name] = Reads()
        _read_rule(place, name, OWN, found)
    return kept[name]


def _read_rule(place: Place, name: str, whose: str, found: Reads) -> None:
    if (whose, name) in found._seen:
        return
    found._seen.add((whose, name))
    version = place.standing.versions.get(name)
    rules = [version.rule] if version is not None else []
    if whose == RELATED:
        # A relative may live where another pack has the rule.
        rules = [rule for pack in place.family.family.packs for rule in pack.rules.get(name, ())]
    elif rules:
        found.rules.setdefault(name)
    for rule in rules:
        for root in (rule.who, rule.amount):
            if root is not None:
                _read(place, root, whose, found)


def _read(place: Place, node: n.Node, whose: str, found: Reads) -> None:
    if isinstance(node, n.Fact):
        found.facts[whose, node.spec.key] = node.kind
    elif isinstance(node, n.Parameter):
        found.parameters.setdefault(node.name)
    elif isinstance(node, n.ScreeningDay):
        found.day = True
    elif isinstance(node, n.Finding | n.AmountOf):
        _read_rule(place, node.rule, whose, found)
    elif isinstance(node, n.Age):
        found.aged |= {(whose, one.spec.key) for one in walk(node.birth) if isinstance(one, n.Fact)}
    if isinstance(node, n.OverMembers):
        found.people = True
        whose = MEMBERS
    elif isinstance(node, n.OverRelated):
        found.relations.add(node.relation)
        _read(place, node.complete, whose, found)
        for part in (node.of, node.where):
            if part is not None:
                _read(place, part, RELATED, found)
        return
    for child in node.children:
        _read(place, child, whose, found)


def looked_at(subject: Subject, whose: str) -> Iterator[Subject]:
    """Everyone of whom a rule about the subject reads something: the subject and its household; its members as well; or
    everyone there is, for relatives live anywhere.
    """
    home = subject.home or subject
    if whose == OWN:
        found = [subject, home]
    elif whose == MEMBERS:
        found = [*home.people, subject, home]
    else:
        lot = subject.lot
        found = [
            lot.of(kind, row) for kind in ("person", "household") for row in range(lot.snapshot.size(kind))
        ]
    yield from {(one.kind, one.id): one for one in found}.values()
