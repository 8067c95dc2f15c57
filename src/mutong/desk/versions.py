"""The versions of a standard in a row: which is in force, past, to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.standards.pack import Pack
from mutong.standards.reference_words import period_words
from mutong.standards.succession import Version, succession

NOW, PAST, TO_COME = "now", "past", "to_come"
STATES = {
    NOW: Words("施行中", "in force"),
    PAST: Words("已过", "past"),
    TO_COME: Words("未到", "to come"),
}


@dataclass(frozen=True)
class VersionBox:
    """One version of a standard on its line of time; `url` is '' where it is not shipped."""

    name: str
    title: Words
    when: Words
    state: str
    said: Words
    url: str
    settled: bool


def state_of(valid_on: Pack | Version, today: date) -> str:
    """Whether something is in force today, past or to come."""
    valid = valid_on.valid
    if valid.holds(today):
        return NOW
    return PAST if valid.end is not None and valid.end <= today else TO_COME


def version_boxes(pack: Pack, packs: Iterable[Pack]) -> tuple[VersionBox, ...]:
    """The versions of a pack's standard in time; () where it neither follows nor is followed."""
    return boxes_of(lines_of(packs).get(pack.pack, ()), {one.pack: one for one in packs})


def lines_of(packs: Iterable[Pack]) -> dict[str, tuple[Version, ...]]:
    """For each pack the versions of its standard, oldest first."""
    by_first: dict[str, list[Version]] = {}
    for version in succession(packs):
        by_first.setdefault(version.first, []).append(version)
    return {one.pack: tuple(found) for found in by_first.values() for one in found}


def boxes_of(line: tuple[Version, ...], packs: dict[str, Pack]) -> tuple[VersionBox, ...]:
    """The boxes of one line of versions, oldest first; () for a version that stands alone."""
    if len(line) < 2 and not (line and line[0].follows):
        return ()
    today, found = clock.today(), []
    if line[0].follows:
        name = line[0].follows
        found.append(
            VersionBox(
                name, Words(name, name), Words("未收录", "not kept here"), PAST, STATES[PAST], "", True
            )
        )
    for one in line:
        pack = packs.get(one.pack)
        title = pack.title if pack else Words(one.pack, one.pack)
        state = state_of(one, today)
        url = reverse("pack", args=[one.pack]) if pack else ""
        found.append(
            VersionBox(one.pack, title, period_words(one.valid), state, STATES[state], url, one.settled)
        )
    return tuple(found)
