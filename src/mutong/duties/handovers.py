"""A person handed from one area to another: which states there are, who holds the person in each, what may follow.

Between two hands nobody is unseen: in every state but the last ones exactly one side holds the person.
"""

import hashlib
from dataclasses import dataclass

from mutong.kernel.words import Words

# The listing of somebody who lives elsewhere: it begins a hand-over.
ELSEWHERE = "contact_elsewhere"
SENDER, RECEIVER, OUTSIDE, NOBODY = "sender", "receiver", "outside", ""

UNPLACED, SENT, ACKNOWLEDGED, RETURNED = "unplaced", "sent", "acknowledged", "returned"
LETTER_DUE, LETTER_SENT, ANSWERED = "letter_due", "letter_sent", "answered"
WITHDRAWN, FOUND, SENT_BACK = "withdrawn", "found", "sent_back"


@dataclass(frozen=True)
class State:
    """A state: which side holds the person, the kind of event that leads to it ('' none), its words."""

    name: str
    holder: str
    event: str
    words: Words

    @property
    def running(self) -> bool:
        """Whether somebody of this deployment has the person in hand."""
        return self.holder in (SENDER, RECEIVER)


STATES = {
    state.name: state
    for state in (
        State(UNPLACED, SENDER, "hand_over_unplaced", Words("住址待查", "home to be found")),
        State(SENT, RECEIVER, "hand_over_sent", Words("已发出，待确认", "sent, not acknowledged")),
        State(ACKNOWLEDGED, RECEIVER, "hand_over_acknowledged", Words("已确认接收", "acknowledged")),
        State(RETURNED, SENDER, "hand_over_returned", Words("已退回移交方", "returned to the sender")),
        State(LETTER_DUE, SENDER, "hand_over_letter_due", Words("待发协查函", "letter to be sent")),
        State(
            LETTER_SENT,
            SENDER,
            "hand_over_letter_sent",
            Words("已发函，待回复", "letter sent, no answer yet"),
        ),
        State(ANSWERED, OUTSIDE, "hand_over_acknowledged", Words("外地已回复接收", "taken over outside")),
        State(WITHDRAWN, NOBODY, "hand_over_withdrawn", Words("已撤回", "withdrawn")),
        State(FOUND, NOBODY, "", Words("已在登记簿找到", "found in the register")),
        State(SENT_BACK, OUTSIDE, "hand_over_withdrawn", Words("已退回外地来函方", "sent back outside")),
    )
}
RUNNING = tuple(name for name, state in STATES.items() if state.running)
# Held by the sender, but about somebody who is the other area's to look after: only the hand-over itself is owed here.
BY_LETTER = (LETTER_DUE, LETTER_SENT)


@dataclass(frozen=True)
class Act:
    """What somebody may do: from which states, which side does it, whether it needs a reason."""

    name: str
    side: str
    before: tuple[str, ...]
    why: bool = False


PASSED_ON = "hand_over_passed_on"
_AGAIN = (RETURNED, UNPLACED, LETTER_DUE)
ACTS = {
    act.name: act
    for act in (
        Act("acknowledge", RECEIVER, (SENT,)),
        Act("undo", RECEIVER, (ACKNOWLEDGED,), why=True),
        Act("return", RECEIVER, (SENT, ACKNOWLEDGED), why=True),
        Act("pass_on", RECEIVER, (SENT, ACKNOWLEDGED), why=True),
        Act("send_on", SENDER, _AGAIN, why=True),
        Act("withdraw", SENDER, (UNPLACED, SENT, ACKNOWLEDGED, RETURNED, *BY_LETTER), why=True),
        Act("restore", SENDER, (WITHDRAWN,)),
        Act("send_letter", SENDER, (LETTER_DUE,)),
        Act("answer", SENDER, (LETTER_SENT,)),
        Act("come_back", SENDER, (LETTER_SENT,), why=True),
        Act("look", RECEIVER, (SENT,)),
        Act("find", RECEIVER, (SENT, ACKNOWLEDGED)),
    )
}


def may_follow(act: str, state: str) -> bool:
    """Whether an act may be done to a hand-over in a state."""
    return act in ACTS and state in ACTS[act].before


def acts_after(state: str) -> tuple[str, ...]:
    """The acts that may be done to a hand-over in a state."""
    return tuple(name for name, act in ACTS.items() if state in act.before)


def state_when_sent(*, known_area: bool, has_post: bool) -> str:
    """Where a sending leads: to the receiving post, to a letter where there is none, or to the search for a home."""
    if not known_area:
        return UNPLACED
    return SENT if has_post else LETTER_DUE


def events_of(act: str, after: str) -> tuple[str, ...]:
    """The kinds of event that an act writes, in order, when it leads to the state `after`.

    Each closes what the last holder owed or opens what the next one owes; whoever passes a person on to a third area
    has returned it first, so that nothing stays owed by the area in between.
    """
    before = {"pass_on": (STATES[RETURNED].event, PASSED_ON), "send_on": (PASSED_ON,)}.get(act, ())
    return (*before, *filter(None, (STATES[after].event,)))


def state_after_deed(state: str, evidence: str) -> str | None:
    """The state that follows when the holder's duty was closed by an event of kind `evidence`; None: nothing follows.

    A duty may be closed elsewhere than on the page of hand-overs: at a door, or by an imported event.
    """
    for after, befores in _BY_DEED.items():
        if state in befores and STATES[after].event == evidence:
            return after
    return None


def hand_over_id_of(*parts: str) -> str:
    """The id of the hand-over of a person, or of a line of somebody's list (sender, reference)."""
    return "HO" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:18]


_BY_DEED = {
    ACKNOWLEDGED: (SENT,),
    ANSWERED: (LETTER_SENT,),
    LETTER_SENT: (LETTER_DUE,),
    RETURNED: (SENT, LETTER_SENT),
    WITHDRAWN: (UNPLACED, SENT, RETURNED, *BY_LETTER),
}
