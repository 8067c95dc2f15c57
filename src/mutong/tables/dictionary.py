"""The fact dictionary: every fact there is, declared once as data in facts.csv.

A fact key means the same everywhere; its question is asked in these words and no others; it may be read only
for the purposes listed (X1).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_FILE = Path(__file__).with_name("facts.csv")
FACT_TYPES = ("boolean", "code", "date", "number", "text")
PURPOSES = ("assistance", "outbreak", "village")
UNKNOWN_REASONS = ("never_asked", "stale", "conflicting", "declined", "awaiting_office")


@dataclass(frozen=True)
class FactSpec:
    """One fact: `low` and `high` are its domain when it is a number (None: no end), `codes` when it is a code.

    `absent` is the value that holds for whoever a complete source does not list ('' when no source can say so).
    `to` tells whom to ask, `staleness_days` after how many days since confirmation it must be asked again
    (None: never goes stale).
    """

    key: str
    subject_kind: str
    type: str
    unit: str
    low: float | None
    high: float | None
    codes: tuple[str, ...]
    absent: str
    label: Words
    question: Words
    to: str
    topic: str
    staleness_days: int | None
    sensitivity: str
    purposes: tuple[str, ...]


def _spec(row: dict[str, str]) -> FactSpec:
    low = high = None
    codes: tuple[str, ...] = ()
    if row["type"] == "number":
        ends = row["domain"].split("..")
        low, high = (float(end) if end else None for end in ends)
    elif row["type"] == "code" and row["domain"]:
        codes = tuple(row["domain"].split("|"))
    return FactSpec(
        key=row["fact"],
        subject_kind=row["subject_kind"],
        type=row["type"],
        unit=row["unit"],
        low=low,
        high=high,
        codes=codes,
        absent=row["absent"],
        label=Words(row["label_zh"], row["label_en"]),
        question=Words(row["question_zh"], row["question_en"]),
        to=row["to"],
        topic=row["topic"],
        staleness_days=int(row["staleness_days"]) if row["staleness_days"] else None,
        sensitivity=row["sensitivity"],
        purposes=tuple(row["purposes"].split("|")),
    )


def load_dictionary(path: Path = _FILE) -> dict[str, FactSpec]:
    """The facts of a dictionary file by key, in the file's order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["fact"]: _spec(row) for row in csv.DictReader(lines)}


@cache
def fact_dictionary() -> dict[str, FactSpec]:
    """The dictionary that ships with Mutong."""
    return load_dictionary()


def fact_spec(key: str) -> FactSpec:
    """One fact's declaration. Raises MutongError `unknown_fact`, naming the nearest keys."""
    from difflib import get_close_matches

    facts = fact_dictionary()
    if key not in facts:
        near = "、".join(get_close_matches(key, facts, n=3)) or "–"
        raise MutongError(
            "unknown_fact",
            Words(
                f"事实词典里没有“{key}”；相近的有：{near}。",
                f"The fact dictionary has no “{key}”; near it: {near}.",
            ),
            fact=key,
        )
    return facts[key]
