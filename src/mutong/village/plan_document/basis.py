"""What the plan rests on: laws and rules by clause, from the packs and basis.csv, as on the day of writing.

A text that was made known after that day is not cited; one that comes into force later says from when.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.tables.documents import Column, Grade, Heading, Paragraph, Source, Table
from mutong.village.law_numbers import LawNumbers
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import NONE, both


@dataclass(frozen=True)
class Rule:
    """One text: document and article, what it says, from and until when, how it was read and where."""

    about: str
    document: Words
    article: Words
    says: Words
    known_from: date
    in_force_from: date
    in_force_to: date | None
    grade: str
    where: str

    @property
    def citation(self) -> Words:
        """Document and article."""
        return Words(f"《{self.document.zh}》{self.article.zh}", f"{self.document.en}, {self.article.en}")


@cache
def rules() -> tuple[Rule, ...]:
    """Every text of basis.csv, in file order."""
    with Path(__file__).with_name("basis.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rule(
                row["about"],
                Words(row["document_zh"], row["document_en"]),
                Words(row["article_zh"], row["article_en"]),
                Words(row["says_zh"], row["says_en"]),
                date.fromisoformat(row["known_from"]),
                date.fromisoformat(row["in_force_from"]),
                date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
                row["grade"],
                row["where"],
            )
            for row in csv.DictReader(lines)
        )


def rules_for(given: Given) -> tuple[Rule, ...]:
    """The texts known on the day of writing that hold at some time until the plan ends."""
    day = given.prepared_on
    return tuple(
        one
        for one in rules()
        if one.known_from <= day and (one.in_force_to is None or one.in_force_to >= day)
    )


def rules_made_later(given: Given) -> tuple[Rule, ...]:
    """Texts made known after the day of writing: the plan was not made by them and must be held against them."""
    return tuple(one for one in rules() if one.known_from > given.prepared_on)


def clauses_of(law: LawNumbers) -> tuple[Clause, ...]:
    """Every clause that a law's numbers rest on, of documents in force on its day: by document, then by article."""
    rows = law.parameters.parameters.rows
    on = law.parameters.on
    found: dict[str, Clause] = {}
    for of_one in rows.values():
        for row in of_one:
            if row.valid.holds(on) and (row.clause.document.date is None or row.clause.document.date <= on):
                found.setdefault(row.clause.full_id, row.clause)
    documents = list(dict.fromkeys(one.document.key for one in found.values()))
    return tuple(
        sorted(found.values(), key=lambda one: (documents.index(one.document.key), _article(one.id)))
    )


def _article(clause: str) -> tuple[int, ...]:
    """Articles in the order of their numbers; a clause without a number comes last."""
    return tuple(int(one) for one in re.findall(r"\d+", clause)) or (10**6,)


def all_law(given: Given) -> tuple[LawNumbers, ...]:
    """The packs' numbers, the cooperative's first."""
    return (*((given.law,) if given.law else ()), *given.more_law)


def basis(given: Given) -> Chapter:
    """The chapter."""
    laws = all_law(given)
    found: list = [
        Heading(Words("编制依据", "What the plan rests on")),
        Paragraph(
            Words(
                f"下列法律、法规和规范性文件按编制日（{given.prepared_on}）有效的文本列出，以后施行的注明日"
                "期。“等级”说明文本怎样读到："
                "G1、A 为读过全文，G2、B 为官方或公开转载读到部分，G3、C 只作方向参考，U、NV 为没有查到。",
                f"Laws and rules as in force on the day of writing ({given.prepared_on}), later ones with "
                "their day. The grade says "
                "how the text was "
                "read: G1 or A in full, G2 or B an official or reprinted text in part, G3 or C for "
                "direction only, U or NV "
                "not found.",
            )
        ),
    ]
    columns = (
        Column(Words("文件与条款", "Document and article"), share=1.5),
        Column(Words("要求", "What it asks"), share=2.6),
        Column(Words("施行", "In force"), share=0.8),
        Column(Words("等级", "Grade"), share=0.45),
    )
    if laws:
        rows = [
            (one.citation, one.words, _since(one, given), Grade(one.grade))
            for law in laws
            for one in clauses_of(law)
        ]
        found += [
            Heading(Words("合作社、集体与土地", "Cooperative, collective and land"), 2),
            Table(
                Words(
                    "合作社、集体经济组织和土地流转的规定",
                    "Rules for the cooperative, the collective and land",
                ),
                columns,
                tuple(rows),
            ),
        ]
    else:
        found.append(
            Paragraph(
                Words(
                    "没有载入农民专业合作社法等规则包：分配、表决的条款本稿没有核对。",
                    "No packs of the cooperative's law were given: clauses on sharing and voting were not "
                    "checked here.",
                )
            )
        )
    rows = [(one.citation, one.says, _from(one, given), Grade(one.grade)) for one in rules_for(given)]
    found += [
        Heading(Words("养殖、防疫、粪污与禁牧", "Livestock, disease, manure and grazing"), 2),
        Table(
            Words("养殖、防疫、粪污处理和禁牧的规定", "Rules for livestock, disease, manure and grazing"),
            columns,
            tuple(rows),
        ),
    ]
    if later := rules_made_later(given):
        found.append(
            Paragraph(
                Words(
                    f"编制日之后另有 {len(later)} 条规定公布（"
                    + "、".join(dict.fromkeys(f"《{one.document.zh}》" for one in later))
                    + "），本规划没有依据它们编制；施行后应逐条核对。",
                    f"{len(later)} rules were made known only after the day of writing ("
                    + ", ".join(dict.fromkeys(one.document.en for one in later))
                    + "); the plan was not made by them and must be held against them once they are in force.",
                )
            )
        )
    return found


def _since(one: Clause, given: Given) -> Words:
    day = one.document.date
    if day is not None and day > given.prepared_on:
        return Words(f"自 {day}", f"from {day}")
    return both(day or "—")


def _from(one: Rule, given: Given) -> Words:
    if one.in_force_to is not None:
        return Words(f"至 {one.in_force_to}", f"until {one.in_force_to}")
    if one.in_force_from > given.prepared_on:
        return Words(f"自 {one.in_force_from}", f"from {one.in_force_from}")
    return both(one.in_force_from) if one.in_force_from else NONE


def sources_of_law(given: Given) -> Sequence[Source]:
    """Documents of the packs and of basis.csv, for the list of sources."""
    found = [
        Source(
            f"law:{clause.pack}:{clause.document.key}",
            Words(f"《{clause.document.title.zh}》{clause.document.number}，{clause.document.where}",
                  f"{clause.document.title.en} {clause.document.number}, {clause.document.where}"),
            clause.document.grade,
        )
        for law in all_law(given)
        for clause in clauses_of(law)
    ]  # fmt: skip
    found += [
        Source(
            f"rule:{one.document.zh}",
            Words(f"《{one.document.zh}》，{one.where}", f"{one.document.en}, {one.where}"),
            one.grade,
        )
        for one in rules_for(given)
    ]
    return list({one.key: one for one in found}.values())
