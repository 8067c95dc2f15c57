"""Hand-overs as both sides see them: what is needed for control, never where the case has been."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mutong.duties.handovers import ACKNOWLEDGED, RECEIVER, RUNNING, SENDER, STATES
from mutong.kernel import clock
from mutong.records.access import (
    ALL_AREAS,
    Holding,
    Viewer,
    check_anywhere,
    find_holding,
    holdings_over_duties,
    log_deed,
)
from mutong.records.columns import area_range
from mutong.records.duties.models import Duty, HandOver, HandOverStep
from mutong.records.reads.areas import people_on_posts
from mutong.records.reads.duty_lists import levels_told
from mutong.records.register.models import Person, Post, Roster

RIGHT = "see_handovers"
TAKEN, LATE, NOBODY = "taken", "late", "nobody"
_SORTS = {
    "sent_at": ("sent_at",),
    "due_at": ("duty__due_at",),
    "name": ("person__name", "given_name"),
    "exposed_at": ("exposed_at",),
    "from_area": ("from_area", "sender"),
    "to_area": ("to_area",),
    "state": ("state",),
    "contact_class": ("contact_class",),
}


@dataclass(frozen=True)
class Wanted:
    """Which hand-overs a page asks for; '' leaves a filter out. `area` is one of the other side's."""

    side: str = RECEIVER
    state: str = ""
    area: str = ""
    contact_class: str = ""
    words: str = ""
    sort: str = "-sent_at"


@dataclass(frozen=True)
class HandOverRow:
    """One line: who, from which case, between whom, where it stands, who holds it, and whether it is late.

    `person_id` is None for a line of an outside list that the register does not know; `name` is then what the list
    said. `taken` says that the first duty about the person was done after the hand-over. `due_at` is the limit of the
    holder's duty, `limit_null` the number that is not known. `holder_name` is '' where the post stands empty.
    """

    hand_over_id: str
    person_id: str | None
    name: str
    sex: str | None
    birth_date: date | None
    case_id: str | None
    contact_class: str | None
    exposed_at: datetime | None
    from_area: str | None
    from_post: str | None
    sender: str | None
    reference: str | None
    to_area: str | None
    state: str
    taken: bool
    sent_at: datetime
    changed_at: datetime
    due_at: datetime | None
    limit_null: str
    late: bool
    reason: str | None
    letter_id: str | None
    holder_post: str | None
    holder_kind: str
    holder_name: str
    reported_to: tuple[int, ...]
    pack: str


@dataclass(frozen=True)
class HandOverCounts:
    """How many lines there are by state and by the other side's area: (all, waiting, late); in nobody's, in my hand."""

    by_state: dict[str, int] = field(default_factory=dict)
    by_area: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    nobody: int = 0
    late: int = 0
    mine: int = 0


@dataclass(frozen=True)
class StepRow:
    """One change of a hand-over."""

    at: datetime
    change: str
    state: str
    case_id: str | None
    from_area: str | None
    to_area: str | None
    actor: str
    post: str | None
    why: str | None


def list_handovers(
    viewer: Viewer,
    wanted: Wanted,
    sending: Sequence[str],
    purpose: str,
    *,
    start: int = 0,
    size: int | None = None,
) -> tuple[tuple[HandOverRow, ...], int]:
    """A page of the lines on one side of the viewer's, and how many there are; one audit line.

    `sending` are the protocols by which people are handed over: their duties are no control yet. Raises AccessDenied.
    """
    holding = _holding(viewer, purpose)
    rows = _filtered(_seen(viewer, wanted.side), wanted, sending)
    total = rows.count()
    down, name = wanted.sort.startswith("-"), wanted.sort.lstrip("-")
    order = [
        F(column).desc(nulls_last=True) if down else F(column).asc(nulls_last=True)
        for column in _SORTS.get(name, _SORTS["sent_at"])
    ]
    shown = _rows(rows.order_by(*order, "pk")[start : start + size if size else None], sending)
    ids = [row.hand_over_id for row in shown]
    log_deed(viewer, holding, "list_handovers", purpose, query=f"side={wanted.side}", count=len(ids), ids=ids)
    return shown, total


