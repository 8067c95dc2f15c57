"""The words a rule may use, in English and in Chinese, and how a rule is refused."""

import ast
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown

# What each Chinese word stands for; Chinese identifiers are legal Python.
ALIASES = {
    "合计": "sum",
    "人数": "count",
    "任一": "anyone",
    "每个": "everyone",
    "年龄": "age",
    "最小": "min",
    "最大": "max",
    "认定": "finding",
    "称": "named",
    "日": "day",
    "在辖区": "in_area",
    "标准": "parameter",
    "认定结果": "finding_of",
    "成员": "members",
    "所在家庭": "household",
    "认定日": "screening_day",
    "规则": "rule",
    "符合": "who",
    "金额": "amount",
    "单位": "unit",
}
CALLS = ("sum", "count", "anyone", "everyone", "age", "min", "max", "named", "day", "in_area")

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
    "规则里可以写：and、or、not，比较，+ - * /，min、max，sum、count、anyone、everyone，age，"
    "parameter.名称，finding_of.规则名",
    "A rule may hold and, or, not, comparisons, + - * /, min, max, sum, count, anyone, everyone, age, "
    "parameter.name, finding_of.rule",
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
