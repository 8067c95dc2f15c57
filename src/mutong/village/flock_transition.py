"""One month of a flock as linear equations over named states, for projections here and for a plan's optimiser.

    closing = (ageing + births) · (opening + bought − sold − culled + moves · units)

Each decision is made at the start of the month, then the month passes. All arrays are over `labels`, in their order;
heads are expectations and need not be whole.
"""

from dataclasses import dataclass

import numpy as np

from mutong.village.flock_states import CLASSES, FlockRules, State


@dataclass(frozen=True)
class Move:
    """A decision that turns sheep of one state into another: so many `units` of it add `change` · units to the states.

    No more units than there are sheep in `source`. A unit of mating is a ewe put to the ram, of whom only the share
    that conceives moves; a unit of keeping is one weaned lamb.
    """

    name: str
    source: str
    change: np.ndarray


@dataclass(frozen=True)
class Transition:
    """The equations of a month: `ageing` and `births` are square (to, from), `lives` the share that lives through it.

    A column of `ageing` sums to `lives`: every sheep ages into one state or dies. `births` has rows of newborn lambs
    only. `kinds` is the class of each state; `classes` (class, state) adds states up by class.
    """

    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    lives: np.ndarray
    ageing: np.ndarray
    births: np.ndarray
    moves: tuple[Move, ...]
    classes: np.ndarray

    @property
    def index(self) -> dict[str, int]:
        """The place of each label."""
        return {label: place for place, label in enumerate(self.labels)}

    @property
    def matrix(self) -> np.ndarray:
        """Ageing and births together: closing = matrix · what there is after the decisions."""
        return self.ageing + self.births

    def move(self, name: str) -> Move:
        """The move of that name."""
        return next(move for move in self.moves if move.name == name)


def transition_of(rules: FlockRules) -> Transition:
    """The equations of a month under given rules.

    Moves: `mate` (of open ewes), `keep_female` and `keep_male` (of lambs in their first month after weaning, who
    otherwise are fattened).
    """
    states = rules.states
    place = {state: i for i, state in enumerate(states)}
    size = len(states)
    ageing, births = np.zeros((size, size)), np.zeros((size, size))
    lives = np.array([rules.lives[state.kind] for state in states])
    for state, i in place.items():
        ageing[place[rules.next_state(state)], i] = lives[i]
    at_term = place[State("ewe_pregnant", rules.gestation)]
    births[place[State("lamb_female", 0)], at_term] = lives[at_term] * rules.litter * (1 - rules.males)
    births[place[State("lamb_male", 0)], at_term] = lives[at_term] * rules.litter * rules.males
    weaned = rules.nursing

    def turning(name: str, source: State, then: State, share: float = 1.0) -> Move:
        change = np.zeros(size)
        change[place[source]] -= share
        change[place[then]] += share
        return Move(name, source.label, change)

    return Transition(
        labels=tuple(state.label for state in states),
        kinds=tuple(state.kind for state in states),
        lives=lives,
        ageing=ageing,
        births=births,
        moves=(
            turning("mate", State("ewe_open", 0), State("ewe_pregnant", 1), rules.conception),
            turning("keep_female", State("fattening_female", weaned), State("ewe_lamb", weaned)),
            turning("keep_male", State("fattening_male", weaned), State("ram_lamb", weaned)),
        ),
        classes=np.array([[float(state.kind == kind) for state in states] for kind in CLASSES]),
    )
