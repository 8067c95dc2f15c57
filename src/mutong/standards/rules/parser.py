"""Reading rules/*.py: each function under @rule becomes a tree. Nothing of a rule file is ever run."""

import ast
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import shown
from mutong.standards.rules import nodes as n
from mutong.standards.rules.calls import Calls
from mutong.standards.rules.heads import Head, is_text, read_heads, wrong
from mutong.standards.rules.ring import refuse_rings
from mutong.standards.rules.surroundings import Surroundings
from mutong.standards.rules.vocabulary import plain, refused
from mutong.standards.units import all_units, dimension, unit_name
from mutong.tables.dictionary import FactSpec, fact_dictionary


def load_rules(
    folder: Path,
    pack: str,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
    outer: Mapping[str, tuple[n.Rule, ...]],
    facts: Mapping[str, FactSpec] | None = None,
) -> dict[str, tuple[n.Rule, ...]]:
    """The rules of a pack by name, each with its dated versions in order of time.

    `outer` are the rules of the packs it is within; they can be referred to. `facts` are those a rule can name (left
    out: the dictionary's). Raises PackError.
    """
    facts = fact_dictionary() if facts is None else facts
    heads = [head for path in sorted(folder.glob("*.py")) for head in read_heads(path, clauses, facts)]
    subjects = {name: versions[0].of for name, versions in outer.items()}
    subjects |= {head.function.name: head.texts["of"] for head in heads}
    amounts = {name: versions[0].unit for name, versions in outer.items()}
    amounts |= {head.function.name: _unit_written(head.function) for head in heads}
    rules: dict[str, tuple[n.Rule, ...]] = {}
    for head in heads:
        around = Surroundings(head.path, head.source, facts, parameters, subjects, amounts)
        rule = _read_rule(head, pack, around)
        before = rules.get(rule.name, ())
        _refuse_two_versions(head, before, rule)
        rules[rule.name] = tuple(sorted((*before, rule), key=lambda one: one.valid.start or date.min))
    refuse_rings({**outer, **rules}, rules)
    return rules


def _read_rule(head: Head, pack: str, around: Surroundings) -> n.Rule:
    function, texts = head.function, head.texts
    arguments = function.args
    plain_arguments = len(arguments.args) == 1 and not (
        arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults
    )
    if not plain_arguments:
        raise wrong(
            head.path,
            function,
            "one_argument",
            Words("规则只有一个参数", "a rule has one argument"),
            Words("请写 (person) 或 (household)", "Write (person) or (household)"),
            head.clauses[0].full_id,
        )
    reader = Calls(around, texts["of"], arguments.args[0].arg, head.clauses[0].full_id)
    for statement in function.body[:-1]:
        if is_text(statement):
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
        known_from=head.day("known_from"),
        direction=texts.get("direction", "benefit"),
    )


def _unit_written(function: ast.FunctionDef) -> str:
    """The unit in a rule's conclusion, '' for none; whether it is right is seen when that rule is read."""
    last = function.body[-1]
    call = last.value if isinstance(last, ast.Return) else None
    for word in call.keywords if isinstance(call, ast.Call) else ():
        if plain(word.arg or "") == "unit" and isinstance(word.value, ast.Constant):
            return str(word.value.value)
    return ""


def _read_conclusion(statement: ast.stmt, head: Head, reader: Calls) -> tuple[n.Node, n.Node | None, str]:
    call = statement.value if isinstance(statement, ast.Return) else None
    is_finding = (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and plain(call.func.id) == "finding"
        and not call.args
    )
    words = {plain(word.arg or ""): word.value for word in call.keywords} if is_finding else {}
    if not is_finding or "who" not in words or not set(words) <= {"who", "amount", "unit"}:
        raise wrong(
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


def _refuse_two_versions(head: Head, before: tuple[n.Rule, ...], rule: n.Rule) -> None:
    for other in before:
        together = other.valid.overlaps(rule.valid) and other.known_from == rule.known_from
        if other.of != rule.of or together:
            raise wrong(
                head.path,
                head.function,
                "rule_twice",
                Words(
                    f"规则“{rule.name}”与第 {other.line} 行的同名规则同时有效",
                    f"the rule “{rule.name}” is in force together with the one on line {other.line}",
                ),
                Words(
                    "请写上不重叠的 valid_from、valid_to；事后公布、追溯生效的写 known_from",
                    "Give them valid_from and valid_to that do not overlap, or a known_from to what was announced "
                    "later",
                ),
                rule.clauses[0].full_id,
            )
        if (other.unit, other.direction) != (rule.unit, rule.direction):
            raise wrong(
                head.path,
                head.function,
                "versions_differ",
                Words(
                    f"规则“{rule.name}”与第 {other.line} 行的同名规则单位或方向不同",
                    f"the rule “{rule.name}” has another unit or direction than the one on line {other.line}",
                ),
                Words("同一规则的各个版本应一致", "Give every version of a rule the same"),
                rule.clauses[0].full_id,
            )