def count_handovers(viewer: Viewer, side: str, purpose: str) -> HandOverCounts:
    """The counts over everything on one side of the viewer's. Raises AccessDenied without see_handovers."""
    _holding(viewer, purpose)
    rows = _seen(viewer, side)
    now = clock.now()
    late = Q(state__in=RUNNING, duty__state__in=("open", "acknowledged"), duty__due_at__lte=now)
    waiting = Q(state__in=RUNNING) & ~Q(state=ACKNOWLEDGED)
    other = "to_area" if side == SENDER else "from_area"
    counted = rows.values_list(other).annotate(
        n=Count("pk"), waiting=Count("pk", filter=waiting), late=Count("pk", filter=late)
    )
    classes = rows.exclude(contact_class=None).values_list("contact_class", flat=True).distinct()
    return HandOverCounts(
        by_state=dict(rows.values_list("state").annotate(n=Count("pk")).order_by("state")),
        by_area={area or "": (n, waits, lates) for area, n, waits, lates in counted.order_by(other)},
        classes=tuple(classes.order_by("contact_class")),
        nobody=rows.filter(_in_nobodys_hand()).count(),
        late=rows.filter(late).count(),
        mine=rows.filter(holder_post__in=viewer.post_ids, state__in=RUNNING).count(),
    )


def waiting_handovers(viewer: Viewer) -> tuple[int, int]:
    """How many lines of either side wait for somebody, and how many of them are in nobody's hand; (0, 0) unseen."""
    if not viewer.may(RIGHT) and _own_holding(viewer) is None:
        return 0, 0
    rows = HandOver.objects.filter(_reach(viewer, SENDER) | _reach(viewer, RECEIVER), state__in=RUNNING)
    return rows.exclude(state=ACKNOWLEDGED).count(), rows.filter(_in_nobodys_hand()).count()


def access_handover(
    viewer: Viewer, hand_over_id: str, sending: Sequence[str], purpose: str
) -> tuple[HandOverRow, tuple[StepRow, ...], str | None] | None:
    """One line, its changes in order, and the phone where the viewer may read it; None where it is unseen."""
    holding = _holding(viewer, purpose)
    rows = HandOver.objects.filter(_reach(viewer, SENDER) | _reach(viewer, RECEIVER), pk=hand_over_id)
    found = _rows(rows, sending)
    log_deed(viewer, holding, "read_handover", purpose, subject=("handover", hand_over_id), count=len(found))
    if not found:
        return None
    steps = HandOverStep.objects.filter(handover_id=hand_over_id).order_by("pk")
    changes = tuple(StepRow(*values) for values in steps.values_list(*StepRow.__dataclass_fields__))
    return found[0], changes, _phone(viewer, found[0], purpose)


def _holding(viewer: Viewer, purpose: str) -> Holding:
    """The holding by which the viewer sees hand-overs: over an area, else that of a post which has one in its hand.

    Raises AccessDenied.
    """
    return _own_holding(viewer) or check_anywhere(viewer, RIGHT, purpose)


def _own_holding(viewer: Viewer) -> Holding | None:
    """For who has the right over no area: the holding with which somebody on the way lies; None where none does."""
    own = {} if viewer.may(RIGHT) else {one.post_id: one for one in holdings_over_duties(viewer, RIGHT)}
    held = HandOver.objects.filter(holder_post__in=list(own), state__in=RUNNING)
    return own.get(held.values_list("holder_post", flat=True).first())


def _phone(viewer: Viewer, row: HandOverRow, purpose: str) -> str | None:
    if row.person_id is None:
        held = find_holding(viewer, "read_phone", "area", row.to_area or ALL_AREAS)
        if held is None:
            return None
        log_deed(viewer, held, "read_phone", purpose, subject=("handover", row.hand_over_id))
        return HandOver.objects.values_list("given_phone", flat=True).get(pk=row.hand_over_id)
    held = find_holding(viewer, "read_phone", "person", row.person_id)
    if held is None:
        return None
    log_deed(viewer, held, "read_phone", purpose, subject=("person", row.person_id))
    return Person.objects.values_list("phone", flat=True).get(pk=row.person_id)


