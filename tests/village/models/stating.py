"""What the tests of models share: the models of the pages, and models written in a test."""

from pathlib import Path

from mutong.village.models.planning import Plan, solve_plan
from mutong.village.models.reading import read_model

MODELS = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "models"


def shown_plan(name: str, objective: str | None = None, **changes: str) -> Plan:
    """A model of the pages, solved."""
    return solve_plan(read_model(MODELS / f"{name}.yaml", changes), objective)


def model_file(folder: Path, text: str) -> Path:
    """A model written into a file."""
    path = folder / "model.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def solved(folder: Path, text: str, objective: str | None = None, **changes: str) -> Plan:
    """A model written in a test, solved."""
    return solve_plan(read_model(model_file(folder, text), changes), objective)
