"""Whether a place's choices fit the packs: only open numbers may be chosen, only as the sources allow and only by
whom the text lets choose (T4, T7)."""

from collections.abc import Iterable, Mapping
from datetime import date

from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices, area_holds
from mutong.standards.kindness import declared_outputs, harsher, written
from mutong.standards.outputs import LESS, LEVEL_DEPTHS, MORE, Bound, Output
from mutong.standards.pack_form import Pack
from mutong.standards.parameter_rows import Value, parse_value
from mutong.standards.parameters import may_be_chosen, row_in_force
from mutong.standards.refusals import PackError

# From the widest down.
LEVELS = ("country", *LEVEL_DEPTHS, "township", "community", "grid")
Fault = tuple[str, Words]


def check_choices(
    choices: Choices, packs: Iterable[Pack], levels: Mapping[str, str] | None = None
) -> list[Problem]:
    """What is wrong with the choices made for these packs; choices for other packs are passed over.

    A choice is wrong where the pack has no such parameter, where its value does not fit the unit, its area does not lie
    in the pack's or its days in the pack's, where the number is verified and its sources agree, where it is none of the
    candidates the pack lists, and where it lies beyond the bounds of what is delegated or is harsher than the number
    around it. With `levels` (post, post kind or role to the level it stands at) also where nothing is set yet and the
    level that signed may not set it. Such a choice would be left unused, or break the text.
    """
    by_name = {one.pack: one for pack in packs for one in (*pack.ancestors, pack)}
    found = []
    for choice in choices.all:
        pack = by_name.get(choice.pack)
        fault = _fault(choice, pack, levels) if pack else None
        if fault is not None:
            code, words = fault
            found.append(Problem(choice.file, "", choice.line, choice.parameter, choice.value, code, words))
    return found


def refuse_wrong_choices(
    choices: Choices, packs: Iterable[Pack], levels: Mapping[str, str] | None = None
) -> None:
    """Raises MutongError for the first choice that does not fit: file, line, what is wrong, what to do instead."""
    for problem in check_choices(choices, packs, levels):
        at = f"{problem.file}:{problem.row}"
        raise MutongError(
            problem.code,
            Words(
                f"{at}：对“{problem.column}”选定“{problem.value}”：{problem.remedy.zh}",
                f"{at}: the choice of “{problem.value}” for “{problem.column}”: {problem.remedy.en}",
            ),
            file=problem.file,
            line=problem.row,
        )


def _fault(choice: Choice, pack: Pack, levels: Mapping[str, str] | None) -> Fault | None:
    parameters = pack.parameters
    if choice.parameter not in parameters:
        return "unknown_parameter", Words(
            "规则包里没有这个标准，请核对名称。", "The pack has no such parameter; check the name."
        )
    unit = parameters.rows[choice.parameter][0].unit
    try:
        value = parse_value(choice.value, unit, choice.file, choice.line)
    except PackError as error:
        return error.code, error.words
    if not area_holds(pack.area_code, choice.area_code):
        return "outside_its_area", Words(
            f"地区 {choice.area_code} 不在规则包的地区 {pack.area_code} 之内。",
            f"The area {choice.area_code} is not in the pack's area {pack.area_code}.",
        )
    if not choice.valid.overlaps(pack.valid):
        return "pack_not_in_force", Words(
            "这些日子规则包不施行，请核对起止日期。",
            "The pack is not in force on any of these days; check them.",
        )
    on = choice.valid.start or choice.signed_at
    standing = parameters.look_up(choice.parameter, on, date.max, choice.area_code)
    if not may_be_chosen(standing):
        return "not_open", Words(
            "这个标准已核实，不能另行选定；请删去这一行。",
            "The number is verified and not open to choice; remove the row.",
        )
    if standing.candidates and value not in standing.candidates:
        known = "、".join(str(candidate) for candidate in standing.candidates)
        return "not_a_candidate", Words(
            f"选定的值不在所列来源之中（{known}）。",
            f"The value is none of those the sources give ({known}).",
        )
    output = declared_outputs((*pack.ancestors, pack)).get(choice.parameter)
    return _beyond_delegation(choice, value, pack, output, on, levels) if output else None


def _beyond_delegation(
    choice: Choice, value: Value, pack: Pack, output: Output, on: date, levels: Mapping[str, str] | None
) -> Fault | None:
    rows = pack.parameters.rows[choice.parameter]
    for word, bound, kinder in (("least", output.least, MORE), ("most", output.most, LESS)):
        end = _end(pack, bound, on, choice.area_code)
        if harsher(value, end, kinder):
            return "outside_bounds", Words(
                f"超出所授权的 {word} {written(end, rows[0])}（{output.clause.full_id}）。",
                f"Beyond the delegated {word} of {written(end, rows[0])} ({output.clause.full_id}).",
            )
    if output.set_by and (levels is None or _may_set(levels.get(choice.post, ""), output.set_by)):
        return None
    outer = [row for row in rows if row.pack in {one.pack for one in pack.ancestors}]
    around = row_in_force(outer, on, date.max, choice.area_code)
    if output.set_by and (around is None or around.value is None):
        return "not_delegated", Words(
            f"这个标准由 {output.set_by} 一级规定，“{choice.post}”不能选定（{output.clause.full_id}）。",
            f"It is set by the {output.set_by}; “{choice.post}” cannot choose it ({output.clause.full_id}).",
        )
    if around is not None and harsher(value, around.value, output.kinder):
        return "harsher_than_outer", Words(
            f"比上级“{around.pack}”的 {written(around.value, around)} 更严（T7，{output.clause.full_id}）。",
            f"Harsher than the {written(around.value, around)} of “{around.pack}” (T7, {output.clause.full_id}).",
        )
    return None


def _end(pack: Pack, bound: Bound | None, on: date, area_code: str) -> Value:
    if bound is None or not bound.parameter:
        return bound.value if bound else None
    row = row_in_force(pack.parameters.rows[bound.parameter], on, date.max, area_code)
    return row.value if row else None


def _may_set(level: str, set_by: str) -> bool:
    return level in LEVELS and LEVELS.index(level) <= LEVELS.index(set_by)
