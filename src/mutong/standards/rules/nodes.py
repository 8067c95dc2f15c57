"""The nodes of a rule's tree. One tree gives the bulk screen, one family's answer, its reasons and the rule card.

Each node has a `scope` (person, household, or '' for what is the same for everyone) and a `kind` of value.
"""

from dataclasses import dataclass, fields
from datetime import date

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.units import Dimension, unit_name
from mutong.tables.dictionary import FactSpec


@dataclass(frozen=True)
class Kind:
    """What a node's value is: truth, number, code or day. `powers` is a number's dimension, None for a bare literal."""

    name: str
    powers: Dimension | None = None


def unit_of(kind: Kind) -> str:
    """A number's unit as packs write it; '' when it has none."""
    return unit_name(kind.powers) if kind.powers else ""


TRUTH = Kind("truth")
CODE = Kind("code")
DAY = Kind("day")


@dataclass(frozen=True, eq=False)
class Node:
    """Any part of a rule; compared by identity, so that a shared part is worked out once."""

    line: int
    scope: str
    kind: Kind

    @property
    def children(self) -> "tuple[Node, ...]":
        """The parts it is made of, in reading order."""
        found: list[Node] = []
        for each in fields(self):
            part = getattr(self, each.name)
            found += [one for one in (part if isinstance(part, tuple) else (part,)) if isinstance(one, Node)]
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Fact(Node):
    """A fact of the person or household."""

    spec: FactSpec


@dataclass(frozen=True, eq=False)
class Parameter(Node):
    """A dated number of the standards, in force where the subject lives."""

    name: str
    label: Words


@dataclass(frozen=True, eq=False)
class Literal(Node):
    """A number, a word, a day or yes/no written in the rule."""

    value: float | str | bool | date


@dataclass(frozen=True, eq=False)
class ScreeningDay(Node):
    """The day the screen is for."""


@dataclass(frozen=True, eq=False)
class Age(Node):
    """Whole years from a birth date to the screening day."""

    birth: Node


@dataclass(frozen=True, eq=False)
class Finding(Node):
    """Another rule's answer about the same subject."""

    rule: str


@dataclass(frozen=True, eq=False)
class _Several(Node):
    parts: tuple[Node, ...]


class All(_Several):
    """Kleene `and`."""


class Any(_Several):
    """Kleene `or`."""


@dataclass(frozen=True, eq=False)
class Extreme(_Several):
    """The least (`min`) or greatest (`max`) of several numbers."""

    which: str


@dataclass(frozen=True, eq=False)
class Not(Node):
    """The other way round; unknown stays unknown."""

    part: Node


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """Two numbers or two days: `sign` is one of < <= > >= == !=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class OneOf(Node):
    """A code that is one of some words; with `areas` set, an area code that lies in one of some areas."""

    code: Node
    words: tuple[str, ...]
    areas: bool = False


@dataclass(frozen=True, eq=False)
class Arithmetic(Node):
    """Two numbers with + - * or /; the days between two days (day - day); a day so many days on (day + days)."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class OverMembers(Node):
    """sum, count, anyone or everyone over the members of a household; `of` counts where `where` holds."""

    how: str
    of: Node | None
    where: Node | None


@dataclass(frozen=True, eq=False)
class OverRelated(Node):
    """sum, count, anyone or everyone over the people related to a person, as OverMembers is over a household.

    `relation` is a word of RELATIONS (tables.snapshot_relations), whose pairs Snapshot.related gives, the dead among
    them; `of` and `where` are the other person's. `complete` is the fact (yes/no, of the person) that tells whether
    everyone so related is on record. Where it is not yes there may be others, of whom nothing is known (T1).
    """

    how: str
    relation: str
    of: Node | None
    where: Node | None
    complete: Node


@dataclass(frozen=True, eq=False)
class AmountOf(Node):
    """What another rule would give the same subject: its amount where the answer is yes, nought where it is no,
    anything between where it is unknown.
    """

    rule: str


@dataclass(frozen=True, eq=False)
class Rounded(Node):
    """A number rounded to a multiple of `step` (in the number's own unit): `which` is up, down or half_up.

    What lies within a millionth of a step of a multiple counts as that multiple: values.rounded.
    """

    which: str
    part: Node
    step: float


@dataclass(frozen=True, eq=False)
class MonthsBetween(Node):
    """Whole calendar months from one day to another; below nought when the second comes first."""

    start: Node
    end: Node


@dataclass(frozen=True, eq=False)
class AddMonths(Node):
    """The day so many whole months after a day; the last day of the month where there is no such day."""

    day: Node
    months: Node


@dataclass(frozen=True, eq=False)
class Lift(Node):
    """What holds of a household, for each person who lives in it; unknown for whoever lives in none."""

    part: Node


@dataclass(frozen=True, eq=False)
class Choose(Node):
    """One number if a condition holds, else another; where that is unknown, anything between the two."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, eq=False)
class Named(Node):
    """A part that has a name people use, such as income per head."""

    label: Words
    part: Node


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule, or one dated version of it. `receipt` is the fact that tells who already receives the service."""

    pack: str
    name: str
    of: str
    service: str
    receipt: str
    title: Words
    clauses: tuple[Clause, ...]
    valid: Period
    who: Node
    amount: Node | None
    unit: str
    file: str
    line: int
    # The day from whose end on the rule could be known (T6); None: known from the beginning.
    known_from: date | None = None
    # benefit: wider and more is kinder; burden: narrower and less is kinder (T7).
    direction: str = "benefit"

    @property
    def rule_id(self) -> str:
        """`pack:rule`, as findings carry it."""
        return f"{self.pack}:{self.name}"
