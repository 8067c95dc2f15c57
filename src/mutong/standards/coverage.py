"""Coverage: every article that a pack answers for is cited by something of the pack, or says why nothing follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.pack_form import Pack, RawFile
from mutong.standards.strict_reading import refuse

_CITING_KEYS = ("clause", "cite", "clauses")


@dataclass(frozen=True)
class ArticleCover:
    """One article of one document: what cites it (such as "rule NAME"), or why nothing needs to.

    `listed` is false where something cites an article that the document's list does not name.
    """

    pack: str
    document: str
    article: str
    article_en: str
    cited_by: tuple[str, ...]
    none_needed: Words | None
    listed: bool
    line: int

    @property
    def covered(self) -> bool:
        """Whether it is cited or marked."""
        return bool(self.cited_by) or self.none_needed is not None


def coverage(pack: Pack) -> list[ArticleCover]:
    """A row for each article that the pack's own documents list, then one for each cited article that none lists."""
    citing = _citing_by_article(pack)
    rows, listed = [], set()
    for key, document in pack.own_documents.items():
        for one in document.articles:
            found: dict[str, None] = {}
            for (of, article), names in citing.items():
                if of == key and _is_of(article, one.article):
                    listed.add((of, article))
                    found |= dict.fromkeys(names)
            rows.append(
                ArticleCover(
                    pack.pack, key, one.article, one.article_en, tuple(found), one.none_needed, True, one.line
                )
            )
    for (key, article), names in citing.items():
        if key in pack.own_documents and (key, article) not in listed:
            rows.append(ArticleCover(pack.pack, key, article, "", tuple(names), None, False, 0))
    return rows


def uncited_clauses(pack: Pack) -> list[Clause]:
    """The pack's own clauses that nothing of the pack cites."""
    cited = {clause.full_id for clause, _ in _citations(pack)}
    return [one for one in pack.own_clauses.values() if one.pack == pack.pack and one.full_id not in cited]


def refuse_uncovered(pack: Pack, path: Path) -> None:
    """Raises PackError for a listed article that is neither cited nor marked, or both."""
    for row in coverage(pack):
        if not row.listed or (bool(row.cited_by) != (row.none_needed is not None)):
            continue
        of = Words(f"文件“{row.document}”的{row.article}", f"{row.article} of the document “{row.document}”")
        if row.covered:
            cited = row.cited_by[0]
            refuse(
                path,
                row.line,
                "article_cited_and_marked",
                Words(
                    f"{of.zh}写了不需要，却被 {cited} 引用",
                    f"{of.en} is marked as needing nothing, yet {cited} cites it",
                ),
                Words("请删去 none_needed", "Leave none_needed out"),
            )
        refuse(
            path,
            row.line,
            "article_uncovered",
            Words(
                f"{of.zh}没有规则、标准、流程引用，也没有说明不需要",
                f"{of.en} is cited by no rule, parameter or step and not marked as needing none",
            ),
            Words(
                "请在引用它的条款处写上，或写 none_needed: {zh: …, en: …}",
                "Cite it through a clause, or write none_needed: {zh: …, en: …}",
            ),
        )


def _is_of(cited: str, listed: str) -> bool:
    return cited == listed or (listed.endswith("条") and cited.startswith(listed))


def _citing_by_article(pack: Pack) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for clause, name in _citations(pack):
        if clause.pack == pack.pack:
            key = (clause.document.key, clause.article)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), name)))
    return found


def _citations(pack: Pack) -> Iterator[tuple[Clause, str]]:
    """Each clause that something this pack wrote cites, with what cites it."""
    for name, versions in pack.rules.items():
        for rule in versions:
            if rule.pack == pack.pack:
                yield from ((clause, f"rule {name}") for clause in rule.clauses)
    for row in pack.own_parameter_rows:
        if row.pack == pack.pack:
            yield row.clause, f"parameter {row.name}"
    for files, kind in (
        (pack.raw_protocols, "protocol"),
        (pack.raw_contacts, "contacts"),
        (pack.raw_derived, "derived"),
    ):
        for one in files:
            yield from _cited_in_file(pack, one, kind)
    for output in pack.outputs.values():
        if output.pack == pack.pack:
            yield output.clause, f"output {output.name}"
    for stacking in pack.stackings:
        if stacking.pack == pack.pack and stacking.clause is not None:
            yield stacking.clause, f"stacking {stacking.rule_a} {stacking.rule_b}"
    for prohibition in pack.prohibitions:
        if prohibition.pack == pack.pack:
            yield prohibition.clause, f"prohibition {prohibition.name}"
    yield from ((removal.clause, f"removed {removal.kind} {removal.name}") for removal in pack.removed)
    if pack.transition is not None:
        yield pack.transition.clause, "transition"


def _cited_in_file(pack: Pack, file: RawFile, kind: str) -> Iterator[tuple[Clause, str]]:
    path, top = file
    if not pack.wrote(path):
        return
    name = f"{kind} {top.get(kind) or path.stem}"
    for cited in _cited_words(top):
        if cited in pack.clauses:
            yield pack.clauses[cited], name


def _cited_words(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in _CITING_KEYS and not isinstance(value, Mapping):
                yield from (str(one) for one in (value if isinstance(value, list) else (value,)))
            else:
                yield from _cited_words(value)
    elif isinstance(part, list):
        for member in part:
            yield from _cited_words(member)
