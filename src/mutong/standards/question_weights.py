"""What weighs in choosing questions beside the money itself: design choices, each said in question_weights.csv."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("question_weights.csv")


@cache
def weights() -> dict[str, float]:
    """Every weight by name, in the unit its row gives."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(lines)}


def weight(name: str) -> float:
    """One weight by name. KeyError for a name the file lacks."""
    return weights()[name]
