"""Decisions about pairs put together: which records are one person, and which of them is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


def records_of_people(decisions: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The groups of records that are one person, the kept record first, the others in order.

    `decisions` are (record, kept record). The kept record of a group is the least that no decision put after
    another; where decisions go round in a circle, the least of all.
    """
    joined: dict[str, set[str]] = {}
    after: set[str] = set()
    for record, kept in decisions:
        after.add(record)
        group = joined.get(record, {record}) | joined.get(kept, {kept})
        for one in group:
            joined[one] = group
    groups = {min(group): group for group in joined.values()}
    found = []
    for _, group in sorted(groups.items()):
        first = min(group - after or group)
        found.append((first, *sorted(group - {first})))
    return found


def kept_records(groups: Iterable[tuple[str, ...]]) -> Mapping[str, str]:
    """Each record that is not kept → the one that is."""
    return {other: kept for kept, *others in groups for other in others}


@dataclass(frozen=True)
class SamePeople:
    """Which records are one person now: `kept` other record → kept one; `records` any of a group → all, kept first.

    `decisions` are the numbers of the decisions by which a record belongs to its group.
    """

    kept: Mapping[str, str]
    records: Mapping[str, tuple[str, ...]]
    decisions: Mapping[str, tuple[int, ...]]

    def kept_of(self, record: str) -> str:
        """The record that stands for this one's person."""
        return self.kept.get(record, record)

    def all_of(self, records: Iterable[str]) -> tuple[str, ...]:
        """These records and all others of the same people, each once."""
        return tuple(dict.fromkeys(one for record in records for one in self.records.get(record, (record,))))


def same_people_of(decisions: Iterable[tuple[int, str, str]]) -> SamePeople:
    """What decisions (number, record, kept record) come to together."""
    given = tuple(decisions)
    groups = records_of_people((record, kept) for _, record, kept in given)
    records = {one: group for group in groups for one in group}
    numbers: dict[str, list[int]] = {}
    for number, record, _ in sorted(given):
        numbers.setdefault(records[record][0], []).append(number)
    return SamePeople(
        kept_records(groups), records, {one: tuple(numbers[group[0]]) for one, group in records.items()}
    )


NOBODY = SamePeople({}, {}, {})
