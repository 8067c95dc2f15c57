"""The language of rules: sums over sets, lags, conditions. A rule is parsed, looked through and never run.

Its grammar is a small part of Python's expressions: numbers, 'labels', names, name[index, index], + - * / **,
comparisons, and / or / not, in, `a if condition else b`, sum(… for i in set if condition), min, max, abs, first, last.
"""

import ast
import keyword
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse

LONGEST, DEEPEST = 20_000, 60
FUNCTIONS = ("sum", "min", "max", "abs", "first", "last")
_ALLOWED = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Subscript, ast.Tuple, ast.BinOp, ast.UnaryOp),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.Not, ast.BoolOp, ast.And, ast.Or),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.IfExp),
    *(ast.Call, ast.GeneratorExp, ast.comprehension, ast.Store),
)
_SIGNS = re.compile(r"'[^']*'|\"[^\"]*\"|(?P<sign>[<>=!]=|[≤≥≠×−=])")
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "−": "-", "=": "=="}


@dataclass(frozen=True)
class Rule:
    """A parsed rule with the place it stands in, for messages."""

    text: str
    tree: ast.expr
    path: Path
    line: int

    def refuse(self, code: str, fact: Words, remedy: Words, part: ast.AST | None = None) -> NoReturn:
        """Raise the refusal of this rule, quoting the part at fault."""
        quoted = self.text
        if part is not None and len(self.text) < 2000:
            quoted = ast.unparse(part)
        quoted = " ".join(quoted.split())
        if len(quoted) > 160:
            quoted = quoted[:157] + "…"
        told = Words(f"“{quoted}”：{fact.zh}", f"“{quoted}”: {fact.en}")
        refuse(self.path, self.line, code, told, remedy)


@dataclass(frozen=True)
class Index:
    """`y in years`: the name that a rule uses, and the set that it runs over."""

    name: str
    set: str


def is_name(text: object) -> bool:
    """Whether a word may be the name of a set, parameter, variable … (letters, Chinese too, digits and _)."""
    return (
        isinstance(text, str)
        and text.isidentifier()
        and unicodedata.normalize("NFKC", text) == text
        and not keyword.iskeyword(text)
        and text not in FUNCTIONS
    )


def parse_rule(text: object, path: Path, line: int) -> Rule:
    """The rule in a text or number. Raises PackError rule_not_read or not_in_the_language."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        refuse(path, line, "rule_not_read", Words(f"“{text}”不是算式", f"“{text}” is no rule"), _EXAMPLE)
    written = str(text).strip()
    if len(written) > LONGEST:
        refuse(path, line, "rule_too_long", Words(f"算式超过 {LONGEST} 个字符",
               f"the rule has more than {LONGEST} characters"), _SPLIT)  # fmt: skip
    plain = _SIGNS.sub(lambda hit: _SAME.get(hit["sign"], hit["sign"]) if hit["sign"] else hit[0], written)
    try:
        tree = ast.parse(f"(\n{plain}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        shown = " ".join(written.split())[:160]
        near = getattr(error, "msg", None) or "too deep"
        refuse(path, line, "rule_not_read",
               Words(f"读不通“{shown}”（{near}）", f"“{shown}” cannot be read ({near})"), _EXAMPLE)  # fmt: skip
    rule = Rule(written, tree, path, line)
    _look_through(rule, tree)
    return rule


def parse_indices(text: object, path: Path, line: int) -> tuple[Index, ...]:
    """`y in years, a in ages` → the two. Raises PackError not_an_index."""
    found: list[Index] = []
    for part in re.split(r"[,，]", str(text)) if text is not None else ():
        match = re.fullmatch(r"\s*(\w+)\s+in\s+(\w+)\s*", part)
        if not match or not is_name(match[1]) or match[1] in {one.name for one in found}:
            refuse(path, line, "not_an_index", Words(f"读不通“{part.strip()}”", f"“{part.strip()}” cannot be read"),
                   Words("请写成 for: y in years, a in ages，名字不重复",
                         "Write for: y in years, a in ages, each name once"))  # fmt: skip
        found.append(Index(match[1], match[2]))
    return tuple(found)


_EXAMPLE = Words(
    "请写成 sum(price[c] * sold[c, y] for c in crops) <= budget 的样子",
    "Write it like sum(price[c] * sold[c, y] for c in crops) <= budget",
)
_SPLIT = Words("请把一部分写成 expressions 里的一项", "Give a part of it a name under expressions")


def _look_through(rule: Rule, tree: ast.AST) -> None:
    """Refuse whatever is not of the language. A long sum leans to the left: its length is no depth."""
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            rule.refuse("rule_too_deep", Words("括号套得太深", "it is nested too deep"), _SPLIT)
        if not _is_allowed(node):
            rule.refuse(
                "not_in_the_language",
                Words("算式里不能这样写", "this cannot be written in a rule"),
                Words(
                    "只能用数、名字、'标签'、+ - * /、比较、and/or/not、sum、min、max、abs、first、last",
                    "There are numbers, names, 'labels', + - * /, comparisons, and/or/not, sum, min, max, abs, first, "
                    "last",
                ),
                node if isinstance(node, ast.expr) else None,
            )
        leaning = node.left if isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp) else None
        waiting += [(child, depth if child is leaning else depth + 1) for child in ast.iter_child_nodes(node)]


def _is_allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | int | float) and not isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and not node.keywords
    if isinstance(node, ast.comprehension):
        return isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Name) and not node.is_async
    return isinstance(node, _ALLOWED)
