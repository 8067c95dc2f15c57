"""Tracing where the stays are too many for one store: only those that the tracing looks at are fetched.

The tracing runs on a small store and notes whose stays and which places at which times it asks for. What was asked and
is not there yet is fetched from the source, and it runs again, until it asks for nothing new: then every answer it got
is the one the whole store would have given, and so are the contacts, whatever the rules and the number of degrees.

Two stays tell too little by themselves and take the rest of their person's with them. One whose end nobody knows ends
at the person's next arrival elsewhere at the latest; and it, or a position that is not sure, may be written a second
time with an end, or surely.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.columns import as_bytes
from mutong.outbreak.households import Households, Together
from mutong.outbreak.overlaps import unsure_where
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.stay_frames import stay_columns
from mutong.outbreak.stay_intake import OPEN
from mutong.outbreak.stays import StayStore
from mutong.outbreak.time_spans import PlaceSpans
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.standards.contacts import ContactRules
from mutong.tables.frames import Frame, empty_table

_NEVER = np.iinfo(np.int64).max


class StaySource(Protocol):
    """Stays that lie elsewhere, in whatever order; both questions are answered with rows of table stays.

    More rows than asked for do no harm, the same row twice neither.
    """

    def of_people(self, people: Sequence[str], since: np.ndarray) -> Frame:
        """The stays of people (ids) who arrived at the second or later."""

    def at_places(self, places: Sequence[str], since: np.ndarray, until: np.ndarray) -> Frame:
        """The stays at places (ids) that may overlap [since, until), in seconds."""


def trace_from_source(
    cases: Sequence[Mapping[str, object]],
    source: StaySource,
    places: PlaceTable | Iterable[Mapping[str, object]],
    memberships: Households | Iterable[Mapping[str, object]],
    rules: ContactRules,
    as_of: datetime,
    scratch: Path,
    progress: Callable[[Words], None] = lambda words: None,
    **more: Any,
) -> Traced:
    """The contacts that `trace_contacts` would give with all stays of the source in its store.

    `more` goes to trace_contacts as it is, each time anew (so no iterators). `scratch` is a folder for the
    small stores; `progress` hears each step.
    """
    asked = _Asked()
    places = places if isinstance(places, PlaceTable) else PlaceTable(places)
    homes = memberships if isinstance(memberships, Households) else Households(memberships)
    homes = _NotingHouseholds(homes, asked)
    fetched = _Slice(source, scratch, asked)
    while True:
        fetched.settle(progress)
        traced = trace_contacts(cases, fetched.store, places, homes, rules, as_of, **more)
        if not fetched.fetch(progress):
            return traced


class _Asked:
    """What a tracing asks for that was not fetched yet: people, and places at times."""

    def __init__(self) -> None:
        self.since: dict[str, int] = {}
        self.spans = PlaceSpans()
        self.new_people: dict[str, int] = {}
        self.new_spans = PlaceSpans()

    def people(self, people: Sequence[str] | np.ndarray) -> None:
        """All stays of these people are needed."""
        ids = [one.decode() for one in people.tolist()] if as_bytes(people) else people
        self.new_people |= {one: 0 for one in ids if self.since.get(one) != 0}

    def at(self, places: np.ndarray, start: np.ndarray, end: np.ndarray) -> None:
        """The stays at places (ids as bytes) that may overlap [start, end) are needed."""
        new = np.flatnonzero((start < end) & ~self.spans.hold(places, start, end))
        self.new_spans = self.new_spans.joined(places[new], start[new], end[new])


class _NotingHouseholds(Households):
    """The same memberships; whoever is asked about exposes others, and his or her stays are needed."""

    def __init__(self, homes: Households, asked: _Asked) -> None:
        vars(self).update(vars(homes))
        self._asked = asked

    def together(self, people: Sequence[str] | np.ndarray, start: np.ndarray, end: np.ndarray) -> Together:
        """As before."""
        self._asked.people(people)
        return super().together(people, start, end)


class _NotingStore(StayStore):
    """A store of what was fetched so far."""

    def __init__(self, folder: Path, asked: _Asked) -> None:
        super().__init__(folder)
        self._asked = asked

    def rows_of(
        self, people: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """As before."""
        self._asked.people(self.people[people[people >= 0]])
        return super().rows_of(people, start, end)

    def ranges_at(
        self, place: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """As before."""
        self._asked.at(self.places[place], start, end)
        return super().ranges_at(place, start, end)

    def unsettled(self) -> tuple[np.ndarray, np.ndarray]:
        """Who has a stay that tells too little by itself: ids (bytes), and since when, in seconds."""
        arrays = self.arrays
        vague = (arrays["left"] == OPEN) | unsure_where(arrays["certainty"], arrays["radius"])
        since = np.full(len(self.people), _NEVER)
        np.minimum.at(since, arrays["person"][vague], arrays["arrived"][vague].astype(np.int64))
        who = np.flatnonzero(since < _NEVER)
        return self.people[who], since[who]


class _Slice:
    """The stays fetched so far, and the store they make."""

    def __init__(self, source: StaySource, scratch: Path, asked: _Asked) -> None:
        self.source, self.scratch, self.asked = source, scratch, asked
        self.columns = [stay_columns(empty_table("stays"))]
        self.store = self._built()

    def _built(self) -> _NotingStore:
        folder = self.scratch / "slice"
        shutil.rmtree(folder, ignore_errors=True)
        StayStore.build(folder, self.columns)
        return _NotingStore(folder, self.asked)

    def settle(self, progress: Callable[[Words], None]) -> None:
        """Fetch the other stays of people with one that tells too little by itself."""
        known = self.asked.since
        found = zip(*(one.tolist() for one in self.store.unsettled()), strict=True)
        vague = ((who.decode(), since) for who, since in found)
        people = {who: since for who, since in vague if since < known.get(who, _NEVER)}
        if people:
            self._fetch_people(people, progress)
            self.store = self._built()

    def fetch(self, progress: Callable[[Words], None]) -> bool:
        """Fetch what was asked for and is not there; whether there was anything."""
        people, spans = self.asked.new_people, self.asked.new_spans
        if not people and not len(spans):
            return False
        self.asked.new_people, self.asked.new_spans = {}, PlaceSpans()
        if people:
            # Of people whose stays are not all there only some places are known: they are asked for again.
            self._fetch_people(people, progress)
        else:
            self._fetch_spans(spans, progress)
        self.store = self._built()
        return True

    def _fetch_people(self, people: dict[str, int], progress: Callable[[Words], None]) -> None:
        progress(Words(f"查 {len(people)} 人的停留", f"looking for the stays of {len(people)} people"))
        self._take(self.source.of_people(list(people), np.array(list(people.values()), dtype=np.int64)))
        self.asked.since |= people

    def _fetch_spans(self, spans: PlaceSpans, progress: Callable[[Words], None]) -> None:
        places, since, until = spans.columns()
        size, different = len(spans), len(spans.places)
        progress(
            Words(
                f"查 {different} 处场所 {size} 个时段的停留",
                f"looking for stays at {different} places in {size} spans of time",
            )
        )
        self._take(self.source.at_places([one.decode() for one in places.tolist()], since, until))
        self.asked.spans = self.asked.spans.joined(places, since, until)

    def _take(self, found: Frame) -> None:
        if len(found):
            self.columns.append(stay_columns(found))
