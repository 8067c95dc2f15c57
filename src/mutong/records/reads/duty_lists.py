"""Duties as lists show them: a worker's own, an area's, a subject's; counts for boards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mutong.assistance.benefit_status import CANNOT_TELL_FACT
from mutong.duties.duty import Duty as DutyRow
from mutong.kernel import clock
from mutong.kernel.period import start_of_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, check_duty, check_subject, find_holding
from mutong.records.assistance.models import Finding
from mutong.records.columns import area_range
from mutong.records.duties.models import Duty, DutyTransition, Report
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact
from mutong.records.reads.areas import people_on_posts
from mutong.records.reads.same_people import same_people
from mutong.records.reads.subjects import living_households, living_members, subject_names
from mutong.records.register.models import Household

RUNNING = ("open", "acknowledged")


@dataclass(frozen=True)
class ListedDuty:
    """A duty with what a list says of it.

    `duty.door` is the home or place where it is done. `assignee_id`/`assignee` are whoever fills the post now, None
    and '' where it stands empty. `reported_to` are the levels of the ladder that were told, the highest last.
    """

    duty: DutyRow
    words: Words
    phase: str
    limit_null: str
    closed_by: tuple[str, ...]
    subject_name: str
    household_id: str | None
    door_name: str
    post_kind: str
    assignee_id: str | None
    assignee: str
    reported_to: tuple[int, ...]


@dataclass(frozen=True)
class DutyChange:
    """One transition of a duty."""

    at: datetime
    change: str
    from_state: str | None
    to_state: str
    from_due_at: datetime | None
    to_due_at: datetime | None
    actor: str
    why: str | None


@dataclass(frozen=True)
class DutyCounts:
    """Running duties of one area of a board."""

    running: int
    overdue: int
    no_limit: int


def today_duties(viewer: Viewer) -> tuple[ListedDuty, ...]:
    """Every running duty of the viewer's own posts; `duties.order_for_today` puts them in order."""
    return _listed(Duty.objects.filter(post_id__in=viewer.post_ids, state__in=RUNNING))


def visible_duties(
    viewer: Viewer,
    purpose: str,
    *,
    area_code: str | None = None,
    overdue_only: bool = False,
    start: int = 0,
    size: int = 200,
) -> tuple[tuple[ListedDuty, ...], int]:
    """A page of the running duties the viewer may see, the earliest limit first, and how many there are in all.

    With an area: those of that area and below, which takes the right see_duties there (AccessDenied otherwise).
    Without: those of every area where the viewer has the right, and of the viewer's own posts.
    """
    if area_code is not None:
        check_area(viewer, "see_duties", area_code, purpose)
        where = area_range(area_code)
    else:
        where = Q(post_id__in=viewer.post_ids)
        for area in viewer.areas_with("see_duties"):
            where |= area_range(area)
    rows = Duty.objects.filter(where, state__in=RUNNING)
    if overdue_only:
        rows = rows.filter(due_at__lte=clock.now())
    total = rows.count()
    return _listed(rows, start, size), total


def subject_duties(
    viewer: Viewer, kind: str, subject_id: str, purpose: str, *, closed: bool = False
) -> tuple[ListedDuty, ...]:
    """The duties about a subject (of a household: about its members too), running or, with `closed`, all.

    Raises AccessDenied without read_household or read_person over it.
    """
    right = "read_household" if kind == "household" else "read_person"
    check_subject(viewer, right, kind, subject_id, purpose)
    about = Q(subject_kind=kind, subject_id=subject_id)
    if kind == "household":
        members = living_members([subject_id]).get(subject_id, ())
        about |= Q(subject_kind="person", subject_id__in=members)
    rows = Duty.objects.filter(about)
    return _listed(rows if closed else rows.filter(state__in=RUNNING))


def case_duties(viewer: Viewer, case_id: str, purpose: str) -> tuple[ListedDuty, ...]:
    """The duties, in any state, about a case's person and everyone the case exposed; superseded ones left out.

    Raises AccessDenied without read_health over the case's area or person.
    """
    row = Case.objects.filter(pk=case_id).values_list("person_id", "area_code").first()
    if row is None or find_holding(viewer, "read_health", "person", row[0]) is None:
        check_area(viewer, "read_health", row[1] if row else "0", purpose)
    people = [row[0]] if row else []
    people += Contact.objects.filter(case_id=case_id).values_list("person_id", flat=True).distinct()
    return tuple(
        listed
        for chunk in chunks(same_people().all_of(people))
        for listed in _listed(Duty.objects.filter(subject_id__in=chunk).exclude(state="superseded"))
        if listed.duty.subject_kind == "person"
    )


def closed_today_at(viewer: Viewer, kind: str, subject_id: str, purpose: str) -> tuple[ListedDuty, ...]:
    """What the viewer's posts closed today at a door: duties about a subject or, of a household, its members."""
    start = start_of_day(clock.today())
    found = subject_duties(viewer, kind, subject_id, purpose, closed=True)
    return tuple(
        listed
        for listed in found
        if listed.duty.state == "done"
        and listed.duty.post_id in viewer.post_ids
        and listed.duty.closed_at is not None
        and listed.duty.closed_at >= start
    )


def access_duty(viewer: Viewer, duty_id: str, purpose: str) -> tuple[ListedDuty, tuple[DutyChange, ...]]:
    """One duty and what became of it. Raises AccessDenied for a duty of another post and area."""
    check_duty(viewer, "see_duties", duty_id, purpose)
    (listed,) = _listed(Duty.objects.filter(pk=duty_id))
    rows = DutyTransition.objects.filter(duty_id=duty_id).order_by("id")
    changes = tuple(DutyChange(*row) for row in rows.values_list(*DutyChange.__dataclass_fields__))
    return listed, changes


