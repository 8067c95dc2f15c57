"""The forms of the daily books: feed, cash, manure with the care of pens."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from mutong.desk.book_frame import BookForm, FormField, home_options, options_of
from mutong.desk.parts import Option
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import coefficients_folder
from mutong.kernel.words import Words
from mutong.records.actions.keep_day_books import CARE
from mutong.village.book.event_kinds import read_fen, read_number
from mutong.village.book.ledgers import CASH, COUNT, FEED, MANURE
from mutong.village.coefficient_words import read_words

NOTE = "note"
_KG, _FEN = Words("公斤", "kg"), Words("金额（元）", "Amount (yuan)")
# Which amounts a book's form has: field, label, whether it is money.
AMOUNT: dict[str, tuple[tuple[str, Words, bool], ...]] = {
    "feed": (("kg", _KG, False), ("fen", Words("付了多少（元）", "Paid (yuan)"), True)),
    "cash": (("fen", _FEN, True),),
    "manure": (("kg", _KG, False),),
    "pen_care": (),
}
_LABELS = {
    "feed": Words("饲草料账", "Feed book"),
    "cash": Words("现金账", "Cash book"),
    "manure": Words("粪肥和消毒", "Manure and care of pens"),
}
_KINDS = {"feed": FEED, "cash": CASH, "manure": MANURE}
# What sheep are fed here, of the subjects of the coefficients: those with feed values.
_FEEDS = (
    "maize_stover", "maize_stover_silage", "maize_silage", "maize_silage_baled", "millet_straw", "sorghum_straw",
    "soybean_straw", "wheat_straw", "rice_straw", "peanut_vine", "sweet_potato_vine", "alfalfa_hay", "wildrye",
    "maize_grain", "sorghum_grain", "wheat_bran", "soybean_meal", "cottonseed_meal", "rapeseed_meal", "peanut_meal",
    "maize_ddgs",
)  # fmt: skip
_OTHER = {
    "salt_lick": Words("盐砖、舔砖", "salt or mineral lick"),
    "premix": Words("预混料、添加剂", "premix or additive"),
    "other_feed": Words("其他饲草料", "other feed"),
}


@cache
def feed_words() -> dict[str, Words]:
    """Every feed that the book knows, by the code of the coefficients; licks, additives and others follow."""
    words = read_words(coefficients_folder() / "village" / "words.csv")
    found = {code: words.of["subject", code] for code in _FEEDS if words.has("subject", code)}
    return {**found, **_OTHER}


def label_of(book: str) -> Words:
    """What a book is called."""
    return _LABELS[book]


def read_amount(
    texts: Mapping[str, str], name: str, label: Words, is_money: bool, book: str
) -> tuple[float | int | None, Words | None]:
    """An amount of a form, and what is wrong with it; money of the feed book may be left out, a count may be nought."""
    text = texts.get(name, "").strip()
    if not text:
        if is_money and book == "feed":
            return None, None
        return None, Words(f"请填写{label.zh}", f"Fill in: {label.en}")
    if not is_money and texts.get("kind") == COUNT and text in ("0", "0.0"):
        return 0.0, None
    try:
        return (read_fen(text, label) if is_money else read_number(text, label)), None
    except MutongError as error:
        return None, error.words


def form_of(
    book: str,
    texts: Mapping[str, str],
    wrong: Mapping[str, Words],
    on: date,
    homes: Mapping[str, str],
    pens: Sequence[str],
) -> BookForm:
    """The form of a book with what was typed and what is wrong by field."""

    def typed(name: str) -> dict[str, object]:
        return {"value": texts.get(name, ""), "problem": wrong.get(name)}

    kinds = {code: word.label for code, word in _KINDS[book].items()}
    if book == "manure":
        kinds |= CARE
    fields = [
        FormField(
            "kind",
            Words("事项", "What"),
            optional=False,
            options=options_of(kinds, texts.get("kind", "")),
            problem=wrong.get("kind"),
        ),
        FormField(
            "on",
            Words("日期", "Day"),
            "date",
            texts.get("on", "") or on.isoformat(),
            False,
            problem=wrong.get("on"),
        ),
    ]
    if book == "feed":
        fields.append(
            FormField(
                "item",
                Words("饲草料", "Feed"),
                optional=False,
                options=options_of(feed_words(), texts.get("item", "")),
                problem=wrong.get("item"),
            )
        )
    for name, label, is_money in AMOUNT[book]:
        optional = book == "manure" or (is_money and book == "feed")
        fields.append(FormField(name, label, mode="decimal", optional=optional, **typed(name)))
    fields += _more(book, typed, pens)
    fields.append(
        FormField(
            "household",
            Words("归哪户", "Whose"),
            options=home_options(homes, texts.get("household", "")),
            problem=wrong.get("household"),
        )
    )
    fields.append(FormField(NOTE, Words("备注", "Note"), **typed(NOTE)))
    problem = None
    if wrong:
        problem = Words(
            "没有登记：" + "；".join(words.zh for words in wrong.values()),
            "Not kept: " + "; ".join(words.en for words in wrong.values()),
        )
    return BookForm(tuple(fields), problem=problem)


def _more(book: str, typed, pens: Sequence[str]) -> list[FormField]:
    suggests = tuple(Option(pen, Words(pen, pen)) for pen in pens)
    if book == "feed":
        return [
            FormField("who", Words("供货方", "From whom"), **typed("who")),
            FormField("place", Words("喂给哪圈", "Fed to which pen"), suggests=suggests, **typed("place")),
        ]
    if book == "cash":
        return [
            FormField("who", Words("对方", "With whom"), **typed("who")),
            FormField("voucher", Words("凭证号", "Voucher"), **typed("voucher")),
        ]
    return [
        FormField("place", Words("圈舍或地块", "Pen or field"), suggests=suggests, **typed("place")),
        FormField("who", Words("对方或谁做的", "With whom, or done by"), **typed("who")),
        FormField("product", Words("消毒药名", "Disinfectant"), **typed("product")),
        FormField("dose", Words("用量", "How much of it"), **typed("dose")),
        FormField("source", Words("药品来源", "Where it came from"), **typed("source")),
    ]
