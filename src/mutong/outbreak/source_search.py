"""What a search for the source of cases rests on: their windows, visits and homes, made ready once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.case_visits import CaseVisits, Spans, visits_of
from mutong.outbreak.contact_rows import cause_words
from mutong.outbreak.exposers import exposers_of_cases
from mutong.outbreak.exposure_windows import Windows, exposure_windows, windows_as_arrays
from mutong.outbreak.households import Households
from mutong.outbreak.network import components
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.row_order import order_by
from mutong.outbreak.stays import StayStore
from mutong.standards.contacts import ContactRules
from mutong.standards.incubation import Incubation

Row = Mapping[str, object]
HOUR_SECONDS = 3600
_EXCLUDED = "excluded"
_SHOWN = 5


@dataclass(frozen=True)
class Search:
    """Cases made ready for a search; everything by case is in the order of `cases`.

    `codes` are the cases' people in the store (-1: no stay). `home` numbers those who share a household while one of
    them may have been infected, `chain` those whom known links join; `counted` is the one that counts once. `visits`
    lie in the windows of exposure, `infectious` in those in which a case may have infected others (none without
    contact rules). Visits that lie not more than `gap` seconds apart count as one occasion.
    """

    cases: tuple[Row, ...]
    windows: Windows
    store: StayStore
    places: PlaceTable
    households: Households
    codes: np.ndarray
    home: np.ndarray
    chain: np.ndarray
    counted: np.ndarray
    visits: CaseVisits
    infectious: CaseVisits
    infectious_spans: Spans
    gap: int
    chains_once: bool
    warnings: tuple[Words, ...]

    @property
    def ids(self) -> list[str]:
        """The case ids."""
        return [one.case_id for one in self.windows.of]

    @property
    def place_ids(self) -> list[str]:
        """The places where the cases were in either window: those whose names may be asked for."""
        codes = np.unique(np.concatenate([self.visits.place, self.infectious.place]))
        return [one.decode() for one in self.store.places[codes].tolist()]


def prepare_search(
    cases: Iterable[Row],
    store: StayStore,
    places: PlaceTable | Iterable[Row],
    memberships: Households | Iterable[Row],
    incubation: Incubation | None,
    as_of: datetime,
    *,
    links: Sequence[tuple[str, str]] = (),
    chains_once: bool = False,
    rules: ContactRules | None = None,
    hours_apart: float = 0.0,
    records: Mapping[str, Sequence[str]] | None = None,
) -> Search:
    """Make a search ready, from rows of tables cases, places and memberships (the last two also made ready before).

    `links` are known (infector, infectee) besides each case's own `source_case_id`; with `chains_once` the cases of one
    known chain count once for the surprise, as those of one household always do. `rules` give the windows in which
    cases infect, `records` all records of a case's person where stays may stand under several. Excluded cases are left
    out; those without a window or without stays are named in the warnings.
    """
    kept = tuple(case for case in cases if case.get("classification") != _EXCLUDED)
    windows = windows_as_arrays(exposure_windows(kept, incubation, as_of))
    households = memberships if isinstance(memberships, Households) else Households(memberships)
    under = _records(windows.people, store, records or {})
    codes = _first_of(under, len(windows))
    spans = Spans(codes, windows.from_, windows.to, windows.sure_from, windows.sure_to)
    home = _homes(windows, households)
    chain = _chains(kept, windows, links)
    infectious = _infectious(kept, codes, rules, as_of)
    return Search(
        cases=kept,
        windows=windows,
        store=store,
        places=places if isinstance(places, PlaceTable) else PlaceTable(places),
        households=households,
        codes=codes,
        home=home,
        chain=chain,
        counted=_together(home, chain) if chains_once else home,
        visits=_visits(store, spans, under),
        infectious=_visits(store, infectious, under),
        infectious_spans=infectious,
        gap=round(hours_apart * HOUR_SECONDS),
        chains_once=chains_once,
        warnings=_warnings(windows, codes, households),
    )


def _records(
    people: Sequence[str], store: StayStore, records: Mapping[str, Sequence[str]]
) -> tuple[np.ndarray, np.ndarray]:
    """The cases' records with stays: the case (its place), and the code in the store; a case's own record first."""
    told = [(k, one) for k, person in enumerate(people) for one in _own_first(person, records)]
    if not told:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    cases, codes = np.array([k for k, _ in told]), store.person_codes([one for _, one in told])
    return cases[codes >= 0], codes[codes >= 0]


def _own_first(person: str, records: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((person, *records.get(person, ()))))


def _first_of(under: tuple[np.ndarray, np.ndarray], size: int) -> np.ndarray:
    """For each case the code of its first record with stays; -1 for none."""
    found = np.full(size, -1, dtype=np.int64)
    found[under[0][::-1]] = under[1][::-1]
    return found


def _visits(store: StayStore, spans: Spans, under: tuple[np.ndarray, np.ndarray]) -> CaseVisits:
    """The visits of the cases in their windows, under whichever record."""
    cases, codes = under
    window = {name.name: getattr(spans, name.name)[cases] for name in fields(spans) if name.name != "people"}
    found = visits_of(store, Spans(people=codes, **window))
    found = replace(found, case=cases[found.case])
    return found.pick(order_by([found.place, found.from_, found.case]))


def _homes(windows: Windows, households: Households) -> np.ndarray:
    """For each case the number of its household among the cases: who lives together in a window belongs together."""
    shared = households.together(windows.people, windows.from_, np.maximum(windows.to, windows.from_))
    of_person: dict[str, list[int]] = {}
    for k, person in enumerate(windows.people):
        of_person.setdefault(person, []).append(k)
    pairs = [(rows[0], row) for rows in of_person.values() for row in rows[1:]]
    for k, other in zip(shared.asked.tolist(), households.people[shared.other].tolist(), strict=True):
        pairs += [(k, row) for row in of_person.get(other.decode(), ())]
    return joined(len(windows), pairs)


def _chains(cases: Sequence[Row], windows: Windows, links: Sequence[tuple[str, str]]) -> np.ndarray:
    place = {one.case_id: k for k, one in enumerate(windows.of)}
    named = [
        (str(case["source_case_id"]), str(case["case_id"])) for case in cases if case.get("source_case_id")
    ]
    return joined(
        len(windows), [(place[a], place[b]) for a, b in (*links, *named) if a in place and b in place]
    )


def _together(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The groups that two ways of grouping make together."""
    pairs = []
    for groups in (one, other):
        first: dict[int, int] = {}
        pairs += [(first.setdefault(group, k), k) for k, group in enumerate(groups.tolist())]
    return joined(len(one), pairs)


