"""What is known of delays, in days, and its likelihood under a family of distributions.

Days are civil days; an instant inside a day is not known, so that a delay between two days is a delay between two
intervals of a day each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import civil_day
from mutong.outbreak.delay_families import Family, along

Row = Mapping[str, object]
Likelihood = Callable[[Family, float, float], float]
_TINY = 1e-300


@dataclass(frozen=True)
class Spans:
    """What is known of n delays, in days on one scale: each began in [start_low, start_high] and ended in [end_low,
    end_high]; equal ends are exact, an infinite `end_high` says not ended by `end_low` (right-censored).

    `seen_until` (right truncation): the delay is in the data only because it ended by then; None where that is not
    so. `left_out` counts rows that gave no delay, by reason.
    """

    start_low: np.ndarray
    start_high: np.ndarray
    end_low: np.ndarray
    end_high: np.ndarray
    seen_until: np.ndarray | None = None
    left_out: Mapping[str, int] | None = None

    def __len__(self) -> int:
        return len(self.start_low)

    @property
    def censored(self) -> int:
        """How many had not ended when last seen."""
        return int(np.isinf(self.end_high).sum())


def exact_spans(days: Sequence[float]) -> Spans:
    """Delays known exactly (days)."""
    end = np.asarray(days, dtype=float)
    start = np.zeros(len(end))
    return Spans(start, start, end, end)


def interval_spans(low: Sequence[float], high: Sequence[float]) -> Spans:
    """Delays known to lie between two numbers of days; equal numbers are exact, infinity is not ended."""
    start = np.zeros(len(low))
    return Spans(start, start, np.asarray(low, dtype=float), np.asarray(high, dtype=float))


def day_spans(
    starts: Sequence[date | datetime | None],
    ends: Sequence[date | datetime | None],
    as_of: date,
    open_ends: bool,
) -> Spans:
    """Delays from civil day to civil day, of what was known at the end of the day `as_of`.

    With `open_ends` a missing end means not ended yet (right-censored); without, it is not known and left out, and
    the likelihood allows for those that have not ended and so are not in the data (right-truncated). Ends before the
    start, and starts that are not known or lie after `as_of`, are left out and counted.
    """
    low, high, seen = [], [], []
    left_out = {"no_start": 0, "no_end": 0, "ended_before_start": 0, "after_as_of": 0}
    last = as_of.toordinal() + 1
    for first, second in zip(starts, ends, strict=True):
        start, end = _ordinal(first), _ordinal(second)
        if end is not None and end >= last:
            end = None
        if start is None:
            left_out["no_start"] += 1
        elif start >= last:
            left_out["after_as_of"] += 1
        elif end is None and not open_ends:
            left_out["no_end"] += 1
        elif end is not None and end < start:
            left_out["ended_before_start"] += 1
        else:
            low.append(0.0 if end is None else float(end - start))
            high.append(float("inf") if end is None else float(end - start + 1))
            seen.append(float(last - start))
    end_low, end_high, until = np.array(low), np.array(high), np.array(seen)
    end_low = np.where(np.isinf(end_high), until, end_low)
    start_low = np.zeros(len(low))
    return Spans(start_low, start_low + 1, end_low, end_high, None if open_ends else until, left_out)


def incubation_spans(cases: Sequence[Row], longest: int | None = None) -> Spans:
    """Incubation periods from rows of cases with exposed_from, exposed_to and date_onset.

    Infection lies in the window of exposure, each moment as likely, and not after onset: a window without an end, or
    one that reaches beyond onset, ends with onset. A window without a beginning says nothing unless `longest` gives
    the days that an incubation lasts at most. Left out and counted: no onset, no window, a window that begins after
    onset or ends before it begins.
    """
    start_low, start_high, left_out = [], [], {"no_onset": 0, "no_window": 0, "window_wrong": 0}
    for case in cases:
        onset, begin, end = (
            _ordinal(case.get(name)) for name in ("date_onset", "exposed_from", "exposed_to")
        )
        if onset is None:
            left_out["no_onset"] += 1
            continue
        if begin is None and longest is not None and end is not None:
            begin = min(onset - longest, end)
        if begin is None:
            left_out["no_window"] += 1
        elif begin > onset or (end is not None and end < begin):
            left_out["window_wrong"] += 1
        else:
            start_low.append(float(begin - onset))
            start_high.append(float(min(onset if end is None else end, onset) + 1 - onset))
    end_low = np.zeros(len(start_low))
    return Spans(np.array(start_low), np.array(start_high), end_low, end_low + 1, None, left_out)


def likelihood_of(spans: Spans) -> Likelihood:
    """The log-likelihood of the spans as a function of family, shape and scale; the start is uniform over its
    interval. Equal spans are worked out once. Truncated ones are divided by their chance to end in time to be seen."""
    ended, times = _grouped(spans.start_low, spans.start_high, spans.end_low, spans.end_high)
    chances = _chances_of(*ended)
    if spans.seen_until is None:
        return lambda family, shape, scale: float(times @ chances(family, shape, scale))
    # To be in the data a delay had to end between its start and `seen_until`.
    in_time, all_times = _grouped(spans.start_low, spans.start_high, spans.start_low, spans.seen_until)
    seen = _chances_of(*in_time)
    return lambda family, shape, scale: float(
        times @ chances(family, shape, scale) - all_times @ seen(family, shape, scale)
    )


def midpoints(spans: Spans) -> np.ndarray:
    """A rough length of each span (days), to start a search from."""
    low = np.maximum(spans.end_low - spans.start_high, 0.0)
    high = np.where(np.isinf(spans.end_high), 2 * low + 1, spans.end_high) - spans.start_low
    return np.maximum((low + high) / 2, 0.1)


def furthest(spans: Spans) -> float:
    """The longest delay that could have been seen (days)."""
    ends = np.where(np.isinf(spans.end_high), spans.end_low, spans.end_high)
    seen = ends if spans.seen_until is None else np.maximum(ends, spans.seen_until)
    return float((seen - spans.start_low).max())


def method_of(spans: Spans) -> str:
    """Which likelihood the spans have: density or interval_censored, right_censored, right_truncated, joined by +."""
    wide = (spans.start_high > spans.start_low) | (spans.end_high > spans.end_low)
    parts = ["interval_censored" if (wide & ~np.isinf(spans.end_high)).any() else "density"]
    parts += ["right_censored"] if spans.censored else []
    parts += ["right_truncated"] if spans.seen_until is not None else []
    return "+".join(parts)


def _grouped(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows, times = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    return rows.T, times.astype(float)


def _chances_of(
    begin: np.ndarray, close: np.ndarray, low: np.ndarray, high: np.ndarray
) -> Callable[[Family, float, float], np.ndarray]:
    """The logarithm of the chance (or density) of each span, as a function of family, shape and scale."""
    wide, open_end = close > begin, np.isinf(high)
    last = np.where(open_end, low, high)
    width = np.where(wide, close - begin, 1.0)
    same, exact = low == last, ~wide & (low == last) & ~open_end
    start_only, both = wide & same, wide & ~same
    # Every distance a span asks about, each once: day data have few.
    points, at = np.unique(
        np.stack([last - begin, low - begin, last - close, low - close]), return_inverse=True
    )
    at = at.reshape(4, -1)
    exact_days = (low - begin)[exact]

    def chances(family: Family, shape: float, scale: float) -> np.ndarray:
        of = along(family, points, shape, scale)
        # Both ends are intervals: a second difference, taken of the integral that loses fewer digits there.
        far = points[at[3]] > scale * family.mean(shape)
        doubly = np.where(far, _second(of.area_above, at), _second(of.area_below, at)) / width
        still = np.where(wide, (of.area_above[at[3]] - of.area_above[at[1]]) / width, of.above[at[1]])
        ended = np.where(both, doubly, of.below[at[0]] - of.below[at[1]])
        ended = np.where(start_only, (of.below[at[1]] - of.below[at[3]]) / width, ended)
        found = np.log(np.maximum(np.where(open_end, still, ended), _TINY))
        if len(exact_days):
            density = family.log_density(exact_days / scale, shape) - np.log(scale)
            found[exact] = np.maximum(density, np.log(_TINY))
        return found

    return chances


def _second(area: np.ndarray, at: np.ndarray) -> np.ndarray:
    return area[at[0]] - area[at[1]] - area[at[2]] + area[at[3]]


def _ordinal(moment: object) -> int | None:
    if moment is None:
        return None
    return (civil_day(moment) if isinstance(moment, datetime) else moment).toordinal()
