"""Tracing people who stand in the register twice: told apart before, put together after.

The contact rules know records only. So a case is traced under each record of its person, a household of one record
is one of the others too, and what comes back is put together by person. Nothing here writes anything.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mutong.kernel.words import Words
from mutong.outbreak.crowds import Crowd
from mutong.records.actions.write_events import NewEvent
from mutong.records.reads.same_people import resting_id
from mutong.register.same_person.groups import SamePeople

_AS = "=="
_RECORD = re.compile(r"==[^\s；;，,]+")
_RESTS = "rests_on"
_NOTE = "依据同一人判定 {0} / rests on the decision {0} that two records are one person"
Row = Mapping[str, object]


class OnePerson:
    """One tracing of some cases, by the decisions that stand now."""

    def __init__(self, same: SamePeople, cases: Sequence[Row]) -> None:
        self._same = same
        self._person = {str(row["case_id"]): same.kept_of(str(row["person_id"])) for row in cases}
        self._lent: set[str] = set()
        self.cases = [shown for row in cases for shown in self._under_each_record(row)]

    def living(self, rows: Sequence[Row]) -> list[Row]:
        """Who lives with whom, with the other records of whoever is no case: a case has each record traced anyway."""
        if not self._same.kept:
            return list(rows)
        infected = set(self._person.values())
        found = list(rows)
        own = {str(row["person_id"]) for row in rows}
        for row in rows:
            person = str(row["person_id"])
            if self._same.kept_of(person) in infected:
                continue
            for other in self._same.records.get(person, ()):
                if other not in own:
                    found.append({**row, "person_id": other})
                    self._lent.add(other)
        return found

    def managed(self, since: Mapping[str, datetime]) -> dict[str, datetime]:
        """When each record's person was first listed, under whichever record."""
        found = dict(since)
        for person, at in since.items():
            for one in self._same.records.get(person, ()):
                found[one] = min(found.get(one, at), at)
        return found

    def put_together(self, rows: Iterable[Row]) -> list[dict[str, object]]:
        """The contacts found, once for each case, person, rule and place: first and last of all records.

        A case's other record is no contact, nobody is a contact through themselves, and a row that only a decision
        brought says so (`decisions_of`).
        """
        found: dict[tuple, dict[str, object]] = {}
        for row in rows:
            case_id, _, record = str(row["case_id"]).partition(_AS)
            person, via = str(row["person_id"]), str(row["via_person_id"] or "")
            kept, kept_via = self._same.kept_of(person), self._same.kept_of(via)
            if kept == self._person[case_id] or (via and kept_via in (kept, self._person[case_id])):
                continue
            resting = self._decisions(record or (via if via in self._lent else ""))
            fresh = {**row, "case_id": case_id, _RESTS: resting}
            key = (case_id, kept, kept_via, row["rule"], row["place_id"])
            there = found.get(key)
            found[key] = fresh if there is None else _joined(there, fresh, kept)
        return list(found.values())

    def crowds(self, found: Iterable[Crowd]) -> list[Crowd]:
        """Crowded places, each of the case itself, whichever record was there; of two the larger."""
        largest: dict[tuple[str, str, str], Crowd] = {}
        for one in found:
            case_id = one.case_id.partition(_AS)[0]
            key = (case_id, one.place_id, one.rule)
            if key not in largest or largest[key].people < one.people:
                largest[key] = replace(one, case_id=case_id)
        return list(largest.values())

    def kept_of(self, person: str) -> str:
        """The record under which the person is listed."""
        return self._same.kept_of(person)

    def records_of(self, people: Iterable[str]) -> tuple[str, ...]:
        """Every record of these people."""
        return self._same.all_of(people)

    def is_infected(self, person: str, infected: Iterable[str]) -> bool:
        """Whether the person is an open case under any record."""
        return any(one in infected for one in self._same.all_of([person]))

    def home_of(self, person: str, homes: Mapping[str, str]) -> str:
        """Where the person lives: as the kept record says, else any other; '' where none does."""
        records = self._same.records.get(person, (person,))
        return next((homes[one] for one in records if homes.get(one)), "")

    def warnings(self, words: Iterable[Words]) -> list[Words]:
        """What an investigator should know: what holds of one record only is not said of the person."""
        told = Counter(Words(_RECORD.sub("", one.zh), _RECORD.sub("", one.en)) for one in words)
        records = Counter(str(row["case_id"]).partition(_AS)[0] for row in self.cases)
        return [
            one
            for one, times in told.items()
            if times >= next((records[case_id] for case_id in records if case_id in one.zh), 1)
        ]

    def _under_each_record(self, row: Row) -> list[Row]:
        person = str(row["person_id"])
        others = [one for one in self._same.records.get(person, ()) if one != person]
        return [row, *({**row, "case_id": f"{row['case_id']}{_AS}{one}", "person_id": one} for one in others)]

    def _decisions(self, record: str) -> tuple[int, ...]:
        return self._same.decisions.get(record, ()) if record else ()


def decisions_of(row: Row) -> tuple[int, ...]:
    """The decisions that alone brought a contact; mostly none."""
    return tuple(row.get(_RESTS) or ())


def resting(event: NewEvent, decisions: Sequence[int]) -> NewEvent:
    """The event, counting only as long as the decisions stand."""
    if not decisions:
        return event
    numbers = ", ".join(map(str, decisions))
    return replace(event, event_id=resting_id(event.event_id, decisions), note=_NOTE.format(numbers))


def _joined(one: dict[str, object], other: dict[str, object], kept: str) -> dict[str, object]:
    """Two rows of one person under one rule at one place: whichever needs no decision, else the kept record's."""
    first, second = sorted((one, other), key=lambda row: (bool(row[_RESTS]), row["person_id"] != kept))
    joined = dict(first)
    if not first[_RESTS] and second[_RESTS]:
        return joined
    for column, choose in (("first_at", min), ("last_at", max)):
        told = [row[column] for row in (first, second) if row[column] is not None]
        joined[column] = choose(told) if told else None
    return joined
