"""Opening a register for a command: Django set up, the register's clock installed, tables brought up to date."""

import os
import sys

from mutong.kernel import clock
from mutong.kernel.folders import var_folder


def open_register(*, migrate: bool = False) -> None:
    """Set up Django for this process and live by the register's clock; with `migrate`, bring its tables up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutong.desk.settings")
    import django

    # The server warns about a missing folder of collected files although it serves the package's own.
    (var_folder() / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    from mutong.records.register.register_clock import read_register_clock

    clock.install_clock(read_register_clock)


class ProgressLine:
    """One line on standard error that says what goes on and how far it is."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()

    def say(self, text: str) -> None:
        """Begin a new line with this text."""
        if not self._quiet:
            print(text, file=sys.stderr, flush=True)

    def show(self, label: str, done: int, total: int) -> None:
        """Redraw the last line with how much is done; only on a terminal."""
        if self._quiet or not self._live:
            return
        share = f"{100 * done // total:3d} %" if total else f"{done:,}"
        end = "\n" if total and done >= total else ""
        print(f"\r  {label} {share}", end=end, file=sys.stderr, flush=True)
