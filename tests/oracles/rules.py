"""Rules read a second time: a slow plain interpreter of packs, sharing no code with the product.

Written from docs/conventions and docs/how-to/add-a-pack.md. It reads the pack files itself and walks Python's own
syntax tree for one household at a time. A truth is the set of answers that are possible, a number the pair of its ends,
a day the pair of its ends as ordinals, a code a word or None. Local choices are left out: what is null stays null.
"""

import ast
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, inf

from tests.oracles.rule_books import Books, Home, OneRule, World, holds, lies_in
from tests.oracles.rule_numbers import add_months, calendar, either, months_between, product

YES, NO, BOTH = frozenset([True]), frozenset([False]), frozenset([True, False])
# A day that is not known lies within a million days of 1970-01-01.
EARLIEST, LATEST = date(1970, 1, 1).toordinal() - 1_000_000, date(1970, 1, 1).toordinal() + 1_000_000
COMPLETE_WHEN = dict.fromkeys(("parents", "children", "spouses"), "relatives_recorded") | dict.fromkeys(
    ("guardians", "wards", "carers", "cared_for"), "carers_recorded"
)


class Reading:
    """The answers about one household on a day, as known at a day."""

    def __init__(
        self, books: Books, home: Home, on: date, known_at: date, world: World | None = None
    ) -> None:
        self.books, self.home = books, home
        self.world, self.days = world or World([home]), (on, known_at)
        self.on, self.known = on.isoformat(), known_at.isoformat()
        self.day = on.toordinal()
        self.area = home.facts.get("area_code") or ""
        self.people = {p["id"]: p for p in home.people}

    # -- who there is

    def alive(self) -> list[str]:
        return [p["id"] for p in self.home.people if self.fact("person", p["id"], "alive") != NO]

    def subjects(self, of: str) -> list[str]:
        if of == "household":
            return [self.home.id] if self.alive() else []
        return self.alive()

    # -- facts

    def fact(self, kind: str, who: str, key: str):
        row = self.books.facts[key]
        value = (self.people[who]["facts"] if kind == "person" else self.home.facts).get(key)
        if row["type"] == "boolean":
            return BOTH if value is None else (YES if value else NO)
        if row["type"] == "number":
            low, _, high = (row["domain"] or "..").partition("..")
            if value is None:
                return (float(low) if low else -inf, float(high) if high else inf)
            return value if isinstance(value, tuple) else (value, value)
        if row["type"] == "date":
            if value is None:
                return (EARLIEST, LATEST)
            number = date.fromisoformat(value).toordinal()
            return (number, number)
        return value

    def parameter(self, name: str) -> tuple[float, float]:
        rows = [
            row
            for row in self.books.parameters[name]
            if holds(row["valid_from"], row["valid_to"], self.on)
            and (not row["known_from"] or row["known_from"] <= self.known)
            and lies_in(row["area_code"], self.area)
        ]
        if not rows:
            return (0.0, inf)
        row = max(rows, key=lambda r: (0 if r["area_code"] == "0" else len(r["area_code"]), r["known_from"]))
        if not row["value"]:
            return (0.0, inf)
        number = float(row["value"]) * float(self.books.units[row["unit"]]["factor"])
        return (number, number)

    # -- rules

    def versions(self, name: str) -> list[OneRule]:
        return [
            rule
            for rule in self.books.rules
            if rule.name == name
            and holds(rule.start, rule.end, self.on)
            and holds(*self.books.pack_days(rule.pack), self.on)
            and (not rule.known or rule.known <= self.known)
            and lies_in(rule.area, self.area)
        ]

    def answer(self, name: str, who: str):
        """(possible truths, amount or None) of the innermost version in force; None where there is none (T3)."""
        versions = self.versions(name)
        if not versions:
            return None
        rule = versions[-1]
        names: dict[str, ast.expr] = {}
        for statement in rule.body.body:
            if isinstance(statement, ast.Assign):
                names[statement.targets[0].id] = statement.value
        last = rule.body.body[-1].value
        words = {k.arg: k.value for k in last.keywords}
        walk = Walk(self, rule.of, who, rule.body.args.args[0].arg, names)
        amount = walk.read(words["amount"]) if "amount" in words else None
        return walk.read(words["who"]), amount


