"""Whom to call first: points for what makes a contact likelier to be infected, as the pack and a place's choices say.

The points order a list and decide nothing. Where a number is not chosen there is no score; where a fact is not known
its points are left out and the score is “at least” that.
"""

from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.exposers import Exposers
from mutong.outbreak.judging import NO_TIME, Bench, Judged
from mutong.outbreak.row_order import distinct
from mutong.standards.contacts import ScorePart

_DAY, _HOUR = 86_400, 3_600


@dataclass(frozen=True)
class Scores:
    """For each contact the points of each part (a row a part), what the parts are called, whether more is possible."""

    points: np.ndarray
    words: tuple[Words, ...]
    at_least: np.ndarray

    @property
    def totals(self) -> np.ndarray:
        """The score of each contact."""
        return self.points.sum(axis=0)


def scores_of(judged: Judged, exposers: Exposers, bench: Bench) -> Scores | None:
    """The scores of contacts; None where the pack has none or one of its numbers is not chosen."""
    parts = bench.rules.score
    numbers = [one for part in parts for one in (part.points, part.limit) if one is not None]
    if not parts or any(one.value is None for one in numbers):
        return None
    counted = [_counted(part, judged, exposers, bench) for part in parts]
    points = np.stack([amount * part.points.value for part, (amount, _) in zip(parts, counted, strict=True)])
    at_least = np.logical_or.reduce([unknown for _, unknown in counted])
    return Scores(points, tuple(part.words for part in parts), at_least)


def _counted(
    part: ScorePart, judged: Judged, exposers: Exposers, bench: Bench
) -> tuple[np.ndarray, np.ndarray]:
    """How often each contact gets the points of a part, and whether that is not known."""
    match part.of:
        case "higher_risk":
            return judged.risk == int(Truth.YES), judged.risk == int(Truth.UNKNOWN)
        case "hours":
            hours = np.minimum(judged.together // _HOUR, part.limit.value)
            unknown = judged.together == NO_TIME
            return np.where(unknown, 0, hours), unknown
        case "closed_air":
            return _closed(judged, bench)
        case "onset":
            return _near_onset(judged, exposers, part.limit.value)
    raise ValueError(part.of)


def _closed(judged: Judged, bench: Bench) -> tuple[np.ndarray, np.ndarray]:
    somewhere = judged.place >= 0
    places, which = distinct(judged.place[somewhere])
    air = np.zeros(len(judged), dtype=np.int64)
    air[somewhere] = bench.facts.look_up(places).air[which]
    closed = bench.facts.airs.get("closed", -1)
    return somewhere & (air == closed), somewhere & (air == 0)


def _near_onset(judged: Judged, exposers: Exposers, days: float) -> tuple[np.ndarray, np.ndarray]:
    onset = exposers.onset[judged.exposer]
    of_case = exposers.degree[judged.exposer] == 0
    away = np.maximum(np.maximum(judged.first - (onset + _DAY), onset - judged.last), 0)
    known = of_case & (onset != UNKNOWN_END)
    return known & (away <= days * _DAY), of_case & (onset == UNKNOWN_END)


def score_words(points: tuple[float, ...], words: tuple[Words, ...], at_least: bool) -> Words:
    """A score in words, with what it is made of: “score at least 9 (higher risk 5, hours together 4)”."""
    told = [(word, point) for word, point in zip(words, points, strict=True) if point]
    total = sum(points)
    zh = f"评分{'至少' if at_least else ''} {total:g}"
    en = f"score {'at least ' if at_least else ''}{total:g}"
    if not told:
        return Words(zh, en)
    return Words(
        f"{zh}（{'、'.join(f'{word.zh} {point:g}' for word, point in told)}）",
        f"{en} ({', '.join(f'{word.en} {point:g}' for word, point in told)})",
    )
