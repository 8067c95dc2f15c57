"""Where could these cases have met? Places shared by cases while they may have been infected, the telling ones first.

The question asked of each place: if the cases were people drawn by chance from all who have stays in the store, how
often would so many of them share it? Two looks are taken, and the better of the two counts, twice as likely for it:

- the place as a whole. Of G households with cases, k went there in their windows; the expected number is the sum over
  cases of (different people there in the case's window) / (people in the store). The chance is P(X >= k | X >= 1);
- one occasion. While one case was there, `gap` seconds before and after included, cases of m other households were too;
  the expected number follows from the different people there at that time. The chance is P(X >= m), times the number
  of visits of cases to the place, since any of them could have been looked at.

The tails are binomial bounds (`chance.tail`). Over all places that a case went to, false discovery is held at a rate
(Benjamini and Hochberg). A station that half the city passes through explains itself; a table of ten does not. What the
chance does not know: that people go where they live. Where all cases come from one quarter, its shops come out too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.case_visits import CaseVisits, met
from mutong.outbreak.chance import false_discovery_rates, tail, tail_given_one
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.source_search import Search
from mutong.outbreak.visitors import count_visitors

RATE = 0.05
TOGETHER, CLOSE, APART = "together", "within_hours", "apart"


@dataclass(frozen=True)
class Occasion:
    """The most telling occasion at a place: from when to when (seconds, the gap not included), the cases, how many
    people were there, how many households with cases are expected by chance besides the first, and the chance."""

    start: int
    end: int
    cases: tuple[str, ...]
    people: int
    expected: float
    chance: float


@dataclass(frozen=True)
class Direction:
    """`infector` was there while infectious and `infectee` while it may have been infected: minutes (perhaps) together,
    from when, and whether all of it is sure."""

    infector: str
    infectee: str
    sure: bool
    minutes: float
    first: int


@dataclass(frozen=True)
class SharedPlace:
    """One place, ranked. `households` and `chains` count the cases' own, `counted` what counts once for the chance.

    `how`: whether cases of different households were there together, within the hours asked for, or apart in time only.
    `people`: different people there in all the windows taken together. `expected` is of `counted`. `false_rate`: the
    smallest false discovery rate at which the place is a finding. `minutes`: cases of different households together.
    `missing`: cause words.
    """

    rank: int
    place_id: str
    name: str
    kind: str
    cases: tuple[str, ...]
    households: int
    chains: int
    counted: int
    how: str
    visits: int
    people: int
    expected: float
    chance: float
    false_rate: float
    surprising: bool
    occasion: Occasion | None
    directions: tuple[Direction, ...]
    minutes: float
    first: int
    last: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CommonPlaces:
    """The ranked places and what they rest on. `shared_at_home` places were shared within one household only and are
    not listed. `looked_at` cases have a window and stays; `population` people have stays in the store."""

    places: tuple[SharedPlace, ...]
    search: Search
    looked_at: int
    counted: int
    visited: int
    shared_at_home: int
    population: int
    rate: float
    warnings: tuple[Words, ...]

    def visits_at(self, place_id: str) -> Iterator[dict[str, object]]:
        """The visits of the cases to a place, by time: case_id, person_id, arrived, left (None: not known), until (the
        latest possible), seat, unsure_where, in_window (surely); cut to the case's window, in seconds."""
        search = self.search
        visits = search.visits
        code = int(search.store.place_codes([place_id])[0])
        low, high = np.searchsorted(visits.place, [code, code + 1])
        for k in range(low, high) if code >= 0 else ():
            case, seat = int(visits.case[k]), int(visits.seat[k])
            yield {
                "place_id": place_id,
                "case_id": search.windows.of[case].case_id,
                "person_id": search.windows.of[case].person,
                "arrived": int(visits.from_[k]),
                "left": None if visits.open_end[k] else int(visits.to[k]),
                "until": int(visits.to[k]),
                "seat": search.store.seats[seat].decode() if seat >= 0 else None,
                "unsure_where": bool(visits.unsure_where[k]),
                "in_window": bool(visits.in_window[k]),
            }


