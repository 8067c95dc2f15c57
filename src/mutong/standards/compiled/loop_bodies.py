"""The inside of one generated loop: a cell's value for the subject at place `i`, as statements of plain Python.

Every value has a name of its own; what another loop has kept is read from its array. Nothing here holds a word of a
pack: parameters, literals and code words come as arrays when the loops run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mutong.standards.compiled.cells import Cell


@dataclass(frozen=True)
class Form:
    """How a fact's column comes: truth, code, `one` array with `missing` where it is not known, `two` arrays of ends,
    or absent (nobody's is known). `place` counts the facts of the run; `few` codes fit into the bits of one number.
    """

    how: str
    place: int
    missing: str = ""
    few: bool = False


class Body:
    """The statements of one loop. `kept` are the cells whose value stands in an array."""

    def __init__(self, forms: Mapping[str, Form], kept: Mapping[int, str]) -> None:
        self.lines: list[str] = []
        self._forms, self._kept = forms, kept
        self._names: dict[object, object] = {}

    def read(self, array: str, place: str = "i") -> str:
        """The name of an array's element, read once."""
        key = (array, place)
        if key not in self._names:
            name = f"at_{array}" if place == "i" else f"of_{array}"
            self.lines.append(f"{name} = {array}[{place}]")
            self._names[key] = name
        return self._names[key]

    def truth(self, cell: Cell) -> str:
        """The name or number of a yes/no cell's value: 0, 1 or 2."""
        if cell.number in self._kept:
            return self.read(f"t{cell.number}")
        return self.work(cell)

    def ends(self, cell: Cell) -> tuple[str, str]:
        """The names of both ends of a number's value; one name twice where it has one value only."""
        if cell.number in self._kept:
            low = self.read(f"l{cell.number}")
            return low, (low if self._kept[cell.number] == "exact" else self.read(f"h{cell.number}"))
        return self.work(cell)

    def work(self, cell: Cell):
        """A cell's value worked out here from its parts, whether or not it is kept."""
        if cell.number not in self._names:
            self._names[cell.number] = getattr(self, "_" + cell.what)(cell)
        return self._names[cell.number]

    def _set(self, cell: Cell, text: str, end: str = "t") -> str:
        name = f"x{end}{cell.number}"
        self.lines.append(f"{name} = {text}")
        return name

    def _both(self, cell: Cell, low: str, high: str) -> tuple[str, str]:
        if cell.exact:
            low = self._set(cell, low, "l")
            return low, low
        return self._set(cell, low, "l"), self._set(cell, high, "h")

    def _constant(self, cell: Cell):
        place = cell.detail[1]
        if cell.kind == "truth":
            return f"kt{place}"
        return f"kl{place}", (f"kl{place}" if cell.exact else f"kh{place}")

    def _parameter(self, cell: Cell) -> tuple[str, str]:
        zone = self.read("zp" if cell.scope == "person" else "zh")
        row = 2 * cell.detail[0]
        return self._both(cell, f"tab[{row}, {zone}]", f"tab[{row + 1}, {zone}]")

    def _fact(self, cell: Cell):
        form = self._forms[cell.detail[0]]
        if cell.kind == "truth":
            return "1" if form.how == "absent" else self.read(f"c{cell.number}")
        if cell.kind == "code":
            return "-1" if form.how == "absent" else self.read(f"c{cell.number}")
        least, most = f"dl{form.place}", f"dh{form.place}"
        if form.how == "absent":
            return least, most
        value = self.read(f"c{cell.number}")
        if form.how == "two":
            return self._both(cell, f"float({value})", f"float({self.read(f'd{cell.number}')})")
        lacks = f"{value} != {value}" if form.missing == "nan" else f"{value} == {form.missing}"
        return self._both(
            cell, f"{least} if {lacks} else float({value})", f"{most} if {lacks} else float({value})"
        )

    def _related(self, cell: Cell):
        if cell.kind == "truth":
            return self.read(f"c{cell.number}")
        return self.read(f"c{cell.number}"), self.read(f"d{cell.number}")

    def _living(self, cell: Cell) -> str:
        return self.read("live")

    def _lift(self, cell: Cell):
        home, part = self.read("hl"), cell.parts[0].number
        if cell.kind == "truth":
            return self._set(cell, f"t{part}[{home}]")
        return self._both(cell, f"l{part}[{home}]", f"h{part}[{home}]")

    def _all(self, cell: Cell) -> str:
        return self._fold(cell, "<")

    def _any(self, cell: Cell) -> str:
        return self._fold(cell, ">")

    def _fold(self, cell: Cell, sign: str) -> str:
        found = self.truth(cell.parts[0])
        for place, part in enumerate(cell.parts[1:]):
            other = self.truth(part)
            found = self._set(cell, f"{found} if {found} {sign} {other} else {other}", f"f{place}_")
        return found

    def _not(self, cell: Cell) -> str:
        return self._set(cell, f"2 - {self.truth(cell.parts[0])}")

    def _compare(self, cell: Cell) -> str:
        sign = cell.detail[0]
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts)
        if sign in (">", ">="):
            sign = "<" if sign == ">" else "<="
            low, high, other_low, other_high = other_low, other_high, low, high
        if sign in ("==", "!="):
            same = f"({low} == {high}) & ({other_low} == {other_high}) & ({low} == {other_low})"
            apart = f"({high} < {other_low}) | ({other_high} < {low})"
            sure, never = (same, apart) if sign == "==" else (apart, same)
            return self._set(cell, f"2 if {sure} else (0 if {never} else 1)")
        sure, never = (
            (f"{high} < {other_low}", f"{low} >= {other_high}")
            if sign == "<"
            else (f"{high} <= {other_low}", f"{low} > {other_high}")
        )
        return self._set(cell, f"2 if {sure} else (0 if {never} else 1)")

    def _one_of(self, cell: Cell) -> str:
        fact = cell.parts[0]
        code = self._fact(fact)
        place = cell.detail[0]
        if self._forms[fact.detail[0]].few:
            bit = self._set(cell, f"(yes{place} >> (0 if {code} < 0 else {code})) & 1", "b")
            return self._set(cell, f"1 if {code} < 0 else 2 * {bit}")
        return self._set(cell, f"fits[spot[{place}] + {code}]")

    def _aged(self, cell: Cell) -> str:
        birth, years = cell.parts
        (low, high), (least, most) = self.ends(birth), self.ends(years)
        sign = cell.detail[0]
        # The last day of birth that makes somebody so old, or older than that.
        of = "by" if sign in ("<", ">=") else "before"
        older, younger = f"{high} <= {of}_{most}", f"{low} > {of}_{least}"
        sure, never = (younger, older) if sign in ("<", "<=") else (older, younger)
        return self._set(cell, f"2 if {sure} else (0 if {never} else 1)")

    def _arithmetic(self, cell: Cell) -> tuple[str, str]:
        return {"+": self._plus, "-": self._minus, "*": self._times, "/": self._over_number}[cell.detail[0]](
            cell
        )

    def _plus(self, cell: Cell) -> tuple[str, str]:
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts)
        return self._opened(cell, f"{low} + {other_low}", f"{high} + {other_high}")

    def _minus(self, cell: Cell) -> tuple[str, str]:
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts)
        return self._opened(cell, f"{low} - {other_high}", f"{high} - {other_low}")

    def _opened(self, cell: Cell, low: str, high: str) -> tuple[str, str]:
        if cell.exact:
            return self._both(cell, low, high)
        low, high = self._set(cell, low, "a"), self._set(cell, high, "b")
        return self._both(cell, f"{low} if {low} == {low} else -INF", f"{high} if {high} == {high} else INF")

    def _corners(self, cell: Cell, of: Callable[[str, str], str]) -> tuple[str, str]:
        ends = [dict.fromkeys(self.ends(part)) for part in cell.parts]
        low = high = ""
        for place, (one, other) in enumerate((one, other) for one in ends[0] for other in ends[1]):
            corner = self._set(cell, of(one, other), f"c{place}_")
            if place:
                low = self._set(cell, f"{corner} if {corner} < {low} else {low}", f"m{place}_")
                high = self._set(cell, f"{corner} if {corner} > {high} else {high}", f"g{place}_")
            else:
                low = high = corner
        return low, high

    def _times(self, cell: Cell) -> tuple[str, str]:
        return self._corners(cell, lambda one, other: f"product_end({one}, {other})")

    def _over_number(self, cell: Cell) -> tuple[str, str]:
        low, high = self._corners(cell, lambda one, other: f"quotient_end({one}, {other})")
        least, most = self.ends(cell.parts[1])
        nought = self._set(cell, f"({least} <= 0.0) & ({most} >= 0.0)", "z")
        return self._set(cell, f"-INF if {nought} else {low}", "l"), self._set(
            cell, f"INF if {nought} else {high}", "h"
        )

    def _extreme(self, cell: Cell) -> tuple[str, str]:
        sign = "<" if cell.detail[0] == "min" else ">"
        low, high = self.ends(cell.parts[0])
        for place, part in enumerate(cell.parts[1:]):
            other_low, other_high = self.ends(part)
            new = self._set(cell, f"{low} if {low} {sign} {other_low} else {other_low}", f"l{place}_")
            if cell.exact:
                low = high = new
            else:
                high = self._set(
                    cell, f"{high} if {high} {sign} {other_high} else {other_high}", f"h{place}_"
                )
                low = new
        return low, high

    def _choose(self, cell: Cell) -> tuple[str, str]:
        condition = self.truth(cell.parts[0])
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts[1:])
        least = self._set(cell, f"{low} if {low} < {other_low} else {other_low}", "a")
        most = self._set(cell, f"{high} if {high} > {other_high} else {other_high}", "b")
        return self._both(
            cell,
            f"{low} if {condition} == 2 else ({other_low} if {condition} == 0 else {least})",
            f"{high} if {condition} == 2 else ({other_high} if {condition} == 0 else {most})",
        )

    def _age(self, cell: Cell) -> tuple[str, str]:
        low, high = self.ends(cell.parts[0])
        return self._both(cell, f"age_on(ages, {high})", f"age_on(ages, {low})")

    def _rounded(self, cell: Cell) -> tuple[str, str]:
        which, step = cell.detail
        low, high = self.ends(cell.parts[0])
        if which == "up":
            return self._both(cell, f"rounded_up({low}, {step!r})", f"rounded_up({high}, {step!r})")
        half = "0.5" if which == "half_up" else "0.0"
        return self._both(
            cell, f"rounded_down({low}, {step!r}, {half})", f"rounded_down({high}, {step!r}, {half})"
        )

    def _months_between(self, cell: Cell) -> tuple[str, str]:
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts)
        return self._both(
            cell, f"months_between({high}, {other_low})", f"months_between({low}, {other_high})"
        )

    def _add_months(self, cell: Cell) -> tuple[str, str]:
        (low, high), (other_low, other_high) = (self.ends(part) for part in cell.parts)
        return self._both(cell, f"months_on({low}, {other_low})", f"months_on({high}, {other_high})")

    def _held(self, cell: Cell) -> str:
        zone = self.read("zp" if cell.scope == "person" else "zh")
        return self._set(cell, f"held[{cell.detail[0]}, {zone}]")

    def _answer(self, cell: Cell) -> str:
        found, count = "1", cell.detail[0]
        for place, (part, version) in enumerate(zip(cell.parts[:count], cell.parts[count:], strict=True)):
            other, held = self.truth(part), self.truth(version)
            found = self._set(cell, f"{other} if {held} != 0 else {found}", f"t{place}_")
        return found

    def _given(self, cell: Cell) -> tuple[str, str]:
        low, high, count = "0.0", "INF", cell.detail[0]
        for place, (part, version) in enumerate(zip(cell.parts[:count], cell.parts[count:], strict=True)):
            other_low, other_high = self.ends(part)
            held = self.truth(version)
            low = self._set(cell, f"{other_low} if {held} != 0 else {low}", f"l{place}_")
            high = self._set(cell, f"{other_high} if {held} != 0 else {high}", f"h{place}_")
        return low, high

    def _member(self, cell: Cell):
        how, _, has_where = cell.detail
        live = self.read("live")
        where = self.truth(cell.parts[-1]) if has_where else "2"
        if how == "count":
            return self._set(cell, f"{where} if {where} < {live} else {live}")
        if how == "anyone":
            of = self.truth(cell.parts[0])
            both = self._set(cell, f"{of} if {of} < {where} else {where}", "a")
            return self._set(cell, f"{both} if {both} < {live} else {live}")
        if how == "everyone":
            of = self.truth(cell.parts[0])
            away, dead = self._set(cell, f"2 - {where}", "a"), self._set(cell, f"2 - {live}", "b")
            either = self._set(cell, f"{of} if {of} > {away} else {away}", "c")
            return self._set(cell, f"{either} if {either} > {dead} else {dead}")
        low, high = self.ends(cell.parts[0])
        if has_where:
            least, most = (
                self._set(cell, f"{low} if {low} < 0.0 else 0.0", "a"),
                self._set(cell, f"{high} if {high} > 0.0 else 0.0", "b"),
            )
            low = self._set(cell, f"{low} if {where} == 2 else (0.0 if {where} == 0 else {least})", "c")
            high = self._set(cell, f"{high} if {where} == 2 else (0.0 if {where} == 0 else {most})", "d")
        return self._both(cell, f"{low} if {live} != 0 else 0.0", f"{high} if {live} != 0 else 0.0")
