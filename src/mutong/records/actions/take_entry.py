"""Take an entry of a phone once: its id is written with what its form writes, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.register.field_entries import FieldEntry

OTHER_CONTENT = Words(
    "这一条此前已按别的内容登记过；请重新打开表单，核对后另报一条。",
    "This entry was taken before with other content; open the form again, check, and send it as a new one.",
)
OTHER_ACCOUNT = Words(
    "这一条此前由另一个账号登记过；没有再次登记。",
    "This entry was taken before under another account; it was not taken again.",
)


@dataclass(frozen=True)
class SentEntry:
    """An entry as it arrived: who sends it, for which kind of form, when it was made on the phone (None: not said)."""

    entry_id: str
    account: str
    kind: str
    made_at: datetime | None
    digest: str


@dataclass(frozen=True)
class TakenBefore:
    """That an entry had been taken, and the page to which its form led ('' for none)."""

    received_at: datetime
    onward: str


def begin_entry(entry: SentEntry) -> TakenBefore | None:
    """Write the entry's id, within the caller's transaction; what had become of it where it was taken before.

    Of two that arrive together the second waits for the first. Raises MutongError `entry_changed` or
    `entry_of_another` where the id was taken with other content or under another account. The right to what the entry
    does, and the audit line, belong to the action behind its form.
    """
    found = FieldEntry.objects.filter(pk=entry.entry_id).first()
    if found is None:
        try:
            with transaction.atomic():
                FieldEntry.objects.create(
                    entry_id=entry.entry_id,
                    account=entry.account,
                    kind=entry.kind,
                    made_at=entry.made_at,
                    received_at=clock.now(),
                    digest=entry.digest,
                )
            return None
        except IntegrityError:
            found = FieldEntry.objects.get(pk=entry.entry_id)
    if found.account != entry.account:
        raise MutongError("entry_of_another", OTHER_ACCOUNT)
    if (found.kind, found.digest) != (entry.kind, entry.digest):
        raise MutongError("entry_changed", OTHER_CONTENT)
    return TakenBefore(found.received_at, found.onward or "")


def note_onward(entry_id: str, onward: str) -> None:
    """Keep the page to which an entry's form led, so that a second sending leads there too."""
    FieldEntry.objects.filter(pk=entry_id).update(onward=onward or None)
