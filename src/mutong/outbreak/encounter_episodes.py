"""Encounters of a pair put together into episodes: the one place where it is said what an episode is.

Two records of one pair belong to one episode when the later starts at most `gap_seconds` after the end of what came
before. An episode lasts from its first start to its last end; time that its records cover is counted without the
pauses between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, codes_of, numbers_of, seconds_of


@dataclass(frozen=True)
class Episodes:
    """Episodes as parallel arrays, by pair and start, and the people they are between.

    `people` are ids (text, ascending); `a` and `b` count in them (a < b unless directed). Instants are whole seconds;
    `end` and `covered` (seconds without the pauses) are -1 where an end is not known. `records` is how many rows were
    put together, `first_row` the place of one of them, `nearest` the least distance known (NaN: none).
    """

    people: np.ndarray
    a: np.ndarray
    b: np.ndarray
    start: np.ndarray
    end: np.ndarray
    covered: np.ndarray
    records: np.ndarray
    first_row: np.ndarray
    nearest: np.ndarray

    def __len__(self) -> int:
        return len(self.a)


def episodes_of(
    encounters: Mapping[str, Sequence],
    gap_seconds: int = 0,
    directed: bool = False,
    apart: np.ndarray | None = None,
) -> Episodes:
    """Encounters (columns person_a, person_b, start_at, end_at; distance_m where known) put together.

    `directed`: what a does to b and b to a are two pairs. `apart`: whole numbers from 0, one a row; rows with different
    ones are never put together. A record without an end makes an episode of unknown length. Raises MutongError for
    somebody who met himself or for a record that ends before it starts.
    """
    people, a, b = pair_codes(encounters["person_a"], encounters["person_b"])
    start, end = seconds_of(encounters["start_at"]), seconds_of(encounters["end_at"])
    _check_ends(start, end)
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    kept_apart = np.zeros(len(a), dtype=np.int64) if apart is None else apart
    order = np.lexsort((start, kept_apart, b, a))
    a, b, start, end, kept_apart = a[order], b[order], start[order], end[order], kept_apart[order]
    distance = np.full(len(a), np.inf)
    if "distance_m" in encounters:
        told = numbers_of(encounters["distance_m"]).astype(float)[order]
        distance = np.where(np.isnan(told), np.inf, told)
    if not len(a):
        return Episodes(people, a, b, start, end, start, start, order, distance)
    new_pair = np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (kept_apart[1:] != kept_apart[:-1]))
    # Each pair gets a span of time of its own, so that one running maximum serves all pairs.
    least, span = int(start.min()), int(max(end.max(), start.max()) - start.min()) + gap_seconds + 2
    shift = (np.cumsum(new_pair) - 1) * span - least
    known = np.maximum(np.where(end == UNKNOWN_END, start, end), start)
    reached = np.maximum.accumulate(known + shift) - shift
    before = np.append(start[0], reached[:-1])
    first = new_pair | (start > before + gap_seconds)
    starts = np.flatnonzero(first)
    covered = np.maximum(known - np.where(first, start, np.maximum(start, before)), 0)
    open_ended = np.maximum.reduceat(end == UNKNOWN_END, starts)
    nearest = np.minimum.reduceat(distance, starts)
    return Episodes(
        people=people,
        a=a[starts],
        b=b[starts],
        start=start[starts],
        end=np.where(open_ended, UNKNOWN_END, np.maximum.reduceat(known, starts)),
        covered=np.where(open_ended, UNKNOWN_END, np.add.reduceat(covered, starts)),
        records=np.diff(np.append(starts, len(a))),
        first_row=order[starts],
        nearest=np.where(np.isinf(nearest), np.nan, nearest),
    )


def encounters_for_tracing(
    encounters: Mapping[str, Sequence], gap_seconds: int | None = None, directed: bool = False
) -> dict[str, Sequence]:
    """Encounters as tracing takes them: put together into episodes where a gap is given (the pauses then count as time
    together, and the nearest distance holds for the whole), marked `directed` where person_a exposes person_b only.

    Records with different protection, and those without an end, are left as they are: an end nobody knows must not
    make a known one unsure.
    """
    columns = dict(encounters)
    if gap_seconds is not None and len(columns["person_a"]):
        columns = _put_together(columns, gap_seconds, directed)
    if directed:
        columns["directed"] = np.ones(len(columns["person_a"]), dtype=bool)
    return columns


def _put_together(columns: dict[str, Sequence], gap_seconds: int, directed: bool) -> dict[str, Sequence]:
    end = seconds_of(columns["end_at"])
    size = len(end)
    apart = np.zeros(size, dtype=np.int64)
    if "protected" in columns:
        said = {None: 0, False: 1, True: 2}
        apart = np.array([said[one] for one in columns["protected"]], dtype=np.int64)
    # A number of its own keeps each record without an end apart.
    apart = np.where(end == UNKNOWN_END, 3 + np.arange(size), apart)
    found = episodes_of(columns, gap_seconds, directed, apart)
    people = found.people
    together: dict[str, Sequence] = {
        "person_a": people[found.a],
        "person_b": people[found.b],
        "start_at": found.start,
        "end_at": found.end,
        "distance_m": found.nearest,
    }
    if "protected" in columns:
        together["protected"] = [columns["protected"][row] for row in found.first_row.tolist()]
    return together


def pair_codes(from_: Sequence[str], to: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two columns of ids as (people: text, ascending; codes of each). Raises MutongError `met_himself`."""
    dictionary, codes = codes_of([*from_, *to])
    a, b = codes[: len(from_)].astype(np.int64), codes[len(from_) :].astype(np.int64)
    same = np.flatnonzero(a == b)
    if len(same):
        who = dictionary[a[same[0]]].decode()
        raise MutongError(
            "met_himself",
            Words(
                f"第 {same[0] + 1} 行两端是同一人“{who}”；请更正。",
                f"Row {same[0] + 1} has the same person, “{who}”, on both sides; correct it.",
            ),
        )
    return np.array([one.decode() for one in dictionary.tolist()], dtype=object), a, b


def without_oneself(columns: Mapping[str, Sequence]) -> tuple[dict[str, Sequence], int]:
    """Columns of encounters without the rows that have one person on both sides, and how many those were."""
    apart = [a != b for a, b in zip(columns["person_a"], columns["person_b"], strict=True)]
    lost = len(apart) - sum(apart)
    if not lost:
        return dict(columns), 0
    rows = np.flatnonzero(apart)
    return {name: [values[row] for row in rows.tolist()] for name, values in columns.items()}, lost


def _check_ends(start: np.ndarray, end: np.ndarray) -> None:
    wrong = np.flatnonzero((end != UNKNOWN_END) & (end < start))
    if len(wrong):
        at = int(wrong[0]) + 1
        raise MutongError(
            "encounter_ends_before_it_starts",
            Words(
                f"第 {at} 条接触的结束早于开始；请更正。",
                f"Encounter {at} ends before it starts; correct it.",
            ),
        )
