"""Who may write in a village's books, and the stamp that every entry carries."""

from datetime import datetime, timedelta

from django.db.models import Model

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.register.models import Household

RIGHT = "keep_books"


def keeper_of(viewer: Viewer, area_code: str, purpose: str) -> Holding:
    """The holding by which the viewer keeps the books of an area. Raises AccessDenied, and logs it."""
    return check_area(viewer, RIGHT, area_code, purpose)


def stamp(holding: Holding, model: type[Model]) -> dict[str, object]:
    """When and by which post an entry is written: now, or just after the last one, for a sample clock stands still.

    To be asked for inside the transaction, after its audit line: that line's lock makes two writers follow each other.
    """
    last: datetime | None = (
        model.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    )
    now = clock.now()
    at = now if last is None or last < now else last + timedelta(microseconds=1)
    return {"recorded_at": at, "recorded_by": holding.post_id}


def log_keeping(
    viewer: Viewer, holding: Holding, purpose: str, area_code: str, what: str, ids: list[str] | None = None
) -> None:
    """The audit line of what is written; it holds kinds and ids, no value. `what` says which book and kind."""
    log_deed(
        viewer,
        holding,
        RIGHT,
        purpose,
        subject=("area", area_code),
        query=what,
        count=len(ids or ()) or 1,
        ids=ids or (),
    )


def household_area(area_code: str, household_id: str) -> str:
    """The area of a household of an area. Raises MutongError `unknown_household`, the same for one elsewhere."""
    found = (
        Household.objects.filter(area_range(area_code), pk=household_id)
        .values_list("area_code", flat=True)
        .first()
    )
    if found is None:
        raise refused(
            "unknown_household",
            f"本辖区登记簿里没有户“{household_id}”，请从列表中选。",
            f"The register of this area has no household “{household_id}”; choose one of the list.",
            "household",
        )
    return found


def refused(code: str, zh: str, en: str, field: str = "") -> MutongError:
    """A refusal in both languages, of one field where it is about one."""
    more = {"field": field} if field else {}
    return MutongError(code, Words(zh, en), **more)


def reason_of(text: str) -> str:
    """A reason as written. Raises MutongError `reason_missing` for none."""
    if not text.strip():
        raise refused(
            "reason_missing", "请写明理由，会一直留存。", "Say why; the reason is kept for good.", "reason"
        )
    return text.strip()
