"""Finds Chromium and a Chinese font, or brings Debian's where it may."""

import os
import shutil
import subprocess

from packages import install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT = "fonts-wqy-microhei"


def find_chromium() -> str | None:
    """The path of a Chromium: MUTONG_CHROMIUM, or the first on the path; None when there is none."""
    named = os.environ.get("MUTONG_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font that covers Chinese."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def bring_chromium() -> str | None:
    """`find_chromium`, after installing Debian's packages where that is needed and allowed.

    A missing font only spoils pictures, so it does not stop the tests.
    """
    found = find_chromium()
    if found is None and install(["chromium"]):
        found = find_chromium()
    if found and not has_chinese_font():
        install(["fontconfig", FONT])
    return found
