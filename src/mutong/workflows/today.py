"""A worker's day: everything the worker's posts owe, and how far the rounds of the month have come."""

from dataclasses import dataclass

from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.duty_lists import ListedDuty, closed_today, today_duties
from mutong.records.reads.round_counts import count_in_area
from mutong.standards.protocols import kinds_by_status
from mutong.workflows.deployment import load_deployment

_UNCLAIMED = "entitled_not_receiving"


@dataclass(frozen=True)
class RoundProgress:
    """One thing that comes round (the monthly visit): how many of the worker's subjects are done, of how many."""

    title: Words
    done: int
    total: int


@dataclass(frozen=True)
class DayOfWorker:
    """`duties` are all running duties of the worker's posts; `unclaimed` the kinds of duty that bring a family what
    it is entitled to; `done_today` counts what was closed since midnight."""

    duties: tuple[ListedDuty, ...]
    unclaimed: frozenset[str]
    rounds: tuple[RoundProgress, ...]
    done_today: int


def day_of_worker(viewer: Viewer) -> DayOfWorker:
    """Everything a worker's list needs; nobody else's duties are in it."""
    deployment = load_deployment()
    duties = today_duties(viewer)
    return DayOfWorker(
        duties=duties,
        unclaimed=kinds_by_status(deployment.protocols).get(_UNCLAIMED, frozenset()),
        rounds=_rounds(viewer, duties),
        done_today=closed_today(viewer),
    )


def _rounds(viewer: Viewer, duties: tuple[ListedDuty, ...]) -> tuple[RoundProgress, ...]:
    deployment, found = load_deployment(), []
    for protocol in deployment.protocols:
        # What begins with an event is owed about some subjects only; the others are not done, but not owed.
        if protocol.every is None or protocol.start is not None:
            continue
        roles = {owed.post for owed in protocol.steps}
        kinds = {kind.name for kind in deployment.post_kinds if roles & {kind.name, *kind.roles}}
        areas = [holding.area_code for holding in viewer.holdings if holding.kind in kinds]
        total = sum(count_in_area(protocol.subject_kind, area) for area in areas)
        if total:
            left = sum(listed.duty.protocol == protocol.name for listed in duties)
            found.append(RoundProgress(protocol.title, max(total - left, 0), total))
    return tuple(found)
