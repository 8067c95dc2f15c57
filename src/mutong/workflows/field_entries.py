"""What a form writes, done once for each entry that phones send, however often it arrives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from mutong.records.actions.take_entry import SentEntry, begin_entry, note_onward

Answer = TypeVar("Answer")
TAKEN, TAKEN_BEFORE, REFUSED = "taken", "taken_before", "refused"


@dataclass(frozen=True)
class Written(Generic[Answer]):
    """What a form's write gave: whether it stands (else all is undone), and the page to which it leads."""

    answer: Answer
    stands: bool
    onward: str = ""


@dataclass(frozen=True)
class Taking(Generic[Answer]):
    """What became of an entry: a word of TAKEN, TAKEN_BEFORE, REFUSED; `answer` is None where nothing was done."""

    outcome: str
    answer: Answer | None
    onward: str


def take_once(entry: SentEntry, write: Callable[[], Written[Answer]]) -> Taking[Answer]:
    """Run a form's write unless this entry was taken before; id and write stand or fall together.

    Whatever `write` raises goes on to the caller with everything undone, and the id stays free for another try.
    """
    with transaction.atomic():
        before = begin_entry(entry)
        if before is not None:
            return Taking(TAKEN_BEFORE, None, before.onward)
        written = write()
        if not written.stands:
            transaction.set_rollback(True)
            return Taking(REFUSED, written.answer, "")
        note_onward(entry.entry_id, written.onward)
    return Taking(TAKEN, written.answer, written.onward)
