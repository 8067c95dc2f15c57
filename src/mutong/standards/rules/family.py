"""Packs that lie within one another, and which of their rules is in force where.

A rule of an inner pack takes the place of the outer pack's rule of the same name, in the inner pack's area.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mutong.kernel.period import Period
from mutong.standards.choices import Choices
from mutong.standards.parameters import HoldsParameters, Parameters, merge_parameters
from mutong.standards.rules.nodes import Rule
from mutong.tables.dictionary import FactSpec


class HoldsSpec(Protocol):
    """What of a derived fact is needed here: its declaration."""

    spec: FactSpec


class HoldsRules(HoldsParameters, Protocol):
    """What of a Pack is needed here; naming Pack itself would make the imports a ring."""

    version: str
    area_code: str
    valid: Period
    rules: Mapping[str, tuple[Rule, ...]]
    derived: Mapping[str, HoldsSpec]


@dataclass(frozen=True)
class Version:
    """A rule as one pack has it on the day, with the pack's area."""

    rule: Rule
    area_code: str
    pack_version: str


@dataclass(frozen=True)
class Family:
    """Packs of one root, the outermost first."""

    packs: tuple[HoldsRules, ...]
    parameters: Parameters
    choices: Choices

    def in_force(self, on: date, known_at: date | None = None) -> dict[str, tuple[Version, ...]]:
        """For each rule's name its versions in force on a day as known at a day (left out: that day), the outermost
        pack's first.

        A rule not in force, or not yet known at the end of `known_at`, is not there (T3, T6). Where a later version of
        a pack's rule was made for days that an earlier one had covered, the one known last holds.
        """
        known_at = known_at or on
        found: dict[str, tuple[Version, ...]] = {}
        for pack in self.packs:
            if not pack.valid.holds(on):
                continue
            for name, versions in pack.rules.items():
                held = [rule for rule in versions if rule.valid.holds(on) and _known(rule) <= known_at]
                if held:
                    version = Version(max(held, key=_known), pack.area_code, pack.version)
                    found[name] = (*found.get(name, ()), version)
        return found

    def derived_specs(self) -> list[FactSpec]:
        """The declarations of the facts these packs derive from events, for Snapshot.declare."""
        return [fact.spec for pack in self.packs for fact in pack.derived.values()]

    def rule(self, rule_id: str, on: date, known_at: date | None = None) -> Version | None:
        """The version of `pack:rule` in force on a day as known at a day; None when there is none."""
        for versions in self.in_force(on, known_at).values():
            for version in versions:
                if version.rule.rule_id == rule_id:
                    return version
        return None


def _known(rule: Rule) -> date:
    return rule.known_from or date.min


def families(packs: Iterable[HoldsRules], choices: Choices) -> tuple[Family, ...]:
    """The packs, with what they are within, by the outermost pack they share."""
    by_root: dict[str, dict[str, HoldsRules]] = {}
    for pack in packs:
        line = (*pack.ancestors, pack)
        members = by_root.setdefault(line[0].pack, {})
        for one in line:
            members.setdefault(one.pack, one)
    found = []
    for members in by_root.values():
        ordered = tuple(sorted(members.values(), key=lambda one: len(one.ancestors)))
        found.append(Family(ordered, merge_parameters(ordered), choices))
    return tuple(found)
