"""What to ask next: the facts that would settle the most, worth the most, and nothing that is known and fresh (A4).

A fact not known is a question for the family or for an office, as the dictionary says; a standard not known is a
question for the office that issues it, and is kept apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.explaining import of_one_household
from mutong.standards.pack import Pack
from mutong.standards.rules.evaluation import Evaluation
from mutong.standards.rules.family import families
from mutong.standards.rules.tracing import NULL
from mutong.standards.screening import Answers, answers_of
from mutong.tables.dictionary import FactSpec, fact_dictionary, fact_spec
from mutong.tables.snapshot import Snapshot

# A visit runs from who lives here to what is hard to speak of, in the same order every time.
TOPICS = ("people", "home", "work", "money", "health", "benefits", "village")
# Whoever would not say is not pressed again; whoever we have already written to is not written to again.
_NOT_ASKED_AGAIN = ("declined", "awaiting_office")


@dataclass(frozen=True)
class Question:
    """One question about a household or one of its members.

    `rank` counts from 1 among the questions for the same `to` (family, office). `question` is as the dictionary has
    it; where it is about a person it still holds {name}. `settles` is how many open answers hang on it; `worth_low`
    and `worth_high` (fen a month, None: no end known) are the money those answers are about.
    """

    household_id: str
    rank: int
    person_id: str
    fact: str
    question: Words
    settles: int
    worth_low: float
    worth_high: float | None
    to: str
    topic: str


@dataclass(frozen=True)
class Questions:
    """What to ask about one household: of the family, of an office, and the standards nobody has verified yet."""

    family: tuple[Question, ...] = ()
    office: tuple[Question, ...] = ()
    standards: tuple[str, ...] = ()


@dataclass
class _Weight:
    settles: int = 0
    low: float = 0.0
    high: float = 0.0


class _Household:
    def __init__(self) -> None:
        self.weights: dict[str, _Weight] = {}
        self.standards: dict[str, None] = {}


def open_questions(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, household_id: str, limit: int = 5
) -> Questions:
    """The questions that would settle most for one household, at most `limit` of the family and of the office each.

    They come in the order of TOPICS; `rank` says which is worth most. MutongError `unknown_subject` for a household
    that is not in the Snapshot.
    """
    picked = of_one_household(snapshot, "household", household_id)
    return open_questions_of_all(picked, packs, choices, limit).get(household_id, Questions())


def open_questions_of_all(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, limit: int = 5
) -> dict[str, Questions]:
    """The questions of every household that has any, by household id."""
    households: dict[int, _Household] = {}
    for family in families(packs, choices or NO_CHOICES):
        for answers in answers_of(Evaluation(snapshot, family)):
            _weigh(snapshot, answers, households)
    ids = snapshot.ids("household")
    return {
        str(ids[row]): _chosen(snapshot, str(ids[row]), household, limit)
        for row, household in sorted(households.items())
    }


def _weigh(snapshot: Snapshot, answers: Answers, households: dict[int, _Household]) -> None:
    rule, tracing = answers.version.rule, answers.tracing
    homes = answers.rows if rule.of == "household" else snapshot.group[answers.rows]
    receipt = snapshot.truth(rule.receipt) if rule.receipt else None
    nulls = tracing.bits_of(NULL)
    open_rows = answers.verdict != Truth.NO
    for place in np.flatnonzero(open_rows & (homes >= 0)):
        row, verdict = int(answers.rows[place]), Truth(int(answers.verdict[place]))
        facts = list(dict.fromkeys(answers.missing.get(row, ())))
        settled = verdict == Truth.YES
        if settled and receipt is not None and receipt[row] == Truth.UNKNOWN:
            _add(
                households,
                homes[place],
                [f"{rule.of}/{snapshot.ids(rule.of)[row]}.{rule.receipt}"],
                1,
                answers,
                place,
            )
        if facts:
            _add(households, homes[place], facts, 0 if settled else 1, answers, place)
        if int(answers.bits[place]) & nulls:
            standards = households.setdefault(int(homes[place]), _Household()).standards
            standards.update(dict.fromkeys(tracing.names(int(answers.bits[place]), NULL)))


def _add(
    households: dict[int, _Household], home: int, facts: list[str], settles: int, answers: Answers, place: int
) -> None:
    weights = households.setdefault(int(home), _Household()).weights
    low, high = answers.low[place], answers.high[place]
    for fact in facts:
        weight = weights.setdefault(fact, _Weight())
        weight.settles += settles
        weight.low += 0.0 if np.isnan(low) else float(low)
        weight.high += 0.0 if np.isnan(high) else float(high)


def _chosen(snapshot: Snapshot, household_id: str, household: _Household, limit: int) -> Questions:
    by_addressee: dict[str, list[tuple[str, FactSpec, _Weight]]] = {"family": [], "office": []}
    for name, weight in household.weights.items():
        subject, key = name.rsplit(".", 1)
        if key in fact_dictionary() and _may_be_asked(snapshot, subject, key):
            spec = fact_spec(key)
            by_addressee[spec.to].append((subject.split("/", 1)[1], spec, weight))
    family, office = (_ranked(household_id, asked, limit) for asked in by_addressee.values())
    return Questions(family, office, tuple(household.standards))


def _may_be_asked(snapshot: Snapshot, subject: str, key: str) -> bool:
    kind, subject_id = subject.split("/", 1)
    return snapshot.reason(key)[snapshot.index_of(kind, subject_id)] not in _NOT_ASKED_AGAIN


def _ranked(
    household_id: str, asked: list[tuple[str, FactSpec, _Weight]], limit: int
) -> tuple[Question, ...]:
    order = {key: place for place, key in enumerate(fact_dictionary())}

    def worth(one: tuple[str, FactSpec, _Weight]) -> tuple:
        subject, spec, weight = one
        # An amount without an upper end says nothing of how much is at stake; its lower end does.
        stake = weight.low if np.isinf(weight.high) else weight.high
        return (-weight.settles, -stake, TOPICS.index(spec.topic), order[spec.key], subject)

    questions = [
        Question(
            household_id=household_id,
            rank=rank,
            person_id=subject if spec.subject_kind == "person" else "",
            fact=spec.key,
            question=spec.question,
            settles=weight.settles,
            worth_low=weight.low,
            worth_high=None if np.isinf(weight.high) else weight.high,
            to=spec.to,
            topic=spec.topic,
        )
        for rank, (subject, spec, weight) in enumerate(sorted(asked, key=worth)[:limit], start=1)
    ]
    return tuple(sorted(questions, key=lambda one: (TOPICS.index(one.topic), one.rank)))
