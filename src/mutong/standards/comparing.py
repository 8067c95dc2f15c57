"""What differs between two packs, two versions of one, or one pack on two days: rules, numbers, protocols, clauses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.kindness import declared_outputs, harsher
from mutong.standards.outputs import LESS, MORE, Output
from mutong.standards.pack_form import Pack
from mutong.standards.parameter_rows import Value
from mutong.standards.parameters import ParametersInForce, ParameterValue, parameters_of
from mutong.standards.protocol_amounts import protocol_amounts
from mutong.standards.rules import nodes as n
from mutong.standards.rules.family import Family, Version
from mutong.standards.rules.wording import Titles, say
from mutong.standards.units import all_units

KINDER, HARSHER, OTHER = "kinder", "harsher", "other"
COLUMNS = ("what", "name", "part", "before", "after", "way", "clause_before", "clause_after")
NONE = Words("无", "none")


@dataclass(frozen=True)
class PackChange:
    """One difference: `what` is rule, parameter, protocol or clause; `part` tells which of it.

    `way` is kinder, harsher or other, seen from the person, where a direction is declared (T7); other where none is, a
    number is null, or it cannot be said. The clauses are `pack:clause`, '' where there is none.
    """

    what: str
    name: str
    part: str
    before: Words
    after: Words
    way: str
    clause_before: str
    clause_after: str


@dataclass(frozen=True)
class _Side:
    """A pack, with what it is within, as it stands on a day."""

    pack: Pack
    on: date
    known_at: date
    numbers: ParametersInForce
    rules: Mapping[str, Version]
    titles: Titles

    @property
    def packs(self) -> tuple[Pack, ...]:
        return tuple(one for one in (*self.pack.ancestors, self.pack) if one.valid.holds(self.on))


def compare_packs(
    old: Pack,
    new: Pack,
    on_old: date,
    on_new: date,
    area_code: str,
    choices: Choices = NO_CHOICES,
    *,
    known_old: date | None = None,
    known_new: date | None = None,
) -> list[PackChange]:
    """What differs for an area between two packs (with what each is within), each as in force on its day (T3) and as
    known at a day (left out: that day). The same pack may stand on both sides, for two days or two states of knowledge.
    """
    sides = (
        _side(old, on_old, known_old or on_old, area_code, choices),
        _side(new, on_new, known_new or on_new, area_code, choices),
    )
    outputs = {**declared_outputs(sides[0].packs), **declared_outputs(sides[1].packs)}
    return [
        *_rule_changes(*sides),
        *_parameter_changes(*sides, outputs),
        *_protocol_changes(*sides, outputs),
        *_clause_changes(*sides),
    ]


def _side(pack: Pack, on: date, known_at: date, area_code: str, choices: Choices) -> _Side:
    line = (*pack.ancestors, pack)
    in_force = Family(line, pack.parameters, choices).in_force(on, known_at)
    titles = {name: versions[-1].title for one in line for name, versions in one.rules.items()}
    return _Side(
        pack,
        on,
        known_at,
        parameters_of(pack, choices, on, known_at, area_code),
        {name: versions[-1] for name, versions in in_force.items()},
        titles,
    )


def _rule_changes(old: _Side, new: _Side) -> Iterator[PackChange]:
    for name in dict.fromkeys((*old.rules, *new.rules)):
        before, after = (side.rules.get(name) for side in (old, new))
        if before is None or after is None:
            rule = (before or after).rule
            wider = (after is not None) == (rule.direction == "benefit")
            yield _rule_change(name, "in_force", before, after, _titled(before), _titled(after), wider)
            continue
        for part in ("who", "amount"):
            words = [_said(getattr(one.rule, part), side) for one, side in ((before, old), (after, new))]
            if words[0] != words[1]:
                yield _rule_change(name, part, before, after, *words, None)
        if _cited(before) != _cited(after):
            cited = [Words(_cited(one), _cited(one)) for one in (before, after)]
            yield _rule_change(name, "clauses", before, after, *cited, None)


def _rule_change(
    name: str,
    part: str,
    before: Version | None,
    after: Version | None,
    was: Words,
    now: Words,
    wider: bool | None,
) -> PackChange:
    way = OTHER if wider is None else KINDER if wider else HARSHER
    clauses = [one.rule.clauses[0].full_id if one else "" for one in (before, after)]
    return PackChange("rule", name, part, was, now, way, *clauses)


def _titled(version: Version | None) -> Words:
    return version.rule.title if version else NONE


def _said(node: n.Node | None, side: _Side) -> Words:
    return say(node, side.titles) if node is not None else NONE


def _cited(version: Version) -> str:
    return ";".join(clause.full_id for clause in version.rule.clauses)


def _parameter_changes(old: _Side, new: _Side, outputs: Mapping[str, Output]) -> Iterator[PackChange]:
    for name in dict.fromkeys((*old.numbers, *new.numbers)):
        before, after = (_number(side, name) for side in (old, new))
        if _same(before, after):
            continue
        way = _way(before and before.value, after and after.value, outputs.get(name))
        yield PackChange(
            "parameter", name, "value", _shown(before), _shown(after), way,
            before.clause if before else "", after.clause if after else "",
        )  # fmt: skip


def _number(side: _Side, name: str) -> ParameterValue | None:
    """The number where the packs in force have it; None where no pack of the day has any row of the name."""
    names = {row.name for pack in side.packs for row in pack.own_parameter_rows}
    return side.numbers[name] if name in names else None


def _same(before: ParameterValue | None, after: ParameterValue | None) -> bool:
    if before is None or after is None:
        return before is after
    return (before.value, before.state) == (after.value, after.state)


def _shown(number: ParameterValue | None) -> Words:
    if number is None:
        return NONE
    if number.value is None:
        return Words("空值（未核实）", "null (not verified)")
    text = shown_value(number.value, number.unit)
    if number.state == "chosen":
        return Words(f"{text.zh}（本地选定）", f"{text.en} (chosen locally)")
    return text


def shown_value(value: Value, unit: str) -> Words:
    """A number in its base unit as people read it: money in yuan, days as 1;3;7."""
    if isinstance(value, tuple):
        text = ";".join(str(part) for part in value)
        return Words(f"第 {text} 天", f"days {text}")
    if value is None or isinstance(value, str):
        return Words(str(value or ""), str(value or ""))
    units = [one for one in all_units().values() if one.base == unit]
    said = next((one for one in units if one.factor == 100), units[0] if units else None)
    if said is None or said.factor not in (1, 100):
        return Words(f"{value:g}", f"{value:g}")
    amount = f"{value / said.factor:g}"
    return Words(f"{amount} {said.words.zh}".rstrip(), f"{amount} {said.words.en}".rstrip())


def _way(before: Value, after: Value, output: Output | None) -> str:
    if output is None:
        return OTHER
    worse = harsher(after, before, output.kinder)
    better = harsher(after, before, MORE if output.kinder == LESS else LESS)
    if worse is None or worse == better:
        return OTHER
    return HARSHER if worse else KINDER


def _protocol_changes(old: _Side, new: _Side, outputs: Mapping[str, Output]) -> Iterator[PackChange]:
    courses = [
        {str(text.get("protocol")): text for pack in side.packs for _, text in pack.raw_protocols}
        for side in (old, new)
    ]
    for name in dict.fromkeys((*courses[0], *courses[1])):
        before, after = (course.get(name) for course in courses)
        output = outputs.get(name)
        clauses = (_clause_of(before, old), _clause_of(after, new))
        if before is None or after is None:
            way = OTHER
            if output is not None:
                way = KINDER if (after is None) == (output.kinder == LESS) else HARSHER
            titles = [_title(text) for text in (before, after)]
            yield PackChange("protocol", name, "in_force", *titles, way, *clauses)
            continue
        was, now = (_amounts(text, side) for text, side in ((before, old), (after, new)))
        for part in dict.fromkeys((*was, *now)):
            one, other = was.get(part, 0), now.get(part, 0)
            if one != other:
                words = [_amount_words(amount) for amount in (one, other)]
                yield PackChange("protocol", name, part, *words, _way(one, other, output), *clauses)
        yield from _step_changes(name, (before, after), (old, new), clauses)


def _amounts(text: Mapping, side: _Side) -> dict[str, int | float | None]:
    return protocol_amounts(
        text, lambda name: side.numbers[name].value if name in side.numbers.parameters else None
    )


def _amount_words(amount: int | float | None) -> Words:
    text = "–" if amount is None else f"{amount:g}"
    return Words(text, text)


def _step_changes(
    name: str, texts: tuple[Mapping, Mapping], sides: tuple[_Side, _Side], clauses: tuple[str, str]
) -> Iterator[PackChange]:
    """Steps that only one of two protocols has, and limits that differ."""
    was, now = ({str(one["step"]): one for one in _obligations(text)} for text in texts)
    for step in dict.fromkeys((*was, *now)):
        before, after = was.get(step), now.get(step)
        if before is None or after is None:
            words = [_step_words(one) for one in (before, after)]
            yield PackChange("protocol", name, f"step {step}", *words, OTHER, *clauses)
            continue
        limits = [
            _shown(side.numbers[str(one["limit"])]) if one.get("limit") in side.numbers.parameters else NONE
            for one, side in zip((before, after), sides, strict=True)
        ]
        if limits[0] != limits[1]:
            yield PackChange("protocol", name, f"limit of {step}", *limits, OTHER, *clauses)


def _obligations(part: object) -> Iterator[Mapping]:
    """Everything in a protocol's YAML that has a step's name."""
    if isinstance(part, Mapping):
        if part.get("step"):
            yield part
        for value in part.values():
            yield from _obligations(value)
    elif isinstance(part, list):
        for member in part:
            yield from _obligations(member)


def _step_words(step: Mapping | None) -> Words:
    words = step.get("words") if step else None
    return Words(str(words.get("zh")), str(words.get("en"))) if isinstance(words, Mapping) else NONE


def _title(text: Mapping | None) -> Words:
    title = text.get("title") if text else None
    return Words(str(title.get("zh")), str(title.get("en"))) if isinstance(title, Mapping) else NONE


def _clause_of(text: Mapping | None, side: _Side) -> str:
    found = side.pack.clause(str(text.get("clause"))) if text else None
    return found.full_id if found else ""


def _clause_changes(old: _Side, new: _Side) -> Iterator[PackChange]:
    was, now = ({one.full_id: one for one in _clauses(side.packs)} for side in (old, new))
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key), now.get(key)
        words = [one.words if one else NONE for one in (before, after)]
        if words[0] != words[1]:
            cited = [one.full_id if one else "" for one in (before, after)]
            yield PackChange("clause", key, (before or after).article, *words, OTHER, *cited)


def _clauses(packs: Iterable[Pack]) -> Iterator:
    for pack in packs:
        yield from pack.own_clauses.values()
