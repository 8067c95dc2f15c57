"""Finds Chromium, a Chinese font and what Playwright's driver needs, or brings Debian's where it may."""

import os
import shutil
import subprocess
from pathlib import Path

import playwright
from packages import install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT = "fonts-wqy-microhei"
# The program that Playwright ships as its driver is linked against this library, which a bare Debian lacks.
DRIVER_LIBRARY = "libatomic1"


def find_chromium() -> str | None:
    """The path of a Chromium: MUTONG_CHROMIUM, or the first on the path; None when there is none."""
    named = os.environ.get("MUTONG_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font that covers Chinese."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def driver_runs() -> bool:
    """Whether the driver that Playwright ships can run on this machine."""
    driver = Path(playwright.__file__).parent / "driver" / "node"
    return subprocess.run([str(driver), "--version"], capture_output=True).returncode == 0


def bring_chromium() -> str | None:
    """`find_chromium`, after installing Debian's packages where needed and allowed; None where nothing can drive it.

    A missing font only spoils pictures, so it does not stop the tests.
    """
    found = find_chromium()
    if found is None and install(["chromium"]):
        found = find_chromium()
    if found and not driver_runs() and not (install([DRIVER_LIBRARY]) and driver_runs()):
        return None
    if found and not has_chinese_font():
        install(["fontconfig", FONT])
    return found