def common_places(search: Search, rate: float = RATE) -> CommonPlaces:
    """The places shared by cases of two or more households, ranked by chance, then by who may have infected whom there,
    then by minutes together. `rate` is the share of false findings put up with among those called surprising."""
    visits = search.visits
    codes, spot = np.unique(visits.place, return_inverse=True)
    group = search.counted[visits.case]
    groups = _different(spot, group, len(codes))
    cases = _different(spot, visits.case, len(codes))
    shared = np.flatnonzero(groups >= 2)
    seen = np.unique(visits.case)
    total = len(np.unique(search.counted[seen]))
    population = len(search.store.people)
    expected = _expected(search, codes[shared], population)
    whole = tail_given_one(groups[shared], expected, total)
    anchors = _Anchors.of(search, group, total, population)
    best, at = anchors.best_of(spot, len(codes))
    once = np.minimum(best * np.bincount(spot, minlength=len(codes)), 1.0)[shared]
    chances = np.minimum(2 * np.minimum(whole, once), 1.0)
    rates = false_discovery_rates(chances, len(codes))
    directions = _directions(search)
    minutes = anchors.minutes(spot, len(codes))[shared]
    facing = np.array([len(directions.get(code, ())) for code in codes[shared].tolist()])
    names = _Names(search, codes[shared])
    first = np.searchsorted(spot, np.arange(len(codes) + 1))
    found = []
    for rank, k in enumerate(np.lexsort((codes[shared], -minutes, -facing, chances)).tolist(), 1):
        rows = np.arange(first[shared[k]], first[shared[k] + 1])
        of_cases = np.unique(visits.case[rows])
        occasion = anchors.occasion(int(at[shared[k]]), search)
        found.append(
            SharedPlace(
                rank=rank,
                place_id=names.ids[k],
                name=names.names[k],
                kind=names.kinds[k],
                cases=tuple(search.windows.of[case].case_id for case in of_cases.tolist()),
                households=len(np.unique(search.home[of_cases])),
                chains=len(np.unique(search.chain[of_cases])),
                counted=int(groups[shared[k]]),
                how=APART if occasion is None else TOGETHER if anchors.together[rows].any() else CLOSE,
                visits=len(rows),
                people=int(names.people[k]),
                expected=float(expected[k]),
                chance=float(chances[k]),
                false_rate=float(rates[k]),
                surprising=bool(rates[k] <= rate),
                occasion=occasion,
                directions=directions.get(int(codes[shared[k]]), ()),
                minutes=float(minutes[k]),
                first=int(visits.from_[rows].min()),
                last=int(visits.to[rows].max()),
                missing=_missing(search, rows),
            )
        )
    return CommonPlaces(
        places=tuple(found),
        search=search,
        looked_at=len(seen),
        counted=total,
        visited=len(codes),
        shared_at_home=int(((cases >= 2) & (groups < 2)).sum()),
        population=population,
        rate=rate,
        warnings=search.warnings,
    )


