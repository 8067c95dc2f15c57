"""Made-up histories for any pack's protocols: what could happen, in random order, late, twice, or of another class."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from mutong.kernel.period import start_of_day
from mutong.standards.parameters import ParametersInForce
from mutong.standards.protocols import (
    Event,
    FindingStatus,
    Protocol,
    Subject,
    expected_steps,
    protocols_of,
)
from mutong.standards.protocols.model import EventPattern
from tests.standards.protocol_worlds import ROOT, pack_at, with_choices

ANCHOR_DAY = date(2022, 8, 22)
RESULTS = ("negative", "negative", "negative", "positive", "pending", "invalid")
# What a place might choose where a number is open, by unit.
CHOICES = {
    "hour": ("2", "12", "24"), "minute": ("30", "90"), "day": ("0", "1", "3"), "day_list": ("1;2", "1;3;4"),
    "times": ("1", "2"), "1": ("1", "2"), "times/day": ("1", "2"), "month": ("3", "6"), "working_day": ("3", "10"),
    "year": ("1",), "times/week": ("2",),
}  # fmt: skip


@dataclass
class History:
    """One subject's events and everything else that a protocol is told."""

    folder: Path
    protocol: Protocol
    subject: Subject
    events: list[Event]
    linked: dict[str, list[Event]]
    related: dict[str, tuple[str, ...]]
    findings: list[FindingStatus]
    since: date | None
    as_of: datetime
    day: date
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> ParametersInForce:
        """The numbers in force, with what was chosen."""
        return with_choices(self.folder, self.chosen, self.day)

    @property
    def told(self) -> tuple:
        """What `expected_steps` takes after the protocol and the subject, up to the parameters, in order."""
        return self.events, self.linked, self.as_of, self.parameters

    @property
    def more(self) -> dict[str, object]:
        """The rest of what it takes, by name."""
        return {"findings": self.findings, "since": self.since, "related": self.related}


@cache
def all_protocols() -> tuple[tuple[Path, Protocol], ...]:
    """Every protocol that a shipped or made-up pack writes in its own folder."""
    found = []
    for place in ("packs/health/*", "packs/assistance/*", "tests/packs/other/*"):
        for folder in sorted(path.parent for path in ROOT.glob(f"{place}/protocols")):
            pack = pack_at(folder)
            own = {text["protocol"] for path, text in pack.raw_protocols if path.is_relative_to(folder)}
            found += [(folder, one) for one in protocols_of(pack) if one.name in own]
    return tuple(found)


def histories(count: int, seed: int) -> Iterator[History]:
    """So many histories, protocol after protocol; the same for the same seed."""
    # What has more to it comes round more often.
    protocols = [one for one in all_protocols() for _ in range(_weight(one[1]))]
    for number in range(count):
        yield history_of(*protocols[number % len(protocols)], random.Random(f"{seed}:{number}"))


def _weight(protocol: Protocol) -> int:
    parts = (protocol.series, protocol.restart, protocol.linked, protocol.again_after, protocol.entry)
    clocks = any(clock.each or clock.wait or clock.undone_by or clock.unless for clock in protocol.clocks)
    return 1 + bool(protocol.phases) + 2 * sum(map(bool, parts)) + clocks + 8 * bool(protocol.convert)