def joined(size: int, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """For each of `size` things the number of its group, where these pairs (and whom they join) belong together."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return components(size, ends[:, 0], ends[:, 1])


def _infectious(
    cases: Sequence[Row], codes: np.ndarray, rules: ContactRules | None, as_of: datetime
) -> Spans:
    size = len(cases)
    found = Spans(codes.copy(), *(np.zeros(size, dtype=np.int64) for _ in range(4)))
    if rules is None:
        return found
    place = {str(case["case_id"]): k for k, case in enumerate(cases)}
    for one in exposers_of_cases(cases, rules, as_of):
        k = place[one.case_id]
        found.from_[k], found.to[k] = one.from_, one.to
        found.sure_from[k], found.sure_to[k] = one.sure_from, one.sure_to
    return found


def _warnings(windows: Windows, codes: np.ndarray, households: Households) -> tuple[Words, ...]:
    found = []
    unknown = [one for one in windows.of if not one.is_known]
    if unknown:
        causes = list(dict.fromkeys(cause for one in unknown for cause in one.causes))
        asked = [cause_words(cause) for cause in causes]
        zh, en = "、".join(one.zh for one in asked), ", ".join(one.en for one in asked)
        found.append(
            Words(
                f"{len(unknown)} 例不知何时可能受感染，没有查：{_named(unknown)}。缺：{zh}。",
                f"{len(unknown)} cases were not looked at, as it is not known when they may have been infected: "
                f"{_named(unknown)}. Missing: {en}.",
            )
        )
    silent = [one for one, code in zip(windows.of, codes.tolist(), strict=True) if one.is_known and code < 0]
    if silent:
        found.append(
            Words(
                f"{len(silent)} 例没有停留记录，请补流调：{_named(silent)}。",
                f"{len(silent)} cases have no stays; interview them: {_named(silent)}.",
            )
        )
    alone = [
        one
        for one, held in zip(windows.of, households.hold(windows.people).tolist(), strict=True)
        if one.is_known and not held
    ]
    if alone:
        found.append(
            Words(
                f"{len(alone)} 例不知与谁同住，各算一户：{_named(alone)}。",
                f"It is not known with whom {len(alone)} cases live; each counts as a household: {_named(alone)}.",
            )
        )
    return tuple(found)


def _named(windows: Sequence) -> str:
    more = len(windows) - _SHOWN
    return ", ".join(one.case_id for one in windows[:_SHOWN]) + (f" … (+{more})" if more > 0 else "")
