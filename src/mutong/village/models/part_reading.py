"""What every part of a model file may state: words, a unit, where a number comes from."""

from collections.abc import Mapping
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse
from mutong.standards.yaml_reading import line_of, read_words
from mutong.village.models.units import Dimension, read_unit

GRADES = ("G1", "G2", "G3", "NV", "choice", "published", "made-up")


def read_part_words(part: Mapping, path: Path, name: str) -> Words:
    """The words of a part in both languages; its name where none are written. Raises PackError."""
    return read_words(part["words"], path, part, "words") if "words" in part else Words(name, name)


def read_part_unit(part: Mapping, path: Path) -> Dimension | None:
    """The unit of a part; None where none is stated. Raises PackError not_a_unit."""
    if "unit" not in part:
        return None
    unit = read_unit(part["unit"])
    if unit is None:
        refuse(
            path,
            line_of(part, "unit"),
            "not_a_unit",
            Words(f"unit 写的是“{part['unit']}”", f"unit is written “{part['unit']}”"),
            Words("请写成 yuan/mu/year、kg*head 或 1 的样子", "Write it like yuan/mu/year, kg*head or 1"),
        )
    return unit


def read_grade(part: Mapping, path: Path) -> str:
    """How well a number is known, '' where nobody says. Raises PackError unknown_grade."""
    grade = part.get("grade")
    if grade is None or grade in GRADES:
        return str(grade or "")
    refuse(
        path,
        line_of(part, "grade"),
        "unknown_grade",
        Words(f"grade 写的是“{grade}”", f"grade is written “{grade}”"),
        Words(f"请写 {'、'.join(GRADES)} 之一", f"Write one of {', '.join(GRADES)}"),
    )
