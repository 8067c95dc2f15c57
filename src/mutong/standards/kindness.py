"""T7 when a pack loads: what lies within another pack may be kinder, never harsher, longer or wider.

Numbers are compared in every area, on every day and in every state of knowledge in which one of them changes, by the
direction that the outer pack declared (`outputs`). Rules need people to be compared on: see harsher_rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import area_holds
from mutong.standards.outputs import LESS, LEVEL_DEPTHS, MORE, Bound, Output
from mutong.standards.pack_form import Pack
from mutong.standards.parameter_rows import ParameterRow, Value
from mutong.standards.parameters import row_in_force
from mutong.standards.protocol_amounts import protocol_amounts, protocol_numbers
from mutong.standards.refusals import PackError, shown
from mutong.standards.yaml_reading import line_of

_ANY_DAY = date(1900, 1, 1)
# What is known before anything is announced, and in the end.
_AT_FIRST, _IN_THE_END = date.min, date.max


@dataclass(frozen=True)
class NotCompared:
    """An output of an inner pack that could not be held against the outer one, and why."""

    pack: str
    name: str
    area_code: str
    on: date | None
    why: Words
    file: str
    line: int


_OUTER_NULL = Words("上级没有可比的数值", "the outer pack has no number to compare with")
_INNER_NULL = Words("本级的数值为空", "the inner number is null")
_UNDECLARED = Words("没有写明方向（outputs）", "no direction is declared (outputs)")


def refuse_harsher(pack: Pack) -> None:
    """Raises PackError `harsher_than_outer`, `outside_bounds` or `not_delegated` where the pack breaks T7."""
    for _ in _compare(pack):
        pass


def not_compared(pack: Pack) -> list[NotCompared]:
    """What T7 could not be checked for, each once; an empty list for a pack that is within none."""
    found: dict[tuple, NotCompared] = {}
    for one in (*_compare(pack), *_undeclared(pack)):
        found.setdefault((one.name, one.area_code, one.why.en), one)
    return list(found.values())


def declared_outputs(packs: Iterable[Pack]) -> dict[str, Output]:
    """Every declared output of some packs, with the parameters that a declared protocol's phases name."""
    found: dict[str, Output] = {}
    for pack in packs:
        for output in pack.outputs.values():
            found[output.name] = output
            for _, text in _protocols(packs, output.name):
                for name in protocol_numbers(text):
                    found.setdefault(name, replace(output, name=name, implied=True))
    return found


def harsher(inner: Value, outer: Value, kinder: str) -> bool | None:
    """Whether `inner` is harsher than `outer`; None where they cannot be compared (a null, a text).

    Of two lists of days the one with more days, or with a later last day, is more.
    """
    if inner is None or outer is None or isinstance(inner, str) or isinstance(outer, str):
        return None
    if isinstance(inner, tuple) or isinstance(outer, tuple):
        ours, theirs = _listed(inner), _listed(outer)
        more = len(ours) > len(theirs) or max(ours, default=0) > max(theirs, default=0)
        less = len(ours) < len(theirs) or max(ours, default=0) < max(theirs, default=0)
        return more if kinder == LESS else less
    return inner > outer if kinder == LESS else inner < outer


def _listed(value: Value) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _compare(pack: Pack) -> Iterator[NotCompared]:
    if not pack.ancestors:
        return
    outputs = declared_outputs(pack.ancestors)
    own = {row.name for row in pack.own_parameter_rows}
    for name, output in outputs.items():
        if name in own:
            yield from _compare_parameter(pack, output)
        for path, text in pack.raw_protocols:
            if text.get("protocol") == name:
                yield from _compare_protocol(pack, output, shown(path), text)


def _compare_parameter(pack: Pack, output: Output) -> Iterator[NotCompared]:
    rows = pack.parameters.rows[output.name]
    own = {id(row) for row in pack.own_parameter_rows}
    outer = [row for row in rows if id(row) not in own]
    for area, on, known_at in _moments(rows, pack.valid, pack.area_code):
        ours = row_in_force(rows, on, known_at, area)
        if ours is None or id(ours) not in own:
            continue
        theirs = row_in_force(outer, on, known_at, area)
        why = _judge(pack, output, ours, theirs, area, on, known_at)
        if why is not None:
            yield NotCompared(pack.pack, output.name, area, on, why, ours.file, ours.line)


