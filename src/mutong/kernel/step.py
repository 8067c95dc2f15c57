"""A step: what a protocol obliges, before it is anyone's duty.

`standards` works steps out of events; `duties` turns them into duties. Neither knows the other, so the word
they share lives here.
"""

from dataclasses import dataclass
from datetime import datetime

from mutong.kernel.words import Words


@dataclass(frozen=True)
class Step:
    """One obligation on one subject (T10, T11).

    `kind` is the duty's kind (test, move, notify, home_visit ...: a word from the pack, never from code).
    `anchor` names the event or period the step hangs on; with kind, subject, protocol and step it is the
    identity of the duty. `post_kind` says who owes it. `due_at` is None where no limit is in force, and
    `limit_null` then tells a null parameter from a protocol that sets none. `closed_by` lists the event kinds
    that fulfil it; `done_at`/`done_event` are set when one already has. `choices_used` names parameters that
    rest on a local choice (T4). `basis` is `pack:clause`.
    """

    pack: str
    protocol: str
    step: str
    kind: str
    subject_kind: str
    subject_id: str
    anchor: str
    post_kind: str
    words: Words
    basis: str
    closed_by: tuple[str, ...]
    not_before: datetime | None = None
    due_at: datetime | None = None
    limit_null: str = ""
    done_at: datetime | None = None
    done_event: str = ""
    choices_used: tuple[str, ...] = ()
    phase: str = ""

    @property
    def identity(self) -> str:
        """What makes two runs see one duty (T11)."""
        return "|".join(
            (self.kind, self.subject_kind, self.subject_id, self.protocol, self.step, self.anchor)
        )
