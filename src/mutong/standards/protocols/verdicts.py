"""What `unless` turns on: a rule's verdict or an event, in three values; an unknown one is asked about."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mutong.kernel.step import Step
from mutong.kernel.truth import Truth, any_of
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols.course import Course
from mutong.standards.protocols.drafting import Window, draft_step
from mutong.standards.protocols.event import FindingStatus, Subject
from mutong.standards.protocols.model import Protocol, Unless
from mutong.standards.protocols.readings import Readings

_WORDS = {truth.word: truth for truth in Truth}


class Verdicts:
    """The verdicts found of one subject; `asked` gathers what an unknown one makes uncertain."""

    def __init__(self, findings: Iterable[FindingStatus]) -> None:
        self._found: dict[str, list[Truth]] = {}
        for finding in findings:
            if finding.verdict:
                self._found.setdefault(finding.rule_id, []).append(_WORDS[finding.verdict])
        self.asked: dict[tuple[str, str], datetime | None] = {}

    def of(self, rule_id: str) -> Truth:
        """YES where the rule found yes of the subject; UNKNOWN where it did not say or was never screened."""
        return any_of(self._found[rule_id]) if rule_id in self._found else Truth.UNKNOWN

    def end_of(
        self,
        readings: Readings,
        limit: str,
        unless: Unless | None,
        course: Course,
        anchor: str,
        since: datetime,
        times: int = 1,
        *,
        owed: bool = True,
    ) -> datetime | None:
        """When a limit ends that may depend on a guard; `anchor` is the event that the step hangs on.

        While the step is still `owed`, an unknown finding is remembered, to be asked about.
        """
        if unless is None:
            return readings.ends(limit, since, times) if limit else None
        answer = self._answer(unless, course)
        end = readings.ends_unless(limit, unless.limit, answer, since, times)
        if owed and unless.finding and answer is Truth.UNKNOWN:
            self.asked[unless.finding, anchor] = end
        return end

    def _answer(self, unless: Unless, course: Course) -> Truth:
        if unless.finding:
            return self.of(unless.finding)
        since = course.latest.at
        happened = any(unless.event.fits(event) and event.at >= since for event in course.events)
        return Truth.YES if happened else Truth.NO


def find_out_steps(
    protocol: Protocol,
    subject: Subject,
    course: Course,
    verdicts: Verdicts,
    parameters: Mapping[str, ParameterValue],
) -> list[Step]:
    """The step that asks for each unknown finding while what it decides is still owed; due when that is due."""
    steps = []
    since = {event.event_id: event.at for event in course.events}
    for (rule, anchor), end in sorted(verdicts.asked.items()):
        if protocol.find_out is None:
            continue
        done = course.since_start(protocol.find_out.closed_by, since[anchor])
        steps.append(
            draft_step(
                protocol,
                protocol.find_out,
                subject,
                anchor,
                Window(None, end),
                Readings(parameters),
                done[0] if done else None,
                mark=rule,
                key=rule,
            )
        )
    return steps
