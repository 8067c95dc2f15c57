"""What the file of a rule can name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mutong.standards.parameters import Parameters
from mutong.tables.dictionary import FactSpec


@dataclass(frozen=True)
class Surroundings:
    """What a rule's file can name: facts, parameters, other rules (name → person or household), and the units of
    those rules' amounts (name → unit).
    """

    path: Path
    source: str
    facts: Mapping[str, FactSpec]
    parameters: Parameters
    rules: Mapping[str, str]
    amounts: Mapping[str, str] = field(default_factory=dict)