def history_of(folder: Path, protocol: Protocol, chance: random.Random) -> History:
    """One random history of a subject of the protocol."""
    pack = pack_at(folder)
    day = max(ANCHOR_DAY, pack.valid.start or ANCHOR_DAY)
    reach = chance.choice((6, 15, 25)) if not protocol.again_after else chance.choice((25, 400, 900))
    began, step = start_of_day(day), chance.choice((1, 6, 12, 24))
    kinds, starts = _kinds(protocol)
    tests = protocol.release.tests if protocol.release else ()

    def moment() -> datetime:
        # Often on one of few whole hours, so that limits and midnights are met exactly.
        return began + timedelta(hours=chance.randrange(0, reach * 24, step))

    def event(prefix: str, place: int, kind: str, class_: str = "", who: str = "") -> Event:
        at = moment()
        late = timedelta(hours=step * chance.choice((0, 0, 0, 1, 2, 3, 7, 15)))
        # The people one is linked to are more often positive, or nobody would ever convert.
        result = chance.choice(("positive", *RESULTS) if prefix.startswith("L") else RESULTS)
        result = result if chance.random() < 0.8 else ""
        if kind == (protocol.start.event if protocol.start else ""):
            result = ""
        return Event(f"{prefix}{place}", kind, at, at + late, result, class_, "person" if who else "", who)

    events = []
    for place in range(chance.choice((0, 1, 1, 1, 1, 2, 2, 3))):
        if protocol.start:
            who = chance.choice(("", "L1", "L1", "L2"))
            events.append(event("s", place, protocol.start.event, protocol.start.class_, who))
    for place in range(chance.choice((0, 3, 8, 14))):
        class_ = chance.choice(("", "", "", "", protocol.start.class_ if protocol.start else "", "other"))
        events.append(event("e", place, chance.choice(kinds), class_))
    for place in range(chance.choice((0, 0, 0, 0, 1, 2))):
        if starts:
            events.append(event("x", place, *chance.choice(starts)))
    linked = {
        who: [
            *(event(f"{who}s", n, *_linked_start(protocol)) for n in range(chance.choice((0, 1, 1, 1, 2)))),
            *(event(f"{who}t", n, chance.choice(tests or kinds)) for n in range(chance.choice((0, 2, 6)))),
        ]
        for who in ("L1", "L2")
    }
    relation = protocol.linked.relation if protocol.linked else ""
    related = {relation: chance.choice((("L1",), ("L1", "L2"), ()))} if relation else {}
    chosen = {
        name: chance.choice(CHOICES[pack.parameters.unit(name)])
        for name in protocol.parameters
        if with_choices(folder, {}, day)[name].value is None and chance.random() < 0.7
    }
    history = History(
        folder, protocol, Subject(protocol.subject_kind, "S1"), events, linked, related,
        _findings(protocol, chance), chance.choice((None, day, day + timedelta(days=reach // 2))),
        max(moment(), moment()) + timedelta(days=chance.choice((0, 0, 3))), day, chosen,
    )  # fmt: skip
    if chance.random() < 0.5:
        _do_what_is_owed(history, chance)
    return history


def _do_what_is_owed(history: History, chance: random.Random) -> None:
    """Let somebody do, one after another, what the protocol asks: mostly in time, mostly with a good result.

    Only the making of histories leans on the product here; what it answers of them is judged elsewhere.
    """
    good = chance.choice((("negative",), RESULTS))
    for place in range(chance.randrange(3, 14)):
        steps = expected_steps(history.protocol, history.subject, *history.told, **history.more)
        owed = [one for one in steps if one.done_at is None and one.not_before]
        if not owed:
            return
        step = min(owed, key=lambda one: (one.not_before, one.step)) if place % 4 else chance.choice(owed)
        last = max((event.at for event in history.events), default=step.not_before)
        at = max(last, step.not_before) + timedelta(hours=chance.choice((0, 0, 6, 12, 24, 60)))
        late = timedelta(hours=chance.choice((0, 0, 0, 12)))
        kind = chance.choice(step.closed_by)
        history.events.append(Event(f"d{place}", kind, at, at + late, chance.choice(good)))
        history.as_of = max(history.as_of, at + late)
    if chance.random() < 0.3:
        history.as_of = chance.choice([event.recorded_at for event in history.events])


def _kinds(protocol: Protocol) -> tuple[list[str], list[tuple[str, str]]]:
    """The kinds of event that matter to the protocol (tests more than once), and those that start or end it."""
    kinds = [kind for owed in protocol.obligations for kind in owed.closed_by]
    kinds += [clock.since for clock in protocol.clocks if clock.since not in ("listed", "start")]
    kinds += [kind for clock in protocol.clocks for kind in clock.undone_by]
    kinds += list(protocol.release.tests) * 8 if protocol.release else []
    kinds += list(protocol.series.owed.closed_by) * 6 if protocol.series else []
    patterns = [*protocol.restart, *protocol.ends_by.events]
    patterns += [c.unless.event for c in protocol.clocks if c.unless and c.unless.event]
    if protocol.superseded_by:
        patterns += protocol.superseded_by.events
        kinds += protocol.superseded_by.until
    # What ends a course comes seldom, or most histories would be over before they are told.
    ends = {one.event for one in patterns} | set(protocol.release.yes.closed_by if protocol.release else ())
    kinds = [kind for kind in kinds if kind not in ends]
    patterns += [EventPattern(kind) for kind in protocol.release.yes.closed_by] if protocol.release else []
    return kinds or ["nothing"], [(one.event, one.class_) for one in patterns]


def _linked_start(protocol: Protocol) -> tuple[str, str]:
    if protocol.linked is None:
        return "nothing", ""
    return protocol.linked.event or protocol.start.event, protocol.linked.class_


def _findings(protocol: Protocol, chance: random.Random) -> list[FindingStatus]:
    found = [
        FindingStatus("", rule, (), chance.choice(("yes", "no", "unknown")))
        for rule in protocol.guard_rules
        if chance.random() < 0.8
    ]
    if protocol.on_finding:
        rules = protocol.on_finding.rules or ("a:one", "a:two")
        found += [
            FindingStatus(
                chance.choice((protocol.on_finding.status, "other")),
                chance.choice((*rules, "b:three")),
                tuple(chance.sample(("line", "ceiling", "share"), chance.randrange(3))),
            )
            for _ in range(chance.randrange(4))
        ]
    return found
