"""What a model states, as read from its file: sets, parameters, expressions, variables, constraints, objectives."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.rule_text import Index, Rule
from mutong.village.models.units import UnitOf


@dataclass(frozen=True)
class Set:
    """Labels in their order. `positions` are their places in the set `root` that this one is within (itself, if none).

    `ordered`: there is a before and an after, so that rules may lag. `cyclic`: after the last comes the first.
    `numbers` are the labels as numbers, None where not all are.
    """

    name: str
    labels: tuple[str, ...]
    root: str
    positions: np.ndarray
    ordered: bool
    cyclic: bool
    numbers: np.ndarray | None
    words: Words

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Parameter:
    """A table of numbers over sets; NaN where a number is not known. `line` is where the file states it."""

    name: str
    sets: tuple[str, ...]
    values: np.ndarray
    unit: UnitOf
    words: Words
    line: int
    source: str = ""
    date: str = ""
    grade: str = ""
    rule: Rule | None = None
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Expression:
    """A quantity worked out from variables and parameters, with a name of its own."""

    name: str
    indices: tuple[Index, ...]
    rule: Rule
    unit: UnitOf
    words: Words
    line: int


@dataclass(frozen=True)
class Variable:
    """What the plan decides. Bounds are rules; None is no bound. `kind`: continuous, integer or binary.

    `before` maps a set to the parameter that gives the values before its first label.
    """

    name: str
    indices: tuple[Index, ...]
    only: Rule | None
    lower: Rule | None
    upper: Rule | None
    kind: str
    unit: UnitOf
    words: Words
    line: int
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Constraint:
    """An equation or inequality, once for each combination of its indices where `only` holds."""

    name: str
    indices: tuple[Index, ...]
    only: Rule | None
    rule: Rule
    unit: UnitOf
    words: Words
    line: int


@dataclass(frozen=True)
class Objective:
    """What is made as large (`sense` max) or as small (min) as can be."""

    name: str
    sense: str
    rule: Rule
    unit: UnitOf
    words: Words
    line: int


@dataclass(frozen=True)
class Scenarios:
    """The set of scenarios and the parameter with the probability of each."""

    set: str
    probability: str
    line: int


@dataclass(frozen=True)
class Frontier:
    """A parameter without index that takes one value after another, and the expressions told at each."""

    parameter: str
    values: tuple[float, ...]
    told: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Model:
    """A whole model. Parameters keep the order of the file, for one may be worked out from those before it."""

    path: Path
    name: str
    title: Words
    source: str
    sets: Mapping[str, Set]
    parameters: Mapping[str, Parameter]
    expressions: Mapping[str, Expression]
    variables: Mapping[str, Variable]
    constraints: Mapping[str, Constraint]
    objectives: Mapping[str, Objective]
    scenarios: Scenarios | None
    frontier: Frontier | None

    def with_parameters(self, changed: Mapping[str, np.ndarray]) -> "Model":
        """The same model with other numbers; what is worked out from them is worked out anew."""
        parameters = dict(self.parameters)
        for name, values in changed.items():
            parameters[name] = replace(parameters[name], values=values, rule=None)
        return replace(self, parameters=parameters)
