"""Rows of table contacts, with their reasons in both languages: whole columns, each distinct text made once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from mutong.kernel.period import CHINA
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.causes import BitSets
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.judging import NO_TIME, Bench, Judged
from mutong.outbreak.people import People
from mutong.outbreak.row_order import distinct, order_by
from mutong.outbreak.scores import score_words, scores_of
from mutong.standards.contacts import ContactRule, choices_used, rests_on_weak_ground
from mutong.tables.array_frames import CodedTexts, frame_of_arrays, texts_in_a_row
from mutong.tables.frames import Frame

_CAUSE_WORDS = {
    "seat": Words("座位", "seat"),
    "left_at": Words("离开时间", "time of leaving"),
    "certainty": Words("位置是否准确", "whether the position is exact"),
    "place_kind": Words("场所类别", "kind of place"),
    "ventilation": Words("场所通风", "ventilation of the place"),
    "distance_m": Words("距离", "distance"),
    "protection": Words("有无有效防护", "whether protection was effective"),
    "minutes": Words("同处时长", "minutes together"),
    "zone_served": Words("服务的区域", "which zone was served"),
    "isolated_at": Words("病例隔离时间", "when the case was isolated"),
    "date_onset": Words("病例发病日期", "the case's day of onset"),
    "date_specimen": Words("病例采样日期", "the case's day of specimen"),
    "via_verdict": Words("第一层接触者的判定", "the verdict on the first contact"),
}
# Since this instant China's clocks have been eight hours ahead without a break.
_NO_SUMMER_TIME_SINCE, _AHEAD = 684_867_600, 8 * 3600
_CLOCK = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)]


@dataclass(frozen=True)
class ContactWords:
    """What the rows are made with besides the judged contacts: ids of cases, people, rules, sets of rules."""

    case_ids: Sequence[str]
    people: People
    rules: Sequence[ContactRule]
    rule_sets: BitSets


def contact_frame(judged: Judged, exposers: Exposers, bench: Bench, words: ContactWords) -> Frame:
    """The judged contacts as table contacts, by case, degree, person, time, rule and place.

    `reasons` holds one line in Chinese and one in English; `facts_missing` names facts, and numbers no standard gives
    as `name:null_standard`, separated by `;`.
    """
    judged = judged.pick(_table_order(judged, exposers, words))
    return frame_of_arrays(_Columns(judged, exposers, bench, words).table(), "contacts")


def _table_order(judged: Judged, exposers: Exposers, words: ContactWords) -> np.ndarray:
    person = judged.person
    if len(person) and person.max() >= words.people.stored_people:
        # The store's codes are in the order of the ids; those without a stay have none.
        different, which = distinct(person)
        ids = words.people.names(different)
        person = np.argsort(sorted(range(len(ids)), key=ids.__getitem__))[which]
    case = _places_in_order(words.case_ids)[exposers.case[judged.exposer]]
    rule = _places_in_order([rule.name for rule in words.rules])[judged.rule]
    via = np.where(exposers.via, exposers.person, -1)[judged.exposer]
    degree = exposers.degree[judged.exposer]
    return order_by([case, degree, person, judged.first, rule, judged.place, via])


def _places_in_order(texts: Sequence[str]) -> np.ndarray:
    place = {text: k for k, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], dtype=np.int64)


class _Columns:
    """The columns of the table, from numbers and words."""

    def __init__(self, judged: Judged, exposers: Exposers, bench: Bench, words: ContactWords) -> None:
        self.judged, self.bench, self.words = judged, bench, words
        self.scores = scores_of(judged, exposers, bench)
        self.case = exposers.case[judged.exposer]
        self.degree = exposers.degree[judged.exposer] + 1
        self.via = self.degree > 1
        self.via_person = exposers.person[judged.exposer]
        self.verdict = np.minimum(exposers.truth[judged.exposer], judged.verdict)
        self.rested_on = np.where(self.via, exposers.rules[judged.exposer], 0)
        self.via_causes = np.where(self.via, exposers.causes[judged.exposer], 0)

    def table(self) -> dict:
        """All columns of table contacts."""
        judged, rules = self.judged, self.words.rules
        by_rule = {
            "class": [rule.contact_class for rule in rules],
            "rule": [rule.name for rule in rules],
            "clause": [self.bench.rules.basis(rule) for rule in rules],
        }
        place, place_ids, place_names = self._places()
        via, vias = self._vias()
        numbers, resting = self._told_of(self._resting_on, judged.rule, self.rested_on)
        missing, causes = self._told_of(self._missing, judged.causes, self.via_causes)
        seconds, together = distinct(judged.together)
        minutes = [None if one == NO_TIME else round(one / 60, 1) for one in seconds.tolist()]
        # What is asked is told of those who are unknown only.
        asked = np.where(self.verdict == int(Truth.UNKNOWN), missing, -1)
        scored, points = self._points()
        after, tails = _met((together, asked, numbers))
        people, person = distinct(judged.person)
        parts: list = []
        span = texts_in_a_row(self._span())
        for zh in (True, False):
            # Rules, vias and places are many together: each is a text of its own in the row.
            mark = "；" if zh else "; "
            told_rule = CodedTexts(
                judged.rule, [(rule.words.zh if zh else rule.words.en) + mark for rule in rules]
            )
            through = CodedTexts(via, [f"{'经接触者' if zh else 'through'} {one}{mark}" for one in vias])
            where = CodedTexts(place, [f"{one}{mark}" if one else "" for one in place_names])
            begin = [told_rule, *([through] if vias else []), where]
            open_words = [_to_be_found_out(zh, one) for one in causes]
            end = [
                _ending(zh, minutes[m], open_words[c] if c >= 0 else "", resting[n][1]) for m, c, n in tails
            ]
            scores = [("；" + one.zh) if zh else ("; " + one.en) for one in points]
            told = [CodedTexts(scored, scores)] if points else []
            parts += [*begin, span, CodedTexts(after, end), *told] + ["\n"] * zh
        return {
            "case_id": CodedTexts(self.case, self.words.case_ids),
            "person_id": CodedTexts(person, self.words.people.texts(people)),
            "via_person_id": CodedTexts(via, vias),
            "degree": self.degree,
            **{name: CodedTexts(judged.rule, told) for name, told in by_rule.items()},
            "verdict": CodedTexts(self.verdict.astype(np.int64), [one.word for one in sorted(Truth)]),
            "place_id": CodedTexts(place, place_ids),
            "first_at": judged.first,
            "last_at": judged.last,
            "minutes": np.array([np.nan if one is None else one for one in minutes], dtype=float)[together],
            "score": np.full(len(judged), np.nan) if self.scores is None else self.scores.totals,
            "reasons": texts_in_a_row(parts),
            "facts_missing": CodedTexts(missing, [";".join(one) for one in causes]),
            "choices_used": CodedTexts(numbers, [chosen for chosen, _ in resting]),
        }

    def _points(self) -> tuple[np.ndarray, list[Words]]:
        """For each row the place of its score in words, and those words; none where there is no score."""
        if self.scores is None:
            return np.zeros(0, dtype=np.int64), []
        columns = [_distinct_points(row) for row in self.scores.points]
        which, met = _met([*(column for _, column in columns), self.scores.at_least.astype(np.int64)])
        points = [values.tolist() for values, _ in columns]
        return which, [
            score_words(
                tuple(points[k][place] for k, place in enumerate(places)),
                self.scores.words,
                bool(at_least),
            )
            for *places, at_least in met
        ]

    def _places(self) -> tuple[np.ndarray, list[str], list[str]]:
        codes, place = distinct(self.judged.place)
        nowhere = int(len(codes) > 0 and codes[0] < 0)
        ids, names = self.bench.facts.names_of(codes[nowhere:])
        return place - nowhere, ids, names

    def _vias(self) -> tuple[np.ndarray, list[str]]:
        codes, via = distinct(np.where(self.via, self.via_person, -1))
        nobody = int(len(codes) > 0 and codes[0] < 0)
        return via - nobody, self.words.people.names(codes[nobody:])

    def _told_of(self, told: Callable, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, list]:
        """For each row the place of what is told of its pair of sets, and what is told of each distinct pair."""
        (ones, first), (others, second) = distinct(one), distinct(other)
        which, pairs = _met((first, second))
        return which, [told(ones[i], others[j]) for i, j in pairs]

    def _resting_on(self, rule: int, rules_before: int) -> tuple[str, bool]:
        """The choices a contact rests on, and whether its basis is to be confirmed."""
        own = self.words.rules[int(rule)]
        numbers = list(self.bench.rules.numbers(own))
        for name in self.words.rule_sets.names_in(int(rules_before)):
            before = self.words.rules[int(name)]
            numbers += before.parameters
            numbers += [before.higher_from_minutes] if before.higher_from_minutes is not None else []
        return ";".join(choices_used(numbers)), rests_on_weak_ground(own, numbers)

    def _missing(self, own: int, of_via: int) -> list[str]:
        names = self.bench.causes.names_in
        return list(dict.fromkeys([*names(int(own)), *names(int(of_via))]))

    def _span(self) -> list[CodedTexts | str]:
        """From when to when, on China's clocks; the day of the end only where it is another."""
        first, last = _local(self.judged.first), _local(self.judged.last)
        days, which = distinct(np.append(first, last) // 86_400)
        said = [str(day) for day in days.astype("datetime64[D]")]
        shown = [f"{day[5:]} " for day in said]
        begin, end = which[: len(first)], which[len(first) :]
        return [
            CodedTexts(begin, shown),
            CodedTexts(first % 86_400 // 60, _CLOCK),
            "–",
            CodedTexts(np.where(begin == end, -1, end), shown),
            CodedTexts(last % 86_400 // 60, _CLOCK),
        ]


def _distinct_points(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = points.astype(np.int64)
    return distinct(whole) if (whole == points).all() else np.unique(points, return_inverse=True)


def _met(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """For each row the place of its combination of small numbers (-1 and up), and the combinations there are."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        key = key * (int(column.max(initial=-1)) + 2) + column + 1
    keys, which = distinct(key)
    rows = np.zeros(len(keys), dtype=np.int64)
    rows[which] = np.arange(len(which))
    return which, list(zip(*(column[rows].tolist() for column in columns), strict=True))


def _to_be_found_out(zh: bool, causes: Sequence[str]) -> str:
    asked = [cause_words(cause) for cause in causes]
    listed = ("、" if zh else ", ").join(one.zh if zh else one.en for one in asked) or "—"
    return f"；待核实：{listed}" if zh else f"; to be found out: {listed}"


def _ending(zh: bool, minutes: float | None, open_words: str, weak: bool) -> str:
    """The reasons after the time: how long, what is to be found out, whether the basis is to be confirmed."""
    said = ""
    if minutes is not None:
        said = f"；共 {minutes:g} 分钟" if zh else f"; {minutes:g} minutes in all"
    said += open_words
    if weak:
        said += "（依据待确认）" if zh else " (basis to be confirmed)"
    return said


def _local(seconds: np.ndarray) -> np.ndarray:
    local = seconds + _AHEAD
    for k in np.flatnonzero(seconds < _NO_SUMMER_TIME_SINCE).tolist():
        then = datetime.fromtimestamp(int(seconds[k]), CHINA)
        local[k] = int(seconds[k]) + int(then.utcoffset().total_seconds())
    return local


def cause_words(cause: str) -> Words:
    """What a missing fact or standard of a contact (a part of `facts_missing`) is called."""
    if cause.endswith(":null_standard"):
        name = cause.removesuffix(":null_standard")
        return Words(f"标准未定（{name}）", f"no standard in force ({name})")
    return _CAUSE_WORDS.get(cause, Words(cause, cause))
