"""What people do with hand-overs: acknowledge, return, send on, withdraw, and what follows for the duties."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from mutong.duties.handovers import (
    ACKNOWLEDGED,
    ANSWERED,
    LETTER_SENT,
    RETURNED,
    SENT,
    SENT_BACK,
    WITHDRAWN,
)
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, system_viewer
from mutong.records.actions.hand_over import Move, Moved, check_act, move_people
from mutong.records.reads.handover_rows import OnTheWay, hand_overs_named
from mutong.register.areas import CODE_LENGTHS, county_of
from mutong.workflows.deployment import load_deployment
from mutong.workflows.handover_lists import look_for_people, searcher_of
from mutong.workflows.obligations import Posts, oblige
from mutong.workflows.settling import place_after, place_for, role_for, roles_of

PURPOSE = "协查 / hand-over between areas"
_LENGTHS = {length for lengths in CODE_LENGTHS.values() for length in lengths}


def acknowledge(viewer: Viewer, ids: Iterable[str], *, purpose: str) -> list[Moved]:
    """The receiving side takes these people over; those to whom it was done (others had moved on meanwhile)."""
    return _do(viewer, "acknowledge", ids, lambda row, _: _held_by_receiver(row, ACKNOWLEDGED), "", purpose)


def undo_acknowledgement(viewer: Viewer, ids: Iterable[str], why: str, *, purpose: str) -> list[Moved]:
    """The receiving side takes its acknowledgement back: the hand-over waits for it again."""
    return _do(viewer, "undo", ids, lambda row, _: _held_by_receiver(row, SENT), why, purpose)


def give_back(viewer: Viewer, ids: Iterable[str], why: str, *, purpose: str) -> list[Moved]:
    """The receiving side returns these people to whoever sent them; to an outside sender by the usual channel."""

    def returned(row: OnTheWay, posts: "_Places") -> _After:
        if row.from_area is None and row.sender is not None:
            return SENT_BACK, None, None, ()
        return posts.held_by_sender(row, RETURNED)

    return _do(viewer, "return", ids, returned, why, purpose)


def pass_on(viewer: Viewer, ids: Iterable[str], area_code: str, why: str, *, purpose: str) -> list[Moved]:
    """The receiving side names the right area: the people go there at once. Raises MutongError `wrong_area`."""
    return _send_to(viewer, "pass_on", ids, area_code, why, purpose)


def send_on(viewer: Viewer, ids: Iterable[str], area_code: str, why: str, *, purpose: str) -> list[Moved]:
    """The sending side sends people who came back, or whose home was not known, to an area. Raises as `pass_on`."""
    return _send_to(viewer, "send_on", ids, area_code, why, purpose)


def withdraw(viewer: Viewer, ids: Iterable[str], why: str, *, purpose: str) -> list[Moved]:
    """The sending side takes the hand-over back, with the reason."""
    return _do(viewer, "withdraw", ids, lambda row, _: (WITHDRAWN, None, None, ()), why, purpose)


def restore(viewer: Viewer, ids: Iterable[str], *, purpose: str) -> list[Moved]:
    """The sending side sends again what it had withdrawn."""
    return _do(
        viewer, "restore", ids, lambda row, posts: posts.placed(row.to_area, row.from_area), "", purpose
    )


def letter_answered(viewer: Viewer, ids: Iterable[str], *, purpose: str) -> list[Moved]:
    """The other area has answered that it takes these people over."""
    return _do(viewer, "answer", ids, lambda row, _: (ANSWERED, row.to_area, None, ()), "", purpose)


def letter_refused(viewer: Viewer, ids: Iterable[str], why: str, *, purpose: str) -> list[Moved]:
    """The other area has answered that these people are not theirs."""
    return _do(viewer, "come_back", ids, lambda row, posts: posts.held_by_sender(row, RETURNED), why, purpose)


def letter_gone(viewer: Viewer, ids: Iterable[str], *, purpose: str) -> list[Moved]:
    """The letter that names these people was sent."""
    return _do(
        viewer, "send_letter", ids, lambda row, posts: posts.held_by_sender(row, LETTER_SENT), "", purpose
    )


_After = tuple[str, str | None, str | None, tuple[tuple[str, object], ...]]


def checked_area(area_code: str) -> str:
    """The county (or city, province) of an area code. Raises MutongError `wrong_area` for what is no such code."""
    code = area_code.strip()
    if not (code.isascii() and code.isdigit() and len(code) in _LENGTHS):
        raise MutongError(
            "wrong_area",
            Words(
                f"“{area_code}”不是区划代码；请写 2 位（省）、4 位（市）、6 位（县区）或更长的代码。",
                f"“{area_code}” is no area code; write 2 digits (province), 4 (city), 6 (county) or more.",
            ),
            area=area_code,
        )
    return county_of(code)


def _send_to(
    viewer: Viewer, act: str, ids: Iterable[str], area_code: str, why: str, purpose: str
) -> list[Moved]:
    to_area = checked_area(area_code)

    def placed(row: OnTheWay, posts: _Places) -> _After:
        if act == "pass_on" and row.to_area and county_of(row.to_area) == to_area:
            raise MutongError(
                "wrong_area",
                Words("已经在这个区划；请填另一个。", "It is in that area already; name another."),
                area=area_code,
            )
        if row.person_id is None:
            return SENT, to_area, searcher_of(to_area) or None, (("to_area", to_area),)
        return posts.placed_after(row, act, to_area)

    return _do(viewer, act, ids, placed, why, purpose)


def _do(
    viewer: Viewer,
    act: str,
    ids: Iterable[str],
    after: "Callable[[OnTheWay, _Places], _After]",
    why: str,
    purpose: str,
) -> list[Moved]:
    """Do one act and let the duties follow, in one transaction."""
    ids = tuple(ids)
    check_act(viewer, act, ids, purpose)
    with transaction.atomic():
        posts = _Places()
        moves = [
            Move(row.hand_over_id, act, *_split(after(row, posts), why)) for row in hand_overs_named(ids)
        ]
        done = move_people(viewer, moves, purpose=purpose)
        follow_moves(done)
    return done


def follow_moves(done: Sequence[Moved]) -> None:
    """What follows from acts on hand-overs: duties of the people, and the searches for those nobody has found."""
    system = system_viewer("hand-overs")
    people = sorted({one.person_id for one in done if one.person_id})
    if people:
        oblige(system, "person", people, purpose=PURPOSE)
    if any(not one.person_id for one in done):
        look_for_people(system)


def _split(after: _After, why: str) -> tuple[str, str | None, str | None, str, tuple]:
    state, area, post, columns = after
    return state, area, post, why, columns


def _held_by_receiver(row: OnTheWay, state: str) -> _After:
    return state, row.to_area, row.holder_post, ()


class _Places:
    """Who holds a person on which side, worked out once for all of one act."""

    def __init__(self) -> None:
        deployment = load_deployment()
        self._roles, self._carrying = roles_of(deployment.protocols), Posts(deployment).carrying

    def placed(self, to_area: str | None, from_area: str | None) -> _After:
        """Where a sending from one area to another leads."""
        return (*place_for(to_area, from_area, self._roles, self._carrying), ())

    def placed_after(self, row: OnTheWay, act: str, to_area: str) -> _After:
        """Where an act that sends on to an area leads."""
        return place_after(row, act, to_area, self._roles, self._carrying)

    def held_by_sender(self, row: OnTheWay, state: str) -> _After:
        """Back in the sender's hand."""
        post = self._carrying(row.from_area, role_for(state, self._roles)) if row.from_area else ""
        return state, row.from_area, post or row.from_post, ()
