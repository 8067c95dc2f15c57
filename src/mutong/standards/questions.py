"""What to ask next: the few facts that together settle the most, worth the most, and nothing that is known and fresh
(A4).

A fact not known is a question for the family or for an office, as the dictionary says; a standard not known is a
question for the office that issues it, and is kept apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import inf

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.experience import Experience, experience_of
from mutong.standards.pack import Pack
from mutong.standards.prepared import Prepared, prepare
from mutong.standards.question_choice import choose_facts
from mutong.standards.question_goals import Goals
from mutong.standards.question_weights import weight
from mutong.standards.question_worlds import Worlds, split
from mutong.standards.rules.subjects import Lot, Subject, row_of
from mutong.standards.single_answers import SingleAnswer, answers_about
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.snapshot import Snapshot

# A visit runs from who lives here to what is hard to speak of, in the same order every time.
TOPICS = ("people", "home", "work", "money", "health", "benefits", "village")
FAMILY, OFFICE = "family", "office"
# Whoever would not say is not pressed again; whoever we have already written to is not written to again.
_NOT_ASKED_AGAIN = ("declined", "awaiting_office")


@dataclass(frozen=True)
class Question:
    """One question about a household or one of its members.

    `rank` counts from 1 among the questions for the same `to` (family, office), the one worth most first. `question`
    is as the dictionary has it; where it is about a person it still holds {name}. `settles` is how many open answers
    hang on it; `worth_low` and `worth_high` (fen a month, None: no end known) are the money those answers are about.
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


def open_questions(
    snapshot: Snapshot,
    packs: Iterable[Pack],
    choices: Choices | None,
    household_id: str,
    limit: int = 5,
    experience: Experience | None = None,
) -> Questions:
    """The questions that are expected to settle most for one household, at most `limit` of the family and of the
    office each, chosen as a set.

    They come in the order of TOPICS; `rank` says which is worth most. What an unknown fact may turn out to be is taken
    from like people in `experience`; left out, in the Snapshot. MutongError `unknown_subject` for a household that is
    not in the Snapshot.
    """
    row = row_of(snapshot, "household", household_id)
    known = experience or experience_of(snapshot)
    return questions_about(prepare(packs, choices), Lot(snapshot).household(row), limit, known)


def open_questions_of_all(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, limit: int = 5
) -> dict[str, Questions]:
    """The questions of every household that has any, by household id."""
    prepared, known, found = prepare(packs, choices), experience_of(snapshot), {}
    for row in range(snapshot.size("household")):
        home = Lot(snapshot).household(row)
        questions = questions_about(prepared, home, limit, known)
        if questions != Questions():
            found[home.id] = questions
    return found


def questions_about(
    prepared: Prepared, home: Subject, limit: int, experience: Experience | None
) -> Questions:
    """The questions about a household that was read already."""
    return choose_questions(home, tuple(answers_about(prepared, home)), limit, experience)


def choose_questions(
    home: Subject, answers: tuple[SingleAnswer, ...], limit: int, experience: Experience | None
) -> Questions:
    """The questions that follow from a household's answers, at most `limit` of each addressee."""
    found, standards = _weights(answers)
    chosen = chosen_facts(home, answers, limit, 2 * limit, experience)
    ranked = [(name, home.lot.snapshot.spec(split(name)[2]), found[name]) for name in chosen]
    family, office = (_shown(home.id, [one for one in ranked if one[1].to == to]) for to in (FAMILY, OFFICE))
    return Questions(family, office, standards)


def chosen_facts(
    home: Subject, answers: tuple[SingleAnswer, ...], limit: int, most: int, experience: Experience | None
) -> tuple[str, ...]:
    """The facts to ask for as person/P1.monthly_income, the most valuable first: at most `limit` of each addressee
    and `most` in all.
    """
    names = sorted(
        (name for name in _weights(answers)[0] if _may_be_asked(home.lot.snapshot, name)),
        key=lambda name: _place_of(home.lot.snapshot, name),
    )
    if not names:
        return ()
    worlds = Worlds(home, names, experience)
    worlds.imagine(dict.fromkeys(one.place for one in answers))
    specs = [home.lot.snapshot.spec(split(name)[2]) for name in names]
    chosen = choose_facts(
        Goals(worlds).of(answers),
        worlds.count,
        [_cost(spec) for spec in specs],
        [spec.to for spec in specs],
        {FAMILY: limit, OFFICE: limit},
        most,
    )
    return tuple(names[place] for place in chosen)


def _weights(answers: tuple[SingleAnswer, ...]) -> tuple[dict[str, _Weight], tuple[str, ...]]:
    """How many open answers hang on each fact that is missing, with their money; and the standards that are null."""
    found: dict[str, _Weight] = {}
    standards: dict[str, None] = {}
    for one in answers:
        if one.verdict == Truth.NO:
            continue
        settled = one.verdict == Truth.YES
        if settled and one.receipt == Truth.UNKNOWN:
            _add(found, one.receipt_name, 1, one)
        for name in dict.fromkeys(one.missing):
            _add(found, name, 0 if settled else 1, one)
        standards.update(dict.fromkeys(one.nulls))
    return found, tuple(standards)


def _add(found: dict[str, _Weight], name: str, settles: int, one: SingleAnswer) -> None:
    low, high = one.amount or (0.0, 0.0)
    about = found.setdefault(name, _Weight())
    about.settles += settles
    about.low += low
    about.high += high


def _may_be_asked(snapshot: Snapshot, name: str) -> bool:
    kind, subject_id, key = split(name)
    return (
        snapshot.may_have(key)
        and snapshot.reason(key)[snapshot.index_of(kind, subject_id)] not in _NOT_ASKED_AGAIN
    )


def _place_of(snapshot: Snapshot, name: str) -> tuple:
    _, subject_id, key = split(name)
    # What a pack derives from events comes after the facts of the dictionary.
    return TOPICS.index(snapshot.spec(key).topic), _order().get(key, len(_order())), key, subject_id


@cache
def _order() -> dict[str, int]:
    return {key: place for place, key in enumerate(fact_dictionary())}


def _cost(spec: FactSpec) -> float:
    """What asking takes (fen): a few minutes, and the reserve about what is hard to speak of."""
    return weight("minute_worth") * weight(f"minutes_{spec.to}") + weight(f"reserve_{spec.sensitivity}")


def _shown(household_id: str, ranked: list[tuple[str, FactSpec, _Weight]]) -> tuple[Question, ...]:
    questions = []
    for rank, (name, spec, about) in enumerate(ranked, start=1):
        kind, subject_id, _ = split(name)
        questions.append(
            Question(
                household_id=household_id,
                rank=rank,
                person_id=subject_id if kind == "person" else "",
                fact=spec.key,
                question=spec.question,
                settles=about.settles,
                worth_low=about.low,
                worth_high=None if about.high == inf else about.high,
                to=spec.to,
                topic=spec.topic,
            )
        )
    return tuple(sorted(questions, key=lambda one: (TOPICS.index(one.topic), one.rank)))
