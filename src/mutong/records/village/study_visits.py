"""Study visits of a village, the numbers brought home, and options worked out and kept.

Every table here is append-only: the database refuses a change.
"""

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


class StudyVisit(models.Model):
    """Who went where on a day, to whom, what was seen and which papers were brought home."""

    visit_id = id_column(primary_key=True)
    area_code = id_column()
    on = date_column()
    place = text_column()
    host = text_column(required=False)
    went = text_column()
    seen = text_column()
    papers = text_column(required=False)
    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        indexes = [models.Index(fields=["area_code", "on"], name="study_visit_of_area")]


class VisitNumber(models.Model):
    """A number brought home as it was told: from `low` to `high` (the same for one value) in a unit, of whom."""

    number_id = id_column(primary_key=True)
    visit = models.ForeignKey(StudyVisit, models.PROTECT, related_name="numbers")
    what = text_column()
    low = number_column()
    high = number_column()
    unit = code_column()
    told_by = text_column()
    recorded_at = instant_column()
    recorded_by = id_column()


class VisitReading(models.Model):
    """A number of a visit put forward as a reading of a number of the plan, by its key; always of grade G3."""

    number = models.OneToOneField(VisitNumber, models.PROTECT, primary_key=True, related_name="reading")
    key = id_column()
    recorded_at = instant_column()
    recorded_by = id_column()


class KeptOptions(models.Model):
    """Options of a village that take long to work out (its sheep plans), as JSON; the newest row of an area holds."""

    kept_id = id_column(primary_key=True)
    area_code = id_column()
    as_of = date_column()
    options = text_column()
    how_many = integer_column()
    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        indexes = [models.Index(fields=["area_code", "recorded_at"], name="kept_options_of_area")]
