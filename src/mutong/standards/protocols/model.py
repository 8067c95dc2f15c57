"""What a protocol says, once read: frozen, so that a pack cannot change under a running day."""

from collections.abc import Iterable
from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.standards.protocols.event import Event

SUBJECT_KINDS = ("person", "household", "area", "place", "organisation")
FIRST_DAY, LAST_DAY = "first_day", "last_day"
OWN_TESTS, LINKED_TESTS = "own_tests_negative", "linked_first_tests_negative"
LISTED, START = "listed", "start"


@dataclass(frozen=True)
class EventPattern:
    """Which events are meant: a kind and, where given, a class."""

    event: str
    class_: str = ""

    def fits(self, event: Event) -> bool:
        """Whether the event is one of those meant."""
        return event.kind == self.event and (not self.class_ or event.class_ == self.class_)


@dataclass(frozen=True)
class Obligation:
    """What is owed: its name in the protocol, the kind of duty, the role that owes it, what fulfils it, the clause.

    `clause` is `pack:clause`, as findings and duties name it.
    """

    step: str
    do: str
    post: str
    closed_by: tuple[str, ...]
    clause: str
    words: Words


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
    without it the first listing counts until an event of `undone_by` has undone the deed.
    """

    owed: Obligation
    since: str
    limit: str = ""
    again: bool = False
    undone_by: tuple[str, ...] = ()


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
    """Whose first tests count beside one's own: the linked person's, from their exposure of `class_`."""

    class_: str
    first_tests: str


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
    """How often a recurring protocol comes round: each calendar month, or blocks of `days` (a parameter)."""

    days: str = ""


@dataclass(frozen=True)
class Protocol:
    """One protocol of a pack. Exactly one of `start` with phases or clocks, `every`, and `on_finding` drives it."""

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

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Everything it may oblige anyone to, in the order of the file."""
        release = self.release
        ends = (release.yes, release.unknown, release.no) if release else ()
        return tuple(
            owed
            for owed in (
                *(step.owed for phase in self.phases for step in phase.steps),
                self.entry,
                *(clock.owed for clock in self.clocks),
                *ends,
                *self.steps,
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
        found += [clock.limit for clock in self.clocks]
        return tuple(dict.fromkeys(name for name in found if name))


def kinds_by_status(protocols: Iterable[Protocol]) -> dict[str, frozenset[str]]:
    """The kinds of duty that each finding status raises, over several protocols."""
    found: dict[str, frozenset[str]] = {}
    for protocol in protocols:
        if protocol.on_finding:
            status = protocol.on_finding.status
            found[status] = found.get(status, frozenset()) | {owed.do for owed in protocol.steps}
    return found
