"""What a pack reads like: plain parts, in both languages, from which the desk and the reference documents are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause, Document
from mutong.standards.open_numbers import OpenNumber


@dataclass(frozen=True)
class Head:
    """What the pack is, where and when it holds, and what it follows.

    `within` and `succeeds` are (name, title) or None; a version that is not shipped has no title.
    `settled` tells whether the text says what becomes of people in flight, `transition` is what it says, or that it
    must be asked; None where the pack follows none.
    """

    name: str
    version: str
    title: Words
    domain: str
    level: str
    area_code: str
    valid: Period
    within: tuple[str, Words] | None
    succeeds: tuple[str, Words | None] | None
    inherits: bool
    settled: bool
    transition: Words | None
    transition_clause: Clause | None


@dataclass(frozen=True)
class Article:
    """One article of a document: its clauses in our own words, what cites it, or why nothing needs to."""

    name: Words
    cited_by: tuple[Words, ...]
    none_needed: Words | None
    listed: bool
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class DocumentEntry:
    """One document with the articles the pack answers for. `inherited` names the pack it came from, '' for its own."""

    document: Document
    articles: tuple[Article, ...]
    inherited: str


@dataclass(frozen=True)
class NumberRow:
    """A number in some areas (by code) and one period. `value` is None where nobody has verified it; `asked_of` then
    says who can fill it, where somebody is named. `chosen` are the local choices that fill it.
    """

    value: Words | None
    areas: tuple[str, ...]
    valid: Period
    known_from: date | None
    grade: str
    clause: Clause
    candidates: tuple[Words, ...]
    asked_of: Words | None
    note: Words
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number of the standards with its history."""

    name: str
    label: Words
    rows: tuple[NumberRow, ...]

    @property
    def open(self) -> int:
        """How many rows have no value."""
        return sum(row.value is None for row in self.rows)


@dataclass(frozen=True)
class Line:
    """One condition of a rule, so many steps in."""

    depth: int
    words: Words


@dataclass(frozen=True)
class FactAsked:
    """A fact that a rule reads, with the question that asks for it. `to` is family or office; `about` person or
    household.
    """

    key: str
    label: Words
    question: Words
    about: str
    to: str


@dataclass(frozen=True)
class RuleVersion:
    """One dated version of a rule. `standards` are the parameters it reads, `builds_on` the rules, by name."""

    valid: Period
    known_from: date | None
    clauses: tuple[Clause, ...]
    conditions: tuple[Line, ...]
    amount: Words | None
    where: tuple[Words, ...]
    facts: tuple[FactAsked, ...]
    standards: tuple[str, ...]
    builds_on: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class RuleEntry:
    """A rule: about whom, which way is kinder, and its versions, the newest last."""

    name: str
    rule_id: str
    title: Words
    of: str
    direction: str
    receipt: Words | None
    versions: tuple[RuleVersion, ...]


@dataclass(frozen=True)
class DerivedEntry:
    """A fact that follows from events, said in one sentence."""

    name: str
    label: Words
    words: Words
    clause: Clause


@dataclass(frozen=True)
class StepEntry:
    """One obligation: what, when, by whom (a role of the pack), how it is fulfilled, on which basis."""

    words: Words
    when: Words
    role: str
    closed_by: tuple[str, ...]
    publishes: tuple[Words, ...]
    clause: Clause | None
    standards: tuple[str, ...]


@dataclass(frozen=True)
class ProtocolEntry:
    """A protocol: what starts and ends it, its phases and its steps."""

    name: str
    title: Words
    subject_kind: str
    starts: Words
    ends: Words
    phases: tuple[tuple[Words, Words], ...]
    steps: tuple[StepEntry, ...]
    clause: Clause | None


@dataclass(frozen=True)
class ContactEntry:
    """One rule of who counts as a contact, and as which class."""

    words: Words
    klass: Words
    clause: Clause | None


@dataclass(frozen=True)
class Direction:
    """A declared output: which way is kinder, and who may set it within which bounds (T7)."""

    name: str
    label: Words
    kinder: Words
    set_by: Words | None
    bounds: Words | None
    clause: Clause


@dataclass(frozen=True)
class Together:
    """What two entitlements are to each other."""

    rule_a: str
    rule_b: str
    title_a: Words
    title_b: Words
    relation: str
    words: Words
    note: Words
    clause: Clause | None
    grade: str


@dataclass(frozen=True)
class Banned:
    """What no local measure may do."""

    name: str
    words: Words
    check: Words
    valid: Period
    clause: Clause


@dataclass(frozen=True)
class WorkedCase:
    """A worked case: of which rule or protocol, its name, its facts and what it expects, in short. `passes` is None
    where it was not worked out (protocol cases are tried by the tests); `source` is the case as the file has it.
    """

    of: str
    title: Words
    name: str
    on: str
    facts: Words
    expected: Words
    passes: bool | None
    source: Mapping[str, object]


@dataclass(frozen=True)
class PackReference:
    """Everything a reader of one pack is shown."""

    head: Head
    documents: tuple[DocumentEntry, ...]
    numbers: tuple[Number, ...]
    rules: tuple[RuleEntry, ...]
    derived: tuple[DerivedEntry, ...]
    protocols: tuple[ProtocolEntry, ...]
    contacts: tuple[ContactEntry, ...]
    directions: tuple[Direction, ...]
    together: tuple[Together, ...]
    banned: tuple[Banned, ...]
    cases: tuple[WorkedCase, ...]
    open: tuple[OpenNumber, ...]

    @property
    def articles(self) -> tuple[int, int]:
        """How many listed articles are cited or marked, and how many are listed."""
        listed = [one for document in self.documents for one in document.articles if one.listed]
        return sum(bool(one.cited_by) or one.none_needed is not None for one in listed), len(listed)
