"""The same person under two records: looked for, decided by a person, and what follows for tracing and duties."""

from collections.abc import Callable, Iterable

from django.db import transaction

from mutong.kernel.words import Words
from mutong.records.access import Viewer, system_viewer
from mutong.records.actions.decide_same_person import decide_same_person, withdraw_same_person
from mutong.records.actions.write_same_candidates import write_same_candidates
from mutong.records.reads.same_people import SAME, people_columns, same_people
from mutong.records.reads.tracing_rows import open_case_ids, open_cases_touching
from mutong.register.same_person.candidates import FoundCandidates, find_candidates
from mutong.register.same_person.likeness import LIKELY
from mutong.workflows.casework import trace_cases
from mutong.workflows.obligations import oblige

PURPOSE = "查找同一人的重复记录 / look for records of one person"


def look_for_doubles(
    viewer: Viewer | None = None,
    *,
    min_probability: float = LIKELY,
    exact_only: bool = False,
    progress: Callable[[Words], None] | None = None,
) -> tuple[FoundCandidates, int]:
    """Compare everybody in the register and keep the pairs found; also how many of them are new."""
    found = find_candidates(people_columns(), min_probability, exact_only, progress=progress)
    fresh = write_same_candidates(viewer or system_viewer("same people"), found.pairs, purpose=PURPOSE)
    return found, fresh


def decide(viewer: Viewer, *, person_id: str, same_as: str, verdict: str, basis: str, purpose: str) -> int:
    """Decide as `decide_same_person` does, and bring contacts and duties in line at once; the decision's number."""
    with transaction.atomic():
        before = same_people().all_of([person_id, same_as])
        decision = decide_same_person(
            viewer, person_id=person_id, same_as=same_as, verdict=verdict, basis=basis, purpose=purpose
        )
        if verdict == SAME:
            _bring_in_line(before, purpose)
    return decision


def withdraw(viewer: Viewer, decision_id: int, *, why: str, purpose: str) -> None:
    """Take a decision back: contacts, lists and duties stand again as if the records were two."""
    with transaction.atomic():
        before = same_people()
        records, people, cases = withdraw_same_person(viewer, decision_id, why=why, purpose=purpose)
        # Whatever the group was, each of its records is looked at again.
        _bring_in_line((*before.all_of(records), *people), purpose, cases)


def _bring_in_line(people: Iterable[str], purpose: str, cases: Iterable[str] = ()) -> None:
    """Trace anew the open cases whom this concerns, and work out the duties of everybody it concerns."""
    concerned = same_people().all_of(people)
    trace_cases(sorted({*cases, *open_cases_touching(concerned)} & set(open_case_ids())))
    oblige(system_viewer("same people"), "person", concerned, purpose=purpose)
