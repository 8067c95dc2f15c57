"""What contact rules are made of: rules, seats, the infectious window, classes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameters import ParameterValue

RELATIONS = ("household", "place", "encounter", "tie")
RISKS = ("higher", "ordinary")


@dataclass(frozen=True)
class ContactClass:
    """A class a rule may give, such as `close_contact`; the pack lists the strictest first."""

    name: str
    words: Words


@dataclass(frozen=True)
class SeatCondition:
    """What two seats must have in common: `part` is a named group of the seat patterns.

    `within` is the greatest difference allowed; None with `present` and `absent` false asks for the same part;
    `present` asks that the other person's seat has the part at all (the seat of staff, say), `absent` that neither
    seat is of a kind that has it (an open carriage has no compartments).
    """

    part: str
    within: ParameterValue | None
    present: bool
    absent: bool = False


@dataclass(frozen=True)
class ContactRule:
    """One rule, tried in order. Empty tuples, '' and None mean that the rule does not ask.

    `relation` says what it looks at: living in one household, staying at one place, an encounter, or a tie between two
    people on record, of these `kinds`: what the other is to the case (`carer`: cares for the case; `carer_of`: the case
    cares for the other).
    `switch` is whether a parameter the rule hangs on has the value it wants (unknown when null).
    `needs` names facts that no stay tells; they always leave the verdict unknown. `unprotected` asks that the two met
    without effective protection (masks, say). The risk is higher when `higher_risk` is YES; when `higher_from_minutes`
    is given it depends on the minutes together. Of `crowd`, people whom the rule finds at one place beyond
    `Venues.most_people` are counted and not listed. `by_order`: made of an order to search wider, not of the pack.
    """

    name: str
    relation: str
    kinds: tuple[str, ...]
    ventilation: str
    household: str
    seats: tuple[SeatCondition, ...]
    minutes_at_least: ParameterValue | None
    distance_within: ParameterValue | None
    needs: tuple[str, ...]
    switch: Truth
    switched_by: ParameterValue | None
    contact_class: str
    higher_risk: Truth
    higher_from_minutes: ParameterValue | None
    second_degree: bool
    clause: Clause
    words: Words
    unprotected: bool = False
    crowd: bool = False
    by_order: bool = False

    @property
    def parameters(self) -> tuple[ParameterValue, ...]:
        """The numbers the verdict rests on."""
        found = (
            self.switched_by,
            *(s.within for s in self.seats),
            self.minutes_at_least,
            self.distance_within,
        )
        return tuple(one for one in found if one is not None)


@dataclass(frozen=True)
class SeatPattern:
    """How seats are written in places of these kinds; its named groups are the parts conditions speak of."""

    kinds: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class InfectiousWindow:
    """From when to when others could be exposed by a case.

    It starts `days_back` days before the first known day among the columns `anchors`, and ends at the instant in
    column `until`. Where no anchor is known it surely covers what `surely_from` gives; where the end is not
    known it surely lasts to `surely_to`, and perhaps to the present.
    """

    classifications: tuple[str, ...]
    anchors: tuple[str, ...]
    days_back: ParameterValue
    surely_from: str
    until: str
    surely_to: str
    clause: Clause


@dataclass(frozen=True)
class Venues:
    """When a place takes in too many to list: more than `most_people` by rules of a crowd with one case at one place.

    They are counted in slices of `slice_minutes`, so that an investigator can open the slices that matter.
    """

    most_people: ParameterValue
    slice_minutes: ParameterValue
    clause: Clause


@dataclass(frozen=True)
class Granted:
    """Classes that may be given where the rules themselves end, and the clause that allows it."""

    classes: tuple[str, ...]
    clause: Clause


@dataclass(frozen=True)
class ScorePart:
    """Points that a contact gets `of` something: one of SCORED. `limit` is the most that is counted (hours), or how
    far from the day of onset still counts (days)."""

    of: str
    points: ParameterValue
    limit: ParameterValue | None
    words: Words


SCORED = ("higher_risk", "hours", "closed_air", "onset")
"""What points may be given of: risk that is surely higher, each hour together, a closed place, a meeting close to the
case's onset."""


@dataclass(frozen=True)
class ContactRules:
    """The contact rules of a pack on a day in an area: first matching rule in order wins."""

    pack: str
    version: str
    on: date
    area_code: str
    classes: tuple[ContactClass, ...]
    window: InfectiousWindow
    seat_patterns: tuple[SeatPattern, ...]
    rules: tuple[ContactRule, ...]
    second_rules: tuple[ContactRule, ...]
    beyond: Granted | None = None
    widening: Granted | None = None
    venues: Venues | None = None
    score: tuple[ScorePart, ...] = ()

    def strictness(self, contact_class: str) -> int:
        """0 for the strictest class."""
        return [one.name for one in self.classes].index(contact_class)

    def class_words(self, contact_class: str) -> Words:
        """What the class is called."""
        return self.classes[self.strictness(contact_class)].words

    def seat_parts(self, kind: str, seat: str) -> Mapping[str, str | None] | None:
        """The parts of a seat as written in a place of that kind, upper case; None when no pattern reads it.

        A part the pattern allows but this seat leaves out is None; a part its pattern does not speak of is absent.
        """
        for one in self.seat_patterns:
            if kind in one.kinds and (found := one.pattern.fullmatch(seat.strip().upper())):
                return found.groupdict()
        return None

    def basis(self, rule: ContactRule) -> str:
        """`pack:clause` of a rule."""
        return rule.clause.full_id

    def numbers(self, rule: ContactRule) -> tuple[ParameterValue, ...]:
        """The numbers that a rule's verdict rests on, the window's among them (an order has a window of its own)."""
        if rule.by_order:
            return ()
        return (self.window.days_back, *rule.parameters)
