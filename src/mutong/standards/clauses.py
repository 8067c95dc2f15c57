"""Documents and clauses: what a pack rests on, and how far each source has been read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown
from mutong.standards.yaml_reading import line_of, read_words

# A full text read · B official notice or named press · C second hand · D worked out from others · U not found ·
# L a working rule of the place itself
GRADES = ("A", "B", "C", "D", "U", "L")
WEAK_GRADES = ("C", "D")
_DOCUMENT_KEYS = ("title", "number", "issuer", "date", "grade", "where", "articles", "asked_of")
_CLAUSE_KEYS = ("document", "article", "words")
_ARTICLE_KEYS = ("article", "none_needed")
_ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")


@dataclass(frozen=True)
class ListedArticle:
    """An article that a pack answers for: cited through a clause, or `none_needed` says why nothing follows from it."""

    article: str
    article_en: str
    none_needed: Words | None
    line: int


@dataclass(frozen=True)
class Document:
    """A source: `date` is when it came into force or, lacking that, was published; `grade` says how it was read and
    `where` how to find the copy that was read. `articles` are those the pack answers for, `asked_of` who can fill what
    the document leaves open.
    """

    key: str
    title: Words
    number: str
    issuer: str
    date: date | None
    grade: str
    where: str
    articles: tuple[ListedArticle, ...] = ()
    asked_of: Words | None = None


@dataclass(frozen=True)
class Clause:
    """One article of one document, in our own words; `id` is unique in its pack."""

    pack: str
    id: str
    document: Document
    article: str
    words: Words
    article_en: str = ""

    @property
    def full_id(self) -> str:
        """`pack:clause`, as findings and duties name it."""
        return f"{self.pack}:{self.id}"

    @property
    def grade(self) -> str:
        """The grade of the document."""
        return self.document.grade

    @property
    def citation(self) -> Words:
        """The document's title, number and article."""
        number_zh = f"（{self.document.number}）" if self.document.number else ""
        number_en = f" ({self.document.number})" if self.document.number else ""
        return Words(
            f"《{self.document.title.zh}》{number_zh}{self.article}",
            f"{self.document.title.en}{number_en}, {self.article_en or self.article}",
        )


def read_documents(part: object, path: Path) -> dict[str, Document]:
    """The `documents` of a pack.yaml by key."""
    documents = {}
    for key, text in _mapping(part, path, "documents").items():
        line = line_of(part, key)
        text = _mapping(text, path, key, line)
        _known_keys(text, path, key, _DOCUMENT_KEYS)
        grade = text.get("grade")
        if grade not in GRADES:
            raise PackError(
                "unknown_grade",
                shown(path),
                line_of(text, "grade"),
                Words(f"文件“{key}”的来源等级写的是“{grade}”", f"document “{key}” has the grade “{grade}”"),
                Words(f"请写 {'、'.join(GRADES)} 之一", f"Write one of {', '.join(GRADES)}"),
            )
        issued = text.get("date")
        if issued is not None and not isinstance(issued, date):
            raise PackError(
                "not_a_day",
                shown(path),
                line_of(text, "date"),
                Words(f"日期写的是“{issued}”", f"the date is written “{issued}”"),
                Words(
                    "请写成 2022-08-22 的样子，不知道就留空", "Write it like 2022-08-22, or leave it empty"
                ),
            )
        documents[key] = Document(
            key=key,
            title=read_words(text.get("title"), path, text, "title"),
            number=str(text.get("number") or ""),
            issuer=str(text.get("issuer") or ""),
            date=issued,
            grade=grade,
            where=str(text.get("where") or ""),
            articles=_articles(text, path),
            asked_of=read_words(text["asked_of"], path, text, "asked_of") if "asked_of" in text else None,
        )
    return documents


def _articles(text: Mapping, path: Path) -> tuple[ListedArticle, ...]:
    parts = text.get("articles")
    if parts is None:
        return ()
    if not isinstance(parts, list):
        raise PackError(
            "not_a_list",
            shown(path),
            line_of(text, "articles"),
            Words("“articles”应是一个列表", "“articles” should be a list"),
            Words("请写成 articles: [第六条, …]", "Write articles: [第六条, …]"),
        )
    found: dict[str, ListedArticle] = {}
    for place, part in enumerate(parts):
        line, why = line_of(parts, place), None
        if isinstance(part, Mapping) and "article" in part:
            _known_keys(part, path, "articles", _ARTICLE_KEYS)
            if "none_needed" in part:
                why = read_words(part["none_needed"], path, part, "none_needed")
            part = part["article"]
        article, article_en = _article(part)
        if not article or article in found:
            raise PackError(
                "article_twice" if article else "article_missing",
                shown(path),
                line,
                Words(
                    f"“{article}”列了两次" if article else "没有写是哪一条",
                    f"“{article}” is listed twice" if article else "the article is missing",
                ),
                Words("每一条列一次", "List each article once"),
            )
        found[article] = ListedArticle(article, article_en, why, line)
    return tuple(found.values())


def read_clauses(part: object, pack: str, documents: Mapping[str, Document], path: Path) -> dict[str, Clause]:
    """The `clauses` of a pack.yaml by id; each names a document of the pack."""
    clauses = {}
    for key, text in _mapping(part, path, "clauses").items():
        text = _mapping(text, path, key, line_of(part, key))
        _known_keys(text, path, key, _CLAUSE_KEYS)
        document = text.get("document")
        if document not in documents:
            raise PackError(
                "unknown_document",
                shown(path),
                line_of(text, "document"),
                Words(
                    f"条款“{key}”所引的文件“{document}”不在 documents 里",
                    f"clause “{key}” is of the document “{document}”, which is not among the documents",
                ),
                Words(f"现有：{'、'.join(documents)}", f"There are: {', '.join(documents)}"),
            )
        article, article_en = _article(text.get("article"))
        clauses[key] = Clause(
            pack=pack,
            id=key,
            document=documents[document],
            article=article,
            words=read_words(text.get("words"), path, text, "words"),
            article_en=article_en,
        )
    return clauses


def _article(part: object) -> tuple[str, str]:
    """An article as `{zh: …, en: …}`, or as 第九条, which is Article 9."""
    if isinstance(part, Mapping):
        return str(part.get("zh") or ""), str(part.get("en") or "")
    text = str(part or "")
    found = _ARTICLE.fullmatch(text)
    return text, f"Article {_count(found[1])}" if found else text


def _count(text: str) -> int:
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    digit = {word: place for place, word in enumerate("零一二三四五六七八九")}
    value = digit.get(hundreds, 0) * 100 + (digit.get(tens.strip("零"), 1) * 10 if ten else 0)
    return value + digit.get(ones.strip("零"), 0)


def _mapping(part: object, path: Path, key: str, line: int = 0) -> Mapping:
    if part is None:
        return {}
    if isinstance(part, Mapping):
        return part
    raise PackError(
        "not_a_mapping",
        shown(path),
        line or line_of(part),
        Words(f"“{key}”下面应是“键: 值”", f"“{key}” should hold “key: value” lines"),
        Words("请缩进后写“键: 值”", "Indent and write “key: value”"),
    )


def _known_keys(part: Mapping, path: Path, key: str, allowed: tuple[str, ...]) -> None:
    for found in part:
        if found not in allowed:
            raise PackError(
                "unknown_key",
                shown(path),
                line_of(part, found),
                Words(f"“{key}”里不认识“{found}”", f"“{found}” is not known in “{key}”"),
                Words(f"可以写：{'、'.join(allowed)}", f"There may be: {', '.join(allowed)}"),
            )