def _different(spot: np.ndarray, who: np.ndarray, places: int) -> np.ndarray:
    """For each place how many different ones were there."""
    width = int(who.max(initial=0)) + 1
    return np.bincount(np.unique(spot * width + who) // width, minlength=places)


def _expected(search: Search, places: np.ndarray, population: int) -> np.ndarray:
    """For each place (codes) how many cases chance alone takes there in their windows, as far as they have stays."""
    seen = np.unique(search.visits.case)
    spans = np.stack([search.windows.from_[seen], search.windows.to[seen]], axis=1)
    distinct, often = np.unique(spans, axis=0, return_counts=True)
    place = np.repeat(places, len(distinct))
    start, end = np.tile(distinct[:, 0], len(places)), np.tile(distinct[:, 1], len(places))
    people = count_visitors(search.store, place, start, end).reshape(len(places), len(distinct))
    return people @ often / max(population, 1)


@dataclass(frozen=True)
class _Anchors:
    """Each visit as the start of an occasion: how many other households were there, and how likely that is."""

    visits: CaseVisits
    one: np.ndarray
    other: np.ndarray
    long: np.ndarray
    together: np.ndarray
    people: np.ndarray
    expected: np.ndarray
    chance: np.ndarray

    @staticmethod
    def of(search: Search, group: np.ndarray, total: int, population: int) -> "_Anchors":
        visits, gap = search.visits, search.gap
        one, other = met(visits, visits, gap, gap)
        apart = group[one] != group[other]
        one, other = one[apart], other[apart]
        size = len(visits)
        others = _different(one, group[other], size)
        asked = np.flatnonzero(others)
        start, end = visits.from_[asked] - gap, visits.to[asked] + gap
        people, expected = np.zeros(size, dtype=np.int64), np.zeros(size)
        people[asked] = count_visitors(search.store, visits.place[asked], start, end)
        seen = np.unique(visits.case)
        begun = np.searchsorted(np.sort(search.windows.from_[seen]), end, side="left")
        over = np.searchsorted(np.sort(search.windows.to[seen]), start, side="right")
        # Whoever's window does not reach that time could not have been there in it; the case itself is there anyhow.
        expected[asked] = people[asked] * (begun - over - 1) / max(population, 1)
        chance = np.ones(size)
        chance[asked] = tail(others[asked], expected[asked], total - 1)
        long = np.maximum(
            np.minimum(visits.to[one], visits.to[other]) - np.maximum(visits.from_[one], visits.from_[other]),
            0,
        )
        together = np.zeros(size, dtype=bool)
        together[one[long > 0]] = True
        return _Anchors(visits, one, other, long, together, people, expected, chance)

    def best_of(self, spot: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
        """For each place the least chance of its visits, and which visit that is."""
        first = np.searchsorted(spot, np.arange(places))
        if not places:
            return np.zeros(0), first
        order = np.lexsort((-self.people, self.chance, spot))
        return self.chance[order[first]], order[first]

    def minutes(self, spot: np.ndarray, places: int) -> np.ndarray:
        """For each place the minutes that cases of different households were together, each pair once."""
        return np.bincount(spot[self.one], self.long, places) / 120

    def occasion(self, anchor: int, search: Search) -> Occasion | None:
        """The occasion that a visit starts; None where nobody of another household was there."""
        if not self.people[anchor]:
            return None
        low, high = np.searchsorted(self.one, [anchor, anchor + 1])
        rows = np.append(self.other[low:high], anchor)
        ids = search.windows.of
        return Occasion(
            start=int(self.visits.from_[rows].min()),
            end=int(self.visits.to[rows].max()),
            cases=tuple(ids[case].case_id for case in np.unique(self.visits.case[rows]).tolist()),
            people=int(self.people[anchor]),
            expected=float(self.expected[anchor]),
            chance=float(self.chance[anchor]),
        )


def _directions(search: Search) -> dict[int, tuple[Direction, ...]]:
    """By place (code) who may have infected whom there; the sure ones first, then the longest."""
    visits, others = search.visits, search.infectious
    one, other = met(visits, others, before=search.gap)
    different = (visits.case[one] != others.case[other]) & (
        search.codes[visits.case[one]] != search.codes[others.case[other]]
    )
    one, other = one[different], other[different]
    start = np.maximum(visits.from_[one], others.from_[other])
    sure_end = np.minimum(visits.sure_to[one], others.sure_to[other])
    sure = (start < sure_end) & visits.in_window[one] & others.in_window[other]
    sure &= ~visits.unsure_where[one] & ~others.unsure_where[other]
    long = np.maximum(np.minimum(visits.to[one], others.to[other]) - start, 0)
    size = max(len(search.windows), 1)
    key = (visits.place[one] * size + others.case[other]) * size + visits.case[one]
    keys, which = np.unique(key, return_inverse=True)
    minutes = np.bincount(which, long, len(keys)) / 60
    surely = np.bincount(which, sure, len(keys)) > 0
    first = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(first, which, start)
    found: dict[int, list[Direction]] = {}
    for k in np.lexsort((keys, -minutes, ~surely)).tolist():
        place, pair = divmod(int(keys[k]), size * size)
        infector, infectee = (search.windows.of[case].case_id for case in divmod(pair, size))
        found.setdefault(place, []).append(
            Direction(infector, infectee, bool(surely[k]), round(float(minutes[k]), 1), int(first[k]))
        )
    return {place: tuple(rows) for place, rows in found.items()}


class _Names:
    """What places are called, their kinds, and how many people were there in all the windows taken together."""

    def __init__(self, search: Search, codes: np.ndarray) -> None:
        ids = search.store.places[codes]
        self.ids = [one.decode() for one in ids.tolist()]
        self.names = [name or one for name, one in zip(search.places.names(ids), self.ids, strict=True)]
        self.kinds = place_kinds(search.places, ids)
        known = [one for one in search.windows.of if one.is_known]
        start = np.full(len(codes), min((one.from_ for one in known), default=0))
        end = np.full(len(codes), max((one.to for one in known), default=0))
        self.people = count_visitors(search.store, codes, start, end)


def place_kinds(places: PlaceTable, ids: np.ndarray) -> list[str]:
    """The kind of each place (ids as bytes); '' where it is not known."""
    known: dict[str, int] = {"": 0}
    numbers = places.numbers("kind", ids, known)
    words = list(known)
    return [words[number] for number in numbers.tolist()]


def _missing(search: Search, rows: np.ndarray) -> tuple[str, ...]:
    visits = search.visits
    causes = []
    # A place where nobody writes seats has none to ask for.
    seated = visits.seat[rows] >= 0
    if seated.any() and not seated.all():
        causes.append("seat")
    if visits.open_end[rows].any():
        causes.append("left_at")
    if visits.unsure_where[rows].any():
        causes.append("certainty")
    windows = search.windows.of
    causes += [cause for case in np.unique(visits.case[rows]).tolist() for cause in windows[case].causes]
    return tuple(dict.fromkeys(causes))
