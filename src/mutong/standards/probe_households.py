"""Made households on either side of every limit that some rules name: for holding two versions of a rule together, and
for finding the households between which one rule's answer turns.

Every fact is known. Numbers lie at the limits of the rules (literals and parameters of the same unit), a little below
and a little above; days make someone just old enough or a day too young; codes are those the rules name.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf

from mutong.kernel.period import add_years
from mutong.standards.parameters import Parameters, row_in_force
from mutong.standards.rules import nodes as n
from mutong.standards.units import dimension
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.snapshot import Snapshot

ELSEWHERE = "999999"
_FACT_COLUMNS = (
    "subject_kind", "subject_id", "fact", "state", "low", "high", "value",
    "valid_from", "recorded_at", "confirmed_at", "source",
)  # fmt: skip
_COLUMN_FACTS = {"person": ("birth_date", "sex"), "household": ("area_code", "hukou_area_code", "tenure")}
_AREA_FACTS = ("area_code", "hukou_area_code")
_LONG_AGO = "1900-01-01"
_SPANS = (0, 1, 29, 31, 89, 92, 182, 184, 364, 366, 400, 800, 1200)


@dataclass(frozen=True)
class Home:
    """One made household: its facts and those of each member; money in fen, days as dates, yes/no as such.

    `others` are people who live elsewhere, each with the facts of their own household under `household`; counted on
    from the members. `relations` are (person, other, kind), by number from 1: the other is the person's parent,
    spouse, guardian or carer.
    """

    facts: dict[str, object]
    members: tuple[dict[str, object], ...]
    others: tuple[dict[str, object], ...] = ()
    relations: tuple[tuple[int, int, str], ...] = ()


@dataclass
class Limits:
    """What the rules compare with: numbers by unit, ages in years, words by fact."""

    numbers: dict[tuple, set[float]] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)


def nodes_of(rules: Iterable[n.Rule], by_name: dict[str, tuple[n.Rule, ...]]) -> Iterator[n.Node]:
    """Every node of some rules and of all the rules they build on (`by_name`), each once."""
    seen: set[int] = set()
    waiting = [node for rule in rules for node in (rule.who, rule.amount) if node is not None]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        waiting += node.children
        if isinstance(node, n.Finding | n.AmountOf):
            waiting += [
                p for rule in by_name.get(node.rule, ()) for p in (rule.who, rule.amount) if p is not None
            ]


def made_homes(
    nodes: Iterable[n.Node], parameters: Iterable[Parameters], area_code: str, on: date, count: int, seed: int
) -> list[Home]:
    """So many households in an area whose facts lie about the limits of the nodes; the same for the same seed."""
    nodes = list(nodes)
    dice = random.Random(seed)
    limits = limits_of(nodes, list(parameters), area_code, on)
    specs = fact_dictionary()
    used = {node.spec.key for node in nodes if isinstance(node, n.Fact)}
    of_kind = {
        kind: [specs[key] for key in sorted(used) if key in specs and specs[key].subject_kind == kind]
        for kind in ("person", "household")
    }
    homes = []
    for _ in range(count):
        facts = {spec.key: drawn(spec, limits, area_code, on, dice) for spec in of_kind["household"]}
        facts["area_code"] = area_code
        size = dice.choice((1, 1, 1, 2, 2, 3))
        members = tuple(
            {spec.key: drawn(spec, limits, area_code, on, dice) for spec in of_kind["person"]}
            | {"alive": True}
            for _ in range(size)
        )
        homes.append(Home(facts, members))
    return homes


def snapshot_of(
    homes: Iterable[Home], on: date, known_at: date, dictionary: Mapping[str, FactSpec] | None = None
) -> Snapshot:
    """The households as a Snapshot; household i is H{i}, its members P{i}-1, P{i}-2 … Others are counted on: P{i}-3
    lives in H{i}-3. `dictionary` declares the facts; left out, the one that ships.
    """
    tables: dict[str, dict[str, list]] = {
        "person": {"person_id": [], **{name: [] for name in _COLUMN_FACTS["person"]}},
        "household": {"household_id": [], **{name: [] for name in _COLUMN_FACTS["household"]}},
    }
    memberships: dict[str, list] = {name: [] for name in ("person_id", "household_id", "kind", "valid_from")}
    facts: dict[str, list] = {name: [] for name in _FACT_COLUMNS}
    relations: dict[str, list] = {name: [] for name in ("person_id", "other_id", "kind", "valid_from")}
    for i, home in enumerate(homes):
        _add(tables["household"], facts, "household", f"H{i}", home.facts, known_at)
        for j, person in enumerate((*home.members, *home.others), 1):
            name, lives_in = f"P{i}-{j}", f"H{i}"
            if j > len(home.members):
                lives_in, person = f"H{i}-{j}", dict(person)
                _add(tables["household"], facts, "household", lives_in, person.pop("household"), known_at)
            _add(tables["person"], facts, "person", name, person, known_at)
            _append(memberships, (name, lives_in, "living", _LONG_AGO))
        for person, other, kind in home.relations:
            _append(relations, (f"P{i}-{person}", f"P{i}-{other}", kind, _LONG_AGO))
    return Snapshot.build(
        tables["person"],
        tables["household"],
        memberships,
        facts,
        on=on,
        known_at=known_at,
        dictionary=dictionary,
        relations=relations,
    )


def limits_of(nodes: Iterable[n.Node], parameters: Iterable[Parameters], area_code: str, on: date) -> Limits:
    """What some nodes compare with on a day: every number they name, and the words they hold a code against."""
    limits, parameters = Limits(), list(parameters)
    for node in nodes:
        if isinstance(node, n.Literal) and node.kind.name == "number":
            limits.numbers.setdefault((), set()).add(float(node.value))
        elif isinstance(node, n.Parameter):
            for table in parameters:
                rows = table.rows.get(node.name, ())
                row = row_in_force(rows, on, date.max, area_code)
                if row is not None and isinstance(row.value, int | float):
                    limits.numbers.setdefault(dimension(row.unit.base), set()).add(float(row.value))
        elif isinstance(node, n.OneOf) and isinstance(node.code, n.Fact):
            limits.words.setdefault(node.code.spec.key, set()).update(node.words)
    return limits


def drawn(spec: FactSpec, limits: Limits, area_code: str, on: date, dice: random.Random) -> object:
    """A value of a fact about the limits."""
    if spec.type == "boolean":
        return dice.random() < 0.5
    if spec.type == "code":
        named = sorted(limits.words.get(spec.key, ()))
        if spec.key in _AREA_FACTS:
            return dice.choice([area_code, *named, ELSEWHERE])
        return dice.choice(sorted({*named, *spec.codes}) or ["other"])
    if spec.type == "date":
        years = sorted(limits.numbers.get(dimension("year"), set()) | limits.numbers.get((), set()))
        if years and dice.random() < 0.7:
            turned = add_years(on, -int(min(dice.choice(years), 119)))
            return turned + timedelta(days=dice.choice((-1, 0, 1)))
        return on - timedelta(days=dice.choice(_SPANS))
    return _number(spec, limits, dice)


def _number(spec: FactSpec, limits: Limits, dice: random.Random) -> float:
    near = sorted(limits.numbers.get(dimension(spec.unit), set()) | (limits.numbers.get((), set())))
    shares = sorted(limits.numbers.get((), set()) | {1.0})
    limit = dice.choice(near) if near else float(dice.randint(0, 10))
    value = limit * dice.choice([1.0, 1.0, *(share for share in shares if 0 < share < 100)])
    value = round(value + dice.choice((-1, 0, 0, 1)))
    low = 0.0 if spec.low is None else spec.low
    return float(min(max(value, low), inf if spec.high is None else spec.high))


def _add(
    table: dict[str, list],
    facts: dict[str, list],
    kind: str,
    subject: str,
    held: dict[str, object],
    known_at: date,
) -> None:
    table[f"{kind}_id"].append(subject)
    for name in _COLUMN_FACTS[kind]:
        cell = held.get(name)
        table[name].append(cell.isoformat() if isinstance(cell, date) else cell)
    for key, value in held.items():
        if key in _COLUMN_FACTS[kind]:
            continue
        low = high = word = None
        if isinstance(value, bool):
            word = "yes" if value else "no"
        elif isinstance(value, float):
            low = high = value
        else:
            word = value.isoformat() if isinstance(value, date) else value
        row = (
            kind, subject, key, "known", low, high, word,
            _LONG_AGO, f"{_LONG_AGO}T00:00+08:00", f"{known_at}T00:00+08:00", "made",
        )  # fmt: skip
        _append(facts, row)


def _append(table: dict[str, list], row: tuple) -> None:
    for name, cell in zip(table, row, strict=True):
        table[name].append(cell)