def _reach(viewer: Viewer, side: str) -> Q:
    """The lines on one side of the viewer's areas, now or at an earlier step, and those in the viewer's own hand."""
    column = "from_area" if side == SENDER else "to_area"
    mine = [state for state in RUNNING if STATES[state].holder == side]
    where = Q(holder_post__in=viewer.post_ids, state__in=mine)
    if side == SENDER:
        where |= Q(from_post__in=viewer.post_ids)
    for area in viewer.areas_with(RIGHT):
        if area == "0":
            return Q(pk__isnull=False)
        past = HandOverStep.objects.filter(area_range(area, column), handover_id=OuterRef("pk"))
        where |= area_range(area, column) | Exists(past)
    return where


def _seen(viewer: Viewer, side: str) -> QuerySet:
    return HandOver.objects.filter(_reach(viewer, side))


def _in_nobodys_hand() -> Q:
    now = clock.now()
    there = Roster.objects.filter(
        Q(to_at=None) | Q(to_at__gt=now), post_id=OuterRef("holder_post"), from_at__lte=now
    )
    return Q(state__in=RUNNING) & ~Exists(there)


def _taken(sending: Sequence[str]) -> Exists:
    done = Duty.objects.filter(
        subject_kind="person",
        subject_id=OuterRef("person_id"),
        state="done",
        closed_at__gte=OuterRef("sent_at"),
    )
    return Exists(done.exclude(protocol__in=list(sending)))


def _filtered(rows: QuerySet, wanted: Wanted, sending: Sequence[str]) -> QuerySet:
    if wanted.state == TAKEN:
        rows = rows.filter(_taken(sending), state=ACKNOWLEDGED)
    elif wanted.state == LATE:
        rows = rows.filter(
            state__in=RUNNING, duty__state__in=("open", "acknowledged"), duty__due_at__lte=clock.now()
        )
    elif wanted.state == NOBODY:
        rows = rows.filter(_in_nobodys_hand())
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.area:
        other = "to_area" if wanted.side == SENDER else "from_area"
        known = wanted.area.isascii() and wanted.area.isdigit()
        rows = rows.filter(area_range(wanted.area, other) if known else Q(**{other: None}))
    if wanted.contact_class:
        rows = rows.filter(contact_class=wanted.contact_class)
    if words := wanted.words.strip():
        rows = rows.filter(
            Q(person__name__contains=words) | Q(given_name__contains=words) | Q(person_id=words)
            | Q(case_id=words) | Q(reference=words) | Q(sender__contains=words)
        )  # fmt: skip
    return rows


def _rows(rows: QuerySet, sending: Sequence[str]) -> tuple[HandOverRow, ...]:
    found = list(rows.select_related("person", "duty").annotate(taken=_taken(sending)))
    posts = {row.holder_post for row in found if row.holder_post}
    kinds = dict(Post.objects.filter(pk__in=posts).values_list("pk", "kind"))
    people = people_on_posts(posts)
    told = levels_told(row.duty_id for row in found if row.duty_id)
    return tuple(_row(row, kinds, people, told) for row in found)


def _row(
    row: HandOver,
    kinds: dict[str, str],
    people: dict[str, tuple[str, str | None]],
    told: dict[str, tuple[int, ...]],
) -> HandOverRow:
    duty = row.duty if row.duty_id and row.duty.state in ("open", "acknowledged") else None
    person = row.person
    return HandOverRow(
        hand_over_id=row.pk,
        person_id=row.person_id,
        name=(person.name if person else row.given_name) or row.person_id or row.reference or "",
        sex=person.sex if person else None,
        birth_date=person.birth_date if person else row.given_birth_date,
        case_id=row.case_id,
        contact_class=row.contact_class,
        exposed_at=row.exposed_at,
        from_area=row.from_area,
        from_post=row.from_post,
        sender=row.sender,
        reference=row.reference,
        to_area=row.to_area,
        state=row.state,
        taken=row.state == ACKNOWLEDGED and row.taken,
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        due_at=duty.due_at if duty else None,
        limit_null=duty.limit_null if duty else "",
        late=bool(duty and duty.due_at and duty.due_at <= clock.now()),
        reason=row.reason,
        letter_id=row.letter_id,
        holder_post=row.holder_post if row.state in RUNNING else None,
        holder_kind=kinds.get(row.holder_post or "", "") if row.state in RUNNING else "",
        holder_name=(people.get(row.holder_post or "", ("", ""))[1] or "") if row.state in RUNNING else "",
        reported_to=told.get(row.duty_id or "", ()),
        pack=duty.pack if duty else "",
    )
