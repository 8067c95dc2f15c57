"""Parameters as one run reads them: the value, and which numbers were open or chosen (T4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from mutong.kernel.truth import Truth
from mutong.standards.parameters import ParameterValue
from mutong.standards.working_days import SECONDS, deadline


class Readings:
    """The parameters of one step: `null` names the first open number that was met, `chosen` those that were chosen."""

    def __init__(self, parameters: Mapping[str, ParameterValue], *earlier: "Readings") -> None:
        self._parameters = parameters
        self.null = next((one.null for one in earlier if one.null), "")
        self._chosen: dict[str, None] = {name: None for one in earlier for name in one.chosen}

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names that rest on a local choice, in the order they were read."""
        return tuple(self._chosen)

    def read(self, name: str) -> ParameterValue:
        """The parameter, remembered as read."""
        found = self._parameters[name]
        if found.value is None:
            self.null = self.null or name
        elif found.state == "chosen":
            self._chosen[name] = None
        return found

    def whole(self, name: str) -> int | None:
        """A whole number; None where the standard is open."""
        found = self.read(name).value
        return None if found is None else int(found)

    def days(self, name: str) -> tuple[int, ...] | None:
        """A list of day numbers; None where the standard is open."""
        found = self.read(name).value
        if found is None:
            return None
        return tuple(int(day) for day in (found if isinstance(found, tuple) else (found,)))

    def length(self, name: str) -> timedelta | None:
        """A length of time in hours, minutes or seconds; None where the standard is open."""
        found = self.read(name)
        return None if found.value is None else timedelta(seconds=found.value * SECONDS[found.unit])

    def ends(self, name: str, since: datetime, times: int = 1) -> datetime | None:
        """When a limit that runs from `since` ends (T12); None where the number, or a year's calendar, is not there."""
        found = self.read(name)
        if found.value is None:
            return None
        end = deadline(since, found.value * times, found.unit)
        self.null = self.null or end.missing
        return end.at

    def ends_unless(
        self, name: str, other: str, answer: Truth, since: datetime, times: int = 1
    ) -> datetime | None:
        """The end by `name`, or by `other` where the answer is yes; where it is unknown, the earlier of the two."""
        wanted = {Truth.NO: (name,), Truth.YES: (other,), Truth.UNKNOWN: (name, other)}[answer]
        found = [self.ends(one, since, times) for one in wanted]
        return None if None in found else min(found)