def open_duties(area_code: str = "0") -> tuple[DutyRow, ...]:
    """Every running duty of an area and below, for the ladder and for protocols; not for pages."""
    return tuple(_plain(duty) for duty in Duty.objects.filter(area_range(area_code), state__in=RUNNING))


def overdue_duties() -> tuple[DutyRow, ...]:
    """Every running duty whose limit has come, for the ladder; not for pages."""
    rows = Duty.objects.filter(state__in=RUNNING, due_at__lte=clock.now()).order_by("due_at", "duty_id")
    return tuple(_plain(duty) for duty in rows)


def levels_told(duty_ids: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Duty -> the levels of the ladder that have been told."""
    found: dict[str, list[int]] = {}
    for chunk in chunks(duty_ids):
        rows = Report.objects.filter(duty_id__in=chunk).order_by("level").values_list("duty_id", "level")
        for duty_id, level in rows:
            found.setdefault(duty_id, []).append(level)
    return {duty_id: tuple(levels) for duty_id, levels in found.items()}


def count_duties(viewer: Viewer, area_code: str, purpose: str) -> dict[str, DutyCounts]:
    """Area code -> counts of running duties, for an area and below, by the area each is counted in."""
    check_area(viewer, "see_board", area_code, purpose)
    now = clock.now()
    rows = (
        Duty.objects.filter(area_range(area_code), state__in=RUNNING)
        .values_list("area_code")
        .annotate(
            running=Count("duty_id"),
            overdue=Count("duty_id", filter=Q(due_at__lte=now)),
            no_limit=Count("duty_id", filter=Q(due_at=None)),
        )
    )
    return {area: DutyCounts(*counts) for area, *counts in rows}


def _listed(rows: QuerySet, start: int = 0, size: int | None = None) -> tuple[ListedDuty, ...]:
    ordered = rows.select_related("post").order_by(F("due_at").asc(nulls_last=True), "duty_id")
    duties = list(ordered[start : start + size] if size is not None else ordered)
    people = {d.subject_id for d in duties if d.subject_kind == "person"}
    homes = {person: ids[0] for person, ids in living_households(people).items()}
    homes |= {d.subject_id: d.subject_id for d in duties if d.subject_kind == "household"}
    doors = _doors(set(homes.values()))
    names = subject_names((d.subject_kind, d.subject_id) for d in duties)
    on_post = people_on_posts({d.post_id for d in duties})
    told = levels_told(d.duty_id for d in duties)
    listed = []
    for duty in duties:
        home = homes.get(duty.subject_id) if duty.subject_kind in ("person", "household") else None
        door, door_name = doors.get(home, (f"household:{home}", home)) if home else ("", "")
        assignee_id, assignee = on_post.get(duty.post_id, (None, None))
        listed.append(
            ListedDuty(
                duty=_plain(duty, door),
                words=Words(duty.words_zh, duty.words_en),
                phase=duty.phase,
                limit_null=duty.limit_null,
                closed_by=tuple(filter(None, duty.closed_by.split(";"))),
                subject_name=names.get((duty.subject_kind, duty.subject_id), duty.subject_id),
                household_id=home,
                door_name=door_name or "",
                post_kind=duty.post.kind,
                assignee_id=assignee_id,
                assignee=assignee or "",
                reported_to=told.get(duty.duty_id, ()),
            )
        )
    return tuple(listed)


def _doors(household_ids: set[str]) -> dict[str, tuple[str, str]]:
    """Household -> (door, what it is called); two households at one place are two doors: two families are asked."""
    found = {}
    for chunk in chunks(household_ids):
        rows = Household.objects.filter(pk__in=chunk).values_list("household_id", "place__name")
        for household_id, name in rows:
            found[household_id] = (f"household:{household_id}", name or household_id)
    return found


def _plain(duty: Duty, door: str = "") -> DutyRow:
    return DutyRow(
        duty_id=duty.duty_id,
        kind=duty.kind,
        subject_kind=duty.subject_kind,
        subject_id=duty.subject_id,
        area_code=duty.area_code,
        post_id=duty.post_id,
        state=duty.state,
        created_at=duty.created_at,
        basis=duty.basis,
        protocol=duty.protocol,
        step=duty.step,
        anchor_event=duty.anchor_event,
        not_before=duty.not_before,
        due_at=duty.due_at,
        from_post=duty.from_post or "",
        acknowledged_at=duty.acknowledged_at,
        closed_at=duty.closed_at,
        evidence=duty.evidence or "",
        supersedes=duty.supersedes or "",
        choices_used=tuple(filter(None, (duty.choices_used or "").split(";"))),
        door=door,
    )


def closed_today(viewer: Viewer) -> int:
    """How many duties of the viewer's posts were done since the day began."""
    start = start_of_day(clock.today())
    return Duty.objects.filter(post_id__in=viewer.post_ids, state="done", closed_at__gte=start).count()


def work_of_posts() -> dict[str, tuple[int, int, int]]:
    """Post -> (kinds of running duties, those at a door where a fact is missing, how many); no post without any."""
    open_answers = Finding.objects.filter(
        current=True,
        status=CANNOT_TELL_FACT,
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
    )
    rows = Duty.objects.filter(state__in=RUNNING).values("post_id")
    counted = rows.annotate(
        kinds=Count("kind", distinct=True),
        asking=Count("duty_id", filter=Exists(open_answers)),
        duties=Count("duty_id"),
    )
    return {row["post_id"]: (row["kinds"], row["asking"], row["duties"]) for row in counted}
