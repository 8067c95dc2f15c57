"""Django's name of this part of the records."""

from django.apps import AppConfig


class VillageConfig(AppConfig):
    """The app records_village."""

    name = "mutong.records.village"
    label = "records_village"
    default_auto_field = "django.db.models.BigAutoField"
