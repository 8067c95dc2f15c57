"""The limits of a rule as pairs of households, made from its tree alone.

The two households of a pair differ in one fact by the smallest step (a fen, a day, a level, a year, the other of yes
and no, another code word), and the rule answers yes for one and no for the other (T5). A person who knows the text
reads them line by line; tests hold them against an independent reading. What is not reached is told as well: a limit
that a number nobody has filled keeps open (T4), one that no fact turns, one at which no made household came to stand.
Limits of amounts are not looked for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.boundaries.limits import Limit, Standards
from mutong.standards.boundaries.search import Found, Search
from mutong.standards.boundaries.words import NOT_FOUND, NULL, NULL_BESIDE, STANDARD_ALONE
from mutong.standards.choices import NO_CHOICES, Choices, area_depth, area_holds
from mutong.standards.derived.deriving import derived_facts
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import parameters_of
from mutong.standards.probe_households import Home
from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import families
from mutong.tables.dictionary import FactSpec, fact_dictionary

_HOMES, _SEED = 120, 7
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Side:
    """One household of a pair: the value of the fact that differs, the rule's answer, and all that is known of it."""

    value: object
    verdict: Truth
    home: Home


@dataclass(frozen=True)
class BoundaryPair:
    """Two households on either side of some limits of a rule (`pack:rule`).

    Turning one of these limits alone turns the answer: a comparison's for the household on the line, so that a stricter
    sign would be seen; another's for one of the two.

    The fact `spec` of `subject` (H1, or P1, P2 … counted as in Home; P1 is the one a person's rule is about) differs; a
    word of RELATIONS stands for how many are so related. The rule answers for `about`. What is not among a home's facts
    is not known, and neither answer rests on it. `unconfirmed` are the parameters in the limits that a person must
    still confirm (T4).
    """

    rule_id: str
    clauses: tuple[str, ...]
    limits: tuple[Limit, ...]
    spec: FactSpec
    subject: str
    about: str
    sides: tuple[Side, Side]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True)
class NotReached:
    """A limit without a pair, and why (a word of boundaries.words); `standards` are the parameters that are null, in
    the limit or in what else the rule builds on, with their labels.
    """

    limit: Limit
    why: str
    standards: Mapping[str, Words]


@dataclass(frozen=True)
class RuleBoundaries:
    """What was found for one rule in force: its limits in reading order, the pairs, and the limits that have none."""

    rule: n.Rule
    limits: tuple[Limit, ...]
    pairs: tuple[BoundaryPair, ...]
    not_reached: tuple[NotReached, ...]


def area_where_most_stands(packs: Iterable[Pack], choices: Choices | None, on: date) -> str:
    """Of the areas that packs and choices have numbers for, the one in which most numbers are filled on a day.

    Of several it is the most specific one, and of those the one with the smallest code.
    """
    (*_, pack), choices = packs, choices or NO_CHOICES
    codes = {row.area_code for of_one in pack.parameters.rows.values() for row in of_one}
    codes |= {one.area_code for one in choices.all if one.pack in pack.parameters.packs}
    codes = {code for code in codes if code != "0" and area_holds(pack.area_code, code)} | {pack.area_code}

    def filled(code: str) -> int:
        numbers = parameters_of(pack, choices, on, on, code)
        return sum(numbers[name].value is not None for name in numbers)

    return min(codes, key=lambda code: (-filled(code), -area_depth(code), code))


