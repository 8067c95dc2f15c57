"""Letters to areas without a post here: each change of a letter is one of the hand-overs in it."""

from datetime import date

from django.db import transaction

from mutong.records.access import Viewer
from mutong.records.actions import write_letter as letters
from mutong.records.actions.hand_over import Moved
from mutong.workflows.handovers import letter_answered, letter_gone


def write_letter(
    viewer: Viewer, ids: tuple[str, ...], number: str, reply_by: date | None, *, purpose: str
) -> str:
    """Write a letter about people who wait for one; its id. Raises as the action does."""
    return letters.write_letter(viewer, ids, number, reply_by, purpose=purpose)


def send_letter(viewer: Viewer, letter_id: str, channel: str, *, purpose: str) -> list[Moved]:
    """Note that the letter went out by a channel: its people now wait for the answer."""
    letters.check_letter(viewer, letter_id, purpose)
    with transaction.atomic():
        ids = letters.note_sent(viewer, letter_id, channel, purpose=purpose)
        return letter_gone(viewer, ids, purpose=purpose)


def answer_letter(viewer: Viewer, letter_id: str, by: str, reference: str, *, purpose: str) -> list[Moved]:
    """Note who answered the letter and under which number: its people who still wait are taken over there."""
    letters.check_letter(viewer, letter_id, purpose)
    with transaction.atomic():
        ids = letters.note_answer(viewer, letter_id, by, reference, purpose=purpose)
        return letter_answered(viewer, ids, purpose=purpose)
