"""From cases to their contacts and the contacts of those: who, in which class, by which clause, and why.

What a contact is stands in the pack; this file only puts exposers, meetings and rules together and keeps, for
each case and person, the strictest class with its grounds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.columns import second_of
from mutong.outbreak.contact_rows import contact_row
from mutong.outbreak.exposers import Exposer, Households, exposers_of_cases
from mutong.outbreak.judging import Judged, PlaceFacts, judge_meetings
from mutong.outbreak.meetings import People, find_meetings
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRules


@dataclass(frozen=True)
class Traced:
    """Rows of table contacts (column → value, instants aware), and what the person tracing must know besides.

    Iterating gives the rows.
    """

    rows: list[dict[str, object]]
    warnings: tuple[Words, ...]

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def trace_contacts(
    cases: Sequence[Mapping[str, object]],
    store: StayStore | None,
    places: Sequence[Mapping[str, object]],
    memberships: Sequence[Mapping[str, object]],
    rules: ContactRules,
    as_of: datetime,
    degrees: int = 2,
    encounters: Mapping[str, Sequence] | None = None,
    managed_at: Mapping[str, datetime] | None = None,
) -> Traced:
    """The contacts of cases under the rules of a pack, as of an instant.

    `cases`, `places` and `memberships` are rows of the tables of those names (dates as date, instants aware);
    `encounters` the columns of table encounters; `managed_at` when contacts already listed or isolated were so
    (a contact exposes others until then, or until `as_of`). For each case and person the rows of the strictest
    class are kept, each with its place; and rows with verdict unknown that could be stricter, or that could move
    the last exposure. An unsure tie to a contact who is unsure too waits until that one is settled (then this is
    run again). A contact who is a case has a trace of his or her own and is not followed further here.
    """
    people, households = People(store), Households(memberships)
    facts = PlaceFacts(store, places, rules)
    now = second_of(as_of)
    exposers = exposers_of_cases(cases, rules, as_of)
    found = find_meetings(exposers, store, households, encounters, people, now)
    judged = [
        (exposers[one.exposer], one) for one in judge_meetings(found, exposers, rules, rules.rules, facts)
    ]
    if degrees > 1 and rules.second_rules:
        are_cases = {one.person for one in exposers}
        vias = _exposers_of_contacts(judged, people, are_cases, managed_at or {}, now)
        found = find_meetings(vias, store, households, encounters, people, now)
        second = judge_meetings(found, vias, rules, rules.second_rules, facts)
        # An unsure tie to somebody unsure is two questions in a row: the first contact's is asked first.
        judged += [
            (vias[one.exposer], one)
            for one in second
            if one.verdict == Truth.YES or not vias[one.exposer].doubtful
        ]
    kept = _strictest(judged, rules)
    names = {str(row["place_id"]): str(row.get("name") or row["place_id"]) for row in places}
    rows = [contact_row(exposer, one, rules, people, facts, names) for exposer, one in kept]
    rows.sort(key=lambda row: (row["case_id"], row["degree"], row["person_id"], row["first_at"], row["rule"]))
    return Traced(rows, _warnings(exposers, store, households, people))


def _exposers_of_contacts(
    judged: Sequence[tuple[Exposer, Judged]],
    people: People,
    are_cases: set[str],
    managed_at: Mapping[str, datetime],
    now: int,
) -> list[Exposer]:
    """Contacts at (perhaps) higher risk, from their first meeting with the case until they were managed."""
    grounds: dict[tuple[str, str], list[tuple[Exposer, Judged]]] = {}
    for exposer, one in judged:
        person = people.name(one.person)
        if one.rule.second_degree and one.risk > Truth.NO and person not in are_cases:
            grounds.setdefault((exposer.case_id, person), []).append((exposer, one))
    vias = []
    for (case_id, person), rows in grounds.items():
        truth = max(min(one.verdict, one.risk) for _, one in rows)
        best = [(exposer, one) for exposer, one in rows if min(one.verdict, one.risk) == truth]
        causes: list[str] = []
        if truth == Truth.UNKNOWN:
            for _, one in best:
                causes += one.risk_causes
                causes += ["via_verdict"] if one.verdict == Truth.UNKNOWN else []
        start = min(one.first for _, one in best)
        end = min(second_of(managed_at.get(person)), now) if person in managed_at else now
        if start < end:
            case_person = best[0][0].case_person
            numbers = [number for _, one in best for number in one.rule.parameters]
            numbers += [n for _, one in best if (n := one.rule.higher_from_minutes) is not None]
            vias.append(
                Exposer(
                    case_id, case_person, person, person, start, end, start, end, (), (),
                    int(truth), tuple(dict.fromkeys(causes)), tuple(dict.fromkeys(numbers)),
                    doubtful=all(one.verdict == Truth.UNKNOWN for _, one in rows),
                )
            )  # fmt: skip
    return vias


def _strictest(judged: Sequence[tuple[Exposer, Judged]], rules: ContactRules) -> list[tuple[Exposer, Judged]]:
    by_contact: dict[tuple[str, int], list[tuple[Exposer, Judged]]] = {}
    for exposer, one in judged:
        by_contact.setdefault((exposer.case_id, one.person), []).append((exposer, one))
    kept = []
    for grounds in by_contact.values():
        ranked = [(rules.strictness(one.rule.contact_class), exposer, one) for exposer, one in grounds]
        sure = [row for row in ranked if _verdict(row[1], row[2]) == Truth.YES]
        best = min((rank for rank, _, _ in sure), default=len(rules.classes))
        last = max((one.last for rank, _, one in sure if rank == best), default=-1)
        unsure = [row for row in ranked if _verdict(row[1], row[2]) == Truth.UNKNOWN]
        stricter = min((rank for rank, _, _ in unsure if rank < best), default=-1)
        kept += [(exposer, one) for rank, exposer, one in sure if rank == best]
        kept += [
            (exposer, one)
            for rank, exposer, one in unsure
            if rank == stricter or (rank == best and one.last > last)
        ]
    return kept


def _verdict(exposer: Exposer, one: Judged) -> Truth:
    return min(Truth(exposer.truth), one.verdict)


def _warnings(
    exposers: Sequence[Exposer], store: StayStore | None, households: Households, people: People
) -> tuple[Words, ...]:
    found = []
    nowhere = people.stored([one.person for one in exposers])
    for one, code in zip(exposers, nowhere.tolist(), strict=True):
        if store is None or code < 0:
            found.append(
                Words(
                    f"病例 {one.case_id} 没有停留记录；其场所接触者查不出，请补流调。",
                    f"Case {one.case_id} has no stays; contacts at places cannot be found: interview the case.",
                )
            )
        if not households.holds(one.person):
            found.append(
                Words(
                    f"病例 {one.case_id} 不知与谁同住；请补问共同居住人员。",
                    f"It is not known with whom case {one.case_id} lives; ask who shares the home.",
                )
            )
    return tuple(found)
