"""What a sheep needs in a day: metabolisable energy, crude protein, and the most dry matter it eats.

Every number is a coefficient (coefficients/village/requirements.csv and equations.csv). Where a part of a need was
never measured the need has no upper end until a choice supplies that part: it is never taken as nought (T1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.equations import work_out
from mutong.village.spreads import Spread, between, least

METABOLIC = 0.75


class SheepState(Enum):
    """What a sheep's need depends on besides its weight."""

    DRY = "dry"
    PREGNANT = "pregnant"
    NURSING = "nursing"
    GROWING = "growing"
    RAM = "ram"


@dataclass(frozen=True)
class Sheep:
    """One sheep: live weight in kg; day of pregnancy, lambs suckled and gain in kg a day where its state asks."""

    state: SheepState
    live_weight: float
    day: float = 0.0
    lambs: float = 0.0
    gain: float = 0.0

    @property
    def metabolic_weight(self) -> float:
        """Live weight to the power 0.75, in which maintenance is counted."""
        return self.live_weight**METABOLIC


@dataclass(frozen=True)
class Need:
    """A day's need of one sheep: ME in MJ, crude protein in kg, and the most dry matter it eats in kg.

    `open` are the keys of the numbers that nobody has settled and on which the need rests; `beyond` says in what the
    sheep lies outside the animals that were measured (live_weight, gain, day), so that the need is an extrapolation.
    """

    energy: Spread
    protein: Spread
    most_dry_matter: Spread
    open: tuple[str, ...]
    beyond: tuple[str, ...] = ()


def daily_need(sheep: Sheep, numbers: Coefficients) -> Need:
    """The need of a sheep. Raises MutongError not_a_sheep for a weight, day, gain or number of lambs that none has."""
    _check(sheep, numbers)
    reader = _Reader(numbers)
    energy, protein, most = _OF[sheep.state](sheep, reader)
    return Need(energy, protein, most, tuple(dict.fromkeys(reader.open)), _beyond(sheep, numbers))


class _Reader:
    """Looks numbers up and remembers which were open."""

    def __init__(self, numbers: Coefficients) -> None:
        self.numbers, self.open = numbers, list[str]()

    def __call__(self, key: str) -> Spread:
        found = self.numbers[key]
        if found.spread.point is None:
            self.open.append(key)
        return found.spread

    def by_day(self, quantity: str, day: float) -> Spread:
        """A number measured on several days of pregnancy."""
        return by_pregnancy_day(self, self.numbers, quantity, day)


_PREGNANT = "ewe_pregnant_day_"
_GROWER = "grower_"


def pregnancy_days(numbers: Coefficients) -> list[int]:
    """The days of pregnancy on which ewes were measured, in order."""
    return sorted(
        int(key.removeprefix(_PREGNANT).removesuffix(".me_maintenance"))
        for key in numbers
        if key.startswith(_PREGNANT) and key.endswith(".me_maintenance")
    )


def by_pregnancy_day(
    look_up: Callable[[str], Spread], numbers: Coefficients, quantity: str, day: float
) -> Spread:
    """A number measured on several days of pregnancy: straight between those days, level before and after them."""
    days = pregnancy_days(numbers)
    before = max((d for d in days if d <= day), default=days[0])
    after = min((d for d in days if d >= day), default=days[-1])
    first, last = (look_up(f"{_PREGNANT}{d}.{quantity}") for d in (before, after))
    return between(min(max(day, before), after), before, first, after, last)


def _dry(sheep: Sheep, read: _Reader) -> tuple[Spread, Spread, Spread]:
    return (
        read("ewe_dry.me_maintenance") * sheep.metabolic_weight,
        read("ewe_dry.cp_maintenance") * sheep.metabolic_weight,
        read("ewe_pregnant.dmi_share_of_weight") * sheep.live_weight,
    )


