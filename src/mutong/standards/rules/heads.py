"""Reading what stands above a rule, in @rule(…): what it is of, its clauses, its dates."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.refusals import PackError, shown
from mutong.standards.rules.vocabulary import plain, refused
from mutong.tables.dictionary import FactSpec

_TEXTS = ("of", "service", "receipt", "zh", "en", "valid_from", "valid_to", "known_from", "direction")
HEAD = (*_TEXTS, "clauses")
_DIRECTIONS = ("benefit", "burden")
_WORDED = ("of", "direction")
_NEEDED = ("of", "service", "zh", "en", "clauses")


@dataclass(frozen=True)
class Head:
    """What stands in the decorator, before the body is read."""

    function: ast.FunctionDef
    path: Path
    source: str
    texts: Mapping[str, str]
    clauses: tuple[Clause, ...]

    @property
    def valid(self) -> Period:
        """The days on which the rule is in force. Raises PackError."""
        return Period(*(self.day(key) for key in ("valid_from", "valid_to")))

    def day(self, key: str) -> date | None:
        """The day written under a key; None for none. Raises PackError."""
        text = self.texts.get(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise wrong(
                self.path,
                self.function,
                "not_a_day",
                Words(f"{key} 写的是“{text}”", f"{key} is written “{text}”"),
                Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
            ) from error


def wrong(path: Path, tree: ast.AST, code: str, fact: Words, remedy: Words, clause: str = "") -> PackError:
    """The refusal of a part of a rule file, at its line."""
    return PackError(code, shown(path), getattr(tree, "lineno", 0), fact, remedy, clause)


def read_heads(path: Path, clauses: Mapping[str, Clause], facts: Mapping[str, FactSpec]) -> list[Head]:
    """What stands above each rule of a file, one for each dated version. Raises PackError."""
    source = path.read_text(encoding="utf-8")
    try:
        module = ast.parse(source)
    except SyntaxError as error:
        raise PackError(
            "not_python",
            shown(path),
            error.lineno or 0,
            Words(f"语法不通（{error.msg}）", f"this does not parse ({error.msg})"),
            Words("请检查括号、冒号和缩进", "Check brackets, colons and indents"),
        ) from error
    heads = []
    for statement in module.body:
        if is_text(statement):
            continue
        if not isinstance(statement, ast.FunctionDef):
            raise refused(statement, path, source, "")
        # Several @rule above one function are several dated versions with one body.
        for decorator in statement.decorator_list or [None]:
            heads.append(_read_head(statement, decorator, path, source, clauses, facts))
    return heads


def _read_head(
    function: ast.FunctionDef,
    call: ast.expr | None,
    path: Path,
    source: str,
    clauses: Mapping[str, Clause],
    facts: Mapping[str, FactSpec],
) -> Head:
    is_rule = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and plain(call.func.id) == "rule"
    if not is_rule or call.args:
        raise wrong(
            path,
            function,
            "no_rule_above",
            Words(
                f"函数“{function.name}”上面没有 @rule(…)", f"the function “{function.name}” has no @rule(…)"
            ),
            Words(
                "请写 @rule(of=…, service=…, zh=…, en=…, clauses=[…])",
                "Write @rule(of=…, service=…, zh=…, en=…, clauses=[…])",
            ),
        )
    texts: dict[str, str] = {}
    cited: list[str] = []
    for word in call.keywords:
        key, value = plain(word.arg or ""), word.value
        if key == "clauses" and isinstance(value, ast.List):
            cited = [part.value for part in value.elts if isinstance(part, ast.Constant)]
        elif key in _TEXTS and isinstance(value, ast.Constant) and isinstance(value.value, str):
            texts[key] = plain(value.value) if key in _WORDED else value.value
        else:
            raise wrong(
                path,
                word.value,
                "unknown_key",
                Words(f"@rule 里不能写“{word.arg}”", f"@rule cannot hold “{word.arg}” like this"),
                Words(
                    f"可以写：{'、'.join(HEAD)}",
                    f"There are: {', '.join(HEAD)}",
                ),
            )
    _check_head(function, path, texts, cited, clauses, facts)
    return Head(function, path, source, texts, tuple(clauses[one] for one in cited))


def _check_head(
    function: ast.FunctionDef,
    path: Path,
    texts: Mapping[str, str],
    cited: list[str],
    clauses: Mapping[str, Clause],
    facts: Mapping[str, FactSpec],
) -> None:
    if not cited:
        raise wrong(
            path,
            function,
            "no_clause",
            Words(f"规则“{function.name}”没有引用条款", f"the rule “{function.name}” cites no clause"),
            Words('请写 clauses=["条款号"]', 'Write clauses=["clause"], a clause of pack.yaml'),
        )
    for one in cited:
        if one not in clauses:
            raise wrong(
                path,
                function,
                "missing_clause",
                Words(
                    f"规则“{function.name}”引用的条款“{one}”不在 pack.yaml 里",
                    f"the rule “{function.name}” cites “{one}”, which pack.yaml does not have",
                ),
                Words(
                    "请在 clauses 下补上，或改为已有的条款", "Add it under clauses, or cite one that is there"
                ),
                one,
            )
    missing = [key for key in _NEEDED if key != "clauses" and not texts.get(key)]
    if missing or texts["of"] not in ("person", "household"):
        raise wrong(
            path,
            function,
            "rule_incomplete",
            Words(
                f"规则“{function.name}”没有写对：{'、'.join(missing or ['of'])}",
                f"the rule “{function.name}” lacks or misstates {', '.join(missing or ['of'])}",
            ),
            Words(
                "of 写 person 或 household，另写 service、zh、en",
                "Write of (person or household), service, zh and en",
            ),
            cited[0],
        )
    if texts.get("direction", "benefit") not in _DIRECTIONS:
        raise wrong(
            path,
            function,
            "unknown_direction",
            Words(f"direction 写的是“{texts['direction']}”", f"the direction is “{texts['direction']}”"),
            Words(
                "给予的写 benefit，要求人做什么、限制人的写 burden（T7）",
                "Write benefit for what is given, burden for what is asked of people or restricts them (T7)",
            ),
            cited[0],
        )
    receipt = facts.get(texts.get("receipt", ""))
    if texts.get("receipt") and (
        receipt is None or receipt.type != "boolean" or receipt.subject_kind != texts["of"]
    ):
        raise wrong(
            path,
            function,
            "unknown_fact",
            Words(
                f"receipt 写的“{texts['receipt']}”不是这类对象的是否类事实",
                f"receipt names “{texts['receipt']}”, which is no yes/no fact of a {texts['of']}",
            ),
            Words("请写事实词典里的键", "Write a key of the fact dictionary"),
            cited[0],
        )


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
