"""The course a protocol is running: which start events still count, and what ended the others (T10)."""

from dataclasses import dataclass
from datetime import datetime

from mutong.kernel.period import civil_day
from mutong.standards.protocols.event import Event
from mutong.standards.protocols.model import Protocol, SupersededBy


@dataclass(frozen=True)
class Course:
    """The start events that count, and all events known that may count here (a class that is another's left out).

    `anchor` is the event that the days are counted from: of the starts and restarts of the latest day, the one known
    first, so that a second exposure on that day changes nothing. `latest` is the same among the starts alone, `first`
    the start that was listed first. `over_at` is when an event ended the course; None while it runs.
    """

    starts: tuple[Event, ...]
    anchor: Event
    latest: Event
    first: Event
    events: tuple[Event, ...]
    over_at: datetime | None = None

    def since_start(self, kinds: tuple[str, ...], at: datetime | None = None) -> tuple[Event, ...]:
        """Events of the kinds that happened since the first start (or since `at`), in order."""
        since = self.began_at if at is None else at
        return tuple(event for event in self.events if event.kind in kinds and event.at >= since)

    @property
    def began_at(self) -> datetime:
        """The earliest instant of its starts."""
        return min(start.at for start in self.starts)


def current_course(protocol: Protocol, events: tuple[Event, ...]) -> Course | None:
    """The course that runs after `events` (known, in order); None when nothing runs.

    A release ends every start known before it; a start listed later opens a new course only when it also happened
    later than those. A superseding event ends every start up to its own end (`until`). Where the protocol `ends_by`
    events and one has happened, the course is the one it ended, told by `over_at`.
    """
    if protocol.start is None:
        return None
    starts = [event for event in events if protocol.start.fits(event)]
    own = tuple(event for event in events if protocol.concerns(event))
    starts = _after_release(protocol, starts, own)
    if protocol.superseded_by:
        starts = [start for start in starts if not _superseded(start, protocol.superseded_by, events)]
    starts, over_at = _last_course(protocol, starts, own)
    if not starts:
        return None
    began = min(start.at for start in starts)
    restarts = [
        event
        for event in events
        if event.at >= began and any(pattern.fits(event) for pattern in protocol.restart)
    ]
    return Course(
        tuple(starts),
        _first_of_latest_day([*starts, *restarts]),
        _first_of_latest_day(starts),
        _first_known(starts),
        own,
        over_at,
    )


def _last_course(
    protocol: Protocol, starts: list[Event], events: tuple[Event, ...]
) -> tuple[list[Event], datetime | None]:
    """The starts that no event has ended; where all have been, those of the last course and when it ended."""
    ends = [event.at for event in events if any(one.fits(event) for one in protocol.ends_by.events)]
    ended = {start.event_id: min((at for at in ends if at >= start.at), default=None) for start in starts}
    running = [start for start in starts if ended[start.event_id] is None]
    if running or not starts:
        return running, None
    last = max(at for at in ended.values() if at is not None)
    return [start for start in starts if ended[start.event_id] == last], last


def _first_of_latest_day(starts: list[Event]) -> Event:
    latest = max(civil_day(start.at) for start in starts)
    return _first_known([start for start in starts if civil_day(start.at) == latest])


def _first_known(starts: list[Event]) -> Event:
    return min(starts, key=lambda start: (start.recorded_at, start.at, start.event_id))


def _after_release(protocol: Protocol, starts: list[Event], events: tuple[Event, ...]) -> list[Event]:
    if protocol.release is None:
        return starts
    releases = [event.recorded_at for event in events if event.kind in protocol.release.yes.closed_by]
    if not releases:
        return starts
    released_at = max(releases)
    over = [start.at for start in starts if start.recorded_at <= released_at]
    return [
        start for start in starts if start.recorded_at > released_at and (not over or start.at > max(over))
    ]


def _superseded(start: Event, by: SupersededBy, events: tuple[Event, ...]) -> bool:
    for event in events:
        if any(pattern.fits(event) for pattern in by.events):
            ends = [other.at for other in events if other.kind in by.until and other.at >= event.at]
            if not ends or start.at < min(ends):
                return True
    return False
