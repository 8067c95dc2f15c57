"""What a protocol says, once read: frozen, so that a pack cannot change under a running day."""

from collections.abc import Iterable
from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.standards.protocols.event import Event

SUBJECT_KINDS = ("person", "household", "area", "place", "organisation")
FIRST_DAY, LAST_DAY = "first_day", "last_day"
OWN_TESTS, LINKED_TESTS, TERM_OVER = "own_tests_negative", "linked_first_tests_negative", "term_over"
LISTED, START = "listed", "start"
NEXT_MONTH = "next_month"
# How a protocol ends: with its last day, with its condition alone (areas), with the subject, by an event, by rounds.
BY_RELEASE, BY_SUBJECT, BY_EVENTS, BY_CLEAN_ROUNDS = "release", "subject", "events", "clean_rounds"
CALENDAR_PERIODS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
WEEK = "week"


@dataclass(frozen=True)
class EventPattern:
    """Which events are meant: a kind and, where given, a class and a result."""

    event: str
    class_: str = ""
    result: str = ""

    def fits(self, event: Event) -> bool:
        """Whether the event is one of those meant."""
        return (
            event.kind == self.event
            and (not self.class_ or event.class_ == self.class_)
            and (not self.result or event.result == self.result)
        )


@dataclass(frozen=True)
class Obligation:
    """What is owed: its name in the protocol, the kind of duty, the role that owes it, what fulfils it, the clause.

    `clause` is `pack:clause`, as findings and duties name it. `publishes` names all that a public notice may say.
    """

    step: str
    do: str
    post: str
    closed_by: tuple[str, ...]
    clause: str
    words: Words
    publishes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class CountedObligation(Obligation):
    """An obligation owed so many times in each period; `count` and `gap` name parameters, '' for once."""

    count: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Unless:
    """Another limit: where a rule found yes, or where an event happened since the start. `limit` names a parameter."""

    limit: str
    finding: str = ""
    event: EventPattern | None = None


@dataclass(frozen=True)
class PhaseStep:
    """An obligation inside a phase: on the days of a list (or first_day, last_day), so often a day, or so often in all.

    `on`, `times_per_day`, `count` and `gap` name parameters; `needs_negative` holds the step back until the tests due
    so far are negative, but never beyond the phase's last day.
    """

    owed: Obligation
    on: str = ""
    times_per_day: str = ""
    count: str = ""
    gap: str = ""
    needs_negative: bool = False


@dataclass(frozen=True)
class Phase:
    """A stretch of civil days; `days` names the parameter that says how many."""

    name: str
    title: Words
    days: str
    steps: tuple[PhaseStep, ...]


@dataclass(frozen=True)
class Clock:
    """An obligation counted from a moment: the listing, the start event, or another event (a hand-over).

    `limit` names a parameter; '' where the pack knows of no limit. `again` raises it anew for a later exposure;
    without it the first listing counts until an event of `undone_by` has undone the deed. `each` gives one step for
    each event it runs from, `wait` names how long nothing may be done yet, and `next_month` stands for a limit: in the
    month after the event.
    """

    owed: Obligation
    since: str
    limit: str = ""
    again: bool = False
    undone_by: tuple[str, ...] = ()
    each: bool = False
    wait: str = ""
    next_month: bool = False
    unless: Unless | None = None


@dataclass(frozen=True)
class Release:
    """The guard at the end: three answers, three obligations; `tests` are the event kinds that carry results."""

    needs: tuple[str, ...]
    tests: tuple[str, ...]
    yes: Obligation
    unknown: Obligation
    no: Obligation | None = None
    no_limit: str = ""


@dataclass(frozen=True)
class LinkedTests:
    """Whose first tests count beside one's own, from their own start (`event`, `class_`).

    The person a start event came through; with `relation`, whoever stands in that relation to the subject.
    """

    class_: str
    first_tests: str
    event: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Convert:
    """The event to record when a linked person is positive in those first tests."""

    event: str
    class_: str
    clause: str


@dataclass(frozen=True)
class SupersededBy:
    """Events that end the protocol for a stronger one; `until` ends that again, for what starts later."""

    events: tuple[EventPattern, ...]
    until: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnFinding:
    """A protocol that starts from what a screen found; `rules` is empty where any rule will do."""

    status: str
    rules: tuple[str, ...] = ()
    per_standard: bool = False


