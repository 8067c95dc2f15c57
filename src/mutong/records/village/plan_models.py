"""Plans of a village: what was asked, how far the work is, what came out, and which plan is in force."""

from django.db import models
from django.db.models import Q

from mutong.records.columns import (
    code_column,
    id_column,
    instant_column,
    integer_column,
    text_column,
)


class KeptPlan(models.Model):
    """A plan that was asked for. `settings` are an order as JSON, `headline` a few figures of the result for lists,
    `plan` and `what_ifs` the results as JSON. `progress_…` say how far the work is; `problem_…` why it came to nothing.

    In force is the plan with `adopted_at` and without `replaced_at`; the database lets an area have one.
    """

    plan_id = id_column(primary_key=True)
    area_code = id_column()
    name = text_column()
    aim = code_column()
    settings = models.JSONField()
    made_at = instant_column()
    made_by = id_column()
    state = code_column()
    stop_asked = models.BooleanField(default=False)
    progress_step = code_column(required=False)
    progress_done = integer_column(default=0)
    progress_in_all = integer_column(default=0)
    finished_at = instant_column(required=False)
    problem_zh = text_column(required=False)
    problem_en = text_column(required=False)
    headline = models.JSONField(null=True)
    plan = models.JSONField(null=True)
    what_ifs = models.JSONField(null=True)
    adopted_at = instant_column(required=False)
    adopted_by = id_column(required=False)
    decision = text_column(required=False)
    replaced_at = instant_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code", "made_at"], name="kept_plan_of_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"],
                condition=Q(adopted_at__isnull=False, replaced_at__isnull=True),
                name="plan_in_force",
            )
        ]
