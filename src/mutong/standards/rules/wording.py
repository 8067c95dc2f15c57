"""A rule's parts in words, in Chinese and in English: for the rule card and for the reasons of an answer."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.rules import nodes as n
from mutong.standards.units import Dimension, Unit, all_units, dimension, unit_name
from mutong.tables.code_words import code_label

Titles = Mapping[str, Words]
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_SUMS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_LINKS = {"zh": ("；且", "；或"), "en": (", and ", ", or ")}
UNKNOWN = Words("未知", "not known")
# Beyond some 270 years of 1970 a day is only the end of what may be.
_FAR_DAY = 100_000


def join_words(parts: list[Words], zh: str, en: str) -> Words:
    """Several texts as one, with a separator for each language."""
    return Words(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def code_words(key: str, codes: tuple[str, ...]) -> Words:
    """The codes of a fact as a person reads them."""
    return join_words([code_label(key, code) for code in codes], "、", " or ")


@cache
def _shown_unit(powers: Dimension) -> Unit | None:
    fitting = [unit for unit in all_units().values() if dimension(unit.base) == powers]
    # Money is counted in fen and shown in yuan; everything else as it is counted.
    return next((u for u in fitting if u.factor == 100), next((u for u in fitting if u.factor == 1), None))


def _digits(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def say_number(low: float, high: float, kind: n.Kind) -> Words:
    """A number between two ends, with its unit: 650 元/月, or 0–900 元/月, or not known."""
    unit = _shown_unit(kind.powers or ())
    factor = unit.factor if unit else 1
    words = unit.words if unit and (kind.powers or unit.name == "count") else None
    if not kind.powers:
        words = Words("", "")
    words = words or Words(unit_name(kind.powers or ()), unit_name(kind.powers or ()))
    after = Words(f" {words.zh}".rstrip(), f" {words.en}".rstrip())
    if low == high:
        text = Words(_digits(low / factor), _digits(low / factor))
    elif np.isinf(high) and (np.isinf(low) or low <= 0):
        return UNKNOWN
    elif np.isinf(high):
        text = Words(f"不少于 {_digits(low / factor)}", f"at least {_digits(low / factor)}")
    elif np.isinf(low):
        text = Words(f"不多于 {_digits(high / factor)}", f"at most {_digits(high / factor)}")
    else:
        span = f"{_digits(low / factor)}–{_digits(high / factor)}"
        text = Words(span, span)
    return Words(text.zh + after.zh, text.en + after.en)


def say_day(low: float, high: float) -> Words:
    """A day between two ends (days since 1970-01-01); an end far away is none."""
    one, other = (
        str(np.int64(day).astype("datetime64[D]")) if abs(day) < _FAR_DAY else "" for day in (low, high)
    )
    if one and other:
        text = one if one == other else f"{one}…{other}"
        return Words(text, text)
    if one:
        return Words(f"不早于 {one}", f"not before {one}")
    if other:
        return Words(f"不晚于 {other}", f"not after {other}")
    return UNKNOWN


def say(node: n.Node, titles: Titles) -> Words:
    """What a node says, without any subject's values; `titles` gives other rules' names by rule."""
    return _SAY[type(node)](node, titles)


def _say_fact(node: n.Fact, titles: Titles) -> Words:
    return node.spec.label


def _say_literal(node: n.Literal, titles: Titles) -> Words:
    if node.kind == n.TRUTH:
        return Words("是", "yes") if node.value else Words("否", "no")
    text = str(node.value) if node.kind == n.DAY else _digits(float(node.value))
    return Words(text, text)


def _say_several(node: n.All | n.Any, titles: Titles) -> Words:
    place = 0 if isinstance(node, n.All) else 1
    parts = [_bracketed(part, titles) for part in node.parts]
    return join_words(parts, _LINKS["zh"][place], _LINKS["en"][place])


def _bracketed(node: n.Node, titles: Titles) -> Words:
    said = say(node, titles)
    return Words(f"（{said.zh}）", f"({said.en})") if isinstance(node, n.All | n.Any) else said


def _say_two(node: n.Compare | n.Arithmetic, titles: Titles) -> Words:
    left, right = _operand(node.left, titles), _operand(node.right, titles)
    if node.kind == n.DAY and isinstance(node.right, n.Literal):
        right = Words(f"{right.zh} 天", f"{right.en} days")
    sign = (_SIGNS if isinstance(node, n.Compare) else _SUMS)[node.sign]
    return Words(f"{left.zh} {sign} {right.zh}", f"{left.en} {sign} {right.en}")


def _operand(node: n.Node, titles: Titles) -> Words:
    said = say(node, titles)
    inner = isinstance(node, n.Arithmetic | n.Extreme | n.Choose)
    return Words(f"({said.zh})", f"({said.en})") if inner else said


_RELATED = {
    "parents": Words("父母", "parents"),
    "children": Words("子女", "children"),
    "spouses": Words("配偶", "spouse"),
    "guardians": Words("监护人", "guardians"),
    "wards": Words("被监护人", "wards"),
    "carers": Words("照护人", "carers"),
    "cared_for": Words("被照护人", "people cared for"),
}


def _say_related(node: n.OverRelated, titles: Titles) -> Words:
    return _say_several_people(node, titles, _RELATED[node.relation])


def _say_members(node: n.OverMembers, titles: Titles) -> Words:
    return _say_several_people(node, titles, Words("成员", "members"))


def _say_several_people(node: n.OverMembers | n.OverRelated, titles: Titles, people: Words) -> Words:
    of = say(node.of, titles) if node.of is not None else Words("", "")
    where = say(node.where, titles) if node.where is not None else None
    who = Words(f"（{where.zh}的）{people.zh}", f"{people.en} ({where.en})") if where else people
    return {
        "sum": Words(f"全部{who.zh}的{of.zh}之和", f"the sum of {of.en} over the {who.en}"),
        "count": Words(f"{who.zh}人数", f"the number of {who.en}"),
        "anyone": Words(f"有{who.zh}属于：{of.zh}", f"some of the {who.en}: {of.en}"),
        "everyone": Words(f"每个{who.zh}都属于：{of.zh}", f"all {who.en}: {of.en}"),
    }[node.how]


def _say_amount_of(node: n.AmountOf, titles: Titles) -> Words:
    title = titles.get(node.rule) or Words(node.rule, node.rule)
    return Words(f"“{title.zh}”的应得金额", f"the amount of “{title.en}”")


def _say_rounded(node: n.Rounded, titles: Titles) -> Words:
    part, step = _operand(node.part, titles), say_number(node.step, node.step, node.part.kind)
    return {
        "up": Words(f"{part.zh}（按 {step.zh} 进位）", f"{part.en} rounded up to {step.en}"),
        "down": Words(f"{part.zh}（按 {step.zh} 舍去）", f"{part.en} rounded down to {step.en}"),
        "half_up": Words(f"{part.zh}（按 {step.zh} 四舍五入）", f"{part.en} rounded to {step.en}, a half up"),
    }[node.which]


def _say_months_between(node: n.MonthsBetween, titles: Titles) -> Words:
    start, end = say(node.start, titles), say(node.end, titles)
    return Words(f"{start.zh}到{end.zh}的整月数", f"whole months from {start.en} to {end.en}")


def _say_add_months(node: n.AddMonths, titles: Titles) -> Words:
    day, months = _operand(node.day, titles), _in_months(node.months, titles)
    return Words(f"{day.zh}后{months.zh}", f"{months.en} after {day.en}")


def _in_months(node: n.Node, titles: Titles) -> Words:
    said = say(node, titles)
    return Words(f" {said.zh} 个月", f"{said.en} months") if isinstance(node, n.Literal) else said


def _band(node: n.Extreme) -> n.Arithmetic | None:
    """max(0, min(x, to) - from), as bands() reads it: what lies of x between two limits; None for anything else."""
    nought, above = node.parts[0], node.parts[-1]
    is_nought = isinstance(nought, n.Literal) and nought.value == 0
    if node.which != "max" or len(node.parts) != 2 or not is_nought or not isinstance(above, n.Arithmetic):
        return None
    capped = isinstance(above.left, n.Extreme) and above.left.which == "min" and len(above.left.parts) == 2
    return above if capped and above.sign == "-" else None


def _say_extreme(node: n.Extreme, titles: Titles) -> Words:
    band = _band(node)
    if band is not None:
        value, high, low = (say(part, titles) for part in (*band.left.children, band.right))
        return Words(
            f"{value.zh}中{low.zh}至{high.zh}的部分", f"the part of {value.en} from {low.en} to {high.en}"
        )
    parts = join_words([say(part, titles) for part in node.parts], "、", " and ")
    if node.which == "min":
        return Words(f"{parts.zh}中较小的", f"the lesser of {parts.en}")
    return Words(f"{parts.zh}中较大的", f"the greater of {parts.en}")


def _say_choose(node: n.Choose, titles: Titles) -> Words:
    condition, then, otherwise = (say(part, titles) for part in node.children)
    return Words(
        f"若{condition.zh}，为{then.zh}，否则为{otherwise.zh}",
        f"{then.en} if {condition.en}, otherwise {otherwise.en}",
    )


def _say_one_of(node: n.OneOf, titles: Titles) -> Words:
    said = say(node.code, titles)
    key = node.code.spec.key if isinstance(node.code, n.Fact) else inner_fact_key(node.code)
    if node.areas:
        areas = "、".join(node.words)
        return Words(f"{said.zh}在 {areas} 内", f"{said.en} is in {areas.replace('、', ' or ')}")
    codes = code_words(key, node.words)
    return Words(f"{said.zh}为{codes.zh}", f"{said.en} is {codes.en}")


def inner_fact_key(node: n.Node) -> str:
    """The fact below a lifted or named node; '' when there is none."""
    while node.children:
        node = node.children[0]
    return node.spec.key if isinstance(node, n.Fact) else ""


def _say_not(node: n.Not, titles: Titles) -> Words:
    said, part = _bracketed(node.part, titles), node.part
    while isinstance(part, n.Lift | n.Named):
        part = part.part
    if isinstance(part, n.OverMembers) and part.how == "anyone":
        return Words(f"没{said.zh}", said.en.replace("some of", "none of", 1))
    if isinstance(part, n.OverMembers) and part.how == "everyone":
        return Words(f"不是{said.zh}", f"not {said.en}")
    return Words(f"不属于：{said.zh}", f"not: {said.en}")


def _say_finding(node: n.Finding, titles: Titles) -> Words:
    title = titles.get(node.rule) or Words(node.rule, node.rule)
    return Words(f"符合“{title.zh}”", f"qualifies for “{title.en}”")


_SAY: dict[type[n.Node], Callable[[n.Node, Titles], Words]] = {
    n.Fact: _say_fact,
    n.Parameter: lambda node, titles: node.label,
    n.Literal: _say_literal,
    n.ScreeningDay: lambda node, titles: Words("认定日", "the day of the screen"),
    n.Age: lambda node, titles: Words("年龄", "age"),
    n.Finding: _say_finding,
    n.All: _say_several,
    n.Any: _say_several,
    n.Not: _say_not,
    n.Compare: _say_two,
    n.Arithmetic: _say_two,
    n.OneOf: _say_one_of,
    n.OverMembers: _say_members,
    n.OverRelated: _say_related,
    n.AmountOf: _say_amount_of,
    n.Rounded: _say_rounded,
    n.MonthsBetween: _say_months_between,
    n.AddMonths: _say_add_months,
    n.Extreme: _say_extreme,
    n.Choose: _say_choose,
    n.Lift: lambda node, titles: say(node.part, titles),
    n.Named: lambda node, titles: node.label,
}
