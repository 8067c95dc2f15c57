"""Whether a place's choices fit the packs: only open numbers may be chosen, and only as the sources allow (T4)."""

from collections.abc import Iterable
from datetime import date

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices
from mutong.standards.pack import Pack
from mutong.standards.parameter_rows import parse_value
from mutong.standards.parameters import Parameters, may_be_chosen
from mutong.standards.refusals import PackError


def check_choices(choices: Choices, packs: Iterable[Pack]) -> list[Problem]:
    """What is wrong with the choices made for these packs; choices for other packs are passed over.

    A choice is wrong where the pack has no such parameter, where its value does not fit the unit, where the number is
    verified and its sources agree, and where it is none of the candidates the pack lists. It would be left unused.
    """
    by_name = {one.pack: one for pack in packs for one in (*pack.ancestors, pack)}
    found = []
    for choice in choices.all:
        pack = by_name.get(choice.pack)
        fault = _fault(choice, pack.parameters) if pack else None
        if fault is not None:
            code, words = fault
            found.append(Problem(choice.file, "", choice.line, choice.parameter, choice.value, code, words))
    return found


def _fault(choice: Choice, parameters: Parameters) -> tuple[str, Words] | None:
    if choice.parameter not in parameters:
        return "unknown_parameter", Words(
            "规则包里没有这个标准，请核对名称。", "The pack has no such parameter; check the name."
        )
    try:
        value = parse_value(choice.value, parameters.rows[choice.parameter][0].unit, choice.file, choice.line)
    except PackError as error:
        return error.code, error.words
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
    return None
