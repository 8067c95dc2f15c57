"""Lists that somebody outside sends in: whoever is in the register has duties at once, the others are looked for."""

from datetime import timedelta

from django.db import transaction

from mutong.duties.handovers import ELSEWHERE, FOUND, SENT
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_subject, system_viewer
from mutong.records.actions.hand_over import Move, Sending, check_act, move_people, send_people
from mutong.records.actions.write_events import NewEvent, write_events
from mutong.records.reads.handover_lists import (
    ListLine,
    areas_to_search,
    lines_to_find,
    person_of_line,
    searches_of,
)
from mutong.records.reads.handover_rows import homes_of
from mutong.records.reads.same_people import same_people
from mutong.register.areas import county_of
from mutong.workflows.casework import UNCLEAR, kinds_of_classes
from mutong.workflows.deployment import load_deployment
from mutong.workflows.obligations import Posts, oblige
from mutong.workflows.settling import place_for, roles_of

SEARCH, SEARCHED = "handed_people_to_find", "handed_people_found"
PURPOSE = "接收外来协查名单 / take in a list of people handed over"
SOURCE = "handover"


def take_in_lists() -> int:
    """Settle every line of outside lists that can be: find its person, or give it to whoever looks; how many found.

    A second run, or one after a crash, finds the rest and does nothing twice.
    """
    viewer = system_viewer("hand-overs")
    found: list[tuple[ListLine, str]] = []
    for line in lines_to_find():
        person = person_of_line(line)
        if person:
            found.append((line, person))
        elif line.holder_post is None:
            _give_to_searcher(viewer, line)
    for line, person in found:
        _settle(viewer, viewer, line, person)
    look_for_people(viewer)
    return len(found)


def find_line(viewer: Viewer, hand_over_id: str, person_id: str, *, purpose: str) -> None:
    """Say which person of the register a line means; the person's duties follow at once.

    Raises AccessDenied without the right to receive there, or to read that person; MutongError `line_settled` where
    the line has its person.
    """
    lines = lines_to_find([hand_over_id])
    if not lines:
        raise MutongError(
            "line_settled",
            Words("这一行已经办过了；请刷新。", "This line has been settled; load the list again."),
        )
    check_act(viewer, "find", [hand_over_id], purpose)
    check_subject(viewer, "read_person", "person", person_id, purpose)
    system = system_viewer("hand-overs")
    with transaction.atomic():
        _settle(viewer, system, lines[0], same_people().kept_of(person_id), purpose)
        look_for_people(system)


def look_for_people(viewer: Viewer) -> None:
    """Bring each area's search in line with whether lines are left to find: begun, or ended with the last of them."""
    left, searches = areas_to_search(), searches_of(SEARCH, SEARCHED)
    events = []
    for area in sorted({*left, *searches}):
        history = searches.get(area, [])
        running = bool(history) and history[-1][0] == SEARCH
        if bool(left.get(area)) == running:
            continue
        kind = SEARCHED if running else SEARCH
        after = history[-1][1] + timedelta(microseconds=1) if history else clock.now()
        at = max(clock.now(), after)
        events.append(NewEvent(f"{kind}:{area}:{len(history)}", "area", area, kind, at, SOURCE))
    if events:
        write_events(viewer, events, purpose=PURPOSE)
    if left or events:
        oblige(viewer, "area", sorted({*left, *searches}), purpose=PURPOSE)


def searcher_of(area_code: str) -> str:
    """The post that looks for people handed over to an area; '' where nobody does."""
    deployment = load_deployment()
    roles = [
        clock_.owed.post
        for one in deployment.protocols
        if one.start is not None and one.start.event == SEARCH
        for clock_ in one.clocks
    ]
    return Posts(deployment).carrying(area_code, roles[0]) if roles else ""


def _give_to_searcher(viewer: Viewer, line: ListLine) -> None:
    post = searcher_of(line.to_area) or None
    if post:
        move_people(viewer, [Move(line.hand_over_id, "look", SENT, line.to_area, post)], purpose=PURPOSE)


def _settle(by: Viewer, system: Viewer, line: ListLine, person_id: str, purpose: str = PURPOSE) -> None:
    """The line has its person: the exposure is on record, the person is handed over like any other, the line ends."""
    deployment = load_deployment()
    roles, carrying = roles_of(deployment.protocols), Posts(deployment).carrying
    home = homes_of([person_id]).get(person_id, "")
    to_area = county_of(home or line.to_area)
    # Where the person's own area has no post, the area that was asked writes the letter.
    asked = line.from_area or county_of(line.to_area)
    state, area, post = place_for(to_area, asked, roles, carrying)
    from_area, from_post = (line.from_area, None) if state == SENT else (asked, post)
    exposed = _exposure(line, person_id)
    elsewhere = NewEvent(
        f"{ELSEWHERE}:{line.hand_over_id}", "person", person_id, ELSEWHERE, exposed.at, SOURCE,
        contact_class=line.contact_class,
    )  # fmt: skip
    with transaction.atomic():
        done = move_people(by, [Move(line.hand_over_id, "find", FOUND, None, None)], purpose=purpose)
        if not done:
            return
        write_events(system, [exposed, elsewhere], purpose=PURPOSE)
        sending = Sending(
            person_id, elsewhere.event_id, line.case_id, line.contact_class, line.exposed_at, from_area, from_post,
            to_area, home or None, state, area, post, line.sender, line.reference, line.reply_by,
        )  # fmt: skip
        send_people(system, [sending], purpose=PURPOSE)
        oblige(system, "person", [person_id], purpose=PURPOSE)


def _exposure(line: ListLine, person_id: str) -> NewEvent:
    """The event by which the protocol of the class starts; without a day or a known class somebody looks into it."""
    kind = kinds_of_classes().get(line.contact_class or "") if line.exposed_at else None
    return NewEvent(
        f"{kind or UNCLEAR}:{line.hand_over_id}", "person", person_id, kind or UNCLEAR,
        line.exposed_at or min(line.sent_at, clock.now()), SOURCE, contact_class=line.contact_class,
    )  # fmt: skip
