"""What a screen found. A finding is a lead for a person to decide, never an approval."""

from django.db import models

from mutong.records.columns import (
    code_column,
    date_column,
    id_column,
    instant_column,
    integer_column,
    number_column,
    text_column,
)


class ScreenRun(models.Model):
    """One run of packs over an area; a run that was cut short stays `running` and is simply run again."""

    area_code = id_column()
    packs = text_column()
    as_of = date_column()
    known_at = date_column()
    state = code_column()  # running | done
    subjects = integer_column(default=0)
    findings = integer_column(default=0)
    started_at = instant_column()
    finished_at = instant_column(required=False)


class Finding(models.Model):
    """The answer of one rule for one subject on one day. `current` marks the latest day screened."""

    subject_kind = code_column()
    subject_id = id_column()
    rule_id = id_column()
    pack_version = id_column()
    as_of = date_column()
    known_at = date_column()
    verdict = code_column()
    amount_low = number_column(required=False)
    amount_high = number_column(required=False)
    unit = id_column(required=False)
    reasons = text_column(required=False)
    facts_used = text_column(required=False)
    facts_missing = text_column(required=False)
    standards_missing = text_column(required=False)
    choices_used = text_column(required=False)
    status = code_column(required=False)
    area_code = id_column()
    current = models.BooleanField(default=True)
    run = models.ForeignKey(ScreenRun, models.PROTECT, null=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "rule_id", "as_of", "subject_kind"], name="finding_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "rule_id", "verdict"],
                condition=models.Q(current=True),
                name="finding_current_area",
            ),
        ]
