"""Rules that nobody wrote: trees over every kind of node, drawn at random, in the packs of a family."""

from dataclasses import replace
from datetime import date
from random import Random

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.pack import Pack
from mutong.standards.rules import nodes as n
from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot_relations import RELATIONS

TRUTHS = {
    "person": ("disability_certificate", "long_term_care_needed", "destitute_support", "alive"),
    "household": ("property_conforms", "receives_low_income_support", "recognised_edge_household"),
}
NUMBERS = {"person": ("monthly_income", "disability_level"), "household": ("dwelling_m2", "debts")}
CODES = {"person": ("disability_kind", "sex"), "household": ("hukou_area_code", "tenure", "area_code")}
WORDS = {
    "disability_kind": ("mental", "sight"), "sex": ("female",), "tenure": ("public_rental",),
    "hukou_area_code": ("1401", "140106"), "area_code": ("140109",),
}  # fmt: skip
_NUMBER = n.Kind("number", ())


class Trees:
    """Draws trees. `rules` are the rules that may be referred to, with whom they are about."""

    def __init__(self, chance: Random, rules: dict[str, str], parameters: tuple[str, ...]) -> None:
        self.chance, self.rules, self.parameters = chance, rules, parameters
        self.inside = 0

    def _fact(self, key: str) -> n.Fact:
        spec = fact_spec(key)
        kind = {"boolean": n.TRUTH, "date": n.DAY, "number": _NUMBER}.get(spec.type, n.CODE)
        return n.Fact(1, spec.subject_kind, kind, spec)

    def _lifted(self, scope: str, node: n.Node) -> n.Node:
        if scope == "person" and node.scope == "household":
            return n.Lift(1, "person", node.kind, node)
        return node

    def _scoped(self, scope: str, of: dict[str, tuple[str, ...]]) -> n.Node:
        whose = "household" if scope == "household" or self.chance.random() < 0.3 else "person"
        return self._lifted(scope, self._fact(self.chance.choice(of[whose])))

    def truth(self, scope: str, deep: int) -> n.Node:
        """A yes/no node."""
        pick = self.chance.random()
        if deep <= 0 or pick < 0.12:
            return self._scoped(scope, TRUTHS)
        if pick < 0.2:
            fact = self._scoped(scope, CODES)
            key = (fact.part if isinstance(fact, n.Lift) else fact).spec.key
            return n.OneOf(1, scope, n.TRUTH, fact, WORDS[key], key.endswith("area_code"))
        if pick < 0.42:
            parts = tuple(self.truth(scope, deep - 1) for _ in range(self.chance.randint(2, 8)))
            return (n.All if self.chance.random() < 0.5 else n.Any)(1, scope, n.TRUTH, parts)
        if pick < 0.5:
            return n.Not(1, scope, n.TRUTH, self.truth(scope, deep - 1))
        if pick < 0.55:
            return n.Literal(1, "", n.TRUTH, self.chance.random() < 0.5)
        if pick < 0.63:
            fitting = [name for name, of in self.rules.items() if of == scope or scope == "person"]
            if fitting:
                name = self.chance.choice(fitting)
                return self._lifted(scope, n.Finding(1, self.rules[name], n.TRUTH, name))
        if pick < 0.75:
            return self._over(scope, self.chance.choice(("anyone", "everyone")), deep)
        of = self.number if self.chance.random() < 0.75 else self.day
        sign = self.chance.choice(("<", "<=", ">", ">=", "==", "!="))
        return n.Compare(1, scope, n.TRUTH, sign, of(scope, deep - 1), of(scope, deep - 1))

    def number(self, scope: str, deep: int) -> n.Node:
        """A number."""
        pick = self.chance.random()
        if deep <= 0 or pick < 0.15:
            return self._scoped(scope, NUMBERS)
        if pick < 0.25:
            return n.Literal(1, "", _NUMBER, self.chance.choice((0.0, 1.0, 2.0, 18.0, 73_000.0, -3.0, 0.5)))
        if pick < 0.35:
            name = self.chance.choice(self.parameters)
            return n.Parameter(1, scope, _NUMBER, name, Words(name, name))
        if pick < 0.42:
            birth = self._fact("birth_date")
            return n.Age(1, "person", _NUMBER, birth) if scope == "person" else self.number(scope, deep - 1)
        if pick < 0.6:
            return self._over(scope, self.chance.choice(("sum", "count")), deep)
        if pick < 0.72:
            sign = self.chance.choice("+-*/")
            parts = (self.number(scope, deep - 1), self.number(scope, deep - 1))
            return n.Arithmetic(1, scope, _NUMBER, sign, *parts)
        if pick < 0.78:
            parts = tuple(self.number(scope, deep - 1) for _ in range(self.chance.randint(2, 3)))
            return n.Extreme(1, scope, _NUMBER, parts, self.chance.choice(("min", "max")))
        if pick < 0.84:
            condition = self.truth(scope, deep - 1)
            return n.Choose(
                1, scope, _NUMBER, condition, self.number(scope, deep - 1), self.number(scope, deep - 1)
            )
        if pick < 0.9:
            which = self.chance.choice(("up", "down", "half_up"))
            return n.Rounded(1, scope, _NUMBER, which, self.number(scope, deep - 1), 100.0)
        if pick < 0.95:
            return n.MonthsBetween(1, scope, _NUMBER, self.day(scope, deep - 1), self.day(scope, deep - 1))
        fitting = [name for name, of in self.rules.items() if of == scope]
        if fitting:
            return n.AmountOf(1, scope, _NUMBER, self.chance.choice(fitting))
        return n.Named(1, scope, _NUMBER, Words("甲", "a"), self.number(scope, deep - 1))

    def day(self, scope: str, deep: int) -> n.Node:
        """A day."""
        pick = self.chance.random()
        if scope == "person" and pick < 0.5:
            return self._fact("birth_date")
        if pick < 0.7 or deep <= 0:
            return n.ScreeningDay(1, "", n.DAY)
        if pick < 0.8:
            return n.Literal(1, "", n.DAY, date(2014, 2, 28))
        if pick < 0.9:
            return n.Arithmetic(1, scope, n.DAY, "+", self.day(scope, deep - 1), self.number(scope, 0))
        return n.AddMonths(1, scope, n.DAY, self.day(scope, deep - 1), self.number(scope, deep - 1))

    def _over(self, scope: str, how: str, deep: int) -> n.Node:
        if self.inside >= 2:
            return self._scoped(scope, NUMBERS) if how in ("sum", "count") else self._scoped(scope, TRUTHS)
        self.inside += 1
        of = where = None
        if how != "count":
            of = self.number("person", deep - 1) if how == "sum" else self.truth("person", deep - 1)
        if self.chance.random() < 0.6:
            where = self.truth("person", deep - 2)
        self.inside -= 1
        kind = n.TRUTH if how in ("anyone", "everyone") else _NUMBER
        if scope == "person" and self.chance.random() < 0.4:
            relation = self.chance.choice(tuple(RELATIONS))
            return n.OverRelated(
                1, "person", kind, how, relation, of, where, self._fact("relatives_recorded")
            )
        return self._lifted(scope, n.OverMembers(1, "household", kind, how, of, where))


