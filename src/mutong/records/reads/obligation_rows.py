"""What the protocols are told: events of subjects, duties they have already, posts and areas.

Read by the system on behalf of protocols; each reading of events is one audit line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.db.models.functions import Substr

from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.assistance.models import Finding
from mutong.records.columns import area_range
from mutong.records.duties.models import Duty
from mutong.records.landing.references import chunks
from mutong.records.reads.same_people import rests_on, same_people, withdrawn_decisions
from mutong.records.register.models import (
    Area,
    Event,
    Household,
    ImportFile,
    Organisation,
    Person,
    Place,
    Post,
    Relation,
)
from mutong.register.areas import TOWNSHIP_DIGITS
from mutong.register.same_person.groups import NOBODY, SamePeople

_EVENT = (
    "event_id", "kind", "at", "recorded_at", "result", "contact_class", "linked_kind", "linked_id", "tube_id",
    "duty_id",
)  # fmt: skip
_DUTY = (
    "duty_id", "kind", "subject_kind", "subject_id", "area_code", "post_id", "state", "created_at", "basis",
    "protocol", "step", "anchor_event", "not_before", "due_at", "choices_used", "limit_null",
)  # fmt: skip


def access_events(
    viewer: Viewer, kind: str, subject_ids: Iterable[str], *, purpose: str
) -> dict[str, list[dict[str, object]]]:
    """The events of many subjects of one kind, by subject, each as a mapping; one audit line for all.

    A person's stand under the record that is kept, whichever record they were written about; an event that rested on
    two records being one person counts no more when that was taken back.
    """
    same = _records(kind)
    ids = same.all_of(subject_ids)
    holding = check_anywhere(viewer, "write_duties", purpose)
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    count, withdrawn = 0, withdrawn_decisions()
    for chunk in chunks(ids):
        rows = Event.objects.filter(subject_kind=kind, subject_id__in=chunk)
        for subject, *values in rows.values_list("subject_id", *_EVENT):
            if withdrawn and rests_on(values[0]) & withdrawn:
                continue
            found[same.kept_of(subject)].append(dict(zip(_EVENT, values, strict=True)))
            count += 1
    log_deed(viewer, holding, "read_events", purpose, query=f"kind={kind}", count=count, ids=ids)
    return found


def _records(kind: str) -> SamePeople:
    """Which records are one person; of other kinds of subject none are."""
    return same_people() if kind == "person" else NOBODY


def subjects_with_event(kinds: Sequence[str], subject_kind: str) -> tuple[str, ...]:
    """The subjects of a kind of whom an event of one of these kinds is known."""
    rows = Event.objects.filter(kind__in=kinds, subject_kind=subject_kind)
    return tuple(rows.order_by("subject_id").values_list("subject_id", flat=True).distinct())


def duties_of(kind: str, subject_ids: Iterable[str], protocols: Sequence[str]) -> Iterator[dict[str, object]]:
    """Every duty, in any state, that these protocols gave about these subjects."""
    for chunk in chunks(tuple(subject_ids)):
        rows = Duty.objects.filter(subject_kind=kind, subject_id__in=chunk, protocol__in=protocols)
        for values in rows.values_list(*_DUTY):
            yield dict(zip(_DUTY, values, strict=True))


def areas_of(kind: str, subject_ids: Iterable[str]) -> dict[str, str]:
    """The area each subject is counted in; a subject that has none is left out. An area is its own."""
    if kind == "area":
        return {code: code for code in subject_ids}
    models = {"person": Person, "household": Household, "place": Place, "organisation": Organisation}
    model = models[kind]
    found: dict[str, str] = {}
    same = _records(kind)
    for chunk in chunks(same.all_of(subject_ids)):
        found.update(
            model.objects.filter(pk__in=chunk).exclude(area_code=None).values_list("pk", "area_code")
        )
    for other, kept in same.kept.items():
        if other in found:
            found.setdefault(kept, found[other])
    return found


def verdicts_of(
    kind: str, subject_ids: Iterable[str], rule_ids: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """The current (rule, verdict) of some rules, by subject (a person's under the kept record); none: left out."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if not rule_ids:
        return found
    same = _records(kind)
    for chunk in chunks(same.all_of(subject_ids)):
        rows = Finding.objects.filter(
            current=True, subject_kind=kind, subject_id__in=chunk, rule_id__in=list(rule_ids)
        )
        for subject, rule, verdict in rows.order_by("rule_id").values_list(
            "subject_id", "rule_id", "verdict"
        ):
            found[same.kept_of(subject)].append((rule, verdict))
    return found


def relatives_of(
    person_ids: Iterable[str], kinds: Sequence[str], on: date
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Person (the kept record) -> kind of relation -> who stands in it to the person on a day."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    if not kinds:
        return found
    same = same_people()
    for chunk in chunks(same.all_of(person_ids)):
        rows = Relation.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            person_id__in=chunk,
            kind__in=list(kinds),
            valid_from__lte=on,
        )
        for person, kind, other in rows.order_by("other_id").values_list("person_id", "kind", "other_id"):
            of = found[same.kept_of(person)]
            of[kind] = tuple(dict.fromkeys((*of.get(kind, ()), other)))
    return found


def all_posts() -> tuple[tuple[str, str, str], ...]:
    """Every post: id, kind, area."""
    return tuple(Post.objects.order_by("post_id").values_list("post_id", "kind", "area_code"))


def area_parents() -> Mapping[str, str]:
    """The area above each area; '' for the outermost."""
    return {code: parent or "" for code, parent in Area.objects.values_list("area_code", "parent_code")}


def households_of_area(area_code: str) -> tuple[str, ...]:
    """The households of an area and of all within it."""
    rows = Household.objects.filter(area_range(area_code))
    return tuple(rows.order_by("household_id").values_list("household_id", flat=True))


def townships_with_households() -> tuple[str, ...]:
    """The townships (9 digits of the area code) in which households live; one known by its county only is in none."""
    rows = Household.objects.annotate(township=Substr("area_code", 1, TOWNSHIP_DIGITS)).order_by("township")
    codes = rows.values_list("township", flat=True).distinct()
    return tuple(code for code in codes if len(code) == TOWNSHIP_DIGITS)


def register_began() -> date:
    """The civil day on which the first file landed; today where none has: rounds missed before it are nobody's."""
    first = ImportFile.objects.order_by("started_at").values_list("started_at", flat=True).first()
    return civil_day(first) if first else clock.today()
