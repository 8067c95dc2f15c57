"""Works out the four lock files: what the tests need, what running and Spark need, and the installer itself.

No lock holds the name of a host, so that each machine fetches from the index it is set up for.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".uv" / "bin" / "uv"
UV_VERSION = "0.13.9"
QUIET = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--quiet",
]


def compile_lock(source: list[str], lock: str, text: str | None = None) -> None:
    """Write `lock` from pyproject.toml and options, or from one requirement given as `text`."""
    command = [str(UV), "pip", "compile", *source, *QUIET, "-o", lock]
    subprocess.run(command, cwd=ROOT, input=text, text=True, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Write all four; the others take their versions from the test lock, so that all run the same.

    The test lock takes DuckDB from the benchmarks' list: tests and benchmarks compare with one version.
    """
    extras = [part for extra in ("test", "build", "fast", "linkage") for part in ("--extra", extra)]
    with_peers = ["--constraint", "benchmarks/requirements.txt"]
    compile_lock(["pyproject.toml", *extras, *with_peers], "requirements.lock")
    constrained = ["pyproject.toml", "--extra", "build", "--constraint", "requirements.lock"]
    compile_lock(constrained, "requirements-run.lock")
    on_spark = ["pyproject.toml", "--extra", "spark", "--constraint", "requirements.lock"]
    compile_lock(on_spark, "requirements-spark.lock")
    compile_lock(["-"], "tools/uv.lock", f"uv=={UV_VERSION}\n")


if __name__ == "__main__":
    main()
