"""Keep what a search for doubles found, in place of what the last one found; and what rests on a decision."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.register.models import Person, RestingContact, SameCandidate
from mutong.register.same_person.candidates import Candidate


def write_same_candidates(viewer: Viewer, found: Sequence[Candidate], *, purpose: str) -> int:
    """Keep the pairs, in their order; how many were not there before.

    A pair no longer found goes; what was decided of it stands by itself. Raises AccessDenied without the
    right write_duties.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    now = clock.now()
    with transaction.atomic():
        log_deed(viewer, holding, "write_same_candidates", purpose, count=len(found))
        before = set(SameCandidate.objects.values_list("first_id", "second_id"))
        known = set(Person.objects.values_list("pk", flat=True)) if found else set()
        kept = [one for one in found if {one.first, one.second} <= known]
        SameCandidate.objects.all().delete()
        SameCandidate.objects.bulk_create(
            [
                SameCandidate(
                    first_id=one.first,
                    second_id=one.second,
                    place=place,
                    rules=";".join(one.rules),
                    keys_only=";".join(one.keys_only),
                    probability=one.probability,
                    compared=one.fields,
                    doubts=";".join(one.doubts),
                    found_at=now,
                )
                for place, one in enumerate(kept)
            ],
            batch_size=500,
        )
    return len({(one.first, one.second) for one in kept} - before)


def note_resting_contacts(rows: Iterable[tuple[Mapping[str, object], Sequence[int]]]) -> None:
    """Note which rows of table contacts were found only because of decisions that two records are one person.

    Part of writing contacts, in its transaction and under its audit lines.
    """
    for row, decisions in rows:
        for decision in decisions:
            RestingContact.objects.get_or_create(
                decision_id=decision,
                case_id=row["case_id"],
                person_id=row["person_id"],
                via_person_id=row["via_person_id"] or None,
                rule=row["rule"],
                place_id=row["place_id"] or None,
            )
