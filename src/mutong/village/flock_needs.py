"""What each state of a flock weighs, needs in a day, and counts for in sheep units."""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.village.coefficients import Coefficients
from mutong.village.flock_states import DAYS_A_MONTH, FlockRules, State
from mutong.village.requirements import Need, Sheep, SheepState, daily_need
from mutong.village.spreads import Spread, exactly, total

_GROWING = ("ewe_lamb", "ram_lamb", "fattening_female", "fattening_male")
_SUCKLING = ("lamb_female", "lamb_male")
_EWES = ("ewe_open", "ewe_pregnant", "ewe_nursing")
_NOTHING = Need(exactly(0.0), exactly(0.0), exactly(0.0), ())


@dataclass(frozen=True)
class StateNeed:
    """A state with the live weight it is reckoned at (kg, middle of the month) and a day's need of one sheep."""

    state: State
    live_weight: float
    need: Need


def live_weight(state: State, rules: FlockRules, numbers: Coefficients) -> float:
    """The weight in the middle of the state's month, in kg.

    Lambs gain evenly from birth to weaning, later `grower.gain` a day, and no more than an adult of their sex.
    """
    ewe, ram = numbers.value("ewe.live_weight"), numbers.value("ram.live_weight")
    if state.kind in _EWES:
        return ewe
    if state.kind == "ram":
        return ram
    birth, weaned = numbers.value("lamb.birth_weight"), numbers.value("lamb.weaned_weight")
    age = state.month + 0.5
    if state.kind in _SUCKLING:
        return birth + (weaned - birth) * age / rules.nursing
    grown = weaned + numbers.value("grower.gain") * DAYS_A_MONTH * (age - rules.nursing)
    return min(grown, ram if state.kind in ("ram_lamb", "fattening_male") else ewe)


def needs_of_states(rules: FlockRules, numbers: Coefficients) -> tuple[StateNeed, ...]:
    """The need of one sheep of every state, in the order of the flock's labels.

    A suckling lamb needs nothing from the trough here: its milk is counted with the ewe, and creep feed is left out.
    Growing sheep are fed for `grower.gain`.
    """
    found = []
    for state in rules.states:
        weight = live_weight(state, rules, numbers)
        sheep = _sheep(state, weight, rules, numbers)
        found.append(StateNeed(state, weight, _NOTHING if sheep is None else daily_need(sheep, numbers)))
    return tuple(found)


def flock_need(heads: Mapping[str, float], needs: tuple[StateNeed, ...]) -> Need:
    """The need of a whole flock in a day, from heads by label."""
    of = {one.state.label: one.need for one in needs}
    kept = [(of[label], count) for label, count in heads.items() if count]
    return Need(
        energy=total(need.energy * count for need, count in kept),
        protein=total(need.protein * count for need, count in kept),
        most_dry_matter=total(need.most_dry_matter * count for need, count in kept),
        open=tuple(dict.fromkeys(key for need, _ in kept for key in need.open)),
    )


def sheep_units(heads: Mapping[str, float], rules: FlockRules, numbers: Coefficients) -> Spread:
    """A flock in sheep units (羊单位): an adult ewe counts 1, the others by the number of their class."""
    kinds = {state.label: state.kind for state in rules.states}
    return total(_unit(kinds[label], numbers) * count for label, count in heads.items())


def _unit(kind: str, numbers: Coefficients) -> Spread:
    if kind in _EWES:
        return exactly(1.0)
    if kind == "ram":
        return numbers.spread("ram.sheep_units")
    return numbers.spread("suckling_lamb.sheep_units" if kind in _SUCKLING else "young_sheep.sheep_units")


def _sheep(state: State, weight: float, rules: FlockRules, numbers: Coefficients) -> Sheep | None:
    middle = state.month - 0.5
    if state.kind == "ewe_pregnant":
        day = min(middle * DAYS_A_MONTH, numbers.value("sheep.gestation"))
        return Sheep(SheepState.PREGNANT, weight, day=day)
    if state.kind == "ewe_nursing":
        return Sheep(SheepState.NURSING, weight, lambs=rules.litter * rules.lives["lamb_female"] ** middle)
    if state.kind in _GROWING:
        return Sheep(SheepState.GROWING, weight, gain=numbers.value("grower.gain"))
    if state.kind in _SUCKLING:
        return None
    return Sheep(SheepState.RAM if state.kind == "ram" else SheepState.DRY, weight)
