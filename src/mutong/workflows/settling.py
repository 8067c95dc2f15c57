"""Before duties are worked out: whoever was listed elsewhere is in somebody's hand, and is counted where that hand is.

Called for everyone whose duties are brought in line, so that no listing, import or moved home is left without a
holder. A second run changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from mutong.duties.duty import Duty
from mutong.duties.handovers import (
    ACKNOWLEDGED,
    BY_LETTER,
    ELSEWHERE,
    RETURNED,
    RUNNING,
    SENT,
    STATES,
    UNPLACED,
    state_after_deed,
    state_when_sent,
)
from mutong.records.access import Viewer
from mutong.records.actions.hand_over import Move, Sending, follow_deed, move_people, raise_again, send_people
from mutong.records.reads.handover_rows import (
    Handed,
    OnTheWay,
    case_areas,
    duties_of_holders,
    hand_overs_of,
    held_areas,
    homes_of,
    tie_duties,
)
from mutong.register.areas import county_of
from mutong.standards.protocols import Event, Protocol
from mutong.workflows.deployment import load_deployment

MOVED = "登记簿中的住址已变更 / the home in the register has changed"
Carrying = Callable[[str, str], str]


class CountedIn:
    """In which area a step about a subject is counted: where the person lives, or whose hand the person is in."""

    def __init__(self, areas: Mapping[str, str], held: Mapping[str, Handed], sending: frozenset[str]) -> None:
        self._areas, self._held, self._sending = areas, held, sending

    def of(self, subject_id: str, protocol: str = "") -> str:
        """The area code; '' where nobody knows any. `protocol` tells the hand-over itself from all else."""
        home, held = self._areas.get(subject_id, ""), self._held.get(subject_id)
        if held is None or (held.by_letter and protocol not in self._sending):
            return home
        # The register's own address says more than the county that holds the person.
        return home if held.area_code and home.startswith(held.area_code) else held.area_code

    def moved(self, duty: Duty) -> bool:
        """Whether an open duty lies with an area in whose hand the person is no more."""
        if duty.subject_id not in self._held or not duty.is_open:
            return False
        here = self.of(duty.subject_id, duty.protocol)
        return not (duty.area_code.startswith(here) or here.startswith(duty.area_code)) or not here


def sending_protocols(protocols: Iterable[Protocol]) -> tuple[Protocol, ...]:
    """The protocols by which people are handed over: those that a listing elsewhere starts."""
    return tuple(one for one in protocols if one.start is not None and one.start.event == ELSEWHERE)


def names_of_sending() -> tuple[str, ...]:
    """The names of the deployment's protocols by which people are handed over."""
    return tuple(sorted({one.name for one in sending_protocols(load_deployment().protocols)}))


def roles_of(protocols: Iterable[Protocol]) -> dict[str, str]:
    """Kind of event -> the role that owes what hangs on it."""
    return {clock.since: clock.owed.post for one in sending_protocols(protocols) for clock in one.clocks}


def settle_handovers(
    viewer: Viewer,
    events: Mapping[str, Sequence[Event]],
    roles: Mapping[str, str],
    carrying: Carrying,
    purpose: str,
) -> set[str]:
    """Bring the hand-overs of these people in line with what was listed, done and written down; whom it changed.

    `carrying(area, role)` names the post, '' for none.
    """
    rows = hand_overs_of(events)
    touched = _follow(viewer, rows, raising=True)
    listings = {person: [one for one in own if one.kind == ELSEWHERE] for person, own in events.items()}
    wanted = {person: found for person, found in listings.items() if found}
    if not wanted and not rows:
        return touched
    homes = homes_of({*wanted, *(row.person_id for row in rows)})
    touched |= send_people(viewer, _sendings(wanted, homes, roles, carrying), purpose=purpose)
    return touched | _move_with_home(viewer, rows, homes, roles, carrying, purpose)


def tie_handovers(viewer: Viewer, person_ids: Iterable[str]) -> None:
    """After duties were written: tie each hand-over to the duty of its holder, and follow what closed it."""
    _follow(viewer, hand_overs_of(person_ids), raising=False)


def counted_in(
    kind: str, subject_ids: Sequence[str], areas: Mapping[str, str], protocols: Sequence[Protocol]
) -> CountedIn:
    """Where the steps about some subjects are counted; `areas` is what the register says."""
    if kind != "person":
        return CountedIn(areas, {}, frozenset())
    lost = [one for one in subject_ids if one not in areas]
    homes = {**areas, **homes_of(lost)} if lost else areas
    sending = frozenset(one.name for one in sending_protocols(protocols))
    return CountedIn(homes, held_areas(subject_ids), sending)


