"""From cases to their contacts and the contacts of those: who, in which class, by which clause, and why.

What a contact is stands in the pack; this file only puts exposers, meetings and rules together and keeps, for
each case and person, the strictest class with its grounds. Everything is arrays until the rows are read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.causes import BitSets, causes_of
from mutong.outbreak.columns import second_of
from mutong.outbreak.contact_rows import ContactWords, contact_frame
from mutong.outbreak.exposers import Exposer, Exposers, exposers_as_arrays, exposers_of_cases
from mutong.outbreak.households import Households
from mutong.outbreak.judging import UNKNOWN, YES, Bench, Judged, judge_meetings
from mutong.outbreak.meetings import Circle, Settled, find_meetings
from mutong.outbreak.people import People
from mutong.outbreak.place_facts import PlaceFacts, PlaceTable
from mutong.outbreak.row_order import order_by, starts_of_runs
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRules
from mutong.tables.frames import Frame, rows_of


@dataclass(frozen=True)
class Traced:
    """Table contacts as a frame, and what the person tracing must know besides.

    `rows` are the same contacts as rows (column → value, instants aware); iterating gives them.
    """

    frame: Frame
    warnings: tuple[Words, ...]

    @cached_property
    def rows(self) -> list[dict[str, object]]:
        """The contacts, one dict each."""
        return rows_of(self.frame)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.frame)


def trace_contacts(
    cases: Sequence[Mapping[str, object]],
    store: StayStore | None,
    places: PlaceTable | Iterable[Mapping[str, object]],
    memberships: Households | Iterable[Mapping[str, object]],
    rules: ContactRules,
    as_of: datetime,
    degrees: int = 2,
    encounters: Mapping[str, Sequence] | None = None,
    managed_at: Mapping[str, datetime] | None = None,
) -> Traced:
    """The contacts of cases under the rules of a pack, as of an instant.

    `cases`, `places` and `memberships` are rows of the tables of those names (dates as date, instants aware), the last
    two also prepared once as PlaceTable and Households; `encounters` the columns of table encounters; `managed_at`
    when contacts already listed or isolated were so (a contact exposes others until then, or until `as_of`). For each
    case and person the rows of the strictest class are kept, each with its place; and rows with verdict unknown that
    could be stricter, or that could move the last exposure. An unsure tie to a contact who is unsure too waits until
    that one is settled (then this is run again). A contact who is a case has a trace of his or her own and is not
    followed further here.
    """
    people = People(store)
    households = memberships if isinstance(memberships, Households) else Households(memberships)
    facts, causes = PlaceFacts(store, places, rules), causes_of(rules)
    every = (*rules.rules, *rules.second_rules)
    rule_sets = BitSets(str(k) for k in range(len(every)))
    now = second_of(as_of)
    circle = Circle(store, households, encounters, people, facts, now)
    windows = exposers_of_cases(cases, rules, as_of)
    case_ids = list(dict.fromkeys(one.case_id for one in windows))
    exposers = exposers_as_arrays(windows, case_ids, people, causes, rule_sets)
    bench = Bench(exposers, rules, facts, causes)
    judged = judge_meetings(find_meetings(exposers, circle, rules.rules), rules.rules, 0, bench)
    if degrees > 1 and rules.second_rules and len(judged):
        until = {one: min(second_of(at), now) for one, at in (managed_at or {}).items()}
        vias = _Contacts(judged, bench, people, rule_sets).exposers(until, now)
        settled = _settled(judged, exposers, rules, people.stored_people, len(case_ids))
        found = find_meetings(vias, circle, rules.second_rules, settled)
        of_vias = Bench(vias, rules, facts, causes)
        second = judge_meetings(found, rules.second_rules, len(rules.rules), of_vias)
        # An unsure tie to somebody unsure is two questions in a row: the first contact's is asked first.
        second = second.pick(np.flatnonzero((second.verdict == YES) | ~vias.doubtful[second.exposer]))
        second.exposer[:] += len(exposers)
        judged, exposers = Judged.joined([judged, second]), exposers.joined(vias)
    kept = _strictest(judged, exposers, rules)
    frame = contact_frame(kept, exposers, bench, ContactWords(case_ids, people, every, rule_sets))
    return Traced(frame, _warnings(windows, store, households, people))


@dataclass(frozen=True)
class _Contacts:
    """The first degree, on its way to the second."""

    judged: Judged
    bench: Bench
    people: People
    rule_sets: BitSets

    def exposers(self, until: Mapping[str, int], now: int) -> Exposers:
        """Contacts at (perhaps) higher risk, from their first meeting with the case until they were managed."""
        cases, causes = self.bench.exposers, self.bench.causes
        leads_on = np.array([rule.second_degree for rule in self.bench.rules.rules], dtype=bool)
        follows = leads_on[self.judged.rule] & (self.judged.risk > Truth.NO)
        follows &= ~np.isin(self.judged.person, cases.person)
        one = self.judged.pick(np.flatnonzero(follows))
        case = cases.case[one.exposer]
        order = order_by([case, one.person, one.exposer, one.rule, one.first])
        one, case = one.pick(order), case[order]
        starts = np.flatnonzero(starts_of_runs([case, one.person]))
        sizes = np.diff(np.append(starts, len(one)))
        if not len(one):
            return cases.pick(np.zeros(0, dtype=np.int64))
        known = np.minimum(one.verdict, one.risk)
        truth = np.maximum.reduceat(known, starts)
        best = known == np.repeat(truth, sizes)
        open_ = best & (known == UNKNOWN)
        told = causes.where(open_, one.risk_causes)
        told |= causes.where(open_ & (one.verdict == UNKNOWN), causes.set_of(("via_verdict",)))
        bits = np.array([self.rule_sets.set_of((str(k),)) for k in range(len(leads_on))], self.rule_sets.kind)
        rests = self.rule_sets.where(best, bits[one.rule])
        first = np.minimum.reduceat(np.where(best, one.first, np.iinfo(np.int64).max), starts)
        person = one.person[starts]
        to = np.full(len(starts), now, dtype=np.int64)
        if until:
            to = np.array([until.get(name, now) for name in self.people.names(person)], dtype=np.int64)
        found = Exposers(
            case=case[starts], person=person, case_person=cases.person[one.exposer[starts]],
            sure_from=first, sure_to=to, from_=first, to=to,
            start_causes=causes.empty(len(starts)), end_causes=causes.empty(len(starts)),
            via=np.ones(len(starts), dtype=bool), truth=truth.astype(np.int8),
            causes=np.bitwise_or.reduceat(told, starts), rules=np.bitwise_or.reduceat(rests, starts),
            doubtful=np.maximum.reduceat(one.verdict, starts) == UNKNOWN,
        )  # fmt: skip
        return found.pick(np.flatnonzero(first < to))


def _settled(judged: Judged, exposers: Exposers, rules: ContactRules, people: int, cases: int) -> Settled:
    """Who is surely in a stricter class already than any that the second degree could give."""
    best = min(rules.strictness(rule.contact_class) for rule in rules.second_rules)
    ranks = np.array([rules.strictness(rule.contact_class) for rule in rules.rules])
    sure = np.flatnonzero((judged.verdict == YES) & (ranks[judged.rule] < best))
    return Settled(exposers.case[judged.exposer[sure]], judged.person[sure], people, cases)


def _strictest(judged: Judged, exposers: Exposers, rules: ContactRules) -> Judged:
    """Of each case and person the strictest sure class, stricter unsure ones, and unsure ones that end later."""
    if not len(judged):
        return judged
    case = exposers.case[judged.exposer]
    order = order_by([case, judged.person])
    judged, case = judged.pick(order), case[order]
    starts = np.flatnonzero(starts_of_runs([case, judged.person]))
    sizes = np.diff(np.append(starts, len(judged)))
    ranks = np.array([rules.strictness(r.contact_class) for r in (*rules.rules, *rules.second_rules)])
    rank, none = ranks[judged.rule], len(rules.classes)
    verdict = np.minimum(exposers.truth[judged.exposer], judged.verdict)

    def of_each(values: np.ndarray, of: np.ufunc) -> np.ndarray:
        return np.repeat(of.reduceat(values, starts), sizes)

    sure = verdict == YES
    best = of_each(np.where(sure, rank, none), np.minimum)
    sure &= rank == best
    last = of_each(np.where(sure, judged.last, -1), np.maximum)
    unsure = verdict == UNKNOWN
    stricter = of_each(np.where(unsure & (rank < best), rank, none), np.minimum)
    kept = sure | (unsure & (((rank == stricter) & (rank < best)) | ((rank == best) & (judged.last > last))))
    return judged.pick(np.flatnonzero(kept))


def _warnings(
    exposers: Sequence[Exposer], store: StayStore | None, households: Households, people: People
) -> tuple[Words, ...]:
    found = []
    persons = [one.person for one in exposers]
    for one, code, home in zip(
        exposers, people.stored(persons).tolist(), households.hold(persons).tolist(), strict=True
    ):
        if store is None or code < 0:
            found.append(
                Words(
                    f"病例 {one.case_id} 没有停留记录；其场所接触者查不出，请补流调。",
                    f"Case {one.case_id} has no stays; contacts at places cannot be found: interview the case.",
                )
            )
        if not home:
            found.append(
                Words(
                    f"病例 {one.case_id} 不知与谁同住；请补问共同居住人员。",
                    f"It is not known with whom case {one.case_id} lives; ask who shares the home.",
                )
            )
    return tuple(found)
