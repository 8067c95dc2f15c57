"""From cases to their contacts and the contacts of those: who, in which class, by which clause, and why.

What a contact is stands in the pack; this file only puts exposers, meetings and rules together and keeps, for
each case and person, the strictest class with its grounds. Everything is arrays until the rows are read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.causes import BitSets, causes_of
from mutong.outbreak.columns import second_of
from mutong.outbreak.contact_rows import ContactWords, contact_frame
from mutong.outbreak.crowds import Apart, Crowd, set_crowds_apart
from mutong.outbreak.exposers import Exposers, exposers_as_arrays, exposers_of_cases
from mutong.outbreak.households import Households
from mutong.outbreak.judging import YES, Bench, Judged, judge_meetings
from mutong.outbreak.leading_on import Found, LeadingOn, rules_of_degree, settled_by
from mutong.outbreak.meetings import Circle, OrderedRange, find_in_range, find_meetings
from mutong.outbreak.people import People
from mutong.outbreak.place_facts import PlaceFacts, PlaceTable
from mutong.outbreak.stays import StayStore
from mutong.outbreak.strictest import strictest
from mutong.outbreak.ties import Ties
from mutong.outbreak.trace_warnings import warnings_of
from mutong.outbreak.widenings import Widening, in_force, rule_of, vain_orders, widened_exposers
from mutong.standards.contacts import ContactRule, ContactRules
from mutong.tables.frames import Frame, rows_of


@dataclass(frozen=True)
class Traced:
    """The contacts, and what the person tracing must know besides.

    They are kept as numbers, reasons too; `frame` puts them into words as table contacts when it is first asked for.
    `rows` are the same contacts as rows (column → value, instants aware); iterating gives them. `crowds` are places
    that took in more people than the pack lists: those are counted there and stand in no row.
    """

    judged: Judged
    warnings: tuple[Words, ...]
    crowds: tuple[Crowd, ...]
    in_words: Callable[[Judged], Frame]

    @cached_property
    def frame(self) -> Frame:
        """Table contacts."""
        return self.in_words(self.judged)

    @cached_property
    def rows(self) -> list[dict[str, object]]:
        """The contacts, one dict each."""
        return rows_of(self.frame)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.judged)


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
    relations: Ties | Iterable[Mapping[str, object]] | None = None,
    widenings: Iterable[Widening] = (),
) -> Traced:
    """The contacts of cases under the rules of a pack, as of an instant.

    `cases`, `places`, `memberships` and `relations` are rows of the tables of those names (dates as date, instants
    aware), the last three also prepared once as PlaceTable, Households and Ties; `encounters` the columns of table
    encounters; `managed_at` when contacts already listed or isolated were so (a contact exposes others until then, or
    until `as_of`); `widenings` orders to search wider. For each case and person the rows of the strictest class are
    kept, each with its place; and rows with verdict unknown that could be stricter, or that could move the last
    exposure. An unsure tie to a contact who is unsure too waits until that one is settled (then this is run again). A
    contact who is a case has a trace of his or her own and is not followed further here. Raises MutongError
    `no_further_degrees` or `widening_not_allowed` where the pack grants none.
    """
    people = People(store)
    households = memberships if isinstance(memberships, Households) else Households(memberships)
    ties = relations if isinstance(relations, Ties) or relations is None else Ties(relations)
    facts, causes = PlaceFacts(store, places, rules), causes_of(rules)
    each_degree = [rules_of_degree(rules, degree) for degree in range(1, degrees + 1)]
    orders = in_force(widenings, as_of)
    every = [*chain.from_iterable(each_degree), *(rule_of(one, rules) for one in orders)]
    rule_sets = BitSets(str(k) for k in range(len(every)))
    now = second_of(as_of)
    circle = Circle(store, households, encounters, people, facts, now, ties)
    windows = exposers_of_cases(cases, rules, as_of)
    case_ids = list(dict.fromkeys(one.case_id for one in windows))
    first = exposers_as_arrays(windows, case_ids, people, causes, rule_sets)
    bench = Bench(first, rules, facts, causes)
    judged = judge_meetings(find_meetings(first, circle, rules.rules), rules.rules, 0, bench)
    each = [Found(judged, first, rules.rules, 0, 1)]
    leading = LeadingOn(first, bench, people, rule_sets, managed_at or {}, now)
    for degree, tried in enumerate(each_degree[1:], 2):
        if not tried or not len(each[-1].judged):
            break
        vias = leading.exposers(each[-1])
        settled = settled_by(each, rules, degree, people.stored_people, len(case_ids))
        numbered = each[-1].first_rule + len(each[-1].rules)
        of_vias = Bench(vias, rules, facts, causes)
        found = judge_meetings(find_meetings(vias, circle, tried, settled), tried, numbered, of_vias)
        # An unsure tie to somebody unsure is two questions in a row: the first contact's is asked first.
        asked = (found.verdict == YES) | ~vias.doubtful[found.exposer]
        found = found.pick(np.flatnonzero(asked & settled.open(vias.case[found.exposer], found.person)))
        each.append(Found(found, vias, tried, numbered, degree))
    each += _ordered(orders, every, circle, first, case_ids, bench)
    judged, exposers = _together(each)
    kept, crowds = set_crowds_apart(judged, strictest(judged, exposers, rules, every), exposers, rules, every)
    words = ContactWords(case_ids, people, every, rule_sets)
    told = _crowds(crowds, case_ids, every, bench)
    warnings = (
        *warnings_of(windows, store, households, people, now), *vain_orders(orders, case_ids, store)
    )  # fmt: skip
    return Traced(kept, warnings, told, lambda found: contact_frame(found, exposers, bench, words))


def _ordered(
    orders: Sequence[Widening],
    every: Sequence[ContactRule],
    circle: Circle,
    cases: Exposers,
    case_ids: Sequence[str],
    bench: Bench,
) -> list[Found]:
    """Whom the orders to search wider find."""
    found = []
    if circle.store is None:
        return found
    for number, one in enumerate(orders, len(every) - len(orders)):
        place = None
        if one.place_id:
            (place,) = circle.store.place_codes([one.place_id]).tolist()
        about = widened_exposers(one, cases, case_ids, circle.as_of)
        ordered = OrderedRange(place, int(one.minutes_around * 60))
        met = find_in_range(about, circle, every[number], ordered)
        judged = judge_meetings((met,), (every[number],), number, replace(bench, exposers=about))
        found.append(Found(judged, about, (every[number],), number, 1))
    return found


def _together(each: Sequence[Found]) -> tuple[Judged, Exposers]:
    """The contacts of all degrees and orders, and those who exposed them."""
    judged, exposers = [each[0].judged], each[0].exposers
    for found in each[1:]:
        judged.append(replace(found.judged, exposer=found.judged.exposer + len(exposers)))
        exposers = exposers.joined(found.exposers)
    return Judged.joined(judged), exposers


def _crowds(
    crowds: Sequence[Apart], case_ids: Sequence[str], every: Sequence[ContactRule], bench: Bench
) -> tuple[Crowd, ...]:
    told = []
    ids, names = bench.facts.names_of(np.array([one.place for one in crowds], dtype=np.int64))
    for one, place_id, name in zip(crowds, ids, names, strict=True):
        found, rule = one.judged, every[one.rule]
        told.append(
            Crowd(
                case_ids[one.case], place_id, name, rule.name, rule.contact_class, one.people, int(found.first.min()),
                int(found.last.max()), bench.rules.venues.slice_minutes.value, found.person, found.first, found.last,
            )
        )  # fmt: skip
    return tuple(sorted(told, key=lambda one: (one.case_id, -one.people, one.place_id)))
