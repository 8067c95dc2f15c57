"""One household's answers: every rule in force where it lives, for it and for its members, with their reasons.

The scalar counterpart of `screening.answers_of`: the same rules, the same subjects, the same answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.combining import Alternative, combine
from mutong.standards.pack import Pack
from mutong.standards.prepared import Place, Prepared, prepare
from mutong.standards.rules.family import Version
from mutong.standards.rules.single_numbers import Ends
from mutong.standards.rules.subjects import Lot, Subject, row_of
from mutong.standards.rules.tracing import CHOSEN, NULL, USED, WEAK
from mutong.tables.snapshot import Snapshot


@dataclass(frozen=True)
class SingleAnswer:
    """One rule's answer about one subject.

    `amount` is what it would be if the subject qualifies (both ends in the rule's unit, infinite where there is no
    upper end; None where the verdict is no or the rule gives no money). `missing` lists the facts whose lack keeps
    the verdict open or, where it is yes, the amount, as person/P1.monthly_income; a fact may stand there twice.
    """

    place: Place
    version: Version
    subject: Subject
    verdict: Truth
    amount: Ends | None
    bits: int
    missing: tuple[str, ...]

    @property
    def receipt_name(self) -> str:
        """The fact that tells whether the subject receives it already, as person/P1.receives_…; '' for none."""
        key = self.version.rule.receipt
        return f"{self.subject.kind}/{self.subject.id}.{key}" if key else ""

    @property
    def receipt(self) -> int | None:
        """Whether the subject receives it already, as a Truth; None where no fact tells."""
        key = self.version.rule.receipt
        return self.subject.fact(key, "truth") if key else None

    @property
    def used(self) -> tuple[str, ...]:
        """Keys of the facts that settled it."""
        return self.place.reasons.names(self.bits, USED)

    @property
    def nulls(self) -> tuple[str, ...]:
        """Parameters that are null, and rules not in force as rule:not_in_force."""
        return self.place.reasons.names(self.bits, NULL)

    @property
    def weak(self) -> tuple[str, ...]:
        """Parameters that must still be confirmed."""
        return self.place.reasons.names(self.bits, WEAK)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Parameters that a place chose."""
        return self.place.reasons.names(self.bits, CHOSEN)


def answer_home(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, household_id: str
) -> tuple[SingleAnswer, ...]:
    """Every answer about a household and the members who are not known to be dead, in the order of the packs.

    MutongError `unknown_subject` for a household that is not in the Snapshot.
    """
    row = row_of(snapshot, "household", household_id)
    return tuple(answers_about(prepare(packs, choices), Lot(snapshot).household(row)))


def answer_of_rule(
    snapshot: Snapshot, packs: Iterable[Pack], choices: Choices | None, rule_id: str, subject_id: str
) -> SingleAnswer:
    """The answer of one rule (`pack:rule`) about one subject, with its reasons.

    Raises MutongError `no_finding` where the rule is not in force for the subject on the Snapshot's day, and
    `unknown_subject` for someone who is not in the Snapshot.
    """
    name, prepared = rule_id.split(":")[-1], prepare(packs, choices)
    # What the packs derive from events are facts as well, known or not.
    snapshot.declare(prepared.derived)
    for family in prepared.families:
        version = family.family.rule(rule_id, snapshot.on, snapshot.known_at)
        if version is None:
            continue
        of = version.rule.of
        subject = Lot(snapshot).of(of, row_of(snapshot, of, subject_id))
        place = family.place(snapshot.on, snapshot.known_at, subject.area_code)
        here = place.standing.versions.get(name)
        if here is not None and here.rule is version.rule:
            subject.stand(place.standing)
            return answer(place, here, subject)
    raise MutongError(
        "no_finding",
        Words(
            f"规则“{rule_id}”在 {snapshot.on} 对“{subject_id}”没有效力；请换日期或区域，或选当日有效的规则。",
            f"The rule “{rule_id}” is not in force for “{subject_id}” on {snapshot.on}; choose another day or area, or "
            "a rule that is.",
        ),
        rule=rule_id,
        subject=subject_id,
    )


def answers_about(prepared: Prepared, home: Subject) -> Iterable[SingleAnswer]:
    """Every answer about a household that was read already. A household in which nobody lives is no subject."""
    if not home.members:
        return
    lot = home.lot
    lot.snapshot.declare(prepared.derived)
    for place in prepared.places(lot.on, lot.snapshot.known_at, home.area_code):
        home.stand(place.standing)
        for version in place.versions:
            for subject in (home,) if version.rule.of == "household" else home.members:
                yield answer(place, version, subject)


def alternatives_of(answers: Iterable[SingleAnswer], packs: Iterable[Pack]) -> list[Alternative]:
    """Of a household's answers those that do not simply add up: two exclusive entitlements are shown as a choice."""
    rows, home_of = [], {}
    for one in answers:
        low, high = one.amount or (None, None)
        rows.append(
            {
                "rule_id": one.version.rule.rule_id,
                "subject_kind": one.subject.kind,
                "subject_id": one.subject.id,
                "verdict": one.verdict.word,
                "amount_low": None if low == -inf else low,
                "amount_high": None if high == inf else high,
                "unit": one.version.rule.unit or None,
            }
        )
        if one.subject.home is not None:
            home_of[one.subject.id] = one.subject.home.id
    return combine(rows, packs, home_of)


def answer(place: Place, version: Version, subject: Subject) -> SingleAnswer:
    """One rule's answer about one subject, with its reasons."""
    rule, why = version.rule, place.reasons
    verdict = place.standing.value(rule.who, subject)
    bits, missing, _ = why.of(rule.who)(subject, verdict == Truth.UNKNOWN)
    amount = None
    if rule.amount is not None and verdict != Truth.NO:
        amount = place.standing.value(rule.amount, subject)
        settled = verdict == Truth.YES
        more, facts, _ = why.of(rule.amount)(subject, settled and amount[0] != amount[1])
        # A null amount does not keep the verdict open, so it is not among what an open verdict lacks.
        bits |= more if settled else more & ~why.bits_of(NULL)
        missing += facts
    return SingleAnswer(place, version, subject, Truth(verdict), amount, bits, missing)
