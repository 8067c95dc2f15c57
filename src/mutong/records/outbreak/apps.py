"""Django's name of this part of the records."""

from django.apps import AppConfig


class OutbreakConfig(AppConfig):
    """The app records_outbreak."""

    name = "mutong.records.outbreak"
    label = "records_outbreak"
    default_auto_field = "django.db.models.BigAutoField"
