"""Meetings: every occasion on which somebody was, or may have been, with an exposer.

One row is one exposer and one other person: living together, two stays at one place, one encounter, or a tie on
record. Times are seconds: surely together in [sure_from, sure_to) (empty when not sure), possibly in [from_, to).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END, codes_of, numbers_of, seconds_of
from mutong.outbreak.compiled_meetings import LOOP, OwnStays, meet_by_loop, worth_compiling
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.households import Households
from mutong.outbreak.overlaps import FOREVER, Wanted, overlapping_stays, unsure_where
from mutong.outbreak.people import People
from mutong.outbreak.place_facts import NO, UNKNOWN, YES, PlaceFacts
from mutong.outbreak.row_order import distinct, order_by
from mutong.outbreak.stays import StayStore, spread
from mutong.outbreak.ties import Ties
from mutong.standards.contacts import ContactRule

# By columns every stay that overlaps takes room, by the loop only those that count.
_EXPOSERS_AT_ONCE, _BY_LOOP_AT_ONCE = 1_000, 10_000
_BLANK: dict[str, tuple[type, object]] = {
    "place": (np.int64, -1), "kind": (np.int64, 0), "air": (np.int64, 0), "seat": (np.int64, -1),
    "other_seat": (np.int64, -1), "distance": (np.float64, np.nan), "open_end": (np.bool_, False),
    "unsure_where": (np.bool_, False), "protected": (np.int8, UNKNOWN),
}  # fmt: skip


@dataclass(frozen=True)
class Meetings:
    """Parallel arrays of one relation; those of one exposer, place and person together, by their start.

    `exposer` counts in the exposers, `person` in `People`, `place` and the seats in the store (-1 unknown or none);
    `occasion` numbers exposer and place; `kind` and `air` are the place's, as numbers of PlaceFacts (0 not known);
    (of a tie its own kind); `open_end` and `unsure_where` tell why a stay is not sure; `protected`: met with effective
    protection (2 yes, 1 not known, 0 no); `lives_with`: recorded to live together then.
    """

    relation: str
    exposer: np.ndarray
    occasion: np.ndarray
    person: np.ndarray
    sure_from: np.ndarray
    sure_to: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    place: np.ndarray
    kind: np.ndarray
    air: np.ndarray
    seat: np.ndarray
    other_seat: np.ndarray
    distance: np.ndarray
    open_end: np.ndarray
    unsure_where: np.ndarray
    protected: np.ndarray
    lives_with: np.ndarray

    def __len__(self) -> int:
        return len(self.exposer)


@dataclass(frozen=True)
class Circle:
    """Where meetings are looked for: the store, who lives with whom, encounters, ties, what is known of places."""

    store: StayStore | None
    households: Households
    encounters: Mapping[str, Sequence] | None
    people: People
    facts: PlaceFacts
    as_of: int
    ties: Ties | None = None


@dataclass(frozen=True)
class OrderedRange:
    """Where an order looks: at one place (its code; None: wherever the exposers were), some seconds around a stay."""

    place: int | None
    seconds_around: int


class Settled:
    """Cases and people (numbers) about whom nothing more need be asked; told of each case and person once."""

    def __init__(self, case: np.ndarray, person: np.ndarray, people: int, cases: int) -> None:
        self._case, self._person, self._people, self._cases = case, person, people, cases

    @cached_property
    def by_case(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the people of each case begin, and the people by case."""
        order = np.argsort(self._case, kind="stable")
        sizes = np.bincount(self._case, minlength=self._cases)
        return np.append(0, np.cumsum(sizes)).astype(np.int64), self._person[order]

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """The line of each person (0: of nobody asked about), and the truths by case and line."""
        different, which = np.unique(self._person, return_inverse=True)
        # Of the many people only the pages of those met are ever touched.
        place = np.zeros(max(self._people, int(self._person.max(initial=0)) + 1), dtype=np.int32)
        place[different] = np.arange(1, len(different) + 1, dtype=np.int32)
        settled = np.zeros((self._cases, len(different) + 1), dtype=bool)
        settled[self._case, which + 1] = True
        return place, settled

    def open(self, case: np.ndarray, person: np.ndarray) -> np.ndarray:
        """Whether each of these pairs is still to be asked about."""
        lines, settled = self._table
        place = lines[np.minimum(person, len(lines) - 1)]
        return ~settled[case, np.where(person < len(lines), place, 0)]


