"""Django's name of this part of the records."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The app records_duties."""

    name = "mutong.records.duties"
    label = "records_duties"
    default_auto_field = "django.db.models.BigAutoField"