def place_for(
    to_area: str | None, from_area: str | None, roles: Mapping[str, str], carrying: Carrying
) -> tuple[str, str | None, str | None]:
    """The state a sending leads to, and the area and post (None for none) that hold the person then."""
    post = carrying(to_area, role_for(SENT, roles)) if to_area else ""
    state = state_when_sent(known_area=bool(to_area), has_post=bool(post))
    if state == SENT:
        return state, to_area, post
    return state, from_area, (carrying(from_area, role_for(state, roles)) if from_area else "") or None


def place_after(
    row: OnTheWay, act: str, to_area: str, roles: Mapping[str, str], carrying: Carrying
) -> tuple[str, str | None, str | None, tuple[tuple[str, object], ...]]:
    """What an act that sends a person on to an area leads to: state, holding area and post, and the columns it sets."""
    sender = sender_after(row, act)
    from_area = row.to_area if sender else row.from_area or row.to_area
    state, area, post = place_for(to_area, from_area, roles, carrying)
    if row.from_area is None and not sender and state != SENT:
        # Nobody here sent a person of an outside list: whoever has them in hand answers for what is left to do.
        sender = (("from_area", row.to_area), ("from_post", row.holder_post))
    return state, area, post, (("to_area", to_area), *sender)


def role_for(state: str, roles: Mapping[str, str]) -> str:
    """The role that owes what hangs on a state's event; the one that acknowledges, where no protocol names it."""
    return roles.get(STATES[state].event) or roles.get(STATES[SENT].event, "")


def sender_after(row: OnTheWay, act: str) -> tuple[tuple[str, object], ...]:
    """Who sends from now on: an area that had taken the person over and passes them on answers for it itself."""
    if act == "pass_on" and row.state == ACKNOWLEDGED:
        ours = row.case_id if row.sender is None else None
        return (
            ("from_area", row.to_area), ("from_post", row.holder_post), ("sender", None), ("case_id", ours),
        )  # fmt: skip
    return ()


def _sendings(
    listings: Mapping[str, Sequence[Event]],
    homes: Mapping[str, str],
    roles: Mapping[str, str],
    carrying: Carrying,
) -> list[Sending]:
    cases = case_areas({one.linked_id for found in listings.values() for one in found if one.linked_id})
    sendings = []
    for person, found in sorted(listings.items()):
        home = homes.get(person, "")
        for one in sorted(found, key=lambda event: (event.recorded_at, event.at, event.event_id)):
            sender = county_of(cases.get(one.linked_id, "")) or None
            if sender and home.startswith(sender):
                continue
            to_area = county_of(home) or None
            state, area, post = place_for(to_area, sender, roles, carrying)
            from_post = carrying(sender, role_for(SENT, roles)) if sender else ""
            sendings.append(
                Sending(
                    person, one.event_id, one.linked_id or None, one.class_ or None, one.at, sender,
                    from_post or None, to_area, home or None, state, area, post,
                )
            )  # fmt: skip
    return sendings


def _move_with_home(
    viewer: Viewer,
    rows: Sequence[OnTheWay],
    homes: Mapping[str, str],
    roles: Mapping[str, str],
    carrying: Carrying,
    purpose: str,
) -> set[str]:
    """Send on whoever has moved to another county since, and whoever was not placed once there is a home."""
    moves = []
    for row in rows:
        home = homes.get(row.person_id, "")
        if not home or home == (row.home_area or "") or row.state not in (SENT, ACKNOWLEDGED, UNPLACED):
            continue
        to_area = county_of(home)
        if to_area == row.to_area:
            continue
        act = "send_on" if row.state == UNPLACED else "pass_on"
        state, area, post, columns = place_after(row, act, to_area, roles, carrying)
        moves.append(Move(row.hand_over_id, act, state, area, post, MOVED, (("home_area", home), *columns)))
    return {row.person_id for row in move_people(viewer, moves, purpose=purpose)} if moves else set()


def _follow(viewer: Viewer, rows: Sequence[OnTheWay], *, raising: bool) -> set[str]:
    """Tie duties to hand-overs; where a duty was closed or opened again elsewhere, the hand-over follows it."""
    running = [row for row in rows if row.state in RUNNING]
    duties = duties_of_holders({row.event_id for row in running if row.event_id})
    tie_duties(running, duties)
    touched: set[str] = set()
    for row in running:
        duty = duties.get(row.event_id or "")
        if duty is None:
            continue
        if duty.state == "done":
            after = state_after_deed(row.state, duty.evidence_kind)
            if after:
                follow_deed(viewer, row.hand_over_id, after, duty.evidence)
            elif raising and row.state in (RETURNED, UNPLACED, *BY_LETTER):
                raise_again(viewer, row.hand_over_id, duty.evidence)
                touched.add(row.person_id)
        elif row.state == ACKNOWLEDGED and not raising:
            # Events have closed what they close by now: the acknowledgement itself was taken back.
            follow_deed(viewer, row.hand_over_id, SENT, row.event_id)
    return touched
