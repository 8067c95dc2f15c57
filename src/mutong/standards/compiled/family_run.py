"""One family of packs over one Snapshot, by compiled loops: what to compile, with which numbers, over which columns."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from mutong.standards.choices import area_holds
from mutong.standards.compiled.cells import EVERYWHERE, SOMEWHERE, Cell, Graph
from mutong.standards.compiled.columns import CODES_IN_BITS, AnySnapshot, BulkColumns
from mutong.standards.compiled.compiling import Say, compiled_run
from mutong.standards.compiled.loop_bodies import Form
from mutong.standards.compiled.loop_numbers import ages_by_birthday
from mutong.standards.compiled.loops import Program, Root, Writer
from mutong.standards.compiled.zones import Zones, zones_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import Family, Version
from mutong.tables.compact_columns import CompactSnapshot
from mutong.tables.snapshot_columns import day_number

BLOCKS_A_TURN = 32
Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Manner:
    """How a run goes: over so many threads, telling `say` when it compiles and `progress` (people done, people).

    `made` turns the source into the function that runs it.
    """

    threads: int
    say: Say | None = None
    progress: Callable[[int, int], None] | None = None
    made: Callable[[str, Say | None], Callable[..., None]] = compiled_run


class _WithGiven(Evaluation):
    """An evaluation that is given the values of some nodes."""

    def take(self, node: n.Node, value: v.Numbers | np.ndarray) -> None:
        """Use this value of a node."""
        self._values[id(node)] = value


@dataclass
class CompiledFamily:
    """The rules of a family over a Snapshot's columns."""

    columns: BulkColumns
    family: Family
    _given: dict[int, Arrays] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.evaluation = _WithGiven(self.columns.snapshot, self.family)
        self.zones: Zones = zones_of(self.family, self.evaluation.area_codes)
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.versions: list[Version] = []
        self.holds: list[np.ndarray] = []
        self._numbered: dict[str, tuple[tuple[int, Version, str], ...]] = {}
        for name, versions in self.evaluation.rules.items():
            self._numbered[name] = tuple(self._number(name, version) for version in versions)
        self._numbered = {
            name: tuple(one for one in of_name if self.holds[one[0]].any())
            for name, of_name in self._numbered.items()
        }
        self.graph = Graph(lambda name: self._numbered.get(name, ()), self._uniform)
        self._area: np.ndarray | None = None

    def _number(self, name: str, version: Version) -> tuple[int, Version, str]:
        versions = self.evaluation.rules[name]
        inner = versions[versions.index(version) + 1 :]
        held = [
            area_holds(version.area_code, code) and not any(area_holds(o.area_code, code) for o in inner)
            for code in self.zones.codes
        ]
        self.versions.append(version)
        self.holds.append(np.array(held, dtype=np.uint8))
        return len(self.versions) - 1, version, EVERYWHERE if all(held) else SOMEWHERE

    def in_force(self) -> tuple[tuple[int, Version, str], ...]:
        """The versions that hold in some area of the register, with how."""
        return tuple(one for of_name in self._numbered.values() for one in of_name)

    def _parameter(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        if name not in self._known:
            found = [self.evaluation.parameter(name, code).value for code in self.zones.codes]
            self._known[name] = (
                np.array([0.0 if value is None else float(value) for value in found]),
                np.array([np.inf if value is None else float(value) for value in found]),
            )
        return self._known[name]

    def _uniform(self, name: str) -> bool:
        return all(bool(np.all(end == end[0])) for end in self._parameter(name))

    def run(self, roots: Iterable[Root], manner: Manner) -> list[Arrays]:
        """What each root asks for, by the Snapshot's rows: a verdict, both ends of an amount, a whole value."""
        roots = list(roots)
        for level in _levels(roots):
            # Relatives live anywhere: what is asked of them is worked out for everyone first.
            parts = {part.number: part for cell in level for part in cell.parts}
            wholes = [Root("whole", "person", part) for part in parts.values()]
            values = dict(zip(parts, self._run(wholes, manner), strict=True))
            for cell in level:
                self._give(cell, values)
        return self._run(roots, manner)

    def _give(self, cell: Cell, values: dict[int, Arrays]) -> None:
        nodes = [node for node in (cell.node.of, cell.node.where) if node is not None]
        for node, part in zip(nodes, cell.parts, strict=True):
            if not node.scope:
                continue
            found = values[part.number]
            self.evaluation.take(node, found[0] if part.kind == "truth" else v.Numbers(*found))
        found = self.evaluation.over_related(cell.node)
        arrays = (found.low, found.high) if isinstance(found, v.Numbers) else (found,)
        self._given[cell.number] = tuple(self.columns.walked(array, "person") for array in arrays)

    def _run(self, roots: list[Root], manner: Manner) -> list[Arrays]:
        if not roots:
            return []
        facts = _facts_of(roots)
        forms = {
            cell.detail[0]: self.columns.form(self.columns.snapshot.spec(cell.detail[0]), place)
            for place, cell in enumerate(facts)
        }
        program = Writer(roots, forms).write()
        results = [self._empty(name, root) for name, root in program.outputs]
        given = (*self._numbers(facts), *self._fits(forms))
        arrays = [self._column(name, program) for name in program.columns]
        self._go(program, (*given, *arrays, *results), manner)
        found: list[Arrays] = []
        at = 0
        for root in roots:
            size = 1 if root.what == "verdict" or (root.what == "whole" and root.cell.kind == "truth") else 2
            found.append(tuple(self.columns.by_row(one, root.scope) for one in results[at : at + size]))
            at += size
        return found

    def _empty(self, name: str, root: Root) -> np.ndarray:
        size = self.columns.snapshot.size(root.scope)
        return np.empty(size, dtype=np.int8 if name.startswith("o") and name[1].isdigit() else np.float64)

    def _column(self, name: str, program: Program) -> np.ndarray:
        number, end = int(name[1:]), "cd".index(name[0])
        if number in self._given:
            return self._given[number][end]
        fact = next(cell for cell in program.facts if cell.number == number)
        return self.columns.arrays(self.columns.snapshot.spec(fact.detail[0]))[end]

    def _numbers(self, facts: list[Cell]) -> Arrays:
        """kl, kh, dl, dh, tab, held and ages: every number the loops take that is not a column."""
        ends = [self._constant(node) for node in self.graph.constants]
        low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
        tables = [end for name in self.graph.tables for end in self._parameter(name)]
        zones = len(self.zones.codes)
        return (
            np.ascontiguousarray(low),
            np.ascontiguousarray(high),
            *self.columns.ends_of(facts),
            np.array(tables, dtype=np.float64).reshape(-1, zones),
            np.array(self.holds, dtype=np.uint8).reshape(-1, zones),
            ages_by_birthday(int(day_number(self.columns.snapshot.on))),
        )

    def _constant(self, node: n.Node) -> tuple[float, float]:
        if isinstance(node, n.Parameter):
            low, high = self._parameter(node.name)
            return float(low[0]), float(high[0])
        found = self.evaluation.value(node)
        if isinstance(found, v.Numbers):
            return float(found.low), float(found.high)
        return float(found), float(found)

    def _fits(self, forms: dict[str, Form]) -> Arrays:
        """For each comparison of a code with words the answer for every code, unknown first; where each begins; and
        the codes that fit as bits.
        """
        answers, spots, bits = [], [], []
        for key, words, areas in self.graph.fits:
            spots.append(len(answers) + 1)
            known = self._words(key)
            if areas:
                fits = [any(area_holds(area, word) for area in words) for word in known]
            else:
                fits = [word in words for word in known]
            answers += [v.UNKNOWN, *(v.YES if one else v.NO for one in fits)]
            bits.append(sum(1 << place for place, one in enumerate(fits) if one and place <= CODES_IN_BITS))
        return (
            np.array(answers, dtype=np.int8),
            np.array(spots, dtype=np.int64),
            np.array(bits, dtype=np.int64),
        )

    def _words(self, fact: str) -> tuple[str, ...]:
        snapshot = self.columns.snapshot
        if isinstance(snapshot, CompactSnapshot):
            column = snapshot.compact(fact)
            return snapshot.spec(fact).codes if column is None else column.words
        return snapshot.code(fact).words

    def _go(self, program: Program, arrays: Arrays, manner: Manner) -> None:
        run, blocks = manner.made(program.source, manner.say), self.columns.blocks
        before = (
            blocks.households, blocks.people, self.columns.starts, blocks.largest,
            self._areas(), self.zones.of_code, self._alive(),
        )  # fmt: skip
        run(0, 0, *before, *arrays)
        turns = range(0, len(blocks), BLOCKS_A_TURN)

        def turn(first: int) -> int:
            last = min(first + BLOCKS_A_TURN, len(blocks))
            run(first, last, *before, *arrays)
            return int(blocks.people[last])

        everyone = self.columns.snapshot.size("person")
        with ThreadPoolExecutor(manner.threads) as pool:
            for done in pool.map(turn, turns):
                if manner.progress is not None:
                    manner.progress(done, everyone)

    def _areas(self) -> np.ndarray:
        """For each household an index into the area codes, -1 where it is not known."""
        found = self.columns.arrays(self.columns.snapshot.spec("area_code"))
        return found[0] if found else np.full(self.columns.snapshot.size("household"), -1, dtype=np.int8)

    def _alive(self) -> np.ndarray:
        """The column that tells who is known to be dead; empty where nobody is."""
        found = self.columns.arrays(self.columns.snapshot.spec("alive"))
        return found[0] if found else np.empty(0, dtype=np.int8)


def _facts_of(roots: list[Root]) -> list[Cell]:
    return [cell for cell in _below(roots) if cell.what == "fact"]


def _below(roots: Iterable[Root], through: bool = False) -> list[Cell]:
    found: dict[int, Cell] = {}
    waiting = [cell for root in roots for cell in root.cells]
    while waiting:
        cell = waiting.pop()
        if cell.number not in found:
            found[cell.number] = cell
            waiting += cell.parts if through or cell.what != "related" else ()
    return [found[number] for number in sorted(found)]


def _levels(roots: list[Root]) -> list[list[Cell]]:
    """The sums over relatives, those first that others look into."""
    related = [cell for cell in _below(roots, through=True) if cell.what == "related"]
    return [
        [cell for cell in related if cell.related == level] for level in sorted({c.related for c in related})
    ]


def roots_of(
    compiled: CompiledFamily, rules: frozenset[str] | None, amounts: bool
) -> list[tuple[Version, Root, Root | None]]:
    """For each version in force of the rules that are wanted (None: all) its verdict and its amount."""
    found = []
    for number, version, where in compiled.in_force():
        rule = version.rule
        if rules is not None and rule.rule_id not in rules:
            continue
        held = None if where == EVERYWHERE else compiled.graph.held(number, rule.of)
        who = compiled.graph.cell(rule.who)
        amount = None
        if amounts and rule.amount is not None:
            amount = Root("amount", rule.of, compiled.graph.cell(rule.amount), who, held)
        found.append((version, Root("verdict", rule.of, who, None, held), amount))
    return found


def compiled_family(snapshot: AnySnapshot, family: Family) -> CompiledFamily:
    """A family's rules over a Snapshot, not yet run."""
    return CompiledFamily(BulkColumns(snapshot), family)
