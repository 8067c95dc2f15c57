"""Reading rules/*.py: each function under @rule becomes a tree. Nothing of a rule file is ever run."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import PackError, shown
from mutong.standards.rules import nodes as n
from mutong.standards.rules.expressions import Expressions
from mutong.standards.rules.ring import refuse_rings
from mutong.standards.rules.surroundings import Surroundings
from mutong.standards.rules.vocabulary import plain, refused
from mutong.standards.units import all_units, dimension, unit_name
from mutong.tables.dictionary import fact_dictionary

_TEXTS = ("of", "service", "receipt", "zh", "en", "valid_from", "valid_to")
_NEEDED = ("of", "service", "zh", "en", "clauses")


@dataclass(frozen=True)
class _Head:
    """What stands in the decorator, before the body is read."""

    function: ast.FunctionDef
    path: Path
    source: str
    texts: Mapping[str, str]
    clauses: tuple[Clause, ...]

    @property
    def valid(self) -> Period:
        return Period(*(self._day(key) for key in ("valid_from", "valid_to")))

    def _day(self, key: str) -> date | None:
        text = self.texts.get(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _wrong(
                self.path,
                self.function,
                "not_a_day",
                Words(f"{key} 写的是“{text}”", f"{key} is written “{text}”"),
                Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
            ) from error


def load_rules(
    folder: Path,
    pack: str,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
    outer: Mapping[str, tuple[n.Rule, ...]],
) -> dict[str, tuple[n.Rule, ...]]:
    """The rules of a pack by name, each with its dated versions in order of time.

    `outer` are the rules of the packs it is within; they can be referred to. Raises PackError.
    """
    heads = [
        head for path in sorted(folder.glob("*.py")) for head in _read_heads(path, clauses, fact_dictionary())
    ]
    subjects = {name: versions[0].of for name, versions in outer.items()}
    subjects |= {head.function.name: head.texts["of"] for head in heads}
    rules: dict[str, tuple[n.Rule, ...]] = {}
    for head in heads:
        around = Surroundings(head.path, head.source, fact_dictionary(), parameters, subjects)
        rule = _read_rule(head, pack, around)
        before = rules.get(rule.name, ())
        _refuse_two_versions(head, before, rule)
        rules[rule.name] = tuple(sorted((*before, rule), key=lambda one: one.valid.start or date.min))
    refuse_rings({**outer, **rules}, rules)
    return rules


def _wrong(path: Path, tree: ast.AST, code: str, fact: Words, remedy: Words, clause: str = "") -> PackError:
    return PackError(code, shown(path), getattr(tree, "lineno", 0), fact, remedy, clause)


def _read_heads(path: Path, clauses: Mapping[str, Clause], facts: Mapping) -> list[_Head]:
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
        if _is_text(statement):
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
    facts: Mapping,
) -> _Head:
    is_rule = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and plain(call.func.id) == "rule"
    if not is_rule or call.args:
        raise _wrong(
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
        value = word.value
        if word.arg == "clauses" and isinstance(value, ast.List):
            cited = [part.value for part in value.elts if isinstance(part, ast.Constant)]
        elif word.arg in _TEXTS and isinstance(value, ast.Constant) and isinstance(value.value, str):
            texts[word.arg] = value.value
        else:
            raise _wrong(
                path,
                word.value,
                "unknown_key",
                Words(f"@rule 里不能写“{word.arg}”", f"@rule cannot hold “{word.arg}” like this"),
                Words(
                    f"可以写：{'、'.join((*_TEXTS, 'clauses'))}",
                    f"There are: {', '.join((*_TEXTS, 'clauses'))}",
                ),
            )
    _check_head(function, path, texts, cited, clauses, facts)
    return _Head(function, path, source, texts, tuple(clauses[one] for one in cited))


def _check_head(
    function: ast.FunctionDef,
    path: Path,
    texts: Mapping[str, str],
    cited: list[str],
    clauses: Mapping[str, Clause],
    facts: Mapping,
) -> None:
    if not cited:
        raise _wrong(
            path,
            function,
            "no_clause",
            Words(f"规则“{function.name}”没有引用条款", f"the rule “{function.name}” cites no clause"),
            Words('请写 clauses=["条款号"]', 'Write clauses=["clause"], a clause of pack.yaml'),
        )
    for one in cited:
        if one not in clauses:
            raise _wrong(
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
        raise _wrong(
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
    receipt = facts.get(texts.get("receipt", ""))
    if texts.get("receipt") and (
        receipt is None or receipt.type != "boolean" or receipt.subject_kind != texts["of"]
    ):
        raise _wrong(
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


def _read_rule(head: _Head, pack: str, around: Surroundings) -> n.Rule:
    function, texts = head.function, head.texts
    arguments = function.args
    plain_arguments = len(arguments.args) == 1 and not (
        arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults
    )
    if not plain_arguments:
        raise _wrong(
            head.path,
            function,
            "one_argument",
            Words("规则只有一个参数", "a rule has one argument"),
            Words("请写 (person) 或 (household)", "Write (person) or (household)"),
            head.clauses[0].full_id,
        )
    reader = Expressions(around, texts["of"], arguments.args[0].arg, head.clauses[0].full_id)
    for statement in function.body[:-1]:
        if _is_text(statement):
            continue
        named = isinstance(statement, ast.Assign) and len(statement.targets) == 1
        if not named or not isinstance(statement.targets[0], ast.Name):
            raise refused(statement, head.path, head.source, reader.clause)
        reader.local[statement.targets[0].id] = reader.read(statement.value)
    who, amount, unit = _read_conclusion(function.body[-1], head, reader)
    return n.Rule(
        pack=pack,
        name=function.name,
        of=texts["of"],
        service=texts["service"],
        receipt=texts.get("receipt", ""),
        title=Words(texts["zh"], texts["en"]),
        clauses=head.clauses,
        valid=head.valid,
        who=who,
        amount=amount,
        unit=unit,
        file=shown(head.path),
        line=function.lineno,
    )


def _read_conclusion(
    statement: ast.stmt, head: _Head, reader: Expressions
) -> tuple[n.Node, n.Node | None, str]:
    call = statement.value if isinstance(statement, ast.Return) else None
    is_finding = (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and plain(call.func.id) == "finding"
        and not call.args
    )
    words = {plain(word.arg or ""): word.value for word in call.keywords} if is_finding else {}
    if not is_finding or "who" not in words or not set(words) <= {"who", "amount", "unit"}:
        raise _wrong(
            head.path,
            statement,
            "no_finding",
            Words("规则的最后一句不是结论", "the rule does not end in a finding"),
            Words(
                "请写 return finding(who=条件, amount=金额, unit=…)",
                "Write return finding(who=…, amount=…, unit=…)",
            ),
            reader.clause,
        )
    who = reader.here(reader.truth(words["who"]), words["who"])
    if "amount" not in words:
        return who, None, ""
    amount = reader.here(reader.number(words["amount"]), words["amount"])
    unit = words.get("unit")
    text = unit.value if isinstance(unit, ast.Constant) else ""
    base = all_units()[text].base if text in all_units() else text
    if amount.kind.powers is None or not text or dimension(base) != amount.kind.powers or base != text:
        worked_out = unit_name(amount.kind.powers or ())
        raise reader.wrong(
            words["amount"],
            "units_differ",
            Words(
                f"金额的单位是 {worked_out}，写的是“{text}”", f"the amount is in {worked_out}, not “{text}”"
            ),
            Words(f'请写 unit="{worked_out}"', f'Write unit="{worked_out}"'),
        )
    return who, amount, base


def _refuse_two_versions(head: _Head, before: tuple[n.Rule, ...], rule: n.Rule) -> None:
    for other in before:
        if other.of != rule.of or other.valid.overlaps(rule.valid):
            raise _wrong(
                head.path,
                head.function,
                "rule_twice",
                Words(
                    f"规则“{rule.name}”与第 {other.line} 行的同名规则同时有效",
                    f"the rule “{rule.name}” is in force together with the one on line {other.line}",
                ),
                Words(
                    "请写上不重叠的 valid_from、valid_to",
                    "Give them valid_from and valid_to that do not overlap",
                ),
                rule.clauses[0].full_id,
            )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
