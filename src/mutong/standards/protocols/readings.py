"""Parameters as one run reads them: the value, and which numbers were open or chosen (T4)."""

from collections.abc import Mapping
from datetime import timedelta

from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.fields import TIME_UNITS


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
        """A length of time, by the parameter's unit; None where the standard is open."""
        found = self.read(name)
        return None if found.value is None else timedelta(seconds=found.value * TIME_UNITS[found.unit])
