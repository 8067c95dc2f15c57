"""Django's name of this part of the records."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app records_audit."""

    name = "mutong.records.audit"
    label = "records_audit"
    default_auto_field = "django.db.models.BigAutoField"
