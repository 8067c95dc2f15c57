"""Somebody to look for has been found: a person of a list whom the register did not know."""

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, find_holding, log_deed
from mutong.records.outbreak.models import Sought


def find_sought(viewer: Viewer, sought_id: str, person_id: str, *, purpose: str) -> None:
    """Say who a person of a list is; the stays that the list tells of count for that person from now on.

    Raises AccessDenied without the right interview; MutongError `sought_not_found`, or `unknown_person` for somebody
    whom the viewer may not read.
    """
    holding = check_anywhere(viewer, "interview", purpose)
    if find_holding(viewer, "read_person", "person", person_id) is None:
        raise MutongError(
            "unknown_person",
            Words(
                "您的辖区里没有这个人；请先查找并选择。",
                "Nobody of that id in your area; find and choose first.",
            ),
            field="person_id",
        )
    with transaction.atomic():
        log_deed(
            viewer, holding, "find_sought", purpose, subject=("person", person_id), ids=[sought_id, person_id]
        )
        found = Sought.objects.filter(pk=sought_id, person=None).update(
            person=person_id, found_at=clock.now(), found_by=viewer.name
        )
        if not found:
            raise MutongError(
                "sought_not_found",
                Words("此人已经找到，或不在待查名单上。", "That person was found already, or is not sought."),
            )
