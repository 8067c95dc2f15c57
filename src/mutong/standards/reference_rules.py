"""Rules, derived facts and numbers of a pack as a reader sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.derived.form import Among, Amount, DerivedFact, Within
from mutong.standards.open_numbers import open_numbers
from mutong.standards.pack_form import Pack
from mutong.standards.parameter_rows import ParameterRow
from mutong.standards.protocols.event_sources import outside_events
from mutong.standards.reference_parts import (
    DerivedEntry,
    FactAsked,
    Line,
    Number,
    NumberRow,
    RuleEntry,
    RuleVersion,
)
from mutong.standards.reference_words import value_words
from mutong.standards.rules import nodes as n
from mutong.standards.rules.ring import findings_used, walk
from mutong.standards.rules.wording import Titles, code_words, join_words, say
from mutong.tables.dictionary import fact_dictionary

_ALL = Words("以下须全部符合", "all of these")
_ANY = Words("以下符合其一即可", "one of these")
_EVERY = Words("不问什么条件", "no condition")


def titles_seen(pack: Pack) -> dict[str, Words]:
    """What each rule of a pack, and of those it is within, is called."""
    line = (*pack.ancestors, pack)
    return {name: versions[-1].title for one in line for name, versions in one.rules.items()}


def rule_entries(pack: Pack) -> tuple[RuleEntry, ...]:
    """Every rule of the pack, those it inherits among them."""
    titles = titles_seen(pack)
    return tuple(_rule(versions, titles) for versions in pack.rules.values())


def _rule(versions: tuple[n.Rule, ...], titles: Titles) -> RuleEntry:
    last = versions[-1]
    receipt = fact_dictionary().get(last.receipt)
    return RuleEntry(
        name=last.name,
        rule_id=last.rule_id,
        title=last.title,
        of=last.of,
        direction=last.direction,
        receipt=receipt.label if receipt else None,
        versions=tuple(_version(rule, titles) for rule in versions),
    )


def _version(rule: n.Rule, titles: Titles) -> RuleVersion:
    nodes = [node for root in _roots(rule) for node in walk(root)]
    named = {node.label.en: node for node in nodes if isinstance(node, n.Named)}
    said = [(node.label, say(node.part, titles)) for node in named.values()]
    return RuleVersion(
        valid=rule.valid,
        known_from=rule.known_from,
        clauses=rule.clauses,
        conditions=tuple(condition_lines(rule.who, titles)),
        amount=say(rule.amount, titles) if rule.amount is not None else None,
        where=tuple(Words(f"{label.zh}＝{part.zh}", f"{label.en} = {part.en}") for label, part in said),
        facts=facts_asked(nodes),
        standards=tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, n.Parameter))),
        builds_on=tuple((name, titles.get(name) or Words(name, name)) for name in findings_used(rule)),
    )


def _roots(rule: n.Rule) -> tuple[n.Node, ...]:
    return (rule.who,) if rule.amount is None else (rule.who, rule.amount)


def condition_lines(node: n.Node, titles: Titles, depth: int = 0) -> Iterator[Line]:
    """The conditions of a rule, one a line, nested as they are."""
    if isinstance(node, n.All | n.Any):
        yield Line(depth, _ALL if isinstance(node, n.All) else _ANY)
        for part in node.parts:
            yield from condition_lines(part, titles, depth + 1)
    elif isinstance(node, n.Literal) and node.value is True:
        yield Line(depth, _EVERY)
    else:
        yield Line(depth, say(node, titles))


def facts_asked(nodes: Iterable[n.Node]) -> tuple[FactAsked, ...]:
    """The facts among some nodes, each once, in reading order."""
    found: dict[str, FactAsked] = {}
    for node in nodes:
        if isinstance(node, n.Fact):
            spec = node.spec
            question = spec.question.fill(name="…") if "{name}" in spec.question.zh else spec.question
            found.setdefault(spec.key, FactAsked(spec.key, spec.label, question, spec.subject_kind, spec.to))
    return tuple(found.values())


def number_entries(pack: Pack, choices: Choices) -> tuple[Number, ...]:
    """Every number of the pack with its dated rows, in the order of the files."""
    chosen = {
        (one.parameter, one.area_code, one.valid_from): (one.chosen, one.asked_of)
        for one in open_numbers([pack], choices)
    }
    rows: dict[str, list[NumberRow]] = {}
    for row in pack.own_parameter_rows:
        filled, asked = chosen.get((row.name, row.area_code, row.valid.start), ((), None))
        rows.setdefault(row.name, []).append(_number_row(row, filled, asked))
    return tuple(Number(name, pack.parameters.label(name), _alike(found)) for name, found in rows.items())


def _alike(rows: list[NumberRow]) -> tuple[NumberRow, ...]:
    """Rows that differ in nothing but their area as one."""
    found: dict[NumberRow, tuple[str, ...]] = {}
    for row in rows:
        key = replace(row, areas=())
        found[key] = (*found.get(key, ()), *row.areas)
    return tuple(replace(row, areas=areas) for row, areas in found.items())


def _number_row(row: ParameterRow, chosen: tuple[str, ...], asked: Words | None) -> NumberRow:
    null = row.value is None
    said = (value_words(value, row.unit.base) for value in row.candidates)
    return NumberRow(
        value=value_words(row.value, row.unit.base),
        areas=(row.area_code,),
        valid=row.valid,
        known_from=row.known_from,
        grade=row.grade,
        clause=row.clause,
        candidates=tuple(one for one in said if one is not None),
        asked_of=asked if null else None,
        note=row.note,
        chosen=chosen if null else (),
    )


_HOW = {
    "exists": Words("有没有{events}", "whether there was {events}"),
    "count": Words("{events}的次数", "how many times {events}"),
    "sum": Words("{events}的{value}之和", "the sum of {value} over {events}"),
    "last": Words("最近一次{events}的日期", "the day of the last {events}"),
    "days_since": Words("距最近一次{events}的天数", "the days since the last {events}"),
}
_SPANS = {"hours": Words("小时", "hours"), "days": Words("天", "days"), "months": Words("个月", "months")}
_SIGNS = {
    "<": Words("低于", "below"),
    "<=": Words("不高于", "at most"),
    ">": Words("高于", "above"),
    ">=": Words("不低于", "at least"),
}


def derived_entries(pack: Pack) -> tuple[DerivedEntry, ...]:
    """The facts the pack derives from events, each in one sentence."""
    return tuple(
        DerivedEntry(one.name, one.spec.label, _derived_words(one, pack), one.clause)
        for one in pack.derived.values()
    )


def _derived_words(one: DerivedFact, pack: Pack) -> Words:
    called = outside_events(pack)
    kinds = join_words([called.get(kind) or _event(kind) for kind in one.kinds], "、", " or ")
    wheres = [_condition(condition, pack) for condition in one.conditions]
    if one.listed:
        listed = join_words([_event(status) for status in one.listed], "、", " or ")
        wheres.append(Words(f"当日所在区域为{listed.zh}", f"in an area that was {listed.en} that day"))
    said = join_words(wheres, "，", ", ")
    events = Words(f"（{said.zh}的）{kinds.zh}", f"{kinds.en} ({said.en})") if wheres else kinds
    text = _HOW[one.how].fill(events=f"“{events.zh}”", value=one.value)
    english = _HOW[one.how].fill(events=f"“{events.en}”", value=one.value).en
    over = _window(one, pack)
    return Words(f"{over.zh}{text.zh}", f"{english}{over.en}")


def _event(kind: str) -> Words:
    said = code_words("event", (kind,))
    return Words(said.zh, said.en.replace("_", " "))


def _condition(condition: Among | Within, pack: Pack) -> Words:
    if isinstance(condition, Among):
        words = code_words(condition.column, condition.words)
        return Words(f"{condition.column} 为{words.zh}", f"{condition.column} is {words.en}")
    limits = [(_SIGNS[sign], _amount(amount, pack)) for sign, amount in condition.limits]
    return Words(
        condition.column + "、".join(f" {sign.zh} {limit.zh}" for sign, limit in limits),
        condition.column + " and".join(f" {sign.en} {limit.en}" for sign, limit in limits),
    )


def _amount(amount: Amount, pack: Pack) -> Words:
    if amount.parameter:
        return pack.parameters.label(amount.parameter)
    return Words(f"{amount.value:g}", f"{amount.value:g}")


def _window(one: DerivedFact, pack: Pack) -> Words:
    window, facts = one.window, fact_dictionary()

    def label(key: str) -> Words:
        return facts[key].label if key in facts else Words(key, key.replace("_", " "))

    if window.length is not None:
        length, unit = _amount(window.length, pack), _SPANS[window.span]
        if window.length.parameter:
            return Words(f"截至认定时（{length.zh}）", f" up to the screen ({length.en})")
        return Words(f"认定前 {length.zh} {unit.zh}内", f" in the {length.en} {unit.en} up to the screen")
    since, until = label(window.since), label(window.until)
    zh = (f"自“{since.zh}”起" if window.since else "") + (f"至“{until.zh}”前" if window.until else "")
    en = (f" since “{since.en}”" if window.since else "") + (f" before “{until.en}”" if window.until else "")
    return Words(zh, en)
