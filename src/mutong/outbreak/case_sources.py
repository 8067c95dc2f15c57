"""Whom one case may have been infected by: other cases it met while they were infectious, and contacts of theirs.

Evidence of three kinds: living together, a place shared in time, and a row of contacts that says so. The stronger comes
first: sure before to be looked into, cases before contacts who are no case, those who did not fall ill later before
those who did, living together before a place, few people around before many, long before short. Nothing here is a
probability; that is `chains_of` with evidence weighed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.case_visits import CaseVisits, Spans, met, visits_of
from mutong.outbreak.columns import second_of
from mutong.outbreak.source_search import Row, Search
from mutong.outbreak.visitors import count_visitors

HOME, PLACE, LISTED = "household", "place", "listed"
_ORDER = {HOME: 0, LISTED: 1, PLACE: 1}


@dataclass(frozen=True)
class PossibleSource:
    """One person who may be the source, by one kind of evidence.

    `source_case` is that person's case; None for a contact of `contact_of` who is no case (perhaps not found ill yet).
    `people` were at the place at that time (None: not at a place). `minutes` possibly together; seconds from `first` to
    `last` (None: not known). `sure`: both windows, the place and the times are. `later`: is known to have fallen ill on
    a later day, which a source may but seldom does.
    """

    rank: int
    person: str
    source_case: str | None
    contact_of: str | None
    evidence: str
    place_id: str | None
    sure: bool
    people: int | None
    minutes: float | None
    first: int | None
    last: int | None
    rule: str | None = None
    later: bool = False


def case_sources(search: Search, case_id: str, contacts: Iterable[Row] = ()) -> tuple[PossibleSource, ...]:
    """The possible sources of a case of the search, ranked, by rows of table contacts too.

    Raises MutongError `case_not_found` for an id that is not among the cases.
    """
    if case_id not in search.ids:
        raise MutongError(
            "case_not_found",
            Words(
                f"病例中没有 {case_id}；请核对编号。", f"There is no {case_id} among the cases; check the id."
            ),
        )
    mine, rows = search.ids.index(case_id), list(contacts)
    found = [*_at_home(search, mine), *_at_places(search, mine), *_listed(search, mine, rows)]
    found += _contacts_met(search, mine, rows)
    onsets = {
        one.case_id: case.get("date_onset") for one, case in zip(search.windows.of, search.cases, strict=True)
    }
    mine_fell = onsets[case_id]
    found = [replace(one, later=_is_later(onsets.get(one.source_case or ""), mine_fell)) for one in found]
    found.sort(key=_rank)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(found, 1))


def _is_later(onset: object, than: object) -> bool:
    return onset is not None and than is not None and onset > than


def _rank(one: PossibleSource) -> tuple:
    return (
        not one.sure, one.source_case is None, one.later, _ORDER[one.evidence], one.people or 0, -(one.minutes or 0.0),
        one.source_case or "", one.person, one.place_id or "",
    )  # fmt: skip


def _at_home(search: Search, mine: int) -> list[PossibleSource]:
    window, spans = search.windows.of[mine], search.infectious_spans
    shared = search.households.together(
        [window.person], np.array([window.from_]), np.array([max(window.to, window.from_)])
    )
    numbers: dict[str, list[int]] = {}
    for k, person in enumerate(search.windows.people):
        numbers.setdefault(person, []).append(k)
    found = []
    people = search.households.people[shared.other].tolist()
    for person, start, end in zip(people, shared.start.tolist(), shared.end.tolist(), strict=True):
        for k in numbers.get(person.decode(), ()):
            first, last = max(start, int(spans.from_[k])), min(end, int(spans.to[k]))
            sure_first = max(start, int(spans.sure_from[k]), window.sure_from)
            sure_last = min(end, int(spans.sure_to[k]), window.sure_to)
            if first < last:
                found.append(_source(search, k, HOME, sure_first < sure_last, first, last))
    return found


def _at_places(search: Search, mine: int) -> list[PossibleSource]:
    visits = search.visits.pick(np.flatnonzero(search.visits.case == mine))
    others = search.infectious.pick(
        np.flatnonzero(search.codes[search.infectious.case] != search.codes[mine])
    )
    return [
        _source(search, k, PLACE, sure, first, last, place, people, minutes)
        for k, place, sure, people, minutes, first, last in _meetings(search, visits, others)
    ]


def _contacts_met(search: Search, mine: int, contacts: Sequence[Row]) -> list[PossibleSource]:
    """Contacts of other cases who are no case themselves and were with this one while it may have been infected."""
    own = search.windows.of[mine]
    cases = set(search.windows.people)
    of: dict[str, str] = {}
    for row in contacts:
        person = str(row["person_id"])
        if str(row["case_id"]) != own.case_id and person not in cases:
            of.setdefault(person, str(row["case_id"]))
    people = sorted(of)
    codes = search.store.person_codes(people) if people else np.zeros(0, dtype=np.int64)
    window = (np.full(len(people), one) for one in (own.from_, own.to, own.sure_from, own.sure_to))
    theirs = visits_of(search.store, Spans(codes, *window))
    visits = search.visits.pick(np.flatnonzero(search.visits.case == mine))
    return [
        PossibleSource(
            0, people[k], None, of[people[k]], PLACE, place, False, crowd, minutes, first, last
        )
        for k, place, _, crowd, minutes, first, last in _meetings(search, visits, theirs)
    ]  # fmt: skip


def _meetings(search: Search, visits: CaseVisits, others: CaseVisits) -> Iterable[tuple]:
    """For each other and place: who, place id, whether sure, people there then, minutes, first and last second."""
    one, other = met(visits, others, before=search.gap)
    start = np.maximum(visits.from_[one], others.from_[other])
    end = np.minimum(visits.to[one], others.to[other])
    sure = (start < np.minimum(visits.sure_to[one], others.sure_to[other])) & visits.in_window[one]
    sure &= others.in_window[other] & ~visits.unsure_where[one] & ~others.unsure_where[other]
    crowd = count_visitors(search.store, visits.place[one], visits.from_[one] - search.gap, visits.to[one])
    width = len(search.store.places) + 1
    key = others.case[other] * width + visits.place[one]
    order = np.argsort(key, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else ():
        who, place = divmod(int(key[rows[0]]), width)
        minutes = float(np.maximum(end[rows] - start[rows], 0).sum()) / 60
        yield (
            who,
            search.store.places[place].decode(),
            bool(sure[rows].any()),
            int(crowd[rows].min()),
            round(minutes, 1),
            int(start[rows].min()),
            int(np.maximum(end[rows], start[rows]).max()),
        )


def _listed(search: Search, mine: int, contacts: Sequence[Row]) -> list[PossibleSource]:
    """Other cases of which this one is on record as a contact, by a meeting within its window."""
    own = search.windows.of[mine]
    numbers = {case_id: k for k, case_id in enumerate(search.ids)}
    found = []
    for row in contacts:
        k = numbers.get(str(row["case_id"]))
        # A contact of a contact met somebody else: that one is found as the source, where it is a case.
        if k is None or k == mine or str(row["person_id"]) != own.person or int(row.get("degree") or 1) > 1:
            continue
        first, last = second_of(row.get("first_at")), second_of(row.get("last_at"))
        if own.is_known and (0 <= last < own.from_ or first >= own.to):
            continue
        minutes = row.get("minutes")
        found.append(
            replace(
                _source(search, k, LISTED, row["verdict"] == "yes", first, last, row.get("place_id"), None, minutes),
                rule=str(row["rule"]),
            )
        )  # fmt: skip
    return found


def _source(
    search: Search,
    k: int,
    evidence: str,
    sure: bool,
    first: int,
    last: int,
    place: object = None,
    people: int | None = None,
    minutes: float | None = None,
) -> PossibleSource:
    one = search.windows.of[k]
    return PossibleSource(
        rank=0,
        person=one.person,
        source_case=one.case_id,
        contact_of=None,
        evidence=evidence,
        place_id=str(place) if place else None,
        sure=sure,
        people=people,
        minutes=minutes,
        first=first if first >= 0 else None,
        last=last if last >= 0 else None,
    )


def source_words(one: PossibleSource, place_name: str, names: Mapping[str, str] | None = None) -> Words:
    """Why this person may be the source, in a sentence; `names` gives people's names by id where they may be shown."""
    name = (names or {}).get(one.person, "")
    shown = f"{name}（{one.source_case or one.person}）" if name else one.source_case or one.person
    shown_en = f"{name} ({one.source_case or one.person})" if name else shown
    around = (
        Words(f"，当时在场 {one.people} 人", f" among {one.people} people") if one.people else Words("", "")
    )
    long = (
        Words(f"，共 {one.minutes:.0f} 分钟", f", {one.minutes:.0f} minutes")
        if one.minutes
        else Words("", "")
    )
    doubt = Words("", "") if one.sure else Words("；待查明", "; to look into")
    if one.later:
        doubt = Words(f"；对方发病在后{doubt.zh}", f"; fell ill later{doubt.en}")
    if one.source_case is None:
        return Words(
            f"和病例 {one.contact_of} 的接触者 {shown} 同在 {place_name}{around.zh}{long.zh}；"
            "此人尚未确诊，可查是否感染",
            f"was with {shown_en}, a contact of case {one.contact_of}, at {place_name}{around.en}{long.en}; no case so "
            "far: find out whether infected",
        )
    if one.evidence == HOME:
        said = Words(
            f"与 {shown} 同住，对方当时处于传染期", f"lived with {shown_en}, who was infectious then"
        )
    elif one.evidence == LISTED:
        said = Words(f"登记为 {shown} 的接触者{long.zh}", f"is on record as a contact of {shown_en}{long.en}")
    else:
        said = Words(
            f"与处于传染期的 {shown} 同在 {place_name}{around.zh}{long.zh}",
            f"was at {place_name} with {shown_en}, who was infectious{around.en}{long.en}",
        )
    return Words(said.zh + doubt.zh, said.en + doubt.en)
