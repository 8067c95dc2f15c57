"""Choose a value where a standard leaves it open (T4): signed, with a reason, for an area, from a day."""

from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.register.models import Choice


def choose_standard(
    viewer: Viewer,
    *,
    pack: str,
    parameter: str,
    area_code: str,
    value: str,
    reason: str,
    purpose: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> None:
    """Sign one choice, in force from `valid_from` (today when left out). A later choice takes over from its day.

    Whether the value is allowed is for the caller to check with `standards`. Raises AccessDenied without the right
    choose_standard over the whole area; MutongError `choice_without_reason`, `choice_ends_before_start`.
    """
    holding = check_area(viewer, "choose_standard", area_code, purpose)
    start = valid_from or clock.today()
    if not reason.strip():
        raise MutongError(
            "choice_without_reason",
            Words("请写明选定的理由。", "Say why this value is chosen."),
        )
    if valid_to is not None and valid_to <= start:
        raise MutongError(
            "choice_ends_before_start",
            Words(
                f"失效日 {valid_to} 应晚于生效日 {start}。",
                f"The choice would end on {valid_to}, not after it starts on {start}; give a later day.",
            ),
        )
    with transaction.atomic():
        Choice.objects.create(
            pack=pack,
            parameter=parameter,
            area_code=area_code,
            value=value,
            reason=reason,
            signed_by=holding.post_id,
            signed_at=clock.now(),
            valid_from=start,
            valid_to=valid_to,
        )
        log_deed(
            viewer,
            holding,
            "choose_standard",
            purpose,
            subject=("area", area_code),
            query=f"{pack}:{parameter}",
        )
