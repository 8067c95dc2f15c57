"""Code for a graph of cells: short loops over blocks of households small enough to stay in the processor's cache.

A loop works out one cell for every person or household of a block; what only one loop needs is worked out inside it.
Short loops over plain columns become vector instructions. Sums over members go through the households one by one,
several sums at a time, in the order of the people, as `ternary.group_sum` adds them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mutong.standards.compiled.assembly import WORD, assemble
from mutong.standards.compiled.cells import Cell
from mutong.standards.compiled.loop_bodies import Body, Form

# So many arrays one loop reads at most; beyond that LLVM does not check whether they overlap, and leaves it as it is.
ARRAYS_AT_MOST = 7
SUMS_TOGETHER = 6
LOOPS_IN_A_PART = 10
# A value that is looked up in a table has a loop of its own, for in one with others nothing becomes a vector.
_ALWAYS_KEPT = {"member", "over", "lift", "parameter", "age", "held"}
_NEVER_KEPT = {"constant", "fact", "living", "related", "not"}


@dataclass(frozen=True)
class Root:
    """What the run writes out: `what` is verdict, amount (beside the verdict of `who`) or whole (every value).

    `held` tells whether the version of the rule holds where the subject lives; None where it holds everywhere.
    """

    what: str
    scope: str
    cell: Cell
    who: Cell | None = None
    held: Cell | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that is read to write it."""
        return tuple(cell for cell in (self.cell, self.who, self.held) if cell is not None)


@dataclass
class Program:
    """The source of a run, with the names of the arrays it takes: columns first, then what it writes to."""

    source: str
    facts: tuple[Cell, ...]
    columns: tuple[str, ...]
    outputs: tuple[tuple[str, Root], ...]


