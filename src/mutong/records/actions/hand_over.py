"""Write what becomes of a hand-over: its row, one step that never changes, and the events that protocols read.

A step and its events lie in one transaction with one audit line. The instants of one hand-over's events rise even
where the clock stands still, so that what closes a duty is never taken for older than what opened it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mutong.duties.handovers import (
    ACKNOWLEDGED,
    ACTS,
    ANSWERED,
    RECEIVER,
    RUNNING,
    SENDER,
    SENT_BACK,
    STATES,
    WITHDRAWN,
    events_of,
    hand_over_id_of,
    may_follow,
)
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import (
    EVERYONE,
    Holding,
    Viewer,
    area_within,
    check_anywhere,
    check_area,
    log_deed,
    right_of,
)
from mutong.records.duties.models import HandOver, HandOverStep
from mutong.records.landing.references import chunks
from mutong.records.reads.same_people import same_people
from mutong.records.register.models import Event

SOURCE = "handover"
RIGHTS = {SENDER: "send_handovers", RECEIVER: "receive_handovers"}
# No duty hangs on these: the one that was done for them stays the hand-over's own.
_WITHOUT_DUTY = (ACKNOWLEDGED, ANSWERED, WITHDRAWN, SENT_BACK)
_LATER = timedelta(microseconds=1)


@dataclass(frozen=True)
class Sending:
    """A listing that sends a person: from which case and event, between which areas, and who holds the person then."""

    person_id: str
    source_event: str
    case_id: str | None
    contact_class: str | None
    exposed_at: datetime | None
    from_area: str | None
    from_post: str | None
    to_area: str | None
    home_area: str | None
    state: str
    holder_area: str | None
    holder_post: str | None
    sender: str | None = None
    reference: str | None = None
    reply_by: object = None


@dataclass(frozen=True)
class Move:
    """What one act makes of one hand-over: the state after it, who holds the person then, and why.

    `columns` are those of the row that change besides.
    """

    hand_over_id: str
    act: str
    state: str
    holder_area: str | None
    holder_post: str | None
    why: str = ""
    columns: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Moved:
    """A hand-over to which an act was done, its person ('' where the register knows none) and where it goes now."""

    hand_over_id: str
    person_id: str
    to_area: str


def send_people(viewer: Viewer, sendings: Sequence[Sending], *, purpose: str) -> set[str]:
    """Note that listings send people; the people about whom something was written.

    Somebody who is on the way already stays in that hand and the listing is noted beside it; somebody who was
    acknowledged, answered for or withdrawn is sent anew. A listing that is known already changes nothing.
    Raises AccessDenied without the right write_duties.
    """
    holding = check_anywhere(viewer, "write_duties", purpose)
    touched: set[str] = set()
    with transaction.atomic():
        known: set[str] = set()
        for chunk in chunks(one.source_event for one in sendings):
            known.update(
                HandOverStep.objects.filter(source_event__in=chunk).values_list("source_event", flat=True)
            )
        rows: dict[str, HandOver] = {}
        same = same_people()
        for chunk in chunks(same.all_of(one.person_id for one in sendings)):
            found = HandOver.objects.select_for_update().filter(person_id__in=chunk)
            # Of two hand-overs from before the records were known to be one person, the one that runs goes on.
            for row in sorted(found, key=lambda row: (row.state in RUNNING, row.person_id not in same.kept)):
                rows[same.kept_of(row.person_id)] = row
        for one in sendings:
            if one.source_event not in known:
                known.add(one.source_event)
                person = same.kept_of(one.person_id)
                rows[person] = _send(viewer, rows.get(person), one)
                touched.add(one.person_id)
        if touched:
            log_deed(viewer, holding, "send_handovers", purpose, count=len(touched), ids=sorted(touched))
    return touched


def move_people(viewer: Viewer, moves: Sequence[Move], *, purpose: str) -> list[Moved]:
    """Do one act to each of some hand-overs; those to which it was done. One that has moved on meanwhile is left out.

    Raises AccessDenied where the viewer's posts neither hold the person nor have the act's right over the area of
    the side that does it; MutongError `reason_missing` where the act needs a reason and has none: then nothing is
    written.
    """
    done: list[Moved] = []
    holding: Holding | None = None
    with transaction.atomic():
        rows: dict[str, HandOver] = {}
        for chunk in chunks(move.hand_over_id for move in moves):
            found = HandOver.objects.select_for_update().filter(pk__in=chunk)
            rows.update({row.pk: row for row in found})
        for move in moves:
            if ACTS[move.act].why and not move.why.strip():
                raise MutongError(
                    "reason_missing",
                    Words(
                        "请写明原因；对方和以后的人要看得懂。",
                        "Give a reason that others can understand later.",
                    ),
                )
            row = rows.get(move.hand_over_id)
            if row is None:
                continue
            holding = check_side(viewer, ACTS[move.act].side, row, purpose)
            if may_follow(move.act, row.state):
                _move(viewer, row, move, holding)
                done.append(Moved(row.pk, row.person_id or "", row.to_area or ""))
        if done:
            action = f"handover_{moves[0].act}"
            log_deed(
                viewer, holding, action, purpose, count=len(done), ids=[one.hand_over_id for one in done]
            )
    return done


def check_act(viewer: Viewer, act: str, ids: Sequence[str], purpose: str) -> None:
    """Whether the viewer may do an act to these hand-overs, asked before the transaction: a refusal stays on record.

    Raises AccessDenied, as `move_people`.
    """
    for chunk in chunks(ids):
        for row in HandOver.objects.filter(pk__in=chunk):
            check_side(viewer, ACTS[act].side, row, purpose)


def follow_deed(viewer: Viewer, hand_over_id: str, state: str, evidence: str | None) -> None:
    """Let a hand-over follow the deed that closed its duty elsewhere: no event is written, the deed is the event."""
    with transaction.atomic():
        row = HandOver.objects.select_for_update().get(pk=hand_over_id)
        row.state, row.changed_at = state, max(clock.now(), row.changed_at)
        if state not in _WITHOUT_DUTY:
            row.event_id = evidence
        row.save()
        _note(viewer, row, "by_deed", event_id=evidence, post=row.holder_post)


def raise_again(viewer: Viewer, hand_over_id: str, deed: str | None) -> None:
    """Write the event of the present state once more: its duty was ticked off, but the person is still in this hand.

    The event stands after that of the `deed`, which would close the new duty too.
    """
    with transaction.atomic():
        row = HandOver.objects.select_for_update().get(pk=hand_over_id)
        done_at = Event.objects.filter(pk=deed).values_list("at", flat=True).first()
        row.changed_at = max(filter(None, (row.changed_at, done_at)))
        _write(viewer, row, "raised_again", row.holder_post, events_of("restore", row.state))


def check_side(viewer: Viewer, side: str, row: HandOver, purpose: str) -> Holding:
    """The holding by which the viewer may act for the sending or the receiving side. Raises AccessDenied."""
    right = RIGHTS[side]
    area = (row.to_area if side == RECEIVER else row.from_area) or "0"
    own = right_of(right).own_duty
    posts = {row.holder_post if STATES[row.state].holder == side else None}
    if side != RECEIVER:
        posts.add(row.from_post)
    for held in viewer.holdings:
        if held.post_id in posts and (held.kind in own or EVERYONE in own):
            return held
    for held in viewer.holdings:
        if held.kind in right_of(right).own_area and area_within(area, held.area_code):
            return held
    return check_area(viewer, right, area, purpose)


def _send(viewer: Viewer, row: HandOver | None, one: Sending) -> HandOver:
    now = clock.now()
    waiting = row is not None and row.state in RUNNING and row.state != ACKNOWLEDGED
    if row is None:
        row = HandOver(
            hand_over_id=hand_over_id_of(one.person_id), person_id=one.person_id, sent_at=now, changed_at=now
        )
    row.contact_class = one.contact_class or row.contact_class
    row.exposed_at = max(filter(None, (one.exposed_at, row.exposed_at)), default=None)
    if waiting:
        row.save()
        _note(viewer, row, "listed_again", one=one, post=one.from_post)
        return row
    row.case_id, row.from_area, row.from_post = one.case_id, one.from_area, one.from_post
    row.to_area, row.home_area, row.state = one.to_area, one.home_area, one.state
    row.sender, row.reference, row.reply_by = one.sender, one.reference, one.reply_by
    row.holder_area, row.holder_post = one.holder_area, one.holder_post
    row.reason, row.letter = None, None
    _write(viewer, row, "send", one.from_post, events_of("restore", row.state), one=one)
    return row


def _move(viewer: Viewer, row: HandOver, move: Move, holding: Holding) -> None:
    row.state, row.holder_area, row.holder_post = move.state, move.holder_area, move.holder_post
    row.reason = move.why or None
    for name, value in move.columns:
        setattr(row, name, value)
    kinds = events_of(move.act, move.state)
    _write(viewer, row, move.act, holding.post_id, kinds, why=move.why)


def _write(
    viewer: Viewer,
    row: HandOver,
    change: str,
    post: str | None,
    kinds: Sequence[str],
    *,
    why: str = "",
    one: Sending | None = None,
) -> None:
    """Save the row with its events and the step; a line without a person writes none, for it has no subject yet."""
    now = clock.now()
    at = max(now, row.changed_at)
    number = HandOverStep.objects.filter(handover_id=row.pk).count() if row.pk else 0
    event_id = None
    for place, kind in enumerate(kinds if row.person_id else ()):
        at = max(at, row.changed_at + _LATER) if number or place else at
        row.changed_at = at
        event_id = f"{kind}:{row.pk}:{number}.{place}"
        Event.objects.create(
            event_id=event_id,
            subject_kind="person",
            subject_id=row.person_id,
            kind=kind,
            at=at,
            recorded_at=now,
            source=SOURCE,
            contact_class=row.contact_class,
            linked_kind="case" if row.case_id and not row.sender else None,
            linked_id=row.case_id if not row.sender else None,
            note=why or None,
        )
    if change in ("send", "send_on", "pass_on", "restore", "undo"):
        row.sent_at = now
    if event_id and row.state not in _WITHOUT_DUTY:
        row.event_id, row.duty = event_id, None
    row.changed_at = at
    row.save()
    _note(viewer, row, change, one=one, event_id=event_id, post=post, why=why)


def _note(
    viewer: Viewer,
    row: HandOver,
    change: str,
    *,
    one: Sending | None = None,
    event_id: str | None = None,
    post: str | None = None,
    why: str = "",
) -> None:
    HandOverStep.objects.create(
        handover_id=row.pk,
        at=clock.now(),
        change=change,
        state=row.state,
        case_id=one.case_id if one else row.case_id,
        source_event=one.source_event if one else None,
        event_id=event_id,
        from_area=one.from_area if one else row.from_area,
        to_area=row.to_area,
        actor=viewer.name,
        post=post,
        why=why or None,
    )
