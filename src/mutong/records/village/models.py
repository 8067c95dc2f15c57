"""Land of the village."""

from django.db import models

from mutong.records.columns import code_column, id_column, number_column, text_column
from mutong.records.village import flock_models as flock_models
from mutong.records.village import plan_models as plan_models
from mutong.records.village import share_models as share_models
from mutong.records.village import study_visits as study_visits
from mutong.records.village import survey_answers as survey_answers


class Plot(models.Model):
    """A plot that a household works."""

    household = models.ForeignKey("records_register.Household", models.PROTECT, db_index=False)
    plot_id = id_column()
    area_mu = number_column()
    slope = code_column(required=False)
    water = models.BooleanField(null=True)
    crop = text_column(required=False)
    yield_normal = number_column(required=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "plot_id"], name="plot_key")]