class Writer:
    """Writes one program. `forms` says how each fact's column comes."""

    def __init__(self, roots: Iterable[Root], forms: Mapping[str, Form]) -> None:
        self.roots, self.forms = tuple(roots), forms
        self.loops: list[str] = []
        self.kept: dict[int, str] = {}
        self._done: set[int] = set()
        self._columns: dict[str, str] = {}
        self._facts: dict[int, Cell] = {}
        self.cells = self._reach()
        self._lifted = {c.parts[0].number for c in self.cells if c.what == "lift"}
        self._plan()

    def _reach(self) -> list[Cell]:
        found: dict[int, Cell] = {}
        waiting = [cell for root in self.roots for cell in root.cells]
        while waiting:
            cell = waiting.pop()
            if cell.number not in found:
                found[cell.number] = cell
                waiting += () if cell.what == "related" else cell.parts
        return [found[number] for number in sorted(found)]

    def _plan(self) -> None:
        uses: dict[int, int] = {}
        for cell in self.cells:
            for part in () if cell.what == "related" else cell.parts:
                uses[part.number] = uses.get(part.number, 0) + 1
        for root in self.roots:
            for cell in root.cells:
                uses[cell.number] = uses.get(cell.number, 0) + 1
        self._arrays: dict[int, frozenset[str]] = {}
        for cell in self.cells:
            self._note_columns(cell)
            parts = {part.number: part for part in cell.parts} if cell.what != "related" else {}
            if cell.what in _ALWAYS_KEPT:
                self._keep(cell)
            arrays = self._read_by(cell)
            for part in sorted(parts.values(), key=lambda p: -len(self._arrays[p.number])):
                if len(arrays) <= ARRAYS_AT_MOST or part.what in _NEVER_KEPT - {"not"}:
                    continue
                self._keep(part)
                arrays = self._read_by(cell)
            self._arrays[cell.number] = arrays
            shared = uses.get(cell.number, 0) > 1 and cell.what not in _NEVER_KEPT and not cell.settled
            if shared or cell.what in _ALWAYS_KEPT or cell.number in self._lifted or self._is_looked_up(cell):
                self._keep(cell)

    def _is_looked_up(self, cell: Cell) -> bool:
        return cell.what == "one_of" and not self.forms[cell.parts[0].detail[0]].few

    def _keep(self, cell: Cell) -> None:
        exact = cell.exact and cell.number not in self._lifted
        self.kept[cell.number] = "truth" if cell.kind == "truth" else ("exact" if exact else "ends")
        self._arrays[cell.number] = frozenset(self._buffers(cell))

    def _buffers(self, cell: Cell) -> tuple[str, ...]:
        how = self.kept[cell.number]
        ends = {"truth": "t", "exact": "l", "ends": "lh"}[how]
        return tuple(f"{end}{cell.number}" for end in ends)

    def _read_by(self, cell: Cell) -> frozenset[str]:
        """The arrays a loop reads for a cell that is worked out in it."""
        found: set[str] = set(self._own_arrays(cell))
        if cell.what not in ("related", "lift", "over"):
            for part in cell.parts:
                found |= self._arrays[part.number]
        elif cell.what == "lift":
            found |= {
                "hl",
                *(f"{end}{cell.parts[0].number}" for end in ("t" if cell.kind == "truth" else "lh")),
            }
        return frozenset(found)

    def _own_arrays(self, cell: Cell) -> tuple[str, ...]:
        zone = "zp" if cell.scope == "person" else "zh"
        if cell.what in ("fact", "related"):
            return tuple(name for name, of in self._columns.items() if name[1:] == str(cell.number))
        if cell.what == "held":
            return (zone, "held")
        return {
            "parameter": (zone, "tab"),
            "living": ("live",),
            "member": ("live",),
            "one_of": ("fits",),
        }.get(cell.what, ())

    def _note_columns(self, cell: Cell) -> None:
        if cell.what == "related":
            ends = "c" if cell.kind == "truth" else "cd"
        elif cell.what == "fact":
            form = self.forms[cell.detail[0]]
            ends = {"absent": "", "two": "cd"}.get(form.how, "c")
        else:
            return
        for end in ends:
            self._columns[f"{end}{cell.number}"] = cell.scope
        if ends:
            self._facts[cell.number] = cell

    def write(self) -> Program:
        """The whole program."""
        for place, root in enumerate(self.roots):
            self._write_root(place, root)
        outputs = tuple((name, root) for place, root in enumerate(self.roots) for name in _names(place, root))
        parts = [self.loops[at : at + LOOPS_IN_A_PART] for at in range(0, len(self.loops), LOOPS_IN_A_PART)]
        return Program(
            assemble(parts, self._columns, {name: root.scope for name, root in outputs}, self.kept),
            tuple(self._facts[number] for number in sorted(self._facts)),
            tuple(self._columns),
            outputs,
        )

    def _ready(self, cell: Cell) -> None:
        """Write the loops of everything kept that a cell needs, then its own if it is kept."""
        if cell.number in self._done:
            return
        self._done.add(cell.number)
        for part in () if cell.what == "related" else cell.parts:
            self._ready(part)
        if cell.what == "over":
            self._write_sums(cell)
        elif cell.number in self.kept:
            self._write_kept(cell)

    def _write_sums(self, cell: Cell) -> None:
        same = [one for one in self.cells if one.what == "over" and one.depth == cell.depth]
        for one in same:
            for part in one.parts:
                self._ready(part)
        for one in same:
            self._done.add(one.number)
        for at in range(0, len(same), SUMS_TOGETHER):
            self._write_some_sums(same[at : at + SUMS_TOGETHER])

    def _write_some_sums(self, cells: list[Cell]) -> None:
        before, inside, after = [], [], []
        for cell in cells:
            number, member, how = cell.number, cell.parts[0], cell.detail[0]
            lived = member.what == "living"
            array = "live" if lived else f"t{member.number}"
            if how in ("anyone", "everyone"):
                before.append(f"a{number} = {0 if how == 'anyone' else 2}")
                sign = ">" if how == "anyone" else "<"
                inside.append(f"m{number} = {array}[p]")
                inside.append(f"a{number} = m{number} if m{number} {sign} a{number} else a{number}")
                after.append(f"t{number}[i] = a{number}")
                continue
            exact = self.kept[number] == "exact"
            ends = "l" if exact else "lh"
            for end in ends:
                before.append(f"a{end}{number} = {'0' if how == 'count' else '0.0'}")
                after.append(f"{end}{number}[i] = a{end}{number}")
            if how == "count":
                inside.append(f"m{number} = int({array}[p])")
                inside.append(f"al{number} += m{number} >> 1")
                inside += [] if exact else [f"ah{number} += (m{number} + 1) >> 1"]
            else:
                of = [f"l{member.number}", f"h{member.number}"]
                if self.kept[member.number] == "exact":
                    of[1] = of[0]
                inside += [f"a{end}{number} += {of[end == 'h']}[p]" for end in ends]
        lines = [
            "for i in range(nh):",
            *(f"    {line}" for line in before),
            "    for p in range(s[i], s[i + 1]):",
            *(f"        {line}" for line in inside),
            *(f"    {line}" for line in after),
            *self._nowhere(cells),
        ]
        self.loops.append("\n".join(lines))

    def _nowhere(self, cells: Iterable[Cell]) -> list[str]:
        """What those who live in no household read in the place after the last: nothing is known."""
        unknown = {"t": "1", "l": "-INF", "h": "INF"}
        return [
            f"{name}[nh] = {unknown[name[0]]}"
            for cell in cells
            if cell.number in self._lifted
            for name in self._buffers(cell)
        ]

    def _write_kept(self, cell: Cell) -> None:
        body = Body(self.forms, {k: how for k, how in self.kept.items() if k != cell.number})
        value = body.work(cell)
        values = (value,) if cell.kind == "truth" else value
        stores = [f"{name}[i] = {text}" for name, text in zip(self._buffers(cell), values, strict=False)]
        self._loop(cell.scope, body.lines, stores, self._nowhere([cell]))

    def _loop(self, scope: str, lines: list[str], stores: list[str], tail: Iterable[str] = ()) -> None:
        size = "n" if scope == "person" else "nh"
        inside = [f"    {line}" for line in (*_needed(lines, stores), *stores)]
        self.loops.append("\n".join([f"for i in range({size}):", *inside, *tail]))

    def _write_root(self, place: int, root: Root) -> None:
        for cell in root.cells:
            self._ready(cell)
        body = Body(self.forms, self.kept)
        values = (body.truth(root.cell),) if root.cell.kind == "truth" else body.ends(root.cell)
        if root.what != "whole":
            counts = f"({body.read('live' if root.scope == 'person' else 'lived')} != 0)"
            if root.held is not None:
                counts += f" & ({body.truth(root.held)} != 0)"
            if root.what == "amount":
                counts += f" & ({body.truth(root.who)} != 0)"
            nothing = "-1" if root.what == "verdict" else "NAN"
            values = tuple(f"{value} if {counts} else {nothing}" for value in values)
        stores = [f"{name}[i] = {text}" for name, text in zip(_names(place, root), values, strict=True)]
        self._loop(root.scope, body.lines, stores)


def _needed(lines: list[str], stores: list[str]) -> list[str]:
    """The statements that what is written out rests on."""
    found: list[str] = []
    wanted = {word for store in stores for word in WORD.findall(store)}
    for line in reversed(lines):
        name, _, text = line.partition(" = ")
        if name in wanted:
            found.append(line)
            wanted |= set(WORD.findall(text))
    return found[::-1]


def _names(place: int, root: Root) -> tuple[str, ...]:
    if root.what == "verdict" or (root.what == "whole" and root.cell.kind == "truth"):
        return (f"o{place}",)
    return (f"ol{place}", f"oh{place}")
