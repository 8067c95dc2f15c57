"""A household that nobody lives in, to try a rule on: its facts as given, everything else not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mutong.standards.derived.deriving import derived_facts
from mutong.standards.pack_form import Pack
from mutong.standards.probe_households import nodes_of
from mutong.standards.rules import nodes as n
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.snapshot import Snapshot

# A number or day by its ends, yes or no or a code as a word, a day as written.
Known = tuple[float, float] | str
HOUSEHOLD = "H1"
_COLUMNS = {"person": ("birth_date", "sex"), "household": ("area_code", "hukou_area_code", "tenure")}
_FACTS = (
    "subject_kind", "subject_id", "fact", "state", "low", "high", "value",
    "valid_from", "recorded_at", "confirmed_at", "source",
)  # fmt: skip
_LONG_AGO = "1900-01-01"


@dataclass(frozen=True)
class InventedHome:
    """A household H1: facts by key, those of its members P1, P2 …, and of people who live elsewhere, counted on.

    `relations` are (person, other, kind), both by number from 1: the other is the person's parent, guardian, spouse or
    carer. What is left out is not known (T1).
    """

    facts: Mapping[str, Known]
    members: tuple[Mapping[str, Known], ...]
    others: tuple[Mapping[str, Known], ...] = ()
    relations: tuple[tuple[int, int, str], ...] = field(default=())


def snapshot_of_invented(home: InventedHome, packs: Iterable[Pack], on: date, known_at: date) -> Snapshot:
    """The household as a Snapshot on a day as known at a day; what packs derive from events is taken as given."""
    people = (*home.members, *home.others)
    names = [f"P{place}" for place in range(1, len(people) + 1)]
    tables: dict[str, dict[str, list]] = {
        "person": {"person_id": names},
        "household": {"household_id": [HOUSEHOLD]},
    }
    facts: dict[str, list] = {name: [] for name in _FACTS}
    for kind, ids, parts in (("person", names, people), ("household", [HOUSEHOLD], [home.facts])):
        for column in _COLUMNS[kind]:
            tables[kind][column] = [part.get(column) for part in parts]
        for subject, part in zip(ids, parts, strict=True):
            for key, value in part.items():
                if key not in _COLUMNS[kind]:
                    _add(facts, kind, subject, key, value, known_at)
    members = names[: len(home.members)]
    return Snapshot.build(
        tables["person"],
        tables["household"],
        {
            "person_id": members,
            "household_id": [HOUSEHOLD] * len(members),
            "kind": ["living"] * len(members),
            "valid_from": [_LONG_AGO] * len(members),
        },
        facts,
        relations={
            "person_id": [f"P{person}" for person, _, _ in home.relations],
            "other_id": [f"P{other}" for _, other, _ in home.relations],
            "kind": [kind for _, _, kind in home.relations],
            "valid_from": [_LONG_AGO] * len(home.relations),
        },
        on=on,
        known_at=known_at,
        dictionary=fact_dictionary() | derived_facts(packs),
    )


def _add(facts: dict[str, list], kind: str, subject: str, key: str, value: Known, known_at: date) -> None:
    low, high = value if isinstance(value, tuple) else (None, None)
    word = None if isinstance(value, tuple) else value
    row = (
        kind, subject, key, "known", low, high, word,
        _LONG_AGO, f"{_LONG_AGO}T00:00+08:00", f"{known_at}T00:00+08:00", "invented",
    )  # fmt: skip
    for name, cell in zip(_FACTS, row, strict=True):
        facts[name].append(cell)


@dataclass(frozen=True)
class Reads:
    """What a rule, and the rules it builds on, read: facts by kind of subject, and whether they look at relatives."""

    household: tuple[FactSpec, ...]
    person: tuple[FactSpec, ...]
    relatives: bool


def reads_of(packs: Iterable[Pack], rule: str, on: date) -> Reads:
    """What a rule reads on a day, by its name; an inner pack's rule of the same name counts as well."""
    by_name: dict[str, tuple[n.Rule, ...]] = {}
    for pack in packs:
        for name, versions in pack.rules.items():
            held = tuple(one for one in versions if one.valid.holds(on)) or versions[-1:]
            by_name[name] = (*by_name.get(name, ()), *held)
    nodes = list(nodes_of(by_name.get(rule, ()), by_name))
    specs = {node.spec.key: node.spec for node in nodes if isinstance(node, n.Fact)}
    order = {key: place for place, key in enumerate(fact_dictionary())}
    listed = sorted(specs.values(), key=lambda spec: order.get(spec.key, len(order)))
    return Reads(
        tuple(spec for spec in listed if spec.subject_kind == "household" and spec.key != "area_code"),
        tuple(spec for spec in listed if spec.subject_kind == "person"),
        any(isinstance(node, n.OverRelated) for node in nodes),
    )
