"""The parts of an explanation: a tree of sentences, what is lacking, and what would change the answer."""

from dataclasses import dataclass, field

from mutong.kernel.words import Words
from mutong.standards.changing import Change
from mutong.standards.clauses import Clause

# Why an answer is not known: a fact's reason from the register, or the state of a standard.
NULL_STANDARD, UNCONFIRMED, NOT_IN_FORCE = "null_standard", "unconfirmed_standard", "not_in_force"
FAMILY, OFFICE = "family", "office"


@dataclass(frozen=True)
class Lack:
    """One thing that is not known: a fact as person/P1.monthly_income, or a standard by name.

    `reason` is never_asked, stale, conflicting, declined, awaiting_office, null_standard, unconfirmed_standard or
    not_in_force; `to` is who can tell: family or office.
    """

    name: str
    reason: str
    to: str


@dataclass(frozen=True)
class Explanation:
    """One part of an answer.

    `words` is a sentence with its values. `truth` is yes, no, unknown, or '' for a number; `low` and `high` are a
    number's ends in `unit` (None: no end). `clause`, `citation` and `grade` tell the source of a standard or rule;
    `choice` tells who chose an open number and why, `null_standard` that it is open. `missing` names a fact that is
    not known, as person/P1.monthly_income; `reason` and `to` say why something is not known and who can tell (see
    Lack). `matters` is whether the part carries the answer of the part above.

    Of a rule's root only: `lacks` are the things that keep it open or still to be confirmed, `changes` what would turn
    it, and `turns` the next day on which it turns of itself.
    """

    words: Words
    truth: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    clause: str = ""
    citation: Words | None = None
    grade: str = ""
    choice: Words | None = None
    null_standard: bool = False
    missing: str = ""
    reason: str = ""
    to: str = ""
    matters: bool = True
    clauses: tuple[Clause, ...] = ()
    lacks: tuple[Lack, ...] = ()
    changes: tuple[Change, ...] = ()
    turns: Change | None = None
    children: "tuple[Explanation, ...]" = field(default=())
