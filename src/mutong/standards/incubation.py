"""How long after infection people fall ill, as a pack gives it: the least and the most, each perhaps not known.

By convention a pack names them `incubation_least_days` and `incubation_most_days`, or `incubation_least_h` and
`incubation_most_h`. A number no standard gives stays open: its candidates, where there are any, bound it (T4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.parameters import ParameterValue

HOUR, DAY = 3600, 86_400
_UNITS = {"_days": DAY, "_h": HOUR}


@dataclass(frozen=True)
class Bound:
    """One end of the incubation in seconds: between `low` and `high`, equal where the number is known.

    Both are None where nothing is known. `by_days` tells that the end counts in whole civil days. `missing` is the
    cause word of a number no standard gives, '' where it is known; `chosen` whether somebody chose it.
    """

    low: int | None = None
    high: int | None = None
    by_days: bool = True
    missing: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Incubation:
    """The shortest and the longest time from infection to falling ill, and in words where they come from."""

    least: Bound
    most: Bound
    basis: Words

    @property
    def is_settled(self) -> bool:
        """Whether the standard gives both numbers, so that nobody need choose."""
        return not any(one.missing or one.chosen for one in (self.most, self.least))

    @property
    def missing(self) -> tuple[str, ...]:
        """Cause words of the numbers that are not known."""
        return tuple(one.missing for one in (self.most, self.least) if one.missing)


def incubation_of(numbers: Mapping[str, ParameterValue], pack: str) -> Incubation:
    """The incubation among a pack's parameters in force; a number the pack does not have is not known."""
    return Incubation(
        _bound(numbers, "incubation_least"),
        _bound(numbers, "incubation_most"),
        Words(f"规则包 {pack} 的潜伏期", f"the incubation of the pack {pack}"),
    )


def incubation_chosen(most_days: float, least_days: float) -> Incubation:
    """An incubation somebody chooses for one search: infected from so many days before falling ill to so many.

    Raises MutongError `exposure_days_wrong` where the first is not the larger or one is negative.
    """
    if not most_days >= least_days >= 0:
        raise MutongError(
            "exposure_days_wrong",
            Words(
                f"发病前 {most_days:g} 至 {least_days:g} 天不成一段；先写较大的天数，都不小于 0，例如 7 至 1。",
                f"From {most_days:g} to {least_days:g} days before onset is no span; write the larger first, both 0 or "
                "more, such as 7 to 1.",
            ),
        )
    return Incubation(
        Bound(round(least_days * DAY), round(least_days * DAY), chosen=True),
        Bound(round(most_days * DAY), round(most_days * DAY), chosen=True),
        Words(
            f"查询者选定：发病前 {most_days:g} 至 {least_days:g} 天",
            f"chosen for this search: {most_days:g} to {least_days:g} days before onset",
        ),
    )


def _bound(numbers: Mapping[str, ParameterValue], stem: str) -> Bound:
    names = frozenset(numbers)
    for ending, seconds in _UNITS.items():
        if f"{stem}{ending}" not in names:
            continue
        found = numbers[f"{stem}{ending}"]
        values = (found.value,) if found.value is not None else found.candidates
        ends = [round(float(one) * seconds) for one in values if one is not None]
        missing = f"{found.name}:null_standard" if found.value is None else ""
        return Bound(
            min(ends, default=None),
            max(ends, default=None),
            ending == "_days",
            missing,
            found.state == "chosen",
        )
    return Bound(missing=f"{stem}_days:null_standard")