def boundary_pairs(
    packs: Iterable[Pack],
    choices: Choices | None,
    on: date,
    area: str,
    rules: Iterable[str] | None = None,
    *,
    known_at: date | None = None,
    seed: int = _SEED,
    homes: int = _HOMES,
    progress: Progress | None = None,
) -> list[RuleBoundaries]:
    """The pairs for every rule in force in an area on a day, as known at a day (left out: that day).

    `rules` (names, or `pack:rule`) takes some of them; raises MutongError `unknown_rule` for one that no pack has,
    `rule_not_in_force` for one that does not hold there. At most so many `homes` are made for one limit, about a third
    where a number in the rule is null; the same come out for the same seed. `progress` hears how many limits are done,
    of how many.
    """
    packs, known_at = tuple(packs), known_at or on
    wanted = None if rules is None else frozenset(rules)
    dictionary = fact_dictionary() | derived_facts(packs)
    searches = [
        Search(Standards(family, on, known_at, area), wanted, dictionary, seed)
        for family in families(packs, choices or NO_CHOICES)
    ]
    _refuse_others(wanted or frozenset(), packs, searches, on, area)
    total, before, found = sum(len(search.open) for search in searches), 0, []
    for search in searches:
        search.run(homes, lambda done, before=before: progress(before + done, total) if progress else None)
        before += len(search.open)
        found += _results(search)
    return found


def _refuse_others(
    wanted: frozenset[str], packs: tuple[Pack, ...], searches: list[Search], on: date, area: str
) -> None:
    here = {name for search in searches for version, _ in search.rules for name in _names(version.rule)}
    every = (*packs, *(one for pack in packs for one in pack.ancestors))
    known = {
        name for pack in every for of_one in pack.rules.values() for rule in of_one for name in _names(rule)
    }
    for name in sorted(wanted - here):
        if name in known:
            raise MutongError(
                "rule_not_in_force",
                Words(
                    f"规则“{name}”在 {on}、区划 {area} 没有效力；请换日期或区划。",
                    f"The rule “{name}” is not in force on {on} in the area {area}; choose another day or area.",
                ),
                rule=name,
            )
        alike = sorted(one for one in known if (":" in one) == (":" in name))
        near = get_close_matches(name, alike, n=3) or alike
        raise MutongError(
            "unknown_rule",
            Words(
                f"没有规则“{name}”；有：{'、'.join(near)}。",
                f"There is no rule “{name}”; there are: {', '.join(near)}.",
            ),
            rule=name,
        )


def _names(rule: n.Rule) -> tuple[str, str]:
    return rule.name, rule.rule_id


def _results(search: Search) -> list[RuleBoundaries]:
    results = []
    for version, limits in search.rules:
        rule, found = version.rule, search.found.get(version.rule.name, [])
        reached = {id(limit) for one in found for limit in one.limits}
        results.append(
            RuleBoundaries(
                rule,
                limits,
                tuple(_pair(search.standards, rule, one) for one in found),
                tuple(
                    _missing(search.standards, rule, limit) for limit in limits if id(limit) not in reached
                ),
            )
        )
    return results


def _pair(standards: Standards, rule: n.Rule, found: Found) -> BoundaryPair:
    attempt = found.attempt
    numbers = standards.parameters(part for limit in found.limits for part in standards.parts(limit.node))
    clauses = [clause.full_id for clause in rule.clauses] + [one.clause for one in numbers]
    sides = zip(attempt.values, found.verdicts, attempt.homes(), strict=True)
    return BoundaryPair(
        rule_id=rule.rule_id,
        clauses=tuple(dict.fromkeys(clauses)),
        limits=tuple(found.limits),
        spec=attempt.cell.spec,
        subject=attempt.draft.name_of(attempt.cell.who),
        about="P1" if rule.of == "person" else "H1",
        sides=tuple(Side(*side) for side in sides),
        unconfirmed=tuple(one.name for one in numbers if one.unconfirmed),
    )


def _missing(standards: Standards, rule: n.Rule, limit: Limit) -> NotReached:
    own, beside = standards.nulls(limit.node), standards.nulls(rule.who)
    if own:
        return NotReached(limit, NULL, own)
    if not limit.turned_by_facts:
        return NotReached(limit, STANDARD_ALONE, {})
    return NotReached(limit, NULL_BESIDE if beside else NOT_FOUND, beside)
