"""Who may write in a cooperative's or collective's records, and the stamp that every row there carries."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area, find_holding, log_deed
from mutong.records.register.models import Organisation

RIGHT = "keep_shares"


def keeper_of(viewer: Viewer, organisation_id: str, purpose: str) -> Holding:
    """The holding by which the viewer keeps an organisation's records. Raises AccessDenied, and logs it.

    An organisation that does not exist is refused in the same words to whoever may not keep every area's records.
    """
    area = Organisation.objects.filter(pk=organisation_id).values_list("area_code", flat=True).first()
    holding = check_area(viewer, RIGHT, area or "0", purpose)
    if area is None:
        raise refused("organisation_not_found", "没有这个组织。", "There is no such organisation.")
    return holding


def stamp(holding: Holding, model: type[Model]) -> dict[str, object]:
    """When and by which post a row is written: now, or just after the last row, for a sample clock stands still.

    To be asked for inside the transaction, after its audit line: the line's lock keeps two stamps from being one.
    """
    last: datetime | None = (
        model.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    )
    now = clock.now()
    at = now if last is None or last < now else last + timedelta(microseconds=1)
    return {"recorded_at": at, "recorded_by": holding.post_id}


def new_id(letter: str) -> str:
    """An id for a new row."""
    return f"{letter}{uuid.uuid4().hex}"


def log_keeping(
    viewer: Viewer, holding: Holding, action: str, purpose: str, kind: str, subject_id: str, count: int = 1
) -> None:
    """The audit line of a row or rows about one subject."""
    log_deed(viewer, holding, action, purpose, subject=(kind, subject_id), count=count, ids=[subject_id])


def refuse_strangers(viewer: Viewer, household_ids: Iterable[str]) -> None:
    """Raise MutongError `household_not_found` for a household that is not there, or that the viewer may not open: the
    words are the same, so that a refusal tells nothing of other places."""
    for household in household_ids:
        if find_holding(viewer, "read_household", "household", household) is None:
            raise refused(
                "household_not_found",
                f"您的辖区里没有这户：{household}。",
                f"There is no household {household} in your area.",
            )


def refused(code: str, zh: str, en: str) -> MutongError:
    """A refusal in both languages."""
    return MutongError(code, Words(zh, en))


def reason_of(text: str) -> str:
    """A reason as written, without blanks. Raises MutongError `reason_missing` for none."""
    if not text.strip():
        raise refused("reason_missing", "请写明理由，会一直留存。", "Say why; the reason is kept for good.")
    return text.strip()
