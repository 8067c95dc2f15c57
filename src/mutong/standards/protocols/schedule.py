"""The dated steps of a protocol's phases (T10): days counted from day one, tests on their days, checks each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutong.kernel.period import civil_day, end_of_day, start_of_day
from mutong.kernel.step import Step
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, attempts_of, draft_step
from mutong.standards.protocols.event import Event, Subject
from mutong.standards.protocols.model import BY_RELEASE, FIRST_DAY, LAST_DAY, Phase, PhaseStep, Protocol
from mutong.standards.protocols.readings import Readings


@dataclass(frozen=True)
class DatedPhase:
    """A phase with its first day and its last; None where a number it rests on is open."""

    phase: Phase
    first: date | None
    last: date | None
    readings: Readings

    @property
    def window(self) -> Window:
        """From the start of its first day to the end of its last."""
        return Window(
            start_of_day(self.first) if self.first else None, end_of_day(self.last) if self.last else None
        )


def dated_phases(
    protocol: Protocol, course: Course, parameters: Mapping[str, ParameterValue]
) -> tuple[DatedPhase, ...]:
    """The phases on the calendar: day 1 lies `day_one` days after the civil day of the anchoring start event."""
    readings = Readings(parameters)
    offset = readings.whole(protocol.day_one) if protocol.day_one else None
    first = civil_day(course.anchor.at) + timedelta(days=offset) if offset is not None else None
    found = []
    for phase in protocol.phases:
        readings = Readings(parameters, readings)
        days = readings.whole(phase.days)
        after = first + timedelta(days=days) if first is not None and days is not None else None
        found.append(DatedPhase(phase, first, after - timedelta(days=1) if after else None, readings))
        first = after
    return tuple(found)


class PhaseSchedule:
    """The steps of all phases for one subject and course.

    Steps that were over before the person was listed are not due; `missed_before_listing` tells whether one of those
    was left undone, so that the entry step replaces it.
    """

    def __init__(
        self,
        protocol: Protocol,
        subject: Subject,
        course: Course,
        phases: tuple[DatedPhase, ...],
        parameters: Mapping[str, ParameterValue],
        as_of: datetime,
    ) -> None:
        self.protocol, self.subject, self.course = protocol, subject, course
        self.phases, self.parameters, self.as_of = phases, parameters, as_of
        self.missed_before_listing = False
        self._undated_so_far: dict[tuple[str, ...], int] = {}
        self.steps = tuple(self._all())

    def _all(self) -> Iterator[Step]:
        held_back = []
        for dated in self.phases:
            for step in dated.phase.steps:
                if step.needs_negative:
                    held_back.append((dated, step))
                else:
                    yield from self._steps(dated, step)
        self.held_back = tuple(held_back)

    def steps_held_back(self, dated: DatedPhase, step: PhaseStep) -> Iterator[Step]:
        """The steps of a phase step that waits for a guard, once the guard lets them come."""
        yield from self._steps(dated, step)

    def entry_step(self) -> Iterator[Step]:
        """One step on the day of listing in place of those missed before it, unless a like step falls on that day."""
        owed, listed = self.protocol.entry, civil_day(self.course.anchor.recorded_at)
        if owed is None or not self.missed_before_listing:
            return
        window = Window(start_of_day(listed), end_of_day(listed))
        if any(
            step.kind == owed.do and step.not_before is not None and civil_day(step.not_before) == listed
            for step in self.steps
        ):
            return
        yield from self._drafts(PhaseStep(owed), window, Readings(self.parameters), "", "", {})

    def _steps(self, dated: DatedPhase, step: PhaseStep) -> Iterator[Step]:
        readings = Readings(self.parameters, dated.readings)
        if step.on in (FIRST_DAY, LAST_DAY):
            day = dated.first if step.on == FIRST_DAY else dated.last
            if day is None:
                yield from self._drafts(step, Window(), readings, "", dated.phase.name, {})
            else:
                yield from self._on_day(dated, step, day, readings, "", {})
        elif step.on:
            days = readings.days(step.on)
            if days is None or dated.first is None:
                yield from self._undated(dated, step, days or (None,), readings)
                return
            for day in days:
                on = dated.first + timedelta(days=day - 1)
                yield from self._on_day(dated, step, on, readings, f"d{day}", {"day": day})
        elif step.times_per_day:
            yield from self._every_day(dated, step, readings)
        else:
            yield from self._counted(dated, step, readings)

    def _undated(self, dated: DatedPhase, step: PhaseStep, days: tuple, readings: Readings) -> Iterator[Step]:
        """Steps without a date: the first fitting event fulfils the first of them, the second the second, and so on."""
        closing = step.owed.closed_by
        for day in days:
            number = self._undated_so_far[closing] = self._undated_so_far.get(closing, 0) + 1
            mark = f"d{day}" if day is not None else ""
            yield from self._drafts(
                step, Window(), readings, mark, dated.phase.name, {"day": day or ""}, number=number
            )

    def _on_day(
        self,
        dated: DatedPhase,
        step: PhaseStep,
        on: date,
        readings: Readings,
        mark: str,
        shown: Mapping[str, object],
        number: int = 1,
    ) -> Iterator[Step]:
        window = Window(start_of_day(on), end_of_day(on))
        yield from self._drafts(step, window, readings, mark, dated.phase.name, shown, number)

    def _every_day(self, dated: DatedPhase, step: PhaseStep, readings: Readings) -> Iterator[Step]:
        """So many a day, for days that have begun: what cannot be done yet is nobody's duty yet."""
        times = readings.whole(step.times_per_day)
        if times is None or dated.first is None:
            yield from self._undated(dated, step, (None,), readings)
            return
        today = civil_day(self.as_of)
        last = min(dated.last, today) if dated.last else today
        for ahead in range((last - dated.first).days + 1):
            for number in range(1, times + 1):
                yield from self._on_day(
                    dated,
                    step,
                    dated.first + timedelta(days=ahead),
                    readings,
                    f"d{ahead + 1}.{number}",
                    {"day": ahead + 1, "number": number, "of": times},
                    number,
                )

    def _counted(self, dated: DatedPhase, step: PhaseStep, readings: Readings) -> Iterator[Step]:
        count = readings.whole(step.count)
        gap = Readings(self.parameters).length(step.gap) if step.gap else None
        if count is None:
            yield from self._undated(dated, step, (None,), readings)
            return
        for number in range(1, count + 1):
            shown = {"number": number, "of": count}
            yield from self._drafts(
                step, dated.window, readings, str(number), dated.phase.name, shown, number=number, gap=gap
            )

    def _drafts(
        self,
        step: PhaseStep,
        window: Window,
        readings: Readings,
        mark: str,
        phase: str,
        shown: Mapping[str, object],
        number: int = 1,
        gap: timedelta | None = None,
    ) -> Iterator[Step]:
        """The step, and one more for each invalid sample; nothing where it was over before the listing."""
        closing = self.course.since_start(step.owed.closed_by, self.course.anchor.at)
        attempts = attempts_of(closing, window, number, gap)
        listed_at = self.course.anchor.recorded_at
        # Where only the condition itself ends the measure, a late listing must not let it go unfulfilled.
        may_drop = self.protocol.ends_by.how != BY_RELEASE
        if may_drop and window.closes is not None and window.closes <= listed_at:
            done_on_time = attempts.counts is not None and attempts.counts.at < window.closes
            if not done_on_time:
                self.missed_before_listing |= self._like_entry(step)
                return
        done = (*attempts.invalid, attempts.counts)
        for place, event in enumerate(done):
            again = f"again{place}" if place else ""
            yield draft_step(
                self.protocol,
                step.owed,
                self.subject,
                self.course.anchor.event_id,
                _retake_window(done[place - 1]) if place else window,
                readings,
                event,
                mark=".".join(part for part in (mark, again) if part),
                phase=phase,
                **shown,
            )

    def _like_entry(self, step: PhaseStep) -> bool:
        return self.protocol.entry is not None and step.owed.do == self.protocol.entry.do


def _retake_window(invalid: Event) -> Window:
    """A retake is due on the day the sample was known to be invalid."""
    known = max(invalid.at, invalid.recorded_at)
    return Window(known, end_of_day(civil_day(known)))
