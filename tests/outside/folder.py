"""Where the outside data lie, or why a test cannot run."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def outside(*parts: str) -> Path:
    """A file of the outside data; skips the test, saying so, when it is not there."""
    folder = Path(os.environ.get("MUTONG_OUTSIDE_DATA") or ROOT.parent / "shared" / "data")
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(
            f"outside data not here: no {'/'.join(parts)} in {folder} (MUTONG_OUTSIDE_DATA names another)"
        )
    return path
