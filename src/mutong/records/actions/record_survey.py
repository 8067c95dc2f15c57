"""Record what a household answered in the village survey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_subject, log_deed
from mutong.records.landing.survey_rows import answers_now, stored
from mutong.records.register.models import Household
from mutong.records.village.survey_answers import SurveyAnswer


@dataclass(frozen=True)
class SurveyChange:
    """What is new of one row: `values` by column, None where an answer is taken back to unknown; columns left out stay
    as they are. With `gone` the row itself is taken away."""

    sheet: str
    key: str
    values: Mapping[str, object]
    gone: bool = False


def record_survey(
    viewer: Viewer,
    household_id: str,
    changes: Sequence[SurveyChange],
    *,
    asked_at: date | None,
    source: str,
    purpose: str,
) -> int:
    """Write each row that is now other than before, whole, and give how many; sending the same twice writes once.

    `source` says where it comes from: the form, or a workbook's name. Raises AccessDenied without record_survey over
    the household.
    """
    holding = check_subject(viewer, "record_survey", "household", household_id, purpose)
    with transaction.atomic():
        # Two askers of one household follow each other, so that neither writes over what the other just said.
        list(Household.objects.select_for_update().filter(pk=household_id).values_list("pk"))
        now, at = answers_now([household_id]), clock.now()
        rows = []
        for change in changes:
            before = now.get((household_id, change.sheet, change.key))
            after = None if change.gone else stored(change.sheet, {**(before or {}), **change.values})
            if after == (None if before is None else stored(change.sheet, before)):
                continue
            rows.append(
                SurveyAnswer(
                    household_id=household_id,
                    sheet=change.sheet,
                    key=change.key,
                    asked_at=asked_at,
                    answers=after,
                    source=source,
                    recorded_by=holding.post_id,
                    recorded_at=at,
                )
            )
        SurveyAnswer.objects.bulk_create(rows)
        sheets = ",".join(sorted({row.sheet for row in rows}))
        log_deed(
            viewer,
            holding,
            "record_survey",
            purpose,
            subject=("household", household_id),
            query=f"sheets={sheets}",
            count=len(rows),
        )
    return len(rows)
