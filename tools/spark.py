"""Brings what the Spark tests need, Java and the optional extra, and says what is missing where it may not."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from packages import install

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".uv" / "bin" / "uv"
LOCK = ROOT / "requirements-spark.lock"
JAVA_PACKAGE = "openjdk-17-jre-headless"
MODULES = ("pyspark", "pyarrow", "pandas")


def has_java() -> bool:
    """Whether there is a Java on the path or in JAVA_HOME."""
    return bool(os.environ.get("JAVA_HOME") or shutil.which("java"))


def has_extra() -> bool:
    """Whether the optional extra is in this environment."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in MODULES)


def install_extra() -> bool:
    """Install what requirements-spark.lock names into this environment; whether it succeeded."""
    if os.environ.get("MUTONG_NO_INSTALL") or not UV.is_file():
        return False
    print("== installing Spark (400 MB)", flush=True)
    command = [
        str(UV),
        "pip",
        "install",
        "--quiet",
        "--python",
        sys.executable,
        "--require-hashes",
        "-r",
        str(LOCK),
    ]
    mirror = os.environ.get("PIP_INDEX_URL")
    environment = dict(os.environ)
    if mirror and not any(name in environment for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX")):
        environment["UV_DEFAULT_INDEX"] = mirror
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0


def bring_spark() -> tuple[str, str] | None:
    """None when Spark can start here, after installing what was missing; else what is missing and the remedy."""
    if not has_java() and not (install([JAVA_PACKAGE]) and has_java()):
        return "Java 17", f"apt-get install {JAVA_PACKAGE}"
    if not has_extra() and not (install_extra() and has_extra()):
        return "the optional extra spark", f"{UV.relative_to(ROOT)} pip install -r {LOCK.name}"
    return None
