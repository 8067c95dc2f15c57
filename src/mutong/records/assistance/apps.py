"""Django's name of this part of the records."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The app records_assistance."""

    name = "mutong.records.assistance"
    label = "records_assistance"
    default_auto_field = "django.db.models.BigAutoField"
