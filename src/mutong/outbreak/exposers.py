"""Those whose company exposes others, and from when to when: cases, then their contacts at higher risk.

A window has a sure part and a possible part around it: what nobody knows (the day of onset, when the case was
isolated, a number no standard gives) widens the possible part and never the sure one (T1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from mutong.kernel.period import civil_day, start_of_day
from mutong.outbreak.causes import BitSets
from mutong.outbreak.columns import UNKNOWN_END, second_of
from mutong.outbreak.households import NEVER
from mutong.outbreak.people import People
from mutong.standards.contacts import ContactRules

LONG_AGO = 0


@dataclass(frozen=True)
class Exposer:
    """One case and the time in which others could be exposed by it.

    Seconds, half-open: surely exposing in [sure_from, sure_to), possibly in [from_, to). `start_causes` and
    `end_causes` name what is not known at either end. `onset` is the day that the window hangs on, UNKNOWN_END where
    it is not known.
    """

    case_id: str
    person: str
    sure_from: int
    sure_to: int
    from_: int
    to: int
    start_causes: tuple[str, ...]
    end_causes: tuple[str, ...]
    onset: int


@dataclass(frozen=True)
class Exposers:
    """Cases or their contacts, as parallel arrays.

    `case` counts in the list of case ids; `person` and `case_person` are numbers of `People`; seconds and causes (sets
    of bits) as in Exposer. `degree` is 0 for a case, 1 for its contact, and so on; for a contact `truth` says what is
    known of the way to it (2 yes, 1 unknown), with its `causes` and the `rules` it rests on (sets); `doubtful` when the
    contact's own verdict is unknown. `onset` is the case's first day of onset or specimen in seconds, -1 where unknown.
    """

    case: np.ndarray
    person: np.ndarray
    case_person: np.ndarray
    sure_from: np.ndarray
    sure_to: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    start_causes: np.ndarray
    end_causes: np.ndarray
    degree: np.ndarray
    truth: np.ndarray
    causes: np.ndarray
    rules: np.ndarray
    doubtful: np.ndarray
    onset: np.ndarray

    @property
    def via(self) -> np.ndarray:
        """Whether each is a contact rather than a case."""
        return self.degree > 0

    def __len__(self) -> int:
        return len(self.case)

    def pick(self, rows: np.ndarray) -> "Exposers":
        """Those at these positions."""
        return Exposers(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def within(self, start: int, end: int) -> "Exposers":
        """The same people, surely exposing from one second to another and at no other time."""
        since, until = (np.full(len(self), one, dtype=np.int64) for one in (start, end))
        nothing = np.zeros_like(self.start_causes)
        return replace(
            self,
            sure_from=since,
            sure_to=until,
            from_=since,
            to=until,
            start_causes=nothing,
            end_causes=nothing,
        )

    def joined(self, more: "Exposers") -> "Exposers":
        """These and then more."""
        return Exposers(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)}
        )


def exposers_of_cases(
    cases: Sequence[Mapping[str, object]], rules: ContactRules, as_of: datetime
) -> list[Exposer]:
    """The infectious window of each case (rows of table cases) that the rules trace."""
    return [
        _window(case, rules, second_of(as_of))
        for case in cases
        if case["classification"] in rules.window.classifications
    ]


def exposers_as_arrays(
    cases: Sequence[Exposer], case_ids: Sequence[str], people: People, causes: BitSets, rule_sets: BitSets
) -> Exposers:
    """Cases as arrays; `case_ids` gives their order."""
    place = {one: k for k, one in enumerate(case_ids)}
    person = people.codes([one.person for one in cases])
    size = len(cases)
    # A number no standard gives is told by every rule that hangs on it.
    told = {
        name: np.array(
            [
                causes.set_of(c for c in getattr(one, name) if not c.endswith(":null_standard"))
                for one in cases
            ],
            dtype=causes.kind,
        )
        for name in ("start_causes", "end_causes")
    }
    windows = {
        name: np.array([getattr(one, name) for one in cases], dtype=np.int64)
        for name in ("sure_from", "sure_to", "from_", "to", "onset")
    }
    return Exposers(
        case=np.array([place[one.case_id] for one in cases], dtype=np.int64),
        person=person,
        case_person=person,
        degree=np.zeros(size, dtype=np.int64),
        truth=np.full(size, 2, dtype=np.int8),
        causes=causes.empty(size),
        rules=rule_sets.empty(size),
        doubtful=np.zeros(size, dtype=bool),
        **told,
        **windows,
    )


def _window(case: Mapping[str, object], rules: ContactRules, as_of: int) -> Exposer:
    window, back = rules.window, rules.window.days_back
    anchor = next((_day(case[name]) for name in window.anchors if case.get(name) is not None), None)
    sure_anchor = anchor or _day(case[window.surely_from])
    causes: list[str] = []
    earliest = case.get("onset_earliest")
    if earliest is not None and "date_onset" in window.anchors:
        # Two sources differ: possibly since the earlier day, surely only since the later one.
        anchor, sure_anchor = earliest, case["onset_latest"]
        causes.append("date_onset")
    elif anchor is None:
        causes += window.anchors
    if back.value is None:
        causes.append(f"{back.name}:null_standard")
        sure_from = NEVER
        spans = [days for days in back.candidates if days is not None]
        start = _start(anchor, max(spans)) if anchor and spans else LONG_AGO
    else:
        sure_from = _start(sure_anchor, back.value)
        start = _start(anchor, back.value) if anchor else LONG_AGO
    ended = case.get(window.until)
    surely_to = ended if ended is not None else case[window.surely_to]
    return Exposer(
        case_id=str(case["case_id"]),
        person=str(case["person_id"]),
        sure_from=sure_from,
        sure_to=min(_second(surely_to), as_of),
        from_=start,
        to=min(_second(ended), as_of) if ended is not None else as_of,
        start_causes=tuple(causes),
        end_causes=() if ended is not None else (window.until,),
        onset=UNKNOWN_END if anchor is None else _second(anchor),
    )


def _day(value: object) -> date:
    return civil_day(value) if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _second(value: object) -> int:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = start_of_day(value)
    return second_of(value)


@lru_cache(maxsize=4096)
def _start(anchor: date, days_back: float) -> int:
    return second_of(start_of_day(anchor - timedelta(days=days_back)))
