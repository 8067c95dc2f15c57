"""A pair of records as the page shows it: what agrees, what differs, what hangs on each, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from mutong.desk.parts import Option
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.same_people import SameCandidateRow
from mutong.records.reads.same_sides import RecordSide, access_sides
from mutong.register.same_person.comparing import ALIKE, DIFFERS, DOUBTS, FIELDS, SAME
from mutong.register.same_person.exact_keys import rule_of

WAITING, UNSURE, DECIDED = "waiting", "unsure", "decided"
VERDICTS = (
    Option("same", Words("同一人", "Same person")),
    Option("different", Words("不是同一人", "Different people")),
    Option("unsure", Words("说不准", "Not sure")),
)
_NOTHING = Words("未写", "not given")
_GIVEN = Words("有，无权查看", "given, not yours to read")
_TOLD = {
    SAME: (Words("相同", "same"), "good"),
    ALIKE: (Words("相近", "alike"), "warn"),
    DIFFERS: (Words("不同", "differs"), "alarm"),
}
_UNTOLD = (Words("无从比较", "cannot be compared"), "none")


@dataclass(frozen=True)
class FieldLine:
    """One field of both records, and how they compare."""

    label: Words
    first: Words
    second: Words
    told: Words
    tone: str


@dataclass(frozen=True)
class Hanging:
    """What hangs on one record, each with where it leads ('' for nowhere)."""

    parts: tuple[tuple[Words, str], ...]


@dataclass(frozen=True)
class PairCard:
    """One pair to decide. `kept` is the record that would be kept, unless the person says otherwise."""

    first: RecordSide
    second: RecordSide
    title: str
    chance: Words
    keys: tuple[Words, ...]
    keys_only: tuple[Words, ...]
    doubts: tuple[Words, ...]
    lines: tuple[FieldLine, ...]
    hanging: tuple[Hanging, Hanging]
    kept: str
    row: SameCandidateRow


def cards_of(viewer: Viewer, rows: Sequence[SameCandidateRow], purpose: str) -> list[PairCard]:
    """The cards of some pairs, in their order; what the viewer may not read is left out."""
    if not rows:
        return []
    sides = access_sides(viewer, [one for row in rows for one in (row.first, row.second)], purpose)
    return [_card(row, sides[row.first], sides[row.second]) for row in rows]


def verdict_words(verdict: str) -> Words:
    """What an answer is called."""
    return next((option.label for option in VERDICTS if option.value == verdict), Words(verdict, verdict))


def chance_words(probability: float | None) -> Words:
    """A probability in whole per cent; never “certain”."""
    if probability is None:
        return Words("", "")
    whole = min(99, int(probability * 100))
    return Words(f"像是同一人 {whole}%", f"{whole}% likely one person")


def _card(row: SameCandidateRow, first: RecordSide, second: RecordSide) -> PairCard:
    kept = second if second.weight > first.weight else first
    names = dict.fromkeys((first.name or first.person_id, second.name or second.person_id))
    return PairCard(
        first=first,
        second=second,
        title=" / ".join(names),
        chance=chance_words(row.probability),
        keys=tuple(rule_of(name).words for name in row.rules),
        keys_only=tuple(rule_of(name).words for name in row.keys_only),
        doubts=tuple(DOUBTS[name] for name in row.doubts),
        lines=tuple(_line(name, row.fields.get(name, ""), first, second) for name in FIELDS),
        hanging=(_hanging(first), _hanging(second)),
        kept=kept.person_id,
        row=row,
    )


def _line(name: str, compared: str, first: RecordSide, second: RecordSide) -> FieldLine:
    told, tone = _TOLD.get(compared, _UNTOLD)
    said = [_said(name, side, compared) for side in (first, second)]
    return FieldLine(FIELDS[name], said[0], said[1], told, tone)


def _said(name: str, side: RecordSide, compared: str) -> Words:
    if name == "sex":
        return code_words(side.sex, "sex") if side.sex else _NOTHING
    if name == "birth_date":
        return day_words(side.birth_date) if side.birth_date else _NOTHING
    if name in ("id_number", "phone"):
        end = side.number_end if name == "id_number" else side.phone_end
        if end:
            return Words(f"…{end}", f"…{end}")
        # Where both gave it, it was compared, though its reader may not see it.
        return _GIVEN if compared in _TOLD else Words("未写或无权查看", "not given, or not yours to read")
    text = {"name": side.name, "area_code": side.area, "home": side.home}[name]
    return Words(text, text) if text else _NOTHING


def _hanging(side: RecordSide) -> Hanging:
    parts: list[tuple[Words, str]] = [
        (Words("所在家庭", "household"), reverse("household", args=[home])) for home in side.household_ids
    ]
    for case_id in side.cases or ():
        parts.append((Words(f"病例 {case_id}", f"case {case_id}"), reverse("case", args=[case_id])))
    for count, words in (
        (side.contacts, Words("个病例的密接", "cases it is a contact of")),
        (side.duties, Words("项未办结任务", "open duties")),
        (side.facts, Words("条事实", "facts")),
    ):
        if count:
            parts.append((Words(f"{count} {words.zh}", f"{count} {words.en}"), ""))
    if side.organisation:
        parts.append((Words(f"单位：{side.organisation}", f"employer or school: {side.organisation}"), ""))
    return Hanging(tuple(parts))