@dataclass(frozen=True)
class Every:
    """How often a recurring protocol comes round: a calendar `period`, or blocks of `days` (a parameter)."""

    days: str = ""
    period: str = "month"


@dataclass(frozen=True)
class AgainAfter:
    """So long after the last time, or after the start: reviews. `limit` and `ahead` name parameters."""

    limit: str
    unless: Unless | None = None
    ahead: str = ""


@dataclass(frozen=True)
class Series:
    """Rounds until so many in succession are clean, then, after a `pause`, so many more (`then`)."""

    owed: Obligation
    every: str
    clean: str
    unknown: Obligation
    pause: str = ""
    then: str = ""


@dataclass(frozen=True)
class EndsBy:
    """How the protocol ends; `events` where an event ends it."""

    how: str = ""
    events: tuple[EventPattern, ...] = ()


@dataclass(frozen=True)
class Protocol:
    """One protocol of a pack: driven by `start`, by a calendar rhythm (`every`) or by findings (`on_finding`).

    `restart` begins the count of days anew while it runs; `find_out` is owed while a finding that `unless` names is
    unknown.
    """

    pack: str
    name: str
    subject_kind: str
    title: Words
    clause: str
    start: EventPattern | None = None
    day_one: str = ""
    phases: tuple[Phase, ...] = ()
    entry: Obligation | None = None
    clocks: tuple[Clock, ...] = ()
    release: Release | None = None
    linked: LinkedTests | None = None
    convert: Convert | None = None
    superseded_by: SupersededBy | None = None
    every: Every | None = None
    on_finding: OnFinding | None = None
    steps: tuple[Obligation, ...] = ()
    restart: tuple[EventPattern, ...] = ()
    ends_by: EndsBy = EndsBy()
    again_after: AgainAfter | None = None
    series: Series | None = None
    find_out: Obligation | None = None

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Everything it may oblige anyone to, in the order of the file."""
        release = self.release
        ends = (release.yes, release.unknown, release.no) if release else ()
        rounds = (self.series.owed, self.series.unknown) if self.series else ()
        return tuple(
            owed
            for owed in (
                *(step.owed for phase in self.phases for step in phase.steps),
                self.entry,
                *(clock.owed for clock in self.clocks),
                *ends,
                *rounds,
                *self.steps,
                self.find_out,
            )
            if owed is not None
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of every parameter it reads."""
        found = [self.day_one, self.every.days if self.every else ""]
        found += [
            self.linked.first_tests if self.linked else "",
            self.release.no_limit if self.release else "",
        ]
        for phase in self.phases:
            found.append(phase.days)
            for step in phase.steps:
                on = "" if step.on in (FIRST_DAY, LAST_DAY) else step.on
                found += [on, step.times_per_day, step.count, step.gap]
        for clock in self.clocks:
            found += [clock.limit, clock.wait, clock.unless.limit if clock.unless else ""]
        for step in self.steps:
            found += [step.count, step.gap] if isinstance(step, CountedObligation) else []
        if again := self.again_after:
            found += [again.limit, again.ahead, again.unless.limit if again.unless else ""]
        if series := self.series:
            found += [series.every, series.clean, series.pause, series.then]
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def guard_rules(self) -> tuple[str, ...]:
        """The rules (pack:rule) whose verdict changes its limits."""
        again = self.again_after.unless if self.again_after else None
        guards = (*(clock.unless for clock in self.clocks), again)
        return tuple(dict.fromkeys(one.finding for one in guards if one and one.finding))

    def concerns(self, event: Event) -> bool:
        """Whether an event may count here: one that names a class counts only where the start names the same."""
        own = self.start.class_ if self.start else ""
        return not own or event.class_ in ("", own)


def kinds_by_status(protocols: Iterable[Protocol]) -> dict[str, frozenset[str]]:
    """The kinds of duty that each finding status raises, over several protocols."""
    found: dict[str, frozenset[str]] = {}
    for protocol in protocols:
        if protocol.on_finding:
            status = protocol.on_finding.status
            found[status] = found.get(status, frozenset()) | {owed.do for owed in protocol.steps}
    return found
