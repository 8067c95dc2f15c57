"""What a derived fact is, once read: which events count, over which window, and what is made of them."""

from dataclasses import dataclass

from mutong.standards.clauses import Clause
from mutong.tables.dictionary import FactSpec

HOW = ("exists", "count", "sum", "last", "days_since")
SPANS = ("hours", "days", "months")
UNIT_OF_SPAN = {"hours": "hour", "days": "day", "months": "month"}


@dataclass(frozen=True)
class Amount:
    """A number a file writes: itself, or the name of a parameter, in the base unit."""

    value: float | None
    parameter: str = ""


@dataclass(frozen=True)
class Window:
    """When an event counts. `length` of a `span` up to the screening; or from the day of the fact `since` on; and, with
    `until`, before the day of that fact. Facts are of the same subject.
    """

    span: str = ""
    length: Amount | None = None
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Among:
    """A column that holds one of some words."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Within:
    """A number column with its limits: sign (< <= > >=) and amount; `unit` is the base unit of a column with units."""

    column: str
    limits: tuple[tuple[str, Amount], ...]
    unit: str = ""


@dataclass(frozen=True)
class DerivedFact:
    """One derived fact. `name` is what rules call it; `spec` declares it like any fact, under the key `pack:name`.

    `kinds` are the kinds of event that count where all `conditions` hold and, with `listed`, where the event's area had
    one of these statuses on the event's day. `value` is the column that `sum` adds up, in base units.
    """

    name: str
    spec: FactSpec
    how: str
    kinds: tuple[str, ...]
    conditions: tuple[Among | Within, ...]
    window: Window
    listed: tuple[str, ...]
    value: str
    clause: Clause
    file: str
