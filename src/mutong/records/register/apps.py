"""Django's name of this part of the records."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The app records_register."""

    name = "mutong.records.register"
    label = "records_register"
    default_auto_field = "django.db.models.BigAutoField"
