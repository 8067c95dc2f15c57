"""What a name in a rule stands for: parameters, variables and expressions, all as forms over their sets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from mutong.village.models.forms import Form
from mutong.village.models.stated import Model, Set


@dataclass(frozen=True)
class Place:
    """Which label of the set `root` each combination of `axes` points at; a position outside has no label."""

    axes: tuple[str, ...]
    positions: np.ndarray
    root: str


@dataclass(frozen=True)
class Named:
    """A form with the set of each of its axes. `before`: set → parameter with the values before the first label."""

    sets: tuple[str, ...]
    form: Form
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Absence:
    """Where something a rule asks for is not there: what (its text), why (a word), and for which combinations of the
    indices `over`."""

    text: str
    why: str
    axes: tuple[str, ...]
    where: np.ndarray
    over: Mapping[str, Set]


class Names:
    """The names of one model while it is built; variables are put in one by one, the rest is worked out when asked.

    `work_out(name)` gives a parameter or expression that was not asked for yet.
    """

    def __init__(self, model: Model, work_out: Callable[["Names", str], Named]) -> None:
        self.model = model
        self.sets = model.sets
        self._known: dict[str, Named] = {}
        self._open: list[str] = []
        self._work_out = work_out

    def __contains__(self, name: str) -> bool:
        model = self.model
        return name in model.parameters or name in model.expressions or name in model.variables

    def put(self, name: str, named: Named) -> None:
        """Let a variable stand under its name."""
        self._known[name] = named

    def circle(self, name: str) -> tuple[str, ...]:
        """The names that hang on each other, when `name` is asked for while it is being worked out; else ()."""
        return (*self._open[self._open.index(name) :], name) if name in self._open else ()

    def get(self, name: str) -> Named:
        """The form under a name that is stated."""
        if name not in self._known:
            self._open.append(name)
            try:
                self._known[name] = self._work_out(self, name)
            finally:
                self._open.pop()
        return self._known[name]

    def own_positions(self, name: str, root_positions: np.ndarray) -> np.ndarray:
        """Positions in a set's root as positions in the set itself; −1 where it has no such label."""
        of_set: Set = self.sets[name]
        size = len(self.sets[of_set.root])
        own = np.full(size + 1, -1)
        own[of_set.positions] = np.arange(len(of_set))
        outside = (root_positions < 0) | (root_positions >= size)
        return own[np.where(outside, size, root_positions)]
