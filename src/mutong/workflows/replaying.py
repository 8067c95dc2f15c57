"""A household's history out of the register: read once, with its purpose, and replayed; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.household_history import access_household_history
from mutong.standards.household_rows import HouseholdRows
from mutong.standards.pack import Pack
from mutong.standards.prepared import prepare
from mutong.standards.replaying import (
    History,
    NotKnownThen,
    Replay,
    not_known_then,
    replay_as_it_was_known,
    replay_as_known_at,
)
from mutong.tables.snapshot import Snapshot
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now

# Somebody waits for the page: so many days take a second or two.
DAYS_AT_MOST = 5 * 366


@dataclass(frozen=True)
class HouseholdReplay:
    """The history as it was known on each day, as known today, and where the two differ; people's names by id."""

    then: Replay
    now: Replay
    not_known: tuple[NotKnownThen, ...]
    names: Mapping[str, str]


def replay_household(
    viewer: Viewer, household_id: str, first: date, last: date, *, purpose: str
) -> HouseholdReplay:
    """What the assistance standards said of a household and its members from `first` to `last`, both ways.

    Raises MutongError `last_before_first`, `day_to_come`, `too_long` before anything is read; AccessDenied without
    the right to read assistance records of the household's area.
    """
    _refuse(first, last)
    tables = access_household_history(viewer, household_id, purpose)
    rows = HouseholdRows(household_id, **vars(tables))
    history = History(rows, _Snapshots(rows).of)
    prepared = prepare(assistance_packs_between(first, last), choices_now())
    then = replay_as_it_was_known(history, prepared, first, last)
    now = replay_as_known_at(history, prepared, first, last, clock.today())
    names = dict(zip(tables.people["person_id"], tables.people["name"], strict=True))
    return HouseholdReplay(
        then, now, not_known_then(then, now), {one: name or one for one, name in names.items()}
    )


def assistance_packs_between(first: date, last: date) -> tuple[Pack, ...]:
    """The assistance packs of this place that are in force on some day from the first to the last."""
    asked = Period(first, last + timedelta(days=1))
    return tuple(pack for pack in load_deployment().packs_of("assistance") if pack.valid.overlaps(asked))


class _Snapshots:
    """A household's Snapshots as the screen of its area has them: whoever lives in no home of the area is not there."""

    def __init__(self, rows: HouseholdRows) -> None:
        self.rows = replace(rows, completeness=rows.declared)

    def of(self, on: date, known_at: date) -> Snapshot:
        """The household and its relatives of the area on a day, as known at a day."""
        lives, people = self.rows.memberships, self.rows.people
        held = zip(lives["person_id"], lives["valid_from"], lives["valid_to"], strict=True)
        here = {person for person, start, end in held if Period(start, end).holds(on)}
        kept = [row for row, person in enumerate(people["person_id"]) if person in here]
        those = {name: [cells[row] for row in kept] for name, cells in people.items()}
        return replace(self.rows, people=those).snapshot(on, known_at)


def _refuse(first: date, last: date) -> None:
    today = clock.today()
    if last < first:
        raise MutongError(
            "last_before_first",
            Words(
                f"最后一天 {last} 早于第一天 {first}；请对调。",
                f"The last day {last} lies before the first, {first}; turn them round.",
            ),
        )
    if last > today:
        raise MutongError(
            "day_to_come",
            Words(
                f"{last} 还没有到；经过只看到今天（{today}）为止。",
                f"{last} is still to come; a history ends today ({today}).",
            ),
        )
    if (last - first).days > DAYS_AT_MOST:
        raise MutongError(
            "too_long",
            Words(
                f"页面上一次最多看 {DAYS_AT_MOST:,} 天；请缩短，或用命令 mutong standards replay。",
                f"A page goes through at most {DAYS_AT_MOST:,} days; choose fewer, or use the command "
                "mutong standards replay.",
            ),
        )
