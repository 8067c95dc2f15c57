"""What households answered in the village survey, as they said it; never overwritten, only followed (T6)."""

from django.db import models

from mutong.records.columns import code_column, date_column, id_column, instant_column, text_column


class SurveyAnswer(models.Model):
    """One row of a sheet of the survey as a household has it from now on.

    `sheet` is a table of file_schemas.csv, `key` the row's own name within the household ('' in the first sheet).
    `answers` are the columns that are known, by name and in the units that were said; null takes the row away. The
    latest recording of a household, sheet and key is what holds.
    """

    household = models.ForeignKey("records_register.Household", models.PROTECT, db_index=False)
    sheet = code_column()
    key = id_column()
    asked_at = date_column(required=False)
    answers = models.JSONField(null=True)
    source = text_column()
    recorded_by = id_column()
    recorded_at = instant_column()

    class Meta:
        indexes = [models.Index(fields=["household", "sheet", "key"], name="survey_answer_row")]
