"""A small sample world on files, and the packs that every engine screens it with."""

from datetime import date
from pathlib import Path

import pytest

from mutong.standards.choices import Choices, load_choices
from mutong.standards.pack import Pack, load_packs
from mutong.worlds.making import make_world

ROOT = Path(__file__).resolve().parents[2]
ON, KNOWN_AT = date(2022, 8, 22), date(2022, 8, 20)


@pytest.fixture(scope="session")
def sample_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of a sample world of some hundred households, with kin in other households."""
    return make_world(5, 2000, tmp_path_factory.mktemp("world"), community_only=True).folder


@pytest.fixture(scope="session")
def screened_packs() -> tuple[Pack, ...]:
    """Taiyuan's packs, and a made-up one whose rules ask about relatives."""
    return (*load_packs(ROOT / "packs", ["cn-sx-ty"]), *load_packs(ROOT / "tests/packs/other", ["kin-aid"]))


@pytest.fixture(scope="session")
def sample_choices() -> Choices:
    """What the sample deployment chose."""
    return load_choices(ROOT / "deployment/sample/choices.csv")
