"""Rounds of an area until so many in succession are clean: a positive begins again, an unknown one is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.period import civil_day, end_of_day, start_of_day
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import INVALID, NEGATIVE, POSITIVE, Event, Subject
from mutong.standards.protocols.model import Protocol, Series
from mutong.standards.protocols.readings import Readings


@dataclass(frozen=True)
class _Numbers:
    """What the series counts by; `clean` is wanted first, then, `pause` days later, `then` more."""

    every: int
    clean: int
    pause: int
    then: int


def series_steps(
    protocol: Protocol, subject: Subject, course: Course, parameters: Mapping[str, ParameterValue]
) -> list[Step]:
    """The rounds done and the next one; where those without a result could complete the series, who finds it out."""
    series, readings = protocol.series, Readings(parameters)
    numbers, offset = _numbers(series, readings), readings.whole(protocol.day_one)
    events = course.since_start(series.owed.closed_by, course.anchor.at)
    if numbers is None or offset is None:
        done = next((event for event in events if event.result != INVALID), None)
        return [
            draft_step(
                protocol,
                series.owed,
                subject,
                course.anchor.event_id,
                Window(),
                readings,
                done,
                mark="1",
                number=1,
            )
        ]
    return _Rounds(protocol, subject, course, numbers, readings).walk(
        civil_day(course.anchor.at) + timedelta(days=offset), list(events)
    )


def _numbers(series: Series, readings: Readings) -> _Numbers | None:
    wanted = [
        readings.whole(name) if name else 0
        for name in (series.every, series.clean, series.pause, series.then)
    ]
    return None if None in wanted else _Numbers(max(1, wanted[0]), *wanted[1:])


class _Rounds:
    """Walks the rounds of one series in order of their days."""

    def __init__(
        self, protocol: Protocol, subject: Subject, course: Course, numbers: _Numbers, readings: Readings
    ) -> None:
        self.protocol, self.subject, self.course = protocol, subject, course
        self.numbers, self.readings = numbers, readings
        self.steps: list[Step] = []
        self._begin()

    def _begin(self) -> None:
        """Nothing is clean (again): `known` rounds in succession are, `possible` may be, `unread` have no result."""
        self.wanted, self.paused = self.numbers.clean, False
        self.known = self.possible = 0
        self.unread: list[Event] = []

    def walk(self, day: date, events: list[Event]) -> list[Step]:
        """The steps from the round of `day` on; `events` are the rounds held, in order."""
        number = 1
        while True:
            day = self._pass_by(day, events)
            tried = [event for event in events if event.result != INVALID]
            if self._over_before_listing(day, tried):
                events[:] = [event for event in events if event.at >= end_of_day(day)]
                day += timedelta(days=self.numbers.every)
                continue
            held = tried[0] if tried else None
            end = events.index(held) if held else len(events)
            invalid = events[:end]
            del events[: end + 1]
            if held is None and self.possible >= self.wanted:
                return [*self.steps, self._find_out()]
            self._add(number, day, invalid, held)
            if held is None:
                return self.steps
            day = self._after(held)
            if self.known >= self.wanted:
                return self.steps
            number += 1

    def _pass_by(self, day: date, events: list[Event]) -> date:
        """Take out what was held before the round of `day` opens; only what a positive one finds counts."""
        while events and events[0].at < start_of_day(day):
            event = events.pop(0)
            if event.result == POSITIVE:
                self._begin()
                day = civil_day(event.at) + timedelta(days=self.numbers.every)
        return day

    def _over_before_listing(self, day: date, tried: list[Event]) -> bool:
        """Whether the round's day was over when the start was recorded, and nobody had held it by then."""
        over = end_of_day(day) <= self.course.anchor.recorded_at
        return over and not (tried and tried[0].at < end_of_day(day))

    def _after(self, held: Event) -> date:
        """Count a round that was held; the day of the next one."""
        if held.result == POSITIVE:
            self._begin()
        else:
            self.possible += 1
            self.known = self.known + 1 if held.result == NEGATIVE else 0
            if held.result != NEGATIVE:
                self.unread.append(held)
            if self.known >= self.wanted and not self.paused and self.numbers.then:
                self.wanted, self.paused = self.numbers.then, True
                self.known = self.possible = 0
                self.unread = []
                return civil_day(held.at) + timedelta(days=max(1, self.numbers.pause))
        return civil_day(held.at) + timedelta(days=self.numbers.every)

    def _add(self, number: int, day: date, invalid: list[Event], held: Event | None) -> None:
        window = Window(start_of_day(day), end_of_day(day))
        for place, event in enumerate((*invalid, held)):
            mark = f"{number}.again{place}" if place else str(number)
            self.steps.append(self._step(mark, window, event, number))
            if event is not None and event is not held:
                known = max(event.at, event.recorded_at)
                window = Window(known, end_of_day(civil_day(known)))

    def _step(self, mark: str, window: Window, done: Event | None, number: int) -> Step:
        return draft_step(
            self.protocol,
            self.protocol.series.owed,
            self.subject,
            self.course.anchor.event_id,
            window,
            self.readings,
            done,
            mark=mark,
            number=number,
        )

    def _find_out(self) -> Step:
        owed, first = self.protocol.series.unknown, self.unread[0]
        done = self.course.since_start(owed.closed_by, first.at)
        return draft_step(
            self.protocol,
            owed,
            self.subject,
            first.event_id,
            Window(first.at, None),
            self.readings,
            done[0] if done else None,
        )
