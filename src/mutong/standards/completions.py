"""The completion check: how often an answer is open though every way of filling in the unknown facts gives the same.

Strong Kleene logic (T1) asks each condition by itself. Where one unknown fact stands in two places it may answer
unknown although the facts leave no choice: `x or not x`. The check fills in the facts an open answer hangs on, one
value for each stretch between two cut points, and looks for two completions that disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.open_facts import OpenFacts
from mutong.standards.pack_form import Pack
from mutong.standards.prepared import Place, Prepared, prepare
from mutong.standards.rules.family import Version
from mutong.standards.rules.subjects import Lot, Single, Subject
from mutong.tables.snapshot import Snapshot

# Up to so many unknown facts, and so many states of them, every completion is looked at; beyond, a sample is.
MOST_FACTS = 12
MOST_STATES = 20_000
SAMPLES = 200
# Of an answer with more unknown facts so many states are searched for a disagreement before a sample is drawn.
_STATES_OF_MANY = 2_000
# Once a full completion is open still, so many more states are searched for a disagreement.
_PATIENCE = 60

DISAGREE = "disagree"
AGREE = "agree"
STAYS_OPEN = "stays_open"
ALSO_A_STANDARD = "also_a_standard"
FOR_A_STANDARD = "for_a_standard"

Filled = Mapping[tuple[str, str, str], Single]


@dataclass(frozen=True)
class OpenAnswer:
    """One open answer, and what its completions say.

    `outcome` is DISAGREE (one says yes, another no: rightly open) or AGREE (`told` is what all of them answer). Where
    a full completion is open still no more can be seen: FOR_A_STANDARD (all wait for a null standard), ALSO_A_STANDARD
    (some wait for one, the others agree) or STAYS_OPEN (one is open for another reason: a relative who is not on
    record, a division by nought). `facts` are the unknown facts it hangs on, as person/P1.monthly_income. `sampled`:
    not every completion was looked at; a disagreement is never sampled, for two completions are enough.
    """

    rule_id: str
    title: Words
    household_id: str
    subject_kind: str
    subject_id: str
    outcome: str
    told: Truth | None
    facts: tuple[str, ...]
    sampled: bool


@dataclass(frozen=True)
class RuleCompletions:
    """The open answers of one rule, those apart that only a null standard keeps open (`for_a_standard`).

    `looked_at` = `exhaustive` + `sampled`. Of these `could_tell` have completions that all agree (`could_tell_sampled`
    of them all that were drawn); of `stays_open` and `also_a_standard` it cannot be seen. `example` is the first that
    could be told, an exhaustive one where there is one; None where there is none.
    """

    rule_id: str
    title: Words
    looked_at: int = 0
    exhaustive: int = 0
    sampled: int = 0
    could_tell: int = 0
    could_tell_sampled: int = 0
    stays_open: int = 0
    also_a_standard: int = 0
    for_a_standard: int = 0
    example: OpenAnswer | None = None

    def with_answer(self, one: OpenAnswer) -> "RuleCompletions":
        """The same with one more open answer counted."""
        if one.outcome == FOR_A_STANDARD:
            return replace(self, for_a_standard=self.for_a_standard + 1)
        told, example = one.outcome == AGREE, self.example
        if told and (example is None or (example.sampled and not one.sampled)):
            example = one
        return replace(
            self,
            looked_at=self.looked_at + 1,
            exhaustive=self.exhaustive + (not one.sampled),
            sampled=self.sampled + one.sampled,
            could_tell=self.could_tell + told,
            could_tell_sampled=self.could_tell_sampled + (told and one.sampled),
            stays_open=self.stays_open + (one.outcome == STAYS_OPEN),
            also_a_standard=self.also_a_standard + (one.outcome == ALSO_A_STANDARD),
            example=example,
        )


def completions(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None = None, households: int | None = None
) -> Iterator[tuple[OpenAnswer, ...]]:
    """The open answers of one household after the other, about it and its living members; () where none is open.

    `households` looks at so many of them at most, evenly taken. The same register gives the same in every run.
    """
    prepared = prepare(packs, choices)
    snapshot.declare(prepared.derived)
    for row in household_rows(snapshot, households):
        yield tuple(_of_home(prepared, Lot(snapshot).household(int(row))))


def household_rows(snapshot: Snapshot, households: int | None = None) -> np.ndarray:
    """The rows of the households that a Snapshot is about, or of so many of them, evenly taken."""
    rows = np.flatnonzero(snapshot.asked("household"))
    if households is None or households >= len(rows):
        return rows
    return rows[np.arange(households) * len(rows) // max(households, 1)]


def by_rule(answers: Iterable[OpenAnswer]) -> tuple[RuleCompletions, ...]:
    """The open answers counted rule by rule, in the order in which the rules first occur."""
    found: dict[str, RuleCompletions] = {}
    for one in answers:
        before = found.get(one.rule_id) or RuleCompletions(one.rule_id, one.title)
        found[one.rule_id] = before.with_answer(one)
    return tuple(found.values())


def _of_home(prepared: Prepared, home: Subject) -> Iterator[OpenAnswer]:
    lot = home.lot
    for place in prepared.places(lot.on, lot.snapshot.known_at, home.area_code):
        for version in place.versions:
            for subject in (home,) if version.rule.of == "household" else home.members:
                subject.stand(place.standing)
                if home.members and place.standing.value(version.rule.who, subject) == Truth.UNKNOWN:
                    yield _Search(place, version, subject).outcome()


class _Search:
    """Looks through the completions of one open answer for two that disagree.

    Facts are filled in one after the other. A state that is settled before all are stands for every completion of it
    (T1), so most completions are looked at without being written out.
    """

    def __init__(self, place: Place, version: Version, subject: Subject) -> None:
        self.place, self.version, self.subject = place, version, subject
        self.said: set[int] = set()
        self.exact = True
        self.waits = self.stays_open = False
        self._left = MOST_STATES

    def outcome(self) -> OpenAnswer:
        """What the completions say."""
        root = self._open(self.subject)
        facts = tuple(root.found)
        many = len(facts) > MOST_FACTS
        sampled = False
        if not self._disagree_at_the_extremes(root):
            self._left = _STATES_OF_MANY if many else MOST_STATES
            finished = self._through({})
            if not self._enough and (many or not finished or not self.exact):
                sampled = True
                self._draw()
        rule, home = self.version.rule, self.subject.home or self.subject
        outcome = self._word()
        return OpenAnswer(
            rule_id=rule.rule_id,
            title=rule.title,
            household_id=home.id,
            subject_kind=self.subject.kind,
            subject_id=self.subject.id,
            outcome=outcome,
            told=Truth(next(iter(self.said))) if outcome == AGREE else None,
            facts=facts,
            sampled=sampled and outcome != DISAGREE,
        )

    @property
    def _disagree(self) -> bool:
        return len(self.said) > 1

    @property
    def _enough(self) -> bool:
        """Whether a sample could show no more."""
        return self._disagree or self.waits or self.stays_open

    def _word(self) -> str:
        if self._disagree:
            return DISAGREE
        if self.stays_open:
            return STAYS_OPEN
        if self.waits:
            return ALSO_A_STANDARD if self.said else FOR_A_STANDARD
        return AGREE

    def _at(self, filled: Filled) -> Subject:
        """The subject with some facts filled in, judged by the same standards."""
        home, known = self.subject.home or self.subject, self.subject.lot
        lot = Lot(known.snapshot, known.on, filled)
        own: dict[tuple[str, str], dict[str, Single]] = {}
        for (kind, name, key), value in filled.items():
            own.setdefault((kind, name), {})[key] = value
        found = lot.like((home, *home.people), own)[self.subject.kind, self.subject.id]
        found.stand(self.place.standing)
        return found

    def _open(self, subject: Subject) -> OpenFacts:
        return OpenFacts(self.place.standing, self.version.rule.who, subject)

    def _settled(self, subject: Subject) -> bool:
        verdict = self.place.standing.value(self.version.rule.who, subject)
        if verdict == Truth.UNKNOWN:
            return False
        self.said.add(verdict)
        return True

    def _still_open(self, subject: Subject) -> None:
        """Every fact is filled in and the answer is open: a standard is null, or something cannot be known."""
        if not (self.waits or self.stays_open):
            self._left = min(self._left, _PATIENCE)
        if self.place.reasons.of(self.version.rule.who)(subject, True)[2]:
            self.waits = True
        else:
            self.stays_open = True

    def _disagree_at_the_extremes(self, root: OpenFacts) -> bool:
        """Whether all facts towards a yes and all towards a no say different things; mostly they do."""
        for way in (1, -1):
            filled = {one.where: one.pushed(way) for one in root.found.values()}
            self._settled(self._at(filled))
        return self._disagree

    def _through(self, filled: Filled) -> bool:
        """Look at every completion of a state until two disagree; whether the end was reached."""
        if self._left <= 0:
            return False
        self._left -= 1
        subject = self._at(filled)
        if self._settled(subject):
            return True
        facts = self._open(subject)
        if not facts.found:
            self._still_open(subject)
            return True
        fact = facts.first()
        self.exact = self.exact and facts.exact(fact)
        for value in fact.values():
            if not self._through({**filled, fact.where: value}):
                return False
            if self._disagree:
                return True
        return True

    def _draw(self) -> None:
        """Completions drawn at random until two disagree; the same ones in every run."""
        chance = Random(f"{self.version.rule.rule_id} {self.subject.id}")
        for _ in range(SAMPLES):
            self._draw_one(chance)
            if self._enough:
                return

    def _draw_one(self, chance: Random) -> None:
        filled: dict[tuple[str, str, str], Single] = {}
        while not self._settled(subject := self._at(filled)):
            facts = self._open(subject)
            if not facts.found:
                self._still_open(subject)
                return
            first = facts.first()
            together = [one for one in facts.found.values() if one.finite] if first.finite else [first]
            filled |= {one.where: chance.choice(one.values()) for one in together}


COLUMNS = (
    "rule",
    "title_zh",
    "title_en",
    "open",
    "exhaustive",
    "sampled",
    "could_tell",
    "could_tell_sampled",
    "stays_open",
    "also_a_standard",
    "for_a_standard",
    "example",
    "answer",
    "facts",
)


def completion_row(one: RuleCompletions) -> dict[str, object]:
    """One rule's counts as a row with COLUMNS; `facts` are joined by ";"."""
    shown = one.example
    values = (
        one.rule_id,
        one.title.zh,
        one.title.en,
        one.looked_at,
        one.exhaustive,
        one.sampled,
        one.could_tell,
        one.could_tell_sampled,
        one.stays_open,
        one.also_a_standard,
        one.for_a_standard,
        f"{shown.subject_kind}/{shown.subject_id}" if shown else "",
        shown.told.word if shown else "",
        ";".join(shown.facts) if shown else "",
    )
    return dict(zip(COLUMNS, values, strict=True))
