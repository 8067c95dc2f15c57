"""The cohort equations against a flock simulated sheep by sheep: means agree within their own standard error."""

from datetime import date

import numpy as np
import pytest

from mutong.village.flock import FlockMonth, Policy, project
from mutong.village.flock_states import CLASSES, FlockRules
from mutong.village.flock_transition import transition_of
from tests.oracles import sheep as oracle

RUNS, MONTHS = 240, 26
FIRST = date(2022, 9, 1)
LIVES = {
    **dict.fromkeys(("ewe_open", "ewe_pregnant", "ewe_nursing"), 0.99),
    **dict.fromkeys(("lamb_female", "lamb_male"), 0.9),
    **dict.fromkeys(("ewe_lamb", "ram_lamb", "fattening_female", "fattening_male"), 0.98),
    "ram": 0.97,
}
PLAIN = {
    "gestation": 5, "nursing": 2, "ewe_mated_at": 8, "ram_used_at": 9, "sold_at": 6,
    "litter": 1.9, "males": 0.5, "conception": 0.8, "lives": LIVES,
}  # fmt: skip
POLICY = {
    "mating": {9: 0.9, 10: 0.9, 5: 0.5},
    "keep_female": 0.3,
    "keep_male": 0.05,
    "culling": {8: 0.2},
    "rams_culled": 0.02,
}


def expected(rules: dict, months: int = MONTHS) -> list[FlockMonth]:
    policy = Policy(**POLICY, bought={date(2022, 12, 1): {"ewe_lamb_6": 10.0}})
    flock = {"ewe_open_0": 30.0, "ram_0": 2.0, "ewe_pregnant_3": 10.0}
    return project(transition_of(FlockRules(**rules)), FIRST, months, flock, policy)


@pytest.fixture(scope="module")
def runs() -> tuple[np.ndarray, np.ndarray]:
    """Heads (run, month, class) and flows (run, month, flow) of every simulated flock."""
    policy = POLICY | {"bought": {3: [("ewe_lamb", 6, 10)]}}
    flock = {("ewe_open", 0): 30, ("ram", 0): 2, ("ewe_pregnant", 3): 10}
    heads, flows = [], []
    for seed in range(RUNS):
        counts, happened = oracle.simulate(PLAIN, policy, flock, MONTHS, FIRST.month, seed)
        heads.append([[one.get(kind, 0) for kind in CLASSES] for one in counts])
        flows.append([list(one.values()) for one in happened])
    return np.array(heads, dtype=float), np.array(flows, dtype=float)


def furthest(seen: np.ndarray, wanted: np.ndarray) -> float:
    """The largest distance of a mean from what was expected, in standard errors of that mean."""
    error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
    distance = np.abs(seen.mean(axis=0) - wanted)
    # Where every run had the same heads the mean has no error: any distance is too far.
    return float(np.where(distance < 1e-9, 0.0, distance / np.maximum(error, 1e-12)).max())


def by_class(path: list[FlockMonth], rules: dict) -> np.ndarray:
    classes = transition_of(FlockRules(**rules)).classes
    return np.array([classes @ one.opening for one in path] + [classes @ path[-1].closing])


def test_the_mean_of_many_flocks_is_the_cohort_model(runs) -> None:
    """Heads of every class in every month lie within 4.5 standard errors of the simulated mean."""
    assert furthest(runs[0], by_class(expected(PLAIN), PLAIN)) < 4.5


def test_births_deaths_and_sales_agree_too(runs) -> None:
    """So do the animals bought, culled, sold, dead and born in each month."""
    path = expected(PLAIN)
    flows = [[one.flow(name) for name in ("bought", "culled", "sold", "died", "born")] for one in path]
    assert furthest(runs[1], np.array(flows)) < 4.5


@pytest.mark.parametrize(
    "wrong", [{"gestation": 6}, {"litter": 2.05}, {"nursing": 3}, {"lives": LIVES | {"lamb_male": 0.95}}]
)
def test_a_wrong_rule_would_be_seen(runs, wrong: dict) -> None:
    """The comparison fails by far for lambs that come a month late (the 180 days of a known bug) and the like."""
    rules = PLAIN | wrong
    assert furthest(runs[0], by_class(expected(rules), rules)) > 6
