"""Drafts of contracts from a pack's forms (contract_forms/*.yaml): which items an offer fills, which are missing.

A draft is structured text for two people to read and change; nothing is signed or filed by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth, truth_of
from mutong.kernel.words import Words
from mutong.standards.pack_form import Pack
from mutong.standards.yaml_reading import read_words, read_yaml
from mutong.village.law_numbers import Check, LawNumbers

FOLDER = "contract_forms"
BLANK = "＿＿＿＿"


@dataclass(frozen=True)
class FormArticle:
    """One article of a form: the item of the law it answers, its heading, its text with {fields}."""

    item: str
    heading: Words
    text: Words

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields its Chinese text asks for."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.text.zh) if name)


@dataclass(frozen=True)
class ContractForm:
    """A form: `items` names the parameter that lists what a contract holds ('' where no law of the pack does; then
    `wants` lists what the form suggests). `suggested` says what of it is no law; `asks_first` names a parameter that
    must be answered before anything is signed; `term` the fields of the term in months and of what is left."""

    name: str
    title: Words
    items: str
    wants: tuple[str, ...]
    suggested: Words | None
    asks_first: str
    term: tuple[str, str] | None
    fields: Mapping[str, Words]
    articles: tuple[FormArticle, ...]


@dataclass(frozen=True)
class DraftArticle:
    """An article of a draft: its text with blanks, and the labels of the fields that nobody has given."""

    item: str
    heading: Words
    text: Words
    missing: tuple[Words, ...]


@dataclass(frozen=True)
class Draft:
    """A draft: its articles, the items still missing something, and what the law asks of it (`checks`)."""

    form: str
    title: Words
    articles: tuple[DraftArticle, ...]
    missing_items: tuple[str, ...]
    checks: tuple[Check, ...]
    note: Words | None

    @property
    def complete(self) -> bool:
        """Whether every item is filled in and no check says no or unknown."""
        return not self.missing_items and all(check.answer is Truth.YES for check in self.checks)

    def said(self, lang: str) -> str:
        """The draft as plain text, heading by heading."""
        parts = [self.title.say(lang)]
        parts += [f"{one.heading.say(lang)}\n{one.text.say(lang)}" for one in self.articles]
        return "\n\n".join(parts) + "\n"


def load_forms(pack: Pack) -> dict[str, ContractForm]:
    """The forms of a pack by name; none where it has no folder of them. Raises PackError, MutongError bad_form."""
    forms = [_read(path) for path in sorted((pack.folder / FOLDER).glob("*.yaml"))]
    return {form.name: form for form in forms}


def draft_contract(form: ContractForm, offer: Mapping[str, object], law: LawNumbers) -> Draft:
    """A draft for an offer (field → value; None and '' are not given). Raises MutongError unknown_field."""
    strange = [name for name in offer if name not in (*form.fields, *(form.term or ()))]
    if strange:
        raise MutongError(
            "unknown_field",
            Words(
                f"合同格式里没有“{strange[0]}”；可以写：{'、'.join(form.fields)}。",
                f"The form has no field “{strange[0]}”; there are: {', '.join(form.fields)}.",
            ),
            field=strange[0],
        )
    given = {name: str(offer[name]) for name in form.fields if offer.get(name) not in (None, "")}
    filled = {name: given.get(name, BLANK) for name in form.fields}
    articles = tuple(
        DraftArticle(
            one.item,
            one.heading,
            Words(one.text.zh.format(**filled), one.text.en.format(**filled)),
            tuple(form.fields[name] for name in one.fields if name not in given),
        )
        for one in form.articles
    )
    wanted = law.listed(form.items) if form.items else form.wants
    whole = {one.item for one in articles if not one.missing}
    return Draft(
        form=form.name,
        title=form.title,
        articles=articles,
        missing_items=tuple(item for item in wanted if item not in whole),
        checks=_checks(form, offer, law),
        note=form.suggested,
    )


def _checks(form: ContractForm, offer: Mapping[str, object], law: LawNumbers) -> tuple[Check, ...]:
    found = [_term(form, offer, law), _registered(form, offer, law), _asked_first(form, law)]
    return tuple(check for check in found if check is not None)


def _term(form: ContractForm, offer: Mapping[str, object], law: LawNumbers) -> Check | None:
    """The term against what is left of the land contract."""
    if form.term is None or "within_remaining_term" not in law.listed("transfer_principles"):
        return None
    term, left = (_months(offer, name) for name in form.term)
    answer = truth_of(None if term is None or left is None else term <= left)
    told = ["?" if months is None else months for months in (term, left)]
    words = Words(
        f"期限 {told[0]} 个月，承包期剩余 {told[1]} 个月；不得超过剩余期限",
        f"a term of {told[0]} months, {told[1]} left of the land contract; it may not be longer",
    )
    return law.check("within_remaining_term", "transfer_principles", answer, words)


def _registered(form: ContractForm, offer: Mapping[str, object], law: LawNumbers) -> Check | None:
    """Told where the term is long enough to be registered; it may be, so the answer is yes."""
    years, term = law.count("registered_from_years"), form.term and _months(offer, form.term[0])
    if years is None or term is None or term < years * 12:
        return None
    words = Words(
        f"期限 {years} 年以上，可以申请登记；未经登记不得对抗善意第三人",
        f"{years} years or more: it may be registered; unregistered it does not hold against others in good faith",
    )
    return law.check("may_be_registered", "registered_from_years", Truth.YES, words)


def _asked_first(form: ContractForm, law: LawNumbers) -> Check | None:
    if not form.asks_first:
        return None
    word = law.word(form.asks_first)
    answer = {"yes": Truth.YES, "no": Truth.NO}.get(word or "", Truth.UNKNOWN)
    words = Words(
        f"先问主管部门；现有答复：{word or '没有'}",
        f"ask the office first; its answer so far: {word or 'none'}",
    )
    return law.check(form.asks_first, form.asks_first, answer, words)


def _months(offer: Mapping[str, object], name: str) -> int | None:
    value = offer.get(name)
    if value in (None, ""):
        return None
    try:
        return int(str(value))
    except ValueError:
        raise MutongError(
            "not_whole",
            Words(
                f"“{name}”应是整数个月，写的是“{value}”。",
                f"“{name}” is a whole number of months, not “{value}”.",
            ),
            field=name,
        ) from None


def _read(path: Path) -> ContractForm:
    top = read_yaml(path)
    try:
        term = top.get("term")
        form = ContractForm(
            name=str(top["form"]),
            title=read_words(top["title"], path, top, "title"),
            items=str(top.get("items") or ""),
            wants=tuple(str(one) for one in top.get("wants") or ()),
            suggested=read_words(top["suggested"], path, top, "suggested") if "suggested" in top else None,
            asks_first=str(top.get("asks_first") or ""),
            term=(str(term["months"]), str(term["left"])) if term else None,
            fields={key: read_words(words, path, top, key) for key, words in top["fields"].items()},
            articles=tuple(
                FormArticle(
                    str(one["item"]),
                    read_words(one["heading"], path, one, "heading"),
                    read_words(one["text"], path, one, "text"),
                )
                for one in top["articles"]
            ),
        )
    except KeyError as missing:
        raise _bad_form(path, f"没有写 {missing}", f"{missing} is missing") from None
    for one in form.articles:
        english = {name for _, name, _, _ in Formatter().parse(one.text.en) if name}
        wrong = (set(one.fields) | english) - set(form.fields) or set(one.fields) ^ english
        if wrong:
            name = sorted(wrong)[0]
            raise _bad_form(
                path,
                f"“{one.item}”里的 {name} 不在 fields 里或只在一种文字里",
                f"{name} of “{one.item}” is no field, or stands in one language only",
            )
    return form


def _bad_form(path: Path, zh: str, en: str) -> MutongError:
    return MutongError(
        "bad_form",
        Words(f"合同格式 {path.name}：{zh}。", f"The contract form {path.name}: {en}."),
        file=path.name,
    )
