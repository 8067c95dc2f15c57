"""An invented household as a form and as an address: it stands in the address alone, so it can be shared and printed.

Nobody's name has a field here. `n` is how many live together, `k` how many relatives live elsewhere; `h.KEY` is a fact
of the household, `p1.KEY` of a member, `o1.KEY` of a relative; what is left out is not known (T1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mutong.desk.answers import Question, read_answer
from mutong.desk.parts import NO_WORDS, Option
from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.standards.invented import InventedHome, Known, Reads
from mutong.tables.dictionary import FactSpec

MOST_MEMBERS, MOST_RELATIVES = 8, 4
TIES = ("parent", "spouse", "guardian", "carer")
_NOT_KNOWN = Option("", Words("不知道", "not known"))
_NO_TIE = Option("", Words("不是以下关系", "none of these"))


@dataclass(frozen=True)
class FactField:
    """One fact of the form: `name` is what the address calls it."""

    name: str
    label: Words
    hint: Words
    kind: str
    unit: Words
    value: str
    options: tuple[Option, ...]
    problem: Words | None


@dataclass(frozen=True)
class Part:
    """The household, a member or a relative, with the fields about it."""

    title: Words
    fields: tuple[FactField, ...]


@dataclass(frozen=True)
class HomeForm:
    """The form as the address fills it, and the household it makes; `wrong` says that a field could not be read."""

    parts: tuple[Part, ...]
    home: InventedHome
    members: int
    relatives: int

    @property
    def wrong(self) -> bool:
        """Whether a field could not be read; it then counts as not known."""
        return any(field.problem for part in self.parts for field in part.fields)


def read_home(asked: Mapping[str, str], reads: Reads, area_code: str, least: int = 1) -> HomeForm:
    """The household that an address describes, with the fields that a rule reads."""
    members = _count(asked.get("n", ""), least, MOST_MEMBERS)
    relatives = _count(asked.get("k", ""), 0, MOST_RELATIVES) if reads.relatives else 0
    parts: list[Part] = []
    home, fields = _read(asked, "h", reads.household)
    if fields:
        parts.append(Part(Words("这一户", "The household"), fields))
    people: list[dict[str, Known]] = []
    ties: list[tuple[int, int, str]] = []
    for name, title, number in _people(members, relatives):
        facts, fields = _read(asked, name, reads.person)
        if reads.relatives and number > 1:
            tie = asked.get(f"{name}.tie", "")
            fields = (_tie(name, tie), *fields)
            if tie in TIES:
                ties.append((1, number, tie))
        people.append(facts)
        parts.append(Part(title, fields))
    return HomeForm(
        tuple(parts),
        InventedHome(
            {**home, "area_code": area_code}, tuple(people[:members]), tuple(people[members:]), tuple(ties)
        ),
        members,
        relatives,
    )


def _people(members: int, relatives: int) -> Iterator[tuple[str, Words, int]]:
    for place in range(1, members + 1):
        yield f"p{place}", Words(f"成员 {place}", f"Member {place}"), place
    for place in range(1, relatives + 1):
        title = Words(f"住在别处的亲属 {place}", f"Relative elsewhere {place}")
        yield f"o{place}", title, members + place


def field_name(subject_kind: str, subject_id: str, key: str, members: int) -> str:
    """What the address calls a fact of a subject of the invented Snapshot (H1, P1 …)."""
    if subject_kind == "household":
        return f"h.{key}"
    number = int(subject_id.removeprefix("P"))
    return f"p{number}.{key}" if number <= members else f"o{number - members}.{key}"


def people_names(members: int, relatives: int) -> dict[str, Words]:
    """What the people of the invented Snapshot are called."""
    return {f"P{number}": title for _, title, number in _people(members, relatives)}


def _count(text: str, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text.isascii() and text.isdigit() and len(text) < 3 else least


def _tie(name: str, given: str) -> FactField:
    options = (_NO_TIE, *(Option(tie, code_words(tie, "kind"), tie == given) for tie in TIES))
    label = Words("是成员 1 的", "is to member 1 a")
    return FactField(f"{name}.tie", label, NO_WORDS, "choice", NO_WORDS, given, options, None)


def _read(
    asked: Mapping[str, str], name: str, specs: Sequence[FactSpec]
) -> tuple[dict[str, Known], tuple[FactField, ...]]:
    facts: dict[str, Known] = {}
    fields = []
    for spec in specs:
        written = asked.get(f"{name}.{spec.key}", "").strip()[:60]
        question = Question(f"{name}.{spec.key}", spec, "", spec.label)
        if spec.type == "code" and not spec.codes:
            # An area or a kind that no list closes: as written.
            if written:
                facts[spec.key] = written
            fields.append(_field(replace(question, answer=written), spec))
            continue
        filled, found = read_answer(question, {f"answer-{question.key}": written.lstrip("=")})
        if found is not None:
            facts[spec.key] = (found.low, found.high) if spec.type == "number" else str(found.value)
        fields.append(_field(filled, spec))
    return facts, tuple(fields)


def _field(question: Question, spec: FactSpec) -> FactField:
    options: tuple[Option, ...] = ()
    if question.kind == "choice" and question.options:
        options = (_NOT_KNOWN, *question.options)
    hint = spec.question
    if "{name}" in hint.zh or "{name}" in hint.en:
        hint = hint.fill(name="…")
    return FactField(
        name=question.key,
        label=spec.label,
        hint=hint,
        kind=question.kind if options or question.kind != "choice" else "text",
        unit=question.unit if spec.type == "number" else NO_WORDS,
        value=question.answer,
        options=options,
        problem=question.problem,
    )
