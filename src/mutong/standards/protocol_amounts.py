"""How much a protocol asks of the person, phase by phase, as numbers that two protocols can be compared by."""

from collections.abc import Callable, Iterator, Mapping

from mutong.standards.parameter_rows import Value

_ONCE = ("first_day", "last_day")
_RHYTHMS = ("on", "times_per_day", "count")
TOTAL_DAYS = "days"


def protocol_numbers(text: Mapping) -> tuple[str, ...]:
    """The parameters that the phases of a protocol (its YAML) read: days, days of tests, times a day, counts."""
    found: dict[str, None] = {}
    for phase in _parts(text, "phases"):
        if isinstance(phase.get("days"), str):
            found[phase["days"]] = None
        for step in _parts(phase, "steps"):
            for key in _RHYTHMS:
                name = step.get(key)
                if isinstance(name, str) and name not in _ONCE:
                    found[name] = None
    return tuple(found)


def protocol_amounts(text: Mapping, read: Callable[[str], Value]) -> dict[str, int | float | None]:
    """Days in all (`days`), days of each phase (`phase.days`), and how often each thing is done (`phase.do`).

    `read` gives the value of a parameter; what rests on a null is None.
    """
    found: dict[str, int | float | None] = {TOTAL_DAYS: 0} if _parts_list(text, "phases") else {}
    for phase in _parts(text, "phases"):
        name, days = str(phase.get("phase")), read(str(phase.get("days")))
        found[f"{name}.{TOTAL_DAYS}"] = days
        found[TOTAL_DAYS] = _sum(found[TOTAL_DAYS], days)
        for step in _parts(phase, "steps"):
            key = f"{name}.{step.get('do')}"
            found[key] = _sum(found.get(key, 0), _times(step, days, read))
    return found


def _times(step: Mapping, days: Value, read: Callable[[str], Value]) -> int | float | None:
    if step.get("on") in _ONCE:
        return 1
    if "on" in step:
        listed = read(str(step["on"]))
        return len(listed) if isinstance(listed, tuple) else None if listed is None else 1
    if "times_per_day" in step:
        times = read(str(step["times_per_day"]))
        return None if times is None or days is None else times * days
    return read(str(step["count"])) if "count" in step else 0


def _sum(left: int | float | None, right: Value) -> int | float | None:
    return None if left is None or right is None else left + right


def _parts_list(text: Mapping, key: str) -> list:
    found = text.get(key)
    return found if isinstance(found, list) else []


def _parts(text: Mapping, key: str) -> Iterator[Mapping]:
    yield from (part for part in _parts_list(text, key) if isinstance(part, Mapping))