def _pregnant(sheep: Sheep, read: _Reader) -> tuple[Spread, Spread, Spread]:
    # What was measured is the heat of a pregnant ewe at rest; what she lays down in the womb comes on top.
    energy = read.by_day("me_maintenance", sheep.day) * sheep.metabolic_weight
    protein = read.by_day("cp_maintenance", sheep.day) * sheep.metabolic_weight
    return (
        energy + read.by_day("me_conceptus", sheep.day),
        protein + read.by_day("cp_conceptus", sheep.day),
        read("ewe_pregnant.dmi_share_of_weight") * sheep.live_weight,
    )


def _nursing(sheep: Sheep, read: _Reader) -> tuple[Spread, Spread, Spread]:
    energy, protein, _ = _dry(sheep, read)
    return (
        energy + read("suckled_lamb.me_lactation") * sheep.lambs,
        protein + read("suckled_lamb.cp_lactation") * sheep.lambs,
        read("ewe_nursing.dmi_share_of_weight") * sheep.live_weight,
    )


def _growing(sheep: Sheep, read: _Reader) -> tuple[Spread, Spread, Spread]:
    maintenance = (
        _net_maintenance(sheep.live_weight, read).divided_by(read("grower.km")) * sheep.metabolic_weight
    )
    gained = read("grower.me_per_gain") * sheep.gain
    protein = work_out("cp_growing", read.numbers, metabolic_weight=sheep.metabolic_weight, gain=sheep.gain)
    # The line was fitted from 22 kg on; below, what a lamb eats is held to the largest share of its weight seen.
    eaten = work_out("dmi_growing", read.numbers, live_weight=sheep.live_weight, gain=sheep.gain)
    most = read("grower.dmi_share_of_weight_most") * sheep.live_weight
    return maintenance + gained, protein, least(eaten, most)


def _ram(sheep: Sheep, read: _Reader) -> tuple[Spread, Spread, Spread]:
    return (
        read("ram.me_maintenance") * sheep.metabolic_weight,
        read("ram.cp_maintenance") * sheep.metabolic_weight,
        read("adult_sheep.dmi_share_of_weight") * sheep.live_weight,
    )


def _net_maintenance(weight: float, read: _Reader) -> Spread:
    """Net energy for maintenance per metabolic weight, straight between the two weights at which it was measured."""
    light, heavy = (read(f"{_GROWER}{w}_kg.ne_maintenance") for w in (25, 38))
    low, high = (read(f"{_GROWER}{w}_kg.live_weight").point or 0.0 for w in (25, 38))
    return between(min(max(weight, low), high), low, light, high, heavy)


_OF = {
    SheepState.DRY: _dry,
    SheepState.PREGNANT: _pregnant,
    SheepState.NURSING: _nursing,
    SheepState.GROWING: _growing,
    SheepState.RAM: _ram,
}


def _check(sheep: Sheep, numbers: Coefficients) -> None:
    longest = numbers.spread("sheep.gestation").high
    wrong = (
        not 0 < sheep.live_weight < 300
        or sheep.lambs < 0
        or not 0 <= sheep.day <= longest
        or abs(sheep.gain) >= 1
    )
    if wrong:
        raise MutongError(
            "not_a_sheep",
            Words(
                f"体重 {sheep.live_weight:g} 公斤、妊娠第 {sheep.day:g} 天、日增重 {sheep.gain:g} 公斤、"
                f"带羔 {sheep.lambs:g} 只：没有这样的羊。体重以公斤计，日增重以公斤/天计，妊娠不超过 {longest:g} 天。",
                f"No sheep weighs {sheep.live_weight:g} kg on day {sheep.day:g} of pregnancy, gains {sheep.gain:g} kg "
                f"a day and suckles {sheep.lambs:g}: weights are in kg, gains in kg a day, at most {longest:g} days.",
            ),
        )


def _beyond(sheep: Sheep, numbers: Coefficients) -> tuple[str, ...]:
    if sheep.state is SheepState.PREGNANT:
        days = pregnancy_days(numbers)
        return () if days[0] <= sheep.day <= days[-1] else ("day",)
    if sheep.state is not SheepState.GROWING:
        return ()
    measured = {"live_weight": sheep.live_weight, "gain": sheep.gain}
    return tuple(
        name for name, value in measured.items() if not numbers.spread(f"grower.{name}_measured").holds(value)
    )
