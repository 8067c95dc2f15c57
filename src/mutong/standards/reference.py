"""One source for reading a pack: everything that stands in it, as plain parts with words in both languages.

The desk's pages and the reference documents are made from the same parts, so that neither can say what the other does
not.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.clauses import Clause
from mutong.standards.coverage import ArticleCover, coverage
from mutong.standards.open_numbers import open_numbers
from mutong.standards.outputs import Bound, Output
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import parameters_of
from mutong.standards.reference_cases import worked_cases
from mutong.standards.reference_parts import (
    Article,
    Banned,
    ContactEntry,
    Direction,
    DocumentEntry,
    Head,
    PackReference,
    Together,
)
from mutong.standards.reference_protocols import protocol_entries
from mutong.standards.reference_rules import derived_entries, number_entries, rule_entries, titles_seen
from mutong.standards.reference_words import CHECKS, KINDER, LEVELS, TOGETHER, level_of, value_words
from mutong.standards.succession_keys import UNSETTLED

_KINDS = {
    "rule": Words("规则", "rule"),
    "parameter": Words("数字", "number"),
    "protocol": Words("流程", "protocol"),
    "contacts": Words("密接判定", "contact rules"),
    "derived": Words("推得的事实", "derived fact"),
    "output": Words("方向", "direction"),
    "stacking": Words("叠加关系", "what goes together"),
    "prohibition": Words("禁令", "prohibition"),
    "removed": Words("删去", "removed"),
    "transition": Words("过渡", "transition"),
}


def pack_reference(
    pack: Pack,
    choices: Choices = NO_CHOICES,
    *,
    on: date | None = None,
    area_code: str = "",
    among: Iterable[Pack] = (),
    check: bool = False,
) -> PackReference:
    """What a reader of a pack is shown. Protocols are told with the numbers in force `on` a day in an area (left out:
    `reading_day` and the pack's own area); `among` are the other packs there are, which its worked cases may need; with
    `check` these are worked out.
    """
    day = on or reading_day(pack)
    numbers = parameters_of(pack, choices, day, day, area_code or pack.area_code)
    return PackReference(
        head=_head(pack),
        documents=tuple(_documents(pack)),
        numbers=number_entries(pack, choices),
        rules=rule_entries(pack),
        derived=derived_entries(pack),
        protocols=protocol_entries(pack, numbers),
        contacts=tuple(_contacts(pack)),
        directions=tuple(_direction(one, pack) for one in pack.outputs.values()),
        together=tuple(_together(pack)),
        banned=tuple(
            Banned(one.name, one.words, CHECKS[one.check], one.valid, one.clause) for one in pack.prohibitions
        ),
        cases=worked_cases(pack, among, check),
        open=tuple(one for one in open_numbers([pack], choices) if one.pack in _writers(pack)),
    )


def reading_day(pack: Pack) -> date:
    """The day for which a pack is read where none is named: its last, or the last on which something in it begins."""
    if pack.valid.end is not None:
        return pack.valid.end - timedelta(days=1)
    rules = (rule.valid.start for versions in pack.rules.values() for rule in versions)
    rows = (row.valid.start for row in pack.own_parameter_rows)
    return max(
        (day for day in (pack.valid.start, *rules, *rows) if day is not None), default=date(2022, 1, 1)
    )


def _writers(pack: Pack) -> set[str]:
    return {row.pack for row in pack.own_parameter_rows}


def _head(pack: Pack) -> Head:
    outer, transition = pack.ancestors[-1] if pack.ancestors else None, pack.transition
    before = pack.before.title if pack.before else None
    said = transition.words if transition else UNSETTLED if pack.succeeds else None
    return Head(
        name=pack.pack,
        version=pack.version,
        title=pack.title,
        domain=pack.domain,
        level=level_of(pack.area_code),
        area_code=pack.area_code,
        valid=pack.valid,
        within=(outer.pack, outer.title) if outer else None,
        succeeds=(pack.succeeds, before) if pack.succeeds else None,
        inherits=pack.inherits,
        settled=transition is not None,
        transition=said,
        transition_clause=transition.clause if transition else None,
    )


def _documents(pack: Pack) -> Iterator[DocumentEntry]:
    rows: dict[str, list[ArticleCover]] = {}
    for row in coverage(pack):
        rows.setdefault(row.document, []).append(row)
    own = pack.own_documents
    for key, document in pack.documents.items():
        clauses = [one for one in pack.own_clauses.values() if one.document.key == key]
        writer = "" if key in own or pack.before is None else pack.before.pack
        yield DocumentEntry(document, tuple(_articles(rows.get(key, []), clauses, pack)), writer)


def _articles(rows: list[ArticleCover], clauses: list[Clause], pack: Pack) -> Iterator[Article]:
    names = _names(pack)
    shown: set[str] = set()
    for row in rows:
        of = [one for one in clauses if _is_of(one.article, row.article) and one.id not in shown]
        shown |= {one.id for one in of}
        cited = tuple(dict.fromkeys(_cited(one, names) for one in row.cited_by))
        yield Article(
            Words(row.article, row.article_en or row.article), cited, row.none_needed, row.listed, tuple(of)
        )
    for one in clauses:
        if one.id not in shown:
            name = Words(one.article or one.id, one.article_en or one.article or one.id)
            yield Article(name, (), None, False, (one,))


def _is_of(article: str, listed: str) -> bool:
    return article == listed or (listed.endswith("条") and article.startswith(listed))


def _names(pack: Pack) -> dict[str, Words]:
    found = titles_seen(pack)
    found |= {name: pack.parameters.label(name) for name in pack.parameters.names}
    found |= {one.name: one.spec.label for one in pack.derived.values()}
    for _, text in pack.raw_protocols:
        if isinstance(text.get("title"), Mapping):
            found[str(text["protocol"])] = Words(str(text["title"]["zh"]), str(text["title"]["en"]))
    return found | {one.name: one.words for one in pack.prohibitions}


def _cited(said: str, names: Mapping[str, Words]) -> Words:
    """`rule NAME` with what it is called."""
    kind, _, rest = said.partition(" ")
    parts = [names.get(name) or Words(name, name.replace("_", " ")) for name in rest.split()]
    of = _KINDS.get(kind) or Words(kind, kind)
    return Words(
        f"{of.zh}“{'”“'.join(p.zh for p in parts)}”" if parts else of.zh,
        f"{of.en} “{'” “'.join(p.en for p in parts)}”" if parts else of.en,
    )


def _contacts(pack: Pack) -> Iterator[ContactEntry]:
    for _, raw in pack.raw_contacts:
        classes = {one["name"]: one["words"] for one in raw.get("classes") or ()}
        for rule in (*(raw.get("rules") or ()), *(raw.get("second_degree") or ())):
            if isinstance(rule, Mapping) and "words" in rule:
                name = str(rule.get("class", ""))
                klass = classes.get(name) or {"zh": name, "en": name.replace("_", " ")}
                yield ContactEntry(
                    Words(rule["words"]["zh"], rule["words"]["en"]),
                    Words(klass["zh"], klass["en"]),
                    pack.clauses.get(str(rule.get("cite", ""))),
                )


def _direction(one: Output, pack: Pack) -> Direction:
    label = _names(pack).get(one.name) or Words(one.name, one.name.replace("_", " "))
    ends = [
        Words(f"{zh} {said.zh}", f"{en} {said.en}")
        for zh, en, bound in (("不少于", "at least", one.least), ("不多于", "at most", one.most))
        if bound is not None and (said := _bound(bound, one.name, pack)) is not None
    ]
    bounds = Words("，".join(w.zh for w in ends), ", ".join(w.en for w in ends)) if ends else None
    set_by = LEVELS.get(one.set_by) if one.set_by else None
    return Direction(one.name, label, KINDER[one.kinder], set_by, bounds, one.clause)


def _bound(bound: Bound, name: str, pack: Pack) -> Words | None:
    if bound.parameter:
        return pack.parameters.label(bound.parameter)
    return value_words(bound.value, pack.parameters.unit(name))


def _together(pack: Pack) -> Iterator[Together]:
    titles = titles_seen(pack)
    for one in pack.stackings:
        yield Together(
            one.rule_a,
            one.rule_b,
            titles.get(one.rule_a) or Words(one.rule_a, one.rule_a),
            titles.get(one.rule_b) or Words(one.rule_b, one.rule_b),
            one.relation,
            TOGETHER[one.relation],
            one.note,
            one.clause,
            one.grade,
        )
