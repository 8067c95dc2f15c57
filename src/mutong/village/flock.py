"""A flock month by month: the expected heads of each class, and where every sheep came from and went.

    opening + born + bought − died − sold − culled + moved in − moved out = closing

holds for each class in each month; over all classes what moves in and out cancels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month, start_of_month
from mutong.kernel.words import Words
from mutong.village.flock_states import CLASSES
from mutong.village.flock_transition import Transition

FLOWS = ("born", "bought", "died", "sold", "culled", "moved_in", "moved_out")
_SIGN = {"born": 1, "bought": 1, "died": -1, "sold": -1, "culled": -1, "moved_in": 1, "moved_out": -1}


@dataclass(frozen=True)
class Decisions:
    """What is decided at the start of a month: heads bought, sold and culled by label, and units of each move."""

    bought: Mapping[str, float] = field(default_factory=dict)
    sold: Mapping[str, float] = field(default_factory=dict)
    culled: Mapping[str, float] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """How a flock is run when nobody decides by hand; shares of what is there, in 1.

    By calendar month (1 … 12): `mating`, the share of open ewes put to the ram, and `culling`, the share of open ewes
    culled. `keep_female` and `keep_male` are shares of the lambs just weaned. Those that have reached the age of sale
    are all sold, and `rams_culled` of the rams every month. `bought` gives heads by label for a month (its first day).
    """

    mating: Mapping[int, float]
    keep_female: float
    keep_male: float
    culling: Mapping[int, float] = field(default_factory=dict)
    rams_culled: float = 0.0
    bought: Mapping[date, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class FlockMonth:
    """One month: heads by state at its start, after the decisions and at its end; `flows` by FLOWS and class."""

    month: date
    opening: np.ndarray
    after: np.ndarray
    closing: np.ndarray
    flows: np.ndarray

    def flow(self, name: str, kind: str | None = None) -> float:
        """Heads of a flow in the month, of one class or of all."""
        row = self.flows[FLOWS.index(name)]
        return float(row.sum() if kind is None else row[list(CLASSES).index(kind)])


def pass_month(transition: Transition, month: date, opening: np.ndarray, decisions: Decisions) -> FlockMonth:
    """What a month makes of a flock. Raises MutongError more_sheep_than_there_are, or not_a_state for a wrong label."""
    bought, sold, culled = (
        _heads(transition, d) for d in (decisions.bought, decisions.sold, decisions.culled)
    )
    here = opening + bought - sold - culled
    _refuse_too_many(transition, month, here)
    after = here.copy()
    left, came = np.zeros(len(here)), np.zeros(len(here))
    for move in transition.moves:
        units = float(decisions.moved.get(move.name, 0.0))
        source = transition.index[move.source]
        if not 0 <= units <= here[source] + 1e-9:
            raise _too_many(month, move.source, units, here[source])
        after = after + move.change * units
        left, came = left - np.minimum(move.change, 0) * units, came + np.maximum(move.change, 0) * units
    after = np.maximum(after, 0.0)
    born = transition.births @ after
    # Ageing from class to class is a move too; what stays in its class is none.
    across = transition.classes @ transition.ageing * (1 - transition.classes)
    aged_out = transition.classes @ (across.sum(axis=0) * after)
    by_class = transition.classes
    flows = np.array(
        [
            by_class @ born,
            by_class @ bought,
            by_class @ ((1 - transition.lives) * after),
            by_class @ sold,
            by_class @ culled,
            by_class @ came + across @ after,
            by_class @ left + aged_out,
        ]
    )
    return FlockMonth(month, opening, after, transition.matrix @ after, flows)


def decide(policy: Policy, transition: Transition, month: date, opening: np.ndarray) -> Decisions:
    """What a policy decides in a month, in its order: buy, cull, sell, keep, mate."""
    index = transition.index
    bought = policy.bought.get(month, {})
    here = opening + _heads(transition, bought)
    culled = {
        "ewe_open_0": here[index["ewe_open_0"]] * policy.culling.get(month.month, 0.0),
        "ram_0": here[index["ram_0"]] * policy.rams_culled,
    }
    oldest = {
        kind: max(i for i, k in enumerate(transition.kinds) if k == kind)
        for kind in ("fattening_female", "fattening_male")
    }
    sold = {transition.labels[i]: here[i] for i in oldest.values()}
    open_ewes = here[index["ewe_open_0"]] - culled["ewe_open_0"]
    moved = {"mate": open_ewes * policy.mating.get(month.month, 0.0)}
    for name, share in (("keep_female", policy.keep_female), ("keep_male", policy.keep_male)):
        source = index[transition.move(name).source]
        moved[name] = here[source] * share if source not in oldest.values() else 0.0
    return Decisions(bought, sold, culled, moved)


def project(
    transition: Transition, first: date, months: int, opening: Mapping[str, float], policy: Policy
) -> list[FlockMonth]:
    """The expected flock over so many months from the month of `first`, run by a policy."""
    month, heads = start_of_month(first), _heads(transition, opening)
    path: list[FlockMonth] = []
    for _ in range(months):
        path.append(pass_month(transition, month, heads, decide(policy, transition, month, heads)))
        month, heads = next_month(month), path[-1].closing
    return path


def account_rows(path: Sequence[FlockMonth], transition: Transition) -> list[dict[str, object]]:
    """A row per month and class: opening, each of the FLOWS, closing."""
    rows: list[dict[str, object]] = []
    for one in path:
        opening, closing = transition.classes @ one.opening, transition.classes @ one.closing
        for place, kind in enumerate(CLASSES):
            flows = {name: float(one.flows[i, place]) for i, name in enumerate(FLOWS)}
            rows.append(
                {
                    "month": one.month,
                    "class": kind,
                    "opening": float(opening[place]),
                    **flows,
                    "closing": float(closing[place]),
                }
            )
    return rows


def unexplained(path: Sequence[FlockMonth], transition: Transition) -> float:
    """The most heads by which any class fails to add up in any month; nought but for rounding."""
    signs = np.array([_SIGN[name] for name in FLOWS])
    return max(
        (
            float(np.abs(transition.classes @ (one.opening - one.closing) + signs @ one.flows).max())
            for one in path
        ),
        default=0.0,
    )


def _heads(transition: Transition, by_label: Mapping[str, float]) -> np.ndarray:
    heads, index = np.zeros(len(transition.labels)), transition.index
    for label, count in by_label.items():
        if label not in index or not count >= 0:
            raise MutongError(
                "not_a_state",
                Words(
                    f"羊群状态“{label}”{count:g} 只：要写已有的状态和不小于 0 的只数，状态有 {'、'.join(index)}。",
                    f"{count:g} heads of “{label}”: write a state that there is and 0 or more heads; "
                    f"the states are {', '.join(index)}.",
                ),
                state=label,
            )
        heads[index[label]] = count
    return heads


def _refuse_too_many(transition: Transition, month: date, here: np.ndarray) -> None:
    for label, count in zip(transition.labels, here, strict=True):
        if count < -1e-9:
            raise _too_many(month, label, -count, 0.0)


def _too_many(month: date, label: str, wanted: float, there: float) -> MutongError:
    return MutongError(
        "more_sheep_than_there_are",
        Words(
            f"{month:%Y-%m} “{label}”要动 {wanted:g} 只，超出 {there:g} 只；请减少出售、淘汰或配种数。",
            f"{month:%Y-%m}: {wanted:g} heads of “{label}” are asked for beyond the {there:g} there are; "
            f"sell, cull or mate fewer.",
        ),
        state=label,
    )
