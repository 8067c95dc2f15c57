"""Who lives with whom, and when: living memberships as arrays, so that a province's can be asked in milliseconds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import CHINA
from mutong.outbreak.columns import codes_of, index_of
from mutong.outbreak.stays import spread
from mutong.tables.frames import MISSING_DAY, Frame, days_of, texts_of
from mutong.tables.text_codes import LearnedTexts

NEVER = 1 << 40
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Together:
    """Shared homes, parallel: whose (a place in what was asked), with whom (in `Households.people`), seconds."""

    asked: np.ndarray
    other: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Households:
    """Living memberships (rows of table memberships, or `of_frame`); others are passed over."""

    def __init__(self, memberships: Iterable[Mapping[str, object]]) -> None:
        living = [row for row in memberships if row["kind"] == "living"]
        people, person = codes_of([row["person_id"] for row in living])
        _, household = codes_of([row["household_id"] for row in living])
        seconds: dict[date | None, int] = {None: NEVER}
        for row in living:
            for day in (row["valid_from"], row.get("valid_to")):
                if day not in seconds:
                    seconds[day] = _start_of(day)
        spans = [
            np.array([seconds[row.get(name)] for row in living], dtype=np.int64)
            for name in ("valid_from", "valid_to")
        ]
        self._lay(people, person, household, *spans)

    @classmethod
    def of_frame(cls, frame: Frame) -> "Households":
        """The same of table memberships as a frame: no Python object for a row."""
        living = np.flatnonzero(texts_of(frame, "kind") == "living")
        coded = []
        for name in ("person_id", "household_id"):
            learned = LearnedTexts()
            codes = learned.codes(frame[name])
            words, places = learned.ranked()
            coded.append((words, places[codes][living]))
        spans = []
        for name in ("valid_from", "valid_to"):
            days, which = np.unique(days_of(frame, name)[living], return_inverse=True)
            starts = [
                NEVER if d == MISSING_DAY else _start_of(date.fromordinal(d + _EPOCH)) for d in days.tolist()
            ]
            spans.append(np.array(starts, dtype=np.int64)[which])
        found = cls(())
        found._lay(coded[0][0], coded[0][1], coded[1][1], *spans)
        return found

    def _lay(
        self,
        people: np.ndarray,
        person: np.ndarray,
        household: np.ndarray,
        start: np.ndarray,
        end: np.ndarray,
    ) -> None:
        self.people = people
        self._start, self._end, self._person, self._household = start, end, person, household
        self._by_person = np.argsort(person, kind="stable")
        self._of_person = _offsets(person, len(people))
        self._by_household = np.argsort(household, kind="stable")
        self._of_household = _offsets(household, int(household.max()) + 1 if len(household) else 0)

    def hold(self, people: Sequence[str]) -> np.ndarray:
        """For each person whether it is known at all with whom the person lives or lived."""
        return index_of(self.people, people) >= 0

    def together(self, people: Sequence[str] | np.ndarray, start: np.ndarray, end: np.ndarray) -> Together:
        """Whom each of these people (texts, or an array of bytes) lived with in [start, end), and from when to when."""
        code = index_of(self.people, people)
        asked, own = _rows(self._by_person, self._of_person, code)
        step, other = _rows(self._by_household, self._of_household, self._household[own])
        asked, own = asked[step], own[step]
        first = np.maximum(np.maximum(self._start[own], self._start[other]), start[asked])
        last = np.minimum(np.minimum(self._end[own], self._end[other]), end[asked])
        shared = (self._person[other] != self._person[own]) & (first < last)
        return Together(
            asked[shared], self._person[other][shared].astype(np.int64), first[shared], last[shared]
        )


def _start_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp())


def _offsets(codes: np.ndarray, size: int) -> np.ndarray:
    return np.append(0, np.cumsum(np.bincount(codes, minlength=size)[:size])).astype(np.int64)


def _rows(order: np.ndarray, offsets: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each k the rows of codes[k] (-1 has none): k, and the row."""
    if len(offsets) < 2:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    known = np.maximum(codes, 0)
    which, within = spread(np.where(codes < 0, 0, offsets[known + 1] - offsets[known]))
    return which, order[offsets[known][which] + within]
