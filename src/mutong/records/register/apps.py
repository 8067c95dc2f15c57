"""Django's name of this part of the records."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The app records_register; once Django is set up, its clock is the clock of the process."""

    name = "mutong.records.register"
    label = "records_register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Install the register's clock."""
        # Models exist only now.
        from mutong.kernel.clock import install_clock
        from mutong.records.register.register_clock import read_register_clock

        install_clock(read_register_clock)