def _about(scope: str, node: n.Node) -> n.Node:
    """A conclusion is about the rule's subject, even where it is the same for everyone."""
    return node if node.scope else n.Named(1, scope, node.kind, Words("同", "same"), node)


def random_packs(packs: tuple[Pack, ...], seed: int, count: int, deep: int) -> tuple[Pack, ...]:
    """The packs of one line, the outermost first, with random rules instead of theirs; some names in several packs."""
    chance, rules = Random(seed), {}
    pattern = next(rule for pack in packs for versions in pack.rules.values() for rule in versions)
    parameters = tuple(
        name for name in packs[-1].parameters.names
        if packs[-1].parameters.unit(name) not in ("text", "day_list")
    )  # fmt: skip
    made: list[dict[str, tuple[n.Rule, ...]]] = [{} for _ in packs]
    for number in range(count):
        name, of = f"rule_{number}", chance.choice(("person", "household"))
        for place, pack in enumerate(packs):
            if place and chance.random() < 0.6:
                continue
            trees = Trees(chance, rules, parameters)
            who, amount = _about(of, trees.truth(of, deep)), _about(of, trees.number(of, deep))
            rule = replace(
                pattern, pack=pack.pack, name=name, of=of, valid=Period(None, None), known_from=None,
                who=who, amount=amount, unit="", direction="benefit",
            )  # fmt: skip
            made[place][name] = (rule,)
        rules = {**rules, name: of}
    found: list[Pack] = []
    for pack, own in zip(packs, made, strict=True):
        found.append(replace(pack, ancestors=tuple(found), rules=own))
    return tuple(found)