def find_meetings(
    exposers: Exposers, circle: Circle, rules: Sequence[ContactRule], settled: Settled | None = None
) -> Iterator[Meetings]:
    """Every meeting of the exposers inside their possible windows, with others than themselves and their case.

    Gives them part by part, some exposers and one relation at a time, so that memory does not grow with the number of
    exposers. Places of a kind that none of the rules asks about, seats that fit none of them, and people who are
    `settled` for the exposer's case, are passed over.
    """
    at_once = _BY_LOOP_AT_ONCE if LOOP.loaded else _EXPOSERS_AT_ONCE
    for first in range(0, len(exposers), at_once):
        last = min(first + at_once, len(exposers))
        some = exposers.pick(np.arange(first, last))
        for found in _Search(some, circle, settled).parts(rules):
            found.exposer[:] += first
            yield found


def find_in_range(exposers: Exposers, circle: Circle, rule: ContactRule, ordered: OrderedRange) -> Meetings:
    """Every meeting at places that an order asks for: with the exposers, or shortly before or after them."""
    (found,) = _Search(exposers, circle, None).at_places((rule,), ordered)
    return found


class _Search:
    """The meetings of some exposers."""

    def __init__(self, exposers: Exposers, circle: Circle, settled: Settled | None) -> None:
        self.exposers, self.circle, self.settled = exposers, circle, settled
        homes, people = circle.households, circle.people
        shared = homes.together(people.ids(exposers.person), exposers.from_, exposers.to)
        self.shared, self.housemates = shared, people.codes(homes.people[shared.other])

    def parts(self, rules: Sequence[ContactRule]) -> Iterator[Meetings]:
        """The meetings of each relation."""
        shared = self.shared
        yield self._meetings(
            "household", shared.asked, self.housemates, shared.start, shared.end, shared.end, {}
        )
        if self.circle.store is not None:
            yield from self.at_places(rules)
        if self.circle.encounters is not None:
            yield self._encountered()
        if self.circle.ties is not None:
            yield self._tied(self.circle.ties)

    def _meetings(
        self,
        relation: str,
        exposer: np.ndarray,
        person: np.ndarray,
        start: np.ndarray,
        sure_end: np.ndarray,
        end: np.ndarray,
        columns: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    ) -> Meetings:
        """Meetings from a start to a sure and a possible end, cut to the windows; those outside are left out.

        `columns` give the other columns of the rows that are asked of them.
        """
        exposers = self.exposers
        from_, to = np.maximum(start, exposers.from_[exposer]), np.minimum(end, exposers.to[exposer])
        rows = np.flatnonzero(
            (from_ < to) & (person != exposers.person[exposer]) & (person != exposers.case_person[exposer])
        )
        occasion = columns["occasion"](rows) if "occasion" in columns else exposer[rows]
        order = order_by([occasion, person[rows], from_[rows]])
        rows, occasion = rows[order], occasion[order]
        exposer, size = exposer[rows], len(rows)
        named = {name: told(rows) for name, told in columns.items() if name != "occasion"}
        for name, (kind, nothing) in _BLANK.items():
            if name not in named:
                named[name] = np.broadcast_to(kind(nothing), size)
        sure_from = np.maximum(start[rows], exposers.sure_from[exposer])
        sure_to = np.minimum(sure_end[rows], exposers.sure_to[exposer])
        found = Meetings(
            relation=relation,
            exposer=exposer,
            occasion=occasion,
            person=person[rows],
            sure_from=sure_from,
            sure_to=np.where(named["unsure_where"], sure_from, sure_to),
            from_=from_[rows],
            to=to[rows],
            lives_with=np.full(size, relation == "household"),
            **named,
        )
        if relation != "household":
            self._mark_living_together(found)
        return found

    def at_places(
        self, rules: Sequence[ContactRule], ordered: OrderedRange | None = None
    ) -> Iterator[Meetings]:
        """The meetings at places that some of the rules may ask about (or that an order asks for)."""
        exposers, store, as_of = self.exposers, self.circle.store, self.circle.as_of
        stored = np.where(exposers.person < self.circle.people.stored_people, exposers.person, -1)
        which, own_row = store.rows_of(stored, exposers.from_, exposers.to)
        around = 0
        if ordered is not None:
            around = ordered.seconds_around
            if ordered.place is not None:
                there = np.flatnonzero(store.arrays["place"][own_row] == ordered.place)
                which, own_row = which[there], own_row[there]
        codes, spot = distinct(store.arrays["place"][own_row].astype(np.int64))
        met = self.circle.facts.look_up(codes)
        asked = np.flatnonzero(self.circle.facts.asked_about(rules)[met.kind[spot]])
        which, own, spot = which[asked], store.rows(own_row[asked]), spot[asked]
        own_to = np.where(own.ends_by == UNKNOWN_END, as_of, own.ends_by) + around
        own_from = own.arrived - around
        since = np.maximum(own_from, exposers.from_[which])
        until = np.minimum(own_to, exposers.to[which])
        known_end = np.where(own.left == UNKNOWN_END, own.arrived, own.left) + around
        # One occasion is one exposer at one place: several stays of a day at one place are looked at together.
        occasion = np.unique(which * (len(codes) + 1) + spot, return_inverse=True)[1]
        own_open, own_unsure = own.left == UNKNOWN_END, unsure_where(own.certainty, own.radius)
        low, high = store.ranges_at(own.place, since, until)
        if ordered is None and worth_compiling(int((high - low).sum())):
            about = OwnStays(
                which, occasion, own, met.kind[spot], met.air[spot], known_end, own_to, since, until, own_unsure
            )  # fmt: skip
            yield from self._met_by_loop(about, low, high)
            return
        wanted = self._wanted(rules, exposers.case[which], met.kind[spot], own.seat)
        k, other = overlapping_stays(store, own.place, since, until, wanted, runs=(low, high))
        of_own = {
            "occasion": occasion, "place": own.place, "kind": met.kind[spot], "air": met.air[spot],
            "seat": own.seat.astype(np.int64),
        }  # fmt: skip
        yield self._meetings(
            "place",
            which[k],
            other.person,
            np.maximum(own_from[k], other.arrived),
            np.minimum(known_end[k], np.where(other.open_end, other.arrived, other.end)),
            np.minimum(own_to[k], np.where(other.end == FOREVER, as_of, other.end)),
            {
                **{name: _through(k, column) for name, column in of_own.items()},
                "other_seat": lambda rows: other.seat[rows],
                "open_end": lambda rows: own_open[k[rows]] | other.open_end[rows],
                "unsure_where": lambda rows: own_unsure[k[rows]] | other.unsure_where[rows],
            },
        )

    def _met_by_loop(self, own: OwnStays, low: np.ndarray, high: np.ndarray) -> Iterator[Meetings]:
        """The meetings at places by the compiled loop; seats that fit no rule are left to the judging."""
        settled = self.settled.by_case if self.settled is not None else None
        circle = self.circle
        for columns in meet_by_loop(circle.store, own, low, high, self.exposers, settled, circle.as_of):
            size = len(columns["exposer"])
            blank = {name: np.broadcast_to(kind(nothing), size) for name, (kind, nothing) in _BLANK.items()}
            found = Meetings(relation="place", lives_with=np.zeros(size, dtype=bool), **{**blank, **columns})
            self._mark_living_together(found)
            yield found

    def _wanted(
        self, rules: Sequence[ContactRule], case: np.ndarray, kind: np.ndarray, seat: np.ndarray
    ) -> Wanted | None:
        """Who of those at a place may matter: at a seat that some rule may ask for, and not settled yet."""
        facts, arrays, settled = self.circle.facts, self.circle.store.arrays, self.settled
        seatless = [rule for rule in rules if not rule.seats]
        by_seat = facts.asked_about(rules) & ~facts.asked_about(seatless)
        if settled is None and not by_seat.any():
            return None

        def wanted(k: np.ndarray, row: np.ndarray) -> np.ndarray:
            fit = np.ones(len(k), dtype=bool)
            if by_seat.any():
                kinds = kind[k]
                asked = np.flatnonzero(by_seat[kinds])
                fit[asked] = facts.seats_may_fit(
                    rules, kinds[asked], seat[k[asked]], arrays["seat"][row[asked]]
                )
            rows = np.flatnonzero(fit)
            if settled is not None:
                rows = rows[settled.open(case[k[rows]], arrays["person"][row[rows]])]
            return rows

        return wanted

    def _encountered(self) -> Meetings:
        encounters, people, as_of = self.circle.encounters, self.circle.people, self.circle.as_of
        dictionary, codes = codes_of([*encounters["person_a"], *encounters["person_b"]])
        size = len(codes) // 2
        one = np.concatenate([codes[:size], codes[size:]])
        other = np.concatenate([codes[size:], codes[:size]])
        if "directed" in encounters:  # person_a exposes person_b only
            one, other = codes[:size], codes[size:]
        numbers = people.codes([word.decode() for word in dictionary.tolist()])
        # Each record stands twice, once from either side; a person may be exposing on behalf of several cases.
        order = np.argsort(self.exposers.person, kind="stable")
        whose = self.exposers.person[order]
        first, last = (np.searchsorted(whose, numbers[one], side=side) for side in ("left", "right"))
        at, turn = spread(last - first)
        record = at % max(size, 1)
        start, end = (seconds_of(encounters[name])[record] for name in ("start_at", "end_at"))
        open_end = end == UNKNOWN_END
        distance = np.full(size, np.nan)
        if "distance_m" in encounters:
            distance = numbers_of(encounters["distance_m"]).astype(float)
        protected = np.full(size, UNKNOWN)
        if "protected" in encounters:
            said = {True: YES, False: NO, None: UNKNOWN}
            protected = np.array([said[one] for one in encounters["protected"]], dtype=np.int8)
        return self._meetings(
            "encounter",
            order[first[at] + turn],
            numbers[other[at]],
            start,
            np.where(open_end, start, end),
            np.where(open_end, as_of, end),
            {
                "distance": lambda rows: distance[record[rows]],
                "open_end": lambda rows: open_end[rows],
                "protected": lambda rows: protected[record[rows]],
            },
        )

    def _tied(self, ties: Ties) -> Meetings:
        """Those whom the register ties to an exposer."""
        exposers, people, facts = self.exposers, self.circle.people, self.circle.facts
        whose = ties.codes(people.names(exposers.person))
        tied = ties.of(whose, exposers.from_, exposers.to)
        kinds = np.array([facts.number_of_kind(word) for word in ties.kinds], dtype=np.int64)[tied.kind]
        numbers = people.codes(ties.people)
        # Two people may be tied in several ways: each is a matter of its own.
        occasion = tied.asked * (len(ties.kinds) + 1) + tied.kind
        return self._meetings(
            "tie",
            tied.asked,
            numbers[tied.other],
            tied.start,
            tied.end,
            tied.end,
            {"occasion": lambda rows: occasion[rows], "kind": lambda rows: kinds[rows]},
        )

    def _mark_living_together(self, found: Meetings) -> None:
        """Sets `lives_with` where the two are recorded to live together at some time of the meeting."""
        shared, other = self.shared, self.housemates
        if not len(shared.asked) or not len(found):
            return
        width = int(max(other.max(), found.person.max())) + 1
        housemate = np.zeros(width, dtype=bool)
        housemate[other] = True
        rows = np.flatnonzero(housemate[found.person])
        pair, met = shared.asked * width + other, found.exposer[rows].astype(np.int64) * width
        met += found.person[rows]
        order = np.argsort(pair, kind="stable")
        pair = pair[order]
        spot = np.minimum(np.searchsorted(pair, met), len(pair) - 1)
        shared_home = pair[spot] == met
        rows, met, spot = rows[shared_home], met[shared_home], spot[shared_home]
        # Two people may have shared several homes, one after the other.
        while len(rows):
            span = order[spot]
            within = (shared.start[span] < found.to[rows]) & (found.from_[rows] < shared.end[span])
            found.lives_with[rows] |= within
            spot = spot + 1
            going_on = (spot < len(pair)) & (pair[np.minimum(spot, len(pair) - 1)] == met)
            rows, met, spot = rows[going_on], met[going_on], spot[going_on]


def _through(k: np.ndarray, column: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: column[k[rows]]
