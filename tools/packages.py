"""Brings Debian packages where this user may install them, and says in one line what is missing where not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

_lists_are_fresh = False


def may_install() -> bool:
    """Whether this user may install Debian packages here; MUTONG_NO_INSTALL=1 forbids it."""
    return (
        os.geteuid() == 0 and shutil.which("apt-get") is not None and not os.environ.get("MUTONG_NO_INSTALL")
    )


def install(names: Sequence[str]) -> bool:
    """Install Debian packages, fetching the lists first when that is needed; whether it succeeded."""
    global _lists_are_fresh
    if not may_install():
        return False
    print(f"== installing {' '.join(names)}", flush=True)
    if _try_install(names):
        return True
    if not _lists_are_fresh:
        _lists_are_fresh = _apt_get("update")
        return _try_install(names)
    return False


def _try_install(names: Sequence[str]) -> bool:
    return _apt_get("install", "--yes", "--no-install-recommends", *names)


def _apt_get(*words: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-qq", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        print(f"   apt-get {words[0]}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr, flush=True)
    return done.returncode == 0