def _judge(
    pack: Pack,
    output: Output,
    ours: ParameterRow,
    theirs: ParameterRow | None,
    area: str,
    on: date,
    known_at: date,
) -> Words | None:
    """Raises where the row breaks T7; the reason where it cannot be told; None where all is well."""
    if ours.value is None:
        return _INNER_NULL
    bounds = (("least", output.least, MORE), ("most", output.most, LESS))
    for word, bound, kinder in bounds:
        end = _bound_value(pack, bound, area, on, known_at)
        if bound is not None and harsher(ours.value, end, kinder):
            raise PackError(
                "outside_bounds",
                ours.file,
                ours.line,
                Words(
                    f"“{ours.name}”在 {area}{since(on).zh}写为 {written(ours.value, ours)}，"
                    f"超出所授权的 {word} {written(end, ours)}",
                    f"“{ours.name}” in {area}{since(on).en} is {written(ours.value, ours)}, "
                    f"beyond the delegated {word} of {written(end, ours)}",
                ),
                Words("请写在授权范围之内（T7）", "Stay within what is delegated (T7)"),
                output.clause.full_id,
            )
    if output.set_by and _depth(pack.area_code) <= LEVEL_DEPTHS[output.set_by]:
        return None
    if output.set_by and (theirs is None or theirs.value is None):
        raise PackError(
            "not_delegated",
            ours.file,
            ours.line,
            Words(
                f"“{ours.name}”由 {output.set_by} 一级规定，上级还没有定，地区 {pack.area_code} 的规则包不能自定",
                f"“{ours.name}” is set by the {output.set_by}, which has not set it; "
                f"a pack of the area {pack.area_code} cannot",
            ),
            Words("请删去，或写进那一级的规则包", "Leave it out, or put it into a pack of that level"),
            output.clause.full_id,
        )
    worse = harsher(ours.value, theirs.value if theirs is not None else None, output.kinder)
    if worse:
        raise PackError(
            "harsher_than_outer",
            ours.file,
            ours.line,
            Words(
                f"“{ours.name}”在 {area}{since(on).zh}写为 {written(ours.value, ours)}，"
                f"比上级“{theirs.pack}”的 {written(theirs.value, theirs)} 更严",
                f"“{ours.name}” in {area}{since(on).en} is {written(ours.value, ours)}, "
                f"harsher than the {written(theirs.value, theirs)} of “{theirs.pack}”",
            ),
            Words("下级只能更宽（T7）", "An inner pack may only be kinder (T7)"),
            output.clause.full_id,
        )
    return _OUTER_NULL if worse is None else None


def _bound_value(pack: Pack, bound: Bound | None, area: str, on: date, known_at: date) -> Value:
    if bound is None or not bound.parameter:
        return bound.value if bound else None
    row = row_in_force(pack.parameters.rows[bound.parameter], on, known_at, area)
    return row.value if row else None


def _compare_protocol(pack: Pack, output: Output, file: str, text: Mapping) -> Iterator[NotCompared]:
    """What an inner protocol asks of the person in each phase, against the nearest outer protocol of its name."""
    outer = _protocols(pack.ancestors, output.name)
    if not outer:
        return
    (_, standard), parent = outer[-1], pack.ancestors[-1]
    names = [*protocol_numbers(text), *protocol_numbers(standard)]
    rows = [row for name in names for row in pack.parameters.rows.get(name, ())]
    line = line_of(text, "phases")
    for area, on, known_at in _moments(rows, pack.valid, pack.area_code):
        ours = protocol_amounts(text, _reader(pack, area, on, known_at))
        theirs = protocol_amounts(standard, _reader(parent, area, on, known_at))
        for key, amount in ours.items():
            against = theirs.get(key, 0)
            worse = harsher(amount, against, output.kinder)
            if worse is None:
                yield NotCompared(pack.pack, f"{output.name}: {key}", area, on, _OUTER_NULL, file, line)
            elif worse:
                raise PackError(
                    "harsher_than_outer",
                    file,
                    line,
                    Words(
                        f"流程“{output.name}”的“{key}”在 {area}{since(on).zh}为 {amount}，比上级的 {against} 更严",
                        f"“{key}” of the protocol “{output.name}” in {area}{since(on).en} is {amount}, "
                        f"harsher than the outer {against}",
                    ),
                    Words("下级只能更宽（T7）", "An inner pack may only be kinder (T7)"),
                    output.clause.full_id,
                )


def _reader(pack: Pack, area: str, on: date, known_at: date):
    def read(name: str) -> Value:
        row = row_in_force(pack.parameters.rows.get(name, ()), on, known_at, area)
        return row.value if row else None

    return read


def _undeclared(pack: Pack) -> Iterator[NotCompared]:
    """What this pack has in common with the packs around it without any direction declared."""
    outputs = declared_outputs(pack.ancestors)
    around = {row.name for one in pack.ancestors for row in one.own_parameter_rows}
    for row in pack.own_parameter_rows:
        if row.name in around and row.name not in outputs:
            yield NotCompared(pack.pack, row.name, "", None, _UNDECLARED, row.file, row.line)
    for path, text in pack.raw_protocols:
        name = str(text.get("protocol"))
        if name not in outputs and _protocols(pack.ancestors, name):
            yield NotCompared(pack.pack, name, "", None, _UNDECLARED, shown(path), line_of(text, "protocol"))


def _protocols(packs: Iterable[Pack], name: str) -> list[tuple]:
    return [one for pack in packs for one in pack.raw_protocols if one[1].get("protocol") == name]


def _moments(rows: Iterable[ParameterRow], valid: Period, pack_area: str) -> Iterator[tuple[str, date, date]]:
    """Each area within the pack's, day and state of knowledge in which a row begins, ends or becomes known."""
    rows = list(rows)
    areas = dict.fromkeys([pack_area, *(r.area_code for r in rows if area_holds(pack_area, r.area_code))])
    days = {valid.start or _ANY_DAY}
    days |= {day for row in rows for day in (row.valid.start, row.valid.end) if day is not None}
    known = {_AT_FIRST, _IN_THE_END} | {row.known_from for row in rows if row.known_from is not None}
    yield from product(areas, sorted(day for day in days if valid.holds(day)), sorted(known))


def _depth(area_code: str) -> int:
    return 0 if area_code == "0" else len(area_code)


def since(on: date) -> Words:
    """From when on, as a message says it; nothing for what holds from the beginning."""
    return Words("", "") if on == _ANY_DAY else Words(f" 从 {on} 起", f" from {on}")


def written(value: Value, row: ParameterRow) -> str:
    """A value as packs write it: in the row's own unit, a list of days as 1;3;7."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ";".join(str(part) for part in value)
    if isinstance(value, str) or row.unit.factor == 1:
        return str(value)
    return f"{value / row.unit.factor:g}"
