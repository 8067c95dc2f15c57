"""Somebody to look for has been found: a person of a list whom the register did not know."""

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, find_holding, log_deed
from mutong.records.outbreak.interviewed_cases import check_interviewed
from mutong.records.outbreak.models import Sought
from mutong.records.reads.interviews import is_on_list_of


def find_sought(viewer: Viewer, case_id: str, sought_id: str, person_id: str, *, purpose: str) -> None:
    """Say who a person of a list of the case's is; the stays that the list tells of count for that person from now on.

    Raises AccessDenied without the rights interview and read_movement in the case's area; MutongError `case_not_found`,
    `case_is_closed`, `sought_not_found` (also for somebody of a list of places where the case was not), or
    `unknown_person` for somebody whom the viewer may not read.
    """
    case, holding = check_interviewed(viewer, case_id, purpose)
    if find_holding(viewer, "read_person", "person", person_id) is None:
        raise MutongError(
            "unknown_person",
            Words(
                "您的辖区里没有这个人；请先查找并选择。",
                "Nobody of that id in your area; find and choose first.",
            ),
            field="person_id",
        )
    if not is_on_list_of(viewer, case_id, case.person_id, sought_id, purpose):
        raise _not_found()
    with transaction.atomic():
        log_deed(
            viewer, holding, "find_sought", purpose, subject=("case", case_id), ids=[sought_id, person_id]
        )
        found = Sought.objects.filter(pk=sought_id, person=None).update(
            person=person_id, found_at=clock.now(), found_by=viewer.name
        )
        if not found:
            raise _not_found()


def _not_found() -> MutongError:
    return MutongError(
        "sought_not_found",
        Words(
            "此人已经找到，或不在这个病例的待查名单上。",
            "That person was found already, or is not sought around this case.",
        ),
    )
