"""What contact rules ask of places and seats: kinds, ventilation, names, the parts of seats; of those met only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.outbreak.columns import index_of
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRule, ContactRules, SeatCondition
from mutong.tables.frames import Frame, coded_texts_of
from mutong.tables.text_codes import encoded_texts_of

NO, UNKNOWN, YES = (np.int8(one) for one in (Truth.NO, Truth.UNKNOWN, Truth.YES))
UNREAD, WITHOUT = -2, -1
_UNASKED = -3


@dataclass(frozen=True)
class _PlaceArrays:
    """Places by id ascending (bytes): codes and words of columns (the last word is none), names (bytes)."""

    ids: np.ndarray
    columns: dict[str, tuple[np.ndarray, np.ndarray]]
    names: np.ndarray


class PlaceTable:
    """Table places by id; made once for many tracings where there are many places."""

    def __init__(self, places: Iterable[Mapping[str, object]]) -> None:
        self._rows = {str(row["place_id"]): row for row in places}
        self._frame: _PlaceArrays | None = None
        self._last: tuple[np.ndarray | None, np.ndarray | None] = None, None

    @classmethod
    def of_frame(cls, frame: Frame) -> "PlaceTable":
        """The same of table places as a frame: no Python object for a row."""
        found = cls(())
        ids = encoded_texts_of(frame, "place_id")
        order = np.argsort(ids)
        columns = {}
        for name in ("kind", "ventilation"):
            codes, words = coded_texts_of(frame, name)
            columns[name] = (codes[order], np.append(words, ""))
        found._frame = _PlaceArrays(ids[order], columns, encoded_texts_of(frame, "name")[order])
        return found

    def numbers(self, column: str, ids: np.ndarray, known: dict[str, int]) -> np.ndarray:
        """`kind` or `ventilation` of each place (ids as bytes) as numbers of `known`, which learns new words."""
        if self._frame is None:
            words = [str(self._row(one).get(column) or "") for one in ids.tolist()]
            return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)
        codes, words = self._frame.columns[column]
        numbers = np.array([known.setdefault(str(word), len(known)) for word in words], dtype=np.int64)
        at = self._at(ids)
        return numbers[np.where(at < 0, -1, codes[at])] if len(codes) else np.full(len(ids), known[""])

    def _at(self, ids: np.ndarray) -> np.ndarray:
        """Where these ids (bytes) stand in the frame; looked up once for all columns of the same ids."""
        asked, found = self._last
        if asked is not ids:
            found = index_of(self._frame.ids, ids)
            self._last = ids, found
        return found

    def names(self, ids: np.ndarray) -> list[str]:
        """What each place (ids as bytes) is called; '' where it is not known."""
        if self._frame is None:
            return [str(self._row(one).get("name") or "") for one in ids.tolist()]
        at = index_of(self._frame.ids, ids)
        shown = self._frame.names[at] if len(self._frame.names) else np.full(len(ids), b"")
        return [one.decode() if k >= 0 else "" for one, k in zip(shown.tolist(), at.tolist(), strict=True)]

    def _row(self, place_id: bytes) -> Mapping[str, object]:
        return self._rows.get(place_id.decode(), {})


@dataclass(frozen=True)
class PlacesMet:
    """Kind and ventilation of some places as numbers of `PlaceFacts.kinds` and `PlaceFacts.airs`; 0 is not known."""

    kind: np.ndarray
    air: np.ndarray


class PlaceFacts:
    """The places and seats of a store as rules ask of them."""

    def __init__(
        self,
        store: StayStore | None,
        places: PlaceTable | Iterable[Mapping[str, object]],
        rules: ContactRules,
    ) -> None:
        self.store, self.rules = store, rules
        self.places = places if isinstance(places, PlaceTable) else PlaceTable(places)
        self.kinds: dict[str, int] = {"": 0}
        self.airs: dict[str, int] = {"": 0}
        self._tables: dict[tuple[str, str], np.ndarray] = {}
        self._words: dict[str, int] = {}

    def look_up(self, codes: np.ndarray) -> PlacesMet:
        """These places (codes of the store)."""
        ids = self._ids(codes)
        numbered = [
            self.places.numbers(name, ids, known)
            for name, known in (("kind", self.kinds), ("ventilation", self.airs))
        ]
        return PlacesMet(*numbered)

    def number_of_kind(self, word: str) -> int:
        """The number by which a kind (of place, or of tie) goes in meetings."""
        return self.kinds.setdefault(word, len(self.kinds))

    def names_of(self, codes: np.ndarray) -> tuple[list[str], list[str]]:
        """The ids of these places, and what they are called: the id where there is no name."""
        ids = self._ids(codes)
        told = [one.decode() for one in ids.tolist()]
        names = self.places.names(ids)
        return told, [name or one for name, one in zip(names, told, strict=True)]

    def _ids(self, codes: np.ndarray) -> np.ndarray:
        return np.zeros(0, dtype="S1") if self.store is None else self.store.places[codes]

    def may_be(self, rule: ContactRule) -> np.ndarray:
        """For each kind of place (a number) whether the rule may fit there: a kind nobody knows may be any."""
        return np.array([not kind or not rule.kinds or kind in rule.kinds for kind in self.kinds])

    def asked_about(self, rules: Sequence[ContactRule]) -> np.ndarray:
        """For each kind of place (a number) whether some rule about places may fit there."""
        fits = [self.may_be(rule) for rule in rules if rule.relation == "place"]
        return np.any(fits, axis=0) if fits else np.zeros(len(self.kinds), dtype=bool)

    def seats_may_fit(
        self, rules: Sequence[ContactRule], kinds: np.ndarray, seats: np.ndarray, other_seats: np.ndarray
    ) -> np.ndarray:
        """For each pair of seats at places of these kinds whether some rule about places may still fit."""
        found = np.zeros(len(kinds), dtype=bool)
        for rule in rules:
            if rule.relation == "place":
                fits = ~found & self.may_be(rule)[kinds]
                for condition in rule.seats:
                    rows = np.flatnonzero(fits)
                    answer = self.seat_answer(condition, seats[rows], other_seats[rows], kinds[rows])
                    fits[rows] = answer > NO
                found |= fits
        return found

    def seat_answer(
        self, condition: SeatCondition, seat: np.ndarray, other_seat: np.ndarray, kinds: np.ndarray
    ) -> np.ndarray:
        """Whether pairs of seats (codes) at places of these kinds (numbers) meet a condition."""
        other = self.seat_parts(kinds, other_seat, condition.part)
        if condition.present:
            return np.where(other == UNREAD, UNKNOWN, np.where(other == WITHOUT, NO, YES))
        own = self.seat_parts(kinds, seat, condition.part)
        if condition.absent:
            has = (own >= 0) | (other >= 0)
            unread = (own == UNREAD) | (other == UNREAD)
            return np.where(has, NO, np.where(unread, UNKNOWN, YES))
        if condition.within is None:
            fits = np.where(own == other, YES, NO)
        elif condition.within.value is None:
            fits = np.full(len(own), UNKNOWN)
        else:
            fits = np.where(np.abs(own - other) <= condition.within.value, YES, NO)
        neither = (own == WITHOUT) | (other == WITHOUT)
        unread = (own == UNREAD) | (other == UNREAD)
        return np.where(neither, NO, np.where(unread, UNKNOWN, fits))

    def seat_parts(self, kinds: np.ndarray, seats: np.ndarray, part: str) -> np.ndarray:
        """For each seat code at a place of that kind (numbers) the number of its part: UNREAD, WITHOUT or a number."""
        found = np.full(len(seats), UNREAD, dtype=np.int64)
        names = list(self.kinds)
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            here = kinds == kind
            found[here] = self._parts_at(names[kind], seats[here], part)
        return found

    @property
    def seats(self) -> int:
        """How many different seats the store has."""
        return len(self.store.seats) if self.store else 0

    def table_of_parts(self, kind: int, part: str, seats: np.ndarray) -> np.ndarray:
        """The part of every seat (by code; the last is that of a seat not known) at places of a kind (a number).

        Only these seats are read; the others stand in it as not asked.
        """
        name = list(self.kinds)[kind]
        self._parts_at(name, seats, part)
        return self._tables[name, part]

    def _parts_at(self, kind: str, seats: np.ndarray, part: str) -> np.ndarray:
        if (kind, part) not in self._tables:
            table = np.full(self.seats + 1, _UNASKED, dtype=np.int64)
            table[-1] = UNREAD  # the seat that is not known
            self._tables[kind, part] = table
        table = self._tables[kind, part]
        parts = table[seats]
        if (unasked := parts == _UNASKED).any():
            met = np.zeros(len(table), dtype=bool)
            met[seats[unasked]] = True
            for seat in np.flatnonzero(met).tolist():
                table[seat] = self._number(self.rules.seat_parts(kind, self.store.seats[seat].decode()), part)
            parts = table[seats]
        return parts

    def _number(self, parts: Mapping[str, str | None] | None, part: str) -> int:
        if parts is None:
            return UNREAD
        if part not in parts:
            return WITHOUT
        text = parts[part]
        if text is None:
            return UNREAD
        # Words get numbers far from each other and from real ones: never "within" n of another.
        return int(text) if text.isdigit() else self._words.setdefault(text, (len(self._words) + 1) << 40)
