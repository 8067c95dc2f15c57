"""The words a rule may use, in English and in Chinese, and how a rule is refused."""

import ast
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown

# What each Chinese word stands for; Chinese identifiers are legal Python.
ALIASES = {
    # over several people
    "合计": "sum",
    "人数": "count",
    "任一": "anyone",
    "每个": "everyone",
    "成员": "members",
    "所在家庭": "household",
    "父母": "parents",
    "子女": "children",
    "配偶": "spouses",
    "监护人": "guardians",
    "被监护人": "wards",
    "照护人": "carers",
    "被照护人": "cared_for",
    # numbers and days
    "年龄": "age",
    "最小": "min",
    "最大": "max",
    "取高": "higher_of",
    "取低": "lower_of",
    "分档": "tiers",
    "分段": "bands",
    "进位": "round_up",
    "舍去": "round_down",
    "四舍五入": "round_half_up",
    "日": "day",
    "认定日": "screening_day",
    "相差月数": "months_between",
    "加月": "add_months",
    "加日": "add_days",
    "在辖区": "in_area",
    # standards, other rules, names
    "标准": "parameter",
    "认定结果": "finding_of",
    "应得金额": "amount_of",
    "称": "named",
    # the head and the conclusion of a rule
    "规则": "rule",
    "认定": "finding",
    "符合": "who",
    "金额": "amount",
    "单位": "unit",
    "对象": "of",
    "事项": "service",
    "已领": "receipt",
    "中文": "zh",
    "英文": "en",
    "条款": "clauses",
    "起": "valid_from",
    "止": "valid_to",
    "公布": "known_from",
    "方向": "direction",
    # what some words of the head are set to
    "人": "person",
    "户": "household",
    "给付": "benefit",
    "负担": "burden",
}

_INSTEAD: dict[type[ast.AST], Words] = {
    ast.If: Words(
        "请写“甲 if 条件 else 乙”，或写两条有起止日期的规则",
        "Write “a if condition else b”, or two dated rules",
    ),
    ast.For: Words(
        "请用 sum、count、anyone、everyone", "Use sum, count, anyone or everyone over the members"
    ),
    ast.While: Words(
        "请用 sum、count、anyone、everyone", "Use sum, count, anyone or everyone over the members"
    ),
    ast.Import: Words("规则不用引入任何东西，删去这一行", "A rule needs no import; remove the line"),
    ast.ImportFrom: Words("规则不用引入任何东西，删去这一行", "A rule needs no import; remove the line"),
    ast.ListComp: Words(
        "请用 sum、count、anyone、everyone", "Use sum, count, anyone or everyone over the members"
    ),
    ast.BitAnd: Words("请写 and", "Write and"),
    ast.BitOr: Words("请写 or", "Write or"),
    ast.Invert: Words("请写 not", "Write not"),
    ast.Is: Words(
        "未知本身就是一个值（T1），请用 == 或直接写事实", "Unknown is a value (T1); use == or name the fact"
    ),
    ast.IsNot: Words("未知本身就是一个值（T1），请用 != 或 not", "Unknown is a value (T1); use != or not"),
    ast.Try: Words("规则里没有出错处理，删去 try", "A rule has no error handling; remove the try"),
    ast.With: Words("规则只是一句结论，删去 with", "A rule is a statement; remove the with"),
    ast.ClassDef: Words("请写成带 @rule 的函数", "Write a function with @rule"),
    ast.Lambda: Words("请直接写出算式", "Write the expression itself"),
}
_OTHERWISE = Words(
    "规则里可以写：and、or、not，比较，+ - * /，甲 if 条件 else 乙，min、max、higher_of、lower_of，tiers、bands，"
    "round_up、round_down、round_half_up，sum、count、anyone、everyone，age、day、screening_day、months_between、"
    "add_months、add_days，in_area，named，parameter.名称，finding_of.规则名、amount_of.规则名",
    "A rule may hold and, or, not, comparisons, + - * /, a if condition else b, min, max, higher_of, lower_of, tiers, "
    "bands, round_up, round_down, round_half_up, sum, count, anyone, everyone, age, day, screening_day, "
    "months_between, add_months, add_days, in_area, named, parameter.name, finding_of.rule, amount_of.rule",
)


def plain(word: str) -> str:
    """The English word a rule's word stands for."""
    return ALIASES.get(word, word)


def refused(node: ast.AST, path: Path, source: str, clause: str, within: ast.AST | None = None) -> PackError:
    """A refusal of something a rule may not hold, saying what to write instead; an operator has no place of its own
    and is shown `within` its expression.
    """
    kind = next((cls for cls in _INSTEAD if isinstance(node, cls)), None)
    place = within or node
    text = ast.get_source_segment(source, place) or type(node).__name__
    return PackError(
        "not_in_rules",
        shown(path),
        getattr(place, "lineno", 0),
        Words(f"规则里不能写“{first_line(text)}”", f"a rule cannot hold “{first_line(text)}”"),
        _INSTEAD[kind] if kind else _OTHERWISE,
        clause,
    )


def first_line(text: str) -> str:
    """The first line of a piece of source, for a message."""
    lines = text.strip().splitlines()
    return lines[0] + (" …" if len(lines) > 1 else "") if lines else ""
