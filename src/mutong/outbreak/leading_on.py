"""From one degree of contacts to those who expose the next: who leads on, since when, until when, how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.causes import BitSets
from mutong.outbreak.columns import second_of
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.judging import UNKNOWN, YES, Bench, Judged
from mutong.outbreak.meetings import Settled
from mutong.outbreak.people import People
from mutong.outbreak.row_order import order_by, starts_of_runs
from mutong.standards.contacts import ContactRule, ContactRules

FIRST, SECOND = 1, 2


def rules_of_degree(rules: ContactRules, degree: int) -> tuple[ContactRule, ...]:
    """The rules by which somebody is a contact of that degree; none where the pack has no second degree.

    Beyond the second they are those of the second, in the class that the pack grants there. Raises MutongError
    `no_further_degrees` where it grants none.
    """
    if degree == FIRST:
        return rules.rules
    if degree == SECOND or not rules.second_rules:
        return rules.second_rules
    if rules.beyond is None:
        raise MutongError(
            "no_further_degrees",
            Words(
                f"规则包“{rules.pack}”没有写第 {degree} 层接触者归为哪一类；请用 --degrees {SECOND}。",
                f"The pack “{rules.pack}” does not say what a contact of degree {degree} is; use --degrees {SECOND}.",
            ),
            pack=rules.pack,
            degree=degree,
        )
    (first, *_), clause = rules.beyond.classes, rules.beyond.clause
    return tuple(
        replace(one, name=f"{one.name}:{degree}", contact_class=first, clause=clause)
        for one in rules.second_rules
    )


@dataclass(frozen=True)
class Found:
    """The contacts of one degree and those who exposed them; `first_rule` is the number of their first rule."""

    judged: Judged
    exposers: Exposers
    rules: Sequence[ContactRule]
    first_rule: int
    degree: int


@dataclass(frozen=True)
class LeadingOn:
    """What is needed to go from one degree to the next."""

    cases: Exposers
    bench: Bench
    people: People
    rule_sets: BitSets
    until: Mapping[str, datetime]
    now: int

    def exposers(self, found: Found) -> Exposers:
        """Contacts who (perhaps) lead on, from their first meeting with their exposer until they were managed.

        Of the first degree those at higher risk by rules that lead on, beyond it whoever was found.
        """
        judged, before, causes = found.judged, found.exposers, self.bench.causes
        own = judged.rule - found.first_rule
        if found.degree == FIRST:
            leads_on = np.array([rule.second_degree for rule in found.rules], dtype=bool)
            risk, risk_causes = judged.risk, judged.risk_causes
        else:
            leads_on = np.ones(len(found.rules), dtype=bool)
            risk, risk_causes = np.full(len(judged), int(Truth.YES)), np.zeros_like(judged.risk_causes)
        follows = leads_on[own] & (risk > Truth.NO) & ~np.isin(judged.person, self.cases.person)
        rows = np.flatnonzero(follows)
        case = before.case[judged.exposer[rows]]
        columns = [judged.person, judged.exposer, judged.rule, judged.first]
        order = order_by([case, *(column[rows] for column in columns)])
        rows, case = rows[order], case[order]
        if not len(rows):
            return self.cases.pick(np.zeros(0, dtype=np.int64))
        one, risk, risk_causes = judged.pick(rows), risk[rows], risk_causes[rows]
        starts = np.flatnonzero(starts_of_runs([case, one.person]))
        sizes = np.diff(np.append(starts, len(one)))
        verdict = np.minimum(one.verdict, before.truth[one.exposer])
        known = np.minimum(verdict, risk)
        truth = np.maximum.reduceat(known, starts)
        best = known == np.repeat(truth, sizes)
        open_ = best & (known == UNKNOWN)
        told = causes.where(open_, risk_causes) | causes.where(open_, before.causes[one.exposer])
        told |= causes.where(open_ & (verdict == UNKNOWN), causes.set_of(("via_verdict",)))
        bits = np.array(
            [self.rule_sets.set_of((str(found.first_rule + k),)) for k in range(len(found.rules))],
            self.rule_sets.kind,
        )
        rests = self.rule_sets.where(best, bits[one.rule - found.first_rule] | before.rules[one.exposer])
        first = np.minimum.reduceat(np.where(best, one.first, np.iinfo(np.int64).max), starts)
        person = one.person[starts]
        to = self._managed(person)
        exposer = one.exposer[starts]
        vias = Exposers(
            case=case[starts], person=person, case_person=before.case_person[exposer],
            sure_from=first, sure_to=to, from_=first, to=to,
            start_causes=causes.empty(len(starts)), end_causes=causes.empty(len(starts)),
            degree=np.full(len(starts), found.degree), truth=truth.astype(np.int8),
            causes=np.bitwise_or.reduceat(told, starts), rules=np.bitwise_or.reduceat(rests, starts),
            doubtful=np.maximum.reduceat(verdict, starts) == UNKNOWN,
            onset=np.full(len(starts), -1, dtype=np.int64),
        )  # fmt: skip
        return vias.pick(np.flatnonzero(first < to))

    def _managed(self, person: np.ndarray) -> np.ndarray:
        if not self.until:
            return np.full(len(person), self.now, dtype=np.int64)
        until = {one: min(second_of(at), self.now) for one, at in self.until.items()}
        return np.array([until.get(name, self.now) for name in self.people.names(person)], dtype=np.int64)


def settled_by(
    each: Sequence[Found], rules: ContactRules, degree: int, stored_people: int, cases: int
) -> Settled:
    """Who need not be asked about at a degree: surely found before it, in a class at least as strict as it gives.

    At the second degree only a stricter class settles it: a place more of the same class may end the exposure later.
    """
    best = min(rules.strictness(rule.contact_class) for rule in rules_of_degree(rules, degree))
    case, person = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for found in each:
        ranks = np.array([rules.strictness(rule.contact_class) for rule in found.rules])
        verdict = np.minimum(found.judged.verdict, found.exposers.truth[found.judged.exposer])
        rank = ranks[found.judged.rule - found.first_rule]
        sure = np.flatnonzero((verdict == YES) & ((rank < best) | (degree > SECOND)))
        case.append(found.exposers.case[found.judged.exposer[sure]])
        person.append(found.judged.person[sure])
    return Settled(np.concatenate(case), np.concatenate(person), stored_people, cases)
