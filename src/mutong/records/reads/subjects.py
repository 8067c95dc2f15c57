"""Who lives where, and what subjects are called: small reads that lists are made with."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from mutong.kernel import clock
from mutong.records.landing.references import chunks
from mutong.records.register.models import Household, Membership, Organisation, Person, Place


def living_households(person_ids: Iterable[str], on: date | None = None) -> dict[str, tuple[str, ...]]:
    """Person -> the households whose life they share on a day (today)."""
    return _memberships("person_id", "household_id", person_ids, on)


def living_members(household_ids: Iterable[str], on: date | None = None) -> dict[str, tuple[str, ...]]:
    """Household -> the people who share its life on a day (today)."""
    return _memberships("household_id", "person_id", household_ids, on)


def subject_names(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(kind, id) -> what to call it: a person's, place's or organisation's name, a household's home."""
    by_kind: dict[str, set[str]] = {}
    for kind, subject_id in subjects:
        by_kind.setdefault(kind, set()).add(subject_id)
    models = {
        "person": (Person, "name"),
        "household": (Household, "place__name"),
        "place": (Place, "name"),
        "organisation": (Organisation, "name"),
    }
    found: dict[tuple[str, str], str] = {}
    for kind, (model, column) in models.items():
        for chunk in chunks(by_kind.get(kind, ())):
            rows = model.objects.filter(pk__in=chunk).values_list("pk", column)
            found.update({(kind, subject_id): name or subject_id for subject_id, name in rows})
    return found


def _memberships(of: str, gives: str, ids: Iterable[str], on: date | None) -> dict[str, tuple[str, ...]]:
    day = on or clock.today()
    found: dict[str, list[str]] = {}
    for chunk in chunks(ids):
        rows = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day), kind="living", valid_from__lte=day, **{f"{of}__in": chunk}
        )
        for key, value in rows.order_by(gives).values_list(of, gives):
            found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
