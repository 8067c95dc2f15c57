"""The only door to the register's stay store: tied to an open case, on record, for a purpose (DESIGN.md 8)."""

from collections.abc import Sequence

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.stays import StayStore
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.outbreak.models import Case
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.outbreak.told_store import imported_store, stays_folder, store_as_told

__all__ = ["open_imported", "open_movement", "stays_folder"]


def open_movement(viewer: Viewer, case_id: str | Sequence[str], purpose: str) -> StayStore | None:
    """The stay store, opened for one open case or several; None where the register has no stays.

    It holds what was imported and what interviews tell of now. Each case is one audit line. Raises AccessDenied without
    the right read_movement in the area of every case; MutongError `case_not_found`, or `case_is_closed` for a case that
    has ended: its movements are no longer read.
    """
    _open_for(viewer, case_id, purpose)
    return store_as_told()


def open_imported(viewer: Viewer, case_id: str, purpose: str) -> StayStore | None:
    """As `open_movement`, but only what was imported: beside it stands what was told."""
    _open_for(viewer, case_id, purpose)
    return imported_store()


def _open_for(viewer: Viewer, case_id: str | Sequence[str], purpose: str) -> None:
    case_ids = [case_id] if isinstance(case_id, str) else sorted(set(case_id))
    areas = dict(Case.objects.filter(pk__in=case_ids).values_list("case_id", "area_code"))
    open_ids = set(Case.objects.filter(OPEN_CASE, pk__in=case_ids).values_list("case_id", flat=True))
    held = []
    for one in case_ids:
        # Somebody without the right learns neither that a case exists nor that it is over.
        held.append(check_area(viewer, "read_movement", areas.get(one, "0"), purpose))
        if one not in areas:
            raise MutongError(
                "case_not_found",
                Words(f"没有病例 {one}；请核对编号。", f"There is no case {one}; check the id."),
            )
        if one not in open_ids:
            raise MutongError(
                "case_is_closed",
                Words(
                    f"病例 {one} 已结案，其行程不再开放；如需复查，请先重新立案。",
                    f"The case {one} is closed and its movements are no longer read; open a case anew to review it.",
                ),
                case_id=one,
            )
    for one, holding in zip(case_ids, held, strict=True):
        log_deed(viewer, holding, "open_movement", purpose, subject=("case", one))
