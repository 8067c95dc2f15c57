"""The states of a flock counted by the month: what a sheep is, and for how many months it has been that."""

import math
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients

DAYS_A_MONTH = 365.25 / 12

CLASSES: dict[str, Words] = {
    "ewe_open": Words("空怀母羊", "open ewes"),
    "ewe_pregnant": Words("妊娠母羊", "pregnant ewes"),
    "ewe_nursing": Words("哺乳母羊", "nursing ewes"),
    "lamb_female": Words("哺乳母羔", "suckling ewe lambs"),
    "lamb_male": Words("哺乳公羔", "suckling ram lambs"),
    "ewe_lamb": Words("后备母羊", "ewe lambs kept for breeding"),
    "ram_lamb": Words("后备公羊", "ram lambs kept for breeding"),
    "fattening_female": Words("育肥母羊", "females for slaughter"),
    "fattening_male": Words("育肥公羊", "males for slaughter"),
    "ram": Words("种公羊", "rams"),
}


@dataclass(frozen=True)
class State:
    """A class and a count of months: of age for young sheep, of pregnancy or nursing for ewes; 0 for the rest."""

    kind: str
    month: int

    @property
    def label(self) -> str:
        """The name by which equations know it: ewe_pregnant_3, lamb_male_0, ram_0."""
        return f"{self.kind}_{self.month}"


@dataclass(frozen=True)
class FlockRules:
    """Lengths in whole months, shares in 1, and the share of each class that lives through a month.

    `litter` is lambs born alive per ewe that lambs, `males` the share of them that are male, `conception` the share of
    ewes mated in a month that become pregnant. `lives` has an entry for each class of CLASSES.
    """

    gestation: int
    nursing: int
    ewe_mated_at: int
    ram_used_at: int
    sold_at: int
    litter: float
    males: float
    conception: float
    lives: dict[str, float]

    def __post_init__(self) -> None:
        young = min(self.ewe_mated_at, self.ram_used_at, self.sold_at)
        shares = (self.males, self.conception, *(self.lives[name] for name in CLASSES))
        wrong = self.gestation < 1 or self.nursing < 1 or young <= self.nursing
        if wrong or self.litter < 0 or not all(0 <= share <= 1 for share in shares):
            raise MutongError(
                "not_a_flock",
                Words(
                    "妊娠和哺乳至少 1 个月，初配、用公羊和出栏都在断奶之后，比例在 0 与 1 之间，产羔数不为负。",
                    "Pregnancy and nursing last a month or more, mating, use as a ram and sale come after weaning, "
                    "shares lie between 0 and 1, and no litter is less than none.",
                ),
            )

    @property
    def states(self) -> tuple[State, ...]:
        """Every state, class by class in the order of CLASSES."""
        months = {
            "ewe_open": range(1),
            "ewe_pregnant": range(1, self.gestation + 1),
            "ewe_nursing": range(1, self.nursing + 1),
            "lamb_female": range(self.nursing),
            "lamb_male": range(self.nursing),
            "ewe_lamb": range(self.nursing, self.ewe_mated_at),
            "ram_lamb": range(self.nursing, self.ram_used_at),
            "fattening_female": range(self.nursing, self.sold_at + 1),
            "fattening_male": range(self.nursing, self.sold_at + 1),
            "ram": range(1),
        }
        return tuple(State(kind, month) for kind in CLASSES for month in months[kind])

    def next_state(self, state: State) -> State:
        """What a sheep that lives through the month becomes.

        The last month of fattening is kept until sale: a sheep that nobody buys stays where it is.
        """
        last = {
            "ewe_open": (0, state),
            "ewe_pregnant": (self.gestation, State("ewe_nursing", 1)),
            "ewe_nursing": (self.nursing, State("ewe_open", 0)),
            "lamb_female": (self.nursing - 1, State("fattening_female", self.nursing)),
            "lamb_male": (self.nursing - 1, State("fattening_male", self.nursing)),
            "ewe_lamb": (self.ewe_mated_at - 1, State("ewe_open", 0)),
            "ram_lamb": (self.ram_used_at - 1, State("ram", 0)),
            "fattening_female": (self.sold_at, state),
            "fattening_male": (self.sold_at, state),
            "ram": (0, state),
        }
        month, then = last[state.kind]
        return then if state.month == month else State(state.kind, state.month + 1)


def flock_rules(numbers: Coefficients) -> FlockRules:
    """The rules of a flock from the numbers of a village.

    Yearly mortality m is (1 − m)^(1/12) alive after a month; survival to weaning likewise by its months. Days are
    rounded to whole months of 30.4 days (150 days are 5 months). Raises NumberNotSettled for a number that is open.
    """
    nursing = _months(numbers, "lamb.weaning_age")
    ewe, ram, grower = (_monthly(numbers, f"{kind}.mortality") for kind in ("ewe", "ram", "grower"))
    suckling = numbers.value("lamb.survival") ** (1 / nursing)
    lives = {
        "ewe_open": ewe, "ewe_pregnant": ewe, "ewe_nursing": ewe,
        "lamb_female": suckling, "lamb_male": suckling,
        "ewe_lamb": grower, "ram_lamb": grower, "fattening_female": grower, "fattening_male": grower,
        "ram": ram,
    }  # fmt: skip
    return FlockRules(
        gestation=max(round(numbers.value("sheep.gestation") / DAYS_A_MONTH), 1),
        nursing=nursing,
        ewe_mated_at=_months(numbers, "ewe.first_mating_age"),
        ram_used_at=_months(numbers, "ram.first_mating_age"),
        sold_at=_months(numbers, "grower.sale_age"),
        litter=numbers.value("ewe.litter_size"),
        males=numbers.value("lamb.males_at_birth"),
        conception=numbers.value("ewe.conception"),
        lives=lives,
    )


def _months(numbers: Coefficients, key: str) -> int:
    return max(math.floor(numbers.value(key) + 0.5), 1)


def _monthly(numbers: Coefficients, key: str) -> float:
    return (1 - numbers.value(key)) ** (1 / 12)