@dataclass
class Walk:
    """Walks the expressions of one rule for one subject; `member` is the name and person inside a sum."""

    at: Reading
    of: str
    who: str
    subject: str
    names: dict
    member: tuple[str, str] | None = None

    def read(self, tree):
        return getattr(self, type(tree).__name__.lower())(tree)

    def constant(self, tree):
        if isinstance(tree.value, bool):
            return YES if tree.value else NO
        if isinstance(tree.value, str):
            return tree.value
        return (float(tree.value), float(tree.value))

    def name(self, tree):
        if tree.id == "screening_day":
            return (self.at.day, self.at.day)
        return Walk(self.at, self.of, self.who, self.subject, self.names, self.member).read(
            self.names[tree.id]
        )

    def boolop(self, tree):
        return either(map(self.read, tree.values), isinstance(tree.op, ast.Or))

    def unaryop(self, tree):
        value = self.read(tree.operand)
        if isinstance(tree.op, ast.Not):
            return frozenset(not x for x in value)
        return (-value[1], -value[0])

    def ifexp(self, tree):
        test, then, other = self.read(tree.test), self.read(tree.body), self.read(tree.orelse)
        if test == YES:
            return then
        if test == NO:
            return other
        return (min(then[0], other[0]), max(then[1], other[1]))

    def compare(self, tree):
        found, left = [], tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            found.append(self.one_compare(left, op, right))
            left = right
        return either(found, False)

    def one_compare(self, left, op, right):
        a = self.read(left)
        if isinstance(op, ast.In | ast.NotIn) or a is None or isinstance(a, str):
            words = [w.value for w in right.elts] if hasattr(right, "elts") else [right.value]
            inside = BOTH if a is None else (YES if a in words else NO)
            flip = isinstance(op, ast.NotIn | ast.NotEq)
            return frozenset(x != flip for x in inside)
        b = self.read(right)
        if isinstance(op, ast.Gt | ast.GtE):
            a, b = b, a
            op = ast.Lt() if isinstance(op, ast.Gt) else ast.LtE()
        out = set()
        if isinstance(op, ast.Lt):
            can, cannot = a[0] < b[1], a[1] >= b[0]
        elif isinstance(op, ast.LtE):
            can, cannot = a[0] <= b[1], a[1] > b[0]
        else:
            meet = a[0] <= b[1] and b[0] <= a[1]
            apart = not (a[0] == a[1] == b[0] == b[1])
            can, cannot = (meet, apart) if isinstance(op, ast.Eq) else (apart, meet)
        out |= {True} if can else set()
        out |= {False} if cannot else set()
        return frozenset(out)

    def binop(self, tree):
        a, b = self.read(tree.left), self.read(tree.right)
        if isinstance(tree.op, ast.Add):
            return (a[0] + b[0], a[1] + b[1])
        if isinstance(tree.op, ast.Sub):
            return (a[0] - b[1], a[1] - b[0])
        if isinstance(tree.op, ast.Mult):
            ends = [product(x, y) for x in a for y in b]
            return (min(ends), max(ends))
        if b[0] <= 0 <= b[1]:
            return (-inf, inf)
        ends = [0.0 if abs(y) == inf else x / y for x in a for y in b]
        return (min(ends), max(ends))

    # -- facts and parameters

    def attribute(self, tree):
        owner = tree.value
        if isinstance(owner, ast.Name) and owner.id == "parameter":
            return self.at.parameter(tree.attr)
        kind, who = self.whose(owner)
        return self.at.fact(kind, who, tree.attr)

    def whose(self, tree) -> tuple[str, str]:
        if isinstance(tree, ast.Name):
            if self.member and tree.id == self.member[0]:
                return "person", self.member[1]
            assert tree.id == self.subject, tree.id
            return self.of, self.who
        assert tree.attr == "household"
        return "household", self.at.home.id

    # -- calls

    def call(self, tree):
        function = tree.func
        if isinstance(function, ast.Attribute):
            _, who = self.whose(tree.args[0])
            found = self.at.answer(function.attr, who)
            if function.value.id == "finding_of":
                return BOTH if found is None else found[0]
            assert function.value.id == "amount_of"
            if found is None:
                return (0.0, inf)
            truth, amount = found
            if truth == YES:
                return amount
            return (0.0, 0.0) if truth == NO else (min(0.0, amount[0]), max(0.0, amount[1]))
        return getattr(self, "do_" + function.id)(tree)

    def do_named(self, tree):
        return self.read(tree.args[0])

    def do_day(self, tree):
        number = date(*(a.value for a in tree.args)).toordinal()
        return (number, number)

    def do_in_area(self, tree):
        code = self.read(tree.args[0])
        if code is None:
            return BOTH
        return YES if any(lies_in(a.value, code) for a in tree.args[1:]) else NO

    def do_min(self, tree):
        parts = [self.read(a) for a in tree.args]
        return (min(p[0] for p in parts), min(p[1] for p in parts))

    def do_max(self, tree):
        parts = [self.read(a) for a in tree.args]
        return (max(p[0] for p in parts), max(p[1] for p in parts))

    def do_age(self, tree):
        kind, who = self.whose(tree.args[0])
        born = self.at.fact(kind, who, "birth_date")
        return (float(self.years(born[1])), float(self.years(born[0])))

    def years(self, born: int) -> int:
        if born >= self.at.day:
            return 0
        on = date.fromordinal(self.at.day)
        b, years = calendar(born)
        return on.year - (b.year - years) - ((on.month, on.day) < (b.month, b.day))

    def do_higher_of(self, tree):
        return self.do_max(tree)

    def do_lower_of(self, tree):
        return self.do_min(tree)

    def rounded(self, tree, work):
        step = tree.args[1].value
        return tuple(end if abs(end) == inf else work(end / step) * step for end in self.read(tree.args[0]))

    def do_round_up(self, tree):
        return self.rounded(tree, lambda steps: ceil(steps - 1e-6))

    def do_round_down(self, tree):
        return self.rounded(tree, lambda steps: floor(steps + 1e-6))

    def do_round_half_up(self, tree):
        return self.rounded(tree, lambda steps: floor(steps + 0.5 + 1e-6))

    def do_tiers(self, tree):
        found = tree.args[-1]
        for step in reversed(tree.args[1:-1]):
            test = ast.Compare(tree.args[0], [ast.Lt()], [step.elts[0]])
            found = ast.IfExp(test, step.elts[1], found)
        return self.read(found)

    def do_bands(self, tree):
        low = high = 0.0
        value = self.read(tree.args[0])
        for band in tree.args[1:]:
            start, rate = self.read(band.elts[0]), self.read(band.elts[-1])
            top = self.read(band.elts[1]) if len(band.elts) == 3 else (inf, inf)
            within = (
                max(0.0, min(value[0], top[0]) - start[1]),
                max(0.0, min(value[1], top[1]) - start[0]),
            )
            ends = [product(x, y) for x in within for y in rate]
            low, high = low + min(ends), high + max(ends)
        return (low, high)

    def do_months_between(self, tree):
        start, end = (self.read(a) for a in tree.args)
        return (float(months_between(start[1], end[0])), float(months_between(start[0], end[1])))

    def do_add_months(self, tree):
        day, months = (self.read(a) for a in tree.args)
        if months[1] == inf:
            return (add_months(day[0], floor(months[0])), inf)
        return (add_months(day[0], floor(months[0])), add_months(day[1], floor(months[1])))

    def do_add_days(self, tree):
        day, days = (self.read(a) for a in tree.args)
        return (day[0] + days[0], day[1] + days[1])

    def do_sum(self, tree):
        return self.over(tree, "sum")

    def do_count(self, tree):
        return self.over(tree, "count")

    def do_anyone(self, tree):
        return self.over(tree, "anyone")

    def do_everyone(self, tree):
        return self.over(tree, "everyone")

    def over(self, tree, how: str):
        argument = tree.args[0]
        if isinstance(argument, ast.Attribute):
            loop, of, tests, name = argument, None, [], ""
        else:
            (generator,) = argument.generators
            loop, of, tests, name = generator.iter, argument.elt, generator.ifs, generator.target.id
        if loop.attr != "members":
            return self.over_related(how, loop, of, tests, name)
        found = []
        for person in self.at.alive():
            inner = Walk(self.at, self.of, self.who, self.subject, self.names, (name, person))
            where = either([inner.read(t) for t in tests], False) if tests else YES
            value = None if how == "count" or of is None else inner.read(of)
            found.append((where, value))
        return self.fold(how, found, False)

    def fold(self, how: str, found: list, others: bool):
        if how == "count":
            return (
                float(sum(w == YES for w, _ in found)),
                inf if others else float(sum(True in w for w, _ in found)),
            )
        if how in ("anyone", "everyone"):
            strong = how == "anyone"
            parts = [
                either([w if strong else frozenset(not x for x in w), v], not strong if strong else True)
                for w, v in found
            ]
            out = either(parts, strong) if parts else (NO if strong else YES)
            return out | {strong} if others else out
        low = high = 0.0
        for where, value in found:
            ends = [value[0]] if where == YES else [0.0] if where == NO else [0.0, value[0]]
            low += min(ends)
            ends = [value[1]] if where == YES else [0.0] if where == NO else [0.0, value[1]]
            high += max(ends)
        return (low, high)

    def over_related(self, how: str, loop, of, tests: list, name: str):
        """Over relatives, the dead too; who is not on record anywhere is somebody of whom nothing is known (T1)."""
        _, person = self.whose(loop.value)
        complete = self.at.fact("person", person, COMPLETE_WHEN[loop.attr]) == YES
        least, most = (0.0, 0.0) if how != "sum" else span(self.at.books, of)
        found = []
        for other in self.at.world.relatives(person, loop.attr):
            home = self.at.world.home_of(other)
            if home is None:
                found.append((BOTH if tests else YES, (least, most) if how == "sum" else BOTH))
                continue
            at = Reading(self.at.books, home, *self.at.days, self.at.world)
            inner = Walk(at, self.of, self.who, self.subject, self.names, (name, other))
            where = either([inner.read(t) for t in tests], False) if tests else YES
            found.append((where, None if how == "count" or of is None else inner.read(of)))
        whole = self.fold(how, found, not complete)
        if how == "sum" and not complete:
            return (whole[0] + min(0.0, least) * inf if least else whole[0], inf if most > 0 else whole[1])
        return whole


def span(books: Books, tree) -> tuple[float, float]:
    """All that an expression over a relative may be; the tests only sum plain facts."""
    low, _, high = (books.facts[tree.attr]["domain"] or "..").partition("..")
    return (float(low) if low else -inf, float(high) if high else inf)
