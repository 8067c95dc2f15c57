"""A rule as a card a civil servant can read and sign: conditions, amount, standards and sources, in both languages."""

from collections.abc import Iterator

from mutong.kernel.errors import MutongError
from mutong.kernel.money import yuan_of
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.pack import Pack
from mutong.standards.parameter_rows import ParameterRow
from mutong.standards.rules import nodes as n
from mutong.standards.rules.ring import walk
from mutong.standards.rules.wording import Titles, say


def rule_card(pack: Pack, rule: str) -> Words:
    """The card of a rule (every dated version of it), as text of several lines in each language.

    Raises MutongError `unknown_rule` when the pack has no rule of that name.
    """
    if rule not in pack.rules:
        known = ", ".join(pack.rules)
        raise MutongError(
            "unknown_rule",
            Words(
                f"规则包“{pack.pack}”没有规则“{rule}”；有：{known}。",
                f"The pack “{pack.pack}” has no rule “{rule}”: {known}.",
            ),
        )
    titles = {
        name: versions[-1].title for one in (*pack.ancestors, pack) for name, versions in one.rules.items()
    }
    lines = [line for version in pack.rules[rule] for line in _card(pack, version, titles)]
    return Words("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _card(pack: Pack, rule: n.Rule, titles: Titles) -> Iterator[Words]:
    span = _span(rule.valid)
    yield Words(f"{rule.title.zh}（{rule.rule_id}，{span}）", f"{rule.title.en} ({rule.rule_id}, {span})")
    if rule.known_from:
        yield Words(f"自 {rule.known_from} 起公布", f"known from {rule.known_from}")
    for clause in rule.clauses:
        yield Words(
            f"依据：{clause.citation.zh}：{clause.words.zh}（来源等级 {clause.grade}）",
            f"Basis: {clause.citation.en}: {clause.words.en} (grade {clause.grade})",
        )
    yield Words("条件：", "Conditions:")
    yield from _conditions(rule.who, titles, 1)
    if rule.amount is not None:
        said = say(rule.amount, titles)
        yield Words(f"金额：{said.zh}", f"Amount: {said.en}")
    roots = [rule.who] + ([rule.amount] if rule.amount is not None else [])
    yield from dict.fromkeys(name for root in roots for name in _named_parts(root, titles))
    names = dict.fromkeys(p.name for root in roots for p in walk(root) if isinstance(p, n.Parameter))
    for name in names:
        label = pack.parameters.label(name)
        for row in pack.parameters.rows[name]:
            yield _row(label, row)


def _conditions(node: n.Node, titles: Titles, depth: int) -> Iterator[Words]:
    indent = "  " * depth
    if isinstance(node, n.All | n.Any):
        every = isinstance(node, n.All)
        yield Words(
            f"{indent}{'以下须全部符合' if every else '以下符合其一即可'}",
            f"{indent}{'all of these' if every else 'one of these'}",
        )
        for part in node.parts:
            yield from _conditions(part, titles, depth + 1)
    else:
        said = say(node, titles)
        yield Words(f"{indent}· {said.zh}", f"{indent}· {said.en}")


def _named_parts(root: n.Node, titles: Titles) -> Iterator[Words]:
    for node in walk(root):
        if isinstance(node, n.Named):
            said = say(node.part, titles)
            yield Words(f"其中{node.label.zh}＝{said.zh}", f"where {node.label.en} = {said.en}")


def _row(label: Words, row: ParameterRow) -> Words:
    unit, span, cited = row.unit.words, _span(row.valid), row.clause.citation
    value = _value(row)
    return Words(
        f"标准：{label.zh} [{row.area_code}] {span} {value} {unit.zh}（等级 {row.grade}，{cited.zh}）",
        f"Standard: {label.en} [{row.area_code}] {span} {value} {unit.en} (grade {row.grade}, {cited.en})",
    )


def _value(row: ParameterRow) -> str:
    if row.value is None:
        return "–"
    if row.unit.name.startswith("yuan"):
        return yuan_of(row.value)
    if isinstance(row.value, tuple):
        return "、".join(str(day) for day in row.value)
    return row.value if isinstance(row.value, str) else f"{row.value / row.unit.factor:g}"


def _span(period: Period) -> str:
    return f"{period.start or ''}…{period.end or ''}"
