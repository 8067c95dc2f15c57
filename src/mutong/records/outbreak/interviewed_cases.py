"""Which case an interview may be about: an open one of the interviewer's area."""

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area
from mutong.records.outbreak.models import Case
from mutong.records.outbreak.open_cases import OPEN_CASE


def check_interviewed(viewer: Viewer, case_id: str, purpose: str) -> tuple[Case, Holding]:
    """The open case, and the holding by which the viewer interviews it.

    Raises AccessDenied without the right interview in the case's area; MutongError `case_not_found`, `case_is_closed`.
    """
    area = Case.objects.filter(pk=case_id).values_list("area_code", flat=True).first()
    # Somebody without the right learns neither that a case exists nor that it is over.
    holding = check_area(viewer, "interview", area or "0", purpose)
    if area is None:
        raise MutongError(
            "case_not_found",
            Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
        )
    case = Case.objects.filter(OPEN_CASE, pk=case_id).first()
    if case is None:
        raise MutongError(
            "case_is_closed",
            Words(
                f"病例 {case_id} 已结案，不再登记流调；如需补充，请先重新立案。",
                f"The case {case_id} is closed and takes no more statements; open it anew to add some.",
            ),
        )
    return case, holding
