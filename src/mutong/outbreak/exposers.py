"""Those whose company exposes others, and from when to when: cases, then their contacts at higher risk.

A window has a sure part and a possible part around it: what nobody knows (the day of onset, when the case was
isolated, a number no standard gives) widens the possible part and never the sure one (T1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from mutong.kernel.period import CHINA, civil_day, start_of_day
from mutong.outbreak.columns import second_of
from mutong.standards.contacts import ContactRules
from mutong.standards.parameters import ParameterValue

LONG_AGO = 0
NEVER = 1 << 40


@dataclass(frozen=True)
class Exposer:
    """One person whose company exposes others: a case (`via` is ''), or a contact of the case.

    Seconds, half-open: surely exposing in [sure_from, sure_to), possibly in [from_, to). `start_causes` and
    `end_causes` name what is not known at either end. `truth` is 2 for a case; for a contact what is known of
    the first degree (2 yes, 1 unknown), with `causes` and the `numbers` it rests on;
    `doubtful` when the contact's own verdict is unknown.
    """

    case_id: str
    case_person: str
    person: str
    via: str
    sure_from: int
    sure_to: int
    from_: int
    to: int
    start_causes: tuple[str, ...]
    end_causes: tuple[str, ...]
    truth: int = 2
    causes: tuple[str, ...] = ()
    numbers: tuple[ParameterValue, ...] = ()
    doubtful: bool = False


def exposers_of_cases(
    cases: Sequence[Mapping[str, object]], rules: ContactRules, as_of: datetime
) -> list[Exposer]:
    """The infectious window of each case (rows of table cases) that the rules trace."""
    return [
        _window(case, rules, second_of(as_of))
        for case in cases
        if case["classification"] in rules.window.classifications
    ]


def _window(case: Mapping[str, object], rules: ContactRules, as_of: int) -> Exposer:
    window, back = rules.window, rules.window.days_back
    anchor = next((_day(case[name]) for name in window.anchors if case.get(name) is not None), None)
    sure_anchor = anchor or _day(case[window.surely_from])
    causes: list[str] = []
    if anchor is None:
        causes += window.anchors
    if back.value is None:
        causes.append(f"{back.name}:null_standard")
        sure_from = NEVER
        spans = [days for days in back.candidates if days is not None]
        start = _start(anchor, max(spans)) if anchor and spans else LONG_AGO
    else:
        sure_from = _start(sure_anchor, back.value)
        start = sure_from if anchor else LONG_AGO
    ended = case.get(window.until)
    surely_to = ended if ended is not None else case[window.surely_to]
    return Exposer(
        case_id=str(case["case_id"]),
        case_person=str(case["person_id"]),
        person=str(case["person_id"]),
        via="",
        sure_from=sure_from,
        sure_to=min(_second(surely_to), as_of),
        from_=start,
        to=min(_second(ended), as_of) if ended is not None else as_of,
        start_causes=tuple(causes),
        end_causes=() if ended is not None else (window.until,),
    )


def _day(value: object) -> date:
    return civil_day(value) if isinstance(value, datetime) else value


def _second(value: object) -> int:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = start_of_day(value)
    return second_of(value)


def _start(anchor: date, days_back: float) -> int:
    return second_of(start_of_day(anchor - timedelta(days=days_back)))


class Households:
    """Who lives with whom, and when: living memberships as seconds."""

    def __init__(self, memberships: Iterable[Mapping[str, object]]) -> None:
        self._of_person: dict[str, list[tuple[str, int, int]]] = {}
        self._members: dict[str, list[tuple[str, int, int]]] = {}
        day_seconds: dict[object, int] = {None: NEVER}
        for row in memberships:
            if row["kind"] != "living":
                continue
            for day in (row["valid_from"], row.get("valid_to")):
                if day not in day_seconds:
                    day_seconds[day] = int(datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp())
            person, household = str(row["person_id"]), str(row["household_id"])
            start, end = day_seconds[row["valid_from"]], day_seconds[row.get("valid_to")]
            self._of_person.setdefault(person, []).append((household, start, end))
            self._members.setdefault(household, []).append((person, start, end))

    def holds(self, person: str) -> bool:
        """Whether it is known at all with whom the person lives or lived."""
        return person in self._of_person

    def together(self, person: str, start: int, end: int) -> list[tuple[str, int, int]]:
        """Whom the person lived with in [start, end), and from when to when, in seconds."""
        return [
            (other, max(a, c, start), min(b, d, end))
            for household, a, b in self._of_person.get(person, ())
            for other, c, d in self._members[household]
            if other != person and max(a, c, start) < min(b, d, end)
        ]


def window_arrays(exposers: Sequence[Exposer]) -> dict[str, np.ndarray]:
    """The windows as arrays: sure_from, sure_to, from_, to."""
    return {
        name: np.array([getattr(one, name) for one in exposers], dtype=np.int64)
        for name in ("sure_from", "sure_to", "from_", "to")
    }
