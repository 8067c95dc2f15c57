"""How long each step of the work takes: from the moment it is owed to the deed, those still waiting included.

Whoever still waits has waited at least so long. Leaving them out would make the work look faster the further it
falls behind, so they stay in as waits that were cut off (Kaplan and Meier).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Row = Mapping[str, object]


@dataclass(frozen=True)
class Span:
    """One step owed about one person: when it began, when it was done, its limit (None: none in force).

    `owed` says whether somebody still owes it; without a deed and without anyone who owes it the step has lapsed.
    """

    start: datetime
    done: datetime | None = None
    due: datetime | None = None
    owed: bool = True


@dataclass(frozen=True)
class StepTimes:
    """A step over many people.

    `done` of them are done, `waiting` still owed, `overdue` of those past their limit, `lapsed` neither done nor owed.
    `median` and `p90` are the shortest times by which half and nine tenths were done; None where so many are not done
    yet. `limited` of those done or waiting have a limit; `within` of `judged` kept it: judged are those done, and those
    whose limit has passed.
    """

    done: int
    waiting: int
    overdue: int
    lapsed: int
    median: timedelta | None
    p90: timedelta | None
    limited: int
    within: int
    judged: int

    @property
    def share_within(self) -> float | None:
        """The share within the limit; None where nothing can be judged by one yet."""
        return self.within / self.judged if self.judged else None


def step_times(spans: Iterable[Span], at: datetime) -> StepTimes:
    """The times of a step as they stand at the instant `at`: what begins later is left out, what is done later waits.

    A deed before its step began (the listing was written down after it) counts as no time at all. Source: Kaplan and
    Meier, J Am Stat Assoc 1958; 53: 457-81.
    """
    begun = [span for span in spans if span.start <= at]
    done, waiting = [], []
    for span in begun:
        if span.done is not None and span.done <= at:
            done.append(span)
        elif span.owed or span.done is not None:
            waiting.append(span)
    took = [max(span.done - span.start, timedelta(0)) for span in done]
    waited = [at - span.start for span in waiting]
    overdue = sum(span.due is not None and span.due <= at for span in waiting)
    kept = [span.done <= span.due for span in done if span.due is not None]
    return StepTimes(
        done=len(done),
        waiting=len(waiting),
        overdue=overdue,
        lapsed=len(begun) - len(done) - len(waiting),
        median=time_until(0.5, took, waited),
        p90=time_until(0.9, took, waited),
        limited=len(kept) + sum(span.due is not None for span in waiting),
        within=sum(kept),
        judged=len(kept) + overdue,
    )


def time_until(share: float, took: Sequence[timedelta], waited: Sequence[timedelta]) -> timedelta | None:
    """The shortest time by which at least `share` are done, by the Kaplan-Meier estimate; None where it is not told.

    `took` are the times of those done, `waited` of those who wait, each cut off after so long.
    """
    left, still = len(took) + len(waited), 1.0
    ends = sorted([*((one, False) for one in took), *((one, True) for one in waited)])
    for time, cut_off in ends:
        if not cut_off:
            still *= 1 - 1 / left
            # Products of fractions end just beside the whole share.
            if 1 - still >= share - 1e-9:
                return time
        left -= 1
    return None


def first_event(events: Iterable[Row], kinds: Iterable[str], of_class: str = "") -> Row | None:
    """The event of one of these kinds, and of a class where one is named, that was recorded first."""
    wanted = frozenset(kinds)
    found = [
        event
        for event in events
        if event["kind"] in wanted and (not of_class or event.get("contact_class") == of_class)
    ]
    return min(found, key=lambda one: (one["recorded_at"], one["at"]), default=None)


def first_deed(events: Iterable[Row], kinds: Iterable[str], since: datetime) -> datetime | None:
    """When something of these kinds was first done, of what happened at `since` or later."""
    wanted = frozenset(kinds)
    return min((one["at"] for one in events if one["kind"] in wanted and one["at"] >= since), default=None)


def result_spans(events: Sequence[Row], tests: Iterable[str], open_results: Iterable[str]) -> list[Span]:
    """From each sample of one person to its result: `events` are the person's, `tests` the kinds that carry results.

    A result of its own event belongs to the sample of the same kind and tube, and was known when it was recorded; a
    sample without a tube carries its own. `open_results` are the words for a result that is still to come.
    """
    kinds, pending = frozenset(tests), frozenset(open_results)
    samples: dict[object, list[Row]] = {}
    for event in sorted(events, key=lambda one: (one["recorded_at"], str(one["event_id"]))):
        if event["kind"] in kinds:
            key = (event["kind"], event["tube_id"]) if event.get("tube_id") else event["event_id"]
            samples.setdefault(key, []).append(event)
    spans = []
    for rows in samples.values():
        known = [row["recorded_at"] for row in rows if (row.get("result") or "") not in pending]
        spans.append(Span(start=min(row["at"] for row in rows), done=min(known, default=None)))
    return spans
